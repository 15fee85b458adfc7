// SPDX-License-Identifier: Apache-2.0
#include "app/commands/verify/lerobot_check.h"

#include <cstdio>
#include <fstream>

#include "app/commands/verify/annotation_row_check.h"
#include "app/commands/verify/depth_video_check.h"
#include "app/commands/verify/json_input.h"
#include "model/core/io/image_io.h"

namespace camframe::verify {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr double kStatistic = 1e-9;

std::string rowsOf(const fs::path& folder) {
    std::string pattern;
    for (const char c : folder.string())
        if (c == '*' || c == '?' || c == '[')
            pattern += {'[', c, ']'};
        else
            pattern += c;
    return "read_parquet(" + SqlEngine::quoted(pattern + "/data/*/*.parquet") +
           ", hive_partitioning = false)";
}

Result<std::unique_ptr<SqlEngine>> openEngine(const fs::path& folder) {
    return SqlEngine::open({.folders = {folder}, .threads = 1});
}

/// What the manifest's options say of --resize; nothing: pictures as recorded.
std::optional<PictureSize> resizeOf(const std::string& options) {
    const size_t at = options.find(" resize=");
    PictureSize size;
    if (at == std::string::npos ||
        std::sscanf(options.c_str() + at, " resize=%dx%d", &size.width, &size.height) != 2 ||
        size.width < 1 || size.height < 1)
        return {};
    return size;
}

/// Frames of the recording that became an episode of the dataset.
struct Piece {
    int64_t episode = 0;
    int first = 0, last = 0;
    json cameras;  ///< Described in meta/calibration.json: {feature: {...}}.
};

bool has(const std::string& options, const char* text) {
    return options.find(text) != std::string::npos;
}

/// The camera as the export's pictures have it.
CameraModel modelOf(const EpisodeCheck& check, const ExpectedCamera& camera) {
    const CameraModel& model = camera.calibration.camera;
    const auto size = resizeOf(check.options);
    return size ? model.resized(size->width, size->height) : model;
}

void checkPlace(const EpisodeCheck& check, const ExpectedCamera& camera, const json& stored,
                const char* intrinsic, const char* extrinsic) {
    Comparison& out = check.comparison;
    const CameraModel model = modelOf(check, camera);
    nearList(out, "K", flattened(member(stored, intrinsic)),
             {model.fx, 0, model.cx, 0, model.fy, model.cy, 0, 0, 1}, kStatistic, intrinsic);
    if (camera.calibration.camFromBase)
        nearList(out, "T_cam_base", flattened(member(stored, extrinsic)),
                 rowMajor(camera.calibration.camFromBase->matrix()), kStatistic, extrinsic);
}

/// Every row of one camera's columns in one piece, and its depth.
Result<void> checkColumns(const EpisodeCheck& check, SqlEngine& engine, const ExpectedCamera& camera,
                          const Piece& piece, const std::string& name, AnnotationForm form) {
    Comparison& out = check.comparison;
    ExpectedCamera resized = camera;
    const CameraModel model = resized.calibration.camera = modelOf(check, camera);
    const std::set<int> redrawn = check.masks.framesToRedraw(resized);
    const size_t arms = check.expected.arms.size();
    std::vector<StoredMasks> masks(static_cast<size_t>(std::max(0, piece.last - piece.first + 1)));
    for (StoredMasks& one : masks) one.modal.resize(arms);
    for (size_t a = 0; a < arms; ++a) {
        std::string columns;
        for (const std::string& field : form.fields())
            columns +=
                (columns.empty() ? "" : ", ") +
                SqlEngine::identifier("annotation." + name + "." + check.expected.arms[a].name + "." + field);
        const std::array<SqlValue, 1> parameters{piece.episode};
        auto rows = engine.query("SELECT " + columns + " FROM " + rowsOf(check.folder) +
                                     " WHERE episode_index = ? ORDER BY frame_index",
                                 parameters);
        if (!rows)
            return inputError("{} cannot be read ({}); export it again.", (check.folder / "data").string(),
                              rows.error().message);
        int frame = piece.first;
        while (rows->next())
            for (size_t row = 0; row < rows->size(); ++row, ++frame) {
                if (frame > piece.last || frame >= check.expected.episode->frameCount) continue;
                AnnotationRowCheck(check, resized, model, a, frame, form)
                    .run(*rows, row, masks[static_cast<size_t>(frame - piece.first)].modal[a]);
            }
        out.require("rows", frame == piece.last + 1,
                    fmt::format("{} rows instead of {}", frame - piece.first, piece.last - piece.first + 1));
    }
    std::optional<DepthVideoCheck> depth;
    if (has(check.options, "depth=true")) {
        auto opened =
            DepthVideoCheck::open(check, engine, "annotation." + name + ".depth",
                                  {piece.episode, piece.last - piece.first + 1}, {model.width, model.height});
        if (!opened) return tl::unexpected(opened.error());
        depth = std::move(*opened);
    }
    for (int frame = piece.first; frame <= piece.last; ++frame) {
        StoredMasks& one = masks[static_cast<size_t>(frame - piece.first)];
        if (depth) depth->read(frame - piece.first, resized.drawn(frame), one);
        const bool any = std::ranges::any_of(one.modal, [](const auto& arm) { return arm[0].has_value(); });
        if (any || one.depthMm) check.masks.check(one, resized, frame, redrawn.contains(frame));
        one = {};
    }
    return depth ? depth->checkStatistics(engine) : Result<void>{};
}

/// The pieces of the episode, as meta/calibration.json tells them.
std::vector<Piece> describedPieces(const EpisodeCheck& check, const json& described) {
    std::vector<Piece> out;
    for (const json& entry : member(described, "episodes")) {
        if (member(entry, "source_episode") != check.expected.index) continue;
        const json frames = member(entry, "source_frames"), number = member(entry, "episode_index");
        Piece piece;
        if (!frames.is_string() || !number.is_number_integer() ||
            std::sscanf(frames.get<std::string>().c_str(), "%d-%d", &piece.first, &piece.last) != 2 ||
            piece.first < 0 || piece.last >= check.expected.episode->frameCount) {
            check.comparison.require("rows", false, "meta/calibration.json names no frames of the recording");
            continue;
        }
        piece.episode = number.get<int64_t>();
        piece.cameras = member(entry, "cameras");
        out.push_back(std::move(piece));
    }
    return out;
}

/// The key of a camera's pictures: as the LeRobot source has it, else "observation.images." before a name in
/// which letters, digits, '_', '-' and single '.' remain as they are.
std::string featureOf(const EpisodeCheck& check, const std::string& camera) {
    const CameraStream* stream = check.expected.episode->findCamera(camera);
    if (!stream) return {};
    std::string key = stream->frames.kind == FrameLocation::Kind::Dataset ? stream->frames.key : stream->name;
    if (check.ofLeRobot) return key;
    for (char& c : key)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_' && c != '-' && c != '.') c = '_';
    for (size_t at = key.find(".."); at != std::string::npos; at = key.find("..")) key.erase(at, 1);
    return key.starts_with("observation.image") ? key : "observation.images." + key;
}

/// CalibAll's columns stand in its order, camera by camera and arm by arm, and have no statistics.
Result<void> checkOrder(const EpisodeCheck& check, SqlEngine& engine, AnnotationForm form) {
    std::vector<std::string> expected;
    for (const ExpectedCamera& camera : check.expected.cameras)
        for (const ExpectedArm& arm : check.expected.arms)
            for (const std::string& field : form.fields())
                expected.push_back("annotation." + featureOf(check, camera.calibration.cameraName) + "." +
                                   arm.name + "." + field);
    const auto rows = engine.query("SELECT * FROM " + rowsOf(check.folder) + " LIMIT 0");
    if (!rows)
        return inputError("{} cannot be read ({}); export it again.", (check.folder / "data").string(),
                          rows.error().message);
    // Episodes may have other cameras; those of this one must stand in this order.
    size_t next = 0;
    for (size_t c = 0; c < rows->columnCount() && next < expected.size(); ++c)
        next += rows->type(c).name == expected[next];
    check.comparison.require(
        "order of columns", next == expected.size(),
        next < expected.size() ? expected[next] + " is not where CalibAll writes it" : "");
    return {};
}

/// A statistic of one feature: five lists in a JSON object, against DuckDB's aggregates.
Result<void> checkStatistic(SqlEngine& engine, Comparison& out, const std::string& rows,
                            const std::string& key, const json& stored, const std::string& condition) {
    const json mean = member(stored, "mean");
    if (!mean.is_array() || mean.empty() || mean[0].is_array()) return {};  // pictures
    const std::string column = SqlEngine::identifier(key);
    const auto type = engine.query("SELECT " + column + " FROM " + rows + " LIMIT 0");
    if (!out.require("statistics", type.has_value(), key + " is no column")) return {};
    const bool list = type->type(0).kind == SqlColumnType::Kind::List;
    std::string known = condition, select;
    for (size_t i = 0; i < mean.size(); ++i) {
        const std::string value = "(" + (list ? fmt::format("{}[{}]", column, i + 1) : column) + ")::DOUBLE";
        known += " AND isfinite(" + value + ")";
        select += fmt::format(", min({0}), max({0}), avg({0}), stddev_pop({0})", value);
    }
    auto result = engine.query("SELECT count(*)" + select + " FROM " + rows + " WHERE " + known);
    if (!out.require("statistics", result && result->next(), key + " cannot be computed")) return {};
    nearList(out, "statistics", member(stored, "count"), {result->column(0).number(0)}, 0, key + " count");
    constexpr std::array kNames = {"min", "max", "mean", "std"};
    for (size_t s = 0; s < kNames.size(); ++s) {
        std::vector<double> expected;
        double scale = 1;
        for (size_t i = 0; i < mean.size(); ++i) {
            expected.push_back(result->column(1 + 4 * i + s).number(0));
            scale = std::max(scale, std::abs(expected.back()));
        }
        nearList(out, "statistics", member(stored, kNames[s]), expected, kStatistic * scale,
                 key + " " + kNames[s]);
    }
    return {};
}

}  // namespace

