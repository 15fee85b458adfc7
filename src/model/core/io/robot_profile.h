// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
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
    std::vector<int> joints;        ///< Arm joints in order from the base (without gripper).
    int gripperJoint = -1;          ///< Driving joint of the gripper; -1 without.
    double gripperOpen = 0, gripperClosed = 0;  ///< Joint values (rad or m).
    std::vector<int> armLinks;      ///< Links with geometry that count as "arm".
    std::vector<int> gripperLinks;  ///< ... and as "gripper".
    std::string tcpDefinition;      ///< Link, offset and rotation as numbers, in words.
};

/// A robot ready for use: model, arms, where it came from.
struct Robot {
    std::string name;  ///< Profile name, or the URDF's robot name.
    RobotModel model;
    std::vector<Arm> arms;
    std::filesystem::path urdf;                 ///< Main URDF; empty for the embedded demo robot.
    std::map<std::string, std::string> jointAliases;  ///< Recording's name -> model's name.
    std::vector<std::string> notes;             ///< E.g. how the TCP was chosen; shown by `info`.
};

struct RobotSearch {
    std::vector<std::filesystem::path> robotPaths;             ///< --robot-path and CAMFRAME_ROBOT_PATH.
    std::map<std::string, std::filesystem::path> packagePaths;  ///< --package pkg=DIR.
};

/// Reads --robot-path style folders from CAMFRAME_ROBOT_PATH (colon-separated).
RobotSearch robotSearchFromEnvironment();

/// Loads ROBOT of the contract: "demo", a profile name, or a path to a URDF.
///
/// @param tcp  --tcp LINK[:x,y,z,qw,qx,qy,qz], or empty. Overrides the profile for robots with one arm.
/// @param episode  When given, its end_effector_links may choose the TCP of a robot without profile.
Result<Robot> loadRobot(const std::string& nameOrPath, const RobotSearch& search, const std::string& tcp,
                        const Episode* episode);

/// Applies the robot's joint aliases to the column names of a recording.
void applyJointAliases(const Robot& robot, Episode& episode);

}  // namespace camframe
