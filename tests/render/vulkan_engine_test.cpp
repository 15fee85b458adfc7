// SPDX-License-Identifier: Apache-2.0
// What may go wrong on a device, and what is kept between starts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "model/core/log.h"
#include "render/test_scene.h"
#include "render/vulkan/api.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

using test::Scene;
using ::testing::HasSubstr;
using vulkan::FaultPoint;

/// Injected faults end and the log is quiet again after each test.
class VulkanEngine : public ::testing::Test {
protected:
    void SetUp() override {
        if (listVulkanDevices().empty())
            GTEST_SKIP() << "no Vulkan device (mesa-vulkan-drivers has a software one)";
        setLogSink([this](LogLevel level, std::string_view text) {
            if (level == LogLevel::Warning) m_warnings.emplace_back(text);
        });
    }
    void TearDown() override {
        for (int point = 0; point < static_cast<int>(FaultPoint::Count); ++point)
            vulkan::injectFault(static_cast<FaultPoint>(point), 0, VK_SUCCESS);
        setLogSink({});
    }

    /// A wish for Vulkan that may be answered in C++.
    RendererOptions automatic() const {
        return {.backend = RenderBackend::Auto, .device = 0, .threads = 1, .cacheFolder = m_folder.path()};
    }
    RendererOptions strict() const {
        RendererOptions options = automatic();
        options.backend = RenderBackend::Vulkan;
        return options;
    }
    std::vector<ImageF> distances(size_t count) const {
        std::vector<ImageF> out;
        for (size_t i = 0; i < count; ++i) {
            ImageF field(m_scene.camera.width, m_scene.camera.height);
            for (int y = 0; y < field.height; ++y)
                for (int x = 0; x < field.width; ++x)
                    field.at(x, y) =
                        static_cast<float>(60 + static_cast<double>(i) - std::hypot(x - 160.0, y - 120.0));
            out.push_back(std::move(field));
        }
        return out;
    }
    std::vector<OutlineFrame> frames(const std::vector<ImageF>& distances) const {
        std::vector<OutlineFrame> out;
        for (const ImageF& distance : distances) out.push_back({m_scene.poses, nullptr, &distance, nullptr});
        return out;
    }
    OutlineState state() const {
        OutlineState out;
        out.camera = m_scene.camera;
        out.scalePx = 20;
        return out;
    }

    Scene m_scene{
        {test::lumpyBall({0.05F, 0.02F, 0.8F}, 0.2F, 20, 1), test::lumpyBall({-0.1F, 0, 0.7F}, 0.12F, 9, 2)}};
    test::TempDir m_folder;
    std::vector<std::string> m_warnings;
};

TEST_F(VulkanEngine, ALostDeviceIsReplacedInTheMidstOfWork) {
    auto renderer = makeRenderer(m_scene.geometry, automatic());
    ASSERT_TRUE(renderer) << renderer.error().message;
    ASSERT_THAT((*renderer)->name(), HasSubstr("vulkan:"));
    const std::vector<ImageF> fields = distances(3);
    const auto equations = (*renderer)->outlineEquations(frames(fields), {});
    ASSERT_TRUE(equations) << equations.error().message;
    const auto before = (*equations)->at(state());
    ASSERT_TRUE(before) << before.error().message;

    vulkan::injectFault(FaultPoint::Submit, 0, VK_ERROR_DEVICE_LOST);
    const auto after = (*equations)->at(state());
    ASSERT_TRUE(after) << after.error().message;
    EXPECT_EQ((*renderer)->name(), "cpu");
    ASSERT_EQ(m_warnings.size(), 1U);
    EXPECT_THAT(m_warnings[0], ::testing::AllOf(HasSubstr("on the CPU"), HasSubstr("lost")));
    EXPECT_EQ(m_warnings[0].find('\n'), std::string::npos);
    for (size_t f = 0; f < before->size(); ++f) {
        EXPECT_EQ((*after)[f].count, (*before)[f].count);
        EXPECT_NEAR((*after)[f].cost, (*before)[f].cost, 1e-4 * (*before)[f].cost);
    }
    EXPECT_EQ(test::renderOne(**renderer, m_scene.view()).linkId,
              test::renderOne(*test::cpuRenderer(m_scene.geometry), m_scene.view()).linkId);
    EXPECT_EQ(m_warnings.size(), 1U);
}

