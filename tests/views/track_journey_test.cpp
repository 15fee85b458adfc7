// SPDX-License-Identifier: Apache-2.0
// Keypoints carried over the frames of a recording, through the real window.
#include <gtest/gtest.h>

#include <QTemporaryDir>
#include <QtTest/QTest>
#include <algorithm>
#include <fstream>

#include "app/studio/main_window.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"
#include "tests/support/temp_dir.h"
#include "tests/views/gui_watch.h"
#include "tests/views/settle.h"
#include "views/widgets/banner.h"
#include "views/widgets/timeline.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;

class TrackJourney : public ::testing::Test {
protected:
    static constexpr int frames = 16;

    void SetUp() override {
        const auto robot = makeDemoRobot();
        ASSERT_TRUE(robot);
        SyntheticOptions options;
        options.width = 400;
        options.height = 300;
        options.frames = frames;
        options.framesPerMove = 16;
        options.adaptiveSampling = true;
        auto recording = generate(*robot, options, RunContext{});
        ASSERT_TRUE(recording) << recording.error().message;
        ASSERT_TRUE(writeRecording(*recording, m_recordingFolder / "recording", "", RunContext{}));
        std::ofstream pose(m_recordingFolder / "pose.txt");
        pose.precision(17);
        pose << recording->camFromBase.matrix();
        pose.close();
        m_truth = recording->camFromBase;
        m_frame0 = recording->frames[0];
        StudioRequest request;
        request.session.dataset = m_recordingFolder / "recording";
        request.session.robot = "demo";
        request.project = m_folder.filePath(u"p.camframe"_s);
        request.calibration = QString::fromStdString((m_recordingFolder / "pose.txt").string());
        m_watch = std::make_unique<test::GuiWatch>();
        m_window = std::make_unique<MainWindow>(m_languages);
        m_window->show();
        m_window->open(request);
        ASSERT_TRUE(QTest::qWaitFor(
            [this] { return m_window->presenter().shownFrame() == 0 && editor().shownOverlay() != nullptr; },
            60000));
        m_window->activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(m_window.get()));
        m_window->canvas().setFocus();
    }
    Editor& editor() { return m_window->editor(); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QTest::keyClick(&m_window->canvas(), key, modifiers);
    }
    bool jobsDone() {
        return QTest::qWaitFor([this] { return m_window->jobs().runningCount() == 0; }, 120000);
    }
    /// Presses on the drawn robot and lets go where the point is: at the truth, that is where it was pressed.
    /// The point is a boundary between two links, which has a look to be followed.
    void placeOnTheArm() {
        const ImageU8& link = m_frame0.linkId;
        int best = -1;
        for (int y = 40; y < link.height - 40; ++y)
            for (int x = 40; x < link.width - 40; ++x) {
                const uint8_t here = link.at(x, y), right = link.at(x + 4, y);
                if (here == 0 || right == 0 || here == right || link.at(x, y - 4) == 0) continue;
                if (best < 0 || link.at(x, y) > link.data[static_cast<size_t>(best)])
                    best = y * link.width + x;
            }
        ASSERT_GE(best, 0);
        key(Qt::Key_K);
        const QPoint at = m_window->canvas()
                              .screenFromPixel(Eigen::Vector2d(best % link.width, best / link.width))
                              .toPoint();
        QTest::mouseClick(&m_window->canvas(), Qt::LeftButton, Qt::NoModifier, at);
        ASSERT_TRUE(m_window->keypointTool().waitsForPixel());
        QTest::mouseClick(&m_window->canvas(), Qt::LeftButton, Qt::NoModifier, at);
        test::settle(editor());
        ASSERT_EQ(editor().state().keypoints.size(), 1U);
    }
    /// Pixels between each automatic keypoint and the truth.
    std::vector<double> errors() {
        std::vector<double> out;
        for (const Keypoint& k : editor().state().keypoints) {
            if (k.origin == KeypointOrigin::Human) continue;
            const auto point = editor().motion().pointInBase(k.frame, k.link, k.pointInLink);
            out.push_back((*editor().state().intrinsics.camera.project(m_truth * *point) - k.pixel).norm());
        }
        std::ranges::sort(out);
        return out;
    }

    test::TempDir m_recordingFolder;
    QTemporaryDir m_folder;
    Languages m_languages;
    RigidTransform m_truth;
    SyntheticFrame m_frame0;
    std::unique_ptr<test::GuiWatch> m_watch;
    std::unique_ptr<MainWindow> m_window;
};

