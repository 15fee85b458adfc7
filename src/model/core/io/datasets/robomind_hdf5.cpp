// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/robomind_hdf5.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "model/core/io/datasets/hdf5_episodes.h"
#include "model/core/io/detail/input_limits.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr const char* kColour = "observations/rgb_images";
constexpr const char* kDepth = "observations/depth_images";
constexpr const char* kTimes = "sim_time_seq";
constexpr int kMaxDepth = 8;  ///< Of folders: benchmark, embodiment, task, episodes, split, id, data.
constexpr size_t kMaxFiles = 1'000'000;

/// Cameras that an embodiment should have; some recordings lack one.
struct ExpectedCameras {
    std::string_view embodiment;
    std::vector<std::string_view> cameras;
};
const std::array<ExpectedCameras, 4> kExpectedCameras = {{
    {"franka_3rgb", {"camera_left", "camera_right", "camera_top"}},
    {"franka_1rgb", {"camera_top"}},
    {"ur_1rgb", {"camera_top"}},
    {"agilex_3rgb", {"camera_front", "camera_left_wrist", "camera_right_wrist"}},
}};

bool isHdf5Name(const fs::path& file) {
    return file.extension() == ".hdf5" || file.extension() == ".h5";
}

/// ".../h5_franka_3rgb/..." -> "franka_3rgb"; empty where no folder says so.
std::string embodimentOf(const fs::path& file) {
    std::string found;
    for (const fs::path& part : file.parent_path())
        if (part.string().starts_with("h5_")) found = part.string().substr(3);
    return found;
}

bool exchangesRedAndBlue(const std::string& embodiment) {
    if (embodiment.empty()) return false;
    return std::ranges::none_of(std::array{"franka", "fr3", "ur"},
                                [&](const char* usual) { return embodiment.starts_with(usual); });
}

/// Task and name of `.../{task}/success_episodes/{split}/{id}/data/x.hdf5`; without task where a file lies
/// alone.
EpisodeFile describe(const fs::path& file) {
    EpisodeFile episode{file, file.stem().string(), {}};
    const fs::path data = file.parent_path();
    if (data.filename() != "data") return episode;
    const fs::path id = data.parent_path();
    fs::path above = id.parent_path();
    episode.name = id.filename().string();
    if (above.filename() == "train" || above.filename() == "val") {
        episode.name = above.filename().string() + "/" + episode.name;
        above = above.parent_path();
    }
    if (above.filename().string().ends_with("_episodes")) above = above.parent_path();
    const std::string task = above.filename().string();
    if (task.empty() || task.starts_with("h5_")) return episode;
    episode.tasks = {task};
    episode.name = task + "/" + episode.name;
    return episode;
}

/// How far findFiles() searches.
struct SearchLimits {
    size_t files = kMaxFiles;
    size_t entries = std::numeric_limits<size_t>::max();  ///< Looked at.
};

/// HDF5 files in folders named "data" below a folder, in natural order.
std::vector<fs::path> findFiles(const fs::path& folder, const SearchLimits& limits) {
    std::vector<fs::path> files;
    std::error_code error;
    constexpr auto options = fs::directory_options::skip_permission_denied;
    size_t seen = 0;
    for (fs::recursive_directory_iterator it(folder, options, error), end;
         !error && it != end && files.size() < limits.files && seen++ < limits.entries; it.increment(error)) {
        std::error_code ignored;
        if (it->is_directory(ignored)) {
            if (it.depth() >= kMaxDepth) it.disable_recursion_pending();
        } else if (isHdf5Name(it->path()) && it->path().parent_path().filename() == "data") {
            files.push_back(it->path());
        }
    }
    std::ranges::sort(files, [](const fs::path& a, const fs::path& b) {
        return naturalLess(a.generic_string(), b.generic_string());
    });
    return files;
}

bool isRobomindFile(const fs::path& file) {
    if (!Hdf5File::hasSignature(file)) return false;
    const auto opened = Hdf5File::open(file);
    return opened &&
           (opened->hasGroup(kColour) || (opened->hasGroup("puppet") && opened->hasGroup("observations")));
}

/// Time of a frame (s), when `frames` of them are spread evenly over the times of a recording.
double frameTime(int frame, int frames, const Eigen::VectorXd& times) {
    const double first = times[0], last = times[times.size() - 1];
    return frames < 2 ? first : first + (last - first) * frame / (frames - 1);
}

