// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/droid_raw.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "model/core/io/datasets/hdf5_episodes.h"
#include "model/core/io/detail/input_limits.h"
#include "model/core/io/detail/json_input.h"
#include "model/core/io/detail/path_variable.h"
#include "model/core/io/droid_lists.h"
#include "model/core/io/video_reader.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr const char* kTrajectory = "trajectory.h5";
constexpr const char* kJoints = "observation/robot_state/joint_positions";
constexpr const char* kCameraTimes = "observation/timestamp/cameras";
constexpr const char* kRobotTimes = "observation/timestamp/robot_state/robot_timestamp";
constexpr const char* kExtrinsics = "observation/camera_extrinsics";
constexpr int kMaxDepth = 6;
constexpr size_t kMaxEpisodes = 1'000'000;
constexpr double kShortestShare = 0.9;  ///< A video with fewer of the recording's pictures is not used.
constexpr double kStillMetres = 1e-3;

constexpr std::array<const char*, 3> kParts = {"ext1", "ext2", "wrist"};

bool isDroidTrajectory(const fs::path& file) {
    if (!Hdf5File::hasSignature(file)) return false;
    const auto opened = Hdf5File::open(file);
    return opened && opened->hasDataset(kJoints) && opened->hasGroup("action");
}

/// Paths of trajectory.h5 below a folder in natural order.
std::vector<fs::path> findTrajectories(const fs::path& folder, size_t enough, size_t maxEntries) {
    std::vector<fs::path> files;
    std::error_code error;
    constexpr auto options = fs::directory_options::skip_permission_denied;
    size_t seen = 0;
    for (fs::recursive_directory_iterator it(folder, options, error), end;
         !error && it != end && files.size() < enough && seen++ < maxEntries; it.increment(error)) {
        const std::string name = it->path().filename().string();
        if (name == kTrajectory) files.push_back(it->path());
        // Recordings hold many SVO and MP4 files, which need not be listed.
        if (it.depth() >= kMaxDepth || name == "recordings") it.disable_recursion_pending();
    }
    std::ranges::sort(files, [](const fs::path& a, const fs::path& b) {
        return naturalLess(a.generic_string(), b.generic_string());
    });
    return files;
}

/// What metadata_<episode id>.json says; it may be absent.
struct Metadata {
    std::string episodeId;
    std::vector<std::string> tasks;
    std::map<std::string, std::string> attributes;
    std::map<std::string, std::string> serials;  ///< By part.
};

Result<Metadata> readMetadata(const fs::path& folder) {
    Metadata metadata;
    constexpr std::string_view prefix = "metadata_";
    std::error_code error;
    fs::path file;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (it->path().filename().string().starts_with(prefix) && it->path().extension() == ".json" &&
            (file.empty() || it->path() < file))
            file = it->path();
    if (file.empty()) return metadata;
    metadata.episodeId = file.stem().string().substr(prefix.size());
    const auto document = readJson(file);
    if (!document) return tl::unexpected(document.error());
    const JsonField root(*document, file.string());
    if (!document->is_object()) return root.error("an object with 'ext1_cam_serial', 'wrist_cam_serial' ...");
    const auto textOf = [&](const std::string& key) -> std::string {
        const nlohmann::json* value = root[key].value();
        if (value && value->is_string()) return value->get<std::string>();
        return value && (value->is_number_integer() || value->is_boolean()) ? value->dump() : std::string();
    };
    for (const char* part : kParts)
        if (const std::string serial = textOf(std::string(part) + "_cam_serial"); !serial.empty())
            metadata.serials[part] = serial;
    for (const char* key : {"uuid", "lab", "building", "scene_id", "success", "robot_serial", "date", "user"})
        if (const std::string text = textOf(key); !text.empty()) metadata.attributes[key] = text;
    if (const std::string task = textOf("current_task"); !task.empty()) metadata.tasks = {task};
    return metadata;
}

/// Left half of side-by-side pictures.
class LeftHalf : public FrameSource {
public:
    explicit LeftHalf(std::unique_ptr<FrameSource> both) : m_both(std::move(both)) {}
    int frameCount() const override { return m_both->frameCount(); }
    Result<ImageU8> read(int frame) override {
        auto both = m_both->read(frame);
        if (!both) return both;
        ImageU8 left(both->width / 2, both->height, 3);
        for (int y = 0; y < left.height; ++y) std::copy_n(both->row(y), left.width * 3, left.row(y));
        return left;
    }

private:
    std::unique_ptr<FrameSource> m_both;
};

