// SPDX-License-Identifier: Apache-2.0
#include "render/outline_equations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "model/core/demo_robot.h"
#include "model/core/io/urdf_reader.h"
#include "render/test_scene.h"
#include "render/vulkan/context.h"
#include "support/shared_data.h"

namespace camframe {
namespace {

/// Robots in random poses, and distances that have nothing to do with them: any field will do for the sums.
struct Problem {
    RobotModel robot;
    std::shared_ptr<const RobotGeometry> geometry = test::geometryOf(robot);
    CameraModel camera{160, 120, 153.8, 153.5, 80.7, 59.1, {}};
    std::vector<test::RandomView> views;
    std::vector<ImageF> distances;
    std::vector<ImageU8> ignored;

    Problem(RobotModel model, int frames, unsigned seed = 5) : robot(std::move(model)) {
        std::mt19937 random(seed);
        for (int f = 0; f < frames; ++f) {
            views.push_back(test::randomView(robot, *geometry, random, 1.8, 2.6));
            ImageF distance(camera.width, camera.height);
            ImageU8 ignore(camera.width, camera.height);
            for (int y = 0; y < camera.height; ++y)
                for (int x = 0; x < camera.width; ++x) {
                    const double dx = x - 75.0 - 3 * f, dy = y - 63.0 + f;
                    distance.at(x, y) = static_cast<float>(35 - std::hypot(dx, dy) + std::sin(0.3 * x) +
                                                           std::cos(0.2 * y + f));
                    ignore.at(x, y) = x > 100 && y < 20 ? 255 : 0;
                }
            distances.push_back(std::move(distance));
            ignored.push_back(f == 0 ? ImageU8() : std::move(ignore));
        }
    }
    std::vector<OutlineFrame> frames() const {
        std::vector<OutlineFrame> out;
        for (size_t i = 0; i < views.size(); ++i)
            out.push_back({views[i].poses, nullptr, &distances[i], &ignored[i]});
        return out;
    }
    /// Where the camera of the first frame stands.
    OutlineState state() const {
        OutlineState out;
        out.camera = camera;
        out.camFromBase = views[0].view.camFromBase;
        out.offsetPx = 0.7;
        out.scalePx = 12;
        out.finalScalePx = 2;
        return out;
    }
};

/// On Vulkan every word of the validation layer is an error.
std::unique_ptr<Renderer> rendererOf(const Problem& problem, RenderBackend backend) {
    static const bool validation = vulkan::Instance::create(true).has_value();
    auto renderer = makeRenderer(
        problem.geometry,
        {.backend = backend, .threads = 2, .validation = validation && backend == RenderBackend::Vulkan});
    EXPECT_TRUE(renderer) << renderer.error().message;
    return renderer ? std::move(*renderer) : nullptr;
}

std::vector<OutlineSums> sumsOf(Renderer& renderer, const Problem& problem, const OutlineState& state,
                                const OutlineOptions& options = {}) {
    const auto equations = renderer.outlineEquations(problem.frames(), options);
    EXPECT_TRUE(equations) << equations.error().message;
    const auto sums = (*equations)->at(state);
    EXPECT_TRUE(sums) << sums.error().message;
    return *sums;
}

/// Change of the linearised distance at a surface point, by central differences of the projection.
OutlineVector numericRow(const CameraModel& camera, const Eigen::Vector3d& point,
                         const Eigen::Vector2d& gradient) {
    constexpr double kStep = 1e-6;
    const auto along = [&](const CameraModel& c, const Eigen::Vector3d& p) {
        return gradient.dot(*c.project(p));
    };
    OutlineVector row;
    for (int k = 0; k < 6; ++k) {
        const Vector6d step = kStep * Vector6d::Unit(k);
        row[k] = (along(camera, expPose(step) * point) - along(camera, expPose(-step) * point)) / (2 * kStep);
    }
    row[outline_columns::kOffset] = -1;
    for (int k = 0; k < 6; ++k) {
        const auto moved = [&](double step) {
            CameraModel c = camera;
            if (k == 0) {
                c.fx *= std::exp(step);
                c.fy *= std::exp(step);
            }
            if (k == 1) c.cx += step;
            if (k == 2) c.cy += step;
            if (k == 3 || k == 4) c.distortion[static_cast<size_t>(k - 3)] += step;
            if (k == 5) {
                c.fx *= std::exp(step / 2);
                c.fy *= std::exp(-step / 2);
            }
            return along(c, point);
        };
        row[outline_columns::kIntrinsics + k] = (moved(kStep) - moved(-kStep)) / (2 * kStep);
    }
    return row;
}

/// The sums as their definition says, from drawn frames and with derivatives by finite differences.
std::vector<OutlineSums> expectedSums(Renderer& renderer, const Problem& problem, const OutlineState& state,
                                      const OutlineOptions& options) {
    std::vector<OutlineSums> out(problem.views.size());
    int alongNormals = 0, points = 0;
    for (size_t f = 0; f < out.size(); ++f) {
        const RenderView view{state.camera, state.camFromBase, problem.views[f].poses, nullptr};
        const RenderedFrame frame =
            test::renderOne(renderer, view, {.lodTolerancePx = options.lodTolerancePx});
        OutlineSums& sums = out[f];
        sums.blocks.resize(options.perPart ? problem.geometry->parts().size() : 1);
        const ImageF& field = problem.distances[f];
        for (const ContourPoint& p : frame.contour) {
            if (!problem.ignored[f].empty() && problem.ignored[f].at(p.x, p.y) != 0) continue;
            const int x0 = std::max(0, p.x - 1), x1 = std::min(field.width - 1, p.x + 1);
            const int y0 = std::max(0, p.y - 1), y1 = std::min(field.height - 1, p.y + 1);
            const Eigen::Vector2d gradient((field.at(x1, p.y) - field.at(x0, p.y)) / (x1 - x0),
                                           (field.at(p.x, y1) - field.at(p.x, y0)) / (y1 - y0));
            if (gradient.squaredNorm() < 0.1) continue;
            const double r = field.at(p.x, p.y) - 0.5 - state.offsetPx;
            Eigen::Vector2d direction = gradient;
            if (std::abs(field.at(p.x, p.y)) <= 6) {
                // The outline's normal, by what is robot around the point.
                Eigen::Vector2d normal(0, 0);
                const int across = std::min({3, int{p.x}, field.width - 1 - p.x}),
                          down = std::min({3, int{p.y}, field.height - 1 - p.y});
                for (int y = -down; y <= down; ++y)
                    for (int x = -across; x <= across; ++x)
                        if (frame.linkId.at(p.x + x, p.y + y) != 0) normal += Eigen::Vector2d(x, y);
                if (gradient.dot(normal) <= 0.1 * normal.norm()) continue;
                direction = normal.normalized();
                ++alongNormals;
            }
            const double spread = 1 + r * r / (state.scalePx * state.scalePx), w = 1 / (spread * spread);
            const OutlineVector row =
                numericRow(state.camera, state.camera.unproject({p.x, p.y}, p.depth), direction);
            OutlineSums::Block& block = sums.blocks[options.perPart ? p.id - 1U : 0U];
            block.hessian += w * row * row.transpose();
            block.gradient += w * r * row;
            sums.cost += 0.5 * r * r / spread;
            sums.finalCost += 0.5 * r * r / (1 + r * r / (state.finalScalePx * state.finalScalePx));
            sums.squares += w * r * r;
            sums.weights += w;
            ++sums.count;
            ++points;
        }
    }
    EXPECT_GT(alongNormals, points / 20);  // both cases are there
    EXPECT_LT(alongNormals, 19 * points / 20);
    return out;
}

/// Entries may differ by `tolerance` of what their absolute terms can add up to.
void expectNear(const std::vector<OutlineSums>& actual, const std::vector<OutlineSums>& expected,
                double tolerance, const std::string& what) {
    ASSERT_EQ(actual.size(), expected.size()) << what;
    for (size_t f = 0; f < actual.size(); ++f) {
        const OutlineSums &a = actual[f], &e = expected[f];
        const std::string frame = fmt::format("{}, frame {}", what, f);
        ASSERT_EQ(a.blocks.size(), e.blocks.size()) << frame;
        for (size_t b = 0; b < a.blocks.size(); ++b) {
            const OutlineVector scale = e.blocks[b].hessian.diagonal().cwiseSqrt();
            for (int i = 0; i < outline_columns::kCount; ++i) {
                EXPECT_NEAR(a.blocks[b].gradient[i], e.blocks[b].gradient[i],
                            tolerance * scale[i] * std::sqrt(e.squares) + 1e-12)
                    << frame << ", block " << b << ", column " << i;
                for (int j = 0; j < outline_columns::kCount; ++j)
                    EXPECT_NEAR(a.blocks[b].hessian(i, j), e.blocks[b].hessian(i, j),
                                tolerance * scale[i] * scale[j] + 1e-12)
                        << frame << ", block " << b << ", columns " << i << ", " << j;
            }
        }
        EXPECT_NEAR(a.cost, e.cost, tolerance * e.cost) << frame;
        EXPECT_NEAR(a.finalCost, e.finalCost, tolerance * e.finalCost) << frame;
        EXPECT_NEAR(a.squares, e.squares, tolerance * e.squares) << frame;
        EXPECT_NEAR(a.weights, e.weights, tolerance * e.weights) << frame;
        EXPECT_EQ(a.count, e.count) << frame;
    }
}

bool sameBits(const std::vector<OutlineSums>& a, const std::vector<OutlineSums>& b) {
    if (a.size() != b.size()) return false;
    for (size_t f = 0; f < a.size(); ++f) {
        if (a[f].cost != b[f].cost || a[f].finalCost != b[f].finalCost || a[f].squares != b[f].squares ||
            a[f].weights != b[f].weights || a[f].count != b[f].count ||
            a[f].blocks.size() != b[f].blocks.size())
            return false;
        for (size_t k = 0; k < a[f].blocks.size(); ++k)
            if (a[f].blocks[k].hessian != b[f].blocks[k].hessian ||
                a[f].blocks[k].gradient != b[f].blocks[k].gradient)
                return false;
    }
    return true;
}

/// Every test runs on each back end.
class OutlineEquationsOn : public ::testing::TestWithParam<RenderBackend> {
protected:
    void SetUp() override {
        if (GetParam() == RenderBackend::Vulkan && listVulkanDevices().empty())
            GTEST_SKIP() << "no Vulkan device (mesa-vulkan-drivers has a software one)";
    }
};

TEST_P(OutlineEquationsOn, AgreeWithFiniteDifferencesOnEveryRobot) {
    std::vector<std::pair<std::string, RobotModel>> robots{{"demo", *makeDemoRobot()}};
    if (const auto folder = test::sharedData("robots"))
        for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder))
            if (entry.path().extension() == ".urdf") {
                auto robot = readUrdf(entry.path(), {});
                ASSERT_TRUE(robot) << robot.error().message;
                robots.emplace_back(entry.path().filename().string(), std::move(*robot));
            }
    for (auto& [name, robot] : robots) {
        const Problem problem(std::move(robot), 2);
        const auto renderer = rendererOf(problem, GetParam());
        ASSERT_NE(renderer, nullptr);
        const OutlineOptions options{.lodTolerancePx = 0.3};
        const auto sums = sumsOf(*renderer, problem, problem.state(), options);
        EXPECT_GT(sums[0].count, 100) << name;
        expectNear(sums, expectedSums(*renderer, problem, problem.state(), options), 1e-4, name);
    }
}

