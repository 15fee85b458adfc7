// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <set>

#include "model/core/io/datasets/lerobot_dataset.h"
#include "model/core/io/detail/lerobot_plan.h"
#include "model/core/log.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Kind = LeRobotFeature::Kind;

const LeRobotVideo* videoOf(const LeRobotUnit& unit, const std::string& key) {
    const auto found = std::ranges::find(unit.videos, key, &LeRobotVideo::key);
    return found == unit.videos.end() ? nullptr : &*found;
}

bool isOurs(const LeRobotPlan& plan, const std::string& key) {
    return std::ranges::any_of(plan.annotations, [&](const LeRobotColumn& c) { return c.key == key; });
}

class Planner {
public:
    Planner(LeRobotPlan& plan) : m_plan(plan) {}

    Result<void> units(const fs::path& folder, const std::vector<int>& episodes) {
        for (const int episode : episodes) {
            m_plan.folders.push_back(folder / fmt::format("episode_{:06d}", episode));
            Result<LeRobotUnit> unit = readLeRobotUnit(m_plan.folders.back());
            if (!unit) return tl::unexpected(unit.error());
            m_plan.units.push_back(std::move(*unit));
        }
        for (const LeRobotUnit& unit : m_plan.units) {
            const LeRobotUnit& first = m_plan.units.front();
            if (unit.source != first.source)
                return inputError(
                    "The results are of two datasets, {} and {}; export them one after the other, each to "
                    "its "
                    "own folder.",
                    first.source, unit.source);
            if (!unit.lerobot && std::abs(unit.fps - first.fps) > 1e-6 * first.fps)
                return inputError(
                    "{} has recordings at {:g} and at {:g} frames per second, and a LeRobot dataset has one "
                    "rate; export them one after the other.",
                    unit.source, first.fps, unit.fps);
            for (const LeRobotColumn& column : unit.annotations)
                if (!isOurs(m_plan, column.key)) m_plan.annotations.push_back(column);
        }
        return {};
    }

    /// Columns that every recording has alike.
    void commonColumns() {
        for (const LeRobotColumn& column : m_plan.units.front().recorded) {
            const bool everywhere = std::ranges::all_of(m_plan.units, [&](const LeRobotUnit& unit) {
                const auto found = std::ranges::find(unit.recorded, column.key, &LeRobotColumn::key);
                return found != unit.recorded.end() && found->width == column.width;
            });
            if (everywhere)
                m_plan.recorded.push_back(column);
            else
                log(LogLevel::Warning,
                    fmt::format("'{}' is not alike in all recordings and is left out", column.key));
        }
    }

    void pieces() {
        const LeRobotPlan& plan = m_plan;
        std::vector<LeRobotPlannedEpisode> all;
        const auto add = [&](int unit, size_t piece, int source, LeRobotPiece frames, int length) {
            LeRobotPlannedEpisode& episode = all.emplace_back();
            episode.unit = unit;
            episode.piece = piece;
            episode.source = source;
            episode.first = frames.first;
            episode.length = frames.last - frames.first + 1;
            episode.whole = frames == LeRobotPiece{0, length - 1};
        };
        const auto addUnit = [&](size_t u) {
            const LeRobotUnit& unit = plan.units[u];
            for (size_t p = 0; p < unit.pieces.size(); ++p)
                add(static_cast<int>(u), p, unit.episode, unit.pieces[p], unit.frames);
        };
        if (!plan.wholeSource()) {
            for (size_t u = 0; u < plan.units.size(); ++u) addUnit(u);
        } else {
            std::map<int, size_t> made;
            for (size_t u = 0; u < plan.units.size(); ++u) made[plan.units[u].episode] = u;
            for (size_t e = 0; e < plan.source->episodes.size(); ++e)
                if (const auto unit = made.find(static_cast<int>(e)); unit != made.end())
                    addUnit(unit->second);
                else
                    add(-1, 0, static_cast<int>(e),
                        {0, static_cast<int>(plan.source->episodes[e].length) - 1},
                        static_cast<int>(plan.source->episodes[e].length));
        }
        m_plan.episodes = std::move(all);
    }

