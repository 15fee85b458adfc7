// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "model/core/io/detail/lerobot_plan.h"
#include "model/core/io/detail/parquet_file.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Type = LeRobotColumn::Type;

/// Of a data file of v3, before the one that does not fit any more; LeRobot's own default.
constexpr uintmax_t kFileBytes = uintmax_t{100} << 20;

tl::unexpected<Error> cannotWrite(const fs::path& file, const Error& error) {
    return makeError(ErrorKind::Output, "Cannot write {} ({}); check the source's files and the free space.",
                     file.string(), error.message);
}

/// A value that says nothing, for recordings without a calibration.
std::string nothing(const LeRobotColumn& column, bool zeros) {
    switch (column.type) {
        case Type::Boolean:
            return "false";
        case Type::Text:
            return "''";
        case Type::Float:
            break;
    }
    const std::string number = zeros ? "0::FLOAT" : "'nan'::FLOAT";
    return column.width > 1 ? fmt::format("list_resize([]::FLOAT[], {}, {})", column.width, number) : number;
}

class DataWriter {
public:
    explicit DataWriter(LeRobotPlan& plan) : m_plan(plan) {}

    Result<void> write(size_t number, const fs::path& file) {
        LeRobotPlannedEpisode& episode = m_plan.episodes[number];
        std::error_code error;
        fs::create_directories(file.parent_path(), error);
        const Result<std::string> query = queryOf(number);
        if (!query) return tl::unexpected(query.error());
        if (auto done = m_plan.engine->run("COPY (" + *query + ") TO " + SqlEngine::quoted(file.string()) +
                                           " (FORMAT parquet, COMPRESSION zstd)");
            !done)
            return cannotWrite(file, done.error());
        return measure(episode, file);
    }

    /// Joins the files of neighbouring episodes.
    Result<void> join(const std::vector<fs::path>& files, const fs::path& file) const {
        std::error_code error;
        fs::create_directories(file.parent_path(), error);
        if (fs::exists(file, error))
            return inputError(
                "The source's index goes back to {} after another file; write it anew, or give --curate.",
                file.filename().string());
        if (files.size() == 1) {
            fs::rename(files.front(), file, error);
            return {};
        }
        if (auto done = m_plan.engine->run("COPY (SELECT * EXCLUDE (file_row_number) FROM " +
                                           parquetRows(files) + ") TO " + SqlEngine::quoted(file.string()) +
                                           " (FORMAT parquet, COMPRESSION zstd)");
            !done)
            return cannotWrite(file, done.error());
        for (const fs::path& part : files) fs::remove(part, error);
        return {};
    }

private:
    Result<fs::path> sourceFile(const LeRobotPlannedEpisode& episode) const {
        if (!m_plan.source) return unitRows(m_plan.folders[static_cast<size_t>(episode.unit)], false);
        const LeRobotEpisode& row = m_plan.source->episodes[static_cast<size_t>(episode.source)];
        const bool counted = m_plan.source->info.major == 2;
        return m_plan.source->info.dataFile({.episode = row.episodeIndex,
                                             .chunk = counted ? 0 : row.dataChunk,
                                             .file = counted ? 0 : row.dataFile,
                                             .videoKey = {}});
    }

    /// New numbers of the source's tasks.
    std::string taskNumber(const LeRobotPlannedEpisode& episode, bool stored) const {
        const auto numberOf = [&](const std::string& task) {
            return std::ranges::find(m_plan.tasks, task) - m_plan.tasks.begin();
        };
        const std::string other = fmt::format("{}", numberOf(episode.tasks.front()));
        if (!stored || !m_plan.source) return other + "::BIGINT";
        std::string out = "(CASE s.task_index";
        for (const auto& [number, place] : std::map<int64_t, uint32_t>(m_plan.source->taskOfIndex.begin(),
                                                                       m_plan.source->taskOfIndex.end()))
            if (std::ranges::find(episode.tasks, m_plan.source->tasks[place]) != episode.tasks.end())
                out += fmt::format(" WHEN {} THEN {}", number, numberOf(m_plan.source->tasks[place]));
        return out.ends_with("task_index") ? other + "::BIGINT" : out + " ELSE " + other + " END)::BIGINT";
    }

