// SPDX-License-Identifier: Apache-2.0
#include "model/core/mesh.h"

#include <meshoptimizer.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "model/core/mesh_distance.h"

namespace camframe {

namespace {

struct CellHash {
    size_t operator()(const std::array<int64_t, 3>& cell) const {
        uint64_t h = 0;
        for (const int64_t c : cell) {
            h ^= static_cast<uint64_t>(c) + 0x9E3779B97F4A7C15ULL + (h << 6) + (h >> 2);
            h *= 0xBF58476D1CE4E5B9ULL;
        }
        return static_cast<size_t>(h ^ (h >> 31));
    }
};

/// Drops vertices that no triangle uses; keeps the order of the others.
TriangleMesh compacted(const std::vector<Eigen::Vector3f>& vertices,
                       std::vector<std::array<uint32_t, 3>> triangles) {
    constexpr uint32_t unused = UINT32_MAX;
    std::vector<uint32_t> newIndex(vertices.size(), unused);
    for (const auto& triangle : triangles)
        for (const uint32_t v : triangle) newIndex[v] = 0;
    TriangleMesh out;
    for (size_t i = 0; i < vertices.size(); ++i) {
        if (newIndex[i] == unused) continue;
        newIndex[i] = static_cast<uint32_t>(out.vertices.size());
        out.vertices.push_back(vertices[i]);
    }
    for (auto& triangle : triangles)
        for (uint32_t& v : triangle) v = newIndex[v];
    out.triangles = std::move(triangles);
    return out;
}

}  // namespace

TriangleMesh weldByPosition(const TriangleMesh& mesh, float tolerance) {
    std::unordered_map<std::array<int64_t, 3>, uint32_t, CellHash> vertexOfCell;
    vertexOfCell.reserve(mesh.vertices.size());
    std::vector<uint32_t> welded(mesh.vertices.size());
    for (size_t i = 0; i < mesh.vertices.size(); ++i) {
        std::array<int64_t, 3> cell;
        for (int k = 0; k < 3; ++k)
            cell[static_cast<size_t>(k)] =
                std::llround(static_cast<double>(mesh.vertices[i][k]) / static_cast<double>(tolerance));
        welded[i] = vertexOfCell.try_emplace(cell, static_cast<uint32_t>(i)).first->second;
    }
    std::vector<std::array<uint32_t, 3>> triangles;
    triangles.reserve(mesh.triangles.size());
    for (const auto& [a, b, c] : mesh.triangles) {
        const std::array<uint32_t, 3> t{welded[a], welded[b], welded[c]};
        if (t[0] != t[1] && t[1] != t[2] && t[2] != t[0]) triangles.push_back(t);
    }
    return compacted(mesh.vertices, std::move(triangles));
}

void appendMesh(TriangleMesh& into, const TriangleMesh& mesh, const Eigen::Isometry3d& intoFromMesh) {
    const auto base = static_cast<uint32_t>(into.vertices.size());
    into.vertices.reserve(into.vertices.size() + mesh.vertices.size());
    into.triangles.reserve(into.triangles.size() + mesh.triangles.size());
    for (const Eigen::Vector3f& v : mesh.vertices)
        into.vertices.push_back((intoFromMesh * v.cast<double>()).cast<float>());
    for (const auto& [a, b, c] : mesh.triangles) into.triangles.push_back({base + a, base + b, base + c});
}

std::vector<MeshLod> buildLods(const TriangleMesh& mesh, float maxError) {
    constexpr size_t fewestTriangles = 24;
    std::vector<MeshLod> lods{{mesh, 0.0F}};
    if (mesh.triangles.size() <= fewestTriangles) return lods;
    const float* positions = mesh.vertices.front().data();
    const float scale = meshopt_simplifyScale(positions, mesh.vertices.size(), sizeof(Eigen::Vector3f));
    if (!(scale > 0)) return lods;
    std::vector<unsigned int> indices;
    indices.reserve(mesh.triangles.size() * 3);
    for (const auto& triangle : mesh.triangles)
        indices.insert(indices.end(), triangle.begin(), triangle.end());

    SurfaceDistance distance(mesh);
    std::vector<unsigned int> simplified(indices.size());
    for (size_t wanted = mesh.triangles.size() / 2;; wanted /= 2) {
        wanted = std::max(wanted, fewestTriangles);
        // Always from the original, so that the error is one against the original and not a sum.
        float relativeError = 0;
        const size_t count = meshopt_simplify(simplified.data(), indices.data(), indices.size(), positions,
                                              mesh.vertices.size(), sizeof(Eigen::Vector3f), wanted * 3,
                                              maxError / scale, 0, &relativeError);
        const size_t triangleCount = count / 3;
        // What is hardly smaller than the level before is not worth a level.
        if (triangleCount == 0 || triangleCount * 5 > lods.back().mesh.triangles.size() * 4) break;
        std::vector<std::array<uint32_t, 3>> triangles(triangleCount);
        for (size_t i = 0; i < triangleCount; ++i)
            triangles[i] = {simplified[3 * i], simplified[3 * i + 1], simplified[3 * i + 2]};
        TriangleMesh level = compacted(mesh.vertices, std::move(triangles));
        // meshoptimizer's own figure is a mean over the collapsed faces, up to six times below the largest
        // distance; who picks a level by its error needs the latter.
        const float error = distance.largestTo(level, std::max(relativeError * scale, lods.back().error));
        if (error > maxError) break;
        lods.push_back({std::move(level), error});
        if (wanted == fewestTriangles) break;
    }
    return lods;
}

}  // namespace camframe
