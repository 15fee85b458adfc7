// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest/QTest>
#include <functional>

#include "model/core/failure.h"
#include "model/qt/pose_version.h"
#include "model/qt/undo/edit_camera_command.h"
#include "tests/support/transform_matchers.h"
#include "tests/views/tiny_recording.h"
#include "views/docks/history_panel.h"
#include "views/docks/inspector.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;
using test::movedPose;
using test::posesNear;
using test::tinyPose;
using test::tinyRecording;

class NextStepTest : public ::testing::Test {
protected:
    void SetUp() override { m_editor.setDocument(&m_document, nullptr); }
    void run(CalibrationStatus status, bool alternatives = false) {
        Calibration result;
        result.status = status;
        result.cameraName = "left";
        result.camera = m_document.camera(0).intrinsics.camera;
        result.intrinsicsSource = m_document.camera(0).intrinsics.source;
        if (status == CalibrationStatus::Failed) {
            result.camFromBaseGuess = tinyPose();
        } else {
            result.camFromBase = tinyPose();
        }
        if (status == CalibrationStatus::Ok) result.reasons.clear();
        if (alternatives) result.alternatives = {{movedPose(0.2), 0.99, 1, {}}};
        pushRun(m_document, 0, EditAction::Calibrate, result);
    }
    NextStep step(bool scored = false) {
        return nextStep(m_document.camera(0), m_document.calibration(0), scored);
    }

    ProjectDocument m_document{tinyRecording()};
    Editor m_editor;
};

TEST_F(NextStepTest, FollowsTheStateOfTheCamera) {
    EXPECT_EQ(step(), NextStep::Calibrate);
    std::vector<Keypoint> four;
    for (int i = 1; i <= 4; ++i) four.push_back({i, 0, i % 3, {0, 0, 0.01 * i}, {10.0 * i, 20}});
    pushKeypoints(m_document, 0, EditAction::AddKeypoint, four, {});
    EXPECT_EQ(step(), NextStep::Solve);
    m_document.undoStack().undo();
    run(CalibrationStatus::Failed);
    EXPECT_EQ(step(), NextStep::PlaceKeypoints);
    run(CalibrationStatus::Review, true);
    EXPECT_EQ(step(), NextStep::ChooseNearTie);
    run(CalibrationStatus::Review);
    EXPECT_EQ(step(), NextStep::Look);
    EXPECT_EQ(step(true), NextStep::Accept);
    run(CalibrationStatus::Ok);
    EXPECT_EQ(step(), NextStep::Accept);
    pushPose(m_document, 0, EditAction::DragCamera, movedPose(0.01));
    EXPECT_EQ(step(), NextStep::Refine) << "set by hand, and no picture has had a say";
    pushVerdict(m_document, 0, Verdict::ToFix);
    EXPECT_EQ(step(), NextStep::Refine) << "to be mended, so the work goes on";
    pushVerdict(m_document, 0, Verdict::Accepted);
    EXPECT_EQ(step(), NextStep::Continue);
}

TEST_F(NextStepTest, ACameraThatMovesIsSkipped) {
    Calibration result;
    result.status = CalibrationStatus::Failed;
    result.reasons = {Finding{FailureReason::CameraMoves, "the background shifts by about 9 px"}.text()};
    pushRun(m_document, 0, EditAction::Calibrate, result);
    EXPECT_EQ(step(), NextStep::Skip) << "no keypoint can help";
    EXPECT_EQ(m_document.camera(0).verdict, Verdict::None) << "the person decides";
}

