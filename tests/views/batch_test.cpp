// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QAction>
#include <QDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>

#include "app/studio/desk_controller.h"
#include "model/qt/job_item_model.h"
#include "tests/support/transform_matchers.h"
#include "tests/views/pour_dataset.h"
#include "tests/views/wait_until.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;
using test::waitUntil;

class BatchTest : public test::PourDataset {
protected:
    void SetUp() override {
        ASSERT_TRUE(importReview(list(), source(), RunContext{}));
        auto store = ReviewStore::open(list());
        const ReviewItem first = (*(*store)->items())[0];
        ASSERT_TRUE((*store)->judge(first.id, Verdict::Accepted, {}, u"ada"_s, 1 << 20, 100, first.pose));
    }
    std::vector<ReviewItem> items() const {
        const test::GuiWatch::Aside aside;
        return *(*ReviewStore::open(list()))->items();
    }
    BatchTask task() const {
        BatchTask made;
        made.list = list();
        made.reviewer = u"ada"_s;
        made.session = sessionOf(source(), {});
        made.items = items();
        return made;
    }
    bool written(int episode) const {
        return std::filesystem::exists(reviewResultPath(list(), episode, "front"));
    }
};

TEST_F(BatchTest, CalibratesAllButWhatOthersHaveOpenAndKeepsVerdicts) {
    {
        auto store = ReviewStore::open(list());
        ASSERT_TRUE((*store)->claim(items()[2].id, u"bob"_s, QDateTime::currentSecsSinceEpoch())->granted);
    }
    BatchTask asked = task();
    ReviewItem gone = asked.items[3];
    gone.episode = 99;
    gone.episodeName = u"gone"_s;
    asked.items.push_back(gone);
    std::vector<JobItem> said;
    const auto outcome = runBatch(
        asked, [&said](const JobItem& item) { said.push_back(item); }, RunContext{});
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->done, 3);
    EXPECT_EQ(outcome->skipped, 1);
    EXPECT_GE(outcome->failed, 1) << "there is no episode 99";
    ASSERT_EQ(said.size(), 5U);
    EXPECT_EQ(said[2].state, JobItem::State::Skipped);
    EXPECT_TRUE(said[2].message.contains(u"bob"_s));
    EXPECT_EQ(said[4].state, JobItem::State::Failed);
    EXPECT_TRUE(said[4].message.contains(u"99"_s)) << said[4].message.toStdString();
    EXPECT_TRUE(written(0) && written(1) && written(3));
    EXPECT_FALSE(written(2));
    const auto after = items();
    EXPECT_EQ(after[0].verdict, Verdict::Accepted) << "never lost";
    EXPECT_TRUE(isStale(after[0]));
    EXPECT_TRUE(after[3].status.has_value());
    EXPECT_TRUE(after[0].claimedBy.isEmpty() && after[3].claimedBy.isEmpty()) << "given back";
    EXPECT_EQ(after[2].claimedBy, u"bob"_s);
    const auto file = readCalibration(after[3].calibration.toStdString());
    ASSERT_TRUE(file);
    EXPECT_EQ(poseOf(*file), after[3].result);
    // An import of the older results of the command line does not take that back.
    ASSERT_TRUE(importReview(list(), source(), RunContext{}));
    EXPECT_EQ(items()[0].result, after[0].result);
}

TEST_F(BatchTest, WhatAPersonGaveTakesPart) {
    BatchTask asked = task();
    asked.items = {asked.items[3]};
    CameraState state;
    {
        auto session = Session::open(asked.session);
        ASSERT_TRUE(session);
        state = (*readRecording(*session, 3))->initialStates()[0];
    }
    state.intrinsics.camera.fx = 222;
    state.intrinsics.source = IntrinsicsSource::Given;
    asked.open[{3, u"front"_s}] = state;
    ASSERT_TRUE(runBatch(
        asked, [](const JobItem&) {}, RunContext{}));
    const auto result = readCalibration(reviewResultPath(list(), 3, "front"));
    ASSERT_TRUE(result);
    EXPECT_EQ(result->camera.fx, 222);
    EXPECT_EQ(result->intrinsicsSource, IntrinsicsSource::Given);
}

