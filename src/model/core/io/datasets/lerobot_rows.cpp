// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/lerobot_rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "model/core/io/detail/parquet_file.h"
#include "model/core/nan.h"

namespace camframe {

namespace {

using Kind = LeRobotFeature::Kind;

constexpr size_t kMaxNumbers = size_t{1} << 27;
constexpr int64_t kMaxRows = 10'000'000;
/// Columns that LeRobot writes itself; they say where a row belongs and are no signals.
constexpr std::array kBookkeeping = {"timestamp", "frame_index", "episode_index", "index", "task_index"};

/// One feature while it is read.
struct Reading {
    const LeRobotFeature* feature = nullptr;
    std::vector<double> values;  ///< Row-major.
    size_t width = 0;            ///< Values per row; 0 until the first row that has some.
    size_t rows = 0;
};

/// Adds one row; null rows are NaN. False where the length changes.
bool addRow(Reading& reading, const SqlColumn& column, size_t row) {
    const size_t before = reading.values.size();
    if (!column.isNull(row)) column.appendNumbers(row, reading.values, kMaxNumbers);
    const size_t added = reading.values.size() - before;
    if (reading.width == 0 && added > 0) {
        reading.width = added;
        reading.values.insert(reading.values.begin(), reading.rows * added, kNan);
    }
    if (added == 0) reading.values.insert(reading.values.end(), reading.width, kNan);
    ++reading.rows;
    return added == 0 || added == reading.width;
}

Signal toSignal(Reading& reading, std::vector<std::string>& warnings) {
    const auto rows = static_cast<Eigen::Index>(reading.rows);
    const auto width = static_cast<Eigen::Index>(reading.width);
    Signal signal;
    signal.key = reading.feature->key;
    signal.values = Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
        reading.values.data(), rows, width);
    size_t declared = 1;
    for (const int size : reading.feature->shape) declared *= static_cast<size_t>(size);
    if (declared == reading.width)
        signal.names = reading.feature->names;
    else
        warnings.push_back(fmt::format("feature '{}' has {} values per row, but info.json declares {}",
                                       signal.key, reading.width, declared));
    return signal;
}

Result<SqlRows> readEpisodeRows(const ParquetFile& file, const std::vector<std::string>& expressions,
                                const LeRobotInfo& info, int64_t episode) {
    if (info.major == 2) return file.read(expressions);
    if (!file.find("episode_index"))
        return inputError("{} lacks the column 'episode_index'; write the file anew.", file.path().string());
    return file.read(expressions, "episode_index = ?", std::array<SqlValue, 1>{episode});
}

tl::unexpected<Error> noRows(const ParquetFile& file, const LeRobotInfo& info, int64_t episode) {
    if (info.major == 2) return inputError("{} holds no rows; fetch it again.", file.path().string());
    return inputError(
        "{} holds no rows of episode {}, although the index places it there ('data/chunk_index', "
        "'data/file_index'); write the index anew or fetch the file again.",
        file.path().string(), episode);
}

double firstNumber(const SqlColumn& column, size_t row) {
    if (column.type().kind != SqlColumnType::Kind::List) return column.number(row);
    const auto range = column.range(row);
    return range.count > 0 ? firstNumber(column.elements(), range.first) : kNan;
}

}  // namespace

