// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/core/result.h"
#include "model/core/robot_model.h"

namespace camframe {

/// `link` and all links below it, parents first.
std::vector<int> subtreeOf(const RobotModel& robot, int link);

/// The robot without `link` and all below it. An error when that is the whole robot, or when a joint that
/// stays mimics one that goes.
Result<RobotModel> withoutSubtree(const RobotModel& robot, int link);

/// One robot out of two: the root of `tool` fixed to `parentLink` of `base`. Links and joints of `base` come
/// first, both in their own order. Names that occur in both are an error.
Result<RobotModel> mountRobot(const RobotModel& base, int parentLink, const RobotModel& tool,
                              const RigidTransform& parentFromToolRoot);

}  // namespace camframe
