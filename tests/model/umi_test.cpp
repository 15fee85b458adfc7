// SPDX-License-Identifier: Apache-2.0
#include <blosc.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <jxl/encode.h>
#include <jxl/encode_cxx.h>
#include <lz4.h>
#include <zip.h>
#include <zlib.h>
#include <zstd.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <random>

#include "model/core/io/datasets/compression.h"
#include "model/core/io/datasets/dataset_formats.h"
#include "model/core/io/datasets/zarr_array.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::TempDir;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// ---------------------------------------------------------------------------------------------------------
// A writer of zarr hierarchies that shares nothing with the reader.

using Codec = std::function<std::string(const std::string&)>;

std::string zlibBytes(const std::string& data) {
    uLongf size = compressBound(data.size());
    std::string out(size, '\0');
    compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(data.data()),
             data.size());
    return out.substr(0, size);
}
std::string gzipBytes(const std::string& data) {
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, data.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
    stream.avail_in = static_cast<uInt>(data.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}
std::string zstdBytes(const std::string& data) {
    std::string out(ZSTD_compressBound(data.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), data.data(), data.size(), 3));
    return out;
}
std::string lz4Bytes(const std::string& data) {
    std::string out(static_cast<size_t>(LZ4_compressBound(static_cast<int>(data.size()))), '\0');
    out.resize(static_cast<size_t>(LZ4_compress_default(
        data.data(), out.data(), static_cast<int>(data.size()), static_cast<int>(out.size()))));
    std::string size(4, '\0');
    for (int i = 0; i < 4; ++i) size[static_cast<size_t>(i)] = static_cast<char>(data.size() >> (8 * i));
    return size + out;
}
std::string bloscBytes(const std::string& data) {
    std::string out(data.size() + BLOSC_MAX_OVERHEAD, '\0');
    out.resize(static_cast<size_t>(blosc_compress_ctx(5, BLOSC_SHUFFLE, 4, data.size(), data.data(),
                                                      out.data(), out.size(), "lz4", 0, 1)));
    return out;
}
/// Lossless.
std::string jxlBytes(const std::string& pixels, uint32_t width, uint32_t height) {
    const JxlEncoderPtr encoder = JxlEncoderMake(nullptr);
    JxlBasicInfo info;
    JxlEncoderInitBasicInfo(&info);
    info.xsize = width;
    info.ysize = height;
    info.bits_per_sample = 8;
    info.num_color_channels = 3;
    info.uses_original_profile = JXL_TRUE;
    EXPECT_EQ(JxlEncoderSetBasicInfo(encoder.get(), &info), JXL_ENC_SUCCESS);
    JxlColorEncoding colour;
    JxlColorEncodingSetToSRGB(&colour, JXL_FALSE);
    EXPECT_EQ(JxlEncoderSetColorEncoding(encoder.get(), &colour), JXL_ENC_SUCCESS);
    JxlEncoderFrameSettings* settings = JxlEncoderFrameSettingsCreate(encoder.get(), nullptr);
    JxlEncoderSetFrameLossless(settings, JXL_TRUE);
    const JxlPixelFormat format{3, JXL_TYPE_UINT8, JXL_NATIVE_ENDIAN, 0};
    EXPECT_EQ(JxlEncoderAddImageFrame(settings, &format, pixels.data(), pixels.size()), JXL_ENC_SUCCESS);
    JxlEncoderCloseInput(encoder.get());
    std::string out(1 << 20, '\0');
    auto* next = reinterpret_cast<uint8_t*>(out.data());
    size_t left = out.size();
    EXPECT_EQ(JxlEncoderProcessOutput(encoder.get(), &next, &left), JXL_ENC_SUCCESS);
    out.resize(out.size() - left);
    return out;
}

