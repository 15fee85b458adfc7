// SPDX-License-Identifier: Apache-2.0
#include <example.pb.h>
#include <zip.h>

#include <nlohmann/json.hpp>

#include "fuzz/fuzz_target.h"
#include "fuzz/read_dataset.h"
#include "fuzz/scratch.h"
#include "model/core/io/datasets/tf_example.h"
#include "model/core/io/image_io.h"
#include "support/lerobot_set.h"
#include "support/tfrecord_writer.h"

namespace camframe::fuzz {

namespace {

namespace fs = std::filesystem;

/// A dataset of several files of which one is damaged. `write` makes a valid one in a folder, which the
/// others keep; false where that cannot be done here.
template <class Write>
FuzzTarget oneFileOf(std::string name, int mutants, std::string_view format, const fs::path& file,
                     Write write, const fs::path& opened = {}) {
    const auto dir = std::make_shared<test::TempDir>();
    const auto seed = std::make_shared<std::string>();
    const auto prepare = [dir, seed, file, write] {
        if (seed->empty() && write(*dir / "set")) *seed = bytesOf(*dir / "set" / file);
    };
    return {std::move(name), mutants,
            [prepare, seed] {
                prepare();
                return seed->empty() ? std::vector<std::string>() : std::vector{*seed};
            },
            [=](const std::string& bytes) {
                prepare();
                writeBytes(*dir / "set" / file, bytes);
                return readDataset(opened.empty() ? *dir / "set" : *dir / "set" / opened, format);
            }};
}

// ------------------------------------------------------------------------------------------------ RLDS

constexpr const char* kFeatures =
    R"({"pythonClassName": "tensorflow_datasets.core.features.features_dict.FeaturesDict",
"featuresDict": {"features": {"steps": {"pythonClassName": "tensorflow_datasets.core.features.dataset_feature.Dataset",
"sequence": {"length": "-1", "feature": {
"pythonClassName": "tensorflow_datasets.core.features.features_dict.FeaturesDict", "featuresDict": {"features": {
"image": {"pythonClassName": "tensorflow_datasets.core.features.image_feature.Image", "image": {"dtype": "uint8",
"encodingFormat": "png", "shape": {"dimensions": ["6", "8", "3"]}}},
"state": {"pythonClassName": "tensorflow_datasets.core.features.tensor_feature.Tensor", "tensor": {
"shape": {"dimensions": ["3"]}, "dtype": "float32", "encoding": "none"}},
"is_first": {"pythonClassName": "tensorflow_datasets.core.features.scalar.Scalar", "tensor": {"shape": {},
"dtype": "bool", "encoding": "none"}},
"language_instruction": {"pythonClassName": "tensorflow_datasets.core.features.text_feature.Text", "text": {}}}}}}}}}})";
constexpr const char* kInfo = R"({"name": "little_robot", "version": "1.2.0", "fileFormat": "tfrecord",
"splits": [{"name": "train", "shardLengths": ["1"]}]})";
const fs::path kShard = "little_robot-train.tfrecord-00000-of-00001";

std::string example() {
    test::Example example;
    auto& map = *example.mutable_features()->mutable_feature();
    for (int t = 0; t < 3; ++t) {
        for (int c = 0; c < 3; ++c)
            map["steps/state"].mutable_float_list()->add_value(0.5F * static_cast<float>(10 * t + c));
        map["steps/is_first"].mutable_int64_list()->add_value(t == 0);
        map["steps/image"].mutable_bytes_list()->add_value(
            encodePng(ImageU8(8, 6, 3, static_cast<uint8_t>(40 * t))));
        map["steps/language_instruction"].mutable_bytes_list()->add_value("lift");
    }
    return example.SerializeAsString();
}

bool writeRlds(const fs::path& folder) {
    writeBytes(folder / "features.json", kFeatures);
    writeBytes(folder / "dataset_info.json", kInfo);
    writeBytes(folder / kShard, test::framedRecord(example()));
    return true;
}

/// The record itself, below framing and checksums, which would keep every damage away from it.
FuzzTarget rldsRecord() {
    const auto dir = std::make_shared<test::TempDir>();
    return {"rlds_record", 400, [] { return std::vector{example()}; },
            [dir](const std::string& bytes) {
                const auto parsed = TfExample::parse(bytes, "record");
                if (parsed) {
                    (void)accepted(parsed->numbers("steps/state", 100));
                    (void)accepted(parsed->strings("steps/image", 100));
                }
                writeRlds(*dir / "set");
                writeBytes(*dir / "set" / kShard, test::framedRecord(bytes));
                return readDataset(*dir / "set", "rlds");
            }};
}

