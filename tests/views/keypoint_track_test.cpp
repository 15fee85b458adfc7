// SPDX-License-Identifier: Apache-2.0
// Keypoints over frames: what people and the program say about the same point, and the solver behind a drag.
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QThread>
#include <QtTest/QTest>
#include <atomic>
#include <cmath>
#include <semaphore>

#include "app/studio/point_pose_solver.h"
#include "app/studio/track_job.h"
#include "tests/support/transform_matchers.h"
#include "tests/views/canvas_fixture.h"
#include "views/editing/bisection.h"
#include "views/editing/track_interpolation.h"
#include "views/overlay/keypoint_layer.h"
#include "views/overlay/tools/keypoint_tool.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;
using test::posesNear;
using test::tinyPose;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

class KeypointTrack : public test::CanvasFixture {
protected:
    /// Where the tool is seen in a frame by a camera that stands 2 cm beside the pose on show.
    Eigen::Vector2d truth(int frame) {
        RigidTransform pose = tinyPose();
        pose.pretranslate(Eigen::Vector3d(0.02, 0.01, 0));
        const auto point = m_document.motion(0)->pointInBase(frame, 2, Eigen::Vector3d::Zero());
        return *m_document.camera(0).intrinsics.camera.project(pose * *point);
    }
    void put(std::vector<Keypoint> keypoints) {
        pushKeypoints(m_document, 0, EditAction::AddKeypoint, std::move(keypoints), {});
    }
    const BoundPoint m_tip{2, {0, 0, 0}};
};

TEST_F(KeypointTrack, InterpolationGoesAlongWithTheRobot) {
    put({{1, 0, 2, {0, 0, 0}, truth(0)}, {2, 5, 2, {0, 0, 0}, truth(5)}, {3, 2, 1, {0, 0, 0}, {9, 9}}});
    const TrackInterpolation withPose(m_document.camera(0), m_document.motion(0), m_tip);
    EXPECT_EQ(withPose.corrections().size(), 2U) << "the other point is another track";
    EXPECT_TRUE(withPose.at(0)->isApprox(truth(0), 1e-9));
    EXPECT_TRUE(withPose.at(5)->isApprox(truth(5), 1e-9));
    const double error = (*withPose.at(2) - truth(2)).norm();
    EXPECT_LT(error, 0.1);
    EXPECT_FALSE(withPose.at(3)) << "no joint values";
    CameraState state = m_document.camera(0);
    state.camFromBase.reset();
    const TrackInterpolation straight(state, m_document.motion(0), m_tip);
    EXPECT_TRUE(straight.at(2)->isApprox(0.6 * truth(0) + 0.4 * truth(5), 1e-9));
    EXPECT_GT((*straight.at(2) - truth(2)).norm(), 5 * error) << "a straight line cuts the corner";
    // Beyond the last correction, what it was off is kept; without a pose nothing is known there.
    state = m_document.camera(0);
    state.keypoints.erase(state.keypoints.begin() + 1);
    EXPECT_LT((*TrackInterpolation(state, m_document.motion(0), m_tip).at(4) - truth(4)).norm(), 0.5);
    state.camFromBase.reset();
    EXPECT_FALSE(TrackInterpolation(state, m_document.motion(0), m_tip).at(4));
}

TEST(Bisection, HalvesTheRangeAndGoesToTheError) {
    const auto all = [](int) { return true; };
    const auto nothing = [](int) { return unknown; };
    EXPECT_EQ(frameToCorrect(0, 100, {}, all, nothing), 50);
    EXPECT_EQ(frameToCorrect(0, 100, {0, 100}, all, nothing), 50);
    EXPECT_EQ(frameToCorrect(0, 100, {0, 50, 100}, all, nothing), 25);
    EXPECT_EQ(frameToCorrect(0, 100, {0}, all, nothing), 100) << "the far end";
    EXPECT_EQ(frameToCorrect(10, 20, {0, 100}, all, nothing), 20) << "neighbours outside the range count";
    EXPECT_EQ(frameToCorrect(
                  0, 100, {0, 100}, [](int f) { return f != 50; }, nothing),
              49);
    const auto bump = [](int f) { return f == 80 ? 10.0 : f == 1 ? 30.0 : 1.0; };
    EXPECT_EQ(frameToCorrect(0, 100, {0, 100}, all, bump), 80) << "beside a corrected frame little is won";
    EXPECT_EQ(frameToCorrect(0, 2, {0, 1, 2}, all, nothing), -1);
}

