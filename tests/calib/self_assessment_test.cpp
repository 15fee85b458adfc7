// SPDX-License-Identifier: Apache-2.0
#include "calib/self_assessment.h"

#include <gtest/gtest.h>

#include "calib/near_ties.h"

namespace camframe {
namespace {

Evidence goodMotionEvidence() {
    Evidence e;
    e.converged = true;
    e.fitFrames = 24;
    e.heldOut = true;
    e.inlierShare = 0.95;
    e.motionPrecision = 0.85;
    e.motionRecall = 0.85;
    e.fitOutline = 0.9;
    e.holdoutOutline = 0.88;
    e.halvesRotation = 0.0005;
    e.halvesTranslation = 0.001;
    e.sigmaRotation = 0.0005;
    e.sigmaTranslation = 0.0005;
    e.focalFactor = 1.002;
    e.focalSigma = 0.001;
    return e;
}

TEST(SelfAssessment, GoodEvidenceIsOkWithoutReasons) {
    const Assessment a = assess(goodMotionEvidence());
    EXPECT_EQ(a.status, CalibrationStatus::Ok);
    EXPECT_LT(a.risk, 0.1);
    EXPECT_TRUE(a.findings.empty());
}

TEST(SelfAssessment, EachWeakPieceOfEvidenceAlonePreventsOk) {
    const auto spoil = [](auto&& change) {
        Evidence e = goodMotionEvidence();
        change(e);
        const Assessment a = assess(e);
        EXPECT_NE(a.status, CalibrationStatus::Ok);
        EXPECT_FALSE(a.findings.empty());
        EXPECT_GT(a.risk, assess(goodMotionEvidence()).risk);
    };
    spoil([](Evidence& e) { e.fitFrames = 2; });
    spoil([](Evidence& e) { e.converged = false; });
    spoil([](Evidence& e) { e.solvedFocalSigma = 0.01; });
    spoil([](Evidence& e) { e.turnedJointGain = 0.03; });
    spoil([](Evidence& e) { e.inlierShare = 0.4; });
    // What seems to move counts where outlines are in doubt; where they are clear, half of the robot may lie
    // before a scene that nobody knows.
    spoil([](Evidence& e) { e.motionPrecision = 0.35, e.fitOutline = e.holdoutOutline = 0.4; });
    spoil([](Evidence& e) { e.motionRecall = 0.35, e.fitOutline = e.holdoutOutline = 0.4; });
    spoil([](Evidence& e) { e.inlierShare = 0.8; });
    spoil([](Evidence& e) { e.fitOutline = e.holdoutOutline = 0.28; });
    spoil([](Evidence& e) { e.motionPrecision.reset(); });
    spoil([](Evidence& e) { e.holdoutOutline = 0.65; });
    spoil([](Evidence& e) { e.halvesTranslation = 0.02; });
    spoil([](Evidence& e) { e.sigmaRotation = 0.01; });
    spoil([](Evidence& e) { e.focalFactor = 1.04; });
    spoil([](Evidence& e) { e.focalFactor.reset(); });
    spoil([](Evidence& e) { e.principalPx = 20; });
    spoil([](Evidence& e) { e.heldOut = false; });
    spoil([](Evidence& e) { e.halvesRotation.reset(); });
    spoil([](Evidence& e) { e.rivalScore = 0.98; });
    spoil([](Evidence& e) { e.rivalScore = kNearTie; });
    spoil([](Evidence& e) { e.armShift = 0.012; });
    spoil([](Evidence& e) { e.armShift = 0, e.armSigma = 0.0046; });  // hardly anything meets it
    spoil([](Evidence& e) { e.armsRefined = true, e.armShift = 0, e.armSigma = 0.006; });
}

TEST(SelfAssessment, IntrinsicsAreDoubtedWhereThePicturesAreSureAndTheCameraWouldStandElsewhere) {
    const auto status = [](double percent, double sigmaPercent, double metres) {
        Evidence e = goodMotionEvidence();
        e.focalFactor = 1 + percent / 100;
        e.focalSigma = sigmaPercent / 100;
        e.focalShift = percent / 100 * metres;
        return assess(e).status;
    };
    EXPECT_EQ(status(1.2, 0.25, 1.1), CalibrationStatus::Review);
    EXPECT_EQ(status(1.3, 0.52, 1.5), CalibrationStatus::Review) << "19 mm, and 2.3 deviations";
    EXPECT_EQ(status(0.9, 0.6, 1.1), CalibrationStatus::Review) << "10 mm, and they say neither yes nor no";
    EXPECT_EQ(status(0.9, 0.9, 2.5), CalibrationStatus::Review) << "22 mm, and they hardly tell";
    EXPECT_EQ(status(0.6, 0.5, 0.9), CalibrationStatus::Ok) << "5 mm";
    EXPECT_EQ(status(0.2, 0.4, 4.0), CalibrationStatus::Ok) << "8 mm, and they speak for what was given";
    EXPECT_EQ(status(0.8, 0.1, 0.5), CalibrationStatus::Ok) << "the camera would stand 4 mm elsewhere";
    Evidence e = goodMotionEvidence();
    e.principalPx = 13;
    e.principalSigmaPx = 1.7;
    e.principalTurn = 13 / 615.0;
    EXPECT_EQ(assess(e).status, CalibrationStatus::Review);
    e.principalPx = 4;
    e.principalSigmaPx = 6;
    e.principalTurn = 4 / 615.0;
    EXPECT_EQ(assess(e).status, CalibrationStatus::Ok);
}

TEST(SelfAssessment, OutlinesThatTookTheMasksPlaceAreJudgedAndTheMasksAsWell) {
    Evidence e = goodMotionEvidence();
    e.masksGiven = true;
    e.motionPrecision.reset();
    e.motionRecall.reset();
    e.maskInlierShare = 0.8;
    e.fitIou = 0.93;
    e.holdoutIou = 0.92;
    EXPECT_EQ(assess(e).status, CalibrationStatus::Ok);
    const auto spoiled = [&](auto&& change) {
        Evidence worse = e;
        change(worse);
        return assess(worse).status != CalibrationStatus::Ok;
    };
    EXPECT_TRUE(spoiled([](Evidence& w) { w.maskInlierShare = 0.4; }));
    EXPECT_TRUE(spoiled([](Evidence& w) { w.fitIou = w.holdoutIou = 0.55; }));
    EXPECT_TRUE(spoiled([](Evidence& w) { w.inlierShare = 0.75; }));
    EXPECT_TRUE(spoiled([](Evidence& w) { w.fitOutline = w.holdoutOutline = 0.28; }));
    // Outlines leave the focal length looser than masks do.
    e.focalFactor = 1.014;
    e.focalSigma = 0.003;
    EXPECT_EQ(assess(e).status, CalibrationStatus::Ok);
    EXPECT_TRUE(spoiled([](Evidence& w) { w.maskInlierShare.reset(), w.fitOutline.reset(); }));
}

TEST(SelfAssessment, OneFrameDoesNotSayHowSureItIs) {
    Evidence e = goodMotionEvidence();
    e.fitFrames = 1;
    e.sigmaRotation = e.sigmaTranslation = 1732;
    const Assessment a = assess(e);
    EXPECT_EQ(a.status, CalibrationStatus::Review);
    for (const Finding& finding : a.findings)
        EXPECT_EQ(finding.detail.find("standard deviation"), std::string::npos) << finding.detail;
}

TEST(SelfAssessment, ClearOutlinesOutweighASceneThatIsHalfKnown) {
    Evidence e = goodMotionEvidence();
    e.motionPrecision = 0.28;
    EXPECT_EQ(assess(e).status, CalibrationStatus::Ok);
}

TEST(SelfAssessment, HolesInMasksDoNotSpeakAgainstAnOutlineThatAgrees) {
    Evidence e = goodMotionEvidence();
    e.masksGiven = true;
    e.inlierShare = 0.66;
    e.fitIou = e.holdoutIou = 0.74;
    EXPECT_EQ(assess(e).status, CalibrationStatus::Ok);
    e.inlierShare = 0.5;
    EXPECT_NE(assess(e).status, CalibrationStatus::Ok);
    e.inlierShare = 0.66;
    e.fitIou = e.holdoutIou = 0.6;
    EXPECT_NE(assess(e).status, CalibrationStatus::Ok);
}

TEST(SelfAssessment, APoseThatThePicturesContradictIsFailed) {
    Evidence e = goodMotionEvidence();
    e.motionPrecision = 0.2;
    e.motionRecall = 0.2;
    e.inlierShare = 0.2;
    EXPECT_EQ(assess(e).status, CalibrationStatus::Failed);
    Evidence masks = goodMotionEvidence();
    masks.masksGiven = true;
    masks.fitIou = 0.3;
    EXPECT_EQ(assess(masks).status, CalibrationStatus::Failed);
}

}  // namespace
}  // namespace camframe
