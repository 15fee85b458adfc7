// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/core/calibration.h"
#include "model/core/camera_model.h"
#include "model/core/image.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// A pixel in which a person saw a known point of the robot.
struct Keypoint {
    int id = 0;  ///< Unique within its camera; never used again after removal.
    int frame = 0;
    int link = 0;                          ///< Index into RobotModel::links().
    Eigen::Vector3d pointInLink{0, 0, 0};  ///< m
    Eigen::Vector2d pixel{0, 0};  ///< Recorded picture; may lie outside it, as robots leave the picture.

    bool operator==(const Keypoint&) const = default;
};

/// What a person drew into one frame, in the recorded picture's pixels. Immutable: undo steps and threads
/// share it.
struct FrameMask {
    ImageU8 robot;   ///< 255 = robot. Empty: not drawn; the frame is then as any other.
    ImageU8 ignore;  ///< 255 = counts for nothing. Empty: all of the frame counts.

    bool operator==(const FrameMask&) const = default;
};
/// By frame; never null.
using FrameMasks = std::map<int, std::shared_ptr<const FrameMask>>;
bool sameMasks(const FrameMasks& a, const FrameMasks& b);

/// What a person said about a camera's pose.
enum class Verdict {
    None,
    Accepted,
    Rejected,
    ToFix,     ///< Somebody should mend it.
    Skipped,   ///< Not to be judged.
    Deferred,  ///< To be judged later.
};

/// K, distortion, and where they came from.
struct Intrinsics {
    CameraModel camera;
    IntrinsicsSource source = IntrinsicsSource::Dataset;

    bool operator==(const Intrinsics& other) const;
};

/// Everything about one camera that edits can change. Saved in the project file.
struct CameraState {
    std::string name;
    Intrinsics intrinsics;
    std::optional<RigidTransform> camFromBase;  ///< The pose on show; absent before the first start.
    std::vector<Keypoint> keypoints;
    FrameMasks masks;
    Verdict verdict = Verdict::None;
    std::string verdictReason;       ///< In the person's words; goes with the verdict.
    std::optional<Calibration> run;  ///< The last result of the pipeline or of an opened calibration.
};

/// New values for some properties of a CameraState; absent ones stay as they are.
struct CameraEdit {
    std::optional<Intrinsics> intrinsics;
    std::optional<std::optional<RigidTransform>> camFromBase;
    std::optional<std::vector<Keypoint>> keypoints;
    std::optional<FrameMasks> masks;
    std::optional<Verdict> verdict;
    std::optional<std::string> verdictReason;
    std::optional<std::optional<Calibration>> run;
};

/// Keypoint with the given id, or null.
const Keypoint* findKeypoint(const CameraState& state, int id);

}  // namespace camframe