TEST_F(KeypointTrack, AutomaticPointsNeverReplaceAPersons) {
    put({{1, 0, 2, {0, 0, 0}, truth(0)}, {2, 2, 2, {0, 0, 0}, {11, 12}}, {3, 4, 2, {0, 0, 0}, {13, 14}}});
    m_document.newKeypointId(0), m_document.newKeypointId(0), m_document.newKeypointId(0);
    m_editor.setKeypointHidden(3, true);
    settle();
    const int before = steps();
    std::vector<Keypoint> found;
    for (int frame = 0; frame < 6; ++frame)
        found.push_back({0, frame, 2, {0, 0, 0}, {20.0 + frame, 20}, KeypointOrigin::Tracked});
    m_editor.setAutomaticKeypoints(0, m_tip, 0, 5, found);
    EXPECT_EQ(steps(), before + 1);
    const auto in = [this](int frame) {
        std::vector<Keypoint> here;
        for (const Keypoint& k : m_editor.state().keypoints)
            if (k.frame == frame) here.push_back(k);
        return here;
    };
    for (const int frame : {0, 2, 4}) {
        ASSERT_EQ(in(frame).size(), 1U) << frame;
        EXPECT_EQ(in(frame)[0].origin, KeypointOrigin::Human);
    }
    EXPECT_TRUE(in(4)[0].hidden);
    for (const int frame : {1, 3, 5}) {
        ASSERT_EQ(in(frame).size(), 1U) << frame;
        EXPECT_EQ(in(frame)[0].origin, KeypointOrigin::Tracked);
    }
    // Again over a part: what was there is replaced, not doubled.
    m_editor.setAutomaticKeypoints(0, m_tip, 1, 3,
                                   {{0, 1, 2, {0, 0, 0}, {30, 30}, KeypointOrigin::Interpolated}});
    ASSERT_EQ(in(1).size(), 1U);
    EXPECT_EQ(in(1)[0].origin, KeypointOrigin::Interpolated);
    EXPECT_TRUE(in(3).empty());
    EXPECT_EQ(in(5).size(), 1U);
    m_document.undoStack().undo();
    m_document.undoStack().undo();
    EXPECT_EQ(m_editor.state().keypoints.size(), 3U) << "one step each";
    EXPECT_TRUE(std::ranges::is_sorted(m_editor.state().keypoints, {}, &Keypoint::id));
}

TEST_F(KeypointTrack, GoingToAnotherFrameKeepsTheTrackAndDraggingMakesItAPersons) {
    KeypointTool tool(m_editor);
    m_canvas.setTool(&tool);
    put({{1, 0, 2, {0, 0, 0}, {40, 20}}, {2, 2, 2, {0, 0, 0}, {44, 20}, KeypointOrigin::Interpolated}});
    m_document.newKeypointId(0), m_document.newKeypointId(0);
    m_editor.selectKeypoint(1);
    m_editor.setFrame(2);
    EXPECT_EQ(m_editor.selectedKeypoint(), 2);
    EXPECT_TRUE(m_editor.solveTask({}).points.size() == 1) << "what was computed is no evidence";
    press(44, 20);
    move(45, 21);
    release(45, 21);
    settle();
    EXPECT_EQ(findKeypoint(m_editor.state(), 2)->origin, KeypointOrigin::Human);
    EXPECT_EQ(m_editor.solveTask({}).points.size(), 2U);
    m_document.undoStack().undo();
    m_editor.confirmKeypoint(2);
    settle();
    EXPECT_EQ(findKeypoint(m_editor.state(), 2)->origin, KeypointOrigin::Human);
    EXPECT_TRUE(findKeypoint(m_editor.state(), 2)->pixel.isApprox(Eigen::Vector2d(44, 20)));
    // In a frame without it, a ring shows where it should be; dragging the ring places it.
    m_editor.setFrame(4);
    EXPECT_EQ(m_editor.selectedKeypoint(), -1);
    ASSERT_TRUE(m_editor.track());
    const auto expected = TrackInterpolation(m_editor.state(), m_document.motion(0), m_tip).at(4);
    ASSERT_TRUE(expected);
    const QColor ring =
        m_canvas.grab().toImage().pixelColor((m_canvas.screenFromPixel(*expected) + QPointF(7, 0)).toPoint());
    EXPECT_NE(ring, QColor(Qt::gray)) << "the ring is drawn";
    press(expected->x() + 0.3, expected->y());
    move(expected->x() + 2.3, expected->y());
    release(expected->x() + 2.3, expected->y());
    settle();
    const Keypoint* placed = findKeypoint(m_editor.state(), m_editor.selectedKeypoint());
    ASSERT_TRUE(placed);
    EXPECT_EQ(placed->frame, 4);
    EXPECT_EQ(placed->boundPoint(), m_tip);
    EXPECT_NEAR(placed->pixel.x(), expected->x() + 2, 0.06) << "no jump on grabbing";
    m_canvas.setTool(nullptr);
}

