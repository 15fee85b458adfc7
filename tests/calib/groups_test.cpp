// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <random>

#include "calib/groups/common_pose.h"
#include "calib/groups/find_groups.h"
#include "calib/groups/group_member.h"
#include "calib/groups/rig_solution.h"
#include "calib/robot_scene.h"
#include "calib/synthetic/film_frames.h"
#include "calib/synthetic/synthetic_episode.h"
#include "calib/synthetic/trajectory.h"
#include "model/core/evaluation.h"

namespace camframe {
namespace {

using test::RobotScene;

RigidTransform cameraAt(double x, double y, double z) {
    return synthetic::lookAt({x, y, z}, {0.2, 0, 0.3});
}

/// The background of an episode of its own: motion, things on the table, noise and light are others each
/// time.
ImageU8 backgroundOf(uint64_t room, uint64_t seed, const RigidTransform& camFromBase, double gain = 1) {
    SyntheticOptions options = RobotScene::small(seed, 9);
    options.camFromBase = camFromBase;
    options.framesPerMove = 2;
    options.adaptiveSampling = true;
    options.exposureJitter = 0.03;
    SyntheticRecording film = *generateEpisode(*makeDemoRobot(), options, room, {});
    for (SyntheticFrame& frame : film.frames)
        for (uint8_t& value : frame.rgb.data) value = static_cast<uint8_t>(std::min(255.0, gain * value));
    FilmFrames frames(film);
    return *placementBackground(frames, {});
}

PlacementRecord recordOf(int episode, const ImageU8& background) {
    PlacementRecord record;
    record.episode = episode;
    record.camera = "front";
    record.width = 320;
    record.height = 240;
    record.focalPx = 0.96 * 320;
    record.signature = placementSignature(background);
    return record;
}

TEST(Groups, EpisodesFromOnePlaceAreFoundWhateverLiesAroundAndKnocksPartThem) {
    const RigidTransform place = cameraAt(1.3, 0.7, 0.8);
    const RigidTransform turned = bumpedCamera(1, 0, 0.25, 0, 5)[0] * place;
    const RigidTransform moved = bumpedCamera(1, 0, 0, 3, 6)[0] * place;
    const std::vector<ImageU8> backgrounds{backgroundOf(1, 11, place),
                                           backgroundOf(1, 12, place, 0.75),
                                           backgroundOf(1, 13, cameraAt(1.2, -0.8, 0.9)),  // elsewhere
                                           backgroundOf(1, 14, place, 1.2),
                                           backgroundOf(1, 15, turned),
                                           backgroundOf(1, 16, turned, 0.8),
                                           backgroundOf(1, 17, moved),
                                           backgroundOf(2, 18, place)};  // another room
    std::vector<PlacementRecord> records;
    for (size_t i = 0; i < backgrounds.size(); ++i)
        records.push_back(recordOf(static_cast<int>(i), backgrounds[i]));
    const auto read = [&](size_t i) -> Result<ImageU8> { return backgrounds[i]; };
    const auto groups = findGroups(records, read, {});
    ASSERT_TRUE(groups) << groups.error().message;
    std::vector<std::vector<size_t>> members;
    for (const PlacementGroup& group : *groups) members.push_back(group.members);
    EXPECT_EQ(members, (std::vector<std::vector<size_t>>{{0, 1, 3}, {2}, {4, 5}, {6}, {7}}));
    ASSERT_EQ(groups->size(), 5U);
    EXPECT_EQ((*groups)[2].bumpedFrom, std::optional<size_t>(0));
    ASSERT_TRUE((*groups)[2].bump);
    EXPECT_NEAR(motionOf(*(*groups)[2].bump, 0.96 * 320, 1.5).degrees, 0.25, 0.12);
    EXPECT_EQ((*groups)[3].bumpedFrom, std::optional<size_t>(0));
    EXPECT_FALSE((*groups)[1].bumpedFrom);
}

PlacementRecord bare(int episode, const RigidTransform& pose, double sigma) {
    PlacementRecord record = recordOf(episode, ImageU8(320, 240, 3, 128));
    record.camFromBase = pose;
    record.covariance = sigma * sigma * Matrix6d::Identity();
    return record;
}

TEST(Groups, WhereBackgroundsSayNothingPosesDo) {
    const RigidTransform place = cameraAt(1.3, 0.7, 0.8);
    Vector6d near = Vector6d::Zero(), far = Vector6d::Zero();
    near[3] = 0.0004;
    far[3] = 0.004;
    const std::vector<PlacementRecord> records{bare(0, place, 2e-4), bare(1, perturbLeft(far, place), 2e-4),
                                               bare(2, perturbLeft(near, place), 2e-4)};
    const auto grey = [](size_t) -> Result<ImageU8> { return ImageU8(320, 240, 3, 128); };
    const auto groups = findGroups(records, grey, {});
    ASSERT_TRUE(groups);
    ASSERT_EQ(groups->size(), 2U);
    EXPECT_EQ((*groups)[0].members, (std::vector<size_t>{0, 2}));
    EXPECT_EQ((*groups)[1].members, (std::vector<size_t>{1}));
}

Calibration found(const RigidTransform& pose, double sigma) {
    Calibration c;
    c.status = CalibrationStatus::Ok;
    c.reasons.clear();
    c.camFromBase = pose;
    c.covariance = sigma * sigma * Matrix6d::Identity();
    c.quality.risk = 0.01;
    return c;
}

TEST(Groups, AMemberIsJudgedByWhatItsOwnFramesCanTell) {
    const RigidTransform place = cameraAt(1.3, 0.7, 0.8);
    const auto away = [&](double metres) {
        Vector6d delta = Vector6d::Zero();
        delta[4] = metres;
        return perturbLeft(delta, place);
    };
    const Calibration group = found(place, 2e-4);
    const auto verdict = [&](double metres, double sigma, bool still) {
        return judgeMember(group, found(away(metres), sigma), {}, still).verdict;
    };
    EXPECT_EQ(verdict(0.0015, 2e-4, false), MemberVerdict::Confirmed);  // significant, but no bump
    EXPECT_EQ(verdict(0.005, 2e-4, false), MemberVerdict::Bumped);
    EXPECT_EQ(verdict(0.005, 4e-3, false), MemberVerdict::Confirmed);    // its frames leave that open
    EXPECT_EQ(verdict(0.015, 1e-2, false), MemberVerdict::Unconfirmed);  // they could be anywhere
    EXPECT_EQ(verdict(0.005, 2e-4, true), MemberVerdict::Unconfirmed);   // the background did not move
    EXPECT_EQ(verdict(0.5, 2e-4, false), MemberVerdict::Stranger);
    Calibration failed;
    EXPECT_EQ(judgeMember(group, failed, {}, false).verdict, MemberVerdict::Unconfirmed);

    const Calibration kept = memberResult(group, judgeMember(group, group, {}, false));
    EXPECT_EQ(kept.status, CalibrationStatus::Ok);
    const Calibration doubted = memberResult(group, judgeMember(group, failed, {}, false));
    EXPECT_EQ(doubted.status, CalibrationStatus::Review);
    EXPECT_GE(*doubted.quality.risk, 0.5);
    EXPECT_EQ(doubted.reasons.size(), 1U);

    const Finding lag{FailureReason::TimeLag, "by 2 frames"};
    const MemberCheck late = judgeMember(group, group, {&lag, 1}, false);
    EXPECT_EQ(late.verdict, MemberVerdict::Confirmed);
    EXPECT_EQ(memberResult(group, late).status, CalibrationStatus::Review);
}

TEST(Groups, TheCommonPoseIsWhatAllSquaresTogetherSay) {
    // One episode knows everything but one direction, another one only that direction.
    const RigidTransform place = cameraAt(1.3, 0.7, 0.8);
    Vector6d first = Vector6d::Zero(), second = Vector6d::Zero();
    first[5] = 0.008;
    second[3] = 0.009;
    Calibration a = found(perturbLeft(first, place), 1e-4), b = found(perturbLeft(second, place), 1e-2);
    (*a.covariance)(5, 5) = 1e-4;
    (*b.covariance)(5, 5) = 1e-8;
    const Calibration* others[] = {&b};
    const CommonPose common = commonPose(a, others);
    EXPECT_LT(logPose(common.camFromBase * place.inverse()).cwiseAbs().maxCoeff(), 2e-6);
    // The leader's covariance counts for a quarter more: what episodes share does not average out.
    EXPECT_NEAR(common.covariance(5, 5), 1e-8 + 0.25e-4, 1e-9);
    EXPECT_NEAR(common.covariance(0, 0), 1.25e-8, 2e-11);
    EXPECT_TRUE(commonPose(a, {}).covariance.isApprox(*a.covariance));
}

TEST(Groups, CommonPosesOfManyDrawsAreAsFarOffAsTheySay) {
    std::mt19937 random(7);
    std::normal_distribution<double> normal;
    const RigidTransform place = cameraAt(1.3, 0.7, 0.8);
    double nees = 0;
    constexpr int kDraws = 200;
    constexpr size_t kMembers = 5;
    for (int draw = 0; draw < kDraws; ++draw) {
        std::vector<Calibration> members;
        for (size_t m = 0; m < kMembers; ++m) {
            Vector6d delta;
            for (int i = 0; i < 6; ++i) delta[i] = 1e-3 * normal(random);
            members.push_back(found(perturbLeft(delta, place), 1e-3));
        }
        std::vector<const Calibration*> others;
        for (const Calibration& member : std::span(members).subspan(1)) others.push_back(&member);
        const CommonPose common = commonPose(members.front(), others);
        const Vector6d error = logPose(place * common.camFromBase.inverse());
        nees += error.dot(common.covariance.ldlt().solve(error)) / 6 / kDraws;
    }
    // Nothing is shared here: variance 1/5, stated 1/5 (widened where they scatter) + 1/4.
    EXPECT_NEAR(nees, 0.2 / 0.47, 0.06);
}

/// A rig of three cameras over six episodes; `say` may change what an episode says of a camera.
struct RigTruth {
    std::vector<RigidTransform> cameraFromRig{RigidTransform::Identity()};
    std::vector<RigidTransform> rigFromBase;
    std::vector<RigObservation> observations;

