// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/render_bench.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <numeric>
#include <random>

#include "app/commands/bench/gl_rasterizer.h"
#include "calib/mask_evidence.h"
#include "calib/pose_search.h"
#include "model/core/parallel.h"

namespace camframe::bench {

namespace {

/// A camera that sees the whole robot in several of its poses.
struct Scene {
    CameraModel camera;
    RigidTransform camFromBase = RigidTransform::Identity();
    std::vector<std::vector<RigidTransform>> poses;

    std::vector<RenderView> views(size_t count) const {
        std::vector<RenderView> out;
        for (size_t i = 0; i < count; ++i)
            out.push_back({camera, camFromBase, poses[i % poses.size()], nullptr});
        return out;
    }
};

Scene makeScene(const BenchRobot& robot, int width, int height) {
    constexpr size_t kPoses = 64;
    Scene scene;
    scene.camera = {width, height, 0.96 * width, 0.96 * width, 0.503 * width, 0.497 * height, {}};
    std::mt19937_64 random(4);
    std::uniform_real_distribution<double> unit(0, 1);
    Eigen::AlignedBox3d box;
    const RobotModel& model = robot.robot.model;
    for (size_t i = 0; i < kPoses; ++i) {
        Eigen::VectorXd joints = model.defaultJointValues();
        for (size_t j = 0; j < model.joints().size(); ++j) {
            const Joint& joint = model.joints()[j];
            const bool limited = joint.upper > joint.lower && joint.upper - joint.lower < 7;
            const double lower = limited ? joint.lower : joint.type == JointType::Prismatic ? 0 : -2;
            const double upper = limited ? joint.upper : joint.type == JointType::Prismatic ? 0.03 : 2;
            joints[static_cast<Eigen::Index>(j)] = lower + (0.25 + 0.5 * unit(random)) * (upper - lower);
        }
        scene.poses.push_back(model.forwardKinematics(joints));
        for (const RobotGeometry::Part& part : robot.geometry->parts())
            box.extend(scene.poses.back()[static_cast<size_t>(part.link)] * part.centre);
    }
    const double radius = 0.5 * box.diagonal().norm() + 0.1;
    const Eigen::Vector3d forward = Eigen::Vector3d(-0.8, -0.5, -0.35).normalized();
    const Eigen::Vector3d right = forward.cross(Eigen::Vector3d::UnitZ()).normalized();
    scene.camFromBase.linear().row(0) = right.transpose();
    scene.camFromBase.linear().row(1) = forward.cross(right).transpose();
    scene.camFromBase.linear().row(2) = forward.transpose();
    const double distance = 2.2 * radius * std::max(1.0, 0.75 * width / height);
    scene.camFromBase.translation() = -scene.camFromBase.linear() * (box.center() - distance * forward);
    return scene;
}

/// Calls body until `seconds` have passed, once at least, after one call that warms up. A first call that is
/// slow enough already is the measurement.
template <class Body>
Result<void> measure(RenderFigure& figure, double perCall, double seconds, const Body& body) {
    constexpr double kSlow = 10;  // drivers may compile shaders in the first call
    using Clock = std::chrono::steady_clock;
    for (const bool warmUp : {true, false}) {
        const auto start = Clock::now();
        const std::clock_t cpu = std::clock();
        int calls = 0;
        double elapsed = 0;
        do {
            if (auto ok = body(); !ok) return tl::unexpected(ok.error());
            ++calls;
            elapsed = std::chrono::duration<double>(Clock::now() - start).count();
        } while (!warmUp && elapsed < seconds);
        figure.seconds = elapsed / calls;
        figure.cpuSeconds = static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC / calls;
        figure.perSecond = perCall / figure.seconds;
        if (elapsed > std::max(kSlow, seconds)) break;
    }
    return {};
}

/// GB/s at which all threads read memory together.
double readBandwidth(int threads) {
    const int workers = threadCount(threads);
    constexpr size_t kWords = size_t{8} << 20;  // 64 MiB a thread: larger than caches
    std::vector<std::vector<uint64_t>> data(static_cast<size_t>(workers), std::vector<uint64_t>(kWords, 1));
    std::vector<uint64_t> sums(data.size());
    double best = 0;
    for (int repeat = 0; repeat < 4; ++repeat) {
        const auto start = std::chrono::steady_clock::now();
        parallelFor(workers, workers, [&](int i) {
            const auto& words = data[static_cast<size_t>(i)];
            sums[static_cast<size_t>(i)] += std::accumulate(words.begin(), words.end(), uint64_t{0});
        });
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        best = std::max(best, static_cast<double>(workers) * kWords * 8 / seconds * 1e-9);
    }
    return sums[0] > 0 ? best : 0;
}

size_t triangleCount(const RobotGeometry& geometry) {
    size_t count = 0;
    for (const RobotGeometry::Part& part : geometry.parts())
        if (!part.ignored) count += part.lods[0].mesh.triangles.size();
    return count;
}

/// What the frames of a scene were seen as, drawn at its own camera.
Result<std::vector<MaskField>> fieldsOf(Renderer& renderer, const Scene& scene, size_t count) {
    const auto drawn = renderer.render(scene.views(count), {.depth = false, .contour = false});
    if (!drawn) return tl::unexpected(drawn.error());
    std::vector<MaskField> out;
    for (const RenderedFrame& frame : *drawn) out.push_back(makeMaskField(frame.mask(), {}));
    return out;
}

class Bench {
public:
    Bench(const RenderBenchPlan& plan, const BenchRobot& robot, const RunContext& context,
          RenderBenchResult& result)
        : m_plan(plan), m_robot(robot), m_context(context), m_result(result) {}

