// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/lerobot_index.h"

#include <algorithm>
#include <limits>
#include <string_view>

#include "model/core/io/atomic_file.h"
#include "model/core/io/detail/json_input.h"
#include "model/core/io/detail/parquet_file.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxEpisodes = 20'000'000;
constexpr size_t kMaxFiles = 1'000'000;
constexpr size_t kMaxVideoSpans = 50'000'000;
constexpr size_t kMaxTextBytes = size_t{1} << 30;

/// Gives every text its place.
class TaskPool {
public:
    explicit TaskPool(LeRobotIndex& index) : m_index(index) {}
    uint32_t place(std::string_view text) {
        const auto [found, added] =
            m_places.try_emplace(std::string(text), static_cast<uint32_t>(m_index.tasks.size()));
        if (added) m_index.tasks.emplace_back(text);
        return found->second;
    }

private:
    LeRobotIndex& m_index;
    std::unordered_map<std::string, uint32_t> m_places;
};

int64_t whole(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_number_integer() ? found->get<int64_t>() : -1;
}

/// One JSON object per line; `take` gets each. Blank lines are passed over.
template <class Take>
Result<void> readLines(const fs::path& file, const Take& take) {
    const auto text = readFile(file, kMaxTextBytes);
    if (!text) return tl::unexpected(text.error());
    size_t line = 0;
    for (size_t at = 0; at < text->size();) {
        const size_t end = std::min(text->find('\n', at), text->size());
        std::string one = text->substr(at, end - at);
        at = end + 1;
        ++line;
        if (one.find_first_not_of(" \t\r") == std::string::npos) continue;
        const std::string what = fmt::format("{}, line {}", file.string(), line);
        const auto object = parseJson(one, what);
        if (!object) return tl::unexpected(object.error());
        if (!object->is_object()) return inputError("{} is not a JSON object; mend the line.", what);
        if (auto taken = take(*object, what); !taken) return taken;
    }
    return {};
}

Result<void> readTaskLines(LeRobotIndex& index, TaskPool& pool) {
    const fs::path file = index.info.folder / "meta/tasks.jsonl";
    if (std::error_code error; !fs::exists(file, error)) {
        index.warnings.emplace_back("meta/tasks.jsonl is missing");
        return {};
    }
    return readLines(file, [&](const nlohmann::json& line, const std::string&) -> Result<void> {
        if (const auto task = line.find("task"); task != line.end() && task->is_string())
            index.taskOfIndex[whole(line, "task_index")] = pool.place(task->get_ref<const std::string&>());
        return {};
    });
}

Result<void> readEpisodeLines(LeRobotIndex& index, TaskPool& pool) {
    const auto take = [&](const nlohmann::json& line, const std::string& what) -> Result<void> {
        LeRobotEpisode episode;
        episode.episodeIndex = whole(line, "episode_index");
        episode.length = whole(line, "length");
        if (episode.episodeIndex < 0)
            return inputError("{}: field 'episode_index' is not a number from 0; mend the line.", what);
        if (index.episodes.size() == kMaxEpisodes)
            return inputError("{}: more than {} episodes; split the dataset.", what, kMaxEpisodes);
        episode.firstTask = static_cast<uint32_t>(index.taskUses.size());
        const auto tasks = line.find("tasks");
        if (tasks != line.end() && tasks->is_string())
            index.taskUses.push_back(pool.place(tasks->get_ref<const std::string&>()));
        if (tasks != line.end() && tasks->is_array())
            for (const nlohmann::json& task : *tasks)
                if (task.is_string())
                    index.taskUses.push_back(pool.place(task.get_ref<const std::string&>()));
        episode.taskCount = static_cast<uint32_t>(index.taskUses.size()) - episode.firstTask;
        index.episodes.push_back(episode);
        return {};
    };
    return readLines(index.info.folder / "meta/episodes.jsonl", take);
}

