// SPDX-License-Identifier: Apache-2.0
// Masks through the real window: given ones on show, one found by colours, one drawn by hand, and a
// calibration that uses them.
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest/QTest>
#include <algorithm>
#include <cmath>
#include <fstream>

#include "app/studio/main_window.h"
#include "calib/distance_field.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"
#include "tests/support/temp_dir.h"
#include "tests/support/transform_matchers.h"
#include "tests/views/gui_watch.h"
#include "tests/views/wait_until.h"
#include "views/widgets/banner.h"
#include "views/widgets/timeline.h"

namespace camframe {
namespace {

using test::waitUntil;

using namespace Qt::StringLiterals;

double overlap(const ImageU8& a, const ImageU8& b) {
    double both = 0, either = 0;
    for (size_t i = 0; i < a.data.size(); ++i) {
        both += a.data[i] && b.data[i];
        either += a.data[i] || b.data[i];
    }
    return both / either;
}

class MaskJourney : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        const auto robot = makeDemoRobot();
        ASSERT_TRUE(robot);
        SyntheticOptions options;
        options.width = 240;
        options.height = 180;
        options.frames = 8;
        options.framesPerMove = 2;
        auto recording = generate(*robot, options, RunContext{});
        ASSERT_TRUE(recording) << recording.error().message;
        s_folder = std::make_unique<test::TempDir>();
        ASSERT_TRUE(writeRecording(*recording, *s_folder / "recording", "", RunContext{}));
        std::ofstream pose(*s_folder / "pose.txt");
        pose.precision(17);
        pose << recording->camFromBase.matrix();
        s_recording = std::make_unique<SyntheticRecording>(std::move(*recording));
    }
    static void TearDownTestSuite() {
        s_folder.reset();
        s_recording.reset();
    }

    std::unique_ptr<MainWindow> open(bool givenMasks) {
        StudioRequest request;
        request.session.dataset = *s_folder / "recording";
        request.session.robot = "demo";
        request.project = m_folder.filePath(u"p.camframe"_s);
        request.calibration = QString::fromStdString((*s_folder / "pose.txt").string());
        if (givenMasks) request.masks = QString::fromStdString((*s_folder / "recording/truth/mask").string());
        auto window = std::make_unique<MainWindow>(m_languages);
        window->show();
        window->open(request);
        EXPECT_TRUE(waitUntil([&] {
            return window->presenter().shownFrame() == 0 && window->editor().shownOverlay() != nullptr;
        }));
        window->activateWindow();
        EXPECT_TRUE(QTest::qWaitForWindowActive(window.get()));
        window->canvas().setFocus();
        return window;
    }
    static bool jobsDone(MainWindow& window) {
        return waitUntil([&window] { return window.jobs().runningCount() == 0; });
    }

    static inline std::unique_ptr<test::TempDir> s_folder;
    static inline std::unique_ptr<SyntheticRecording> s_recording;
    QTemporaryDir m_folder;
    Languages m_languages;
    test::GuiWatch m_watch;
};

TEST_F(MaskJourney, GivenMasksAreOnShowWithTheirError) {
    const auto window = open(true);
    QTest::keyClick(&window->canvas(), Qt::Key_8, Qt::ControlModifier);
    ASSERT_TRUE(waitUntil([&] { return window->editor().shownOverlay()->mask.origin == MaskOrigin::Given; }));
    const ShownMask exact = window->editor().shownOverlay()->mask;
    EXPECT_EQ(exact.robot, s_recording->frames[0].mask);
    EXPECT_GT(exact.overlap, 0.97);
    EXPECT_LT(exact.outlinePx, 0.6);
    const auto saturation = [&] {
        int most = 0;
        const QImage& image = window->canvas().image();
        for (int x = 0; x < image.width(); ++x)
            for (const int y : {1, image.height() - 2})
                if (exact.robot.at(x, y) == 0) most = std::max(most, image.pixelColor(x, y).hsvSaturation());
        return most;
    };
    EXPECT_EQ(saturation(), 0) << "the scene is grey beside the colours of the error";
    window->editor().setNudgeStep(0.04);
    window->actions()[ActionId::NudgeRight]->trigger();
    ASSERT_TRUE(waitUntil([&] { return window->editor().shownOverlay()->mask.overlap < 0.9; }));
    EXPECT_GT(window->editor().shownOverlay()->mask.outlinePx, 1);
}