    Result<void> backend(RenderBackend backend) {
        RendererOptions options = m_plan.renderer;
        options.backend = backend;
        options.profile = false;
        auto renderer = makeRenderer(m_robot.geometry, options);
        if (!renderer) {
            m_result.missing.push_back(renderer.error().message);
            return {};
        }
        for (const int width : m_plan.widths)
            for (const int frames : m_plan.frames)
                if (auto ok = throughput(**renderer, width, frames); !ok) return ok;
        if (auto ok = readMeshes(**renderer); !ok) return ok;
        if (auto ok = refinement(**renderer); !ok) return ok;
        if (auto ok = candidates(**renderer); !ok) return ok;
        m_result.peakDeviceMiB.emplace_back((*renderer)->name(),
                                            static_cast<double>((*renderer)->peakDeviceMemory()) / (1 << 20));
        options.profile = true;
        auto measured = makeRenderer(m_robot.geometry, options);
        if (!measured) return tl::unexpected(measured.error());
        return profile(**measured);
    }

    Result<void> throughput(Renderer& renderer, int width, int frames) {
        if (m_context.stopped()) return {};
        const Scene scene = makeScene(m_robot, width, heightOf(width));
        auto fields = fieldsOf(renderer, scene, static_cast<size_t>(frames));
        if (!fields) return tl::unexpected(fields.error());
        std::vector<OutlineFrame> outlines = outlineFrames(*fields);
        for (size_t i = 0; i < outlines.size(); ++i)
            outlines[i].baseFromLink = scene.poses[i % scene.poses.size()];
        OutlineState state;
        state.camera = scene.camera;
        state.camFromBase = scene.camFromBase;
        state.scalePx = 4;
        for (const double lodPx : {0.0, 1.0}) {
            const auto equations = renderer.outlineEquations(outlines, {.lodTolerancePx = lodPx});
            if (!equations) return tl::unexpected(equations.error());
            RenderFigure figure =
                figureOf(lodPx == 0 ? "equations, full detail" : "equations, detail within 1 px",
                         renderer.name(), scene, frames, "frames");
            auto ok = measure(figure, frames, m_plan.seconds, [&] { return (*equations)->at(state); });
            if (!ok) return ok;
            if (lodPx == 0)
                figure.trianglesPerSecond = figure.perSecond * static_cast<double>(m_result.triangles);
            m_result.figures.push_back(figure);
        }
        RenderFigure figure = figureOf("pictures read back", renderer.name(), scene, frames, "frames");
        const std::vector<RenderView> views = scene.views(static_cast<size_t>(frames));
        auto ok =
            measure(figure, frames, m_plan.seconds, [&] { return renderer.render(views, RenderOptions{}); });
        if (!ok) return ok;
        figure.trianglesPerSecond = figure.perSecond * static_cast<double>(m_result.triangles);
        m_result.figures.push_back(figure);
        return {};
    }

