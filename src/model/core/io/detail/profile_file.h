// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/core/result.h"
#include "model/core/rigid_transform.h"
#include "model/core/robot_model.h"

namespace camframe {

/// One URDF of a profile, described by what it holds instead of by where it lies.
struct ProfilePart {
    std::vector<std::string> robotNames;   ///< Preferred when several files fit.
    std::vector<std::string> links;        ///< All must be there.
    std::vector<std::string> absentLinks;  ///< None may be there.
    std::string root;                      ///< Root link; empty: any.
    std::vector<std::string> drop;         ///< Links that are removed with all below them, where present.
    std::string mountLink;                 ///< Link of the parts before to which the root is fixed.
    RigidTransform mountFromRoot = RigidTransform::Identity();
    std::string providedBy;  ///< Public package that holds it, in words; may be empty.
};

struct ProfileTcp {
    std::string link;
    RigidTransform linkFromTcp = RigidTransform::Identity();
    /// When given, the origin is the mean of these links' mesh tips with the gripper closed: the centre of
    /// what reaches farthest along the approach direction.
    std::vector<std::string> tipLinks;
};

struct ProfileGripper {
    std::string joint;
    double open = 0, closed = 0;
};

struct ProfileArm {
    std::string name;
    std::string root;  ///< First link of the arm; empty: the robot's root.
    std::vector<std::string> joints;
    std::vector<std::string> gripperRoots;  ///< These links and all below them count as gripper.
    std::optional<ProfileGripper> gripper;
    ProfileTcp tcp;
    std::optional<ProfileTcp> caliballTcp;  ///< --tcp caliball, where that convention differs.
};

/// Content of a profile file; resources/profiles/README.md describes the format.
struct RobotProfile {
    std::string name;
    std::vector<std::string> notes;  ///< Shown by info, doubts such as "untested" among them.
    std::vector<ProfilePart> parts;
    std::map<std::string, std::string> jointAliases;
    std::map<std::string, std::string> jointFollowers;
    std::map<std::string, double> jointDefaults;
    std::vector<ProfileArm> arms;
};

/// @param what  Named in errors, e.g. the file's path.
Result<RobotProfile> parseProfile(const std::string& text, const std::string& what);

/// Whether a description holds the links that a part asks for.
bool fits(const ProfilePart& part, const RobotModel& model);
/// Whether it is one of the robots that a part prefers.
bool isNamed(const ProfilePart& part, const RobotModel& model);

/// The profile that `nameOrPath` means: a built-in name or a *.json file. Nothing for what looks like the
/// path of a URDF; a usage error for any other word.
Result<std::optional<RobotProfile>> readProfile(const std::string& nameOrPath);

/// The built-in profile whose robot name and links a URDF has, if any.
Result<std::optional<RobotProfile>> profileOfUrdf(const RobotModel& model);

}  // namespace camframe
