// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "model/core/io/urdf_reader.h"
#include "render/test_scene.h"
#include "render/vulkan/context.h"
#include "support/shared_data.h"

namespace camframe {
namespace {

using test::Scene;

bool validationInstalled() {
    static const bool installed = vulkan::Instance::create(true).has_value();
    return installed;
}

/// Keeps the validation layer and the drivers loaded until the program ends: what they leave behind must
/// still have a file name when the leak sanitizer compares it with its suppressions.
class DriversStayLoaded : public ::testing::Environment {
    void SetUp() override {
        // Reachable, so not itself a leak.
        [[maybe_unused]] static vulkan::Instance* volatile kept = nullptr;
        if (auto instance = vulkan::Instance::create(true)) kept = instance->release();
    }
};
[[maybe_unused]] const auto* const kDriversStayLoaded =
    ::testing::AddGlobalTestEnvironment(new DriversStayLoaded);

/// A Vulkan renderer that treats every word of the validation layer as an error.
std::unique_ptr<Renderer> vulkanRenderer(std::shared_ptr<const RobotGeometry> geometry) {
    auto renderer = makeRenderer(std::move(geometry), {RenderBackend::Vulkan, -1, 2, validationInstalled()});
    EXPECT_TRUE(renderer) << renderer.error().message;
    return renderer ? std::move(*renderer) : nullptr;
}

struct Difference {
    size_t mask = 0, differing = 0, otherLink = 0;
    float depth = 0;  ///< Largest on pixels that are robot in both (m).

