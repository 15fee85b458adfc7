// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "model/core/progress.h"
#include "model/core/result.h"

namespace camframe::bench {

/// What `camframe bench poses` measures.
struct PoseBenchPlan {
    /// What the readings are compared with.
    enum class Evidence {
        Joints,    ///< Forward kinematics; no pictures are made.
        Pictures,  ///< From a camera whose pose is known.
        Alone,     ///< Pictures from a camera that must be found, too.
    };
    Evidence evidence = Evidence::Joints;
    int count = 30;
    uint64_t seed = 1;
    int recordings = 5;  ///< Of the demo robot, which the scrambled conventions share.
};

/// One recording whose end-effector poses were written in a random convention.
struct PoseTrial {
    std::string scrambled;  ///< What was done, in words.
    int rank = 0;           ///< Of the true reading, from 1; 0: not among those ranked.
    double score = 0;       ///< Of the first: metres by joints, overlap by pictures.
    int undetermined = 0;   ///< Choices of the first that are not settled.
    bool convincing = false;
    /// A choice of the first counts as determined, while its poses are not the true ones.
    bool wrong = false;
};

/// Moves the demo robot, writes the poses of its hand in random conventions (3 to 16 columns, position or
/// rotation first, a gripper before, behind or nowhere; Euler angles of twelve orders, axis-angle,
/// quaternions, six numbers, matrices; degrees, millimetres; another turn of the base; by joints also a
/// shifted base, another body than the link, and noise of 0.5 mm and 0.1 deg) and ranks all readings. A pure
/// function of the plan. Errors: Stopped.
Result<std::vector<PoseTrial>> runPoseBench(const PoseBenchPlan& plan, const RunContext& context);

void printPoseBench(const std::vector<PoseTrial>& trials, std::ostream& out);
void printPoseBenchJson(const std::vector<PoseTrial>& trials, std::ostream& out);

}  // namespace camframe::bench
