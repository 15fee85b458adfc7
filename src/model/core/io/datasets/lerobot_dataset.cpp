// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/lerobot_dataset.h"

#include <algorithm>
#include <cmath>
#include <list>
#include <numeric>

#include "model/core/io/datasets/lerobot_pictures.h"
#include "model/core/io/datasets/lerobot_rows.h"
#include "model/core/io/detail/parquet_file.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Kind = LeRobotFeature::Kind;

/// Indices of videos stay while they take no more than some 128 MiB, opened decoders of those used last.
constexpr int64_t kMaxIndexedPictures = 1 << 22;
constexpr size_t kMaxVideos = 1000;
constexpr size_t kMaxOpenVideos = 16;

fs::path folderOf(const fs::path& path) {
    fs::path folder = fs::absolute(path).lexically_normal();
    if (std::error_code error; fs::is_regular_file(folder, error))
        folder = folder.parent_path().parent_path();
    return folder.has_filename() ? folder : folder.parent_path();
}

/// Caches of the model hub name folders ".../datasets--owner--name/snapshots/<hash>".
std::string nameOf(const fs::path& folder) {
    const std::string hub = folder.parent_path().parent_path().filename().string();
    if (folder.parent_path().filename() == "snapshots" && hub.starts_with("datasets--"))
        return hub.substr(hub.rfind("--") + 2);
    return folder.filename().string();
}

/// The videos used lately, each indexed once.
class VideoShelf {
public:
    Result<std::shared_ptr<VideoFile>> open(const fs::path& path) {
        const auto found = std::ranges::find(m_videos, path, [](const auto& video) { return video->path(); });
        if (found != m_videos.end()) {
            m_videos.splice(m_videos.begin(), m_videos, found);
        } else {
            auto video = VideoFile::open(path);
            if (!video) return video;
            m_pictures += (*video)->pictureCount();
            m_videos.push_front(std::move(*video));
        }
        while (m_videos.size() > 1 && (m_videos.size() > kMaxVideos || m_pictures > kMaxIndexedPictures)) {
            m_pictures -= m_videos.back()->pictureCount();
            m_videos.pop_back();
        }
        if (m_videos.size() > kMaxOpenVideos) (*std::next(m_videos.begin(), kMaxOpenVideos))->rest();
        return m_videos.front();
    }

private:
    std::list<std::shared_ptr<VideoFile>> m_videos;  ///< The one used last in front.
    int64_t m_pictures = 0;
};

class LeRobotDataset : public RecordedDataset {
public:
    LeRobotDataset(LeRobotIndex index, std::vector<ModalityPart> modality, std::unique_ptr<SqlEngine> engine,
                   std::vector<fs::path> folders)
        : m_index(std::move(index)),
          m_modality(std::move(modality)),
          m_engine(std::move(engine)),
          m_folders(std::move(folders)) {}

    std::string formatName() const override { return "LeRobot " + m_index.info.version; }
    std::string name() const override { return nameOf(m_index.info.folder); }
    fs::path folder() const override { return m_index.info.folder; }
    std::string robotHint() const override { return m_index.info.robotType; }
    int episodeCount() const override { return static_cast<int>(m_index.episodes.size()); }
    Result<EpisodeSummary> summary(int index) override;
    Result<RecordedEpisode> readEpisode(int index) override;
    Result<std::unique_ptr<FrameSource>> openFrames(int index, const std::string& cameraKey) override;
    Result<std::unique_ptr<DepthSource>> openDepth(int index, const std::string& cameraKey) override;

private:
    Result<const LeRobotEpisode*> at(int index) const;
    Result<const ParquetFile*> openData(const LeRobotEpisode& episode);
    Result<std::vector<double>> timesOf(int index);
    /// The file that shows an episode, and which of its pictures do.
    struct Shown {
        std::shared_ptr<VideoFile> file;
        std::vector<int> pictures;
    };
    Result<Shown> findVideo(int index, const LeRobotFeature& feature);

    LeRobotIndex m_index;
    std::vector<ModalityPart> m_modality;
    std::unique_ptr<SqlEngine> m_engine;
    std::vector<fs::path> m_folders;
    std::optional<ParquetFile> m_data;  ///< Used last.
    VideoShelf m_videos;
    int m_timesOf = -1;  ///< Episode whose times these are.
    std::vector<double> m_times;
};

/// The depth that LeRobot records beside a camera's pictures.
const LeRobotFeature* depthBeside(const LeRobotInfo& info, const std::string& camera) {
    const LeRobotFeature* feature = info.find(camera + "_depth");
    const LeRobotFeature* pictures = info.find(camera);
    return feature && feature->coding && pictures && feature->width == pictures->width &&
                   feature->height == pictures->height
               ? feature
               : nullptr;
}

bool isCamera(const LeRobotFeature& feature) {
    return (feature.kind == Kind::Video || feature.kind == Kind::Image) && !feature.depth;
}

