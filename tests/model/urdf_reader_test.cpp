// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/urdf_reader.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <locale>
#include <random>

#include "support/shared_data.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

using test::TempDir;

Result<RobotModel> parse(const std::string& body, const std::filesystem::path& folder = ".",
                         const UrdfOptions& options = {}) {
    return parseUrdf(fmt::format("<robot name='r'>{}</robot>", body), folder, "robot.urdf", options);
}

std::string messageOf(const Result<RobotModel>& result) {
    return result ? "no error" : result.error().message;
}

/// A tetrahedron of edge `size` as ASCII STL.
void writeStl(const std::filesystem::path& path, double size = 1) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path);
    const std::array<Eigen::Vector3d, 4> p{
        Eigen::Vector3d(0, 0, 0), {size, 0, 0}, {0, 2 * size, 0}, {0, 0, 3 * size}};
    file << "solid t\n";
    for (const auto& [a, b, c] : {std::array{0, 2, 1}, {0, 1, 3}, {1, 2, 3}, {0, 3, 2}}) {
        file << "facet normal 0 0 0\nouter loop\n";
        for (const int i : {a, b, c}) file << "vertex " << p[static_cast<size_t>(i)].transpose() << "\n";
        file << "endloop\nendfacet\n";
    }
    file << "endsolid t\n";
}

const char* const meshLink =
    "<link name='a'><visual><geometry><mesh filename='{}'/></geometry></visual></link>";

Eigen::AlignedBox3f boundsOf(const TriangleMesh& mesh) {
    Eigen::AlignedBox3f box;
    for (const Eigen::Vector3f& v : mesh.vertices) box.extend(v);
    return box;
}

TEST(UrdfReader, KeepsLinksJointsAndVisualsInFileOrder) {
    const auto robot = parse(
        "<link name='z'><visual><geometry><box size='1 2 3'/></geometry></visual>"
        "<visual><geometry><sphere radius='0.5'/></geometry></visual></link>"
        "<link name='a'/><link name='m'/>"
        "<joint name='q' type='fixed'><parent link='z'/><child link='m'/></joint>"
        "<joint name='b' type='fixed'><parent link='z'/><child link='a'/></joint>");
    ASSERT_TRUE(robot) << messageOf(robot);
    ASSERT_EQ(robot->links().size(), 3U);
    EXPECT_EQ(robot->links()[0].name, "z");
    EXPECT_EQ(robot->links()[1].name, "a");
    EXPECT_EQ(robot->links()[2].name, "m");
    EXPECT_EQ(robot->joints()[0].name, "q");
    EXPECT_EQ(robot->joints()[1].name, "b");
    ASSERT_EQ(robot->links()[0].visuals.size(), 2U);
    EXPECT_EQ(robot->links()[0].visuals[0].source, "box");
    EXPECT_EQ(robot->links()[0].visuals[1].source, "sphere");
    EXPECT_EQ(robot->name(), "r");
}

