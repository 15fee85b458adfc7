// SPDX-License-Identifier: Apache-2.0
#include "calib/synthetic/synthetic_recording.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <nlohmann/json.hpp>
#include <numbers>

#include "calib/synthetic/lab_renderer.h"
#include "calib/synthetic/lab_scene.h"
#include "calib/synthetic/random.h"
#include "calib/synthetic/synthetic_episode.h"
#include "calib/synthetic/trajectory.h"
#include "model/core/io/atomic_file.h"
#include "model/core/io/image_io.h"
#include "model/core/parallel.h"

namespace camframe {

namespace {

using namespace synthetic;
using nlohmann::ordered_json;

/// The lens's blur: a separable Gaussian on linear light, borders repeated.
ImageF blurred(const ImageF& linear, double sigma) {
    const int radius = static_cast<int>(std::ceil(3 * sigma));
    std::vector<float> weights;
    float sum = 0;
    for (int k = -radius; k <= radius; ++k) {
        weights.push_back(static_cast<float>(std::exp(-0.5 * k * k / (sigma * sigma))));
        sum += weights.back();
    }
    for (float& weight : weights) weight /= sum;
    const int width = linear.width, height = linear.height, channels = linear.channels;
    ImageF rows(width, height, channels), out(width, height, channels);
    for (int y = 0; y < height; ++y)
        for (int k = -radius; k <= radius; ++k) {
            const float weight = weights[static_cast<size_t>(k + radius)];
            const float* from = linear.row(std::clamp(y + k, 0, height - 1));
            float* to = rows.row(y);
            for (int i = 0; i < width * channels; ++i) to[i] += weight * from[i];
        }
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int k = -radius; k <= radius; ++k) {
                const float weight = weights[static_cast<size_t>(k + radius)];
                const int from = std::clamp(x + k, 0, width - 1);
                for (int c = 0; c < channels; ++c) out.at(x, y, c) += weight * rows.at(from, y, c);
            }
    return out;
}

/// From linear light to 8 bits: soft shoulder, sRGB curve, sensor noise that grows with brightness.
ImageU8 develop(const ImageF& linear, double exposure, double noise, HashRandom random) {
    ImageU8 out(linear.width, linear.height, 3);
    for (size_t i = 0; i < linear.data.size(); ++i) {
        const float exposed = 1 - std::exp(-1.25F * static_cast<float>(exposure) * linear.data[i]);
        const float curved =
            exposed <= 0.0031308F ? 12.92F * exposed : 1.055F * std::pow(exposed, 1 / 2.4F) - 0.055F;
        const float sigma = static_cast<float>(noise) * std::sqrt(0.4F + 1.2F * curved);
        out.data[i] =
            static_cast<uint8_t>(std::clamp(255 * curved + sigma * random.normal() + 0.5F, 0.0F, 255.0F));
    }
    return out;
}

/// As develop, from tables: the same curve to a hundredth of a step, noise from 2^16 normal numbers.
class FastDevelop {
public:
    FastDevelop() : m_curve(kSteps + 2), m_deviation(kSteps + 2), m_normal(1U << 16) {
        for (size_t i = 0; i < m_curve.size(); ++i) {
            const float exposed = 1 - std::exp(-1.25F * kMost * static_cast<float>(i) / kSteps);
            m_curve[i] =
                exposed <= 0.0031308F ? 12.92F * exposed : 1.055F * std::pow(exposed, 1 / 2.4F) - 0.055F;
            m_deviation[i] = std::sqrt(0.4F + 1.2F * m_curve[i]);
            m_curve[i] *= 255;
        }
        HashRandom random(0, 6);
        for (float& value : m_normal) value = random.normal();
    }

