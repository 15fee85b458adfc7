// SPDX-License-Identifier: Apache-2.0
#include "model/core/doctor/examination.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "model/core/doctor/picture_checks.h"
#include "model/core/doctor/robot_checks.h"
#include "model/core/doctor/signal_checks.h"
#include "model/core/io/datasets/dataset_formats.h"
#include "model/core/io/datasets/lerobot_checks.h"
#include "model/core/io/input_files.h"
#include "model/core/io/plain_folder_reader.h"
#include "model/core/io/robot_layout.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

/// Frames of a clip that the lag is estimated from.
constexpr int mostLagFrames = 400;

bool isStop(const Error& error) {
    return error.kind == ErrorKind::Stopped;
}

/// A plain folder's numbers as stored signals, so that one set of checks serves both.
RecordedEpisode asRecorded(const Episode& episode) {
    RecordedEpisode out;
    out.index = episode.index;
    out.name = episode.name;
    out.frameCount = episode.frameCount;
    out.fps = episode.fps;
    out.timestamps = episode.timestamps;
    if (episode.hasJoints())
        out.signals.push_back({"joint_positions", episode.jointNames, episode.jointPositions});
    return out;
}

std::vector<int> spread(int count, int most) {
    std::vector<int> out;
    const int taken = std::min(count, most);
    for (int i = 0; i < taken; ++i)
        out.push_back(taken == 1 ? 0 : static_cast<int>(static_cast<int64_t>(i) * (count - 1) / (taken - 1)));
    return out;
}

/// One run over a dataset.
class Examiner {
public:
    Examiner(const fs::path& path, const ExaminationOptions& options, const RunContext& context)
        : m_path(path), m_options(options), m_context(context) {}

