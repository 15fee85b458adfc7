// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <QDateTime>
#include <QPointer>
#include <optional>
#include <string>
#include <vector>

#include "model/qt/project_document.h"

namespace camframe {

/// A pose that the camera has had, with the lens and the run that went with it.
struct PoseVersion {
    std::string action;  ///< Identifier of the edit that led to it; empty: as it was before all.
    QDateTime time;
    std::optional<RigidTransform> camFromBase;
    Intrinsics intrinsics;
    std::optional<Calibration> run;
};

/// All poses of a camera along the undo stack as far as it is done, oldest first; the last is the one on
/// show.
std::vector<PoseVersion> poseVersions(const ProjectDocument& document, int camera);

/// How two poses differ.
struct PoseDifference {
    double degrees = 0;
    double millimetres = 0;  ///< Between the camera's places.
    double toolPx = 0;       ///< Median over the frames, between the tool's pixels; NaN where it is not seen.
};
PoseDifference poseDifference(const CameraModel& camera, const RigidTransform& a, const RigidTransform& b,
                              const RobotMotion& motion);

/// The versions as a table, newest first, each against the pose on show.
class PoseVersionModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Time, Action, Turned, Moved, AtTool, ColumnCount };

    explicit PoseVersionModel(QObject* parent = nullptr);
    void setSource(ProjectDocument* document, int camera);
    const PoseVersion& version(int row) const {
        return m_versions[m_versions.size() - 1 - static_cast<size_t>(row)];
    }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void refresh();

    QPointer<ProjectDocument> m_document;
    int m_camera = 0;
    std::vector<PoseVersion> m_versions;
    std::vector<std::optional<PoseDifference>> m_differences;
};

/// Brings a version back, as a step that can be undone; keypoints, masks and notes stay.
void pushVersion(ProjectDocument& document, int camera, const PoseVersion& version);

}  // namespace camframe
