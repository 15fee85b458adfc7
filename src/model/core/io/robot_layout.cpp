// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/robot_layout.h"

#include <algorithm>

#include "model/core/io/detail/guessed_gripper.h"
#include "model/core/io/detail/profile_file.h"
#include "model/core/io/urdf_reader.h"

namespace camframe {

namespace {

RobotLayout layoutOf(const RobotProfile& profile) {
    RobotLayout layout{profile.name, {}, profile.notes};
    for (const ProfileArm& arm : profile.arms) {
        ArmLayout& out = layout.arms.emplace_back();
        out.name = arm.name;
        out.joints = arm.joints;
        if (!arm.gripper) continue;
        out.gripperJoint = arm.gripper->joint;
        out.gripperOpen = arm.gripper->open;
        out.gripperClosed = arm.gripper->closed;
    }
    return layout;
}

}  // namespace

const ArmLayout* RobotLayout::findArm(std::string_view arm) const {
    const auto found = std::ranges::find(arms, arm, &ArmLayout::name);
    if (found != arms.end()) return &*found;
    return arms.size() == 1 ? &arms.front() : nullptr;
}

Result<RobotLayout> readRobotLayout(const std::string& nameOrPath) {
    const Result<std::optional<RobotProfile>> profile = readProfile(nameOrPath);
    if (!profile) return tl::unexpected(profile.error());
    if (*profile) return layoutOf(**profile);
    UrdfOptions kinematicsOnly;
    kinematicsOnly.loadMeshes = false;
    const Result<RobotModel> model = readUrdf(nameOrPath, kinematicsOnly);
    if (!model) return tl::unexpected(model.error());
    const Result<std::optional<RobotProfile>> known = profileOfUrdf(*model);
    if (!known) return tl::unexpected(known.error());
    if (*known) return layoutOf(**known);
    ArmLayout arm;
    arm.name = "left";
    for (int joint = model->links()[static_cast<size_t>(model->deepestLeaf())].parentJoint; joint != -1;) {
        const Joint& here = model->joints()[static_cast<size_t>(joint)];
        if (here.moves() && !here.mimic) arm.joints.insert(arm.joints.begin(), here.name);
        joint = model->links()[static_cast<size_t>(here.parentLink)].parentJoint;
    }
    if (const auto gripper = guessGripper(*model, model->deepestLeaf())) {
        arm.gripperJoint = model->joints()[static_cast<size_t>(gripper->joint)].name;
        arm.gripperOpen = gripper->open;
        arm.gripperClosed = gripper->closed;
        std::erase(arm.joints, arm.gripperJoint);
    }
    return RobotLayout{model->name(), {std::move(arm)}};
}

}  // namespace camframe