template <class T>
std::string rawBytes(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

/// Keys and values of a hierarchy, written as a folder or as a zip file.
struct ZarrWriter {
    std::map<std::string, std::string> entries{{".zgroup", R"({"zarr_format": 2})"}};

    json metadata(std::vector<int64_t> shape, std::vector<int64_t> chunks, const std::string& dtype,
                  json compressor) const {
        return {{"zarr_format", 2},
                {"shape", std::move(shape)},
                {"chunks", std::move(chunks)},
                {"dtype", dtype},
                {"order", "C"},
                {"compressor", std::move(compressor)},
                {"filters", nullptr},
                {"fill_value", 0}};
    }
    /// Rows of a 2-dimensional array of floats in chunks of `rows` rows and `columns` columns, zero beyond
    /// the end.
    void addFloats(const std::string& path, const std::vector<std::vector<float>>& values, size_t rows,
                   size_t columns, const json& compressor, const Codec& codec) {
        const size_t n = values.size(), m = values[0].size();
        entries[path + "/.zarray"] =
            metadata({int64_t(n), int64_t(m)}, {int64_t(rows), int64_t(columns)}, "<f4", compressor).dump();
        for (size_t r = 0; r * rows < n; ++r)
            for (size_t c = 0; c * columns < m; ++c) {
                std::vector<float> chunk(rows * columns);
                for (size_t i = 0; i < rows && r * rows + i < n; ++i)
                    for (size_t j = 0; j < columns && c * columns + j < m; ++j)
                        chunk[i * columns + j] = values[r * rows + i][c * columns + j];
                entries[fmt::format("{}/{}.{}", path, r, c)] = codec(rawBytes(chunk));
            }
    }
    void addEnds(const std::vector<int64_t>& ends) {
        const auto n = static_cast<int64_t>(ends.size());
        entries["meta/episode_ends/.zarray"] =
            metadata({n}, {n}, "<i8", {{"id", "zlib"}, {"level", 1}}).dump();
        entries["meta/episode_ends/0"] = zlibBytes(rawBytes(ends));
    }
    void writeFolder(const fs::path& folder) const {
        for (const auto& [key, value] : entries) {
            fs::create_directories((folder / key).parent_path());
            std::ofstream(folder / key, std::ios::binary) << value;
        }
    }
    void writeZip(const fs::path& file, bool deflate = false) const {
        int error = 0;
        zip_t* archive = zip_open(file.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
        ASSERT_TRUE(archive);
        for (const auto& [key, value] : entries) {
            zip_source_t* source = zip_source_buffer(archive, value.data(), value.size(), 0);
            const zip_int64_t index = zip_file_add(archive, key.c_str(), source, ZIP_FL_ENC_RAW);
            ASSERT_GE(index, 0);
            zip_set_file_compression(archive, static_cast<zip_uint64_t>(index),
                                     deflate ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0);
        }
        ASSERT_EQ(zip_close(archive), 0);
    }
};

constexpr uint32_t kWidth = 7, kHeight = 5;
constexpr size_t kFrames = 9;

std::string pixels(int frame) {
    std::mt19937 random(static_cast<unsigned>(frame));
    std::string out(kWidth * kHeight * 3, '\0');
    for (char& value : out) value = static_cast<char>(random());
    return out;
}
float position(size_t row, size_t column) {
    return 0.5f * static_cast<float>(row) - static_cast<float>(column);
}

/// Two episodes of 4 and 5 frames.
ZarrWriter umi() {
    ZarrWriter writer;
    writer.addEnds({4, 9});
    std::vector<std::vector<float>> positions(kFrames, std::vector<float>(3));
    for (size_t r = 0; r < kFrames; ++r)
        for (size_t c = 0; c < 3; ++c) positions[r][c] = position(r, c);
    writer.addFloats("data/robot0_eef_pos", positions, 4, 2, {{"id", "blosc"}, {"cname", "lz4"}}, bloscBytes);
    const std::vector<std::vector<float>> widths(kFrames, {0.08f});
    writer.addFloats("data/robot0_gripper_width", widths, kFrames, 1, nullptr,
                     [](const auto& raw) { return raw; });
    writer.entries["data/camera0_rgb/.zarray"] =
        writer
            .metadata({kFrames, kHeight, kWidth, 3}, {1, kHeight, kWidth, 3}, "|u1",
                      {{"id", "imagecodecs_jpegxl"}, {"level", 99}})
            .dump();
    writer.entries["data/camera1_rgb/.zarray"] =
        writer.metadata({kFrames, kHeight, kWidth, 3}, {4, kHeight, kWidth, 3}, "|u1", {{"id", "zstd"}})
            .dump();
    for (size_t chunk = 0; chunk < 3; ++chunk) {
        std::string raw;
        for (size_t i = 0; i < 4; ++i) raw += pixels(static_cast<int>(100 + 4 * chunk + i));
        writer.entries[fmt::format("data/camera1_rgb/{}.0.0.0", chunk)] = zstdBytes(raw);
    }
    for (size_t t = 0; t < kFrames; ++t)
        writer.entries[fmt::format("data/camera0_rgb/{}.0.0.0", t)] =
            jxlBytes(pixels(static_cast<int>(t)), kWidth, kHeight);
    return writer;
}

std::string complaint(const fs::path& path, int episode = 0) {
    const auto dataset = openRecordedDataset(path);
    if (!dataset) return dataset.error().message;
    const auto read = (*dataset)->readEpisode(episode);
    return read ? "" : read.error().message;
}

std::string complaint(const ZarrWriter& writer) {
    const TempDir dir;
    writer.writeFolder(dir / "x.zarr");
    return complaint(dir / "x.zarr");
}

void expectUmi(RecordedDataset& dataset) {
    EXPECT_EQ(dataset.formatName(), "UMI zarr");
    EXPECT_EQ(dataset.name(), "cups");
    ASSERT_EQ(dataset.episodeCount(), 2);
    EXPECT_EQ(dataset.summary(1)->frameCount, 5);
    for (const int index : {1, 0}) {
        const auto episode = dataset.readEpisode(index);
        ASSERT_TRUE(episode) << episode.error().message;
        EXPECT_EQ(episode->frameCount, 4 + index);
        EXPECT_TRUE(episode->warnings.empty());
        const Signal* positions = episode->findSignal("robot0_eef_pos");
        ASSERT_TRUE(positions);
        ASSERT_EQ(positions->values.rows(), 4 + index);
        ASSERT_EQ(positions->values.cols(), 3);
        for (int t = 0; t < episode->frameCount; ++t)
            for (int c = 0; c < 3; ++c)
                EXPECT_EQ(positions->values(t, c),
                          position(static_cast<size_t>(4 * index + t), static_cast<size_t>(c)));
        EXPECT_EQ(episode->findSignal("robot0_gripper_width")->values(3, 0), double{0.08f});
        ASSERT_EQ(episode->cameras.size(), 2u);
        EXPECT_EQ(episode->cameras[0].width, 7);
        EXPECT_EQ(episode->cameras[0].height, 5);
        EXPECT_EQ(episode->cameras[0].encoding, "JPEG XL in zarr");
        for (const int camera : {0, 1}) {
            const auto frames = dataset.openFrames(index, fmt::format("camera{}_rgb", camera));
            ASSERT_TRUE(frames) << frames.error().message;
            for (const int t : {3, 0, 2}) {
                const auto image = (*frames)->read(t);
                ASSERT_TRUE(image) << image.error().message;
                const std::string expected = pixels(100 * camera + 4 * index + t);
                EXPECT_EQ(std::string(image->data.begin(), image->data.end()), expected);
            }
            EXPECT_FALSE((*frames)->read(episode->frameCount));
        }
        EXPECT_THAT(dataset.openFrames(index, "robot0_eef_pos").error().message, HasSubstr("'camera0_rgb'"));
    }
}

// ---------------------------------------------------------------------------------------------------------

TEST(CompressionTest, EveryCodecUnpacksAndStopsAtTheLimit) {
    std::string data(100'000, '\0');
    for (size_t i = 0; i < data.size(); i += 7) data[i] = static_cast<char>(i);
    const std::vector<std::tuple<Compression, std::string, Codec>> codecs{
        {Compression::None, "none", [](const auto& raw) { return raw; }},
        {Compression::Zlib, "zlib", zlibBytes},
        {Compression::Zlib, "gzip", gzipBytes},
        {Compression::Zstd, "zstd", zstdBytes},
        {Compression::Lz4, "lz4", lz4Bytes},
        {Compression::Blosc, "blosc", bloscBytes}};
    std::mt19937 random(3);
    for (const auto& [compression, name, codec] : codecs) {
        const std::string packed = codec(data);
        const auto unpacked = decompress(compression, packed, data.size(), name);
        ASSERT_TRUE(unpacked) << unpacked.error().message;
        EXPECT_TRUE(*unpacked == data) << name;
        EXPECT_THAT(decompress(compression, packed, data.size() - 1, name).error().message,
                    HasSubstr("would unpack to more"))
            << name;
        if (compression == Compression::None) continue;
        EXPECT_FALSE(decompress(compression, packed.substr(0, packed.size() / 2), data.size(), name)) << name;
        EXPECT_FALSE(decompress(compression, "", data.size(), name)) << name;
        for (int trial = 0; trial < 200;
             ++trial) {  // whatever they hold, damaged bytes stay within the limit
            std::string damaged = packed;
            damaged[random() % damaged.size()] = static_cast<char>(random());
            const auto read = decompress(compression, damaged, data.size(), name);
            EXPECT_LE(read ? read->size() : 0, data.size()) << name;
        }
    }
}

TEST(Umi, FolderAndZipGiveWhatWasWritten) {
    const TempDir dir;
    umi().writeFolder(dir / "cups.zarr");
    umi().writeZip(dir / "cups.zarr.zip");
    for (const char* name : {"cups.zarr", "cups.zarr.zip"}) {
        const auto dataset = openRecordedDataset(dir / name);
        ASSERT_TRUE(dataset) << dataset.error().message;
        expectUmi(**dataset);
    }
}

TEST(Umi, NamesInAZipLeadNowhere) {
    ZarrWriter writer = umi();
    const std::string metadata = writer.entries["data/robot0_gripper_width/.zarray"];
    for (const char* name : {"data/../../../../tmp/x/.zarray", "../data/y/.zarray", "/etc/x/.zarray",
                             "data//.zarray", "data/../.zarray", "data/a\\..\\b/.zarray"})
        writer.entries[name] = metadata;
    const TempDir dir;
    writer.writeZip(dir / "cups.zarr.zip");
    const auto dataset = openRecordedDataset(dir / "cups.zarr.zip");
    ASSERT_TRUE(dataset) << dataset.error().message;
    expectUmi(**dataset);
}

TEST(Umi, ZipBombsAndDamageAreRefused) {
    const TempDir dir;
    ZarrWriter bomb = umi();
    bomb.entries["data/robot0_gripper_width/0.0"] = std::string(200 << 20, '\0');
    bomb.writeZip(dir / "bomb.zip", true);
    EXPECT_LT(fs::file_size(dir / "bomb.zip"), 1u << 20);
    EXPECT_THAT(complaint(dir / "bomb.zip"), HasSubstr("more than the"));
    bomb.entries["data/robot0_gripper_width/0.0"] = "ten bytes!";
    bomb.writeZip(dir / "short.zip");
    EXPECT_THAT(complaint(dir / "short.zip"), HasSubstr("has 10 bytes where its shape has 36"));

    umi().writeZip(dir / "good.zip");
    std::ifstream file(dir / "good.zip", std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), {});
    std::ofstream(dir / "cut.zip", std::ios::binary) << bytes.substr(0, bytes.size() / 2);
    EXPECT_THAT(complaint(dir / "cut.zip"), HasSubstr("cannot be read as a zip file"));
    // The width's chunk, stored as it is: a wrong bit is found by the checksum.
    const float width = 0.08f;
    const size_t at = bytes.find(rawBytes(std::vector<float>(kFrames, width)));
    ASSERT_NE(at, std::string::npos);
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    std::ofstream(dir / "bit.zip", std::ios::binary) << bytes;
    EXPECT_THAT(complaint(dir / "bit.zip"), HasSubstr("'data/robot0_gripper_width/0.0' is damaged"));
    std::ofstream(dir / "other.zip", std::ios::binary) << "PK but nothing else";
    EXPECT_THAT(complaint(dir / "other.zip"), HasSubstr("cannot be read as a zip file"));
}

TEST(Umi, DamagedPicturesAreNamedAndOthersRead) {
    ZarrWriter writer = umi();
    std::string& first = writer.entries["data/camera0_rgb/0.0.0.0"];
    first.resize(first.size() / 2);
    writer.entries["data/camera0_rgb/1.0.0.0"] = "no picture";
    writer.entries["data/camera0_rgb/2.0.0.0"] = jxlBytes(std::string(3 * 8 * 8, 'x'), 8, 8);
    const TempDir dir;
    writer.writeFolder(dir / "cups.zarr");
    const auto dataset = openRecordedDataset(dir / "cups.zarr");
    ASSERT_TRUE(dataset);
    const auto frames = (*dataset)->openFrames(0, "camera0_rgb");
    ASSERT_TRUE(frames);
    for (const int t : {0, 1})
        EXPECT_THAT((*frames)->read(t).error().message,
                    HasSubstr(fmt::format("camera0_rgb/{}.0.0.0 is damaged", t)));
    EXPECT_THAT((*frames)->read(2).error().message, HasSubstr("8x8 pixels where 7x5"));
    EXPECT_TRUE((*frames)->read(3));
}

TEST(Umi, JpegXlSurvivesDamageOfAnyByte) {
    const std::string picture = jxlBytes(pixels(1), kWidth, kHeight);
    std::mt19937 random(8);
    ZarrWriter writer = umi();
    for (int trial = 0; trial < 60; ++trial) {
        std::string damaged = picture;
        for (int i = 0; i < 1 + trial % 4; ++i)
            damaged[random() % damaged.size()] = static_cast<char>(random());
        writer.entries["data/camera0_rgb/0.0.0.0"] = damaged;
        const TempDir dir;
        writer.writeFolder(dir / "cups.zarr");
        const auto dataset = openRecordedDataset(dir / "cups.zarr");
        ASSERT_TRUE(dataset);
        const auto image = (*(*dataset)->openFrames(0, "camera0_rgb"))->read(0);
        EXPECT_TRUE(!image || image->data.size() == size_t{kWidth * kHeight * 3});
    }
}

TEST(Umi, AbsentChunksHaveTheFillValue) {
    ZarrWriter writer = umi();
    json metadata = json::parse(writer.entries["data/robot0_gripper_width/.zarray"]);
    metadata["fill_value"] = "NaN";
    writer.entries["data/robot0_gripper_width/.zarray"] = metadata.dump();
    writer.entries.erase("data/robot0_gripper_width/0.0");
    writer.entries.erase("data/robot0_eef_pos/0.1");
    const TempDir dir;
    writer.writeFolder(dir / "cups.zarr");
    const auto episode = (*openRecordedDataset(dir / "cups.zarr"))->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    EXPECT_TRUE(episode->findSignal("robot0_gripper_width")->values.array().isNaN().all());
    EXPECT_EQ(episode->findSignal("robot0_eef_pos")->values(1, 2), 0);
    EXPECT_EQ(episode->findSignal("robot0_eef_pos")->values(1, 1), position(1, 1));
}

TEST(Umi, HostileMetadataIsRefusedOrLeftOut) {
    const auto with = [](const std::string& array, const std::string& field, const json& value) {
        ZarrWriter writer = umi();
        json metadata = json::parse(writer.entries[array + "/.zarray"]);
        metadata[field] = value;
        writer.entries[array + "/.zarray"] = metadata.dump();
        return writer;
    };
    EXPECT_THAT(complaint(with("meta/episode_ends", "shape", {-1})), HasSubstr("'shape[0]'"));
    EXPECT_THAT(complaint(with("meta/episode_ends", "chunks", {1'000'000'000})),
                HasSubstr("at most 256 MiB"));
    EXPECT_THAT(complaint(with("meta/episode_ends", "chunks", {0})), HasSubstr("'chunks[0]'"));
    EXPECT_THAT(complaint(with("meta/episode_ends", "dtype", "|O")), HasSubstr("'dtype'"));
    EXPECT_THAT(complaint(with("meta/episode_ends", "zarr_format", 3)), HasSubstr("'zarr_format' is 3"));
    EXPECT_THAT(complaint(with("data/robot0_eef_pos", "shape", {3, 3})), HasSubstr("3 rows where"));
    for (const auto& [field, value] :
         std::map<std::string, json>{{"order", "F"},
                                     {"compressor", {{"id", "imagecodecs_jpeg2k"}}},
                                     {"filters", {{{"id", "delta"}}}},
                                     {"fill_value", 7}}) {
        const TempDir dir;
        with("data/robot0_eef_pos", field, value).writeFolder(dir / "x.zarr");
        const auto episode = (*openRecordedDataset(dir / "x.zarr"))->readEpisode(0);
        ASSERT_TRUE(episode) << episode.error().message;
        EXPECT_THAT(episode->warnings, ElementsAre(HasSubstr("'" + field)));
        EXPECT_FALSE(episode->findSignal("robot0_eef_pos"));
        EXPECT_TRUE(episode->findSignal("robot0_gripper_width"));
    }
    for (const auto& ends :
         std::vector<std::vector<int64_t>>{{0}, {4, 4}, {4, 3}, {-5}, {4, int64_t{1} << 60}}) {
        ZarrWriter writer = umi();
        writer.addEnds(ends);
        EXPECT_THAT(complaint(writer), HasSubstr("must grow"));
    }
    ZarrWriter writer = umi();
    writer.addEnds({4, 10});
    EXPECT_THAT(complaint(writer), HasSubstr("ends at 10"));
}

}  // namespace
}  // namespace camframe