    void add(const RenderedFrame& a, const RenderedFrame& b) {
        ASSERT_EQ(a.linkId.width, b.linkId.width);
        ASSERT_EQ(a.linkId.height, b.linkId.height);
        ASSERT_EQ(a.depth.data.size(), b.depth.data.size());
        for (size_t i = 0; i < a.linkId.data.size(); ++i) {
            const uint8_t p = a.linkId.data[i], q = b.linkId.data[i];
            mask += p != 0;
            differing += (p == 0) != (q == 0);
            otherLink += p != 0 && q != 0 && p != q;
            if (p != 0 && p == q && !a.depth.empty())
                depth = std::max(depth, std::abs(a.depth.data[i] - b.depth.data[i]));
        }
    }
};

void expectAgreement(const Difference& difference, size_t leastMask, const std::string& what) {
    EXPECT_GE(difference.mask, leastMask) << what;
    EXPECT_LE(static_cast<double>(difference.differing), 0.0005 * static_cast<double>(difference.mask))
        << what;
    EXPECT_LE(static_cast<double>(difference.otherLink), 0.0005 * static_cast<double>(difference.mask))
        << what;
    EXPECT_LE(difference.depth, 1e-4F) << what;
}

/// The device's contour must be the one that its own id image has.
void expectOwnContour(const RenderedFrame& frame) {
    const std::vector<ContourPoint> expected = extractContour(frame.linkId, frame.depth);
    ASSERT_EQ(frame.contour.size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
        ASSERT_EQ(frame.contour[i].x, expected[i].x);
        ASSERT_EQ(frame.contour[i].y, expected[i].y);
        ASSERT_EQ(frame.contour[i].id, expected[i].id);
        ASSERT_EQ(frame.contour[i].depth, expected[i].depth);
    }
}

class Vulkan : public ::testing::Test {
protected:
    void SetUp() override {
        if (listVulkanDevices().empty())
            GTEST_SKIP() << "no Vulkan device (mesa-vulkan-drivers has a software one)";
    }
};

void compareScene(const Scene& scene, size_t leastMask, const std::string& what) {
    const RenderedFrame cpu = test::renderOne(*test::cpuRenderer(scene.geometry), scene.view());
    auto renderer = vulkanRenderer(scene.geometry);
    ASSERT_NE(renderer, nullptr);
    const RenderedFrame gpu = test::renderOne(*renderer, scene.view());
    Difference difference;
    difference.add(cpu, gpu);
    expectAgreement(difference, leastMask, what);
    expectOwnContour(gpu);
}

TEST_F(Vulkan, AgreesOnSelfMadeMeshes) {
    compareScene(Scene({test::lumpyBall({0.05F, 0.02F, 0.8F}, 0.2F, 40, 1),
                        test::lumpyBall({-0.1F, 0, 0.7F}, 0.12F, 7, 2),
                        test::lumpyBall({0.3F, -0.2F, 0.9F}, 0.15F, 12, 3)}),
                 15000, "balls");
    compareScene(Scene({test::triangleMesh({-0.1F, 0.1F, 2.0F}, {0.5F, 0.3F, -3.0F}, {-0.6F, 0.25F, -3.0F})}),
                 5000, "near plane");
    compareScene(Scene({test::triangleMesh({-900, -700, 2}, {1100, -600, 40}, {30, 1300, 9})}, 321, 243),
                 321 * 243, "huge triangle");
    compareScene(Scene({test::lumpyBall({0, 0, 0}, 0.5F, 20, 1)}), 320 * 240, "inside a ball");
}

TEST_F(Vulkan, AgreesThroughALens) {
    Scene scene({test::lumpyBall({0.05F, 0.02F, 0.5F}, 0.2F, 12, 1),
                 test::lumpyBall({-0.25F, 0.1F, 0.7F}, 0.2F, 30, 2),
                 test::quadMesh({-1, -1, 1.2F}, {1, -1, 1.3F}, {1, 0, 1.0F}, {-1, 0.2F, 1.0F})});
    for (const std::array<double, 5>& distortion : {std::array<double, 5>{-0.3, 0.1, 0.002, -0.001, -0.02},
                                                    {0.2, 0.05, 0, 0, 0.01},
                                                    {-0.9, 0, 0, 0, 0}}) {
        scene.camera.distortion = distortion;
        compareScene(scene, 20000, fmt::format("k1 = {}", distortion[0]));
    }
}

TEST_F(Vulkan, AgreesOnEveryRobotInTwentyPoses) {
    CAMFRAME_SHARED_OR_SKIP(folder, "robots");
    std::vector<std::filesystem::path> urdfs;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".urdf") urdfs.push_back(entry.path());
    std::sort(urdfs.begin(), urdfs.end());
    ASSERT_GE(urdfs.size(), 5U);
    for (const auto& urdf : urdfs) {
        const auto robot = readUrdf(urdf, {});
        ASSERT_TRUE(robot) << robot.error().message;
        const auto geometry = test::geometryOf(*robot);
        auto cpu = test::cpuRenderer(geometry, 2);
        auto gpu = vulkanRenderer(geometry);
        ASSERT_NE(gpu, nullptr);
        std::mt19937 random(11);
        std::vector<test::RandomView> random20;
        for (int i = 0; i < 20; ++i)
            // From inside the robot's reach (clipped, parts behind the camera) to all of it in view.
            random20.push_back(test::randomView(*robot, *geometry, random, 0.7, 3));
        std::vector<RenderView> views;
        for (const test::RandomView& v : random20) views.push_back(v.view);
        RenderOptions options;
        options.lodTolerancePx = 0;
        const auto expected = cpu->render(views, options);
        const auto actual = gpu->render(views, options);
        ASSERT_TRUE(expected) << expected.error().message;
        ASSERT_TRUE(actual) << actual.error().message;
        Difference difference;
        for (size_t i = 0; i < views.size(); ++i) {
            difference.add((*expected)[i], (*actual)[i]);
            expectOwnContour((*actual)[i]);
        }
        std::printf("%s: %zu mask pixels, %zu differ, %zu other link, depth within %.4f mm\n",
                    urdf.filename().c_str(), difference.mask, difference.differing, difference.otherLink,
                    difference.depth * 1000.0F);
        expectAgreement(difference, 100000, urdf.string());
    }
}

TEST_F(Vulkan, ManyViewsOfDifferentSizesGiveEqualBitsTwice) {
    std::vector<TriangleMesh> balls;
    for (unsigned i = 0; i < 5; ++i)
        balls.push_back(test::lumpyBall({0.1F * static_cast<float>(i) - 0.25F, 0.03F, 0.6F}, 0.11F, 12, i));
    const Scene scene(std::move(balls));
    std::vector<RenderView> views(5, scene.view());
    views[1].camera = views[1].camera.resized(101, 77);
    views[2].camera.width = 0;
    views[3].camera.distortion[0] = -0.2;
    views[4].camFromBase.translation().x() = 0.1;
    auto renderer = vulkanRenderer(scene.geometry);
    ASSERT_NE(renderer, nullptr);
    const auto first = renderer->render(views, {}), again = renderer->render(views, {});
    const auto expected = test::cpuRenderer(scene.geometry)->render(views, {});
    ASSERT_TRUE(first) << first.error().message;
    ASSERT_TRUE(again) << again.error().message;
    ASSERT_TRUE(expected);
    Difference difference;
    for (size_t i = 0; i < views.size(); ++i) {
        EXPECT_EQ((*first)[i].linkId, (*again)[i].linkId);
        EXPECT_EQ((*first)[i].depth, (*again)[i].depth);
        difference.add((*expected)[i], (*first)[i]);
        expectOwnContour((*first)[i]);
    }
    expectAgreement(difference, 30000, "views of different sizes");
    EXPECT_TRUE((*first)[2].linkId.empty());

    RenderOptions options;
    options.depth = false;
    const auto noDepth = renderer->render(views, options);
    ASSERT_TRUE(noDepth) << noDepth.error().message;
    EXPECT_TRUE((*noDepth)[0].depth.empty());
    ASSERT_EQ((*noDepth)[0].contour.size(), (*first)[0].contour.size());
    EXPECT_EQ((*noDepth)[0].contour[7].depth, (*first)[0].contour[7].depth);
    options.contour = false;
    const auto bare = renderer->render(views, options);
    ASSERT_TRUE(bare) << bare.error().message;
    EXPECT_TRUE((*bare)[0].contour.empty());
    EXPECT_EQ((*bare)[4].linkId, (*first)[4].linkId);
}

TEST_F(Vulkan, ContourLongerThanTheRoomForIt) {
    // Hundreds of slivers one pixel wide: nearly every robot pixel is contour.
    TriangleMesh comb;
    for (int i = 0; i < 150; ++i) {
        const float x = (2.0F * static_cast<float>(i) - 150) / 300;
        const auto n = static_cast<uint32_t>(comb.vertices.size());
        comb.vertices.insert(comb.vertices.end(),
                             {{x, -1, 1}, {x + 1.1F / 300, -1, 1}, {x, 1, 1}, {x + 1.1F / 300, 1, 1}});
        comb.triangles.push_back({n, n + 1, n + 2});
        comb.triangles.push_back({n + 1, n + 2, n + 3});
    }
    const Scene scene({comb});
    compareScene(scene, 30000, "comb");
    EXPECT_GT(test::renderOne(*test::cpuRenderer(scene.geometry), scene.view()).contour.size(), 10000U);
}

/// Triangles that each cover many pixels and lie one before the other.
TriangleMesh stack(int count, const Eigen::Vector3f& far) {
    TriangleMesh mesh;
    for (int i = 0; i < count; ++i) {
        const float x = 0.3F * std::sin(0.7F * static_cast<float>(i)), z = 1 + 1e-4F * static_cast<float>(i);
        const auto n = static_cast<uint32_t>(mesh.vertices.size());
        mesh.vertices.insert(mesh.vertices.end(), {{x - 0.2F, 0.1F, z}, {x + 0.25F, 0.2F, z}, {x, -0.3F, z}});
        mesh.vertices.back() += far;
        mesh.triangles.push_back({n, n + 1, n + 2});
    }
    return mesh;
}

TEST_F(Vulkan, ListsOfTrianglesGrow) {
    // More than fit into the first lists of big triangles, and of those that the near plane cuts.
    for (const Eigen::Vector3f& far : {Eigen::Vector3f(0, 0, 0), Eigen::Vector3f(0, 0.2F, -5)}) {
        const Scene scene({stack(26000, far)}, 64, 48);
        compareScene(scene, 500, fmt::format("stack towards {}", far.z()));
    }
}

TEST_F(Vulkan, ShadersStayWithinTheirBuffers) {
    if (!validationInstalled()) GTEST_SKIP() << "validation layer not installed (vulkan-validationlayers)";
    Scene scene({test::lumpyBall({0.05F, 0.02F, 0.8F}, 0.2F, 12, 1),
                 test::triangleMesh({-0.1F, 0.1F, 2.0F}, {0.5F, 0.3F, -3.0F}, {-0.6F, 0.25F, -3.0F})},
                160, 120);
    RendererOptions options{.backend = RenderBackend::Vulkan, .threads = 2, .validation = true};
    options.gpuAssisted = true;
    const auto renderer = makeRenderer(scene.geometry, options);
    ASSERT_TRUE(renderer) << renderer.error().message;
    ImageF distance(scene.camera.width, scene.camera.height, 1);
    const std::vector<OutlineFrame> frames(2, {scene.poses, nullptr, &distance, nullptr});
    const auto equations = (*renderer)->outlineEquations(frames, {.perPart = true});
    ASSERT_TRUE(equations) << equations.error().message;
    for (const double k1 : {0.0, -0.2}) {
        scene.camera.distortion[0] = k1;
        test::renderOne(**renderer, scene.view());
        OutlineState state;
        state.camera = scene.camera;
        const auto sums = (*equations)->at(state);
        EXPECT_TRUE(sums) << sums.error().message;
    }
    HullScene hulls;
    hulls.size = {80, 60};
    hulls.frames = 1;
    hulls.observed.resize(hulls.size.words());
    hulls.observedPixels = {0};
    hulls.bodies.emplace_back(std::vector<Eigen::Vector3f>{{0, 0, 1}, {1, 0, 1}, {1, 1, 1}, {0, 1, 1}});
    const std::vector<HullProjection> projections(3, {40, 0, 0, 9, 0, 40, 0, 9, 0, 0, 1, 0});
    const auto counter = (*renderer)->hullCounter(hulls);
    ASSERT_TRUE(counter);
    const auto counts = (*counter)->count(projections, 1);
    ASSERT_TRUE(counts) << counts.error().message;
    EXPECT_EQ((*counts)[2].drawn, 41 * 41);
}

TEST_F(Vulkan, WithoutWideAtomicsPicturesAreTheSame) {
    Scene scene({test::lumpyBall({0.05F, 0.02F, 0.8F}, 0.2F, 40, 1),
                 test::lumpyBall({-0.1F, 0, 0.7F}, 0.12F, 7, 2),
                 test::triangleMesh({-0.1F, 0.1F, 2.0F}, {0.5F, 0.3F, -3.0F}, {-0.6F, 0.25F, -3.0F}),
                 test::quadMesh({-1, -1, 1.2F}, {1, -1, 1.3F}, {1, 0, 1.0F}, {-1, 0.2F, 1.0F})});
    auto wide = vulkanRenderer(scene.geometry);
    RendererOptions options{
        .backend = RenderBackend::Vulkan, .threads = 2, .validation = validationInstalled()};
    options.atomics64 = false;
    auto narrow = makeRenderer(scene.geometry, options);
    ASSERT_TRUE(wide && narrow);
    for (const double k1 : {0.0, -0.3}) {
        scene.camera.distortion[0] = k1;
        const RenderedFrame a = test::renderOne(*wide, scene.view());
        const RenderedFrame b = test::renderOne(**narrow, scene.view());
        EXPECT_EQ(a.linkId, b.linkId);
        EXPECT_EQ(a.depth, b.depth);
        expectOwnContour(b);
    }
}

TEST_F(Vulkan, EmptyRobotDrawsEmptyPictures) {
    const Scene scene({TriangleMesh{}});
    auto renderer = vulkanRenderer(scene.geometry);
    ASSERT_NE(renderer, nullptr);
    const RenderedFrame frame = test::renderOne(*renderer, scene.view());
    EXPECT_EQ(frame.linkId.pixelCount(), 320U * 240U);
    EXPECT_THAT(frame.linkId.data, ::testing::Each(0));
    EXPECT_THAT(frame.depth.data, ::testing::Each(0.0F));
    const auto nothing = renderer->render({}, {});
    ASSERT_TRUE(nothing);
    EXPECT_TRUE(nothing->empty());
}

TEST_F(Vulkan, PictureTooLargeForTheDeviceIsAnErrorThatCanBeSurvived) {
    const Scene scene({test::lumpyBall({0, 0, 0.6F}, 0.15F, 8, 3)});
    auto renderer = vulkanRenderer(scene.geometry);
    ASSERT_NE(renderer, nullptr);
    RenderView view = scene.view();
    view.camera = view.camera.resized(32768, 32768);  // 4 GiB of depth
    const auto tooLarge = renderer->render(std::span(&view, 1), {});
    ASSERT_FALSE(tooLarge);
    EXPECT_EQ(tooLarge.error().kind, ErrorKind::System);
    EXPECT_THAT(tooLarge.error().message, ::testing::HasSubstr("--backend cpu"));
    EXPECT_EQ(test::renderOne(*renderer, scene.view()).linkId,
              test::renderOne(*test::cpuRenderer(scene.geometry), scene.view()).linkId);
}

TEST_F(Vulkan, DeviceCanBeChosenByNumber) {
    const std::vector<VulkanDeviceInfo> devices = listVulkanDevices();
    const Scene scene({test::lumpyBall({0, 0, 0.6F}, 0.15F, 8, 3)});
    for (const VulkanDeviceInfo& device : devices) {
        EXPECT_FALSE(device.kind.empty());
        const auto renderer = makeRenderer(scene.geometry, {RenderBackend::Vulkan, device.index, 1, false});
        ASSERT_TRUE(renderer) << renderer.error().message;
        EXPECT_EQ((*renderer)->name(), "vulkan:" + device.name);
    }
    const auto missing =
        makeRenderer(scene.geometry, {RenderBackend::Vulkan, static_cast<int>(devices.size()), 1, false});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, ErrorKind::Usage);
    EXPECT_THAT(missing.error().message, ::testing::HasSubstr("no Vulkan device"));
    // Auto with a number that does not exist still renders.
    const auto fallback =
        makeRenderer(scene.geometry, {RenderBackend::Auto, static_cast<int>(devices.size()), 1, false});
    ASSERT_TRUE(fallback);
    EXPECT_EQ((*fallback)->name(), "cpu");
}

