// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/rlds_episode.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <span>

#include "model/core/io/datasets/compression.h"
#include "model/core/io/datasets/element_type.h"
#include "model/core/io/datasets/tf_example.h"
#include "model/core/io/detail/input_limits.h"
#include "model/core/io/image_io.h"

namespace camframe {

namespace {

using Kind = RldsField::Kind;

constexpr size_t kMaxSteps = 1'000'000;
/// Of all signals of one episode: 512 MiB.
constexpr size_t kMaxValues = size_t{64} << 20;
/// Wider tensors are pictures, point clouds or the like and of no use as a signal.
constexpr size_t kMaxAttributeLength = 1024;
constexpr size_t kMaxTasks = 100;

bool isTask(const std::string& key) {
    std::string leaf = key.substr(key.rfind('/') + 1);
    std::ranges::transform(leaf, leaf.begin(), [](unsigned char c) { return std::tolower(c); });
    return leaf.find("language") != std::string::npos || leaf.find("instruction") != std::string::npos ||
           leaf.find("task") != std::string::npos;
}

class EpisodeBuilder {
public:
    EpisodeBuilder(const TfExample& example, std::string_view record, uint64_t offset,
                   const std::string& what)
        : m_example(example), m_record(record), m_offset(offset), m_what(what) {}

    Result<RldsEpisode> build(const std::vector<RldsField>& fields) {
        const auto steps = countSteps(fields);
        if (!steps) return tl::unexpected(steps.error());
        m_steps = *steps;
        m_out.episode.frameCount = static_cast<int>(m_steps);
        for (const RldsField& field : fields) {
            if (field.kind == Kind::Other) {
                warn(field, fmt::format("is a {}, which is not read", field.dtype));
                continue;
            }
            if (!m_example.has(field.record)) {
                warn(field, "is missing in the record");
                continue;
            }
            if (const auto added = add(field); !added) return tl::unexpected(added.error());
        }
        return std::move(m_out);
    }

private:
    void warn(const RldsField& field, const std::string& how) {
        m_out.episode.warnings.push_back(fmt::format("Feature '{}' {}.", field.record, how));
    }

    tl::unexpected<Error> wrongCount(const RldsField& field, size_t count, size_t expected) const {
        return inputError(
            "{}: feature '{}' has {} values where {} steps of shape [{}] have {}; mend features.json or "
            "download the file again.",
            m_what, field.record, count, m_steps, fmt::join(field.shape, ", "), expected);
    }

    /// The number of steps, as the first of these features states it that the record has.
    Result<size_t> countSteps(const std::vector<RldsField>& fields) const {
        for (const RldsField& field : fields) {
            if (!field.perStep || field.kind == Kind::Other || !m_example.has(field.record)) continue;
            size_t count = 0;
            if (field.kind == Kind::Numbers) {
                if (field.width != 1) continue;
                const auto values = m_example.numbers(field.record, kMaxSteps);
                if (!values) return tl::unexpected(values.error());
                count = values->size();
            } else {
                const auto values = m_example.strings(field.record, kMaxSteps);
                if (!values) return tl::unexpected(values.error());
                count = values->size();
            }
            if (count > 0) return count;
        }
        return inputError(
            "{} has no steps that can be counted (no scalar, text or picture in 'steps'); check the file.",
            m_what);
    }

    Result<void> add(const RldsField& field) {
        switch (field.kind) {
            case Kind::Numbers:
            case Kind::Encoded:
                return addNumbers(field);
            case Kind::Picture:
                return addPictures(field);
            case Kind::Text:
                return addText(field);
            case Kind::Other:
                break;
        }
        return {};
    }

    /// All values of a numeric feature; `columns` is their number per step.
    Result<std::vector<double>> values(const RldsField& field, size_t rows, int64_t& columns) {
        const size_t left = kMaxValues - m_values;
        const size_t limit =
            std::min(left, rows * static_cast<size_t>(field.width < 0 ? kMaxColumns : field.width));
        Result<std::vector<double>> read = field.kind == Kind::Numbers
                                               ? m_example.numbers(field.record, limit)
                                               : decoded(field, rows, limit);
        if (!read) return read;
        columns = field.width;
        if (columns < 0 && read->size() % rows == 0) columns = static_cast<int64_t>(read->size() / rows);
        if (columns < 0 || read->size() != rows * static_cast<size_t>(columns))
            return wrongCount(field, read->size(),
                              rows * static_cast<size_t>(std::max<int64_t>(field.width, 0)));
        m_values += read->size();
        return read;
    }

    /// Tensors that are stored as bytes, one string per step.
    Result<std::vector<double>> decoded(const RldsField& field, size_t rows, size_t limit) {
        const auto strings = m_example.strings(field.record, rows);
        if (!strings) return tl::unexpected(strings.error());
        if (strings->size() != rows) return wrongCount(field, strings->size(), rows);
        const ElementType type = *ElementType::fromName(field.dtype);
        const size_t bytesPerRow = limit / rows * type.bytes;
        std::vector<double> values;
        for (const std::string_view text : *strings) {
            std::string unpacked;
            std::string_view bytes = text;
            if (field.encoding == "zlib") {
                auto inflated = decompress(Compression::Zlib, text, bytesPerRow,
                                           fmt::format("{}: feature '{}'", m_what, field.record));
                if (!inflated) return tl::unexpected(inflated.error());
                unpacked = std::move(*inflated);
                bytes = unpacked;
            }
            if (bytes.size() > bytesPerRow || bytes.size() % type.bytes != 0)
                return wrongCount(field, bytes.size() / type.bytes, limit / rows);
            const std::vector<double> row = toDoubles(type, bytes);
            values.insert(values.end(), row.begin(), row.end());
        }
        return values;
    }

