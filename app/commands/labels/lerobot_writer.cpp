// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>
#include <opencv2/imgproc.hpp>

#include "app/commands/labels/annotation_columns.h"
#include "app/commands/labels/label_json.h"
#include "app/commands/labels/label_writer.h"
#include "app/commands/labels/lerobot_depth.h"
#include "model/core/coco_rle.h"
#include "model/core/io/datasets/lerobot_dataset.h"
#include "model/core/io/video_writer.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// Of datasets that are not LeRobot's: names become parts of paths there.
std::string featureName(std::string name) {
    for (char& c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_' && c != '-' && c != '.') c = '_';
    for (size_t at = name.find(".."); at != std::string::npos; at = name.find("..")) name.erase(at, 1);
    return name;
}

std::string featureKey(const CameraStream& stream, bool lerobot) {
    std::string key = stream.frames.kind == FrameLocation::Kind::Dataset ? stream.frames.key : stream.name;
    if (lerobot) return key;
    return key.starts_with("observation.image") ? featureName(key) : "observation.images." + featureName(key);
}

/// Runs of frames that follow each other.
std::vector<LeRobotPiece> piecesOf(const std::vector<int>& frames) {
    std::vector<LeRobotPiece> out;
    for (const int frame : frames)
        if (!out.empty() && frame == out.back().last + 1)
            out.back().last = frame;
        else
            out.push_back({frame, frame});
    return out;
}

ImageU8 resized(const ImageU8& picture, PictureSize size) {
    if (picture.width == size.width && picture.height == size.height) return picture;
    ImageU8 out(size.width, size.height, picture.channels);
    const cv::Mat from(picture.height, picture.width, CV_8UC(picture.channels),
                       const_cast<uint8_t*>(picture.data.data()));
    cv::Mat to(out.height, out.width, CV_8UC(out.channels), out.data.data());
    const bool smaller = size.width < picture.width || size.height < picture.height;
    cv::resize(from, to, to.size(), 0, 0, smaller ? cv::INTER_AREA : cv::INTER_LINEAR);
    return out;
}

LeRobotColumn floatColumn(std::string key, const Eigen::MatrixXd& values, std::vector<std::string> names) {
    LeRobotColumn column;
    column.key = std::move(key);
    column.width = static_cast<int>(values.cols());
    if (names.size() == static_cast<size_t>(values.cols())) column.names = std::move(names);
    for (Eigen::Index r = 0; r < values.rows(); ++r)
        for (Eigen::Index c = 0; c < values.cols(); ++c)
            column.numbers.push_back(static_cast<float>(values(r, c)));
    return column;
}

/// LeRobot's dataset: a unit holds the annotations of an episode and what of its pictures is encoded; the
/// datasets' own columns are taken from the source at the end.
class LeRobotWriter : public LabelWriter {
public:
    LeRobotWriter(LeRobotExportOptions options, bool depth) : m_options(std::move(options)), m_depth(depth) {}
    fs::path unit(int episode) const override { return episodeName(episode); }
    LabelContents contents() const override { return LabelContents::Masks; }
    bool depth() const override { return m_depth; }
    bool assembled() const override { return true; }

    Result<void> write(EpisodeLabels& labels, const fs::path& path, const RunContext& context) override {
        const Episode& episode = labels.loaded().episode;
        LeRobotUnit unit;
        unit.source = labels.datasetFolder().string();
        unit.lerobot = looksLikeLeRobot(unit.source);
        unit.episode = episode.index;
        unit.name = episode.name;
        unit.frames = episode.frameCount;
        unit.tasks = episode.tasks;
        unit.robot = labels.actions().robot;
        unit.pieces = m_options.output.curate ? piecesOf(labels.actions().frames)
                                              : std::vector<LeRobotPiece>{{0, episode.frameCount - 1}};
        const Result<double> fps = rateOf(episode);
        if (!fps) return tl::unexpected(fps.error());
        unit.fps = *fps;
        if (auto good = addRecorded(labels, unit); !good) return good;
        if (auto done = addAnnotations(labels, unit, path, context); !done) return done;
        if (auto done = addVideos(labels, unit, path, context); !done) return done;
        return writeLeRobotUnit(unit, path);
    }

    Result<void> assemble(const fs::path& units, const fs::path& out, const std::vector<int>& episodes,
                          const RunContext& context) override {
        LeRobotOutput output = m_options.output;
        output.statistics = !m_options.asCalibAll;
        output.plainCalibration = m_options.asCalibAll;
        if (!m_options.versionGiven) {
            const auto unit = readLeRobotUnit(units / this->unit(episodes.front()));
            if (!unit) return tl::unexpected(unit.error());
            if (auto version = versionOf(*unit); version)
                output.major = *version;
            else
                return tl::unexpected(version.error());
        }
        return assembleLeRobot(units, episodes, out, output, context);
    }

private:
    static Result<double> rateOf(const Episode& episode) {
        if (episode.fps) return *episode.fps;
        std::vector<double> steps;
        for (size_t t = 1; t < episode.timestamps.size(); ++t)
            if (const double step = episode.timestamps[t] - episode.timestamps[t - 1]; step > 0)
                steps.push_back(step);
        if (steps.empty())
            return inputError(
                "{} has neither a frame rate nor times, and LeRobot counts frames by time; give its profile "
                "a "
                "member 'fps'.",
                episode.folder.string());
        std::ranges::nth_element(steps, steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2));
        return std::round(1000 / steps[steps.size() / 2]) / 1000;
    }

    Result<int> versionOf(const LeRobotUnit& unit) {
        if (!unit.lerobot) return 2;
        if (m_sourceMajor == 0) {
            const auto index = readLeRobotIndex(unit.source);
            if (!index) return tl::unexpected(index.error());
            m_sourceMajor = index->info.major;
        }
        return m_sourceMajor;
    }

    /// Columns of datasets that are not LeRobot's: what was recorded, and the joints as they are understood.
    static Result<void> addRecorded(EpisodeLabels& labels, LeRobotUnit& unit) {
        const Episode& episode = labels.loaded().episode;
        std::optional<RecordedEpisode> stored;
        if (RecordedDataset* dataset = labels.recorded()) {
            auto read = dataset->readEpisode(episode.index);
            if (!read) return tl::unexpected(read.error());
            stored = std::move(*read);
        }
        if (stored && stored->frameCount != episode.frameCount)
            return inputError(
                "The profile of {} takes only some of its frames (stride), and a LeRobot dataset holds "
                "all; "
                "use a profile without.",
                unit.source);
        if (unit.lerobot) return {};
        const auto known = [&](const std::string& key) {
            return std::ranges::find(unit.recorded, key, &LeRobotColumn::key) != unit.recorded.end();
        };
        if (stored)
            for (const Signal& signal : stored->signals) {
                std::string key = annotationCamera(featureName(signal.key));
                if (signal.values.cols() > 0 && signal.values.rows() == episode.frameCount && !known(key))
                    unit.recorded.push_back(floatColumn(std::move(key), signal.values, signal.names));
            }
        if (!known("observation.state") && episode.hasJoints())
            unit.recorded.push_back(
                floatColumn("observation.state", episode.jointPositions, episode.jointNames));
        return {};
    }

    Result<void> addAnnotations(EpisodeLabels& labels, LeRobotUnit& unit, const fs::path& folder,
                                const RunContext& context) const {
        const ActionEpisode& actions = labels.actions();
        const auto rows = static_cast<size_t>(unit.frames);
        std::map<std::string, std::string> names;
        std::vector<std::vector<AnnotationColumns>> columns;
        std::vector<LeRobotDepth> depths;
        Json cameras = Json::object();
        for (size_t c = 0; c < actions.cameras.size(); ++c) {
            const std::string key = featureKey(labels.stream(c), unit.lerobot);
            const std::string name = m_options.asCalibAll ? key : annotationCamera(key);
            if (const auto [other, added] = names.try_emplace(name, key); !added)
                return inputError(
                    "The cameras '{}' and '{}' would both be called '{}' in the columns; add "
                    "--caliball-columns, which keeps their whole keys.",
                    other->second, key, name);
            columns.emplace_back();
            for (const ArmState& arm : actions.arms)
                columns.back().emplace_back(name, arm.arm, rows, m_options.asCalibAll);
            cameras[key] = cameraJson(actions.cameras[c], name);
            const CameraModel& model = actions.cameras[c].calibration.camera;
            if (m_depth)
                depths.emplace_back(unit, folder, "annotation." + name + ".depth",
                                    PictureSize{model.width, model.height});
        }
        auto drawn = forEachRow(labels, context, [&](size_t c, size_t t) -> Result<void> {
            const Result<FrameLabels> frame = labels.draw(c, t, false);
            if (!frame) return tl::unexpected(frame.error());
            for (size_t a = 0; a < actions.arms.size(); ++a)
                columns[c][a].set(static_cast<size_t>(actions.frames[t]), rowOf(actions, c, a, t, *frame));
            if (!m_depth || !frame->drawn) return {};
            return depths[c].add(actions.frames[t], frame->depthMm);
        });
        if (!drawn) return drawn;
        for (LeRobotDepth& depth : depths) {
            auto video = depth.finish();
            if (!video) return tl::unexpected(video.error());
            unit.videos.push_back(std::move(*video));
        }
        for (auto& camera : columns)
            for (AnnotationColumns& arm : camera)
                std::ranges::move(arm.columns(), std::back_inserter(unit.annotations));
        unit.cameras = dumpJson(cameras);
        return {};
    }

    static AnnotationRow rowOf(const ActionEpisode& actions, size_t camera, size_t arm, size_t row,
                               const FrameLabels& frame) {
        const ArmActions& from = actions.cameras[camera].arms[arm];
        AnnotationRow out;
        out.valid = from.valid[row] != 0;
        out.uv = from.uv[row];
        out.depth = from.depth[row];
        out.camFromTcp = from.camFromTcp[row];
        out.gripper = actions.arms[arm].gripperRaw[row];
        if (!frame.drawn || !frame.armDrawn[arm]) return out;
        for (size_t part = 0; part < kLabelParts.size(); ++part) {
            out.boxes[part] = boundingBox(frame.arms[arm][part].modal);
            out.masks[part] = cocoRleJson(frame.arms[arm][part].modal);
        }
        return out;
    }

    static Json cameraJson(const CameraActions& camera, const std::string& name) {
        const Calibration& c = camera.calibration;
        return {{"name", name},
                {"camera", c.cameraName},
                {"width", c.camera.width},
                {"height", c.camera.height},
                {"K", matrixJson(c.camera.matrix())},
                {"distortion", c.camera.distortion},
                {"T_cam_base", c.camFromBase ? matrixJson(c.camFromBase->matrix()) : Json(nullptr)},
                {"status", toString(c.status)},
                {"calibration_id", camera.calibrationId}};
    }

    /// Which pictures cannot be linked: other sizes, parts of recordings, and what lies in no video file.
    Result<bool> mustEncode(const LeRobotUnit& unit, const LeRobotFeature* feature) {
        if (!unit.lerobot || m_options.resize) return true;
        if (!feature || feature->kind != LeRobotFeature::Kind::Video) return false;  // stays in the rows
        if (unit.pieces != std::vector<LeRobotPiece>{{0, unit.frames - 1}}) return true;
        const Result<int> source = versionOf(unit);
        if (!source) return tl::unexpected(source.error());
        return m_options.output.curate && *source == 3 && m_options.versionGiven &&
               m_options.output.major == 2;
    }

    Result<void> addVideos(EpisodeLabels& labels, LeRobotUnit& unit, const fs::path& folder,
                           const RunContext& context) {
        if (unit.lerobot && !m_info) {
            auto index = readLeRobotIndex(unit.source);
            if (!index) return tl::unexpected(index.error());
            m_info = std::move(index->info);
        }
        for (const CameraStream& stream : labels.loaded().episode.cameras) {
            const std::string key = featureKey(stream, unit.lerobot);
            const Result<bool> encode = mustEncode(unit, m_info ? m_info->find(key) : nullptr);
            if (!encode) return tl::unexpected(encode.error());
            if (!*encode) continue;
            auto frames = labels.openFrames(stream);
            if (!frames) return tl::unexpected(frames.error());
            const PictureSize size = m_options.resize.value_or(PictureSize{stream.width, stream.height});
            // The encoder repeats the last row and column of odd sizes.
            LeRobotVideo& video = unit.videos.emplace_back();
            video.key = key;
            video.width = size.width + size.width % 2;
            video.height = size.height + size.height % 2;
            for (size_t p = 0; p < unit.pieces.size(); ++p) {
                auto statistics = encodePiece(**frames, unit, p, size, unitVideo(folder, key, p), context);
                if (!statistics) return tl::unexpected(statistics.error());
                video.statistics.push_back(std::move(*statistics));
            }
        }
        return {};
    }

    static Result<LeRobotStatistic> encodePiece(FrameSource& frames, const LeRobotUnit& unit, size_t piece,
                                                PictureSize size, const fs::path& file,
                                                const RunContext& context) {
        std::error_code error;
        fs::create_directories(file.parent_path(), error);
        auto writer = VideoWriter::open(file, size, {.fps = unit.fps});
        if (!writer) return tl::unexpected(writer.error());
        LeRobotStatistics statistics;
        for (int t = unit.pieces[piece].first; t <= unit.pieces[piece].last; ++t) {
            if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            const Result<ImageU8> picture = frames.read(t);
            if (!picture) return tl::unexpected(picture.error());
            const ImageU8 shown = resized(*picture, size);
            statistics.add(shown);
            if (auto added = (*writer)->add(shown); !added) return tl::unexpected(added.error());
        }
        if (auto done = (*writer)->finish(); !done) return tl::unexpected(done.error());
        return statistics.result();
    }

    LeRobotExportOptions m_options;
    bool m_depth;  ///< Also videos of the drawn robot's depth.
    int m_sourceMajor = 0;
    std::optional<LeRobotInfo> m_info;  ///< Of a LeRobot source.
};

}  // namespace

std::unique_ptr<LabelWriter> makeLeRobotWriter(const LeRobotExportOptions& options, bool depth) {
    return std::make_unique<LeRobotWriter>(options, depth);
}

}  // namespace camframe