    /// Recordings are drawn by lot and dealt to the splits; within a split the order stays.
    void split() {
        if (m_plan.options.splits.empty()) return;
        std::vector<int> sources;
        for (const auto& episode : m_plan.episodes)
            if (sources.empty() || sources.back() != episode.source) sources.push_back(episode.source);
        std::mt19937 random(m_plan.options.seed);
        for (size_t i = sources.size(); i > 1; --i) std::swap(sources[i - 1], sources[random() % i]);
        std::map<int, size_t> splitOf;
        double share = 0;
        size_t next = 0;
        for (size_t s = 0; s < m_plan.options.splits.size(); ++s) {
            share += m_plan.options.splits[s].second;
            const bool last = s + 1 == m_plan.options.splits.size();
            const auto end =
                last
                    ? sources.size()
                    : std::min(sources.size(),
                               static_cast<size_t>(std::lround(share * static_cast<double>(sources.size()))));
            for (; next < end; ++next) splitOf[sources[next]] = s;
        }
        std::ranges::stable_sort(m_plan.episodes, {}, [&](const auto& e) { return splitOf[e.source]; });
        for (size_t s = 0; s < m_plan.options.splits.size(); ++s)
            m_plan.splits.emplace_back(m_plan.options.splits[s].first,
                                       std::ranges::count_if(m_plan.episodes, [&](const auto& e) {
                                           return splitOf[e.source] == s;
                                       }));
    }

    Result<void> tasks() {
        if (m_plan.wholeSource()) {
            const std::map<int64_t, uint32_t> inOrder(m_plan.source->taskOfIndex.begin(),
                                                      m_plan.source->taskOfIndex.end());
            for (const auto& [number, place] : inOrder) note(m_plan.source->tasks[place]);
        }
        int64_t start = 0;
        for (LeRobotPlannedEpisode& episode : m_plan.episodes) {
            episode.start = start;
            start += episode.length;
            if (!m_plan.source) {
                episode.tasks = m_plan.units[static_cast<size_t>(episode.unit)].tasks;
            } else if (episode.whole) {
                episode.tasks = m_plan.source->tasksOf(at(episode));
            } else if (auto read = tasksOfPiece(episode); !read) {
                return read;
            }
            if (episode.tasks.empty()) episode.tasks.emplace_back("no task was recorded");
            for (const std::string& task : episode.tasks) note(task);
        }
        return {};
    }

    Result<void> videos() {
        std::vector<std::string> keys;
        if (m_plan.source)
            for (const std::string& key : m_plan.source->videoKeys) keys.push_back(key);
        for (const LeRobotUnit& unit : m_plan.units)
            for (const LeRobotVideo& video : unit.videos)
                if (std::ranges::find(keys, video.key) == keys.end()) keys.push_back(video.key);
        for (const std::string& key : keys)
            if (auto planned = video(key); !planned) return planned;
        return {};
    }

private:
    const LeRobotEpisode& at(const LeRobotPlannedEpisode& episode) const {
        return m_plan.source->episodes[static_cast<size_t>(episode.source)];
    }

    void note(const std::string& task) {
        if (m_known.insert(task).second) m_plan.tasks.push_back(task);
    }

    Result<void> tasksOfPiece(LeRobotPlannedEpisode& episode) {
        const LeRobotIndex& source = *m_plan.source;
        const auto file = source.info.dataFile({.episode = at(episode).episodeIndex,
                                                .chunk = std::max(0, at(episode).dataChunk),
                                                .file = std::max(0, at(episode).dataFile),
                                                .videoKey = {}});
        if (!file) return tl::unexpected(file.error());
        const std::string sql = fmt::format(
            "SELECT task_index, min(row) FROM (SELECT task_index, row_number() OVER (ORDER BY "
            "file_row_number) - 1 AS row FROM {}{}) WHERE row BETWEEN {} AND {} GROUP BY ALL ORDER BY 2",
            parquetRows({*file}),
            source.info.major == 3 ? fmt::format(" WHERE episode_index = {}", at(episode).episodeIndex) : "",
            episode.first, episode.first + episode.length - 1);
        auto rows = m_plan.engine->query(sql);
        if (!rows)
            return inputError("{} cannot be read ({}); fetch it again.", file->string(),
                              rows.error().message);
        while (rows->next())
            for (size_t row = 0; row < rows->size(); ++row)
                if (const auto number = rows->column(0).integer(row))
                    if (const auto found = source.taskOfIndex.find(*number);
                        found != source.taskOfIndex.end())
                        episode.tasks.push_back(source.tasks[found->second]);
        return {};
    }

    /// Can the file of the source stand for the episode as it is?
    bool linkable(const LeRobotPlannedEpisode& episode, const LeRobotVideoSpan* span) const {
        if (!episode.whole) return false;
        return m_plan.source->info.major == 2 || (m_plan.options.major == 3 && span && span->chunk >= 0);
    }