/// The row whose time is nearest to each of `frames` times spread evenly over a recording.
/// @param times  s, one per row, not falling.
FrameRows rowsByTime(int frames, const Eigen::VectorXd& times) {
    FrameRows rows;
    Eigen::Index at = 0;
    for (int i = 0; i < frames; ++i) {
        const double time = frameTime(i, frames, times);
        while (at + 1 < times.size() && std::abs(times[at + 1] - time) <= std::abs(times[at] - time)) ++at;
        rows.push_back(static_cast<uint64_t>(at));
    }
    return rows;
}

class RobomindHdf5 : public EpisodeFileDataset {
public:
    RobomindHdf5(const fs::path& path, std::vector<EpisodeFile> files)
        : EpisodeFileDataset(path, std::move(files)), m_embodiment(embodimentOf((*entry(0))->file)) {}
    std::string formatName() const override { return "RoboMIND HDF5"; }
    std::string robotHint() const override { return m_embodiment; }

    Result<RecordedEpisode> readEpisode(int index) override {
        const auto file = openFile(index);
        if (!file) return tl::unexpected(file.error());
        const EpisodeFile& described = **entry(index);
        RecordedEpisode episode;
        episode.index = index;
        episode.name = described.name;
        episode.tasks = described.tasks;
        const std::string embodiment = embodimentOf(described.file);
        if (!embodiment.empty()) episode.attributes["embodiment"] = embodiment;
        for (const char* flag : {"sim", "compress"})
            if (const auto value = file->numberAttribute("/", flag))
                episode.attributes[flag] = *value != 0 ? "true" : "false";

        std::vector<Hdf5Camera> cameras = findHdf5Cameras(*file, kColour, episode.warnings);
        const auto frames = frameCount(*file, cameras);
        if (!frames) return tl::unexpected(frames.error());
        episode.frameCount = *frames;
        addCameras(*file, embodiment, std::move(cameras), episode);
        if (const auto read = addSignals(*file, episode); !read) return tl::unexpected(read.error());
        return episode;
    }

    Result<std::unique_ptr<FrameSource>> openFrames(int index, const std::string& cameraKey) override {
        auto opened = openCamera(index, cameraKey);
        if (!opened) return tl::unexpected(opened.error());
        FrameRows rows = evenRows(opened->frames, opened->pictures.count());
        return makeHdf5Frames(std::move(opened->pictures), std::move(rows),
                              opened->camera.colourOrder == "bgr");
    }

    Result<std::unique_ptr<DepthSource>> openDepth(int index, const std::string& cameraKey) override {
        const auto opened = openCamera(index, cameraKey);
        if (!opened) return tl::unexpected(opened.error());
        if (!opened->camera.hasDepth) return RecordedDataset::openDepth(index, cameraKey);
        const auto file = openFile(index);
        if (!file) return tl::unexpected(file.error());
        const std::string object = std::string(kDepth) + "/" + cameraKey;
        const auto depth = file->dataset(object);
        if (!depth) return tl::unexpected(depth.error());
        return openHdf5Depth(*file, object, opened->pictures.size(), evenRows(opened->frames, depth->rows()));
    }

private:
    struct OpenedCamera {
        RecordedCamera camera;
        Hdf5Pictures pictures;
        int frames = 0;
    };

    Result<OpenedCamera> openCamera(int index, const std::string& cameraKey) {
        const auto episode = readEpisode(index);
        if (!episode) return tl::unexpected(episode.error());
        const RecordedCamera* camera = episode->findCamera(cameraKey);
        if (!camera) return noSuchCamera(index, cameraKey);
        const auto file = openFile(index);
        if (!file) return tl::unexpected(file.error());
        auto pictures = Hdf5Pictures::open(*file, std::string(kColour) + "/" + cameraKey);
        if (!pictures) return tl::unexpected(pictures.error());
        return OpenedCamera{*camera, std::move(*pictures), episode->frameCount};
    }

    /// Of the camera with the fewest pictures; without cameras, rows of the joints.
    Result<int> frameCount(const Hdf5File& file, const std::vector<Hdf5Camera>& cameras) const {
        uint64_t frames = 0;
        for (const Hdf5Camera& camera : cameras)
            frames = frames == 0 ? camera.count : std::min(frames, camera.count);
        for (const char* joints :
             {"puppet/joint_position", "puppet/joint_position_left", "franka/joint_position"})
            if (frames == 0 && file.hasDataset(joints)) {
                const auto dataset = file.dataset(joints);
                if (!dataset) return tl::unexpected(dataset.error());
                frames = dataset->rows();
            }
        if (frames == 0 || frames > kMaxFrames)
            return inputError(
                "{} has neither pictures at '{}' nor joints at 'puppet/joint_position': it is no RoboMIND "
                "recording, or damaged; copy it again.",
                file.path().string(), kColour);
        return static_cast<int>(frames);
    }

