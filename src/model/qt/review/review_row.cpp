// SPDX-License-Identifier: Apache-2.0
#include "model/qt/review/review_row.h"

#include <QLocale>
#include <QSqlQuery>
#include <cmath>

namespace camframe::reviewrow {

using namespace Qt::StringLiterals;

namespace {

/// Columns that versions added.
const QStringList addedIn2{
    u"tags TEXT NOT NULL DEFAULT ''"_s,         u"frames TEXT NOT NULL DEFAULT ''"_s,
    u"notes TEXT NOT NULL DEFAULT ''"_s,        u"frame_count BIGINT NOT NULL DEFAULT 0"_s,
    u"width BIGINT NOT NULL DEFAULT 0"_s,       u"height BIGINT NOT NULL DEFAULT 0"_s,
    u"result BIGINT NOT NULL DEFAULT 0"_s,      u"pose BIGINT NOT NULL DEFAULT 0"_s,
    u"judged_pose BIGINT NOT NULL DEFAULT 0"_s, u"judged_at BIGINT NOT NULL DEFAULT 0"_s};
const QStringList addedIn3{u"signed_by TEXT NOT NULL DEFAULT ''"_s, u"signed_at BIGINT NOT NULL DEFAULT 0"_s};

QStringList historyTable(const QString& numberedKey) {
    return {
        u"CREATE TABLE history(id %1, token TEXT NOT NULL UNIQUE, item BIGINT NOT NULL, at BIGINT NOT NULL, "
        "reviewer TEXT NOT NULL, action TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL, "
        "pose BIGINT NOT NULL, place TEXT NOT NULL)"_s.arg(numberedKey),
        u"CREATE INDEX history_by_item ON history(item)"_s};
}

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

QStringList schema(const QString& numberedKey) {
    // BIGINT and DOUBLE PRECISION are INTEGER and REAL to SQLite; PostgreSQL's INTEGER and REAL are too
    // short.
    return QStringList{
               u"CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL)"_s,
               u"CREATE TABLE items(id %1, episode BIGINT NOT NULL, episode_name TEXT NOT NULL, "
               "camera TEXT NOT NULL, robot TEXT NOT NULL, task TEXT NOT NULL, grouping TEXT NOT NULL, "
               "status TEXT, "
               "risk DOUBLE PRECISION, remarks TEXT NOT NULL, calibration TEXT NOT NULL, "
               "verdict TEXT NOT NULL DEFAULT 'none', reason TEXT NOT NULL DEFAULT '', "
               "reviewer TEXT NOT NULL DEFAULT '', claimed_by TEXT NOT NULL DEFAULT '', "
               "claimed_at BIGINT NOT NULL DEFAULT 0, change BIGINT NOT NULL, %2, UNIQUE(episode, camera))"_s
                   .arg(numberedKey, (addedIn2 + addedIn3).join(u", "_s)),
               u"CREATE INDEX items_by_change ON items(change)"_s,
               u"CREATE TABLE queries(reviewer TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, "
               "PRIMARY KEY(reviewer, name))"_s,
               u"CREATE TABLE places(reviewer TEXT PRIMARY KEY, item BIGINT NOT NULL, query TEXT NOT NULL)"_s,
               u"INSERT INTO meta(key, value) VALUES('change', '0')"_s,
           } +
           historyTable(numberedKey);
}

QStringList migration(int fromVersion, const QString& numberedKey) {
    QStringList statements;
    const auto addColumns = [&statements](const QStringList& columns) {
        for (const QString& column : columns) statements << u"ALTER TABLE items ADD COLUMN "_s + column;
    };
    if (fromVersion < 2) addColumns(addedIn2);
    if (fromVersion < 3) {
        addColumns(addedIn3);
        statements << historyTable(numberedKey);
        // What was said before anybody kept a history: the verdict that stands.
        statements << u"INSERT INTO history(token, item, at, reviewer, action, verdict, reason, pose, place) "
                      "SELECT 'before-' || episode || '/' || camera || '/' || reviewer || '/' || judged_at, "
                      "id, judged_at, reviewer, 'verdict', verdict, reason, judged_pose, "
                      "'' FROM items WHERE verdict <> 'none' ORDER BY id"_s;
    }
    return statements;
}

const QString& columns() {
    static const QString names =
        u"id, episode, episode_name, camera, robot, task, grouping, status, risk, remarks, calibration, "
        "verdict, reason, reviewer, claimed_by, claimed_at, change, tags, frames, notes, frame_count, width, "
        "height, result, pose, judged_pose, judged_at, signed_by, signed_at"_s;
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
    item.signedBy = text(27);
    item.signedAt = query.value(28).toLongLong();
    return item;
}

const QString& assignments() {
    static const QString list =
        u"grouping = ?, status = ?, risk = ?, remarks = ?, calibration = ?, verdict = ?, reason = ?, "
        "reviewer = ?, claimed_by = ?, claimed_at = ?, change = ?, tags = ?, frames = ?, notes = ?, "
        "result = ?, pose = ?, judged_pose = ?, judged_at = ?, signed_by = ?, signed_at = ?"_s;
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
            item.judgedAt,
            text(item.signedBy),
            item.signedAt};
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
        // What people call a group is theirs; only where nobody has said anything the program does.
        set += u"grouping = CASE WHEN items.grouping = '' THEN excluded.grouping ELSE items.grouping END, "_s;
        QStringList differs;
        for (const char* column : {"episode_name", "robot", "task", "frame_count", "width", "height"}) {
            set += u"%1 = excluded.%1, "_s.arg(QLatin1StringView(column));
            differs << u"items.%1 <> excluded.%1"_s.arg(QLatin1StringView(column));
        }
        // Of a result that comes with a file, the file's fingerprint tells; else the figures.
        differs
            << u"(items.grouping = '' AND excluded.grouping <> '')"_s
            << u"(excluded.result <> 0 AND excluded.result <> items.result)"_s
            << u"(excluded.result = 0 AND (COALESCE(items.status, '') <> COALESCE(excluded.status, '') OR "
               "COALESCE(items.risk, -1) <> COALESCE(excluded.risk, -1) OR items.result <> 0 OR "
               "items.remarks <> excluded.remarks OR items.calibration <> excluded.calibration OR "
               "items.pose <> excluded.pose))"_s;
        return QString(
            u"INSERT INTO items(episode, episode_name, camera, robot, task, grouping, status, risk, remarks, "
            "calibration, result, pose, frame_count, width, height, change) "
            "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT(episode, camera) DO UPDATE SET "_s +
            set + u"change = excluded.change WHERE "_s + differs.join(u" OR "_s));
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

namespace {

QString placeText(const std::optional<RigidTransform>& place) {
    if (!place) return u""_s;
    QStringList numbers;
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 4; ++column)
            numbers << QString::number(place->matrix()(row, column), 'g', QLocale::FloatingPointShortest);
    return numbers.join(u' ');
}

std::optional<RigidTransform> placeOf(const QString& text) {
    const QStringList numbers = text.split(u' ', Qt::SkipEmptyParts);
    if (numbers.size() != 12) return {};
    Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
    for (int i = 0; i < 12; ++i) matrix(i / 4, i % 4) = numbers[i].toDouble();
    const auto place = rigidFromMatrix(matrix, "history");
    return place ? std::optional(*place) : std::nullopt;
}

}  // namespace

const QString& addEvent() {
    static const QString sql =
        u"INSERT INTO history(token, item, at, reviewer, action, verdict, reason, pose, place) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(token) DO NOTHING"_s;
    return sql;
}

QVariantList eventValues(const ReviewEvent& event) {
    return {text(event.token),    event.item,         event.at,
            text(event.reviewer), text(event.action), verdictIdentifier(event.verdict),
            text(event.reason),   event.pose,         placeText(event.place)};
}

const QString& eventColumns() {
    static const QString names = u"token, item, at, reviewer, action, verdict, reason, pose, place"_s;
    return names;
}

ReviewEvent readEvent(const QSqlQuery& query, QSet<QString>& shared) {
    const auto text = [&](int column) { return *shared.insert(query.value(column).toString()); };
    ReviewEvent event;
    event.token = query.value(0).toString();
    event.item = query.value(1).toLongLong();
    event.at = query.value(2).toLongLong();
    event.reviewer = text(3);
    event.action = text(4);
    event.verdict = verdictFromIdentifier(query.value(5).toString()).value_or(Verdict::None);
    event.reason = text(6);
    event.pose = query.value(7).toLongLong();
    event.place = placeOf(query.value(8).toString());
    return event;
}

}  // namespace camframe::reviewrow