Result<void> checkLeRobot(const EpisodeCheck& check) {
    const AnnotationForm form{.calibAll = has(check.options, "caliball=true")};
    const fs::path meta = check.folder / "meta";
    const Result<json> described =
        readJson(meta / (form.calibAll ? "camframe_calibration.json" : "calibration.json"));
    if (!described) return tl::unexpected(described.error());
    json plain;
    if (form.calibAll) {
        Result<json> read = readJson(meta / "calibration.json");
        if (!read) return tl::unexpected(read.error());
        plain = std::move(*read);
    }
    const auto engine = openEngine(check.folder);
    if (!engine) return tl::unexpected(engine.error());
    const auto pieces = describedPieces(check, *described);
    for (const Piece& piece : pieces)
        for (const ExpectedCamera& camera : check.expected.cameras) {
            const std::string& name = camera.calibration.cameraName;
            check.comparison.at(fmt::format("episode {} camera {}", check.expected.index, name));
            const std::string feature = featureOf(check, name);
            const json stored = member(piece.cameras, feature.c_str()), column = member(stored, "name");
            if (!check.comparison.require("cameras", column.is_string() && member(stored, "camera") == name,
                                          "is missing in the meta data"))
                continue;
            // CalibAll's form describes each camera once, as in its first episode.
            if (form.calibAll && camera.calibration.camFromBase && !check.earlierCameras.contains(name))
                checkPlace(check, camera, member(plain, feature.c_str()), "intrinsic", "extrinsic");
            checkPlace(check, camera, stored, "K", "T_cam_base");
            if (auto done = checkColumns(check, **engine, camera, piece, column.get<std::string>(), form);
                !done)
                return done;
        }
    check.comparison.at(fmt::format("episode {}", check.expected.index));
    check.comparison.require("rows", !pieces.empty(), "is not in the dataset");
    return form.calibAll ? checkOrder(check, **engine, form) : Result<void>{};
}

