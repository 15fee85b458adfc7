// SPDX-License-Identifier: Apache-2.0
#include <example.pb.h>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "model/core/io/datasets/dataset_formats.h"
#include "model/core/io/datasets/tf_example.h"
#include "model/core/io/datasets/tfrecord.h"
#include "model/core/io/image_io.h"
#include "support/shared_data.h"
#include "support/temp_dir.h"
#include "support/text_file.h"
#include "support/tfrecord_writer.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::Example;
using test::framedRecord;
using test::TempDir;
using test::writeText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

// ---------------------------------------------------------------------------------------------------------
// A small dataset: front and wrist pictures, state and action, texts, and metadata.

json leaf(const std::string& name, json body) {
    json node{{"pythonClassName", "tensorflow_datasets.core.features." + name}};
    node.update(std::move(body));
    return node;
}
json tensor(std::vector<std::string> shape, const std::string& dtype, const std::string& encoding = "none") {
    return leaf(
        "tensor_feature.Tensor",
        {{"tensor",
          {{"shape", {{"dimensions", std::move(shape)}}}, {"dtype", dtype}, {"encoding", encoding}}}});
}
json scalar(const std::string& dtype) {
    return leaf("scalar.Scalar",
                {{"tensor", {{"shape", json::object()}, {"dtype", dtype}, {"encoding", "none"}}}});
}
json picture(int width, int height, const std::string& format) {
    return leaf("image_feature.Image",
                {{"image",
                  {{"shape", {{"dimensions", {std::to_string(height), std::to_string(width), "3"}}}},
                   {"dtype", "uint8"},
                   {"encodingFormat", format}}}});
}
json dict(json features) {
    return leaf("features_dict.FeaturesDict", {{"featuresDict", {{"features", std::move(features)}}}});
}
json text() {
    return leaf("text_feature.Text", {{"text", json::object()}});
}

struct RldsWriter {
    json features = dict(
        {{"steps",
          leaf("dataset_feature.Dataset",
               {{"sequence",
                 {{"feature", dict({{"observation", dict({{"front", picture(8, 6, "png")},
                                                          {"wrist", picture(8, 6, "jpeg")},
                                                          {"state", tensor({"3"}, "float32")},
                                                          {"pose", tensor({"2", "2"}, "float64", "bytes")}})},
                                    {"action", tensor({"2"}, "float32")},
                                    {"is_first", scalar("bool")},
                                    {"language_instruction", text()},
                                    {"language_instruction_2", text()}})},
                  {"length", "-1"}}}})},
         {"episode_metadata",
          dict({{"file_path", text()}, {"episode_id", scalar("int32")}, {"good", scalar("bool")}})}});
    json info{{"name", "little_robot"},
              {"version", "1.2.0"},
              {"fileFormat", "tfrecord"},
              {"splits", {{{"name", "train"}, {"shardLengths", {"2", "1"}}}}}};
    std::vector<Example> episodes = {episode(4, 0), episode(7, 1), episode(3, 2)};

    static ImageU8 frame(int seed) {
        std::mt19937 random(static_cast<unsigned>(seed));
        ImageU8 image(8, 6, 3);
        for (uint8_t& value : image.data) value = static_cast<uint8_t>(random());
        return image;
    }
    static float state(int number, int step, int column) {
        return 0.125f * static_cast<float>(100 * number + 10 * step + column);
    }

