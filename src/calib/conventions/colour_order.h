// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "calib/conventions/convention_search.h"

namespace camframe {

/// Which way round the colours of a recording are, by the robot's own colours.
///
/// Points of all shapes of the robot that are seen are compared with the pictures there: the difference of
/// red and blue that the robot description states, and the one that is recorded, both less their means. The
/// margin of the choice is their correlation; determined from 0.3, where shapes differ by a standard
/// deviation of 0.05 and a tenth of that is seen. Most robots are white and black and tell nothing.
///
/// @param problem   With pictures' frames (`observed`), camera and robot.
/// @param motion    baseFromLink of all links, per entry of problem.observed; empty entries are skipped.
/// @param linkKnown Empty: all are.
/// @param geometry  Of the same robot.
/// Errors: those of the source and the renderer, Stopped.
Result<ConventionChoice> colourOrder(const ConventionProblem& problem, const RigidTransform& camFromBase,
                                     const std::vector<std::vector<RigidTransform>>& motion,
                                     const std::vector<bool>& linkKnown,
                                     const std::shared_ptr<const RobotGeometry>& geometry,
                                     FrameSource& frames, const RunContext& context);

/// What the choice is called, and its two values.
inline constexpr const char* colourOrderName = "order of colours";
inline constexpr const char* coloursAsStored = "as stored";
inline constexpr const char* coloursExchanged = "red and blue exchanged";

}  // namespace camframe