    std::vector<std::pair<std::string, std::string>> bookkeeping(size_t number, bool hasTime,
                                                                 bool hasTask) const {
        const LeRobotPlannedEpisode& episode = m_plan.episodes[number];
        const bool linked = std::ranges::none_of(episode.videos, &LeRobotPlannedVideo::encoded);
        const std::string row = fmt::format("(s.\"camframe.row\" - {})", episode.first);
        return {{"timestamp", episode.whole && linked && hasTime
                                  ? "s.timestamp"
                                  : fmt::format("({} / {}::DOUBLE)::FLOAT", row, m_plan.target.fps)},
                {"frame_index", row + "::BIGINT"},
                {"episode_index", fmt::format("{}::BIGINT", number)},
                {"index", fmt::format("({} + {})::BIGINT", row, episode.start)},
                {"task_index", taskNumber(episode, hasTask)}};
    }

    Result<std::string> queryOf(size_t number) {
        const LeRobotPlannedEpisode& episode = m_plan.episodes[number];
        const Result<fs::path> file = sourceFile(episode);
        if (!file) return tl::unexpected(file.error());
        std::string from =
            fmt::format("(SELECT range AS \"camframe.row\" FROM range({}))", episode.first + episode.length);
        std::vector<SqlColumnType> columns;
        if (m_plan.source || !m_plan.recorded.empty()) {
            const auto opened = ParquetFile::open(*m_plan.engine, *file);
            if (!opened) return tl::unexpected(opened.error());
            columns = opened->columns();
            from = fmt::format(
                "(SELECT *, row_number() OVER (ORDER BY file_row_number) - 1 AS \"camframe.row\" FROM {}{})",
                parquetRows({*file}),
                m_plan.source && m_plan.source->info.major == 3
                    ? fmt::format(" WHERE episode_index = {}",
                                  m_plan.source->episodes[static_cast<size_t>(episode.source)].episodeIndex)
                    : "");
        }
        const auto has = [&](const char* key) {
            return std::ranges::any_of(columns, [&](const SqlColumnType& c) { return c.name == key; });
        };
        auto own = bookkeeping(number, has("timestamp"), has("task_index"));
        std::string select;
        const auto add = [&](const std::string& expression, const std::string& name) {
            select += (select.empty() ? "" : ", ") + expression + " AS " + SqlEngine::identifier(name);
        };
        for (const SqlColumnType& column : columns) {
            if (!keeps(column.name)) continue;
            const auto found =
                std::ranges::find(own, column.name, &std::pair<std::string, std::string>::first);
            add(found == own.end() ? "s." + SqlEngine::identifier(column.name) : found->second, column.name);
            if (found != own.end()) own.erase(found);
        }
        for (const auto& [name, expression] : own) add(expression, name);
        from += " s";
        const LeRobotUnit* unit =
            episode.unit < 0 ? nullptr : &m_plan.units[static_cast<size_t>(episode.unit)];
        const auto knows = [&](const LeRobotColumn& column) {
            return unit && std::ranges::find(unit->annotations, column.key, &LeRobotColumn::key) !=
                               unit->annotations.end();
        };
        for (const LeRobotColumn& column : m_plan.annotations)
            add(knows(column) ? "a." + SqlEngine::identifier(column.key)
                              : nothing(column, !m_plan.options.statistics),
                column.key);
        if (unit && !unit->annotations.empty())
            from += " JOIN " +
                    parquetRows({unitRows(m_plan.folders[static_cast<size_t>(episode.unit)], true)}) +
                    " a ON a.file_row_number = s.\"camframe.row\"";
        return fmt::format(
            "SELECT {} FROM {} WHERE s.\"camframe.row\" BETWEEN {} AND {} ORDER BY s.\"camframe.row\"",
            select, from, episode.first, episode.first + episode.length - 1);
    }

    /// Is a column of the source part of the new dataset? Annotations of an earlier export are replaced.
    bool keeps(const std::string& name) const {
        const auto isVideo = [&](const LeRobotVideo& video) { return video.key == name; };
        const auto isColumn = [&](const LeRobotColumn& column) { return column.key == name; };
        if (std::ranges::any_of(m_plan.videos, isVideo) || std::ranges::any_of(m_plan.annotations, isColumn))
            return false;
        if (std::ranges::find(m_plan.dropped, name) != m_plan.dropped.end()) return false;
        return m_plan.source || std::ranges::any_of(m_plan.recorded, isColumn);
    }

