// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QLabel>
#include <QSignalSpy>
#include <QtTest/QTest>

#include "app/studio/point_pose_solver.h"
#include "model/qt/issue_model.h"
#include "model/qt/keypoint_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/transform_matchers.h"
#include "tests/views/settle.h"
#include "tests/views/tiny_recording.h"
#include "views/docks/inspector.h"
#include "views/overlay/frame_presenter.h"
#include "views/overlay/tools/keypoint_tool.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;
using test::posesNear;
using test::tinyPose;

/// Remembers what it was asked for and leaves the pose alone.
class RecordingSolver : public PoseSolverSource {
public:
    std::optional<RigidTransform> refine(const CameraModel&, std::span<const SolverPoint> points,
                                         const RigidTransform& initial) override {
        last.assign(points.begin(), points.end());
        return initial;
    }
    std::optional<RigidTransform> solve(const CameraModel&, std::span<const SolverPoint>) override {
        return {};
    }
    std::vector<SolverPoint> last;
};

/// A result whose pictures lag the joints by one frame, and whose only joint reads 0.1 rad too little.
Calibration correctedRun(const ProjectDocument& document) {
    Calibration run;
    run.status = CalibrationStatus::Ok;
    run.reasons = {};
    run.dataset = run.robot = "tiny";
    run.cameraName = document.camera(0).name;
    run.camera = document.camera(0).intrinsics.camera;
    run.camFromBase = tinyPose();
    run.lagFrames = Estimate{1, 0.01};
    run.jointOffsets["turn"] = Estimate{0.1, 0.001};
    return run;
}

TEST(CorrectedMotion, BelongsToTheCameraWhoseRunFoundIt) {
    ProjectDocument document(test::tinyRecording());
    const RobotMotion& recorded = document.recording().motion;
    EXPECT_EQ(document.motion(0).get(), &recorded);
    QSignalSpy changes(&document, &ProjectDocument::changed);
    pushRun(document, 0, EditAction::Calibrate, correctedRun(document));
    EXPECT_TRUE(changes.last()[0].value<ChangeEvent>().properties & ChangeEvent::Motion);
    EXPECT_EQ(document.motion(1).get(), &recorded) << "the other camera has its own clock";
    const RobotMotion& corrected = *document.motion(0);
    EXPECT_FALSE(corrected.valid(0)) << "what picture 0 shows was before the recording";
    EXPECT_TRUE(corrected.valid(1));
    EXPECT_FALSE(corrected.valid(4)) << "frame 3 has no joints";
    EXPECT_NEAR(corrected.jointValues[2][0], 0.2 * 1 + 0.1, 1e-12);
    const auto moved = corrected.pointInBase(2, 2, {0, 0, 0});
    ASSERT_TRUE(moved);
    EXPECT_TRUE(moved->isApprox(Eigen::Vector3d(0.3 * std::cos(0.3), 0.3 * std::sin(0.3), 0.4), 1e-12));

    Calibration same = correctedRun(document);
    same.quality.risk = 0.5;
    pushRun(document, 0, EditAction::Calibrate, same);
    EXPECT_FALSE(changes.last()[0].value<ChangeEvent>().properties & ChangeEvent::Motion);
    EXPECT_EQ(document.motion(0).get(), &corrected) << "the same corrections, the same motion";
    document.undoStack().undo();
    document.undoStack().undo();
    EXPECT_EQ(document.motion(0).get(), &recorded);
}

TEST(CorrectedMotion, IsThereAgainWhenTheProjectIsReopened) {
    const test::TempDir folder;
    const QString path = QString::fromStdString((folder / "p.camframe").string());
    {
        auto document = ProjectDocument::open(test::tinyRecording(), path);
        ASSERT_TRUE(document);
        pushRun(**document, 0, EditAction::Calibrate, correctedRun(**document));
    }
    const auto document = ProjectDocument::open(test::tinyRecording(), path);
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_FALSE((*document)->motion(0)->valid(0));
}