TEST_F(KeypointTrack, AHiddenKeypointDoesNotTakePart) {
    KeypointTool tool(m_editor);
    m_canvas.setTool(&tool);
    const int good = m_editor.addKeypoint({2, {0, 0, 0}}, {40, 20}, 0);
    const int bad = m_editor.addKeypoint({1, {0, 0, 0}}, {20, 40}, 0);
    settle();
    EXPECT_GT(m_document.residual(0, *findKeypoint(m_editor.state(), good))->norm(), 1);
    m_editor.selectKeypoint(bad);
    const int before = steps();
    tool.toggleHidden();
    settle();
    EXPECT_EQ(steps(), before + 1) << "the pose that follows belongs to the step";
    EXPECT_LT(m_document.residual(0, *findKeypoint(m_editor.state(), good))->norm(), 1e-6);
    EXPECT_EQ(m_document.edits(0).back().action, "hide_keypoint");
    tool.toggleHidden();
    settle();
    EXPECT_GT(m_document.residual(0, *findKeypoint(m_editor.state(), good))->norm(), 1);
    EXPECT_EQ(m_document.edits(0).back().action, "show_keypoint");
    m_canvas.setTool(nullptr);
}

/// Waits in every solve until it is let go, and counts.
class GatedSolver : public test::ShiftingSolver {
public:
    std::optional<RigidTransform> refine(const CameraModel& camera, std::span<const SolverPoint> points,
                                         const RigidTransform& initial) override {
        ++calls;
        onGuiThread = onGuiThread || QThread::currentThread() == QCoreApplication::instance()->thread();
        gate.acquire();
        return ShiftingSolver::refine(camera, points, initial);
    }
    std::counting_semaphore<> gate{0};
    std::atomic<int> calls = 0;
    std::atomic<bool> onGuiThread = false;
};

TEST_F(KeypointTrack, ADragSolvesInTheBackgroundAndTheNewestWins) {
    GatedSolver slow;
    m_editor.setDocument(&m_document, &slow);
    KeypointTool tool(m_editor);
    tool.bindTo(KeypointTool::Binding::LinkOrigin, 2);
    m_canvas.setTool(&tool);
    const RigidTransform start = *m_editor.state().camFromBase;
    press(20, 20);
    for (int i = 1; i <= 10; ++i) move(20 + i, 20 + 0.5 * i);
    EXPECT_TRUE(QTest::qWaitFor([&] { return slow.calls == 1; }));
    EXPECT_TRUE(m_editor.state().keypoints[0].pixel.isApprox(Eigen::Vector2d(30, 25)))
        << "the keypoint does not wait for the solver";
    EXPECT_TRUE(posesNear(*m_editor.state().camFromBase, start, 0, 0));
    release(30, 25);
    slow.gate.release(100);
    settle();
    EXPECT_EQ(slow.calls, 2) << "eight of ten were overtaken";
    EXPECT_FALSE(slow.onGuiThread);
    const auto together = solveTask(slow, m_editor.solveTask(start));
    EXPECT_TRUE(posesNear(*m_editor.state().camFromBase, together->camFromBase, 0, 0))
        << "as without a thread";
    EXPECT_EQ(steps(), 2);
    m_document.undoStack().undo();
    EXPECT_TRUE(posesNear(*m_editor.state().camFromBase, start, 0, 0)) << "one step with its pose";
    // An answer that comes after its step was undone is not wanted.
    EXPECT_TRUE(slow.gate.try_acquire());
    while (slow.gate.try_acquire()) {
    }
    press(20, 20);
    release(20, 20);
    m_document.undoStack().undo();
    slow.gate.release(10);
    settle();
    EXPECT_TRUE(posesNear(*m_editor.state().camFromBase, start, 0, 0));
    EXPECT_TRUE(m_editor.state().keypoints.empty());
    m_canvas.setTool(nullptr);
    m_editor.setDocument(&m_document, &m_solver);
}

