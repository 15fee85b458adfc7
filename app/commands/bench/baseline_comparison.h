// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "app/commands/bench/bench_runner.h"
#include "calib/baselines/adam_refinement.h"

namespace camframe::bench {

/// One way to refine a start pose against masks. All get the same recordings, starts, renderer and one
/// thread.
struct BaselineMethod {
    enum class Kind {
        Pipeline,    ///< Camframe as it is used: chooses frames, searches, refines, judges.
        Refinement,  ///< Camframe's refinement alone, which like the others neither searches nor judges.
        Adam,
    };
    std::string name;
    Kind kind = Kind::Adam;
    int frames = 0;  ///< That it looks at; 0 with Pipeline.
    baselines::AdamOptions adam;
};
/// Camframe, its refinement alone (on eight frames, and on five), CalibAll (one frame) and simple-easyhec
/// (five).
/// @param interiorEdges  The other two once more with creases taken for outlines, as in their own code.
std::vector<BaselineMethod> baselineMethods(bool interiorEdges);

/// What one method made of one recording.
struct BaselineRecord {
    std::string row, robot, method;
    int index = 0;
    uint64_t seed = 0;
    int width = 0, frames = 0;                             ///< Of the recording.
    bool right = false;                                    ///< And, for Camframe, not called failed.
    double rotationDeg = 0, translationMm = 0, addMm = 0;  ///< Infinite without a pose.
    double cpuSeconds = 0;
    int steps = 0;
    DrawnCount drawn, drawnForPose;  ///< The second: before Camframe judges its result.
};
std::string toJsonLine(const BaselineRecord& record);
std::optional<BaselineRecord> baselineFromJsonLine(const std::string& line);

/// Frames for a method that takes `count` of them: the one whose mask is largest, or so many evenly spread.
std::vector<int> baselineFrames(std::span<const ImageU8> masks, int count);

/// Runs the methods on the plan's rows (exact masks and a start are needed). Resumes from `state` (may be
/// null). Records by row, method and index; recordings that cannot be filmed are left out.
Result<std::vector<BaselineRecord>> compareBaselines(const BenchPlan& plan,
                                                     std::span<const BaselineMethod> methods,
                                                     const std::vector<BenchRobot>& robots, StateFile* state,
                                                     const RunContext& context);

/// @param markdown  A table for docs/ instead of one for a terminal.
void printBaselines(std::span<const Row> rows, std::span<const BaselineMethod> methods,
                    std::span<const BaselineRecord> records, bool markdown, std::ostream& out);

}  // namespace camframe::bench
