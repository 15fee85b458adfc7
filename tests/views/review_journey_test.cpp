// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QAction>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>

#include "app/review/review_files.h"
#include "app/studio/recording_loader.h"
#include "model/core/telling_frames.h"
#include "model/qt/project_rescue.h"
#include "tests/support/h5_writer.h"
#include "tests/support/transform_matchers.h"
#include "tests/views/pour_dataset.h"
#include "tests/views/wait_until.h"
#include "views/docks/review_panel.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;

using test::waitUntil;
class ReviewJourney : public test::PourDataset {
protected:
    test::GuiWatch m_watch;
};

TEST_F(ReviewJourney, AnImportFindsEpisodesAndResultsAndKeepsVerdicts) {
    const test::GuiWatch::Aside aside;
    auto first = importReview(list(), source(), RunContext{});
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(first->items, 4);
    EXPECT_EQ(first->calibrated, 3);
    auto store = ReviewStore::open(list());
    const auto items = (*store)->items();
    EXPECT_EQ((*items)[1].status, CalibrationStatus::Review);
    EXPECT_NEAR((*items)[1].risk, 0.12, 1e-12);
    EXPECT_EQ((*items)[1].remarks, u"look"_s);
    EXPECT_EQ((*items)[1].robot, u"demo"_s);
    EXPECT_FALSE((*items)[3].status);
    EXPECT_EQ((*items)[3].frameCount, 3);
    EXPECT_EQ((*items)[3].width, 160);
    ASSERT_TRUE((*store)->judge((*items)[0].id, Verdict::Accepted, {}, u"ada"_s, 1 << 20, 0));
    ASSERT_TRUE(importReview(list(), source(), RunContext{}));
    EXPECT_EQ((*(*store)->items())[0].verdict, Verdict::Accepted);
}

TEST_F(ReviewJourney, ANewListOpensItsRecordingsAsItsResultsWereMade) {
    const test::GuiWatch::Aside aside;
    const test::TempDir folder;
    Calibration result = *readCalibration(calibrationPath(*s_folder / "out", 0, "front"));
    result.inputs = {
        {"dataset", (*s_folder / "data").string()}, {"robot", "demo"}, {"ignore_links", "demo_hand.*"}};
    ASSERT_TRUE(writeCalibration(result, calibrationPath(folder / "out", 0, "front")));
    ReviewSource named = source();
    named.results = QString::fromStdString((folder / "out").string());
    named.robot.clear();  // the recordings name none
    ASSERT_TRUE(importReview(list(), named, RunContext{}));
    const auto store = ReviewStore::open(list());
    EXPECT_EQ((*store)->source()->robot, u"demo"_s);
    EXPECT_EQ((*store)->source()->ignoreLinks, u"demo_hand.*"_s);
    EXPECT_EQ((*(*store)->items())[3].robot, u"demo"_s);
    // What is said wins.
    named.ignoreLinks = u"none"_s;
    const QString other = m_folder.filePath(u"other.camreview"_s);
    ASSERT_TRUE(importReview(other, named, RunContext{}));
    EXPECT_EQ((*(*ReviewStore::open(other))->source()).ignoreLinks, u"none"_s);
}

TEST_F(ReviewJourney, AnImportKnowsTheTasksThatADatasetNames) {
    const test::GuiWatch::Aside aside;
    const test::TempDir folder;
    for (const char* task : {"fold the towel", "pour tea"}) {
        test::H5Writer file(folder / "aloha" / task / "episode_0.hdf5");
        file.numbers("observations/qpos", {2, 14}, std::vector<double>(28, 0.1));
        file.bytes("observations/images/cam_high", {2, 16, 64, 3}, std::vector<uint8_t>(2 * 16 * 64 * 3, 9));
    }
    ReviewSource aloha;
    aloha.dataset = QString::fromStdString((folder / "aloha").string());
    const auto done = importReview(list(), aloha, RunContext{});
    ASSERT_TRUE(done) << done.error().message;
    ASSERT_EQ(done->items, 2) << (done->skipped.empty() ? "" : done->skipped.front());
    ReviewDesk desk(u"ada"_s);
    desk.open(list());
    ASSERT_TRUE(waitUntil([&] { return desk.items().size() == 2; }));
    ReviewModel model(desk);
    model.setQuery(u"task:pour"_s);
    ASSERT_EQ(model.rowCount(), 1);
    EXPECT_EQ(desk.items()[static_cast<size_t>(model.itemAt(0))].task, u"pour tea"_s);
}