    static Example episode(int steps, int number) {
        Example example;
        auto& map = *example.mutable_features()->mutable_feature();
        for (int t = 0; t < steps; ++t) {
            for (int c = 0; c < 3; ++c)
                map["steps/observation/state"].mutable_float_list()->add_value(state(number, t, c));
            for (int c = 0; c < 2; ++c)
                map["steps/action"].mutable_float_list()->add_value(-state(number, t, c));
            std::string bytes;
            for (int c = 0; c < 4; ++c) {
                const double value = t + 0.25 * c;
                bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
            }
            map["steps/observation/pose"].mutable_bytes_list()->add_value(bytes);
            map["steps/is_first"].mutable_int64_list()->add_value(t == 0);
            map["steps/observation/front"].mutable_bytes_list()->add_value(
                encodePng(frame(100 * number + t)));
            map["steps/observation/wrist"].mutable_bytes_list()->add_value(encodeJpeg(frame(t), 90));
            map["steps/language_instruction"].mutable_bytes_list()->add_value("lift the cup");
            map["steps/language_instruction_2"].mutable_bytes_list()->add_value(number == 1 ? "raise it"
                                                                                            : "");
        }
        map["episode_metadata/file_path"].mutable_bytes_list()->add_value(fmt::format("/raw/{}.h5", number));
        map["episode_metadata/episode_id"].mutable_int64_list()->add_value(-7 - number);
        map["episode_metadata/good"].mutable_int64_list()->add_value(1);
        return example;
    }

    google::protobuf::Map<std::string, test::Feature>& features0() {
        return *episodes[0].mutable_features()->mutable_feature();
    }

    /// Two shards: the first two episodes and the rest.
    void writeTo(const fs::path& folder) const {
        fs::create_directories(folder);
        writeText(folder / "features.json", features.dump());
        writeText(folder / "dataset_info.json", info.dump());
        std::array<std::string, 2> shards;
        for (size_t i = 0; i < episodes.size(); ++i)
            shards[i < 2 ? 0 : 1] += framedRecord(episodes[i].SerializeAsString());
        for (size_t i = 0; i < 2; ++i) writeText(folder / shardName(i), shards[i]);
    }
    static std::string shardName(size_t i) {
        return fmt::format("little_robot-train.tfrecord-{:05}-of-00002", i);
    }
};

class Rlds : public ::testing::Test {
protected:
    std::unique_ptr<RecordedDataset> open(const RldsWriter& writer) {
        writer.writeTo(folder);
        auto dataset = openRecordedDataset(folder);
        EXPECT_TRUE(dataset) << dataset.error().message;
        return dataset ? std::move(*dataset) : nullptr;
    }
    /// What reading the first episode says, or an empty text where it could be read.
    std::string complaint(const RldsWriter& writer) {
        const auto dataset = open(writer);
        if (!dataset) return "not opened";
        const auto episode = dataset->readEpisode(0);
        return episode ? "" : episode.error().message;
    }
    std::string openComplaint(const RldsWriter& writer) {
        writer.writeTo(folder);
        const auto dataset = openRecordedDataset(folder);
        return dataset ? "" : dataset.error().message;
    }
    TempDir dir;
    fs::path folder = dir / "1.2.0";
};

// ---------------------------------------------------------------------------------------------------------

TEST(TfRecord, ChecksumIsCastagnolis) {
    // "123456789" has CRC-32C e3069283 (RFC 3720 and every catalogue of checksums).
    const uint32_t crc = 0xe3069283u;
    EXPECT_EQ(maskedCrc32c("123456789"), ((crc >> 15) | (crc << 17)) + 0xa282ead8u);
    std::string long_(1000, '\0');
    for (size_t i = 0; i < long_.size(); ++i) long_[i] = static_cast<char>(i * 7);
    for (const size_t length : {0u, 1u, 3u, 4u, 5u, 999u, 1000u})
        EXPECT_EQ(maskedCrc32c(long_.substr(0, length)), test::slowMaskedCrc32c(long_.substr(0, length)));
}

