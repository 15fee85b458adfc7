// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/mesh_reader.h"

#include <assimp/config.h>
#include <assimp/material.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <algorithm>
#include <assimp/Importer.hpp>
#include <cctype>
#include <cmath>

#include "model/core/io/atomic_file.h"
#include "model/core/io/detail/collada_input.h"
#include "model/core/io/detail/ply_input.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr size_t maxFileBytes = size_t{256} << 20;
constexpr size_t maxTriangles = 20'000'000;

std::string lowerExtension(const fs::path& path) {
    std::string extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension;
}

/// Diffuse colour, or the default where the file has none or paints it with a texture.
Eigen::Vector4f colourOf(const aiScene& scene, const aiMesh& mesh) {
    Eigen::Vector4f fallback = MeshPiece{}.colour;
    if (mesh.mMaterialIndex >= scene.mNumMaterials) return fallback;
    const aiMaterial& material = *scene.mMaterials[mesh.mMaterialIndex];
    aiString name;
    aiColor4D diffuse;
    if (material.Get(AI_MATKEY_NAME, name) == aiReturn_SUCCESS &&
        std::string_view(name.C_Str()) == AI_DEFAULT_MATERIAL_NAME)
        return fallback;  // Made up by assimp.
    if (material.GetTextureCount(aiTextureType_DIFFUSE) > 0 ||
        material.Get(AI_MATKEY_COLOR_DIFFUSE, diffuse) != aiReturn_SUCCESS)
        return fallback;
    Eigen::Vector4f colour(diffuse.r, diffuse.g, diffuse.b, 1.0F);
    if (!colour.allFinite()) return fallback;
    return colour.cwiseMax(0.0F).cwiseMin(1.0F);
}

bool facesAreSound(const aiMesh& mesh, bool& hasPolygons) {
    for (unsigned f = 0; f < mesh.mNumFaces; ++f) {
        const aiFace& face = mesh.mFaces[f];
        if (face.mNumIndices == 0 || face.mIndices == nullptr) return false;
        for (unsigned i = 0; i < face.mNumIndices; ++i)
            if (face.mIndices[i] >= mesh.mNumVertices) return false;
        hasPolygons = hasPolygons || face.mNumIndices > 3;
    }
    return true;
}

Result<std::vector<MeshPiece>> collectPieces(const aiScene& scene, const fs::path& path,
                                             const Eigen::Vector3d& scale) {
    struct Visit {
        const aiNode* node;
        Eigen::Matrix4d fileFromNode;
    };
    const auto matrixOf = [](const aiMatrix4x4& m) {
        Eigen::Matrix4d out;
        for (unsigned r = 0; r < 4; ++r)
            for (unsigned c = 0; c < 4; ++c) out(r, c) = static_cast<double>(m[r][c]);
        return out;
    };
    std::vector<MeshPiece> pieces;
    size_t triangleCount = 0;
    std::vector<Visit> stack{{scene.mRootNode, matrixOf(scene.mRootNode->mTransformation)}};
    while (!stack.empty()) {
        const Visit visit = stack.back();
        stack.pop_back();
        for (unsigned i = visit.node->mNumChildren; i-- > 0;) {
            const aiNode* child = visit.node->mChildren[i];
            stack.push_back({child, visit.fileFromNode * matrixOf(child->mTransformation)});
        }
        for (unsigned i = 0; i < visit.node->mNumMeshes; ++i) {
            const aiMesh& source = *scene.mMeshes[visit.node->mMeshes[i]];
            triangleCount += source.mNumFaces;
            if (triangleCount > maxTriangles)
                return inputError("{}: more than {} triangles; reduce the mesh.", path.string(),
                                  maxTriangles);
            const Eigen::Vector4f colour = colourOf(scene, source);
            // Pieces of one colour become one, so that seams between them can be welded.
            auto piece = std::ranges::find(pieces, colour, &MeshPiece::colour);
            if (piece == pieces.end()) piece = pieces.insert(pieces.end(), MeshPiece{{}, colour});
            TriangleMesh& mesh = piece->mesh;
            const auto base = static_cast<uint32_t>(mesh.vertices.size());
            for (unsigned v = 0; v < source.mNumVertices; ++v) {
                const aiVector3D& p = source.mVertices[v];
                const Eigen::Vector4d point = visit.fileFromNode * Eigen::Vector4d(p.x, p.y, p.z, 1.0);
                const Eigen::Vector3f vertex = point.head<3>().cwiseProduct(scale).cast<float>();
                if (!vertex.allFinite() || vertex.cwiseAbs().maxCoeff() > 1e6F)
                    return inputError(
                        "{}: vertex {} is not finite or over 1000 km away; export the mesh again.",
                        path.string(), v);
                mesh.vertices.push_back(vertex);
            }
            for (unsigned f = 0; f < source.mNumFaces; ++f) {
                const aiFace& face = source.mFaces[f];
                if (face.mNumIndices != 3) continue;  // Points and lines have no surface.
                const unsigned* v = face.mIndices;
                mesh.triangles.push_back({base + v[0], base + v[1], base + v[2]});
            }
        }
    }
    for (MeshPiece& piece : pieces) piece.mesh = weldByPosition(piece.mesh);
    std::erase_if(pieces, [](const MeshPiece& piece) { return piece.mesh.empty(); });
    if (pieces.empty()) return inputError("{}: holds no triangles; export the mesh again.", path.string());
    return pieces;
}

}  // namespace