    Result<void> video(const std::string& key) {
        LeRobotVideo feature{.key = key, .statistics = {}};
        for (const LeRobotUnit& unit : m_plan.units)
            if (const LeRobotVideo* one = videoOf(unit, key); one && one->depth) feature = *one;
        const LeRobotFeature* stored = m_plan.source ? m_plan.source->info.find(key) : nullptr;
        const bool isVideo = stored && stored->kind == Kind::Video;
        const auto keyPlace = m_plan.source
                                  ? static_cast<size_t>(std::ranges::find(m_plan.source->videoKeys, key) -
                                                        m_plan.source->videoKeys.begin())
                                  : 0;
        std::map<fs::path, int> numbers;
        std::vector<LeRobotPlannedVideo> planned;
        for (const LeRobotPlannedEpisode& episode : m_plan.episodes) {
            LeRobotPlannedVideo video;
            const LeRobotUnit* unit =
                episode.unit < 0 ? nullptr : &m_plan.units[static_cast<size_t>(episode.unit)];
            const LeRobotVideo* encoded = unit ? videoOf(*unit, key) : nullptr;
            const LeRobotVideoSpan* span =
                isVideo ? m_plan.source->video(static_cast<size_t>(episode.source), keyPlace) : nullptr;
            const double fps = m_plan.target.fps;
            if (encoded) {
                video.encoded = true;
                video.from = unitVideo(m_plan.folders[static_cast<size_t>(episode.unit)], key, episode.piece);
                video.end = episode.length / fps;
                if (feature.width == 0) feature.width = encoded->width, feature.height = encoded->height;
                if (feature.width != encoded->width || feature.height != encoded->height)
                    return inputError(
                        "Pictures of '{}' are {}x{} in one recording and {}x{} in another, and a LeRobot "
                        "dataset has one size; give --curate with --resize.",
                        key, feature.width, feature.height, encoded->width, encoded->height);
            } else if (feature.depth) {
                video.empty = true;
                video.from = m_plan.stage / "empty" /
                             fmt::format("{}x{}x{}.mp4", feature.width, feature.height, episode.length);
                video.end = episode.length / fps;
            } else if (isVideo && linkable(episode, span)) {
                const auto file = m_plan.source->info.videoFile({.episode = at(episode).episodeIndex,
                                                                 .chunk = span ? span->chunk : 0,
                                                                 .file = span ? span->file : 0,
                                                                 .videoKey = key});
                if (!file) return tl::unexpected(file.error());
                if (std::error_code error; !fs::is_regular_file(*file, error))
                    return inputError("Video {} does not exist; fetch it.", file->string());
                video.from = *file;
                video.begin = span ? span->from : 0;
                video.end = span ? span->to : episode.length / fps;
                if (span && m_plan.wholeSource()) {
                    video.chunk = span->chunk;
                    video.file = span->file;
                }
            } else {
                drop(key, stored && stored->depth
                              ? "depth videos cannot be cut"
                              : "not every recording that is exported has pictures of it");
                return {};
            }
            if (!(span && m_plan.wholeSource()) || video.encoded || video.empty) {
                // Videos of nothing are alike, but no episode is shown by another's.
                const fs::path file = video.empty ? video.from / std::to_string(planned.size()) : video.from;
                const int number = numbers.try_emplace(file, static_cast<int>(numbers.size())).first->second;
                video.chunk = number / kFilesPerChunk;
                video.file = number % kFilesPerChunk;
            }
            planned.push_back(std::move(video));
        }
        for (size_t e = 0; e < planned.size(); ++e)
            m_plan.episodes[e].videos.push_back(std::move(planned[e]));
        m_plan.videos.push_back(std::move(feature));
        return {};
    }

    void drop(const std::string& key, const char* why) {
        m_plan.dropped.push_back(key);
        log(LogLevel::Warning, fmt::format("'{}' is left out: {}", key, why));
    }

    LeRobotPlan& m_plan;
    std::set<std::string> m_known;
};

/// What DuckDB may read: the source, and where its parts lie if they are links.
std::vector<fs::path> sourceFolders(const fs::path& source) {
    std::vector<fs::path> out{source};
    std::error_code error;
    for (const char* part : {"meta", "data", "meta/episodes"})
        if (fs::is_symlink(source / part, error)) out.push_back(source / part);
    if (fs::is_symlink(source / "meta/info.json", error))
        out.push_back(fs::weakly_canonical(source / "meta/info.json", error).parent_path());
    return out;
}