Result<const LeRobotEpisode*> LeRobotDataset::at(int index) const {
    if (index < 0 || index >= episodeCount())
        return makeError(ErrorKind::Usage, "Episode {} does not exist: '{}' has episodes 0 to {}.", index,
                         name(), episodeCount() - 1);
    return &m_index.episodes[static_cast<size_t>(index)];
}

Result<const ParquetFile*> LeRobotDataset::openData(const LeRobotEpisode& episode) {
    const bool counted = m_index.info.major == 2;  // v2's path follows from the episode's number alone
    const auto path = m_index.info.dataFile({.episode = episode.episodeIndex,
                                             .chunk = counted ? 0 : episode.dataChunk,
                                             .file = counted ? 0 : episode.dataFile,
                                             .videoKey = {}});
    if (!path) return tl::unexpected(path.error());
    if (!m_data || m_data->path() != *path) {
        auto file = ParquetFile::open(*m_engine, *path);
        if (!file) return tl::unexpected(file.error());
        m_data = std::move(*file);
    }
    return &*m_data;
}

Result<EpisodeSummary> LeRobotDataset::summary(int index) {
    const auto episode = at(index);
    if (!episode) return tl::unexpected(episode.error());
    const int64_t length = (*episode)->length;
    return EpisodeSummary{.name = fmt::format("episode {}", (*episode)->episodeIndex),
                          .frameCount = length >= 0 && length <= std::numeric_limits<int>::max()
                                            ? static_cast<int>(length)
                                            : -1,
                          .tasks = m_index.tasksOf(**episode)};
}

Result<RecordedEpisode> LeRobotDataset::readEpisode(int index) {
    const auto row = at(index);
    if (!row) return tl::unexpected(row.error());
    const auto file = openData(**row);
    if (!file) return tl::unexpected(file.error());
    auto rows = readLeRobotRows(**file, m_index.info, (*row)->episodeIndex);
    if (!rows) return tl::unexpected(rows.error());

    RecordedEpisode episode;
    episode.index = index;
    episode.name = fmt::format("episode {}", (*row)->episodeIndex);
    episode.frameCount = rows->count;
    episode.fps = m_index.info.fps;
    episode.timestamps = std::move(rows->timestamps);
    episode.signals = std::move(rows->signals);
    episode.attributes = std::move(rows->texts);
    episode.warnings = m_index.info.warnings;
    episode.warnings.insert(episode.warnings.end(), m_index.warnings.begin(), m_index.warnings.end());
    episode.warnings.insert(episode.warnings.end(), rows->warnings.begin(), rows->warnings.end());
    if ((*row)->length >= 0 && (*row)->length != rows->count)
        episode.warnings.push_back(fmt::format("the index states {} frames, but {} holds {}", (*row)->length,
                                               (*file)->path().filename().string(), rows->count));
    episode.tasks = m_index.tasksOf(**row);
    if (episode.tasks.empty())
        for (const int64_t task : rows->taskIndices)
            if (const auto found = m_index.taskOfIndex.find(task); found != m_index.taskOfIndex.end())
                episode.tasks.push_back(m_index.tasks[found->second]);
    for (const LeRobotFeature& feature : m_index.info.features)
        if (isCamera(feature))
            episode.cameras.push_back(
                {.key = feature.key,
                 .width = feature.width,
                 .height = feature.height,
                 .k = {},
                 .camFromBase = {},
                 .encoding = feature.kind == Kind::Image ? std::string("pictures in Parquet")
                             : feature.codec.empty()     ? std::string("video")
                                                         : fmt::format("video ({})", feature.codec),
                 .hasDepth = depthBeside(m_index.info, feature.key) != nullptr});
        else if (feature.depth)
            episode.attributes["depth." + feature.key] = feature.dtype;
    addModalitySignals(m_modality, episode);
    m_times = episode.timestamps.empty() ? std::vector<double>(static_cast<size_t>(rows->count), std::nan(""))
                                         : episode.timestamps;
    m_timesOf = index;
    return episode;
}

Result<std::vector<double>> LeRobotDataset::timesOf(int index) {
    if (m_timesOf == index) return m_times;
    const LeRobotEpisode& row = m_index.episodes[static_cast<size_t>(index)];
    const auto file = openData(row);
    if (!file) return tl::unexpected(file.error());
    auto times = readLeRobotTimes(**file, m_index.info, row.episodeIndex);
    if (!times) return times;
    m_times = std::move(*times);
    m_timesOf = index;
    return m_times;
}

