// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/plain_folder_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/core/io/datasets/hdf5_pictures.h"
#include "model/core/io/detail/input_limits.h"
#include "model/core/io/detail/json_input.h"
#include "model/core/io/image_io.h"
#include "model/core/io/input_files.h"
#include "model/core/io/video_reader.h"
#include "model/core/nan.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr const char* kEpisodeFile = "episode.json";

Result<fs::path> pathInside(const JsonField& field, const std::string& text, const fs::path& folder) {
    const fs::path path(text);
    if (path.is_absolute() || std::ranges::find(path, fs::path("..")) != path.end())
        return field.error("a path inside the recording's folder, without '..'");
    return (folder / path).lexically_normal();
}

/// 'file' and the dataset 'images' in it. What else is said there ("encoding") is seen in the file.
Result<FrameLocation> readHdf5Location(const JsonField& field, const fs::path& folder) {
    if (!field.value()->is_object()) return field.error("an object with 'file' and 'images'");
    const auto file = field["file"].string("the path of an HDF5 file");
    if (!file) return tl::unexpected(file.error());
    const auto path = pathInside(field["file"], *file, folder);
    if (!path) return tl::unexpected(path.error());
    auto images = field["images"].string("the pictures in the file, as \"/observations/images/front\"");
    if (!images) return tl::unexpected(images.error());
    return FrameLocation{FrameLocation::Kind::Dataset, *path, std::move(*images)};
}

Result<FrameLocation> readFrameLocation(const JsonField& camera, const fs::path& folder) {
    std::vector<std::string> given;
    for (const char* key : {"image_pattern", "video", "hdf5"})
        if (!camera[key].absentOrNull()) given.emplace_back(key);
    if (given.size() != 1)
        return inputError("{} has {} of 'image_pattern', 'video' and 'hdf5'; give exactly one.",
                          camera.place(), given.empty() ? "none" : "more than one");
    const JsonField field = camera[given.front()];
    if (given.front() == "hdf5") return readHdf5Location(field, folder);
    const bool video = given.front() == "video";
    const auto text =
        field.string(video ? "the path of a video file" : "a pattern such as \"rgb/front/%06d.jpg\"");
    if (!text) return tl::unexpected(text.error());
    const auto path = pathInside(field, *text, folder);
    if (!path) return tl::unexpected(path.error());
    if (!video)
        if (const auto pattern = FramePattern::parse(*text); !pattern)
            return field.error(pattern.error().message);
    return FrameLocation{video ? FrameLocation::Kind::Video : FrameLocation::Kind::ImagePattern, *path, {}};
}

Result<CameraStream> readCamera(const JsonField& field, const fs::path& folder) {
    CameraStream camera;
    auto name = field["name"].string("the camera's name");
    if (!name) return tl::unexpected(name.error());
    camera.name = std::move(*name);
    const auto width = field["width"].integer(1, kMaxSide);
    if (!width) return tl::unexpected(width.error());
    const auto height = field["height"].integer(1, kMaxSide);
    if (!height) return tl::unexpected(height.error());
    camera.width = *width;
    camera.height = *height;
    if (const JsonField given = field["distortion"]; !given.absentOrNull()) {
        const auto distortion = given.distortion();
        if (!distortion) return tl::unexpected(distortion.error());
        camera.distortion = *distortion;
    }
    if (const JsonField k = field["K"]; !k.absentOrNull()) {
        const auto matrix = k.matrix(3, 3, "a 3x3 matrix as a list of rows, or null where unknown");
        if (!matrix) return tl::unexpected(matrix.error());
        const auto model =
            CameraModel::fromMatrix(*matrix, camera.width, camera.height, camera.distortion, k.place());
        if (!model) return tl::unexpected(model.error());
        camera.k = *matrix;
    }
    auto frames = readFrameLocation(field, folder);
    if (!frames) return tl::unexpected(frames.error());
    camera.frames = std::move(*frames);
    return camera;
}

Result<void> readRobot(const JsonField& field, Episode& episode) {
    if (field.absentOrNull()) return {};
    if (!field.value()->is_object()) return field.error("an object with 'urdf' and 'base_link', or null");
    if (const JsonField urdf = field["urdf"]; !urdf.absentOrNull()) {
        const auto text = urdf.string("the path of the robot's URDF, or null");
        if (!text) return tl::unexpected(text.error());
        episode.urdf = (episode.folder / *text).lexically_normal();
    }
    if (const JsonField base = field["base_link"]; !base.absentOrNull()) {
        auto text = base.string("the name of a link of the robot");
        if (!text) return tl::unexpected(text.error());
        episode.baseLink = std::move(*text);
    }
    return {};
}

