// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/rlds_dataset.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <regex>
#include <utility>

#include "model/core/io/datasets/rlds_episode.h"
#include "model/core/io/detail/json_input.h"
#include "model/core/io/image_io.h"
#include "model/core/log.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr const char* kInfoFile = "dataset_info.json";
constexpr const char* kFeaturesFile = "features.json";
constexpr size_t kMaxPictureBytes = size_t{256} << 20;
constexpr uint64_t kSmallestRecord = 16;  // its framing alone

bool holdsDataset(const fs::path& folder) {
    std::error_code error;
    return fs::is_regular_file(folder / kInfoFile, error) &&
           fs::is_regular_file(folder / kFeaturesFile, error);
}

/// The folder itself, or its newest version.
std::optional<fs::path> datasetFolder(const fs::path& path) {
    if (holdsDataset(path)) return path;
    static const std::regex versionName(R"((\d{1,6})\.(\d{1,6})\.(\d{1,6}))");
    std::optional<fs::path> newest;
    std::array<int, 3> newestVersion{};
    std::error_code error;
    for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
        const std::string name = it->path().filename().string();
        std::smatch parts;
        if (!std::regex_match(name, parts, versionName) || !holdsDataset(it->path())) continue;
        const std::array<int, 3> version{std::stoi(parts[1]), std::stoi(parts[2]), std::stoi(parts[3])};
        if (newest && version < newestVersion) continue;
        newest = it->path();
        newestVersion = version;
    }
    return newest;
}

struct Split {
    std::string name;
    std::vector<std::optional<int>> shardLengths;  ///< Empty where not stated.
};

struct DatasetInfo {
    std::string name;
    std::string version;
    std::vector<Split> splits;
};

/// A count that protocol buffers' JSON writes as text.
std::optional<int> count(const JsonField& field) {
    if (!field.value() || !field.value()->is_string()) return std::nullopt;
    const auto& text = field.value()->get_ref<const std::string&>();
    if (text.empty() || text.size() > 8 || text.find_first_not_of("0123456789") != std::string::npos)
        return std::nullopt;
    return std::stoi(text);
}

Result<DatasetInfo> readInfo(const fs::path& file) {
    const auto document = readJson(file);
    if (!document) return tl::unexpected(document.error());
    const JsonField root(*document, file.string());
    DatasetInfo info;
    auto name = root["name"].string("the dataset's name");
    if (!name) return tl::unexpected(name.error());
    info.name = std::move(*name);
    if (const auto version = root["version"].string("")) info.version = *version;
    if (const auto format = root["fileFormat"].string(""); format && *format != "tfrecord")
        return root["fileFormat"].error(
            "\"tfrecord\" (prepare the dataset again with file_format=\"tfrecord\")");
    const JsonField splits = root["splits"];
    const auto size = splits.arraySize("a list of splits");
    if (!size) return tl::unexpected(size.error());
    for (size_t i = 0; i < *size; ++i) {
        Split split;
        auto splitName = splits[i]["name"].string("the split's name");
        if (!splitName) return tl::unexpected(splitName.error());
        split.name = std::move(*splitName);
        const JsonField lengths = splits[i]["shardLengths"];
        if (const auto shards = lengths.arraySize(""))
            for (size_t s = 0; s < *shards; ++s) split.shardLengths.push_back(count(lengths[s]));
        info.splits.push_back(std::move(split));
    }
    return info;
}

struct Shard {
    fs::path file;
    std::string split;
    int firstEpisode = 0;  ///< In the dataset.
    int firstInSplit = 0;
    int episodes = 0;                    ///< As stated, else as walked.
    std::optional<TfRecordIndex> index;  ///< Once its framing was walked.
};

/// "NAME-SPLIT.tfrecord-00003-of-00128" into split, 3 and 128.
struct ShardName {
    std::string split;
    size_t number = 0;
    size_t of = 0;
};

std::optional<ShardName> parseShardName(const std::string& name) {
    static const std::regex pattern(R"(.*-([^-]+)\.tfrecord-(\d{1,8})-of-(\d{1,8}))");
    std::smatch parts;
    if (name.size() > 512 || !std::regex_match(name, parts, pattern)) return std::nullopt;
    return ShardName{parts[1], std::stoul(parts[2]), std::stoul(parts[3])};
}

/// One camera of one episode: reads each picture where it lies.
class RecordPictures : public FrameSource {
public:
    RecordPictures(RandomAccessFile file, std::vector<RecordSpan> spans, PictureSize size, std::string what)
        : m_file(std::move(file)), m_spans(std::move(spans)), m_size(size), m_what(std::move(what)) {}

