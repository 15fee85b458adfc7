// SPDX-License-Identifier: Apache-2.0
#include "calib/contour_refinement.h"

#include <gtest/gtest.h>

#include <numbers>
#include <opencv2/imgproc.hpp>
#include <random>

#include "calib/distance_field.h"
#include "calib/mask_evidence.h"
#include "calib/robot_scene.h"
#include "support/run_context.h"
#include "support/transform_matchers.h"

namespace camframe {
namespace {

using test::RobotScene;

/// Masks of the ray caster, which shares nothing with the renderer that the refinement draws with.
struct MaskProblem {
    RobotScene scene{11, 10, false};
    std::unique_ptr<Renderer> renderer =
        std::move(*makeRenderer(scene.geometry, {.backend = RenderBackend::Cpu}));
    std::vector<ContourFrame> frames;
    std::vector<MaskField> fields;

    explicit MaskProblem(int grownPx = 0) {
        for (size_t f = 0; f < scene.recording.frames.size(); ++f) {
            frames.push_back({scene.motion.baseFromLink[f], nullptr});
            ImageU8 mask = scene.recording.frames[f].maskAmodal;
            if (grownPx > 0) {
                cv::Mat m(mask.height, mask.width, CV_8UC1, mask.data.data());
                cv::dilate(m, m,
                           cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * grownPx + 1, 2 * grownPx + 1}));
            }
            fields.push_back(makeMaskField(mask, {}));
        }
    }
    ContourRefinement refine(const RigidTransform& start, ContourRefinementOptions options,
                             bool twoSided = false) {
        const auto observe = [&](int f, const RenderedFrame& rendered, std::vector<ContourMeasurement>& out) {
            observeMask(fields[static_cast<size_t>(f)], rendered, twoSided, out);
        };
        return *refineContour(*renderer, scene.recording.camera, frames, observe, {}, start, options, {});
    }
    const RigidTransform& truth() const { return scene.recording.camFromBase; }
    RigidTransform disturbed(double radians, double metres) const {
        Vector6d d;
        d << 0.6, -0.6, 0.53, -0.6, 0.5, 0.62;
        d.head<3>() *= radians;
        d.tail<3>() *= metres;
        return perturbLeft(d, truth());
    }
};

TEST(ContourRefinement, ExactMasksGiveTheTruePose) {
    MaskProblem problem;
    ContourRefinementOptions options;
    options.lastScalePx = 1;
    options.maxIterations = 60;
    const ContourRefinement result = problem.refine(problem.disturbed(0.03, 0.03), options);
    EXPECT_EQ(result.status, ContourRefinement::Status::Converged);
    EXPECT_TRUE(test::posesNear(result.camFromBase, problem.truth(), 3e-4, 5e-4));
    EXPECT_NEAR(result.offsetPx, 0, 0.05);
}

TEST(ContourRefinement, AConstantBoundaryOffsetDoesNotBecomeDepth) {
    MaskProblem problem(1);
    ContourRefinementOptions options;
    const ContourRefinement with = problem.refine(problem.truth(), options);
    options.priors.offsetPx = 0;
    const ContourRefinement without = problem.refine(problem.truth(), options);
    const auto depthError = [&](const ContourRefinement& r) {
        return std::abs(r.camFromBase.translation().z() - problem.truth().translation().z());
    };
    EXPECT_GT(with.offsetPx, 0.6);
    EXPECT_LT(depthError(with), 0.5 * depthError(without));
    EXPECT_TRUE(test::posesNear(with.camFromBase, problem.truth(), 3e-3, 4e-3));
}

