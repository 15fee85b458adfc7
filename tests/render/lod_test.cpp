// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "model/core/demo_robot.h"
#include "model/core/io/urdf_reader.h"
#include "render/test_scene.h"
#include "support/shared_data.h"

namespace camframe {
namespace {

/// Draws with and without levels of detail; differing pixels must lie at the full mesh's outline, within the
/// tolerance plus the pixel grid, and be few.
void compareLevels(const RobotModel& robot, double tolerancePx) {
    const auto geometry = test::geometryOf(robot);
    auto renderer = test::cpuRenderer(geometry, 2);
    std::mt19937 random(2);
    size_t differing = 0, outline = 0;
    double farthest = 0;
    for (int i = 0; i < 6; ++i) {
        const test::RandomView pose = test::randomView(robot, *geometry, random, 1.5, 4);
        RenderOptions options;
        const RenderedFrame full = test::renderOne(*renderer, pose.view, options);
        options.lodTolerancePx = tolerancePx;
        const RenderedFrame coarse = test::renderOne(*renderer, pose.view, options);
        // Distance of each pixel from the nearest outline pixel of the full drawing.
        cv::Mat elsewhere(full.linkId.height, full.linkId.width, CV_8U, cv::Scalar(255)), distance;
        for (const ContourPoint& p : full.contour) elsewhere.at<uint8_t>(p.y, p.x) = 0;
        cv::distanceTransform(elsewhere, distance, cv::DIST_L2, cv::DIST_MASK_PRECISE);
        outline += full.contour.size();
        for (int y = 0; y < full.linkId.height; ++y)
            for (int x = 0; x < full.linkId.width; ++x) {
                if ((full.linkId.at(x, y) == 0) == (coarse.linkId.at(x, y) == 0)) continue;
                ++differing;
                farthest = std::max<double>(farthest, distance.at<float>(y, x));
            }
    }
    EXPECT_GT(outline, 3000U);
    // The contour is the innermost robot pixel, so the outline itself runs up to a pixel and a half away.
    EXPECT_LE(farthest, tolerancePx + 1.5) << robot.name();
    EXPECT_LE(static_cast<double>(differing), tolerancePx * static_cast<double>(outline)) << robot.name();
    EXPECT_GT(differing, 0U) << "no level of detail was used";
}

TEST(LevelOfDetail, OutlineOfTheDemoRobotStaysWithinTolerance) {
    const auto robot = makeDemoRobot();
    ASSERT_TRUE(robot) << robot.error().message;
    for (const double tolerance : {0.3, 1.0}) compareLevels(*robot, tolerance);
}

TEST(LevelOfDetail, OutlineOfPandaStaysWithinTolerance) {
    CAMFRAME_SHARED_OR_SKIP(urdf, "robots/panda/panda_hand.urdf");
    const auto robot = readUrdf(urdf, {});
    ASSERT_TRUE(robot) << robot.error().message;
    for (const double tolerance : {0.3, 1.0}) compareLevels(*robot, tolerance);
}

}  // namespace
}  // namespace camframe
