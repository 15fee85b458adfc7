// SPDX-License-Identifier: Apache-2.0
#include "app/commands/verify/depth_video_check.h"

#include <cmath>
#include <fstream>
#include <numeric>

#include "app/commands/verify/json_input.h"
#include "model/core/io/datasets/lerobot_info.h"

namespace camframe::verify {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr int kCodes = 4096;
constexpr double kStatistic = 1e-9;

/// Where the video of an episode lies in a file of several: chunk, file, begin (s).
Result<std::array<double, 3>> spanOf(SqlEngine& engine, const fs::path& folder, const std::string& key,
                                     int64_t episode) {
    std::string select;
    for (const char* part : {"chunk_index", "file_index", "from_timestamp"})
        select += (select.empty() ? "" : ", ") + SqlEngine::identifier("videos/" + key + "/" + part);
    const fs::path file = folder / "meta/episodes/chunk-000/file-000.parquet";
    const std::array<SqlValue, 1> parameters{episode};
    auto rows = engine.query("SELECT " + select + " FROM read_parquet(" + SqlEngine::quoted(file.string()) +
                                 ") WHERE episode_index = ?",
                             parameters);
    if (!rows || !rows->next() || rows->size() != 1)
        return inputError("{} does not say where the video '{}' of episode {} lies; export it again.",
                          file.string(), key, episode);
    return std::array{rows->column(0).number(0), rows->column(1).number(0), rows->column(2).number(0)};
}

}  // namespace

Result<DepthVideoCheck> DepthVideoCheck::open(const EpisodeCheck& check, SqlEngine& engine, std::string key,
                                              Place place, PictureSize size) {
    DepthVideoCheck out(check.comparison);
    out.m_folder = check.folder;
    out.m_key = std::move(key);
    out.m_place = place;
    out.m_size = size;
    out.m_counts.resize(kCodes);
    const Result<json> written = readJson(check.folder / "meta/info.json");
    if (!written) return tl::unexpected(written.error());
    const json feature = member(member(*written, "features"), out.m_key.c_str()),
               described = member(feature, "info");
    const auto number = [&](const char* name) {
        const json value = member(described, name);
        return value.is_number() ? value.get<double>() : kNan;
    };
    out.m_nearest = number("video.depth_min");
    out.m_farthest = number("video.depth_max");
    out.m_shift = number("video.shift");
    const bool right = member(feature, "dtype") == "video" &&
                       member(feature, "shape") == json({size.height, size.width, 1}) &&
                       member(described, "is_depth_map") == true &&
                       member(described, "video.pix_fmt") == "gray12le" &&
                       member(described, "video.use_log") == true && out.m_farthest > out.m_nearest &&
                       out.m_nearest + out.m_shift > 0;
    if (!check.comparison.require("description of depth videos", right, out.m_key)) return out;

    const auto info = LeRobotInfo::read(check.folder);
    if (!info) return tl::unexpected(info.error());
    out.m_version3 = info->major == 3;
    std::array<double, 3> span{};
    if (out.m_version3) {
        const auto found = spanOf(engine, check.folder, out.m_key, place.episode);
        if (!found) return tl::unexpected(found.error());
        span = *found;
    }
    const auto path = info->videoFile({.episode = place.episode,
                                       .chunk = static_cast<int64_t>(span[0]),
                                       .file = static_cast<int64_t>(span[1]),
                                       .videoKey = out.m_key});
    if (!path) return tl::unexpected(path.error());
    const auto video = VideoFile::open(*path);
    if (!video) return tl::unexpected(video.error());
    std::vector<int> pictures;
    for (int t = 0; t < place.frames; ++t) {
        const double wanted = span[2] + t / info->fps;
        const int picture = (*video)->pictureNear(wanted);
        check.comparison.require("times of depth pictures",
                                 std::abs((*video)->timeOf(picture) - wanted) < 0.01 / info->fps,
                                 fmt::format("row {}", t));
        pictures.push_back(picture);
    }
    auto codes = (*video)->codes(size, std::move(pictures));
    if (!codes) return tl::unexpected(codes.error());
    out.m_codes = std::move(*codes);
    return out;
}

/// The logarithm of depth + shift rises evenly with the code.
double DepthVideoCheck::metresOf(int code) const {
    const double first = m_nearest + m_shift;
    return first * std::pow((m_farthest + m_shift) / first, static_cast<double>(code) / (kCodes - 1)) -
           m_shift;
}

