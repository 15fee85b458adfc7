// SPDX-License-Identifier: Apache-2.0
#include "views/widgets/timeline.h"

#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <QPixmap>
#include <QSignalSpy>
#include <QtTest/QTest>
#include <limits>

#include "model/qt/undo/edit_camera_command.h"
#include "tests/views/slow_stills.h"
#include "tests/views/tiny_recording.h"
#include "views/overlay/mask_layer.h"

namespace camframe {
namespace {

using test::SlowStills;

class TimelineTest : public ::testing::Test {
protected:
    void SetUp() override {
        m_editor.setDocument(&m_document, nullptr);
        pushPose(m_document, 0, EditAction::EnterPose, test::tinyPose());
        m_timeline.resize(700, 110);
        m_timeline.setAttribute(Qt::WA_DontShowOnScreen);
        m_timeline.show();
    }
    std::shared_ptr<FrameScores> scores() {
        const float unknown = std::numeric_limits<float>::quiet_NaN();
        return std::make_shared<FrameScores>(
            FrameScores{0, test::tinyPose(), {0.4F, 1.0F, 7.5F, unknown, 2.0F, 0.3F}});
    }

    ProjectDocument m_document{test::tinyRecording()};
    Editor m_editor;
    Timeline m_timeline{m_editor};
};

TEST_F(TimelineTest, PlayingRepeatsTheLoop) {
    m_editor.setFrame(1);
    m_timeline.setLoopStart();
    EXPECT_EQ(m_timeline.loop(), (LoopRange{1, 5}));
    m_editor.setFrame(2);
    m_timeline.setLoopEnd();
    EXPECT_EQ(m_timeline.loop(), (LoopRange{1, 2}));
    QSignalSpy frames(&m_editor, &Editor::frameChanged);
    m_timeline.frameShown(2);
    m_timeline.setPlaying(true);
    ASSERT_TRUE(frames.wait());
    EXPECT_EQ(m_editor.frame(), 1) << "back to the start";
    m_timeline.frameShown(1);
    ASSERT_TRUE(frames.wait());
    EXPECT_EQ(m_editor.frame(), 2);
    m_timeline.setPlaying(false);
    m_timeline.setLoop(LoopRange{3, 3});
    EXPECT_FALSE(m_timeline.loop()) << "one frame is no loop";
    m_timeline.setLoop(LoopRange{0, 2});
    m_editor.setDocument(nullptr, nullptr);
    EXPECT_FALSE(m_timeline.loop()) << "another recording has other frames";
}

TEST_F(TimelineTest, PlaysAtTheRateOfTheRecording) {
    // Milliseconds for four steps of a recording that was filmed at this rate.
    const auto fourSteps = [](double fps) {
        auto recording = test::tinyRecording();
        recording->episode.fps = fps;
        ProjectDocument document(recording);
        Editor editor;
        editor.setDocument(&document, nullptr);
        Timeline timeline(editor);
        QObject::connect(&editor, &Editor::frameChanged, &timeline, &Timeline::frameShown);
        timeline.frameShown(0);
        QElapsedTimer timer;
        timer.start();
        timeline.setPlaying(true);
        EXPECT_TRUE(QTest::qWaitFor([&editor] { return editor.frame() >= 4; }, 20000));
        const qint64 ms = timer.elapsed();
        timeline.setPlaying(false);
        return ms;
    };
    EXPECT_GE(fourSteps(5), 4 * 200 - 30) << "not faster than it happened";
    EXPECT_LT(fourSteps(100), 4 * 200 / 2);
}

TEST_F(TimelineTest, TheWorstFrameIsOneJumpAway) {
    QSignalSpy messages(&m_editor, &Editor::message);
    m_timeline.jumpToWorst();
    EXPECT_EQ(m_editor.frame(), 0);
    ASSERT_EQ(messages.count(), 1) << "says how to get scores";
    m_timeline.setScores(scores());
    m_timeline.jumpToWorst();
    EXPECT_EQ(m_editor.frame(), 2);
    EXPECT_TRUE(messages.last()[0].toString().contains(QStringLiteral("7.5")));
    m_editor.setCamera(1);
    m_editor.setFrame(0);
    m_timeline.jumpToWorst();
    EXPECT_EQ(m_editor.frame(), 0) << "the scores are another camera's";
}

TEST_F(TimelineTest, BarsHaveTheColourOfTheirErrorAndFadeWithThePose) {
    auto* track = m_timeline.findChild<TimelineTrack*>();
    m_timeline.setScores(scores());
    EXPECT_TRUE(track->scoresAreFresh());
    const auto colourAt = [&](int frame) {
        return track->grab().toImage().pixelColor(static_cast<int>(track->xOf(frame)) + 4, 47);
    };
    const QColor bad = colourAt(2), none = colourAt(3);
    EXPECT_GT(bad.red(), bad.green() + 60) << "7.5 px";
    EXPECT_NE(none, bad);
    const QColor fair = colourAt(1);
    EXPECT_GT(fair.green(), 150) << "1 px";
    m_editor.nudge({1, 0, 0});
    EXPECT_FALSE(track->scoresAreFresh());
    EXPECT_LT(colourAt(2).hsvSaturation(), bad.hsvSaturation() - 60) << "pale: about another pose";
    m_document.undoStack().undo();
    EXPECT_EQ(colourAt(2), bad);
}

TEST_F(TimelineTest, MasksHaveTheirMark) {
    auto* track = m_timeline.findChild<TimelineTrack*>();
    const auto colour = [&] {
        return track->grab().toImage().pixelColor(static_cast<int>(std::lround(track->xOf(4))), 8);
    };
    const QColor before = colour();
    pushMask(m_document, 0, EditAction::PaintMask, 4,
             std::make_shared<const FrameMask>(FrameMask{ImageU8(64, 48, 1, 255), {}}));
    EXPECT_NE(colour(), before);
}

TEST_F(TimelineTest, TheFilmstripFillsInTheBackgroundAndTakesPresses) {
    SlowStills stills;
    Filmstrip& strip = m_timeline.filmstrip();
    strip.setStills(&stills);
    const std::vector<int> frames = strip.frames();
    ASSERT_GE(frames.size(), 3U);
    EXPECT_TRUE(std::ranges::is_sorted(frames));
    ASSERT_EQ(stills.asked.size(), frames.size());
    EXPECT_FALSE(stills.asked.front().second.look.visible) << "plain pictures";
    EXPECT_FALSE(strip.isComplete());
    QSignalSpy completed(&strip, &Filmstrip::completed);
    stills.answerAll();
    EXPECT_EQ(completed.count(), 1);
    const QImage shown = strip.grab().toImage();
    EXPECT_EQ(shown.pixelColor(strip.width() / 2 + 3, 20).red(), 200);
    // Another camera has other pictures; what is on its way for the old one is not wanted.
    m_editor.setCamera(1);
    EXPECT_EQ(stills.asked.front().second.camera, 1);
    m_editor.setCamera(0);
    EXPECT_EQ(stills.forgotten.size(), frames.size());
    m_editor.setFrame(0);
    QTest::mouseClick(&strip, Qt::LeftButton, Qt::NoModifier, QPoint(strip.width() - 11, 10));
    EXPECT_EQ(m_editor.frame(), 5);
}

std::shared_ptr<Recording> grippingRecording() {
    auto recording = test::tinyRecording();
    recording->grippers = {{"left", {1, 1, 0, 0, 1, 1}, gripperEvents({1, 1, 0, 0, 1, 1})},
                           {"right", {0, 0, 0, 1, 1, 1}, gripperEvents({0, 0, 0, 1, 1, 1})}};
    return recording;
}

TEST_F(TimelineTest, JumpsToWhereAnyGripperOpensOrCloses) {
    ProjectDocument document(grippingRecording());
    m_editor.setDocument(&document, nullptr);
    std::vector<int> visited;
    for (int i = 0; i < 3; ++i) {
        m_timeline.jumpToGripperEvent(1);
        visited.push_back(m_editor.frame());
    }
    EXPECT_EQ(visited, (std::vector<int>{2, 3, 4}));
    QSignalSpy messages(&m_editor, &Editor::message);
    m_timeline.jumpToGripperEvent(1);
    EXPECT_EQ(m_editor.frame(), 4);
    EXPECT_EQ(messages.count(), 1) << "there is none after it, and that is said";
    m_timeline.jumpToGripperEvent(-1);
    EXPECT_EQ(m_editor.frame(), 3);
    m_editor.setDocument(nullptr, nullptr);
}

TEST_F(TimelineTest, ALanePerGripperShowsHowFarItIsOpen) {
    auto* track = m_timeline.findChild<TimelineTrack*>();
    const int without = track->sizeHint().height();
    ProjectDocument document(grippingRecording());
    m_editor.setDocument(&document, nullptr);
    m_timeline.resize(700, 160);
    QCoreApplication::processEvents();
    EXPECT_EQ(track->sizeHint().height(), without + 30);
    const QImage image = track->grab().toImage();
    const double ratio = image.devicePixelRatio();
    const auto greenAt = [&](int frame, double y) {
        const QColor pixel =
            image.pixelColor(static_cast<int>(track->xOf(frame) * ratio) + 6, static_cast<int>(y * ratio));
        return pixel.green() - pixel.red();
    };
    // In the upper half of the first lane: filled where open, empty where closed.
    EXPECT_GT(greenAt(0, 57), 20);
    EXPECT_LT(greenAt(2, 57), 10);
    m_editor.setDocument(nullptr, nullptr);
}

}  // namespace
}  // namespace camframe