TEST_F(KeypointTrack, AnswersComeInTheOrderOfTheirRequests) {
    LiveSolver solving;
    solving.setSource(&m_solver);
    std::vector<int> answers;
    // Short work may be done before its request returns.
    for (int round = 0; round < 200; ++round) {
        answers.clear();
        const SolveTask task{m_editor.state().intrinsics.camera, {{{0.1, 0, 0.2}, {30, 20}}}, tinyPose()};
        solving.solve(task, [&](const auto&) { answers.push_back(1); });
        solving.solve(task, [&](const auto&) { answers.push_back(2); });
        ASSERT_TRUE(QTest::qWaitFor([&solving] { return !solving.isBusy(); }));
        ASSERT_EQ(answers, (std::vector{1, 2}));
    }
}

TEST_F(KeypointTrack, TheProgramsSolverGivesTheSameInTheBackground) {
    PointPoseSolver solver;
    m_editor.setDocument(&m_document, &solver);
    const RigidTransform start = *m_editor.state().camFromBase;
    for (const auto& [link, u, v] : {std::tuple{2, 45.0, 20.0}, {1, 33.0, 30.0}, {0, 30.0, 44.0}}) {
        m_editor.addKeypoint({link, {0, 0, 0}}, {u, v}, 0);
        settle();
    }
    const RigidTransform before = *m_editor.state().camFromBase;
    EXPECT_FALSE(posesNear(before, start, 1e-6, 1e-6));
    const int id = m_editor.state().keypoints[0].id;
    const int gesture = m_document.newGesture();
    for (int i = 0; i < 30; ++i) m_editor.moveKeypoint(id, {45 + 0.1 * i, 20}, before, gesture);
    settle();
    EXPECT_TRUE(posesNear(*m_editor.state().camFromBase,
                          solveTask(solver, m_editor.solveTask(before))->camFromBase, 1e-12, 1e-12));
}

TEST(FusedTracks, MixByDistanceAndBelieveTheSurerWhenFarApart) {
    MarkTrack a{{{10, 10}, {10, 10}, {10, 10}}, {1, 1, 0}};
    MarkTrack b{{{14, 10}, {30, 10}, {20, 20}}, {1, 0.8F, 0}};
    EXPECT_TRUE(fuseTracks(a, b, 0, 0.25)->isApprox(Eigen::Vector2d(11, 10)));
    EXPECT_TRUE(fuseTracks(a, b, 1, 0.5)->isApprox(Eigen::Vector2d(10, 10))) << "it looks more like its end";
    EXPECT_FALSE(fuseTracks(a, b, 2, 0.5));
    EXPECT_TRUE(fuseTracks(a, {}, 1, 0.9)->isApprox(Eigen::Vector2d(10, 10)));
    b.visibility[2] = 0.9F;
    EXPECT_TRUE(fuseTracks(a, b, 2, 0.1)->isApprox(Eigen::Vector2d(20, 20)));
}