void DepthVideoCheck::read(int row, bool drawn, StoredMasks& masks) {
    if (!m_codes) return;
    const std::string place = fmt::format("row {}", row);
    Result<ImageU16> codes = m_codes->read(row);
    if (!m_out->require("depth pictures", codes.has_value(), codes ? "" : codes.error().message)) return;
    ++m_read;
    bool empty = true;
    for (const uint16_t code : codes->data) {
        ++m_counts[code];
        empty = empty && code == 0;
    }
    if (!drawn) {
        m_out->require("depth where nothing is drawn", empty, place);
        return;
    }
    bool seen = true;
    for (const auto& arm : masks.modal)
        for (size_t i = 0; arm[0] && i < codes->data.size(); ++i)
            seen = seen && (arm[0]->data[i] == 0 || codes->data[i] > 0);
    m_out->require("depth where masks are", seen, place);
    for (uint16_t& value : codes->data)
        value = value == 0 ? uint16_t{0} : static_cast<uint16_t>(std::lround(1000 * metresOf(value)));
    masks.depthMm = std::move(*codes);
    // Half a step of the codes.
    masks.depthRounding = 0.5 * std::log((m_farthest + m_shift) / (m_nearest + m_shift)) / (kCodes - 1);
    masks.depthShift = 1000 * m_shift;
}

Result<void> DepthVideoCheck::checkStatistics(SqlEngine& engine) const {
    if (!m_codes) return {};
    double count = 0, sum = 0, low = INFINITY, high = -INFINITY;
    const auto millimetres = [&](size_t code) { return std::round(1000 * metresOf(static_cast<int>(code))); };
    for (size_t code = 0; code < m_counts.size(); ++code) {
        if (m_counts[code] == 0) continue;
        count += static_cast<double>(m_counts[code]);
        sum += static_cast<double>(m_counts[code]) * millimetres(code);
        low = std::min(low, millimetres(code));
        high = std::max(high, millimetres(code));
    }
    const double mean = sum / count;
    double squares = 0;
    for (size_t code = 0; code < m_counts.size(); ++code)
        squares += static_cast<double>(m_counts[code]) * std::pow(millimetres(code) - mean, 2);
    const std::array<double, 5> expected = {low, high, mean, std::sqrt(squares / count),
                                            static_cast<double>(m_read)};
    constexpr std::array kNames = {"min", "max", "mean", "std", "count"};
    std::array<double, 5> stored;
    stored.fill(kNan);
    if (m_version3) {
        std::string select;
        for (const char* name : kNames)
            select += (select.empty() ? "" : ", ") +
                      SqlEngine::identifier(fmt::format("stats/{}/{}", m_key, name)) +
                      (std::string_view(name) == "count" ? "[1]" : "[1][1][1]") + "::DOUBLE";
        const fs::path file = m_folder / "meta/episodes/chunk-000/file-000.parquet";
        const std::array<SqlValue, 1> parameters{m_place.episode};
        auto rows = engine.query("SELECT " + select + " FROM read_parquet(" +
                                     SqlEngine::quoted(file.string()) + ") WHERE episode_index = ?",
                                 parameters);
        if (rows && rows->next())
            for (size_t i = 0; i < stored.size(); ++i) stored[i] = rows->column(i).number(0);
    } else {
        std::ifstream lines(m_folder / "meta/episodes_stats.jsonl");
        const std::string begin = fmt::format("{{\"episode_index\":{},", m_place.episode);
        for (std::string line; std::getline(lines, line);) {
            if (!line.starts_with(begin)) continue;
            const json one = member(member(json::parse(line, nullptr, false), "stats"), m_key.c_str());
            for (size_t i = 0; i < stored.size(); ++i) {
                json value = member(one, kNames[i]);
                while (value.is_array() && value.size() == 1) value = json(value[0]);
                if (value.is_number()) stored[i] = value.get<double>();
            }
        }
    }
    for (size_t i = 0; i < stored.size(); ++i)
        m_out->near("statistics of depth", stored[i], expected[i], kStatistic * std::max(1.0, expected[i]),
                    m_key + " " + kNames[i]);
    return {};
}

}  // namespace camframe::verify
