// SPDX-License-Identifier: Apache-2.0
#include "model/qt/project_document.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QSignalSpy>
#include <chrono>
#include <csignal>
#include <fstream>

#include "model/qt/undo/edit_camera_command.h"
#include "tests/support/temp_dir.h"
#include "tests/support/transform_matchers.h"
#include "tests/views/execute_sql.h"
#include "tests/views/tiny_recording.h"

namespace camframe {
namespace {

using test::movedPose;
using test::posesNear;
using test::tinyPose;
using test::tinyRecording;

Keypoint keypointAt(int id, double u) {
    return {id, 1, 2, {0.01, 0.02, 0.03}, {u, 20}};
}

QString pathIn(const test::TempDir& folder) {
    return QString::fromStdString((folder / "p.camframe").string());
}

TEST(ProjectDocument, UndoAndRedoSwapEveryKindOfValue) {
    ProjectDocument document(tinyRecording());
    QSignalSpy changes(&document, &ProjectDocument::changed);
    Intrinsics intrinsics = document.camera(0).intrinsics;
    intrinsics.camera.fx = 77;
    intrinsics.source = IntrinsicsSource::Given;
    Calibration run;
    run.status = CalibrationStatus::Review;
    run.camera = intrinsics.camera;
    run.intrinsicsSource = IntrinsicsSource::Refined;
    run.camFromBase = movedPose(0.2);

    pushPose(document, 0, EditAction::EnterPose, tinyPose());
    pushKeypoints(document, 0, EditAction::AddKeypoint, {keypointAt(1, 10)}, movedPose(0.1));
    pushIntrinsics(document, 0, EditAction::EnterIntrinsics, intrinsics);
    pushVerdict(document, 0, Verdict::Accepted);
    pushRun(document, 0, EditAction::Calibrate, run);
    ASSERT_EQ(document.undoStack().count(), 5);
    EXPECT_EQ(changes.count(), 5);
    EXPECT_EQ(document.camera(0).verdict, Verdict::None) << "a new run withdraws the verdict on the old pose";
    EXPECT_EQ(document.camera(0).intrinsics.source, IntrinsicsSource::Refined);

    document.undoStack().undo();
    EXPECT_EQ(document.camera(0).verdict, Verdict::Accepted);
    EXPECT_FALSE(document.camera(0).run);
    document.undoStack().undo();
    EXPECT_EQ(document.camera(0).verdict, Verdict::None);
    document.undoStack().undo();
    EXPECT_EQ(document.camera(0).intrinsics.camera.fx, 60);
    document.undoStack().undo();
    EXPECT_TRUE(document.camera(0).keypoints.empty());
    EXPECT_TRUE(posesNear(*document.camera(0).camFromBase, tinyPose(), 0, 0));
    document.undoStack().undo();
    EXPECT_FALSE(document.camera(0).camFromBase);
    while (document.undoStack().canRedo()) document.undoStack().redo();
    EXPECT_EQ(document.camera(0).intrinsics.camera.fx, 77);
    EXPECT_EQ(document.camera(0).keypoints.size(), 1U);
    EXPECT_TRUE(posesNear(*document.camera(0).camFromBase, movedPose(0.2), 0, 0));
    EXPECT_FALSE(document.camera(1).camFromBase) << "the other camera is left alone";
}

TEST(ProjectDocument, AGestureIsOneStepAndOneBackAtItsStartDisappears) {
    ProjectDocument document(tinyRecording());
    pushPose(document, 0, EditAction::EnterPose, tinyPose());
    const int drag = document.newGesture();
    for (const double step : {0.01, 0.02, 0.03})
        pushPose(document, 0, EditAction::DragCamera, movedPose(step), drag);
    EXPECT_EQ(document.undoStack().count(), 2);
    document.undoStack().undo();
    EXPECT_TRUE(posesNear(*document.camera(0).camFromBase, tinyPose(), 0, 0));
    document.undoStack().redo();
    EXPECT_TRUE(posesNear(*document.camera(0).camFromBase, movedPose(0.03), 0, 0));

    const int back = document.newGesture();
    pushPose(document, 0, EditAction::DragCamera, movedPose(0.5), back);
    pushPose(document, 0, EditAction::DragCamera, movedPose(0.03), back);
    EXPECT_EQ(document.undoStack().count(), 2) << "a drag back to the start leaves no step";
    EXPECT_EQ(document.edits(0).size(), 2U);
    EXPECT_NE(document.edits(0).back().detail.find("30.00 mm"), std::string::npos)
        << document.edits(0).back().detail;
}

TEST(ProjectDocument, ADragWithdrawsTheVerdictAndOneBackGivesItBack) {
    ProjectDocument document(tinyRecording());
    pushPose(document, 0, EditAction::EnterPose, tinyPose());
    pushVerdict(document, 0, Verdict::Accepted);
    EXPECT_EQ(document.calibration(0).status, CalibrationStatus::Ok);
    const int drag = document.newGesture();
    pushPose(document, 0, EditAction::DragCamera, movedPose(0.1), drag);
    EXPECT_EQ(document.camera(0).verdict, Verdict::None);
    EXPECT_EQ(document.calibration(0).status, CalibrationStatus::Review);
    pushPose(document, 0, EditAction::DragCamera, tinyPose(), drag);
    EXPECT_EQ(document.camera(0).verdict, Verdict::Accepted);
    EXPECT_EQ(document.undoStack().count(), 2);
}

TEST(ProjectDocument, GesturesOfDifferentCamerasDoNotMerge) {
    ProjectDocument document(tinyRecording());
    const int gesture = document.newGesture();
    pushPose(document, 0, EditAction::DragCamera, movedPose(0.1), gesture);
    pushPose(document, 1, EditAction::DragCamera, movedPose(0.2), gesture);
    EXPECT_EQ(document.undoStack().count(), 2);
}

TEST(ProjectDocument, ExportedCalibrationSaysWhatAPersonDid) {
    ProjectDocument document(tinyRecording());
    Calibration run;
    run.status = CalibrationStatus::Ok;
    run.reasons.clear();
    run.camera = document.camera(0).intrinsics.camera;
    run.camFromBase = tinyPose();
    run.quality.maskIou = 0.97;
    pushRun(document, 0, EditAction::Calibrate, run);
    EXPECT_EQ(document.calibration(0).quality.maskIou, 0.97);
    pushPose(document, 0, EditAction::NudgeCamera, movedPose(0.01));
    const Calibration edited = document.calibration(0);
    EXPECT_FALSE(edited.quality.maskIou) << "a figure about another pose";
    EXPECT_EQ(edited.status, CalibrationStatus::Review);
    EXPECT_EQ(edited.edits.size(), 2U);
    pushVerdict(document, 0, Verdict::Rejected);
    const Calibration rejected = document.calibration(0);
    EXPECT_FALSE(rejected.camFromBase);
    ASSERT_TRUE(rejected.camFromBaseGuess);
    EXPECT_TRUE(posesNear(*rejected.camFromBaseGuess, movedPose(0.01), 0, 0));
}

TEST(ProjectFile, ReopeningRestoresPosesKeypointsVerdictRunAndHistory) {
    const test::TempDir folder;
    const auto recording = tinyRecording();
    std::vector<CalibrationEdit> edits;
    {
        auto document = ProjectDocument::open(recording, pathIn(folder));
        ASSERT_TRUE(document) << document.error().message;
        Calibration run;
        run.status = CalibrationStatus::Review;
        run.camera = (*document)->camera(1).intrinsics.camera;
        run.cameraName = "right";
        run.camFromBase = tinyPose();
        run.reasons = {"look at it"};
        pushRun(**document, 1, EditAction::Calibrate, run);
        const int id = (*document)->newKeypointId(1);
        pushKeypoints(**document, 1, EditAction::AddKeypoint, {keypointAt(id, 12.5)}, movedPose(0.123456789));
        pushVerdict(**document, 1, Verdict::Accepted);
        pushPose(**document, 0, EditAction::EnterPose, movedPose(0.7));
        (*document)->undoStack().undo();
        edits = (*document)->edits(1);
    }
    auto document = ProjectDocument::open(recording, pathIn(folder));
    ASSERT_TRUE(document) << document.error().message;
    const CameraState& state = (*document)->camera(1);
    ASSERT_TRUE(state.camFromBase);
    EXPECT_EQ(state.camFromBase->matrix(), movedPose(0.123456789).matrix()) << "to the last bit";
    ASSERT_EQ(state.keypoints.size(), 1U);
    EXPECT_TRUE(state.keypoints[0] == keypointAt(1, 12.5));
    EXPECT_EQ(state.verdict, Verdict::Accepted);
    ASSERT_TRUE(state.run);
    EXPECT_EQ(state.run->reasons, std::vector<std::string>{"look at it"});
    EXPECT_FALSE((*document)->camera(0).camFromBase) << "an undone change is not in the file";
    ASSERT_EQ((*document)->edits(1).size(), 3U);
    EXPECT_EQ((*document)->edits(1)[2].action, "accept");
    EXPECT_EQ((*document)->edits(1)[1].detail, edits[1].detail);
    EXPECT_EQ((*document)->newKeypointId(1), 2) << "ids are not used twice";
}

TEST(ProjectDocument, AFailedRunKeepsItsReasonsUntilThePoseIsEdited) {
    ProjectDocument document(tinyRecording());
    Calibration run;
    run.status = CalibrationStatus::Failed;
    run.camera = document.camera(0).intrinsics.camera;
    run.intrinsicsSource = document.camera(0).intrinsics.source;
    run.reasons = {"too dark"};
    run.inputs = {{"dataset", "/elsewhere"}, {"robot_path", "/elsewhere/robots"}};
    pushRun(document, 0, EditAction::Calibrate, run);
    EXPECT_EQ(document.calibration(0).reasons, run.reasons);
    EXPECT_TRUE(document.calibration(0).inputs.empty()) << "as the recording was opened here";
    pushPose(document, 0, EditAction::EnterPose, tinyPose());
    EXPECT_EQ(document.calibration(0).status, CalibrationStatus::Review);
    pushRun(document, 0, EditAction::Calibrate, run);
    EXPECT_EQ(document.calibration(0).reasons, run.reasons);
    EXPECT_EQ(document.calibration(0).status, CalibrationStatus::Failed);
    ASSERT_TRUE(document.camera(0).camFromBase) << "the pose on show stays";
    pushPose(document, 0, EditAction::NudgeCamera, movedPose(0.01));
    EXPECT_NE(document.calibration(0).reasons, run.reasons);
}

TEST(ProjectDocument, ARecordingKeepsItsIdentityWhateverNamesItsRobotGives) {
    const auto plain = tinyRecording();
    const auto aliased = tinyRecording();
    aliased->episode.jointNames = {"shoulder", "finger"};
    aliased->episode.jointPositions.conservativeResize(Eigen::NoChange, 2);
    aliased->episode.jointPositions.col(1) = aliased->episode.jointPositions.col(0);
    EXPECT_EQ(aliased->identity(), plain->identity());
    aliased->episode.jointPositions(1, 1) += 0.1;
    EXPECT_NE(aliased->identity(), plain->identity());
    EXPECT_NE(tinyRecording("other")->identity(), plain->identity());
}

TEST(ProjectFile, WhatCouldNotBeSavedIsWrittenWithItsEditsOnClosing) {
    const test::TempDir folder;
    {
        auto document = ProjectDocument::open(tinyRecording(), pathIn(folder));
        ASSERT_TRUE(document) << document.error().message;
        QSignalSpy failures(document->get(), &ProjectDocument::saveFailed);
        (*document)->file()->refuseWrites(true);
        pushPose(**document, 0, EditAction::EnterPose, tinyPose());
        ASSERT_TRUE(failures.wait());
        EXPECT_EQ(failures.count(), 1);
        EXPECT_TRUE((*document)->hasUnsaved());
        (*document)->file()->refuseWrites(false);
    }
    auto document = ProjectDocument::open(tinyRecording(), pathIn(folder));
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_TRUE((*document)->camera(0).camFromBase);
    EXPECT_EQ((*document)->edits(0).size(), 1U);
}

TEST(ProjectFile, AKilledProgramLosesNoChange) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    // The child runs the test from its beginning: both must mean the same file.
    static const test::TempDir folder;
    if (qEnvironmentVariableIsEmpty("CAMFRAME_CRASH_FILE"))
        qputenv("CAMFRAME_CRASH_FILE", pathIn(folder).toUtf8());
    const QString path = qEnvironmentVariable("CAMFRAME_CRASH_FILE");
    EXPECT_EXIT(
        {
            auto document = ProjectDocument::open(tinyRecording(), path);
            if (document) {
                const int drag = (*document)->newGesture();
                for (int i = 1; i <= 20; ++i)
                    pushPose(**document, 0, EditAction::DragCamera, movedPose(0.01 * i), drag);
                (*document)->file()->wait(std::chrono::seconds(5));
                std::raise(SIGKILL);
            }
        },
        ::testing::KilledBySignal(SIGKILL), "");
    auto document = ProjectDocument::open(tinyRecording(), path);
    ASSERT_TRUE(document) << document.error().message;
    ASSERT_TRUE((*document)->camera(0).camFromBase);
    EXPECT_TRUE(posesNear(*(*document)->camera(0).camFromBase, movedPose(0.2), 0, 1e-15));
    EXPECT_EQ((*document)->edits(0).size(), 1U);
    qunsetenv("CAMFRAME_CRASH_FILE");
}

TEST(ProjectFile, AfterACheckpointTheFileAloneIsComplete) {
    const test::TempDir folder;
    const auto recording = tinyRecording();
    auto store = ProjectStore::open(pathIn(folder), *recording);
    ASSERT_TRUE(store);
    CameraState state = recording->initialStates()[0];
    state.camFromBase = movedPose(0.3);
    const SavedCamera saved{state, {}, 0};
    ASSERT_TRUE((*store)->save({&saved, 1}, {}, 0, recording->initialStates()));
    (*store)->checkpoint();
    std::filesystem::copy_file(folder / "p.camframe", folder / "copy.camframe");
    const auto copy =
        ProjectDocument::open(recording, QString::fromStdString((folder / "copy.camframe").string()));
    ASSERT_TRUE(copy) << copy.error().message;
    ASSERT_TRUE((*copy)->camera(0).camFromBase);
    EXPECT_TRUE(posesNear(*(*copy)->camera(0).camFromBase, movedPose(0.3), 0, 1e-15));
}

TEST(ProjectFile, SavingAStepOfADragTakesLessThanAFrame) {
    const test::TempDir folder;
    auto document = ProjectDocument::open(tinyRecording(), pathIn(folder));
    ASSERT_TRUE(document);
    std::vector<double> milliseconds;
    const int drag = (*document)->newGesture();
    for (int i = 1; i <= 101; ++i) {
        const auto start = std::chrono::steady_clock::now();
        pushPose(**document, 0, EditAction::DragCamera, movedPose(0.001 * i), drag);
        milliseconds.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::nth_element(milliseconds.begin(), milliseconds.begin() + 50, milliseconds.end());
    EXPECT_LT(milliseconds[50], 16);
}

std::string bytesOf(const QString& path) {
    std::ifstream stream(path.toStdString(), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void expectRefusedAndKept(const QString& path, const std::string& word) {
    const std::string before = bytesOf(path);
    const auto document = ProjectDocument::open(tinyRecording(), path);
    ASSERT_FALSE(document);
    EXPECT_NE(document.error().message.find(word), std::string::npos) << document.error().message;
    EXPECT_NE(document.error().message.find(path.toStdString()), std::string::npos);
    EXPECT_EQ(bytesOf(path), before);
}

QString savedProject(const test::TempDir& folder) {
    auto document = ProjectDocument::open(tinyRecording(), pathIn(folder));
    pushPose(**document, 0, EditAction::EnterPose, tinyPose());
    return pathIn(folder);
}

TEST(ProjectFile, DamagedFilesAreRefusedWithASentenceAndKept) {
    const test::TempDir folder;
    const QString noDatabase = QString::fromStdString((folder / "text.camframe").string());
    std::ofstream(noDatabase.toStdString()) << std::string(5000, 'x');
    expectRefusedAndKept(noDatabase, "damaged");

    const QString project = savedProject(folder);
    const QString truncated = QString::fromStdString((folder / "truncated.camframe").string());
    std::ofstream(truncated.toStdString(), std::ios::binary) << bytesOf(project).substr(0, 9000);
    expectRefusedAndKept(truncated, "damaged");

    test::executeSql(project, QStringLiteral("UPDATE cameras SET cam_from_base = '[1, 2, 3]'"));
    expectRefusedAndKept(project, "unreadable pose");
    test::executeSql(project, QStringLiteral("PRAGMA user_version = 99"));
    expectRefusedAndKept(project, "version 99");
    test::executeSql(project, QStringLiteral("PRAGMA application_id = 7"));
    expectRefusedAndKept(project, "not a Camframe project");
}

TEST(ProjectFile, VerdictsAndTheirReasonsAreKeptAndUndone) {
    const test::TempDir folder;
    {
        auto document = ProjectDocument::open(tinyRecording(), pathIn(folder));
        ASSERT_TRUE(document);
        pushPose(**document, 0, EditAction::EnterPose, tinyPose());
        pushVerdict(**document, 0, Verdict::ToFix, "the hand is off");
        EXPECT_EQ((*document)->calibration(0).status, CalibrationStatus::Review);
        EXPECT_EQ((*document)->calibration(0).reasons.at(1), "the hand is off");
        pushPose(**document, 0, EditAction::NudgeCamera, movedPose(0.01));
        EXPECT_EQ((*document)->camera(0).verdict, Verdict::None) << "it was about the other pose";
        EXPECT_TRUE((*document)->camera(0).verdictReason.empty());
        (*document)->undoStack().undo();
        EXPECT_EQ((*document)->camera(0).verdictReason, "the hand is off");
        pushVerdict(**document, 1, Verdict::Deferred);
    }
    auto document = ProjectDocument::open(tinyRecording(), pathIn(folder));
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_EQ((*document)->camera(0).verdict, Verdict::ToFix);
    EXPECT_EQ((*document)->camera(0).verdictReason, "the hand is off");
    EXPECT_EQ((*document)->camera(1).verdict, Verdict::Deferred);
    EXPECT_EQ((*document)->edits(0).back().action, "mark_to_fix");
}

TEST(ProjectFile, OfTheFirstVersionIsBroughtUpToDate) {
    const test::TempDir folder;
    const QString project = savedProject(folder);
    test::executeSql(project, QStringLiteral("ALTER TABLE cameras DROP COLUMN verdict_reason"));
    test::executeSql(project, QStringLiteral("ALTER TABLE cameras DROP COLUMN intrinsics_locked"));
    test::executeSql(project, QStringLiteral("ALTER TABLE keypoints DROP COLUMN origin"));
    test::executeSql(project, QStringLiteral("ALTER TABLE keypoints DROP COLUMN hidden"));
    test::executeSql(project, QStringLiteral("ALTER TABLE keypoints DROP COLUMN mark"));
    test::executeSql(project, QStringLiteral("ALTER TABLE keypoints DROP COLUMN mark_sigma"));
    test::executeSql(project, QStringLiteral("PRAGMA user_version = 1"));
    {
        const auto document = ProjectDocument::open(tinyRecording(), project);
        ASSERT_TRUE(document) << document.error().message;
        ASSERT_TRUE((*document)->camera(0).camFromBase);
        pushVerdict(**document, 0, Verdict::Rejected, "dark");
    }
    const auto document = ProjectDocument::open(tinyRecording(), project);
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_EQ((*document)->camera(0).verdictReason, "dark");
}

TEST(ProjectFile, OfAnotherRecordingOrOpenElsewhereIsRefused) {
    const test::TempDir folder;
    const QString project = savedProject(folder);
    const auto other = ProjectDocument::open(tinyRecording("other"), project);
    ASSERT_FALSE(other);
    EXPECT_NE(other.error().message.find("another recording"), std::string::npos) << other.error().message;

    const auto first = ProjectDocument::open(tinyRecording(), project);
    ASSERT_TRUE(first);
    const auto second = ProjectDocument::open(tinyRecording(), project);
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().message.find("another window"), std::string::npos) << second.error().message;
}

}  // namespace
}  // namespace camframe