    Result<void> measure(LeRobotPlannedEpisode& episode, const fs::path& path) {
        const auto file = ParquetFile::open(*m_plan.engine, path);
        if (!file) return tl::unexpected(file.error());
        std::vector<std::string> names, expressions;
        for (const SqlColumnType& column : file->columns())
            if (column.holdsNumbers()) {
                names.push_back(column.name);
                expressions.push_back(SqlEngine::identifier(column.name));
            }
        auto rows = file->read(expressions);
        if (!rows) return tl::unexpected(rows.error());
        std::vector<LeRobotStatistics> statistics(names.size());
        std::vector<double> values;
        int64_t count = 0;
        while (rows->next()) {
            for (size_t c = 0; c < names.size(); ++c)
                for (size_t row = 0; row < rows->size(); ++row) {
                    values.clear();
                    const SqlColumn column = rows->column(c);
                    if (!column.isNull(row)) column.appendNumbers(row, values);
                    statistics[c].add(values);
                }
            count += static_cast<int64_t>(rows->size());
        }
        if (count != episode.length)
            return inputError(
                "Episode {} of the source has other rows than its index and the recording say ({} of {} were "
                "found); write its index anew.",
                episode.source, count, episode.length);
        if (m_plan.options.statistics)
            for (size_t c = 0; c < names.size(); ++c) episode.statistics[names[c]] = statistics[c].result();
        return {};
    }

    LeRobotPlan& m_plan;
};

}  // namespace

std::string parquetRows(const std::vector<fs::path>& files) {
    // DuckDB takes paths for patterns; a character in brackets stands for itself.
    std::string list;
    for (const fs::path& file : files) {
        std::string pattern;
        for (const char c : file.string())
            if (c == '*' || c == '?' || c == '[')
                pattern += {'[', c, ']'};
            else
                pattern += c;
        list += (list.empty() ? "" : ", ") + SqlEngine::quoted(pattern);
    }
    return fmt::format("read_parquet([{}], hive_partitioning = false, file_row_number = true)", list);
}

Result<void> writeLeRobotData(LeRobotPlan& plan, const RunContext& context) {
    DataWriter writer(plan);
    const bool joined = plan.options.major == 3;
    std::vector<fs::path> waiting;
    uintmax_t bytes = 0;
    std::array<int32_t, 2> place{0, 0};
    const auto flush = [&]() -> Result<void> {
        if (waiting.empty()) return {};
        const auto file =
            plan.target.dataFile({.episode = 0, .chunk = place[0], .file = place[1], .videoKey = {}});
        if (!file) return tl::unexpected(file.error());
        auto done = writer.join(waiting, *file);
        waiting.clear();
        bytes = 0;
        return done;
    };
    int files = 0;
    for (size_t e = 0; e < plan.episodes.size(); ++e) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        context.report(static_cast<double>(e) / static_cast<double>(plan.episodes.size()), "writing rows");
        LeRobotPlannedEpisode& episode = plan.episodes[e];
        if (!joined) {
            const auto file = plan.target.dataFile(
                {.episode = static_cast<int64_t>(e), .chunk = 0, .file = 0, .videoKey = {}});
            if (!file) return tl::unexpected(file.error());
            if (auto written = writer.write(e, *file); !written) return written;
            continue;
        }
        const fs::path part = plan.stage / "parts" / fmt::format("{:06d}.parquet", e);
        if (auto written = writer.write(e, part); !written) return written;
        std::error_code error;
        const uintmax_t size = fs::file_size(part, error);
        // The files of a whole source stay what they are.
        std::array<int32_t, 2> own{files / kFilesPerChunk, files % kFilesPerChunk};
        if (plan.wholeSource() && plan.source->info.major == 3) {
            const LeRobotEpisode& row = plan.source->episodes[static_cast<size_t>(episode.source)];
            own = {row.dataChunk, row.dataFile};
        } else if (!waiting.empty() && bytes + size > kFileBytes) {
            ++files;
            own = {files / kFilesPerChunk, files % kFilesPerChunk};
        }
        if (own != place)
            if (auto done = flush(); !done) return done;
        place = own;
        waiting.push_back(part);
        bytes += size;
        episode.dataChunk = place[0];
        episode.dataFile = place[1];
    }
    if (auto done = flush(); !done) return done;
    std::error_code error;
    fs::remove_all(plan.stage / "parts", error);
    return {};
}

}  // namespace camframe
