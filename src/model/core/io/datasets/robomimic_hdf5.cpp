// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/robomimic_hdf5.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "model/core/io/datasets/hdf5_episodes.h"
#include "model/core/io/detail/input_limits.h"
#include "model/core/io/detail/json_input.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

bool isDemo(const std::string& name) {
    return name.size() > 5 && name.starts_with("demo_") &&
           name.find_first_not_of("0123456789", 5) == std::string::npos;
}

std::vector<std::string> demosOf(const Hdf5File& file) {
    auto names = file.children("data");
    if (!names) return {};
    std::erase_if(*names, [](const std::string& name) { return !isDemo(name); });
    return std::move(*names);
}

/// JSON in an attribute; null where it is absent or no JSON: it only adds hints.
nlohmann::json jsonAttribute(const Hdf5File& file, const std::string& object, const std::string& name) {
    const auto text = file.textAttribute(object, name);
    if (!text) return {};
    auto parsed = parseJson(*text, name);
    return parsed ? std::move(*parsed) : nlohmann::json();
}

/// A text, or the first of a list of texts, at a path of keys; empty where there is none.
std::string textAt(const nlohmann::json& json, std::initializer_list<const char*> keys) {
    const nlohmann::json* at = &json;
    for (const char* key : keys) {
        if (!at->is_object() || !at->contains(key)) return {};
        at = &(*at)[key];
    }
    if (at->is_array() && !at->empty()) at = &at->front();
    return at->is_string() ? at->get<std::string>() : std::string();
}

class RobomimicHdf5 : public RecordedDataset {
public:
    RobomimicHdf5(const fs::path& path, Hdf5File file, std::vector<std::string> demos)
        : m_path(cleanPath(path)), m_file(std::move(file)), m_demos(std::move(demos)) {
        const auto arguments = jsonAttribute(m_file, "data", "env_args");
        m_robot = textAt(arguments, {"env_kwargs", "robots"});
        m_environment = textAt(arguments, {"env_name"});
        if (arguments.is_object() && arguments.contains("env_kwargs")) {
            const auto& settings = arguments["env_kwargs"];
            const auto rate = settings.is_object() ? settings.find("control_freq") : settings.end();
            if (rate != settings.end() && rate->is_number() && rate->get<double>() > 0)
                m_fps = rate->get<double>();
        }
        m_instruction = textAt(jsonAttribute(m_file, "data", "problem_info"), {"language_instruction"});
    }

    std::string formatName() const override { return "robomimic HDF5"; }
    std::string name() const override { return m_path.stem().string(); }
    fs::path folder() const override { return m_path.parent_path(); }
    std::string robotHint() const override { return m_robot; }
    int episodeCount() const override { return static_cast<int>(m_demos.size()); }

    Result<EpisodeSummary> summary(int index) override {
        const auto demo = demoPath(index);
        if (!demo) return tl::unexpected(demo.error());
        EpisodeSummary summary{m_demos[static_cast<size_t>(index)], -1, tasksOf(*demo)};
        const auto samples = m_file.numberAttribute(*demo, "num_samples");
        if (samples && *samples > 0 && *samples <= kMaxFrames)
            summary.frameCount = static_cast<int>(*samples);
        return summary;
    }

    Result<RecordedEpisode> readEpisode(int index) override {
        const auto demo = demoPath(index);
        if (!demo) return tl::unexpected(demo.error());
        RecordedEpisode episode;
        episode.index = index;
        episode.name = m_demos[static_cast<size_t>(index)];
        episode.tasks = tasksOf(*demo);
        episode.fps = m_fps;
        if (!m_environment.empty()) episode.attributes["env_name"] = m_environment;
        auto cameras = findCameras(*demo, episode.warnings);
        const auto frames = frameCount(*demo, cameras);
        if (!frames) return tl::unexpected(frames.error());
        episode.frameCount = *frames;
        for (Hdf5Camera& camera : cameras) {
            if (camera.count != static_cast<uint64_t>(*frames)) {
                episode.warnings.push_back(fmt::format(
                    "Camera '{}' was left out: it has {} pictures, but the recording has {} frames.",
                    camera.camera.key, camera.count, *frames));
                continue;
            }
            episode.cameras.push_back(std::move(camera.camera));
        }
        if (const auto read = readHdf5Signals(m_file, {*demo, {"next_obs"}, {}, {}}, episode); !read)
            return tl::unexpected(read.error());
        if (const auto stated = m_file.numberAttribute(*demo, "num_samples"); stated && *stated != *frames)
            episode.warnings.push_back(
                fmt::format("num_samples is {}, but the recording has {} frames.", *stated, *frames));
        return episode;
    }

