// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calib/mark_tracker.h"
#include "calib/self_assessment.h"
#include "model/core/calibration.h"
#include "model/core/episode.h"
#include "model/core/io/robot_profile.h"
#include "model/core/progress.h"
#include "render/renderer.h"

namespace camframe {

/// A pixel that shows a point of a link: a click of a person (--mark), or a keypoint of the window.
struct Mark {
    int frame = 0;
    Eigen::Vector2d pixel{0, 0};  ///< In the recorded picture, with its distortion.
    int link = -1;                ///< -1: the tool link.
    /// Known position on the link (m). Absent: near the link's origin, solved for when the mark is tracked.
    std::optional<Eigen::Vector3d> pointInLink;
    /// Found by the program (findMark), not clicked by a person: it may be wrong, and adds starts to those of
    /// the search instead of steering it.
    bool found = false;
};

/// Which unknowns the fine stage solves for; pose is always one of them.
struct RefineSet {
    bool focal = false;       ///< One factor for fx and fy.
    bool principal = false;   ///< cx, cy.
    bool distortion = false;  ///< k1, k2.
    bool joints = false;      ///< A constant offset per arm joint, except each arm's first (see ArmChain).
    bool armBases = false;    ///< Where the further arms stand.
    bool lag = false;         ///< The image-joint time lag; clips are checked for one in any case.
    bool intrinsics() const { return focal || principal || distortion; }
};

/// One arm as the refinement sees it.
struct ArmChain {
    std::string name;
    int baseLink = 0;         ///< What the first joint hangs on.
    std::vector<int> joints;  ///< From the base, without gripper. An offset of the first one looks like
                              ///< another camera (or arm base) and is never solved for.
};

/// The arms of a robot whose joints its profile names, in its order.
std::vector<ArmChain> armChains(const Robot& robot);

struct CalibrationInput {
    const RobotModel* robot = nullptr;
    std::shared_ptr<const RobotGeometry> geometry;  ///< Without distortion: undistorted space is used inside.
    const RobotMotion* motion = nullptr;
    CameraModel camera;
    IntrinsicsSource intrinsicsSource = IntrinsicsSource::Dataset;
    bool isVideo = true;  ///< Consecutive frames are close: marks can be tracked.
    FrameSource* frames = nullptr;
    /// Given robot mask of a frame (255 = robot), or nothing when that frame has none. May be null.
    std::function<Result<std::optional<ImageU8>>(int frame)> maskOfFrame;
    /// What counts for nothing in a frame (255 = ignore), or nothing when all of it counts. May be null.
    std::function<Result<std::optional<ImageU8>>(int frame)> ignoreOfFrame;
    /// What a depth camera measured (mm, 0 = none), laid over the recorded picture, or nothing when the frame
    /// has no depth. May be null.
    std::function<Result<std::optional<ImageU16>>(int frame)> depthOfFrame;
    std::vector<Mark> marks;
    PointTracker* tracker = nullptr;  ///< Follows the marks; null: the built-in one. Must outlive the run.
    /// Every mark is an exact keypoint in its own frame only; nothing is tracked (the window's corrections).
    bool marksAreKeypoints = false;
    std::optional<RigidTransform> initialCamFromBase;
    /// The first one's base is base space's. For joints and armBases, and to notice that a further arm does
    /// not stand where the model says.
    std::vector<ArmChain> arms;
};

struct CalibrationOptions {
    RendererOptions renderer;
    RefineSet refine;
    uint64_t seed = 0;
    /// Frames chosen for the fine stage (greedy by pose diversity); up to twice as many where the first ones
    /// leave the pose uncertain.
    int fitFrames = 24;
    int holdoutFrames = 6;  ///< Frames kept out of the fit and scored at the end.
    /// Says which inequality is violated; empty when all is well.
    std::string check() const;
};

/// One point of the convergence curve, for the report.
struct IterationRecord {
    std::string stage;
    double cost = 0;
    double rmsPx = 0;
    double meanIou = 0;
};

struct CalibrationRun {
    Calibration calibration;
    std::optional<RigidTransform> coarseCamFromBase;  ///< Before the fine stage ("before" in reports).
    std::vector<IterationRecord> iterations;
    /// The robot as each of calibration.alternatives would have it, drawn on the frame that tells it from the
    /// winner most clearly; at most 320 px wide.
    std::vector<ImageU8> alternativePictures;
    /// Masks that the fit used (given or made), by frame, in the recorded picture's space.
    std::vector<std::pair<int, ImageU8>> masks;
    /// Tracked marks: [mark][frame] pixel in the recorded picture, NaN where not visible.
    std::vector<std::vector<Eigen::Vector2d>> tracks;
    std::vector<std::vector<float>> trackVisibility;  ///< [mark][frame], see MarkTrack.
    std::vector<Finding> findings;
    DrawnCount drawn;                  ///< Rendered by the whole run.
    DrawnCount drawnForPose;           ///< ... until the pose was found; the rest outlines and judges.
    std::optional<Evidence> evidence;  ///< What status and risk follow from; absent when no pose was judged.
};

/// Finds the camera of one camera-episode: evidence, coarse pose, fine pose, self-assessment.
///
/// Starts from the strongest evidence given: `initialCamFromBase`, else marks (temporal PnP), else masks or
/// motion alone (global search by rendering). A run that cannot be trusted ends with status Failed or Review
/// and reasons, not with an error; an Error means unreadable frames, no renderer, or Stopped.
Result<CalibrationRun> calibrateCamera(const CalibrationInput& input, const CalibrationOptions& options,
                                       const RunContext& context);

}  // namespace camframe
