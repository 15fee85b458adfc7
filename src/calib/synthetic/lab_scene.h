// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "calib/synthetic/surface.h"

namespace camframe::synthetic {

/// Disc-shaped lamp that points at the work place.
struct AreaLight {
    Eigen::Vector3f centre{0, 0, 2};
    float radius = 0.3F;
    Eigen::Vector3f colour{1, 1, 1};  ///< Irradiance at 2 m distance, facing the lamp (linear).
};

struct LabOptions {
    uint64_t seed = 1;
    std::optional<uint64_t> things;  ///< Seed of what lies around and is moved; absent: `seed`.
    int frames = 40;
    bool clutter = true;      ///< Boxes, bottles and other things on the table.
    bool movedObject = true;  ///< One of them is pushed to another place during the recording.
    bool occluder = false;    ///< Something stands between camera and robot.
    Eigen::Vector3d cameraCentre{1.5, 0, 0.8};  ///< Base space; things keep out of the line of sight.
    Eigen::Vector3d lookTarget{0, 0, 0.3};      ///< Middle of what the camera should see.
    double reach = 0.9;                         ///< Extent of the robot's motion around its base (m).
};

/// A room with a table on which the robot stands (base space: table top at z = 0).
struct LabScene {
    Surface still;           ///< Everything that never moves, without the robot.
    ShadedMesh movedObject;  ///< Empty without options.movedObject.
    Material movedMaterial;
    std::vector<RigidTransform> baseFromMoved;  ///< One per frame.
    std::vector<AreaLight> lights;              ///< Two: key and fill.
};

LabScene makeLabScene(const LabOptions& options);

}  // namespace camframe::synthetic
