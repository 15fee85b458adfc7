// SPDX-License-Identifier: Apache-2.0
#include "model/core/mesh.h"

#include <gtest/gtest.h>

#include <map>
#include <numbers>
#include <random>

#include "model/core/mesh_distance.h"
#include "model/core/primitive_mesh.h"

namespace camframe {
namespace {

using Eigen::Vector3f;

/// Every edge is used once in each direction.
bool isClosed(const TriangleMesh& mesh) {
    std::map<std::pair<uint32_t, uint32_t>, int> uses;
    for (const auto& t : mesh.triangles)
        for (size_t k = 0; k < 3; ++k) ++uses[{t[k], t[(k + 1) % 3]}];
    for (const auto& [edge, count] : uses) {
        const auto opposite = uses.find({edge.second, edge.first});
        if (count != 1 || opposite == uses.end() || opposite->second != 1) return false;
    }
    return true;
}

double volumeOf(const TriangleMesh& mesh) {
    double sum = 0;
    for (const auto& [a, b, c] : mesh.triangles)
        sum += mesh.vertices[a].cast<double>().dot(
            mesh.vertices[b].cast<double>().cross(mesh.vertices[c].cast<double>()));
    return sum / 6;
}

/// Each triangle with corners of its own, as STL files store them.
TriangleMesh unwelded(const TriangleMesh& mesh) {
    TriangleMesh out;
    for (const auto& t : mesh.triangles) {
        const auto n = static_cast<uint32_t>(out.vertices.size());
        for (const uint32_t v : t) out.vertices.push_back(mesh.vertices[v]);
        out.triangles.push_back({n, n + 1, n + 2});
    }
    return out;
}

/// A sphere with bumps, so that simplification has something to lose.
TriangleMesh bumpySphere() {
    TriangleMesh mesh = sphereMesh(0.1);
    for (Vector3f& v : mesh.vertices)
        v *= 1.0F + 0.02F * std::sin(60 * v.x()) * std::cos(80 * v.y()) + 0.01F * std::sin(120 * v.z());
    return mesh;
}

Vector3f randomPoint(const TriangleMesh& mesh, std::mt19937_64& random) {
    std::uniform_int_distribution<size_t> pick(0, mesh.triangles.size() - 1);
    std::uniform_real_distribution<float> unit(0, 1);
    const auto& [a, b, c] = mesh.triangles[pick(random)];
    float u = unit(random), v = unit(random);
    if (u + v > 1) u = 1 - u, v = 1 - v;
    return mesh.vertices[a] + u * (mesh.vertices[b] - mesh.vertices[a]) +
           v * (mesh.vertices[c] - mesh.vertices[a]);
}

float bruteDistance(const Vector3f& point, const TriangleMesh& mesh) {
    float best = std::numeric_limits<float>::max();
    for (const auto& [a, b, c] : mesh.triangles)
        best = std::min(
            best, squaredDistanceToTriangle(point, mesh.vertices[a], mesh.vertices[b], mesh.vertices[c]));
    return std::sqrt(best);
}

TEST(Mesh, WeldingRestoresTheTopologyOfACube) {
    const TriangleMesh cube = boxMesh({1, 2, 3});
    TriangleMesh split = unwelded(cube);
    ASSERT_FALSE(isClosed(split));
    split.triangles.push_back({0, 0, 1});                       // No area at all.
    split.vertices.push_back(split.vertices[0] * (1 + 1e-8F));  // The same place.
    split.triangles.push_back({0, static_cast<uint32_t>(split.vertices.size() - 1), 1});
    split.vertices.push_back({9, 9, 9});  // Unused.
    const TriangleMesh welded = weldByPosition(split);
    EXPECT_EQ(welded.vertices.size(), 8U);
    EXPECT_EQ(welded.triangles.size(), 12U);
    EXPECT_TRUE(isClosed(welded));
    EXPECT_NEAR(volumeOf(welded), 6, 1e-6);
}

TEST(Mesh, WeldingKeepsPointsApartThatAreFurtherThanTheTolerance) {
    TriangleMesh mesh{{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {1e-4F, 0, 0}}, {{0, 1, 2}, {3, 1, 2}}};
    EXPECT_EQ(weldByPosition(mesh).vertices.size(), 4U);
    EXPECT_EQ(weldByPosition(mesh, 1e-3F).vertices.size(), 3U);
}

TEST(Mesh, AppendingMovesTheSecondMesh) {
    TriangleMesh mesh = boxMesh({1, 1, 1});
    Eigen::Isometry3d pose = Eigen::Isometry3d::Identity();
    pose.translation() << 5, 0, 0;
    pose.rotate(Eigen::AngleAxisd(std::numbers::pi / 2, Eigen::Vector3d::UnitZ()));
    appendMesh(mesh, boxMesh({2, 4, 6}), pose);
    EXPECT_EQ(mesh.triangles.size(), 24U);
    EXPECT_TRUE(isClosed(mesh));
    EXPECT_NEAR(volumeOf(mesh), 1 + 48, 1e-4);
    EXPECT_TRUE(mesh.vertices[8].isApprox(Vector3f(5 + 2, -1, -3)));
}

TEST(Mesh, PrimitivesAreClosedAndOfTheRightVolume) {
    for (const auto& [mesh, volume] : {std::pair(boxMesh({0.1, 0.2, 0.3}), 0.006),
                                       {cylinderMesh(0.1, 0.5), std::numbers::pi * 0.01 * 0.5},
                                       {sphereMesh(0.2), 4.0 / 3 * std::numbers::pi * 0.008}}) {
        EXPECT_TRUE(isClosed(mesh));
        EXPECT_NEAR(volumeOf(mesh) / volume, 1, 3e-3) << "positive: faces look outwards";
    }
    for (const Vector3f& v : sphereMesh(0.2).vertices) EXPECT_NEAR(v.norm(), 0.2, 1e-6);
}

TEST(Mesh, DistanceToATriangleIsThatOfItsNearestPoint) {
    std::mt19937_64 random(4);
    std::normal_distribution<float> normal;
    const auto point = [&] { return Vector3f(normal(random), normal(random), normal(random)); };
    for (int trial = 0; trial < 200; ++trial) {
        const Vector3f a = point(), b = point(), c = point(), p = 2 * point();
        float nearest = std::numeric_limits<float>::max();
        constexpr int steps = 60;
        for (int i = 0; i <= steps; ++i)
            for (int j = 0; i + j <= steps; ++j)
                nearest = std::min(
                    nearest, (p - a - (b - a) * (float(i) / steps) - (c - a) * (float(j) / steps)).norm());
        const float distance = std::sqrt(squaredDistanceToTriangle(p, a, b, c));
        const float spacing = ((b - a).norm() + (c - a).norm()) / steps;
        EXPECT_LE(distance, nearest + 1e-5F);
        EXPECT_GE(distance, nearest - spacing);
    }
    EXPECT_FLOAT_EQ(squaredDistanceToTriangle({0, 3, 0}, {0, 0, 0}, {1, 0, 0}, {2, 0, 0}), 9) << "no area";
}

TEST(Mesh, LevelsOfDetailKeepTheirWordOnTheError) {
    const TriangleMesh mesh = bumpySphere();
    const std::vector<MeshLod> lods = buildLods(mesh, 0.004F);
    ASSERT_GE(lods.size(), 4U);
    EXPECT_EQ(lods[0].error, 0);
    EXPECT_EQ(lods[0].mesh.triangles.size(), mesh.triangles.size());
    std::mt19937_64 random(5);
    for (size_t i = 1; i < lods.size(); ++i) {
        const MeshLod& lod = lods[i];
        EXPECT_LE(lod.mesh.triangles.size() * 5, lods[i - 1].mesh.triangles.size() * 4);
        EXPECT_GE(lod.error, lods[i - 1].error);
        EXPECT_LE(lod.error, 0.004F);
        EXPECT_TRUE(isClosed(lod.mesh));
        // Other points than those that the error was measured at.
        float worst = 0;
        for (int k = 0; k < 400; ++k) {
            worst = std::max(worst, bruteDistance(randomPoint(mesh, random), lod.mesh));
            worst = std::max(worst, bruteDistance(randomPoint(lod.mesh, random), mesh));
        }
        EXPECT_LE(worst, lod.error * 1.05F) << "level " << i;
        EXPECT_GE(worst, lod.error * 0.2F) << "the stated error should not be far too careful, level " << i;
    }
    EXPECT_EQ(buildLods(boxMesh({1, 1, 1}), 0.01F).size(), 1U);
    EXPECT_EQ(buildLods({}, 0.01F).size(), 1U);
}

}  // namespace
}  // namespace camframe