TEST_F(NextStepTest, WhatThePicturesAskForIsSolvedForOnce) {
    const auto after = [this](FailureReason reason, const std::function<void(Calibration&)>& change = {}) {
        Calibration result;
        result.status = CalibrationStatus::Review;
        result.camera = m_document.camera(0).intrinsics.camera;
        result.intrinsicsSource = IntrinsicsSource::Dataset;
        result.camFromBase = tinyPose();
        result.reasons = {Finding{reason, "by 3"}.text()};
        if (change) change(result);
        pushRun(m_document, 0, EditAction::Calibrate, result);
        return step();
    };
    EXPECT_EQ(after(FailureReason::TimeLag), NextStep::SolveLag);
    EXPECT_EQ(after(FailureReason::TimeLag,
                    [](Calibration& c) {
                        c.lagFrames = Estimate{1, 0.1};
                    }),
              NextStep::Look)
        << "solved for already";
    EXPECT_EQ(after(FailureReason::ArmBaseDoubtful), NextStep::SolveArmBases);
    EXPECT_EQ(after(FailureReason::JointOffset), NextStep::SolveJoints);
    EXPECT_EQ(after(FailureReason::IntrinsicsDoubtful), NextStep::SolveFocal);
    EXPECT_EQ(after(FailureReason::IntrinsicsDoubtful,
                    [](Calibration& c) { c.intrinsicsSource = IntrinsicsSource::Refined; }),
              NextStep::Look);
    EXPECT_EQ(after(FailureReason::WeakEvidence), NextStep::Look);
    Intrinsics locked = m_document.camera(0).intrinsics;
    locked.locked = true;
    after(FailureReason::IntrinsicsDoubtful);
    locked.source = IntrinsicsSource::Dataset;
    pushIntrinsics(m_document, 0, EditAction::LockIntrinsics, locked);
    EXPECT_EQ(step(), NextStep::Look) << "a person said that they are right";
}

TEST_F(NextStepTest, TheButtonAsksForTheStepAndForgetsOldScores) {
    Inspector inspector(m_editor);
    auto* button = inspector.findChild<QPushButton*>(u"nextStep"_s);
    ASSERT_TRUE(button);
    std::vector<NextStep> asked;
    QObject::connect(&inspector, &Inspector::stepWanted, [&asked](NextStep next) { asked.push_back(next); });
    button->click();
    run(CalibrationStatus::Review);
    button->click();
    inspector.setScored();
    button->click();
    run(CalibrationStatus::Review);
    button->click();
    EXPECT_EQ(asked,
              (std::vector<NextStep>{NextStep::Calibrate, NextStep::Look, NextStep::Accept, NextStep::Look}));
    EXPECT_FALSE(button->text().isEmpty());
}

/// What the inspector says of the uncertainty of a pose with this covariance.
QString uncertaintyText(ProjectDocument& document, Editor& editor, const Matrix6d& covariance) {
    Calibration result;
    result.status = CalibrationStatus::Ok;
    result.cameraName = "left";
    result.camera = document.camera(0).intrinsics.camera;
    // So far away that everything is seen along one line.
    result.camFromBase = tinyPose();
    result.camFromBase->pretranslate(Eigen::Vector3d(0, 0, 1000));
    result.covariance = covariance;
    pushRun(document, 0, EditAction::Calibrate, result);
    const Inspector inspector(editor);
    const auto* label = inspector.findChild<QLabel*>(u"uncertainty"_s);
    return label ? label->text().replace(u'\n', u' ') : QString();
}

TEST_F(NextStepTest, TheUncertaintyIsASentence) {
    Matrix6d covariance = Matrix6d::Zero();
    covariance.diagonal().tail<3>() << 0.7e-3 * 0.7e-3, 1.2e-3 * 1.2e-3, 4e-3 * 4e-3;
    EXPECT_EQ(uncertaintyText(m_document, m_editor, covariance),
              u"1.2 mm sideways, 4.0 mm in depth, 0.00° turned"_s)
        << "the larger of the two ways sideways";
    // A turn about the camera's axis by 0.1 degrees moves nothing that lies on that axis.
    const double turn = 0.1 / 57.29577951308232;
    covariance(2, 2) = turn * turn;
    EXPECT_TRUE(
        uncertaintyText(m_document, m_editor, covariance).endsWith(u"4.0 mm in depth, 0.10° turned"_s))
        << uncertaintyText(m_document, m_editor, covariance).toStdString();
    // The tool is a kilometre away: what the camera is turned sideways moves it by metres.
    covariance(0, 0) = turn * turn;
    const QString far = uncertaintyText(m_document, m_editor, covariance);
    EXPECT_NEAR(far.section(u' ', 0, 0).toDouble(), 1e3 * 1000 * turn, 10) << far.toStdString();
    pushPose(m_document, 0, EditAction::DragCamera, movedPose(0.02));
    const Inspector inspector(m_editor);
    EXPECT_EQ(inspector.findChild<QLabel*>(u"uncertainty"_s)->text(), u"\u2013"_s)
        << "nothing is known of a pose set by hand";
}

