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

/// A point that is fixed to a link of the robot.
struct BoundPoint {
    int link = 0;                          ///< Index into RobotModel::links().
    Eigen::Vector3d pointInLink{0, 0, 0};  ///< m
    /// Number of a mark whose place on its link is solved for, from 1; `pointInLink` is then where it was
    /// found so far. 0: the place is known.
    int mark = 0;

    /// The same point of the robot; of a mark, wherever it was found.
    bool operator==(const BoundPoint& other) const {
        if (mark != other.mark || link != other.link) return false;
        return mark != 0 || pointInLink == other.pointInLink;
    }
};

/// Who says that a keypoint lies where it lies.
enum class KeypointOrigin {
    Human,
    Tracked,       ///< Followed through the pictures from what a person saw in other frames.
    Interpolated,  ///< Computed between frames in which a person saw it: a guess, not a sighting.
};

/// A pixel in which a known point of the robot was seen. Those of the same point in several frames are a
/// track.
struct Keypoint {
    int id = 0;  ///< Unique within its camera; never used again after removal.
    int frame = 0;
    int link = 0;                          ///< Index into RobotModel::links().
    Eigen::Vector3d pointInLink{0, 0, 0};  ///< m
    Eigen::Vector2d pixel{0, 0};  ///< Recorded picture; may lie outside it, as robots leave the picture.
    KeypointOrigin origin = KeypointOrigin::Human;
    bool hidden = false;  ///< A person does not see it in this frame.
    int mark = 0;         ///< As in BoundPoint.
    /// How well a mark's place is known: standard deviation in the worst direction (m). 0: not a mark, or
    /// not solved yet.
    double markSigma = 0;

    BoundPoint boundPoint() const { return {link, pointInLink, mark}; }
    /// The solver uses it.
    bool counts() const { return !hidden && origin != KeypointOrigin::Interpolated; }
    bool operator==(const Keypoint&) const = default;
};

/// What a person drew into one frame, in the recorded picture's pixels. Immutable: undo steps and threads
/// share it.
struct FrameMask {
    ImageU8 robot;   ///< 255 = robot. Empty: not drawn; the frame is then as any other.
    ImageU8 ignore;  ///< 255 = counts for nothing. Empty: all of the frame counts.
    /// Carried over from another frame by the program, and not touched by a person since.
    bool carried = false;

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
    bool locked = false;  ///< Calibrations take them as they are.

    bool operator==(const Intrinsics& other) const;
};

/// Everything about one camera that edits can change. Saved in the project file.
struct CameraState {
    std::string name;
    Intrinsics intrinsics;
    std::optional<RigidTransform> camFromBase;  ///< The pose on show; absent before the first start.
    std::vector<Keypoint> keypoints;            ///< By ascending id.
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