    ImageU8 operator()(const ImageF& linear, double exposure, double noise, HashRandom random) const {
        ImageU8 out(linear.width, linear.height, 3);
        const float scale = static_cast<float>(exposure) * kSteps / kMost, sigma = static_cast<float>(noise);
        uint64_t bits = 0;
        for (size_t i = 0; i < linear.data.size(); ++i) {
            if (i % 4 == 0) bits = random.next();
            const float at = std::clamp(scale * linear.data[i], 0.0F, static_cast<float>(kSteps));
            const auto step = static_cast<size_t>(at);
            const float share = at - static_cast<float>(step);
            const float curved = (1 - share) * m_curve[step] + share * m_curve[step + 1];
            const float value = curved + sigma * m_deviation[step] * m_normal[bits & 0xFFFF] + 0.5F;
            bits >>= 16;
            out.data[i] = static_cast<uint8_t>(std::clamp(value, 0.0F, 255.0F));
        }
        return out;
    }

private:
    static constexpr int kSteps = 16384;
    static constexpr float kMost = 8;  ///< Linear light beyond is white.
    std::vector<float> m_curve, m_deviation, m_normal;
};

SyntheticFrame frameFromCast(const CastFrame& cast) {
    SyntheticFrame frame;
    frame.linkId = cast.linkId;
    frame.maskAmodal = cast.amodal;
    frame.mask = ImageU8(cast.linkId.width, cast.linkId.height);
    frame.depthMm = ImageU16(cast.depth.width, cast.depth.height);
    for (size_t i = 0; i < cast.linkId.data.size(); ++i) {
        frame.mask.data[i] = cast.linkId.data[i] ? 255 : 0;
        const float mm = std::round(1000 * cast.depth.data[i]);
        frame.depthMm.data[i] = mm < 65535 ? static_cast<uint16_t>(mm) : 0;
    }
    return frame;
}

ordered_json matrixJson(const Eigen::MatrixXd& m) {
    ordered_json rows = ordered_json::array();
    for (Eigen::Index r = 0; r < m.rows(); ++r) {
        ordered_json row = ordered_json::array();
        for (Eigen::Index c = 0; c < m.cols(); ++c) row.push_back(m(r, c));
        rows.push_back(std::move(row));
    }
    return rows;
}

/// Reports from several threads, never falling.
class SharedProgress {
public:
    SharedProgress(const RunContext& context, int total, std::string stage)
        : m_context(context), m_total(total), m_stage(std::move(stage)) {}
    void step() {
        const std::scoped_lock lock(m_mutex);
        m_context.report(static_cast<double>(++m_done) / m_total, m_stage);
    }

private:
    const RunContext& m_context;
    int m_total, m_done = 0;
    std::string m_stage;
    std::mutex m_mutex;
};

tl::unexpected<Error> stopped() {
    return makeError(ErrorKind::Stopped, "Stopped.");
}

/// @param room  Seed of what episodes share, see generateEpisode(); absent: options.seed.
Result<SyntheticRecording> film(const RobotModel& robot, const SyntheticOptions& options,
                                std::optional<uint64_t> room, const RunContext& context);

}  // namespace

std::string SyntheticOptions::check() const {
    if (width < 16 || height < 16 || width > 4096 || height > 4096)
        return fmt::format("16 <= width, height <= 4096, but they are {} x {}", width, height);
    if (frames < 1 || frames > 10000) return fmt::format("1 <= frames <= 10000, but it is {}", frames);
    if (!(fps >= 0) || !std::isfinite(fps)) return fmt::format("fps >= 0, but it is {}", fps);
    if (!(focalPx >= 0) || !std::isfinite(focalPx)) return fmt::format("focalPx >= 0, but it is {}", focalPx);
    if (framesPerMove < 1) return fmt::format("framesPerMove >= 1, but it is {}", framesPerMove);
    if (!(noise >= 0 && noise <= 50)) return fmt::format("0 <= noise <= 50, but it is {}", noise);
    if (!(blurPx >= 0 && blurPx <= 20)) return fmt::format("0 <= blurPx <= 20, but it is {}", blurPx);
    if (jpegQuality < 1 || jpegQuality > 100)
        return fmt::format("1 <= jpegQuality <= 100, but it is {}", jpegQuality);
    if (!(exposureJitter >= 0 && exposureJitter <= 1))
        return fmt::format("0 <= exposureJitter <= 1, but it is {}", exposureJitter);
    if (!cameraMotion.empty() && cameraMotion.size() != static_cast<size_t>(frames))
        return fmt::format("cameraMotion has one entry per frame ({}), but it has {}", frames,
                           cameraMotion.size());
    if (!cameraMotion.empty() && camFromTool)
        return "cameraMotion and camFromTool exclude each other, but both are given";
    if (!jointValues.empty() && jointValues.size() != static_cast<size_t>(frames))
        return fmt::format("jointValues has one entry per frame ({}), but it has {}", frames,
                           jointValues.size());
    return {};
}

