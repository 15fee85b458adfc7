// SPDX-License-Identifier: Apache-2.0
#include "app/commands/verify/lerobot_check.h"

#include <cstdio>
#include <fstream>

#include "app/commands/verify/json_input.h"
#include "app/commands/verify/rle_decoder.h"
#include "model/core/io/detail/sql_engine.h"
#include "model/core/io/image_io.h"

namespace camframe::verify {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

// Columns are float32: seven digits of metres and of pixels.
constexpr double kPose = 2e-6, kPixels = 2e-3, kStatistic = 1e-9;
constexpr std::array kParts = {"with_gripper", "without_gripper", "gripper"};

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

std::vector<double> valuesOf(const SqlColumn& column, size_t row) {
    std::vector<double> out;
    if (column.type().kind != SqlColumnType::Kind::List) return {column.number(row)};
    const auto range = column.range(row);
    for (size_t i = 0; i < range.count; ++i) out.push_back(column.elements().number(range.first + i));
    return out;
}

/// One row of the eleven fields and `valid`, in the order in which they are asked for.
class RowCheck {
public:
    RowCheck(const EpisodeCheck& check, const ExpectedCamera& camera, const CameraModel& model, size_t arm,
             int frame)
        : m_check(check), m_camera(camera), m_model(model), m_arm(arm), m_frame(frame) {}

    void run(const SqlRows& rows, size_t row, std::array<std::optional<ImageU8>, 3>& masks) const {
        Comparison& out = m_check.comparison;
        out.require("valid", rows.column(11).number(row) == (valid() ? 1 : 0), place("valid"));
        std::vector<double> uvd(3, kNan);
        if (valid()) {
            const Eigen::Vector3d point = pose().topRightCorner<3, 1>();
            const ExpectedPixel pixel = expectedPixel(m_model, point);
            uvd = {pixel.uv.x(), pixel.uv.y(), point.z()};
        }
        compare("uvd", valuesOf(rows.column(1), row), uvd, kPixels);
        uvd.pop_back();
        compare("uv", valuesOf(rows.column(0), row), uvd, kPixels);
        checkPose("xyz_euler_g", valuesOf(rows.column(2), row), 3,
                  [](const double* v) { return matrixOfEuler(Eigen::Vector3d(v[0], v[1], v[2])); });
        checkPose("xyz_quat_g", valuesOf(rows.column(3), row), 4, [](const double* v) {
            return matrixOfQuaternion(Eigen::Vector4d(v[0], v[1], v[2], v[3]));
        });
        checkPose("xyz_mat_g", valuesOf(rows.column(4), row), 9, [](const double* v) {
            return Eigen::Matrix3d(Eigen::Map<const Eigen::Matrix<double, 3, 3, Eigen::RowMajor>>(v));
        });
        for (size_t p = 0; p < kParts.size(); ++p)
            checkPart(p, valuesOf(rows.column(5 + p), row), std::string(rows.column(8 + p).text(row)),
                      masks[p]);
    }

private:
    bool valid() const { return m_camera.valid(m_arm, m_frame); }
    const Eigen::Matrix4d& pose() const { return *m_camera.tcp[m_arm][static_cast<size_t>(m_frame)]; }
    std::string place(const std::string& field) const {
        return fmt::format("frame {} {} {}", m_frame, m_check.expected.arms[m_arm].name, field);
    }

    void compare(const std::string& field, const std::vector<double>& is, const std::vector<double>& expected,
                 double tolerance) const {
        Comparison& out = m_check.comparison;
        if (!out.require(field, is.size() == expected.size(), place(field) + " has not its length")) return;
        for (size_t i = 0; i < is.size(); ++i) out.near(field, is[i], expected[i], tolerance, place(field));
    }

    void checkPose(const std::string& field, const std::vector<double>& is, size_t count,
                   const std::function<Eigen::Matrix3d(const double*)>& matrixOf) const {
        Comparison& out = m_check.comparison;
        if (!out.require(field, is.size() == count + 4, place(field) + " has not its length")) return;
        out.near(field, is.back(), m_check.expected.arms[m_arm].gripperRaw[static_cast<size_t>(m_frame)],
                 kPose, place(field) + " gripper");
        if (!valid()) {
            for (size_t i = 0; i < count + 3; ++i) out.near(field, is[i], kNan, 0, place(field));
            return;
        }
        out.nearAll(field, Eigen::Map<const Eigen::Vector3d>(is.data()), pose().topRightCorner<3, 1>(), kPose,
                    place(field));
        out.nearAll(field, matrixOf(is.data() + 3), pose().topLeftCorner<3, 3>(), kPose, place(field));
    }

    void checkPart(size_t part, const std::vector<double>& is, const std::string& text,
                   std::optional<ImageU8>& mask) const {
        Comparison& out = m_check.comparison;
        const std::string field = std::string("mask_") + kParts[part];
        if (!out.require("masks", text.empty() == !valid(),
                         place(field) + (valid() ? " is missing" : " is not empty")))
            return;
        std::vector<double> box(4, kNan);
        if (valid()) {
            Result<ImageU8> decoded = decodeRleJson(text, m_model.width, m_model.height);
            if (!out.require("run lengths", decoded.has_value(),
                             place(field) + ": " + (decoded ? "" : decoded.error().message)))
                return;
            const auto bounds = MaskChecks::boundsOf(*decoded);
            if (bounds[0] >= 0) box.assign(bounds.begin(), bounds.end());
            mask = std::move(*decoded);
        }
        compare(std::string("bbox_") + kParts[part], is, box, 0);
    }

