// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/lerobot_checks.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "model/core/io/datasets/lerobot_dataset.h"
#include "model/core/io/detail/parquet_file.h"
#include "model/core/io/video_reader.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr size_t mostDataFiles = 200, mostVideos = 24;
constexpr const char* rewrite = "write the index anew (LeRobot's converter is known to make such mistakes)";
constexpr const char* fetch = "fetch the file again";

/// One finding per kind: the first place, and how many episodes are concerned.
class Faults {
public:
    void add(const char* code, int episode, const std::string& where, std::string what, const char* mend,
             Severity severity = Severity::Error) {
        const auto [found, added] = m_places.try_emplace(code, m_findings.size());
        if (added) m_findings.push_back({severity, code, {}, where, std::move(what), mend});
        DatasetFinding& finding = m_findings[found->second];
        if (episode >= 0 && (finding.episodes.empty() || finding.episodes.back() != episode))
            finding.episodes.push_back(episode);
    }
    std::vector<DatasetFinding> take() { return std::move(m_findings); }

private:
    std::map<std::string, size_t> m_places;
    std::vector<DatasetFinding> m_findings;
};

bool isBookkeeping(const std::string& key) {
    return key == "timestamp" || key == "frame_index" || key == "episode_index" || key == "index" ||
           key == "task_index" || key.starts_with("next.");
}

void checkInfo(const LeRobotIndex& index, Faults& faults) {
    const LeRobotInfo& info = index.info;
    for (const LeRobotFeature& feature : info.features)
        if (feature.kind == LeRobotFeature::Kind::Number && !isBookkeeping(feature.key) &&
            feature.names.empty() && feature.shape.size() == 1 && feature.shape[0] > 1)
            faults.add("names-null", -1, "meta/info.json, features." + feature.key,
                       fmt::format("'names' is null or does not fit its {} columns", feature.shape[0]),
                       "name the columns; LeRobot's tools stumble over it", Severity::Warning);
    int64_t frames = 0;
    for (const LeRobotEpisode& episode : index.episodes) frames += std::max<int64_t>(episode.length, 0);
    const auto compare = [&](const char* field, std::optional<int64_t> declared, int64_t counted) {
        if (declared && *declared != counted)
            faults.add("total-mismatch", -1, "meta/info.json",
                       fmt::format("'{}' is {}, the index has {}", field, *declared, counted),
                       "correct info.json, or fetch what is missing of the index", Severity::Warning);
    };
    compare("total_episodes", info.totalEpisodes, static_cast<int64_t>(index.episodes.size()));
    compare("total_frames", info.totalFrames, frames);
    if (!index.taskOfIndex.empty())
        compare("total_tasks", info.totalTasks, static_cast<int64_t>(index.taskOfIndex.size()));
}

void checkRows(const LeRobotIndex& index, Faults& faults) {
    int64_t next = 0;
    bool told = false;
    for (size_t e = 0; e < index.episodes.size(); ++e) {
        const LeRobotEpisode& episode = index.episodes[e];
        const int place = static_cast<int>(e);
        if (episode.episodeIndex != static_cast<int64_t>(e) && !told) {
            told = true;
            faults.add("episode-numbers", place, "the index",
                       fmt::format("entry {} is episode {}: numbers are missing or given twice", e,
                                   episode.episodeIndex),
                       rewrite);
        }
        if (episode.length < 1)
            faults.add("episode-length", place, "the index",
                       fmt::format("episode {} has no length, or no frames", episode.episodeIndex), rewrite);
        if (index.info.major != 3) continue;
        if (episode.toIndex - episode.fromIndex != episode.length || episode.fromIndex != next)
            faults.add(
                "row-range", place, "dataset_from_index, dataset_to_index",
                fmt::format("episode {} of {} frames is said to be rows {} to {}; rows from {} are next",
                            episode.episodeIndex, episode.length, episode.fromIndex, episode.toIndex, next),
                rewrite);
        next += std::max<int64_t>(episode.length, 0);
    }
}