std::vector<RigidTransform> bumpedCamera(int frames, int frame, double degrees, double millimetres,
                                         uint64_t seed) {
    HashRandom random(seed, 71);
    const auto direction = [&] {
        Eigen::Vector3d d;
        for (int c = 0; c < 3; ++c) d[c] = random.normal();
        return Eigen::Vector3d(d.normalized());
    };
    RigidTransform bump = RigidTransform::Identity();
    bump.linear() = Eigen::AngleAxisd(degrees * std::numbers::pi / 180, direction()).toRotationMatrix();
    bump.translation() = 1e-3 * millimetres * direction();
    std::vector<RigidTransform> out(static_cast<size_t>(frames), RigidTransform::Identity());
    for (int f = std::max(0, frame); f < frames; ++f) out[static_cast<size_t>(f)] = bump;
    return out;
}

Result<SyntheticRecording> generate(const RobotModel& robot, const SyntheticOptions& options,
                                    const RunContext& context) {
    return film(robot, options, std::nullopt, context);
}

Result<SyntheticRecording> generateEpisode(const RobotModel& robot, const SyntheticOptions& options,
                                           uint64_t room, const RunContext& context) {
    return film(robot, options, room, context);
}

namespace {

Result<SyntheticRecording> film(const RobotModel& robot, const SyntheticOptions& options,
                                std::optional<uint64_t> room, const RunContext& context) {
    if (const std::string wrong = options.check(); !wrong.empty())
        return makeError(ErrorKind::Usage, "Synthetic recording: {}.", wrong);
    for (const Eigen::VectorXd& values : options.jointValues)
        if (values.size() != static_cast<Eigen::Index>(robot.joints().size()))
            return makeError(ErrorKind::Usage, "Synthetic recording: {} joint values given for {} joints.",
                             values.size(), robot.joints().size());

    SyntheticRecording out;
    out.robotName = robot.name();
    out.baseLink = robot.links()[static_cast<size_t>(robot.rootLink())].name;
    out.toolLink = robot.links()[static_cast<size_t>(robot.deepestLeaf())].name;
    for (const Link& link : robot.links())
        if (!link.visuals.empty()) out.linkNames.push_back(link.name);
    if (out.linkNames.empty() || out.linkNames.size() > 255)
        return inputError("Robot '{}': {} links with visual geometry; 1..255 can be filmed.", robot.name(),
                          out.linkNames.size());
    out.fps = options.fps;
    out.jpegQuality = options.jpegQuality;
    out.cameraName = options.cameraName;

    const double focal = options.focalPx > 0 ? options.focalPx : 0.96 * options.width;
    // Real lenses are neither exactly square nor exactly centred.
    HashRandom random(room.value_or(options.seed), 5);
    out.camera = {options.width,
                  options.height,
                  focal,
                  focal * random.uniform(0.998, 1.002),
                  0.5 * options.width + random.uniform(-0.01, 0.01) * options.width,
                  0.5 * options.height + random.uniform(-0.01, 0.01) * options.width,
                  options.distortion};
    if (auto ok = out.camera.check("Synthetic recording"); !ok) return tl::unexpected(ok.error());

    std::vector<Eigen::VectorXd> values = options.jointValues;
    if (values.empty()) {
        TrajectoryOptions trajectory;
        trajectory.frames = options.frames;
        trajectory.framesPerMove = options.framesPerMove;
        trajectory.seed = options.seed;
        auto motion = randomTrajectory(robot, trajectory);
        if (!motion) return tl::unexpected(motion.error());
        values = std::move(*motion);
    }
    std::vector<int> driven;
    for (size_t i = 0; i < robot.joints().size(); ++i)
        if (robot.joints()[i].moves() && !robot.joints()[i].mimic) {
            driven.push_back(static_cast<int>(i));
            out.jointNames.push_back(robot.joints()[i].name);
        }
    out.jointPositions.resize(options.frames, static_cast<Eigen::Index>(driven.size()));
    std::vector<std::vector<RigidTransform>> baseFromLink;
    for (int frame = 0; frame < options.frames; ++frame) {
        const Eigen::VectorXd& now = values[static_cast<size_t>(frame)];
        for (size_t k = 0; k < driven.size(); ++k)
            out.jointPositions(frame, static_cast<Eigen::Index>(k)) = now[driven[k]];
        baseFromLink.push_back(robot.forwardKinematics(now));
    }
    const auto tool = static_cast<size_t>(robot.deepestLeaf());
    if (options.camFromTool) {
        for (const auto& poses : baseFromLink)
            out.camFromBasePerFrame.push_back(*options.camFromTool * poses[tool].inverse());
        out.camFromBase = out.camFromBasePerFrame[0];
    } else if (options.camFromBase) {
        out.camFromBase = *options.camFromBase;
    } else {
        auto place = randomViewpoint(robot, out.camera, baseFromLink, options.seed);
        if (!place) return tl::unexpected(place.error());
        out.camFromBase = *place;
    }
    if (!options.cameraMotion.empty()) {
        const RigidTransform still = out.camFromBase;
        for (const RigidTransform& motion : options.cameraMotion)
            out.camFromBasePerFrame.push_back(motion * still);
        out.camFromBase = out.camFromBasePerFrame[0];
    }

    LabOptions lab;
    lab.seed = room.value_or(options.seed);
    if (room) lab.things = options.seed;
    lab.frames = options.frames;
    lab.clutter = options.clutter;
    lab.movedObject = options.movedObject;
    lab.occluder = options.occluder;
    lab.cameraCentre = cameraCentre(out.camFromBase);
    lab.lookTarget = Eigen::Vector3d::Zero();
    for (const auto& poses : baseFromLink)
        for (const RigidTransform& pose : poses)
            lab.lookTarget += pose.translation() / static_cast<double>(poses.size() * baseFromLink.size());
    const LabScene scene = makeLabScene(lab);
    const ShadedMesh& object = scene.movedObject;
    const RobotSurface robotSurface(robot);
    out.frames.resize(static_cast<size_t>(options.frames));
    SharedProgress progress(context, options.frames, "filming the robot");
    static const FastDevelop fastDevelop;
    // The unmoving part is shaded once for every place where the camera stands still for a while.
    const auto poseOf = [&](int frame) -> const RigidTransform& {
        return out.camFromBasePerFrame.empty() ? out.camFromBase
                                               : out.camFromBasePerFrame[static_cast<size_t>(frame)];
    };
    for (int first = 0, next = 0; first < options.frames; first = next) {
        while (next < options.frames && poseOf(next).matrix() == poseOf(first).matrix()) ++next;
        const LabRenderer renderer(scene, out.camera, poseOf(first), options.seed, options.adaptiveSampling,
                                   context);
        if (context.stopped()) return stopped();
        parallelFor(next - first, context.threads, [&](int k) {
            if (context.stopped()) return;
            const auto i = static_cast<size_t>(first + k);
            Surface moved;
            if (!scene.baseFromMoved.empty())
                moved.add(object, scene.baseFromMoved[i], moved.addMaterial(scene.movedMaterial));
            ImageF linear;
            const CastFrame cast = renderer.render(robotSurface.pose(baseFromLink[i]), moved,
                                                   options.colour ? &linear : nullptr);
            out.frames[i] = frameFromCast(cast);
            if (options.colour) {
                HashRandom flicker(options.seed, 500000 + i);
                if (options.blurPx > 0.05) linear = blurred(linear, options.blurPx);
                const double exposure = std::exp(options.exposureJitter * flicker.normal());
                const HashRandom grain(options.seed, 1000 + i);
                out.frames[i].rgb = options.adaptiveSampling
                                        ? fastDevelop(linear, exposure, options.noise, grain)
                                        : develop(linear, exposure, options.noise, grain);
            }
            progress.step();
        });
    }
    if (context.stopped()) return stopped();
    return out;
}

}  // namespace