Result<std::vector<MeshPiece>> readMesh(const fs::path& path, const Eigen::Vector3d& scale) {
    const std::string extension = lowerExtension(path);
    if (extension != ".dae" && extension != ".stl" && extension != ".obj" && extension != ".ply")
        return inputError(
            "{}: '{}' is not a supported mesh format; convert the mesh to DAE, STL, OBJ or PLY.",
            path.string(), extension);
    if (!scale.allFinite() || (scale.array() == 0).any())
        return inputError("{}: the mesh scale {} {} {} must be finite and not zero; mend the URDF.",
                          path.string(), scale.x(), scale.y(), scale.z());
    const Result<std::string> bytes = readFile(path, maxFileBytes);
    if (!bytes) return tl::unexpected(bytes.error());
    try {
        Assimp::Importer importer;
        // As URDF viewers do; applying the axis turns the meshes of many robots out of place.
        importer.SetPropertyInteger(AI_CONFIG_IMPORT_COLLADA_IGNORE_UP_DIRECTION, 1);
        const aiScene* scene = nullptr;
        if (extension == ".dae") {
            const Result<std::string> clean = cleanCollada(*bytes, path.string());
            if (!clean) return tl::unexpected(clean.error());
            scene = importer.ReadFileFromMemory(clean->data(), clean->size(), 0, "dae");
        } else if (extension == ".obj") {
            scene = importer.ReadFile(path.string(), 0);  // Colours lie in a second file.
        } else {
            if (extension == ".ply")
                if (const std::string flaw = plyFlaw(*bytes); !flaw.empty())
                    return inputError("{}: not a readable ply mesh ({}); export it again.", path.string(),
                                      flaw);
            scene = importer.ReadFileFromMemory(bytes->data(), bytes->size(), 0, extension.c_str() + 1);
        }
        if (scene == nullptr || scene->mRootNode == nullptr)
            return inputError("{}: not a readable {} mesh ({}); export it again.", path.string(),
                              extension.substr(1), importer.GetErrorString());
        // Splitting polygons trusts the faces, so these are checked before.
        bool hasPolygons = false;
        for (unsigned m = 0; m < scene->mNumMeshes; ++m)
            if (!facesAreSound(*scene->mMeshes[m], hasPolygons))
                return inputError(
                    "{}: a face is empty or names a vertex that does not exist; export it again.",
                    path.string());
        if (hasPolygons) scene = importer.ApplyPostProcessing(aiProcess_Triangulate);
        if (scene == nullptr)
            return inputError("{}: its polygons cannot be split into triangles; export it as triangles.",
                              path.string());
        return collectPieces(*scene, path, scale);
    } catch (const std::exception& failure) {
        return inputError("{}: could not be read as a mesh ({}); export it again.", path.string(),
                          failure.what());
    }
}

}  // namespace camframe