LeRobotInfo targetOf(const LeRobotPlan& plan) {
    LeRobotInfo target;
    const bool keep = plan.wholeSource() && plan.source->info.major == plan.options.major;
    if (plan.source) target = plan.source->info;
    target.folder = plan.stage;
    target.major = plan.options.major;
    target.version = target.major == 3 ? "v3.0" : "v2.1";
    if (!plan.source) {
        target.fps = plan.units.front().fps;
        target.robotType = plan.units.front().robot;
    }
    if (!keep) {
        target.chunksSize = kFilesPerChunk;
        target.dataPath = target.major == 3
                              ? "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet"
                              : "data/chunk-{episode_chunk:03d}/episode_{episode_index:06d}.parquet";
        target.videoPath =
            target.major == 3
                ? "videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4"
                : "videos/chunk-{episode_chunk:03d}/{video_key}/episode_{episode_index:06d}.mp4";
    }
    return target;
}

Result<void> checkPlan(const LeRobotPlan& plan, const fs::path& out) {
    std::error_code error;
    const bool same = plan.source && fs::equivalent(out, plan.source->info.folder, error);
    if (same && !plan.options.inPlace)
        return makeError(ErrorKind::Usage,
                         "{} is the dataset itself; give another --out, or --in-place to have its columns "
                         "added there.",
                         out.string());
    if (plan.options.inPlace && (!same || !plan.wholeSource()))
        return makeError(ErrorKind::Usage,
                         "--in-place adds columns to a LeRobot dataset: --out must be that dataset ({}).",
                         plan.units.front().source);
    if (plan.options.inPlace && plan.source->info.major != plan.options.major)
        return makeError(ErrorKind::Usage, "--in-place cannot change the version of {}; write a new folder.",
                         out.string());
    if (!plan.wholeSource()) return {};
    if (plan.source->info.major > plan.options.major)
        return makeError(
            ErrorKind::Usage,
            "The videos of LeRobot v3 hold several episodes: write --lerobot-version 3.0, or add "
            "--curate, which cuts them.");
    for (size_t e = 0; e < plan.source->episodes.size(); ++e) {
        const LeRobotEpisode& episode = plan.source->episodes[e];
        if (episode.episodeIndex != static_cast<int64_t>(e) || episode.length < 1)
            return inputError(
                "{}: the index lists no length of episode {}, or misses numbers before it; write it anew, or "
                "give "
                "--curate, which counts anew.",
                (plan.source->info.folder / "meta").string(), e);
    }
    return {};
}

}  // namespace

Result<LeRobotPlan> planLeRobot(const fs::path& units, const std::vector<int>& episodes, const fs::path& out,
                                const LeRobotOutput& options) {
    LeRobotPlan plan;
    plan.options = options;
    plan.stage = fs::absolute(units).lexically_normal().parent_path() / "dataset";
    Planner planner(plan);
    if (auto read = planner.units(units, episodes); !read) return tl::unexpected(read.error());
    if (plan.units.empty()) return inputError("There is no episode to export.");
    std::vector<fs::path> readable{units, plan.stage};
    if (plan.units.front().lerobot) {
        fs::path source = plan.units.front().source;
        if (std::error_code error; fs::is_regular_file(source, error))
            source = source.parent_path().parent_path();
        for (const fs::path& folder : sourceFolders(source)) readable.push_back(folder);
        auto info = LeRobotInfo::read(source);
        if (!info) return tl::unexpected(info.error());
        auto engine = SqlEngine::open({.folders = readable, .threads = 1});
        if (!engine) return tl::unexpected(engine.error());
        auto index = LeRobotIndex::read(std::move(*info), **engine);
        if (!index) return tl::unexpected(index.error());
        plan.source = std::move(*index);
        plan.engine = std::move(*engine);
    } else {
        auto engine = SqlEngine::open({.folders = readable, .threads = 1});
        if (!engine) return tl::unexpected(engine.error());
        plan.engine = std::move(*engine);
        planner.commonColumns();
    }
    plan.target = targetOf(plan);
    if (auto good = checkPlan(plan, out); !good) return tl::unexpected(good.error());
    planner.pieces();
    planner.split();
    if (auto read = planner.tasks(); !read) return tl::unexpected(read.error());
    if (auto found = planner.videos(); !found) return tl::unexpected(found.error());
    return plan;
}

}  // namespace camframe
