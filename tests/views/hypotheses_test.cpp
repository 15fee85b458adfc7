// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QtTest/QTest>

#include "tests/support/transform_matchers.h"
#include "tests/views/tiny_recording.h"
#include "views/overlay/tools/hypotheses_tool.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;
using test::movedPose;
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
            Q_EMIT ready(number, image);
        }
    }
    std::map<quint64, StillRequest> asked;
    quint64 serial = 0;
};

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
    HypothesesTool tool(m_editor);
    tool.step(1);
    EXPECT_TRUE(posesNear(*m_editor.state().camFromBase, tinyPose(), 0, 0)) << "in a circle";
    tool.step(-1);
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

TEST_F(Hypotheses, TheToolShowsThemAndChoosesByClicksAndDigits) {
    Canvas canvas;
    canvas.resize(900, 600);
    canvas.setImage(QImage(64, 48, QImage::Format_RGB888));
    canvas.setAttribute(Qt::WA_DontShowOnScreen);
    canvas.show();
    HypothesesTool tool(m_editor);
    std::vector<std::optional<RigidTransform>> compared;
    QObject::connect(&tool, &HypothesesTool::comparisonChanged,
                     [&compared](const std::optional<RigidTransform>& other) { compared.push_back(other); });
    FakeStills stills;
    tool.setStills(&stills);
    canvas.setTool(&tool);
    ASSERT_EQ(stills.asked.size(), 3U);
    EXPECT_EQ(stills.asked.begin()->second.frame, 2);
    EXPECT_TRUE(posesNear(*stills.asked.rbegin()->second.camFromBase, movedPose(0.2), 0, 0));
    stills.answerAll();
    ASSERT_EQ(tool.count(), 3);
    EXPECT_EQ(tool.chosen(), 0);
    EXPECT_EQ(canvas.grab().toImage().pixelColor((tool.cardRect(2).center() - QPointF(0, 15)).toPoint()),
              QColor(40, 0, 0))
        << "the picture of its frame";
    const auto click = [&](int card, Qt::MouseButton button) {
        QTest::mouseClick(&canvas, button, Qt::NoModifier, tool.cardRect(card).center().toPoint());
    };
    click(1, Qt::LeftButton);
    EXPECT_TRUE(posesNear(*m_editor.state().camFromBase, movedPose(0.1), 0, 0));
    EXPECT_EQ(tool.chosen(), 1);
    ASSERT_EQ(compared.size(), 1U);
    EXPECT_TRUE(posesNear(*compared[0], tinyPose(), 0, 0)) << "beside the one before";
    EXPECT_TRUE(stills.asked.empty()) << "choosing draws nothing anew";
    QTest::keyClick(&canvas, Qt::Key_3);
    EXPECT_EQ(tool.chosen(), 2);
    QTest::keyClick(&canvas, Qt::Key_4);
    EXPECT_EQ(tool.chosen(), 2) << "there is no fourth";
    const int steps = m_document.undoStack().count();
    click(0, Qt::RightButton);
    EXPECT_TRUE(posesNear(*compared.back(), tinyPose(), 0, 0));
    EXPECT_EQ(m_document.undoStack().count(), steps) << "comparing chooses nothing";
    QTest::keyClick(&canvas, Qt::Key_Escape);
    EXPECT_FALSE(compared.back());
    m_document.undoStack().undo();
    m_document.undoStack().undo();
    EXPECT_EQ(tool.chosen(), 0);
    m_editor.setPose(EditAction::NudgeCamera, movedPose(0.3), 0);
    EXPECT_EQ(tool.chosen(), -1) << "none of them is on show";
    // The line between two pictures does not take the mouse from the cards.
    canvas.setImage(canvas.image(), canvas.image());
    click(1, Qt::LeftButton);
    EXPECT_EQ(tool.chosen(), 1);

    QSignalSpy counts(&tool, &HypothesesTool::countChanged);
    m_editor.setCamera(1);
    EXPECT_EQ(tool.count(), 0);
    ASSERT_EQ(counts.count(), 1);
    EXPECT_EQ(counts[0][0].toInt(), 0);
    canvas.setTool(nullptr);
}

TEST_F(Hypotheses, OfAnUnambiguousResultThereAreNone) {
    m_editor.setCamera(1);
    EXPECT_TRUE(m_editor.hypotheses().empty());
    QSignalSpy messages(&m_editor, &Editor::message);
    HypothesesTool tool(m_editor);
    tool.step(1);
    EXPECT_EQ(messages.count(), 1);
}

}  // namespace
}  // namespace camframe
