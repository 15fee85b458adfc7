// SPDX-License-Identifier: Apache-2.0
#include "calib/occlusion.h"

#include <gtest/gtest.h>

#include "calib/robot_scene.h"
#include "model/core/evaluation.h"

namespace camframe {
namespace {

using test::RobotScene;

void fill(ImageU8& image, int x0, int y0, int x1, int y1, uint8_t value) {
    for (int y = y0; y < y1; ++y)
        for (int x = x0; x < x1; ++x) image.at(x, y) = value;
}

TEST(Occlusion, APatchThatIsMissingInsideTheDrawnRobotIsHidden) {
    ImageU8 drawn(200, 150), seen(200, 150);
    fill(drawn, 40, 40, 140, 100, 255);
    seen = drawn;
    fill(seen, 80, 30, 100, 110, 0);  // a post before the robot
    const auto hidden = findOccluded(drawn, seen, 3);
    ASSERT_TRUE(hidden);
    EXPECT_EQ(hidden->at(90, 70), 255);
    EXPECT_EQ(hidden->at(90, 40), 255) << "the outline that the post hides counts for nothing";
    EXPECT_EQ(hidden->at(60, 70), 0);
    EXPECT_EQ(hidden->at(60, 40), 0);
}

TEST(Occlusion, AnOutlineThatIsAFewPixelsOffHidesNothing) {
    ImageU8 drawn(200, 150), seen(200, 150);
    fill(drawn, 40, 40, 140, 100, 255);
    fill(seen, 42, 42, 142, 102, 255);
    EXPECT_FALSE(findOccluded(drawn, seen, 3));
}

TEST(Occlusion, MeasurementsInIgnoredPlacesAreDroppedAtAnySize) {
    ImageU8 ignore(100, 80);
    fill(ignore, 0, 0, 50, 80, 255);
    std::vector<ContourMeasurement> measurements(2);
    measurements[0].pixel = {90, 70};  // left half of a picture of twice the size
    measurements[1].pixel = {110, 70};
    dropIgnored(ignore, 200, 160, measurements);
    ASSERT_EQ(measurements.size(), 1U);
    EXPECT_EQ(measurements[0].pixel.x(), 110);
}

TEST(CalibrateCamera, APostBeforeTheRobotThatCutsTheMasksDoesNotPullThePose) {
    RobotScene scene(3, 16, true);
    for (SyntheticFrame& frame : scene.recording.frames) fill(frame.mask, 150, 0, 175, 240, 0);
    const auto errorWith = [&](bool ignoreRegions) {
        RobotScene::Frames frames(scene);
        CalibrationInput input = scene.input(frames);
        input.maskOfFrame = scene.masks();
        input.initialCamFromBase = scene.recording.camFromBase;
        if (ignoreRegions)
            input.ignoreOfFrame = [](int) -> Result<std::optional<ImageU8>> {
                ImageU8 region(320, 240);
                fill(region, 145, 0, 180, 240, 255);
                return std::optional<ImageU8>(region);
            };
        const auto run = calibrateCamera(input, RobotScene::options(), {});
        if (ignoreRegions) {
            EXPECT_GT(run->calibration.quality.maskIou.value_or(0), 0.97);
        }
        return comparePoses(*run->calibration.camFromBase, scene.recording.camFromBase).translationMm;
    };
    EXPECT_LT(errorWith(false), 0.8);
    EXPECT_LT(errorWith(true), 0.8);
}

}  // namespace
}  // namespace camframe
