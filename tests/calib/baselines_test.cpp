// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <numeric>

#include "calib/baselines/adam_refinement.h"
#include "calib/robot_scene.h"
#include "model/core/evaluation.h"
#include "model/core/io/urdf_reader.h"
#include "render/test_scene.h"
#include "support/run_context.h"
#include "support/shared_data.h"
#include "support/transform_matchers.h"

namespace camframe {
namespace {

using baselines::AdamOptions;
using baselines::AntialiasedSilhouette;
using test::RobotScene;

/// Masks of the ray caster and the poses to start from.
struct BaselineProblem {
    RobotScene scene{11, 8, false};
    std::unique_ptr<Renderer> renderer =
        std::move(*makeRenderer(scene.geometry, {.backend = RenderBackend::Cpu}));
    std::vector<AntialiasedSilhouette::Frame> frames;

    BaselineProblem() {
        for (size_t f = 0; f < scene.recording.frames.size(); ++f)
            frames.push_back({scene.motion.baseFromLink[f], &scene.recording.frames[f].mask, nullptr});
    }
    const CameraModel& camera() const { return scene.recording.camera; }
    const RigidTransform& truth() const { return scene.recording.camFromBase; }
    RigidTransform disturbed(double degrees, double metres) const {
        Vector6d d;
        d << 0.6, -0.6, 0.53, -0.6, 0.5, 0.62;
        d.head<3>() *= degrees * 3.14159265358979 / 180;
        d.tail<3>() *= metres;
        return perturbLeft(d, truth());
    }
};

TEST(AntialiasedSilhouette, CoverageAddsUpToTheFinePicture) {
    // The same view with pixels eight times as fine, averaged, is the area that the robot covers.
    BaselineProblem problem;
    AntialiasedSilhouette silhouette(*problem.renderer, {.lodTolerancePx = 0});
    const auto soft = silhouette.draw(problem.camera(), problem.truth(), problem.frames);
    ASSERT_TRUE(soft.has_value());
    constexpr int kFine = 8;
    const CameraModel fine =
        problem.camera().resized(kFine * problem.camera().width, kFine * problem.camera().height);
    double softError = 0, hardError = 0, softSum = 0, fineSum = 0;
    for (size_t f = 0; f < 3; ++f) {
        const std::vector<RenderView> views{
            {fine, problem.truth(), problem.frames[f].baseFromLink, nullptr},
            {problem.camera(), problem.truth(), problem.frames[f].baseFromLink, nullptr}};
        const auto rendered = problem.renderer->render(views, {});
        ASSERT_TRUE(rendered.has_value());
        for (int y = 1; y + 1 < problem.camera().height; ++y)
            for (int x = 1; x + 1 < problem.camera().width; ++x) {
                double covered = 0;
                for (int i = 0; i < kFine * kFine; ++i)
                    covered += (*rendered)[0].linkId.at(kFine * x + i % kFine, kFine * y + i / kFine) != 0;
                covered /= kFine * kFine;
                const double hard = (*rendered)[1].linkId.at(x, y) != 0;
                softError += std::abs((*soft)[f].at(x, y) - covered);
                hardError += std::abs(hard - covered);
                softSum += (*soft)[f].at(x, y);
                fineSum += covered;
            }
    }
    ASSERT_GT(hardError, 300);
    EXPECT_LT(softError, 0.5 * hardError);
    EXPECT_NEAR(softSum, fineSum, 0.01 * hardError);
}

TEST(AntialiasedSilhouette, CreasesTakenForOutlinesShrinkIt) {
    BaselineProblem problem;
    const auto area = [&](bool interior) {
        AntialiasedSilhouette silhouette(*problem.renderer, {.interiorEdges = interior});
        double sum = 0;
        const auto images = silhouette.draw(problem.camera(), problem.truth(), problem.frames);
        for (const ImageF& image : *images) sum = std::accumulate(image.data.begin(), image.data.end(), sum);
        return sum;
    };
    const double honest = area(false), shrunk = area(true);
    EXPECT_LT(shrunk, honest - 1);
    EXPECT_GT(shrunk, 0.97 * honest);
}

TEST(AntialiasedSilhouette, DerivativeAgreesWithFiniteDifferences) {
    BaselineProblem problem;
    AntialiasedSilhouette silhouette(*problem.renderer, {.lodTolerancePx = 0});
    for (const double size : {0.2, 1.0, 5.0}) {
        const RigidTransform pose = problem.disturbed(size, 0.01 * size);
        const auto at = silhouette.cost(problem.camera(), pose, problem.frames);
        ASSERT_TRUE(at.has_value());
        Vector6d numeric;
        // Corners and thin parts jump by fractions of a pixel's value; over a few hundredths of a pixel of
        // motion (at most 0.15) the jumps average out.
        constexpr double kStep = 1e-4;
        for (int k = 0; k < 6; ++k) {
            const auto value = [&](double step) {
                return silhouette
                    .cost(problem.camera(), perturbLeft(step * Vector6d::Unit(k), pose), problem.frames)
                    ->value;
            };
            numeric[k] = (value(kStep) - value(-kStep)) / (2 * kStep);
        }
        const double cosine = numeric.normalized().dot(at->byPose.normalized());
        EXPECT_GT(cosine, 0.999) << numeric.transpose() << " against " << at->byPose.transpose();
        EXPECT_NEAR(at->byPose.norm() / numeric.norm(), 1, 0.05);
    }
}

/// Random poses of any robot, and masks of the same robot from nearby.
struct AnyRobot {
    RobotModel robot;
    std::shared_ptr<const RobotGeometry> geometry = test::geometryOf(robot);
    std::vector<test::RandomView> views;
    std::vector<ImageU8> masks;
    std::vector<AntialiasedSilhouette::Frame> frames;
    CameraModel camera;
    RigidTransform pose = RigidTransform::Identity();

