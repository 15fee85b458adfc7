// SPDX-License-Identifier: Apache-2.0
#include "calib/mark_transfer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "support/onnx_writer.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

using ::testing::HasSubstr;

cv::Mat noise(int width, int height, uint64_t seed, double blur) {
    cv::Mat raw(height, width, CV_8UC3), out;
    cv::RNG random(seed);
    random.fill(raw, cv::RNG::UNIFORM, 0, 255);
    cv::GaussianBlur(raw, out, {0, 0}, blur);
    cv::normalize(out, out, 0, 255, cv::NORM_MINMAX);
    return out;
}

ImageU8 image(const cv::Mat& picture) {
    ImageU8 out(picture.cols, picture.rows, 3);
    picture.copyTo(cv::Mat(picture.rows, picture.cols, CV_8UC3, out.data.data()));
    return out;
}

/// A printed card that lies somewhere in front of a wall.
struct Scene {
    cv::Mat wall = noise(400, 300, 1, 6), card = noise(110, 90, 2, 2.2);

    ImageU8 with(double x, double y, double degrees) const {
        cv::Mat m = cv::getRotationMatrix2D({55, 45}, degrees, 1.0);
        m.at<double>(0, 2) += x - 55;
        m.at<double>(1, 2) += y - 45;
        cv::Mat out = wall.clone(), placed, mask;
        cv::warpAffine(card, placed, m, wall.size());
        cv::warpAffine(cv::Mat(card.size(), CV_8UC1, cv::Scalar(255)), mask, m, wall.size(),
                       cv::INTER_NEAREST);
        placed.copyTo(out, mask);
        return image(out);
    }
    /// Where the card's point (cx, cy) is then.
    static Eigen::Vector2d at(double cx, double cy, double x, double y, double degrees) {
        const double a = degrees * CV_PI / 180, dx = cx - 55, dy = cy - 45;
        return {x + std::cos(a) * dx + std::sin(a) * dy, y - std::sin(a) * dx + std::cos(a) * dy};
    }
};

TEST(MarkTransfer, FindsATurnedAndMovedMark) {
    const Scene scene;
    const auto features = makeClassicalFeatures();
    const MarkPicture reference{0, scene.with(120, 110, 0), {}};
    const Eigen::Vector2d mark = Scene::at(60, 40, 120, 110, 0);
    for (const double degrees : {0.0, 30.0, -60.0}) {
        const std::vector<MarkPicture> pictures{{7, scene.with(260, 180, degrees), {}}};
        const auto match = findMark(*features, reference, mark, pictures, {}, {});
        ASSERT_TRUE(match.has_value()) << match.error().message;
        ASSERT_TRUE(match->has_value()) << degrees;
        EXPECT_EQ((*match)->frame, 7);
        EXPECT_LT(((*match)->pixel - Scene::at(60, 40, 260, 180, degrees)).norm(), 2.5) << degrees;
    }
}

TEST(MarkTransfer, FindsNothingWhereTheMarkIsNot) {
    const Scene scene;
    const auto features = makeClassicalFeatures();
    const MarkPicture reference{0, scene.with(120, 110, 0), {}};
    Scene other = scene;
    other.card = noise(110, 90, 77, 2.2);  // another print
    const std::vector<MarkPicture> pictures{{0, image(scene.wall), {}}, {1, other.with(260, 180, 0), {}}};
    const auto match = findMark(*features, reference, Scene::at(60, 40, 120, 110, 0), pictures, {}, {});
    ASSERT_TRUE(match.has_value()) << match.error().message;
    EXPECT_FALSE(match->has_value());
}

TEST(MarkTransfer, RejectsAMarkThatIsThereTwice) {
    const Scene scene;
    const auto features = makeClassicalFeatures();
    const MarkPicture reference{0, scene.with(120, 110, 0), {}};
    Scene twice = scene;
    const ImageU8 once = scene.with(290, 90, 0);
    cv::Mat(300, 400, CV_8UC3, const_cast<uint8_t*>(once.data.data())).copyTo(twice.wall);
    const std::vector<MarkPicture> pictures{{0, twice.with(110, 200, 0), {}}};
    const auto match = findMark(*features, reference, Scene::at(60, 40, 120, 110, 0), pictures, {}, {});
    ASSERT_TRUE(match.has_value()) << match.error().message;
    EXPECT_FALSE(match->has_value());
}

TEST(MarkTransfer, AMarkThatRestsInMostPicturesIsFoundAllTheSame) {
    // The median then shows the robot itself, and nothing at the mark "moves".
    const Scene scene;
    const auto features = makeClassicalFeatures();
    const MarkPicture reference{0, scene.with(120, 110, 0), ImageU8(400, 300)};
    const std::vector<MarkPicture> pictures{{0, scene.with(122, 111, 0), ImageU8(400, 300)}};
    const auto match = findMark(*features, reference, Scene::at(60, 40, 120, 110, 0), pictures, {}, {});
    ASSERT_TRUE(match.has_value()) << match.error().message;
    ASSERT_TRUE(match->has_value());
    EXPECT_LT(((*match)->pixel - Scene::at(60, 40, 122, 111, 0)).norm(), 1.5);
}

