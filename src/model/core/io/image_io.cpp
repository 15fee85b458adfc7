// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/image_io.h"

#include <algorithm>
#include <cassert>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string_view>

extern "C" {
#include <libavutil/crc.h>
}

#include "model/core/io/atomic_file.h"
#include "model/core/io/detail/input_limits.h"
#include "model/core/slow_work.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxImageBytes = size_t{256} << 20;
constexpr int64_t kMaxPixels = int64_t{1} << 27;
constexpr std::string_view kPngSignature{"\x89PNG\r\n\x1a\n", 8};
constexpr size_t kPngHeaderEnd = 8 + 12 + 13;  // signature, then the IHDR chunk with 13 bytes of data

/// What a file says of its picture before it is decoded.
struct PictureHeader {
    PictureSize size;
    bool png = false;
    int bitDepth = 8;
    int channels = 3;
};

uint32_t bigEndian32(std::string_view bytes, size_t at) {
    uint32_t value = 0;
    for (size_t i = 0; i < 4; ++i) value = (value << 8) | static_cast<uint8_t>(bytes[at + i]);
    return value;
}

int bigEndian16(std::string_view bytes, size_t at) {
    return (static_cast<uint8_t>(bytes[at]) << 8) | static_cast<uint8_t>(bytes[at + 1]);
}

void appendBigEndian32(std::string& out, uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>((value >> shift) & 0xff));
}

/// CRC-32 of PNG chunks (type and data).
uint32_t pngChecksum(std::string_view bytes) {
    return av_crc(av_crc_get_table(AV_CRC_32_IEEE_LE), 0xffffffffu,
                  reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()) ^
           0xffffffffu;
}

tl::unexpected<Error> truncatedError(const std::string& what) {
    return inputError("{} is truncated; copy or record it again.", what);
}

/// Walks the chunks up to IEND. Source: PNG specification (ISO/IEC 15948), section 5.
Result<PictureHeader> checkPng(std::string_view bytes, const std::string& what) {
    if (bytes.size() < kPngHeaderEnd) return truncatedError(what);
    if (bytes.substr(12, 4) != "IHDR" || bigEndian32(bytes, 8) != 13)
        return inputError("{} is damaged: its PNG header is missing; copy or record it again.", what);
    PictureHeader header;
    header.png = true;
    header.size = {static_cast<int>(std::min<uint32_t>(bigEndian32(bytes, 16), kMaxSide + 1)),
                   static_cast<int>(std::min<uint32_t>(bigEndian32(bytes, 20), kMaxSide + 1))};
    header.bitDepth = static_cast<uint8_t>(bytes[24]);
    const int colourType = static_cast<uint8_t>(bytes[25]);
    header.channels = colourType == 0 ? 1 : colourType == 4 ? 2 : colourType == 6 ? 4 : 3;
    for (size_t at = 8; at + 12 <= bytes.size();) {
        const size_t length = bigEndian32(bytes, at);
        if (length > bytes.size() - at - 12) break;
        const std::string_view typeAndData = bytes.substr(at + 4, 4 + length);
        if (pngChecksum(typeAndData) != bigEndian32(bytes, at + 8 + length))
            return inputError(
                "{} is damaged: the checksum of its {} chunk is wrong; copy or record it again.", what,
                typeAndData.substr(0, 4));
        if (typeAndData.starts_with("IEND")) return header;
        at += 12 + length;
    }
    return truncatedError(what);
}

/// Walks the markers up to EOI, also through the entropy-coded data, so that the EOI of an embedded preview
/// is not taken for the picture's. Source: ITU-T T.81, annex B.
Result<PictureHeader> checkJpeg(std::string_view bytes, const std::string& what) {
    PictureHeader header;
    size_t at = 2;  // behind SOI
    while (at + 2 <= bytes.size()) {
        if (static_cast<uint8_t>(bytes[at]) != 0xff)
            return inputError("{} is damaged: a JPEG marker is missing; copy or record it again.", what);
        const int marker = static_cast<uint8_t>(bytes[at + 1]);
        if (marker == 0xff) {  // fill byte
            ++at;
            continue;
        }
        at += 2;
        if (marker == 0xd9) {
            if (header.size.width == 0)
                return inputError("{} is damaged: it holds no JPEG picture; copy or record it again.", what);
            return header;
        }
        if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) continue;  // stand-alone markers
        if (at + 2 > bytes.size()) break;
        const size_t length = static_cast<size_t>(bigEndian16(bytes, at));
        if (length < 2 || length > bytes.size() - at) break;
        const bool startOfFrame =
            marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (startOfFrame) {
            if (length < 8) break;
            header.size = {bigEndian16(bytes, at + 5), bigEndian16(bytes, at + 3)};
            header.channels = static_cast<uint8_t>(bytes[at + 7]);
        }
        at += length;
        if (marker != 0xda) continue;
        for (; at + 2 <= bytes.size(); ++at) {  // entropy-coded data: 0xff00 is data, 0xffd0..d7 restarts
            if (static_cast<uint8_t>(bytes[at]) != 0xff) continue;
            const int next = static_cast<uint8_t>(bytes[at + 1]);
            if (next != 0 && !(next >= 0xd0 && next <= 0xd7)) break;
        }
    }
    return truncatedError(what);
}

