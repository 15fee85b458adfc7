// SPDX-License-Identifier: Apache-2.0
#include "support/lerobot_set.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>

#include "model/core/io/detail/sql_engine.h"
#include "model/core/io/image_io.h"

namespace camframe::test {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr size_t kTasks = 1000;

class SetWriter {
public:
    SetWriter(fs::path folder, const LeRobotRecipe& recipe, SqlEngine& engine)
        : m_folder(std::move(folder)), m_recipe(recipe), m_engine(engine) {
        m_starts.push_back(0);
        for (const int length : recipe.lengths) m_starts.push_back(m_starts.back() + length);
    }
    bool write();

private:
    bool version2() const { return m_recipe.version.starts_with("v2"); }
    size_t perFile() const { return version2() ? 1 : m_recipe.episodesPerFile; }
    size_t fileCount() const { return (m_recipe.lengths.size() + perFile() - 1) / perFile(); }
    size_t lastOf(size_t file) const { return std::min((file + 1) * perFile(), m_recipe.lengths.size()); }
    std::string episodeValues(size_t first, size_t last) const;
    fs::path dataFile(size_t file) const;
    fs::path videoFile(size_t file, const std::string& camera) const;
    void run(const std::string& sql) const;
    void copyTo(const std::string& query, const fs::path& file, const char* more = "") const;
    void writeInfo() const;
    void writeData(size_t file) const;
    void fillPictures(size_t file) const;
    bool writeVideos(size_t file) const;
    void writeIndexLines() const;
    void writeIndexTables() const;