/// The index column of the table is the text, under the name that pandas gave it.
Result<void> readTaskTable(LeRobotIndex& index, TaskPool& pool, SqlEngine& engine) {
    const fs::path path = index.info.folder / "meta/tasks.parquet";
    if (std::error_code error; !fs::exists(path, error)) {
        index.warnings.emplace_back("meta/tasks.parquet is missing");
        return {};
    }
    const auto file = ParquetFile::open(engine, path);
    if (!file) return tl::unexpected(file.error());
    const auto text = std::ranges::find(file->columns(), SqlColumnType::Kind::Text, &SqlColumnType::kind);
    if (text == file->columns().end() || !file->find("task_index"))
        return inputError("{} lacks the column 'task_index' or one with the tasks' texts; write it anew.",
                          path.string());
    auto rows = file->read(
        std::vector<std::string>{SqlEngine::identifier("task_index"), SqlEngine::identifier(text->name)});
    if (!rows) return tl::unexpected(rows.error());
    while (rows->next())
        for (size_t row = 0; row < rows->size(); ++row)
            if (const auto number = rows->column(0).integer(row); number && !rows->column(1).isNull(row))
                index.taskOfIndex[*number] = pool.place(rows->column(1).text(row));
    return {};
}

std::vector<fs::path> parquetFilesBelow(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    const auto options = fs::directory_options::follow_directory_symlink;
    for (fs::recursive_directory_iterator it(folder, options, error), end; !error && it != end;
         it.increment(error)) {
        if (it.depth() > 2) it.disable_recursion_pending();
        if (it->path().extension() == ".parquet" && files.size() < kMaxFiles) files.push_back(it->path());
    }
    std::ranges::sort(files);
    return files;
}

/// Values of a column as numbers of at least 0 that fit T, else -1.
template <class T>
T atLeastZero(const SqlColumn& column, size_t row) {
    const auto value = column.integer(row);
    return value && *value >= 0 && *value <= std::numeric_limits<T>::max() ? static_cast<T>(*value) : T{-1};
}

/// Which columns of an episodes table are there, and their places in the result.
class EpisodeColumns {
public:
    explicit EpisodeColumns(const ParquetFile& file) : m_file(file) {}
    /// @return Place in the result, or -1 where the file has no such column.
    int want(const std::string& name) {
        if (!m_file.find(name)) return -1;
        expressions.push_back(SqlEngine::identifier(name));
        return static_cast<int>(expressions.size()) - 1;
    }
    std::vector<std::string> expressions;

private:
    const ParquetFile& m_file;
};

Result<void> readEpisodeTable(const ParquetFile& file, LeRobotIndex& index, TaskPool& pool) {
    EpisodeColumns columns(file);
    const int episodeIndex = columns.want("episode_index");
    if (episodeIndex < 0)
        return inputError("{} lacks the column 'episode_index'; write the index anew.", file.path().string());
    const int length = columns.want("length"), dataChunk = columns.want("data/chunk_index"),
              dataFile = columns.want("data/file_index"), from = columns.want("dataset_from_index"),
              to = columns.want("dataset_to_index"), tasks = columns.want("tasks");
    struct Video {
        int chunk, file, from, to;
    };
    std::vector<Video> videos;
    for (const std::string& key : index.videoKeys) {
        const std::string before = "videos/" + key + "/";
        videos.push_back({columns.want(before + "chunk_index"), columns.want(before + "file_index"),
                          columns.want(before + "from_timestamp"), columns.want(before + "to_timestamp")});
    }
    auto rows = file.read(columns.expressions);
    if (!rows) return tl::unexpected(rows.error());
    while (rows->next()) {
        if (index.episodes.size() + rows->size() > kMaxEpisodes ||
            index.videos.size() + rows->size() * videos.size() > kMaxVideoSpans)
            return inputError("{}: more than {} episodes, or {} videos; split the dataset.",
                              file.path().string(), kMaxEpisodes, kMaxVideoSpans);
        const auto column = [&](int place) { return rows->column(static_cast<size_t>(place)); };
        for (size_t row = 0; row < rows->size(); ++row) {
            const auto big = [&](int place) {
                return place < 0 ? int64_t{-1} : atLeastZero<int64_t>(column(place), row);
            };
            const auto small = [&](int place) {
                return place < 0 ? int32_t{-1} : atLeastZero<int32_t>(column(place), row);
            };
            LeRobotEpisode episode{.episodeIndex = big(episodeIndex),
                                   .length = big(length),
                                   .dataChunk = small(dataChunk),
                                   .dataFile = small(dataFile),
                                   .fromIndex = big(from),
                                   .toIndex = big(to),
                                   .firstTask = static_cast<uint32_t>(index.taskUses.size())};
            if (episode.episodeIndex < 0)
                return inputError("{}: column 'episode_index' has no number from 0 in row {}; write it anew.",
                                  file.path().string(), row);
            if (tasks >= 0 && column(tasks).type().kind == SqlColumnType::Kind::List) {
                const SqlColumn texts = column(tasks).elements();
                const auto range = column(tasks).range(row);
                for (size_t i = range.first; i < range.first + range.count; ++i)
                    if (!texts.isNull(i)) index.taskUses.push_back(pool.place(texts.text(i)));
            } else if (tasks >= 0 && !column(tasks).text(row).empty()) {
                index.taskUses.push_back(pool.place(column(tasks).text(row)));
            }
            episode.taskCount = static_cast<uint32_t>(index.taskUses.size()) - episode.firstTask;
            index.episodes.push_back(episode);
            for (const Video& video : videos) {
                LeRobotVideoSpan span{.chunk = small(video.chunk), .file = small(video.file)};
                if (video.from >= 0) span.from = column(video.from).number(row);
                if (video.to >= 0) span.to = column(video.to).number(row);
                if (video.from < 0) span.chunk = -1;
                index.videos.push_back(span);
            }
        }
    }
    return {};
}

