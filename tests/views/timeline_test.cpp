// SPDX-License-Identifier: Apache-2.0
#include "views/widgets/timeline.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QtTest/QTest>
#include <limits>

#include "model/qt/undo/edit_camera_command.h"
#include "tests/views/tiny_recording.h"
#include "views/overlay/mask_layer.h"

namespace camframe {
namespace {

/// Answers when told to.
class SlowStills : public StillSource {
public:
    quint64 request(const StillRequest& request) override {
        asked.emplace_back(++last, request);
        return last;
    }
    void forget(quint64 serial) override { forgotten.push_back(serial); }
    void answerAll() {
        for (const auto& [serial, request] : std::exchange(asked, {})) {
            QImage image(request.width, request.width * 3 / 4, QImage::Format_RGB888);
            image.fill(QColor(200, 10 * request.frame, 0));
            emit ready(serial, image);
        }
    }
    std::vector<std::pair<quint64, StillRequest>> asked;
    std::vector<quint64> forgotten;
    quint64 last = 0;
};

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

}  // namespace
}  // namespace camframe
