// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "model/core/io/robot_profile.h"
#include "model/core/result.h"

namespace camframe {

/// In which units a person's table holds its values.
struct UnitRequest {
    bool degrees = false;
    /// What the gripper's column says when closed and when open; empty: the values of its joint.
    std::vector<double> gripper;
};

/// Columns of joint values with the names on both sides.
struct NamedColumns {
    std::vector<std::string> joints;   ///< As the robot calls them.
    std::vector<std::string> columns;  ///< As the table calls them.
    Eigen::MatrixXd values;            ///< Rows x joints; NaN: absent.
};

/// Converts to radians and metres in place: turning joints from degrees, the robot's grippers from their
/// ends.
/// @param robot  May be null: then all joints turn, and `gripper` is refused.
/// @return  What looks like another unit, for people; bad usage where `gripper` fits nothing.
Result<std::vector<std::string>> convertUnits(const UnitRequest& request, const Robot* robot,
                                              NamedColumns& table);

}  // namespace camframe