TEST(UrdfReader, ReadsJointsWithAxisLimitsAndMimic) {
    const auto robot = parse(
        "<link name='l0'/><link name='l1'/><link name='l2'/><link name='l3'/><link name='l4'/>"
        "<joint name='r' type='revolute'><origin xyz='1 2 3' rpy='0 0 1.5707963267948966'/><parent "
        "link='l0'/>"
        "<child link='l1'/><axis xyz='0 0 2'/><limit lower='-1' upper='2' effort='1' velocity='1'/></joint>"
        "<joint name='p' type='prismatic'><parent link='l1'/><child link='l2'/><axis xyz='0 1 0'/>"
        "<mimic joint='r' multiplier='-0.5' offset='0.25'/></joint>"
        "<joint name='c' type='continuous'><parent link='l2'/><child link='l3'/></joint>"
        "<joint name='f' type='fixed'><parent link='l3'/><child link='l4'/></joint>");
    ASSERT_TRUE(robot) << messageOf(robot);
    const Joint& r = robot->joints()[0];
    EXPECT_EQ(r.type, JointType::Revolute);
    EXPECT_EQ(r.lower, -1);
    EXPECT_EQ(r.upper, 2);
    EXPECT_TRUE(r.axis.isApprox(Eigen::Vector3d::UnitZ()));
    EXPECT_TRUE(r.parentFromJoint.translation().isApprox(Eigen::Vector3d(1, 2, 3)));
    EXPECT_TRUE((r.parentFromJoint.linear() * Eigen::Vector3d::UnitX()).isApprox(Eigen::Vector3d::UnitY()));
    const Joint& p = robot->joints()[1];
    EXPECT_EQ(p.type, JointType::Prismatic);
    ASSERT_TRUE(p.mimic);
    EXPECT_EQ(p.mimic->joint, 0);
    EXPECT_EQ(p.mimic->multiplier, -0.5);
    EXPECT_EQ(p.mimic->offset, 0.25);
    EXPECT_EQ(robot->joints()[2].type, JointType::Continuous);
    EXPECT_TRUE(robot->joints()[2].axis.isApprox(Eigen::Vector3d::UnitX()));
    EXPECT_FALSE(robot->joints()[3].moves());
}

TEST(UrdfReader, RefusesWhatItCannotDescribeWithASentence) {
    const std::string links = "<link name='l0'/><link name='l1'/>";
    const auto joint = [&](const std::string& type, const std::string& inside = "") {
        return fmt::format("{}<joint name='j' type='{}'><parent link='l0'/><child link='l1'/>{}</joint>",
                           links, type, inside);
    };
    EXPECT_NE(messageOf(parse(joint("floating"))).find("joint 'j' is planar or floating"), std::string::npos);
    EXPECT_NE(messageOf(parse(joint("planar"))).find("joint 'j' is planar or floating"), std::string::npos);
    EXPECT_NE(messageOf(parse(joint("revolute", "<mimic joint='nobody'/>"))).find("mimics 'nobody'"),
              std::string::npos);
    EXPECT_NE(messageOf(parse(links)).find("robot.urdf: "), std::string::npos) << "two roots";
    EXPECT_NE(messageOf(parse(joint("revolute", "<axis xyz='0 0 0'/>"))).find("no usable axis"),
              std::string::npos);
    EXPECT_NE(messageOf(parse(joint("revolute", "<origin xyz='1 2'/>"))).find("robot.urdf: "),
              std::string::npos);
    EXPECT_NE(messageOf(parse("<link name='a'/><link name='a'/>")).find("robot.urdf: "), std::string::npos);
    EXPECT_NE(messageOf(parse("")).find("robot.urdf: "), std::string::npos);
    EXPECT_NE(
        messageOf(parse("<link name='a'><visual><geometry><box size='0 1 1'/></geometry></visual></link>"))
            .find("sizes above 0"),
        std::string::npos);
    EXPECT_FALSE(parseUrdf("<robot name='x'><link", ".", "cut.urdf", {}));
    EXPECT_FALSE(parseUrdf("", ".", "empty.urdf", {}));
    EXPECT_FALSE(parseUrdf("<?xml version='1.0'?>", ".", "empty.urdf", {}));
    EXPECT_NE(messageOf(parseUrdf("<sdf/>", ".", "x.urdf", {})).find("<sdf>"), std::string::npos);
    EXPECT_FALSE(parseUrdf(std::string((size_t{16} << 20) + 1, ' '), ".", "big.urdf", {}));
    std::string deep;
    for (int i = 0; i < 100000; ++i) deep += "<link>";
    EXPECT_FALSE(parse(deep));
}

