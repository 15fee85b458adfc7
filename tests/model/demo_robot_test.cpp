// SPDX-License-Identifier: Apache-2.0
#include "model/core/demo_robot.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numbers>

#include "model/core/io/urdf_reader.h"
#include "model/core/shape_builder.h"
#include "support/temp_dir.h"
#include "support/transform_matchers.h"

namespace camframe {
namespace {

/// Directed edges that do not have exactly one partner running the other way.
int openEdges(const TriangleMesh& mesh) {
    std::map<std::pair<uint32_t, uint32_t>, int> count;
    for (const auto& t : mesh.triangles)
        for (size_t k = 0; k < 3; ++k) ++count[{t[k], t[(k + 1) % 3]}];
    int open = 0;
    for (const auto& [edge, n] : count) {
        const auto back = count.find({edge.second, edge.first});
        if (n != 1 || back == count.end() || back->second != 1) ++open;
    }
    return open;
}

/// Positive when the triangles face outwards (divergence theorem), m^3.
double volume(const TriangleMesh& mesh) {
    double sum = 0;
    for (const auto& t : mesh.triangles)
        sum += mesh.vertices[t[0]].cast<double>().dot(
                   mesh.vertices[t[1]].cast<double>().cross(mesh.vertices[t[2]].cast<double>())) /
               6;
    return sum;
}

TEST(ShapeBuilder, VolumesAgreeWithFormulas) {
    const double pi = std::numbers::pi;
    const TriangleMesh sphere =
        polygonise([](const Eigen::Vector3f& p) { return p.norm() - 0.1F; },
                   Eigen::Vector3f::Constant(-0.13F), Eigen::Vector3f::Constant(0.13F), 0.006F);
    EXPECT_EQ(openEdges(sphere), 0);
    EXPECT_NEAR(volume(sphere), 4.0 / 3.0 * pi * 1e-3, 1e-5);
    for (const Eigen::Vector3f& v : sphere.vertices) EXPECT_NEAR(v.norm(), 0.1F, 1e-6F);

    const TriangleMesh disc = bevelledDisc({0.1F, 0.2F, 0}, {0.1F, 0.3F, 0}, 0.05F, 0.0005F, 256);
    EXPECT_EQ(openEdges(disc), 0);
    EXPECT_NEAR(volume(disc), pi * 0.05 * 0.05 * 0.1, 2e-6);

    const TriangleMesh box = bevelledBox({1, 2, 3}, {0.2F, 0.1F, 0.3F}, 0.002F, 0.001F);
    EXPECT_EQ(openEdges(box), 0);
    EXPECT_NEAR(volume(box), 0.2 * 0.1 * 0.3, 5e-6);
}

TEST(DemoRobot, IsSevenAxesWithAGripper) {
    const auto robot = makeDemoRobot();
    ASSERT_TRUE(robot) << robot.error().message;
    int driven = 0;
    for (const Joint& joint : robot->joints()) driven += joint.moves() && !joint.mimic;
    EXPECT_EQ(driven, 8);
    const int tcp = robot->findLink("demo_tcp");
    ASSERT_GE(tcp, 0);
    Eigen::VectorXd values = robot->defaultJointValues();
    // Straight up: the heights of the joints add.
    RigidTransform expected = RigidTransform::Identity();
    expected.translation() =
        Eigen::Vector3d(0.07, 0, 0.15 + 0.17 + 0.17 + 0.19 + 0.15 + 0.20 + 0.07 + 0.05 + 0.125);
    EXPECT_TRUE(
        test::posesNear(robot->forwardKinematics(values)[static_cast<size_t>(tcp)], expected, 1e-12, 1e-12));
    // The mimic joint opens both fingers to opposite sides of the tool, along its y axis.
    values[robot->findJoint("demo_finger_joint")] = 0.03;
    const auto poses = robot->forwardKinematics(values);
    const RigidTransform tcpFromBase = poses[static_cast<size_t>(tcp)].inverse();
    const auto finger = [&](const char* name) -> Eigen::Vector3d {
        return (tcpFromBase * poses[static_cast<size_t>(robot->findLink(name))]).translation();
    };
    EXPECT_NEAR(finger("demo_finger_left").y(), 0.03, 1e-12);
    EXPECT_NEAR(finger("demo_finger_right").y(), -0.03, 1e-12);
}

TEST(DemoRobot, EveryVisualIsWatertightAndFacesOutwards) {
    const auto robot = makeDemoRobot();
    ASSERT_TRUE(robot);
    size_t triangles = 0;
    for (const Link& link : robot->links())
        for (const Visual& visual : link.visuals) {
            triangles += visual.mesh->triangles.size();
            EXPECT_EQ(openEdges(*visual.mesh), 0) << link.name << " " << visual.source;
            EXPECT_GT(volume(*visual.mesh), 0) << link.name << " " << visual.source;
        }
    EXPECT_GT(triangles, 20000U);
    EXPECT_LT(triangles, 60000U);
}

TEST(DemoRobot, StandsOnItsBaseAndClosedFingersTouchWithoutCrossing) {
    const auto robot = makeDemoRobot();
    ASSERT_TRUE(robot);
    float lowest = 1;
    for (const Visual& visual : robot->links()[0].visuals)
        for (const Eigen::Vector3f& v : visual.mesh->vertices) lowest = std::min(lowest, v.z());
    EXPECT_NEAR(lowest, 0, 1e-6);
    float left = 1, right = -1;
    for (const Visual& visual :
         robot->links()[static_cast<size_t>(robot->findLink("demo_finger_left"))].visuals)
        for (const Eigen::Vector3f& v : visual.mesh->vertices) left = std::min(left, v.y());
    for (const Visual& visual :
         robot->links()[static_cast<size_t>(robot->findLink("demo_finger_right"))].visuals)
        for (const Eigen::Vector3f& v : visual.mesh->vertices) right = std::max(right, v.y());
    EXPECT_GE(left, 0);
    EXPECT_LE(left, 0.001F);
    EXPECT_LE(right, 0);
    EXPECT_GE(right, -0.001F);
}

double area(const TriangleMesh& mesh) {
    double sum = 0;
    for (const auto& t : mesh.triangles)
        sum += 0.5 * (mesh.vertices[t[1]] - mesh.vertices[t[0]])
                         .cross(mesh.vertices[t[2]] - mesh.vertices[t[0]])
                         .norm();
    return sum;
}

TEST(DemoRobot, WrittenUrdfLoadsAsTheSameRobot) {
    const test::TempDir folder;
    const auto written = writeDemoRobot(folder.path());
    ASSERT_TRUE(written) << written.error().message;
    const auto read = readUrdf(folder / "demo_arm.urdf", {});
    ASSERT_TRUE(read) << read.error().message;
    const auto made = makeDemoRobot();
    ASSERT_TRUE(made);
    EXPECT_EQ(read->name(), made->name());
    ASSERT_EQ(read->links().size(), made->links().size());
    ASSERT_EQ(read->joints().size(), made->joints().size());

    Eigen::VectorXd readValues = read->defaultJointValues(), madeValues = made->defaultJointValues();
    for (size_t i = 0; i < made->joints().size(); ++i) {
        const Joint& joint = made->joints()[i];
        const int other = read->findJoint(joint.name);
        ASSERT_GE(other, 0) << joint.name;
        const Joint& twin = read->joints()[static_cast<size_t>(other)];
        EXPECT_EQ(twin.type, joint.type) << joint.name;
        EXPECT_EQ(twin.mimic.has_value(), joint.mimic.has_value()) << joint.name;
        EXPECT_EQ(read->links()[static_cast<size_t>(twin.childLink)].name,
                  made->links()[static_cast<size_t>(joint.childLink)].name);
        if (joint.moves()) {
            EXPECT_DOUBLE_EQ(twin.lower, joint.lower) << joint.name;
            EXPECT_DOUBLE_EQ(twin.upper, joint.upper) << joint.name;
        }
        const double value = joint.lower + 0.7 * (joint.upper - joint.lower);
        madeValues[static_cast<Eigen::Index>(i)] = value;
        readValues[other] = value;
    }
    const auto madePoses = made->forwardKinematics(madeValues),
               readPoses = read->forwardKinematics(readValues);
    for (size_t i = 0; i < made->links().size(); ++i) {
        const Link& link = made->links()[i];
        const int other = read->findLink(link.name);
        ASSERT_GE(other, 0) << link.name;
        EXPECT_TRUE(test::posesNear(readPoses[static_cast<size_t>(other)], madePoses[i], 1e-12, 1e-12));
        const Link& twin = read->links()[static_cast<size_t>(other)];
        ASSERT_EQ(twin.visuals.size(), link.visuals.size()) << link.name;
        for (size_t k = 0; k < link.visuals.size(); ++k) {
            const TriangleMesh &a = *link.visuals[k].mesh, &b = *twin.visuals[k].mesh;
            EXPECT_EQ(b.triangles.size(), a.triangles.size()) << twin.visuals[k].source;
            EXPECT_EQ(openEdges(b), 0) << twin.visuals[k].source;
            EXPECT_NEAR(volume(b), volume(a), 1e-9) << twin.visuals[k].source;
            EXPECT_NEAR(area(b), area(a), 1e-7) << twin.visuals[k].source;
            EXPECT_LT((link.visuals[k].colour - twin.visuals[k].colour).norm(), 1e-6);
        }
    }
}

}  // namespace
}  // namespace camframe