TEST(TfRecord, WalkEndsWhereTheFramingIsWrong) {
    const TempDir dir;
    const std::string good = framedRecord("first") + framedRecord("") + framedRecord("third record");
    const auto index = [&](const std::string& bytes) {
        writeText(dir / "x", bytes);
        const auto file = RandomAccessFile::open(dir / "x");
        EXPECT_TRUE(file);
        return indexTfRecords(*file);
    };
    EXPECT_EQ(index(good).records.size(), 3u);
    EXPECT_FALSE(index(good).damage);
    EXPECT_EQ(index("").records.size(), 0u);
    // Cut anywhere inside of the third record: two are left and the rest is said.
    for (const size_t cut : {1u, 5u, 16u, 20u, 27u}) {
        const TfRecordIndex found = index(good.substr(0, good.size() - cut));
        EXPECT_EQ(found.records.size(), 2u) << cut;
        ASSERT_TRUE(found.damage) << cut;
        EXPECT_THAT(found.damage->message, HasSubstr("truncated")) << cut;
    }
    // An absurd length with a right checksum.
    const std::string length = test::littleEndianBytes(0xfffffffffffffff0u, 8);
    const auto absurd = index(length + test::littleEndianBytes(test::slowMaskedCrc32c(length), 4) + "data");
    EXPECT_TRUE(absurd.records.empty());
    ASSERT_TRUE(absurd.damage);
    // A wrong bit in a length.
    std::string flipped = good;
    flipped[21] = static_cast<char>(flipped[21] ^ 4);
    EXPECT_THAT(index(flipped).damage->message, HasSubstr("wrong checksum"));
}

TEST(TfExampleTest, AgreesWithTheGeneratedParser) {
    Example example;
    auto& map = *example.mutable_features()->mutable_feature();
    for (const int64_t value : {int64_t{0}, int64_t{-1}, int64_t{300}, int64_t{1} << 40})
        map["ints"].mutable_int64_list()->add_value(value);
    for (const float value : {0.5f, -1e30f, std::numeric_limits<float>::quiet_NaN()})
        map["floats"].mutable_float_list()->add_value(value);
    map["bytes"].mutable_bytes_list()->add_value(std::string("a\0b", 3));
    map["bytes"].mutable_bytes_list()->add_value("");
    map["none"];
    const std::string record = example.SerializeAsString();
    const auto read = TfExample::parse(record, "x");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_THAT(read->numbers("ints", 4).value(), ElementsAre(0, -1, 300, 1099511627776.0));
    const auto floats = read->numbers("floats", 100).value();
    EXPECT_EQ(floats[1], static_cast<double>(-1e30f));
    EXPECT_TRUE(std::isnan(floats[2]));
    EXPECT_THAT(read->strings("bytes", 2).value(), ElementsAre(std::string("a\0b", 3), ""));
    EXPECT_TRUE(read->numbers("none", 5).value().empty());
    EXPECT_THAT(read->numbers("ints", 3).error().message, HasSubstr("more than the 3 numbers"));
    EXPECT_THAT(read->strings("bytes", 1).error().message, HasSubstr("more than 1"));
    EXPECT_FALSE(read->numbers("bytes", 9));
    EXPECT_FALSE(read->strings("ints", 9));
    EXPECT_FALSE(read->has("absent"));
}

TEST(TfExampleTest, ReadsUnpackedLists) {
    // Feature "f" with a float list whose two values are fields of their own (tag 0x0d), not packed.
    std::string list;
    for (const float value : {1.5f, -2.f}) {
        list += '\x0d';
        list.append(reinterpret_cast<const char*>(&value), 4);
    }
    const std::string feature = std::string("\x12\x0a", 2) + list;
    const std::string entry = std::string(
                                  "\x0a\x01"
                                  "f"
                                  "\x12\x0c",
                                  5) +
                              feature;
    const std::string features = std::string("\x0a") + static_cast<char>(entry.size()) + entry;
    const std::string record = std::string("\x0a") + static_cast<char>(features.size()) + features;
    Example judge;
    ASSERT_TRUE(judge.ParseFromString(record));
    ASSERT_EQ(judge.features().feature().at("f").float_list().value_size(), 2);
    const auto read = TfExample::parse(record, "x");
    ASSERT_TRUE(read);
    EXPECT_THAT(read->numbers("f", 2).value(), ElementsAre(1.5, -2));
}

