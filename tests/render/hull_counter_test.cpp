// SPDX-License-Identifier: Apache-2.0
#include "render/hull_counter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "model/core/log.h"
#include "render/test_scene.h"
#include "render/vulkan/api.h"
#include "render/vulkan/context.h"

namespace camframe {
namespace {

using vulkan::FaultPoint;

/// Bodies around the origin, cameras that look at them from near and far, and pictures of them.
struct CountingProblem {
    HullScene scene;
    std::vector<HullProjection> projections;  ///< By candidate, frame and body.
    std::mt19937 random;

    CountingProblem(unsigned seed, BitSize size, size_t frames, size_t bodies, size_t candidates,
                    bool skipUsual)
        : random(seed) {
        std::normal_distribution<float> normal;
        std::uniform_real_distribution<float> unit(0, 1);
        scene.size = size;
        scene.frames = frames;
        scene.skipUsual = skipUsual;
        for (size_t b = 0; b < bodies; ++b) {
            std::vector<Eigen::Vector3f> points;
            const Eigen::Vector3f centre(0.4F * normal(random), 0.3F * normal(random), 0.1F * normal(random));
            // From too few points to enclose anything to the most that are allowed; some lie in one row.
            const size_t count = b == 0 ? 2 : b == 1 ? HullScene::kMostPoints : 4 + b * 7 % 60;
            for (size_t i = 0; i < count; ++i) {
                Eigen::Vector3f p(normal(random), normal(random), normal(random));
                p = centre + 0.2F * p.normalized();
                if (i % 3 == 0) p.y() = centre.y();
                points.push_back(p);
            }
            scene.bodies.emplace_back(points);
        }
        for (size_t f = 0; f < frames; ++f) {
            int64_t set = 0;
            for (size_t w = 0; w < size.words(); ++w) {
                // Rows end with unused bits, which no picture sets.
                uint64_t bits = (uint64_t{random()} << 32 | random()) & (uint64_t{random()} << 32 | random());
                const size_t first = w % size.wordsPerRow() * 64, width = static_cast<size_t>(size.width);
                if (first + 64 > width) bits &= width > first ? ~0ULL >> (64 - (width - first)) : 0;
                set += std::popcount(bits);
                scene.observed.push_back(bits);
            }
            scene.observedPixels.push_back(set);
        }
        for (size_t c = 0; c < candidates; ++c) {
            const float distance = c % 7 == 0 ? 0.1F : 0.5F + 3 * unit(random);
            const Eigen::Vector3d target =
                0.3 * Eigen::Vector3d(normal(random), normal(random), normal(random));
            const Eigen::Vector3d eye =
                double{distance} *
                Eigen::Vector3d(normal(random), normal(random), normal(random)).normalized();
            const RigidTransform camFromBase = test::lookAt(target + eye, target);
            Eigen::Matrix3d camera;
            camera << 0.9 * size.width, 0, 0.5 * size.width, 0, 0.9 * size.width, 0.5 * size.height, 0, 0, 1;
            for (size_t f = 0; f < frames; ++f)
                for (size_t b = 0; b < bodies; ++b) {
                    RigidTransform move = RigidTransform::Identity();
                    move.translation() = Eigen::Vector3d(0.05 * double(f), -0.02 * double(b), 0);
                    const Eigen::Matrix<double, 3, 4> m = camera * (camFromBase * move).matrix().topRows<3>();
                    HullProjection rows;
                    Eigen::Map<Eigen::Matrix<float, 3, 4, Eigen::RowMajor>>(rows.data()) = m.cast<float>();
                    // Whole rows and columns on the grid, where edges run through pixels' centres.
                    if (c == 1) rows = {8, 0, 0, 16, 0, 8, 0, 16, 0, 0, 0, 1};
                    projections.push_back(rows);
                }
        }
    }
};

const auto kEqual = [](const BitCounts& a, const BitCounts& b) {
    return a.both == b.both && a.drawn == b.drawn && a.observed == b.observed;
};

std::shared_ptr<const RobotGeometry> anyGeometry() {
    return test::geometryOf(test::robotOfMeshes({test::lumpyBall({0, 0, 1}, 0.2F, 5, 1)}));
}

class HullCounterOn : public ::testing::TestWithParam<RenderBackend> {
protected:
    void SetUp() override {
        if (GetParam() == RenderBackend::Vulkan && listVulkanDevices().empty())
            GTEST_SKIP() << "no Vulkan device (mesa-vulkan-drivers has a software one)";
        RendererOptions options{.backend = GetParam(), .threads = 2};
        options.validation =
            GetParam() == RenderBackend::Vulkan && vulkan::Instance::create(true).has_value();
        options.gpuMemoryMiB = 24;  // several submissions for the larger problems
        auto renderer = makeRenderer(anyGeometry(), options);
        ASSERT_TRUE(renderer) << renderer.error().message;
        m_renderer = std::move(*renderer);
    }