TEST(CorrectedMotion, ResidualsAndTheirTableUseIt) {
    ProjectDocument document(test::tinyRecording());
    KeypointModel model;
    model.setSource(&document, 0);
    // Where the tool really was in picture 2.
    const Eigen::Vector3d tip(0.3 * std::cos(0.3), 0.3 * std::sin(0.3), 0.4);
    const Eigen::Vector2d seen = *document.camera(0).intrinsics.camera.project(tinyPose() * tip);
    pushKeypoints(document, 0, EditAction::AddKeypoint, {{1, 2, 2, {0, 0, 0}, seen}}, tinyPose());
    EXPECT_GT(document.residual(0, document.camera(0).keypoints[0])->norm(), 1);
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    pushRun(document, 0, EditAction::Calibrate, correctedRun(document));
    EXPECT_LT(document.residual(0, document.camera(0).keypoints[0])->norm(), 1e-9);
    EXPECT_GE(changes.count(), 1);
    EXPECT_EQ(model.index(0, KeypointModel::Residual).data().toString(), u"0.00 px"_s);
}

TEST(CorrectedMotion, SolvingPickingAndDrawingUseIt) {
    ProjectDocument document(test::tinyRecording());
    RecordingSolver solver;
    Editor editor;
    editor.setDocument(&document, &solver);
    pushRun(document, 0, EditAction::Calibrate, correctedRun(document));
    editor.setFrame(2);
    editor.addKeypoint({2, {0, 0, 0}}, {40, 20}, 0);
    test::settle(editor);
    const Eigen::Vector3d tip(0.3 * std::cos(0.3), 0.3 * std::sin(0.3), 0.4);
    ASSERT_EQ(solver.last.size(), 1U);
    EXPECT_TRUE(solver.last[0].pointInBase.isApprox(tip, 1e-12));

    Canvas canvas;
    FramePresenter presenter(editor, canvas);
    test::FakeOverlay overlay;
    std::vector<std::unique_ptr<FrameLoader>> loaders;
    for (int i = 0; i < 2; ++i)
        loaders.push_back(std::make_unique<FrameLoader>(
            []() -> Result<std::unique_ptr<FrameSource>> { return std::make_unique<test::FakeFrames>(); }, 6,
            1 << 20));
    QSignalSpy shown(&presenter, &FramePresenter::shown);
    presenter.setSources(std::move(loaders), &overlay);
    ASSERT_TRUE(presenter.shownFrame() == 2 || shown.wait());
    EXPECT_EQ(overlay.last.motion, document.motion(0));
    const auto picked = editor.pick({40, 20});
    ASSERT_TRUE(picked);
    const auto back = document.motion(0)->pointInBase(2, picked->link, picked->pointInLink);
    const CameraModel& camera = editor.state().intrinsics.camera;
    EXPECT_TRUE((*editor.state().camFromBase * *back).isApprox(camera.unproject({40, 20}, 1.2), 1e-6));

    const int asked = overlay.requests;
    document.undoStack().undo();
    document.undoStack().undo();  // the run; the pose goes with it
    pushPose(document, 0, EditAction::EnterPose, tinyPose());
    EXPECT_GT(overlay.requests, asked);
    EXPECT_EQ(overlay.last.motion.get(), &document.recording().motion);
}

TEST(CorrectedMotion, OfAnotherRobotIsSaidAndNotApplied) {
    ProjectDocument document(test::tinyRecording());
    IssueModel issues;
    issues.setSource(&document, 0);
    Calibration run = correctedRun(document);
    run.jointOffsets = {{"elbow", Estimate{0.1, {}}}};
    pushRun(document, 0, EditAction::Calibrate, run);
    EXPECT_TRUE(document.motionProblem(0).contains(u"elbow"_s));
    EXPECT_EQ(document.motion(0).get(), &document.recording().motion);
    bool said = false;
    for (int row = 0; row < issues.rowCount(); ++row)
        said = said || issues.index(row).data().toString().contains(u"elbow"_s);
    EXPECT_TRUE(said);
}