    /// What drawing at full detail cannot be faster than on a device.
    Result<void> readMeshes(Renderer& renderer) {
        constexpr int kFrames = 8;
        const auto able = renderer.readMeshes(kFrames);
        if (!able) return tl::unexpected(able.error());
        if (!*able || m_context.stopped()) return {};
        RenderFigure figure =
            figureOf(kMeshesRead, renderer.name(), makeScene(m_robot, 640, 480), kFrames, "frames");
        auto ok = measure(figure, kFrames, m_plan.seconds, [&] { return renderer.readMeshes(kFrames); });
        if (!ok) return ok;
        m_result.figures.push_back(figure);
        return {};
    }

    /// Twelve frames at 640 x 480 from one degree and one centimetre off, as the pipeline's fine stage.
    Result<void> refinement(Renderer& renderer) {
        if (m_context.stopped()) return {};
        constexpr size_t kFrames = 12;
        const Scene scene = makeScene(m_robot, 640, 480);
        auto fields = fieldsOf(renderer, scene, kFrames);
        if (!fields) return tl::unexpected(fields.error());
        std::vector<ContourFrame> frames;
        for (size_t i = 0; i < kFrames; ++i) frames.push_back({scene.poses[i], nullptr});
        const auto observe = [&](int f, const RenderedFrame& drawn, std::vector<ContourMeasurement>& out) {
            observeMask((*fields)[static_cast<size_t>(f)], drawn, false, out);
        };
        Vector6d off;
        off << 0.01, -0.01, 0.01, 0.006, -0.006, 0.006;
        for (const double lodPx : {0.0, 0.1, 1.0}) {
            ContourRefinementOptions options;
            options.firstScalePx = 8;
            options.lodTolerancePx = lodPx;
            options.outlines = outlineFrames(*fields);
            size_t iterations = 0;
            RenderFigure figure =
                figureOf(lodPx == 0 ? "refinement, full detail"
                                    : fmt::format("refinement, detail within {:g} px", lodPx),
                         renderer.name(), scene, kFrames, "iterations");
            auto ok = measure(figure, 1, m_plan.seconds, [&]() -> Result<void> {
                const auto refined = refineContour(renderer, scene.camera, frames, observe, {},
                                                   perturbLeft(off, scene.camFromBase), options, m_context);
                if (!refined) return tl::unexpected(refined.error());
                iterations = refined->iterations.size();
                return {};
            });
            if (!ok) return ok;
            figure.perSecond *= static_cast<double>(iterations);
            m_result.figures.push_back(figure);
        }
        return {};
    }

    Result<void> profile(Renderer& renderer) {
        const Scene scene = makeScene(m_robot, 640, 480);
        const auto fields = fieldsOf(renderer, scene, 8);
        if (!fields) return tl::unexpected(fields.error());
        std::vector<OutlineFrame> outlines = outlineFrames(*fields);
        for (size_t i = 0; i < outlines.size(); ++i) outlines[i].baseFromLink = scene.poses[i];
        const auto equations = renderer.outlineEquations(outlines, {});
        if (!equations) return tl::unexpected(equations.error());
        OutlineState state;
        state.camera = scene.camera;
        state.camFromBase = scene.camFromBase;
        for (int i = 0; i < 8; ++i)
            if (const auto ok = (*equations)->at(state); !ok) return tl::unexpected(ok.error());
        m_result.profiles.push_back(profileTable(renderer.name(), renderer.stageTimes()));
        return {};
    }