    const EpisodeCheck& m_check;
    const ExpectedCamera& m_camera;
    const CameraModel& m_model;
    size_t m_arm;
    int m_frame;
};

Result<void> checkColumns(const EpisodeCheck& check, SqlEngine& engine, const ExpectedCamera& camera,
                          const json& stored, int64_t episode, int first, int last) {
    Comparison& out = check.comparison;
    ExpectedCamera resized = camera;
    CameraModel& model = resized.calibration.camera;
    if (const auto size = resizeOf(check.options)) model = model.resized(size->width, size->height);
    nearList(out, "K", flattened(member(stored, "K")),
             {model.fx, 0, model.cx, 0, model.fy, model.cy, 0, 0, 1}, kStatistic, "K");
    if (camera.calibration.camFromBase)
        nearList(out, "T_cam_base", flattened(member(stored, "T_cam_base")),
                 rowMajor(camera.calibration.camFromBase->matrix()), kStatistic, "T_cam_base");
    const json name = member(stored, "name");
    if (!out.require("cameras", name.is_string(), "has no name in meta/calibration.json")) return {};
    const std::set<int> redrawn = check.masks.framesToRedraw(resized);
    const size_t arms = check.expected.arms.size();
    std::vector<StoredMasks> masks(static_cast<size_t>(std::max(0, last - first + 1)));
    for (StoredMasks& one : masks) one.modal.resize(arms);
    for (size_t a = 0; a < arms; ++a) {
        std::string columns;
        for (const char* field : {"uv", "uvd", "xyz_euler_g", "xyz_quat_g", "xyz_mat_g", "bbox_with_gripper",
                                  "bbox_without_gripper", "bbox_gripper", "mask_with_gripper",
                                  "mask_without_gripper", "mask_gripper", "valid"})
            columns += (columns.empty() ? "" : ", ") +
                       SqlEngine::identifier("annotation." + name.get<std::string>() + "." +
                                             check.expected.arms[a].name + "." + field);
        const std::array<SqlValue, 1> parameters{episode};
        auto rows = engine.query("SELECT " + columns + " FROM " + rowsOf(check.folder) +
                                     " WHERE episode_index = ? ORDER BY frame_index",
                                 parameters);
        if (!rows)
            return inputError("{} cannot be read ({}); export it again.", (check.folder / "data").string(),
                              rows.error().message);
        int frame = first;
        while (rows->next())
            for (size_t row = 0; row < rows->size(); ++row, ++frame) {
                if (frame > last || frame >= check.expected.episode->frameCount) continue;
                RowCheck(check, resized, model, a, frame)
                    .run(*rows, row, masks[static_cast<size_t>(frame - first)].modal[a]);
            }
        out.require("rows", frame == last + 1,
                    fmt::format("{} rows instead of {}", frame - first, last - first + 1));
    }
    for (int frame = first; frame <= last; ++frame) {
        const StoredMasks& one = masks[static_cast<size_t>(frame - first)];
        const bool any = std::ranges::any_of(one.modal, [](const auto& arm) { return arm[0].has_value(); });
        if (any) check.masks.check(one, resized, frame, redrawn.contains(frame));
    }
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
    if (check.options.find("caliball=true") != std::string::npos)
        return inputError(
            "{} has CalibAll's columns, which do not say what they were made from; verify an export without "
            "--caliball-columns.",
            check.folder.string());
    const Result<json> described = readJson(check.folder / "meta/calibration.json");
    if (!described) return tl::unexpected(described.error());
    const auto engine = openEngine(check.folder);
    if (!engine) return tl::unexpected(engine.error());
    size_t found = 0;
    for (const json& entry : member(*described, "episodes")) {
        if (member(entry, "source_episode") != check.expected.index) continue;
        const json frames = member(entry, "source_frames"), number = member(entry, "episode_index");
        int first = -1, last = -1;
        if (!frames.is_string() || !number.is_number_integer() ||
            std::sscanf(frames.get<std::string>().c_str(), "%d-%d", &first, &last) != 2 || first < 0 ||
            last >= check.expected.episode->frameCount) {
            check.comparison.require("rows", false, "meta/calibration.json names no frames of the recording");
            continue;
        }
        ++found;
        for (const ExpectedCamera& camera : check.expected.cameras) {
            const std::string& name = camera.calibration.cameraName;
            check.comparison.at(fmt::format("episode {} camera {}", check.expected.index, name));
            json stored;
            for (const auto& one : member(entry, "cameras"))
                if (member(one, "camera") == name) stored = one;
            if (!check.comparison.require("cameras", stored.is_object(),
                                          "is missing in meta/calibration.json"))
                continue;
            if (auto done = checkColumns(check, **engine, camera, stored, number.get<int64_t>(), first, last);
                !done)
                return done;
        }
    }
    check.comparison.at(fmt::format("episode {}", check.expected.index));
    check.comparison.require("rows", found > 0, "is not in the dataset");
    return {};
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