/// fps and timestamps; without either, times are NaN.
Result<void> readTimes(const JsonField& root, Episode& episode) {
    if (const JsonField fps = root["fps"]; !fps.absentOrNull()) {
        constexpr const char* expected = "frames per second above 0, or null for separate poses";
        const auto value = fps.number(expected);
        if (!value) return tl::unexpected(value.error());
        if (*value <= 0) return fps.error(expected);
        episode.fps = *value;
    }
    const size_t frames = static_cast<size_t>(episode.frameCount);
    const JsonField times = root["timestamps"];
    if (times.absentOrNull()) {
        episode.timestamps.assign(frames, kNan);
        if (episode.fps)
            for (size_t i = 0; i < frames; ++i) episode.timestamps[i] = static_cast<double>(i) / *episode.fps;
        return {};
    }
    const std::string expected = fmt::format("a list of {} times in seconds, one per frame", frames);
    const auto size = times.arraySize(expected);
    if (!size) return tl::unexpected(size.error());
    if (*size != frames) return times.error(expected);
    for (size_t i = 0; i < frames; ++i) {
        const auto time = times[i].numberOrNan("seconds, or null where unknown");
        if (!time) return tl::unexpected(time.error());
        episode.timestamps.push_back(*time);
    }
    return {};
}

Result<void> readJoints(const JsonField& root, Episode& episode) {
    auto names = root["joint_names"].uniqueStrings("the names of the columns of 'joint_positions'");
    if (!names) return tl::unexpected(names.error());
    if (names->empty()) return root["joint_names"].error("at least one name");
    episode.jointNames = std::move(*names);
    auto positions = root["joint_positions"].matrix(
        episode.frameCount, static_cast<Eigen::Index>(episode.jointNames.size()),
        fmt::format("a list of {} rows, one per frame of 'num_frames'", episode.frameCount));
    if (!positions) return tl::unexpected(positions.error());
    episode.jointPositions = std::move(*positions);
    return {};
}

Result<void> readEndEffectorPoses(const JsonField& root, Episode& episode) {
    auto link = root["end_effector_link"].string("the link that 'end_effector_poses' places");
    if (!link) return tl::unexpected(link.error());
    episode.endEffectorLink = std::move(*link);
    const JsonField poses = root["end_effector_poses"];
    const std::string expected = fmt::format("a list of {} 4x4 matrices, one per frame", episode.frameCount);
    const auto size = poses.arraySize(expected);
    if (!size) return tl::unexpected(size.error());
    if (*size != static_cast<size_t>(episode.frameCount)) return poses.error(expected);
    RigidTransform unknown = RigidTransform::Identity();
    unknown.matrix().topRows<3>().setConstant(kNan);
    for (size_t i = 0; i < *size; ++i) {
        const JsonField entry = poses[i];
        if (entry.absentOrNull()) {
            episode.endEffectorPoses.push_back(unknown);
            continue;
        }
        const auto matrix = entry.matrix(4, 4, "a 4x4 matrix as a list of rows, or null where unknown");
        if (!matrix) return tl::unexpected(matrix.error());
        if (!matrix->allFinite()) {
            episode.endEffectorPoses.push_back(unknown);
            continue;
        }
        const auto pose = rigidFromMatrix(*matrix, entry.place());
        if (!pose) return tl::unexpected(pose.error());
        episode.endEffectorPoses.push_back(*pose);
    }
    return {};
}

/// Joints, or end-effector poses in their stead.
Result<void> readMotion(const JsonField& root, Episode& episode) {
    const bool joints = !root["joint_positions"].absentOrNull();
    const bool poses = !root["end_effector_poses"].absentOrNull();
    if (!joints && !poses)
        return root["joint_positions"].error(
            "one row of joint values per frame (or 'end_effector_link' with 'end_effector_poses')");
    if (joints)
        if (auto read = readJoints(root, episode); !read) return read;
    if (poses)
        if (auto read = readEndEffectorPoses(root, episode); !read) return read;
    if (const JsonField links = root["end_effector_links"]; !links.absentOrNull()) {
        auto names = links.uniqueStrings("a list of link names, the tool first");
        if (!names) return tl::unexpected(names.error());
        episode.endEffectorLinks = std::move(*names);
    }
    return {};
}