TEST_F(BatchTest, AStopKeepsWhatIsFinishedAndWritesNothingHalf) {
    std::stop_source stop;
    RunContext context;
    context.stop = stop.get_token();
    int said = 0;
    const auto outcome = runBatch(
        task(),
        [&](const JobItem&) {
            if (++said == 1) stop.request_stop();
        },
        context);
    ASSERT_TRUE(outcome);
    EXPECT_TRUE(outcome->stopped);
    EXPECT_EQ(outcome->done, 1);
    EXPECT_TRUE(written(0));
    EXPECT_FALSE(written(1) || written(2) || written(3));
    EXPECT_TRUE(items()[1].claimedBy.isEmpty());
    EXPECT_EQ(items()[1].status, CalibrationStatus::Review) << "as it was";
}

TEST(JobItemModel, ProblemsComeFirstAndTheModelIsSound) {
    JobModel jobs;
    JobItemModel model(jobs);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    const int id = jobs.add(u"batch"_s);
    model.setJob(id);
    jobs.addItem(id, {JobItem::State::Good, u"a"_s, u"ok"_s, 1});
    jobs.addItem(id, {JobItem::State::Failed, u"b"_s, u"dark"_s, 2});
    jobs.addItem(id, {JobItem::State::Doubtful, u"c"_s, u"look"_s, 3});
    jobs.addItem(id, {JobItem::State::Skipped, u"d"_s, u"bob"_s, 4});
    ASSERT_EQ(model.rowCount(), 4);
    const auto target = [&model](int row) {
        return model.index(row, 0).data(JobItemModel::TargetRole).toInt();
    };
    EXPECT_EQ((std::vector<int>{target(0), target(1), target(2), target(3)}), (std::vector<int>{2, 4, 1, 3}));
    EXPECT_EQ(jobs.find(id)->problems, 2);
    EXPECT_TRUE(jobs.find(id)->log.last().contains(u"bob"_s)) << "also in the log";
    model.setJob(id + 1);
    EXPECT_EQ(model.rowCount(), 0);
    EXPECT_TRUE(JobModel::leftText(-1).isEmpty());
    EXPECT_TRUE(JobModel::leftText(31).contains(u"30"_s));
    EXPECT_TRUE(JobModel::leftText(600).contains(u"10"_s));
}

TEST_F(BatchTest, FromTheWindowByKeysAndMouse) {
    test::GuiWatch watch;
    const auto window = open();
    const int shown = episodeOnShow(*window);
    ASSERT_EQ(shown, 1);
    ASSERT_TRUE(window->editor().state().run->backend.empty()) << "that of the data set";
    window->actions()[ActionId::CalibrateList]->trigger();
    auto* dialog = window->findChild<QDialog*>(u"batchDialog"_s);
    ASSERT_TRUE(dialog && dialog->isVisible());
    auto* summary = dialog->findChild<QLabel*>(u"batchSummary"_s);
    EXPECT_TRUE(summary->text().contains(u"3"_s))
        << "not the accepted one: " << summary->text().toStdString();
    QTest::mouseClick(dialog->findChild<QPushButton*>(u"batchStart"_s), Qt::LeftButton);
    ASSERT_TRUE(window->desk().batch().isRunning());
    ASSERT_TRUE(waitUntil([&] { return !window->desk().batch().isRunning(); }));
    ASSERT_TRUE(waitUntil([&] { return window->jobs().runningCount() == 0; }));
    const Job* job = window->jobs().find(window->desk().batch().job());
    EXPECT_EQ(job->items.size(), 3U);
    EXPECT_EQ(job->state, Job::State::Done);
    // The row and the item on show follow, as an undoable step.
    ASSERT_TRUE(waitUntil([&] { return window->review().desk().items()[3].status.has_value(); }));
    ASSERT_TRUE(waitUntil([&] { return !window->editor().state().run->backend.empty(); }));
    window->actions()[ActionId::Undo]->trigger();
    EXPECT_TRUE(window->editor().state().run->backend.empty());
    window->actions()[ActionId::Redo]->trigger();
    EXPECT_EQ(window->review().desk().items()[0].verdict, Verdict::Accepted);
    // A double click on an item of the job opens it.
    auto* panel = window->findChild<JobsPanel*>();
    QTableView& table = panel->items();
    ASSERT_EQ(table.model()->rowCount(), 3);
    int row = 0;
    while (table.model()->index(row, 0).data(JobItemModel::TargetRole).toLongLong() !=
           window->review().desk().items()[3].id)
        ++row;
    const QPoint at = table.visualRect(table.model()->index(row, 0)).center();
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, at);
    QTest::mouseDClick(table.viewport(), Qt::LeftButton, {}, at);
    ASSERT_TRUE(waitUntil([&] { return window->review().shows(3); }));
    EXPECT_TRUE(waitUntil([&] { return window->editor().state().run.has_value(); }))
        << "with what the batch found";
}

