// SPDX-License-Identifier: Apache-2.0
#include "calib/depth_evidence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <random>

#include "calib/mask_evidence.h"
#include "calib/robot_scene.h"
#include "support/transform_matchers.h"

namespace camframe {
namespace {

using test::RobotScene;

/// What a stereo depth camera makes of true depths: noise that grows with z^2, a common error, holes.
ImageU16 measuredDepth(const ImageU16& truth, double biasMm, double holes, uint32_t seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    ImageU16 out = truth;
    for (uint16_t& d : out.data) {
        const double noiseMm = 1e3 * depthSigma(1e-3 * d) * normal(random);
        if (d != 0) d = static_cast<uint16_t>(std::lround(std::max(1.0, d + biasMm + noiseMm)));
    }
    cv::Mat view(out.height, out.width, CV_16UC1, out.data.data());
    const double area = holes * out.width * out.height;
    for (double lost = 0; lost < area; lost += 300) {
        const cv::Point at(static_cast<int>(random() % static_cast<unsigned>(out.width)),
                           static_cast<int>(random() % static_cast<unsigned>(out.height)));
        cv::rectangle(view, {at, cv::Size(20, 15)}, cv::Scalar(0), cv::FILLED);
    }
    return out;
}

TEST(DepthEvidence, DerivativesAreThoseOfAPlaneUnderAFixedPixel) {
    const CameraModel camera{640, 480, 600, 590, 322, 238, {-0.2, 0.08, 1e-3, -2e-3, 0.01}};
    const Eigen::Vector3d point(0.21, -0.13, 0.8), normal = Eigen::Vector3d(0.3, -0.2, -0.9).normalized();
    const Eigen::Vector2d pixel = *camera.project(point);
    // Where the pixel's ray meets the plane through the point after both have moved.
    const auto depth = [&](const CameraModel& c, const Vector6d& delta) {
        const RigidTransform moved = expPose(delta);
        const Eigen::Vector3d n = moved.linear() * normal, ray = c.unproject(pixel, 1.0);
        return n.dot(moved * point) / n.dot(ray);
    };
    constexpr double kStep = 1e-6;
    for (int k = 0; k < 6 + kIntrinsicUnknowns; ++k) {
        const auto changed = [&](double by) {
            Vector6d delta = Vector6d::Zero();
            CameraModel c = camera;
            if (k < 6) delta[k] = by;
            if (k == 6) c.fx *= std::exp(by), c.fy *= std::exp(by);
            if (k == 7) c.cx += by;
            if (k == 8) c.cy += by;
            if (k == 9 || k == 10) c.distortion[static_cast<size_t>(k - 9)] += by;
            if (k == 11) c.fx *= std::exp(by / 2), c.fy *= std::exp(-by / 2);
            return depth(c, delta);
        };
        const double predicted =
            k < 6 ? depthByPose(point, normal)[k] : depthByIntrinsics(camera, point, normal)[k - 6];
        EXPECT_NEAR((changed(kStep) - changed(-kStep)) / (2 * kStep), predicted, 1e-5) << k;
    }
}

TEST(DepthEvidence, TruePoseHasNoErrorWhateverTheGridAndTheSize) {
    RobotScene scene(11, 4, false);
    const auto renderer = std::move(*makeRenderer(scene.geometry, {.backend = RenderBackend::Cpu}));
    for (const int width : {320, 240})
        for (const int index : {0, 3}) {
            CameraModel camera = scene.recording.camera.resized(width, width * 3 / 4);
            const Eigen::Vector2d shift = subpixelShift(index);
            camera.cx += shift.x();
            camera.cy += shift.y();
            const std::vector<RenderView> views{
                {camera, scene.recording.camFromBase, scene.motion.baseFromLink[1], nullptr}};
            const auto rendered = renderer->render(views, {});
            std::vector<DepthMeasurement> found;
            observeDepth(scene.recording.frames[1].depthMm, {}, (*rendered)[0], camera, shift, found);
            ASSERT_GT(found.size(), 50U);
            double sum = 0;
            int far = 0;
            for (const DepthMeasurement& m : found) {
                sum += m.residual;
                far += std::abs(m.residual) > 0.0015 ? 1 : 0;  // the truth is rounded to millimetres
            }
            EXPECT_LT(std::abs(sum / static_cast<double>(found.size())), 2e-4) << width << " " << index;
            EXPECT_LT(far, static_cast<int>(found.size() / 20)) << width << " " << index;
        }
}

/// Poor masks: few, too fat by another amount in every frame, and taken for exact.
struct PoorMasks {
    RobotScene scene;
    std::unique_ptr<Renderer> renderer =
        std::move(*makeRenderer(scene.geometry, {.backend = RenderBackend::Cpu}));
    std::vector<ContourFrame> frames;
    std::vector<MaskField> fields;

