// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcess>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <cstdio>

#include "model/qt/review/review_store.h"
#include "model/qt/undo/edit_camera_command.h"
#include "tests/support/temp_dir.h"
#include "tests/views/tiny_recording.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;

constexpr const char* childFolder = "CAMFRAME_CRASH_CHILD";

RigidTransform movedPose(int step) {
    RigidTransform pose = test::tinyPose();
    pose.pretranslate(Eigen::Vector3d(0.001 * step, 0, 0));
    return pose;
}

/// Not a test of its own: edits for ever, and says after each edit that it is done. Killed by the test below.
TEST(CrashChild, EditsUntilItIsKilled) {
    const QString folder = qEnvironmentVariable(childFolder);
    if (folder.isEmpty()) GTEST_SKIP() << "runs only as the child of Crash.KillingLosesNothing...";
    auto document = ProjectDocument::open(test::tinyRecording(), folder + u"/p.camframe"_s);
    ASSERT_TRUE(document);
    auto list = ReviewStore::open(folder + u"/l.camreview"_s);
    ASSERT_TRUE(list);
    for (int step = 1; step < 1000000; ++step) {
        pushPose(**document, 0, EditAction::NudgeCamera, movedPose(step));
        const auto answer = (*list)->judge(1, step % 2 == 0 ? Verdict::Accepted : Verdict::ToFix,
                                           QString::number(step), u"ada"_s, 0, 0);
        ASSERT_TRUE(answer && answer->granted);
        std::printf("done %d\n", step);
        std::fflush(stdout);
    }
}

TEST(Crash, AProjectThatWasOnlyBegunIsBegunAnew) {
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

TEST(Crash, KillingLosesNothingThatWasDone) {
    const test::TempDir folder;
    const QString path = QString::fromStdString(folder.path().string());
    {
        auto list = ReviewStore::create(path + u"/l.camreview"_s, {});
        ASSERT_TRUE(list);
        ReviewItem item;
        item.camera = u"left"_s;
        ASSERT_TRUE((*list)->add({&item, 1}));
    }
    int last = 0;
    for (int round = 0; round < 3; ++round) {
        QProcess child;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QLatin1StringView(childFolder), path);
        child.setProcessEnvironment(environment);
        child.start(QCoreApplication::applicationFilePath(), {u"--gtest_filter=CrashChild.*"_s});
        ASSERT_TRUE(child.waitForStarted());
        // At another moment in every round.
        int done = 0;
        while (done < 20 + 17 * round) {
            ASSERT_TRUE(child.canReadLine() || child.waitForReadyRead(20000))
                << child.readAll().toStdString();
            while (child.canReadLine()) {
                const QByteArray line = child.readLine().trimmed();
                if (line.startsWith("done ")) done = line.mid(5).toInt();
            }
        }
        child.kill();  // SIGKILL
        ASSERT_TRUE(child.waitForFinished());
        for (const QByteArray& line : child.readAll().split('\n'))
            if (line.startsWith("done ")) done = line.mid(5).trimmed().toInt();
        last = done;

        const auto document = ProjectDocument::open(test::tinyRecording(), path + u"/p.camframe"_s);
        ASSERT_TRUE(document) << document.error().message;
        const double moved =
            ((*document)->camera(0).camFromBase->translation() - test::tinyPose().translation()).x();
        EXPECT_GE(moved, 0.001 * last - 1e-9) << "round " << round;
        EXPECT_LE(moved, 0.001 * (last + 1) + 1e-9) << "at most the edit in progress is more";
        EXPECT_EQ((*document)->edits(0).back().action, "nudge_camera");
        auto list = ReviewStore::open(path + u"/l.camreview"_s);
        ASSERT_TRUE(list) << list.error().message;
        EXPECT_GE((*(*list)->items())[0].reason.toInt(), last);
    }
}

}  // namespace
}  // namespace camframe