TEST_P(OutlineEquationsOn, AgreeWithTheJudge) {
    const Problem problem(*makeDemoRobot(), 4);
    const auto judge = rendererOf(problem, RenderBackend::Cpu), renderer = rendererOf(problem, GetParam());
    ASSERT_NE(renderer, nullptr);
    std::mt19937 random(3);
    std::normal_distribution<double> normal(0, 0.01);
    for (int i = 0; i < 5; ++i) {
        OutlineState state = problem.state();
        Vector6d step;
        for (double& value : step) value = normal(random);
        state.camFromBase = perturbLeft(step, state.camFromBase);
        const OutlineOptions options{.lodTolerancePx = 0.25 * i, .perPart = i % 2 == 1};
        expectNear(sumsOf(*renderer, problem, state, options), sumsOf(*judge, problem, state, options), 1e-4,
                   fmt::format("state {}", i));
    }
}

TEST_P(OutlineEquationsOn, AgreeWithFiniteDifferencesThroughALens) {
    const Problem problem(*makeDemoRobot(), 3);
    const auto renderer = rendererOf(problem, GetParam());
    ASSERT_NE(renderer, nullptr);
    OutlineState state = problem.state();
    state.camera.distortion = {-0.3, 0.1, 0.002, -0.001, -0.02};
    expectNear(sumsOf(*renderer, problem, state), expectedSums(*renderer, problem, state, {}), 1e-4, "lens");
}

