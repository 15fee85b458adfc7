// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "model/core/mesh.h"
#include "model/core/robot_model.h"
#include "render/robot_geometry.h"

namespace camframe {

/// Largest distance between two vertices, exactly; same unit as the mesh.
double diameterOf(const TriangleMesh& mesh);

/// A binary PLY file with vertices in millimetres and vertex normals (weighted by area).
std::string plyBytes(const TriangleMesh& metres);

/// OUT/models/obj_%06d.ply for every link with geometry (object id = k-th link with visual geometry, model
/// space = link space, millimetres) and OUT/models/models_info.json with their extents and names. Refuses a
/// folder that already holds the models of another robot.
Result<void> writeBopModels(const RobotModel& robot, const RobotGeometry& geometry,
                            const std::filesystem::path& out);

}  // namespace camframe
