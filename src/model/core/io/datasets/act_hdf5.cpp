// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/act_hdf5.h"

#include <algorithm>

#include "model/core/io/datasets/hdf5_episodes.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr const char* kImages = "observations/images";
constexpr size_t kMaxFiles = 1'000'000;

bool isActFile(const fs::path& file) {
    if (!Hdf5File::hasSignature(file)) return false;
    const auto opened = Hdf5File::open(file);
    return opened && opened->hasDataset("observations/qpos");
}

bool isEpisodeName(const fs::path& file) {
    const fs::path extension = file.extension();
    return file.filename().string().starts_with("episode_") && (extension == ".hdf5" || extension == ".h5");
}

std::vector<fs::path> episodeFilesIn(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end && files.size() < kMaxFiles;
         it.increment(error))
        if (isEpisodeName(it->path())) files.push_back(it->path());
    std::ranges::sort(
        files, [](const fs::path& a, const fs::path& b) { return naturalLess(a.string(), b.string()); });
    return files;
}

/// Files of a folder, or of its subfolders with those as tasks.
std::vector<EpisodeFile> findEpisodes(const fs::path& folder) {
    std::vector<EpisodeFile> episodes;
    for (const fs::path& file : episodeFilesIn(folder)) episodes.push_back({file, file.stem().string(), {}});
    if (!episodes.empty()) return episodes;
    std::vector<fs::path> folders;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (std::error_code ignored; it->is_directory(ignored)) folders.push_back(it->path());
    std::ranges::sort(folders);
    for (const fs::path& task : folders)
        for (const fs::path& file : episodeFilesIn(task)) {
            const std::string taskName = task.filename().string();
            episodes.push_back({file, taskName + "/" + file.stem().string(), {taskName}});
        }
    return episodes;
}

class ActHdf5 : public EpisodeFileDataset {
public:
    using EpisodeFileDataset::EpisodeFileDataset;
    std::string formatName() const override { return "ACT/ALOHA HDF5"; }

    Result<RecordedEpisode> readEpisode(int index) override {
        const auto file = openFile(index);
        if (!file) return tl::unexpected(file.error());
        const auto qpos = file->dataset("observations/qpos");
        if (!qpos) return tl::unexpected(qpos.error());
        RecordedEpisode episode;
        episode.index = index;
        episode.name = (*entry(index))->name;
        episode.tasks = (*entry(index))->tasks;
        std::vector<Hdf5Camera> cameras = findHdf5Cameras(*file, kImages, episode.warnings);
        uint64_t frames = qpos->rows();
        for (const Hdf5Camera& camera : cameras) frames = std::min(frames, camera.count);
        if (frames == 0 || frames > 10'000'000)
            return inputError("{} has {} frames; a recording has at least one.", qpos->place(), frames);
        episode.frameCount = static_cast<int>(frames);
        for (Hdf5Camera& camera : cameras) {
            if (camera.count != frames)
                episode.warnings.push_back(fmt::format(
                    "Camera '{}' has {} pictures, but the recording has {} frames; the rest is not "
                    "used.",
                    camera.camera.key, camera.count, frames));
            episode.cameras.push_back(std::move(camera.camera));
        }
        const auto leading = [&](uint64_t rows) {
            return rows > frames ? sameRows(episode.frameCount) : FrameRows();
        };
        const Hdf5SignalRules rules{"", {kImages, "compress_len"}, leading, "its last rows are not used"};
        if (const auto read = readHdf5Signals(*file, rules, episode); !read)
            return tl::unexpected(read.error());
        for (const char* flag : {"sim", "compress"})
            if (const auto value = file->numberAttribute("/", flag))
                episode.attributes[flag] = *value != 0 ? "true" : "false";
        return episode;
    }

    Result<std::unique_ptr<FrameSource>> openFrames(int index, const std::string& cameraKey) override {
        const auto episode = readEpisode(index);
        if (!episode) return tl::unexpected(episode.error());
        if (!episode->findCamera(cameraKey)) return noSuchCamera(index, cameraKey);
        const auto file = openFile(index);
        if (!file) return tl::unexpected(file.error());
        auto pictures = Hdf5Pictures::open(*file, std::string(kImages) + "/" + cameraKey);
        if (!pictures) return tl::unexpected(pictures.error());
        return makeHdf5Frames(std::move(*pictures), sameRows(episode->frameCount), false);
    }
};

}  // namespace

bool looksLikeActHdf5(const fs::path& path) {
    std::error_code error;
    if (!fs::is_directory(path, error)) return isActFile(path);
    if (fs::exists(path / "episode.json", error)) return false;  // a plain folder that keeps pictures in HDF5
    const auto episodes = findEpisodes(path);
    return !episodes.empty() && isActFile(episodes.front().file);
}

Result<std::unique_ptr<RecordedDataset>> openActHdf5(const fs::path& path) {
    std::error_code error;
    std::vector<EpisodeFile> episodes;
    if (fs::is_directory(path, error))
        episodes = findEpisodes(path);
    else
        episodes.push_back({cleanPath(path), path.stem().string(), {}});
    if (episodes.empty())
        return inputError("{} holds no recordings named episode_*.hdf5; name their folder, or one of them.",
                          path.string());
    return std::make_unique<ActHdf5>(path, std::move(episodes));
}

}  // namespace camframe