TEST_F(BatchTest, APoseIsProposedToTheGroupAndNotesAreKept) {
    test::GuiWatch watch;
    const auto window = open();
    auto* panel = window->findChild<ItemPanel*>();
    ASSERT_TRUE(panel && panel->isVisible());
    ReviewDesk& desk = window->review().desk();
    auto* apply = panel->findChild<QPushButton*>(u"applyToGroup"_s);
    EXPECT_FALSE(apply->isEnabled()) << "alone";
    desk.setText({0, 2, 3}, ReviewText::Group, u"table"_s);
    auto* group = panel->findChild<QLineEdit*>(u"itemGroup"_s);
    group->setFocus();
    group->setText(u"table"_s);
    QTest::keyClick(group, Qt::Key_Return);
    ASSERT_EQ(episodeOnShow(*window), 1);
    EXPECT_EQ(panel->groupMembers().size(), 3U);
    ASSERT_TRUE(apply->isEnabled());
    const QString before = desk.items()[2].calibration;
    QTest::mouseClick(apply, Qt::LeftButton);
    ASSERT_TRUE(window->desk().batch().isRunning());
    ASSERT_TRUE(waitUntil([&] { return !window->desk().batch().isRunning(); }));
    ASSERT_TRUE(waitUntil([&] { return desk.items()[3].status == CalibrationStatus::Review; }));
    EXPECT_EQ(desk.items()[0].verdict, Verdict::Accepted);
    EXPECT_EQ(desk.items()[0].status, CalibrationStatus::Ok) << "somebody's verdict is not undermined";
    for (const size_t other : {2U, 3U}) {
        EXPECT_EQ(desk.items()[other].status, CalibrationStatus::Review);
        EXPECT_EQ(desk.items()[other].verdict, Verdict::None);
        EXPECT_TRUE(desk.items()[other].remarks.contains(u"pour_1"_s))
            << desk.items()[other].remarks.toStdString();
        const test::GuiWatch::Aside aside;
        const auto proposed = readCalibration(desk.items()[other].calibration.toStdString());
        ASSERT_TRUE(proposed) << proposed.error().message;
        EXPECT_TRUE(test::posesNear(*proposed->camFromBase, s_truth[1], 1e-9, 1e-9));
        EXPECT_EQ(proposed->episode, static_cast<int>(other));
        EXPECT_FALSE(proposed->covariance) << "of another recording";
    }
    EXPECT_NE(desk.items()[2].calibration, before);
    EXPECT_TRUE(QFileInfo::exists(before)) << "what was calculated there stays";

    auto* notes = panel->findChild<QPlainTextEdit*>(u"itemNotes"_s);
    notes->setFocus();
    QTest::keyClicks(notes, u"cable hangs in the picture"_s);
    // Going on at once saves them too.
    window->review().openItem(3);
    ASSERT_TRUE(waitUntil([&] { return window->review().shows(3); }));
    EXPECT_TRUE(notes->toPlainText().isEmpty());
    ASSERT_TRUE(waitUntil([&] { return items()[1].notes == u"cable hangs in the picture"_s; }));
}

}  // namespace
}  // namespace camframe
