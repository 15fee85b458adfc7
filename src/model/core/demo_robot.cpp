// SPDX-License-Identifier: Apache-2.0
#include "model/core/demo_robot.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <numbers>

#include "model/core/io/atomic_file.h"
#include "model/core/shape_builder.h"

namespace camframe {

namespace {

using Eigen::Vector3f;

const Eigen::Vector4f kShell(0.90F, 0.91F, 0.92F, 1);
const Eigen::Vector4f kDark(0.13F, 0.14F, 0.16F, 1);
const Eigen::Vector4f kAccent(0.96F, 0.45F, 0.09F, 1);
const Eigen::Vector4f kMetal(0.58F, 0.60F, 0.63F, 1);
const Eigen::Vector4f kRubber(0.07F, 0.07F, 0.075F, 1);

constexpr float kCell = 0.008F;  // surface nets; facets of a shell stay within 0.2 mm of the round shape
constexpr float kGap = 0.0035F;  // half of the dark seam between two housings
constexpr int kSegments = 36;

// Housing radii of the three bending joints and of the tubes between them.
constexpr float kShoulder = 0.066F, kElbow = 0.057F, kWrist = 0.047F;

/// Builds the visuals of one link; everything is placed in link space.
class LinkBuilder {
public:
    void add(const char* what, TriangleMesh mesh, const Eigen::Vector4f& colour) {
        Visual visual;
        visual.mesh = std::make_shared<const TriangleMesh>(std::move(mesh));
        visual.colour = colour;
        visual.source = what;
        m_visuals.push_back(std::move(visual));
    }

    void shell(const ImplicitShape& shape, const Vector3f& low, const Vector3f& high) {
        add("shell", polygonise(shape, low, high, kCell), kShell);
    }

    void disc(const char* what, const Vector3f& from, const Vector3f& to, float radius, float bevel,
              const Eigen::Vector4f& colour) {
        add(what, bevelledDisc(from, to, radius, bevel, radius > 0.025F ? kSegments : kSegments / 2), colour);
    }

    /// The end of a bending joint's housing: an accent ring and a dark cover on the face at y = `face`.
    void cover(const Vector3f& axisPoint, float face, float radius) {
        const float side = face < 0 ? -1.0F : 1.0F;
        const auto at = [&](float out) -> Vector3f {
            return {axisPoint.x(), face + side * out, axisPoint.z()};
        };
        disc("accent", at(-0.008F), at(0.0015F), 0.80F * radius, 0.0015F, kAccent);
        disc("cover", at(-0.006F), at(0.0045F), 0.72F * radius, 0.003F, kDark);
        disc("hub", at(-0.002F), at(0.0065F), 0.26F * radius, 0.0015F, kMetal);
    }

