// SPDX-License-Identifier: Apache-2.0
#include "model/core/robot_assembly.h"

namespace camframe {

std::vector<int> subtreeOf(const RobotModel& robot, int link) {
    std::vector<int> links{link};
    for (size_t k = 0; k < links.size(); ++k)
        for (const int joint : robot.links()[static_cast<size_t>(links[k])].childJoints)
            links.push_back(robot.joints()[static_cast<size_t>(joint)].childLink);
    return links;
}

Result<RobotModel> withoutSubtree(const RobotModel& robot, int link) {
    std::vector<bool> goes(robot.links().size(), false);
    for (const int gone : subtreeOf(robot, link)) goes[static_cast<size_t>(gone)] = true;

    std::vector<int> newLink(robot.links().size(), -1), newJoint(robot.joints().size(), -1);
    std::vector<Link> links;
    std::vector<Joint> joints;
    for (size_t i = 0; i < robot.links().size(); ++i) {
        if (goes[i]) continue;
        newLink[i] = static_cast<int>(links.size());
        links.push_back(robot.links()[i]);
    }
    for (size_t i = 0; i < robot.joints().size(); ++i) {
        if (goes[static_cast<size_t>(robot.joints()[i].childLink)]) continue;
        newJoint[i] = static_cast<int>(joints.size());
        joints.push_back(robot.joints()[i]);
    }
    for (Joint& joint : joints) {
        joint.parentLink = newLink[static_cast<size_t>(joint.parentLink)];
        joint.childLink = newLink[static_cast<size_t>(joint.childLink)];
        if (joint.mimic) joint.mimic->joint = newJoint[static_cast<size_t>(joint.mimic->joint)];
    }
    return RobotModel::create(robot.name(), std::move(links), std::move(joints));
}

Result<RobotModel> mountRobot(const RobotModel& base, int parentLink, const RobotModel& tool,
                              const RigidTransform& parentFromToolRoot) {
    std::vector<Link> links = base.links();
    std::vector<Joint> joints = base.joints();
    const auto firstLink = static_cast<int>(links.size());

    Joint mount;
    mount.name = tool.links()[static_cast<size_t>(tool.rootLink())].name + "_mount";
    mount.parentLink = parentLink;
    mount.childLink = firstLink + tool.rootLink();
    mount.parentFromJoint = parentFromToolRoot;
    joints.push_back(std::move(mount));

    const auto firstJoint = static_cast<int>(joints.size());
    links.insert(links.end(), tool.links().begin(), tool.links().end());
    for (Joint joint : tool.joints()) {
        joint.parentLink += firstLink;
        joint.childLink += firstLink;
        if (joint.mimic) joint.mimic->joint += firstJoint;
        joints.push_back(std::move(joint));
    }
    return RobotModel::create(base.name(), std::move(links), std::move(joints));
}

}  // namespace camframe
