// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "model/core/progress.h"
#include "render/renderer.h"

namespace camframe {

/// One linear equation about the picture of a surface point on the rendered contour:
///
///     residual + direction . (displacement of the point's pixel) + offsetSign * boundaryOffset = 0
///
/// where a pose change delta displaces the pixel by J(point) delta.
struct ContourMeasurement {
    Eigen::Vector2d pixel;      ///< Where the point is drawn now (undistorted space).
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

struct ContourRefinementOptions {
    int maxIterations = 30;
    double firstScalePx = 40;  ///< Geman-McClure scale of the first iteration; larger attracts from afar.
    double lastScalePx = 2;    ///< ... and after shrinking; must be > 0 and <= firstScalePx.
    double shrink = 0.7;       ///< Factor per iteration, in (0, 1].
    bool solveOffset = true;   ///< Solve for the mask's constant boundary offset (px) together with the pose.
    double offsetSigmaPx = 2;  ///< Prior on that offset.
    double minStepPx = 0;      ///< Converged when a step moves the contour by less (weighted RMS, px).
    double lodTolerancePx = 0;  ///< Passed to the renderer.
    /// Draw frame i with its picture moved by subpixelShift(i): outlines that stand still in the picture are
    /// then sampled at many places within a pixel instead of one. The observer takes the shift off again.
    bool shiftFrames = false;
    bool refineFocal = false;  ///< One common focal factor (fx and fy scale together).
    bool refinePrincipal = false;
    double focalSigma = 0.05;  ///< Prior: relative.
    double principalSigmaPx = 15;
    std::string check() const;
};

struct ContourFrame {
    std::span<const RigidTransform> baseFromLink;
    const std::vector<bool>* linkKnown = nullptr;
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
    double offsetPx = 0;     ///< Boundary offset of the masks; positive = masks too fat.
    double rmsPx = 0;        ///< Root of the robust-weighted mean square residual at the solution (px).
    double medianPx = 0;     ///< Median absolute residual there (px), offset removed.
    double inlierShare = 0;  ///< Share of measurements whose robust weight is at least one half.
    /// Pose covariance by the sandwich estimator with two-way clusters (Cameron, Gelbach & Miller 2011,
    /// without the subtracted intersection): residuals are correlated within a frame, and within a group of
    /// contour points over all frames; rad, m; left perturbation. Huge diagonal when not estimable.
    Matrix6d covariance = Matrix6d::Zero();
    /// With refineFocal: solved focal length over the given one, and the standard deviation of its logarithm.
    double focalFactor = 1, focalSigma = 0;
    double principalSigmaPx = 0;  ///< With refinePrincipal: of the less certain coordinate.
    std::vector<ContourIteration> iterations;
};

/// Multi-frame contour alignment by iteratively reweighted Gauss-Newton with Levenberg damping.
///
/// Every iteration renders all frames in one call, asks `observe` for measurements, and solves one small
/// system: 6 pose unknowns, the boundary offset, on request focal length and principal point. The best
/// iterate (lowest robust cost at the final scale) is kept. Deterministic: sums run in frame order.
///
/// @param initial  Must place the robot in front of the camera.
Result<ContourRefinement> refineContour(Renderer& renderer, const CameraModel& camera,
                                        std::span<const ContourFrame> frames, const ContourObserver& observe,
                                        std::span<const ContourKeypoint> keypoints,
                                        const RigidTransform& initial,
                                        const ContourRefinementOptions& options, const RunContext& context);

/// Derivative of the pixel by a left perturbation of the pose at a point in camera space (2x6).
/// Pinhole cameras only (undistorted space).
Eigen::Matrix<double, 2, 6> pixelByPose(const CameraModel& camera, const Eigen::Vector3d& pointInCam);

}  // namespace camframe