Result<void> readCameras(const JsonField& field, Episode& episode) {
    const auto size = field.arraySize("a list of cameras");
    if (!size) return tl::unexpected(size.error());
    if (*size == 0) return field.error("at least one camera");
    for (size_t i = 0; i < *size; ++i) {
        auto camera = readCamera(field[i], episode.folder);
        if (!camera) return tl::unexpected(camera.error());
        if (episode.findCamera(camera->name))
            return field[i]["name"].error("a name that no other camera has");
        episode.cameras.push_back(std::move(*camera));
    }
    return {};
}

/// Numbered picture files of one camera.
class PictureFiles : public FrameSource {
public:
    PictureFiles(fs::path folder, FramePattern pattern, PictureSize size, int frameCount)
        : m_folder(std::move(folder)),
          m_pattern(std::move(pattern)),
          m_size(size),
          m_frameCount(frameCount) {}

    fs::path file(int frame) const { return m_folder / m_pattern.format(frame); }
    int frameCount() const override { return m_frameCount; }
    Result<ImageU8> read(int frame) override {
        if (frame < 0 || frame >= m_frameCount)
            return makeError(ErrorKind::Usage, "Frame {} does not exist: {} has frames 0 to {}.", frame,
                             m_folder.string(), m_frameCount - 1);
        return readRgb(file(frame), m_size);
    }

private:
    fs::path m_folder;
    FramePattern m_pattern;
    PictureSize m_size;
    int m_frameCount;
};

/// `depth/<camera>/%06d.png` beside the recording.
class DepthFiles : public DepthSource {
public:
    DepthFiles(NumberedPictures pictures, int frameCount)
        : m_pictures(std::move(pictures)), m_frameCount(frameCount) {}
    int frameCount() const override { return m_frameCount; }
    Result<std::optional<ImageU16>> read(int frame) override { return m_pictures.depthMm(frame); }

private:
    NumberedPictures m_pictures;
    int m_frameCount;
};

Result<std::unique_ptr<FrameSource>> openHdf5(const CameraStream& camera, int frameCount) {
    const auto file = Hdf5File::open(camera.frames.path);
    if (!file) return tl::unexpected(file.error());
    auto pictures = Hdf5Pictures::open(*file, camera.frames.key);
    if (!pictures) return tl::unexpected(pictures.error());
    const std::string place = camera.frames.path.string() + ": '" + camera.frames.key + "'";
    if (pictures->size() != PictureSize{camera.width, camera.height})
        return inputError(
            "{} has pictures of {}x{} pixels, but the camera states {}x{}; correct its 'width' and 'height'.",
            place, pictures->size().width, pictures->size().height, camera.width, camera.height);
    if (pictures->count() < static_cast<uint64_t>(frameCount))
        return inputError("{} has {} pictures, but the recording states {} frames; correct 'num_frames'.",
                          place, pictures->count(), frameCount);
    return makeHdf5Frames(std::move(*pictures), sameRows(frameCount), false);
}

class PlainFolderReader : public DatasetReader {
public:
    PlainFolderReader(std::string name, std::vector<fs::path> files)
        : m_name(std::move(name)), m_files(std::move(files)) {}

    std::string formatName() const override { return "plain folder"; }
    std::string name() const override { return m_name; }
    int episodeCount() const override { return static_cast<int>(m_files.size()); }

    Result<Episode> readEpisode(int index) override {
        if (index < 0 || index >= episodeCount())
            return makeError(ErrorKind::Usage, "Episode {} does not exist: '{}' has episodes 0 to {}.", index,
                             m_name, episodeCount() - 1);
        Result<Episode> episode = readEpisodeJson(m_files[static_cast<size_t>(index)]);
        if (episode) episode->index = index;
        return episode;
    }

    Result<std::unique_ptr<FrameSource>> openFrames(const Episode& episode,
                                                    const CameraStream& camera) override {
        const PictureSize size{camera.width, camera.height};
        if (camera.frames.kind == FrameLocation::Kind::Video)
            return openVideoFrames(camera.frames.path, size, episode.frameCount);
        if (camera.frames.kind == FrameLocation::Kind::Dataset) return openHdf5(camera, episode.frameCount);
        // The folder's own name may hold a '%', so only the part below it is the pattern.
        auto pattern = FramePattern::parse(camera.frames.path.lexically_relative(episode.folder).string());
        if (!pattern)
            return inputError("Camera '{}': its image pattern is wrong; give {}.", camera.name,
                              pattern.error().message);
        auto source =
            std::make_unique<PictureFiles>(episode.folder, std::move(*pattern), size, episode.frameCount);
        for (const int frame : {0, episode.frameCount - 1})
            if (std::error_code error; !fs::exists(source->file(frame), error))
                return inputError("Picture {} is missing; the recording states {} frames, numbered from 0.",
                                  source->file(frame).string(), episode.frameCount);
        return source;
    }

