// SPDX-License-Identifier: Apache-2.0
// The 3D scene lives in a native window that only a real (or virtual) screen shows; ctest runs this under
// Xvfb.
#include <gtest/gtest.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QScreen>
#include <QSignalSpy>
#include <QToolButton>
#include <QWindow>
#include <Qt3DExtras/Qt3DWindow>
#include <Qt3DRender/QCamera>
#include <QtTest/QTest>

#include "model/core/demo_robot.h"
#include "model/qt/undo/edit_camera_command.h"
#include "views/scene3d/scene_view.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;

/// The embedded robot in three frames; the second has no joint values, so that no robot is drawn.
std::shared_ptr<Recording> demoRecording() {
    auto robot = makeDemoRobot();
    if (!robot) return nullptr;
    auto recording = std::make_shared<Recording>();
    recording->dataset = "scene";
    recording->robot = std::make_shared<Robot>(Robot{"demo", std::move(*robot), {}, {}, {}, {}, {}});
    Episode& episode = recording->episode;
    episode.name = "scene";
    episode.frameCount = 3;
    for (const Joint& joint : recording->model().joints())
        if (joint.type != JointType::Fixed && !joint.mimic) episode.jointNames.push_back(joint.name);
    episode.jointPositions =
        Eigen::MatrixXd::Constant(3, static_cast<Eigen::Index>(episode.jointNames.size()), 0.3);
    episode.jointPositions.row(1).setConstant(std::nan(""));
    episode.jointPositions.row(2).setConstant(0.9);
    CameraStream stream;
    stream.name = "front";
    stream.width = 64;
    stream.height = 48;
    stream.k = (Eigen::Matrix3d() << 60, 0, 31.5, 0, 60, 23.5, 0, 0, 1).finished();
    episode.cameras.push_back(stream);
    auto motion = computeMotion(recording->model(), episode);
    if (!motion) return nullptr;
    recording->motion = std::move(*motion);
    return recording;
}

QImage screen() {
    return QGuiApplication::primaryScreen()->grabWindow(0).toImage().convertToFormat(QImage::Format_RGB32);
}

std::vector<QPoint> differences(const QImage& a, const QImage& b) {
    std::vector<QPoint> points;
    for (int y = 0; y < std::min(a.height(), b.height()); ++y) {
        for (int x = 0; x < std::min(a.width(), b.width()); ++x) {
            const QColor p = a.pixelColor(x, y), q = b.pixelColor(x, y);
            if (std::abs(p.red() - q.red()) + std::abs(p.green() - q.green()) +
                    std::abs(p.blue() - q.blue()) >
                60)
                points.emplace_back(x, y);
        }
    }
    return points;
}

/// Grabs until two pictures in a row are alike, or a minute is over.
QImage settledScreen() {
    QElapsedTimer timer;
    timer.start();
    QImage last = screen();
    int alike = 0;
    while (timer.elapsed() < 60000) {
        QTest::qWait(250);
        QImage next = screen();
        alike = differences(last, next).empty() ? alike + 1 : 0;
        last = std::move(next);
        if (alike >= 3) break;
    }
    return last;
}