    int frameCount() const override { return static_cast<int>(m_spans.size()); }
    Result<ImageU8> read(int frame) override {
        if (frame < 0 || frame >= frameCount())
            return makeError(ErrorKind::Usage, "Frame {} does not exist: {} has frames 0 to {}.", frame,
                             m_what, frameCount() - 1);
        const RecordSpan& span = m_spans[static_cast<size_t>(frame)];
        const std::string what = fmt::format("{}, picture {},", m_what, frame);
        if (span.length > kMaxPictureBytes)
            return inputError("{} has more than {} MiB; check the file.", what, kMaxPictureBytes >> 20);
        auto bytes = m_file.read(span.offset, static_cast<size_t>(span.length));
        if (!bytes) return tl::unexpected(bytes.error());
        return decodeRgb(std::move(*bytes), what, m_size);
    }

private:
    RandomAccessFile m_file;
    std::vector<RecordSpan> m_spans;
    PictureSize m_size;
    std::string m_what;
};

class RldsDataset : public RecordedDataset {
public:
    static Result<std::unique_ptr<RecordedDataset>> open(const fs::path& folder) {
        auto info = readInfo(folder / kInfoFile);
        if (!info) return tl::unexpected(info.error());
        auto fields = readRldsFeatures(folder / kFeaturesFile);
        if (!fields) return tl::unexpected(fields.error());
        auto dataset =
            std::unique_ptr<RldsDataset>(new RldsDataset(folder, std::move(*info), std::move(*fields)));
        if (const auto found = dataset->findShards(); !found) return tl::unexpected(found.error());
        return dataset;
    }

    std::string formatName() const override {
        return m_info.version.empty() ? "RLDS (TFRecord)" : "RLDS (TFRecord), version " + m_info.version;
    }
    std::string name() const override { return m_info.name; }
    fs::path folder() const override { return m_folder; }
    int episodeCount() const override {
        return m_shards.empty() ? 0 : m_shards.back().firstEpisode + m_shards.back().episodes;
    }

    Result<EpisodeSummary> summary(int index) override {
        const auto shard = shardOf(index);
        if (!shard) return tl::unexpected(shard.error());
        return EpisodeSummary{episodeName(**shard, index), -1, {}};
    }

    Result<RecordedEpisode> readEpisode(int index) override {
        const auto read = load(index);
        if (!read) return tl::unexpected(read.error());
        return (*read)->episode;
    }

    Result<std::unique_ptr<FrameSource>> openFrames(int index, const std::string& cameraKey) override {
        const auto read = load(index);
        if (!read) return tl::unexpected(read.error());
        const RecordedCamera* camera = (*read)->episode.findCamera(cameraKey);
        if (!camera) {
            std::vector<std::string> keys;
            for (const RecordedCamera& other : (*read)->episode.cameras)
                keys.push_back("'" + other.key + "'");
            return makeError(ErrorKind::Usage, "Episode {} of {} has no camera '{}'; it has {}.", index,
                             m_folder.string(), cameraKey, fmt::join(keys, ", "));
        }
        const auto shard = shardOf(index);
        if (!shard) return tl::unexpected(shard.error());
        auto file = RandomAccessFile::open((*shard)->file);
        if (!file) return tl::unexpected(file.error());
        return std::make_unique<RecordPictures>(
            std::move(*file), (*read)->pictures.at(cameraKey), PictureSize{camera->width, camera->height},
            fmt::format("{}: episode {}, '{}'", (*shard)->file.string(), index, cameraKey));
    }

private:
    RldsDataset(fs::path folder, DatasetInfo info, std::vector<RldsField> fields)
        : m_folder(std::move(folder)), m_info(std::move(info)), m_fields(std::move(fields)) {}

    Result<void> findShards() {
        std::vector<std::vector<std::pair<ShardName, fs::path>>> found(m_info.splits.size());
        std::error_code error;
        for (fs::directory_iterator it(m_folder, error), end; !error && it != end; it.increment(error)) {
            const auto name = parseShardName(it->path().filename().string());
            if (!name) continue;
            const auto split = std::ranges::find(m_info.splits, name->split, &Split::name);
            if (split == m_info.splits.end()) continue;
            found[static_cast<size_t>(split - m_info.splits.begin())].emplace_back(*name, it->path());
        }
        for (size_t s = 0; s < found.size(); ++s) {
            std::ranges::sort(found[s], {}, [](const auto& shard) { return shard.first.number; });
            if (auto added = addSplit(m_info.splits[s], found[s]); !added) return added;
        }
        if (m_shards.empty())
            return inputError(
                "{} has no file NAME-SPLIT.tfrecord-XXXXX-of-XXXXX of a split that {} names; download at "
                "least "
                "one.",
                m_folder.string(), kInfoFile);
        return {};
    }