/// A camera's video: the left view, or both side by side.
struct CameraVideo {
    std::string serial;
    fs::path file;
    bool stereo = false;
    std::shared_ptr<VideoFile> video;
};

/// Serial numbers of all videos of a recording.
std::vector<std::string> serialsOf(const fs::path& videos) {
    std::vector<std::string> serials;
    std::error_code error;
    for (fs::directory_iterator it(videos, error), end; !error && it != end; it.increment(error)) {
        if (it->path().extension() != ".mp4") continue;
        std::string serial = it->path().stem().string();
        if (serial.ends_with("-stereo")) serial.resize(serial.size() - 7);
        if (std::ranges::find(serials, serial) == serials.end()) serials.push_back(serial);
    }
    std::ranges::sort(serials);
    return serials;
}

Result<CameraVideo> openVideo(const fs::path& videos, const std::string& serial) {
    CameraVideo camera{serial, videos / (serial + ".mp4"), false, nullptr};
    std::error_code error;
    if (!fs::exists(camera.file, error)) {
        camera.file = videos / (serial + "-stereo.mp4");
        camera.stereo = true;
        if (!fs::exists(camera.file, error))
            return inputError("there is neither {0}.mp4 nor {0}-stereo.mp4 in {1}.", serial, videos.string());
    }
    auto video = VideoFile::open(camera.file);
    if (!video) return tl::unexpected(video.error());
    if (camera.stereo && (*video)->size().width % 2 != 0)
        return inputError("{} is {} pixels wide, which is not two pictures side by side.",
                          camera.file.string(), (*video)->size().width);
    camera.video = std::move(*video);
    return camera;
}

class DroidRaw : public EpisodeFileDataset {
public:
    using EpisodeFileDataset::EpisodeFileDataset;
    std::string formatName() const override { return "DROID raw"; }
    std::string robotHint() const override { return "franka_robotiq"; }

    Result<RecordedEpisode> readEpisode(int index) override {
        const auto file = openFile(index);
        if (!file) return tl::unexpected(file.error());
        const fs::path folder = file->path().parent_path();
        const auto joints = file->dataset(kJoints);
        if (!joints) return tl::unexpected(joints.error());
        if (joints->rows() == 0 || joints->rows() > kMaxFrames)
            return inputError("{} has {} rows; a recording has at least one.", joints->place(),
                              joints->rows());
        auto metadata = readMetadata(folder);

        RecordedEpisode episode;
        if (!metadata) {
            episode.warnings.push_back("The metadata were not used: " + metadata.error().message);
            metadata = Metadata();
        }
        episode.index = index;
        episode.name = (*entry(index))->name;
        episode.tasks = metadata->tasks;
        episode.attributes = metadata->attributes;
        if (!metadata->episodeId.empty()) episode.attributes["episode_id"] = metadata->episodeId;
        for (const auto& [part, serial] : metadata->serials)
            episode.attributes[part + "_cam_serial"] = serial;
        if (metadata->serials.empty())
            episode.warnings.push_back(fmt::format(
                "{} has no metadata_*.json that names the cameras; they are named by serial number.",
                folder.string()));
        auto cameras = openCameras(index, *metadata, joints->rows(), episode);
        const auto most = static_cast<int>(joints->rows());
        episode.frameCount = most;
        for (const auto& [key, camera] : cameras)
            episode.frameCount = std::min(episode.frameCount, camera.video->pictureCount());
        if (episode.frameCount != most)
            episode.warnings.push_back(
                fmt::format("{} has {} rows, but the shortest video {} pictures; the rest is "
                            "not used.",
                            kTrajectory, most, episode.frameCount));
        if (const auto read = readSignals(*file, episode); !read) return tl::unexpected(read.error());
        for (const auto& [key, camera] : cameras)
            episode.cameras.push_back(describeCamera(key, camera, metadata->episodeId, *file, episode));
        m_cameras = std::move(cameras);
        m_camerasOf = index;
        return episode;
    }