    Result<std::unique_ptr<FrameSource>> openFrames(int index, const std::string& cameraKey) override {
        const auto demo = demoPath(index);
        if (!demo) return tl::unexpected(demo.error());
        auto pictures = Hdf5Pictures::open(m_file, *demo + "/obs/" + cameraKey);
        if (!pictures) return tl::unexpected(pictures.error());
        if (pictures->count() > static_cast<uint64_t>(kMaxFrames))
            return inputError("{} has too many frames.", m_path.string());
        const int frames = static_cast<int>(pictures->count());
        return makeHdf5Frames(std::move(*pictures), sameRows(frames), false);
    }

private:
    Result<std::string> demoPath(int index) const {
        if (index < 0 || index >= episodeCount())
            return makeError(ErrorKind::Usage, "Episode {} does not exist: '{}' has episodes 0 to {}.", index,
                             name(), episodeCount() - 1);
        return "data/" + m_demos[static_cast<size_t>(index)];
    }

    std::vector<std::string> tasksOf(const std::string& demo) const {
        const std::string own = textAt(jsonAttribute(m_file, demo, "ep_meta"), {"lang"});
        if (!own.empty()) return {own};
        if (!m_instruction.empty()) return {m_instruction};
        return {};
    }

    std::vector<Hdf5Camera> findCameras(const std::string& demo, std::vector<std::string>& warnings) const {
        std::vector<Hdf5Camera> cameras;
        const auto names = m_file.children(demo + "/obs");
        if (!names) {
            warnings.push_back(names.error().message + " The recording has no pictures.");
            return cameras;
        }
        for (const std::string& name : *names) {
            const std::string object = demo + "/obs/" + name;
            if (!m_file.hasDataset(object)) continue;
            const auto dataset = m_file.dataset(object);
            if (!dataset) {
                warnings.push_back(fmt::format("'obs/{}' was left out: {}", name, dataset.error().message));
                continue;
            }
            if (!dataset->isUint8() || dataset->shape().size() != 4 || dataset->shape()[3] != 3) continue;
            const auto pictures = Hdf5Pictures::open(m_file, object);
            if (!pictures) {
                warnings.push_back(
                    fmt::format("Camera '{}' was left out: {}", name, pictures.error().message));
                continue;
            }
            Hdf5Camera& found = cameras.emplace_back();
            found.camera.key = name;
            found.camera.width = pictures->size().width;
            found.camera.height = pictures->size().height;
            found.camera.encoding = pictures->encoding();
            found.count = pictures->count();
        }
        return cameras;
    }

    /// Of the actions, else of the pictures.
    Result<int> frameCount(const std::string& demo, const std::vector<Hdf5Camera>& cameras) const {
        uint64_t frames = cameras.empty() ? 0 : cameras.front().count;
        if (m_file.hasDataset(demo + "/actions")) {
            const auto actions = m_file.dataset(demo + "/actions");
            if (!actions) return tl::unexpected(actions.error());
            frames = actions->rows();
        }
        if (frames == 0 || frames > static_cast<uint64_t>(kMaxFrames))
            return inputError(
                "{}: recording '{}' has {} frames (rows of 'actions'); a recording has at least one.",
                m_path.string(), demo, frames);
        return static_cast<int>(frames);
    }

    fs::path m_path;
    Hdf5File m_file;
    std::vector<std::string> m_demos;
    std::string m_robot, m_environment, m_instruction;
    std::optional<double> m_fps;
};

}  // namespace

bool looksLikeRobomimicHdf5(const fs::path& path) {
    if (!Hdf5File::hasSignature(path)) return false;
    const auto file = Hdf5File::open(path);
    return file && !demosOf(*file).empty();
}

Result<std::unique_ptr<RecordedDataset>> openRobomimicHdf5(const fs::path& path) {
    auto file = Hdf5File::open(path);
    if (!file) return tl::unexpected(file.error());
    auto demos = demosOf(*file);
    if (demos.empty())
        return inputError("{} has no recordings at /data/demo_<number>; it is no robomimic file.",
                          path.string());
    return std::make_unique<RobomimicHdf5>(path, std::move(*file), std::move(demos));
}

}  // namespace camframe