    explicit PoorMasks(uint64_t seed) : scene(seed, 6, false) {
        for (size_t f = 0; f < scene.recording.frames.size(); ++f) {
            frames.push_back({scene.motion.baseFromLink[f], nullptr});
            ImageU8 mask = scene.recording.frames[f].maskAmodal;
            cv::Mat m(mask.height, mask.width, CV_8UC1, mask.data.data());
            const int grown = f % 2 == 0 ? 5 : 3;
            cv::dilate(m, m, cv::getStructuringElement(cv::MORPH_ELLIPSE, {grown, grown}));
            fields.push_back(makeMaskField(mask, {}));
        }
    }
    ContourRefinement refine(const std::vector<ImageU16>& depths) {
        ContourRefinementOptions options;
        options.priors.offsetPx = 0;
        options.maxIterations = 60;
        if (!depths.empty()) {
            options.priors.depthBias = kDepthBiasSigma;
            options.observeDepth = [&](int f, const RenderedFrame& rendered, const CameraModel& camera,
                                       std::vector<DepthMeasurement>& out) {
                observeDepth(depths[static_cast<size_t>(f)], {}, rendered, camera, {0, 0}, out);
            };
        }
        const auto observe = [&](int f, const RenderedFrame& rendered, std::vector<ContourMeasurement>& out) {
            observeMask(fields[static_cast<size_t>(f)], rendered, false, out);
        };
        return *refineContour(*renderer, scene.recording.camera, frames, observe, {},
                              scene.recording.camFromBase, options, {});
    }
    std::vector<ImageU16> depths(double biasMm, double holes) const {
        std::vector<ImageU16> out;
        for (size_t f = 0; f < scene.recording.frames.size(); ++f)
            out.push_back(
                measuredDepth(scene.recording.frames[f].depthMm, biasMm, holes, static_cast<uint32_t>(f)));
        return out;
    }
    /// Along the ray to the middle of the robot (m).
    double depthError(const ContourRefinement& r) const {
        double sum = 0, count = 0;
        for (const auto& poses : scene.motion.baseFromLink)
            for (const RigidTransform& link : poses) {
                sum += (r.camFromBase * link.translation()).z() -
                       (scene.recording.camFromBase * link.translation()).z();
                count += 1;
            }
        return std::abs(sum / count);
    }
};

TEST(DepthEvidence, MendsTheDistanceThatPoorMasksLeave) {
    for (const uint64_t seed : {11U, 5U, 23U}) {
        PoorMasks problem(seed);
        const ContourRefinement without = problem.refine({});
        const double before = problem.depthError(without);
        ASSERT_GT(before, 0.004) << seed;
        const auto check = [&](const std::vector<ImageU16>& depths, const char* what) {
            const ContourRefinement with = problem.refine(depths);
            EXPECT_LT(problem.depthError(with), 0.5 * before) << seed << " " << what;
            EXPECT_GT(with.depthInlierShare, 0.8) << seed << " " << what;
        };
        check(problem.depths(0, 0), "whole");
        check(problem.depths(2, 0.3), "holes and a common error");
        std::vector<ImageU16> some = problem.depths(0, 0.1);
        some[1] = some[4] = {};
        check(some, "missing frames");
    }
}

TEST(DepthEvidence, DepthsOfOtherMomentsAreLeftOutAndTheResultIsForReview) {
    RobotScene scene(11, 16);
    RobotScene::Frames frames(scene);
    CalibrationInput input = scene.input(frames);
    input.maskOfFrame = scene.masks();
    const size_t count = scene.recording.frames.size();
    const auto run = [&](size_t later) {
        input.depthOfFrame = [&scene, count, later](int frame) -> Result<std::optional<ImageU16>> {
            const size_t f = (static_cast<size_t>(frame) + later) % count;
            if (f % 4 == 3) return std::nullopt;
            return measuredDepth(scene.recording.frames[f].depthMm, 1, 0.1, static_cast<uint32_t>(f));
        };
        return *calibrateCamera(input, RobotScene::options(), {});
    };
    const auto told = [](const CalibrationRun& r) {
        return std::ranges::any_of(r.findings,
                                   [](const Finding& f) { return f.reason == FailureReason::DepthUnusable; });
    };
    const CalibrationRun good = run(0), misaligned = run(count / 2);
    EXPECT_FALSE(told(good));
    EXPECT_NE(good.calibration.status, CalibrationStatus::Failed)
        << testing::PrintToString(good.calibration.reasons);
    EXPECT_TRUE(told(misaligned));
    EXPECT_EQ(misaligned.calibration.status, CalibrationStatus::Review);
    for (const CalibrationRun* r : {&good, &misaligned}) {
        ASSERT_TRUE(r->calibration.camFromBase.has_value());
        EXPECT_TRUE(test::posesNear(*r->calibration.camFromBase, scene.recording.camFromBase, 2e-3, 2e-3));
    }
}

}  // namespace
}  // namespace camframe
