// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/hdf5_pictures.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "model/core/io/detail/input_limits.h"
#include "model/core/slow_work.h"

namespace camframe {

namespace {

constexpr uint64_t kSearchedForSize = 64;  ///< Pictures that may be missing before the first.
constexpr double kLargestMetres = 100;

/// Height, width and channels of raw pictures with these extents; nothing where they are none.
std::optional<std::array<uint64_t, 3>> rawLayout(const std::vector<uint64_t>& shape) {
    if (shape.size() != 3 && shape.size() != 4) return {};
    const uint64_t channels = shape.size() == 4 ? shape[3] : 1;
    if (channels != 1 && channels != 3 && channels != 4) return {};
    if (shape[1] == 0 || shape[1] > kMaxSide || shape[2] == 0 || shape[2] > kMaxSide) return {};
    return std::array{shape[1], shape[2], channels};
}

/// Encoded pictures: one object, or one row of bytes, per frame.
bool holdsFiles(const Hdf5Dataset& dataset) {
    if (dataset.kind() == Hdf5Kind::Blobs) return dataset.valuesPerRow() == 1;
    return dataset.isUint8() && dataset.shape().size() == 2;
}

/// Without the zeros that fill up a row: neither PNG nor JPEG ends in one.
std::string withoutPadding(std::string bytes) {
    const size_t last = bytes.find_last_not_of('\0');
    bytes.resize(last == std::string::npos ? 0 : last + 1);
    return bytes;
}

Result<void> checkCount(const Hdf5Dataset& dataset) {
    if (dataset.shape().empty() || dataset.rows() == 0) return inputError("{} is empty.", dataset.place());
    if (dataset.rows() > kMaxFrames)
        return inputError("{} states {} pictures; at most {} are read.", dataset.place(), dataset.rows(),
                          kMaxFrames);
    return {};
}

std::string pictureName(const Hdf5Dataset& dataset, uint64_t row) {
    return fmt::format("{}, picture {},", dataset.place(), row);
}

Result<std::string> readFileBytes(const Hdf5Dataset& dataset, uint64_t row) {
    auto bytes = dataset.readBytes(row);
    if (!bytes) return bytes;
    std::string file = withoutPadding(std::move(*bytes));
    if (file.empty()) return inputError("{} is empty: it was not recorded.", pictureName(dataset, row));
    return file;
}

class Hdf5Frames : public FrameSource {
public:
    Hdf5Frames(Hdf5Pictures pictures, FrameRows rows, bool exchange)
        : m_pictures(std::move(pictures)), m_rows(std::move(rows)), m_exchange(exchange) {}
    int frameCount() const override { return static_cast<int>(m_rows.size()); }
    Result<ImageU8> read(int frame) override {
        if (frame < 0 || frame >= frameCount())
            return makeError(ErrorKind::Usage, "Frame {} does not exist: the recording has frames 0 to {}.",
                             frame, frameCount() - 1);
        return m_pictures.read(m_rows[static_cast<size_t>(frame)], m_exchange);
    }

private:
    Hdf5Pictures m_pictures;
    FrameRows m_rows;
    bool m_exchange;
};

class Hdf5Depth : public DepthSource {
public:
    Hdf5Depth(Hdf5Dataset dataset, PictureSize size, FrameRows rows)
        : m_dataset(std::move(dataset)), m_size(size), m_rows(std::move(rows)) {}

    Result<void> findUnit() {
        double largest = 0;
        Result<std::vector<float>> values;
        int readable = 0;
        for (const size_t frame : {size_t{0}, m_rows.size() / 2, m_rows.size() - 1}) {
            values = stored(m_rows[frame]);
            if (!values) continue;  // said when that frame is read
            ++readable;
            for (const float value : *values)
                if (std::isfinite(value)) largest = std::max(largest, static_cast<double>(value));
        }
        m_toMillimetres = largest <= kLargestMetres ? 1000 : 1;
        return readable > 0 ? Result<void>() : tl::unexpected(values.error());
    }
    int frameCount() const override { return static_cast<int>(m_rows.size()); }
    Result<std::optional<ImageU16>> read(int frame) override {
        if (frame < 0 || frame >= frameCount())
            return makeError(ErrorKind::Usage, "Frame {} does not exist: the recording has frames 0 to {}.",
                             frame, frameCount() - 1);
        slowWorkBegins("decoding a depth picture");
        const auto values = stored(m_rows[static_cast<size_t>(frame)]);
        if (!values) return tl::unexpected(values.error());
        if (values->empty()) return std::optional<ImageU16>();
        ImageU16 image(m_size.width, m_size.height);
        std::ranges::transform(*values, image.data.begin(), [this](float value) {
            const double mm = std::round(static_cast<double>(value) * m_toMillimetres);
            return mm > 0 && mm <= 65535 ? static_cast<uint16_t>(mm) : uint16_t{0};  // not for NaN
        });
        return std::optional(std::move(image));
    }

private:
    /// Numbers of one picture; empty where there is none.
    Result<std::vector<float>> stored(uint64_t row) const {
        if (!holdsFiles(m_dataset)) {
            const auto values = m_dataset.readRow(row);
            if (!values) return tl::unexpected(values.error());
            return std::vector<float>(values->begin(), values->end());
        }
        auto bytes = m_dataset.readBytes(row);
        if (!bytes) return tl::unexpected(bytes.error());
        std::string file = withoutPadding(std::move(*bytes));
        if (file.empty()) return std::vector<float>();
        const auto image = decodeDepthMm(std::move(file), pictureName(m_dataset, row), m_size);
        if (!image) return tl::unexpected(image.error());
        return std::vector<float>(image->data.begin(), image->data.end());
    }

