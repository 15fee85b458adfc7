// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/mesh.h"
#include "model/core/result.h"
#include "model/core/rigid_transform.h"

namespace camframe {

enum class JointType { Fixed, Revolute, Continuous, Prismatic };

/// value(this joint) = multiplier * value(source joint) + offset.
struct Mimic {
    int joint = -1;
    double multiplier = 1;
    double offset = 0;
};

struct Joint {
    std::string name;
    JointType type = JointType::Fixed;
    int parentLink = -1;
    int childLink = -1;
    RigidTransform parentFromJoint = RigidTransform::Identity();  ///< At joint value 0.
    Eigen::Vector3d axis = Eigen::Vector3d::UnitX();              ///< Unit vector in joint space.
    double lower = 0, upper = 0;                                  ///< rad or m; equal when unknown.
    double defaultValue = 0;  ///< Used where a recording does not give the joint (a profile may set it).
    std::optional<Mimic> mimic;

    bool moves() const { return type != JointType::Fixed; }
};

/// One shape of a link. Mesh scale and Collada units are already applied: vertices are metres.
struct Visual {
    RigidTransform linkFromVisual = RigidTransform::Identity();
    std::shared_ptr<const TriangleMesh> mesh;
    Eigen::Vector4f colour{0.8F, 0.8F, 0.8F, 1.0F};  ///< RGBA 0..1, from the URDF material or the mesh file.
    std::string source;                              ///< File name, or "box", "cylinder", "sphere".
};

struct Link {
    std::string name;
    int parentJoint = -1;  ///< -1 for the root.
    std::vector<int> childJoints;
    std::vector<Visual> visuals;
};

/// A kinematic tree with visual geometry. Immutable after construction; safe to share between threads.
class RobotModel {
public:
    /// Joints and links must form one tree; indices refer into the two vectors.
    /// Mimic chains (a mimic of a mimic) are resolved to their driving joint; cycles are an error.
    static Result<RobotModel> create(std::string name, std::vector<Link> links, std::vector<Joint> joints);

    const std::string& name() const { return m_name; }
    const std::vector<Link>& links() const { return m_links; }
    const std::vector<Joint>& joints() const { return m_joints; }
    int rootLink() const { return m_rootLink; }

    /// Index, or -1.
    int findLink(std::string_view name) const;
    int findJoint(std::string_view name) const;

    /// Deepest leaf link: the tool when nothing else names one (most joints on the way; first in file order).
    int deepestLeaf() const;

    /// True when some moving joint lies between `base` and `link`.
    bool movesRelativeTo(int link, int base) const;

    /// All links that are rigidly attached (through fixed joints only) to `link`, itself included.
    std::vector<int> rigidGroup(int link) const;

    /// One value per joint (fixed joints ignored; mimic joints are overwritten from their driver).
    Eigen::VectorXd defaultJointValues() const;

    /// Poses of all links in the root link's space.
    /// @param jointValues  One per joint, as from defaultJointValues(); rad or m.
    std::vector<RigidTransform> forwardKinematics(const Eigen::VectorXd& jointValues) const;

    /// As forwardKinematics, but in the space of link `base`: baseFromLink for all links.
    std::vector<RigidTransform> forwardKinematics(const Eigen::VectorXd& jointValues, int base) const;

    /// Geometric Jacobian of a point fixed to a link: d(pose)/d(joint values) in root space.
    ///
    /// Rows 0..2 angular (rad), 3..5 linear (m) velocity of the point; one column per joint. Mimic joints
    /// add their share, times their multiplier, to the driver's column; their own columns are zero.
    /// Source: Siciliano et al., Robotics: Modelling, Planning and Control, sec. 3.1.
    Eigen::Matrix<double, 6, Eigen::Dynamic> jacobian(const Eigen::VectorXd& jointValues, int link,
                                                      const Eigen::Vector3d& pointInLink) const;

private:
    RobotModel() = default;
    Eigen::VectorXd resolveMimics(const Eigen::VectorXd& jointValues) const;

    std::string m_name;
    std::vector<Link> m_links;
    std::vector<Joint> m_joints;
    std::vector<int> m_jointOrder;  ///< Parents before children.
    int m_rootLink = 0;
};

/// How the columns of a recording map to the joints of a model.
struct JointMatch {
    std::vector<int> jointOfColumn;           ///< -1: the robot has no such joint.
    std::vector<std::string> unknownColumns;  ///< In the recording, not in the robot.
    std::vector<std::string> missingJoints;   ///< Driven joints of the robot that the recording lacks.
};

JointMatch matchJoints(const RobotModel& robot, std::span<const std::string> columnNames);

}  // namespace camframe