    Result<std::unique_ptr<DepthSource>> openDepth(const Episode& episode,
                                                   const CameraStream& camera) override {
        auto pictures = NumberedPictures::openDepth(episode, camera);
        if (!pictures) return tl::unexpected(pictures.error());
        return std::make_unique<DepthFiles>(std::move(*pictures), episode.frameCount);
    }

private:
    std::string m_name;
    std::vector<fs::path> m_files;
};

/// "recording/" and "recording" name the same folder.
fs::path withoutTrailingSlash(const fs::path& path) {
    const fs::path absolute = fs::absolute(path).lexically_normal();
    return absolute.has_filename() ? absolute : absolute.parent_path();
}

std::vector<fs::path> findEpisodeFiles(const fs::path& folder) {
    std::error_code error;
    if (fs::is_regular_file(folder / kEpisodeFile, error)) return {folder / kEpisodeFile};
    std::vector<fs::path> files;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (std::error_code ignored; fs::is_regular_file(it->path() / kEpisodeFile, ignored))
            files.push_back(it->path() / kEpisodeFile);
    std::ranges::sort(files);
    return files;
}

/// "recording", "recording/" or "recording/episode.json" as the folder.
fs::path folderOf(const fs::path& path) {
    fs::path folder = withoutTrailingSlash(path);
    std::error_code error;
    return folder.filename() == kEpisodeFile && !fs::is_directory(folder, error) ? folder.parent_path()
                                                                                 : folder;
}

}  // namespace

bool looksLikePlainFolder(const fs::path& path) {
    return !findEpisodeFiles(folderOf(path)).empty();
}

Result<FramePattern> FramePattern::parse(const std::string& text) {
    const auto wrong = [] {
        return inputError(
            "a pattern with exactly one field %d or %0Nd (N from 1 to 9), such as \"rgb/%06d.jpg\"");
    };
    FramePattern pattern;
    const size_t start = text.find('%');
    if (start == std::string::npos || text.find('%', start + 1) != std::string::npos) return wrong();
    size_t at = start + 1;
    if (at + 1 < text.size() && text[at] == '0' && text[at + 1] >= '1' && text[at + 1] <= '9') {
        pattern.m_digits = text[at + 1] - '0';
        at += 2;
    }
    if (at >= text.size() || text[at] != 'd') return wrong();
    pattern.m_before = text.substr(0, start);
    pattern.m_after = text.substr(at + 1);
    return pattern;
}

std::string FramePattern::format(int frame) const {
    return fmt::format("{}{:0{}}{}", m_before, frame, m_digits, m_after);
}

Result<Episode> readEpisodeJson(const fs::path& file) {
    const auto document = readJson(file);
    if (!document) return tl::unexpected(document.error());
    const JsonField root(*document, file.string());
    if (!document->is_object())
        return root.error("an object with 'num_frames', 'joint_positions', 'cameras' ...");

    Episode episode;
    episode.folder = fs::absolute(file).lexically_normal().parent_path();
    episode.name = episode.folder.filename().string();
    if (const JsonField name = root["name"]; !name.absentOrNull()) {
        auto text = name.string("the recording's name");
        if (!text) return tl::unexpected(text.error());
        episode.name = std::move(*text);
    }
    const auto frames = root["num_frames"].integer(1, kMaxFrames);
    if (!frames) return tl::unexpected(frames.error());
    episode.frameCount = *frames;
    // Before anything else is sized by num_frames, so that a wild number allocates nothing.
    if (const auto motion = readMotion(root, episode); !motion) return tl::unexpected(motion.error());
    if (const auto robot = readRobot(root["robot"], episode); !robot) return tl::unexpected(robot.error());
    if (const auto times = readTimes(root, episode); !times) return tl::unexpected(times.error());
    if (const auto cameras = readCameras(root["cameras"], episode); !cameras)
        return tl::unexpected(cameras.error());
    return episode;
}

Result<std::unique_ptr<DatasetReader>> openPlainFolder(const fs::path& path) {
    const fs::path folder = folderOf(path);
    std::vector<fs::path> files = findEpisodeFiles(folder);
    if (files.empty())
        return inputError(
            "{} is not a dataset: expected a folder with {} (or with subfolders that have one), or the "
            "path of such a file.",
            path.string(), kEpisodeFile);
    return std::make_unique<PlainFolderReader>(folder.filename().string(), std::move(files));
}

}  // namespace camframe