Result<void> readEpisodeTables(LeRobotIndex& index, TaskPool& pool, SqlEngine& engine) {
    const fs::path folder = index.info.folder / "meta/episodes";
    const auto files = parquetFilesBelow(folder);
    if (files.empty())
        return inputError("{} holds no chunk-*/file-*.parquet; fetch the dataset's index.", folder.string());
    for (const fs::path& path : files) {
        const auto file = ParquetFile::open(engine, path);
        if (!file) return tl::unexpected(file.error());
        if (auto read = readEpisodeTable(*file, index, pool); !read) return read;
    }
    return {};
}

/// Brings episodes (with their videos) into the order of their numbers.
void sortEpisodes(LeRobotIndex& index) {
    if (std::ranges::is_sorted(index.episodes, {}, &LeRobotEpisode::episodeIndex)) return;
    std::vector<size_t> order(index.episodes.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, {}, [&](size_t i) { return index.episodes[i].episodeIndex; });
    std::vector<LeRobotEpisode> episodes;
    std::vector<LeRobotVideoSpan> videos;
    const size_t keys = index.videos.empty() ? 0 : index.videoKeys.size();
    for (const size_t i : order) {
        episodes.push_back(index.episodes[i]);
        for (size_t key = 0; key < keys; ++key) videos.push_back(index.videos[i * keys + key]);
    }
    index.episodes = std::move(episodes);
    index.videos = std::move(videos);
    index.warnings.emplace_back("the episodes are not listed in the order of their numbers");
}

}  // namespace

Result<LeRobotIndex> LeRobotIndex::read(LeRobotInfo read, SqlEngine& engine) {
    LeRobotIndex index;
    index.info = std::move(read);
    index.videoKeys = index.info.videoKeys();
    TaskPool pool(index);
    const bool lines = index.info.major == 2;
    if (const auto tasks = lines ? readTaskLines(index, pool) : readTaskTable(index, pool, engine); !tasks)
        return tl::unexpected(tasks.error());
    if (const auto rows = lines ? readEpisodeLines(index, pool) : readEpisodeTables(index, pool, engine);
        !rows)
        return tl::unexpected(rows.error());
    if (index.episodes.empty())
        return inputError("{} lists no episodes; record some or fetch its index.",
                          (index.info.folder / "meta").string());
    sortEpisodes(index);
    const auto same = std::ranges::adjacent_find(index.episodes, {}, &LeRobotEpisode::episodeIndex);
    if (same != index.episodes.end())
        index.warnings.push_back(fmt::format("episode {} is listed twice", same->episodeIndex));
    if (index.info.totalEpisodes && *index.info.totalEpisodes != static_cast<int64_t>(index.episodes.size()))
        index.warnings.push_back(fmt::format("info.json declares {} episodes, the index lists {}",
                                             *index.info.totalEpisodes, index.episodes.size()));
    return index;
}

std::vector<std::string> LeRobotIndex::tasksOf(const LeRobotEpisode& episode) const {
    std::vector<std::string> texts;
    for (uint32_t i = 0; i < episode.taskCount; ++i) texts.push_back(tasks[taskUses[episode.firstTask + i]]);
    return texts;
}

const LeRobotVideoSpan* LeRobotIndex::video(size_t episode, size_t key) const {
    const size_t place = episode * videoKeys.size() + key;
    return place < videos.size() ? &videos[place] : nullptr;
}

}  // namespace camframe