TEST(CorrectedMotion, TheInspectorSaysItInWords) {
    ProjectDocument document(test::tinyRecording());
    Editor editor;
    Inspector inspector(editor);
    editor.setDocument(&document, nullptr);
    const auto said = [&inspector](const QString& words) {
        for (const QLabel* label : inspector.findChildren<QLabel*>())
            if (label->text().contains(words)) return true;
        return false;
    };
    EXPECT_FALSE(said(u"late"_s));
    Calibration run = correctedRun(document);
    run.covariance = 1e-6 * Matrix6d::Identity();
    pushRun(document, 0, EditAction::Calibrate, run);
    EXPECT_TRUE(said(u"1.00 \u00b1 0.01 frames late"_s));
    EXPECT_TRUE(said(u"turn: 5.73 \u00b1 0.06\u00b0"_s));
    EXPECT_TRUE(said(u"mm sideways"_s));
    EXPECT_TRUE(said(u"mm in depth,\n0.06\u00b0"_s));
    document.undoStack().undo();
    EXPECT_FALSE(said(u"late"_s));
}

/// One keypoint and the program's own solver: the answer leans on a prior.
class DragPrior : public ::testing::Test {
protected:
    void SetUp() override {
        m_editor.setDocument(&m_document, &m_solver);
        pushPose(m_document, 0, EditAction::EnterPose, tinyPose());
        m_id = m_editor.addKeypoint({2, {0, 0, 0}}, {31.5, 23.5}, 0);
        test::settle(m_editor);
        m_start = *m_editor.state().camFromBase;
    }
    ProjectDocument m_document{test::tinyRecording()};
    PointPoseSolver m_solver;
    Editor m_editor;
    int m_id = 0;
    RigidTransform m_start;
};

TEST_F(DragPrior, ADragEndsWhereItsEndSaysWhateverItsWay) {
    Canvas canvas;
    canvas.resize(640, 480);
    QImage image(64, 48, QImage::Format_RGB888);
    canvas.setImage(image);
    canvas.setAttribute(Qt::WA_DontShowOnScreen);
    canvas.show();
    KeypointTool tool(m_editor);
    canvas.setTool(&tool);
    const auto drag = [&](const std::vector<Eigen::Vector2d>& way) {
        const auto mouse = [&](QEvent::Type type, const Eigen::Vector2d& pixel) {
            const QPointF at = canvas.screenFromPixel(pixel);
            QMouseEvent event(type, at, canvas.mapToGlobal(at),
                              type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton, Qt::LeftButton,
                              Qt::NoModifier);
            QCoreApplication::sendEvent(&canvas, &event);
        };
        mouse(QEvent::MouseButtonPress, {31.5, 23.5});
        for (const Eigen::Vector2d& pixel : way) mouse(QEvent::MouseMove, pixel);
        mouse(QEvent::MouseButtonRelease, way.back());
        test::settle(m_editor);
        const RigidTransform pose = *m_editor.state().camFromBase;
        m_document.undoStack().undo();
        EXPECT_TRUE(posesNear(*m_editor.state().camFromBase, m_start, 0, 0));
        return pose;
    };
    const RigidTransform direct = drag({{40, 27}});
    const RigidTransform round = drag({{50, 10}, {60, 40}, {20, 44}, {5, 5}, {33, 24}, {40, 27}});
    EXPECT_TRUE(posesNear(direct, round, 1e-7, 1e-7));
    EXPECT_GT(rotationAngleBetween(direct, m_start) + (direct.translation() - m_start.translation()).norm(),
              1e-3);
    canvas.setTool(nullptr);
}

TEST_F(DragPrior, ARowOfKeyboardStepsIsOneDrag) {
    KeypointTool tool(m_editor);
    const int steps = m_document.undoStack().count();
    for (int i = 0; i < 8; ++i) tool.nudgeSelected({1, 0});
    test::settle(m_editor);
    EXPECT_EQ(m_document.undoStack().count(), steps + 1);
    const RigidTransform byKeys = *m_editor.state().camFromBase;
    m_document.undoStack().undo();
    m_editor.moveKeypoint(m_id, {39.5, 23.5}, m_start, 0);
    test::settle(m_editor);
    EXPECT_TRUE(posesNear(byKeys, *m_editor.state().camFromBase, 1e-7, 1e-7));
    m_document.undoStack().undo();
    tool.nudgeSelected({1, 0});
    test::settle(m_editor);
    m_editor.setPose(EditAction::EnterPose, tinyPose(), 0);
    tool.nudgeSelected({1, 0});
    EXPECT_EQ(m_document.undoStack().count(), steps + 3) << "another edit between ends the row";
}

}  // namespace
}  // namespace camframe
