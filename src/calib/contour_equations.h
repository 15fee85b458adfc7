// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "calib/contour_refinement.h"

/// The system of equations behind refineContour: what is unknown, where it stands, and what frames say about
/// it.
namespace camframe::contour {

/// One scalar unknown after the six of the pose: what it is and the deviation of its prior.
struct Unknown {
    enum class Kind { Offset, DepthBias, Intrinsics, Robot };
    Kind kind = Kind::Offset;
    double sigma = 1;
    int intrinsic = 0;   ///< Column of pixelByIntrinsics.
    RobotUnknown robot;  ///< With Kind::Robot.
};

/// Groups of the covariance: those of the contour, and one for all that a depth camera says.
constexpr int kGroups = kContourGroups + 1, kDepthGroup = kContourGroups;

/// Neighbouring points of an outline err together, and so do its sides in all frames, while the equations
/// count every point. A single statement like the prior of the depth camera's bias gets this weight to stand
/// beside them (compare ContourKeypoint::weight). Set by reasoning.
constexpr double kContourRedundancy = 60;

/// One independent residual per so many pixels of contour; their variance is never less (px^2).
constexpr double kPixelsPerResidual = 8, kLeastVariance = 1e-4;

/// What the equations of one frame, or of several, add up to.
struct FrameSums {
    Eigen::MatrixXd hessian;
    Eigen::VectorXd gradient;
    Eigen::MatrixXd groupGradient;  ///< One column per group; empty when there are no equations.
    Eigen::MatrixXd groupRows;  ///< Likewise the sum of w J: the gradient of a residual of 1 px everywhere.
    double cost = 0, finalCost = 0, squares = 0, weights = 0, total = 0;
    /// The sum of what the robust cost bends by in each residual, where `weights` sums what it pulls with;
    /// not from the renderer's own equations.
    double curvature = 0;
    double depthInliers = 0;
    int count = 0, depthCount = 0;
};

/// Where all unknowns stand.
struct State {
    RigidTransform camFromBase;
    CameraModel camera;
    double offset = 0, depthBias = 0;
    IntrinsicRow intrinsics = IntrinsicRow::Zero();  ///< Off the given camera.
    RobotCorrection correction;
};

/// The equations of one frame and their weighted sums.
class FrameSystem {
public:
    FrameSystem(const State& state, const std::vector<Unknown>& table, const std::vector<LinkTwists>* twists)
        : m_state(state), m_table(table), m_twists(twists) {}

    /// residual + byPoint . (displacement of the point) + byIntrinsics . d + byOffset b + byDepthBias c = 0.
    void add(const Eigen::Vector3d& point, int link, const Eigen::RowVector3d& byPoint,
             const IntrinsicRow& byIntrinsics, double byOffset, double byDepthBias, double residual,
             double weight, int group);

    void sumInto(FrameSums& sums) const;

private:
    const State& m_state;
    const std::vector<Unknown>& m_table;
    const std::vector<LinkTwists>* m_twists;  ///< Null: nothing moves the robot.
    std::vector<double> m_rows, m_residuals,
        m_roots;  ///< The roots of the weights, which the others have in them.
    std::vector<int> m_groups;
};

/// The table that says which unknowns there are; everything else follows from it.
std::vector<Unknown> unknownsOf(const UnknownPriors& priors, const RobotCorrection& correction);

/// Adds up frames in their order.
FrameSums total(const std::vector<FrameSums>& frames, Eigen::Index unknowns);

/// The residual whose robust weight at that scale is one half.
double inlierDistance(double scale);

/// Weighted mean square residual (px^2).
double varianceOf(const FrameSums& sums);

/// Is it a component of an arm base?
bool ofArmBase(const Unknown& unknown);

/// The state after a step of all unknowns. `given` is the camera around which intrinsics are counted.
State moved(const State& state, const CameraModel& given, const std::vector<Unknown>& table,
            const Eigen::VectorXd& step);

/// How far every unknown lies from the middle of its prior (zero for the pose, which has none).
Eigen::VectorXd deviation(State state, const RobotCorrection& expected, const std::vector<Unknown>& table);

/// Link under a measurement, or -1.
int linkAt(const RenderedFrame& rendered, const RobotGeometry& geometry, double u, double v);

/// Adds contour measurements to the equations and to the other sums.
void addContour(FrameSystem& system, const State& state, const std::vector<ContourMeasurement>& measurements,
                const std::function<int(const ContourMeasurement&)>& linkOf, double scale, double finalScale,
                FrameSums& sums);

/// Residuals count in standard deviations of the depth camera, of which each weighs as `unitPx` of contour.
void addDepth(FrameSystem& system, const State& state, const std::vector<DepthMeasurement>& measurements,
              const std::function<int(const Eigen::Vector2i&)>& linkOf, double unitPx, double scale,
              double finalScale, FrameSums& sums);

/// The sums of one frame from the renderer's own equations. Groups stay empty.
/// @param twists  Of the links by the unknowns that move the robot; null when there are none.
FrameSums sumsFrom(const OutlineSums& outline, const RobotGeometry& geometry, const State& state,
                   const std::vector<Unknown>& table, const std::vector<LinkTwists>* twists);

/// Keypoints as one more cluster. Their residual is a plain pixel distance, its scale never below a click's.
FrameSums sumKeypoints(const State& state, const std::vector<Unknown>& table,
                       std::span<const ContourKeypoint> keypoints, double scale, double finalScale);

}  // namespace camframe::contour