    fs::path m_folder;
    const LeRobotRecipe& m_recipe;
    SqlEngine& m_engine;
    std::vector<int64_t> m_starts;  ///< First row of each episode in the whole dataset.
};

void SetWriter::run(const std::string& sql) const {
    const auto done = m_engine.run(sql);
    ASSERT_TRUE(done) << done.error().message << "\n" << sql;
}

void SetWriter::copyTo(const std::string& query, const fs::path& file, const char* more) const {
    fs::create_directories(file.parent_path());
    run("COPY (" + query + ") TO " + SqlEngine::quoted(file.string()) + " (FORMAT parquet, COMPRESSION zstd" +
        more + ")");
}

fs::path SetWriter::dataFile(size_t file) const {
    return m_folder / (version2() ? fmt::format("data/chunk-{:03}/episode_{:06}.parquet", file / 1000, file)
                                  : fmt::format("data/chunk-000/file-{:03}.parquet", file));
}

fs::path SetWriter::videoFile(size_t file, const std::string& camera) const {
    return m_folder / (version2()
                           ? fmt::format("videos/chunk-{:03}/{}/episode_{:06}.mp4", file / 1000, camera, file)
                           : fmt::format("videos/{}/chunk-000/file-{:03}.mp4", camera, file));
}

/// (episode, length, first row of the dataset, first row of the file) for SQL.
std::string SetWriter::episodeValues(size_t first, size_t last) const {
    std::string values;
    for (size_t e = first; e < last; ++e)
        values += fmt::format("{}({},{},{},{})", e == first ? "" : ",", e, m_recipe.lengths[e], m_starts[e],
                              m_starts[e] - m_starts[e / perFile() * perFile()]);
    return values;
}

void SetWriter::writeInfo() const {
    std::vector<std::string> joints;
    for (int j = 0; j < kStateWidth; ++j) joints.push_back(fmt::format("joint_{}", j + 1));
    Json features;
    features["observation.state"] = {
        {"dtype", "float32"}, {"shape", {kStateWidth}}, {"names", {{"motors", joints}}}};
    features["action"] = {{"dtype", "float32"}, {"shape", {kStateWidth}}, {"names", joints}};
    features["next.done"] = {{"dtype", "bool"}, {"shape", {1}}, {"names", nullptr}};
    for (const std::string& camera : m_recipe.cameras)
        if (m_recipe.pictures)
            features[camera] = {{"dtype", "image"},
                                {"shape", {3, m_recipe.height, m_recipe.width}},
                                {"names", {"channels", "height", "width"}}};
        else
            features[camera] = {
                {"dtype", "video"},
                {"shape", {m_recipe.height, m_recipe.width, 3}},
                {"names", {"height", "width", "channel"}},
                {"info",
                 {{"video.codec", std::string(m_recipe.encoder) == "libx264" ? "h264" : "av1"},
                  {"video.is_depth_map", false}}}};
    features["timestamp"] = {{"dtype", "float32"}, {"shape", {1}}, {"names", nullptr}};
    for (const char* key : {"frame_index", "episode_index", "index", "task_index"})
        features[key] = {{"dtype", "int64"}, {"shape", {1}}, {"names", nullptr}};
    Json info{{"codebase_version", m_recipe.version},
              {"robot_type", "franka"},
              {"total_episodes", m_recipe.lengths.size()},
              {"total_frames", m_starts.back()},
              {"total_tasks", std::min(m_recipe.lengths.size(), kTasks)},
              {"chunks_size", 1000},
              {"fps", m_recipe.fps},
              {"splits", {{"train", fmt::format("0:{}", m_recipe.lengths.size())}}}};
    if (version2()) {
        info["data_path"] = "data/chunk-{episode_chunk:03d}/episode_{episode_index:06d}.parquet";
        info["video_path"] = "videos/chunk-{episode_chunk:03d}/{video_key}/episode_{episode_index:06d}.mp4";
    } else {
        info["data_path"] = "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet";
        info["video_path"] = "videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4";
    }
    info["features"] = features;
    fs::create_directories(m_folder / "meta");
    std::ofstream(m_folder / "meta/info.json") << info.dump(4);
}

/// Encoded pictures of a file's rows in the table "pictures" (index, one blob per camera).
void SetWriter::fillPictures(size_t file) const {
    std::vector<int64_t> rows;
    std::vector<std::vector<std::string>> encoded(m_recipe.cameras.size());
    for (size_t e = file * perFile(); e < lastOf(file); ++e)
        for (int f = 0; f < m_recipe.lengths[e]; ++f) {
            rows.push_back(m_starts[e] + f);
            for (size_t c = 0; c < m_recipe.cameras.size(); ++c) {
                const VideoRecipe look{.bits = kNumberBits,
                                       .firstNumber = numberOf(m_recipe, c, e, f),
                                       .width = m_recipe.width,
                                       .height = m_recipe.height};
                ImageU8 picture(look.width, look.height, 3);
                for (int y = 0; y < look.height; ++y)
                    for (int x = 0; x < look.width * 3; ++x)
                        picture.row(y)[x] = static_cast<uint8_t>(yuvOf(look, 0, x / 3, y)[0]);
                encoded[c].push_back(encodePng(picture));
            }
        }
    std::string table = "CREATE OR REPLACE TABLE pictures (row BIGINT";
    std::vector<SqlValues> columns{rows};
    for (size_t c = 0; c < encoded.size(); ++c) {
        table += fmt::format(", c{} BLOB", c);
        columns.emplace_back(encoded[c]);
    }
    run(table + ")");
    const auto added = m_engine.append("pictures", rows.size(), columns);
    ASSERT_TRUE(added) << added.error().message;
}

void SetWriter::writeData(size_t file) const {
    const auto state = [](const char* frame) {
        return fmt::format("list_transform(range({}), lambda j: e + 0.125 * {} + 100 * j)::FLOAT[]",
                           kStateWidth, frame);
    };
    std::string query = fmt::format(
        "SELECT {} AS \"observation.state\", {} AS action, f = len - 1 AS \"next.done\", (f / {}.0)::FLOAT "
        "AS "
        "timestamp, f AS frame_index, e AS episode_index, first + f AS index, e % {} AS task_index",
        state("f"), state("(f + 1)"), m_recipe.fps, kTasks);
    if (m_recipe.pictures) {
        fillPictures(file);
        for (size_t c = 0; c < m_recipe.cameras.size(); ++c)
            query += fmt::format(", struct_pack(bytes := c{}, path := printf('frame_%06d.png', f)) AS {}", c,
                                 SqlEngine::identifier(m_recipe.cameras[c]));
    }
    query += fmt::format(
        " FROM (SELECT e, len, first, unnest(range(len)) AS f FROM (VALUES {}) v(e, len, first, place))",
        episodeValues(file * perFile(), lastOf(file)));
    if (m_recipe.pictures) query += " JOIN pictures ON row = first + f";
    copyTo(query + " ORDER BY e, f", dataFile(file));
}

bool SetWriter::writeVideos(size_t file) const {
    for (size_t c = 0; c < m_recipe.cameras.size(); ++c) {
        const fs::path path = videoFile(file, m_recipe.cameras[c]);
        fs::create_directories(path.parent_path());
        if (m_recipe.oneVideo && (file > 0 || c > 0)) {
            fs::create_hard_link(videoFile(0, m_recipe.cameras[0]), path);
            continue;
        }
        const auto frames = m_starts[lastOf(file)] - m_starts[file * perFile()];
        if (!writeVideo(path, {.encoder = m_recipe.encoder,
                               .parameters = m_recipe.parameters,
                               .frames = static_cast<int>(frames),
                               .keyInterval = m_recipe.keyInterval,
                               .bFrames = 0,
                               .fps = m_recipe.fps,
                               .bits = kNumberBits,
                               .firstNumber = numberOf(m_recipe, c, file * perFile(), 0),
                               .width = m_recipe.width,
                               .height = m_recipe.height}))
            return false;
    }
    return true;
}

void SetWriter::writeIndexLines() const {
    std::ofstream episodes(m_folder / "meta/episodes.jsonl"), tasks(m_folder / "meta/tasks.jsonl");
    for (size_t e = 0; e < m_recipe.lengths.size(); ++e) {
        episodes << Json{{"episode_index", e}, {"tasks", {taskOf(e)}}, {"length", m_recipe.lengths[e]}}.dump()
                 << "\n";
        if (e < kTasks) tasks << Json{{"task_index", e}, {"task", taskOf(e)}}.dump() << "\n";
    }
}

void SetWriter::writeIndexTables() const {
    std::string query = fmt::format(
        "SELECT e AS episode_index, ['does task ' || (e % {0})] AS tasks, len AS length, 0 AS "
        "\"data/chunk_index\", e // "
        "{1} AS \"data/file_index\", first AS dataset_from_index, first + len AS dataset_to_index, 0 AS "
        "\"meta/episodes/chunk_index\", 0 AS \"meta/episodes/file_index\"",
        kTasks, perFile());
    if (!m_recipe.pictures)
        for (const std::string& camera : m_recipe.cameras) {
            const auto name = [&](const char* column) {
                return SqlEngine::identifier("videos/" + camera + "/" + column);
            };
            query += fmt::format(", 0 AS {}, e // {} AS {}, place / {}.0 AS {}, (place + len) / {}.0 AS {}",
                                 name("chunk_index"), perFile(), name("file_index"), m_recipe.fps,
                                 name("from_timestamp"), m_recipe.fps, name("to_timestamp"));
        }
    if (m_recipe.statistics)
        for (const char* column : {"observation.state", "action"})
            for (const char* statistic : {"min", "max", "mean", "std", "count"})
                query += fmt::format(", list_transform(range({}), lambda j: e + j + 0.5) AS {}", kStateWidth,
                                     SqlEngine::identifier(fmt::format("stats/{}/{}", column, statistic)));
    query += fmt::format(" FROM (VALUES {}) v(e, len, first, place) ORDER BY e",
                         episodeValues(0, m_recipe.lengths.size()));
    copyTo(query, m_folder / "meta/episodes/chunk-000/file-000.parquet");
    copyTo(fmt::format("SELECT t AS task_index, 'does task ' || t AS __index_level_0__ FROM range({}) r(t)",
                       std::min(m_recipe.lengths.size(), kTasks)),
           m_folder / "meta/tasks.parquet");
}

bool SetWriter::write() {
    writeInfo();
    version2() ? writeIndexLines() : writeIndexTables();
    for (size_t file = 0; file < fileCount(); ++file) {
        writeData(file);
        if (!m_recipe.pictures && !writeVideos(file)) return false;
    }
    return !::testing::Test::HasFatalFailure();
}

}  // namespace

