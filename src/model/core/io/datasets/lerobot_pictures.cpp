// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/lerobot_pictures.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "model/core/io/atomic_file.h"
#include "model/core/io/detail/parquet_file.h"
#include "model/core/slow_work.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

/// Rows that are read at once: a query unpacks whole groups of rows, some 100 in files of LeRobot's.
constexpr int kBlock = 64;
/// Groups of rows as large as DuckDB's own writer makes them hold two thousand pictures.
constexpr int kMemoryMiB = 2048;
constexpr size_t kMaxPictureBytes = size_t{256} << 20;

class ParquetPictures : public FrameSource {
public:
    ParquetPictures(std::unique_ptr<SqlEngine> engine, ParquetFile file, fs::path folder, std::string key,
                    PictureSize size)
        : m_engine(std::move(engine)),
          m_file(std::move(file)),
          m_folder(std::move(folder)),
          m_key(std::move(key)),
          m_size(size) {}

    Result<void> locate(std::optional<int64_t> episode);
    int frameCount() const override { return m_count; }
    Result<ImageU8> read(int frame) override;

private:
    struct Stored {
        std::string bytes, path;
    };
    Result<void> readBlock(int first);
    Result<std::string> bytesOf(const Stored& stored, const std::string& what) const;

    std::unique_ptr<SqlEngine> m_engine;
    ParquetFile m_file;
    fs::path m_folder;
    std::string m_key;
    PictureSize m_size;
    int64_t m_firstRow = 0;
    int m_count = 0;
    int m_blockFirst = 0;
    std::vector<Stored> m_block;
};

/// Finds the rows of the episode, which must lie together.
Result<void> ParquetPictures::locate(std::optional<int64_t> episode) {
    const std::array expressions{std::string("min(file_row_number)"), std::string("max(file_row_number)"),
                                 std::string("count(*)")};
    std::vector<SqlValue> parameters;
    if (episode) parameters.emplace_back(*episode);
    auto rows = m_file.read(expressions, episode ? "episode_index = ?" : "", parameters);
    if (!rows) return tl::unexpected(rows.error());
    if (!rows->next() || rows->column(2).integer(0).value_or(0) == 0)
        return inputError("{} holds no rows of the episode; write the index anew or fetch it again.",
                          m_file.path().string());
    const int64_t last = rows->column(1).integer(0).value_or(0),
                  count = rows->column(2).integer(0).value_or(0);
    m_firstRow = rows->column(0).integer(0).value_or(0);
    if (last - m_firstRow + 1 != count || count > std::numeric_limits<int>::max())
        return inputError("{} mixes the rows of its episodes; write it anew, episode after episode.",
                          m_file.path().string());
    m_count = static_cast<int>(count);
    return {};
}

Result<void> ParquetPictures::readBlock(int first) {
    const std::array expressions{SqlEngine::identifier(m_key)};
    const std::array<SqlValue, 2> range{m_firstRow + first, m_firstRow + first + kBlock - 1};
    auto rows = m_file.read(expressions, "file_row_number BETWEEN ? AND ?", range);
    if (!rows) return tl::unexpected(rows.error());
    m_block.clear();
    m_blockFirst = first;
    while (rows->next()) {
        const SqlColumn column = rows->column(0);
        const auto bytes = column.member("bytes"), path = column.member("path");
        for (size_t row = 0; row < rows->size(); ++row)
            m_block.push_back({std::string(bytes ? bytes->text(row) : column.text(row)),
                               std::string(path ? path->text(row) : "")});
    }
    return {};
}

Result<std::string> ParquetPictures::bytesOf(const Stored& stored, const std::string& what) const {
    if (!stored.bytes.empty()) return stored.bytes;
    const fs::path path = stored.path;
    if (path.empty() || path.is_absolute() || std::ranges::find(path, fs::path("..")) != path.end() ||
        stored.path.find('\0') != std::string::npos)
        return inputError("{} has neither bytes nor a path inside the dataset; write it anew.", what);
    return readFile(m_folder / path, kMaxPictureBytes);
}

Result<ImageU8> ParquetPictures::read(int frame) {
    slowWorkBegins("reading a picture from Parquet");
    if (frame < 0 || frame >= m_count)
        return makeError(ErrorKind::Usage, "Frame {} does not exist: '{}' has frames 0 to {}.", frame, m_key,
                         m_count - 1);
    const auto inBlock = [&] {
        return frame >= m_blockFirst && frame - m_blockFirst < static_cast<int>(m_block.size());
    };
    if (!inBlock())
        if (const auto block = readBlock(frame / kBlock * kBlock); !block)
            return tl::unexpected(block.error());
    const std::string what = fmt::format("{}: picture {} of '{}'", m_file.path().string(), frame, m_key);
    if (!inBlock()) return inputError("{} is missing; fetch the file again.", what);
    auto bytes = bytesOf(m_block[static_cast<size_t>(frame - m_blockFirst)], what);
    if (!bytes) return tl::unexpected(bytes.error());
    return decodeRgb(std::move(*bytes), what, m_size);
}

}  // namespace

Result<std::unique_ptr<FrameSource>> openParquetPictures(const fs::path& path, const LeRobotInfo& info,
                                                         const LeRobotFeature& feature, int64_t episode,
                                                         const std::vector<fs::path>& folders) {
    auto engine = SqlEngine::open({.folders = folders, .memoryMiB = kMemoryMiB});
    if (!engine) return tl::unexpected(engine.error());
    auto file = ParquetFile::open(**engine, path);
    if (!file) return tl::unexpected(file.error());
    const SqlColumnType* column = file->find(feature.key);
    using Kind = SqlColumnType::Kind;
    if (!column || !(column->kind == Kind::Blob || column->member("bytes") || column->member("path")))
        return inputError(
            "{} has no column '{}' of pictures (a struct of 'bytes' and 'path'); write it anew.",
            path.string(), feature.key);
    auto pictures =
        std::make_unique<ParquetPictures>(std::move(*engine), std::move(*file), info.folder, feature.key,
                                          PictureSize{feature.width, feature.height});
    if (const auto found = pictures->locate(info.major == 2 ? std::nullopt : std::optional(episode)); !found)
        return tl::unexpected(found.error());
    return pictures;
}

Result<std::vector<int>> picturesAt(const VideoFile& video, double start, std::span<const double> times,
                                    double fps) {
    if (video.pictureCount() == 0)
        return inputError("Video {} has no pictures; fetch it again.", video.path().string());
    bool rising = true;
    for (size_t t = 0; t < times.size(); ++t)
        rising &= std::isfinite(times[t]) && (t == 0 || times[t] > times[t - 1]);
    std::vector<int> pictures;
    for (size_t t = 0; t < times.size(); ++t) {
        const double wanted = start + (rising ? times[t] : static_cast<double>(t) / fps);
        const int picture = video.pictureNear(wanted);
        // Half a frame and a hundredth, since the times are rounded.
        if (!(std::abs(video.timeOf(picture) - wanted) <= 0.51 / fps))
            return inputError(
                "Video {} has no picture for frame {} of the episode, at {:.3f} s (it shows {:.3f} to {:.3f} "
                "s): it is truncated, or the index or 'fps' is wrong.",
                video.path().string(), t, wanted, video.timeOf(0), video.timeOf(video.pictureCount() - 1));
        if (!pictures.empty() && picture <= pictures.back())
            return inputError(
                "Video {} has one picture for frames {} and {} of the episode: its rate is lower than the "
                "dataset's 'fps'.",
                video.path().string(), t - 1, t);
        pictures.push_back(picture);
    }
    return pictures;
}

}  // namespace camframe