    RigTruth(uint32_t seed, double sigma) {
        std::mt19937 random(seed);
        std::normal_distribution<double> normal;
        const auto drawn = [&](double radians, double metres) {
            Vector6d delta;
            for (int i = 0; i < 6; ++i) delta[i] = (i < 3 ? radians : metres) * normal(random);
            return delta;
        };
        for (int c = 1; c < 3; ++c) cameraFromRig.push_back(expPose(drawn(0.8, 0.5)));
        for (int e = 0; e < 6; ++e) {
            rigFromBase.push_back(perturbLeft(drawn(0.3, 0.2), cameraAt(1.3, 0.7, 0.8)));
            for (int c = 0; c < 3; ++c) {
                const double own = sigma * (1 + c);  // cameras differ in how well they see
                observations.push_back(
                    {10 + e, c, perturbLeft(drawn(own, own), at(e, c)), own * own * Matrix6d::Identity()});
            }
        }
    }
    RigidTransform at(int episode, int camera) const {
        return cameraFromRig[static_cast<size_t>(camera)] * rigFromBase[static_cast<size_t>(episode)];
    }
};

TEST(Rig, CamerasAreSolvedTogetherAndFillEachOthersGaps) {
    RigTruth exact(3, 0);
    for (RigObservation& o : exact.observations) o.covariance = 1e-6 * Matrix6d::Identity();
    std::erase_if(exact.observations,
                  [](const RigObservation& o) { return o.episode == 12 && o.camera == 1; });
    const auto found = solveRig(exact.observations, 3);
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->episodes, (std::vector<int>{10, 11, 12, 13, 14, 15}));
    for (int e = 0; e < 6; ++e)
        for (int c = 0; c < 3; ++c)
            EXPECT_TRUE(found->places[static_cast<size_t>(e)][static_cast<size_t>(c)].camFromBase.isApprox(
                exact.at(e, c), 1e-9))
                << e << ' ' << c;

