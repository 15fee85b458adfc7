// SPDX-License-Identifier: Apache-2.0
#include "model/core/robot_correction.h"

#include <gtest/gtest.h>

#include <cmath>

#include "model/core/demo_robot.h"

namespace camframe {
namespace {

/// The demo robot in smooth motion.
struct Moving {
    RobotModel robot = *makeDemoRobot();
    RobotMotion motion;

    explicit Moving(int frames = 8) {
        motion.baseLink = robot.rootLink();
        motion.toolLink = robot.deepestLeaf();
        motion.linkKnown.assign(robot.links().size(), true);
        for (int f = 0; f < frames; ++f) {
            motion.jointValues.push_back(valuesAt(f));
            motion.baseFromLink.push_back(robot.forwardKinematics(motion.jointValues.back()));
        }
    }
    Eigen::VectorXd valuesAt(double time) const {
        Eigen::VectorXd values = robot.defaultJointValues();
        for (Eigen::Index j = 0; j < values.size(); ++j)
            values[j] = 0.4 * std::sin(0.3 * time + static_cast<double>(j));
        return values;
    }
    /// A link that half of the joints move, to hang "another arm" on.
    int middleLink() const {
        int link = motion.toolLink;
        for (int k = 0; k < 4; ++k)
            link = robot.joints()[static_cast<size_t>(robot.links()[static_cast<size_t>(link)].parentJoint)]
                       .parentLink;
        return link;
    }
};

double largestDifference(const std::vector<RigidTransform>& a, const std::vector<RigidTransform>& b) {
    double out = 0;
    for (size_t l = 0; l < a.size(); ++l)
        out = std::max(out, (a[l].matrix() - b[l].matrix()).cwiseAbs().maxCoeff());
    return out;
}

TEST(RobotCorrection, NothingToCorrectChangesNothing) {
    const Moving moving;
    const RobotMotion same = correctedMotion(moving.robot, moving.motion, {});
    for (size_t f = 0; f < same.baseFromLink.size(); ++f)
        EXPECT_EQ(largestDifference(same.baseFromLink[f], moving.motion.baseFromLink[f]), 0);
    EXPECT_LT(
        largestDifference(correctedPoses(moving.robot, moving.motion, 3, {}), moving.motion.baseFromLink[3]),
        1e-15);
}

TEST(RobotCorrection, ALagShowsAnEarlierRobotAndLeavesTheEndsInvalid) {
    const Moving moving;
    RobotCorrection lag;
    lag.lagFrames = 2;
    const RobotMotion late = correctedMotion(moving.robot, moving.motion, lag);
    EXPECT_FALSE(late.valid(0));
    EXPECT_FALSE(late.valid(1));
    ASSERT_TRUE(late.valid(5));
    EXPECT_LT(largestDifference(late.baseFromLink[5], moving.motion.baseFromLink[3]), 1e-12);

    lag.lagFrames = 1.5;
    const auto between = correctedPoses(moving.robot, moving.motion, 5, lag);
    EXPECT_LT(largestDifference(between, moving.robot.forwardKinematics(moving.valuesAt(3.5))), 2e-3);
    lag.lagFrames = -1.5;
    EXPECT_FALSE(correctedPoses(moving.robot, moving.motion, 5, lag).empty());
    EXPECT_TRUE(correctedPoses(moving.robot, moving.motion, 6, lag).empty());
}

TEST(RobotCorrection, WithoutJointsPosesGoAlongScrews) {
    Moving moving;
    for (Eigen::VectorXd& values : moving.motion.jointValues) values = {};
    RobotCorrection lag;
    lag.lagFrames = 0.5;
    const auto between = correctedPoses(moving.robot, moving.motion, 4, lag);
    EXPECT_LT(largestDifference(between, moving.robot.forwardKinematics(moving.valuesAt(3.5))), 5e-2);
    lag.lagFrames = 1;
    EXPECT_LT(
        largestDifference(correctedPoses(moving.robot, moving.motion, 4, lag), moving.motion.baseFromLink[3]),
        1e-12);
}

/// Every column against the motion of three points of every link under a small change of the unknown.
void expectTwistsMatch(const Moving& moving, int frame, RobotCorrection correction,
                       const std::vector<RobotUnknown>& unknowns) {
    const auto twists = correctedTwists(moving.robot, moving.motion, frame, correction, unknowns);
    const auto now = correctedPoses(moving.robot, moving.motion, frame, correction);
    ASSERT_EQ(twists.size(), now.size());
    constexpr double kStep = 1e-6;
    for (size_t k = 0; k < unknowns.size(); ++k) {
        const auto changed = [&](double step) {
            RobotCorrection c = correction;
            switch (unknowns[k].kind) {
                case RobotUnknown::Kind::Lag:
                    c.lagFrames += step;
                    break;
                case RobotUnknown::Kind::JointOffset:
                    c.jointOffsets[unknowns[k].index] += step;
                    break;
                case RobotUnknown::Kind::ArmBase: {
                    Vector6d d = Vector6d::Zero();
                    d[unknowns[k].component] = step;
                    auto& base = c.armBases[static_cast<size_t>(unknowns[k].index)].second;
                    base = perturbLeft(d, base);
                }
            }
            return correctedPoses(moving.robot, moving.motion, frame, c);
        };
        const auto plus = changed(kStep), minus = changed(-kStep);
        for (size_t l = 0; l < now.size(); ++l)
            for (const Eigen::Vector3d& p :
                 {Eigen::Vector3d(0, 0, 0), Eigen::Vector3d(0.1, 0, 0), Eigen::Vector3d(0, 0.1, 0.2)}) {
                const Eigen::Vector3d numeric = (plus[l] * p - minus[l] * p) / (2 * kStep);
                const Vector6d twist = twists[l].col(static_cast<Eigen::Index>(k));
                const Eigen::Vector3d predicted = twist.head<3>().cross(now[l] * p) + twist.tail<3>();
                EXPECT_LT((numeric - predicted).norm(), 1e-6) << "unknown " << k << ", link " << l;
            }
    }
}

TEST(RobotCorrection, TwistsAreTheDerivativesOfThePoses) {
    Moving moving;
    RobotCorrection correction;
    correction.lagFrames = 0.37;
    correction.jointOffsets =
        Eigen::VectorXd::Constant(static_cast<Eigen::Index>(moving.robot.joints().size()), 0.03);
    Vector6d off;
    off << 0.1, -0.05, 0.2, 0.02, 0.03, -0.04;
    correction.armBases = {{moving.middleLink(), expPose(off)}};
    std::vector<RobotUnknown> unknowns{{RobotUnknown::Kind::Lag, 0, 0}};
    for (int j = 0; j < static_cast<int>(moving.robot.joints().size()); ++j)
        if (moving.robot.joints()[static_cast<size_t>(j)].moves() &&
            !moving.robot.joints()[static_cast<size_t>(j)].mimic)
            unknowns.push_back({RobotUnknown::Kind::JointOffset, j, 0});
    // A moved base shifts the joints above it as well in a chain; joints are checked without it.
    RobotCorrection jointsOnly = correction;
    jointsOnly.armBases.clear();
    expectTwistsMatch(moving, 4, jointsOnly, unknowns);
    std::vector<RobotUnknown> arm;
    for (int c = 0; c < 6; ++c) arm.push_back({RobotUnknown::Kind::ArmBase, 0, c});
    expectTwistsMatch(moving, 4, correction, arm);

    for (Eigen::VectorXd& values : moving.motion.jointValues) values = {};
    RobotCorrection lag;
    lag.lagFrames = 0.37;
    expectTwistsMatch(moving, 4, lag, {{RobotUnknown::Kind::Lag, 0, 0}});
}

TEST(RobotCorrection, BaseSpaceOfAMovingLinkIsRespected) {
    Moving moving;
    moving.motion.baseLink = moving.middleLink();
    for (size_t f = 0; f < moving.motion.jointValues.size(); ++f)
        moving.motion.baseFromLink[f] =
            moving.robot.forwardKinematics(moving.motion.jointValues[f], moving.motion.baseLink);
    RobotCorrection correction;
    correction.lagFrames = 0.2;
    correction.jointOffsets = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(moving.robot.joints().size()));
    std::vector<RobotUnknown> unknowns{{RobotUnknown::Kind::Lag, 0, 0}};
    for (int j = 0; j < static_cast<int>(moving.robot.joints().size()); ++j)
        if (moving.robot.joints()[static_cast<size_t>(j)].moves())
            unknowns.push_back({RobotUnknown::Kind::JointOffset, j, 0});
    expectTwistsMatch(moving, 3, correction, unknowns);
}

TEST(RobotCorrection, AResultThatNamesAnotherRobotIsRefused) {
    const Moving moving;
    Calibration calibration;
    calibration.jointOffsets["no_such_joint"] = {0.1, {}};
    EXPECT_FALSE(correctionOf(moving.robot, calibration).has_value());
    calibration.jointOffsets.clear();
    calibration.armBases.push_back({"right", "no_such_link", RigidTransform::Identity(), {}});
    EXPECT_FALSE(correctionOf(moving.robot, calibration).has_value());
    calibration.armBases.clear();
    calibration.lagFrames = Estimate{1.5, 0.1};
    EXPECT_EQ(correctionOf(moving.robot, calibration)->lagFrames, 1.5);
}

}  // namespace
}  // namespace camframe