TEST_F(VulkanEngine, MemoryThatRunsOutIsNoCrash) {
    auto renderer = makeRenderer(m_scene.geometry, automatic());
    ASSERT_TRUE(renderer);
    vulkan::injectFault(FaultPoint::Allocate, 0, VK_ERROR_OUT_OF_DEVICE_MEMORY);
    RenderView large = m_scene.view();
    large.camera = large.camera.resized(2048, 1536);  // more than what the first block holds
    const RenderedFrame frame = test::renderOne(**renderer, large);
    EXPECT_EQ(frame.linkId, test::renderOne(*test::cpuRenderer(m_scene.geometry), large).linkId);
    EXPECT_EQ((*renderer)->name(), "cpu");
    ASSERT_EQ(m_warnings.size(), 1U);
    EXPECT_THAT(m_warnings[0], HasSubstr("out of memory"));

    // The same while the renderer is made, and by name an error.
    const auto born = makeRenderer(m_scene.geometry, automatic());
    ASSERT_TRUE(born);
    EXPECT_EQ((*born)->name(), "cpu");
    EXPECT_EQ(m_warnings.size(), 2U);
    const auto byName = makeRenderer(m_scene.geometry, strict());
    ASSERT_FALSE(byName);
    EXPECT_THAT(byName.error().message, HasSubstr("out of memory"));
}

TEST_F(VulkanEngine, WithoutLoaderOrDeviceTheCpuDraws) {
    for (const FaultPoint point : {FaultPoint::Loader, FaultPoint::Devices}) {
        m_warnings.clear();
        vulkan::injectFault(point, 0, VK_ERROR_INITIALIZATION_FAILED);
        EXPECT_TRUE(listVulkanDevices().empty());
        const auto renderer = makeRenderer(m_scene.geometry, automatic());
        ASSERT_TRUE(renderer);
        EXPECT_EQ((*renderer)->name(), "cpu");
        ASSERT_EQ(m_warnings.size(), 1U);
        EXPECT_THAT(m_warnings[0],
                    ::testing::AnyOf(HasSubstr("not found"), HasSubstr("No usable Vulkan device")));
        const auto byName = makeRenderer(m_scene.geometry, strict());
        ASSERT_FALSE(byName);
        EXPECT_EQ(byName.error().kind, ErrorKind::System);
        EXPECT_THAT(byName.error().message, HasSubstr("--backend cpu"));
        vulkan::injectFault(point, 0, VK_SUCCESS);
    }
}

TEST_F(VulkanEngine, AStrictRendererThatLostItsDeviceStaysAnError) {
    const auto renderer = makeRenderer(m_scene.geometry, strict());
    ASSERT_TRUE(renderer) << renderer.error().message;
    vulkan::injectFault(FaultPoint::Submit, 0, VK_ERROR_DEVICE_LOST);
    const RenderView view = m_scene.view();
    ASSERT_FALSE((*renderer)->render(std::span(&view, 1), {}));
    vulkan::injectFault(FaultPoint::Submit, 0, VK_SUCCESS);
    const auto again = (*renderer)->render(std::span(&view, 1), {});
    ASSERT_FALSE(again);
    EXPECT_THAT(again.error().message, HasSubstr("lost"));
}

TEST_F(VulkanEngine, ASmallBudgetStreamsFramesInChunks) {
    const std::vector<ImageF> fields = distances(12);
    const auto sums = [&](int budgetMiB, uint64_t* peak) {
        RendererOptions options = strict();
        options.gpuMemoryMiB = budgetMiB;
        const auto renderer = makeRenderer(m_scene.geometry, options);
        EXPECT_TRUE(renderer) << renderer.error().message;
        const auto equations = (*renderer)->outlineEquations(frames(fields), {});
        EXPECT_TRUE(equations) << equations.error().message;
        auto first = (*equations)->at(state());
        EXPECT_TRUE(first) << first.error().message;
        // A second time, now that the last chunk is the one that is there.
        const auto second = (*equations)->at(state());
        EXPECT_EQ((*second)[0].cost, (*first)[0].cost);
        *peak = (*renderer)->peakDeviceMemory();
        return *first;
    };
    uint64_t much = 0, little = 0;
    const auto whole = sums(0, &much), chunked = sums(12, &little);
    EXPECT_LE(little, uint64_t{12} << 20);
    EXPECT_GT(much, little);
    ASSERT_EQ(whole.size(), chunked.size());
    for (size_t f = 0; f < whole.size(); ++f) {
        EXPECT_GT(whole[f].count, 200);
        EXPECT_EQ(whole[f].cost, chunked[f].cost);
        EXPECT_EQ(whole[f].blocks[0].hessian, chunked[f].blocks[0].hessian);
    }
}