/// At the true pose, against masks whose boundary lies `offsetPx` too far out and is moved by noise of 1.5 px
/// over 8 px: Hotelling's T^2 of the pose step that the equations ask for, over many draws of the noise.
double stepAtTheTruth(const MaskProblem& problem, float offsetPx) {
    constexpr int kDraws = 60;
    constexpr double kNoisePx = 1.5, kBlurPx = 4, kScalePx = 5;
    using Vector7d = Eigen::Matrix<double, 7, 1>;  // pose and offset of the boundary
    using Matrix7d = Eigen::Matrix<double, 7, 7>;
    const CameraModel& camera = problem.scene.recording.camera;
    std::vector<RenderView> views;
    for (const ContourFrame& frame : problem.frames)
        views.push_back({camera, problem.truth(), frame.baseFromLink, nullptr});
    const auto rendered = *problem.renderer->render(views, {});
    std::mt19937 random(7);
    std::normal_distribution<float> normal;
    Matrix7d hessian = Matrix7d::Zero();
    std::vector<Vector7d> gradients;
    for (size_t f = 0; f < rendered.size(); ++f) {
        const ImageU8& exact = problem.scene.recording.frames[f].maskAmodal;
        const ImageF distance = signedDistance(exact);
        for (int draw = 0; draw < kDraws; ++draw) {
            cv::Mat noise(exact.height, exact.width, CV_32F);
            for (float& value : cv::Mat_<float>(noise)) value = normal(random);
            cv::GaussianBlur(noise, noise, {}, kBlurPx);  // leaves a deviation of 1 / (2 s sqrt(pi))
            noise *= kNoisePx * 2 * kBlurPx * std::sqrt(std::numbers::pi);
            ImageU8 ragged(exact.width, exact.height);
            for (int y = 0; y < exact.height; ++y)
                for (int x = 0; x < exact.width; ++x)
                    ragged.at(x, y) = distance.at(x, y) + noise.at<float>(y, x) + offsetPx > 0 ? 255 : 0;
            std::vector<ContourMeasurement> measurements;
            observeMask(makeMaskField(ragged, {}), rendered[f], false, measurements);
            Vector7d& gradient = gradients.emplace_back(Vector7d::Zero());
            for (const ContourMeasurement& m : measurements) {
                const Eigen::Vector3d point = camera.unproject(m.pixel, m.depth);
                const double residual = m.residual + m.offsetSign * offsetPx;
                const double spread = 1 + residual * residual / (kScalePx * kScalePx);
                Vector7d row;
                row << pixelByPose(camera, point).transpose() * m.direction, m.offsetSign;
                hessian += row * row.transpose() / (spread * spread);
                gradient += row * residual / (spread * spread);
            }
        }
    }
    const auto count = static_cast<double>(gradients.size());
    const Matrix7d inverse = hessian.inverse();
    Vector6d mean = Vector6d::Zero();
    Matrix6d square = Matrix6d::Zero();
    for (const Vector7d& gradient : gradients) {
        const Vector6d step = -(count * inverse * gradient).head<6>();
        mean += step / count;
        square += step * step.transpose() / count;
    }
    return count * mean.dot((square - mean * mean.transpose()).inverse() * mean);
}

TEST(ContourRefinement, RaggedMasksThatAreTooFatOrTooThinErrByChanceOnly) {
    const MaskProblem problem;
    constexpr double kThousandth = 22.46;  // chi-squared of six
    EXPECT_LT(stepAtTheTruth(problem, 1), kThousandth);
    EXPECT_LT(stepAtTheTruth(problem, -1), kThousandth);
}

TEST(ContourRefinement, CoarseTwoSidedMasksAttractFromAfar) {
    MaskProblem problem;
    ContourRefinementOptions options;
    options.maxIterations = 60;
    const ContourRefinement result = problem.refine(problem.disturbed(0.17, 0.12), options, true);
    EXPECT_TRUE(test::posesNear(result.camFromBase, problem.truth(), 5e-3, 5e-3));
}

TEST(ContourRefinement, TheLinearModelPredictsTheChangeOfDistance) {
    // For every contour point: move its surface point by a small pose change and sample the mask's distance
    // where the outline passes then, along the measurement's direction; that direction times the pixel's
    // derivative must say the same.
    MaskProblem problem;
    const RigidTransform pose = problem.disturbed(0.02, 0.01);
    const CameraModel& camera = problem.scene.recording.camera;
    std::vector<RenderView> views{{camera, pose, problem.frames[3].baseFromLink, nullptr}};
    const auto rendered = problem.renderer->render(views, {});
    ASSERT_TRUE(rendered.has_value());
    std::vector<ContourMeasurement> measurements;
    observeMask(problem.fields[3], (*rendered)[0], false, measurements);
    ASSERT_GT(measurements.size(), 100U);
    constexpr double kStep = 1e-3;
    double error = 0, size = 0;
    for (int unknown = 0; unknown < 6; ++unknown) {
        Vector6d delta = Vector6d::Zero();
        delta[unknown] = kStep;
        for (const ContourMeasurement& m : measurements) {
            const Eigen::Vector3d point = camera.unproject(m.pixel, m.depth);
            const Eigen::Vector2d normal = m.direction.normalized();
            const auto moved = [&](const Vector6d& by) -> Eigen::Vector2d {
                return m.pixel + normal * normal.dot(*camera.project(expPose(by) * point) - m.pixel);
            };
            const Eigen::Vector2d plus = moved(delta), minus = moved(-delta);
            const double numeric = (sampleField(problem.fields[3].distance, plus.x(), plus.y()).value -
                                    sampleField(problem.fields[3].distance, minus.x(), minus.y()).value) /
                                   (2 * kStep);
            const double predicted = m.direction.dot(pixelByPose(camera, point).col(unknown));
            error += std::abs(numeric - predicted);
            size += std::abs(predicted);
        }
    }
    // The field is piecewise linear between pixels and leans away from the outline's normal at corners: they
    // agree on the whole.
    EXPECT_LT(error / size, 0.2);
}

