// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <numbers>
#include <random>
#include <vector>

#include "model/core/robot_model.h"
#include "render/renderer.h"

namespace camframe::test {

/// A robot whose links are the given meshes, all in base space and fixed to each other.
inline RobotModel robotOfMeshes(std::vector<TriangleMesh> meshes) {
    std::vector<Link> links;
    std::vector<Joint> joints;
    for (size_t i = 0; i < meshes.size(); ++i) {
        Link link;
        link.name = "link" + std::to_string(i);
        Visual visual;
        visual.mesh = std::make_shared<TriangleMesh>(std::move(meshes[i]));
        link.visuals.push_back(visual);
        if (i > 0) {
            Joint joint;
            joint.name = "joint" + std::to_string(i);
            joint.parentLink = 0;
            joint.childLink = static_cast<int>(i);
            link.parentJoint = static_cast<int>(joints.size());
            links[0].childJoints.push_back(link.parentJoint);
            joints.push_back(joint);
        }
        links.push_back(std::move(link));
    }
    auto robot = RobotModel::create("test", std::move(links), std::move(joints));
    EXPECT_TRUE(robot) << robot.error().message;
    return std::move(*robot);
}

inline std::shared_ptr<const RobotGeometry> geometryOf(const RobotModel& robot) {
    auto geometry = RobotGeometry::build(robot, {});
    EXPECT_TRUE(geometry) << geometry.error().message;
    return std::make_shared<const RobotGeometry>(std::move(*geometry));
}

/// Meshes in base space, a camera at the origin of base space looking along z.
struct Scene {
    RobotModel robot;
    std::shared_ptr<const RobotGeometry> geometry;
    std::vector<RigidTransform> poses;
    CameraModel camera;

    explicit Scene(std::vector<TriangleMesh> meshes, int width = 320, int height = 240)
        : robot(robotOfMeshes(std::move(meshes))),
          geometry(geometryOf(robot)),
          poses(robot.forwardKinematics(robot.defaultJointValues())),
          camera{width, height, 300, 305, 0.49 * width + 0.3, 0.51 * height - 0.2, {}} {}

