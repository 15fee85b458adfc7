// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "model/core/camera_model.h"
#include "model/core/image.h"
#include "model/core/result.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// The columns that the equation of an outline point has whatever is solved for; every unknown of a
/// refinement is a linear combination of them, the same for all points of a link.
namespace outline_columns {
constexpr int kTwist = 0;   ///< 6: left perturbation of the camera's pose (rad, m).
constexpr int kOffset = 6;  ///< 1: constant offset of the observed boundary (px).
constexpr int kIntrinsics =
    7;  ///< 6: log focal length, cx, cy, k1, k2, log of fx / fy at a constant product.
constexpr int kCount = 13;
}  // namespace outline_columns

using OutlineMatrix = Eigen::Matrix<double, outline_columns::kCount, outline_columns::kCount>;
using OutlineVector = Eigen::Matrix<double, outline_columns::kCount, 1>;

/// What was seen in one frame. All that is pointed to must outlive the OutlineEquations.
struct OutlineFrame {
    std::span<const RigidTransform> baseFromLink;  ///< One per link of the RobotModel.
    const std::vector<bool>* linkKnown = nullptr;  ///< As RenderView.
    /// Signed distance (px) of every pixel to the observed boundary, positive inside, +0.5 on the inner
    /// boundary. Its size is that of the drawn picture.
    const ImageF* distance = nullptr;
    const ImageU8* ignore = nullptr;  ///< Not 0 where nothing is known; null or empty: all is known.
};

struct OutlineOptions {
    double lodTolerancePx = 0;  ///< As RenderOptions.
    /// Sums for every part of the RobotGeometry on its own, for unknowns that move links differently.
    bool perPart = false;
};

/// Where the equations are taken.
struct OutlineState {
    CameraModel camera;  ///< With distortion outlines are drawn and compared as the lens shows them.
    RigidTransform camFromBase = RigidTransform::Identity();
    /// Link poses of every frame, to be used instead of the frames' own; an empty entry leaves its frame
    /// out. Empty: the frames' own.
    std::span<const std::vector<RigidTransform>> baseFromLink;
    double offsetPx = 0;      ///< The observed boundary lies so far outside the true one.
    double scalePx = 1;       ///< Of the Geman-McClure weights.
    double finalScalePx = 1;  ///< Of `finalCost`.
};

/// The weighted equations of one frame, summed. For every drawn outline pixel that is not ignored and where
/// the distance has a direction (squared gradient >= 0.1):
///
///     residual r = distance - 0.5 - offset,   rho(r) = r^2 / (1 + r^2/s^2) / 2,   w = 1 / (1 + r^2/s^2)^2
///     hessian += w J^T J,  gradient += w J^T r    with J = d r / d (outline_columns)
///
/// Within 6 px of the boundary J moves the point along the outline's normal n as it is drawn (unit vector of
/// robotAround), beyond along the distance's gradient g. Before a ragged boundary g leans the more, the
/// farther it is, and equations along g are biased (docs/method.md). Where n . g <= 0.1 the nearest boundary
/// is that of something else, and the point does not count.
struct OutlineSums {
    struct Block {
        OutlineMatrix hessian = OutlineMatrix::Zero();
        OutlineVector gradient = OutlineVector::Zero();
    };
    std::vector<Block> blocks;  ///< One, or with OutlineOptions::perPart one per part.
    double cost = 0;            ///< Sum of rho at scalePx.
    double finalCost = 0;       ///< ... and at finalScalePx.
    double squares = 0;         ///< Sum of w r^2.
    double weights = 0;         ///< Sum of w.
    int count = 0;              ///< Points.
};

/// Draws the robot into many frames and compares its outlines with observed boundaries, again and again at
/// other cameras: the inner loop of the refinement. What does not change (meshes, distances, link poses) is
/// kept where the renderer works, and only these sums come back. Made by Renderer::outlineEquations, which
/// must outlive it. Sums run in fixed order: equal calls give equal bits.
class OutlineEquations {
public:
    virtual ~OutlineEquations() = default;
    /// One entry per frame. The camera's size must be that of the distances.
    virtual Result<std::vector<OutlineSums>> at(const OutlineState& state) = 0;
};

/// Checks that distances and ignored regions are there and have the same size; a Usage error otherwise.
Result<void> checkOutlineFrames(std::span<const OutlineFrame> frames);
/// Checks a state against the frames.
Result<void> checkOutlineState(std::span<const OutlineFrame> frames, const OutlineState& state);

}  // namespace camframe
