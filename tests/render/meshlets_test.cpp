// SPDX-License-Identifier: Apache-2.0
#include "render/vulkan/meshlets.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "render/test_scene.h"

namespace camframe {
namespace {

TEST(Meshlets, HoldEveryTriangleOnceWithinTheirLimits) {
    // A closed mesh, and one without common vertices.
    TriangleMesh soup;
    for (const Eigen::Vector3f& v : test::lumpyBall({0, 0, 0}, 1, 30, 5).vertices) {
        const auto n = static_cast<uint32_t>(soup.vertices.size());
        soup.vertices.insert(soup.vertices.end(), {v, v * 1.1F, v * 1.2F + Eigen::Vector3f(0.1F, 0, 0)});
        soup.triangles.push_back({n, n + 1, n + 2});
    }
    for (const TriangleMesh& mesh : {test::lumpyBall({1, 2, 3}, 0.5F, 40, 2), soup}) {
        vulkan::Meshlets meshlets;
        meshlets.append(mesh);
        using Corners = std::array<std::array<float, 3>, 3>;
        std::vector<Corners> expected, actual;
        const auto corner = [](const Eigen::Vector3f& v) { return std::array{v.x(), v.y(), v.z()}; };
        for (const auto& t : mesh.triangles)
            expected.push_back(
                {corner(mesh.vertices[t[0]]), corner(mesh.vertices[t[1]]), corner(mesh.vertices[t[2]])});
        for (const vulkan::MeshletRecord& record : meshlets.records) {
            EXPECT_LE(record.vertexCount, vulkan::kMeshletVertices);
            EXPECT_LE(record.triangleCount, vulkan::kMeshletTriangles);
            for (uint32_t i = 0; i < record.triangleCount; ++i) {
                Corners corners;
                for (size_t k = 0; k < 3; ++k) {
                    const uint32_t number = meshlets.triangles[record.firstTriangle + i] >> (10 * k) & 1023U;
                    ASSERT_LT(number, record.vertexCount);
                    const float* v = meshlets.vertices.data() + 4 * size_t{record.firstVertex + number};
                    corners[k] = {v[0], v[1], v[2]};
                }
                actual.push_back(corners);
            }
        }
        std::ranges::sort(expected);
        std::ranges::sort(actual);
        EXPECT_EQ(actual, expected);
    }
    vulkan::Meshlets none;
    none.append({});
    EXPECT_TRUE(none.records.empty());
}

}  // namespace
}  // namespace camframe