TEST(TfExampleTest, DamagedMessagesAreRefusedOrReadAlike) {
    const std::string record = RldsWriter::episode(2, 0).SerializeAsString();
    std::mt19937 random(5);
    int refused = 0, alike = 0;
    for (int trial = 0; trial < 4000; ++trial) {
        std::string damaged = record;
        const size_t at = random() % damaged.size();
        if (trial % 2 == 0)
            damaged[at] = static_cast<char>(random());
        else
            damaged.resize(at);
        Example judge;
        const bool judged = judge.ParseFromString(damaged);
        const auto read = TfExample::parse(damaged, "x");
        refused += !read;
        if (!read) continue;
        for (const char* name : {"steps/observation/state", "steps/is_first", "steps/observation/front"}) {
            const auto numbers = read->numbers(name, 100);
            const auto strings = read->strings(name, 100);
            if (!judged || !judge.features().feature().contains(name)) continue;
            const test::Feature& truth = judge.features().feature().at(name);
            if (numbers && truth.has_float_list()) {
                ASSERT_EQ(static_cast<int>(numbers->size()), truth.float_list().value_size());
                for (int i = 0; i < truth.float_list().value_size(); ++i) {
                    const auto value = static_cast<double>(truth.float_list().value(i));
                    const double ours = (*numbers)[static_cast<size_t>(i)];
                    ASSERT_TRUE(ours == value || (std::isnan(ours) && std::isnan(value)));
                }
                ++alike;
            }
            if (strings && truth.has_bytes_list()) {
                ASSERT_THAT(*strings, ::testing::ElementsAreArray(truth.bytes_list().value()));
                ++alike;
            }
        }
    }
    EXPECT_GT(refused, 1000);
    EXPECT_GT(alike, 1000);
}

TEST_F(Rlds, ReadsSignalsCamerasTasksAndMetadata) {
    const auto dataset = open(RldsWriter{});
    ASSERT_TRUE(dataset);
    EXPECT_EQ(dataset->name(), "little_robot");
    EXPECT_THAT(dataset->formatName(), HasSubstr("RLDS"));
    EXPECT_EQ(dataset->episodeCount(), 3);
    EXPECT_EQ(dataset->summary(2)->name, "train/2");
    EXPECT_FALSE(dataset->summary(3));
    EXPECT_FALSE(dataset->readEpisode(-1));

    for (const int index : {1, 0, 2}) {  // in any order
        const auto episode = dataset->readEpisode(index);
        ASSERT_TRUE(episode) << episode.error().message;
        EXPECT_EQ(episode->index, index);
        EXPECT_EQ(episode->frameCount, std::vector({4, 7, 3})[static_cast<size_t>(index)]);
        EXPECT_FALSE(episode->fps);
        EXPECT_TRUE(episode->warnings.empty());
        const Signal* state = episode->findSignal("observation/state");
        ASSERT_TRUE(state);
        ASSERT_EQ(state->values.rows(), episode->frameCount);
        ASSERT_EQ(state->values.cols(), 3);
        for (int t = 0; t < episode->frameCount; ++t)
            for (int c = 0; c < 3; ++c)
                EXPECT_EQ(state->values(t, c), static_cast<double>(RldsWriter::state(index, t, c)));
        ASSERT_TRUE(episode->findSignal("observation/pose"));
        EXPECT_EQ(episode->findSignal("observation/pose")->values(2, 3), 2.75);
        EXPECT_EQ(episode->findSignal("is_first")->values.sum(), 1);
        EXPECT_EQ(episode->attributes.at("episode_metadata/file_path"), fmt::format("/raw/{}.h5", index));
        EXPECT_EQ(episode->attributes.at("episode_metadata/episode_id"), std::to_string(-7 - index));
        EXPECT_EQ(episode->attributes.at("episode_metadata/good"), "true");
        const std::vector<std::string> others{"lift the cup"}, two{"lift the cup", "raise it"};
        EXPECT_EQ(episode->tasks, index == 1 ? two : others);

        ASSERT_EQ(episode->cameras.size(), 2u);
        const RecordedCamera* front = episode->findCamera("observation/front");
        ASSERT_TRUE(front);
        EXPECT_EQ(front->width, 8);
        EXPECT_EQ(front->height, 6);
        EXPECT_EQ(front->encoding, "PNG in TFRecord");
        EXPECT_EQ(episode->findCamera("observation/wrist")->encoding, "JPEG in TFRecord");
        const auto frames = dataset->openFrames(index, "observation/front");
        ASSERT_TRUE(frames) << frames.error().message;
        EXPECT_EQ((*frames)->frameCount(), episode->frameCount);
        for (const int t : {episode->frameCount - 1, 0, 1})
            EXPECT_EQ((*frames)->read(t).value(), RldsWriter::frame(100 * index + t));
        EXPECT_FALSE((*frames)->read(episode->frameCount));
        EXPECT_THAT(dataset->openFrames(index, "top").error().message, HasSubstr("'observation/wrist'"));
    }
}