void checkSpans(const LeRobotIndex& index, Faults& faults) {
    if (index.videos.empty()) return;
    const double frame = 1 / index.info.fps;
    struct Place {
        double from, to;
        size_t episode;
    };
    for (size_t key = 0; key < index.videoKeys.size(); ++key) {
        std::map<std::pair<int32_t, int32_t>, std::vector<Place>> byFile;
        const std::string where = "videos/" + index.videoKeys[key];
        for (size_t e = 0; e < index.episodes.size(); ++e) {
            const LeRobotVideoSpan* span = index.video(e, key);
            if (span == nullptr || span->chunk < 0 || span->file < 0) {
                faults.add("video-range", static_cast<int>(e), where, "the index names no video file",
                           rewrite);
                continue;
            }
            const double length = static_cast<double>(index.episodes[e].length) * frame;
            if (!(std::abs(span->to - span->from - length) < 1.5 * frame) || !(span->from > -frame))
                faults.add("video-range", static_cast<int>(e), where,
                           fmt::format("episode {} of {} frames is said to be shown from {:.3f} to {:.3f} s",
                                       index.episodes[e].episodeIndex, index.episodes[e].length, span->from,
                                       span->to),
                           rewrite);
            else
                byFile[{span->chunk, span->file}].push_back({span->from, span->to, e});
        }
        for (auto& [file, places] : byFile) {
            std::ranges::sort(places, {}, &Place::from);
            for (size_t i = 1; i < places.size(); ++i)
                if (places[i].from < places[i - 1].to - 0.5 * frame)
                    faults.add(
                        "video-range", static_cast<int>(places[i].episode), where,
                        fmt::format("episodes {} and {} are said to be shown at the same time of file {}",
                                    places[i - 1].episode, places[i].episode, file.second),
                        rewrite);
        }
    }
}

/// Every so many-th of a list, so that at most `most` remain.
template <class Map>
std::vector<typename Map::const_iterator> thinned(const Map& map, size_t most) {
    std::vector<typename Map::const_iterator> out;
    const size_t step = std::max<size_t>(1, (map.size() + most - 1) / most);
    size_t i = 0;
    for (auto it = map.begin(); it != map.end(); ++it)
        if (i++ % step == 0) out.push_back(it);
    return out;
}

/// Compares the files with the index.
class FileChecks {
public:
    FileChecks(const LeRobotIndex& index, SqlEngine& engine, Faults& faults, const RunContext& context)
        : m_index(index), m_engine(engine), m_faults(faults), m_context(context) {
        for (size_t e = 0; e < index.episodes.size(); ++e)
            m_places.try_emplace(index.episodes[e].episodeIndex, static_cast<int>(e));
    }

