// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>

#include "app/commands/console.h"
#include "app/commands/shell.h"
#include "calib/calibration_pipeline.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/evaluation.h"

namespace camframe {

namespace {

enum class Start { None, Masks };

struct BenchOptions {
    std::vector<std::string> robots{"demo"};
    int recordings = 10;
    int frames = 40;
    uint64_t seed = 1;
    Start start = Start::None;
    double focalErrorPercent = 0;
    double lagFrames = 0;
    bool occluder = false;
    RenderBackend backend = RenderBackend::Cpu;
};

/// Frames that already lie in memory.
class MemoryFrames : public FrameSource {
public:
    explicit MemoryFrames(const std::vector<SyntheticFrame>& frames) : m_frames(frames) {}
    int frameCount() const override { return static_cast<int>(m_frames.size()); }
    Result<ImageU8> read(int frame) override { return m_frames[static_cast<size_t>(frame)].rgb; }

private:
    const std::vector<SyntheticFrame>& m_frames;
};

struct Outcome {
    std::string robot;
    uint64_t seed = 0;
    CalibrationStatus status = CalibrationStatus::Failed;
    std::optional<PoseError> error;
    std::optional<double> addMm;
    double risk = 1, cpuSeconds = 0;
    std::string reasons;
    bool right() const { return error && error->right(); }
};

Result<Outcome> runOne(const Robot& robot, const std::shared_ptr<const RobotGeometry>& geometry,
                       uint64_t seed, const BenchOptions& options, const RunContext& context) {
    SyntheticOptions scene;
    scene.frames = options.frames;
    scene.seed = seed;
    scene.occluder = options.occluder;
    // Quiet pictures are no test of robustness: every recording has its own noise and compression.
    std::mt19937_64 random(seed);
    scene.noise = 1 + static_cast<double>(random() % 4);
    scene.jpegQuality = 80 + static_cast<int>(random() % 16);
    auto recording = generate(robot.model, scene, context);
    if (!recording) return tl::unexpected(recording.error());

    Episode episode;
    episode.name = "generated";
    episode.frameCount = static_cast<int>(recording->frames.size());
    episode.jointNames = recording->jointNames;
    episode.jointPositions = recording->jointPositions;
    episode.baseLink = recording->baseLink;
    episode.endEffectorLinks = {recording->toolLink};
    episode.timestamps.assign(static_cast<size_t>(episode.frameCount), std::nan(""));
    const auto trueMotion = computeMotion(robot.model, episode);
    if (!trueMotion) return tl::unexpected(trueMotion.error());
    if (options.lagFrames != 0)  // the pictures show an earlier robot than the joints say
        for (Eigen::Index t = 0; t < episode.jointPositions.rows(); ++t) {
            const double at = std::clamp(static_cast<double>(t) + options.lagFrames, 0.0,
                                         static_cast<double>(episode.jointPositions.rows() - 1));
            const auto before = static_cast<Eigen::Index>(at);
            const auto after = std::min(before + 1, episode.jointPositions.rows() - 1);
            const double share = at - static_cast<double>(before);
            episode.jointPositions.row(t) = (1 - share) * recording->jointPositions.row(before) +
                                            share * recording->jointPositions.row(after);
        }
    const auto motion = computeMotion(robot.model, episode);
    if (!motion) return tl::unexpected(motion.error());

    MemoryFrames frames(recording->frames);
    CalibrationInput input;
    input.robot = &robot.model;
    input.geometry = geometry;
    input.motion = &*motion;
    input.camera = recording->camera;
    input.camera.fx *= 1 + options.focalErrorPercent / 100;
    input.camera.fy *= 1 + options.focalErrorPercent / 100;
    input.frames = &frames;
    if (options.start == Start::Masks)
        input.maskOfFrame = [&](int frame) -> Result<std::optional<ImageU8>> {
            return std::optional<ImageU8>(recording->frames[static_cast<size_t>(frame)].mask);
        };
    CalibrationOptions calibration;
    calibration.renderer.backend = options.backend;
    calibration.seed = seed;
    const auto run = calibrateCamera(input, calibration, context);
    if (!run) return tl::unexpected(run.error());

    Outcome out;
    out.robot = robot.name;
    out.seed = seed;
    const Calibration& result = run->calibration;
    out.status = result.status;
    out.risk = result.quality.risk.value_or(1);
    out.cpuSeconds = result.timing.cpu;
    for (const Finding& finding : run->findings)
        out.reasons += (out.reasons.empty() ? "" : " ") + std::string(identifier(finding.reason));
    const auto& pose = result.camFromBase ? result.camFromBase : result.camFromBaseGuess;
    if (pose) {
        out.error = comparePoses(*pose, recording->camFromBase);
        out.addMm = averageDistanceMm(sampleMovingSurface(robot.model, *trueMotion, 2000, 0), *trueMotion,
                                      *pose, recording->camFromBase);
    }
    return out;
}

double quantile(std::vector<double> values, double q) {
    if (values.empty()) return std::nan("");
    std::ranges::sort(values);
    return values[static_cast<size_t>(q * static_cast<double>(values.size() - 1) + 0.5)];
}

Result<int> bench(const Shell& shell, const BenchOptions& options) {
    std::vector<Outcome> outcomes;
    TextTable table({"robot", "seed", "status", "rotation deg", "translation mm", "ADD mm", "risk", "right",
                     "CPU s", "reasons"});
    const double total = static_cast<double>(options.robots.size()) * options.recordings;
    for (const std::string& name : options.robots) {
        const auto robot = loadRobot(name, shell.search, "", nullptr);
        if (!robot) return tl::unexpected(robot.error());
        auto built = RobotGeometry::build(robot->model, {});
        if (!built) return tl::unexpected(built.error());
        const auto geometry = std::make_shared<const RobotGeometry>(std::move(*built));
        for (int i = 0; i < options.recordings; ++i) {
            const double done = static_cast<double>(outcomes.size()) / total;
            PartialProgress progress(shell.context.progress, done, done + 1 / total,
                                     fmt::format("{} {}: ", name, i + 1));
            RunContext context = shell.context;
            context.progress = &progress;
            auto outcome =
                runOne(*robot, geometry, options.seed + static_cast<uint64_t>(i), options, context);
            if (!outcome) return tl::unexpected(outcome.error());
            const Outcome& o = *outcome;
            table.addRow({o.robot, std::to_string(o.seed), std::string(toString(o.status)),
                          o.error ? fmt::format("{:.4f}", o.error->rotationDeg) : "-",
                          o.error ? fmt::format("{:.3f}", o.error->translationMm) : "-",
                          o.addMm ? fmt::format("{:.3f}", *o.addMm) : "-", fmt::format("{:.3f}", o.risk),
                          o.right() ? "yes" : "no", fmt::format("{:.1f}", o.cpuSeconds), o.reasons});
            outcomes.push_back(std::move(*outcome));
        }
    }
    std::vector<double> rotation, translation, add;
    std::vector<std::optional<double>> addOrNothing;
    double right = 0, ok = 0, okRight = 0;
    for (const Outcome& o : outcomes) {
        right += o.right() ? 1 : 0;
        ok += o.status == CalibrationStatus::Ok ? 1 : 0;
        okRight += o.status == CalibrationStatus::Ok && o.right() ? 1 : 0;
        addOrNothing.push_back(o.addMm);
        if (!o.error) continue;
        rotation.push_back(o.error->rotationDeg);
        translation.push_back(o.error->translationMm);
        if (o.addMm) add.push_back(*o.addMm);
    }
    const auto count = static_cast<double>(outcomes.size());
    if (shell.json) {
        nlohmann::json json{
            {"recordings", count},
            {"right", right},
            {"ok", ok},
            {"ok_right", okRight},
            {"rotation_deg", {{"median", quantile(rotation, 0.5)}, {"p95", quantile(rotation, 0.95)}}},
            {"translation_mm",
             {{"median", quantile(translation, 0.5)}, {"p95", quantile(translation, 0.95)}}},
            {"add_mm", {{"median", quantile(add, 0.5)}, {"p95", quantile(add, 0.95)}}},
            {"add_auc_percent", addAucPercent(addOrNothing)}};
        shell.out << json.dump(2) << "\n";
        return 0;
    }
    table.print(shell.out);
    shell.out << fmt::format(
        "\n{:.0f} of {:.0f} right (< 1 deg and < 10 mm); {:.0f} ok, of these {:.0f} right\n"
        "rotation     median {:.4f} deg, 95 % {:.4f} deg\n"
        "translation  median {:.3f} mm, 95 % {:.3f} mm\n"
        "ADD          median {:.3f} mm, 95 % {:.3f} mm, AUC {:.2f} %\n",
        right, count, ok, okRight, quantile(rotation, 0.5), quantile(rotation, 0.95),
        quantile(translation, 0.5), quantile(translation, 0.95), quantile(add, 0.5), quantile(add, 0.95),
        addAucPercent(addOrNothing));
    return 0;
}

}  // namespace

void addBenchCommand(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("bench", "Measure Camframe on recordings that it generates");
    command->require_subcommand(1);
    CLI::App* calibration = command->add_subcommand(
        "calibration",
        "Films robots from random places by ray casting and calibrates: errors against the truth");
    auto options = std::make_shared<BenchOptions>();
    calibration->add_option("--robot", options->robots, "Profile name or URDF (repeatable; default: demo)");
    calibration->add_option("--recordings", options->recordings, "Recordings per robot")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    calibration->add_option("--frames", options->frames, "Frames per recording")
        ->check(CLI::Range(2, 1000))
        ->capture_default_str();
    calibration->add_option("--seed", options->seed, "Seed of the first recording; the next ones count up")
        ->capture_default_str();
    addChoice<Start>(*calibration, "--start", options->start,
                     {{"none", Start::None}, {"masks", Start::Masks}},
                     "What is given: none (pictures and joints) or masks (exact ones) (default: none)");
    addChoice<RenderBackend>(
        *calibration, "--backend", options->backend,
        {{"auto", RenderBackend::Auto}, {"vulkan", RenderBackend::Vulkan}, {"cpu", RenderBackend::Cpu}},
        "Renderer (default: cpu)");
    calibration
        ->add_option("--focal-error", options->focalErrorPercent,
                     "Give a focal length that is wrong by so many percent")
        ->check(CLI::Range(-50.0, 50.0));
    calibration->add_option("--lag", options->lagFrames, "Joints run ahead of the pictures by so many frames")
        ->check(CLI::Range(-50.0, 50.0));
    calibration->add_flag("--occluder", options->occluder, "Put something in front of the robot");
    addCommonOptions(*calibration, shell);
    calibration->callback(
        [&shell, options] { shell.action = [&shell, options] { return bench(shell, *options); }; });
}

}  // namespace camframe