TEST_F(Rlds, ParentFolderOpensItsNewestVersion) {
    RldsWriter writer;
    writer.info["version"] = "1.10.0";
    writer.writeTo(dir / "1.10.0");
    writer.info["version"] = "1.9.0";
    writer.writeTo(dir / "1.9.0");
    const auto dataset = openRecordedDataset(dir.path());
    ASSERT_TRUE(dataset) << dataset.error().message;
    EXPECT_EQ((*dataset)->folder(), dir / "1.10.0");
    EXPECT_FALSE(openRecordedDataset(dir / "elsewhere"));
}

TEST_F(Rlds, FeaturesThatDoNotFitAreErrorsAndFeaturesThatAreNotReadAreWarnings) {
    {
        RldsWriter writer;
        writer.features0()["steps/observation/state"].mutable_float_list()->add_value(1);
        EXPECT_THAT(complaint(writer),
                    AllOf(HasSubstr("'steps/observation/state' holds more than the 12 numbers")));
    }
    {
        RldsWriter writer;
        writer.features0()["steps/observation/state"].mutable_float_list()->mutable_value()->RemoveLast();
        EXPECT_THAT(complaint(writer), HasSubstr("'steps/observation/state' has 11 values where 4 steps"));
    }
    {
        RldsWriter writer;
        writer.features0()["steps/observation/front"].mutable_bytes_list()->mutable_value()->RemoveLast();
        EXPECT_THAT(complaint(writer), HasSubstr("'steps/observation/front' has 3 values where 4 steps"));
    }
    {
        RldsWriter writer;
        writer.features0()["steps/action"].mutable_bytes_list()->add_value("text");
        EXPECT_THAT(complaint(writer), HasSubstr("'steps/action' holds byte strings"));
    }
    {
        RldsWriter writer;
        writer.features0().erase("steps/action");
        json& steps = writer.features["featuresDict"]["features"]["steps"]["sequence"]["feature"];
        steps["featuresDict"]["features"]["sound"] = leaf("audio_feature.Audio", {{"audio", json::object()}});
        steps["featuresDict"]["features"]["cloud"] = tensor({"1000", "1000", "3"}, "float32");
        for (int i = 0; i < 4; ++i) writer.features0()["steps/cloud"].mutable_float_list()->add_value(0);
        const auto episode = open(writer)->readEpisode(0);
        ASSERT_TRUE(episode) << episode.error().message;
        EXPECT_THAT(episode->warnings,
                    UnorderedElementsAre(HasSubstr("'steps/action' is missing"), HasSubstr("Audio"),
                                         HasSubstr("3000000 values per step")));
        EXPECT_FALSE(episode->findSignal("action"));
    }
}

