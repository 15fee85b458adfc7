// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <QPointer>

#include "model/qt/project_document.h"

namespace camframe {

/// The keypoints of one camera that people placed, as a table: number, frame, link, pixel, residual.
class KeypointModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Number, Frame, Link, Pixel, Residual, ColumnCount };
    enum Role { KeypointIdRole = Qt::UserRole, FrameRole };

    explicit KeypointModel(QObject* parent = nullptr);
    /// @param document  May be null; must outlive its use here or be destroyed as a QObject.
    void setSource(ProjectDocument* document, int camera);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    /// Row of a keypoint, or -1.
    int rowOf(int keypointId) const;

private:
    void onChanged(const ChangeEvent& event);
    const CameraState* state() const;
    QList<int> idsNow() const;

    QPointer<ProjectDocument> m_document;
    int m_camera = 0;
    QList<int> m_ids;  ///< Keypoint ids by row; what the views believe exists.
};

}  // namespace camframe
