// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "app/studio/actions.h"
#include "model/qt/camera_list_model.h"
#include "model/qt/edit_model.h"
#include "model/qt/issue_model.h"
#include "model/qt/job_model.h"
#include "model/qt/keypoint_model.h"
#include "model/qt/reason_text.h"
#include "model/qt/undo/edit_camera_command.h"
#include "tests/views/tiny_recording.h"

namespace camframe {
namespace {

using test::tinyPose;
using test::tinyRecording;

constexpr auto strict = QAbstractItemModelTester::FailureReportingMode::Fatal;

TEST(KeypointModel, FollowsTheDocument) {
    ProjectDocument document(tinyRecording());
    KeypointModel model;
    const QAbstractItemModelTester tester(&model, strict);
    model.setSource(&document, 0);
    // The tool's origin in frame 0 is at (0.3, 0, 0.4): 1.2 m in front of the camera, in the picture's
    // middle.
    pushKeypoints(document, 0, EditAction::AddKeypoint, {{1, 0, 2, {0, 0, 0}, {31.5, 23.5}}}, tinyPose());
    pushKeypoints(document, 0, EditAction::AddKeypoint,
                  {{1, 0, 2, {0, 0, 0}, {31.5, 23.5}}, {2, 1, 1, {0, 0, 0}, {10, 10}}}, {});
    ASSERT_EQ(model.rowCount(), 2);
    EXPECT_EQ(model.index(0, KeypointModel::Residual).data().toString(), QStringLiteral("0.00 px"));
    EXPECT_EQ(model.index(1, KeypointModel::Link).data().toString(), QStringLiteral("arm"));
    pushKeypoints(document, 0, EditAction::RemoveKeypoint, {{2, 1, 1, {0, 0, 0}, {10, 10}}}, {});
    EXPECT_EQ(model.rowCount(), 1);
    EXPECT_EQ(model.rowOf(2), 0);
    document.undoStack().undo();
    EXPECT_EQ(model.rowCount(), 2);
    model.setSource(&document, 1);
    EXPECT_EQ(model.rowCount(), 0);
    model.setSource(nullptr, 0);
}

TEST(CameraListModel, SaysHowEachCameraStands) {
    ProjectDocument document(tinyRecording());
    CameraListModel model;
    const QAbstractItemModelTester tester(&model, strict);
    model.setDocument(&document);
    ASSERT_EQ(model.rowCount(), 2);
    EXPECT_TRUE(model.index(0).data().toString().contains(QStringLiteral("no pose")));
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    pushPose(document, 0, EditAction::EnterPose, tinyPose());
    pushVerdict(document, 0, Verdict::Rejected);
    EXPECT_EQ(changes.count(), 2);
    EXPECT_TRUE(model.index(0).data().toString().contains(QStringLiteral("rejected")));
}

TEST(EditModel, ListsNewestFirstAndFollowsUndo) {
    ProjectDocument document(tinyRecording());
    EditModel model;
    const QAbstractItemModelTester tester(&model, strict);
    model.setSource(&document, 0);
    pushPose(document, 0, EditAction::EnterPose, tinyPose());
    pushVerdict(document, 0, Verdict::Accepted);
    ASSERT_EQ(model.rowCount(), 2);
    EXPECT_EQ(model.index(0, EditModel::Action).data().toString(), QStringLiteral("Accept"));
    document.undoStack().undo();
    ASSERT_EQ(model.rowCount(), 1);
    EXPECT_EQ(model.index(0, EditModel::Action).data().toString(), QStringLiteral("Enter pose"));
}

TEST(IssueModel, FindsWhatAPersonShouldLookAt) {
    ProjectDocument document(tinyRecording());
    IssueModel model;
    const QAbstractItemModelTester tester(&model, strict);
    model.setSource(&document, 0);
    const auto find = [&model](const QString& word) {
        for (int row = 0; row < model.rowCount(); ++row) {
            if (model.index(row).data().toString().contains(word)) return model.index(row);
        }
        return QModelIndex();
    };
    EXPECT_TRUE(find(QStringLiteral("no pose yet")).isValid());
    const QModelIndex joints = find(QStringLiteral("no usable joint"));
    ASSERT_TRUE(joints.isValid());
    EXPECT_EQ(joints.data(IssueModel::FrameRole).toInt(), 3);
    pushKeypoints(document, 0, EditAction::AddKeypoint, {{7, 1, 2, {0, 0, 0}, {1, 1}}}, tinyPose());
    EXPECT_FALSE(find(QStringLiteral("no pose yet")).isValid());
    const QModelIndex off = find(QStringLiteral("Keypoint 7"));
    ASSERT_TRUE(off.isValid());
    EXPECT_EQ(off.data(IssueModel::FrameRole).toInt(), 1);
    EXPECT_EQ(off.data(IssueModel::KeypointRole).toInt(), 7);
    model.addFrameProblem(5, QStringLiteral("frame 5 is truncated"));
    EXPECT_TRUE(find(QStringLiteral("truncated")).isValid());
    EXPECT_EQ(model.index(0).data(IssueModel::SeverityRole).toInt(),
              static_cast<int>(Issue::Severity::Problem))
        << "worst first";
}

TEST(JobModel, AJobEndsOnce) {
    JobModel model;
    const QAbstractItemModelTester tester(&model, strict);
    const int first = model.add(QStringLiteral("first"));
    const int second = model.add(QStringLiteral("second"));
    EXPECT_EQ(model.index(0).data(JobModel::IdRole).toInt(), second) << "newest first";
    model.setProgress(first, 0.6, QStringLiteral("halfway"));
    model.setProgress(first, 0.4, QStringLiteral("late report"));
    EXPECT_EQ(model.find(first)->fraction, 0.6) << "never falls";
    model.finish(first, Job::State::Stopped, QStringLiteral("stopped"));
    model.finish(first, Job::State::Done, QStringLiteral("done"));
    model.setProgress(first, 1, QStringLiteral("late"));
    EXPECT_EQ(model.find(first)->state, Job::State::Stopped);
    EXPECT_EQ(model.runningCount(), 1);
    model.clearFinished();
    EXPECT_EQ(model.rowCount(), 1);
}

TEST(ShortcutModel, EveryActionHasAKeyOfItsOwnAndKeysCanBeChanged) {
    Actions actions;
    ShortcutModel model(actions);
    const QAbstractItemModelTester tester(&model, strict);
    for (const ActionId id : actions.all()) {
        EXPECT_FALSE(actions[id]->shortcut().isEmpty()) << Actions::idText(id).toStdString();
        EXPECT_TRUE(actions.conflicts(id, actions[id]->shortcut()).isEmpty())
            << Actions::idText(id).toStdString();
        EXPECT_TRUE(
            actions[id]->toolTip().contains(actions[id]->shortcut().toString(QKeySequence::NativeText)));
    }
    const QModelIndex key = model.index(0, ShortcutModel::Key);
    QSignalSpy refused(&model, &ShortcutModel::refused);
    EXPECT_FALSE(model.setData(key, QVariant::fromValue(actions[ActionId::Undo]->shortcut())));
    EXPECT_EQ(refused.count(), 1);
    EXPECT_TRUE(model.setData(key, QVariant::fromValue(QKeySequence(QStringLiteral("Ctrl+Alt+Shift+O")))));
    EXPECT_EQ(Actions().all().size(), actions.all().size());
    EXPECT_EQ(Actions()[ActionId::Open]->shortcut(), QKeySequence(QStringLiteral("Ctrl+Alt+Shift+O")))
        << "kept";
    model.reset(0);
    EXPECT_EQ(actions[ActionId::Open]->shortcut(), Actions::defaultShortcut(ActionId::Open));
}

TEST(ReasonText, KnowsEveryReasonByItsDetail) {
    for (const FailureReason reason : allFailureReasons()) {
        const std::string shown = translatedReason(Finding{reason, "frame 7"}.text()).toStdString();
        const std::string written = Finding({reason, "frame 7"}).text();
        if (written.find("--") == std::string::npos) {
            EXPECT_EQ(shown, written);
        } else {
            // The window's own next step after the same finding.
            EXPECT_EQ(shown.substr(0, shown.find(": ")), written.substr(0, written.find(": ")));
            EXPECT_TRUE(shown.ends_with(" (frame 7).")) << shown;
        }
    }
    EXPECT_GE(allFailureReasons().size(), 15U);
}

TEST(ReasonText, WhatIsSaidSeveralTimesIsOneSentence) {
    const auto text = [](FailureReason reason, const char* detail) { return Finding{reason, detail}.text(); };
    const QStringList sentences = translatedReasons(
        {text(FailureReason::PoorlyObserved, "0.5 deg"), text(FailureReason::LowOverlap, "45 % (of all)"),
         "From elsewhere.", text(FailureReason::LowOverlap, "29 %"), text(FailureReason::WeakEvidence, ""),
         "From elsewhere."});
    ASSERT_EQ(sentences.size(), 4);
    EXPECT_EQ(sentences[0].toStdString(), text(FailureReason::PoorlyObserved, "0.5 deg"));
    EXPECT_EQ(sentences[1].toStdString(), text(FailureReason::LowOverlap, "45 % (of all); 29 %"));
    EXPECT_EQ(sentences[2], QStringLiteral("From elsewhere."));
    EXPECT_EQ(sentences[3].toStdString(), text(FailureReason::WeakEvidence, ""));
}

}  // namespace
}  // namespace camframe
