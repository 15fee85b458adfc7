// SPDX-License-Identifier: Apache-2.0
#include "calib/baselines/adam_refinement.h"

#include <Eigen/Geometry>
#include <cmath>
#include <limits>

namespace camframe::baselines {

namespace {

Eigen::Matrix3d crossMatrix(const Eigen::Vector3d& v) {
    Eigen::Matrix3d out;
    out << 0, -v.z(), v.y(), v.z(), 0, -v.x(), -v.y(), v.x(), 0;
    return out;
}

/// Integral of exp(s [w]) over s in 0..1: what rotation makes of a straight translation.
Eigen::Matrix3d bend(const Eigen::Vector3d& w) {
    const double angle = w.norm();
    const Eigen::Matrix3d hat = crossMatrix(w);
    if (angle < 1e-4) return Eigen::Matrix3d::Identity() + 0.5 * hat + hat * hat / 6;
    return Eigen::Matrix3d::Identity() + (1 - std::cos(angle)) / (angle * angle) * hat +
           (angle - std::sin(angle)) / (angle * angle * angle) * hat * hat;
}

}  // namespace

RigidTransform expTwist(const Vector6d& twist) {
    Vector6d pose;
    pose << twist.tail<3>(), bend(twist.tail<3>()) * twist.head<3>();
    return expPose(pose);
}

Vector6d logTwist(const RigidTransform& pose) {
    const Vector6d log = logPose(pose);
    Vector6d out;
    out << bend(log.head<3>()).inverse() * log.tail<3>(), log.head<3>();
    return out;
}

Matrix6d perturbationByTwist(const Vector6d& twist) {
    constexpr double kStep = 1e-5;
    const Eigen::Vector3d at = expTwist(twist).translation();
    Matrix6d out;
    for (int k = 0; k < 6; ++k) {
        const RigidTransform plus = expTwist(twist + kStep * Vector6d::Unit(k));
        const RigidTransform minus = expTwist(twist - kStep * Vector6d::Unit(k));
        const Eigen::Vector3d turn = logPose(plus * minus.inverse()).head<3>() / (2 * kStep);
        out.col(k) << turn, (plus.translation() - minus.translation()) / (2 * kStep) - turn.cross(at);
    }
    return out;
}

AdamOptions calibAllOptions() {
    AdamOptions out;
    out.learningRate = 1e-4;
    out.weightDecay = 1e-6;
    out.steps = 3000;
    return out;
}

AdamOptions simpleEasyHecOptions() {
    AdamOptions out;
    out.learningRate = 3e-3;
    out.steps = 5000;
    out.patience = 200;
    out.keepBest = true;
    return out;
}

Result<AdamResult> refineByAdam(Renderer& renderer, const CameraModel& camera,
                                std::span<const AntialiasedSilhouette::Frame> frames,
                                const RigidTransform& start, const AdamOptions& options,
                                const RunContext& context) {
    constexpr double kFirst = 0.9, kSecond = 0.999, kTiny = 1e-8;
    AntialiasedSilhouette silhouette(renderer, options.silhouette);
    AdamResult out;
    out.camFromBase = start;
    out.lowestCost = std::numeric_limits<double>::infinity();
    Vector6d twist = logTwist(start), mean = Vector6d::Zero(), square = Vector6d::Zero();
    int lowestStep = 0;
    for (int step = 1; step <= options.steps; ++step) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        const RigidTransform pose = expTwist(twist);
        const auto cost = silhouette.cost(camera, pose, frames);
        if (!cost) return tl::unexpected(cost.error());
        out.steps = step;
        if (step == 1) out.firstCost = cost->value;
        if (cost->value < out.lowestCost) {
            out.lowestCost = cost->value;
            lowestStep = step;
            if (options.keepBest) out.camFromBase = pose;
        }
        if (options.patience > 0 && step - lowestStep >= options.patience) break;
        const Vector6d gradient =
            perturbationByTwist(twist).transpose() * cost->byPose + options.weightDecay * twist;
        mean = kFirst * mean + (1 - kFirst) * gradient;
        square = kSecond * square + (1 - kSecond) * gradient.cwiseAbs2();
        const Vector6d fairMean = mean / (1 - std::pow(kFirst, step));
        const Vector6d fairSquare = square / (1 - std::pow(kSecond, step));
        twist.array() -= options.learningRate * fairMean.array() / (fairSquare.array().sqrt() + kTiny);
    }
    if (!options.keepBest) out.camFromBase = expTwist(twist);
    return out;
}

}  // namespace camframe::baselines