Result<void> writeRecording(const SyntheticRecording& recording, const std::filesystem::path& folder,
                            const std::string& urdf, const RunContext& context) {
    const int count = static_cast<int>(recording.frames.size());
    const std::string& camera = recording.cameraName;
    std::vector<Result<void>> outcomes(recording.frames.size());
    SharedProgress progress(context, std::max(1, count), "writing the recording");
    parallelFor(count, context.threads, [&](int i) {
        if (context.stopped()) return;
        const SyntheticFrame& frame = recording.frames[static_cast<size_t>(i)];
        Result<void>& outcome = outcomes[static_cast<size_t>(i)];
        const auto png = [&](const char* kind, const auto& image) {
            if (outcome)
                outcome = writePng(folder / "truth" / kind / camera / fmt::format("{:06}.png", i), image);
        };
        if (!frame.rgb.empty())
            outcome = writeFileAtomically(folder / "rgb" / camera / fmt::format("{:06}.jpg", i),
                                          encodeJpeg(frame.rgb, recording.jpegQuality));
        png("mask", frame.mask);
        png("mask_amodal", frame.maskAmodal);
        png("link", frame.linkId);
        png("depth", frame.depthMm);
        progress.step();
    });
    if (context.stopped()) return stopped();
    for (const Result<void>& outcome : outcomes)
        if (!outcome) return outcome;

    ordered_json robot{{"urdf", nullptr}, {"base_link", recording.baseLink}};
    if (!urdf.empty()) robot["urdf"] = urdf;
    const ordered_json k = matrixJson(recording.camera.matrix());
    ordered_json cameraTruth{{"name", camera},
                             {"width", recording.camera.width},
                             {"height", recording.camera.height},
                             {"K", k},
                             {"distortion", recording.camera.distortion},
                             {"T_cam_base", matrixJson(recording.camFromBase.matrix())}};
    for (const RigidTransform& pose : recording.camFromBasePerFrame)
        cameraTruth["T_cam_base_per_frame"].push_back(matrixJson(pose.matrix()));
    const ordered_json truth{{"name", folder.filename().string()},
                             {"robot", robot},
                             {"cameras", ordered_json::array({cameraTruth})},
                             {"num_frames", count},
                             {"link_index", recording.linkNames}};
    if (auto done = writeFileAtomically(folder / "truth.json", truth.dump(2) + "\n"); !done) return done;
    const ordered_json cameraEpisode{{"name", camera},
                                     {"width", recording.camera.width},
                                     {"height", recording.camera.height},
                                     {"image_pattern", fmt::format("rgb/{}/%06d.jpg", camera)},
                                     {"K", k},
                                     {"distortion", recording.camera.distortion}};
    ordered_json episode{{"name", folder.filename().string()},
                         {"robot", robot},
                         {"fps", nullptr},
                         {"num_frames", count},
                         {"joint_names", recording.jointNames},
                         {"joint_positions", matrixJson(recording.jointPositions)},
                         {"end_effector_links", std::vector{recording.toolLink}},
                         {"cameras", ordered_json::array({cameraEpisode})}};
    if (recording.fps > 0) {
        episode["fps"] = recording.fps;
        for (int i = 0; i < count; ++i) episode["timestamps"].push_back(i / recording.fps);
    }
    return writeFileAtomically(folder / "episode.json", episode.dump(2) + "\n");
}

}  // namespace camframe