TEST(ContourRefinement, FocalLengthIsRecovered) {
    MaskProblem problem;
    CameraModel wrong = problem.scene.recording.camera;
    wrong.fx *= 1.03;
    wrong.fy *= 1.03;
    ContourRefinementOptions options;
    options.priors.focal = 0.2;
    options.maxIterations = 80;
    const auto observe = [&](int f, const RenderedFrame& rendered, std::vector<ContourMeasurement>& out) {
        observeMask(problem.fields[static_cast<size_t>(f)], rendered, false, out);
    };
    const auto result =
        refineContour(*problem.renderer, wrong, problem.frames, observe, {}, problem.truth(), options, {});
    ASSERT_TRUE(result.has_value());
    EXPECT_NEAR(result->camera.fx / problem.scene.recording.camera.fx, 1.0, 0.003);
}

TEST(ContourRefinement, PixelsThatAreNotSquareAreRecovered) {
    MaskProblem problem;
    const CameraModel& truth = problem.scene.recording.camera;
    CameraModel square = truth;
    square.fx = square.fy = 1.01 * truth.fx;
    square.fy *= 1.004;
    ContourRefinementOptions options;
    options.priors.focal = options.priors.aspect = 0.2;
    options.maxIterations = 80;
    const auto observe = [&](int f, const RenderedFrame& rendered, std::vector<ContourMeasurement>& out) {
        observeMask(problem.fields[static_cast<size_t>(f)], rendered, false, out);
    };
    const auto ratioOff = [&] {
        const auto result = refineContour(*problem.renderer, square, problem.frames, observe, {},
                                          problem.truth(), options, {});
        return result ? std::abs(result->camera.fx / result->camera.fy * truth.fy / truth.fx - 1) : 1.0;
    };
    const double start = std::abs(truth.fy / truth.fx * square.fx / square.fy - 1);
    EXPECT_GT(start, 0.002);
    EXPECT_LT(ratioOff(), 0.3 * start);
    options.priors.aspect = 0;
    EXPECT_NEAR(ratioOff(), start, 1e-12) << "what is held stays";
}

TEST(ContourRefinement, DerivativesByPoseAndIntrinsicsFollowTheLens) {
    CameraModel camera{640, 480, 600, 590, 322, 238, {-0.2, 0.08, 1e-3, -2e-3, 0.01}};
    const Eigen::Vector3d point(0.21, -0.13, 0.8);
    constexpr double kStep = 1e-6;
    const auto byPose = pixelByPose(camera, point);
    for (int k = 0; k < 6; ++k) {
        Vector6d d = Vector6d::Zero();
        d[k] = kStep;
        const Eigen::Vector2d numeric =
            (*camera.project(expPose(d) * point) - *camera.project(expPose(-d) * point)) / (2 * kStep);
        EXPECT_LT((numeric - byPose.col(k)).norm(), 1e-4) << k;
    }
    const auto byIntrinsics = pixelByIntrinsics(camera, point);
    for (int k = 0; k < kIntrinsicUnknowns; ++k) {
        const auto changed = [&](double step) {
            CameraModel c = camera;
            if (k == 0) c.fx *= std::exp(step), c.fy *= std::exp(step);
            if (k == 1) c.cx += step;
            if (k == 2) c.cy += step;
            if (k == 3 || k == 4) c.distortion[static_cast<size_t>(k - 3)] += step;
            if (k == 5) c.fx *= std::exp(step / 2), c.fy *= std::exp(-step / 2);
            return *c.project(point);
        };
        EXPECT_LT(((changed(kStep) - changed(-kStep)) / (2 * kStep) - byIntrinsics.col(k)).norm(), 1e-4) << k;
    }
}

