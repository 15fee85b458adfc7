// SPDX-License-Identifier: Apache-2.0
#include "model/core/surface_tracks.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/core/nan.h"

namespace camframe {

namespace {

/// Most that a tilted surface may differ in depth between a point and the centre of its pixel (m). What
/// changes more is an edge with something else behind it.
constexpr double kMostTilt = 0.01;

/// How much depth changes within half a pixel of a pixel (m): by its neighbours that show the robot.
double tiltAt(const ImageF& depth, int x, int y) {
    const auto step = [&](int dx, int dy) {
        double most = 0;
        for (const int sign : {-1, 1}) {
            const int u = x + sign * dx, v = y + sign * dy;
            if (u < 0 || v < 0 || u >= depth.width || v >= depth.height || depth.at(u, v) <= 0) continue;
            most = std::max(most, static_cast<double>(std::abs(depth.at(u, v) - depth.at(x, y))));
        }
        return most;
    };
    return std::min(0.5 * (step(1, 0) + step(0, 1)), kMostTilt);
}

}  // namespace

SurfaceTracks trackSurface(std::span<const SurfacePoint> points, const RobotMotion& motion,
                           const CameraModel& camera, const RigidTransform& camFromBase) {
    SurfaceTracks tracks;
    tracks.points = points.size();
    tracks.frames = motion.baseFromLink.size();
    const size_t count = tracks.points * tracks.frames;
    tracks.uv.assign(count, Eigen::Vector2d::Constant(kNan));
    tracks.xyz.assign(count, Eigen::Vector3d::Constant(kNan));
    tracks.inPicture.assign(count, 0);
    tracks.visible.assign(count, 0);
    for (size_t i = 0; i < points.size(); ++i)
        for (size_t t = 0; t < tracks.frames; ++t) {
            const auto inBase =
                motion.pointInBase(static_cast<int>(t), points[i].link, points[i].pointInLink);
            if (!inBase) continue;
            const size_t at = tracks.at(i, t);
            tracks.xyz[at] = camFromBase * *inBase;
            const auto pixel = camera.project(tracks.xyz[at]);
            if (!pixel) continue;
            tracks.uv[at] = *pixel;
            tracks.inPicture[at] = pixel->x() >= -0.5 && pixel->y() >= -0.5 &&
                                   pixel->x() < camera.width - 0.5 && pixel->y() < camera.height - 0.5;
        }
    return tracks;
}

void markVisible(SurfaceTracks& tracks, size_t frame, const ImageF& robotDepth, double tolerance) {
    for (size_t i = 0; i < tracks.points; ++i) {
        const size_t at = tracks.at(i, frame);
        if (!tracks.inPicture[at]) continue;
        const int x = std::clamp(static_cast<int>(std::lround(tracks.uv[at].x())), 0, robotDepth.width - 1);
        const int y = std::clamp(static_cast<int>(std::lround(tracks.uv[at].y())), 0, robotDepth.height - 1);
        const auto drawn = static_cast<double>(robotDepth.at(x, y));
        // Where no robot is drawn, at the very edge of its outline, nothing of it can hide the point.
        tracks.visible[at] = drawn <= 0 || drawn >= tracks.xyz[at].z() - tiltAt(robotDepth, x, y) - tolerance;
    }
}

}  // namespace camframe