TEST_F(MaskJourney, FramesAreScoredInAJobAndTheWorstIsFound) {
    const auto window = open(false);
    ASSERT_TRUE(QTest::qWaitFor([&] { return window->timeline().filmstrip().isComplete(); }, 60000));
    // By colours: at the truth every outline is near; beside it none is.
    const auto median = [&] {
        window->actions()[ActionId::ScoreFrames]->trigger();
        EXPECT_EQ(window->jobs().runningCount(), 1);
        EXPECT_TRUE(jobsDone(*window)) << window->banner().text().toStdString();
        const FrameScores* scores = window->timeline().findChild<TimelineTrack*>()->scores();
        if (!scores) return -1.0F;
        std::vector<float> px;
        std::ranges::copy_if(scores->px, std::back_inserter(px), [](float v) { return std::isfinite(v); });
        if (px.size() < 6) return -1.0F;
        std::ranges::sort(px);
        return px[px.size() / 2];
    };
    const float atTruth = median();
    EXPECT_GE(atTruth, 0);
    EXPECT_LT(atTruth, 1.5);
    // By a mask: the frame whose mask is another frame's fits worst.
    pushMask(*window->editor().document(), 0, EditAction::PaintMask, 5,
             std::make_shared<const FrameMask>(FrameMask{ImageU8(240, 180, 1, 255), {}}));
    EXPECT_GE(median(), 0);
    QTest::keyClick(&window->canvas(), Qt::Key_J, Qt::ControlModifier);
    EXPECT_EQ(window->editor().frame(), 5);
    window->editor().setNudgeStep(0.04);
    window->actions()[ActionId::NudgeRight]->trigger();
    EXPECT_GT(median(), atTruth + 0.5F);
}

TEST_F(MaskJourney, AMaskIsFoundMendedAndUsed) {
    const ImageU8& truth = s_recording->frames[0].mask;
    {
        const auto window = open(false);
        // Shift+G chooses the tool and finds the robot by its colours, in a job.
        QTest::keyClick(&window->canvas(), Qt::Key_G, Qt::ShiftModifier);
        EXPECT_EQ(window->canvas().tool(), &window->maskTool());
        EXPECT_EQ(window->jobs().runningCount(), 1) << "not on this thread";
        ASSERT_TRUE(jobsDone(*window)) << window->banner().text().toStdString();
        ASSERT_TRUE(window->editor().frameMask()) << window->banner().text().toStdString();
        EXPECT_GT(overlap(window->editor().frameMask()->robot, truth), 0.8);
        // A stroke of the eraser by keyboard and mouse, undone again.
        QTest::keyClick(&window->canvas(), Qt::Key_Q);
        EXPECT_TRUE(window->maskTool().erases());
        const ImageU8 found = window->editor().frameMask()->robot;
        const size_t inside = static_cast<size_t>(std::ranges::find(found.data, 255) - found.data.begin());
        const Eigen::Vector2d pixel(static_cast<double>(inside % 240), static_cast<double>(inside / 240));
        const QPoint at = window->canvas().screenFromPixel(pixel).toPoint();
        QTest::mouseClick(&window->canvas(), Qt::LeftButton, Qt::NoModifier, at);
        EXPECT_EQ(window->editor().frameMask()->robot.data[inside], 0);
        QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
        EXPECT_EQ(window->editor().frameMask()->robot, found);
        QTest::keyClick(&window->canvas(), Qt::Key_Q);
        // Exact masks everywhere, as a careful person would draw them.
        for (int frame = 0; frame < 8; ++frame) {
            pushMask(*window->editor().document(), 0, EditAction::PaintMask, frame,
                     std::make_shared<const FrameMask>(
                         FrameMask{s_recording->frames[static_cast<size_t>(frame)].mask, {}}));
        }
        window->editor().setNudgeStep(0.02);
        window->actions()[ActionId::NudgeRight]->trigger();
        window->actions()[ActionId::Refine]->trigger();
        ASSERT_TRUE(jobsDone(*window));
        const auto& run = window->editor().state().run;
        ASSERT_TRUE(run) << window->banner().text().toStdString();
        EXPECT_TRUE(run->quality.maskIou) << "compared with masks";
        EXPECT_TRUE(
            test::posesNear(*window->editor().state().camFromBase, s_recording->camFromBase, 0.01, 0.01));
    }
    const auto again = open(false);
    ASSERT_EQ(again->editor().state().masks.size(), 8U) << "saved without being asked";
    EXPECT_EQ(again->editor().frameMask()->robot, truth);
}

