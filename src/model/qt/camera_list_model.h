// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractListModel>
#include <QPointer>

#include "model/qt/project_document.h"

namespace camframe {

/// The cameras of a recording with what is known about each, e.g. "front · accepted".
class CameraListModel : public QAbstractListModel {
    Q_OBJECT

public:
    explicit CameraListModel(QObject* parent = nullptr);
    void setDocument(ProjectDocument* document);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    QPointer<ProjectDocument> m_document;
};

}  // namespace camframe