TEST_F(Vulkan, AutoTakesTheCpuWhenOnlySoftwareDriversExist) {
    const Scene scene({test::lumpyBall({0, 0, 0.6F}, 0.15F, 8, 3)});
    const auto renderer = makeRenderer(scene.geometry, {});
    ASSERT_TRUE(renderer);
    const std::vector<VulkanDeviceInfo> devices = listVulkanDevices();
    const bool gpu =
        std::any_of(devices.begin(), devices.end(), [](const auto& d) { return d.kind != "software"; });
    EXPECT_EQ((*renderer)->name() == "cpu", !gpu);
}

TEST_F(Vulkan, ValidationMessagesAreCaught) {
    if (!validationInstalled()) GTEST_SKIP() << "validation layer not installed (vulkan-validationlayers)";
    auto instance = vulkan::Instance::create(true);
    ASSERT_TRUE(instance) << instance.error().message;
    auto device = vulkan::Device::create(std::move(*instance), -1);
    ASSERT_TRUE(device) << device.error().message;
    EXPECT_THAT((*device)->instance().takeMessages(), ::testing::IsEmpty());
    VkBufferCreateInfo nonsense{};
    nonsense.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO;
    nonsense.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT;  // of size 0, which is not allowed
    VkBuffer buffer = VK_NULL_HANDLE;
    (*device)->api().vkCreateBuffer((*device)->get(), &nonsense, nullptr, &buffer);
    if (buffer != VK_NULL_HANDLE) (*device)->api().vkDestroyBuffer((*device)->get(), buffer, nullptr);
    EXPECT_THAT((*device)->instance().takeMessages(),
                ::testing::Contains(::testing::HasSubstr("vkCreateBuffer")));
}

TEST(VulkanLoader, MissingLoaderIsOneSentence) {
    const auto api = vulkan::Api::open("libcamframe-no-such-vulkan.so.1");
    ASSERT_FALSE(api);
    EXPECT_EQ(api.error().kind, ErrorKind::System);
    EXPECT_THAT(api.error().message, ::testing::HasSubstr("libcamframe-no-such-vulkan.so.1"));
    EXPECT_THAT(api.error().message, ::testing::HasSubstr("--backend cpu"));
}

TEST(VulkanLoader, ResultsHaveMeanings) {
    EXPECT_THAT(vulkan::vulkanError("X", "rendering", VK_ERROR_DEVICE_LOST).value().message,
                ::testing::AllOf(::testing::HasSubstr("X"), ::testing::HasSubstr("lost")));
    EXPECT_THAT(vulkan::vulkanError("X", "allocating", VK_ERROR_OUT_OF_DEVICE_MEMORY).value().message,
                ::testing::HasSubstr("out of memory"));
}

}  // namespace
}  // namespace camframe