TEST(UrdfReader, DamagedTextNeverCrashes) {
    const std::string text =
        "<?xml version='1.0'?><robot name='r'><material name='m'><color rgba='1 0 0 1'/></material>"
        "<link name='a'><visual><origin xyz='1 2 3' rpy='0 0 1'/><geometry><cylinder radius='1' length='2'/>"
        "</geometry><material name='m'/></visual></link><link name='b'/>"
        "<joint name='j' type='revolute'><origin xyz='1 2 3'/><parent link='a'/><child link='b'/><axis "
        "xyz='0 0 1'/>"
        "<limit lower='-1' upper='1'/><mimic joint='k' multiplier='2' offset='0.5'/></joint><link name='c'/>"
        "<joint name='k' type='prismatic'><parent link='b'/><child link='c'/></joint></robot>";
    std::mt19937_64 random(7);
    int readable = 0, refused = 0;
    for (int trial = 0; trial < 2000; ++trial) {
        std::string damaged = text;
        for (int k = 0; k < 2; ++k) damaged[random() % damaged.size()] = static_cast<char>(random() % 256);
        if (trial % 3 == 0) damaged.resize(random() % damaged.size());
        ++(parseUrdf(damaged, ".", "damaged.urdf", {}) ? readable : refused);
    }
    EXPECT_GT(readable, 0);
    EXPECT_GT(refused, 0);
}

TEST(UrdfReader, RefusesALoopOfJointsBesideTheTree) {
    const auto robot = parse(
        "<link name='root'/><link name='a'/><link name='b'/>"
        "<joint name='ab' type='fixed'><parent link='a'/><child link='b'/></joint>"
        "<joint name='ba' type='fixed'><parent link='b'/><child link='a'/></joint>");
    EXPECT_NE(messageOf(robot).find("loop"), std::string::npos) << messageOf(robot);
}

TEST(UrdfReader, RefusesXacroExceptInComments) {
    EXPECT_TRUE(parse("<!-- <xacro:include filename=\"$(find x)/y\"/> ${z} --><link name='a'/>"));
    for (const char* body :
         {"<xacro:include filename='x'/><link name='a'/>", "<link name='${prefix}a'/>",
          "<link name='a'><visual><origin xyz='0 0 ${h}'/><geometry><box size='1 1 1'/></geometry>"
          "</visual></link>",
          "<link name='a'><visual><geometry><mesh filename='$(find p)/m.stl'/></geometry></visual>"
          "</link>"}) {
        const std::string message = messageOf(parse(body));
        EXPECT_NE(message.find("unexpanded xacro"), std::string::npos) << message;
        EXPECT_NE(message.find("robot.urdf"), std::string::npos) << message;
    }
}

/// urdfdom would print these with the value as printf's format: "%n" writes to memory, or ends the program.
TEST(UrdfReader, ValuesAreNoFormatsOfPrintf) {
    for (const char* body :
         {"<link name='a'><visual><origin xyz='0 0 %s%n'/><geometry><box size='1 1 "
          "1'/></geometry></visual></link>",
          "<link name='a'/><link name='b'/><joint name='ab' type='fixed'><parent link='a'/><child link='b'/>"
          "<origin xyz='%n%n%n'/></joint>",
          "<link name='%n'/><link name='%n'/>"}) {
        const std::string message = messageOf(parse(body));
        EXPECT_NE(message.find("'%' is not read"), std::string::npos) << message;
    }
    const std::string missing =
        messageOf(parse(fmt::format(fmt::runtime(meshLink), "package://p/a%20b.stl")));
    EXPECT_NE(missing.find("a%20b"), std::string::npos) << "names of files may have it: " << missing;
    EXPECT_EQ(missing.find("is not read"), std::string::npos) << missing;
}

TEST(UrdfReader, AMissingMeshIsNamedWithLinkAndMend) {
    const std::string message = messageOf(parse(fmt::format(fmt::runtime(meshLink), "package://p/m.stl")));
    for (const char* part : {"robot.urdf", "'a'", "package://p/m.stl", "--package"})
        EXPECT_NE(message.find(part), std::string::npos) << message;
    EXPECT_TRUE(parse(fmt::format(fmt::runtime(meshLink), "package://p/m.stl"), ".", {{}, false}))
        << "kinematics alone need no meshes";
}