    RenderView view() const { return {camera, RigidTransform::Identity(), poses, nullptr}; }
};

inline std::unique_ptr<Renderer> cpuRenderer(std::shared_ptr<const RobotGeometry> geometry, int threads = 1) {
    auto renderer = makeRenderer(std::move(geometry), {RenderBackend::Cpu, -1, threads, false});
    EXPECT_TRUE(renderer) << renderer.error().message;
    return std::move(*renderer);
}

/// Draws one view; an error fails the test.
inline RenderedFrame renderOne(Renderer& renderer, const RenderView& view,
                               const RenderOptions& options = {}) {
    auto frames = renderer.render(std::span(&view, 1), options);
    EXPECT_TRUE(frames) << frames.error().message;
    return frames ? std::move(frames->front()) : RenderedFrame{};
}

inline TriangleMesh triangleMesh(const Eigen::Vector3f& a, const Eigen::Vector3f& b,
                                 const Eigen::Vector3f& c) {
    return {{a, b, c}, {{0, 1, 2}}};
}

inline TriangleMesh quadMesh(const Eigen::Vector3f& a, const Eigen::Vector3f& b, const Eigen::Vector3f& c,
                             const Eigen::Vector3f& d) {
    return {{a, b, c, d}, {{0, 1, 2}, {0, 2, 3}}};
}

/// A closed, lumpy ball: every edge has two triangles, with all sizes and directions of triangles.
inline TriangleMesh lumpyBall(const Eigen::Vector3f& centre, float radius, int rings, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> lump(0.8F, 1.2F);
    TriangleMesh mesh;
    const int columns = 2 * rings;
    const auto at = [&](int ring, int column) {
        return static_cast<uint32_t>(1 + (ring - 1) * columns + column % columns);
    };
    mesh.vertices.push_back(centre + Eigen::Vector3f(0, 0, radius));
    for (int ring = 1; ring < rings; ++ring)
        for (int column = 0; column < columns; ++column) {
            const float polar =
                std::numbers::pi_v<float> * static_cast<float>(ring) / static_cast<float>(rings);
            const float around =
                2 * std::numbers::pi_v<float> * static_cast<float>(column) / static_cast<float>(columns);
            mesh.vertices.push_back(centre + radius * lump(random) *
                                                 Eigen::Vector3f(std::sin(polar) * std::cos(around),
                                                                 std::sin(polar) * std::sin(around),
                                                                 std::cos(polar)));
        }
    const auto south = static_cast<uint32_t>(mesh.vertices.size());
    mesh.vertices.push_back(centre - Eigen::Vector3f(0, 0, radius));
    for (int column = 0; column < columns; ++column) {
        mesh.triangles.push_back({0, at(1, column), at(1, column + 1)});
        mesh.triangles.push_back({south, at(rings - 1, column + 1), at(rings - 1, column)});
        for (int ring = 1; ring + 1 < rings; ++ring) {
            mesh.triangles.push_back({at(ring, column), at(ring + 1, column), at(ring + 1, column + 1)});
            mesh.triangles.push_back({at(ring, column), at(ring + 1, column + 1), at(ring, column + 1)});
        }
    }
    return mesh;
}

/// Pose of a camera at `eye` that looks at `target`, both in base space (m), with base z upwards in the
/// picture.
inline RigidTransform lookAt(const Eigen::Vector3d& eye, const Eigen::Vector3d& target) {
    const Eigen::Vector3d z = (target - eye).normalized();
    const Eigen::Vector3d x = z.cross(Eigen::Vector3d(0.01, 0.02, 1)).normalized();
    RigidTransform camFromBase = RigidTransform::Identity();
    camFromBase.linear().row(0) = x.transpose();
    camFromBase.linear().row(1) = z.cross(x).transpose();
    camFromBase.linear().row(2) = z.transpose();
    camFromBase.translation() = -camFromBase.linear() * eye;
    return camFromBase;
}

/// A robot in a random configuration seen by a random camera; keeps the link poses that `view` points to.
struct RandomView {
    std::vector<RigidTransform> poses;
    RenderView view;
};

/// @param nearest, farthest  Distance of the camera from the robot's middle, in robot radii.
inline RandomView randomView(const RobotModel& robot, const RobotGeometry& geometry, std::mt19937& random,
                             double nearest, double farthest) {
    std::uniform_real_distribution<double> unit(0, 1);
    RandomView out;
    Eigen::VectorXd joints = robot.defaultJointValues();
    for (size_t j = 0; j < robot.joints().size(); ++j) {
        const Joint& joint = robot.joints()[j];
        const bool limited = joint.upper > joint.lower && joint.upper - joint.lower < 6;
        const double lower = limited ? joint.lower : joint.type == JointType::Prismatic ? 0 : -2;
        const double upper = limited ? joint.upper : joint.type == JointType::Prismatic ? 0.03 : 2;
        joints[static_cast<Eigen::Index>(j)] = lower + (upper - lower) * unit(random);
    }
    out.poses = robot.forwardKinematics(joints);
    Eigen::AlignedBox3d box;
    for (const RobotGeometry::Part& part : geometry.parts())
        box.extend(out.poses[static_cast<size_t>(part.link)] * part.centre);
    const double radius = 0.5 * box.diagonal().norm() + 0.05;
    const Eigen::Vector3d direction =
        Eigen::Vector3d(unit(random) - 0.5, unit(random) - 0.5, 0.6 * unit(random) - 0.2).normalized();
    const Eigen::Vector3d target =
        box.center() + 0.2 * radius * Eigen::Vector3d(unit(random), unit(random), unit(random));
    const double distance = radius * (nearest + (farthest - nearest) * unit(random));
    out.view.camera = {640, 480, 615.3, 614.1, 322.7, 236.4, {}};
    out.view.camFromBase = lookAt(target + distance * direction, target);
    out.view.baseFromLink = out.poses;
    return out;
}

/// Where the ray through an undistorted pixel position first meets the meshes, by intersecting it with every
/// triangle in double precision (Moeller & Trumbore, 1997).
struct RayHit {
    int id = 0;           ///< 0: nothing.
    double depth = 0;     ///< Z (m).
    double margin = 1e9;  ///< Distance (in barycentric units) to the nearest edge of any triangle: small
                          ///< values mean that rounding may decide otherwise.
};

inline RayHit castRay(const Scene& scene, double u, double v) {
    const Eigen::Vector3d direction((u - scene.camera.cx) / scene.camera.fx,
                                    (v - scene.camera.cy) / scene.camera.fy, 1);
    RayHit hit;
    for (size_t part = 0; part < scene.geometry->parts().size(); ++part) {
        const TriangleMesh& mesh = scene.geometry->parts()[part].lods[0].mesh;
        for (const auto& t : mesh.triangles) {
            const Eigen::Vector3d a = mesh.vertices[t[0]].cast<double>(),
                                  b = mesh.vertices[t[1]].cast<double>(),
                                  c = mesh.vertices[t[2]].cast<double>();
            const Eigen::Vector3d e1 = b - a, e2 = c - a, p = direction.cross(e2);
            const double det = e1.dot(p);
            if (det == 0) continue;
            const double w1 = -a.dot(p) / det;
            const Eigen::Vector3d q = (-a).cross(e1);
            const double w2 = direction.dot(q) / det, z = e2.dot(q) / det;
            if (z < 0.01) continue;
            const double inside = std::min({w1, w2, 1 - w1 - w2});
            hit.margin = std::min(hit.margin, std::abs(inside));
            if (inside < 0 || (hit.id != 0 && z >= hit.depth)) continue;
            hit.id = static_cast<int>(part) + 1;
            hit.depth = z;
        }
    }
    return hit;
}

}  // namespace camframe::test
