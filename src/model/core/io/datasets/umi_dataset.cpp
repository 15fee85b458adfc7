// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/umi_dataset.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "model/core/io/datasets/zarr_array.h"
#include "model/core/io/detail/input_limits.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr const char* kEnds = "meta/episode_ends";
constexpr int64_t kMaxEpisodes = 10'000'000;

bool isPicture(const ZarrArray& array) {
    const auto& shape = array.shape();
    return shape.size() == 4 && shape[3] == 3 &&
           array.type() == ElementType{ElementType::Kind::Unsigned, 1} && shape[1] > 0 && shape[2] > 0 &&
           shape[1] <= kMaxSide && shape[2] <= kMaxSide;
}

int64_t columnsOf(const ZarrArray& array) {
    int64_t columns = 1;
    for (size_t d = 1; d < array.shape().size(); ++d) {
        columns *= array.shape()[d];
        if (columns > kMaxColumns) return -1;
    }
    return columns;
}

std::string describe(const std::string& codec) {
    if (codec == "imagecodecs_jpegxl") return "JPEG XL in zarr";
    return codec == "raw" ? "raw in zarr" : fmt::format("raw ({}) in zarr", codec);
}

/// The pictures of one episode; has an array of its own, so that sources do not share a cache.
class ZarrPictures : public FrameSource {
public:
    ZarrPictures(ZarrArray array, int64_t first, int count, std::string what)
        : m_array(std::move(array)), m_first(first), m_count(count), m_what(std::move(what)) {}

    int frameCount() const override { return m_count; }
    Result<ImageU8> read(int frame) override {
        if (frame < 0 || frame >= m_count)
            return makeError(ErrorKind::Usage, "Frame {} does not exist: {} has frames 0 to {}.", frame,
                             m_what, m_count - 1);
        const auto bytes = m_array.readRows(m_first + frame, 1);
        if (!bytes) return tl::unexpected(bytes.error());
        ImageU8 image(static_cast<int>(m_array.shape()[2]), static_cast<int>(m_array.shape()[1]), 3);
        std::ranges::copy(*bytes, image.data.begin());
        return image;
    }

private:
    ZarrArray m_array;
    int64_t m_first;
    int m_count;
    std::string m_what;
};

class UmiDataset : public RecordedDataset {
public:
    static Result<std::unique_ptr<RecordedDataset>> open(const fs::path& path) {
        auto store = openZarrStore(path);
        if (!store) return tl::unexpected(store.error());
        auto dataset = std::unique_ptr<UmiDataset>(new UmiDataset(path, std::move(*store)));
        if (const auto read = dataset->readEnds(); !read) return tl::unexpected(read.error());
        if (const auto read = dataset->readArrays(); !read) return tl::unexpected(read.error());
        return dataset;
    }

    std::string formatName() const override { return "UMI zarr"; }
    std::string name() const override {
        std::string name = m_path.filename().string();
        for (const std::string_view extension : {".zip", ".zarr"})
            if (name.size() > extension.size() && name.ends_with(extension))
                name.resize(name.size() - extension.size());
        return name;
    }
    fs::path folder() const override { return m_isFile ? m_path.parent_path() : m_path; }
    int episodeCount() const override { return static_cast<int>(m_ends.size()); }

    Result<EpisodeSummary> summary(int index) override {
        const auto rows = rowsOf(index);
        if (!rows) return tl::unexpected(rows.error());
        return EpisodeSummary{episodeName(index), rows->count, {}};
    }

    Result<RecordedEpisode> readEpisode(int index) override {
        const auto rows = rowsOf(index);
        if (!rows) return tl::unexpected(rows.error());
        RecordedEpisode episode;
        episode.index = index;
        episode.name = episodeName(index);
        episode.frameCount = rows->count;
        episode.warnings = m_warnings;
        for (auto& [name, array] : m_arrays) {
            if (isPicture(array)) {
                RecordedCamera camera;
                camera.key = name;
                camera.width = static_cast<int>(array.shape()[2]);
                camera.height = static_cast<int>(array.shape()[1]);
                camera.encoding = describe(array.codec());
                episode.cameras.push_back(std::move(camera));
                continue;
            }
            const auto bytes = array.readRows(rows->first, rows->count);
            if (!bytes) return tl::unexpected(bytes.error());
            const std::vector<double> values = toDoubles(array.type(), *bytes);
            using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
            episode.signals.push_back(
                {name, {}, Eigen::Map<const RowMajor>(values.data(), rows->count, columnsOf(array))});
        }
        return episode;
    }

