// SPDX-License-Identifier: Apache-2.0
#include "views/scene3d/scene_mesh.h"

#include <array>
#include <cmath>

namespace camframe {

namespace {

class Builder {
public:
    explicit Builder(size_t vertices) { m_data.reserve(vertices * 8); }
    void add(const Eigen::Vector3f& position, const Eigen::Vector3f& normal, float u = 0, float v = 0) {
        m_data.insert(m_data.end(),
                      {position.x(), position.y(), position.z(), normal.x(), normal.y(), normal.z(), u, v});
    }
    SceneMesh finish() const {
        SceneMesh mesh;
        mesh.vertexCount = static_cast<int>(m_data.size() / 8);
        mesh.vertices = QByteArray(reinterpret_cast<const char*>(m_data.data()),
                                   static_cast<qsizetype>(m_data.size() * sizeof(float)));
        return mesh;
    }

private:
    std::vector<float> m_data;
};

}  // namespace

SceneMesh smoothMesh(const TriangleMesh& mesh, double creaseDegrees) {
    const size_t count = mesh.triangles.size();
    // A mirroring scale turns triangles inside out; the enclosed volume tells.
    double volume = 0;
    for (const auto& [a, b, c] : mesh.triangles) {
        volume += static_cast<double>(mesh.vertices[a].dot(mesh.vertices[b].cross(mesh.vertices[c])));
    }
    const bool insideOut = volume < 0;
    std::vector<Eigen::Vector3f> weighted(count);  // Length is twice the triangle's area.
    std::vector<std::vector<uint32_t>> around(mesh.vertices.size());
    for (size_t i = 0; i < count; ++i) {
        const auto& [a, b, c] = mesh.triangles[i];
        weighted[i] = (mesh.vertices[b] - mesh.vertices[a]).cross(mesh.vertices[c] - mesh.vertices[a]);
        if (insideOut) weighted[i] = -weighted[i];
        for (const uint32_t corner : mesh.triangles[i]) around[corner].push_back(static_cast<uint32_t>(i));
    }
    const float smooth = static_cast<float>(std::cos(creaseDegrees * 0.017453292519943295));
    Builder builder(count * 3);
    for (size_t i = 0; i < count; ++i) {
        const Eigen::Vector3f own = weighted[i].normalized();
        auto corners = mesh.triangles[i];
        if (insideOut) std::swap(corners[1], corners[2]);
        for (const uint32_t corner : corners) {
            Eigen::Vector3f normal = Eigen::Vector3f::Zero();
            for (const uint32_t neighbour : around[corner]) {
                if (weighted[neighbour].normalized().dot(own) >= smooth) normal += weighted[neighbour];
            }
            builder.add(mesh.vertices[corner], normal.isZero() ? own : normal.normalized());
        }
    }
    return builder.finish();
}

SceneMesh tubeMesh(std::span<const Eigen::Vector3d> points, double radius, int sides) {
    std::vector<Eigen::Vector3d> path;
    for (const Eigen::Vector3d& point : points) {
        if (path.empty() || (point - path.back()).norm() > 1e-6) path.push_back(point);
    }
    if (path.size() < 2) return {};
    Builder builder((path.size() - 1) * static_cast<size_t>(sides) * 6);
    // A ring per point; its frame is carried along the path so that the tube does not twist.
    std::vector<std::vector<Eigen::Vector3f>> normals;
    Eigen::Vector3d side = (path[1] - path[0]).unitOrthogonal();
    for (size_t i = 0; i < path.size(); ++i) {
        const Eigen::Vector3d along =
            (path[std::min(i + 1, path.size() - 1)] - path[i > 0 ? i - 1 : 0]).normalized();
        side = side - along * along.dot(side);
        side = side.norm() < 1e-9 ? along.unitOrthogonal() : side.normalized();
        const Eigen::Vector3d up = along.cross(side);
        std::vector<Eigen::Vector3f> ring;
        for (int k = 0; k < sides; ++k) {
            const double angle = 2 * M_PI * k / sides;
            ring.push_back((std::cos(angle) * side + std::sin(angle) * up).cast<float>());
        }
        normals.push_back(std::move(ring));
    }
    const auto vertex = [&](size_t i, int k) {
        const Eigen::Vector3f& normal = normals[i][static_cast<size_t>(k % sides)];
        builder.add(path[i].cast<float>() + static_cast<float>(radius) * normal, normal);
    };
    for (size_t i = 0; i + 1 < path.size(); ++i) {
        for (int k = 0; k < sides; ++k) {
            vertex(i, k);
            vertex(i, k + 1);
            vertex(i + 1, k + 1);
            vertex(i, k);
            vertex(i + 1, k + 1);
            vertex(i + 1, k);
        }
    }
    return builder.finish();
}

std::array<Eigen::Vector3d, 4> pictureCorners(const CameraModel& camera, double depth) {
    const CameraModel straight = camera.withoutDistortion();
    const double right = camera.width - 0.5;
    const double bottom = camera.height - 0.5;
    return {straight.unproject({-0.5, -0.5}, depth), straight.unproject({right, -0.5}, depth),
            straight.unproject({right, bottom}, depth), straight.unproject({-0.5, bottom}, depth)};
}

SceneMesh picturePlane(const CameraModel& camera, double depth) {
    const auto corners = pictureCorners(camera, depth);
    const std::array<std::array<float, 2>, 4> uv{{{0, 1}, {1, 1}, {1, 0}, {0, 0}}};
    Builder builder(12);
    for (const size_t i : {size_t{0}, size_t{3}, size_t{2}, size_t{0}, size_t{2}, size_t{1}}) {
        builder.add(corners[i].cast<float>(), {0, 0, 1}, uv[i][0], uv[i][1]);
    }
    for (const size_t i : {size_t{0}, size_t{2}, size_t{3}, size_t{0}, size_t{1}, size_t{2}}) {
        builder.add(corners[i].cast<float>(), {0, 0, -1}, uv[i][0], uv[i][1]);
    }
    return builder.finish();
}

}  // namespace camframe