TEST(UrdfReader, ResolvesMeshPathsInTheOrderOfTheContract) {
    const TempDir temp;
    const auto folder = temp / "pkg/robots/arm";
    const auto sizeRead = [&](const std::string& name, const UrdfOptions& options = {}) {
        const auto robot = parse(fmt::format(fmt::runtime(meshLink), name), folder, options);
        return robot ? boundsOf(*robot->links()[0].visuals[0].mesh).sizes().x() : -1.0F;
    };
    std::filesystem::create_directories(folder);
    EXPECT_EQ(sizeRead("package://pkg/meshes/m.stl"), -1);
    writeStl(temp / "meshes/m.stl", 5);  // an ancestor A with A/rest
    EXPECT_EQ(sizeRead("package://pkg/meshes/m.stl"), 5);
    writeStl(temp / "pkg/meshes/m.stl", 4);  // an ancestor of that name
    EXPECT_EQ(sizeRead("package://pkg/meshes/m.stl"), 4);
    writeStl(temp / "prefix/share/pkg/meshes/m.stl", 3);
    ::setenv("AMENT_PREFIX_PATH", (temp / "prefix").c_str(), 1);
    EXPECT_EQ(sizeRead("package://pkg/meshes/m.stl"), 3);
    writeStl(temp / "ros/pkg/meshes/m.stl", 2);
    ::setenv("ROS_PACKAGE_PATH", fmt::format(":{}", (temp / "ros").string()).c_str(), 1);
    EXPECT_EQ(sizeRead("package://pkg/meshes/m.stl"), 2);
    ::unsetenv("AMENT_PREFIX_PATH");
    ::unsetenv("ROS_PACKAGE_PATH");
    writeStl(temp / "given/meshes/m.stl", 1);
    EXPECT_EQ(sizeRead("package://pkg/meshes/m.stl", {{{"pkg", temp / "given"}}, true}), 1);
    EXPECT_EQ(sizeRead(fmt::format("file://{}", (temp / "ros/pkg/meshes/m.stl").string())), 2);
    EXPECT_EQ(sizeRead("../../meshes/m.STL"), 4) << "extension in the other case";
}

TEST(UrdfReader, AppliesMeshScaleAlsoNegativeAndVisualOrigin) {
    const TempDir temp;
    writeStl(temp / "m.stl", 1);
    const auto robot = parse(
        "<link name='a'><visual><origin xyz='0 0 1' rpy='0 0 1.5707963267948966'/><geometry>"
        "<mesh filename='m.stl' scale='0.5 -1 2'/></geometry>"
        "<material name='red'><color rgba='1 0 0 0.5'/></material></visual></link>",
        temp.path());
    ASSERT_TRUE(robot) << messageOf(robot);
    const Visual& visual = robot->links()[0].visuals.at(0);
    const Eigen::AlignedBox3f box = boundsOf(*visual.mesh);
    EXPECT_TRUE(box.min().isApprox(Eigen::Vector3f(0, -2, 0)));
    EXPECT_TRUE(box.max().isApprox(Eigen::Vector3f(0.5F, 0, 6)));
    EXPECT_TRUE((visual.linkFromVisual * Eigen::Vector3d::UnitX()).isApprox(Eigen::Vector3d(0, 1, 1)));
    EXPECT_TRUE(visual.colour.isApprox(Eigen::Vector4f(1, 0, 0, 0.5F)));
    EXPECT_EQ(visual.source, "m.stl");
}