TEST_F(ReviewJourney, FromTheWorstToTheLastByKeysAlone) {
    {
        const auto window = open();
        EXPECT_EQ(episodeOnShow(*window), 1) << "the doubtful one first";
        EXPECT_TRUE(test::posesNear(*window->editor().state().camFromBase, s_truth[1], 1e-9, 1e-9))
            << "with the pose of its calibration.json";
        EXPECT_TRUE(window->windowTitle().contains(u"list.projects"_s));
        QSignalSpy arrived(&window->review(), &ReviewSession::arrived);
        // What comes next is there before it is asked for.
        ASSERT_TRUE(waitUntil([&] { return window->workspace().isPrepared(3); }));
        EXPECT_TRUE(QFileInfo::exists(reviewProjectPath(window->review().desk().path(), 3)))
            << "made beforehand: a new file waits for the disk";
        const int jobs = window->jobs().rowCount();
        window->actions()[ActionId::SendToFix]->trigger();
        ASSERT_TRUE(waitUntil([&] { return arrived.count() == 1; }));
        EXPECT_EQ(window->jobs().rowCount(), jobs) << "without a job: only its project was left to read";
        EXPECT_EQ(episodeOnShow(*window), 3) << "not calibrated comes before ok";
        std::printf("the next item was on show after %.1f ms\n", arrived[0][1].toDouble());
        EXPECT_LT(arrived[0][1].toDouble(), 1000);

        window->actions()[ActionId::Accept]->trigger();
        EXPECT_EQ(episodeOnShow(*window), 3) << "there is no pose to accept";
        window->actions()[ActionId::Skip]->trigger();
        ASSERT_TRUE(waitUntil([&] { return arrived.count() == 2; }));
        EXPECT_EQ(episodeOnShow(*window), 2);

        // Rejection asks for a reason: 3 is "the robot is not in view".
        window->actions()[ActionId::Reject]->trigger();
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        ASSERT_TRUE(menu);
        QTest::keyClick(menu, Qt::Key_3);
        ASSERT_TRUE(waitUntil([&] { return arrived.count() == 3; }));
        EXPECT_EQ(episodeOnShow(*window), 0);
        EXPECT_EQ(window->review().model().judgedCount(), 3);
        const ReviewItem& rejected = window->review().desk().items()[2];
        EXPECT_EQ(rejected.verdict, Verdict::Rejected);
        EXPECT_FALSE(rejected.reason.isEmpty());

        // A change of the pose withdraws a verdict everywhere; undo gives it back.
        window->actions()[ActionId::PreviousItem]->trigger();
        ASSERT_TRUE(waitUntil([&] { return arrived.count() == 4; }));
        EXPECT_EQ(episodeOnShow(*window), 2);
        window->editor().nudge({1, 0, 0});
        EXPECT_EQ(window->review().desk().items()[2].verdict, Verdict::None);
        window->actions()[ActionId::Undo]->trigger();
        EXPECT_EQ(window->review().desk().items()[2].verdict, Verdict::Rejected);
    }
    const auto window = open();
    EXPECT_EQ(episodeOnShow(*window), 2) << "where the person left off";
    EXPECT_EQ(window->editor().state().verdict, Verdict::Rejected);
    window->actions()[ActionId::NextUnjudged]->trigger();
    ASSERT_TRUE(waitUntil([&] { return window->editor().hasDocument() && episodeOnShow(*window) == 0; }));
    window->actions()[ActionId::Accept]->trigger();
    EXPECT_TRUE(window->banner().text().contains(u"verdict"_s)) << window->banner().text().toStdString();
    EXPECT_EQ(window->review().model().judgedCount(), 4);
}

TEST_F(ReviewJourney, TheFilterLeadsAndEnterOpens) {
    const auto window = open();
    auto* panel = window->findChild<ReviewPanel*>();
    QTest::keyClicks(&panel->filter(), u"status:ok"_s);
    EXPECT_EQ(window->review().model().rowCount(), 2);
    QSignalSpy arrived(&window->review(), &ReviewSession::arrived);
    QTest::keyClick(&panel->filter(), Qt::Key_Return);
    QTest::keyClick(&panel->table(), Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return !arrived.isEmpty(); }));
    EXPECT_EQ(window->review().current(), window->review().model().itemAt(0));
}

TEST_F(ReviewJourney, TwoWindowsDoNotJudgeTheSameItem) {
    const auto window = open();
    auto other = [this] {
        const test::GuiWatch::Aside aside;
        return ReviewStore::open(list());
    }();
    const qint64 id = window->review().desk().items()[1].id;
    ASSERT_TRUE(waitUntil([&] { return window->review().desk().items()[1].claimedAt > 0; }));
    EXPECT_FALSE(
        (*other)->claim(id, u"somebody else"_s, window->review().desk().items()[1].claimedAt)->granted);
}

