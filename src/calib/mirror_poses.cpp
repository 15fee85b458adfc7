// SPDX-License-Identifier: Apache-2.0
#include "calib/mirror_poses.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <numbers>

#include "model/core/parallel.h"

namespace camframe {

namespace {

/// Turns by pi about an axis through a point; all in one space.
RigidTransform halfTurn(const Eigen::Vector3d& axis, const Eigen::Vector3d& point) {
    RigidTransform out = RigidTransform::Identity();
    out.linear() = Eigen::AngleAxisd(std::numbers::pi, axis).toRotationMatrix();
    out.translation() = point - out.linear() * point;
    return out;
}

Eigen::Matrix3d reflection(const Eigen::Vector3d& normal) {
    return Eigen::Matrix3d::Identity() - 2 * normal * normal.transpose();
}

}  // namespace

std::vector<RigidTransform> mirrorPoses(const RigidTransform& camFromBase,
                                        const SilhouetteScorer::Workspace& workspace) {
    const Eigen::Vector3d centre = camFromBase * workspace.centre;
    if (!(centre.z() > 0.03)) return {};
    const Eigen::Vector3d ray = centre.normalized();

    std::vector<RigidTransform> out;
    const auto add = [&](const RigidTransform& pose) {
        constexpr double kLeastTurn = 0.15;  // below it is a neighbour, not a mirror image
        if (rotationAngleBetween(pose, camFromBase) > kLeastTurn) out.push_back(pose);
    };
    add(camFromBase * halfTurn(Eigen::Vector3d::UnitZ(), Eigen::Vector3d::Zero()));
    add(camFromBase * halfTurn(Eigen::Vector3d::UnitZ(), workspace.centre));
    const Eigen::Vector3d down = (Eigen::Vector3d::UnitY() - ray.y() * ray).normalized();
    add(halfTurn(down, centre) * camFromBase);
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> axes(workspace.scatter);
    for (int k = 0; k < 3; ++k) {  // the least axis first
        RigidTransform flipped = camFromBase;
        flipped.linear() = reflection(ray) * camFromBase.linear() * reflection(axes.eigenvectors().col(k));
        flipped.translation() = centre - flipped.linear() * workspace.centre;
        add(flipped);
    }
    return out;
}

std::vector<PoseCandidate> climbMirrors(const SilhouetteScorer& scorer, const RigidTransform& best,
                                        double share, uint64_t seed, const RunContext& context) {
    const SilhouetteScorer::Workspace workspace = scorer.workspace();
    const double reach = std::clamp(workspace.reach, 0.1, 2.0);
    const double least = share * scorer.score(best);
    const std::vector<RigidTransform> poses = mirrorPoses(best, workspace);
    std::vector<PoseCandidate> climbed(poses.size());
    parallelFor(static_cast<int>(poses.size()), context.threads, [&](int i) {
        if (context.stopped()) return;
        const auto k = static_cast<size_t>(i);
        constexpr int kSteps = 240;
        climbed[k] = climb(scorer, {poses[k], scorer.score(poses[k])}, kSteps, 0.15, 0.15 * reach,
                           seed + static_cast<uint64_t>(i) + 1);
    });
    std::ranges::stable_sort(climbed, std::ranges::greater{}, &PoseCandidate::score);
    std::vector<PoseCandidate> out;
    for (const PoseCandidate& c : climbed) {
        const auto near = [&](const RigidTransform& other) {
            return rotationAngleBetween(other, c.camFromBase) < 0.1 &&
                   (cameraCentre(other) - cameraCentre(c.camFromBase)).norm() < 0.1;
        };
        if (!(c.score > 0) || c.score < least || near(best)) continue;
        if (std::ranges::none_of(out, [&](const PoseCandidate& o) { return near(o.camFromBase); }))
            out.push_back(c);
    }
    return out;
}

}  // namespace camframe
