// SPDX-License-Identifier: Apache-2.0
// Keypoints on a mark whose place on its link nobody knows.
#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QtTest/QTest>

#include "app/studio/point_pose_solver.h"
#include "model/qt/keypoint_model.h"
#include "tests/support/transform_matchers.h"
#include "tests/views/canvas_fixture.h"
#include "views/docks/keypoints_panel.h"
#include "views/overlay/tools/keypoint_tool.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;
using test::posesNear;
using test::tinyPose;

class MarkKeypoint : public test::CanvasFixture {
protected:
    void SetUp() override {
        CanvasFixture::SetUp();
        const auto recording = m_document.sharedRecording();
        auto geometry = std::make_shared<RobotGeometry>(*RobotGeometry::build(recording->model(), {}));
        m_marks.setRobot(recording->robot, geometry);
        m_editor.setDocument(&m_document, &m_marks);
    }
    void TearDown() override {
        m_canvas.setTool(nullptr);
        m_editor.setDocument(&m_document, &m_solver);
    }
    /// Where a place on the arm is seen by the camera on show.
    Eigen::Vector2d pixelOf(const Eigen::Vector3d& place, int frame) {
        const auto point = m_document.motion(0)->pointInBase(frame, 1, place);
        return *m_document.camera(0).intrinsics.camera.project(tinyPose() * *point);
    }
    void click(const Eigen::Vector2d& pixel) {
        press(pixel.x(), pixel.y());
        release(pixel.x(), pixel.y());
        settle();
    }
    /// Points of known place, so that one mark's path need not tell everything: that it cannot do on a link
    /// that turns about one axis only.
    void placeKnown() {
        const std::pair<int, Eigen::Vector3d> points[] = {
            {2, {0, 0, 0}}, {0, {0, 0, 0}}, {0, {0.1, 0.2, 0}}, {0, {-0.1, -0.2, 0.1}}};
        std::vector<Keypoint> known;
        for (const auto& [link, place] : points) {
            const auto inBase = m_document.motion(0)->pointInBase(0, link, place);
            known.push_back({m_document.newKeypointId(0), 0, link, place,
                             *m_document.camera(0).intrinsics.camera.project(tinyPose() * *inBase)});
        }
        pushKeypoints(m_document, 0, EditAction::AddKeypoint, std::move(known), {});
    }
    KeypointTool m_tool{m_editor};
    PointPoseSolver m_marks;
    const Eigen::Vector3d m_place{0.02, 0.03, 0.01};
};

