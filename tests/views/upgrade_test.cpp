// SPDX-License-Identifier: Apache-2.0
// Files of earlier versions, kept in tests/views/upgrade as those versions wrote them: a file stays here for
// good, and what was in it must still be there when it is opened today. Review lists:
// ReviewStore.FilesOfVersion1AreBroughtUpToDate.
#include <gtest/gtest.h>

#include <QDir>
#include <QFile>
#include <QSettings>
#include <QSqlDatabase>
#include <QSqlQuery>

#include "app/studio/settings.h"
#include "model/core/io/calibration_file.h"
#include "model/qt/project_document.h"
#include "model/qt/project_schema.h"
#include "model/qt/undo/edit_camera_command.h"
#include "tests/support/temp_dir.h"
#include "tests/support/transform_matchers.h"
#include "tests/views/tiny_recording.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;
using test::posesNear;
using test::tinyPose;
using test::tinyRecording;

QDir kept() {
    return QDir(QStringLiteral(CAMFRAME_SOURCE_DIR) + u"/tests/views/upgrade"_s);
}

QString contents(const QString& name) {
    QFile file(kept().filePath(name));
    EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << name.toStdString();
    return QString::fromUtf8(file.readAll());
}

/// Makes the database that the statements describe.
void restore(const QString& path, const QString& statements) {
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"kept"_s);
        database.setDatabaseName(path);
        ASSERT_TRUE(database.open());
        QSqlQuery query(database);
        for (const QString& statement : statements.split(u";\n"_s, Qt::SkipEmptyParts))
            ASSERT_TRUE(query.exec(statement)) << statement.toStdString();
    }
    QSqlDatabase::removeDatabase(u"kept"_s);
}

TEST(Upgrade, ProjectsOfEveryVersionOpenWithAllThatWasInThem) {
    const auto recording = tinyRecording();
    for (int version = 1; version <= project_schema::version; ++version) {
        SCOPED_TRACE(version);
        const QString name = u"project_v%1.sql"_s.arg(version);
        ASSERT_TRUE(QFile::exists(kept().filePath(name)))
            << "a new version of the schema needs a file that holds what it writes, kept for good";
        const test::TempDir folder;
        const QString path = QString::fromStdString((folder / "old.camframe").string());
        restore(path, contents(name).replace(u"@IDENTITY@"_s, recording->identity()));
        for (int time = 0; time < 2; ++time) {
            const auto document = ProjectDocument::open(recording, path);
            ASSERT_TRUE(document) << document.error().message;
            const CameraState& camera = (*document)->camera(0);
            ASSERT_TRUE(camera.camFromBase);
            EXPECT_TRUE(posesNear(*camera.camFromBase, tinyPose(), 0, 0));
            EXPECT_EQ(camera.verdict, time == 0 ? Verdict::Accepted : Verdict::ToFix);
            EXPECT_EQ(camera.verdictReason, time == 0 ? "" : "dark");
            ASSERT_EQ(camera.keypoints.size(), 1U);
            EXPECT_EQ(camera.keypoints[0].id, 7);
            EXPECT_EQ(camera.keypoints[0].pixel, Eigen::Vector2d(31.25, 20.5));
            EXPECT_EQ(camera.keypoints[0].origin, KeypointOrigin::Human);
            EXPECT_FALSE(camera.keypoints[0].hidden);
            ASSERT_TRUE(camera.run);
            EXPECT_EQ(camera.run->framesUsed, (std::vector<int>{0, 1, 2}));
            EXPECT_EQ((*document)->edits(0)[0].action, "enter_pose");
            EXPECT_EQ(camera.masks.size(), version >= 3 ? 1U : 0U);
            if (version >= 3) {
                const ImageU8& mask = camera.masks.at(4)->robot;
                EXPECT_EQ(std::count(mask.data.begin(), mask.data.end(), 255), 600);
                EXPECT_FALSE(camera.masks.at(4)->carried);
            }
            EXPECT_EQ((*document)->undoStack().canUndo(), version >= 4 || time == 1);
            // It is written to as any other.
            if (time == 0) pushVerdict(**document, 0, Verdict::ToFix, "dark");
        }
    }
}

TEST(Upgrade, CalibrationsOfTheFirstVersionAreRead) {
    const auto read =
        calibrationFromJson(contents(u"calibration_v1.json"_s).toStdString(), "calibration_v1.json");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->status, CalibrationStatus::Ok);
    EXPECT_TRUE(posesNear(*read->camFromBase, tinyPose(), 1e-12, 1e-12));
    EXPECT_FALSE(read->lagFrames) << "nothing was looked for";
    EXPECT_TRUE(read->covariance);
}

TEST(Upgrade, SettingsOfEarlierVersionsStayInForce) {
    QSettings settings;
    settings.remove(u"overlay"_s);
    settings.setValue(u"overlay/linkColours"_s, true);
    migrateSettings();
    EXPECT_EQ(setting(Setting::OverlayPaint).toInt(), 1) << "colours by link";
    EXPECT_FALSE(settings.contains(u"overlay/linkColours"_s));
    // What was chosen since wins.
    settings.setValue(u"overlay/linkColours"_s, true);
    setSetting(Setting::OverlayPaint, 2);
    migrateSettings();
    EXPECT_EQ(setting(Setting::OverlayPaint).toInt(), 2);
    settings.remove(u"overlay"_s);
    migrateSettings();
    EXPECT_EQ(setting(Setting::OverlayPaint).toInt(), 0);
}

}  // namespace
}  // namespace camframe