TEST(SceneOnScreen, FollowToolKeepsTheToolInTheMiddle) {
    if (QGuiApplication::platformName() != u"xcb"_s)
        GTEST_SKIP() << "needs a screen: runs as the test 'scene_on_screen'";
    auto recording = demoRecording();
    ASSERT_TRUE(recording);
    const auto toolAt = [&recording](int frame) {
        const RobotMotion& motion = recording->motion;
        const Eigen::Vector3d at = *motion.pointInBase(frame, motion.toolLink, Eigen::Vector3d::Zero());
        return QVector3D(static_cast<float>(at.x()), static_cast<float>(at.y()), static_cast<float>(at.z()));
    };
    ASSERT_GT(toolAt(0).distanceToPoint(toolAt(2)), 0.1F);
    ProjectDocument document(recording);
    Editor editor;
    editor.setDocument(&document, nullptr);
    SceneView view(editor);
    view.resize(400, 300);
    view.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&view));
    ASSERT_TRUE(view.isAvailable());
    Qt3DRender::QCamera* eye = nullptr;
    for (QWindow* window : QGuiApplication::allWindows())
        if (auto* scene = qobject_cast<Qt3DExtras::Qt3DWindow*>(window)) eye = scene->camera();
    ASSERT_TRUE(eye);
    QToolButton* follow = nullptr;
    for (QToolButton* button : view.findChildren<QToolButton*>())
        if (button->isCheckable()) follow = button;
    ASSERT_TRUE(follow);

    const QVector3D centre = eye->viewCenter(), way = eye->position() - centre, up = eye->upVector();
    editor.setFrame(2);
    EXPECT_EQ(eye->viewCenter(), centre) << "nobody asked to follow";
    const auto expectInTheMiddle = [&](int frame) {
        EXPECT_LT(eye->viewCenter().distanceToPoint(toolAt(frame)), 1e-5F) << frame;
        EXPECT_LT((eye->position() - eye->viewCenter()).distanceToPoint(way), 1e-5F)
            << "from as far and from the same side";
        EXPECT_LT(eye->upVector().distanceToPoint(up), 1e-5F);
    };
    QTest::mouseClick(follow, Qt::LeftButton);
    expectInTheMiddle(2);
    editor.setFrame(0);
    expectInTheMiddle(0);
    editor.setFrame(1);
    expectInTheMiddle(0);  // nobody knows where the tool was: the view stays
    editor.setFrame(2);
    expectInTheMiddle(2);
    QTest::mouseClick(follow, Qt::LeftButton);
    editor.setFrame(0);
    EXPECT_LT(eye->viewCenter().distanceToPoint(toolAt(2)), 1e-5F) << "no longer";
}

TEST(SceneOnScreen, ShowsTheRobotAndAClickOnALinkSelectsIt) {
    if (QGuiApplication::platformName() != u"xcb"_s)
        GTEST_SKIP() << "needs a screen: runs as the test 'scene_on_screen'";
    auto recording = demoRecording();
    ASSERT_TRUE(recording);
    ProjectDocument document(recording);
    RigidTransform camFromBase = RigidTransform::Identity();
    camFromBase.linear() << 0, 1, 0, 0, 0, -1, -1, 0, 0;
    camFromBase.translation() = Eigen::Vector3d(0, 0.4, 1.5);
    Editor editor;
    editor.setDocument(&document, nullptr);
    pushPose(document, 0, EditAction::EnterPose, camFromBase);
    SceneView view(editor);
    view.resize(700, 560);
    view.move(0, 0);
    view.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&view));
    ASSERT_TRUE(view.isAvailable());

    // The robot's meshes are built in the background: the picture with it must differ from the one without.
    std::vector<QPoint> robot;
    QImage with;
    for (int attempt = 0; attempt < 20 && robot.size() < 2000; ++attempt) {
        editor.setFrame(0);
        with = settledScreen();
        editor.setFrame(1);
        robot = differences(with, settledScreen());
    }
    ASSERT_GE(robot.size(), 2000U) << "the robot's pixels are there";
    EXPECT_LT(robot.size(), 200000U);
    editor.setFrame(0);
    with = settledScreen();

    // Somewhere in the middle of what is the robot's.
    const QPoint at = robot[robot.size() / 2];
    QWindow* native = nullptr;
    for (QWindow* window : QGuiApplication::allWindows())
        if (window->inherits("Qt3DExtras::Qt3DWindow")) native = window;
    ASSERT_TRUE(native);
    QSignalSpy selected(&editor, &Editor::linkSelected);
    const QPoint inside = native->mapFromGlobal(at);
    for (int attempt = 0; attempt < 5 && selected.isEmpty(); ++attempt) {
        QTest::mousePress(native, Qt::LeftButton, {}, inside);
        QTest::qWait(200);
        QTest::mouseRelease(native, Qt::LeftButton, {}, inside);
        selected.wait(4000);
    }
    ASSERT_FALSE(selected.isEmpty());
    EXPECT_GE(editor.selectedLink(), 0);
    const QImage marked = settledScreen();
    const QColor before = with.pixelColor(at), after = marked.pixelColor(at);
    EXPECT_GT(after.red() - after.blue(), before.red() - before.blue() + 20) << "the link is drawn in orange";
}

}  // namespace
}  // namespace camframe