Result<void> checkLeRobotWhole(const fs::path& folder, Comparison& out) {
    const Result<json> info = readJson(folder / "meta/info.json");
    if (!info) return tl::unexpected(info.error());
    const auto engine = openEngine(folder);
    if (!engine) return tl::unexpected(engine.error());
    const std::string rows = rowsOf(folder);
    out.at("dataset");
    auto counted = (*engine)->query(
        "SELECT count(*), count(DISTINCT episode_index), count(DISTINCT \"index\"), min(\"index\"), "
        "max(\"index\"), count(DISTINCT task_index) FROM " +
        rows);
    if (!counted || !counted->next())
        return inputError("{} cannot be read; export it again.", (folder / "data").string());
    const auto number = [&](size_t column) { return counted->column(column).number(0); };
    const auto declared = [&](const char* key) {
        const json value = member(*info, key);
        return value.is_number() ? value.get<double>() : kNan;
    };
    out.near("counts", declared("total_frames"), number(0), 0, "total_frames");
    out.near("counts", declared("total_episodes"), number(1), 0, "total_episodes");
    out.require("counts", declared("total_tasks") >= number(5), "total_tasks");
    out.require("counts", number(2) == number(0) && number(3) == 0 && number(4) == number(0) - 1,
                "'index' does not count through the rows");
    if (const fs::path file = folder / "meta/stats.json"; fs::exists(file)) {
        const Result<json> stats = readJson(file);
        if (!stats) return tl::unexpected(stats.error());
        for (const auto& [key, stored] : stats->items())
            if (auto done = checkStatistic(**engine, out, rows, key, stored, "true"); !done) return done;
    }
    std::ifstream lines(folder / "meta/episodes_stats.jsonl");
    for (std::string line; std::getline(lines, line);) {
        const json one = json::parse(line, nullptr, false);
        const json episode = member(one, "episode_index"), stats = member(one, "stats");
        if (!out.require("statistics", episode.is_number_integer() && stats.is_object(), "a line is damaged"))
            continue;
        out.at(fmt::format("statistics of episode {}", episode.get<int64_t>()));
        for (const auto& [key, stored] : stats.items())
            if (auto done = checkStatistic(**engine, out, rows, key, stored,
                                           fmt::format("episode_index = {}", episode.get<int64_t>()));
                !done)
                return done;
    }
    return {};
}

}  // namespace camframe::verify
