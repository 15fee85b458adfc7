// SPDX-License-Identifier: Apache-2.0
#include "calib/calibration_pipeline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "calib/distance_field.h"
#include "calib/pose_search.h"
#include "calib/robot_scene.h"
#include "calib/synthetic/random.h"
#include "calib/synthetic/trajectory.h"
#include "model/core/evaluation.h"
#include "model/core/robot_correction.h"
#include "support/run_context.h"
#include "support/transform_matchers.h"

namespace camframe {
namespace {

using test::RobotScene;

TEST(PoseSearch, TheTruePoseScoresBestAndIsFoundFromNothing) {
    const RobotScene scene(21, 12, false);
    std::vector<SilhouetteScorer::Frame> frames;
    for (size_t f = 0; f < scene.recording.frames.size(); ++f)
        frames.push_back({scene.motion.baseFromLink[f], scene.recording.frames[f].mask});
    const SilhouetteScorer scorer(*scene.geometry, {}, scene.recording.camera, frames,
                                  {.changeMasks = false});
    const double atTruth = scorer.score(scene.recording.camFromBase);
    EXPECT_GT(atTruth, 0.7);
    for (const double metres : {0.1, 0.3}) {
        RigidTransform away = scene.recording.camFromBase;
        away.translation() += Eigen::Vector3d(metres, 0, metres);
        EXPECT_LT(scorer.score(away), atTruth);
    }
    PoseSearchOptions options;
    options.seed = 4;
    const auto found = searchPoses(scorer, options, test::withThreads(2));
    ASSERT_FALSE(found.empty());
    EXPECT_TRUE(test::posesNear(found[0].camFromBase, scene.recording.camFromBase, 0.35, 0.4));
    const auto again = searchPoses(scorer, options, test::withThreads(1));
    ASSERT_EQ(again.size(), found.size());
    EXPECT_EQ(again[0].camFromBase.matrix(), found[0].camFromBase.matrix());
}

TEST(PoseSearch, TheThoroughSearchFindsViewsThatFewRandomCamerasMeet) {
    // A camera close by and hung upside down.
    SyntheticOptions film = RobotScene::small(26, 8, false);
    film.camFromBase = RigidTransform(Eigen::AngleAxisd(2.6, Eigen::Vector3d::UnitZ())) *
                       synthetic::lookAt({0.5, -0.35, 0.3}, {0.15, 0.05, 0.3});
    const RobotScene scene(film);
    std::vector<SilhouetteScorer::Frame> frames;
    for (size_t f = 0; f < scene.recording.frames.size(); ++f)
        frames.push_back({scene.motion.baseFromLink[f], scene.recording.frames[f].mask});
    const SilhouetteScorer scorer(*scene.geometry, {}, scene.recording.camera, frames,
                                  {.width = 64, .changeMasks = false});
    for (const uint64_t seed : {1, 2}) {
        const auto finds = [&](PoseSearchOptions options) {
            options.seed = seed;
            constexpr double kRefinementReaches = 0.6;  // rad
            return std::ranges::any_of(
                searchPoses(scorer, options, test::withThreads(2)), [&](const auto& c) {
                    return rotationAngleBetween(c.camFromBase, scene.recording.camFromBase) <
                           kRefinementReaches;
                });
        };
        EXPECT_FALSE(finds({})) << "seed " << seed << ": too easy a view to tell the two apart";
        EXPECT_TRUE(finds(PoseSearchOptions::thorough())) << "seed " << seed;
    }
}

/// Says of any back end that it counts hulls fast, so that searches use it.
class EagerRenderer final : public Renderer {
public:
    explicit EagerRenderer(std::unique_ptr<Renderer> inner) : m_inner(std::move(inner)) {}