    Result<std::unique_ptr<FrameSource>> openFrames(int index, const std::string& cameraKey) override {
        const auto episode = readEpisode(index);
        if (!episode) return tl::unexpected(episode.error());
        const auto found = m_cameras.find(cameraKey);
        if (found == m_cameras.end()) return noSuchCamera(index, cameraKey);
        std::vector<int> pictures(static_cast<size_t>(episode->frameCount));
        for (size_t i = 0; i < pictures.size(); ++i) pictures[i] = static_cast<int>(i);
        auto frames = found->second.video->frames(found->second.video->size(), std::move(pictures));
        if (frames && found->second.stereo) return std::make_unique<LeftHalf>(std::move(*frames));
        return frames;
    }

private:
    using Cameras = std::map<std::string, CameraVideo>;

    /// Videos by key; those that cannot be used are left out with a warning. Kept while the episode stays the
    /// same: a video is indexed when it is opened.
    Cameras openCameras(int index, const Metadata& metadata, uint64_t rows, RecordedEpisode& episode) {
        const fs::path videos = (*entry(index))->file.parent_path() / "recordings" / "MP4";
        std::map<std::string, std::string> serials = metadata.serials;
        if (serials.empty())
            for (const std::string& serial : serialsOf(videos)) serials[serial] = serial;
        Cameras cameras;
        for (const auto& [key, serial] : serials) {
            const auto known = m_camerasOf == index ? m_cameras.find(key) : m_cameras.end();
            auto camera =
                known != m_cameras.end() ? Result<CameraVideo>(known->second) : openVideo(videos, serial);
            if (camera && camera->video->pictureCount() < kShortestShare * static_cast<double>(rows))
                camera = inputError("{} has {} pictures for {} rows of {}.", camera->file.string(),
                                    camera->video->pictureCount(), rows, kTrajectory);
            if (camera)
                cameras.emplace(key, std::move(*camera));
            else
                episode.warnings.push_back(
                    fmt::format("Camera '{}' was left out: {}", key, camera.error().message));
        }
        return cameras;
    }

    static Result<void> readSignals(const Hdf5File& file, RecordedEpisode& episode) {
        const auto leading = [&](uint64_t rows) {
            return rows > static_cast<uint64_t>(episode.frameCount) ? sameRows(episode.frameCount)
                                                                    : FrameRows();
        };
        auto read = readHdf5Signals(file, {"", {"observation/timestamp"}, leading, {}}, episode);
        if (!read) return read;
        readTimes(file, episode);
        return {};
    }

    /// Absent or unreadable times are an ordinary outcome: old recordings lack them.
    static void readTimes(const Hdf5File& file, RecordedEpisode& episode) {
        const auto frames = static_cast<Eigen::Index>(episode.frameCount);
        const auto column = [&](const std::string& object) -> std::optional<Eigen::VectorXd> {
            if (!file.hasDataset(object)) return {};
            const auto dataset = file.dataset(object);
            if (!dataset || dataset->valuesPerRow() != 1) return {};
            const auto values = dataset->readNumbers();
            if (!values || values->rows() < frames) return {};
            return Eigen::VectorXd(values->col(0).head(frames));
        };
        for (const char* part : kParts) {
            const auto serial = episode.attributes.find(std::string(part) + "_cam_serial");
            if (serial == episode.attributes.end()) continue;
            const auto ms = column(fmt::format("{}/{}_estimated_capture", kCameraTimes, serial->second));
            if (!ms || !ms->allFinite()) continue;
            for (const double time : *ms) episode.timestamps.push_back(time / 1000);
            return;
        }
        const auto seconds = column(std::string(kRobotTimes) + "_seconds");
        const auto nanos = column(std::string(kRobotTimes) + "_nanos");
        if (!seconds || !nanos) return;
        for (Eigen::Index i = 0; i < frames; ++i)
            episode.timestamps.push_back((*seconds)[i] + (*nanos)[i] * 1e-9);
    }

