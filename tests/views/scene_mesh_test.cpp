// SPDX-License-Identifier: Apache-2.0
#include "views/scene3d/scene_mesh.h"

#include <gtest/gtest.h>

#include <cstring>

namespace camframe {
namespace {

struct Vertex {
    Eigen::Vector3f position, normal;
    Eigen::Vector2f uv;
};

std::vector<Vertex> verticesOf(const SceneMesh& mesh) {
    std::vector<Vertex> vertices;
    for (int i = 0; i < mesh.vertexCount; ++i) {
        float v[8];
        std::memcpy(v, mesh.vertices.constData() + i * SceneMesh::stride, sizeof v);
        vertices.push_back({{v[0], v[1], v[2]}, {v[3], v[4], v[5]}, {v[6], v[7]}});
    }
    return vertices;
}

TriangleMesh tetrahedron(float mirror) {
    TriangleMesh mesh;
    mesh.vertices = {{mirror, 1, 1}, {-mirror, -1, 1}, {-mirror, 1, -1}, {mirror, -1, -1}};
    mesh.triangles = {{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}};
    return mesh;
}

TEST(SceneMesh, NormalsPointOutwardsAlsoOfMirroredMeshes) {
    for (const float mirror : {1.0F, -1.0F}) {
        const auto vertices = verticesOf(smoothMesh(tetrahedron(mirror)));
        ASSERT_EQ(vertices.size(), 12U);
        for (size_t i = 0; i < vertices.size(); i += 3) {
            const Eigen::Vector3f middle =
                (vertices[i].position + vertices[i + 1].position + vertices[i + 2].position) / 3;
            const Eigen::Vector3f winding = (vertices[i + 1].position - vertices[i].position)
                                                .cross(vertices[i + 2].position - vertices[i].position);
            EXPECT_GT(winding.dot(middle), 0) << "mirror " << mirror;
            EXPECT_NEAR(vertices[i].normal.dot(middle.normalized()), 1, 1e-5) << "sharp edges stay sharp";
        }
    }
}

TEST(SceneMesh, ATubeKeepsItsRadiusAroundCorners) {
    const std::vector<Eigen::Vector3d> path{{0, 0, 0}, {0, 0, 0}, {1, 0, 0}, {2, 0, 0}};
    const SceneMesh tube = tubeMesh(path, 0.1, 6);
    EXPECT_EQ(tube.vertexCount, 2 * 6 * 6) << "the repeated point is skipped";
    for (const Vertex& vertex : verticesOf(tube)) {
        EXPECT_NEAR(vertex.position.tail<2>().norm(), 0.1, 1e-6);
        EXPECT_NEAR(vertex.normal.norm(), 1, 1e-6);
    }
    EXPECT_EQ(tubeMesh(std::vector<Eigen::Vector3d>(3, {1, 1, 1}), 0.1).vertexCount, 0);
}

TEST(SceneMesh, ThePictureFillsTheCamerasView) {
    CameraModel camera;
    camera.width = 64;
    camera.height = 48;
    camera.fx = camera.fy = 60;
    camera.cx = 31.5;
    camera.cy = 23.5;
    for (const Vertex& vertex : verticesOf(picturePlane(camera, 0.5))) {
        const auto pixel = camera.project(vertex.position.cast<double>());
        ASSERT_TRUE(pixel);
        EXPECT_NEAR(pixel->x(), 64 * vertex.uv.x() - 0.5, 1e-4);
        EXPECT_NEAR(pixel->y(), 48 * (1 - vertex.uv.y()) - 0.5, 1e-4);
    }
}

}  // namespace
}  // namespace camframe
