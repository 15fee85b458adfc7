// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "render/test_scene.h"

namespace camframe {
namespace {

using test::Scene;

RenderedFrame draw(const Scene& scene, int threads = 1) {
    return test::renderOne(*test::cpuRenderer(scene.geometry, threads), scene.view());
}

size_t robotPixels(const RenderedFrame& frame) {
    return static_cast<size_t>(std::count_if(frame.linkId.data.begin(), frame.linkId.data.end(),
                                             [](uint8_t id) { return id != 0; }));
}

/// Compares every pixel with a ray cast in double precision, except where a ray passes within `margin` of an
/// edge. Returns the number of pixels that were compared and robot.
int expectLikeRays(const Scene& scene, const RenderedFrame& frame, double margin) {
    int robot = 0, wrong = 0, skipped = 0;
    double worst = 0;
    for (int y = 0; y < frame.linkId.height; ++y)
        for (int x = 0; x < frame.linkId.width; ++x) {
            const test::RayHit hit = test::castRay(scene, x, y);
            if (hit.margin < margin) {
                ++skipped;
                continue;
            }
            wrong += frame.linkId.at(x, y) != hit.id;
            if (hit.id == 0 || frame.linkId.at(x, y) == 0) continue;
            ++robot;
            worst = std::max(worst, std::abs(frame.depth.at(x, y) - hit.depth) / hit.depth);
        }
    EXPECT_EQ(wrong, 0);
    EXPECT_LT(worst, 5e-5);  // single precision on triangles seen edge-on
    EXPECT_LT(skipped, frame.linkId.width * frame.linkId.height / 20);
    return robot;
}

TEST(Rasterizer, TriangleIsWhereRaysMeetIt) {
    const Scene scene({test::triangleMesh({-0.3F, -0.2F, 1.0F}, {0.4F, -0.1F, 1.5F}, {0.0F, 0.35F, 0.7F})});
    EXPECT_GT(expectLikeRays(scene, draw(scene), 1e-4), 5000);
}

TEST(Rasterizer, OverlappingBallsAreWhereRaysMeetThem) {
    const Scene scene(
        {test::lumpyBall({0.05F, 0.02F, 0.8F}, 0.2F, 8, 1), test::lumpyBall({-0.1F, 0, 0.7F}, 0.12F, 7, 2),
         test::lumpyBall({0.3F, -0.2F, 0.9F}, 0.15F, 6, 3)},
        160, 120);
    EXPECT_GT(expectLikeRays(scene, draw(scene), 1e-5), 4000);
}

TEST(Rasterizer, NearPlaneCutsTriangles) {
    // Reaches from 2 m in front of the camera to 3 m behind it.
    const Scene scene({test::triangleMesh({-0.1F, 0.1F, 2.0F}, {0.5F, 0.3F, -3.0F}, {-0.6F, 0.25F, -3.0F})});
    const RenderedFrame frame = draw(scene);
    EXPECT_GT(expectLikeRays(scene, frame, 1e-4), 5000);
    for (const float z : frame.depth.data) EXPECT_TRUE(z == 0 || z > 0.0099F);
}

TEST(Rasterizer, HugeTriangleFillsThePicture) {
    const Scene scene({test::triangleMesh({-900, -700, 2}, {1100, -600, 40}, {30, 1300, 9})});
    const RenderedFrame frame = draw(scene);
    EXPECT_EQ(robotPixels(frame), frame.linkId.pixelCount());
    EXPECT_EQ(expectLikeRays(scene, frame, 1e-6), static_cast<int>(frame.linkId.pixelCount()));
}

TEST(Rasterizer, BehindTheCameraNothingIsDrawn) {
    const Scene scene({test::lumpyBall({0, 0, -1}, 0.3F, 8, 1)});
    EXPECT_EQ(robotPixels(draw(scene)), 0U);
}

TEST(Rasterizer, CameraInsideAMeshSeesItEverywhere) {
    const Scene scene({test::lumpyBall({0, 0, 0}, 0.5F, 20, 1)});
    const RenderedFrame frame = draw(scene);
    EXPECT_EQ(robotPixels(frame), frame.linkId.pixelCount());
}

TEST(Rasterizer, NeighbouringTrianglesLeaveNoGapAndMeetOnPixelCentres) {
    // A wall of jittered cells, many of whose corners lie exactly on pixel centres.
    std::mt19937 random(7);
    std::uniform_int_distribution<int> jitter(-6, 6);
    TriangleMesh wall;
    const int cells = 48;
    for (int j = 0; j <= cells; ++j)
        for (int i = 0; i <= cells; ++i) {
            const float u = 20.0F * static_cast<float>(i) - 300 + static_cast<float>(jitter(random));
            const float v = 20.0F * static_cast<float>(j) - 300 + 0.25F * static_cast<float>(jitter(random));
            wall.vertices.push_back({u / 256, v / 256, 1});
        }
    for (int j = 0; j < cells; ++j)
        for (int i = 0; i < cells; ++i) {
            const auto a = static_cast<uint32_t>(j * (cells + 1) + i), b = a + 1, c = a + cells + 1,
                       d = c + 1;
            wall.triangles.push_back({a, b, d});
            wall.triangles.push_back({a, d, c});
        }
    Scene scene({wall});
    scene.camera = {320, 240, 256, 256, 0, 0, {}};
    EXPECT_EQ(robotPixels(draw(scene)), scene.geometry ? 320U * 240U : 0U);
}

TEST(Rasterizer, SharedEdgeOnPixelCentresBelongsToOneSide) {
    // Two links share the edge x = 100 exactly; a third, farther, must not shine through.
    Scene scene({test::quadMesh({50 / 256.0F, 0, 1}, {100 / 256.0F, 0, 1}, {100 / 256.0F, 0.5F, 1},
                                {50 / 256.0F, 0.5F, 1}),
                 test::quadMesh({100 / 256.0F, 0, 1}, {150 / 256.0F, 0, 1}, {150 / 256.0F, 0.5F, 1},
                                {100 / 256.0F, 0.5F, 1}),
                 test::quadMesh({-4, -4, 2}, {4, -4, 2}, {4, 4, 2}, {-4, 4, 2})});
    scene.camera = {320, 240, 256, 256, 0, 0, {}};
    const RenderedFrame frame = draw(scene);
    for (int y = 1; y < 127; ++y) {
        EXPECT_EQ(frame.linkId.at(75, y), 1);
        EXPECT_TRUE(frame.linkId.at(100, y) == 1 || frame.linkId.at(100, y) == 2)
            << int(frame.linkId.at(100, y));
        EXPECT_EQ(frame.linkId.at(125, y), 2);
        EXPECT_EQ(frame.linkId.at(200, y), 3);
    }
    // Exactly one of the two opposite edges of a quad owns the pixels on it: 50 wide, 50 pixels.
    int owned = 0;
    for (int x = 0; x < 320; ++x) owned += frame.linkId.at(x, 60) == 1;
    EXPECT_EQ(owned, 50);
}

TEST(Rasterizer, EqualDepthGoesToTheLowerId) {
    const TriangleMesh triangle =
        test::triangleMesh({-0.3F, -0.2F, 1.0F}, {0.4F, -0.1F, 1.5F}, {0.0F, 0.35F, 0.7F});
    const RenderedFrame frame = draw(Scene({triangle, triangle}));
    EXPECT_GT(robotPixels(frame), 1000U);
    for (const uint8_t id : frame.linkId.data) EXPECT_NE(id, 2);
}

TEST(Rasterizer, ThreadsAndRepetitionsGiveEqualBits) {
    std::vector<TriangleMesh> balls;
    for (unsigned i = 0; i < 6; ++i)
        balls.push_back(test::lumpyBall({0.1F * static_cast<float>(i) - 0.25F, 0.03F, 0.6F}, 0.11F, 40, i));
    const Scene scene(std::move(balls));
    const RenderedFrame first = draw(scene), again = draw(scene), threaded = draw(scene, 3);
    EXPECT_GT(robotPixels(first), 5000U);
    EXPECT_EQ(first.linkId, again.linkId);
    EXPECT_EQ(first.depth, again.depth);
    EXPECT_EQ(first.linkId, threaded.linkId);
    EXPECT_EQ(first.depth, threaded.depth);
    ASSERT_EQ(first.contour.size(), threaded.contour.size());

    // Many views on two threads: whole frames per thread, and a remainder that is shared.
    const std::vector<RenderView> views(5, scene.view());
    auto frames = test::cpuRenderer(scene.geometry, 2)->render(views, {});
    ASSERT_TRUE(frames);
    for (const RenderedFrame& frame : *frames) {
        EXPECT_EQ(frame.linkId, first.linkId);
        EXPECT_EQ(frame.depth, first.depth);
    }
}

TEST(Rasterizer, ScratchMemoryIsCleanBetweenViewsOfDifferentSize) {
    const Scene scene({test::lumpyBall({0, 0, 0.6F}, 0.15F, 20, 3)});
    auto renderer = test::cpuRenderer(scene.geometry);
    std::vector<RenderView> views(3, scene.view());
    views[1].camera = views[1].camera.resized(100, 77);
    views[2].camera.width = 0;
    const auto together = renderer->render(views, {});
    ASSERT_TRUE(together);
    EXPECT_EQ((*together)[0].linkId, draw(scene).linkId);
    EXPECT_EQ((*together)[1].linkId, test::renderOne(*test::cpuRenderer(scene.geometry), views[1]).linkId);
    EXPECT_TRUE((*together)[2].linkId.empty());
    EXPECT_TRUE((*together)[2].contour.empty());
}

TEST(Rasterizer, LinksThatAreNotKnownOrIgnoredKeepTheirIds) {
    const Scene scene(
        {test::lumpyBall({-0.2F, 0, 0.8F}, 0.1F, 8, 1), test::lumpyBall({0.2F, 0, 0.8F}, 0.1F, 8, 2)});
    RenderView view = scene.view();
    const std::vector<bool> known{false, true};
    view.linkKnown = &known;
    const RenderedFrame partly = test::renderOne(*test::cpuRenderer(scene.geometry), view);
    auto geometry =
        RobotGeometry::build(scene.robot, {[](const std::string& name) { return name == "link0"; }});
    ASSERT_TRUE(geometry);
    const RenderedFrame ignored = test::renderOne(
        *test::cpuRenderer(std::make_shared<const RobotGeometry>(std::move(*geometry))), scene.view());
    EXPECT_GT(robotPixels(partly), 500U);
    EXPECT_EQ(partly.linkId, ignored.linkId);
    for (const uint8_t id : partly.linkId.data) EXPECT_TRUE(id == 0 || id == 2);
}

TEST(Rasterizer, DepthAndContourCanBeLeftOut) {
    const Scene scene({test::lumpyBall({0, 0, 0.6F}, 0.15F, 20, 3)});
    auto renderer = test::cpuRenderer(scene.geometry);
    const RenderedFrame full = test::renderOne(*renderer, scene.view());
    RenderOptions options;
    options.depth = false;
    const RenderedFrame noDepth = test::renderOne(*renderer, scene.view(), options);
    options.contour = false;
    const RenderedFrame bare = test::renderOne(*renderer, scene.view(), options);
    EXPECT_TRUE(noDepth.depth.empty());
    EXPECT_TRUE(bare.contour.empty());
    EXPECT_EQ(bare.linkId, full.linkId);
    ASSERT_EQ(noDepth.contour.size(), full.contour.size());
    for (size_t i = 0; i < full.contour.size(); ++i)
        EXPECT_EQ(noDepth.contour[i].depth, full.contour[i].depth);
}

TEST(Rasterizer, RefusesImpossibleViews) {
    const Scene scene({test::lumpyBall({0, 0, 0.6F}, 0.15F, 20, 3)});
    auto renderer = test::cpuRenderer(scene.geometry);
    std::vector<RenderView> views(2, scene.view());
    views[1].camera.fx = 0;
    auto frames = renderer->render(views, {});
    ASSERT_FALSE(frames);
    EXPECT_NE(frames.error().message.find("view 1"), std::string::npos) << frames.error().message;
    views[1] = scene.view();
    views[1].baseFromLink = {};
    EXPECT_FALSE(renderer->render(views, {}));
    views[1] = scene.view();
    views[1].camFromBase.translation().x() = std::nan("");
    EXPECT_FALSE(renderer->render(views, {}));
}

TEST(RobotGeometry, RefusesMoreThan255DrawnLinks) {
    const auto meshes = [](size_t count) {
        return std::vector<TriangleMesh>(count, test::triangleMesh({0, 0, 1}, {0.1F, 0, 1}, {0, 0.1F, 1}));
    };
    EXPECT_TRUE(RobotGeometry::build(test::robotOfMeshes(meshes(255)), {}));
    const auto tooMany = RobotGeometry::build(test::robotOfMeshes(meshes(256)), {});
    ASSERT_FALSE(tooMany);
    EXPECT_NE(tooMany.error().message.find("255"), std::string::npos);
}

TEST(RobotGeometry, EmptyRobotDrawsEmptyPictures) {
    const Scene scene({TriangleMesh{}});
    EXPECT_TRUE(scene.geometry->parts().empty());
    const RenderedFrame frame = draw(scene);
    EXPECT_EQ(frame.linkId.width, 320);
    EXPECT_EQ(robotPixels(frame), 0U);
    EXPECT_TRUE(frame.contour.empty());
}

TEST(RobotGeometry, LevelOfDetailStaysWithinItsTolerance) {
    const RobotModel robot = test::robotOfMeshes({test::lumpyBall({0, 0, 0.6F}, 0.15F, 40, 3)});
    const auto built = RobotGeometry::build(robot, {nullptr, 0.05F});
    ASSERT_TRUE(built);
    const RobotGeometry& geometry = *built;
    ASSERT_GT(geometry.parts()[0].lods.size(), 2U);
    EXPECT_EQ(geometry.lodFor(0, 0), 0);
    for (const float tolerance : {1e-4F, 1e-2F, 1.0F}) {
        const auto lod = static_cast<size_t>(geometry.lodFor(0, tolerance));
        EXPECT_LE(geometry.parts()[0].lods[lod].error, tolerance);
    }
    EXPECT_GT(geometry.lodFor(0, 1.0F), 0);
}

}  // namespace
}  // namespace camframe