    RecordedCamera describeCamera(const std::string& key, const CameraVideo& video,
                                  const std::string& episodeId, const Hdf5File& file,
                                  RecordedEpisode& episode) {
        RecordedCamera camera;
        camera.key = key;
        camera.width = video.video->size().width / (video.stereo ? 2 : 1);
        camera.height = video.video->size().height;
        camera.encoding =
            fmt::format("video ({}{})", video.video->codec(), video.stereo ? ", left half of two views" : "");
        const DroidLists& lists = publishedLists(episode.warnings);
        camera.k = lists.intrinsics(episodeId, video.serial, camera.width, camera.height);
        if (key == "wrist") return camera;  // moves with the hand
        camera.camFromBase = lists.camFromBase(episodeId, video.serial);
        if (!camera.camFromBase) camera.camFromBase = recordedPose(file, video.serial, key, episode.warnings);
        return camera;
    }

    /// A still camera's pose as the recording states it in every row.
    static std::optional<RigidTransform> recordedPose(const Hdf5File& file, const std::string& serial,
                                                      const std::string& key,
                                                      std::vector<std::string>& warnings) {
        const std::string object = fmt::format("{}/{}_left", kExtrinsics, serial);
        if (!file.hasDataset(object)) return {};
        const auto dataset = file.dataset(object);
        if (!dataset || dataset->valuesPerRow() != 6) return {};
        const auto values = dataset->readNumbers();
        if (!values || values->rows() == 0) return {};
        const Eigen::RowVectorXd first = values->row(0);
        if ((values->leftCols(3).rowwise() - first.head(3)).rowwise().norm().maxCoeff() > kStillMetres) {
            warnings.push_back(fmt::format("Camera '{}' moves as recorded; its pose was not used.", key));
            return {};
        }
        std::array<double, 6> pose{};
        std::ranges::copy(first, pose.begin());
        return camFromBaseOfDroid(pose);
    }

    /// Read once, when first needed.
    const DroidLists& publishedLists(std::vector<std::string>& warnings) {
        if (m_lists) return *m_lists;
        m_lists.emplace();
        fs::path at = folder();
        if (const auto named = foldersOfVariable("CAMFRAME_DROID_LISTS"); !named.empty()) {
            at = named.front();
            if (!DroidLists::lieIn(at)) {
                warnings.push_back(fmt::format(
                    "CAMFRAME_DROID_LISTS names {}, which holds none of DROID's lists; correct it.",
                    at.string()));
                return *m_lists;
            }
        }
        for (int level = 0; level < 6 && !DroidLists::lieIn(at) && at.has_relative_path(); ++level)
            at = at.parent_path();
        if (!DroidLists::lieIn(at)) return *m_lists;
        auto lists = DroidLists::readFolder(at);
        if (lists)
            m_lists = std::move(*lists);
        else
            warnings.push_back("The published calibrations were not used: " + lists.error().message);
        return *m_lists;
    }

    std::optional<DroidLists> m_lists;
    Cameras m_cameras;  ///< Of m_camerasOf.
    int m_camerasOf = -1;
};

}  // namespace

bool looksLikeDroidRaw(const fs::path& path) {
    std::error_code error;
    if (!fs::is_directory(path, error)) return path.filename() == kTrajectory && isDroidTrajectory(path);
    // Other trees may be large; in these, files come soon. One of them may be damaged.
    return std::ranges::any_of(findTrajectories(path, 4, 20'000), isDroidTrajectory);
}

Result<std::unique_ptr<RecordedDataset>> openDroidRaw(const fs::path& path) {
    const fs::path clean = cleanPath(path);
    std::error_code error;
    const bool tree = fs::is_directory(clean, error);
    const fs::path root = tree ? clean : clean.parent_path();
    const std::vector<fs::path> files =
        tree ? findTrajectories(clean, kMaxEpisodes, std::numeric_limits<size_t>::max()) : std::vector{clean};
    std::vector<EpisodeFile> episodes;
    for (const fs::path& file : files) {
        const fs::path name = file.parent_path().lexically_relative(root);
        episodes.push_back({file, name == "." ? root.filename().string() : name.generic_string(), {}});
    }
    if (episodes.empty())
        return inputError("{} holds no DROID recordings: expected a file {} in it or below it.",
                          path.string(), kTrajectory);
    return std::make_unique<DroidRaw>(root, std::move(episodes));
}

}  // namespace camframe