    static void addCameras(const Hdf5File& file, const std::string& embodiment,
                           std::vector<Hdf5Camera> cameras, RecordedEpisode& episode) {
        const auto frames = static_cast<uint64_t>(episode.frameCount);
        bool anyDepth = false;
        for (Hdf5Camera& found : cameras) {
            RecordedCamera& camera = found.camera;
            if (found.count != frames)
                episode.warnings.push_back(fmt::format(
                    "Camera '{}' has {} pictures, but another one {}; for each frame the picture of its "
                    "share of the recording is taken.",
                    camera.key, found.count, frames));
            const std::string depth = std::string(kDepth) + "/" + camera.key;
            if (file.hasDataset(depth)) {
                const auto dataset = file.dataset(depth);
                camera.hasDepth = dataset && dataset->rows() > 0 && !dataset->shape().empty();
                if (camera.hasDepth && dataset->rows() != frames)
                    episode.warnings.push_back(fmt::format(
                        "Camera '{}' has {} depth pictures for {} frames; for each frame the one of its "
                        "share of the recording is taken.",
                        camera.key, dataset->rows(), frames));
            }
            anyDepth = anyDepth || camera.hasDepth;
            if (exchangesRedAndBlue(embodiment) && camera.encoding != "raw in HDF5")
                camera.colourOrder = "bgr";
            episode.cameras.push_back(std::move(camera));
        }
        if (!anyDepth) episode.warnings.push_back(fmt::format("'{}' holds no depth pictures.", kDepth));
        for (const ExpectedCameras& expected : kExpectedCameras) {
            if (expected.embodiment != embodiment) continue;
            for (const std::string_view name : expected.cameras)
                if (!episode.findCamera(name))
                    episode.warnings.push_back(fmt::format(
                        "Camera '{}', which recordings of {} have, is missing.", name, embodiment));
        }
    }

    /// Times of the states in simulation (s); empty where there are none that rise.
    static Result<Eigen::VectorXd> readTimes(const Hdf5File& file, std::vector<std::string>& warnings) {
        if (!file.hasDataset(kTimes)) return Eigen::VectorXd();
        const auto dataset = file.dataset(kTimes);
        if (!dataset) return tl::unexpected(dataset.error());
        const auto values = dataset->readNumbers();
        if (!values) return tl::unexpected(values.error());
        if (values->cols() == 1 && values->rows() > 1 && values->allFinite() &&
            std::is_sorted(values->data(), values->data() + values->size()))
            return Eigen::VectorXd(values->col(0));
        warnings.push_back(fmt::format("'{}' is not a list of rising times and was not used.", kTimes));
        return Eigen::VectorXd();
    }

    static Result<void> addSignals(const Hdf5File& file, RecordedEpisode& episode) {
        const auto read = readTimes(file, episode.warnings);
        if (!read) return tl::unexpected(read.error());
        const Eigen::VectorXd& times = *read;
        if (times.size() == episode.frameCount)
            episode.timestamps.assign(times.begin(), times.end());
        else if (times.size() > 0)
            for (int i = 0; i < episode.frameCount; ++i)
                episode.timestamps.push_back(frameTime(i, episode.frameCount, times));
        const auto rowsFor = [&](uint64_t rows) {
            return static_cast<Eigen::Index>(rows) == times.size() ? rowsByTime(episode.frameCount, times)
                                                                   : evenRows(episode.frameCount, rows);
        };
        return readHdf5Signals(
            file,
            {"",
             {kColour, kDepth, kTimes},
             rowsFor,
             "the frames are taken to be spread evenly over the recording, and each got the row "
             "of its time"},
            episode);
    }

    std::string m_embodiment;
};

}  // namespace

bool looksLikeRobomind(const fs::path& path) {
    std::error_code error;
    if (!fs::is_directory(path, error)) return isRobomindFile(path);
    // Other trees may be large; in these, files come soon. One of them may be damaged.
    return std::ranges::any_of(findFiles(cleanPath(path), {.files = 4, .entries = 20'000}), isRobomindFile);
}

Result<std::unique_ptr<RecordedDataset>> openRobomind(const fs::path& path) {
    const fs::path clean = cleanPath(path);
    std::vector<EpisodeFile> episodes;
    std::error_code error;
    if (fs::is_directory(clean, error)) {
        for (const fs::path& file : findFiles(clean, {})) episodes.push_back(describe(file));
        if (episodes.empty())
            return inputError(
                "{} holds no RoboMIND recordings: expected files <id>/data/trajectory.hdf5 below it.",
                path.string());
    } else {
        episodes.push_back(describe(clean));
    }
    return std::make_unique<RobomindHdf5>(clean, std::move(episodes));
}

}  // namespace camframe
