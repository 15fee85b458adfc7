// SPDX-License-Identifier: Apache-2.0
#include "calib/synthetic/cast_frame.h"

#include <array>

#include "calib/synthetic/bvh.h"
#include "calib/synthetic/viewing_rays.h"

namespace camframe::synthetic {

CastFrame castRobot(const Surface& robot, const CameraModel& camera, const RigidTransform& camFromBase) {
    const Bvh bvh(robot.corners);
    const ViewingRays rays(camera, camFromBase);
    CastFrame out{ImageU8(camera.width, camera.height), ImageU8(camera.width, camera.height),
                  ImageF(camera.width, camera.height)};
    for (int y = 0; y < camera.height; ++y)
        for (int x0 = 0; x0 < camera.width; x0 += 4) {
            RayPacket packet;
            std::array<Eigen::Vector3f, 4> directions;
            for (int k = 0; k < 4 && x0 + k < camera.width; ++k) {
                if (!rays.seen(x0 + k, y)) continue;
                directions[static_cast<size_t>(k)] = rays.through(x0 + k, y);
                packet.setRay(k, rays.centre(), directions[static_cast<size_t>(k)], kFar);
            }
            const HitPacket hits = bvh.closest(packet);
            for (int k = 0; k < 4; ++k) {
                const int triangle = hits.triangle[static_cast<size_t>(k)];
                if (triangle < 0) continue;
                out.linkId.at(x0 + k, y) = robot.attributes[static_cast<size_t>(triangle)].linkId;
                out.amodal.at(x0 + k, y) = 255;
                out.depth.at(x0 + k, y) =
                    refinedDepth(robot.corners[static_cast<size_t>(triangle)], rays.centre(),
                                 directions[static_cast<size_t>(k)], hits.t[static_cast<size_t>(k)]);
            }
        }
    return out;
}

}  // namespace camframe::synthetic
