// SPDX-License-Identifier: Apache-2.0
// Time per rendered frame (640x480) by back end, robot and level of detail:
//     build/bin/render_bench [--benchmark_filter=cpu/panda]
// ms_per_frame is wall time; the column CPU counts the calling thread only.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdio>

#include "model/core/demo_robot.h"
#include "model/core/io/urdf_reader.h"
#include "render/test_scene.h"
#include "support/shared_data.h"

namespace camframe {
namespace {

struct Subject {
    std::string name;
    RobotModel robot;
    std::shared_ptr<const RobotGeometry> geometry;
};

void renderFrames(benchmark::State& state, const Subject& subject, const RendererOptions& options,
                  double lodPx, int count, bool lens) {
    auto renderer = makeRenderer(subject.geometry, options);
    if (!renderer) {
        state.SkipWithError(renderer.error().message.c_str());
        return;
    }
    std::mt19937 random(4);
    std::vector<test::RandomView> poses;
    for (int i = 0; i < count; ++i)
        poses.push_back(test::randomView(subject.robot, *subject.geometry, random, 2.0, 3.0));
    std::vector<RenderView> views;
    for (test::RandomView& pose : poses) {
        if (lens) pose.view.camera.distortion = {-0.25, 0.09, 0.001, -0.001, -0.01};
        views.push_back(pose.view);
    }
    RenderOptions render;
    render.lodTolerancePx = lodPx;
    size_t robotPixels = 0;
    const auto start = std::chrono::steady_clock::now();
    for (auto _ : state) {
        const auto frames = (*renderer)->render(views, render);
        if (!frames) {
            state.SkipWithError(frames.error().message.c_str());
            return;
        }
        robotPixels = 0;
        for (const RenderedFrame& frame : *frames)
            for (const uint8_t id : frame.linkId.data) robotPixels += id != 0;
    }
    state.counters["robot_px"] = static_cast<double>(robotPixels) / count;
    const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
    state.counters["ms_per_frame"] = elapsed.count() / static_cast<double>(state.iterations()) / count;
}

}  // namespace
}  // namespace camframe

int main(int argc, char** argv) {
    using namespace camframe;
    std::vector<Subject> subjects;
    const auto add = [&](const std::string& name, Result<RobotModel> robot) {
        if (!robot) {
            std::fprintf(stderr, "%s: %s\n", name.c_str(), robot.error().message.c_str());
            return;
        }
        auto geometry = test::geometryOf(*robot);
        subjects.push_back({name, std::move(*robot), std::move(geometry)});
    };
    add("demo", makeDemoRobot());
    if (const auto urdf = test::sharedData("robots/panda/panda_hand.urdf")) add("panda", readUrdf(*urdf, {}));
    for (const Subject& subject : subjects)
        for (const bool vulkan : {false, true})
            for (const int threads : {1, 0}) {
                if (vulkan && threads == 1) continue;
                for (const auto& [lodPx, lens] :
                     {std::pair{0.0, false}, {0.3, false}, {1.0, false}, {0.0, true}})
                    for (const int count : {1, 16}) {
                        const RendererOptions options{vulkan ? RenderBackend::Vulkan : RenderBackend::Cpu, -1,
                                                      threads, false};
                        const std::string name = fmt::format("{}/{}/{}/{}/{}",
                                                             vulkan         ? "vulkan"
                                                             : threads == 1 ? "cpu1"
                                                                            : "cpu",
                                                             subject.name,
                                                             lens         ? "lens"
                                                             : lodPx == 0 ? "full"
                                                                          : fmt::format("lod{:.1f}px", lodPx),
                                                             count == 1 ? "single" : "batch16", "640x480");
                        benchmark::RegisterBenchmark(name.c_str(), renderFrames, subject, options, lodPx,
                                                     count, lens)
                            ->Unit(benchmark::kMillisecond)
                            ->UseRealTime();
                    }
            }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
