// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "model/core/mesh.h"
#include "model/core/result.h"
#include "model/core/robot_model.h"

namespace camframe {

/// A mesh file as one or more coloured pieces, node transforms and unit applied: metres, unless the file
/// states no unit and the URDF's scale brings it there.
struct MeshPiece {
    TriangleMesh mesh;
    Eigen::Vector4f colour{0.8F, 0.8F, 0.8F, 1.0F};
};

/// Reads DAE, STL, OBJ or PLY (through assimp).
///
/// Collada: <unit meter="..."> is applied, <up_axis> is ignored, as URDF viewers do. Geometry of DAE files
/// that a strict parser rejects (missing textures, missing texcoord inputs) still loads. Refuses files over
/// 256 MiB or 20 million triangles, and coordinates that are not finite.
/// @param scale  URDF mesh scale per axis; negative values mirror (winding does not matter to the renderer).
Result<std::vector<MeshPiece>> readMesh(const std::filesystem::path& path, const Eigen::Vector3d& scale);

}  // namespace camframe