TEST_F(ReviewJourney, VerdictsAreAboutWhatIsOnShow) {
    const auto window = open();
    ReviewSession& review = window->review();
    ASSERT_EQ(episodeOnShow(*window), 1);
    const auto blocked = [&] {
        const test::GuiWatch::Aside aside;
        const auto opened = OpenedRecording::open(sessionOf(source(), {}), 3);
        return openProjectOrRescued((*opened)->recording(), reviewProjectPath(review.desk().path(), 3));
    }();
    ASSERT_TRUE(blocked) << blocked.error().message;
    QSignalSpy notOpened(&window->workspace(), &Workspace::notOpened);
    window->actions()[ActionId::Accept]->trigger();
    ASSERT_TRUE(waitUntil([&] { return notOpened.count() == 1; })) << "another window has its project";
    EXPECT_EQ(episodeOnShow(*window), 1);
    window->actions()[ActionId::Skip]->trigger();
    EXPECT_TRUE(window->banner().text().contains(u"not on show"_s)) << window->banner().text().toStdString();
    EXPECT_EQ(window->editor().state().verdict, Verdict::Accepted);
    const auto item = [&](int episode) -> const ReviewItem& {
        return *std::ranges::find(review.desk().items(), episode, &ReviewItem::episode);
    };
    EXPECT_EQ(item(1).verdict, Verdict::Accepted);
    EXPECT_EQ(item(3).verdict, Verdict::None);
    ASSERT_TRUE(waitUntil([&] { return item(3).claimedBy.isEmpty(); })) << "somebody else may open it";
    // What is on show can still be edited, and the list learns of it.
    window->editor().nudge({1, 0, 0});
    EXPECT_EQ(item(1).verdict, Verdict::None);
    window->actions()[ActionId::Undo]->trigger();
    EXPECT_EQ(item(1).verdict, Verdict::Accepted);
    // Past it, to the row after it.
    QSignalSpy arrived(&review, &ReviewSession::arrived);
    window->actions()[ActionId::NextItem]->trigger();
    ASSERT_TRUE(waitUntil([&] { return arrived.count() == 1; }));
    EXPECT_EQ(episodeOnShow(*window), 2);
}

TEST_F(ReviewJourney, OfTwoThatAreBeingReadTheLastCounts) {
    const auto window = open();
    ReviewSession& review = window->review();
    ASSERT_EQ(episodeOnShow(*window), 1);
    const auto rowOf = [&](int episode) {
        const auto& items = review.desk().items();
        return static_cast<int>(std::ranges::find(items, episode, &ReviewItem::episode) - items.begin());
    };
    window->workspace().prepare(QList<Workspace::Upcoming>{});
    ASSERT_TRUE(waitUntil([&] { return !window->workspace().isPrepared(2); }));
    review.openItem(rowOf(2));
    review.openItem(rowOf(1));
    EXPECT_EQ(review.current(), rowOf(1));
    QSignalSpy opened(&window->workspace(), &Workspace::opened);
    QTest::qWait(1500);
    EXPECT_EQ(opened.count(), 0) << "what was read for nothing does not come up";
    EXPECT_EQ(episodeOnShow(*window), 1);
    EXPECT_EQ(review.current(), rowOf(1));
}

TEST_F(ReviewJourney, AVerdictThatTheListMissedIsGivenAgain) {
    const auto window = open();
    ReviewSession& review = window->review();
    const int shown = review.current();
    window->actions()[ActionId::Accept]->trigger();
    ASSERT_TRUE(waitUntil([&] { return window->editor().hasDocument() && episodeOnShow(*window) != 1; }));
    // As if the list had been away: the project has the verdict, the list another one.
    review.desk().judge(shown, Verdict::Rejected, u"dark"_s);
    QSignalSpy arrived(&review, &ReviewSession::arrived);
    review.openItem(shown);
    ASSERT_TRUE(waitUntil([&] { return arrived.count() == 1; }));
    EXPECT_TRUE(window->banner().text().contains(u"which holds"_s)) << window->banner().text().toStdString();
    EXPECT_EQ(review.desk().items()[static_cast<size_t>(shown)].verdict, Verdict::Rejected);
    window->actions()[ActionId::Accept]->trigger();
    EXPECT_EQ(review.desk().items()[static_cast<size_t>(shown)].verdict, Verdict::Accepted);
}

TEST(TellingFrames, AreStartMiddleEndAndExtremesOnceEach) {
    RobotMotion motion;
    motion.toolLink = 0;
    const Eigen::Vector3d places[] = {
        {0.1, 0, 0.5}, {0.2, 0, 0.9}, {0.2, 0, 0.5}, {0.7, 0, 0.1}, {0.1, 0, 0.5}};
    motion.baseFromLink.emplace_back();  // a frame without joints
    for (const Eigen::Vector3d& place : places) {
        RigidTransform pose = RigidTransform::Identity();
        pose.translation() = place;
        motion.baseFromLink.push_back({pose});
    }
    const auto frames = tellingFrames(motion);
    ASSERT_EQ(frames.size(), 5U);
    EXPECT_EQ(frames[0].frame, 1);
    EXPECT_EQ(frames[1].roles, std::vector<FrameRole>{FrameRole::ToolHighest});
    EXPECT_EQ(frames[3].frame, 4);
    EXPECT_EQ(frames[3].roles, (std::vector<FrameRole>{FrameRole::ToolLowest, FrameRole::ArmStretched}));
    EXPECT_TRUE(tellingFrames(RobotMotion{}).empty());
}

}  // namespace
}  // namespace camframe
