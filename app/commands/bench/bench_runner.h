// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/commands/bench/bench_record.h"
#include "render/renderer.h"

namespace camframe::bench {

/// A robot ready to be filmed and calibrated.
struct BenchRobot {
    Robot robot;
    std::shared_ptr<const RobotGeometry> geometry;
};

/// The named robots; no names: the embedded one and every profile whose URDF is found.
Result<std::vector<BenchRobot>> loadBenchRobots(const std::vector<std::string>& names,
                                                const RobotSearch& search, const RunContext& context);

struct BenchPlan {
    std::vector<Row> rows;
    int first = 0, recordings = 10;  ///< Per row: indices first .. first + recordings - 1.
    uint64_t seed = 1;
    int width = 640;      ///< Of the pictures.
    int mostFrames = 40;  ///< Longer recordings are cut.
    int jobs = 1;         ///< Recordings at once, one thread each.
    RenderBackend backend = RenderBackend::Cpu;
    std::filesystem::path keep;  ///< Not empty: recordings are also written below this folder.
};

/// The draw of a recording under a plan.
Draw drawFor(const Row& row, int index, const BenchPlan& plan);

/// Films one recording, then calibrates it and compares for every row in turn; all rows need the same film.
/// @param take  Gets every record as soon as it is there.
/// Errors: Stopped, no renderer, what `take` says.
Result<void> runRecording(std::span<const Row> rows, int index, const BenchRobot& robot,
                          const BenchPlan& plan, const std::function<Result<void>(Record)>& take,
                          const RunContext& context);

/// Calibrates a filmed recording and compares: fills what `out` does not know yet.
Result<Record> calibrateRecording(const Row& row, const BenchRecording& recording, const BenchRobot& robot,
                                  const BenchPlan& plan, Record out, const RunContext& context);

/// CPU seconds of this thread: with one thread per recording, those of the recording.
double threadCpuSeconds();

/// Runs what `state` (may be null) does not hold yet, index by index through all rows, so that an unfinished
/// run has seen every row. Robots take turns; rows with a displaced arm use those with two arms and are left
/// out when there is none.
/// @return Records of the plan, old and new, by row and index.
Result<std::vector<Record>> runBench(const BenchPlan& plan, const std::vector<BenchRobot>& robots,
                                     StateFile* state, const RunContext& context);

}  // namespace camframe::bench