    Result<Examination> run() {
        if (std::error_code error; !fs::exists(m_path, error))
            return inputError("Dataset {} does not exist or cannot be reached; check the path.",
                              m_path.string());
        // A wrong robot is a mistake of the command line, not of the dataset.
        if (const std::string& robot = m_options.open.robot; !robot.empty())
            if (const auto layout = readRobotLayout(robot); !layout)
                return makeError(ErrorKind::Usage, "--robot: {}", layout.error().message);
        m_out.dataset = m_path.string();
        m_plain = m_options.open.format == "plain" ||
                  (m_options.open.format.empty() && looksLikePlainFolder(m_path));
        if (const auto opened = open(); !opened) return tl::unexpected(opened.error());
        if (m_reader || m_dataset) {
            if (const auto chosen = chooseEpisodes(); !chosen) return tl::unexpected(chosen.error());
            for (size_t i = 0; i < m_out.examined.size(); ++i) {
                if (m_context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
                const int episode = m_out.examined[i];
                m_context.report(
                    0.2 + 0.8 * static_cast<double>(i) / static_cast<double>(m_out.examined.size()),
                    fmt::format("episode {}", episode));
                if (const auto done = examine(episode); !done) return tl::unexpected(done.error());
            }
            take(compareCameras(m_cameras));
        }
        m_context.report(1, "done");
        m_out.findings = merged(std::move(m_out.findings));
        return std::move(m_out);
    }

private:
    void take(std::vector<DatasetFinding> findings) {
        std::ranges::move(findings, std::back_inserter(m_out.findings));
    }
    void take(std::vector<DatasetFinding> findings, int episode) {
        for (DatasetFinding& finding : findings) finding.episodes = {episode};
        take(std::move(findings));
    }
    void takeError(const Error& error, const char* code, std::string where, int episode) {
        take({findingOf(error, code, std::move(where), {episode})});
    }
    void notChecked(std::string text) {
        if (std::ranges::find(m_out.notChecked, text) == m_out.notChecked.end())
            m_out.notChecked.push_back(std::move(text));
    }

    /// Fills m_reader, or m_dataset alone where nothing can be understood.
    Result<void> open() {
        const DatasetFormat* format = nullptr;
        if (!m_plain) {
            const auto found = findDatasetFormat(m_path, m_options.open.format);
            if (!found && found.error().kind == ErrorKind::Usage) return tl::unexpected(found.error());
            if (!found) {
                take({findingOf(found.error(), "unknown-format", {})});
                return {};
            }
            format = *found;
            m_out.format = format->title;
            if (format->id == "lerobot") {
                m_context.report(0, "index");
                const bool all = m_options.episodes == "all";
                auto findings = checkLeRobot(m_path, all, m_context);
                if (!findings) return tl::unexpected(findings.error());
                take(std::move(*findings));
            }
        }
        auto reader = openDataset(m_path, m_options.open);
        if (reader) {
            m_reader = std::move(*reader);
            m_out.dataset = m_reader->name();
            m_out.format = m_reader->formatName();
            m_out.profile = m_reader->understanding().profile;
            m_out.episodeCount = m_reader->episodeCount();
            m_stored = m_reader->recorded();
            if (const std::string refusal = m_reader->understanding().refusal; !refusal.empty())
                take({findingOf(Error{ErrorKind::Input, refusal}, "refused", {})});
            return {};
        }
        if (isStop(reader.error()) || reader.error().kind == ErrorKind::Usage)
            return tl::unexpected(reader.error());
        m_dataset = nullptr;
        if (format != nullptr)
            if (auto stored = format->open(m_path)) {
                m_dataset = std::move(*stored);
                m_stored = m_dataset.get();
                m_out.dataset = m_stored->name();
                m_out.format = m_stored->formatName();
                m_out.episodeCount = m_stored->episodeCount();
            }
        take({findingOf(reader.error(), "unreadable", {})});
        return {};
    }

    Result<void> chooseEpisodes() {
        if (m_options.episodes.empty()) {
            m_out.examined = spread(m_out.episodeCount, kSampledEpisodes);
            m_out.sampled = m_out.episodeCount > kSampledEpisodes;
            return {};
        }
        auto chosen = parseEpisodes(m_options.episodes, m_out.episodeCount);
        if (!chosen) return tl::unexpected(chosen.error());
        m_out.examined = std::move(*chosen);
        m_out.sampled = static_cast<int>(m_out.examined.size()) < m_out.episodeCount;
        return {};
    }

    Result<void> examine(int index) {
        std::optional<RecordedEpisode> stored;
        if (m_stored != nullptr) {
            Result<RecordedEpisode> read = m_stored->readEpisode(index);
            if (!read) {
                if (isStop(read.error())) return tl::unexpected(read.error());
                takeError(read.error(), "unreadable-episode", "recording", index);
                return {};
            }
            stored = std::move(*read);
        }
        std::optional<Episode> episode;
        if (m_reader && m_reader->understanding().refusal.empty()) {
            Result<Episode> read = m_reader->readEpisode(index);
            if (!read && isStop(read.error())) return tl::unexpected(read.error());
            if (read)
                episode = std::move(*read);
            else
                takeError(read.error(), stored ? "not-understood" : "unreadable-episode", "recording", index);
        }
        if (!stored && !episode) return {};
        if (!stored) stored = asRecorded(*episode);
        take(checkSignals(*stored), index);
        take(checkTimes(stored->timestamps, stored->fps), index);
        for (const std::string& text : stored->warnings)
            take({{Severity::Warning, "reader", {index}, {}, text, "see docs/datasets.md"}});
        if (episode) checkRobot(*episode, *stored, index);
        return checkCameras(*stored, episode ? &*episode : nullptr, index);
    }

    const Robot* robotOf(Episode& episode) {
        const std::string name = !m_options.open.robot.empty()               ? m_options.open.robot
                                 : episode.urdf && episode.robotName.empty() ? episode.urdf->string()
                                                                             : episode.robotName;
        if (name.empty()) {
            notChecked("limits and end effector: no robot is known (give --robot)");
            return nullptr;
        }
        if (name != m_robotName) {
            m_robotName = name;
            auto robot = loadRobot(name, m_options.robots, "", &episode);
            m_robot.reset();
            if (robot) {
                m_robot = std::move(*robot);
                m_out.robot = m_robot->name;
            } else {
                notChecked("limits and end effector: " + robot.error().message);
            }
        }
        if (!m_robot) return nullptr;
        applyJointAliases(*m_robot, episode);
        return &*m_robot;
    }

    void checkRobot(Episode& episode, const RecordedEpisode& stored, int index) {
        if (!episode.hasJoints() && episode.endEffectorPoses.empty()) {
            take({{Severity::Error,
                   "no-joints",
                   {index},
                   {},
                   "neither joints nor end-effector poses are understood among its signals",
                   "name the robot with --robot, or write a dataset profile: camframe profile new"}});
            return;
        }
        const Robot* robot = robotOf(episode);
        take(checkJumps(episode, robot ? &robot->model : nullptr), index);
        if (robot == nullptr) return;
        take(checkLimits(episode, robot->model), index);
        const auto motion = computeMotion(robot->model, episode);
        if (!motion) {
            takeError(motion.error(), "no-motion", {}, index);
            return;
        }
        for (const std::string& text : motion->warnings)
            take({{Severity::Note, "robot", {index}, {}, text, "see camframe info"}});
        if (!episode.hasJoints()) return;
        if (!episode.endEffectorPoses.empty()) {
            take(checkEndEffector(episode, robot->model, *motion), index);
        } else if (robot->arms.size() == 1) {
            const int link = robot->arms.front().tcpLink;
            const std::string& name = robot->model.links()[static_cast<size_t>(link)].name;
            for (const Signal& signal : stored.signals)
                if (isEndEffectorKey(signal.key) && signal.values.cols() >= 3 &&
                    signal.values.rows() == static_cast<Eigen::Index>(motion->baseFromLink.size()))
                    take(checkPositions(signal.values, *motion, link, name, signal.key), index);
        }
    }

    static bool isEndEffectorKey(const std::string& key) {
        if (!isStateKey(key)) return false;
        for (const char* word : {"end_effector", "eef_pos", "ee_pos", "cartesian_position", "tcp_pos"})
            if (key.find(word) != std::string::npos) return key.find("axis") == std::string::npos;
        return false;
    }

    Result<void> checkCameras(const RecordedEpisode& stored, const Episode* episode, int index) {
        std::vector<CameraStream> cameras;
        if (episode != nullptr) cameras = episode->cameras;
        if (episode == nullptr)
            for (const RecordedCamera& camera : stored.cameras) {
                CameraStream stream;
                stream.name = stream.frames.key = camera.key;
                stream.width = camera.width;
                stream.height = camera.height;
                cameras.push_back(std::move(stream));
            }
        m_cameras.emplace_back(index, cameras);
        const int frameCount = episode != nullptr ? episode->frameCount : stored.frameCount;
        const bool moves = episode != nullptr && episode->hasJoints() && [&] {
            const std::vector<double> speed = jointSpeed(*episode);
            return std::accumulate(speed.begin(), speed.end(), 0.0) > 0.1;
        }();
        for (const CameraStream& camera : cameras) {
            auto source = episode != nullptr ? m_reader->openFrames(*episode, camera)
                                             : m_stored->openFrames(index, camera.frames.key);
            if (!source) {
                if (isStop(source.error())) return tl::unexpected(source.error());
                takeError(source.error(), "media-unreadable", camera.name, index);
                continue;
            }
            auto findings = checkPictures(**source, frameCount, camera.name, m_options.allFrames,
                                          moves && !camera.wrist, m_context);
            if (!findings) return tl::unexpected(findings.error());
            const bool sound = findings->empty();
            take(std::move(*findings), index);
            if (sound && moves && !camera.wrist && episode->fps && m_lagChecked[camera.name]++ == 0)
                if (auto done = checkLagOf(**source, *episode, camera, index); !done) return done;
        }
        return {};
    }

    Result<void> checkLagOf(FrameSource& source, const Episode& episode, const CameraStream& camera,
                            int index) {
        const auto energy = motionEnergy(source, std::min(episode.frameCount, mostLagFrames), m_context);
        if (!energy) {
            if (isStop(energy.error())) return tl::unexpected(energy.error());
            takeError(energy.error(), "media-unreadable", camera.name, index);
            return {};
        }
        take(checkLag(estimateLag(*energy, jointSpeed(episode)), *episode.fps, camera.name), index);
        return {};
    }

    fs::path m_path;
    const ExaminationOptions& m_options;
    const RunContext& m_context;
    Examination m_out;
    bool m_plain = false;
    std::unique_ptr<DatasetReader> m_reader;
    std::unique_ptr<RecordedDataset> m_dataset;  ///< Where nothing could be understood.
    RecordedDataset* m_stored = nullptr;         ///< As stored; null for plain folders.
    std::string m_robotName;
    std::optional<Robot> m_robot;
    std::vector<std::pair<int, std::vector<CameraStream>>> m_cameras;
    std::map<std::string, int> m_lagChecked;
};

}  // namespace

