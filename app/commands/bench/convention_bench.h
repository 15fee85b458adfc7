// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "model/core/progress.h"
#include "model/core/result.h"

namespace camframe::bench {

/// What `camframe bench conventions` measures.
struct ConventionBenchPlan {
    int count = 30;
    uint64_t seed = 1;
    int recordings = 5;  ///< Films of the demo robot that the scrambled conventions share.
};

/// One recording whose numbers were written in a random convention.
struct ConventionTrial {
    std::string scrambled;  ///< What was done, in words.
    int rank = 0;           ///< Of the true reading, from 1; 0: not among those ranked.
    double score = 0;       ///< Of the first.
    double margin = 0;      ///< Over the second.
    int undetermined = 0;   ///< Choices of the first that the pictures do not settle.
    int wrong = 0;          ///< Choices that count as determined but differ from the truth.
};

/// Films recordings with known truth, writes joints and the camera's pose in random conventions (extrinsics
/// in one of 15 forms, either direction, three kinds of axes; unit; gripper first or last, either way; signs
/// and offsets of some joints) and ranks all readings. A pure function of the plan. Errors: Stopped.
Result<std::vector<ConventionTrial>> runConventionBench(const ConventionBenchPlan& plan,
                                                        const RunContext& context);

void printConventionBench(const std::vector<ConventionTrial>& trials, std::ostream& out);
void printConventionBenchJson(const std::vector<ConventionTrial>& trials, std::ostream& out);

}  // namespace camframe::bench