struct LoadedFile {
    std::string bytes;
    PictureHeader header;
};

Result<LoadedFile> check(std::string bytes, const std::string& what, std::optional<PictureSize> expected) {
    if (bytes.size() > kMaxImageBytes)
        return inputError("{} has more than {} MiB; check that it is a frame of the recording.", what,
                          kMaxImageBytes >> 20);
    if (bytes.empty()) return inputError("{} is empty; copy or record it again.", what);
    Result<PictureHeader> header;
    if (bytes.starts_with(kPngSignature))
        header = checkPng(bytes, what);
    else if (bytes.starts_with("\xff\xd8"))
        header = checkJpeg(bytes, what);
    else if (kPngSignature.starts_with(bytes.substr(0, kPngSignature.size())))
        return truncatedError(what);
    else
        return inputError("{} is neither a PNG nor a JPEG file; convert it.", what);
    if (!header) return tl::unexpected(header.error());
    const PictureSize size = header->size;
    if (size.width < 1 || size.height < 1 || size.width > kMaxSide || size.height > kMaxSide ||
        int64_t{size.width} * size.height > kMaxPixels)
        return inputError(
            "{} states a picture of more than {} pixels a side or {} in all, or of none; "
            "check that it is a frame of the recording.",
            what, kMaxSide, kMaxPixels);
    if (expected && size != *expected)
        return inputError(
            "{} has {}x{} pixels, but the camera has {}x{}; give pictures of the camera's size.", what,
            size.width, size.height, expected->width, expected->height);
    return LoadedFile{std::move(bytes), *header};
}

Result<LoadedFile> load(const fs::path& path, const std::string& what, std::optional<PictureSize> expected) {
    auto bytes = readFile(path, kMaxImageBytes);
    if (!bytes) return tl::unexpected(bytes.error());
    return check(std::move(*bytes), what, expected);
}

/// Decodes with OpenCV; its exceptions and empty results become one sentence.
Result<cv::Mat> decode(const LoadedFile& file, int flags, const std::string& what) {
    cv::Mat decoded;
    try {
        const cv::Mat buffer(1, static_cast<int>(file.bytes.size()), CV_8UC1,
                             const_cast<char*>(file.bytes.data()));
        decoded = cv::imdecode(buffer, flags | cv::IMREAD_IGNORE_ORIENTATION);
    } catch (const std::exception&) {
        decoded = cv::Mat();
    }
    if (decoded.cols != file.header.size.width || decoded.rows != file.header.size.height)
        return inputError("{} is damaged and cannot be decoded; copy or record it again.", what);
    return decoded;
}

template <class T>
Image<T> imageFromMat(const cv::Mat& mat) {
    Image<T> image(mat.cols, mat.rows, mat.channels());
    for (int y = 0; y < mat.rows; ++y)
        std::copy_n(mat.ptr<T>(y), static_cast<size_t>(mat.cols) * static_cast<size_t>(mat.channels()),
                    image.row(y));
    return image;
}

/// A view of the image as OpenCV writes it: colour as B, G, R.
template <class T>
cv::Mat matForWriting(const Image<T>& image) {
    assert(!image.empty() && (image.channels == 1 || image.channels == 3));
    const int depth = sizeof(T) == 1 ? CV_8U : CV_16U;
    cv::Mat view(image.height, image.width, CV_MAKETYPE(depth, image.channels),
                 const_cast<T*>(image.data.data()));
    if (image.channels == 1) return view;
    cv::Mat swapped;
    cv::cvtColor(view, swapped, cv::COLOR_RGB2BGR);
    return swapped;
}

std::string encode(const cv::Mat& mat, const char* extension, const std::vector<int>& parameters) {
    std::vector<uchar> bytes;
    cv::imencode(extension, mat, bytes, parameters);
    return {bytes.begin(), bytes.end()};
}