int Examination::count(Severity severity) const {
    return static_cast<int>(std::ranges::count(findings, severity, &DatasetFinding::severity));
}

std::vector<DatasetFinding> compareCameras(
    const std::vector<std::pair<int, std::vector<CameraStream>>>& episodes) {
    std::vector<DatasetFinding> out;
    std::map<std::string, std::map<std::pair<int, int>, std::vector<int>>> sizes;
    for (const auto& [episode, cameras] : episodes)
        for (const CameraStream& camera : cameras)
            sizes[camera.name][{camera.width, camera.height}].push_back(episode);
    for (const auto& [name, bySize] : sizes) {
        size_t seen = 0;
        std::vector<std::string> texts;
        for (const auto& [size, which] : bySize) {
            seen += which.size();
            texts.push_back(fmt::format("{}x{} in episode {}", size.first, size.second, which.front()));
        }
        if (bySize.size() > 1)
            out.push_back(
                {Severity::Warning,
                 "dual-resolution",
                 {},
                 name,
                 fmt::format("its pictures have {} sizes: {}", bySize.size(), fmt::join(texts, ", ")),
                 "calibrate the sizes apart; K differs"});
        if (seen < episodes.size()) {
            std::vector<int> without;
            for (const auto& [episode, cameras] : episodes)
                if (std::ranges::find(cameras, name, &CameraStream::name) == cameras.end())
                    without.push_back(episode);
            out.push_back({Severity::Warning, "camera-comes-and-goes", without, name,
                           fmt::format("{} of {} episodes lack it", without.size(), episodes.size()),
                           "leave these episodes out where the camera is needed"});
        }
    }
    return out;
}

Result<Examination> examineDataset(const fs::path& path, const ExaminationOptions& options,
                                   const RunContext& context) {
    return withoutExceptions([&] { return Examiner(path, options, context).run(); });
}

}  // namespace camframe
