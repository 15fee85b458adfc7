// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/mesh_reader.h"

#include <tinyxml2.h>

#include <assimp/config.h>
#include <assimp/material.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <algorithm>
#include <assimp/Importer.hpp>
#include <cctype>
#include <cmath>
#include <map>
#include <unordered_map>

#include "model/core/io/atomic_file.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr size_t maxFileBytes = size_t{256} << 20;
constexpr size_t maxTriangles = 20'000'000;
constexpr size_t maxNodes = 100'000;

std::string lowerExtension(const fs::path& path) {
    std::string extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension;
}

/// Number of scene nodes that a Collada document unfolds to: <instance_node> can repeat subtrees, so a short
/// file may ask for 2^40 nodes, or for endless ones.
class ColladaNodeCounter {
public:
    explicit ColladaNodeCounter(const tinyxml2::XMLElement& root) { collect(root); }

    /// Stops counting above the limit; loops count as too many.
    size_t count(const tinyxml2::XMLElement& element) {
        const auto [known, isNew] = m_counts.try_emplace(&element, maxNodes + 1);
        if (!isNew) return known->second;
        size_t total = 1;
        for (const auto* child = element.FirstChildElement(); child != nullptr && total <= maxNodes;
             child = child->NextSiblingElement()) {
            const std::string_view name = child->Name();
            if (name == "node" || name == "visual_scene" || name == "library_visual_scenes") {
                total += count(*child);
            } else if (name == "instance_node") {
                const char* url = child->Attribute("url");
                const auto target = m_nodes.find(url != nullptr && *url == '#' ? url + 1 : "");
                if (target != m_nodes.end()) total += count(*target->second);
            }
        }
        return m_counts[&element] = total;
    }

private:
    // The XML parser bounds the depth of the document, and with it both recursions.
    void collect(const tinyxml2::XMLElement& element) {
        if (const char* id = element.Attribute("id");
            id != nullptr && std::string_view("node") == element.Name())
            m_nodes.emplace(id, &element);
        for (const auto* child = element.FirstChildElement(); child != nullptr;
             child = child->NextSiblingElement())
            collect(*child);
    }

    std::map<std::string, const tinyxml2::XMLElement*, std::less<>> m_nodes;
    std::unordered_map<const tinyxml2::XMLElement*, size_t> m_counts;
};

/// Removes from a Collada document what we do not use and what parsers stumble over, and refuses what could
/// exhaust them. Textures, and texture coordinates with them, are the parts that exporters get wrong: images
/// that do not exist, materials that bind inputs which the geometry lacks.
Result<std::string> cleanCollada(const std::string& text, const fs::path& path) {
    tinyxml2::XMLDocument document;
    if (document.Parse(text.data(), text.size()) != tinyxml2::XML_SUCCESS)
        return inputError("{}: not readable as XML ({}); export the mesh again.", path.string(),
                          document.ErrorStr());
    tinyxml2::XMLElement* root = document.RootElement();
    if (std::string_view(root->Name()) != "COLLADA")
        return inputError("{}: not a Collada file (its root element is <{}>); export the mesh again.",
                          path.string(), root->Name());
    if (ColladaNodeCounter(*root).count(*root) > maxNodes)
        return inputError(
            "{}: its scene unfolds to more than {} nodes or contains itself; export the mesh "
            "without nested instances.",
            path.string(), maxNodes);
    for (const char* unused : {"library_images", "library_controllers", "library_animations",
                               "library_cameras", "library_lights", "library_physics_scenes"})
        while (tinyxml2::XMLElement* element = root->FirstChildElement(unused)) root->DeleteChild(element);
    std::vector<tinyxml2::XMLElement*> stack{root};
    while (!stack.empty()) {
        tinyxml2::XMLElement* element = stack.back();
        stack.pop_back();
        tinyxml2::XMLElement* next = nullptr;
        for (auto* child = element->FirstChildElement(); child != nullptr; child = next) {
            next = child->NextSiblingElement();
            const std::string_view name = child->Name();
            if (name == "bind_vertex_input" || name == "instance_camera" || name == "instance_light" ||
                name == "extra")
                element->DeleteChild(child);
            else
                stack.push_back(child);
        }
    }
    tinyxml2::XMLPrinter printer(nullptr, true);
    document.Print(&printer);
    return std::string(printer.CStr(), static_cast<size_t>(printer.CStrSize() - 1));
}

/// Diffuse colour, or the default where the file has none or paints it with a texture.
Eigen::Vector4f colourOf(const aiScene& scene, const aiMesh& mesh) {
    const Eigen::Vector4f fallback = MeshPiece{}.colour;
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
                if (std::max({v[0], v[1], v[2]}) >= source.mNumVertices)
                    return inputError(
                        "{}: face {} names a vertex that does not exist; export the mesh again.",
                        path.string(), f);
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
            const Result<std::string> clean = cleanCollada(*bytes, path);
            if (!clean) return tl::unexpected(clean.error());
            scene = importer.ReadFileFromMemory(clean->data(), clean->size(), aiProcess_Triangulate, "dae");
        } else if (extension == ".obj") {
            scene = importer.ReadFile(path.string(), aiProcess_Triangulate);  // Colours lie in a second file.
        } else {
            scene = importer.ReadFileFromMemory(bytes->data(), bytes->size(), aiProcess_Triangulate,
                                                extension.c_str() + 1);
        }
        if (scene == nullptr || scene->mRootNode == nullptr)
            return inputError("{}: not a readable {} mesh ({}); export it again.", path.string(),
                              extension.substr(1), importer.GetErrorString());
        return collectPieces(*scene, path, scale);
    } catch (const std::exception& failure) {
        return inputError("{}: could not be read as a mesh ({}); export it again.", path.string(),
                          failure.what());
    }
}

}  // namespace camframe
