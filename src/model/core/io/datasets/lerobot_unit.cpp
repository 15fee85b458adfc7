// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/lerobot_unit.h"

#include <nlohmann/json.hpp>

#include "model/core/io/atomic_file.h"
#include "model/core/io/detail/lerobot_json.h"
#include "model/core/io/detail/sql_engine.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Type = LeRobotColumn::Type;

constexpr size_t kMostBytes = size_t{64} << 20;

Result<void> writeColumns(const std::vector<LeRobotColumn>& columns, size_t rows, const fs::path& file) {
    const auto engine = SqlEngine::open({.folders = {file.parent_path()}, .threads = 1});
    if (!engine) return tl::unexpected(engine.error());
    std::string table = "CREATE TABLE rows (";
    std::vector<SqlValues> values;
    for (const LeRobotColumn& column : columns) {
        table += (values.empty() ? "" : ", ") + SqlEngine::identifier(column.key);
        switch (column.type) {
            case Type::Float:
                table += column.width > 1 ? " FLOAT[]" : " FLOAT";
                values.emplace_back(std::span(column.numbers));
                break;
            case Type::Boolean:
                table += " BOOLEAN";
                values.emplace_back(std::span(column.flags));
                break;
            case Type::Text:
                table += " VARCHAR";
                values.emplace_back(std::span(column.texts));
                break;
        }
    }
    Result<void> done = (*engine)->run(table + ")");
    if (done) done = (*engine)->append("rows", rows, values);
    if (done)
        done = (*engine)->run("COPY (SELECT * FROM rows) TO " + SqlEngine::quoted(file.string()) +
                              " (FORMAT parquet, COMPRESSION zstd)");
    if (!done)
        return makeError(ErrorKind::Output, "Cannot write {} ({}); check the folder's free space.",
                         file.string(), done.error().message);
    return {};
}

Json columnsJson(const std::vector<LeRobotColumn>& columns) {
    Json out = Json::array();
    for (const LeRobotColumn& column : columns)
        out.push_back({{"key", column.key},
                       {"type", static_cast<int>(column.type)},
                       {"width", column.width},
                       {"names", column.names}});
    return out;
}

std::vector<LeRobotColumn> columnsFrom(const Json& json) {
    std::vector<LeRobotColumn> out;
    for (const Json& one : json) {
        LeRobotColumn& column = out.emplace_back();
        column.key = one.at("key").get<std::string>();
        column.type = static_cast<Type>(one.at("type").get<int>());
        column.width = one.at("width").get<int>();
        column.names = one.at("names").get<std::vector<std::string>>();
    }
    return out;
}

}  // namespace

fs::path unitVideo(const fs::path& unit, const std::string& key, size_t piece) {
    return unit / "videos" / fmt::format("{}.{:03}.mp4", key, piece);
}

fs::path unitRows(const fs::path& unit, bool annotations) {
    return unit / (annotations ? "annotations.parquet" : "recorded.parquet");
}

Result<void> writeLeRobotUnit(const LeRobotUnit& unit, const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    const auto rows = static_cast<size_t>(unit.frames);
    if (!unit.annotations.empty())
        if (auto done = writeColumns(unit.annotations, rows, unitRows(folder, true)); !done) return done;
    if (!unit.recorded.empty())
        if (auto done = writeColumns(unit.recorded, rows, unitRows(folder, false)); !done) return done;
    Json pieces = Json::array(), videos = Json::array();
    for (const LeRobotPiece& piece : unit.pieces) pieces.push_back({piece.first, piece.last});
    for (const LeRobotVideo& video : unit.videos) {
        Json statistics = Json::array();
        for (const LeRobotStatistic& one : video.statistics) statistics.push_back(statisticJson(one));
        videos.push_back({{"key", video.key},
                          {"width", video.width},
                          {"height", video.height},
                          {"depth", video.depth},
                          {"statistics", statistics}});
    }
    const Json json{{"source", unit.source},
                    {"lerobot", unit.lerobot},
                    {"episode", unit.episode},
                    {"name", unit.name},
                    {"frames", unit.frames},
                    {"fps", unit.fps},
                    {"robot", unit.robot},
                    {"tasks", unit.tasks},
                    {"pieces", pieces},
                    {"videos", videos},
                    {"recorded", columnsJson(unit.recorded)},
                    {"annotations", columnsJson(unit.annotations)},
                    {"cameras", Json::parse(unit.cameras)}};
    return writeFileAtomically(folder / "episode.json",
                               json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Result<LeRobotUnit> readLeRobotUnit(const fs::path& folder) {
    const fs::path file = folder / "episode.json";
    const Result<std::string> text = readFile(file, kMostBytes);
    if (!text) return tl::unexpected(text.error());
    try {
        const Json json = Json::parse(*text);
        LeRobotUnit unit;
        unit.source = json.at("source").get<std::string>();
        unit.lerobot = json.at("lerobot").get<bool>();
        unit.episode = json.at("episode").get<int>();
        unit.name = json.at("name").get<std::string>();
        unit.frames = json.at("frames").get<int>();
        unit.fps = json.at("fps").get<double>();
        unit.robot = json.at("robot").get<std::string>();
        unit.tasks = json.at("tasks").get<std::vector<std::string>>();
        for (const Json& piece : json.at("pieces"))
            unit.pieces.push_back({piece.at(0).get<int>(), piece.at(1).get<int>()});
        for (const Json& one : json.at("videos")) {
            LeRobotVideo& video = unit.videos.emplace_back();
            video.key = one.at("key").get<std::string>();
            video.width = one.at("width").get<int>();
            video.height = one.at("height").get<int>();
            video.depth = one.at("depth").get<bool>();
            for (const Json& statistic : one.at("statistics"))
                video.statistics.push_back(statisticFromJson(statistic, true));
        }
        unit.recorded = columnsFrom(json.at("recorded"));
        unit.annotations = columnsFrom(json.at("annotations"));
        unit.cameras = json.at("cameras").dump();
        return unit;
    } catch (const Json::exception&) {
        return inputError("{} is damaged; run the export again without --resume.", file.string());
    }
}

}  // namespace camframe