    // Only a camera that was filmed with the others is tied to them.
    std::vector<RigObservation> apart;
    for (const RigObservation& o : exact.observations)
        if ((o.camera == 2) == (o.episode == 15)) apart.push_back(o);
    EXPECT_FALSE(solveRig(apart, 3));
}

TEST(Rig, TogetherCamerasAreNearerAndAsFarOffAsTheySay) {
    double nees = 0, single = 0, joined = 0;
    int count = 0;
    for (uint32_t seed = 0; seed < 60; ++seed) {
        const RigTruth truth(seed, 1e-3);
        const auto found = solveRig(truth.observations, 3);
        ASSERT_TRUE(found);
        for (const RigObservation& o : truth.observations) {
            const RigPlace& place =
                found->places[static_cast<size_t>(o.episode - 10)][static_cast<size_t>(o.camera)];
            const Vector6d error = logPose(truth.at(o.episode - 10, o.camera) * place.camFromBase.inverse());
            const Vector6d own = logPose(truth.at(o.episode - 10, o.camera) * o.camFromBase.inverse());
            // Without the quarter that nothing shares here.
            const Matrix6d covariance = place.covariance - 0.25 * o.covariance;
            nees += error.dot(covariance.ldlt().solve(error)) / 6;
            single += own.squaredNorm();
            joined += error.squaredNorm();
            ++count;
        }
    }
    EXPECT_GT(nees / count, 0.8);
    EXPECT_LT(nees / count, 1.1);
    EXPECT_LT(joined, 0.6 * single);
}

TEST(Rig, ACameraThatWasKnockedDoesNotPullTheOthers) {
    RigTruth truth(5, 2e-4);
    for (RigObservation& o : truth.observations)
        if (o.episode == 13 && o.camera == 1) {
            Vector6d knock = Vector6d::Zero();
            knock[4] = 0.03;
            o.camFromBase = perturbLeft(knock, o.camFromBase);
        }
    const auto found = solveRig(truth.observations, 3);
    ASSERT_TRUE(found);
    for (size_t i = 0; i < truth.observations.size(); ++i) {
        const RigObservation& o = truth.observations[i];
        EXPECT_EQ(found->tookPart[i], !(o.episode == 13 && o.camera == 1)) << o.episode << ' ' << o.camera;
        const RigPlace& place =
            found->places[static_cast<size_t>(o.episode - 10)][static_cast<size_t>(o.camera)];
        EXPECT_LT(comparePoses(place.camFromBase, truth.at(o.episode - 10, o.camera)).translationMm, 3);
    }
}

TEST(Groups, EpisodesAreSolvedTogetherAndAKnockedOneIsToldByItsFrames) {
    const RigidTransform place = cameraAt(1.3, 0.7, 0.8);
    std::vector<std::unique_ptr<RobotScene>> scenes;
    std::vector<std::unique_ptr<RobotScene::Frames>> frames;
    std::vector<CalibrationInput> inputs;
    for (int k = 0; k < 4; ++k) {
        SyntheticOptions options = RobotScene::small(20, 10);
        options.jointValues = *synthetic::randomTrajectory(
            *makeDemoRobot(), {.frames = 10, .framesPerMove = 3, .seed = 30 + static_cast<uint64_t>(k)});
        options.adaptiveSampling = true;
        options.camFromBase = k < 3 ? place : bumpedCamera(1, 0, 0.6, 12, 7)[0] * place;
        scenes.push_back(std::make_unique<RobotScene>(options));
        frames.push_back(std::make_unique<RobotScene::Frames>(*scenes.back()));
        inputs.push_back(scenes.back()->input(*frames.back()));
        inputs.back().maskOfFrame = scenes.back()->masks();
    }
    const auto leader = calibrateCamera(inputs[0], RobotScene::options(), {});
    ASSERT_TRUE(leader) << leader.error().message;
    Calibration c = leader->calibration;
    ASSERT_EQ(c.status, CalibrationStatus::Ok) << (c.reasons.empty() ? "" : c.reasons.front());
    std::vector<CalibrationRun> own;
    std::vector<const Calibration*> others;
    for (size_t k = 1; k < 4; ++k) own.push_back(*refineMember(inputs[k], c, RobotScene::options(), {}));
    for (const CalibrationRun& one : own) others.push_back(&one.calibration);
    const CommonPose common = commonPose(leader->calibration, others);
    EXPECT_EQ(common.tookPart, (std::vector<bool>{true, true, false}));
    c.camFromBase = common.camFromBase;
    c.covariance = common.covariance;
    EXPECT_LT(comparePoses(*c.camFromBase, place).translationMm, 1);
    const auto checked = [&](size_t k) {
        return judgeMember(c, own[k - 1].calibration, own[k - 1].findings, false).verdict;
    };
    EXPECT_EQ(checked(1), MemberVerdict::Confirmed);
    EXPECT_EQ(checked(2), MemberVerdict::Confirmed);
    EXPECT_EQ(checked(3), MemberVerdict::Bumped);
}

}  // namespace
}  // namespace camframe
