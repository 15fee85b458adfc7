// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "calib/contour_derivatives.h"
#include "model/core/progress.h"
#include "model/core/robot_correction.h"
#include "render/renderer.h"

namespace camframe {

/// Variance (rad^2, m^2) in place of one that cannot be estimated, as from one frame alone.
constexpr double kUnknownVariance = 1e6;
inline bool isKnown(const Matrix6d& covariance) {
    return covariance(0, 0) < kUnknownVariance;
}

/// One linear equation about the picture of a surface point on the rendered contour:
///
///     residual + direction . (displacement of the point's pixel) + offsetSign * boundaryOffset = 0
///
/// where a pose change delta displaces the pixel by J(point) delta.
struct ContourMeasurement {
    Eigen::Vector2d pixel;      ///< Where the point is drawn now; its rounding is a pixel of the robot.
    double depth = 0;           ///< Its Z in camera space (m).
    Eigen::Vector2d direction;  ///< In px per px; usually a unit normal.
    double residual = 0;        ///< px
    double weight = 1;          ///< Confidence, before the robust weight.
    double offsetSign = -1;     ///< 0: the measurement does not depend on the mask's boundary offset.
    /// Measurements of one group may share a systematic error over all frames (a link's shaded side, say):
    /// 0..kContourGroups-1. The covariance allows for it.
    int group = 0;
};
constexpr int kContourGroups = 128;
/// Group by link and direction: 16 links by 8 sectors.
int contourGroup(int linkId, const Eigen::Vector2d& direction);

/// Where the pixel grid of frame `index` is laid within a pixel (each coordinate in [-0.5, 0.5)): Roberts'
/// R2 low-discrepancy sequence, which spreads any number of frames evenly.
Eigen::Vector2d subpixelShift(int index);

/// Compares a rendered frame with what was observed in it. Called from several threads, one frame each.
using ContourObserver =
    std::function<void(int frameIndex, const RenderedFrame& rendered, std::vector<ContourMeasurement>& out)>;

/// One distance along a viewing ray: a drawn pixel's depth against the one that a depth camera measured.
struct DepthMeasurement {
    Eigen::Vector2i pixel{0, 0};
    Eigen::Vector3d point{0, 0, 0};   ///< Drawn surface point, camera space (m).
    Eigen::Vector3d normal{0, 0, 1};  ///< Of the drawn surface there, camera space, unit length.
    double residual = 0;              ///< Drawn minus measured Z (m).
    double sigma = 0.003;             ///< Standard deviation of the measurement (m).
};
/// Likewise compares drawn and measured depths; `drawnWith` is the camera of the rendered frame, with its
/// subpixel shift and the intrinsics of the present iteration.
using DepthObserver = std::function<void(int frameIndex, const RenderedFrame& rendered,
                                         const CameraModel& drawnWith, std::vector<DepthMeasurement>& out)>;

/// The unknowns that a refinement may solve for besides the pose, each with the standard deviation of its
/// prior. Zero: the unknown is held where it is.
struct UnknownPriors {
    double offsetPx = 2;     ///< The mask's constant boundary offset.
    double focal = 0;        ///< A common relative factor of fx and fy.
    double principalPx = 0;  ///< cx and cy.
    double distortion = 0;   ///< k1; k2 has twice that.
    double aspect = 0;       ///< Logarithm of fx / fy.
    double lagFrames = 0;
    double depthBias = 0;                        ///< What a depth camera measures too much everywhere (m).
    double armRotation = 0, armTranslation = 0;  ///< Every entry of the correction's armBases (rad, m).
    std::vector<std::pair<int, double>> joints;  ///< Joint of the model and its offset's deviation (rad, m).
    bool intrinsics() const { return focal > 0 || principalPx > 0 || distortion > 0 || aspect > 0; }
    bool robot() const { return lagFrames > 0 || armRotation > 0 || armTranslation > 0 || !joints.empty(); }
};

struct ContourRefinementOptions {
    int maxIterations = 30;
    double firstScalePx = 40;  ///< Geman-McClure scale of the first iteration; larger attracts from afar.
    double lastScalePx = 2;    ///< ... and after shrinking; must be > 0 and <= firstScalePx.
    /// The scale by which inlierShare is counted, whatever the fit's; 0: lastScalePx.
    double inlierScalePx = 0;
    double shrink = 0.7;   ///< Factor per iteration, in (0, 1]; less where three deviations are less.
    double minStepPx = 0;  ///< Converged when a step moves the contour by less (weighted RMS, px).
    /// ... or when it is less than this many standard deviations long, those of the model-based covariance.
    double minStepSigmas = 0;
    /// At the last scale, several steps at once (Anderson's method), from a pose within a few pixels. From
    /// afar the leaps end at other minima.
    bool mixSteps = false;
    /// Standard deviation of an error of the observed boundary that one group of measurements (a side of a
    /// link) has in common over all frames. The fit absorbs most of it, so that residuals do not show it.
    double sharedErrorPx = 0;
    double lodTolerancePx = 0;  ///< Passed to the renderer.
    /// Draw frame i with its picture moved by subpixelShift(i): outlines that stand still in the picture are
    /// then sampled at many places within a pixel instead of one. The observer takes the shift off again.
    bool shiftFrames = false;
    UnknownPriors priors;
    /// Where the intrinsics start; absent: at the given camera, around which their priors lie in any case.
    std::optional<CameraModel> startCamera;
    /// Where the robot's corrections start and where their priors lie. armBases of both name the same links.
    RobotCorrection correction, expectedCorrection;
    /// Needed for unknowns that move the robot; both null otherwise.
    const RobotModel* robot = nullptr;
    const RobotMotion* motion = nullptr;  ///< As recorded, without correction.
    DepthObserver observeDepth;           ///< May be empty.
    /// What one standard deviation of a depth counts for: as many px as outlines err by, so that both weigh
    /// by what they know.
    double depthUnitPx = 1;
    /// One per frame, with distances and ignored regions only: lets the renderer itself compare outlines with
    /// them while it iterates. `observe` must give the same equations (observeMask without twoSided does); it
    /// is asked for the statistics at the solution. Empty: `observe` is asked in every iteration, as it also
    /// is with depth or shifted frames.
    std::vector<OutlineFrame> outlines;
    std::string check() const;
};

struct ContourFrame {
    std::span<const RigidTransform> baseFromLink;
    const std::vector<bool>* linkKnown = nullptr;
    int frame = -1;  ///< In the motion; used with unknowns that move the robot.
};

/// A point of the robot whose pixel is known (a person's keypoint): joins the system with its two residuals.
struct ContourKeypoint {
    Eigen::Vector3d pointInBase{0, 0, 0};
    Eigen::Vector2d pixel{0, 0};  ///< In the pictures that are compared, without distortion.
    double weight = 30;           ///< In contour points: a click says as much as so many of them.
};

struct ContourIteration {
    double scalePx = 0;
    double rmsPx = 0;  ///< Robust RMS of the residuals at that scale.
    int measurements = 0;
    double stepRotation = 0, stepTranslation = 0;
};

struct ContourRefinement {
    enum class Status { NotRun, Converged, IterationLimit, NoMeasurements, Degenerate, Stopped };
    Status status = Status::NotRun;
    RigidTransform camFromBase = RigidTransform::Identity();
    CameraModel camera;
    double offsetPx = 0;  ///< Boundary offset of the masks; positive = masks too fat.
    double rmsPx = 0;     ///< Root of the robust-weighted mean square residual at the solution (px).
    double medianPx = 0;  ///< Median absolute residual there (px), offset removed.
    /// Share of measurements whose robust weight at inlierScalePx is at least one half: residuals within
    /// 0.64 of that scale.
    double inlierShare = 0;
    /// Pose covariance by the sandwich estimator with two-way clusters (Cameron, Gelbach & Miller 2011,
    /// without the subtracted intersection): residuals are correlated within a frame, and within a group of
    /// contour points over all frames; its bread has the mean second derivative of the robust cost (Huber
    /// 1981). Plus what follows from sharedErrorPx; rad, m; left perturbation. Not isKnown() when not
    /// estimable.
    Matrix6d covariance = Matrix6d::Zero();
    double focalFactor = 1;  ///< Solved focal length over the given one.
    RobotCorrection correction;
    /// Standard deviations of the other unknowns, 0 where held: logarithm of the focal length, the less
    /// certain coordinate of the principal point, k1, lag, and each joint of the priors.
    double focalSigma = 0, principalSigmaPx = 0, distortionSigma = 0, lagSigma = 0;
    std::vector<double> jointSigmas;
    std::vector<Matrix6d> armBaseCovariances;  ///< Of the left perturbation of each arm base.
    double depthInlierShare = 0;               ///< Of the depth measurements: within 5 deviations.
    double depthBias = 0;                      ///< What they measure too much everywhere (m).
    int depthMeasurements = 0;
    std::vector<ContourIteration> iterations;
};

/// Multi-frame contour alignment by iteratively reweighted Gauss-Newton with Levenberg damping.
///
/// Every iteration renders all frames in one call, asks `observe` for measurements, and solves one small
/// system: 6 pose unknowns and those of options.priors. The best iterate (lowest robust cost at the final
/// scale) is kept. Deterministic: sums run in frame order.
///
/// A point p of the robot that an unknown moves by the twist (w, v) in base space is displaced by
/// R (w x p + v) in camera space; lens and depth follow by the chain rule. Frames whose corrected time lies
/// outside the motion are left out of an iteration.
///
/// @param initial  Must place the robot in front of the camera.
Result<ContourRefinement> refineContour(Renderer& renderer, const CameraModel& camera,
                                        std::span<const ContourFrame> frames, const ContourObserver& observe,
                                        std::span<const ContourKeypoint> keypoints,
                                        const RigidTransform& initial,
                                        const ContourRefinementOptions& options, const RunContext& context);

}  // namespace camframe
