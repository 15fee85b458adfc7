// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/result.h"
#include "model/core/rigid_transform.h"

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
};

/// Content of a profile file; resources/profiles/README.md describes the format.
struct RobotProfile {
    std::string name;
    std::vector<ProfilePart> parts;
    std::map<std::string, std::string> jointAliases;
    std::map<std::string, std::string> jointFollowers;
    std::map<std::string, double> jointDefaults;
    std::vector<ProfileArm> arms;
};

/// @param what  Named in errors, e.g. the file's path.
Result<RobotProfile> parseProfile(const std::string& text, const std::string& what);

struct EmbeddedProfile {
    std::string_view name;  ///< File name without extension.
    std::string_view text;
};

/// The profiles of resources/profiles, embedded when the program is built; sorted by name.
std::span<const EmbeddedProfile> embeddedProfiles();

}  // namespace camframe