    std::string name() const override { return m_inner->name(); }
    Result<std::vector<RenderedFrame>> render(std::span<const RenderView> views,
                                              const RenderOptions& options) override {
        return m_inner->render(views, options);
    }
    Result<std::unique_ptr<OutlineEquations>> outlineEquations(std::span<const OutlineFrame> frames,
                                                               const OutlineOptions& options) override {
        return m_inner->outlineEquations(frames, options);
    }
    Result<std::unique_ptr<HullCounter>> hullCounter(const HullScene& scene) override {
        ++counters;
        return m_inner->hullCounter(scene);
    }
    bool countsHullsFast() const override { return true; }
    const RobotGeometry& geometry() const override { return m_inner->geometry(); }
    std::vector<StageTime> stageTimes() const override { return {}; }

    int counters = 0;

private:
    std::unique_ptr<Renderer> m_inner;
};

TEST(PoseSearch, FindsTheSamePosesWithCandidatesCountedOnADevice) {
    if (listVulkanDevices().empty()) GTEST_SKIP() << "no Vulkan device";
    for (const bool changeMasks : {false, true}) {
        const RobotScene scene(22, 9, false);
        std::vector<SilhouetteScorer::Frame> frames;
        for (size_t f = 0; f < scene.recording.frames.size(); ++f)
            frames.push_back({scene.motion.baseFromLink[f], scene.recording.frames[f].mask});
        const SilhouetteScorer scorer(*scene.geometry, {}, scene.recording.camera, frames,
                                      {.width = 80, .changeMasks = changeMasks});
        auto inner = makeRenderer(scene.geometry, {.backend = RenderBackend::Vulkan});
        ASSERT_TRUE(inner) << inner.error().message;
        EagerRenderer renderer(std::move(*inner));
        PoseSearchOptions options;
        options.candidates = 600;
        options.compared = 80;
        options.climbed = 4;
        const auto expected = searchPoses(scorer, options, test::withThreads(2));
        options.renderer = &renderer;
        const auto found = searchPoses(scorer, options, test::withThreads(2));
        EXPECT_EQ(renderer.counters, 1);
        ASSERT_EQ(found.size(), expected.size());
        ASSERT_FALSE(found.empty());
        for (size_t i = 0; i < found.size(); ++i) {
            EXPECT_EQ(found[i].score, expected[i].score);
            EXPECT_EQ(found[i].camFromBase.matrix(), expected[i].camFromBase.matrix());
        }
    }
}

/// A recording with pictures that show nothing.
RobotScene blanked(RobotScene scene) {
    for (SyntheticFrame& frame : scene.recording.frames) frame.rgb = ImageU8(320, 240, 3, 120);
    return scene;
}

TEST(CalibrateCamera, ExactMasksAloneGiveAnAccuratePoseThatCallsItselfOk) {
    const RobotScene scene(31);
    RobotScene::Frames frames(scene);
    CalibrationInput input = scene.input(frames);
    input.maskOfFrame = scene.masks();
    const auto run = calibrateCamera(input, RobotScene::options(), {});
    ASSERT_TRUE(run.has_value());
    ASSERT_TRUE(run->calibration.camFromBase.has_value());
    const PoseError error = comparePoses(*run->calibration.camFromBase, scene.recording.camFromBase);
    EXPECT_LT(error.rotationDeg, 0.05);
    EXPECT_LT(error.translationMm, 0.6);
    EXPECT_EQ(run->calibration.status, CalibrationStatus::Ok)
        << testing::PrintToString(run->calibration.reasons);
    EXPECT_GT(run->calibration.quality.holdoutIou.value_or(0), 0.95);
    EXPECT_FALSE(run->iterations.empty());
    EXPECT_TRUE(run->calibration.alternatives.empty());
}

TEST(CalibrateCamera, NothingGivenEndsRightOrSaysThatItIsNot) {
    const RobotScene scene(32, 20);
    RobotScene::Frames frames(scene);
    const auto run = calibrateCamera(scene.input(frames), RobotScene::options(), {});
    ASSERT_TRUE(run.has_value());
    if (run->calibration.status == CalibrationStatus::Ok) {
        EXPECT_TRUE(comparePoses(*run->calibration.camFromBase, scene.recording.camFromBase).right());
    } else {
        EXPECT_FALSE(run->calibration.reasons.empty());
    }
}

TEST(CalibrateCamera, AMarkOnTheToolFindsThePose) {
    const RobotScene scene(33, 20);
    RobotScene::Frames frames(scene);
    CalibrationInput input = scene.input(frames);
    // The origin of the hand as an exact keypoint in five frames: no tracking, PnP from clicks.
    const int hand = scene.robot.findLink("demo_hand");
    for (const int f : {1, 5, 9, 13, 17}) {
        const Eigen::Vector3d p =
            scene.motion.baseFromLink[static_cast<size_t>(f)][static_cast<size_t>(hand)].translation();
        input.marks.push_back({f, *scene.recording.camera.project(scene.recording.camFromBase * p), hand,
                               Eigen::Vector3d::Zero()});
    }
    input.marksAreKeypoints = true;
    const auto run = calibrateCamera(input, RobotScene::options(), {});
    ASSERT_TRUE(run.has_value());
    ASSERT_TRUE(run->coarseCamFromBase.has_value());
    EXPECT_TRUE(test::posesNear(*run->coarseCamFromBase, scene.recording.camFromBase, 1e-3, 1e-3));
}

TEST(CalibrateCamera, ARoughPoseAloneEndsNearTheTruth) {
    const RobotScene scene(2, 20);
    RobotScene::Frames frames(scene);
    CalibrationInput input = scene.input(frames);
    // 20 deg and 20 cm off; the refinement alone ends 12 deg away from here.
    Vector6d off = Vector6d::Zero();
    off.head<3>() = 20 * 0.01745329 * Eigen::Vector3d(0.48, -0.6, 0.64);
    RigidTransform rough = perturbLeft(off, scene.recording.camFromBase);
    rough.translation() = scene.recording.camFromBase.translation() + Eigen::Vector3d(0.12, -0.12, 0.1058);
    input.initialCamFromBase = rough;
    const auto run = calibrateCamera(input, RobotScene::options(), {});
    ASSERT_TRUE(run && run->calibration.camFromBase);
    EXPECT_TRUE(test::posesNear(*run->calibration.camFromBase, scene.recording.camFromBase, 0.04, 0.06));
}

TEST(CalibrateCamera, EndEffectorPosesAloneStartByThemselves) {
    RobotScene scene(4, 20);
    Episode episode;
    episode.frameCount = 20;
    episode.baseLink = scene.recording.baseLink;
    episode.endEffectorLinks = {scene.recording.toolLink};
    episode.endEffectorLink = scene.recording.toolLink;
    for (const auto& poses : scene.motion.baseFromLink)
        episode.endEffectorPoses.push_back(poses[static_cast<size_t>(scene.motion.toolLink)]);
    const auto motion = computeMotion(scene.robot, episode);
    ASSERT_TRUE(motion) << motion.error().message;
    scene.motion = *motion;
    RobotScene::Frames frames(scene);
    const auto run = calibrateCamera(scene.input(frames), RobotScene::options(), {});
    ASSERT_TRUE(run && run->calibration.camFromBase);
    EXPECT_TRUE(test::posesNear(*run->calibration.camFromBase, scene.recording.camFromBase, 0.02, 0.03));
    EXPECT_NE(run->calibration.status, CalibrationStatus::Ok);
}

TEST(CalibrateCamera, WrongIntrinsicsAreNeverOkEvenWithExactMasksAndAGoodStart) {
    const RobotScene scene(41, 20, true);
    const auto statusWith = [&](auto&& spoil) {
        RobotScene::Frames frames(scene);
        CalibrationInput input = scene.input(frames);
        input.maskOfFrame = scene.masks();
        input.initialCamFromBase = scene.recording.camFromBase;
        spoil(input.camera);
        return calibrateCamera(input, RobotScene::options(), {})->calibration.status;
    };
    EXPECT_EQ(statusWith([](CameraModel&) {}), CalibrationStatus::Ok);
    EXPECT_NE(statusWith([](CameraModel& c) { c.fx *= 1.03, c.fy *= 1.03; }), CalibrationStatus::Ok);
    EXPECT_NE(statusWith([](CameraModel& c) { c.cx += 8; }), CalibrationStatus::Ok);
}

TEST(CalibrateCamera, UnknownIntrinsicsAreFoundWithThePose) {
    SyntheticOptions film = RobotScene::small(41, 20);
    film.focalPx = 0.74 * film.width;  // a guess is a third too long
    const RobotScene scene(film);
    RobotScene::Frames frames(scene);
    CalibrationInput input = scene.input(frames);
    input.camera = CameraModel::guessed(film.width, film.height);
    input.intrinsicsSource = IntrinsicsSource::Estimated;
    input.maskOfFrame = scene.masks();
    const auto run = calibrateCamera(input, RobotScene::options(), {});
    ASSERT_TRUE(run);
    const Calibration& c = run->calibration;
    ASSERT_TRUE(c.camFromBase) << testing::PrintToString(c.reasons);
    EXPECT_EQ(c.status, CalibrationStatus::Ok) << testing::PrintToString(c.reasons);
    EXPECT_NEAR(c.camera.fx / scene.recording.camera.fx, 1, 0.01);
    EXPECT_NEAR(c.camera.cx, scene.recording.camera.cx, 2);
    EXPECT_NEAR(c.camera.fx / c.camera.fy, scene.recording.camera.fx / scene.recording.camera.fy, 5e-4);
    EXPECT_EQ(c.intrinsicsSource, IntrinsicsSource::Refined);
    const PoseError error = comparePoses(*c.camFromBase, scene.recording.camFromBase);
    EXPECT_LT(error.rotationDeg, 0.1);
    EXPECT_LT(error.translationMm, 2);
}

/// A recording with masks of which every block of 12 pixels has a boundary of its own, shifted by up to
/// noisePx either way. Calibrated from the true pose on.
Result<CalibrationRun> calibrateWithNoisyMasks(const RobotScene& scene, double noisePx) {
    RobotScene::Frames frames(scene);
    CalibrationInput input = scene.input(frames);
    input.initialCamFromBase = scene.recording.camFromBase;
    input.maskOfFrame = [&](int frame) -> Result<std::optional<ImageU8>> {
        const auto f = static_cast<size_t>(frame);
        const ImageF distance = signedDistance(scene.recording.frames[f].maskAmodal);
        ImageU8 mask(distance.width, distance.height);
        for (int y = 0; y < mask.height; ++y)
            for (int x = 0; x < mask.width; ++x) {
                const double shift =
                    noisePx *
                    synthetic::HashRandom(f, static_cast<uint64_t>(y / 12 * 1000 + x / 12)).uniform(-1, 1);
                mask.at(x, y) = distance.at(x, y) > shift ? 255 : 0;
            }
        return std::optional<ImageU8>(std::move(mask));
    };
    return calibrateCamera(input, RobotScene::options(), {});
}

bool measuredOutlines(const CalibrationRun& run) {
    return run.evidence && run.evidence->maskInlierShare;
}

TEST(CalibrateCamera, NoisyMasksTakeMoreFramesAndAWiderScale) {
    const RobotScene scene = blanked(RobotScene(37, 44, false));
    const auto exact = calibrateWithNoisyMasks(scene, 0), noisy = calibrateWithNoisyMasks(scene, 2);
    ASSERT_TRUE(exact && noisy);
    const auto usual = static_cast<size_t>(CalibrationOptions{}.fitFrames);
    EXPECT_EQ(exact->calibration.framesUsed.size(), usual);
    EXPECT_GT(noisy->calibration.framesUsed.size(), usual);
    EXPECT_TRUE(std::ranges::is_sorted(noisy->calibration.framesUsed));
    const auto widened = [](const CalibrationRun& r) {
        return std::ranges::any_of(r.iterations, [](const IterationRecord& i) { return i.rmsPx > 1.2; });
    };
    EXPECT_TRUE(widened(*noisy));
    EXPECT_FALSE(measuredOutlines(*noisy));
    ASSERT_TRUE(noisy->calibration.camFromBase);
    EXPECT_TRUE(test::posesNear(*noisy->calibration.camFromBase, scene.recording.camFromBase, 4e-3, 6e-3));
}

TEST(CalibrateCamera, NoisyMasksLeaveTheLastWordToThePictures) {
    const RobotScene scene(37, 24);
    const auto pictures = calibrateWithNoisyMasks(scene, 2),
               masks = calibrateWithNoisyMasks(blanked(scene), 2), exact = calibrateWithNoisyMasks(scene, 0);
    ASSERT_TRUE(pictures && masks && exact);
    ASSERT_TRUE(pictures->calibration.camFromBase && masks->calibration.camFromBase);
    EXPECT_TRUE(measuredOutlines(*pictures));
    EXPECT_FALSE(measuredOutlines(*masks));
    EXPECT_FALSE(measuredOutlines(*exact)) << "exact masks are surer than any picture";
    const auto millimetres = [&](const CalibrationRun& run) {
        return comparePoses(*run.calibration.camFromBase, scene.recording.camFromBase).translationMm;
    };
    EXPECT_LT(millimetres(*pictures), 0.5 * millimetres(*masks));
    EXPECT_LT(millimetres(*exact), millimetres(*pictures));
}

TEST(CalibrateCamera, PicturesThatContradictNoisyMasksAreNotBelieved) {
    RobotScene scene(37, 24);
    const auto masks = calibrateWithNoisyMasks(scene, 2);
    // The masks belong where they are; pictures 3 px to the right would put the camera elsewhere.
    constexpr int kShift = 3;
    for (SyntheticFrame& frame : scene.recording.frames) {
        const ImageU8 before = frame.rgb;
        for (int y = 0; y < before.height; ++y)
            for (int x = kShift; x < before.width; ++x)
                for (int c = 0; c < 3; ++c) frame.rgb.at(x, y, c) = before.at(x - kShift, y, c);
    }
    const auto shifted = calibrateWithNoisyMasks(scene, 2);
    ASSERT_TRUE(masks && shifted && shifted->calibration.camFromBase);
    EXPECT_TRUE(measuredOutlines(*masks));
    EXPECT_FALSE(measuredOutlines(*shifted));
    EXPECT_TRUE(test::posesNear(*shifted->calibration.camFromBase, scene.recording.camFromBase, 6e-3, 1e-2));
}

TEST(CalibrateCamera, AFocalLengthThatThePicturesDoNotFixIsSaidSo) {
    // A telephoto from afar: nearly parallel rays show size over distance only.
    SyntheticOptions film = RobotScene::small(42, 10);
    film.focalPx = 8.0 * film.width;
    RigidTransform camFromBase = RigidTransform::Identity();
    camFromBase.linear() << 0, 1, 0, 0, 0, -1, -1, 0, 0;
    camFromBase.translation() << 0, 0.35, 10;
    film.camFromBase = camFromBase;
    const RobotScene scene(film);
    RobotScene::Frames frames(scene);
    CalibrationInput input = scene.input(frames);
    input.maskOfFrame = [&](int frame) -> Result<std::optional<ImageU8>> {
        // Masks that err by up to a pixel from frame to frame; walls may stand between.
        const ImageU8& exact = scene.recording.frames[static_cast<size_t>(frame)].maskAmodal;
        const int dx = frame % 3 - 1, dy = frame / 3 % 3 - 1;
        ImageU8 mask(exact.width, exact.height);
        for (int y = 1; y + 1 < mask.height; ++y)
            for (int x = 1; x + 1 < mask.width; ++x) mask.at(x, y) = exact.at(x + dx, y + dy);
        return std::optional<ImageU8>(std::move(mask));
    };
    input.initialCamFromBase = camFromBase;
    CalibrationOptions options = RobotScene::options();
    options.refine.focal = options.refine.principal = true;
    const auto run = calibrateCamera(input, options, {});
    ASSERT_TRUE(run);
    EXPECT_NE(run->calibration.status, CalibrationStatus::Ok);
    EXPECT_TRUE(std::ranges::any_of(run->findings, [](const Finding& f) {
        return f.reason == FailureReason::FocalUnobserved;
    })) << testing::PrintToString(run->calibration.reasons);
}

TEST(CalibrateCamera, ASecondArmThatStandsElsewhereIsFoundOrKeepsTheResultFromBeingOk) {
    RigidTransform place = RigidTransform::Identity(), moved = RigidTransform::Identity();
    place.translation() = Eigen::Vector3d(0.05, -0.55, 0);
    moved.linear() = Eigen::AngleAxisd(0.05, Eigen::Vector3d::UnitZ()).toRotationMatrix();
    moved.translation() = Eigen::Vector3d(0.02, -0.015, 0.005);
    const RobotScene scene(test::twoDemoArms(moved * place), test::twoDemoArms(place), RobotScene::small(51));
    RobotScene::Frames frames(scene);
    CalibrationInput input = scene.input(frames);
    input.maskOfFrame = scene.masks();
    const int second = scene.robot.findLink("right_" + makeDemoRobot()->links()[0].name);
    ASSERT_GE(second, 0);
    input.arms = {{"left", scene.robot.rootLink(), {}}, {"right", second, {}}};

    const auto given = calibrateCamera(input, RobotScene::options(), {});
    ASSERT_TRUE(given.has_value());
    EXPECT_NE(given->calibration.status, CalibrationStatus::Ok);
    EXPECT_TRUE(given->calibration.armBases.empty());

    CalibrationOptions options = RobotScene::options();
    options.refine.armBases = true;
    const auto run = calibrateCamera(input, options, {});
    ASSERT_TRUE(run && run->calibration.camFromBase);
    const Calibration& c = run->calibration;
    EXPECT_EQ(c.status, CalibrationStatus::Ok) << testing::PrintToString(c.reasons);
    const PoseError error = comparePoses(*c.camFromBase, scene.recording.camFromBase);
    EXPECT_LT(error.rotationDeg, 0.05);
    EXPECT_LT(error.translationMm, 1);
    ASSERT_EQ(c.armBases.size(), 1U);
    EXPECT_EQ(c.armBases[0].link, scene.robot.links()[static_cast<size_t>(second)].name);
    EXPECT_TRUE(test::posesNear(c.armBases[0].correction * place, moved * place, 0.001, 0.001));
    // What everything is drawn and exported with: the robot as it was filmed.
    const RobotMotion corrected = correctedMotion(scene.robot, scene.motion, *correctionOf(scene.robot, c));
    EXPECT_TRUE(
        test::posesNear(corrected.baseFromLink[3][static_cast<size_t>(second)], moved * place, 0.001, 0.001));
}

TEST(CalibrateCamera, PicturesAheadOfTheJointsAreFoundAndCorrected) {
    RobotScene scene(31, 22);
    // Picture f shows the joints of time f + 2; those of the first two rows belong to no picture.
    Episode episode;
    episode.frameCount = 22;
    episode.jointNames = scene.recording.jointNames;
    episode.jointPositions = scene.recording.jointPositions;
    for (Eigen::Index t = 21; t >= 0; --t)
        episode.jointPositions.row(t) = scene.recording.jointPositions.row(std::max<Eigen::Index>(0, t - 2));
    episode.baseLink = scene.recording.baseLink;
    episode.endEffectorLinks = {scene.recording.toolLink};
    scene.motion = *computeMotion(scene.robot, episode);
    RobotScene::Frames frames(scene);
    CalibrationInput input = scene.input(frames);
    input.maskOfFrame = scene.masks();
    const auto run = calibrateCamera(input, RobotScene::options(), {});
    ASSERT_TRUE(run);
    ASSERT_TRUE(run->calibration.camFromBase) << testing::PrintToString(run->calibration.reasons);
    ASSERT_TRUE(run->calibration.lagFrames);
    EXPECT_NEAR(run->calibration.lagFrames->value, -2, 0.05);
    for (const int frame : run->calibration.framesUsed) EXPECT_LT(frame, 20);  // later joints are not known
    EXPECT_EQ(run->calibration.status, CalibrationStatus::Ok)
        << testing::PrintToString(run->calibration.reasons);
    const PoseError error = comparePoses(*run->calibration.camFromBase, scene.recording.camFromBase);
    EXPECT_LT(error.rotationDeg, 0.05);
    EXPECT_LT(error.translationMm, 1);
}

TEST(CalibrateCamera, ThreeFramesAreTooFewToBeSure) {
    RobotScene scene(42, 3);
    RobotScene::Frames frames(scene);
    CalibrationInput input = scene.input(frames);
    input.maskOfFrame = scene.masks();
    const auto run = calibrateCamera(input, RobotScene::options(), {});
    ASSERT_TRUE(run.has_value());
    EXPECT_NE(run->calibration.status, CalibrationStatus::Ok);
}

TEST(CalibrateCamera, PicturesWithoutARobotFailWithAReason) {
    const RobotScene scene = blanked(RobotScene(34, 10, false));
    RobotScene::Frames frames(scene);
    const auto run = calibrateCamera(scene.input(frames), RobotScene::options(), {});
    ASSERT_TRUE(run.has_value());
    EXPECT_EQ(run->calibration.status, CalibrationStatus::Failed);
    EXPECT_FALSE(run->calibration.camFromBase.has_value());
    ASSERT_FALSE(run->findings.empty());
    EXPECT_EQ(run->findings[0].reason, FailureReason::NoStart);
}

TEST(CalibrateCamera, JointsOfAnotherRecordingAreNeverOk) {
    RobotScene scene(35, 16);
    const RobotScene other(36, 16, false);
    scene.motion = other.motion;
    RobotScene::Frames frames(scene);
    const auto run = calibrateCamera(scene.input(frames), RobotScene::options(), {});
    ASSERT_TRUE(run.has_value());
    EXPECT_NE(run->calibration.status, CalibrationStatus::Ok);
    EXPECT_FALSE(run->calibration.reasons.empty());
}

TEST(CalibrateCamera, OneFrameIsNeverOk) {
    RobotScene scene(37, 2);
    scene.recording.frames.resize(1);
    scene.motion.baseFromLink.resize(1);
    RobotScene::Frames frames(scene);
    const auto run = calibrateCamera(scene.input(frames), RobotScene::options(), {});
    ASSERT_TRUE(run.has_value());
    EXPECT_NE(run->calibration.status, CalibrationStatus::Ok);
}

TEST(CalibrateCamera, AStopEndsAsStopped) {
    const RobotScene scene(38, 8);
    RobotScene::Frames frames(scene);
    std::stop_source stop;
    stop.request_stop();
    const auto run =
        calibrateCamera(scene.input(frames), RobotScene::options(), RunContext{nullptr, stop.get_token(), 0});
    ASSERT_FALSE(run.has_value());
    EXPECT_EQ(run.error().kind, ErrorKind::Stopped);
}

TEST(CalibrateCamera, RepeatsItselfBitForBit) {
    const RobotScene scene(39, 12);
    RobotScene::Frames frames(scene);
    CalibrationInput input = scene.input(frames);
    input.maskOfFrame = scene.masks();
    const auto a = calibrateCamera(input, RobotScene::options(), test::withThreads(1));
    const auto b = calibrateCamera(input, RobotScene::options(), test::withThreads(2));
    ASSERT_TRUE(a && b && a->calibration.camFromBase && b->calibration.camFromBase);
    EXPECT_EQ(a->calibration.camFromBase->matrix(), b->calibration.camFromBase->matrix());
}

}  // namespace
}  // namespace camframe