TEST(KeypointStore, OriginVisibilityAndLocksAreSavedAndOlderProjectsOpen) {
    QTemporaryDir folder;
    const QString path = folder.filePath(u"p.camframe"_s);
    const std::vector<Keypoint> keypoints{{1, 0, 2, {0.1, 0, 0}, {5, 6}, KeypointOrigin::Human, true},
                                          {4, 1, 2, {0.1, 0, 0}, {6, 6}, KeypointOrigin::Tracked},
                                          {7, 2, 2, {0.1, 0, 0}, {7, 6}, KeypointOrigin::Interpolated}};
    {
        const auto document = ProjectDocument::open(test::tinyRecording(), path);
        ASSERT_TRUE(document);
        pushKeypoints(**document, 0, EditAction::AddKeypoint, keypoints, {});
        // A second save writes the difference only.
        std::vector<Keypoint> changed = keypoints;
        changed.erase(changed.begin() + 1);
        changed[1].pixel = {8, 8};
        changed.push_back({9, 4, 1, {0, 0, 0}, {1, 1}});
        pushKeypoints(**document, 0, EditAction::MoveKeypoint, changed, {});
        pushKeypoints(**document, 0, EditAction::MoveKeypoint, keypoints, {});
        Intrinsics intrinsics = (*document)->camera(0).intrinsics;
        intrinsics.locked = true;
        intrinsics.source = IntrinsicsSource::Edited;
        pushIntrinsics(**document, 0, EditAction::LockIntrinsics, intrinsics);
        pushMask(**document, 0, EditAction::CarryMask, 2,
                 std::make_shared<const FrameMask>(FrameMask{ImageU8(64, 48, 1, 255), {}, true}));
    }
    const auto check = [&](bool flags) {
        const auto document = ProjectDocument::open(test::tinyRecording(), path);
        ASSERT_TRUE(document) << document.error().message;
        const CameraState& state = (*document)->camera(0);
        ASSERT_EQ(state.keypoints.size(), 3U);
        if (flags) {
            EXPECT_TRUE(state.keypoints == keypoints);
        } else {
            EXPECT_EQ(state.keypoints[1].origin, KeypointOrigin::Human);
            EXPECT_FALSE(state.keypoints[0].hidden);
        }
        EXPECT_EQ(state.intrinsics.locked, flags);
        EXPECT_EQ(state.intrinsics.source, IntrinsicsSource::Edited);
        EXPECT_EQ(state.masks.at(2)->carried, flags);
    };
    check(true);
    {  // The steps hold what they changed, and lead back to whole lists.
        const auto document = ProjectDocument::open(test::tinyRecording(), path);
        ASSERT_TRUE(document);
        const CameraState& state = (*document)->camera(0);
        (*document)->undoStack().setIndex(2);
        ASSERT_EQ(state.keypoints.size(), 3U);
        EXPECT_EQ(state.keypoints[1].id, 7);
        EXPECT_EQ(state.keypoints[1].origin, KeypointOrigin::Interpolated);
        EXPECT_EQ(state.keypoints[1].pixel.x(), 8);
        EXPECT_FALSE(state.intrinsics.locked);
        (*document)->undoStack().setIndex(0);
        EXPECT_TRUE(state.keypoints.empty());
        (*document)->undoStack().setIndex(5);
        EXPECT_TRUE(state.keypoints == keypoints);
        EXPECT_TRUE(state.masks.at(2)->carried);
    }
    {  // As the version before wrote it.
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"old"_s);
        database.setDatabaseName(path);
        ASSERT_TRUE(database.open());
        QSqlQuery query(database);
        for (const char* statement :
             {"ALTER TABLE keypoints DROP COLUMN origin", "ALTER TABLE keypoints DROP COLUMN hidden",
              "ALTER TABLE keypoints DROP COLUMN mark", "ALTER TABLE keypoints DROP COLUMN mark_sigma",
              "ALTER TABLE cameras DROP COLUMN intrinsics_locked", "ALTER TABLE masks DROP COLUMN carried",
              "ALTER TABLE step_masks DROP COLUMN carried_before",
              "ALTER TABLE step_masks DROP COLUMN carried_after", "DELETE FROM steps",
              "PRAGMA user_version = 4"})
            ASSERT_TRUE(query.exec(QLatin1StringView(statement))) << statement;
    }
    QSqlDatabase::removeDatabase(u"old"_s);
    check(false);
}

}  // namespace
}  // namespace camframe