TEST_F(MaskJourney, ClicksAreAnsweredInJobs) {
    const auto window = open(false);
    QTest::keyClick(&window->canvas(), Qt::Key_U, Qt::ShiftModifier);
    EXPECT_EQ(window->canvas().tool(), &window->maskTool());
    ASSERT_EQ(window->maskTool().mode(), MaskMode::Clicks);
    // Into the middle of the robot, and then to where the answer went farthest beyond it.
    const ImageU8& truth = s_recording->frames[0].mask;
    const ImageF inside = signedDistance(truth);
    const size_t deepest = static_cast<size_t>(std::ranges::max_element(inside.data) - inside.data.begin());
    const auto at = [&](size_t i) {
        return window->canvas()
            .screenFromPixel({static_cast<double>(i % 240), static_cast<double>(i / 240)})
            .toPoint();
    };
    QTest::mouseClick(&window->canvas(), Qt::LeftButton, Qt::NoModifier, at(deepest));
    EXPECT_EQ(window->jobs().runningCount(), 1) << "not on this thread";
    ASSERT_TRUE(jobsDone(*window)) << window->banner().text().toStdString();
    ASSERT_TRUE(window->editor().frameMask()) << window->banner().text().toStdString();
    const auto first = window->editor().frameMask();
    EXPECT_EQ(first->robot.data[deepest], 255);
    size_t farthest = deepest;
    for (size_t i = 0; i < inside.data.size(); ++i)
        if (first->robot.data[i] && inside.data[i] < inside.data[farthest]) farthest = i;
    ASSERT_LT(inside.data[farthest], 0) << "one click does not find the robot exactly";
    const int steps = window->editor().document()->undoStack().count();
    QTest::mouseClick(&window->canvas(), Qt::RightButton, Qt::NoModifier, at(farthest));
    ASSERT_TRUE(jobsDone(*window));
    EXPECT_EQ(window->editor().document()->undoStack().count(), steps + 1);
    EXPECT_EQ(window->editor().frameMask()->robot.data[deepest], 255);
    EXPECT_EQ(window->editor().frameMask()->robot.data[farthest], 0);
    EXPECT_EQ(window->maskTool().clickCount(), 2U);
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(window->editor().frameMask(), first);
    EXPECT_EQ(window->maskTool().clickCount(), 1U);
    // A click that is withdrawn leaves the mask as it is.
    QTest::mouseClick(&window->canvas(), Qt::LeftButton, Qt::NoModifier, at(deepest + 1));
    QTest::keyClick(&window->canvas(), Qt::Key_Escape);
    ASSERT_TRUE(jobsDone(*window));
    EXPECT_EQ(window->editor().frameMask(), first);
}

TEST_F(MaskJourney, AMaskIsCarriedOverFramesUpToTheNextOfAPerson) {
    const auto window = open(false);
    Editor& editor = window->editor();
    const auto truth = [](int frame) -> const ImageU8& {
        return s_recording->frames[static_cast<size_t>(frame)].mask;
    };
    // The pose is off: the drawn robot alone is a poor mask.
    editor.setNudgeStep(0.015);
    window->actions()[ActionId::NudgeRight]->trigger();
    ASSERT_TRUE(waitUntil([&] {
        const auto& shown = editor.shownOverlay();
        return shown && shown->camFromBase.matrix() == editor.state().camFromBase->matrix();
    }));
    QTest::keyClick(&window->canvas(), Qt::Key_M);
    QTest::keyClick(&window->canvas(), Qt::Key_Period, Qt::AltModifier);
    EXPECT_EQ(window->jobs().runningCount(), 0) << "there is no mask to carry";
    QTest::keyClick(&window->canvas(), Qt::Key_M, Qt::ShiftModifier);
    const auto meanOverlap = [&] {
        double sum = 0;
        for (int frame = 1; frame < 6; ++frame)
            sum += overlap(editor.state().masks.at(frame)->robot, truth(frame)) / 5;
        return sum;
    };
    // A mask without corrections brings the drawn robot everywhere.
    QTest::keyClick(&window->canvas(), Qt::Key_Slash, Qt::AltModifier);
    ASSERT_TRUE(jobsDone(*window));
    const double drawnOverlap = meanOverlap();
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    ASSERT_EQ(editor.state().masks.size(), 1U);
    pushMask(*editor.document(), 0, EditAction::PaintMask, 0,
             std::make_shared<const FrameMask>(FrameMask{truth(0), {}}));
    const auto person = std::make_shared<const FrameMask>(FrameMask{ImageU8(240, 180, 1, 255), {}});
    pushMask(*editor.document(), 0, EditAction::PaintMask, 6, person);
    const int steps = editor.document()->undoStack().count();
    QTest::keyClick(&window->canvas(), Qt::Key_Period, Qt::AltModifier);
    EXPECT_EQ(window->jobs().runningCount(), 1);
    ASSERT_TRUE(jobsDone(*window)) << window->banner().text().toStdString();
    EXPECT_EQ(editor.document()->undoStack().count(), steps + 1) << "one step for the whole run";
    const FrameMasks& masks = editor.state().masks;
    ASSERT_EQ(masks.size(), 7U) << "up to the person's, and no farther";
    EXPECT_EQ(masks.at(6), person);
    for (int frame = 1; frame < 6; ++frame) EXPECT_TRUE(masks.at(frame)->carried);
    std::printf("[ OVERLAP  ] drawn %.3f, carried %.3f\n", drawnOverlap, meanOverlap());
    EXPECT_GT(meanOverlap(), drawnOverlap + 0.02);
    // Over everything: from the nearest of a person each.
    QTest::keyClick(&window->canvas(), Qt::Key_Slash, Qt::AltModifier);
    ASSERT_TRUE(jobsDone(*window));
    EXPECT_EQ(masks.size(), 8U);
    EXPECT_EQ(masks.at(0)->robot, truth(0));
    EXPECT_FALSE(masks.at(0)->carried);
    EXPECT_EQ(masks.at(6), person);
    for (int i = 0; i < 2; ++i) QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(masks.size(), 2U);
}

