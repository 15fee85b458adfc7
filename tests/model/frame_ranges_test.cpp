// SPDX-License-Identifier: Apache-2.0
#include "model/core/frame_ranges.h"

#include <gtest/gtest.h>

#include "model/core/calibration_fingerprint.h"
#include "model/core/io/calibration_file.h"

namespace camframe {
namespace {

TEST(FrameRanges, AreReadJoinedAndWrittenShort) {
    const auto ranges = FrameRanges::parse(" 12, 0-3 ,4-5, 9- ");
    ASSERT_TRUE(ranges) << ranges.error().message;
    EXPECT_EQ(ranges->text(), "0-5,9-");
    EXPECT_EQ(ranges->of(11), (std::vector<int>{0, 1, 2, 3, 4, 5, 9, 10}));
    EXPECT_EQ(ranges->countOf(11), 8);
    EXPECT_EQ(FrameRanges::parse("20-30")->countOf(10), 0);
    EXPECT_EQ(FrameRanges::parse("3")->of(10), (std::vector<int>{3}));
    EXPECT_TRUE(FrameRanges::parse("20-30")->of(10).empty()) << "beyond the end there is nothing";
    const auto all = FrameRanges::parse("");
    EXPECT_TRUE(all->all());
    EXPECT_EQ(all->of(3), (std::vector<int>{0, 1, 2}));
    EXPECT_EQ(all->text(), "");
}

TEST(FrameRanges, WhatIsNoRangeIsSaid) {
    for (const char* text : {"a", "5-3", "-4", "1,,2", "1-2-3", "1.5", "99999999999"}) {
        const auto ranges = FrameRanges::parse(text);
        ASSERT_FALSE(ranges) << text;
        EXPECT_NE(ranges.error().message.find("10-200"), std::string::npos) << "how it is written";
    }
}

Calibration posed() {
    Calibration calibration;
    calibration.status = CalibrationStatus::Ok;
    calibration.cameraName = "front";
    calibration.camera = CameraModel::guessed(640, 480);
    RigidTransform pose = RigidTransform::Identity();
    pose.linear() = Eigen::AngleAxisd(0.7, Eigen::Vector3d(1, 2, 3).normalized()).toRotationMatrix();
    pose.translation() = Eigen::Vector3d(0.1, -0.2, 1.3);
    calibration.camFromBase = pose;
    return calibration;
}

TEST(CalibrationFingerprint, IsAboutWhatLabelsDependOnAndNothingElse) {
    const Calibration one = posed();
    const uint64_t print = calibrationFingerprint(one);
    EXPECT_NE(print, 0U);
    EXPECT_EQ(calibrationFingerprint(Calibration{}), 0U) << "no pose";

    Calibration same = one;
    same.status = CalibrationStatus::Failed;
    same.camFromBaseGuess = same.camFromBase;
    same.camFromBase.reset();
    same.quality.risk = 0.5;
    same.edits.push_back({"accept", "", ""});
    EXPECT_EQ(calibrationFingerprint(same), print) << "a rejected pose is the same pose";
    const auto read = calibrationFromJson(calibrationToJson(one), "test");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(calibrationFingerprint(*read), print) << "through a file";

    Calibration moved = one;
    moved.camFromBase->translation().x() += 1e-6;
    EXPECT_NE(calibrationFingerprint(moved), print);
    Calibration lens = one;
    lens.camera.fx += 0.001;
    EXPECT_NE(calibrationFingerprint(lens), print);
    Calibration late = one;
    late.lagFrames = Estimate{1, {}};
    EXPECT_NE(calibrationFingerprint(late), print);
    Calibration bent = one;
    bent.jointOffsets["j"] = Estimate{0.01, {}};
    EXPECT_NE(calibrationFingerprint(bent), print);
}

}  // namespace
}  // namespace camframe
