// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/core/episode.h"
#include "model/core/robot_model.h"

namespace camframe {

/// One arm of a robot as exports see it.
struct Arm {
    std::string name;  ///< "left" for one arm, "left"/"right" for two, "arm0"... beyond.
    int tcpLink = 0;
    RigidTransform linkFromTcp = RigidTransform::Identity();  ///< z = approach, y = closing direction.
    std::vector<int> joints;                    ///< Arm joints in order from the base (without gripper).
    int gripperJoint = -1;                      ///< Driving joint of the gripper; -1 without.
    double gripperOpen = 0, gripperClosed = 0;  ///< Joint values (rad or m).
    std::vector<int> armLinks;                  ///< Links with geometry that count as "arm".
    std::vector<int> gripperLinks;              ///< ... and as "gripper".
    std::string tcpDefinition;                  ///< Link, offset and rotation as numbers, in words.
};

/// A robot ready for use: model, arms, where it came from.
struct Robot {
    std::string name;  ///< Profile name, or the URDF's robot name.
    RobotModel model;
    std::vector<Arm> arms;
    std::filesystem::path urdf;                       ///< Main URDF; empty for the embedded demo robot.
    std::map<std::string, std::string> jointAliases;  ///< Recording's name -> model's name.
    /// Joint -> joint whose value it takes in recordings that lack it (two fingers recorded as one gripper).
    std::map<std::string, std::string> jointFollowers;
    std::vector<std::string> notes;  ///< E.g. how the TCP was chosen; shown by `info`.
};

struct RobotSearch {
    std::vector<std::filesystem::path> robotPaths;              ///< --robot-path and CAMFRAME_ROBOT_PATH.
    std::map<std::string, std::filesystem::path> packagePaths;  ///< --package pkg=DIR.
    /// Where other programs keep descriptions: looked through only where robotPaths hold nothing that fits.
    std::vector<std::filesystem::path> fallbackPaths = {};
};

/// robotPaths from CAMFRAME_ROBOT_PATH (colon-separated); fallbackPaths from ROS_PACKAGE_PATH, the share
/// folders of AMENT_PREFIX_PATH and the cache of the Python package robot_descriptions.
RobotSearch robotSearchFromEnvironment();

/// Names of the profiles that come with the program, sorted.
std::vector<std::string> profileNames();

/// The text of a built-in profile; nothing where there is none of that name.
std::optional<std::string> robotProfileText(const std::string& name);

/// Loads ROBOT of the contract: "demo", a profile name, a path to a URDF, or a path to a profile (*.json, see
/// resources/profiles/README.md).
///
/// A profile looks through all *.urdf files below search.robotPaths for one that has its links, preferring
/// its robot names, then the earlier path in alphabetical order; the episode's own URDF comes last. A URDF
/// with the robot name and links of a profile is treated by it, and `notes` says so. Otherwise its single
/// arm ends at --tcp, at the first of the episode's end_effector_links, or at the deepest leaf link.
///
/// @param tcp  --tcp LINK[:x,y,z,qw,qx,qy,qz], or empty. Overrides the TCP of the arm that holds LINK. The
/// word
///             caliball takes the definitions of CalibAll where the profile states them.
/// @param episode  When given, its end_effector_links may choose the TCP of a robot without profile.
Result<Robot> loadRobot(const std::string& nameOrPath, const RobotSearch& search, const std::string& tcp,
                        const Episode* episode);

/// Applies the robot's joint aliases to the column names of a recording, then adds a copied column for each
/// follower that the recording lacks.
void applyJointAliases(const Robot& robot, Episode& episode);

}  // namespace camframe