TEST_F(VulkanEngine, ABudgetThatIsTooSmallIsNamed) {
    RendererOptions options = strict();
    options.gpuMemoryMiB = 1;
    const auto renderer = makeRenderer(m_scene.geometry, options);
    std::string message = renderer ? "" : renderer.error().message;
    if (renderer) {
        const RenderView view = m_scene.view();
        const auto frames = (*renderer)->render(std::span(&view, 1), {});
        ASSERT_FALSE(frames);
        message = frames.error().message;
    }
    EXPECT_THAT(message, HasSubstr("--gpu-memory"));
}

TEST_F(VulkanEngine, CompiledShadersAreKeptAndDamagedOnesReplaced) {
    const auto file = [&]() -> std::filesystem::path {
        for (const auto& entry : std::filesystem::directory_iterator(m_folder.path()))
            if (entry.path().extension() == ".bin") return entry.path();
        return {};
    };
    const auto bytes = [&] {
        std::ifstream stream(file(), std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(stream), {});
    };
    ASSERT_TRUE(makeRenderer(m_scene.geometry, strict()));
    ASSERT_FALSE(file().empty());
    const std::string kept = bytes();
    const auto written = std::filesystem::last_write_time(file());
    ASSERT_TRUE(makeRenderer(m_scene.geometry, strict()));
    EXPECT_EQ(std::filesystem::last_write_time(file()), written);

    std::string damaged = kept;
    damaged[damaged.size() - 1] = static_cast<char>(damaged.back() ^ 0x55);
    for (const std::string& content : {damaged, std::string("nonsense"), std::string()}) {
        std::ofstream(file(), std::ios::binary) << content;
        const auto renderer = makeRenderer(m_scene.geometry, strict());
        ASSERT_TRUE(renderer) << renderer.error().message;
        EXPECT_EQ(bytes().size(), kept.size());
        EXPECT_NE(bytes(), content);
    }
    // A folder that cannot be written to is no reason to fail.
    RendererOptions options = strict();
    options.cacheFolder = file() / "below a file";
    EXPECT_TRUE(makeRenderer(m_scene.geometry, options));
}

TEST_F(VulkanEngine, StagesAreMeasuredOnRequest) {
    for (const RenderBackend backend : {RenderBackend::Cpu, RenderBackend::Vulkan}) {
        RendererOptions options = strict();
        options.backend = backend;
        const auto quiet = makeRenderer(m_scene.geometry, options);
        ASSERT_TRUE(quiet);
        test::renderOne(**quiet, m_scene.view());
        EXPECT_TRUE((*quiet)->stageTimes().empty());

        options.profile = true;
        const auto renderer = makeRenderer(m_scene.geometry, options);
        ASSERT_TRUE(renderer);
        const std::vector<ImageF> fields = distances(2);
        const auto equations = (*renderer)->outlineEquations(frames(fields), {});
        ASSERT_TRUE((*equations)->at(state()));
        const std::string table = profileTable((*renderer)->name(), (*renderer)->stageTimes());
        EXPECT_THAT(table, HasSubstr(backend == RenderBackend::Cpu ? "rasterise" : "raster"));
        EXPECT_THAT(table, HasSubstr(backend == RenderBackend::Cpu ? "equations" : "outline sums"));
        double seconds = 0;
        for (const StageTime& stage : (*renderer)->stageTimes()) seconds += stage.seconds;
        EXPECT_GT(seconds, 0) << table;
    }
}

}  // namespace
}  // namespace camframe