    Result<void> checkData(bool everyFile) {
        std::map<fs::path, std::vector<int>> files;
        for (size_t e = 0; e < m_index.episodes.size(); ++e) {
            const LeRobotEpisode& episode = m_index.episodes[e];
            // v2 counts files by episode and names neither chunk nor file.
            const bool counted = m_index.info.major == 2;
            const auto file = m_index.info.dataFile({.episode = episode.episodeIndex,
                                                     .chunk = counted ? 0 : episode.dataChunk,
                                                     .file = counted ? 0 : episode.dataFile,
                                                     .videoKey = {}});
            if (!file) {
                m_faults.add("wrong-file", static_cast<int>(e), "data", file.error().message, rewrite);
                continue;
            }
            files[*file].push_back(static_cast<int>(e));
        }
        std::erase_if(files, [&](const auto& entry) { return missing(entry.first, entry.second); });
        const auto read = thinned(files, everyFile ? files.size() + 1 : mostDataFiles);
        for (size_t i = 0; i < read.size(); ++i) {
            if (m_context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            m_context.report(0.1 * static_cast<double>(i) / static_cast<double>(read.size()), "data files");
            readData(read[i]->first, read[i]->second);
        }
        tellSample("data files", read.size(), files.size());
        findOrphans("data", ".parquet", files);
        return {};
    }

    Result<void> checkVideos(bool everyFile) {
        std::map<fs::path, std::vector<int>> files;
        std::map<fs::path, double> ends;
        for (size_t e = 0; e < m_index.episodes.size(); ++e)
            for (size_t key = 0; key < m_index.videoKeys.size(); ++key) {
                const LeRobotVideoSpan* span = m_index.video(e, key);
                if (m_index.info.major == 3 && (span == nullptr || span->chunk < 0 || span->file < 0))
                    continue;
                const auto file = m_index.info.videoFile({.episode = m_index.episodes[e].episodeIndex,
                                                          .chunk = span ? span->chunk : 0,
                                                          .file = span ? span->file : 0,
                                                          .videoKey = m_index.videoKeys[key]});
                if (!file) continue;
                files[*file].push_back(static_cast<int>(e));
                const double end =
                    span ? span->to : static_cast<double>(m_index.episodes[e].length) / m_index.info.fps;
                ends[*file] = std::max(ends[*file], end);
            }
        std::erase_if(files, [&](const auto& entry) { return missing(entry.first, entry.second); });
        const auto read = thinned(files, everyFile ? files.size() + 1 : mostVideos);
        for (size_t i = 0; i < read.size(); ++i) {
            if (m_context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            m_context.report(0.1 + 0.1 * static_cast<double>(i) / static_cast<double>(read.size()), "videos");
            indexVideo(read[i]->first, read[i]->second, ends[read[i]->first]);
        }
        tellSample("videos", read.size(), files.size());
        findOrphans("videos", ".mp4", files);
        return {};
    }

private:
    std::string named(const fs::path& file) const {
        return file.lexically_relative(m_index.info.folder).generic_string();
    }

    bool missing(const fs::path& file, const std::vector<int>& episodes) {
        if (std::error_code error; fs::is_regular_file(file, error)) return false;
        for (const int e : episodes)
            m_faults.add("missing-file", e, named(file),
                         fmt::format("the index names it for episode {}, but it does not exist", e),
                         "fetch the file, or write the index anew");
        return true;
    }

    void tellSample(const char* what, size_t read, size_t all) {
        if (read < all)
            m_faults.add(what[0] == 'd' ? "data-sample" : "video-sample", -1, what,
                         fmt::format("{} of {} were opened, all were looked for", read, all),
                         "--episodes all opens every one", Severity::Note);
    }

    void findOrphans(const char* folder, const char* extension,
                     const std::map<fs::path, std::vector<int>>& known) {
        std::error_code error;
        size_t seen = 0;
        const auto options = fs::directory_options::skip_permission_denied;
        for (fs::recursive_directory_iterator it(m_index.info.folder / folder, options, error), end;
             !error && it != end && ++seen < 2'000'000; it.increment(error))
            if (it->path().extension() == extension && !known.contains(it->path().lexically_normal()))
                m_faults.add(
                    "orphan-file", -1, named(it->path()), "no episode of the index lies in it",
                    "a wrong chunk or file number in the index, or a file left over: write the index anew",
                    Severity::Note);
    }

    /// What was seen of one episode's rows in a file.
    struct Seen {
        int64_t count = 0;
        double lastTime = -HUGE_VAL;
    };

    void readData(const fs::path& path, const std::vector<int>& episodes) {
        const std::string where = named(path);
        const auto file = ParquetFile::open(m_engine, path);
        if (!file) return unreadable(file.error(), where, episodes);
        std::vector<std::string> columns;
        for (const char* name : {"episode_index", "frame_index", "index", "timestamp", "task_index"})
            columns.push_back(file->find(name) ? SqlEngine::identifier(name) : std::string("NULL::BIGINT"));
        auto rows = file->read(columns);
        if (!rows) return unreadable(rows.error(), where, episodes);
        std::map<int64_t, Seen> seen;
        while (rows->next())
            for (size_t row = 0; row < rows->size(); ++row) takeRow(*rows, row, where, episodes, seen);
        for (const int e : episodes) {
            const LeRobotEpisode& episode = m_index.episodes[static_cast<size_t>(e)];
            const auto found = seen.find(episode.episodeIndex);
            if (found == seen.end())
                m_faults.add(
                    "wrong-file", e, where,
                    fmt::format("the index puts episode {} here, but none of its rows are in the file",
                                episode.episodeIndex),
                    rewrite);
            else if (found->second.count != episode.length)
                m_faults.add("episode-length", e, where,
                             fmt::format("episode {} has {} rows, the index says {}", episode.episodeIndex,
                                         found->second.count, episode.length),
                             rewrite);
        }
        for (const auto& [number, rowsOfIt] : seen)
            if (const int e = placeOf(number); std::ranges::find(episodes, e) == episodes.end())
                m_faults.add("wrong-file", e, where,
                             fmt::format("it holds {} rows of episode {}, which the index puts elsewhere",
                                         rowsOfIt.count, number),
                             rewrite);
    }

    int placeOf(int64_t number) const {
        const auto found = m_places.find(number);
        return found == m_places.end() ? -1 : found->second;
    }

    void takeRow(const SqlRows& rows, size_t row, const std::string& where, const std::vector<int>& episodes,
                 std::map<int64_t, Seen>& seen) {
        // Of v2 the file says whose rows these are.
        const int64_t stated = rows.column(0).integer(row).value_or(
            episodes.size() == 1 ? m_index.episodes[static_cast<size_t>(episodes.front())].episodeIndex : -1);
        Seen& one = seen[stated];
        const int e = placeOf(stated);
        if (const auto frame = rows.column(1).integer(row); frame && *frame != one.count)
            m_faults.add("row-order", e, where,
                         fmt::format("row {} of episode {} has frame_index {}", one.count, stated, *frame),
                         "sort the rows, or number them anew");
        if (const auto index = rows.column(2).integer(row);
            index && e >= 0 && m_index.info.major == 3 &&
            *index != m_index.episodes[static_cast<size_t>(e)].fromIndex + one.count)
            m_faults.add(
                "row-range", e, where,
                fmt::format("row {} of episode {} is row {} of the dataset, the index says {}", one.count,
                            stated, *index, m_index.episodes[static_cast<size_t>(e)].fromIndex + one.count),
                rewrite);
        if (const double time = rows.column(3).number(row); std::isfinite(time)) {
            if (time <= one.lastTime)
                m_faults.add(
                    "duplicate-timestamp", e, where,
                    fmt::format("frame {} of episode {} has time {:.6g} s, the frame before {:.6g} s",
                                one.count, stated, time, one.lastTime),
                    "write the times anew, or remove the frames that were stored twice");
            one.lastTime = time;
        }
        if (const auto task = rows.column(4).integer(row);
            task && !m_index.taskOfIndex.empty() && !m_index.taskOfIndex.contains(*task))
            m_faults.add(
                "task-index", e, where,
                fmt::format("episode {} has task_index {}, which the list of tasks lacks", stated, *task),
                "add the task to meta/tasks, or correct the number", Severity::Warning);
        ++one.count;
    }

    void unreadable(const Error& error, const std::string& where, const std::vector<int>& episodes) {
        for (const int e : episodes)
            m_faults.add("unreadable-file", e, where, findingOf(error, {}, {}).what, fetch);
    }

    void indexVideo(const fs::path& path, const std::vector<int>& episodes, double end) {
        const std::string where = named(path);
        const auto video = VideoFile::open(path);
        if (!video) return unreadable(video.error(), where, episodes);
        const int count = (*video)->pictureCount();
        const double fps = m_index.info.fps;
        if (count < 2) {
            if (end > 1.5 / fps)
                m_faults.add("video-short", episodes.front(), where, fmt::format("it has {} pictures", count),
                             fetch);
            return;
        }
        const double shown = (*video)->timeOf(count - 1) - (*video)->timeOf(0);
        const double rate = (count - 1) / shown;
        if (!(std::abs(rate / fps - 1) < 0.02))
            for (const int e : episodes)
                m_faults.add("video-rate", e, where,
                             fmt::format("it shows {:.4g} pictures/s, info.json states {:.4g}", rate, fps),
                             "correct 'fps' in info.json, or encode the video at its rate");
        else if ((*video)->timeOf(count - 1) + 1.5 / fps < end)
            m_faults.add("video-short", episodes.back(), where,
                         fmt::format("it ends at {:.3f} s, the index says {:.3f} s",
                                     (*video)->timeOf(count - 1) + 1 / fps, end),
                         "fetch the file again: it was cut off, or the index is of another one");
    }

    const LeRobotIndex& m_index;
    SqlEngine& m_engine;
    Faults& m_faults;
    const RunContext& m_context;
    std::map<int64_t, int> m_places;  ///< Episode's number -> place in the index.
};

}  // namespace

std::vector<DatasetFinding> checkLeRobotIndex(const LeRobotIndex& index) {
    Faults faults;
    checkInfo(index, faults);
    checkRows(index, faults);
    checkSpans(index, faults);
    return faults.take();
}

Result<std::vector<DatasetFinding>> checkLeRobot(const fs::path& path, bool everyFile,
                                                 const RunContext& context) {
    const auto index = readLeRobotIndex(path);
    if (!index) {
        if (index.error().kind == ErrorKind::System) return tl::unexpected(index.error());
        return std::vector<DatasetFinding>{findingOf(index.error(), "lerobot-index", "meta")};
    }
    const auto engine = SqlEngine::open({.folders = leRobotFolders(index->info.folder)});
    if (!engine) return tl::unexpected(engine.error());
    std::vector<DatasetFinding> out = checkLeRobotIndex(*index);
    Faults faults;
    FileChecks files(*index, **engine, faults, context);
    if (const auto done = files.checkData(everyFile); !done) return tl::unexpected(done.error());
    if (const auto done = files.checkVideos(everyFile); !done) return tl::unexpected(done.error());
    std::ranges::move(faults.take(), std::back_inserter(out));
    return out;
}

}  // namespace camframe
