// SPDX-License-Identifier: Apache-2.0
#include "calib/groups/common_pose.h"

#include <Eigen/Dense>
#include <algorithm>

#include "calib/groups/find_groups.h"
#include "model/core/rigid_transform.h"

namespace camframe {

namespace {

/// Pose and covariance by which some calibrations are met best; see commonPose().
struct Mean {
    RigidTransform pose = RigidTransform::Identity();
    Matrix6d covariance = Matrix6d::Zero();  ///< As stated, not widened.
    double scatter = 1;                      ///< Chi-squared over its degrees of freedom, at least 1.
};

Mean meanOf(const Calibration& leader, const std::vector<const Calibration*>& all) {
    Mean out{*leader.camFromBase, *leader.covariance};
    if (all.size() < 2) return out;
    Matrix6d information = Matrix6d::Zero();
    double chiSquared = 0;
    constexpr int kRounds = 20;
    for (int round = 0; round < kRounds; ++round) {
        information.setZero();
        Vector6d gradient = Vector6d::Zero();
        chiSquared = 0;
        for (const Calibration* one : all) {
            const Matrix6d weight = one->covariance->ldlt().solve(Matrix6d::Identity());
            const Vector6d delta = logPose(*one->camFromBase * out.pose.inverse());
            information += weight;
            gradient += weight * delta;
            chiSquared += delta.dot(weight * delta);
        }
        const Vector6d step = information.ldlt().solve(gradient);
        out.pose = perturbLeft(step, out.pose);
        constexpr double kAtRest = 1e-12;
        if (step.squaredNorm() < kAtRest * kAtRest) break;
    }
    const double freedoms = 6.0 * static_cast<double>(all.size() - 1);
    out.covariance = information.ldlt().solve(Matrix6d::Identity());
    out.scatter = std::max(1.0, chiSquared / freedoms);
    return out;
}

}  // namespace

CommonPose commonPose(const Calibration& leader, std::span<const Calibration* const> others) {
    // As stated: what contradicts widens, too.
    const auto agrees = [](const Mean& mean, const Calibration& one) {
        const PoseDifference d =
            poseDifference(mean.pose, mean.covariance, *one.camFromBase, *one.covariance);
        return !(d.beyondBump() && d.significant());
    };
    CommonPose out;
    out.tookPart.resize(others.size());
    for (size_t i = 0; i < others.size(); ++i)
        out.tookPart[i] = others[i]->camFromBase && others[i]->covariance &&
                          agrees({*leader.camFromBase, *leader.covariance}, *others[i]);
    // Who is out stays out, so that this ends.
    for (bool changed = true; changed;) {
        changed = false;
        std::vector<const Calibration*> all{&leader};
        for (size_t i = 0; i < others.size(); ++i)
            if (out.tookPart[i]) all.push_back(others[i]);
        const Mean mean = meanOf(leader, all);
        out.camFromBase = mean.pose;
        out.covariance = mean.scatter * mean.covariance;
        if (all.size() > 1) out.covariance += kSharedByEpisodes * *leader.covariance;
        for (size_t i = 0; i < others.size(); ++i) {
            if (!out.tookPart[i] || agrees(mean, *others[i])) continue;
            out.tookPart[i] = false;
            changed = true;
        }
    }
    return out;
}

}  // namespace camframe