TEST_F(TrackJourney, AKeypointIsCarriedCorrectedAndCarriedAgain) {
    placeOnTheArm();
    const int steps = editor().document()->undoStack().count();
    key(Qt::Key_Period, Qt::AltModifier);
    EXPECT_EQ(m_window->jobs().runningCount(), 1) << "not on this thread";
    ASSERT_TRUE(jobsDone()) << m_window->banner().text().toStdString();
    EXPECT_EQ(editor().document()->undoStack().count(), steps + 1) << "one step for the whole run";
    std::vector<double> off = errors();
    ASSERT_GE(off.size(), 8U) << m_window->banner().text().toStdString();
    EXPECT_LT(off[off.size() / 2], 1.5);
    EXPECT_TRUE(std::ranges::any_of(editor().state().keypoints,
                                    [](const Keypoint& k) { return k.origin == KeypointOrigin::Tracked; }));
    // To where a correction helps most, and the point of that frame is dragged: it is a person's now.
    key(Qt::Key_J, Qt::AltModifier);
    const int worst = editor().frame();
    EXPECT_GT(worst, 0);
    ASSERT_GE(editor().selectedKeypoint(), 0) << "the track's point is chosen there";
    key(Qt::Key_Return);
    test::settle(editor());
    const Keypoint corrected = *findKeypoint(editor().state(), editor().selectedKeypoint());
    EXPECT_EQ(corrected.origin, KeypointOrigin::Human);
    key(Qt::Key_Slash, Qt::AltModifier);
    ASSERT_TRUE(jobsDone());
    EXPECT_TRUE(*findKeypoint(editor().state(), corrected.id) == corrected) << "a person's is left alone";
    for (int frame = 0; frame < frames; ++frame)
        EXPECT_LE(std::ranges::count(editor().state().keypoints, frame, &Keypoint::frame), 1) << frame;
    // Computed instead of tracked, by choice; and all of it taken back step by step.
    key(Qt::Key_I, Qt::AltModifier);
    ASSERT_TRUE(jobsDone());
    EXPECT_TRUE(std::ranges::none_of(editor().state().keypoints,
                                     [](const Keypoint& k) { return k.origin == KeypointOrigin::Tracked; }));
    EXPECT_EQ(editor().solveTask({}).points.size(), 2U) << "what was computed is no evidence";
    for (int i = 0; i < 4; ++i) editor().document()->undoStack().undo();
    EXPECT_EQ(editor().state().keypoints.size(), 1U);
}

TEST_F(TrackJourney, AStoppedRunChangesNothingAndBackwardStopsAtThePersonsPoint) {
    key(Qt::Key_Period, Qt::AltModifier);
    EXPECT_EQ(m_window->jobs().runningCount(), 0);
    EXPECT_TRUE(m_window->banner().text().contains(u"Choose a keypoint"_s));
    placeOnTheArm();
    key(Qt::Key_Period, Qt::AltModifier);
    m_window->actions()[ActionId::StopJob]->trigger();
    ASSERT_TRUE(jobsDone());
    EXPECT_EQ(editor().state().keypoints.size(), 1U);
    editor().setFrame(10);
    const Keypoint first = editor().state().keypoints[0];
    const auto point = editor().motion().pointInBase(10, first.link, first.pointInLink);
    editor().addKeypoint(first.boundPoint(), *editor().state().intrinsics.camera.project(m_truth * *point),
                         0);
    test::settle(editor());
    editor().setFrame(12);
    m_window->timeline().setLoop(LoopRange{3, 14});
    key(Qt::Key_Comma, Qt::AltModifier);
    ASSERT_TRUE(jobsDone());
    for (const Keypoint& k : editor().state().keypoints)
        EXPECT_TRUE(k.origin == KeypointOrigin::Human || k.frame == 11 || k.frame == 12) << k.frame;
}

}  // namespace
}  // namespace camframe