    AnyRobot(RobotModel model, Renderer& renderer, const CameraModel& camera_)
        : robot(std::move(model)), camera(camera_) {
        std::mt19937 random(7);
        for (int f = 0; f < 4; ++f) views.push_back(test::randomView(robot, *geometry, random, 1.8, 2.2));
        Vector6d off;
        off << 0.012, -0.01, 0.02, 0.01, 0.012, -0.01;
        pose = views[0].view.camFromBase;
        for (const test::RandomView& v : views)
            masks.push_back(
                test::renderOne(renderer, {camera, perturbLeft(off, pose), v.poses, nullptr}).mask());
        for (size_t f = 0; f < views.size(); ++f) frames.push_back({views[f].poses, &masks[f], nullptr});
    }
};

class AntialiasedSilhouetteOn : public ::testing::TestWithParam<RenderBackend> {};

TEST_P(AntialiasedSilhouetteOn, DerivativeAgreesWithFiniteDifferencesOnEveryRobot) {
    if (GetParam() == RenderBackend::Vulkan && listVulkanDevices().empty())
        GTEST_SKIP() << "no Vulkan device (mesa-vulkan-drivers has a software one)";
    std::vector<std::pair<std::string, RobotModel>> robots{{"demo", *makeDemoRobot()}};
    if (const auto folder = test::sharedData("robots"))
        for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder))
            if (entry.path().extension() == ".urdf") {
                auto robot = readUrdf(entry.path(), {});
                ASSERT_TRUE(robot) << robot.error().message;
                robots.emplace_back(entry.path().filename().string(), std::move(*robot));
            }
    for (auto& [name, robot] : robots) {
        auto renderer = makeRenderer(test::geometryOf(robot), {.backend = GetParam()});
        ASSERT_TRUE(renderer) << renderer.error().message;
        const AnyRobot problem(std::move(robot), **renderer, {320, 240, 307.6, 307.1, 161.3, 118.2, {}});
        // The software driver is slow; fewer triangles make the same outline.
        const double lodPx = GetParam() == RenderBackend::Vulkan ? 0.5 : 0.1;
        AntialiasedSilhouette silhouette(**renderer, {.lodTolerancePx = lodPx});
        const auto at = silhouette.cost(problem.camera, problem.pose, problem.frames);
        ASSERT_TRUE(at.has_value());
        // Corners and thin parts jump; over a tenth of a pixel of motion the jumps average out.
        constexpr double kStep = 3e-4;
        Vector6d numeric;
        for (int k = 0; k < 6; ++k) {
            const auto value = [&](double step) {
                return silhouette
                    .cost(problem.camera, perturbLeft(step * Vector6d::Unit(k), problem.pose), problem.frames)
                    ->value;
            };
            numeric[k] = (value(kStep) - value(-kStep)) / (2 * kStep);
        }
        const double cosine = numeric.normalized().dot(at->byPose.normalized());
        std::printf("%s: cosine %.6f, ratio %.4f\n", name.c_str(), cosine,
                    at->byPose.norm() / numeric.norm());
        EXPECT_GT(cosine, 0.999) << name;
        EXPECT_NEAR(at->byPose.norm() / numeric.norm(), 1, 0.05) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(BackEnds, AntialiasedSilhouetteOn,
                         ::testing::Values(RenderBackend::Cpu, RenderBackend::Vulkan),
                         [](const auto& backend) {
                             return backend.param == RenderBackend::Cpu ? "Cpu" : "Vulkan";
                         });

TEST(AntialiasedSilhouette, RepeatsItselfWhateverTheThreads) {
    BaselineProblem problem;
    const auto cost = [&](int threads) {
        AntialiasedSilhouette silhouette(*problem.renderer, {.threads = threads});
        return *silhouette.cost(problem.camera(), problem.disturbed(2, 0.02), problem.frames);
    };
    const auto one = cost(1), two = cost(2);
    EXPECT_EQ(one.value, two.value);
    EXPECT_EQ(one.byPose, two.byPose);
}

TEST(AdamRefinement, TwistsAndPerturbationsAgree) {
    Vector6d twist, step;
    twist << 0.4, -0.7, 1.1, 1.2, -1.5, 0.8;
    step << 1, -2, 0.5, 0.7, 1.3, -0.4;
    step *= 1e-5;
    EXPECT_TRUE(baselines::logTwist(baselines::expTwist(twist)).isApprox(twist, 1e-12));
    const RigidTransform moved = baselines::expTwist(twist + step);
    const RigidTransform predicted =
        perturbLeft(baselines::perturbationByTwist(twist) * step, baselines::expTwist(twist));
    EXPECT_TRUE(test::posesNear(moved, predicted, 1e-9, 1e-9));
    // The exponential in SE(3) is the limit of many small motions.
    RigidTransform many = RigidTransform::Identity();
    const RigidTransform small = baselines::expTwist(twist / 4096);
    for (int i = 0; i < 4096; ++i) many = many * small;
    EXPECT_TRUE(test::posesNear(many, baselines::expTwist(twist), 1e-9, 1e-9));
}

TEST(AdamRefinement, BothMethodsImproveThePose) {
    BaselineProblem problem;
    const RigidTransform start = problem.disturbed(1, 0.01);
    const PoseError before = comparePoses(start, problem.truth());
    const auto run = [&](AdamOptions options, size_t frames) {
        options.steps = 300;
        return *baselines::refineByAdam(*problem.renderer, problem.camera(),
                                        std::span(problem.frames).first(frames), start, options, {});
    };
    const auto one = run(baselines::calibAllOptions(), 1);
    EXPECT_EQ(one.steps, 300);
    EXPECT_LT(one.lowestCost, 0.5 * one.firstCost);
    EXPECT_LT(comparePoses(one.camFromBase, problem.truth()).rotationDeg, 0.8 * before.rotationDeg);
    const auto several = run(baselines::simpleEasyHecOptions(), 5);
    const PoseError after = comparePoses(several.camFromBase, problem.truth());
    EXPECT_LT(several.lowestCost, 0.1 * several.firstCost);
    EXPECT_LT(after.rotationDeg, 0.2);
    EXPECT_LT(after.translationMm, 4);
}

TEST(AdamRefinement, PatienceEndsItAndTheBestPoseIsKept) {
    BaselineProblem problem;
    AdamOptions options = baselines::simpleEasyHecOptions();
    options.patience = 5;
    options.learningRate = 0.05;  // far too large: the first step away from the truth is no gain
    const auto out =
        *baselines::refineByAdam(*problem.renderer, problem.camera(), std::span(problem.frames).first(1),
                                 problem.truth(), options, {});
    EXPECT_EQ(out.steps, 6);
    EXPECT_TRUE(test::posesNear(out.camFromBase, problem.truth(), 1e-9, 1e-9));
    options.keepBest = false;
    const auto last =
        *baselines::refineByAdam(*problem.renderer, problem.camera(), std::span(problem.frames).first(1),
                                 problem.truth(), options, {});
    EXPECT_FALSE(test::posesNear(last.camFromBase, problem.truth(), 1e-3, 1e-3));
}

}  // namespace
}  // namespace camframe
