// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <vector>

#include "model/core/robot_model.h"
#include "views/scene3d/scene_mesh.h"

namespace camframe {

/// One shape of a link.
struct LinkMesh {
    int link = 0;
    RigidTransform linkFromVisual = RigidTransform::Identity();
    QColor colour;
    SceneMesh mesh;
};

/// The robot's shapes with few triangles and smooth normals. Takes a while: meant for other threads.
std::vector<LinkMesh> buildRobot(const RobotModel& robot);

}  // namespace camframe