/// Exact masks, a wrong robot: the correction is found together with the pose.
ContourRefinement refineRobot(MaskProblem& problem, const ContourRefinementOptions& options,
                              const RigidTransform& start) {
    for (size_t f = 0; f < problem.frames.size(); ++f) problem.frames[f].frame = static_cast<int>(f);
    return problem.refine(start, options);
}

TEST(ContourRefinement, JointOffsetsAreFoundAndTheToolsOwnTurnStaysWithItsPrior) {
    MaskProblem problem;
    const RobotModel& robot = problem.scene.robot;
    // The recorded joints are wrong by a few degrees in two joints; the pictures show the true ones.
    std::vector<int> arm;
    for (int l = problem.scene.motion.toolLink; l != problem.scene.motion.baseLink;) {
        const int j = robot.links()[static_cast<size_t>(l)].parentJoint;
        const Joint& joint = robot.joints()[static_cast<size_t>(j)];
        if (joint.moves() && joint.type != JointType::Prismatic) arm.insert(arm.begin(), j);
        l = joint.parentLink;
    }
    ASSERT_GE(arm.size(), 4U);
    RobotMotion wrong = problem.scene.motion;
    for (Eigen::VectorXd& values : wrong.jointValues) {
        values[arm[1]] -= 0.05;
        values[arm[3]] += 0.04;
    }
    ContourRefinementOptions options;
    options.lastScalePx = 1;
    options.maxIterations = 80;
    options.robot = &robot;
    options.motion = &wrong;
    for (size_t k = 1; k < arm.size(); ++k) options.priors.joints.emplace_back(arm[k], 0.06);
    const ContourRefinement result = refineRobot(problem, options, problem.disturbed(0.02, 0.02));
    // The renderer's own equations know every link's motion too.
    options.outlines = outlineFrames(problem.fields);
    const ContourRefinement same = refineRobot(problem, options, problem.disturbed(0.02, 0.02));
    EXPECT_TRUE(test::posesNear(same.camFromBase, result.camFromBase, 1e-7, 1e-7));
    EXPECT_TRUE(same.correction.jointOffsets.isApprox(result.correction.jointOffsets, 1e-6));
    EXPECT_EQ(same.iterations.size(), result.iterations.size());
    EXPECT_NEAR(result.correction.jointOffsets[arm[1]], 0.05, 0.004);
    EXPECT_NEAR(result.correction.jointOffsets[arm[3]], -0.04, 0.004);
    EXPECT_TRUE(test::posesNear(result.camFromBase, problem.truth(), 4e-3, 5e-3));
    ASSERT_EQ(result.jointSigmas.size(), options.priors.joints.size());
    for (const double sigma : result.jointSigmas) EXPECT_LT(sigma, 0.07);
}

TEST(ContourRefinement, ATimeLagBetweenFramesIsFound) {
    MaskProblem problem;
    // The given joints run 0.6 frames ahead: given(t) = true(t + 0.6), so picture t shows given(t - 0.6).
    RobotMotion ahead = problem.scene.motion;
    RobotCorrection shift;
    shift.lagFrames = -0.6;
    ahead = correctedMotion(problem.scene.robot, ahead, shift);
    ContourRefinementOptions options;
    options.lastScalePx = 1;
    options.maxIterations = 80;
    options.robot = &problem.scene.robot;
    options.motion = &ahead;
    options.priors.lagFrames = 1;
    const ContourRefinement result = refineRobot(problem, options, problem.truth());
    EXPECT_NEAR(result.correction.lagFrames, 0.6, 0.05);
    EXPECT_GT(result.lagSigma, 0);
    EXPECT_LT(result.lagSigma, 0.1);
    EXPECT_TRUE(test::posesNear(result.camFromBase, problem.truth(), 5e-3, 6e-3));
}

TEST(ContourRefinement, TheRenderersOwnEquationsLeadToTheSameResult) {
    MaskProblem problem;
    ContourRefinementOptions options;
    options.priors.focal = 0.05;
    options.lastScalePx = 1;
    const auto expected = problem.refine(problem.disturbed(0.02, 0.02), options);
    options.outlines = outlineFrames(problem.fields);
    const auto actual = problem.refine(problem.disturbed(0.02, 0.02), options);
    EXPECT_TRUE(test::posesNear(actual.camFromBase, expected.camFromBase, 1e-9, 1e-9));
    EXPECT_EQ(actual.status, expected.status);
    EXPECT_EQ(actual.iterations.size(), expected.iterations.size());
    EXPECT_NEAR(actual.offsetPx, expected.offsetPx, 1e-7);
    EXPECT_NEAR(actual.focalFactor, expected.focalFactor, 1e-9);
    EXPECT_NEAR(actual.rmsPx, expected.rmsPx, 1e-7);
    EXPECT_NEAR(actual.medianPx, expected.medianPx, 1e-7);
    EXPECT_NEAR(actual.inlierShare, expected.inlierShare, 1e-9);
    EXPECT_TRUE(actual.covariance.isApprox(expected.covariance, 1e-6));
}

