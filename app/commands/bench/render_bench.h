// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "app/commands/bench/bench_runner.h"

namespace camframe::bench {

/// What `camframe bench render` measures.
struct RenderBenchPlan {
    std::vector<RenderBackend> backends{RenderBackend::Cpu, RenderBackend::Vulkan};
    std::vector<int> widths{320, 640, 1280};  ///< 4 : 3, but 1280 x 720.
    std::vector<int> frames{1, 8, 64};
    double seconds = 0.5;  ///< Per figure, at least one repetition.
    RendererOptions renderer;
};

/// One figure. Rates are per second of elapsed time; cpuSeconds is the processor time of one call on all
/// threads, which stays true on a busy machine.
struct RenderFigure {
    std::string what, backend;
    int width = 0, height = 0, frames = 0;
    double perSecond = 0;  ///< Frames, candidates or iterations.
    std::string unit;
    double trianglesPerSecond = 0;
    double seconds = 0, cpuSeconds = 0;  ///< Of one call.
};

/// The figure that bounds those of its device.
constexpr const char* kMeshesRead = "meshes read, nothing drawn";

struct RenderBenchResult {
    std::string robot;
    size_t triangles = 0;
    std::vector<RenderFigure> figures;
    std::vector<std::string> profiles;  ///< Tables of the stages, one per back end.
    double readGigabytesPerSecond = 0;  ///< Memory that all threads read together.
    /// Frames/s at which the meshes alone (vertices and triangles) could be read from memory.
    double bound = 0;
    double peakMemoryMiB = 0;
    std::vector<std::pair<std::string, double>> peakDeviceMiB;
    std::vector<std::string> missing;  ///< What could not be measured, and why.
};

Result<RenderBenchResult> runRenderBench(const RenderBenchPlan& plan, const BenchRobot& robot,
                                         const RunContext& context);

void printRenderBench(const RenderBenchResult& result, std::ostream& out);
void printRenderBenchJson(const RenderBenchResult& result, std::ostream& out);

}  // namespace camframe::bench