Result<LeRobotRows> readLeRobotRows(const ParquetFile& file, const LeRobotInfo& info, int64_t episode) {
    LeRobotRows out;
    std::vector<std::string> expressions;
    const auto want = [&](const std::string& column) {
        expressions.push_back(SqlEngine::identifier(column));
        return expressions.size() - 1;
    };
    std::vector<std::pair<size_t, Reading>> readings;
    std::vector<std::pair<size_t, std::string>> texts;
    std::map<std::string, size_t> bookkeeping;
    for (const char* column : kBookkeeping)
        if (file.find(column)) bookkeeping[column] = want(column);
    for (const LeRobotFeature& feature : info.features) {
        if (std::ranges::find(kBookkeeping, feature.key) != kBookkeeping.end()) continue;
        if (feature.kind != Kind::Number && feature.kind != Kind::Text) continue;
        const SqlColumnType* column = file.find(feature.key);
        const bool text = feature.kind == Kind::Text;
        if (!column || (text ? column->kind != SqlColumnType::Kind::Text : !column->holdsNumbers()))
            out.warnings.push_back(fmt::format("feature '{}' is {} in {}", feature.key,
                                               column ? "of another type" : "missing",
                                               file.path().filename().string()));
        else if (text)
            texts.emplace_back(want(feature.key), feature.key);
        else
            readings.emplace_back(want(feature.key), Reading{.feature = &feature, .values = {}});
    }
    if (expressions.empty()) want(file.columns().front().name);

    auto rows = readEpisodeRows(file, expressions, info, episode);
    if (!rows) return tl::unexpected(rows.error());
    bool inOrder = true, ofEpisode = true;
    size_t numbers = 0;
    while (rows->next()) {
        if (out.count + static_cast<int64_t>(rows->size()) > kMaxRows)
            return inputError("{}: an episode has more than {} rows; check the file.", file.path().string(),
                              kMaxRows);
        for (auto& [place, reading] : readings) {
            const SqlColumn column = rows->column(place);
            const size_t before = reading.values.size();
            for (size_t row = 0; row < rows->size(); ++row)
                if (!addRow(reading, column, row))
                    return inputError(
                        "{}: column '{}' does not have as many values in row {} as before; write it anew.",
                        file.path().string(), reading.feature->key, reading.rows - 1);
            numbers += reading.values.size() - before;
            if (numbers >= kMaxNumbers)
                return inputError("{}: an episode holds more than 1 GiB of numbers; split it.",
                                  file.path().string());
        }
        for (const auto& [place, key] : texts)
            if (out.count == 0) out.texts[key] = std::string(rows->column(place).text(0).substr(0, 1000));
        for (size_t row = 0; row < rows->size(); ++row) {
            const auto value = [&](const char* key) {
                const auto found = bookkeeping.find(key);
                return found == bookkeeping.end() ? kNan : firstNumber(rows->column(found->second), row);
            };
            if (bookkeeping.contains("timestamp")) out.timestamps.push_back(value("timestamp"));
            if (bookkeeping.contains("frame_index"))
                inOrder &= value("frame_index") == out.count + static_cast<double>(row);
            if (bookkeeping.contains("episode_index"))
                ofEpisode &= value("episode_index") == static_cast<double>(episode);
            if (const double task = value("task_index"); std::isfinite(task) && std::abs(task) < 1e15)
                if (const auto index = static_cast<int64_t>(task);
                    out.taskIndices.empty() ||
                    std::ranges::find(out.taskIndices, index) == out.taskIndices.end())
                    if (out.taskIndices.size() < 1000) out.taskIndices.push_back(index);
        }
        out.count += static_cast<int>(rows->size());
    }
    if (out.count == 0) return noRows(file, info, episode);
    if (!inOrder)
        out.warnings.emplace_back("frame_index does not count from 0; the rows are taken as they are stored");
    if (!ofEpisode)
        out.warnings.push_back(fmt::format("{} says of its rows that they belong to another episode than {}",
                                           file.path().filename().string(), episode));
    for (auto& [place, reading] : readings)
        if (reading.width > 0)
            out.signals.push_back(toSignal(reading, out.warnings));
        else
            out.warnings.push_back(fmt::format("feature '{}' has no values", reading.feature->key));
    return out;
}

Result<std::vector<double>> readLeRobotTimes(const ParquetFile& file, const LeRobotInfo& info,
                                             int64_t episode) {
    const bool known = file.find("timestamp") != nullptr;
    auto rows = readEpisodeRows(file, {known ? SqlEngine::identifier("timestamp") : "0"}, info, episode);
    if (!rows) return tl::unexpected(rows.error());
    std::vector<double> times;
    while (rows->next()) {
        const SqlColumn column = rows->column(0);
        for (size_t row = 0; row < rows->size(); ++row)
            times.push_back(known ? firstNumber(column, row) : kNan);
    }
    if (times.empty()) return noRows(file, info, episode);
    return times;
}

}  // namespace camframe
