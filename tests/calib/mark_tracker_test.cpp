// SPDX-License-Identifier: Apache-2.0
#include "calib/mark_tracker.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

namespace camframe {
namespace {

constexpr int kFrames = 24;

/// Smooth random texture, moved and turned as a plane would be.
struct Clip {
    cv::Mat texture;
    int hiddenFrom = kFrames;  ///< All is grey from here ...
    int hiddenTo = kFrames;    ///< ... to before here.

    Clip() {
        cv::Mat noise(480, 640, CV_8UC1);
        cv::RNG random(7);
        random.fill(noise, cv::RNG::UNIFORM, 0, 255);
        cv::GaussianBlur(noise, texture, {0, 0}, 3);
        cv::normalize(texture, texture, 0, 255, cv::NORM_MINMAX);
    }
    cv::Mat motion(int frame) const {
        cv::Mat m = cv::getRotationMatrix2D({300, 220}, 1.2 * frame, 1 + 0.004 * frame);
        m.at<double>(0, 2) += 3.1 * frame;
        m.at<double>(1, 2) += 5 * std::sin(0.3 * frame);
        return m;
    }
    /// Where the point that frame 0 shows at `start` is in another frame.
    Eigen::Vector2d at(int frame, const Eigen::Vector2d& start) const {
        cv::Mat inverse;
        cv::invertAffineTransform(motion(0), inverse);
        const cv::Matx23d a(motion(frame)), b(inverse);
        const cv::Vec2d texturePoint = b * cv::Vec3d(start.x(), start.y(), 1);
        const cv::Vec2d point = a * cv::Vec3d(texturePoint[0], texturePoint[1], 1);
        return {point[0], point[1]};
    }
    Result<ImageU8> read(int frame) const {
        cv::Mat picture, colour;
        cv::warpAffine(texture, picture, motion(frame), texture.size(), cv::INTER_LINEAR, cv::BORDER_REFLECT);
        if (frame >= hiddenFrom && frame < hiddenTo) picture.setTo(90);
        cv::cvtColor(picture, colour, cv::COLOR_GRAY2RGB);
        ImageU8 out(640, 480, 3);
        colour.copyTo(cv::Mat(480, 640, CV_8UC3, out.data.data()));
        return out;
    }
    Result<std::vector<MarkTrack>> track(const std::vector<MarkClick>& clicks,
                                         const ExpectedPixel& expected = {}) const {
        MarkTracker tracker;
        return tracker.track([&](int f) { return read(f); }, kFrames, clicks, expected, {});
    }
};

TEST(MarkTracker, FollowsPointsForwardsAndBackwardsToWithinAPixel) {
    const Clip clip;
    const std::vector<Eigen::Vector2d> points{{300, 220}, {180, 150}, {350, 330}};
    const int clicked[] = {10, 0, kFrames - 1};
    std::vector<MarkClick> clicks;
    for (size_t m = 0; m < 3; ++m) clicks.push_back({clicked[m], clip.at(clicked[m], points[m])});
    const auto tracks = clip.track(clicks);
    ASSERT_TRUE(tracks.has_value());
    for (size_t m = 0; m < 3; ++m)
        for (int f = 0; f < kFrames; ++f) {
            const auto frame = static_cast<size_t>(f);
            EXPECT_LT(((*tracks)[m].pixels[frame] - clip.at(f, points[m])).norm(), 1.0)
                << "mark " << m << " frame " << f;
            EXPECT_GT((*tracks)[m].visibility[frame], 0.75F);
        }
}

TEST(MarkTracker, ReadsEveryFrameAtMostTwiceWhateverTheNumberOfMarks) {
    const Clip clip;
    std::vector<int> reads(kFrames, 0);
    MarkTracker tracker;
    const std::vector<MarkClick> clicks{{5, {300, 220}}, {9, {200, 200}}, {0, {320, 300}}};
    const auto tracks = tracker.track(
        [&](int f) {
            ++reads[static_cast<size_t>(f)];
            return clip.read(f);
        },
        kFrames, clicks, {}, {});
    ASSERT_TRUE(tracks.has_value());
    for (const int count : reads) EXPECT_LE(count, 2);
}

TEST(MarkTracker, EndsWhereTheMarkIsHidden) {
    Clip clip;
    clip.hiddenFrom = 12;
    const auto tracks = clip.track({{0, {300, 220}}});
    ASSERT_TRUE(tracks.has_value());
    EXPECT_TRUE((*tracks)[0].pixels[11].allFinite());
    for (size_t f = 12; f < kFrames; ++f) {
        EXPECT_FALSE((*tracks)[0].pixels[f].allFinite()) << "frame " << f;
        EXPECT_EQ((*tracks)[0].visibility[f], 0);
    }
}

TEST(MarkTracker, FindsAMarkAgainThatWasHiddenForAWhile) {
    Clip clip;
    clip.hiddenFrom = 8;
    clip.hiddenTo = 13;
    const auto tracks = clip.track({{0, {300, 220}}});
    ASSERT_TRUE(tracks.has_value());
    for (size_t f = 8; f < 13; ++f) EXPECT_FALSE((*tracks)[0].pixels[f].allFinite()) << "frame " << f;
    int seen = 0;
    for (int f = 13; f < kFrames; ++f) {
        const Eigen::Vector2d pixel = (*tracks)[0].pixels[static_cast<size_t>(f)];
        if (!pixel.allFinite()) continue;
        ++seen;
        EXPECT_LT((pixel - clip.at(f, {300, 220})).norm(), 1.5) << "frame " << f;
    }
    EXPECT_GE(seen, 9);
}

TEST(MarkTracker, BelievesNoMarkFarFromWhereItIsExpected) {
    const Clip clip;
    const auto wrong = [](size_t, int) { return Eigen::Vector2d(60, 60); };
    const auto tracks = clip.track({{0, {300, 220}}}, wrong);
    ASSERT_TRUE(tracks.has_value());
    for (size_t f = 1; f < kFrames; ++f) EXPECT_FALSE((*tracks)[0].pixels[f].allFinite()) << "frame " << f;
}

TEST(MarkTracker, DoesNotStickToAnOccluderThatPassesInFront) {
    // A textured card slides over the mark from the left and stays there.
    const Clip clip;
    cv::Mat card(200, 160, CV_8UC3);
    cv::RNG random(11);
    random.fill(card, cv::RNG::UNIFORM, 0, 255);
    cv::GaussianBlur(card, card, {0, 0}, 2);
    MarkTracker tracker;
    const auto tracks = tracker.track(
        [&](int f) {
            auto picture = *clip.read(f);
            const int x = std::min(20 + 18 * f, 290);
            card.copyTo(cv::Mat(480, 640, CV_8UC3, picture.data.data())(cv::Rect(x, 130, 160, 200)));
            return Result<ImageU8>(picture);
        },
        kFrames, std::vector<MarkClick>{{0, {300, 220}}}, {}, {});
    ASSERT_TRUE(tracks.has_value());
    EXPECT_TRUE((*tracks)[0].pixels[4].allFinite());
    for (int f = 0; f < kFrames; ++f) {
        const Eigen::Vector2d truth = clip.at(f, {300, 220}),
                              pixel = (*tracks)[0].pixels[static_cast<size_t>(f)];
        const bool covered = std::min(20 + 18 * f, 290) + 160 > truth.x() + 3;
        if (covered) {
            EXPECT_FALSE(pixel.allFinite()) << "frame " << f;
        } else if (pixel.allFinite()) {
            EXPECT_LT((pixel - truth).norm(), 2) << "frame " << f;
        }
    }
}

TEST(MarkTracker, PassesOnWhatCannotBeRead) {
    const Clip clip;
    MarkTracker tracker;
    const auto tracks = tracker.track(
        [&](int f) -> Result<ImageU8> {
            if (f == 3) return inputError("frame 3 is broken");
            return clip.read(f);
        },
        kFrames, std::vector<MarkClick>{{0, {300, 220}}}, {}, {});
    ASSERT_FALSE(tracks.has_value());
    EXPECT_EQ(tracks.error().message, "frame 3 is broken");
}

}  // namespace
}  // namespace camframe