    Result<void> addSplit(const Split& split, const std::vector<std::pair<ShardName, fs::path>>& files) {
        const size_t stated = files.empty() ? split.shardLengths.size() : files.front().first.of;
        if (files.size() < stated)
            log(LogLevel::Warning,
                fmt::format(
                    "{}: {} of the {} files of split '{}' are missing; the episodes in them are left out.",
                    m_folder.string(), stated - files.size(), stated, split.name));
        int inSplit = 0;
        for (const auto& [name, path] : files) {
            Shard shard{path, split.name, episodeCount(), inSplit, 0, std::nullopt};
            if (name.number < split.shardLengths.size() && split.shardLengths[name.number]) {
                shard.episodes = *split.shardLengths[name.number];
                std::error_code error;
                const uint64_t room = fs::file_size(path, error) / kSmallestRecord;
                if (!error)
                    shard.episodes = static_cast<int>(std::min<uint64_t>(
                        static_cast<uint64_t>(shard.episodes), std::max<uint64_t>(room, 1)));
            } else {
                if (auto walked = walk(shard); !walked) return walked;
                shard.episodes = static_cast<int>(shard.index->records.size());
                if (shard.index->damage) log(LogLevel::Warning, shard.index->damage->message);
            }
            if (shard.episodes > std::numeric_limits<int>::max() - episodeCount())
                return inputError("{} has too many episodes; check the shard lengths in {}.",
                                  m_folder.string(), kInfoFile);
            inSplit += shard.episodes;
            m_shards.push_back(std::move(shard));
        }
        return {};
    }

    Result<void> walk(Shard& shard) {
        if (shard.index) return {};
        const auto file = RandomAccessFile::open(shard.file);
        if (!file) return tl::unexpected(file.error());
        shard.index = indexTfRecords(*file);
        return {};
    }

    Result<Shard*> shardOf(int index) {
        if (index < 0 || index >= episodeCount())
            return makeError(ErrorKind::Usage, "Episode {} does not exist: '{}' has episodes 0 to {}.", index,
                             m_info.name, episodeCount() - 1);
        const auto behind = std::ranges::upper_bound(m_shards, index, {}, &Shard::firstEpisode);
        return &*std::prev(behind);
    }

    static std::string episodeName(const Shard& shard, int index) {
        return fmt::format("{}/{}", shard.split, shard.firstInSplit + index - shard.firstEpisode);
    }

    /// The episode; the last one stays, as its cameras are opened after it.
    Result<const RldsEpisode*> load(int index) {
        if (m_last && m_last->episode.index == index) return &*m_last;
        const auto found = shardOf(index);
        if (!found) return tl::unexpected(found.error());
        Shard& shard = **found;
        if (const auto walked = walk(shard); !walked) return tl::unexpected(walked.error());
        const auto inShard = static_cast<size_t>(index - shard.firstEpisode);
        if (inShard >= shard.index->records.size()) {
            if (shard.index->damage) return tl::unexpected(*shard.index->damage);
            return inputError("{} holds {} episodes where {} states {}; download both again.",
                              shard.file.string(), shard.index->records.size(), kInfoFile, shard.episodes);
        }
        const auto file = RandomAccessFile::open(shard.file);
        if (!file) return tl::unexpected(file.error());
        const RecordSpan& span = shard.index->records[inShard];
        const auto record = readTfRecord(*file, span);
        if (!record) return tl::unexpected(record.error());
        auto read = readRldsEpisode(*record, span.offset, m_fields,
                                    fmt::format("{}: episode {}", shard.file.string(), index));
        if (!read) return tl::unexpected(read.error());
        read->episode.index = index;
        read->episode.name = episodeName(shard, index);
        read->episode.attributes["record"] = fmt::format("{}:{}", shard.file.filename().string(), inShard);
        m_last = std::move(*read);
        return &*m_last;
    }

    fs::path m_folder;
    DatasetInfo m_info;
    std::vector<RldsField> m_fields;
    std::vector<Shard> m_shards;
    std::optional<RldsEpisode> m_last;
};

}  // namespace

bool looksLikeRlds(const fs::path& path) {
    return datasetFolder(path).has_value();
}

Result<std::unique_ptr<RecordedDataset>> openRlds(const fs::path& path) {
    std::error_code error;
    const fs::path absolute = fs::absolute(path, error).lexically_normal();
    const auto folder = datasetFolder(absolute);
    if (!folder)
        return inputError(
            "{} is not an RLDS dataset: expected a folder with {} and {}, or with versions of one.",
            path.string(), kInfoFile, kFeaturesFile);
    return RldsDataset::open(*folder);
}

}  // namespace camframe
