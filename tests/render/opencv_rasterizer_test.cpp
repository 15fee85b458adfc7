// SPDX-License-Identifier: Apache-2.0
// Masks against an independent rasteriser: OpenCV's polygon fill at 16 times the resolution.
#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "model/core/demo_robot.h"
#include "model/core/io/urdf_reader.h"
#include "render/test_scene.h"
#include "support/shared_data.h"

namespace camframe {
namespace {

constexpr int kScale = 16, kShift = 6;

/// Robot pixels by filling every projected triangle. Pixel (i, j)'s centre is the centre of fine pixel
/// (16 i + 8, 16 j + 8), so the mask is read there: no half-pixel offset between the two conventions.
/// Requires all of the robot in front of the camera.
ImageU8 maskByOpenCv(const RobotGeometry& geometry, const RenderView& view) {
    cv::Mat fine(view.camera.height * kScale, view.camera.width * kScale, CV_8U, cv::Scalar(0));
    for (const RobotGeometry::Part& part : geometry.parts()) {
        const RigidTransform camFromLink =
            view.camFromBase * view.baseFromLink[static_cast<size_t>(part.link)];
        const TriangleMesh& mesh = part.lods[0].mesh;
        std::vector<cv::Point> pixels;
        for (const Eigen::Vector3f& v : mesh.vertices) {
            const auto pixel = view.camera.project(camFromLink * v.cast<double>());
            EXPECT_TRUE(pixel);
            const Eigen::Vector2d at =
                (kScale * pixel.value_or(Eigen::Vector2d::Zero()) + Eigen::Vector2d::Constant(kScale / 2)) *
                (1 << kShift);
            pixels.emplace_back(static_cast<int>(std::lround(at.x())), static_cast<int>(std::lround(at.y())));
        }
        for (const auto& t : mesh.triangles) {
            const std::array<cv::Point, 3> corners{pixels[t[0]], pixels[t[1]], pixels[t[2]]};
            cv::fillConvexPoly(fine, corners.data(), 3, cv::Scalar(255), cv::LINE_8, kShift);
        }
    }
    ImageU8 mask(view.camera.width, view.camera.height);
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x)
            mask.at(x, y) = fine.at<uint8_t>(kScale * y + kScale / 2, kScale * x + kScale / 2);
    return mask;
}

void compareWithOpenCv(const RobotModel& robot, int poses, const std::string& what) {
    const auto geometry = test::geometryOf(robot);
    auto renderer = test::cpuRenderer(geometry, 2);
    std::mt19937 random(21);
    size_t robotPixels = 0, differing = 0;
    for (int i = 0; i < poses; ++i) {
        const test::RandomView random1 = test::randomView(robot, *geometry, random, 2.5, 3.5);
        const RenderedFrame frame = test::renderOne(*renderer, random1.view);
        const ImageU8 expected = maskByOpenCv(*geometry, random1.view);
        const ImageU8 actual = frame.mask();
        for (size_t p = 0; p < expected.data.size(); ++p) {
            robotPixels += expected.data[p] != 0;
            differing += expected.data[p] != actual.data[p];
        }
    }
    std::printf("%s: %zu mask pixels, %zu differ (%.3f %%)\n", what.c_str(), robotPixels, differing,
                100.0 * static_cast<double>(differing) / static_cast<double>(robotPixels));
    EXPECT_GT(robotPixels, 10000U * static_cast<size_t>(poses));
    EXPECT_LE(static_cast<double>(differing), 0.003 * static_cast<double>(robotPixels)) << what;
}

TEST(OpenCvRasterizer, AgreesOnSelfMadeMeshes) {
    compareWithOpenCv(test::robotOfMeshes({test::lumpyBall({0, 0, 0.1F}, 0.2F, 30, 1),
                                           test::lumpyBall({0.2F, 0.1F, 0.2F}, 0.12F, 9, 2)}),
                      2, "balls");
}

TEST(OpenCvRasterizer, AgreesOnTheDemoRobot) {
    const auto robot = makeDemoRobot();
    ASSERT_TRUE(robot) << robot.error().message;
    compareWithOpenCv(*robot, 2, "demo robot");
}

TEST(OpenCvRasterizer, AgreesOnPanda) {
    CAMFRAME_SHARED_OR_SKIP(urdf, "robots/panda/panda_hand.urdf");
    const auto robot = readUrdf(urdf, {});
    ASSERT_TRUE(robot) << robot.error().message;
    compareWithOpenCv(*robot, 3, "panda");
}

}  // namespace
}  // namespace camframe