    Hdf5Dataset m_dataset;
    PictureSize m_size;
    FrameRows m_rows;
    double m_toMillimetres = 1;
};

}  // namespace

Result<Hdf5Pictures> Hdf5Pictures::open(const Hdf5File& file, const std::string& object) {
    auto dataset = file.dataset(object);
    if (!dataset) return tl::unexpected(dataset.error());
    if (const auto checked = checkCount(*dataset); !checked) return tl::unexpected(checked.error());
    Hdf5Pictures pictures(std::move(*dataset));
    const Hdf5Dataset& stored = pictures.m_dataset;
    if (holdsFiles(stored)) {
        pictures.m_encoded = true;
        if (const auto found = pictures.findEncodedSize(); !found) return tl::unexpected(found.error());
        return pictures;
    }
    const auto layout = rawLayout(stored.shape());
    if (!stored.isUint8() || !layout)
        return inputError(
            "{} holds no pictures that are read; store uint8 of (frames, height, width, 3), or PNG or JPEG "
            "files as lists of bytes.",
            stored.place());
    pictures.m_size = {static_cast<int>((*layout)[1]), static_cast<int>((*layout)[0])};
    pictures.m_channels = static_cast<int>((*layout)[2]);
    pictures.m_encoding = "raw in HDF5";
    return pictures;
}

/// From the first picture that is there and whole; reading another one says what is wrong with it.
Result<void> Hdf5Pictures::findEncodedSize() {
    std::optional<Error> first;
    for (uint64_t row = 0; row < std::min(count(), kSearchedForSize); ++row) {
        auto bytes = readFileBytes(m_dataset, row);
        if (bytes) {
            const bool png = bytes->starts_with("\x89PNG");
            const auto size = encodedSize(std::move(*bytes), pictureName(m_dataset, row));
            if (size) {
                m_size = *size;
                m_encoding = png ? "PNG in HDF5" : "JPEG in HDF5";
                return {};
            }
            if (!first) first = size.error();
        } else if (!first) {
            first = bytes.error();
        }
    }
    return tl::unexpected(*first);
}

Result<ImageU8> Hdf5Pictures::read(uint64_t row, bool exchangeRedAndBlue) const {
    ImageU8 image;
    if (m_encoded) {
        auto bytes = readFileBytes(m_dataset, row);
        if (!bytes) return tl::unexpected(bytes.error());
        auto decoded = decodeRgb(std::move(*bytes), pictureName(m_dataset, row), m_size);
        if (!decoded) return decoded;
        image = std::move(*decoded);
    } else {
        slowWorkBegins("reading a picture");
        const auto bytes = m_dataset.readBytes(row);
        if (!bytes) return tl::unexpected(bytes.error());
        image = ImageU8(m_size.width, m_size.height, 3);
        const auto* source = reinterpret_cast<const uint8_t*>(bytes->data());
        if (m_channels == 3)
            std::memcpy(image.data.data(), source, image.data.size());
        else
            for (size_t i = 0; i < image.pixelCount(); ++i, source += m_channels)
                for (size_t c = 0; c < 3; ++c) image.data[3 * i + c] = source[m_channels == 1 ? 0 : c];
    }
    if (exchangeRedAndBlue)
        for (size_t i = 0; i < image.data.size(); i += 3) std::swap(image.data[i], image.data[i + 2]);
    return image;
}

FrameRows sameRows(int frames) {
    FrameRows rows(static_cast<size_t>(frames));
    for (size_t i = 0; i < rows.size(); ++i) rows[i] = i;
    return rows;
}

FrameRows evenRows(int frames, uint64_t rows) {
    FrameRows chosen(static_cast<size_t>(frames));
    for (size_t i = 0; i < chosen.size(); ++i)
        chosen[i] = frames < 2 ? 0
                               : static_cast<uint64_t>(std::llround(
                                     static_cast<double>(i) * static_cast<double>(rows - 1) / (frames - 1)));
    return chosen;
}

std::unique_ptr<FrameSource> makeHdf5Frames(Hdf5Pictures pictures, FrameRows rows, bool exchangeRedAndBlue) {
    return std::make_unique<Hdf5Frames>(std::move(pictures), std::move(rows), exchangeRedAndBlue);
}

Result<std::unique_ptr<DepthSource>> openHdf5Depth(const Hdf5File& file, const std::string& object,
                                                   PictureSize size, FrameRows rows) {
    auto dataset = file.dataset(object);
    if (!dataset) return tl::unexpected(dataset.error());
    if (const auto checked = checkCount(*dataset); !checked) return tl::unexpected(checked.error());
    if (!holdsFiles(*dataset)) {
        const auto layout = rawLayout(dataset->shape());
        if (dataset->kind() != Hdf5Kind::Numbers || !layout || (*layout)[2] != 1)
            return inputError(
                "{} holds no depth pictures that are read; store numbers of (frames, height, width) in "
                "millimetres or metres, or 16-bit PNG files in millimetres.",
                dataset->place());
        if ((*layout)[1] != static_cast<uint64_t>(size.width) ||
            (*layout)[0] != static_cast<uint64_t>(size.height))
            return inputError(
                "{} has pictures of {}x{} pixels, but the camera's have {}x{}; depth must lie over "
                "the pictures.",
                dataset->place(), (*layout)[1], (*layout)[0], size.width, size.height);
    }
    auto depth = std::make_unique<Hdf5Depth>(std::move(*dataset), size, std::move(rows));
    if (const auto found = depth->findUnit(); !found) return tl::unexpected(found.error());
    return depth;
}

}  // namespace camframe