TEST(MarkTransfer, MovingPartsAreWhatDiffersFromTheMedian) {
    const Scene scene;
    std::vector<MarkPicture> pictures;
    for (int i = 0; i < 6; ++i) pictures.push_back({i, scene.with(70 + 50 * i, 150, 0), {}});
    findMovingParts(pictures, 1);
    for (int i = 0; i < 6; ++i) {
        const ImageU8& moving = pictures[static_cast<size_t>(i)].moving;
        ASSERT_FALSE(moving.empty());
        EXPECT_EQ(moving.at(std::min(70 + 50 * i, 399), 150), 255) << i;
        EXPECT_EQ(moving.at(200, 20), 0) << i;
    }
}

/// A "feature network" whose channels are the mean colours of patches and of their neighbourhoods.
class NetworkFeatures : public ::testing::Test {
protected:
    static constexpr int kSize = 32, kPatch = 4;
    test::TempDir dir;
    Result<std::unique_ptr<DenseFeatures>> make(bool tokens, int channels = 6) {
        test::OnnxWriter model;
        model.input("pixels", {1, 3, kSize, kSize});
        std::vector<float> weights(static_cast<size_t>(channels) * 3 * kPatch * kPatch, 0);
        for (int o = 0; o < channels; ++o)  // one quarter of a patch of one colour each
            for (int i = 0; i < kPatch / 2; ++i)
                for (int j = 0; j < kPatch; ++j)
                    weights[static_cast<size_t>(((o * 3 + o % 3) * kPatch + (o < 3 ? i : i + 2)) * kPatch +
                                                j)] = 1;
        model.floats("w", {channels, 3, kPatch, kPatch}, weights);
        model.node("Conv", {"pixels", "w"}, {"map"},
                   {{"kernel_shape", std::vector<int64_t>{kPatch, kPatch}},
                    {"strides", std::vector<int64_t>{kPatch, kPatch}}});
        const int64_t side = kSize / kPatch;
        if (tokens) {
            model.integers("flat", {3}, {1, channels, side * side});
            model.node("Reshape", {"map", "flat"}, {"rows"});
            model.node("Transpose", {"rows"}, {"tokens"}, {{"perm", std::vector<int64_t>{0, 2, 1}}});
            model.output("tokens", {1, side * side, channels});
        } else {
            model.output("map", {1, channels, side, side});
        }
        const std::string file = (dir.path() / "features.onnx").string();
        model.write(file);
        NetworkOptions options;
        options.engine = InferenceEngine::OpenCv;
        auto network = loadNetwork(file, options);
        if (!network) return tl::unexpected(network.error());
        FeatureNetworkOptions input;
        input.patch = kPatch;
        return makeNetworkFeatures(std::move(*network), input);
    }
};

TEST_F(NetworkFeatures, TokensAndMapsGiveTheSameGridInPictureSpace) {
    const ImageU8 picture = image(noise(64, 48, 9, 3));
    auto asTokens = make(true), asMap = make(false);
    ASSERT_TRUE(asTokens && asMap);
    const auto a = (*asTokens)->compute(picture, {}), b = (*asMap)->compute(picture, {});
    ASSERT_TRUE(a.has_value()) << a.error().message;
    ASSERT_TRUE(b.has_value()) << b.error().message;
    EXPECT_EQ(a->columns, 8);
    EXPECT_EQ(a->dimension, 6);
    EXPECT_EQ(a->data, b->data);
    // 64 x 48 pixels are 8 x 8 cells of 8 x 6 pixels; the first cell covers the pixels 0..7 and 0..5.
    EXPECT_EQ(a->pixel(0, 0), Eigen::Vector2d(3.5, 2.5));
    EXPECT_EQ(a->pixel(7, 7), Eigen::Vector2d(59.5, 44.5));
    float squares = 0;
    for (const float v : a->cell(3, 4)) squares += v * v;
    EXPECT_NEAR(squares, 1, 1e-4);
}

TEST_F(NetworkFeatures, ANetworkOfAnotherKindIsASentence) {
    test::OnnxWriter model;
    model.input("pixels", {1, 3, kSize, kSize});
    model.node("Relu", {"pixels"}, {"y"});
    model.output("y", {1, 3, kSize, kSize});
    const std::string file = (dir.path() / "other.onnx").string();
    model.write(file);
    auto network = loadNetwork(file);
    ASSERT_TRUE(network.has_value()) << network.error().message;
    const auto features = makeNetworkFeatures(std::move(*network), {});
    const auto grid = features->compute(image(noise(64, 48, 9, 3)), {});
    ASSERT_FALSE(grid.has_value());
    EXPECT_THAT(grid.error().message, HasSubstr("[1, 3, 32, 32]"));
}

}  // namespace
}  // namespace camframe