TEST_F(MarkKeypoint, ClicksInSeveralFramesFindItsPlaceAndStayAcrossUndoAndRestart) {
    KeypointsPanel panel(m_editor, m_tool);
    m_editor.setDocument(&m_document, &m_marks);
    m_editor.setShownOverlay(shown());
    m_canvas.setTool(&m_tool);
    placeKnown();
    m_tool.bindTo(KeypointTool::Binding::Mark, 1);
    const QAbstractItemModelTester tester(&panel.model(),
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    m_editor.setFrame(0);
    const int before = steps();
    click(pixelOf(m_place, 0));
    ASSERT_EQ(m_editor.state().keypoints.size(), 5U);
    EXPECT_GT(m_editor.state().keypoints[4].markSigma, 0.03) << "anywhere along the ray";
    for (const int frame : {1, 2, 4, 5}) {
        m_editor.setFrame(frame);
        click(pixelOf(m_place, frame));
    }
    const auto keypoints = m_editor.state().keypoints;
    ASSERT_EQ(keypoints.size(), 9U);
    for (size_t i = 4; i < 9; ++i) {
        EXPECT_EQ(keypoints[i].mark, 1) << "the same mark goes on";
        EXPECT_LT((keypoints[i].pointInLink - m_place).norm(), 0.006) << keypoints[i].pointInLink.transpose();
        EXPECT_LT(m_document.residual(0, keypoints[i])->norm(), 0.1);
        EXPECT_LT(keypoints[i].markSigma, 0.04);
    }
    EXPECT_TRUE(posesNear(*m_editor.state().camFromBase, tinyPose(), 0.01, 0.01));
    EXPECT_TRUE(panel.model().index(4, KeypointModel::Link).data().toString().contains(u"mark 1"));
    EXPECT_EQ(steps(), before + 5) << "each click is one step with its solution";
    m_document.undoStack().undo();
    ASSERT_EQ(m_editor.state().keypoints.size(), 8U);
    m_document.undoStack().redo();
    EXPECT_TRUE(m_editor.state().keypoints == keypoints);

    // Another click in the frame is another mark.
    m_editor.setFrame(0);
    click({10, 10});
    EXPECT_EQ(m_editor.state().keypoints.back().mark, 2);
}

TEST_F(MarkKeypoint, APointIsFreedAndKeptAgain) {
    const int id = m_editor.addKeypoint({1, {0, 0, 0}}, pixelOf(m_place, 0), 0);
    settle();
    for (const int frame : {1, 2, 4}) {
        m_editor.setFrame(frame);
        m_editor.addKeypoint({1, {0, 0, 0}}, pixelOf(m_place, frame), 0);
        settle();
    }
    m_editor.selectKeypoint(id);
    EXPECT_GT(m_document.residual(0, *findKeypoint(m_editor.state(), id))->norm(), 0.1)
        << "the mark is not where it was said to be";
    m_editor.setTrackSolved(true);
    settle();
    const Keypoint freed = *findKeypoint(m_editor.state(), id);
    EXPECT_NE(freed.mark, 0);
    EXPECT_GT(freed.markSigma, 0);
    EXPECT_LT(m_document.residual(0, freed)->norm(), 0.1);
    ASSERT_TRUE(m_editor.track());
    EXPECT_EQ(m_editor.track()->mark, freed.mark);
    m_editor.setTrackSolved(false);
    settle();
    const Keypoint kept = *findKeypoint(m_editor.state(), id);
    EXPECT_EQ(kept.mark, 0);
    EXPECT_TRUE(kept.pointInLink == freed.pointInLink) << "where it was found";
    EXPECT_EQ(m_editor.solveTask({}).points.size(), 4U);
}

TEST(MarkProject, MarksAndTheirStepsStayAndAFileOfTheVersionBeforeIsTakenAlong) {
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"marks.camframe"_s);
    const std::vector<Keypoint> keypoints{
        {1, 0, 1, {0.1, 0.2, 0.3}, {10, 11}, KeypointOrigin::Human, false, 3, 0.004},
        {2, 2, 1, {0.1, 0.2, 0.3}, {12, 13}, KeypointOrigin::Tracked, false, 3, 0.004}};
    {
        const auto document = ProjectDocument::open(test::tinyRecording(), path);
        ASSERT_TRUE(document);
        pushKeypoints(**document, 0, EditAction::AddKeypoint, {keypoints[0]}, tinyPose());
        pushKeypoints(**document, 0, EditAction::AddKeypoint, keypoints, {});
    }
    {
        const auto document = ProjectDocument::open(test::tinyRecording(), path);
        ASSERT_TRUE(document) << document.error().message;
        EXPECT_TRUE((*document)->camera(0).keypoints == keypoints);
        ASSERT_EQ((*document)->undoStack().count(), 2);
        (*document)->undoStack().undo();
        ASSERT_EQ((*document)->camera(0).keypoints.size(), 1U);
        EXPECT_EQ((*document)->camera(0).keypoints[0].mark, 3);
    }
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"old"_s);
        database.setDatabaseName(path);
        ASSERT_TRUE(database.open());
        QSqlQuery query(database);
        for (const char* statement :
             {"ALTER TABLE keypoints DROP COLUMN mark", "ALTER TABLE keypoints DROP COLUMN mark_sigma",
              "DELETE FROM steps", "PRAGMA user_version = 5"})
            ASSERT_TRUE(query.exec(QLatin1StringView(statement))) << statement;
    }
    QSqlDatabase::removeDatabase(u"old"_s);
    const auto document = ProjectDocument::open(test::tinyRecording(), path);
    ASSERT_TRUE(document) << document.error().message;
    ASSERT_EQ((*document)->camera(0).keypoints.size(), 1U);
    EXPECT_EQ((*document)->camera(0).keypoints[0].mark, 0) << "its place was known to that version";
}

}  // namespace
}  // namespace camframe