Result<ImageU8> rgbOf(const LoadedFile& file, const std::string& what) {
    const auto decoded = decode(file, cv::IMREAD_COLOR, what);
    if (!decoded) return tl::unexpected(decoded.error());
    cv::Mat rgb;
    cv::cvtColor(*decoded, rgb, cv::COLOR_BGR2RGB);
    return imageFromMat<uint8_t>(rgb);
}

Result<ImageU16> depthOf(const LoadedFile& file, const std::string& what) {
    if (!file.header.png || file.header.bitDepth != 16 || file.header.channels != 1)
        return inputError("{} is not a 16-bit single-channel PNG in millimetres; convert it.", what);
    const auto decoded = decode(file, cv::IMREAD_UNCHANGED, what);
    if (!decoded) return tl::unexpected(decoded.error());
    return imageFromMat<uint16_t>(*decoded);
}

std::string textChunk(const std::string& keyword, const std::string& text) {
    const bool ascii = std::ranges::all_of(text, [](char c) { return static_cast<uint8_t>(c) < 0x80; });
    assert(!keyword.empty() && keyword.size() <= 79);
    std::string body = ascii ? "tEXt" : "iTXt";
    body += keyword;
    // iTXt adds: not compressed, method 0, empty language tag, empty translated keyword.
    body.append(ascii ? 1 : 5, '\0');
    body += text;
    std::string chunk;
    appendBigEndian32(chunk, static_cast<uint32_t>(body.size() - 4));
    chunk += body;
    appendBigEndian32(chunk, pngChecksum(body));
    return chunk;
}

template <class T>
std::string pngBytes(const Image<T>& image, const std::map<std::string, std::string>& text) {
    std::string bytes = encode(matForWriting(image), ".png", {});
    std::string chunks;
    for (const auto& [keyword, value] : text) chunks += textChunk(keyword, value);
    bytes.insert(kPngHeaderEnd, chunks);
    return bytes;
}

}  // namespace

Result<ImageU8> readRgb(const fs::path& path, std::optional<PictureSize> expected) {
    slowWorkBegins("decoding a picture");
    const std::string what = "Picture " + path.string();
    return load(path, what, expected).and_then([&](const LoadedFile& file) { return rgbOf(file, what); });
}

Result<ImageU8> decodeRgb(std::string bytes, const std::string& what, std::optional<PictureSize> expected) {
    slowWorkBegins("decoding a picture");
    return check(std::move(bytes), what, expected).and_then([&](const LoadedFile& file) {
        return rgbOf(file, what);
    });
}

Result<ImageU8> readMask(const fs::path& path, std::optional<PictureSize> expected) {
    slowWorkBegins("decoding a mask");
    const std::string what = "Mask " + path.string();
    const auto file = load(path, what, expected);
    if (!file) return tl::unexpected(file.error());
    const auto decoded = decode(*file, cv::IMREAD_GRAYSCALE, what);
    if (!decoded) return tl::unexpected(decoded.error());
    ImageU8 mask = imageFromMat<uint8_t>(*decoded);
    const int largest = *std::ranges::max_element(mask.data);
    if (largest > 0 && largest <= 127)
        return inputError("{} has values up to {} only, but 255 means robot; multiply it accordingly.", what,
                          largest);
    for (uint8_t& value : mask.data) value = value > 127 ? 255 : 0;
    return mask;
}

Result<ImageU16> readDepthMm(const fs::path& path, std::optional<PictureSize> expected) {
    const std::string what = "Depth picture " + path.string();
    return load(path, what, expected).and_then([&](const LoadedFile& file) { return depthOf(file, what); });
}

Result<ImageU16> decodeDepthMm(std::string bytes, const std::string& what,
                               std::optional<PictureSize> expected) {
    return check(std::move(bytes), what, expected).and_then([&](const LoadedFile& file) {
        return depthOf(file, what);
    });
}

Result<PictureSize> encodedSize(std::string bytes, const std::string& what) {
    return check(std::move(bytes), what, {}).map([](const LoadedFile& file) { return file.header.size; });
}

Result<void> writePng(const fs::path& path, const ImageU8& image,
                      const std::map<std::string, std::string>& text) {
    return writeFileAtomically(path, pngBytes(image, text));
}

Result<void> writePng(const fs::path& path, const ImageU16& image,
                      const std::map<std::string, std::string>& text) {
    return writeFileAtomically(path, pngBytes(image, text));
}

std::string encodePng(const ImageU8& image, const std::map<std::string, std::string>& text) {
    return pngBytes(image, text);
}

std::string encodePng(const ImageU16& image) {
    return pngBytes(image, {});
}

std::string encodeJpeg(const ImageU8& rgb, int quality) {
    return encode(matForWriting(rgb), ".jpg", {cv::IMWRITE_JPEG_QUALITY, quality});
}

}  // namespace camframe