TEST(UrdfReader, ReadsNumbersWithPointsUnderAnyLocale) {
    struct Comma : std::numpunct<char> {
        char do_decimal_point() const override { return ','; }
        char do_thousands_sep() const override { return '.'; }
        std::string do_grouping() const override { return "\3"; }
    };
    const std::locale before = std::locale::global(std::locale(std::locale(), new Comma));
    const auto robot = parse(
        "<link name='l0'><visual><geometry><box size='1.5 1234.5 0.25'/></geometry></visual></link><link "
        "name='l1'/>"
        "<joint name='j' type='prismatic'><origin xyz='0.125 0 0'/><parent link='l0'/><child link='l1'/>"
        "<limit lower='-0.5' upper='1.5' effort='1.5' velocity='1.5'/></joint>");
    std::locale::global(before);
    ASSERT_TRUE(robot) << messageOf(robot);
    EXPECT_EQ(robot->joints()[0].parentFromJoint.translation().x(), 0.125);
    EXPECT_EQ(robot->joints()[0].upper, 1.5);
    EXPECT_TRUE(
        boundsOf(*robot->links()[0].visuals[0].mesh).sizes().isApprox(Eigen::Vector3f(1.5F, 1234.5F, 0.25F)));
}

TEST(UrdfReader, FlawsInPartsThatAreNotUsedDoNotStopIt) {
    const auto robot = parse(
        "<link name='l0'><inertial><mass value='heavy'/></inertial><collision><geometry><capsule/></geometry>"
        "</collision></link><link name='l1'/>"
        "<joint name='j' type='revolute'><parent link='l0'/><child link='l1'/></joint>"
        "<transmission name='t'><joint name='j'/></transmission><gazebo><plugin x='${y}'/></gazebo>");
    ASSERT_TRUE(robot) << messageOf(robot);
    EXPECT_EQ(robot->joints()[0].lower, robot->joints()[0].upper);
}

/// Bounding box over all links in a pose, metres.
Eigen::AlignedBox3d boundsOf(const RobotModel& robot, const Eigen::VectorXd& q) {
    const auto poses = robot.forwardKinematics(q);
    Eigen::AlignedBox3d box;
    for (size_t i = 0; i < robot.links().size(); ++i)
        for (const Visual& visual : robot.links()[i].visuals)
            for (const Eigen::Vector3f& v : visual.mesh->vertices)
                box.extend(poses[i] * visual.linkFromVisual * v.cast<double>());
    return box;
}

class SharedRobot : public ::testing::TestWithParam<const char*> {};

TEST_P(SharedRobot, LoadsWithMeshesOfPlausibleSize) {
    CAMFRAME_SHARED_OR_SKIP(path, std::string("robots/") + GetParam());
    const auto robot = readUrdf(path, {});
    ASSERT_TRUE(robot) << messageOf(robot);
    for (const Link& link : robot->links())
        for (const Visual& visual : link.visuals) {
            const Eigen::AlignedBox3f box = boundsOf(*visual.mesh);
            EXPECT_GT(box.diagonal().norm(), 0.004) << link.name << " " << visual.source;
            EXPECT_LT(box.diagonal().norm(), 1.0) << link.name << " " << visual.source;
            const Eigen::Vector3d centre = visual.linkFromVisual * box.center().cast<double>();
            EXPECT_LT(centre.norm(), 0.4) << link.name << " " << visual.source;
        }
    const Eigen::AlignedBox3d all = boundsOf(*robot, robot->defaultJointValues());
    EXPECT_GT(all.diagonal().norm(), 0.1);
    EXPECT_LT(all.diagonal().norm(), 2.5);
}

INSTANTIATE_TEST_SUITE_P(All, SharedRobot,
                         ::testing::Values("panda/panda_hand.urdf", "ur5e_robotiq/ur5e_robotiq.urdf",
                                           "xarm7/xarm7_gripper.urdf", "xarm7/xarm7_no_gripper.urdf",
                                           "arx5_dual/arx5_dual_arm.urdf", "so100/so100.urdf",
                                           "lbr_med7/med7_resolved.urdf",
                                           "robotiq_2f_85/urdf/robotiq_arg2f_85_model.urdf"));

}  // namespace
}  // namespace camframe
