// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "calib/baselines/antialiased_silhouette.h"
#include "model/core/progress.h"

namespace camframe::baselines {

/// Gradient descent on the sum of squared mask differences, as other tools calibrate cameras. Unknown is the
/// logarithm (translation, rotation) of the pose in SE(3).
struct AdamOptions {
    double learningRate = 1e-4;
    double weightDecay = 0;  ///< Times the unknowns, added to the gradient.
    int steps = 3000;        ///< At most.
    int patience = 0;        ///< Ends after so many steps without a lower cost; 0: never.
    bool keepBest = false;   ///< Returns the pose of the lowest cost met, else the last one.
    AntialiasedSilhouette::Options silhouette;
};

/// The refinement of CalibAll: for one frame.
AdamOptions calibAllOptions();
/// simple-easyhec: for several frames.
AdamOptions simpleEasyHecOptions();

struct AdamResult {
    RigidTransform camFromBase = RigidTransform::Identity();
    double firstCost = 0, lowestCost = 0;
    int steps = 0;
};

/// Deterministic. Source of the steps: Kingma & Ba, "Adam: a method for stochastic optimization", 2015, with
/// its constants (0.9, 0.999, 1e-8).
Result<AdamResult> refineByAdam(Renderer& renderer, const CameraModel& camera,
                                std::span<const AntialiasedSilhouette::Frame> frames,
                                const RigidTransform& start, const AdamOptions& options,
                                const RunContext& context);

/// Exponential of a twist (translation, rotation) in SE(3), where rotation bends the translation.
RigidTransform expTwist(const Vector6d& twist);
/// Its inverse, rotations below pi.
Vector6d logTwist(const RigidTransform& pose);
/// Left perturbation (rotation, translation; see perturbLeft) of expTwist(twist) by a change of the twist.
Matrix6d perturbationByTwist(const Vector6d& twist);

}  // namespace camframe::baselines
