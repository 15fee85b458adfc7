// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QtTest/QTest>

#include "tests/support/transform_matchers.h"
#include "tests/views/canvas_fixture.h"
#include "views/docks/inspector.h"
#include "views/overlay/canvas.h"
#include "views/overlay/frame_presenter.h"
#include "views/overlay/tools/keypoint_tool.h"
#include "views/overlay/tools/pose_tool.h"
#include "views/overlay/tools/view_tool.h"
#include "views/widgets/timeline.h"

namespace camframe {
namespace {

using test::posesNear;
using test::tinyPose;

using ToolsTest = test::CanvasFixture;

TEST_F(ToolsTest, ScreenAndPixelAgreeOnPixelCentres) {
    EXPECT_EQ(m_canvas.screenFromPixel({0, 0}), QPointF(5, 5)) << "the centre of the first pixel";
    EXPECT_TRUE(m_canvas.pixelFromScreen({635, 475}).isApprox(Eigen::Vector2d(63, 47)));
    const Eigen::Vector2d before = m_canvas.pixelFromScreen({200, 100});
    m_canvas.setZoom(23, {200, 100});
    EXPECT_TRUE(m_canvas.pixelFromScreen({200, 100}).isApprox(before))
        << "zoom keeps the point under the mouse";
}

TEST_F(ToolsTest, ViewToolPansAndChangesNothing) {
    ViewTool tool(m_editor);
    m_canvas.setTool(&tool);
    press(30, 20);
    move(33, 21);
    release(33, 21);
    EXPECT_TRUE(m_canvas.pixelFromScreen(QPointF(335, 215)).isApprox(Eigen::Vector2d(30, 20), 1e-9));
    EXPECT_EQ(steps(), 1);
    m_canvas.setTool(nullptr);
}

TEST_F(ToolsTest, DraggingAPointOfTheDrawnRobotPlacesAKeypointAndMovesThePose) {
    KeypointTool tool(m_editor);
    m_canvas.setTool(&tool);
    press(40, 20);
    EXPECT_TRUE(tool.waitsForPixel());
    EXPECT_EQ(steps(), 1) << "a press alone changes nothing";
    move(41, 20);
    move(44, 22);
    settle();
    ASSERT_EQ(m_editor.state().keypoints.size(), 1U);
    const Keypoint during = m_editor.state().keypoints[0];
    EXPECT_TRUE(during.pixel.isApprox(Eigen::Vector2d(44, 22)));
    EXPECT_EQ(during.link, 2);
    // What was under the press: pixel (40, 20) at 1.2 m, carried to the tool's space by the truth.
    const CameraModel& camera = m_editor.state().intrinsics.camera;
    const auto tip = m_document.motion(0)->pointInBase(0, 2, during.pointInLink);
    EXPECT_TRUE((tinyPose() * *tip).isApprox(camera.unproject({40, 20}, 1.2), 1e-6));
    const auto residual = m_document.residual(0, during);
    ASSERT_TRUE(residual);
    EXPECT_LT(residual->norm(), 1e-6) << "the pose follows the mouse";
    release(44, 22);
    EXPECT_EQ(steps(), 2) << "one gesture, one step";
    m_document.undoStack().undo();
    EXPECT_TRUE(m_editor.state().keypoints.empty());
    EXPECT_TRUE(posesNear(*m_editor.state().camFromBase, tinyPose(), 0, 0));
    m_canvas.setTool(nullptr);
}

TEST_F(ToolsTest, PickThenClickPlacesAKeypoint) {
    KeypointTool tool(m_editor);
    m_canvas.setTool(&tool);
    press(40, 20);
    release(40, 20);
    EXPECT_TRUE(tool.waitsForPixel());
    press(50, 30);
    release(50, 30);
    ASSERT_EQ(m_editor.state().keypoints.size(), 1U);
    EXPECT_TRUE(m_editor.state().keypoints[0].pixel.isApprox(Eigen::Vector2d(50, 30)));
    EXPECT_EQ(m_editor.selectedKeypoint(), m_editor.state().keypoints[0].id);
    m_canvas.setTool(nullptr);
}

TEST_F(ToolsTest, APressBesideTheRobotSaysWhatToDo) {
    KeypointTool tool(m_editor);
    m_canvas.setTool(&tool);
    QSignalSpy messages(&m_editor, &Editor::message);
    press(10, 20);
    release(10, 20);
    EXPECT_FALSE(tool.waitsForPixel());
    ASSERT_EQ(messages.count(), 1);
    EXPECT_TRUE(messages[0][0].toString().contains(QStringLiteral("Bind to")));
    m_editor.setFrame(3);
    press(40, 20);
    EXPECT_TRUE(messages.last()[0].toString().contains(QStringLiteral("no joint values")));
    m_canvas.setTool(nullptr);
}

TEST_F(ToolsTest, AKeypointIsDraggedWithoutJumpingAndEscapeTakesTheDragBack) {
    KeypointTool tool(m_editor);
    tool.bindTo(KeypointTool::Binding::LinkOrigin, 1);
    m_canvas.setTool(&tool);
    click(20, 20);
    ASSERT_EQ(m_editor.state().keypoints.size(), 1U);
    EXPECT_EQ(m_editor.state().keypoints[0].link, 1);
    EXPECT_TRUE(m_editor.state().keypoints[0].pointInLink.isZero());
    const auto before = m_editor.state();
    press(20.5, 20);
    move(21, 20);
    settle();
    EXPECT_TRUE(m_editor.state().keypoints[0].pixel.isApprox(Eigen::Vector2d(20.5, 20)))
        << "moved by the mouse's way";
    EXPECT_EQ(steps(), 3);
    QTest::keyClick(&m_canvas, Qt::Key_Escape);
    EXPECT_EQ(steps(), 2) << "the drag is gone";
    EXPECT_TRUE(m_editor.state().keypoints == before.keypoints);
    EXPECT_TRUE(posesNear(*m_editor.state().camFromBase, *before.camFromBase, 0, 0));
    settle();
    EXPECT_EQ(steps(), 2) << "no late answer brings it back";
    tool.nudgeSelected({0.25, 0});
    EXPECT_TRUE(m_editor.state().keypoints[0].pixel.isApprox(Eigen::Vector2d(20.25, 20)));
    m_editor.removeKeypoint(m_editor.selectedKeypoint());
    EXPECT_TRUE(m_editor.state().keypoints.empty());
    EXPECT_EQ(m_editor.selectedKeypoint(), -1);
    m_canvas.setTool(nullptr);
}

TEST_F(ToolsTest, WithoutLiveSolvingAKeypointLeavesThePoseUntilAsked) {
    m_editor.setSolvesWhileEditing(false);
    m_editor.addKeypoint({2, {0, 0, 0}}, {40, 20}, 0);
    EXPECT_TRUE(posesNear(*m_editor.state().camFromBase, tinyPose(), 0, 0));
    m_editor.solveNow();
    settle();
    EXPECT_LT(m_document.residual(0, m_editor.state().keypoints[0])->norm(), 1e-9);
}

TEST_F(ToolsTest, TheGrabbedPointStaysUnderTheMouse) {
    PoseTool tool(m_editor);
    m_canvas.setTool(&tool);
    const CameraModel& camera = m_editor.state().intrinsics.camera;
    const Eigen::Vector3d grabbedInBase = tinyPose().inverse() * camera.unproject({40, 20}, 1.2);
    press(40, 20);
    move(42, 25);
    move(45, 27);
    EXPECT_TRUE(camera.project(*m_editor.state().camFromBase * grabbedInBase)
                    ->isApprox(Eigen::Vector2d(45, 27), 1e-6));
    EXPECT_LT(rotationAngleBetween(*m_editor.state().camFromBase, tinyPose()), 1e-12);
    release(45, 27);
    EXPECT_EQ(steps(), 2);
    m_canvas.setTool(nullptr);
}

TEST_F(ToolsTest, RightDragTurnsAboutTheGrabbedPoint) {
    PoseTool tool(m_editor);
    m_canvas.setTool(&tool);
    const CameraModel& camera = m_editor.state().intrinsics.camera;
    const Eigen::Vector3d grabbedInBase = tinyPose().inverse() * camera.unproject({40, 20}, 1.2);
    press(40, 20, Qt::RightButton);
    move(44, 20, Qt::RightButton);
    EXPECT_TRUE(
        (*m_editor.state().camFromBase * grabbedInBase).isApprox(camera.unproject({40, 20}, 1.2), 1e-6));
    EXPECT_NEAR(rotationAngleBetween(*m_editor.state().camFromBase, tinyPose()), 40 * 0.2 * M_PI / 180, 1e-6);
    QTest::keyClick(&m_canvas, Qt::Key_Escape);
    EXPECT_EQ(steps(), 1);
    EXPECT_TRUE(posesNear(*m_editor.state().camFromBase, tinyPose(), 0, 0));
    m_canvas.setTool(nullptr);
}

TEST_F(ToolsTest, CtrlWheelMovesAlongTheRayAndWheelAloneZooms) {
    PoseTool tool(m_editor);
    m_canvas.setTool(&tool);
    const CameraModel& camera = m_editor.state().intrinsics.camera;
    const Eigen::Vector3d pointInBase = tinyPose().inverse() * camera.unproject({40, 20}, 1.2);
    const auto wheel = [this](Qt::KeyboardModifiers modifiers) {
        const QPointF point = at(40, 20);
        QWheelEvent event(point, m_canvas.mapToGlobal(point), {}, {0, 120}, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&m_canvas, &event);
    };
    wheel(Qt::ControlModifier);
    const Eigen::Vector3d inCam = *m_editor.state().camFromBase * pointInBase;
    EXPECT_TRUE(camera.project(inCam)->isApprox(Eigen::Vector2d(40, 20), 1e-6));
    EXPECT_NEAR(inCam.z(), 1.2 / 1.01, 1e-6);
    wheel(Qt::NoModifier);
    EXPECT_NEAR(m_canvas.zoom(), 12.5, 1e-9);
    m_canvas.setTool(nullptr);
}

TEST_F(ToolsTest, NudgesStepAlongTheChosenAxesAndMerge) {
    m_editor.setNudgeStep(0.004);
    m_editor.nudge({1, 0, 0});
    m_editor.nudge({1, 0, 0});
    EXPECT_EQ(steps(), 2) << "a held key is one step";
    EXPECT_NEAR((m_editor.state().camFromBase->translation() - tinyPose().translation()).x(), 0.008, 1e-12);
    m_document.undoStack().undo();
    m_editor.setNudgeAxes(NudgeAxes::Base);
    m_editor.nudge({0, 0, 1});
    const RigidTransform& pose = *m_editor.state().camFromBase;
    EXPECT_TRUE((pose * Eigen::Vector3d(0, 0, 0)).isApprox(tinyPose() * Eigen::Vector3d(0, 0, 0.004), 1e-12));
    m_editor.nudgeRotation({0, 0, 1});
    const Eigen::Vector3d tool(0.3, 0, 0.4);
    EXPECT_TRUE((*m_editor.state().camFromBase * tool)
                    .isApprox(tinyPose() * (tool + Eigen::Vector3d(0, 0, 0.004)), 1e-9))
        << "turns about the tool";
    EXPECT_NEAR(rotationAngleBetween(*m_editor.state().camFromBase, tinyPose()), 0.4 * M_PI / 180, 1e-9);
}

TEST_F(ToolsTest, TypedPlacementIsTheInverseOfTheShownOne) {
    RigidTransform pose = tinyPose();
    pose = expPose((Vector6d() << 0.3, -0.5, 1.1, 0.1, 0.2, 0.3).finished()) * pose;
    EXPECT_TRUE(posesNear(CameraPlacement::of(pose).camFromBase(), pose, 1e-7, 1e-12));
}

std::vector<std::unique_ptr<FrameLoader>> fakeLoaders(int cameras) {
    std::vector<std::unique_ptr<FrameLoader>> loaders;
    for (int i = 0; i < cameras; ++i) {
        loaders.push_back(std::make_unique<FrameLoader>(
            []() -> Result<std::unique_ptr<FrameSource>> { return std::make_unique<test::FakeFrames>(); }, 6,
            1 << 20));
    }
    return loaders;
}

TEST_F(ToolsTest, TheOldPictureStaysUntilTheNewOneIsComplete) {
    FramePresenter presenter(m_editor, m_canvas);
    test::FakeOverlay overlay;
    QSignalSpy shown(&presenter, &FramePresenter::shown);
    QSignalSpy failed(&presenter, &FramePresenter::frameFailed);
    presenter.setSources(fakeLoaders(2), &overlay);
    ASSERT_TRUE(shown.wait());
    EXPECT_EQ(presenter.shownFrame(), 0);
    EXPECT_EQ(m_canvas.image().pixelColor(0, 0), QColor(0, 0, 200));
    overlay.answers = false;
    const int asked = overlay.requests;
    m_editor.setFrame(1);
    EXPECT_EQ(m_canvas.image().pixelColor(0, 0), QColor(0, 0, 200)) << "no flash";
    ASSERT_TRUE(shown.wait()) << "a slow overlay does not hold the frame for ever";
    EXPECT_EQ(m_canvas.image().pixelColor(0, 0), QColor(10, 0, 0)) << "the plain frame meanwhile";
    EXPECT_GT(overlay.requests, asked);
    Q_EMIT overlay.ready(test::FakeOverlay::answer(overlay.last));
    EXPECT_EQ(m_canvas.image().pixelColor(0, 0), QColor(0, 0, 201));
    presenter.setBlinking(true);
    EXPECT_EQ(m_canvas.image().pixelColor(0, 0), QColor(10, 0, 0));
    overlay.answers = true;
    presenter.setBlinking(false);
    EXPECT_EQ(m_canvas.image().pixelColor(0, 0), QColor(0, 0, 201));
    m_editor.setFrame(3);
    ASSERT_TRUE(presenter.shownFrame() == 3 || shown.wait());
    EXPECT_EQ(m_canvas.image().pixelColor(0, 0), QColor(30, 0, 0)) << "no joints, no drawn robot";
    ASSERT_TRUE(!failed.isEmpty() || failed.wait()) << "looking ahead finds the damaged frame";
    EXPECT_TRUE(failed[0][1].toString().contains(QStringLiteral("truncated")));
    QSignalSpy messages(&m_editor, &Editor::message);
    m_editor.setFrame(5);
    ASSERT_EQ(messages.count(), 1) << "said when a person gets there";
    EXPECT_TRUE(messages[0][0].toString().contains(QStringLiteral("truncated")));
    EXPECT_EQ(m_canvas.image().pixelColor(0, 0), QColor(30, 0, 0)) << "the last good picture stays";
}

TEST_F(ToolsTest, TwoPosesAreComparedOnBothSidesOfALine) {
    FramePresenter presenter(m_editor, m_canvas);
    test::FakeOverlay overlay;
    QSignalSpy shown(&presenter, &FramePresenter::shown);
    presenter.setSources(fakeLoaders(2), &overlay);
    ASSERT_TRUE(shown.wait());
    EXPECT_FALSE(m_editor.poseToCompare()) << "there is one pose only";
    m_editor.pinPose();
    m_editor.nudge({1, 0, 0});
    ASSERT_TRUE(m_editor.poseToCompare());
    EXPECT_TRUE(posesNear(*m_editor.poseToCompare(), tinyPose(), 0, 0));
    presenter.setComparison(m_editor.poseToCompare());
    ASSERT_TRUE(overlay.last.other);
    EXPECT_TRUE(posesNear(*overlay.last.other, tinyPose(), 0, 0));
    ViewTool tool(m_editor);
    m_canvas.setTool(&tool);
    const auto colourAt = [this](double u) { return m_canvas.grab().toImage().pixelColor(at(u, 40)); };
    EXPECT_EQ(colourAt(10), QColor(200, 100, 0)) << "the remembered pose";
    EXPECT_EQ(colourAt(50), QColor(0, 0, 200)) << "the pose on show";
    // The line is dragged before any tool sees the mouse.
    const Eigen::Vector2d before = m_canvas.pixelFromScreen({150, 150});
    press(31.5, 10);
    move(55, 10);
    release(55, 10);
    EXPECT_NEAR(m_canvas.wipe(), 55.5 / 64, 0.02);
    EXPECT_EQ(colourAt(50), QColor(200, 100, 0));
    EXPECT_TRUE(m_canvas.pixelFromScreen({150, 150}).isApprox(before, 1e-9)) << "nothing was panned";
    m_editor.setCamera(1);
    EXPECT_FALSE(presenter.comparison()) << "the other camera has other poses";
    m_canvas.setTool(nullptr);
}

TEST_F(ToolsTest, TheLoupeShowsCrispPixelsBesideTheMouse) {
    QImage image(64, 48, QImage::Format_RGB888);
    image.fill(Qt::gray);
    image.setPixelColor(10, 10, Qt::red);
    m_canvas.setImage(image);
    m_canvas.setZoom(1, {0, 0});
    m_canvas.panBy(QPointF(100, 100) - m_canvas.screenFromPixel({10, 10}));
    m_canvas.setLoupe(true);
    move(10, 10);
    const QPoint mouse = at(10, 10);
    const QImage grabbed = m_canvas.grab().toImage();
    int red = 0;
    for (int y = mouse.y() + 28; y < mouse.y() + 28 + 210; ++y)
        for (int x = mouse.x() + 28; x < mouse.x() + 28 + 210; ++x)
            red += grabbed.pixelColor(x, y) == QColor(Qt::red);
    EXPECT_GE(red, 36) << "one pixel is a square of ten points, less its frame";
    EXPECT_LE(red, 100);
    m_canvas.setLoupe(false);
}

TEST_F(ToolsTest, AnOverlayOfTheCameraBeforeIsNotShown) {
    pushPose(m_document, 1, EditAction::EnterPose, tinyPose());
    FramePresenter presenter(m_editor, m_canvas);
    test::FakeOverlay overlay;
    QSignalSpy shown(&presenter, &FramePresenter::shown);
    presenter.setSources(fakeLoaders(2), &overlay);
    ASSERT_TRUE(shown.wait());
    overlay.answers = false;
    m_editor.setCamera(1);
    const OverlayRequest ofTheCameraBefore = [&] {
        m_editor.setCamera(0);  // Its picture is there: asks at once.
        const OverlayRequest request = overlay.last;
        m_editor.setCamera(1);
        return request;
    }();
    const int before = static_cast<int>(shown.count());
    Q_EMIT overlay.ready(test::FakeOverlay::answer(ofTheCameraBefore));
    EXPECT_EQ(shown.count(), before);
    ASSERT_TRUE(overlay.last.serial > ofTheCameraBefore.serial || shown.wait());
    Q_EMIT overlay.ready(test::FakeOverlay::answer(overlay.last));
    EXPECT_EQ(m_canvas.image().pixelColor(0, 0), QColor(0, 0, 200));
}

TEST_F(ToolsTest, PlayingWaitsForEveryFrame) {
    Timeline timeline(m_editor);
    QSignalSpy frames(&m_editor, &Editor::frameChanged);
    timeline.setPlaying(true);
    EXPECT_FALSE(frames.wait(300)) << "frame 0 is not on show yet";
    timeline.frameShown(0);
    EXPECT_EQ(m_editor.frame(), 1);
    timeline.frameShown(1);
    ASSERT_TRUE(frames.wait());
    EXPECT_EQ(m_editor.frame(), 2);
    timeline.stepBy(-1);
    EXPECT_FALSE(timeline.isPlaying());
    m_editor.addKeypoint({2, {0, 0, 0}}, {1, 1}, 0);
    m_editor.setFrame(5);
    timeline.jumpToKeypoint(-1);
    EXPECT_EQ(m_editor.frame(), 1);
}

TEST(FrameLoader, KeepsFramesAroundTheCurrentOneWithinItsRoom) {
    struct ManyFrames : FrameSource {
        int frameCount() const override { return 200; }
        Result<ImageU8> read(int frame) override { return ImageU8(8, 8, 3, static_cast<uint8_t>(frame)); }
    };
    FrameLoader loader(
        []() -> Result<std::unique_ptr<FrameSource>> { return std::make_unique<ManyFrames>(); }, 200,
        20 * 8 * 8 * 3);
    QSignalSpy loaded(&loader, &FrameLoader::loaded);
    loader.setCurrent(100);
    while (loaded.count() < 20) ASSERT_TRUE(loaded.wait());
    EXPECT_EQ(loaded[0][0].toInt(), 100) << "the wanted frame first";
    EXPECT_TRUE(loader.picture(115)) << "three quarters ahead";
    EXPECT_TRUE(loader.picture(96));
    EXPECT_FALSE(loader.picture(116));
    loader.setCurrent(10, -1);
    while (loaded.count() < 35) ASSERT_TRUE(loaded.wait());
    ASSERT_TRUE(loader.picture(10));
    EXPECT_EQ(loader.picture(10)->data[0], 10);
    EXPECT_TRUE(loader.picture(0));
    EXPECT_FALSE(loader.picture(115)) << "the farthest make room";
}

TEST(FrameLoader, AnExceptionIsAFrameThatCannotBeRead) {
    struct Throwing : FrameSource {
        int frameCount() const override { return 2; }
        Result<ImageU8> read(int frame) override {
            if (frame == 0) throw std::bad_alloc();
            return ImageU8(8, 8, 3);
        }
    };
    FrameLoader loader([]() -> Result<std::unique_ptr<FrameSource>> { return std::make_unique<Throwing>(); },
                       2, 1 << 20);
    QSignalSpy loaded(&loader, &FrameLoader::loaded);
    loader.setCurrent(0);
    ASSERT_TRUE(loaded.wait()) << "the worker goes on";
    EXPECT_TRUE(loader.failure(0).contains(QStringLiteral("memory"))) << loader.failure(0).toStdString();
}

TEST_F(ToolsTest, ADragEndsWithItsCamera) {
    PoseTool poseTool(m_editor);
    m_canvas.setTool(&poseTool);
    pushPose(m_document, 1, EditAction::EnterPose, test::movedPose(0.5));
    press(40, 20);
    move(42, 20);
    m_editor.setCamera(1);
    const int before = steps();
    move(44, 20);
    QTest::keyClick(&m_canvas, Qt::Key_Escape);
    release(44, 20);
    EXPECT_EQ(steps(), before);
    EXPECT_TRUE(posesNear(*m_document.camera(1).camFromBase, test::movedPose(0.5), 0, 0));

    // Both cameras have a keypoint 1.
    KeypointTool tool(m_editor);
    tool.bindTo(KeypointTool::Binding::LinkOrigin, 1);
    m_canvas.setTool(&tool);
    click(20, 20);
    const auto there = m_document.camera(1).keypoints;
    ASSERT_EQ(there.size(), 1U);
    m_editor.setCamera(0);
    press(30, 30);
    settle();
    ASSERT_EQ(m_document.camera(0).keypoints.at(0).id, there[0].id);
    m_editor.setCamera(1);
    const CameraState other = m_document.camera(1);
    move(35, 35);
    settle();
    QTest::keyClick(&m_canvas, Qt::Key_Escape);
    release(35, 35);
    EXPECT_EQ(m_document.camera(1).keypoints, other.keypoints);
    EXPECT_TRUE(posesNear(*m_document.camera(1).camFromBase, *other.camFromBase, 0, 0));
    m_canvas.setTool(nullptr);
}

}  // namespace
}  // namespace camframe