TEST_F(Rlds, NotANumberStaysAnAbsentValue) {
    RldsWriter writer;
    writer.features0()["steps/observation/state"].mutable_float_list()->set_value(
        4, std::numeric_limits<float>::quiet_NaN());
    const auto episode = open(writer)->readEpisode(0);
    ASSERT_TRUE(episode);
    EXPECT_TRUE(std::isnan(episode->findSignal("observation/state")->values(1, 1)));
    EXPECT_EQ(episode->findSignal("observation/state")->values.array().isNaN().count(), 1);
}

TEST_F(Rlds, ADamagedPictureIsNamedAndTheOthersAreRead) {
    RldsWriter writer;
    auto& pictures = *writer.features0()["steps/observation/wrist"].mutable_bytes_list();
    pictures.set_value(0, pictures.value(0).substr(0, 200));
    pictures.set_value(2, "");
    const auto dataset = open(writer);
    const auto episode = dataset->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    EXPECT_EQ(episode->findCamera("observation/wrist")->width, 8);
    const auto frames = dataset->openFrames(0, "observation/wrist");
    ASSERT_TRUE(frames);
    EXPECT_THAT((*frames)->read(0).error().message, HasSubstr("picture 0, is truncated"));
    EXPECT_TRUE((*frames)->read(1));
    EXPECT_THAT((*frames)->read(2).error().message, HasSubstr("picture 2, is empty"));
}

TEST_F(Rlds, DamagedShardsGiveWhatIsWholeAndSayTheRest) {
    RldsWriter{}.writeTo(folder);
    const fs::path shard = folder / RldsWriter::shardName(0);
    const std::string whole = contents(shard);
    {
        std::string damaged = whole;
        damaged[200] = static_cast<char>(damaged[200] ^ 1);
        writeText(shard, damaged);
        const auto dataset = openRecordedDataset(folder);
        ASSERT_TRUE(dataset);
        EXPECT_THAT((*dataset)->readEpisode(0).error().message, HasSubstr("its checksum is wrong"));
        EXPECT_TRUE((*dataset)->readEpisode(1));
    }
    {
        writeText(shard, whole.substr(0, whole.size() - 30));
        const auto dataset = openRecordedDataset(folder);
        ASSERT_TRUE(dataset);
        EXPECT_EQ((*dataset)->episodeCount(), 3);
        EXPECT_TRUE((*dataset)->readEpisode(0));
        EXPECT_THAT((*dataset)->readEpisode(1).error().message, HasSubstr("truncated"));
        EXPECT_TRUE((*dataset)->readEpisode(2));
    }
    {
        RldsWriter writer;
        writer.info["splits"][0]["shardLengths"] = {"5", "1"};
        writer.writeTo(folder);
        const auto dataset = openRecordedDataset(folder);
        ASSERT_TRUE(dataset);
        EXPECT_THAT((*dataset)->readEpisode(4).error().message, HasSubstr("holds 2 episodes where"));
        EXPECT_TRUE((*dataset)->readEpisode(5));
    }
    {
        fs::remove(shard);
        const auto dataset = openRecordedDataset(folder);
        ASSERT_TRUE(dataset) << dataset.error().message;
        EXPECT_EQ((*dataset)->episodeCount(), 1);
        EXPECT_EQ((*dataset)->readEpisode(0)->attributes.at("episode_metadata/episode_id"), "-9");
    }
}

TEST_F(Rlds, WithoutShardLengthsTheFilesAreCounted) {
    RldsWriter writer;
    writer.info["splits"][0].erase("shardLengths");
    EXPECT_EQ(open(writer)->episodeCount(), 3);
}

