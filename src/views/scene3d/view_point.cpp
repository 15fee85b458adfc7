// SPDX-License-Identifier: Apache-2.0
#include "views/scene3d/view_point.h"

#include <algorithm>
#include <cmath>

#include "model/core/degrees.h"

namespace camframe {

namespace {}  // namespace

ViewPoint viewFromCamera(const CameraModel& lens, const RigidTransform& camFromBase, double start) {
    const RigidTransform baseFromCam = camFromBase.inverse();
    return {baseFromCam * Eigen::Vector3d(0, 0, start), baseFromCam * Eigen::Vector3d(0, 0, start + 1),
            baseFromCam.linear() * Eigen::Vector3d(0, -1, 0),
            2 * std::atan(0.5 * lens.height / lens.fy) * degreesPerRadian};
}

ViewPoint overview(const RobotMotion& motion, std::span<const RigidTransform> cameras,
                   const std::optional<RigidTransform>& shown, double aspect) {
    Eigen::AlignedBox3d box(Eigen::Vector3d(-0.1, -0.1, 0), Eigen::Vector3d(0.1, 0.1, 0.2));
    for (const auto& poses : motion.baseFromLink)
        for (const RigidTransform& baseFromLink : poses) box.extend(baseFromLink.translation());
    for (const RigidTransform& camera : cameras) box.extend(cameraCentre(camera));
    Eigen::Vector3d from(1, -1.2, 0.7);
    if (shown) {
        const Eigen::Vector3d centre = cameraCentre(*shown);
        const Eigen::Vector3d across = centre.cross(Eigen::Vector3d::UnitZ());
        if (across.norm() > 1e-3)
            from = across.normalized() + 0.35 * centre.normalized() + Eigen::Vector3d(0, 0, 0.45);
    }
    ViewPoint view;
    view.centre = box.center();
    const Eigen::Vector3d backwards = from.normalized();
    const Eigen::Vector3d right = Eigen::Vector3d::UnitZ().cross(backwards).normalized();
    const Eigen::Vector3d up = backwards.cross(right);
    const double tangent = std::tan(0.5 * view.fieldOfViewDegrees / degreesPerRadian);
    double distance = 0.5;
    for (int i = 0; i < 8; ++i) {
        const Eigen::Vector3d corner =
            box.corner(static_cast<Eigen::AlignedBox3d::CornerType>(i)) - view.centre;
        const double across =
            std::max(std::abs(corner.dot(up)), std::abs(corner.dot(right)) / std::max(0.2, aspect));
        distance = std::max(distance, 1.08 * across / tangent + corner.dot(backwards));
    }
    view.position = view.centre + distance * backwards;
    return view;
}

}  // namespace camframe
