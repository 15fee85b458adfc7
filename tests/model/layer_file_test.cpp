// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/layer_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/h5_file.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

using test::H5File;
using test::TempDir;

std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

LayerEpisode someLayers() {
    LayerEpisode episode;
    episode.dataset = "d";
    episode.episode = 12;
    episode.robot = "r";
    episode.notes.push_back(
        {"/a/front", {{"rule", std::string("why")}, {"points", std::vector<std::string>{"x", "y"}}}});
    episode.arrays.push_back(
        {"/a/front/uv", {2, 2}, std::vector<float>{1, 2, 3, 4.5F}, "px", "picture", "c"});
    episode.arrays.push_back(
        {"/a/front/text", {2}, std::vector<std::string>{"up", "\xC3\xA4"}, "1", "none", "words"});
    episode.arrays.push_back({"/a/flags", {3}, std::vector<uint8_t>{1, 0, 1}, "1", "none", "c"});
    episode.arrays.push_back({"/a/nothing", {4, 0, 2}, std::vector<double>{}, "m", "camera", "c"});
    return episode;
}

TEST(LayerFile, HoldsWhatItWasGivenAndSaysWhatItMeans) {
    const TempDir dir;
    const auto path = layerFilePath(dir / "new", 12);
    EXPECT_EQ(path.filename(), "layers_000012.h5");
    const auto written = writeLayerFile(someLayers(), path);
    ASSERT_TRUE(written) << written.error().message;
    const H5File file(path);
    EXPECT_EQ(file.text("/", "format"), "camframe-layers");
    EXPECT_EQ(file.text("/a/front", "rule"), "why");
    EXPECT_EQ(file.shape("/a/front/uv"), (std::vector<hsize_t>{2, 2}));
    EXPECT_EQ(file.numbers("/a/front/uv"), (std::vector<double>{1, 2, 3, 4.5}));
    EXPECT_EQ(file.texts("/a/front/text"), (std::vector<std::string>{"up", "\xC3\xA4"}));
    EXPECT_EQ(file.numbers("/a/flags"), (std::vector<double>{1, 0, 1}));
    EXPECT_EQ(file.shape("/a/nothing"), (std::vector<hsize_t>{4, 0, 2}));
    for (const std::string& name : file.datasets())
        for (const char* attribute : {"unit", "space", "convention"})
            EXPECT_EQ(file.text("/" + name, attribute).find("(no attribute"), std::string::npos) << name;
}

TEST(LayerFile, EqualContentsAreEqualBytesAndFailuresLeaveNothing) {
    const TempDir dir;
    ASSERT_TRUE(writeLayerFile(someLayers(), dir / "a.h5"));
    ASSERT_TRUE(writeLayerFile(someLayers(), dir / "b.h5"));
    EXPECT_TRUE(contents(dir / "a.h5") == contents(dir / "b.h5"));
    const auto refused = writeLayerFile(someLayers(), "/proc/camframe/layers.h5");
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("/proc/camframe"), std::string::npos);
}

}  // namespace
}  // namespace camframe