TEST_F(NextStepTest, EarlierPosesAreListedAgainstTheOneOnShow) {
    PoseVersionModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setSource(&m_document, 0);
    ASSERT_EQ(model.rowCount(), 1) << "as opened";
    pushPose(m_document, 0, EditAction::EnterPose, tinyPose());
    pushPose(m_document, 1, EditAction::EnterPose, movedPose(5));
    pushKeypoints(m_document, 0, EditAction::AddKeypoint, {{1, 1, 2, {0, 0, 0}, {1, 2}}}, {});
    run(CalibrationStatus::Ok);
    pushPose(m_document, 0, EditAction::DragCamera, movedPose(0.02));
    ASSERT_EQ(model.rowCount(), 4) << "keypoints and other cameras are no poses of this one";
    EXPECT_TRUE(posesNear(*model.version(0).camFromBase, movedPose(0.02), 0, 0));
    EXPECT_EQ(model.version(0).action, "drag_camera");
    EXPECT_TRUE(model.version(1).run);
    EXPECT_FALSE(model.version(2).run);
    EXPECT_FALSE(model.version(3).camFromBase);
    const auto text = [&model](int row, int column) { return model.index(row, column).data().toString(); };
    EXPECT_EQ(text(0, PoseVersionModel::Moved), u"0.00 mm"_s);
    EXPECT_EQ(text(1, PoseVersionModel::Moved), u"20.00 mm"_s);
    EXPECT_EQ(text(1, PoseVersionModel::Turned), u"0.000°"_s);
    // 2 cm at some 1.2 m with 60 px of focal length: a pixel.
    EXPECT_NEAR(text(1, PoseVersionModel::AtTool).section(u' ', 0, 0).toDouble(), 1.0, 0.3);
}

TEST_F(NextStepTest, GoingBackIsAStepThatCanBeUndone) {
    run(CalibrationStatus::Ok);
    pushVerdict(m_document, 0, Verdict::Accepted);
    pushKeypoints(m_document, 0, EditAction::AddKeypoint, {{1, 1, 2, {0, 0, 0}, {1, 2}}}, {});
    pushPose(m_document, 0, EditAction::DragCamera, movedPose(0.02));
    HistoryPanel panel(m_editor);
    panel.setAttribute(Qt::WA_DontShowOnScreen);
    panel.resize(600, 400);
    panel.show();
    Q_EMIT m_editor.documentChanged();
    auto* table = panel.findChild<QTableView*>(u"poseVersions"_s);
    auto* back = panel.findChild<QPushButton*>(u"backToPose"_s);
    EXPECT_FALSE(back->isEnabled()) << "nothing is chosen";
    table->setCurrentIndex(table->model()->index(0, 0));
    EXPECT_FALSE(back->isEnabled()) << "that one is on show";
    table->setCurrentIndex(table->model()->index(1, 0));
    ASSERT_TRUE(back->isEnabled());
    const int before = m_document.undoStack().count();
    back->click();
    EXPECT_EQ(m_document.undoStack().count(), before + 1);
    EXPECT_TRUE(posesNear(*m_document.camera(0).camFromBase, tinyPose(), 0, 0));
    EXPECT_EQ(m_document.camera(0).keypoints.size(), 1U) << "what else was done stays";
    EXPECT_EQ(m_document.calibration(0).status, CalibrationStatus::Ok) << "the run speaks for it again";
    EXPECT_EQ(m_document.camera(0).verdict, Verdict::None) << "a verdict is given anew";
    EXPECT_EQ(m_document.edits(0).back().action, "restore_pose");
    m_document.undoStack().undo();
    EXPECT_TRUE(posesNear(*m_document.camera(0).camFromBase, movedPose(0.02), 0, 0));
}

}  // namespace
}  // namespace camframe
