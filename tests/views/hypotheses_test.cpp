// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QListWidget>
#include <QSignalSpy>

#include "tests/support/transform_matchers.h"
#include "tests/views/tiny_recording.h"
#include "views/docks/hypotheses_panel.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;
using test::posesNear;
using test::tinyPose;

/// Answers when told to, with a picture whose colour tells the frame.
class FakeStills : public StillSource {
public:
    quint64 request(const StillRequest& request) override {
        asked[++serial] = request;
        return serial;
    }
    void forget(quint64 number) override { asked.erase(number); }
    void answerAll() {
        for (const auto& [number, request] : std::exchange(asked, {})) {
            QImage image(request.width, request.width * 3 / 4, QImage::Format_RGB888);
            image.fill(QColor(10 * request.frame, 0, 0));
            emit ready(number, image);
        }
    }
    std::map<quint64, StillRequest> asked;
    quint64 serial = 0;
};

RigidTransform movedPose(double metres) {
    RigidTransform pose = tinyPose();
    pose.pretranslate(Eigen::Vector3d(metres, 0, 0));
    return pose;
}

class Hypotheses : public ::testing::Test {
protected:
    void SetUp() override {
        m_editor.setDocument(&m_document, nullptr);
        Calibration run;
        run.status = CalibrationStatus::Review;
        run.reasons = {"near-tie"};
        run.camera = m_document.camera(0).intrinsics.camera;
        run.camFromBase = tinyPose();
        run.quality.risk = 0.4;
        run.alternatives = {{movedPose(0.1), 0.95, 2, "alternatives/01.png"}, {movedPose(0.2), 0.9, 4, ""}};
        pushRun(m_document, 0, EditAction::Calibrate, run);
    }
    ProjectDocument m_document{test::tinyRecording()};
    Editor m_editor;
};

TEST_F(Hypotheses, TheOneThatIsChosenIsAnUndoableStep) {
    const auto all = m_editor.hypotheses();
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].frame, 2) << "the calibrated pose in the frame that tells it from the nearest";
    m_editor.chooseHypothesis(2);
    EXPECT_TRUE(posesNear(*m_editor.state().camFromBase, movedPose(0.2), 0, 0));
    EXPECT_EQ(m_editor.frame(), 4);
    EXPECT_EQ(m_document.edits(0).back().action, "choose_alternative");
    EXPECT_EQ(m_document.undoStack().count(), 2);
    m_editor.chooseHypothesis(2);
    EXPECT_EQ(m_document.undoStack().count(), 2) << "chosen already";
    m_editor.stepHypothesis(1);
    EXPECT_TRUE(posesNear(*m_editor.state().camFromBase, tinyPose(), 0, 0)) << "in a circle";
    m_editor.stepHypothesis(-1);
    EXPECT_TRUE(posesNear(*m_editor.state().camFromBase, movedPose(0.2), 0, 0));
    m_document.undoStack().setIndex(1);
    EXPECT_TRUE(posesNear(*m_editor.state().camFromBase, tinyPose(), 0, 0));
}

TEST_F(Hypotheses, TheResultListsTheOthersUntilAPersonAccepts) {
    m_editor.chooseHypothesis(1);
    Calibration now = m_document.calibration(0);
    EXPECT_EQ(now.status, CalibrationStatus::Review);
    EXPECT_NE(now.reasons.at(0).find("near-ties"), std::string::npos);
    EXPECT_FALSE(now.quality.risk) << "that was the other pose's";
    ASSERT_EQ(now.alternatives.size(), 2U);
    EXPECT_TRUE(posesNear(now.alternatives[0].camFromBase, tinyPose(), 0, 0));
    EXPECT_TRUE(now.alternatives[0].picture.empty()) << "it does not lie beside what is exported";
    EXPECT_NEAR(now.alternatives[1].score, 0.9 / 0.95, 1e-12);
    pushVerdict(m_document, 0, Verdict::Accepted);
    now = m_document.calibration(0);
    EXPECT_EQ(now.status, CalibrationStatus::Ok);
    EXPECT_TRUE(now.alternatives.empty());
}

TEST_F(Hypotheses, ThePanelShowsThemAndChoosesByAClick) {
    HypothesesPanel panel(m_editor);
    FakeStills stills;
    panel.setStills(&stills);
    ASSERT_EQ(stills.asked.size(), 3U);
    EXPECT_EQ(stills.asked.begin()->second.frame, 2);
    EXPECT_TRUE(posesNear(*stills.asked.rbegin()->second.camFromBase, movedPose(0.2), 0, 0));
    stills.answerAll();
    auto* list = panel.findChild<QListWidget*>();
    ASSERT_EQ(list->count(), 3);
    EXPECT_EQ(list->currentRow(), 0);
    const QImage second = list->item(2)->icon().pixmap(164, 123).toImage();
    EXPECT_EQ(second.pixelColor(second.width() / 2, second.height() / 2), QColor(40, 0, 0));
    emit list->itemClicked(list->item(1));
    EXPECT_TRUE(posesNear(*m_editor.state().camFromBase, movedPose(0.1), 0, 0));
    EXPECT_EQ(list->currentRow(), 1);
    EXPECT_TRUE(stills.asked.empty()) << "choosing draws nothing anew";
    m_document.undoStack().undo();
    EXPECT_EQ(list->currentRow(), 0);
    m_editor.setPose(EditAction::NudgeCamera, movedPose(0.3), 0);
    EXPECT_EQ(list->currentRow(), -1) << "none of them is on show";

    QSignalSpy counts(&panel, &HypothesesPanel::countChanged);
    m_editor.setCamera(1);
    EXPECT_EQ(list->count(), 0);
    ASSERT_EQ(counts.count(), 1);
    EXPECT_EQ(counts[0][0].toInt(), 0);
}

TEST_F(Hypotheses, OfAnUnambiguousResultThereAreNone) {
    m_editor.setCamera(1);
    EXPECT_TRUE(m_editor.hypotheses().empty());
    QSignalSpy messages(&m_editor, &Editor::message);
    m_editor.stepHypothesis(1);
    EXPECT_EQ(messages.count(), 1);
}

}  // namespace
}  // namespace camframe
