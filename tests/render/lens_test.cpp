// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "render/lens_map.h"
#include "render/raster_rules.h"
#include "render/test_scene.h"

namespace camframe {
namespace {

using test::Scene;

constexpr std::array<std::array<double, 5>, 6> kLenses{{{-0.3, 0, 0, 0, 0},
                                                        {-0.3, 0.12, 0, 0, -0.02},
                                                        {0.25, -0.1, 0, 0, 0.03},
                                                        {0, 0, 0.01, -0.015, 0},
                                                        {-0.25, 0.09, 0.003, -0.002, -0.01},
                                                        {-1.2, 0, 0, 0, 0}}};  // folds inside the picture

Scene lensScene(const std::array<double, 5>& distortion) {
    // Large triangles (a wall across the whole view) and small ones, a link that is seen from its inside, and
    // one behind the camera whose points a careless lens would fold into the picture.
    Scene scene({test::lumpyBall({0.05F, 0.02F, 0.5F}, 0.12F, 8, 1),
                 test::lumpyBall({-0.2F, 0.12F, 0.6F}, 0.1F, 6, 2),
                 test::quadMesh({-0.5F, -0.3F, 0.9F}, {3, -2, 1.3F}, {3, -0.1F, 1.0F}, {-0.3F, 0.0F, 0.8F}),
                 test::lumpyBall({0, 0.6F, -0.5F}, 0.3F, 6, 4)},
                200, 150);
    scene.camera.fx = scene.camera.fy = 130;
    scene.camera.distortion = distortion;
    return scene;
}

TEST(Lens, EveryPixelShowsWhatItsRayMeets) {
    for (const auto& distortion : kLenses) {
        const Scene scene = lensScene(distortion);
        const RenderedFrame frame = test::renderOne(*test::cpuRenderer(scene.geometry), scene.view());
        const CameraModel& camera = scene.camera;
        int wrong = 0, robot = 0, unseen = 0;
        double worst = 0;
        for (int y = 0; y < camera.height; ++y)
            for (int x = 0; x < camera.width; ++x) {
                const Eigen::Vector2d target((x - camera.cx) / camera.fx, (y - camera.cy) / camera.fy);
                const Eigen::Vector2d p = camera.undistort(target);
                if ((camera.distort(p) - target).norm() > 1e-9) {
                    // No ray of the lens reaches this pixel.
                    ++unseen;
                    wrong += frame.linkId.at(x, y) != 0;
                    continue;
                }
                if (p.norm() > 0.99 * camera.validRadius()) continue;
                const test::RayHit hit =
                    test::castRay(scene, camera.fx * p.x() + camera.cx, camera.fy * p.y() + camera.cy);
                if (hit.margin < 1e-4) continue;
                wrong += frame.linkId.at(x, y) != hit.id;
                if (hit.id == 0 || frame.linkId.at(x, y) == 0) continue;
                ++robot;
                worst = std::max(worst, std::abs(frame.depth.at(x, y) - hit.depth) / hit.depth);
            }
        EXPECT_EQ(wrong, 0) << "k1 = " << distortion[0];
        // The last lens folds so early that it sees only the middle of the picture.
        const bool folds = distortion[0] < -1;
        EXPECT_GT(robot, folds ? 2000 : 6000) << "k1 = " << distortion[0];
        EXPECT_LT(worst, 1e-4);
        if (folds) {
            EXPECT_GT(unseen, 10000);
        }
    }
}

TEST(Lens, MapInvertsTheModel) {
    for (const auto& distortion : kLenses) {
        const CameraModel camera = lensScene(distortion).camera;
        LensMapCache cache;
        const auto map = cache.get(camera, 2);
        EXPECT_EQ(map, cache.get(camera, 2));
        size_t seen = 0;
        for (int y = 0; y < camera.height; ++y)
            for (int x = 0; x < camera.width; ++x) {
                const float* sample =
                    &map->samples[2 * (static_cast<size_t>(y) * static_cast<size_t>(camera.width) +
                                       static_cast<size_t>(x))];
                if (sample[0] == raster::kFar) continue;
                ++seen;
                const Eigen::Vector2d p((sample[0] - camera.cx) / camera.fx,
                                        (sample[1] - camera.cy) / camera.fy);
                const auto pixel = camera.project({p.x(), p.y(), 1});
                if (!pixel) continue;  // rounded across the valid radius
                EXPECT_NEAR(pixel->x(), x, 1e-3);
                EXPECT_NEAR(pixel->y(), y, 1e-3);
            }
        EXPECT_GT(seen, camera.width * camera.height * (distortion[0] < -1 ? 1U : 3U) / 5U);
    }
}

TEST(Lens, CurvatureBoundsTheBendOfEdges) {
    std::mt19937 random(5);
    for (const auto& distortion : kLenses) {
        const CameraModel camera = lensScene(distortion).camera;
        LensMapCache cache;
        const auto map = cache.get(camera, 1);
        std::uniform_real_distribution<double> at(-map->radius, map->radius), unit(0, 1);
        int tried = 0;
        for (int i = 0; i < 20000; ++i) {
            const Eigen::Vector2d a(at(random), at(random)), b(at(random), at(random));
            if (a.norm() > map->radius || b.norm() > map->radius) continue;
            ++tried;
            const double t = unit(random);
            const Eigen::Vector2d bent = camera.distort(a + t * (b - a));
            const Eigen::Vector2d chord = (1 - t) * camera.distort(a) + t * camera.distort(b);
            const double bend =
                Eigen::Vector2d(camera.fx * (bent - chord).x(), camera.fy * (bent - chord).y()).norm();
            EXPECT_LE(bend, map->curvature * (b - a).squaredNorm());
        }
        EXPECT_GT(tried, 5000);
    }
}

}  // namespace
}  // namespace camframe
