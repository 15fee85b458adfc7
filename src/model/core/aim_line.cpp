// SPDX-License-Identifier: Apache-2.0
#include "model/core/aim_line.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace camframe {

namespace {

/// The scene's depth where a point is seen (m); nothing where it is not known.
std::optional<double> sceneDepth(const Eigen::Vector3d& point, const CameraModel& camera,
                                 const ImageU16& depthMm, const ImageF* robotDepth, double margin) {
    const auto pixel = camera.project(point);
    if (!pixel || !(std::abs(pixel->x()) < 1e6) || !(std::abs(pixel->y()) < 1e6)) return std::nullopt;
    const int x = static_cast<int>(std::lround(pixel->x())), y = static_cast<int>(std::lround(pixel->y()));
    if (x < 0 || y < 0 || x >= depthMm.width || y >= depthMm.height) return std::nullopt;
    const double depth = 0.001 * depthMm.at(x, y);
    if (depth <= 0) return std::nullopt;
    if (robotDepth != nullptr)
        // Depth is blurred at edges: the neighbours count too.
        for (int v = std::max(0, y - 1); v <= std::min(y + 1, depthMm.height - 1); ++v)
            for (int u = std::max(0, x - 1); u <= std::min(x + 1, depthMm.width - 1); ++u)
                if (const auto robot = static_cast<double>(robotDepth->at(u, v));
                    robot > 0 && std::abs(robot - depth) < margin)
                    return std::nullopt;
    return depth;
}

}  // namespace

AimLine aimLine(const RigidTransform& camFromTcp, const CameraModel& camera, const ImageU16* depthMm,
                const ImageF* robotDepth, const AimOptions& options) {
    AimLine line;
    line.fromInCam = line.toInCam = camFromTcp.translation();
    if (line.fromInCam.z() <= 0) return line;
    const Eigen::Vector3d direction = camFromTcp.linear().col(2);
    const auto at = [&](double length) -> Eigen::Vector3d { return line.fromInCam + length * direction; };
    line.end = AimEnd::Length;
    line.toInCam = at(options.length);
    if (depthMm == nullptr) return line;
    assert(depthMm->width == camera.width && depthMm->height == camera.height);
    assert(robotDepth == nullptr ||
           (robotDepth->width == camera.width && robotDepth->height == camera.height));

    /// > 0: the point lies behind the surface that is seen there, by so much (m).
    const auto behind = [&](double length) -> std::optional<double> {
        const Eigen::Vector3d point = at(length);
        if (point.z() <= 0) return std::nullopt;
        const auto depth = sceneDepth(point, camera, *depthMm, robotDepth, options.robotMargin);
        if (!depth) return std::nullopt;
        return point.z() - *depth;
    };
    // At the nearest depth on the way, so many steps move at most half a pixel each.
    const double nearest = std::max(0.05, std::min(line.fromInCam.z(), at(options.maxLength).z()));
    const double pixels = std::max(camera.fx, camera.fy) * options.maxLength / nearest;
    const int steps = static_cast<int>(std::clamp(2 * pixels, 200.0, 8000.0));
    bool wasBefore = false;
    double lastBefore = 0;
    for (int i = 0; i <= steps; ++i) {
        const double length = options.maxLength * i / steps;
        const auto depth = behind(length);
        if (!depth) continue;
        if (*depth < 0) {
            wasBefore = true;
            lastBefore = length;
            continue;
        }
        // Without having been before it, the line may have come out from behind something.
        if (!wasBefore || *depth > options.thickness) {
            wasBefore = false;
            continue;
        }
        double low = lastBefore, high = length;
        for (int k = 0; k < 30; ++k) {
            const double middle = 0.5 * (low + high);
            const auto there = behind(middle);
            if (!there) break;
            (*there < 0 ? low : high) = middle;
        }
        line.end = AimEnd::Surface;
        line.toInCam = at(high);
        return line;
    }
    return line;
}

}  // namespace camframe
