// SPDX-License-Identifier: Apache-2.0
#include "calib/network_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/onnx_writer.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

using ::testing::HasSubstr;

constexpr int kWindow = 6, kFrameWidth = 32, kFrameHeight = 24;

/// A "tracker": the point moves by two pixels of the network's picture a frame; it is visible where the
/// picture is bright.
std::string writeTracker(const test::TempDir& dir) {
    test::OnnxWriter model;
    model.input("frames", {1, kWindow, 3, kFrameHeight, kFrameWidth});
    model.input("queries", {1, 1, 3});
    std::vector<float> motion;
    for (int t = 0; t < kWindow; ++t) {
        motion.push_back(static_cast<float>(2 * t));
        motion.push_back(0);
    }
    model.floats("motion", {1, kWindow, 1, 2}, motion);
    model.integers("from", {1}, {1});
    model.integers("to", {1}, {3});
    model.integers("axis", {1}, {2});
    model.integers("point_shape", {4}, {1, 1, 1, 2});
    model.integers("flat", {3}, {1, kWindow, 3 * kFrameHeight * kFrameWidth});
    model.node("Slice", {"queries", "from", "to", "axis"}, {"pixel"});
    model.node("Reshape", {"pixel", "point_shape"}, {"pixel4"});
    model.node("Add", {"motion", "pixel4"}, {"tracks"});
    model.node("Reshape", {"frames", "flat"}, {"rows"});
    model.node("ReduceMean", {"rows"}, {"mean"},
               {{"axes", std::vector<int64_t>{2}}, {"keepdims", int64_t{1}}});
    model.node("Relu", {"mean"}, {"visibility"});
    model.output("tracks", {1, kWindow, 1, 2});
    model.output("visibility", {1, kWindow, 1});
    const std::string file = (dir.path() / "tracker.onnx").string();
    model.write(file);
    return file;
}

std::vector<InferenceEngine> trackerEngines() {
    std::vector<InferenceEngine> out{InferenceEngine::OpenCv};
    if (findOnnxRuntime()) out.push_back(InferenceEngine::OnnxRuntime);
    return out;
}

TEST(NetworkTracker, FollowsWindowByWindowInRecordedPixels) {
    const test::TempDir dir;
    const std::string file = writeTracker(dir);
    int ran = 0;
    for (const InferenceEngine engine : trackerEngines()) {
        NetworkOptions options;
        options.engine = engine;
        auto network = loadNetwork(file, options);
        if (!network) {
            EXPECT_THAT(network.error().message, HasSubstr("operator '"));
            continue;
        }
        auto tracker = makeNetworkTracker(std::move(*network));
        // Recorded pictures are four times as large; frames 9 and 10 are dark: hidden.
        const auto read = [](int frame) -> Result<ImageU8> {
            return ImageU8(4 * kFrameWidth, 4 * kFrameHeight, 3, frame == 9 || frame == 10 ? 0 : 255);
        };
        const std::vector<MarkClick> clicks{{3, {20, 50}}};
        const auto tracks = tracker->track(read, 14, clicks, {}, {});
        if (!tracks) {  // OpenCV 4.6 may lack something here as well, but must say what
            EXPECT_EQ(engine, InferenceEngine::OpenCv);
            EXPECT_THAT(tracks.error().message, HasSubstr("operator '"));
            continue;
        }
        ++ran;
        const MarkTrack& track = (*tracks)[0];
        EXPECT_EQ(track.pixels[3], Eigen::Vector2d(20, 50));
        for (int f = 0; f < 14; ++f) {
            const auto frame = static_cast<size_t>(f);
            if (f == 9 || f == 10) {
                EXPECT_FALSE(track.pixels[frame].allFinite()) << f;
                EXPECT_EQ(track.visibility[frame], 0);
                continue;
            }
            // Two network pixels are eight recorded ones, in either direction of time.
            const Eigen::Vector2d wanted(20 + 8 * std::abs(f - 3), 50);
            EXPECT_LT((track.pixels[frame] - wanted).norm(), 1e-2) << "frame " << f;
        }
    }
    if (findOnnxRuntime()) {
        EXPECT_GE(ran, 1);
    }
}

TEST(NetworkTracker, OutputsOfAnotherKindAreASentence) {
    const test::TempDir dir;
    NetworkOptions options;
    options.engine = InferenceEngine::OnnxRuntime;
    options.onnxRuntime = CAMFRAME_FAKE_ONNXRUNTIME;  // its outputs have the first input's shape
    auto network = loadNetwork(writeTracker(dir), options);
    ASSERT_TRUE(network.has_value()) << network.error().message;
    auto tracker = makeNetworkTracker(std::move(*network));
    const auto tracks = tracker->track([](int) -> Result<ImageU8> { return ImageU8(64, 48, 3, 200); }, 8,
                                       std::vector<MarkClick>{{0, {20, 20}}}, {}, {});
    ASSERT_FALSE(tracks.has_value());
    EXPECT_THAT(tracks.error().message, HasSubstr("'tracks' 1 x 6 x 1 x 2"));
}

}  // namespace
}  // namespace camframe
