// SPDX-License-Identifier: Apache-2.0
#include "model/qt/project_schema.h"

#include <algorithm>
#include <array>

#include "model/qt/step_table.h"

namespace camframe::project_schema {

using namespace Qt::StringLiterals;

namespace {

constexpr const char* masksTable =
    "CREATE TABLE IF NOT EXISTS masks(camera TEXT NOT NULL, frame INTEGER NOT NULL, robot BLOB, ignored "
    "BLOB, carried INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(camera, frame))";
constexpr std::array tables{
    "CREATE TABLE project(key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE cameras(name TEXT PRIMARY KEY, width INTEGER NOT NULL, height INTEGER NOT NULL, "
    "intrinsics TEXT NOT NULL, intrinsics_source TEXT NOT NULL, cam_from_base TEXT, verdict TEXT NOT NULL, "
    "last_keypoint INTEGER NOT NULL, run TEXT, verdict_reason TEXT NOT NULL DEFAULT '', "
    "intrinsics_locked INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE keypoints(camera TEXT NOT NULL, id INTEGER NOT NULL, frame INTEGER NOT NULL, "
    "link TEXT NOT NULL, x REAL NOT NULL, y REAL NOT NULL, z REAL NOT NULL, u REAL NOT NULL, v REAL NOT "
    "NULL, "
    "origin TEXT NOT NULL DEFAULT 'human', hidden INTEGER NOT NULL DEFAULT 0, "
    "mark INTEGER NOT NULL DEFAULT 0, mark_sigma REAL NOT NULL DEFAULT 0, PRIMARY KEY(camera, id))",
    "CREATE TABLE edits(camera TEXT NOT NULL, seq INTEGER NOT NULL, action TEXT NOT NULL, "
    "detail TEXT NOT NULL, time TEXT NOT NULL, PRIMARY KEY(camera, seq))",
    masksTable,
};

bool makeStepTables(QSqlQuery& query) {
    return std::ranges::all_of(StepTable::schema, [&query](const char* statement) {
        return query.exec(QLatin1StringView(statement));
    });
}

bool setVersion(QSqlQuery& query) {
    return query.exec(u"PRAGMA user_version = %1"_s.arg(version));
}

}  // namespace

bool create(QSqlQuery& query) {
    return std::ranges::all_of(
               tables,
               [&query](const char* statement) { return query.exec(QLatin1StringView(statement)); }) &&
           makeStepTables(query) && query.exec(u"PRAGMA application_id = %1"_s.arg(applicationId)) &&
           setVersion(query);
}

bool migrate(QSqlQuery& query, int from) {
    const auto add = [&query](const QString& table, const QString& column) {
        return query.exec(u"ALTER TABLE %1 ADD COLUMN %2"_s.arg(table, column));
    };
    const QString flag = u"%1 INTEGER NOT NULL DEFAULT 0"_s;
    if (from < 2 && !add(u"cameras"_s, u"verdict_reason TEXT NOT NULL DEFAULT ''"_s)) return false;
    if (from < 3 && !query.exec(QLatin1StringView(masksTable))) return false;
    if (from < 4 && !makeStepTables(query)) return false;
    if (from < 5) {
        // Tables that were made just now have their columns.
        if (from >= 3 && !add(u"masks"_s, flag.arg(u"carried"_s))) return false;
        if (from >= 4 && !(add(u"step_masks"_s, flag.arg(u"carried_before"_s)) &&
                           add(u"step_masks"_s, flag.arg(u"carried_after"_s))))
            return false;
        if (!add(u"keypoints"_s, u"origin TEXT NOT NULL DEFAULT 'human'"_s) ||
            !add(u"keypoints"_s, flag.arg(u"hidden"_s)) ||
            !add(u"cameras"_s, flag.arg(u"intrinsics_locked"_s)))
            return false;
    }
    return add(u"keypoints"_s, flag.arg(u"mark"_s)) &&
           add(u"keypoints"_s, u"mark_sigma REAL NOT NULL DEFAULT 0"_s) && setVersion(query);
}

}  // namespace camframe::project_schema
