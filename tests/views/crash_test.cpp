// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcess>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QThread>
#include <cmath>
#include <cstdio>

#include "model/qt/review/review_store.h"
#include "model/qt/undo/edit_camera_command.h"
#include "tests/support/temp_dir.h"
#include "tests/views/tiny_recording.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;

constexpr const char* childFolder = "CAMFRAME_CRASH_CHILD";
constexpr const char* childPause = "CAMFRAME_CRASH_PAUSE";

RigidTransform movedPose(int step) {
    RigidTransform pose = test::tinyPose();
    pose.pretranslate(Eigen::Vector3d(0.001 * step, 0, 0));
    return pose;
}

/// The camera that a step edits: they take turns, so that a step without those before it would show.
int cameraOf(int step) {
    return step % 2;
}

/// Not a test of its own: edits for ever, and says after each edit that it is done. Killed by the tests
/// below.
TEST(CrashChild, EditsUntilItIsKilled) {
    const QString folder = qEnvironmentVariable(childFolder);
    if (folder.isEmpty()) GTEST_SKIP() << "runs only as the child of Crash.Killing...";
    const int pauseMs = qEnvironmentVariableIntValue(childPause);
    auto document = ProjectDocument::open(test::tinyRecording(), folder + u"/p.camframe"_s);
    ASSERT_TRUE(document);
    auto list = ReviewStore::open(folder + u"/l.camreview"_s);
    ASSERT_TRUE(list);
    for (int step = 1; step < 1000000; ++step) {
        pushPose(**document, cameraOf(step), EditAction::NudgeCamera, movedPose(step));
        const auto answer = (*list)->judge(1, step % 2 == 0 ? Verdict::Accepted : Verdict::ToFix,
                                           QString::number(step), u"ada"_s, 0, 0);
        ASSERT_TRUE(answer && answer->granted);
        std::printf("done %d\n", step);
        std::fflush(stdout);
        QThread::msleep(static_cast<unsigned long>(pauseMs));
    }
}

/// Starts the child, kills it some time after it has said that a step is done, and returns the last such
/// step.
int killedAfter(const QString& folder, int step, int pauseMs, int delayUs) {
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QLatin1StringView(childFolder), folder);
    environment.insert(QLatin1StringView(childPause), QString::number(pauseMs));
    child.setProcessEnvironment(environment);
    child.start(QCoreApplication::applicationFilePath(), {u"--gtest_filter=CrashChild.*"_s});
    if (!child.waitForStarted()) return -1;
    int done = 0;
    const auto read = [&done](const QByteArray& line) {
        if (line.startsWith("done ")) done = line.mid(5).trimmed().toInt();
    };
    while (done < step) {
        if (!child.canReadLine() && !child.waitForReadyRead(20000)) return -1;
        while (child.canReadLine()) read(child.readLine());
    }
    QThread::usleep(static_cast<unsigned long>(delayUs));
    child.kill();  // SIGKILL
    if (!child.waitForFinished()) return -1;
    for (const QByteArray& line : child.readAll().split('\n')) read(line);
    return done;
}

/// Which step of the child the document is at. Fails where it is at none: where a step has come without one
/// before it, or the undo steps are not those that led there.
int stepOf(ProjectDocument& document) {
    const auto at = [&document](int camera) {
        const auto& pose = document.camera(camera).camFromBase;
        const double moved = pose ? (pose->translation() - test::tinyPose().translation()).x() : 0;
        return static_cast<int>(std::lround(1000 * moved));
    };
    const int step = std::max(at(0), at(1));
    QUndoStack& stack = document.undoStack();
    const int count = stack.index();
    EXPECT_EQ(count, stack.count());
    for (int back = 0; back < std::min(step, count); ++back) {
        const int now = step - back;
        EXPECT_EQ(at(cameraOf(now)), now);
        // Before the child's first two steps stands what the one before it left.
        if (now >= 2) {
            EXPECT_EQ(at(cameraOf(now - 1)), now - 1);
        }
        stack.undo();
    }
    stack.setIndex(count);
    return step;
}

TEST(CrashedBeginning, AProjectThatWasOnlyBegunIsBegunAnew) {
    const test::TempDir folder;
    const QString path = QString::fromStdString((folder / "p.camframe").string());
    {
        // What a program leaves that is killed between the first page and the tables.
        auto database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"begun"_s);
        database.setDatabaseName(path);
        ASSERT_TRUE(database.open());
        ASSERT_TRUE(QSqlQuery(database).exec(u"PRAGMA journal_mode = WAL"_s));
    }
    QSqlDatabase::removeDatabase(u"begun"_s);
    ASSERT_GT(QFileInfo(path).size(), 0);
    {
        auto document = ProjectDocument::open(test::tinyRecording(), path);
        ASSERT_TRUE(document) << document.error().message;
        pushPose(**document, 0, EditAction::EnterPose, movedPose(1));
        ASSERT_TRUE((*document)->save());
    }
    auto document = ProjectDocument::open(test::tinyRecording(), path);
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_TRUE((*document)->camera(0).camFromBase);
}

class Crash : public ::testing::Test {
protected:
    Crash() {
        auto list = ReviewStore::create(m_path + u"/l.camreview"_s, {});
        ReviewItem item;
        item.camera = u"left"_s;
        if (!list || !(*list)->add({&item, 1})) ADD_FAILURE() << "no list";
    }
    std::unique_ptr<ProjectDocument> open() {
        auto document = ProjectDocument::open(test::tinyRecording(), m_path + u"/p.camframe"_s);
        EXPECT_TRUE(document) << document.error().message;
        return document ? std::move(*document) : nullptr;
    }

    test::TempDir m_folder;
    QString m_path = QString::fromStdString(m_folder.path().string());
};

TEST_F(Crash, KillingLosesAtMostTheLastStepAndNeverOneBeforeIt) {
    // At another moment in every round: right after a step, and within the writing of the next ones.
    for (int round = 0; round < 12; ++round) {
        SCOPED_TRACE(round);
        const int last = killedAfter(m_path, 10 + 7 * round, 0, 170 * round);
        ASSERT_GT(last, 0);
        const auto document = open();
        ASSERT_TRUE(document);
        EXPECT_EQ(document->edits(cameraOf(last)).back().action, "nudge_camera");
        const int step = stepOf(*document);
        EXPECT_GE(step, last - 1) << "the step before the last is waited for";
        EXPECT_LE(step, last + 1) << "a step that was done may not have been said";
        auto list = ReviewStore::open(m_path + u"/l.camreview"_s);
        ASSERT_TRUE(list) << list.error().message;
        EXPECT_GE((*(*list)->items())[0].reason.toInt(), last);
        // A clean file for the next round, whose steps count from 1 again.
        document->undoStack().setIndex(0);
        ASSERT_TRUE(document->save());
    }
}

TEST_F(Crash, KillingAMomentAfterAStepLosesNothing) {
    for (int round = 0; round < 3; ++round) {
        SCOPED_TRACE(round);
        // The moment is long for a machine that does other things as well; the write itself takes two ms.
        const int last = killedAfter(m_path, 2 + round, 2000, 150000);
        ASSERT_EQ(last, 2 + round);
        const auto document = open();
        ASSERT_TRUE(document);
        EXPECT_EQ(stepOf(*document), last);
        document->undoStack().setIndex(0);
        ASSERT_TRUE(document->save());
    }
}

}  // namespace
}  // namespace camframe
