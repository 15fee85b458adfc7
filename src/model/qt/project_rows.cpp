// SPDX-License-Identifier: Apache-2.0
#include "model/qt/project_rows.h"

#include <algorithm>

#include "model/core/io/calibration_file.h"
#include "model/qt/project_sql.h"
#include "model/qt/review/review_item.h"

namespace camframe {

using namespace Qt::StringLiterals;
using namespace project_sql;

Result<void> ProjectRows::readCamera(const QSqlQuery& row, SavedCamera& saved) const {
    CameraState& state = saved.state;
    const QString where = u"camera %1: "_s.arg(text(state.name));
    CameraModel& camera = state.intrinsics.camera;
    if (row.value(0).toInt() != camera.width || row.value(1).toInt() != camera.height)
        return damaged(path, where + u"the picture size differs from the recording's"_s);
    const auto intrinsics = parseNumbers(row.value(2).toString(), 9);
    const auto source = intrinsicsSource(row.value(3).toString());
    if (!intrinsics || !source) return damaged(path, where + u"unreadable intrinsics"_s);
    camera.fx = (*intrinsics)[0];
    camera.fy = (*intrinsics)[1];
    camera.cx = (*intrinsics)[2];
    camera.cy = (*intrinsics)[3];
    std::copy_n(intrinsics->begin() + 4, 5, camera.distortion.begin());
    state.intrinsics.source = *source;
    state.intrinsics.locked = row.value(9).toBool();
    if (!camera.check("project")) return damaged(path, where + u"impossible intrinsics"_s);
    if (!row.value(4).isNull()) {
        const auto pose = parseNumbers(row.value(4).toString(), 16);
        if (!pose) return damaged(path, where + u"unreadable pose"_s);
        const Eigen::Matrix4d matrix =
            Eigen::Map<const Eigen::Matrix<double, 4, 4, Eigen::RowMajor>>(pose->data());
        if (!rigidFromMatrix(matrix, "pose")) return damaged(path, where + u"the pose is not rigid"_s);
        state.camFromBase = RigidTransform(matrix);
    }
    const auto verdict = verdictFromIdentifier(row.value(5).toString());
    if (!verdict) return damaged(path, where + u"unknown verdict"_s);
    state.verdict = *verdict;
    state.verdictReason = row.value(8).toString().toStdString();
    saved.lastKeypointId = row.value(6).toInt();
    if (!row.value(7).isNull()) {
        auto calibration = calibrationFromJson(row.value(7).toString().toStdString(), "run");
        if (!calibration) return damaged(path, where + text(calibration.error().message));
        state.run = std::move(*calibration);
    }
    return {};
}

Result<Keypoint> ProjectRows::readKeypoint(const QSqlQuery& row, const QString& camera) const {
    Keypoint keypoint;
    keypoint.id = row.value(0).toInt();
    keypoint.frame = row.value(1).toInt();
    const std::string link = row.value(2).toString().toStdString();
    const auto found = std::find(linkNames.begin(), linkNames.end(), link);
    for (int i = 0; i < 3; ++i) keypoint.pointInLink[i] = row.value(3 + i).toDouble();
    keypoint.pixel = {row.value(6).toDouble(), row.value(7).toDouble()};
    if (found == linkNames.end()) {
        return makeError(
            ErrorKind::Usage,
            "The project file {} has a keypoint on link '{}', which this robot lacks: open the recording "
            "with the robot of before, or with another --project.",
            path.toStdString(), link);
    }
    const auto origin = keypointOrigin(row.value(8).toString());
    keypoint.hidden = row.value(9).toBool();
    keypoint.mark = row.value(10).toInt();
    keypoint.markSigma = row.value(11).toDouble();
    if (!origin || keypoint.frame < 0 || keypoint.frame >= frameCount || !keypoint.pointInLink.allFinite() ||
        !keypoint.pixel.allFinite() || keypoint.mark < 0 || !(keypoint.markSigma >= 0)) {
        return damaged(path,
                       u"camera %1: keypoint %2 does not fit the recording"_s.arg(camera).arg(keypoint.id));
    }
    keypoint.link = static_cast<int>(found - linkNames.begin());
    keypoint.origin = *origin;
    return keypoint;
}

Result<void> ProjectRows::readMask(const QSqlQuery& row, CameraState& state) const {
    const CameraModel& camera = state.intrinsics.camera;
    const int frame = row.value(0).toInt();
    auto robot = unpackedBits(row.value(1), camera.width, camera.height);
    auto ignore = unpackedBits(row.value(2), camera.width, camera.height);
    if (frame < 0 || frame >= frameCount || !robot || !ignore) {
        return damaged(path, u"camera %1: unreadable mask of frame %2"_s.arg(text(state.name)).arg(frame));
    }
    state.masks[frame] = std::make_shared<const FrameMask>(
        FrameMask{std::move(*robot), std::move(*ignore), row.value(3).toBool()});
    return {};
}

CalibrationEdit ProjectRows::readEdit(const QSqlQuery& row) {
    return {row.value(0).toString().toStdString(), row.value(1).toString().toStdString(),
            row.value(2).toString().toStdString()};
}

}  // namespace camframe
