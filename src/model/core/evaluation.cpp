// SPDX-License-Identifier: Apache-2.0
#include "model/core/evaluation.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <random>

namespace camframe {

namespace {

constexpr double kAucLimitMm = 100.0;

/// Uniform in [0, 1) from the generator's bits: std::uniform_real_distribution differs between libraries.
double uniform(std::mt19937_64& random) {
    return static_cast<double>(random() >> 11) * 0x1.0p-53;
}

}  // namespace

PoseError comparePoses(const RigidTransform& estimatedCamFromBase, const RigidTransform& trueCamFromBase) {
    PoseError error;
    error.rotationDeg =
        rotationAngleBetween(estimatedCamFromBase, trueCamFromBase) * 180.0 / std::numbers::pi;
    error.translationMm =
        1000.0 * (cameraCentre(estimatedCamFromBase) - cameraCentre(trueCamFromBase)).norm();
    error.originMm = 1000.0 * (estimatedCamFromBase.translation() - trueCamFromBase.translation()).norm();
    return error;
}

std::vector<SurfacePoint> sampleMovingSurface(const RobotModel& robot, const RobotMotion& motion, int count,
                                              uint64_t seed) {
    struct Corner3 {
        int link;
        Eigen::Vector3d a, b, c;
    };
    std::vector<Corner3> triangles;
    std::vector<double> areaUpTo;
    double area = 0;
    for (size_t link = 0; link < robot.links().size(); ++link) {
        const int index = static_cast<int>(link);
        if (!motion.linkKnown[link] || !robot.movesRelativeTo(index, motion.baseLink)) continue;
        for (const Visual& visual : robot.links()[link].visuals)
            for (const std::array<uint32_t, 3>& t : visual.mesh->triangles) {
                const auto corner = [&](size_t i) -> Eigen::Vector3d {
                    return visual.linkFromVisual * visual.mesh->vertices[t[i]].cast<double>();
                };
                const Corner3 triangle{index, corner(0), corner(1), corner(2)};
                area += 0.5 * (triangle.b - triangle.a).cross(triangle.c - triangle.a).norm();
                triangles.push_back(triangle);
                areaUpTo.push_back(area);
            }
    }
    std::vector<SurfacePoint> points;
    if (!(area > 0)) return points;

    std::mt19937_64 random(seed);
    points.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) {
        const double target = uniform(random) * area;
        const auto found = std::upper_bound(areaUpTo.begin(), areaUpTo.end(), target);
        const size_t index = std::min(static_cast<size_t>(found - areaUpTo.begin()), triangles.size() - 1);
        // Square root warp: uniform in the triangle (Turk, "Generating random points in triangles", 1990).
        const double s = std::sqrt(uniform(random));
        const double t = uniform(random);
        const Corner3& triangle = triangles[index];
        points.push_back(
            {triangle.link, (1 - s) * triangle.a + s * (1 - t) * triangle.b + s * t * triangle.c});
    }
    return points;
}

std::optional<double> averageDistanceMm(std::span<const SurfacePoint> points, const RobotMotion& motion,
                                        const RigidTransform& estimatedCamFromBase,
                                        const RigidTransform& trueCamFromBase) {
    const Eigen::Matrix<double, 3, 4> difference =
        estimatedCamFromBase.matrix().topRows<3>() - trueCamFromBase.matrix().topRows<3>();
    double sum = 0;
    size_t terms = 0;
    for (const std::vector<RigidTransform>& baseFromLink : motion.baseFromLink) {
        if (baseFromLink.empty()) continue;
        for (const SurfacePoint& point : points) {
            const Eigen::Vector3d pointInBase =
                baseFromLink[static_cast<size_t>(point.link)] * point.pointInLink;
            sum += (difference * pointInBase.homogeneous()).norm();
            ++terms;
        }
    }
    if (terms == 0) return std::nullopt;
    return 1000.0 * sum / static_cast<double>(terms);
}

std::optional<ToolUncertainty> toolUncertainty(const Matrix6d& covariance, const RigidTransform& camFromBase,
                                               const RobotMotion& motion) {
    double sideways = 0, depth = 0;
    int count = 0;
    for (int f = 0; f < static_cast<int>(motion.baseFromLink.size()); ++f) {
        const auto tool = motion.pointInBase(f, motion.toolLink, Eigen::Vector3d::Zero());
        if (!tool) continue;
        const Eigen::Vector3d p = camFromBase * *tool;
        if (p.z() <= 0) continue;
        Eigen::Matrix<double, 3, 6> j;
        j << 0, p.z(), -p.y(), 1, 0, 0, -p.z(), 0, p.x(), 0, 1, 0, p.y(), -p.x(), 0, 0, 0, 1;
        const Eigen::Matrix3d spread = j * covariance * j.transpose();
        const Eigen::Vector3d sight = p.normalized();
        const Eigen::Matrix3d across = Eigen::Matrix3d::Identity() - sight * sight.transpose();
        depth += sight.dot(spread * sight);
        sideways += Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(across * spread * across).eigenvalues()[2];
        ++count;
    }
    if (count == 0) return std::nullopt;
    return ToolUncertainty{std::sqrt(std::max(0.0, sideways / count)),
                           std::sqrt(std::max(0.0, depth / count))};
}

double addAucPercent(std::span<const std::optional<double>> addMm) {
    if (addMm.empty()) return 0;
    // The share is a staircase: one camera-episode adds (limit - ADD) to the area.
    double sum = 0;
    for (const std::optional<double>& add : addMm)
        if (add) sum += std::max(0.0, 1.0 - *add / kAucLimitMm);
    return 100.0 * sum / static_cast<double>(addMm.size());
}

double maskIou(const ImageU8& a, const ImageU8& b) {
    assert(a.width == b.width && a.height == b.height && a.channels == 1 && b.channels == 1);
    size_t both = 0, either = 0;
    for (size_t i = 0; i < a.data.size(); ++i) {
        const bool inA = a.data[i] > 127, inB = b.data[i] > 127;
        both += inA && inB;
        either += inA || inB;
    }
    return either == 0 ? 1.0 : static_cast<double>(both) / static_cast<double>(either);
}

}  // namespace camframe
