// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <QPointer>

#include "model/qt/project_document.h"

namespace camframe {

/// What was done to one camera, newest first, over all sessions: time, action, figures.
class EditModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Time, Action, Detail, ColumnCount };

    explicit EditModel(QObject* parent = nullptr);
    void setSource(ProjectDocument* document, int camera);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void refresh();

    QPointer<ProjectDocument> m_document;
    int m_camera = 0;
    std::vector<CalibrationEdit> m_edits;
};

}  // namespace camframe