TEST_P(OutlineEquationsOn, PartsAddUpToTheWhole) {
    const Problem problem(*makeDemoRobot(), 3);
    const auto renderer = rendererOf(problem, GetParam());
    ASSERT_NE(renderer, nullptr);
    const OutlineOptions perPart{.perPart = true};
    const auto parts = sumsOf(*renderer, problem, problem.state(), perPart);
    expectNear(parts, expectedSums(*renderer, problem, problem.state(), perPart), 1e-4, "parts");
    std::vector<OutlineSums> whole = parts;
    size_t used = 0;
    for (OutlineSums& frame : whole) {
        OutlineSums::Block sum;
        for (const OutlineSums::Block& block : frame.blocks) {
            sum.hessian += block.hessian;
            sum.gradient += block.gradient;
            used += block.hessian(0, 0) > 0;
        }
        frame.blocks = {sum};
    }
    EXPECT_GT(used, 6U);
    expectNear(sumsOf(*renderer, problem, problem.state()), whole, 1e-6, "parts and whole");
}

TEST_P(OutlineEquationsOn, RepeatThemselvesBitForBit) {
    const Problem problem(*makeDemoRobot(), 5);
    const auto renderer = rendererOf(problem, GetParam());
    ASSERT_NE(renderer, nullptr);
    const auto equations = renderer->outlineEquations(problem.frames(), {});
    ASSERT_TRUE(equations) << equations.error().message;
    const auto first = (*equations)->at(problem.state());
    // Other work on the same renderer, and another state, in between.
    OutlineState other = problem.state();
    other.camera.fx *= 1.1;
    ASSERT_TRUE((*equations)->at(other));
    test::renderOne(*renderer, problem.views[1].view);
    const auto again = (*equations)->at(problem.state());
    ASSERT_TRUE(first && again);
    EXPECT_TRUE(sameBits(*first, *again));
    const auto fresh = makeRenderer(problem.geometry, {.backend = GetParam(), .threads = 1});
    ASSERT_TRUE(fresh);
    EXPECT_TRUE(sameBits(*first, sumsOf(**fresh, problem, problem.state())));
}