// --------------------------------------------------------------------------------------------- LeRobot

bool writeLeRobot(const fs::path& folder, const char* version) {
    test::LeRobotRecipe recipe;
    recipe.version = version;
    recipe.lengths = {3, 2};
    recipe.cameras = {"observation.images.top"};
    recipe.pictures = true;
    recipe.width = 40;
    recipe.height = 40;
    return test::writeLeRobotSet(folder, recipe);
}
bool writeLeRobot21(const fs::path& folder) {
    return writeLeRobot(folder, "v2.1");
}
bool writeLeRobot30(const fs::path& folder) {
    return writeLeRobot(folder, "v3.0");
}

/// GR00T's description of columns, beside a dataset that has them.
bool writeLeRobotModality(const fs::path& folder) {
    if (!writeLeRobot21(folder)) return false;
    writeBytes(
        folder / "meta/modality.json",
        R"({"state": {"arm": {"start": 0, "end": 1, "original_key": "observation.state", "absolute": true}},
"action": {"arm": {"start": 0, "end": 1, "rotation_type": "quaternion"}}})");
    return true;
}

// ------------------------------------------------------------------------------------------------ zarr

nlohmann::json arrayOf(std::vector<int64_t> shape, std::vector<int64_t> chunks, const char* type) {
    return {
        {"zarr_format", 2}, {"shape", std::move(shape)}, {"chunks", std::move(chunks)}, {"dtype", type},
        {"order", "C"},     {"compressor", nullptr},     {"filters", nullptr},          {"fill_value", 0}};
}

/// Keys and values of a store with one episode of three frames.
std::map<std::string, std::string> zarrEntries() {
    const auto zeros = [](size_t count) { return std::string(count, '\0'); };
    return {{".zgroup", R"({"zarr_format": 2})"},
            {"meta/episode_ends/.zarray", arrayOf({1}, {1}, "<i8").dump()},
            {"meta/episode_ends/0", std::string("\3\0\0\0\0\0\0\0", 8)},
            {"data/robot0_eef_pos/.zarray", arrayOf({3, 3}, {3, 3}, "<f4").dump()},
            {"data/robot0_eef_pos/0.0", zeros(36)},
            {"data/camera0_rgb/.zarray", arrayOf({3, 4, 5, 3}, {3, 4, 5, 3}, "|u1").dump()},
            {"data/camera0_rgb/0.0.0.0", zeros(180)}};
}

bool writeZarr(const fs::path& folder) {
    for (const auto& [key, value] : zarrEntries()) writeBytes(folder / key, value);
    return true;
}

bool writeZarrZip(const fs::path& folder) {
    fs::create_directories(folder);
    const auto entries = zarrEntries();
    int error = 0;
    zip_t* archive = zip_open((folder / "cups.zarr.zip").c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
    if (!archive) return false;
    for (const auto& [key, value] : entries)
        zip_file_add(archive, key.c_str(), zip_source_buffer(archive, value.data(), value.size(), 0),
                     ZIP_FL_ENC_RAW);
    return zip_close(archive) == 0;
}

}  // namespace

std::vector<FuzzTarget> datasetTargets() {
    return {
        rldsRecord(),
        oneFileOf("rlds_shard", 200, "rlds", kShard, writeRlds),
        oneFileOf("rlds_features", 200, "rlds", "features.json", writeRlds),
        oneFileOf("rlds_info", 200, "rlds", "dataset_info.json", writeRlds),
        oneFileOf("lerobot_info", 40, "lerobot", "meta/info.json", writeLeRobot30),
        oneFileOf("lerobot_lines", 40, "lerobot", "meta/episodes.jsonl", writeLeRobot21),
        oneFileOf("lerobot_index", 40, "lerobot", "meta/episodes/chunk-000/file-000.parquet", writeLeRobot30),
        oneFileOf("lerobot_data", 40, "lerobot", "data/chunk-000/episode_000000.parquet", writeLeRobot21),
        oneFileOf("lerobot_modality", 40, "lerobot", "meta/modality.json", writeLeRobotModality),
        oneFileOf("zarr_metadata", 300, "umi", "data/camera0_rgb/.zarray", writeZarr),
        oneFileOf("zarr_ends", 200, "umi", "meta/episode_ends/.zarray", writeZarr),
        oneFileOf("zarr_zip", 300, "umi", "cups.zarr.zip", writeZarrZip, "cups.zarr.zip")};
}

}  // namespace camframe::fuzz