    Result<std::unique_ptr<FrameSource>> openFrames(int index, const std::string& cameraKey) override {
        const auto rows = rowsOf(index);
        if (!rows) return tl::unexpected(rows.error());
        const auto found = m_arrays.find(cameraKey);
        if (found == m_arrays.end() || !isPicture(found->second)) {
            std::vector<std::string> keys;
            for (const auto& [name, array] : m_arrays)
                if (isPicture(array)) keys.push_back("'" + name + "'");
            return makeError(ErrorKind::Usage, "{} has no camera '{}'; it has {}.", m_path.string(),
                             cameraKey,
                             keys.empty() ? std::string("none") : fmt::format("{}", fmt::join(keys, ", ")));
        }
        return std::make_unique<ZarrPictures>(
            found->second, rows->first, rows->count,
            fmt::format("{}: episode {}, '{}'", m_path.string(), index, cameraKey));
    }

private:
    struct Rows {
        int64_t first = 0;
        int count = 0;
    };

    UmiDataset(fs::path path, std::shared_ptr<ZarrStore> store)
        : m_path(std::move(path)), m_store(std::move(store)) {
        std::error_code error;
        m_isFile = !fs::is_directory(m_path, error);
    }

    static std::string episodeName(int index) { return fmt::format("episode {}", index); }

    Result<void> readEnds() {
        auto ends = ZarrArray::open(m_store, kEnds);
        if (!ends) return tl::unexpected(ends.error());
        if (ends->shape().size() != 1 || ends->shape()[0] < 1 || ends->shape()[0] > kMaxEpisodes ||
            ends->type().kind == ElementType::Kind::Float)
            return inputError("{}: '{}' is not a list of 1 to {} integers; write the dataset again.",
                              m_path.string(), kEnds, kMaxEpisodes);
        const auto bytes = ends->readRows(0, ends->shape()[0]);
        if (!bytes) return tl::unexpected(bytes.error());
        int64_t begin = 0;
        for (const double value : toDoubles(ends->type(), *bytes)) {
            const double length = value - static_cast<double>(begin);
            if (!(length >= 1 && length <= static_cast<double>(kMaxFrames)))
                return inputError(
                    "{}: '{}' is {} for episode {} after {}; it must grow by 1 to {} with each episode.",
                    m_path.string(), kEnds, value, m_ends.size(), begin, kMaxFrames);
            begin = static_cast<int64_t>(value);
            m_ends.push_back(begin);
        }
        return {};
    }

    Result<void> readArrays() {
        const auto names = m_store->arraysIn("data");
        if (!names) return tl::unexpected(names.error());
        for (const std::string& name : *names) {
            auto array = ZarrArray::open(m_store, "data/" + name);
            if (!array) {  // the others are of use without it
                m_warnings.push_back(fmt::format("Array '{}' is not read: {}", name, array.error().message));
            } else if (array->shape()[0] < m_ends.back()) {
                return inputError(
                    "{}: 'data/{}' has {} rows where {} ends at {}; copy or write the dataset again.",
                    m_path.string(), name, array->shape()[0], kEnds, m_ends.back());
            } else if (!isPicture(*array) && columnsOf(*array) < 1) {
                m_warnings.push_back(
                    fmt::format("Array '{}' has rows of shape [{}] and is not read as a signal.", name,
                                fmt::join(array->shape().begin() + 1, array->shape().end(), ", ")));
            } else {
                m_arrays.emplace(name, std::move(*array));
            }
        }
        if (m_arrays.empty())
            return inputError("{} has no array in 'data' that can be read{}.", m_path.string(),
                              m_warnings.empty() ? "" : " (" + m_warnings.front() + ")");
        return {};
    }

    Result<Rows> rowsOf(int index) const {
        if (index < 0 || index >= episodeCount())
            return makeError(ErrorKind::Usage, "Episode {} does not exist: {} has episodes 0 to {}.", index,
                             m_path.string(), episodeCount() - 1);
        const auto i = static_cast<size_t>(index);
        const int64_t first = i == 0 ? 0 : m_ends[i - 1];
        return Rows{first, static_cast<int>(m_ends[i] - first)};
    }

    fs::path m_path;
    bool m_isFile = false;
    std::shared_ptr<ZarrStore> m_store;
    std::vector<int64_t> m_ends;
    std::map<std::string, ZarrArray> m_arrays;
    std::vector<std::string> m_warnings;
};

}  // namespace

bool looksLikeUmi(const fs::path& path) {
    std::error_code error;
    if (fs::is_directory(path, error)) return fs::is_regular_file(path / kEnds / ".zarray", error);
    if (path.extension() != ".zip" || !fs::is_regular_file(path, error)) return false;
    std::ifstream file(path, std::ios::binary);
    char magic[2] = {};
    return file.read(magic, 2) && magic[0] == 'P' && magic[1] == 'K';
}

Result<std::unique_ptr<RecordedDataset>> openUmi(const fs::path& path) {
    std::error_code error;
    fs::path absolute = fs::absolute(path, error).lexically_normal();
    if (!absolute.has_filename()) absolute = absolute.parent_path();
    return UmiDataset::open(absolute);
}

}  // namespace camframe