    Result<void> addNumbers(const RldsField& field) {
        if (field.width > kMaxColumns) {
            warn(field, fmt::format("has {} values per step and is not read as a signal", field.width));
            return {};
        }
        int64_t columns = 0;
        const auto numbers = values(field, field.perStep ? m_steps : 1, columns);
        if (!numbers) return tl::unexpected(numbers.error());
        if (!field.perStep) {
            const bool isBool = field.dtype == "bool";
            std::string text = isBool && numbers->size() == 1
                                   ? std::string(numbers->front() != 0 ? "true" : "false")
                                   : fmt::format("{:.9g}", fmt::join(*numbers, ", "));
            addAttribute(field, std::move(text));
            return {};
        }
        using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
        m_out.episode.signals.push_back(
            {field.key,
             {},
             Eigen::Map<const RowMajor>(numbers->data(), static_cast<Eigen::Index>(m_steps), columns)});
        return {};
    }

    Result<void> addText(const RldsField& field) {
        const auto texts = m_example.strings(field.record, field.perStep ? m_steps : 1);
        if (!texts) return tl::unexpected(texts.error());
        auto& tasks = m_out.episode.tasks;
        if (isTask(field.key)) {
            for (const std::string_view text : *texts)
                if (!text.empty() && tasks.size() < kMaxTasks &&
                    std::ranges::find(tasks, text) == tasks.end())
                    tasks.emplace_back(text);
        } else if (!texts->empty() && std::ranges::equal(std::span(*texts).subspan(1),
                                                         std::span(*texts).first(texts->size() - 1))) {
            addAttribute(field, std::string(texts->front()));
        }
        return {};
    }

    void addAttribute(const RldsField& field, std::string text) {
        if (text.size() > kMaxAttributeLength) text.resize(kMaxAttributeLength);
        m_out.episode.attributes[field.key] = std::move(text);
    }

    Result<void> addPictures(const RldsField& field) {
        if (!field.perStep) return {};
        if (field.dtype != "uint8" ||
            (field.shape.size() == 3 && field.shape[2] != 3 && field.shape[2] != 4)) {
            warn(field, fmt::format("holds pictures of {} and {} channels, which are not read", field.dtype,
                                    field.shape.size() == 3 ? field.shape[2] : 0));
            return {};
        }
        const auto pictures = m_example.strings(field.record, m_steps);
        if (!pictures) return tl::unexpected(pictures.error());
        if (pictures->size() != m_steps) return wrongCount(field, pictures->size(), m_steps);
        const std::optional<PictureSize> size = sizeOf(field, *pictures);
        if (!size) {
            warn(field, "holds no picture that can be decoded");
            return {};
        }
        RecordedCamera camera;
        camera.key = field.key;
        camera.width = size->width;
        camera.height = size->height;
        const bool png =
            field.encoding.empty() ? pictures->front().starts_with("\x89PNG") : field.encoding == "png";
        camera.encoding = png ? "PNG in TFRecord" : "JPEG in TFRecord";
        m_out.episode.cameras.push_back(std::move(camera));
        auto& spans = m_out.pictures[field.key];
        for (const std::string_view picture : *pictures)
            spans.push_back(
                {m_offset + static_cast<uint64_t>(picture.data() - m_record.data()), picture.size()});
        return {};
    }

    /// The size of the first picture whose header can be read, else what features.json states.
    std::optional<PictureSize> sizeOf(const RldsField& field, const std::vector<std::string_view>& pictures) {
        std::optional<PictureSize> stated;
        if (field.shape.size() == 3 && field.shape[0] > 0 && field.shape[1] > 0)
            stated = PictureSize{static_cast<int>(field.shape[1]), static_cast<int>(field.shape[0])};
        for (size_t i = 0; i < std::min<size_t>(pictures.size(), 10); ++i) {
            const auto size = encodedSize(std::string(pictures[i]), m_what);
            if (!size) continue;
            if (stated && *stated != *size)
                warn(field, fmt::format("has pictures of {}x{} pixels where features.json states {}x{}",
                                        size->width, size->height, stated->width, stated->height));
            return *size;
        }
        return stated;
    }

    const TfExample& m_example;
    std::string_view m_record;
    uint64_t m_offset;
    const std::string& m_what;
    size_t m_steps = 0;
    size_t m_values = 0;  ///< Numbers read so far.
    RldsEpisode m_out;
};

}  // namespace

Result<RldsEpisode> readRldsEpisode(std::string_view record, uint64_t offset,
                                    const std::vector<RldsField>& fields, const std::string& what) {
    const auto example = TfExample::parse(record, what);
    if (!example) return tl::unexpected(example.error());
    return EpisodeBuilder(*example, record, offset, what).build(fields);
}

}  // namespace camframe
