// SPDX-License-Identifier: Apache-2.0
#include "model/core/evaluation.h"

#include <gtest/gtest.h>

#include <numbers>

namespace camframe {
namespace {

RigidTransform pose(const Eigen::Vector3d& rotation, const Eigen::Vector3d& translation) {
    Vector6d delta;
    delta << rotation, translation;
    return expPose(delta);
}

/// A rectangle in the plane z = 0 as two triangles.
std::shared_ptr<const TriangleMesh> rectangle(float width, float height) {
    auto mesh = std::make_shared<TriangleMesh>();
    mesh->vertices = {{0, 0, 0}, {width, 0, 0}, {width, height, 0}, {0, height, 0}};
    mesh->triangles = {{0, 1, 2}, {0, 2, 3}};
    return mesh;
}

Joint joint(const char* name, JointType type, int parent, int child) {
    Joint j;
    j.name = name;
    j.type = type;
    j.parentLink = parent;
    j.childLink = child;
    j.axis = Eigen::Vector3d::UnitZ();
    return j;
}

/// base --fixed--> stand --revolute--> arm --fixed--> hand. Base and stand are large but do not move.
RobotModel flatRobot() {
    std::vector<Link> links(4);
    const char* names[] = {"base", "stand", "arm", "hand"};
    for (size_t i = 0; i < links.size(); ++i) links[i].name = names[i];
    links[0].visuals.push_back({RigidTransform::Identity(), rectangle(10, 10), {}, "box"});
    links[1].visuals.push_back({RigidTransform::Identity(), rectangle(10, 10), {}, "box"});
    links[2].visuals.push_back({RigidTransform::Identity(), rectangle(1, 1), {}, "box"});
    links[3].visuals.push_back({pose({0, 0, 0}, {0, 0, 2}), rectangle(3, 1), {}, "box"});
    Result<RobotModel> robot =
        RobotModel::create("flat", links,
                           {joint("a", JointType::Fixed, 0, 1), joint("b", JointType::Revolute, 1, 2),
                            joint("c", JointType::Fixed, 2, 3)});
    EXPECT_TRUE(robot) << robot.error().message;
    return *robot;
}

RobotMotion stillMotion(const RobotModel& robot, int frames) {
    RobotMotion motion;
    motion.linkKnown.assign(robot.links().size(), true);
    for (int i = 0; i < frames; ++i)
        motion.baseFromLink.push_back(robot.forwardKinematics(robot.defaultJointValues()));
    return motion;
}

TEST(ComparePoses, MeasuresRotationCentreAndOrigin) {
    const RigidTransform truth = pose({0.3, -0.2, 0.9}, {0.1, 0.2, 1.5});
    // Two degrees about the camera's own axis: the centre stays, the base's origin swings.
    const RigidTransform turned = pose({0, 2 * std::numbers::pi / 180, 0}, {0, 0, 0}) * truth;
    const PoseError rotation = comparePoses(turned, truth);
    EXPECT_NEAR(rotation.rotationDeg, 2.0, 1e-12);
    EXPECT_NEAR(rotation.translationMm, 0.0, 1e-9);
    // The chord at the origin's distance from the rotation axis (the camera's y axis).
    const double radius = std::hypot(truth.translation().x(), truth.translation().z());
    EXPECT_NEAR(rotation.originMm, 1000 * 2 * radius * std::sin(std::numbers::pi / 180), 1e-9);
    EXPECT_FALSE(rotation.right());

    const RigidTransform moved = pose({0, 0, 0}, {0.003, 0.004, 0}) * truth;
    const PoseError translation = comparePoses(moved, truth);
    EXPECT_NEAR(translation.rotationDeg, 0.0, 1e-6);
    EXPECT_NEAR(translation.translationMm, 5.0, 1e-9);
    EXPECT_NEAR(translation.originMm, 5.0, 1e-9);
    EXPECT_TRUE(translation.right());
}

TEST(ComparePoses, RightNeedsBothLimits) {
    EXPECT_TRUE((PoseError{0.99, 9.9, 50}).right());
    EXPECT_FALSE((PoseError{1.0, 0, 0}).right());
    EXPECT_FALSE((PoseError{0, 10.0, 0}).right());
}

TEST(SampleMovingSurface, IsUniformByAreaOverMovingLinks) {
    const RobotModel robot = flatRobot();
    const RobotMotion motion = stillMotion(robot, 1);
    const auto points = sampleMovingSurface(robot, motion, 20000, 5);
    ASSERT_EQ(points.size(), 20000u);
    int onArm = 0;
    Eigen::Vector3d handMean = Eigen::Vector3d::Zero();
    for (const SurfacePoint& p : points) {
        ASSERT_TRUE(p.link == 2 || p.link == 3) << "a link that no joint moves";
        onArm += p.link == 2;
        if (p.link == 3) {
            ASSERT_NEAR(p.pointInLink.z(), 2.0, 1e-6) << "the visual's origin is applied";
            handMean += p.pointInLink;
        }
    }
    // Areas 1 and 3; the standard deviation of the share is 0.003.
    EXPECT_NEAR(onArm / 20000.0, 0.25, 0.015);
    handMean /= 20000 - onArm;
    EXPECT_NEAR(handMean.x(), 1.5, 0.03);
    EXPECT_NEAR(handMean.y(), 0.5, 0.01);
}

TEST(SampleMovingSurface, DependsOnTheSeedAlone) {
    const RobotModel robot = flatRobot();
    const RobotMotion motion = stillMotion(robot, 1);
    const auto a = sampleMovingSurface(robot, motion, 50, 1), b = sampleMovingSurface(robot, motion, 50, 1),
               c = sampleMovingSurface(robot, motion, 50, 2);
    double same = 0, other = 0;
    for (size_t i = 0; i < 50; ++i) {
        same += (a[i].pointInLink - b[i].pointInLink).norm();
        other += (a[i].pointInLink - c[i].pointInLink).norm();
    }
    EXPECT_EQ(same, 0);
    EXPECT_GT(other, 1);
}

TEST(SampleMovingSurface, SkipsLinksWhosePoseIsUnknown) {
    const RobotModel robot = flatRobot();
    RobotMotion motion = stillMotion(robot, 1);
    motion.linkKnown[2] = false;
    for (const SurfacePoint& p : sampleMovingSurface(robot, motion, 100, 0)) EXPECT_EQ(p.link, 3);
    motion.linkKnown[3] = false;
    EXPECT_TRUE(sampleMovingSurface(robot, motion, 100, 0).empty());
}

TEST(AverageDistance, IsTheMeanOverFramesAndPoints) {
    const RobotModel robot = flatRobot();
    RobotMotion motion = stillMotion(robot, 3);
    motion.baseFromLink[1].clear();  // An invalid frame does not count.
    for (RigidTransform& t : motion.baseFromLink[2]) t = pose({0, 0, 0}, {0, 0, 1}) * t;
    const std::vector<SurfacePoint> points = {{2, {1, 0, 0}}, {2, {0, 0, 1}}};
    const RigidTransform truth = pose({0, 0, 0}, {0, 0, 2});
    // Half a turn about z: a point moves by twice its distance from the axis.
    const RigidTransform turned = pose({0, 0, std::numbers::pi}, {0, 0, 0}) * truth;
    EXPECT_NEAR(*averageDistanceMm(points, motion, turned, truth), 1000 * (2 + 0 + 2 + 0) / 4.0, 1e-9);
    const RigidTransform moved = pose({0, 0, 0}, {0.002, 0, 0}) * truth;
    EXPECT_NEAR(*averageDistanceMm(points, motion, moved, truth), 2.0, 1e-9);
    EXPECT_FALSE(averageDistanceMm({}, motion, moved, truth));
}

TEST(AddAuc, CountsFailuresAsNever) {
    using List = std::vector<std::optional<double>>;
    EXPECT_DOUBLE_EQ(addAucPercent(List{0.0}), 100);
    EXPECT_DOUBLE_EQ(addAucPercent(List{25.0}), 75);
    EXPECT_DOUBLE_EQ(addAucPercent(List{100.0}), 0);
    EXPECT_DOUBLE_EQ(addAucPercent(List{500.0}), 0);
    EXPECT_DOUBLE_EQ(addAucPercent(List{0.0, std::nullopt}), 50);
    EXPECT_DOUBLE_EQ(addAucPercent(List{}), 0);
}

TEST(AddAuc, EqualsTheAreaUnderTheCurve) {
    const std::vector<std::optional<double>> add = {3.0, 17.5, 60.0, 140.0, std::nullopt};
    double area = 0;
    const int steps = 100000;
    for (int i = 0; i < steps; ++i) {
        const double limit = (i + 0.5) * 100.0 / steps;
        int below = 0;
        for (const auto& a : add) below += a && *a <= limit;
        area += below / 5.0 / steps;
    }
    EXPECT_NEAR(addAucPercent(add), 100 * area, 1e-3);
}

TEST(MaskIou, CountsPixels) {
    ImageU8 a(4, 1), b(4, 1);
    EXPECT_DOUBLE_EQ(maskIou(a, b), 1);
    a.data = {255, 255, 0, 0};
    b.data = {0, 255, 255, 0};
    EXPECT_DOUBLE_EQ(maskIou(a, b), 1.0 / 3.0);
    EXPECT_DOUBLE_EQ(maskIou(a, a), 1);
}

TEST(ToolUncertainty, TellsDepthFromSideways) {
    RobotMotion motion;
    motion.linkKnown = {true};
    RigidTransform tool = RigidTransform::Identity();
    tool.translation() = Eigen::Vector3d(0, 0, 2);
    motion.baseFromLink = {{tool}, {}, {tool}};  // a frame without joints counts for nothing
    Matrix6d covariance = Matrix6d::Zero();
    covariance(3, 3) = 1e-6;   // 1 mm along x
    covariance(5, 5) = 16e-6;  // 4 mm along z
    const auto straight = toolUncertainty(covariance, RigidTransform::Identity(), motion);
    ASSERT_TRUE(straight);
    EXPECT_NEAR(straight->sideways, 1e-3, 1e-12);
    EXPECT_NEAR(straight->depth, 4e-3, 1e-12);
    // A turn of 1 mrad about y moves what is 2 m away by 2 mm sideways.
    covariance.setZero();
    covariance(1, 1) = 1e-6;
    const auto turned = toolUncertainty(covariance, RigidTransform::Identity(), motion);
    EXPECT_NEAR(turned->sideways, 2e-3, 1e-12);
    EXPECT_NEAR(turned->depth, 0, 1e-12);
    RigidTransform behind = RigidTransform::Identity();
    behind.translation().z() = -5;
    EXPECT_FALSE(toolUncertainty(covariance, behind, motion));
}

}  // namespace
}  // namespace camframe
