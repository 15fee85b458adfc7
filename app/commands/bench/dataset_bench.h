// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "model/core/progress.h"
#include "model/core/result.h"

namespace camframe::bench {

/// What `camframe bench datasets` measures.
struct DatasetBenchPlan {
    std::filesystem::path dataset;
    int samples = 100;
    uint64_t seed = 1;
};

/// Times of one kind of access, s, sorted.
struct AccessTimes {
    std::string what;
    std::vector<double> elapsed;
    std::vector<double> cpu;  ///< Of all threads; stays true on a busy machine.
};

struct DatasetBenchResult {
    std::string name, format;
    int episodes = 0;
    double openSeconds = 0, openCpuSeconds = 0;
    double residentMiB = 0;  ///< Of the process, right after opening.
    double peakMiB = 0;      ///< Of the process, at the end.
    /// Frames shown for the first time, then once more in another order.
    std::vector<AccessTimes> times;
};

/// Draws episodes, cameras and frames; each sample opens its stream and reads one picture, as a window does
/// that jumps. Errors of the dataset are passed on.
Result<DatasetBenchResult> runDatasetBench(const DatasetBenchPlan& plan, const RunContext& context);

void printDatasetBench(const DatasetBenchResult& result, std::ostream& out);
void printDatasetBenchJson(const DatasetBenchResult& result, std::ostream& out);

}  // namespace camframe::bench
