// SPDX-License-Identifier: Apache-2.0
#include "model/core/surface_tracks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "model/core/demo_robot.h"
#include "model/core/gripper_points.h"

namespace camframe {
namespace {

const CameraModel kCamera{160, 120, 150, 150, 80, 60, {0.02, 0, 0, 0, 0}};

/// The demo robot in a few random poses; frame 2 has no joints.
struct Scene {
    Robot robot = *loadRobot("demo", {}, "", nullptr);
    RobotMotion motion;
    RigidTransform camFromBase = RigidTransform::Identity();

    Scene() {
        std::mt19937_64 random(3);
        std::uniform_real_distribution<double> angle(-0.9, 0.9);
        motion.baseLink = robot.model.rootLink();
        motion.toolLink = robot.arms.at(0).tcpLink;
        motion.linkKnown.assign(robot.model.links().size(), true);
        for (int t = 0; t < 6; ++t) {
            Eigen::VectorXd q = robot.model.defaultJointValues();
            for (const int joint : robot.arms[0].joints) q[joint] = angle(random);
            motion.baseFromLink.push_back(t == 2 ? std::vector<RigidTransform>{}
                                                 : robot.model.forwardKinematics(q, motion.baseLink));
        }
        camFromBase.linear() = (Eigen::Matrix3d() << 0, -1, 0, 0, 0, -1, 1, 0, 0).finished();
        camFromBase.translation() = Eigen::Vector3d(0, 0.45, 1.6);
    }
};

TEST(SurfaceTracks, AreTheDirectProjection) {
    const Scene scene;
    const auto points = sampleMovingSurface(scene.robot.model, scene.motion, 200, 7);
    const SurfaceTracks tracks = trackSurface(points, scene.motion, kCamera, scene.camFromBase);
    ASSERT_EQ(tracks.points, 200U);
    ASSERT_EQ(tracks.frames, 6U);
    int inside = 0;
    for (size_t i = 0; i < points.size(); ++i)
        for (size_t t = 0; t < 6; ++t) {
            const size_t at = tracks.at(i, t);
            if (t == 2) {
                EXPECT_TRUE(std::isnan(tracks.xyz[at].x()) && std::isnan(tracks.uv[at].x()));
                EXPECT_EQ(tracks.inPicture[at], 0);
                continue;
            }
            const Eigen::Vector3d p =
                scene.camFromBase *
                (scene.motion.baseFromLink[t][static_cast<size_t>(points[i].link)] * points[i].pointInLink);
            EXPECT_LT((tracks.xyz[at] - p).norm(), 1e-12);
            const double x = p.x() / p.z(), y = p.y() / p.z(), radial = 1 + 0.02 * (x * x + y * y);
            const Eigen::Vector2d uv(150 * x * radial + 80, 150 * y * radial + 60);
            EXPECT_LT((tracks.uv[at] - uv).norm(), 1e-9);
            const bool in = uv.x() >= -0.5 && uv.x() < 159.5 && uv.y() >= -0.5 && uv.y() < 119.5;
            EXPECT_EQ(tracks.inPicture[at], in ? 1 : 0);
            inside += in;
        }
    EXPECT_GT(inside, 500);
}

TEST(SurfaceTracks, ANearerSurfaceHides) {
    const Scene scene;
    auto points = sampleMovingSurface(scene.robot.model, scene.motion, 100, 1);
    SurfaceTracks tracks = trackSurface(points, scene.motion, kCamera, scene.camFromBase);
    const auto shown = [&](double before) {
        ImageF depth(160, 120);
        // Every point is its own surface, moved towards the camera.
        int visible = 0, asked = 0;
        for (size_t i = 0; i < points.size(); ++i) {
            const size_t at = tracks.at(i, 0);
            if (!tracks.inPicture[at]) continue;
            depth = ImageF(160, 120, 1, static_cast<float>(tracks.xyz[at].z() - before));
            SurfaceTracks one = tracks;
            markVisible(one, 0, depth);
            visible += one.visible[at];
            ++asked;
        }
        EXPECT_GT(asked, 50);
        return static_cast<double>(visible) / asked;
    };
    EXPECT_EQ(shown(0), 1) << "its own surface hides no point";
    EXPECT_EQ(shown(-0.1), 1) << "nor does one behind it";
    EXPECT_EQ(shown(0.03), 0) << "3 cm before it, whatever the slope";
    const ImageF nothing(160, 120);
    markVisible(tracks, 0, nothing);
    for (size_t i = 0; i < points.size(); ++i)
        EXPECT_EQ(tracks.visible[tracks.at(i, 0)], tracks.inPicture[tracks.at(i, 0)]);
}

TEST(GripperPoints, FollowToolAndFingers) {
    const Scene scene;
    const Arm& arm = scene.robot.arms[0];
    const auto points = gripperPoints(scene.robot, arm, scene.motion);
    std::vector<std::string> names;
    for (const GripperPoint& point : points) names.push_back(point.name);
    std::ranges::sort(names.begin() + 4, names.end());  // equally far ones
    EXPECT_EQ(names, (std::vector<std::string>{"tcp", "closing+", "closing-", "back", "tip:demo_finger_left",
                                               "tip:demo_finger_right"}));
    // Four rigid points give the tool's pose back.
    const RigidTransform baseFromTcp =
        scene.motion.baseFromLink[0][static_cast<size_t>(arm.tcpLink)] * arm.linkFromTcp;
    const auto inTcp = [&](size_t i) -> Eigen::Vector3d {
        return baseFromTcp.inverse() *
               *scene.motion.pointInBase(0, points[i].point.link, points[i].point.pointInLink);
    };
    EXPECT_LT(inTcp(0).norm(), 1e-12);
    EXPECT_LT((inTcp(1) - Eigen::Vector3d(0, 0.04, 0)).norm(), 1e-12);
    EXPECT_LT((inTcp(2) - Eigen::Vector3d(0, -0.04, 0)).norm(), 1e-12);
    EXPECT_LT((inTcp(3) - Eigen::Vector3d(0, 0, -0.08)).norm(), 1e-12);
    // Tips lie on either side of the tool, near it.
    EXPECT_LT(inTcp(4).y() * inTcp(5).y(), 0);
    EXPECT_LT(inTcp(4).norm(), 0.08);
}

TEST(MotionTracks, AreWindowsOfTheComingFrames) {
    const Scene scene;
    const auto points = gripperPoints(scene.robot, scene.robot.arms[0], scene.motion);
    const MotionTracks tracks = motionTracks(points, scene.motion, kCamera, scene.camFromBase, 3);
    ASSERT_EQ(tracks.uv.size(), 6U * points.size() * 3);
    int known = 0;
    for (size_t t = 0; t < 6; ++t)
        for (size_t i = 0; i < points.size(); ++i)
            for (size_t s = 0; s < 3; ++s) {
                const size_t at = (t * points.size() + i) * 3 + s, then = t + 1 + s;
                const bool exists = then < 6 && then != 2;
                ASSERT_EQ(tracks.valid[at], exists ? 1 : 0) << t << ' ' << s;
                if (!exists) continue;
                const auto inBase = scene.motion.pointInBase(static_cast<int>(then), points[i].point.link,
                                                             points[i].point.pointInLink);
                EXPECT_LT((tracks.uv[at] - *kCamera.project(scene.camFromBase * *inBase)).norm(), 1e-9);
                ++known;
            }
    EXPECT_GT(known, 40);
}

}  // namespace
}  // namespace camframe
