// SPDX-License-Identifier: Apache-2.0
#include "render/view_setup.h"

#include <cmath>

#include "render/raster_rules.h"

namespace camframe {

namespace {

/// Bounds of the visible part of the undistorted picture, as slopes x/z and y/z.
struct Frustum {
    double left, top, right, bottom;

    bool sees(const Eigen::Vector3d& centre, double radius) const {
        if (centre.z() + radius < raster::kNear) return false;
        const auto outside = [&](double offset, double slope) {
            // Distance of the centre from the plane {x = slope z}, positive on the visible side.
            return offset / std::sqrt(1 + slope * slope) < -radius;
        };
        return !outside(centre.x() - left * centre.z(), left) &&
               !outside(right * centre.z() - centre.x(), right) &&
               !outside(centre.y() - top * centre.z(), top) &&
               !outside(bottom * centre.z() - centre.y(), bottom);
    }
};

}  // namespace

Result<ViewSetup> prepareView(const RobotGeometry& geometry, const RenderView& view, size_t index,
                              const RenderOptions& options, LensMapCache& lenses, int threads) {
    ViewSetup out;
    const CameraModel& camera = view.camera;
    if (camera.width == 0 || camera.height == 0) return out;
    if (auto ok = camera.check(fmt::format("view {}", index)); !ok)
        return makeError(ErrorKind::Usage, "{}", ok.error().message);
    out.width = camera.width;
    out.height = camera.height;
    out.fx = static_cast<float>(camera.fx);
    out.fy = static_cast<float>(camera.fy);
    out.cx = static_cast<float>(camera.cx);
    out.cy = static_cast<float>(camera.cy);

    float left = -0.5F, top = -0.5F;
    float right = static_cast<float>(camera.width) - 0.5F, bottom = static_cast<float>(camera.height) - 0.5F;
    if (camera.hasDistortion()) {
        out.lens = lenses.get(camera, threads);
        if (out.lens->left > out.lens->right) return out;
        left = out.lens->left;
        top = out.lens->top;
        right = out.lens->right;
        bottom = out.lens->bottom;
    }
    out.guardLeft = left - raster::kGuard;
    out.guardTop = top - raster::kGuard;
    out.guardRight = right + raster::kGuard;
    out.guardBottom = bottom + raster::kGuard;
    const Frustum frustum{(left - camera.cx) / camera.fx, (top - camera.cy) / camera.fy,
                          (right - camera.cx) / camera.fx, (bottom - camera.cy) / camera.fy};

    for (size_t i = 0; i < geometry.parts().size(); ++i) {
        const RobotGeometry::Part& part = geometry.parts()[i];
        const auto link = static_cast<size_t>(part.link);
        if (part.ignored || part.lods[0].mesh.empty()) continue;
        if (view.linkKnown && (link >= view.linkKnown->size() || !(*view.linkKnown)[link])) continue;
        if (link >= view.baseFromLink.size())
            return makeError(ErrorKind::Usage,
                             "view {}: poses of {} links are given, but the robot draws link {}.", index,
                             view.baseFromLink.size(), link);
        const RigidTransform camFromLink = view.camFromBase * view.baseFromLink[link];
        if (!camFromLink.matrix().allFinite())
            return makeError(
                ErrorKind::Usage,
                "view {}: the pose of the camera or of link {} holds a value that is not finite.", index,
                link);
        const Eigen::Vector3d centre = camFromLink * part.centre;
        if (!frustum.sees(centre, part.radius)) continue;
        DrawItem item;
        item.part = static_cast<int>(i);
        const double nearest = centre.z() - part.radius;
        if (options.lodTolerancePx > 0 && nearest > 0)
            item.lod = geometry.lodFor(
                i, static_cast<float>(options.lodTolerancePx * nearest / std::max(camera.fx, camera.fy)));
        for (int row = 0; row < 3; ++row)
            for (int column = 0; column < 4; ++column)
                item.camFromLink[4 * static_cast<size_t>(row) + static_cast<size_t>(column)] =
                    static_cast<float>(camFromLink.matrix()(row, column));
        out.draws.push_back(item);
    }
    return out;
}

}  // namespace camframe