TEST_F(MaskJourney, ACalibrationTakesTheDrawnMaskBeforeTheGivenOne) {
    m_watch.close();  // this test has no window
    const auto opened = [&] {
        SessionRequest session;
        session.dataset = *s_folder / "recording";
        session.robot = "demo";
        return OpenedRecording::open(session, 0);
    }();
    ASSERT_TRUE(opened) << opened.error().message;
    CalibrationTask task;
    task.opened = *opened;
    task.state = (*opened)->recording()->initialStates()[0];
    task.state.camFromBase = s_recording->camFromBase;
    task.start = CalibrationStart::CurrentPose;
    task.masks =
        std::make_shared<MaskShelf>((*opened)->recording(), *s_folder / "recording/truth/mask", false);
    ImageU8 mine = s_recording->frames[3].mask;
    for (int x = 0; x < 20; ++x) mine.at(x, 0) = 255;
    task.state.masks[3] = std::make_shared<const FrameMask>(FrameMask{mine, {}});
    const auto outcome = runCalibrationTask(task, RunContext{});
    ASSERT_TRUE(outcome) << outcome.error().message;
    ASSERT_EQ(outcome->masks.size(), 8U);
    for (const auto& [frame, mask] : outcome->masks)
        EXPECT_EQ(mask, frame == 3 ? mine : s_recording->frames[static_cast<size_t>(frame)].mask) << frame;
    task.masks = std::make_shared<MaskShelf>((*opened)->recording(), *s_folder / "nowhere", false);
    const auto refused = runCalibrationTask(task, RunContext{});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("nowhere"), std::string::npos) << refused.error().message;
}

TEST_F(MaskJourney, LockedIntrinsicsAreTakenAsTheyAre) {
    m_watch.close();  // this test has no window
    SessionRequest session;
    session.dataset = *s_folder / "recording";
    session.robot = "demo";
    const auto opened = OpenedRecording::open(session, 0);
    ASSERT_TRUE(opened) << opened.error().message;
    CalibrationTask task;
    task.opened = *opened;
    task.state = (*opened)->recording()->initialStates()[0];
    task.state.camFromBase = s_recording->camFromBase;
    task.start = CalibrationStart::CurrentPose;
    task.state.intrinsics.source = IntrinsicsSource::Estimated;
    task.state.intrinsics.camera.fx *= 1.05;
    task.state.intrinsics.camera.fy *= 1.05;
    const CameraModel before = task.state.intrinsics.camera;
    const auto refined = runCalibrationTask(task, RunContext{});
    ASSERT_TRUE(refined) << refined.error().message;
    EXPECT_NE(refined->calibration.camera.fx, before.fx) << "a guess is refined";
    task.state.intrinsics.locked = true;
    const auto locked = runCalibrationTask(task, RunContext{});
    ASSERT_TRUE(locked) << locked.error().message;
    EXPECT_EQ(locked->calibration.camera.fx, before.fx);
    EXPECT_EQ(locked->calibration.camera.cx, before.cx);
    EXPECT_EQ(locked->calibration.intrinsicsSource, IntrinsicsSource::Estimated) << "it is no better known";
}

}  // namespace
}  // namespace camframe
