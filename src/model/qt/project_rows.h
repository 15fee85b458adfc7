// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSqlQuery>
#include <QString>
#include <string>
#include <vector>

#include "model/core/result.h"
#include "model/qt/project_store.h"

namespace camframe {

/// Rows of a project file as values, or what is wrong with them. Queries select the columns named here,
/// others may follow. Errors of the kind Input say that the row is damaged.
struct ProjectRows {
    static constexpr QLatin1StringView cameraColumns{
        "width, height, intrinsics, intrinsics_source, cam_from_base, verdict, last_keypoint, run, "
        "verdict_reason, intrinsics_locked"};
    static constexpr QLatin1StringView keypointColumns{
        "id, frame, link, x, y, z, u, v, origin, hidden, mark, mark_sigma"};
    static constexpr QLatin1StringView maskColumns{"frame, robot, ignored, carried"};
    static constexpr QLatin1StringView editColumns{"action, detail, time"};

    const QString& path;  ///< Of the file, for errors.
    const std::vector<std::string>& linkNames;
    int frameCount;

    /// @param saved  Comes with the name and picture size of the recording's camera. Of no use after an
    /// error.
    Result<void> readCamera(const QSqlQuery& row, SavedCamera& saved) const;
    Result<Keypoint> readKeypoint(const QSqlQuery& row, const QString& camera) const;
    /// Adds to the masks of `state`.
    Result<void> readMask(const QSqlQuery& row, CameraState& state) const;
    static CalibrationEdit readEdit(const QSqlQuery& row);
};

}  // namespace camframe
