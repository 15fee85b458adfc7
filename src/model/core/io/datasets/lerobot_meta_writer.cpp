// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <set>

#include "model/core/io/atomic_file.h"
#include "model/core/io/detail/json_input.h"
#include "model/core/io/detail/lerobot_feature_json.h"
#include "model/core/io/detail/lerobot_json.h"
#include "model/core/io/detail/lerobot_plan.h"
#include "model/core/nan.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Type = LeRobotColumn::Type;

constexpr size_t kMaxInfoBytes = size_t{64} << 20;
constexpr char kBetween = '\x1f';  ///< Between the tasks of an episode on their way into a list.

std::string dump(const Json& json, int indent = -1) {
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

class MetaWriter {
public:
    explicit MetaWriter(const LeRobotPlan& plan) : m_plan(plan), m_meta(plan.stage / "meta") {}

    Result<void> write() {
        std::error_code error;
        fs::create_directories(m_meta, error);
        if (auto copied = copyOthers(); !copied) return copied;
        if (auto written = version3() ? writeTables() : writeLines(); !written) return written;
        // CalibAll's form leaves no room for where an episode is from.
        const bool plain = m_plan.options.plainCalibration;
        if (plain)
            if (auto written = writeFileAtomically(m_meta / "calibration.json", plainCalibrations());
                !written)
                return written;
        if (auto written = writeFileAtomically(
                m_meta / (plain ? "camframe_calibration.json" : "calibration.json"), calibrations());
            !written)
            return written;
        const Result<Json> described = info();
        if (!described) return tl::unexpected(described.error());
        return writeFileAtomically(m_meta / "info.json", dump(*described, 4) + "\n");
    }

private:
    bool version3() const { return m_plan.options.major == 3; }

    /// What others keep in meta/ (GR00T's modality.json) stays beside our files.
    Result<void> copyOthers() const {
        if (!m_plan.source) return {};
        static const std::set<std::string> kOwn = {"info.json",
                                                   "episodes",
                                                   "episodes.jsonl",
                                                   "tasks.jsonl",
                                                   "tasks.parquet",
                                                   "stats.json",
                                                   "episodes_stats.jsonl",
                                                   "calibration.json",
                                                   "camframe_calibration.json"};
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(m_plan.source->info.folder / "meta", error)) {
            if (kOwn.contains(entry.path().filename().string())) continue;
            fs::copy(entry.path(), m_meta / entry.path().filename(), fs::copy_options::recursive, error);
            if (error)
                return makeError(ErrorKind::Output, "Cannot copy {}: {}; check its permissions.",
                                 entry.path().string(), error.message());
        }
        return {};
    }

    Result<Json> sourceInfo() const {
        if (!m_plan.source) return Json::object();
        const fs::path file = m_plan.source->info.folder / "meta/info.json";
        if (const auto checked = readJson(file); !checked) return tl::unexpected(checked.error());
        const Result<std::string> text = readFile(file, kMaxInfoBytes);
        if (!text) return tl::unexpected(text.error());
        return Json::parse(*text, nullptr, false);  // in the order in which it is written
    }

    Json features(const Json& before) const {
        Json out = Json::object();
        for (const auto& [key, feature] : before.items()) {
            if (std::ranges::find(m_plan.dropped, key) != m_plan.dropped.end()) continue;
            out[key] = feature;
        }
        for (const LeRobotColumn& column : m_plan.recorded) out[column.key] = columnFeature(column);
        for (const LeRobotVideo& video : m_plan.videos)
            if (video.width > 0) out[video.key] = videoFeature(video, m_plan.target.fps);
        for (const LeRobotColumn& column : m_plan.annotations) out[column.key] = columnFeature(column);
        if (!out.contains("timestamp"))
            out["timestamp"] = {{"dtype", "float32"}, {"shape", {1}}, {"names", nullptr}};
        for (const char* key : {"frame_index", "episode_index", "index", "task_index"})
            if (!out.contains(key)) out[key] = {{"dtype", "int64"}, {"shape", {1}}, {"names", nullptr}};
        return out;
    }

    Json splits(const Json& before) const {
        const size_t count = m_plan.episodes.size();
        if (!m_plan.splits.empty()) {
            Json out = Json::object();
            size_t begin = 0;
            for (const auto& [name, size] : m_plan.splits) {
                out[name] = fmt::format("{}:{}", begin, begin + size);
                begin += size;
            }
            return out;
        }
        if (m_plan.wholeSource() && before.is_object() && !before.empty()) return before;
        return {{"train", fmt::format("0:{}", count)}};
    }

    Result<Json> info() const {
        Result<Json> read = sourceInfo();
        if (!read) return read;
        Json& json = *read;
        const LeRobotInfo& target = m_plan.target;
        const size_t episodes = m_plan.episodes.size();
        json["codebase_version"] = target.version;
        json["robot_type"] = target.robotType;
        json["total_episodes"] = episodes;
        json["total_frames"] = m_plan.episodes.back().start + m_plan.episodes.back().length;
        json["total_tasks"] = m_plan.tasks.size();
        json["chunks_size"] = target.chunksSize;
        if (version3()) {
            json.erase("total_videos");
            json.erase("total_chunks");
            if (!json.contains("data_files_size_in_mb")) json["data_files_size_in_mb"] = 100;
            if (!json.contains("video_files_size_in_mb")) json["video_files_size_in_mb"] = 200;
        } else {
            json.erase("data_files_size_in_mb");
            json.erase("video_files_size_in_mb");
            json["total_videos"] = episodes * m_plan.videos.size();
            const auto chunk = static_cast<size_t>(target.chunksSize);
            json["total_chunks"] = (episodes + chunk - 1) / chunk;
        }
        if (!m_plan.source) json["fps"] = target.fps;
        json["splits"] = splits(json.value("splits", Json::object()));
        json["data_path"] = target.dataPath;
        json["video_path"] = m_plan.videos.empty() ? Json(nullptr) : Json(target.videoPath);
        json["features"] = features(json.value("features", Json::object()));
        return read;
    }

    Json calibrationOf(const LeRobotPlannedEpisode& episode, size_t number) const {
        Json out{{"episode_index", number},
                 {"source_episode", episode.source},
                 {"source_frames", fmt::format("{}-{}", episode.first, episode.first + episode.length - 1)},
                 {"cameras", Json::object()}};
        if (episode.unit < 0) return out;
        const LeRobotUnit& unit = m_plan.units[static_cast<size_t>(episode.unit)];
        if (!unit.name.empty()) out["source_name"] = unit.name;
        out["cameras"] = Json::parse(unit.cameras);
        return out;
    }

    std::string plainCalibrations() const {
        Json out = Json::object();
        for (const LeRobotUnit& unit : m_plan.units) {
            const Json cameras = Json::parse(unit.cameras);
            for (const auto& [key, camera] : cameras.items())
                if (!out.contains(key) && !camera.at("T_cam_base").is_null())
                    out[key] = {{"intrinsic", camera.at("K")}, {"extrinsic", camera.at("T_cam_base")}};
        }
        return dump(out, 4) + "\n";
    }

    std::string calibrations() const {
        Json names = Json::object();
        for (const LeRobotUnit& unit : m_plan.units) {
            const Json cameras = Json::parse(unit.cameras);
            for (const auto& [key, camera] : cameras.items())
                names[camera.at("name").get<std::string>()] = key;
        }
        // One line per episode: there may be a hundred thousand.
        std::string out = fmt::format(
            "{{\n \"format\": \"camframe-lerobot-calibration\", \"version\": 1, \"tool\": \"camframe {}\",\n"
            " \"dataset\": {},\n \"conventions\": \"T_cam_base maps points from robot base space to camera "
            "space; metres; OpenCV camera axes; pixel centres at integers\",\n \"columns\": {},\n "
            "\"episodes\": [",
            CAMFRAME_VERSION, dump(Json(m_plan.units.front().source)), dump(names));
        for (size_t e = 0; e < m_plan.episodes.size(); ++e)
            out += (e > 0 ? ",\n  " : "\n  ") + dump(calibrationOf(m_plan.episodes[e], e));
        return out + "\n ]\n}\n";
    }

    Result<void> writeLines() const {
        std::string episodes, tasks, statistics;
        for (size_t e = 0; e < m_plan.episodes.size(); ++e) {
            const LeRobotPlannedEpisode& episode = m_plan.episodes[e];
            episodes +=
                dump({{"episode_index", e}, {"tasks", episode.tasks}, {"length", episode.length}}) + "\n";
            Json features = Json::object();
            for (const auto& [key, one] : episode.statistics)
                if (one.count > 0) features[key] = statisticJson(one);
            statistics += dump({{"episode_index", e}, {"stats", features}}) + "\n";
        }
        for (size_t t = 0; t < m_plan.tasks.size(); ++t)
            tasks += dump({{"task_index", t}, {"task", m_plan.tasks[t]}}) + "\n";
        for (const auto& [name, text] : {std::pair{"episodes.jsonl", &episodes},
                                         {"tasks.jsonl", &tasks},
                                         {"episodes_stats.jsonl", &statistics}})
            if (auto written = writeFileAtomically(m_meta / name, *text); !written) return written;
        return {};
    }

    Result<void> writeTable(const std::string& create, size_t rows, const std::vector<SqlValues>& values,
                            const std::string& select, const fs::path& file) const {
        std::error_code error;
        fs::create_directories(file.parent_path(), error);
        SqlEngine& engine = *m_plan.engine;
        Result<void> done = engine.run("CREATE OR REPLACE TABLE meta (" + create + ")");
        if (done) done = engine.append("meta", rows, values);
        if (done)
            done = engine.run("COPY (SELECT " + select + " FROM meta) TO " +
                              SqlEngine::quoted(file.string()) + " (FORMAT parquet, COMPRESSION zstd)");
        if (!done)
            return makeError(ErrorKind::Output, "Cannot write {} ({}); check the free space.", file.string(),
                             done.error().message);
        return engine.run("DROP TABLE meta");
    }

    Result<void> writeTables() const {
        std::vector<int64_t> numbers;
        for (size_t t = 0; t < m_plan.tasks.size(); ++t) numbers.push_back(static_cast<int64_t>(t));
        // The text is the table's index, under the name that pandas gives it.
        if (auto done = writeTable("n BIGINT, t VARCHAR", numbers.size(), {numbers, m_plan.tasks},
                                   "n AS task_index, t AS __index_level_0__", m_meta / "tasks.parquet");
            !done)
            return done;
        if (auto done = writeEpisodes(); !done) return done;
        Json all = Json::object();
        for (const std::string& key : measured()) {
            std::vector<LeRobotStatistic> episodes;
            for (const auto& episode : m_plan.episodes)
                if (const auto one = episode.statistics.find(key); one != episode.statistics.end())
                    episodes.push_back(one->second);
            all[key] = statisticJson(combined(episodes));
        }
        return writeFileAtomically(m_meta / "stats.json", dump(all, 4) + "\n");
    }

    /// Features with a statistic in any episode.
    std::set<std::string> measured() const {
        std::set<std::string> keys;
        for (const auto& episode : m_plan.episodes)
            for (const auto& [key, one] : episode.statistics)
                if (one.count > 0) keys.insert(key);
        return keys;
    }

    Result<void> writeEpisodes() const {
        const size_t rows = m_plan.episodes.size();
        std::vector<std::vector<int64_t>> integers;
        std::vector<std::vector<double>> reals;
        std::vector<std::string> tasks;
        std::string create = "tasks VARCHAR", select;
        std::vector<std::pair<bool, size_t>> order;  // real?, place
        const auto column = [&](const std::string& name) {
            select += (select.empty() ? "" : ", ") + SqlEngine::identifier(name);
        };
        const auto integer = [&](const std::string& name, auto value) {
            std::vector<int64_t>& values = integers.emplace_back();
            for (size_t e = 0; e < rows; ++e) values.push_back(static_cast<int64_t>(value(e)));
            create += ", " + SqlEngine::identifier(name) + " BIGINT";
            order.emplace_back(false, integers.size() - 1);
            column(name);
        };
        const auto at = [&](size_t e) -> const LeRobotPlannedEpisode& { return m_plan.episodes[e]; };
        for (size_t e = 0; e < rows; ++e) {
            std::string text;
            for (const std::string& task : at(e).tasks)
                text += (text.empty() ? "" : std::string(1, kBetween)) + task;
            tasks.push_back(std::move(text));
        }
        integer("episode_index", [](size_t e) { return e; });
        select += fmt::format(", string_split(tasks, chr({})) AS tasks", int{kBetween});
        integer("length", [&](size_t e) { return at(e).length; });
        integer("data/chunk_index", [&](size_t e) { return at(e).dataChunk; });
        integer("data/file_index", [&](size_t e) { return at(e).dataFile; });
        integer("dataset_from_index", [&](size_t e) { return at(e).start; });
        integer("dataset_to_index", [&](size_t e) { return at(e).start + at(e).length; });
        for (size_t v = 0; v < m_plan.videos.size(); ++v) {
            const std::string before = "videos/" + m_plan.videos[v].key + "/";
            integer(before + "chunk_index", [&](size_t e) { return at(e).videos[v].chunk; });
            integer(before + "file_index", [&](size_t e) { return at(e).videos[v].file; });
            for (const bool begin : {true, false}) {
                std::vector<double>& values = reals.emplace_back();
                for (size_t e = 0; e < rows; ++e)
                    values.push_back(begin ? at(e).videos[v].begin : at(e).videos[v].end);
                const std::string name = before + (begin ? "from_timestamp" : "to_timestamp");
                create += ", " + SqlEngine::identifier(name) + " DOUBLE";
                order.emplace_back(true, reals.size() - 1);
                column(name);
            }
        }
        for (const std::string& key : measured()) addStatistics(key, create, select, reals, order);
        integer("meta/episodes/chunk_index", [](size_t) { return 0; });
        integer("meta/episodes/file_index", [](size_t) { return 0; });
        std::vector<SqlValues> values{tasks};
        for (const auto& [real, place] : order)
            if (real)
                values.emplace_back(std::span<const double>(reals[place]));
            else
                values.emplace_back(std::span<const int64_t>(integers[place]));
        return writeTable(create, rows, values, select, m_meta / "episodes/chunk-000/file-000.parquet");
    }

    /// Five columns of lists; null where an episode knows nothing. Pictures are lists of lists of lists.
    void addStatistics(const std::string& key, std::string& create, std::string& select,
                       std::vector<std::vector<double>>& reals,
                       std::vector<std::pair<bool, size_t>>& order) const {
        size_t width = 0;
        bool picture = false;
        for (const auto& episode : m_plan.episodes)
            if (const auto one = episode.statistics.find(key); one != episode.statistics.end()) {
                width = std::max(width, one->second.mean.size());
                picture |= one->second.picture;
            }
        constexpr std::array kNames = {"min", "max", "mean", "std", "count"};
        for (size_t s = 0; s < kNames.size(); ++s) {
            std::vector<double>& values = reals.emplace_back();
            for (const auto& episode : m_plan.episodes) {
                const auto found = episode.statistics.find(key);
                const LeRobotStatistic none;
                const LeRobotStatistic& one = found == episode.statistics.end() ? none : found->second;
                const std::array<const std::vector<double>*, 4> lists = {&one.min, &one.max, &one.mean,
                                                                         &one.std};
                if (s == 4)
                    values.push_back(one.count > 0 ? static_cast<double>(one.count) : kNan);
                else if (lists[s]->size() == width)
                    values.insert(values.end(), lists[s]->begin(), lists[s]->end());
                else
                    values.insert(values.end(), width, kNan);
            }
            const std::string name = SqlEngine::identifier(fmt::format("stats/{}/{}", key, kNames[s]));
            create += ", " + name + " DOUBLE[]";
            const std::string shown = s == 4    ? name + "::BIGINT[]"
                                      : picture ? "list_transform(" + name + ", lambda x: [[x]])"
                                                : name;
            select += fmt::format(", CASE WHEN isnan({}[1]) THEN NULL ELSE {} END AS {}", name, shown, name);
            order.emplace_back(true, reals.size() - 1);
        }
    }

    const LeRobotPlan& m_plan;
    fs::path m_meta;
};

}  // namespace

Result<void> writeLeRobotMeta(const LeRobotPlan& plan) {
    return MetaWriter(plan).write();
}

}  // namespace camframe