TEST_P(OutlineEquationsOn, LinkPosesCanBeReplacedAndFramesLeftOut) {
    const Problem problem(*makeDemoRobot(), 3);
    const auto renderer = rendererOf(problem, GetParam());
    ASSERT_NE(renderer, nullptr);
    OutlineState state = problem.state();
    const auto given = sumsOf(*renderer, problem, state);
    // Frames 0 and 1 show the poses of frame 2; frame 2 is left out.
    std::vector<std::vector<RigidTransform>> poses{problem.views[2].poses, problem.views[1].poses, {}};
    state.baseFromLink = poses;
    const auto equations = renderer->outlineEquations(problem.frames(), {});
    ASSERT_TRUE(equations);
    const auto replaced = (*equations)->at(state);
    ASSERT_TRUE(replaced) << replaced.error().message;
    EXPECT_NE((*replaced)[0].cost, given[0].cost);
    EXPECT_GT((*replaced)[0].count, 0);
    EXPECT_TRUE(sameBits({(*replaced)[1]}, {given[1]}));
    EXPECT_EQ((*replaced)[2].count, 0);
    EXPECT_TRUE((*replaced)[2].blocks[0].hessian.isZero(0));
    // Without replacement the frames' own poses count again.
    EXPECT_TRUE(sameBits(*(*equations)->at(problem.state()), given));
}

TEST_P(OutlineEquationsOn, ARobotOutOfSightGivesNothing) {
    const Problem problem(*makeDemoRobot(), 2);
    const auto renderer = rendererOf(problem, GetParam());
    ASSERT_NE(renderer, nullptr);
    OutlineState state = problem.state();
    state.camFromBase.translation().x() += 100;
    for (const OutlineSums& sums : sumsOf(*renderer, problem, state)) {
        EXPECT_EQ(sums.count, 0);
        EXPECT_EQ(sums.cost, 0);
        EXPECT_TRUE(sums.blocks[0].gradient.isZero(0));
    }
    EXPECT_TRUE((*renderer->outlineEquations({}, {}))->at(state)->empty());
}

TEST_P(OutlineEquationsOn, WrongInputIsRefusedInOneSentence) {
    const Problem problem(*makeDemoRobot(), 2);
    const auto renderer = rendererOf(problem, GetParam());
    ASSERT_NE(renderer, nullptr);
    std::vector<OutlineFrame> frames = problem.frames();
    frames[1].distance = nullptr;
    const auto missing = renderer->outlineEquations(frames, {});
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().message, ::testing::HasSubstr("frame 1"));
    const auto equations = renderer->outlineEquations(problem.frames(), {});
    ASSERT_TRUE(equations);
    OutlineState state = problem.state();
    state.camera = state.camera.resized(80, 60);
    const auto wrongSize = (*equations)->at(state);
    ASSERT_FALSE(wrongSize);
    EXPECT_THAT(wrongSize.error().message, ::testing::HasSubstr("80 x 60"));
}

INSTANTIATE_TEST_SUITE_P(BackEnds, OutlineEquationsOn,
                         ::testing::Values(RenderBackend::Cpu, RenderBackend::Vulkan),
                         [](const auto& backend) {
                             return backend.param == RenderBackend::Cpu ? "Cpu" : "Vulkan";
                         });

}  // namespace
}  // namespace camframe