TEST(ContourRefinement, BothBackEndsLeadToTheSamePose) {
    if (listVulkanDevices().empty()) GTEST_SKIP() << "no Vulkan device";
    MaskProblem problem;
    ContourRefinementOptions options;
    options.priors.focal = 0.05;
    options.lastScalePx = 1;
    options.firstScalePx = 4;
    options.maxIterations = 14;
    options.outlines = outlineFrames(problem.fields);
    const RigidTransform start = problem.disturbed(0.02, 0.02);
    const auto cpu = problem.refine(start, options);
    problem.renderer = std::move(*makeRenderer(problem.scene.geometry, {.backend = RenderBackend::Vulkan}));
    const auto vulkan = problem.refine(start, options), again = problem.refine(start, options);
    EXPECT_TRUE(test::posesNear(vulkan.camFromBase, cpu.camFromBase, 0.001 * std::numbers::pi / 180, 1e-5));
    EXPECT_NEAR(vulkan.focalFactor, cpu.focalFactor, 1e-5);
    EXPECT_EQ(vulkan.camFromBase.matrix(), again.camFromBase.matrix());
}

TEST(ContourRefinement, ARobotOutsideThePictureIsNoMeasurement) {
    MaskProblem problem;
    RigidTransform away = problem.truth();
    away.translation() += Eigen::Vector3d(50, 0, 0);
    EXPECT_EQ(problem.refine(away, {}).status, ContourRefinement::Status::NoMeasurements);
}

TEST(ContourRefinement, RepeatsItselfWhateverTheThreads) {
    MaskProblem problem;
    const auto observe = [&](int f, const RenderedFrame& rendered, std::vector<ContourMeasurement>& out) {
        observeMask(problem.fields[static_cast<size_t>(f)], rendered, true, out);
    };
    const auto run = [&](int threads) {
        return refineContour(*problem.renderer, problem.scene.recording.camera, problem.frames, observe, {},
                             problem.disturbed(0.05, 0.05), {}, test::withThreads(threads))
            ->camFromBase.matrix()
            .eval();
    };
    EXPECT_EQ(run(1), run(2));
}

TEST(ContourRefinement, SharedErrorOfOneSideEntersTheCovariance) {
    // The masks of all frames are too fat on the right: no frame disagrees with another, yet the pose is off.
    MaskProblem problem;
    const auto solve = [&](double bias) {
        const auto observe = [&](int f, const RenderedFrame& rendered, std::vector<ContourMeasurement>& out) {
            observeMask(problem.fields[static_cast<size_t>(f)], rendered, false, out);
            for (ContourMeasurement& m : out) {
                if (m.direction.x() > 0.5) m.residual += bias;
                m.group = contourGroup(1, m.direction);
            }
        };
        ContourRefinementOptions options;
        options.firstScalePx = 4;
        return *refineContour(*problem.renderer, problem.scene.recording.camera, problem.frames, observe, {},
                              problem.truth(), options, {});
    };
    const auto sigma = [](const ContourRefinement& r) {
        return std::sqrt(r.covariance.bottomRightCorner<3, 3>().trace());
    };
    const ContourRefinement biased = solve(0.6), fair = solve(0);
    const double error = (biased.camFromBase.translation() - problem.truth().translation()).norm();
    EXPECT_GT(sigma(biased), 2 * sigma(fair));
    EXPECT_GT(sigma(biased), 0.3 * error);
}

TEST(ContourRefinement, ShiftedGridsCoverThePixelEvenly) {
    Eigen::Vector2d sum(0, 0);
    for (int i = 0; i < 24; ++i) {
        const Eigen::Vector2d shift = subpixelShift(i);
        EXPECT_GE(shift.minCoeff(), -0.5);
        EXPECT_LT(shift.maxCoeff(), 0.5);
        sum += shift;
    }
    EXPECT_LT((sum / 24).cwiseAbs().maxCoeff(), 0.1);
}

}  // namespace
}  // namespace camframe