double stateOf(size_t episode, int frame, int joint) {
    return static_cast<double>(episode) + 0.125 * frame + 100 * joint;
}

std::string taskOf(size_t episode) {
    return fmt::format("does task {}", episode % kTasks);
}

int numberOf(const LeRobotRecipe& recipe, size_t camera, size_t episode, int frame) {
    const size_t perFile = recipe.version.starts_with("v2") ? 1 : recipe.episodesPerFile;
    const size_t file = recipe.oneVideo ? 0 : episode / perFile;
    const int place =
        std::accumulate(recipe.lengths.begin() + static_cast<std::ptrdiff_t>(episode / perFile * perFile),
                        recipe.lengths.begin() + static_cast<std::ptrdiff_t>(episode), frame);
    return static_cast<int>(recipe.oneVideo ? 0 : camera) << 18 | static_cast<int>(file % 16) << 14 | place;
}

bool writeLeRobotSet(const fs::path& folder, const LeRobotRecipe& recipe) {
    fs::create_directories(folder);
    const auto engine = SqlEngine::open({.folders = {folder}});
    return engine && SetWriter(folder, recipe, **engine).write();
}

void changeLeRobotInfo(const std::filesystem::path& set,
                       const std::function<void(nlohmann::ordered_json&)>& change) {
    auto json = nlohmann::ordered_json::parse(std::ifstream(set / "meta/info.json"));
    change(json);
    std::ofstream(set / "meta/info.json") << json.dump();
}

void changeLeRobotTable(const std::filesystem::path& set, const std::filesystem::path& file,
                        const std::string& columns) {
    const auto engine = SqlEngine::open({.folders = {set}}).value();
    const auto quoted = [](const std::filesystem::path& path) { return SqlEngine::quoted(path.string()); };
    const std::filesystem::path changed = set / "new.parquet";
    const auto done = engine->run("COPY (SELECT " + columns + " FROM read_parquet(" + quoted(set / file) +
                                  ")) TO " + quoted(changed) + " (FORMAT parquet)");
    ASSERT_TRUE(done) << done.error().message;
    std::filesystem::rename(changed, set / file);
}

}  // namespace camframe::test