    std::unique_ptr<Renderer> m_renderer;
};

TEST_P(HullCounterOn, CountsAsTheJudgeToThePixel) {
    struct Case {
        BitSize size;
        size_t frames, bodies, candidates;
        bool skipUsual;
    };
    int64_t drawn = 0;
    for (const Case& c : {Case{{80, 60}, 1, 10, 3000, false}, Case{{160, 120}, 5, 11, 300, true},
                          Case{{64, 37}, 4, 3, 200, true}, Case{{192, 341}, 2, 17, 60, false},
                          Case{{100, 75}, 63, 2, 20, true}}) {
        const CountingProblem problem(7, c.size, c.frames, c.bodies, c.candidates, c.skipUsual);
        const auto counter = m_renderer->hullCounter(problem.scene);
        ASSERT_TRUE(counter) << counter.error().message;
        // Fewer frames than there are, and all.
        for (const size_t frames : {(c.frames + 1) / 2, c.frames}) {
            std::vector<HullProjection> projections;
            for (size_t k = 0; k < c.candidates; ++k)
                for (size_t i = 0; i < frames * c.bodies; ++i)
                    projections.push_back(problem.projections[k * c.frames * c.bodies + i]);
            const auto counts = (*counter)->count(projections, frames);
            ASSERT_TRUE(counts) << counts.error().message;
            ASSERT_EQ(counts->size(), c.candidates);
            HullPainter painter;
            std::vector<uint64_t> scratch;
            size_t different = 0;
            for (size_t k = 0; k < c.candidates; ++k) {
                const size_t each = frames * c.bodies;
                const BitCounts expected = countHulls(
                    problem.scene, std::span(projections).subspan(k * each, each), frames, painter, scratch);
                different += !kEqual((*counts)[k], expected);
                drawn += expected.drawn;
            }
            EXPECT_EQ(different, 0U) << c.size.width << " px wide, " << frames << " frames";
        }
    }
    EXPECT_GT(drawn, 1000000);
}

TEST_P(HullCounterOn, RefusesWhatDoesNotFit) {
    CountingProblem problem(3, {80, 60}, 2, 3, 4, false);
    const auto counter = m_renderer->hullCounter(problem.scene);
    ASSERT_TRUE(counter);
    for (const size_t frames : {size_t{2}, size_t{3}}) {
        const auto counts =
            (*counter)->count(std::span(problem.projections).first(frames == 3 ? 18 : 7), frames);
        ASSERT_FALSE(counts);
        EXPECT_EQ(counts.error().kind, ErrorKind::Usage);
    }
    EXPECT_TRUE((*counter)->count({}, 2)->empty());
    problem.scene.bodies.emplace_back(std::vector<Eigen::Vector3f>(65, Eigen::Vector3f(0, 0, 1)));
    EXPECT_FALSE(m_renderer->hullCounter(problem.scene));
}

INSTANTIATE_TEST_SUITE_P(BackEnds, HullCounterOn,
                         ::testing::Values(RenderBackend::Cpu, RenderBackend::Vulkan),
                         [](const auto& backend) {
                             return backend.param == RenderBackend::Cpu ? "Cpu" : "Vulkan";
                         });

TEST(HullCounter, GoesOnInCppWhenTheDeviceIsLost) {
    if (listVulkanDevices().empty()) GTEST_SKIP() << "no Vulkan device";
    std::vector<std::string> warnings;
    setLogSink([&](LogLevel level, std::string_view text) {
        if (level == LogLevel::Warning) warnings.emplace_back(text);
    });
    const auto renderer = makeRenderer(anyGeometry(), {.backend = RenderBackend::Auto, .device = 0});
    ASSERT_TRUE(renderer);
    // A software driver's lanes are the processor's own.
    const bool software = listVulkanDevices()[0].kind == "software";
    EXPECT_EQ((*renderer)->countsHullsFast(), !software);
    const CountingProblem problem(5, {80, 60}, 2, 4, 50, false);
    const auto counter = (*renderer)->hullCounter(problem.scene);
    ASSERT_TRUE(counter);
    const auto before = (*counter)->count(problem.projections, 2);
    vulkan::injectFault(FaultPoint::Submit, 0, VK_ERROR_DEVICE_LOST);
    const auto after = (*counter)->count(problem.projections, 2);
    vulkan::injectFault(FaultPoint::Submit, 0, VK_SUCCESS);
    setLogSink({});
    ASSERT_TRUE(before && after);
    EXPECT_TRUE(std::ranges::equal(*before, *after, kEqual));
    EXPECT_EQ((*renderer)->name(), "cpu");
    EXPECT_EQ(warnings.size(), 1U);
}

}  // namespace
}  // namespace camframe