TEST_F(Rlds, WhatIsNotRldsIsRefused) {
    {
        RldsWriter writer;
        writer.info["fileFormat"] = "array_record";
        EXPECT_THAT(openComplaint(writer), HasSubstr("field 'fileFormat' is \"array_record\""));
    }
    {
        RldsWriter writer;
        writer.info["splits"] = 3;
        EXPECT_THAT(openComplaint(writer), HasSubstr("'splits'"));
    }
    {
        RldsWriter writer;
        writer.info["splits"][0]["name"] = "val";
        EXPECT_THAT(openComplaint(writer), HasSubstr("no file"));
    }
    {
        RldsWriter writer;
        writer.features = dict({{"image", picture(8, 6, "png")}});
        EXPECT_THAT(openComplaint(writer), HasSubstr("'featuresDict.features.steps' is missing"));
    }
    {
        RldsWriter writer;
        writer.features = {{"type", "tensorflow_datasets.core.features.features_dict.FeaturesDict"}};
        EXPECT_THAT(openComplaint(writer), HasSubstr("before 4.4"));
    }
    {
        RldsWriter writer;
        json& steps = writer.features["featuresDict"]["features"]["steps"]["sequence"]["feature"];
        steps["featuresDict"]["features"]["action"]["tensor"]["shape"]["dimensions"] = {"1048576", "1048576"};
        EXPECT_THAT(openComplaint(writer), HasSubstr("smaller shape"));
    }
}

// ---------------------------------------------------------------------------------------------------------

TEST(RldsBridge, OpensCompletelyAndAgreesWithTheGeneratedParser) {
    CAMFRAME_SHARED_OR_SKIP(folder, "data/formats/rlds_bridge");
    const auto dataset = openRecordedDataset(folder);
    ASSERT_TRUE(dataset) << dataset.error().message;
    ASSERT_EQ((*dataset)->episodeCount(), 25);
    EXPECT_EQ((*dataset)->name(), "bridge_dataset");
    const std::string file = contents(folder / "1.0.0/bridge_dataset-train.tfrecord-00000-of-00001");
    size_t at = 0;
    for (int index = 0; index < 25; ++index) {
        uint64_t length = 0;
        for (size_t i = 8; i-- > 0;) length = length << 8 | static_cast<uint8_t>(file[at + i]);
        Example judge;
        ASSERT_TRUE(judge.ParseFromString(file.substr(at + 12, length)));
        at += length + 16;
        const auto& truth = judge.features().feature();

        const auto episode = (*dataset)->readEpisode(index);
        ASSERT_TRUE(episode) << episode.error().message;
        EXPECT_TRUE(episode->warnings.empty());
        EXPECT_EQ(episode->frameCount, truth.at("steps/is_first").int64_list().value_size());
        for (const auto& [key, columns] :
             {std::pair{"observation/state", 7}, {"action", 7}, {"language_embedding", 512}}) {
            const auto& values = truth.at(std::string("steps/") + key).float_list().value();
            const Signal* signal = episode->findSignal(key);
            ASSERT_TRUE(signal) << key;
            ASSERT_EQ(signal->values.cols(), columns);
            ASSERT_EQ(signal->values.size(), values.size());
            for (int i = 0; i < values.size(); ++i)
                ASSERT_EQ(signal->values(i / columns, i % columns), static_cast<double>(values[i]));
        }
        EXPECT_EQ(episode->attributes.at("episode_metadata/file_path"),
                  truth.at("episode_metadata/file_path").bytes_list().value(0));
        ASSERT_EQ(episode->cameras.size(), 4u);
        for (const RecordedCamera& camera : episode->cameras) {
            EXPECT_EQ(camera.width, 64);
            EXPECT_EQ(camera.height, 64);
            const auto frames = (*dataset)->openFrames(index, camera.key);
            ASSERT_TRUE(frames) << frames.error().message;
            for (int t = 0; t < episode->frameCount; ++t) {
                const auto picture = (*frames)->read(t);
                ASSERT_TRUE(picture) << picture.error().message;
                const auto& bytes = truth.at("steps/" + camera.key).bytes_list().value(t);
                ASSERT_EQ(*picture, decodeRgb(bytes, "judge").value());
            }
        }
    }
    EXPECT_EQ(at, file.size());
}

}  // namespace
}  // namespace camframe
