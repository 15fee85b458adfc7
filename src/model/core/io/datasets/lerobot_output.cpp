// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/lerobot_output.h"

#include <fcntl.h>
#include <stdio.h>

#include <algorithm>
#include <array>

#include "model/core/io/datasets/lerobot_dataset.h"
#include "model/core/io/depth_video.h"
#include "model/core/io/detail/lerobot_plan.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

/// Pictures that tell what a linked video looks like.
constexpr int kSampledPictures = 20;
constexpr const char* kBackup = ".camframe-backup";

tl::unexpected<Error> cannotWrite(const fs::path& path, const std::error_code& error) {
    return makeError(ErrorKind::Output, "Cannot write {}: {}; check the folder's permissions and free space.",
                     path.string(), error.message());
}

/// A second name for a file; on another disk a symbolic link.
Result<void> placeFile(const fs::path& from, const fs::path& to, bool copy) {
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    if (fs::exists(to, error)) return {};
    const fs::path real = fs::canonical(from, error);
    if (error) return cannotWrite(to, error);
    if (copy) {
        fs::copy_file(real, to, error);
    } else {
        fs::create_hard_link(real, to, error);
        if (error) fs::create_symlink(real, to, error);
    }
    if (error) return cannotWrite(to, error);
    return {};
}

/// Depth videos for episodes without a calibration.
Result<void> makeEmptyVideos(const LeRobotPlan& plan, const RunContext& context) {
    for (const LeRobotPlannedEpisode& episode : plan.episodes)
        for (size_t v = 0; v < plan.videos.size(); ++v) {
            const LeRobotPlannedVideo& video = episode.videos[v];
            std::error_code error;
            if (!video.empty || fs::exists(video.from, error)) continue;
            if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            fs::create_directories(video.from.parent_path(), error);
            const PictureSize size{plan.videos[v].width, plan.videos[v].height};
            auto writer = DepthVideoWriter::open(video.from, size, plan.target.fps);
            if (!writer) return tl::unexpected(writer.error());
            const ImageU16 nothing(size.width, size.height);
            for (int t = 0; t < episode.length; ++t)
                if (auto added = (*writer)->add(nothing); !added) return added;
            if (auto done = (*writer)->finish(); !done) return done;
        }
    return {};
}

Result<void> placeVideos(const LeRobotPlan& plan, const RunContext& context) {
    for (size_t e = 0; e < plan.episodes.size(); ++e) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        context.report(static_cast<double>(e) / static_cast<double>(plan.episodes.size()), "placing videos");
        for (size_t v = 0; v < plan.videos.size(); ++v) {
            const LeRobotPlannedVideo& video = plan.episodes[e].videos[v];
            const auto file = plan.target.videoFile({.episode = static_cast<int64_t>(e),
                                                     .chunk = video.chunk,
                                                     .file = video.file,
                                                     .videoKey = plan.videos[v].key});
            if (!file) return tl::unexpected(file.error());
            // The units stay: a killed run is done again from them.
            const bool copy = plan.options.copyVideos && !video.encoded && !video.empty;
            if (auto placed = placeFile(video.from, *file, copy); !placed) return placed;
        }
    }
    return {};
}

