// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest/QTest>

#include "tests/views/tiny_recording.h"
#include "views/docks/inspector.h"
#include "views/docks/intrinsics_panel.h"
#include "views/overlay/canvas.h"
#include "views/overlay/frame_presenter.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;

class IntrinsicsTool : public ::testing::Test {
protected:
    void SetUp() override {
        m_editor.setDocument(&m_document, nullptr);
        pushPose(m_document, 0, EditAction::EnterPose, test::tinyPose());
        m_panel = std::make_unique<IntrinsicsPanel>(m_editor);
        m_panel->setAttribute(Qt::WA_DontShowOnScreen);
        m_panel->show();
    }
    QDoubleSpinBox& field(int i) { return *m_panel->findChild<QDoubleSpinBox*>(u"intrinsic%1"_s.arg(i)); }
    /// Types a number and leaves the field.
    void type(int i, const QString& text) {
        field(i).setFocus();
        field(i).selectAll();
        QTest::keyClicks(&field(i), text);
        QTest::keyClick(&field(i), Qt::Key_Return);
    }
    QString warning() {
        auto* label = m_panel->findChild<QLabel*>(u"intrinsicsWarning"_s);
        return label->isHidden() ? QString() : label->text();
    }
    QPushButton& back() { return *m_panel->findChild<QPushButton*>(); }
    const Intrinsics& now() { return m_editor.state().intrinsics; }
    int steps() { return m_document.undoStack().count(); }

    ProjectDocument m_document{test::tinyRecording()};
    Editor m_editor;
    std::unique_ptr<IntrinsicsPanel> m_panel;
};

TEST_F(IntrinsicsTool, ATypedNumberIsAnUndoableStepWithItsProvenance) {
    EXPECT_EQ(now().source, IntrinsicsSource::Dataset);
    EXPECT_TRUE(warning().isEmpty());
    EXPECT_TRUE(back().isHidden());
    type(0, u"61"_s);
    EXPECT_EQ(now().camera.fx, 61);
    EXPECT_EQ(now().camera.fy, 60);
    EXPECT_EQ(now().source, IntrinsicsSource::Edited);
    EXPECT_EQ(m_document.edits(0).back().action, "enter_intrinsics");
    EXPECT_TRUE(warning().isEmpty()) << "1.7 % is within reason";
    type(4, u"-0.12"_s);
    EXPECT_EQ(now().camera.distortion[0], -0.12);
    EXPECT_EQ(steps(), 3) << "one step per field";
    m_document.undoStack().undo();
    EXPECT_FALSE(now().camera.hasDistortion());
    EXPECT_EQ(field(4).value(), 0);
    m_document.undoStack().undo();
    EXPECT_EQ(now().source, IntrinsicsSource::Dataset);
    EXPECT_EQ(field(0).value(), 60);
}

TEST_F(IntrinsicsTool, StepsOfAFieldAreOneStepAndDigitsThatAreNotShownStay) {
    Intrinsics exact = now();
    exact.camera.fy = 60.123456789;
    pushIntrinsics(m_document, 0, EditAction::EnterIntrinsics, exact);
    const int before = steps();
    for (int i = 0; i < 5; ++i) QTest::keyClick(&field(0), Qt::Key_Up);
    EXPECT_EQ(now().camera.fx, 65);
    EXPECT_EQ(steps(), before + 1);
    EXPECT_EQ(now().camera.fy, 60.123456789) << "another field is not rounded";
}

TEST_F(IntrinsicsTool, DisagreementIsSaidAndTheRecordingsCanBeTakenBack) {
    type(0, u"64"_s);
    EXPECT_TRUE(warning().contains(u"6.7 %"_s)) << warning().toStdString();
    EXPECT_TRUE(warning().contains(u"recording"_s));
    EXPECT_FALSE(warning().contains(u"calibration"_s));
    Calibration run;
    run.camera = now().camera;
    run.camera.fx = 62;
    run.intrinsicsSource = IntrinsicsSource::Refined;
    run.camFromBase = test::tinyPose();
    pushRun(m_document, 0, EditAction::OpenCalibration, run);
    EXPECT_TRUE(warning().contains(u"3.3 %"_s)) << "a calibration may differ from the recording too";
    type(0, u"60"_s);
    EXPECT_FALSE(warning().contains(u"recording"_s));
    EXPECT_TRUE(warning().contains(u"calibration"_s)) << warning().toStdString();
    type(3, u"30"_s);
    EXPECT_FALSE(back().isHidden());
    back().click();
    EXPECT_EQ(now().camera.cy, 23.5);
    EXPECT_EQ(now().source, IntrinsicsSource::Dataset);
    EXPECT_TRUE(back().isHidden());
    // Of a camera whose recording states nothing, nothing is said.
    EXPECT_NEAR(intrinsicsDifference(now().camera, now().camera), 0, 0);
}