    /// Scores of the global start: one frame's worth of poses, thousands of candidates. In C++ pose by pose,
    /// as the search does; on devices all of them in one submission.
    Result<void> candidates(Renderer& drawer) {
        if (m_context.stopped()) return {};
        constexpr int kCandidates = 4000;
        Scene scene = makeScene(m_robot, 640, 480);
        const auto drawn = drawer.render(scene.views(1), {.depth = false, .contour = false});
        if (!drawn) return tl::unexpected(drawn.error());
        const std::vector<SilhouetteScorer::Frame> frames{{scene.poses[0], (*drawn)[0].mask()}};
        const SilhouetteScorer scorer(*m_robot.geometry, {}, scene.camera, frames,
                                      {.width = 80, .changeMasks = false});
        std::mt19937_64 random(2);
        std::normal_distribution<double> normal(0, 0.1);
        std::vector<RigidTransform> poses;
        for (int i = 0; i < kCandidates; ++i) {
            Vector6d step;
            for (double& value : step) value = normal(random);
            poses.push_back(perturbLeft(step, scene.camFromBase));
        }
        std::vector<double> scores(poses.size());
        const bool inCpp = drawer.name() == "cpu";
        const auto counter = drawer.hullCounter(scorer.scene());
        if (!counter) return tl::unexpected(counter.error());
        RenderFigure figure = figureOf("global start, one frame each", drawer.name(), scene, 1, "candidates");
        figure.width = 80;
        figure.height = 60;
        auto ok = measure(figure, kCandidates, m_plan.seconds, [&]() -> Result<void> {
            if (!inCpp) {
                auto all = scorer.scores(**counter, poses, 1, m_plan.renderer.threads);
                if (!all) return tl::unexpected(all.error());
                scores = std::move(*all);
                return {};
            }
            parallelFor(kCandidates, m_plan.renderer.threads, [&](int i) {
                scores[static_cast<size_t>(i)] = scorer.score(poses[static_cast<size_t>(i)]);
            });
            return {};
        });
        if (!ok) return ok;
        m_result.figures.push_back(figure);
        return {};
    }

    Result<void> openGl() {
        auto gl = GlRasterizer::create(m_robot.geometry);
        if (!gl) {
            m_result.missing.push_back(gl.error().message);
            return {};
        }
        for (const int width : m_plan.widths) {
            if (m_context.stopped()) return {};
            const Scene scene = makeScene(m_robot, width, heightOf(width));
            const std::vector<RenderView> views = scene.views(8);
            RenderFigure figure =
                figureOf("pictures read back", "OpenGL: " + (*gl)->name(), scene, 8, "frames");
            auto ok = measure(figure, 8, m_plan.seconds, [&] { return (*gl)->draw(views); });
            if (!ok) return ok;
            figure.trianglesPerSecond = figure.perSecond * static_cast<double>(m_result.triangles);
            m_result.figures.push_back(figure);
        }
        return {};
    }

private:
    static int heightOf(int width) { return width == 1280 ? 720 : width * 3 / 4; }

    static RenderFigure figureOf(const std::string& what, const std::string& backend, const Scene& scene,
                                 int frames, const std::string& unit) {
        RenderFigure out;
        out.what = what;
        out.backend = backend;
        out.width = scene.camera.width;
        out.height = scene.camera.height;
        out.frames = frames;
        out.unit = unit;
        return out;
    }

    const RenderBenchPlan& m_plan;
    const BenchRobot& m_robot;
    const RunContext& m_context;
    RenderBenchResult& m_result;
};

}  // namespace

Result<RenderBenchResult> runRenderBench(const RenderBenchPlan& plan, const BenchRobot& robot,
                                         const RunContext& context) {
    RenderBenchResult out;
    out.robot = robot.robot.name;
    out.triangles = triangleCount(*robot.geometry);
    Bench bench(plan, robot, context, out);
    for (const RenderBackend backend : plan.backends)
        if (auto ok = bench.backend(backend); !ok) return tl::unexpected(ok.error());
    if (auto ok = bench.openGl(); !ok) return tl::unexpected(ok.error());
    out.readGigabytesPerSecond = readBandwidth(plan.renderer.threads);
    size_t bytes = 0;
    for (const RobotGeometry::Part& part : robot.geometry->parts())
        if (!part.ignored)
            bytes += 12 * (part.lods[0].mesh.vertices.size() + part.lods[0].mesh.triangles.size());
    out.bound = out.readGigabytesPerSecond * 1e9 / static_cast<double>(std::max<size_t>(bytes, 1));
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    out.peakMemoryMiB = static_cast<double>(usage.ru_maxrss) / 1024;
    return out;
}

}  // namespace camframe::bench