Result<LeRobotDataset::Shown> LeRobotDataset::findVideo(int index, const LeRobotFeature& feature) {
    const LeRobotEpisode& row = m_index.episodes[static_cast<size_t>(index)];
    const auto key =
        static_cast<size_t>(std::ranges::find(m_index.videoKeys, feature.key) - m_index.videoKeys.begin());
    const LeRobotVideoSpan* span = m_index.video(static_cast<size_t>(index), key);
    if (span && (span->chunk < 0 || span->file < 0 || !std::isfinite(span->from)))
        return inputError(
            "{}: the index does not say where the video '{}' of episode {} lies ('videos/{}/chunk_index', "
            "'file_index', 'from_timestamp'); write the index anew.",
            (m_index.info.folder / "meta/episodes").string(), feature.key, row.episodeIndex, feature.key);
    const auto path = m_index.info.videoFile({.episode = row.episodeIndex,
                                              .chunk = span ? span->chunk : 0,
                                              .file = span ? span->file : 0,
                                              .videoKey = feature.key});
    if (!path) return tl::unexpected(path.error());
    if (std::error_code error; !fs::is_regular_file(*path, error))
        return inputError("Video {} of episode {} does not exist; fetch it, or write the index anew.",
                          path->string(), row.episodeIndex);
    const auto times = timesOf(index);
    if (!times) return tl::unexpected(times.error());
    const auto video = m_videos.open(*path);
    if (!video) return tl::unexpected(video.error());
    // A file of the episode alone with a picture for every frame needs no times.
    if (!span && (*video)->pictureCount() == static_cast<int>(times->size())) {
        std::vector<int> pictures(times->size());
        std::iota(pictures.begin(), pictures.end(), 0);
        return Shown{*video, std::move(pictures)};
    }
    auto pictures = picturesAt(**video, span ? span->from : 0, *times, m_index.info.fps);
    if (!pictures) return tl::unexpected(pictures.error());
    return Shown{*video, std::move(*pictures)};
}

Result<std::unique_ptr<FrameSource>> LeRobotDataset::openFrames(int index, const std::string& cameraKey) {
    const auto row = at(index);
    if (!row) return tl::unexpected(row.error());
    const LeRobotFeature* feature = m_index.info.find(cameraKey);
    if (!feature || !isCamera(*feature))
        return makeError(ErrorKind::Usage, "'{}' has no camera '{}'.", name(), cameraKey);
    if (feature->kind == Kind::Video) {
        auto shown = findVideo(index, *feature);
        if (!shown) return tl::unexpected(shown.error());
        return shown->file->frames({feature->width, feature->height}, std::move(shown->pictures));
    }
    const auto file = openData(**row);
    if (!file) return tl::unexpected(file.error());
    return openParquetPictures((*file)->path(), m_index.info, *feature, (*row)->episodeIndex, m_folders);
}

Result<std::unique_ptr<DepthSource>> LeRobotDataset::openDepth(int index, const std::string& key) {
    if (const auto row = at(index); !row) return tl::unexpected(row.error());
    const LeRobotFeature* feature = m_index.info.find(key);
    if (!feature || !feature->coding) feature = depthBeside(m_index.info, key);
    if (!feature) return RecordedDataset::openDepth(index, key);
    auto shown = findVideo(index, *feature);
    if (!shown) return tl::unexpected(shown.error());
    auto codes = shown->file->codes({feature->width, feature->height}, std::move(shown->pictures));
    if (!codes) return tl::unexpected(codes.error());
    return decodeDepth(std::move(*codes), *feature->coding);
}

}  // namespace

std::vector<fs::path> leRobotFolders(const fs::path& folder) {
    std::vector<fs::path> folders{folder};
    for (const char* part : {"meta", "data", "meta/episodes"})
        if (std::error_code error; fs::is_symlink(folder / part, error)) folders.push_back(folder / part);
    const fs::path info = folder / "meta/info.json";
    if (std::error_code error; fs::is_symlink(info, error))
        folders.push_back(fs::weakly_canonical(info, error).parent_path());
    return folders;
}

bool looksLikeLeRobot(const fs::path& path) {
    std::error_code error;
    if (fs::is_directory(path, error)) return fs::is_regular_file(path / "meta/info.json", error);
    return path.filename() == "info.json" && fs::absolute(path, error).parent_path().filename() == "meta";
}

Result<LeRobotIndex> readLeRobotIndex(const fs::path& path) {
    const fs::path folder = folderOf(path);
    auto info = LeRobotInfo::read(folder);
    if (!info) return tl::unexpected(info.error());
    const auto engine = SqlEngine::open({.folders = leRobotFolders(folder)});
    if (!engine) return tl::unexpected(engine.error());
    return LeRobotIndex::read(std::move(*info), **engine);
}

Result<std::unique_ptr<RecordedDataset>> openLeRobot(const fs::path& path) {
    const fs::path folder = folderOf(path);
    auto info = LeRobotInfo::read(folder);
    if (!info) return tl::unexpected(info.error());
    auto modality = readModality(folder);
    if (!modality) return tl::unexpected(modality.error());
    std::vector<fs::path> folders = leRobotFolders(folder);
    auto engine = SqlEngine::open({.folders = folders});
    if (!engine) return tl::unexpected(engine.error());
    auto index = LeRobotIndex::read(std::move(*info), **engine);
    if (!index) return tl::unexpected(index.error());
    return std::make_unique<LeRobotDataset>(std::move(*index), std::move(*modality), std::move(*engine),
                                            std::move(folders));
}

}  // namespace camframe