TEST_F(IntrinsicsTool, TheWholeWarningIsSeenInANarrowInspector) {
    Calibration run;
    run.camera = now().camera;
    run.intrinsicsSource = IntrinsicsSource::Dataset;
    run.camFromBase = test::tinyPose();
    pushRun(m_document, 0, EditAction::OpenCalibration, run);
    Inspector inspector(m_editor);
    inspector.setAttribute(Qt::WA_DontShowOnScreen);
    inspector.resize(280, 900);
    inspector.show();
    Intrinsics off = now();
    off.camera.fx *= 1.04;
    off.source = IntrinsicsSource::Edited;
    pushIntrinsics(m_document, 0, EditAction::EnterIntrinsics, off);
    QTest::qWait(50);
    const auto* label = inspector.findChild<QLabel*>(u"intrinsicsWarning"_s);
    ASSERT_TRUE(label && label->isVisible());
    EXPECT_EQ(label->text().count(u'\n'), 1) << "recording and calibration both";
    EXPECT_GE(label->height(), label->heightForWidth(label->width()));
}

TEST_F(IntrinsicsTool, ImpossibleNumbersAreRefusedWithASentence) {
    QSignalSpy messages(&m_editor, &Editor::message);
    type(1, u"-5"_s);
    EXPECT_EQ(messages.count(), 1);
    EXPECT_EQ(now().camera.fy, 60);
    EXPECT_EQ(field(1).value(), 60) << "the field shows what holds";
    EXPECT_EQ(steps(), 1);
}

TEST_F(IntrinsicsTool, ALockIsAStepThatKeepsTheVerdictAndOutlivesARun) {
    pushVerdict(m_document, 0, Verdict::Accepted);
    auto* lock = m_panel->findChild<QCheckBox*>();
    QTest::mouseClick(lock, Qt::LeftButton, Qt::NoModifier, QPoint(8, lock->height() / 2));
    EXPECT_TRUE(now().locked);
    EXPECT_EQ(m_document.edits(0).back().action, "lock_intrinsics");
    EXPECT_EQ(m_editor.state().verdict, Verdict::Accepted);
    EXPECT_EQ(m_document.calibration(0).status, CalibrationStatus::Ok);
    Calibration run;
    run.camera = now().camera;
    run.camFromBase = test::tinyPose();
    pushRun(m_document, 0, EditAction::Calibrate, run);
    EXPECT_TRUE(now().locked);
    m_document.undoStack().undo();
    m_document.undoStack().undo();
    EXPECT_FALSE(now().locked);
    EXPECT_FALSE(lock->isChecked());
}

TEST_F(IntrinsicsTool, TheDrawnRobotFollowsAtOnce) {
    Canvas canvas;
    FramePresenter presenter(m_editor, canvas);
    test::FakeOverlay overlay;
    std::vector<std::unique_ptr<FrameLoader>> loaders;
    for (int i = 0; i < 2; ++i)
        loaders.push_back(std::make_unique<FrameLoader>(
            []() -> Result<std::unique_ptr<FrameSource>> { return std::make_unique<test::FakeFrames>(); }, 6,
            1 << 20));
    QSignalSpy shown(&presenter, &FramePresenter::shown);
    presenter.setSources(std::move(loaders), &overlay);
    ASSERT_TRUE(shown.wait());
    const int before = overlay.requests;
    type(0, u"70"_s);
    EXPECT_EQ(overlay.requests, before + 1);
    EXPECT_EQ(overlay.last.camera.fx, 70);
}

}  // namespace
}  // namespace camframe