    std::vector<Visual> take() { return std::move(m_visuals); }

private:
    std::vector<Visual> m_visuals;
};

/// The round end of a link that turns about z: a tube from its seam towards the bending joint.
struct Tube {
    Vector3f seam;
    float length;  ///< Along z; negative when the bending joint lies below the seam.
    float radius;
};

/// Housing of a bending joint (axis along y, from `inner` to the `outer` face), a tube, and the arm between.
ImplicitShape bend(const Vector3f& axisPoint, float inner, float outer, float radius,
                   const Vector3f& armStart, float armStartRadius, const Tube& tube) {
    const Vector3f a(axisPoint.x(), inner, axisPoint.z()), b(axisPoint.x(), outer, axisPoint.z());
    // The arm's round end must stay behind the seam.
    const float armEndRadius = 0.86F * tube.radius;
    const Vector3f armEnd = tube.seam + Vector3f(0, 0, std::copysign(armEndRadius + 0.012F, tube.length));
    const ImplicitShape filleted = smoothUnion(
        {roundedCylinder(a, b, radius, 0.011F),
         taperedCapsule(armStart, armStartRadius, armEnd, armEndRadius),
         roundedCylinder(tube.seam, tube.seam + Vector3f(0, 0, tube.length), tube.radius, 0.008F)},
        0.62F * radius);
    // The fillet would lift the outer face, on which the cover lies.
    return [=](const Vector3f& p) {
        return std::max(filleted(p), std::copysign(1.0F, outer) * p.y() - std::abs(outer));
    };
}

std::vector<Visual> baseVisuals() {
    LinkBuilder link;
    const ProfilePoint foot[] = {{0.05F, 0, 0},
                                 {0.104F, 0, 0.002F},
                                 {0.104F, 0.014F, 0.006F},
                                 {0.088F, 0.019F, 0.006F},
                                 {0.05F, 0.021F, 0}};
    link.add("foot", lathe(foot, kSegments), kDark);
    link.shell(smoothUnion({taperedCapsule({0, 0, 0.074F}, 0.066F, {0, 0, 0.085F}, 0.060F),
                            roundedCylinder({0, 0, 0.017F}, {0, 0, 0.131F}, 0.072F, 0.008F),
                            roundedBox({-0.078F, 0, 0.056F}, {0.085F, 0.096F, 0.066F}, 0.014F)},
                           0.035F),
               {-0.16F, -0.12F, -0.03F}, {0.12F, 0.12F, 0.19F});
    link.add("panel", bevelledBox({-0.117F, 0, 0.056F}, {0.014F, 0.072F, 0.044F}, 0.004F, 0.002F), kDark);
    for (const float y : {-0.020F, 0.012F})
        link.disc("plug", {-0.122F, y, 0.058F}, {-0.131F, y, 0.058F}, 0.011F, 0.002F, kMetal);
    for (int k = 0; k < 4; ++k) {
        const float angle = (0.25F + 0.5F * static_cast<float>(k)) * std::numbers::pi_v<float>;
        const Vector3f foothold(0.094F * std::cos(angle), 0.094F * std::sin(angle), 0.010F);
        link.add("bolt", bevelledDisc(foothold, foothold + Vector3f(0, 0, 0.009F), 0.0065F, 0.0015F, 18),
                 kMetal);
    }
    link.disc("accent", {0, 0, 0.1285F}, {0, 0, 0.1345F}, 0.0715F, 0.0015F, kAccent);
    link.disc("joint", {0, 0, 0.130F}, {0, 0, 0.1535F}, 0.0655F, 0.002F, kDark);
    return link.take();
}

std::vector<Visual> shoulderVisuals() {
    LinkBuilder link;
    const Vector3f axis(0, 0, 0.17F);
    const float face = -0.106F;
    const ImplicitShape shape =
        bend(axis, -kGap, face, kShoulder, {0, -0.044F, 0.163F}, 0.043F, {{0, 0, kGap}, 0.062F, 0.069F});
    link.shell(shape, {-0.11F, -0.16F, -0.03F}, {0.11F, 0.11F, 0.28F});
    link.cover(axis, face, kShoulder);
    link.disc("joint", axis + Vector3f(0, -0.02F, 0), axis + Vector3f(0, 0.012F, 0), 0.0615F, 0.002F, kDark);
    return link.take();
}

std::vector<Visual> upperArmVisuals() {
    LinkBuilder link;
    const float face = 0.104F;
    const ImplicitShape shape =
        bend({0, 0, 0}, kGap, face, kShoulder, {0, 0.044F, 0.01F}, 0.043F, {{0, 0, 0.152F}, -0.058F, 0.061F});
    link.shell(shape, {-0.11F, -0.10F, -0.11F}, {0.11F, 0.15F, 0.20F});
    link.cover({0, 0, 0}, face, kShoulder);
    link.disc("accent", {0, 0, 0.150F}, {0, 0, 0.1555F}, 0.0605F, 0.0015F, kAccent);
    link.disc("joint", {0, 0, 0.150F}, {0, 0, 0.1735F}, 0.0565F, 0.002F, kDark);
    return link.take();
}

std::vector<Visual> upperArmRollVisuals() {
    LinkBuilder link;
    const Vector3f axis(0.05F, 0, 0.19F);
    const float face = -0.092F;
    const ImplicitShape shape =
        bend(axis, -kGap, face, kElbow, {0.044F, -0.038F, 0.178F}, 0.036F, {{0, 0, kGap}, 0.062F, 0.060F});
    link.shell(shape, {-0.10F, -0.14F, -0.03F}, {0.15F, 0.10F, 0.28F});
    link.cover(axis, face, kElbow);
    link.disc("joint", axis + Vector3f(0, -0.02F, 0), axis + Vector3f(0, 0.012F, 0), 0.0525F, 0.002F, kDark);
    return link.take();
}

std::vector<Visual> elbowVisuals() {
    LinkBuilder link;
    const float face = 0.090F;
    const ImplicitShape shape = bend({0, 0, 0}, kGap, face, kElbow, {-0.006F, 0.037F, 0.010F}, 0.036F,
                                     {{-0.05F, 0, 0.132F}, -0.050F, 0.053F});
    link.shell(shape, {-0.15F, -0.09F, -0.10F}, {0.10F, 0.14F, 0.18F});
    link.cover({0, 0, 0}, face, kElbow);
    link.disc("accent", {-0.05F, 0, 0.130F}, {-0.05F, 0, 0.1355F}, 0.0525F, 0.0015F, kAccent);
    link.disc("joint", {-0.05F, 0, 0.130F}, {-0.05F, 0, 0.1535F}, 0.049F, 0.002F, kDark);
    return link.take();
}

std::vector<Visual> forearmVisuals() {
    LinkBuilder link;
    const Vector3f axis(0, 0, 0.20F);
    const float face = -0.079F;
    const ImplicitShape shape =
        bend(axis, -kGap, face, kWrist, {0, -0.032F, 0.185F}, 0.031F, {{0, 0, kGap}, 0.075F, 0.052F});
    link.shell(shape, {-0.09F, -0.12F, -0.03F}, {0.09F, 0.09F, 0.28F});
    link.cover(axis, face, kWrist);
    link.add("badge", bevelledBox({0.047F, 0, 0.045F}, {0.014F, 0.034F, 0.050F}, 0.005F, 0.002F), kDark);
    link.disc("joint", axis + Vector3f(0, -0.02F, 0), axis + Vector3f(0, 0.012F, 0), 0.043F, 0.002F, kDark);
    return link.take();
}

std::vector<Visual> wristVisuals() {
    LinkBuilder link;
    const float face = 0.079F;
    const ImplicitShape shape = bend({0, 0, 0}, kGap, face, kWrist, {0.008F, 0.032F, 0}, 0.031F,
                                     {{0.07F, 0, 0.054F}, -0.062F, 0.045F});
    link.shell(shape, {-0.08F, -0.08F, -0.09F}, {0.15F, 0.13F, 0.10F});
    link.cover({0, 0, 0}, face, kWrist);
    link.disc("tail", {0.07F, 0, -0.012F}, {0.07F, 0, 0.006F}, 0.030F, 0.003F, kDark);
    link.disc("accent", {0.07F, 0, 0.052F}, {0.07F, 0, 0.057F}, 0.0450F, 0.0015F, kAccent);
    link.disc("joint", {0.07F, 0, 0.052F}, {0.07F, 0, 0.0735F}, 0.0415F, 0.002F, kDark);
    return link.take();
}

std::vector<Visual> flangeVisuals() {
    LinkBuilder link;
    const ProfilePoint housing[] = {{0.02F, 0.0035F, 0},
                                    {0.045F, 0.0035F, 0.004F},
                                    {0.045F, 0.026F, 0.006F},
                                    {0.037F, 0.034F, 0.003F},
                                    {0.02F, 0.034F, 0}};
    link.add("shell", lathe(housing, kSegments), kShell);
    link.add("button", bevelledBox({0.042F, 0, 0.0165F}, {0.012F, 0.020F, 0.014F}, 0.004F, 0.0015F), kAccent);
    link.disc("flange", {0, 0, 0.030F}, {0, 0, 0.046F}, 0.034F, 0.0015F, kMetal);
    link.disc("joint", {0, 0, 0.040F}, {0, 0, 0.0505F}, 0.0365F, 0.002F, kDark);
    return link.take();
}

std::vector<Visual> handVisuals() {
    LinkBuilder link;
    link.disc("adapter", {0, 0, 0}, {0, 0, 0.018F}, 0.038F, 0.003F, kDark);
    link.shell(smoothUnion({roundedBox({0, 0, 0.046F}, {0.062F, 0.186F, 0.062F}, 0.016F),
                            roundedCylinder({0, 0, 0.010F}, {0, 0, 0.05F}, 0.037F, 0.006F)},
                           0.020F),
               {-0.07F, -0.13F, -0.03F}, {0.07F, 0.13F, 0.11F});
    link.add("rail", bevelledBox({0, 0, 0.076F}, {0.034F, 0.166F, 0.014F}, 0.008F, 0.003F), kDark);
    for (const float side : {-1.0F, 1.0F})
        link.add("stripe",
                 bevelledBox({side * 0.0305F, 0, 0.047F}, {0.005F, 0.120F, 0.010F}, 0.0022F, 0.001F),
                 kAccent);
    link.disc("camera", {0.024F, 0.062F, 0.066F}, {0.036F, 0.062F, 0.066F}, 0.008F, 0.002F, kRubber);
    return link.take();
}

/// The finger whose jaw faces -y when `side` is +1 (it opens towards +y).
std::vector<Visual> fingerVisuals(float side) {
    LinkBuilder link;
    const auto box = [&](const char* what, const Vector3f& centre, const Vector3f& size, float corner,
                         float bevel, const Eigen::Vector4f& colour) {
        link.add(what, bevelledBox({centre.x(), side * centre.y(), centre.z()}, size, corner, bevel), colour);
    };
    box("carriage", {0, 0.0190F, 0.009F}, {0.030F, 0.034F, 0.018F}, 0.006F, 0.003F, kMetal);
    box("jaw", {0, 0.0145F, 0.031F}, {0.021F, 0.015F, 0.052F}, 0.004F, 0.002F, kMetal);
    box("pad", {0, 0.0050F, 0.043F}, {0.019F, 0.009F, 0.026F}, 0.003F, 0.001F, kRubber);
    return link.take();
}

struct JointSpec {
    const char* name;
    JointType type;
    const char* parent;
    const char* child;
    Eigen::Vector3d origin;
    Eigen::Vector3d axis;
    double lower, upper;
};

const std::array<JointSpec, 11>& jointSpecs() {
    static const Eigen::Vector3d y = Eigen::Vector3d::UnitY(), z = Eigen::Vector3d::UnitZ();
    using enum JointType;
    static const std::array<JointSpec, 11> specs{{
        {"demo_joint1", Revolute, "demo_link0", "demo_link1", {0, 0, 0.15}, z, -2.9, 2.9},
        {"demo_joint2", Revolute, "demo_link1", "demo_link2", {0, 0, 0.17}, y, -1.75, 1.75},
        {"demo_joint3", Revolute, "demo_link2", "demo_link3", {0, 0, 0.17}, z, -2.9, 2.9},
        {"demo_joint4", Revolute, "demo_link3", "demo_link4", {0.05, 0, 0.19}, y, -0.1, 2.5},
        {"demo_joint5", Revolute, "demo_link4", "demo_link5", {-0.05, 0, 0.15}, z, -2.9, 2.9},
        {"demo_joint6", Revolute, "demo_link5", "demo_link6", {0, 0, 0.20}, y, -1.6, 2.2},
        {"demo_joint7", Revolute, "demo_link6", "demo_link7", {0.07, 0, 0.07}, z, -2.9, 2.9},
        {"demo_hand_joint", Fixed, "demo_link7", "demo_hand", {0, 0, 0.05}, z, 0, 0},
        {"demo_finger_joint", Prismatic, "demo_hand", "demo_finger_left", {0, 0, 0.08}, y, 0, 0.04},
        {"demo_finger_joint_right", Prismatic, "demo_hand", "demo_finger_right", {0, 0, 0.08}, -y, 0, 0.04},
        {"demo_tcp_joint", Fixed, "demo_hand", "demo_tcp", {0, 0, 0.125}, z, 0, 0},
    }};
    return specs;
}

std::string_view typeName(JointType type) {
    switch (type) {
        case JointType::Fixed:
            return "fixed";
        case JointType::Revolute:
            return "revolute";
        case JointType::Continuous:
            return "continuous";
        case JointType::Prismatic:
            return "prismatic";
    }
    return "";
}

std::string binaryStl(const TriangleMesh& mesh) {
    static_assert(std::endian::native == std::endian::little, "binary STL is little-endian");
    std::string out(80, ' ');
    const auto append = [&out](const void* bytes, size_t size) {
        out.append(static_cast<const char*>(bytes), size);
    };
    const auto count = static_cast<uint32_t>(mesh.triangles.size());
    append(&count, sizeof count);
    for (const auto& triangle : mesh.triangles) {
        const Vector3f &a = mesh.vertices[triangle[0]], &b = mesh.vertices[triangle[1]],
                       &c = mesh.vertices[triangle[2]];
        const Vector3f normal = (b - a).cross(c - a).normalized();
        for (const Vector3f* v : {&normal, &a, &b, &c}) append(v->data(), 3 * sizeof(float));
        const uint16_t attribute = 0;
        append(&attribute, sizeof attribute);
    }
    return out;
}

}  // namespace

Result<RobotModel> makeDemoRobot() {
    std::vector<Link> links;
    const auto addLink = [&](const char* name, std::vector<Visual> visuals) {
        Link link;
        link.name = name;
        link.visuals = std::move(visuals);
        links.push_back(std::move(link));
    };
    addLink("demo_link0", baseVisuals());
    addLink("demo_link1", shoulderVisuals());
    addLink("demo_link2", upperArmVisuals());
    addLink("demo_link3", upperArmRollVisuals());
    addLink("demo_link4", elbowVisuals());
    addLink("demo_link5", forearmVisuals());
    addLink("demo_link6", wristVisuals());
    addLink("demo_link7", flangeVisuals());
    addLink("demo_hand", handVisuals());
    // Before the fingers: where nothing names the tool, the first of the deepest leaves is taken.
    addLink("demo_tcp", {});
    addLink("demo_finger_left", fingerVisuals(1));
    addLink("demo_finger_right", fingerVisuals(-1));

    const auto linkIndex = [&](std::string_view name) {
        for (size_t i = 0; i < links.size(); ++i)
            if (links[i].name == name) return static_cast<int>(i);
        return -1;
    };
    std::vector<Joint> joints;
    for (const JointSpec& spec : jointSpecs()) {
        Joint joint;
        joint.name = spec.name;
        joint.type = spec.type;
        joint.parentLink = linkIndex(spec.parent);
        joint.childLink = linkIndex(spec.child);
        joint.parentFromJoint.translation() = spec.origin;
        joint.axis = spec.axis;
        joint.lower = spec.lower;
        joint.upper = spec.upper;
        joints.push_back(std::move(joint));
    }
    joints[9].mimic = Mimic{8, 1, 0};
    return RobotModel::create("demo_arm", std::move(links), std::move(joints));
}

Result<void> writeDemoRobot(const std::filesystem::path& folder) {
    const Result<RobotModel> robot = makeDemoRobot();
    if (!robot) return tl::unexpected(robot.error());
    std::string urdf = fmt::format("<?xml version=\"1.0\"?>\n<robot name=\"{}\">\n", robot->name());
    for (const Link& link : robot->links()) {
        urdf += fmt::format("  <link name=\"{}\">\n", link.name);
        for (size_t k = 0; k < link.visuals.size(); ++k) {
            const Visual& visual = link.visuals[k];
            const std::string file = fmt::format("meshes/{}_{:02}_{}.stl", link.name, k, visual.source);
            if (auto done = writeFileAtomically(folder / file, binaryStl(*visual.mesh)); !done) return done;
            const Eigen::Vector4f& c = visual.colour;
            urdf += fmt::format(
                "    <visual>\n      <geometry><mesh filename=\"{}\"/></geometry>\n"
                "      <material name=\"{}_{}\"><color rgba=\"{} {} {} {}\"/></material>\n    </visual>\n",
                file, link.name, k, c[0], c[1], c[2], c[3]);
        }
        urdf += "  </link>\n";
    }
    for (const Joint& joint : robot->joints()) {
        const Eigen::Vector3d origin = joint.parentFromJoint.translation();
        urdf += fmt::format(
            "  <joint name=\"{}\" type=\"{}\">\n    <parent link=\"{}\"/>\n    <child link=\"{}\"/>\n"
            "    <origin xyz=\"{} {} {}\" rpy=\"0 0 0\"/>\n",
            joint.name, typeName(joint.type), robot->links()[static_cast<size_t>(joint.parentLink)].name,
            robot->links()[static_cast<size_t>(joint.childLink)].name, origin.x(), origin.y(), origin.z());
        if (joint.moves()) {
            urdf +=
                fmt::format("    <axis xyz=\"{} {} {}\"/>\n", joint.axis.x(), joint.axis.y(), joint.axis.z());
            urdf += fmt::format("    <limit lower=\"{}\" upper=\"{}\" effort=\"100\" velocity=\"2\"/>\n",
                                joint.lower, joint.upper);
        }
        if (joint.mimic)
            urdf += fmt::format("    <mimic joint=\"{}\" multiplier=\"{}\" offset=\"{}\"/>\n",
                                robot->joints()[static_cast<size_t>(joint.mimic->joint)].name,
                                joint.mimic->multiplier, joint.mimic->offset);
        urdf += "  </joint>\n";
    }
    urdf += "</robot>\n";
    return writeFileAtomically(folder / "demo_arm.urdf", urdf);
}

}  // namespace camframe
