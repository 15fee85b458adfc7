// SPDX-License-Identifier: Apache-2.0
#include "model/core/robot_model.h"

#include <gtest/gtest.h>

#include <kdl/chainjnttojacsolver.hpp>
#include <kdl/tree.hpp>
#include <kdl_parser/kdl_parser.hpp>
#include <random>

#include "model/core/io/urdf_reader.h"
#include "support/shared_data.h"
#include "support/transform_matchers.h"

namespace camframe {
namespace {

using test::posesNear;

/// All joint types, a mimic of a mimic with offsets, a branch, skewed axes and origins.
const char* const testUrdf = R"(<robot name="t">
<link name="base"><visual><geometry><box size="0.1 0.2 0.3"/></geometry></visual>
  <visual><origin xyz="0 0 1"/><geometry><sphere radius="0.1"/></geometry></visual></link>
<link name="a"/><link name="b"/><link name="c"/><link name="d"/><link name="e"/><link name="f"/><link name="g"/>
<joint name="turn" type="revolute"><origin xyz="0.1 -0.2 0.3" rpy="0.4 0.5 -0.6"/><parent link="base"/>
  <child link="a"/><axis xyz="1 2 -3"/><limit lower="-2" upper="1" effort="1" velocity="1"/></joint>
<joint name="slide" type="prismatic"><origin xyz="0 0.1 0" rpy="0 1.2 0"/><parent link="a"/><child link="b"/>
  <axis xyz="0 1 1"/><limit lower="-0.2" upper="0.4" effort="1" velocity="1"/></joint>
<joint name="spin" type="continuous"><origin xyz="0.2 0 0" rpy="3 0 1"/><parent link="b"/><child link="c"/>
  <axis xyz="0 0 -1"/></joint>
<joint name="rigid" type="fixed"><origin xyz="0 0 0.5" rpy="0.1 0.2 0.3"/><parent link="c"/><child link="d"/></joint>
<joint name="second" type="revolute"><origin xyz="0.05 0 0"/><parent link="d"/><child link="f"/><axis xyz="0 1 0"/>
  <limit lower="-1" upper="1" effort="1" velocity="1"/><mimic joint="first" multiplier="-2" offset="0.125"/></joint>
<joint name="first" type="revolute"><origin xyz="0 0.05 0"/><parent link="d"/><child link="e"/><axis xyz="1 0 0"/>
  <limit lower="-1" upper="1" effort="1" velocity="1"/><mimic joint="turn" multiplier="0.5" offset="-0.25"/></joint>
<joint name="follow" type="prismatic"><origin xyz="0 0.05 0"/><parent link="f"/><child link="g"/><axis xyz="1 0 0"/>
  <limit lower="-1" upper="1" effort="1" velocity="1"/><mimic joint="slide" multiplier="1.5"/></joint>
</robot>)";

Eigen::VectorXd randomJoints(const RobotModel& robot, std::mt19937_64& random) {
    Eigen::VectorXd q = robot.defaultJointValues();
    for (size_t i = 0; i < robot.joints().size(); ++i) {
        const Joint& joint = robot.joints()[i];
        const bool limited = joint.upper > joint.lower;
        const double lower = limited ? std::max(joint.lower, -3.2) : -3.0;
        const double upper = limited ? std::min(joint.upper, 3.2) : 3.0;
        q[static_cast<Eigen::Index>(i)] = std::uniform_real_distribution<double>(lower, upper)(random);
    }
    return q;
}

/// The value that a joint really takes, from the definition of mimic joints.
double actualValue(const RobotModel& robot, const Eigen::VectorXd& q, int joint) {
    const auto& mimic = robot.joints()[static_cast<size_t>(joint)].mimic;
    return mimic ? mimic->multiplier * actualValue(robot, q, mimic->joint) + mimic->offset : q[joint];
}

RigidTransform fromKdl(const KDL::Frame& frame) {
    RigidTransform out = RigidTransform::Identity();
    for (int r = 0; r < 3; ++r)
        for (int c = 0; c < 3; ++c) out.linear()(r, c) = frame.M(r, c);
    out.translation() << frame.p.x(), frame.p.y(), frame.p.z();
    return out;
}

struct KdlChain {
    KDL::Chain chain;
    KDL::JntArray q;
    std::vector<int> jointOfColumn;
};

/// The chain from the root to a link, with the values of its joints. kdl_parser knows nothing of mimics.
KdlChain kdlChain(const RobotModel& robot, const KDL::Tree& tree, const std::string& link,
                  const Eigen::VectorXd& q) {
    KdlChain out;
    EXPECT_TRUE(tree.getChain(robot.links()[static_cast<size_t>(robot.rootLink())].name, link, out.chain));
    out.q.resize(out.chain.getNrOfJoints());
    for (const KDL::Segment& segment : out.chain.segments) {
        if (segment.getJoint().getType() == KDL::Joint::None) continue;
        const int joint = robot.findJoint(segment.getJoint().getName());
        out.q(static_cast<unsigned>(out.jointOfColumn.size())) = actualValue(robot, q, joint);
        out.jointOfColumn.push_back(joint);
    }
    return out;
}

/// Compares every link and its Jacobian with KDL in 20 random poses.
void compareWithKdl(const RobotModel& robot, const KDL::Tree& tree) {
    ASSERT_EQ(tree.getNrOfSegments() + 1, robot.links().size());
    std::mt19937_64 random(8);
    for (int trial = 0; trial < 20; ++trial) {
        const Eigen::VectorXd q = randomJoints(robot, random);
        const auto poses = robot.forwardKinematics(q);
        for (size_t i = 0; i < robot.links().size(); ++i) {
            if (static_cast<int>(i) == robot.rootLink()) continue;
            KdlChain kdl = kdlChain(robot, tree, robot.links()[i].name, q);
            KDL::Frame pose = KDL::Frame::Identity();
            unsigned column = 0;
            for (const KDL::Segment& segment : kdl.chain.segments)
                pose = pose *
                       segment.pose(segment.getJoint().getType() == KDL::Joint::None ? 0 : kdl.q(column++));
            ASSERT_TRUE(posesNear(poses[i], fromKdl(pose), 1e-9, 1e-9)) << robot.links()[i].name;

            if (kdl.chain.getNrOfJoints() == 0) continue;
            KDL::Jacobian theirs(kdl.chain.getNrOfJoints());
            ASSERT_EQ(KDL::ChainJntToJacSolver(kdl.chain).JntToJac(kdl.q, theirs), 0);
            Eigen::Matrix<double, 6, Eigen::Dynamic> expected =
                Eigen::Matrix<double, 6, Eigen::Dynamic>::Zero(6, q.size());
            for (size_t k = 0; k < kdl.jointOfColumn.size(); ++k) {
                int driver = kdl.jointOfColumn[k];
                double factor = 1;
                while (const auto& mimic = robot.joints()[static_cast<size_t>(driver)].mimic) {
                    factor *= mimic->multiplier;
                    driver = mimic->joint;
                }
                const auto theirColumn = theirs.data.col(static_cast<Eigen::Index>(k));  // linear first
                expected.col(driver).head<3>() += factor * theirColumn.tail<3>();
                expected.col(driver).tail<3>() += factor * theirColumn.head<3>();
            }
            const auto ours = robot.jacobian(q, static_cast<int>(i), Eigen::Vector3d::Zero());
            ASSERT_LT((ours - expected).cwiseAbs().maxCoeff(), 1e-9) << robot.links()[i].name;
        }
    }
}

RobotModel testRobot() {
    return parseUrdf(testUrdf, ".", "test.urdf", {}).value();
}

TEST(RobotModel, AgreesWithKdlOnEveryJointType) {
    KDL::Tree tree;
    ASSERT_TRUE(kdl_parser::treeFromString(testUrdf, tree));
    compareWithKdl(testRobot(), tree);
}

class SharedKinematics : public ::testing::TestWithParam<const char*> {};

TEST_P(SharedKinematics, AgreeWithKdl) {
    CAMFRAME_SHARED_OR_SKIP(path, std::string("robots/") + GetParam());
    UrdfOptions kinematicsOnly;
    kinematicsOnly.loadMeshes = false;
    const auto robot = readUrdf(path, kinematicsOnly);
    ASSERT_TRUE(robot) << robot.error().message;
    KDL::Tree tree;
    ASSERT_TRUE(kdl_parser::treeFromFile(path.string(), tree));
    compareWithKdl(*robot, tree);
}

INSTANTIATE_TEST_SUITE_P(All, SharedKinematics,
                         ::testing::Values("panda/panda_hand.urdf", "ur5e_robotiq/ur5e_robotiq.urdf",
                                           "xarm7/xarm7_gripper.urdf", "xarm7/xarm7_no_gripper.urdf",
                                           "arx5_dual/arx5_dual_arm.urdf", "so100/so100.urdf",
                                           "lbr_med7/med7_resolved.urdf",
                                           "robotiq_2f_85/urdf/robotiq_arg2f_85_model.urdf"));

TEST(RobotModel, JacobianIsTheDerivativeOfForwardKinematics) {
    const RobotModel robot = testRobot();
    std::mt19937_64 random(9);
    const Eigen::Vector3d point(0.03, -0.2, 0.11);
    for (int trial = 0; trial < 10; ++trial) {
        const Eigen::VectorXd q = randomJoints(robot, random);
        for (int link = 0; link < static_cast<int>(robot.links().size()); ++link) {
            const auto jacobian = robot.jacobian(q, link, point);
            for (Eigen::Index j = 0; j < q.size(); ++j) {
                constexpr double h = 1e-5;
                Eigen::VectorXd plus = q, minus = q;
                plus[j] += h;
                minus[j] -= h;
                const RigidTransform a = robot.forwardKinematics(minus)[static_cast<size_t>(link)];
                const RigidTransform b = robot.forwardKinematics(plus)[static_cast<size_t>(link)];
                const Eigen::AngleAxisd turn(b.linear() * a.linear().transpose());
                const Eigen::Vector3d angular = turn.angle() * turn.axis() / (2 * h);
                const Eigen::Vector3d linear = (b * point - a * point) / (2 * h);
                EXPECT_LT((jacobian.col(j).head<3>() - angular).norm(), 1e-8);
                EXPECT_LT((jacobian.col(j).tail<3>() - linear).norm(), 1e-8);
            }
        }
    }
}

TEST(RobotModel, MimicChainsEndAtTheDrivingJoint) {
    const RobotModel robot = testRobot();
    const auto& second = robot.joints()[static_cast<size_t>(robot.findJoint("second"))];
    ASSERT_TRUE(second.mimic);
    EXPECT_EQ(second.mimic->joint, robot.findJoint("turn"));
    EXPECT_DOUBLE_EQ(second.mimic->multiplier, -1);
    EXPECT_DOUBLE_EQ(second.mimic->offset, -2 * -0.25 + 0.125);
    // Values given for mimic joints do not count.
    Eigen::VectorXd q = robot.defaultJointValues();
    const auto before = robot.forwardKinematics(q);
    q[robot.findJoint("second")] = 1;
    const auto after = robot.forwardKinematics(q);
    for (size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(posesNear(before[i], after[i], 1e-15, 1e-15));
}

TEST(RobotModel, PosesCanBeExpressedInAnyLink) {
    const RobotModel robot = testRobot();
    std::mt19937_64 random(10);
    const Eigen::VectorXd q = randomJoints(robot, random);
    const auto inRoot = robot.forwardKinematics(q);
    const int base = robot.findLink("c");
    const auto inC = robot.forwardKinematics(q, base);
    for (size_t i = 0; i < inRoot.size(); ++i)
        EXPECT_TRUE(posesNear(inRoot[static_cast<size_t>(base)] * inC[i], inRoot[i], 1e-12, 1e-12));
}

TEST(RobotModel, KnowsWhatIsRigidAndWhatIsDeepest) {
    const RobotModel robot = testRobot();
    const auto link = [&](const char* name) { return robot.findLink(name); };
    EXPECT_EQ(robot.deepestLeaf(), link("g"));
    EXPECT_FALSE(robot.movesRelativeTo(link("d"), link("c")));
    EXPECT_TRUE(robot.movesRelativeTo(link("d"), link("base")));
    EXPECT_EQ(robot.rigidGroup(link("d")), (std::vector<int>{link("d"), link("c")}));
    EXPECT_EQ(robot.findLink("nothing"), -1);
}

TEST(RobotModel, RefusesMimicsOfThemselves) {
    std::vector<Link> links{{"a", -1, {}, {}}, {"b", -1, {}, {}}, {"c", -1, {}, {}}};
    std::vector<Joint> joints(2);
    joints[0].name = "x";
    joints[1].name = "y";
    for (int i = 0; i < 2; ++i) {
        joints[static_cast<size_t>(i)].type = JointType::Revolute;
        joints[static_cast<size_t>(i)].parentLink = i;
        joints[static_cast<size_t>(i)].childLink = i + 1;
        joints[static_cast<size_t>(i)].mimic = Mimic{1 - i, 1, 0};
    }
    EXPECT_FALSE(RobotModel::create("r", links, joints));
    joints[0].mimic.reset();
    EXPECT_TRUE(RobotModel::create("r", links, joints));
}

TEST(RobotModel, MatchesColumnsByName) {
    const RobotModel robot = testRobot();
    const std::vector<std::string> columns{"spin", "nonsense", "turn"};
    const JointMatch match = matchJoints(robot, columns);
    EXPECT_EQ(match.jointOfColumn, (std::vector<int>{robot.findJoint("spin"), -1, robot.findJoint("turn")}));
    EXPECT_EQ(match.unknownColumns, (std::vector<std::string>{"nonsense"}));
    EXPECT_EQ(match.missingJoints, (std::vector<std::string>{"slide"}))
        << "mimics and fixed joints are not missing";
}

}  // namespace
}  // namespace camframe
