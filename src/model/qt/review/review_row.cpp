// SPDX-License-Identifier: Apache-2.0
#include "model/qt/review/review_row.h"

#include <QSqlQuery>
#include <cmath>

namespace camframe::reviewrow {

using namespace Qt::StringLiterals;

namespace {

/// Columns that version 2 added.
const QStringList added{
    u"tags TEXT NOT NULL DEFAULT ''"_s,          u"frames TEXT NOT NULL DEFAULT ''"_s,
    u"notes TEXT NOT NULL DEFAULT ''"_s,         u"frame_count INTEGER NOT NULL DEFAULT 0"_s,
    u"width INTEGER NOT NULL DEFAULT 0"_s,       u"height INTEGER NOT NULL DEFAULT 0"_s,
    u"result INTEGER NOT NULL DEFAULT 0"_s,      u"pose INTEGER NOT NULL DEFAULT 0"_s,
    u"judged_pose INTEGER NOT NULL DEFAULT 0"_s, u"judged_at INTEGER NOT NULL DEFAULT 0"_s};

QVariant statusValue(std::optional<CalibrationStatus> status) {
    if (!status) return {};
    const auto text = toString(*status);
    return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

std::optional<CalibrationStatus> statusOf(const QString& text) {
    for (const auto status : {CalibrationStatus::Ok, CalibrationStatus::Review, CalibrationStatus::Failed})
        if (statusValue(status).toString() == text) return status;
    return {};
}

QVariant riskValue(double risk) {
    return std::isnan(risk) ? QVariant() : QVariant(risk);
}

/// SQLite keeps a null text as NULL, which the columns refuse.
QVariant text(const QString& value) {
    return value.isNull() ? QVariant(u""_s) : QVariant(value);
}

}  // namespace

QStringList schema() {
    return {
        u"CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL)"_s,
        u"CREATE TABLE items(id INTEGER PRIMARY KEY, episode INTEGER NOT NULL, episode_name TEXT NOT NULL, "
        "camera TEXT NOT NULL, robot TEXT NOT NULL, task TEXT NOT NULL, grouping TEXT NOT NULL, status TEXT, "
        "risk REAL, remarks TEXT NOT NULL, calibration TEXT NOT NULL, verdict TEXT NOT NULL DEFAULT 'none', "
        "reason TEXT NOT NULL DEFAULT '', reviewer TEXT NOT NULL DEFAULT '', "
        "claimed_by TEXT NOT NULL DEFAULT '', claimed_at INTEGER NOT NULL DEFAULT 0, "
        "change INTEGER NOT NULL, "_s +
            added.join(u", "_s) + u", UNIQUE(episode, camera))"_s,
        u"CREATE INDEX items_by_change ON items(change)"_s,
        u"CREATE TABLE queries(reviewer TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, "
        "PRIMARY KEY(reviewer, name))"_s,
        u"CREATE TABLE places(reviewer TEXT PRIMARY KEY, item INTEGER NOT NULL, query TEXT NOT NULL)"_s,
        u"INSERT INTO meta(key, value) VALUES('change', '0')"_s,
    };
}

QStringList migration(int fromVersion) {
    QStringList statements;
    if (fromVersion < 2)
        for (const QString& column : added) statements << u"ALTER TABLE items ADD COLUMN "_s + column;
    return statements;
}

const QString& columns() {
    static const QString names =
        u"id, episode, episode_name, camera, robot, task, grouping, status, risk, remarks, calibration, "
        "verdict, reason, reviewer, claimed_by, claimed_at, change, tags, frames, notes, frame_count, width, "
        "height, result, pose, judged_pose, judged_at"_s;
    return names;
}

ReviewItem read(const QSqlQuery& query, QSet<QString>& shared) {
    const auto text = [&](int column) { return *shared.insert(query.value(column).toString()); };
    ReviewItem item;
    item.id = query.value(0).toLongLong();
    item.episode = query.value(1).toInt();
    item.episodeName = text(2);
    item.camera = text(3);
    item.robot = text(4);
    item.task = text(5);
    item.group = text(6);
    item.status = statusOf(query.value(7).toString());
    if (!query.value(8).isNull()) item.risk = query.value(8).toDouble();
    item.remarks = text(9);
    item.calibration = text(10);
    item.verdict = verdictFromIdentifier(query.value(11).toString()).value_or(Verdict::None);
    item.reason = text(12);
    item.reviewer = text(13);
    item.claimedBy = text(14);
    item.claimedAt = query.value(15).toLongLong();
    item.change = query.value(16).toLongLong();
    item.tags = text(17);
    item.frames = text(18);
    item.notes = text(19);
    item.frameCount = query.value(20).toInt();
    item.width = query.value(21).toInt();
    item.height = query.value(22).toInt();
    item.result = query.value(23).toLongLong();
    item.pose = query.value(24).toLongLong();
    item.judgedPose = query.value(25).toLongLong();
    item.judgedAt = query.value(26).toLongLong();
    return item;
}

const QString& assignments() {
    static const QString list =
        u"grouping = ?, status = ?, risk = ?, remarks = ?, calibration = ?, verdict = ?, reason = ?, "
        "reviewer = ?, claimed_by = ?, claimed_at = ?, change = ?, tags = ?, frames = ?, notes = ?, "
        "result = ?, pose = ?, judged_pose = ?, judged_at = ?"_s;
    return list;
}

QVariantList values(const ReviewItem& item) {
    return {text(item.group),
            statusValue(item.status),
            riskValue(item.risk),
            text(item.remarks),
            text(item.calibration),
            verdictIdentifier(item.verdict),
            text(item.reason),
            text(item.reviewer),
            text(item.claimedBy),
            item.claimedAt,
            item.change,
            text(item.tags),
            text(item.frames),
            text(item.notes),
            item.result,
            item.pose,
            item.judgedPose,
            item.judgedAt};
}

const QString& upsert() {
    static const QString sql = [] {
        // The same file again says nothing new; a window may have moved the pose since.
        const QString isNews = u"(excluded.result = 0 OR excluded.result <> items.result)"_s;
        QString set;
        for (const char* column : {"status", "risk", "remarks", "calibration", "result", "pose"})
            set += u"%1 = CASE WHEN %2 THEN excluded.%1 ELSE items.%1 END, "_s.arg(QLatin1StringView(column),
                                                                                   isNews);
        // A verdict from before fingerprints is about the pose that was there.
        set +=
            u"judged_pose = CASE WHEN items.judged_pose = 0 AND items.verdict <> 'none' AND %1 "
            "THEN items.pose ELSE items.judged_pose END, "_s.arg(isNews);
        for (const char* column : {"episode_name", "robot", "task", "frame_count", "width", "height"})
            set += u"%1 = excluded.%1, "_s.arg(QLatin1StringView(column));
        return QString(
            u"INSERT INTO items(episode, episode_name, camera, robot, task, grouping, status, risk, remarks, "
            "calibration, result, pose, frame_count, width, height, change) "
            "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT(episode, camera) DO UPDATE SET "_s +
            set + u"change = excluded.change"_s);
    }();
    return sql;
}

QVariantList importValues(const ReviewItem& item, qint64 change) {
    return {item.episode,
            text(item.episodeName),
            text(item.camera),
            text(item.robot),
            text(item.task),
            text(item.group),
            statusValue(item.status),
            riskValue(item.risk),
            text(item.remarks),
            text(item.calibration),
            item.result,
            item.pose,
            item.frameCount,
            item.width,
            item.height,
            change};
}

}  // namespace camframe::reviewrow
