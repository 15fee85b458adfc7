// SPDX-License-Identifier: Apache-2.0
#include "model/core/robot_model.h"

#include <algorithm>
#include <cassert>
#include <set>

namespace camframe {

namespace {

RigidTransform jointMotion(const Joint& joint, double value) {
    RigidTransform motion = RigidTransform::Identity();
    switch (joint.type) {
        case JointType::Fixed:
            break;
        case JointType::Revolute:
        case JointType::Continuous:
            motion.linear() = Eigen::AngleAxisd(value, joint.axis).toRotationMatrix();
            break;
        case JointType::Prismatic:
            motion.translation() = value * joint.axis;
            break;
    }
    return motion;
}

}  // namespace

Result<RobotModel> RobotModel::create(std::string name, std::vector<Link> links, std::vector<Joint> joints) {
    RobotModel model;
    model.m_name = std::move(name);
    if (links.empty()) return inputError("Robot '{}' has no links.", model.m_name);
    std::set<std::string> seen;
    for (const Link& link : links)
        if (!seen.insert(link.name).second)
            return inputError("Robot '{}': link '{}' is defined twice.", model.m_name, link.name);
    seen.clear();
    for (Link& link : links) {
        link.parentJoint = -1;
        link.childJoints.clear();
    }
    const int linkCount = static_cast<int>(links.size());
    for (int i = 0; i < static_cast<int>(joints.size()); ++i) {
        Joint& joint = joints[static_cast<size_t>(i)];
        if (!seen.insert(joint.name).second)
            return inputError("Robot '{}': joint '{}' is defined twice.", model.m_name, joint.name);
        if (joint.parentLink < 0 || joint.parentLink >= linkCount || joint.childLink < 0 ||
            joint.childLink >= linkCount)
            return inputError("Robot '{}': joint '{}' names a link that does not exist.", model.m_name,
                              joint.name);
        Link& child = links[static_cast<size_t>(joint.childLink)];
        if (child.parentJoint != -1)
            return inputError("Robot '{}': link '{}' has two parents; a robot must be a tree.", model.m_name,
                              child.name);
        child.parentJoint = i;
        links[static_cast<size_t>(joint.parentLink)].childJoints.push_back(i);
        if (joint.moves()) {
            const double length = joint.axis.norm();
            if (!(length > 1e-9) || !joint.axis.allFinite())
                return inputError("Robot '{}': joint '{}' has no usable axis.", model.m_name, joint.name);
            joint.axis /= length;
        }
    }
    model.m_rootLink = -1;
    for (int i = 0; i < linkCount; ++i) {
        if (links[static_cast<size_t>(i)].parentJoint != -1) continue;
        if (model.m_rootLink != -1)
            return inputError("Robot '{}' has two roots, '{}' and '{}'; connect them with a joint.",
                              model.m_name, links[static_cast<size_t>(model.m_rootLink)].name,
                              links[static_cast<size_t>(i)].name);
        model.m_rootLink = i;
    }
    if (model.m_rootLink == -1) return inputError("Robot '{}': the joints form a loop.", model.m_name);

    // Breadth first from the root; what is not reached belongs to a loop.
    std::vector<int> queue{model.m_rootLink};
    for (size_t k = 0; k < queue.size(); ++k)
        for (const int j : links[static_cast<size_t>(queue[k])].childJoints) {
            model.m_jointOrder.push_back(j);
            queue.push_back(joints[static_cast<size_t>(j)].childLink);
        }
    if (queue.size() != links.size()) return inputError("Robot '{}': the joints form a loop.", model.m_name);

    // Follow mimic chains to the driving joint, composing value = m2 (m1 v + o1) + o2.
    for (Joint& joint : joints) {
        if (!joint.mimic) continue;
        Mimic total = *joint.mimic;
        for (size_t hops = 0;; ++hops) {
            if (total.joint < 0 || total.joint >= static_cast<int>(joints.size()) || hops > joints.size())
                return inputError("Robot '{}': joint '{}' mimics a joint that does not exist or itself.",
                                  model.m_name, joint.name);
            const Joint& source = joints[static_cast<size_t>(total.joint)];
            if (!source.mimic) break;
            total.offset += total.multiplier * source.mimic->offset;
            total.multiplier *= source.mimic->multiplier;
            total.joint = source.mimic->joint;
        }
        joint.mimic = total;
    }
    model.m_links = std::move(links);
    model.m_joints = std::move(joints);
    return model;
}

int RobotModel::findLink(std::string_view name) const {
    const auto it = std::ranges::find(m_links, name, &Link::name);
    return it == m_links.end() ? -1 : static_cast<int>(it - m_links.begin());
}

int RobotModel::findJoint(std::string_view name) const {
    const auto it = std::ranges::find(m_joints, name, &Joint::name);
    return it == m_joints.end() ? -1 : static_cast<int>(it - m_joints.begin());
}

int RobotModel::deepestLeaf() const {
    int best = m_rootLink, bestDepth = -1;
    for (int i = 0; i < static_cast<int>(m_links.size()); ++i) {
        if (!m_links[static_cast<size_t>(i)].childJoints.empty()) continue;
        int depth = 0;
        for (int j = m_links[static_cast<size_t>(i)].parentJoint; j != -1;
             j = m_links[static_cast<size_t>(m_joints[static_cast<size_t>(j)].parentLink)].parentJoint)
            ++depth;
        if (depth > bestDepth) {
            bestDepth = depth;
            best = i;
        }
    }
    return best;
}

bool RobotModel::movesRelativeTo(int link, int base) const {
    const std::vector<int> group = rigidGroup(base);
    return std::ranges::find(group, link) == group.end();
}

std::vector<int> RobotModel::rigidGroup(int link) const {
    std::vector<int> group{link};
    std::vector<bool> seen(m_links.size(), false);
    seen[static_cast<size_t>(link)] = true;
    for (size_t k = 0; k < group.size(); ++k) {
        const Link& current = m_links[static_cast<size_t>(group[k])];
        const auto visit = [&](int jointIndex, bool up) {
            const Joint& joint = m_joints[static_cast<size_t>(jointIndex)];
            const int next = up ? joint.parentLink : joint.childLink;
            if (joint.moves() || seen[static_cast<size_t>(next)]) return;
            seen[static_cast<size_t>(next)] = true;
            group.push_back(next);
        };
        if (current.parentJoint != -1) visit(current.parentJoint, true);
        for (const int j : current.childJoints) visit(j, false);
    }
    return group;
}

Eigen::VectorXd RobotModel::defaultJointValues() const {
    Eigen::VectorXd values(static_cast<Eigen::Index>(m_joints.size()));
    for (size_t i = 0; i < m_joints.size(); ++i)
        values[static_cast<Eigen::Index>(i)] = m_joints[i].defaultValue;
    return values;
}

Eigen::VectorXd RobotModel::resolveMimics(const Eigen::VectorXd& jointValues) const {
    assert(jointValues.size() == static_cast<Eigen::Index>(m_joints.size()));
    Eigen::VectorXd values = jointValues;
    for (size_t i = 0; i < m_joints.size(); ++i)
        if (const auto& mimic = m_joints[i].mimic)
            values[static_cast<Eigen::Index>(i)] =
                mimic->multiplier * jointValues[mimic->joint] + mimic->offset;
    return values;
}

std::vector<RigidTransform> RobotModel::forwardKinematics(const Eigen::VectorXd& jointValues) const {
    const Eigen::VectorXd values = resolveMimics(jointValues);
    std::vector<RigidTransform> rootFromLink(m_links.size(), RigidTransform::Identity());
    for (const int j : m_jointOrder) {
        const Joint& joint = m_joints[static_cast<size_t>(j)];
        rootFromLink[static_cast<size_t>(joint.childLink)] =
            rootFromLink[static_cast<size_t>(joint.parentLink)] * joint.parentFromJoint *
            jointMotion(joint, values[j]);
    }
    return rootFromLink;
}

std::vector<RigidTransform> RobotModel::forwardKinematics(const Eigen::VectorXd& jointValues,
                                                          int base) const {
    std::vector<RigidTransform> poses = forwardKinematics(jointValues);
    if (base == m_rootLink) return poses;
    const RigidTransform baseFromRoot = poses[static_cast<size_t>(base)].inverse();
    for (RigidTransform& pose : poses) pose = baseFromRoot * pose;
    return poses;
}

Eigen::Matrix<double, 6, Eigen::Dynamic> RobotModel::jacobian(const Eigen::VectorXd& jointValues, int link,
                                                              const Eigen::Vector3d& pointInLink) const {
    const std::vector<RigidTransform> rootFromLink = forwardKinematics(jointValues);
    const Eigen::Vector3d point = rootFromLink[static_cast<size_t>(link)] * pointInLink;
    Eigen::Matrix<double, 6, Eigen::Dynamic> out =
        Eigen::Matrix<double, 6, Eigen::Dynamic>::Zero(6, static_cast<Eigen::Index>(m_joints.size()));
    for (int j = m_links[static_cast<size_t>(link)].parentJoint; j != -1;
         j = m_links[static_cast<size_t>(m_joints[static_cast<size_t>(j)].parentLink)].parentJoint) {
        const Joint& joint = m_joints[static_cast<size_t>(j)];
        if (!joint.moves()) continue;
        const RigidTransform rootFromJoint =
            rootFromLink[static_cast<size_t>(joint.parentLink)] * joint.parentFromJoint;
        const Eigen::Vector3d axis = rootFromJoint.linear() * joint.axis;
        Vector6d column = Vector6d::Zero();
        if (joint.type == JointType::Prismatic) {
            column.tail<3>() = axis;
        } else {
            column.head<3>() = axis;
            column.tail<3>() = axis.cross(point - rootFromJoint.translation());
        }
        if (joint.mimic)
            out.col(joint.mimic->joint) += joint.mimic->multiplier * column;
        else
            out.col(j) += column;
    }
    return out;
}

JointMatch matchJoints(const RobotModel& robot, std::span<const std::string> columnNames) {
    JointMatch match;
    std::vector<bool> given(robot.joints().size(), false);
    for (const std::string& name : columnNames) {
        const int joint = robot.findJoint(name);
        match.jointOfColumn.push_back(joint);
        if (joint == -1)
            match.unknownColumns.push_back(name);
        else
            given[static_cast<size_t>(joint)] = true;
    }
    for (size_t i = 0; i < robot.joints().size(); ++i) {
        const Joint& joint = robot.joints()[i];
        if (joint.moves() && !joint.mimic && !given[i]) match.missingJoints.push_back(joint.name);
    }
    return match;
}

}  // namespace camframe