/// Statistics of pictures: known of those that were encoded, else from a sample.
Result<void> measurePictures(LeRobotPlan& plan, const RunContext& context) {
    if (!plan.options.statistics) return {};
    std::unique_ptr<RecordedDataset> source;
    const auto sample = [&](LeRobotPlannedEpisode& episode, const std::string& key) -> Result<void> {
        if (!source) {
            auto opened = openLeRobot(plan.source->info.folder);
            if (!opened) return tl::unexpected(opened.error());
            source = std::move(*opened);
        }
        auto frames = source->openFrames(episode.source, key);
        if (!frames) return tl::unexpected(frames.error());
        LeRobotStatistics statistics;
        const int count = std::min(kSampledPictures, episode.length);
        for (int i = 0; i < count; ++i) {
            const auto place = static_cast<int64_t>(i) * (episode.length - 1) / std::max(1, count - 1);
            const auto picture = (*frames)->read(episode.first + static_cast<int>(place));
            if (!picture) return tl::unexpected(picture.error());
            statistics.add(*picture);
        }
        episode.statistics[key] = statistics.result();
        return {};
    };
    std::vector<std::string> stored;  // pictures inside the rows
    if (plan.source)
        for (const LeRobotFeature& feature : plan.source->info.features) {
            const auto same = [&](const LeRobotVideo& video) { return video.key == feature.key; };
            if (feature.kind == LeRobotFeature::Kind::Image && !feature.depth &&
                std::ranges::none_of(plan.videos, same))
                stored.push_back(feature.key);
        }
    for (size_t e = 0; e < plan.episodes.size(); ++e) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        context.report(static_cast<double>(e) / static_cast<double>(plan.episodes.size()),
                       "measuring pictures");
        LeRobotPlannedEpisode& episode = plan.episodes[e];
        for (size_t v = 0; v < plan.videos.size(); ++v) {
            const std::string& key = plan.videos[v].key;
            if (episode.videos[v].empty) {
                const double first = 1000 * DepthCoding{}.nearest;
                episode.statistics[key] = {{first}, {first}, {first}, {0.0}, episode.length, true};
            } else if (episode.videos[v].encoded) {
                const LeRobotUnit& unit = plan.units[static_cast<size_t>(episode.unit)];
                const auto video = std::ranges::find(unit.videos, key, &LeRobotVideo::key);
                episode.statistics[key] = video->statistics[episode.piece];
            } else if (const LeRobotFeature* feature = plan.source->info.find(key); !feature->depth) {
                if (auto done = sample(episode, key); !done) return done;
            }
        }
        for (const std::string& key : stored)
            if (auto done = sample(episode, key); !done) return done;
    }
    return {};
}

/// The finished parts take their places; meta/ goes first and comes last.
Result<void> publish(const LeRobotPlan& plan, const fs::path& out) {
    std::error_code error;
    fs::remove_all(out / "meta", error);
    for (const char* part : {"data", "videos", "meta"}) {
        fs::remove_all(out / part, error);
        if (!fs::exists(plan.stage / part, error)) continue;
        fs::rename(plan.stage / part, out / part, error);
        if (error) return cannotWrite(out / part, error);
    }
    return {};
}

/// Files under second names where the disk can, else copies.
Result<void> backUp(const fs::path& folder) {
    std::error_code error;
    const fs::path backup = folder / kBackup, making = folder / (std::string(kBackup) + ".new");
    if (fs::exists(backup, error)) return {};  // what was there before our first export
    fs::remove_all(making, error);
    for (const char* part : {"data", "meta"}) {
        fs::create_directories(making / part, error);
        for (const auto& entry : fs::recursive_directory_iterator(folder / part, error)) {
            const fs::path to = making / entry.path().lexically_relative(folder);
            if (entry.is_directory(error))
                fs::create_directories(to, error);
            else if (auto placed = placeFile(entry.path(), to, false); !placed)
                return placed;
        }
    }
    fs::rename(making, backup, error);
    if (error) return cannotWrite(backup, error);
    return {};
}

/// Exchanges two folders in one step where the file system can.
Result<void> exchange(const fs::path& a, const fs::path& b) {
    if (::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) == 0) return {};
    std::error_code error;
    const fs::path aside = a.parent_path() / (a.filename().string() + ".old");
    fs::remove_all(aside, error);
    fs::rename(b, aside, error);
    if (!error) fs::rename(a, b, error);
    if (error) return cannotWrite(b, error);
    return {};
}

Result<void> replaceSource(const LeRobotPlan& plan, const fs::path& out) {
    if (auto kept = backUp(out); !kept) return kept;
    // Between the two the old index finds the new rows, which only have more columns.
    for (const char* part : {"data", "meta"})
        if (auto done = exchange(plan.stage / part, out / part); !done) return done;
    return {};
}

}  // namespace

Result<void> assembleLeRobot(const fs::path& units, const std::vector<int>& episodes, const fs::path& out,
                             const LeRobotOutput& options, const RunContext& context) {
    Result<LeRobotPlan> plan = planLeRobot(units, episodes, out, options);
    if (!plan) return tl::unexpected(plan.error());
    std::error_code error;
    fs::remove_all(plan->stage, error);
    fs::create_directories(plan->stage, error);
    if (auto done = writeLeRobotData(*plan, context); !done) return done;
    if (auto done = measurePictures(*plan, context); !done) return done;
    if (!options.inPlace) {
        if (auto done = makeEmptyVideos(*plan, context); !done) return done;
        if (auto done = placeVideos(*plan, context); !done) return done;
    }
    if (auto done = writeLeRobotMeta(*plan); !done) return done;
    return options.inPlace ? replaceSource(*plan, out) : publish(*plan, out);
}

}  // namespace camframe
