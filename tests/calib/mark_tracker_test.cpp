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
    int hiddenFrom = kFrames;

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
    Eigen::Vector2d at(int frame, const Eigen::Vector2d& start) const {
        const cv::Mat m = motion(frame), first = motion(0);
        cv::Mat inverse;
        cv::invertAffineTransform(first, inverse);
        const cv::Matx23d a(m), b(inverse);
        const cv::Vec2d texturePoint = b * cv::Vec3d(start.x(), start.y(), 1);
        const cv::Vec2d point = a * cv::Vec3d(texturePoint[0], texturePoint[1], 1);
        return {point[0], point[1]};
    }
    Result<ImageU8> read(int frame) const {
        cv::Mat picture;
        cv::warpAffine(texture, picture, motion(frame), texture.size(), cv::INTER_LINEAR, cv::BORDER_REFLECT);
        ImageU8 out(640, 480);
        cv::Mat target(480, 640, CV_8UC1, out.data.data());
        picture.copyTo(target);
        if (frame >= hiddenFrom) target.setTo(90);
        return out;
    }
};

TEST(MarkTracker, FollowsAPointForwardsAndBackwardsToWithinAPixel) {
    const Clip clip;
    const Eigen::Vector2d start = clip.at(10, {300, 220});
    const auto track = trackMark([&](int f) { return clip.read(f); }, kFrames, 10, start, {}, {});
    ASSERT_TRUE(track.has_value());
    for (int f = 0; f < kFrames; ++f)
        EXPECT_LT(((*track)[static_cast<size_t>(f)] - clip.at(f, {300, 220})).norm(), 1.0) << "frame " << f;
}

TEST(MarkTracker, EndsWhereTheMarkIsHidden) {
    Clip clip;
    clip.hiddenFrom = 12;
    const auto track = trackMark([&](int f) { return clip.read(f); }, kFrames, 0, {300, 220}, {}, {});
    ASSERT_TRUE(track.has_value());
    EXPECT_TRUE(std::isfinite((*track)[11].x()));
    for (size_t f = 12; f < kFrames; ++f) EXPECT_TRUE(std::isnan((*track)[f].x())) << "frame " << f;
}

TEST(MarkTracker, PassesOnWhatCannotBeRead) {
    const Clip clip;
    const auto track = trackMark(
        [&](int f) -> Result<ImageU8> {
            if (f == 3) return inputError("frame 3 is broken");
            return clip.read(f);
        },
        kFrames, 0, {300, 220}, {}, {});
    ASSERT_FALSE(track.has_value());
    EXPECT_EQ(track.error().message, "frame 3 is broken");
}

}  // namespace
}  // namespace camframe
