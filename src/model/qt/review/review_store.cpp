// SPDX-License-Identifier: Apache-2.0
#include "model/qt/review/review_store.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>
#include <array>
#include <cmath>

namespace camframe {

namespace {

using namespace Qt::StringLiterals;

constexpr int schemaVersion = 1;
constexpr int applicationId = 0x43615276;  // "CaRv", in the SQLite header.

constexpr std::array schema{
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE items(id INTEGER PRIMARY KEY, episode INTEGER NOT NULL, episode_name TEXT NOT NULL, "
    "camera TEXT NOT NULL, robot TEXT NOT NULL, task TEXT NOT NULL, grouping TEXT NOT NULL, status TEXT, "
    "risk REAL, remarks TEXT NOT NULL, calibration TEXT NOT NULL, verdict TEXT NOT NULL DEFAULT 'none', "
    "reason TEXT NOT NULL DEFAULT '', reviewer TEXT NOT NULL DEFAULT '', "
    "claimed_by TEXT NOT NULL DEFAULT '', claimed_at INTEGER NOT NULL DEFAULT 0, "
    "change INTEGER NOT NULL, UNIQUE(episode, camera))",
    "CREATE INDEX items_by_change ON items(change)",
    "CREATE TABLE queries(reviewer TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, "
    "PRIMARY KEY(reviewer, name))",
    "CREATE TABLE places(reviewer TEXT PRIMARY KEY, item INTEGER NOT NULL, query TEXT NOT NULL)",
    "INSERT INTO meta(key, value) VALUES('change', '0')",
};

const QString columns =
    u"id, episode, episode_name, camera, robot, task, grouping, status, risk, remarks, calibration, verdict, "
    "reason, reviewer, claimed_by, claimed_at, change"_s;

bool run(QSqlQuery& query, const QString& sql, const QVariantList& values = {}) {
    if (!query.prepare(sql)) return false;
    for (const QVariant& value : values) query.addBindValue(value);
    return query.exec();
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

ReviewItem itemOf(const QSqlQuery& query, QSet<QString>& shared) {
    // A hundred thousand rows repeat few names: each is held once.
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
    return item;
}

tl::unexpected<Error> failed(const QString& path, const QSqlDatabase& database, const QSqlQuery& query) {
    const QSqlError error = query.lastError().isValid() ? query.lastError() : database.lastError();
    if (error.nativeErrorCode() == u"5"_s) {  // SQLITE_BUSY
        return makeError(ErrorKind::Output,
                         "The review file {} is busy with another person's change: try again in a moment.",
                         path.toStdString());
    }
    return makeError(ErrorKind::Output,
                     "The review file {} could not be used ({}): check disk and permissions.",
                     path.toStdString(), error.text().trimmed().toStdString());
}

/// Takes the write lock at once, so that what is read inside cannot change before it is written.
class WriteTransaction {
public:
    explicit WriteTransaction(const QSqlDatabase& database) : m_query(database) {
        m_open = m_query.exec(u"BEGIN IMMEDIATE"_s);
    }
    ~WriteTransaction() {
        if (m_open) m_query.exec(u"ROLLBACK"_s);
    }
    bool started() const { return m_open; }
    QSqlQuery& query() { return m_query; }
    bool commit() {
        if (!m_query.exec(u"COMMIT"_s)) return false;
        m_open = false;
        return true;
    }
    /// The next value of the counter.
    std::optional<qint64> nextChange() {
        if (!m_query.exec(u"UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'change'"_s) ||
            !m_query.exec(u"SELECT value FROM meta WHERE key = 'change'"_s) || !m_query.next())
            return {};
        const qint64 change = m_query.value(0).toLongLong();
        m_query.finish();
        return change;
    }

private:
    QSqlQuery m_query;
    bool m_open = false;
};

}  // namespace

Result<std::unique_ptr<ReviewStore>> ReviewStore::connect(const QString& path) {
    std::unique_ptr<ReviewStore> store(new ReviewStore);
    store->m_path = QFileInfo(path).absoluteFilePath();
    store->m_connection = QUuid::createUuid().toString();
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, store->m_connection);
    database.setDatabaseName(store->m_path);
    database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_s);
    if (!database.open()) return failed(store->m_path, database, QSqlQuery(database));
    return store;
}

Result<std::unique_ptr<ReviewStore>> ReviewStore::create(const QString& path, const ReviewSource& source) {
    const QFileInfo info(path);
    if (info.exists() && info.size() > 0) {
        return makeError(ErrorKind::Usage, "{} is there already: open it, or choose another name.",
                         path.toStdString());
    }
    if (!QDir().mkpath(info.absolutePath())) {
        return makeError(ErrorKind::Output,
                         "The folder {} for the review file cannot be made: choose another.",
                         info.absolutePath().toStdString());
    }
    auto store = connect(path);
    if (!store) return store;
    QSqlDatabase database = QSqlDatabase::database((*store)->m_connection);
    {
        QSqlQuery mode(database);
        if (!mode.exec(u"PRAGMA journal_mode = WAL"_s)) return failed(path, database, mode);
    }
    WriteTransaction transaction(database);
    QSqlQuery& query = transaction.query();
    bool good = transaction.started();
    for (const char* statement : schema) good = good && query.exec(QLatin1StringView(statement));
    const std::pair<QString, QString> rows[] = {{u"dataset"_s, source.dataset},
                                                {u"results"_s, source.results},
                                                {u"robot"_s, source.robot},
                                                {u"tcp"_s, source.tcp},
                                                {u"ignore_links"_s, source.ignoreLinks}};
    for (const auto& [key, value] : rows)
        good = good && run(query, u"INSERT INTO meta(key, value) VALUES(?, ?)"_s,
                           {key, value.isNull() ? u""_s : value});
    good = good && query.exec(u"PRAGMA application_id = %1"_s.arg(applicationId)) &&
           query.exec(u"PRAGMA user_version = %1"_s.arg(schemaVersion));
    if (!good || !transaction.commit()) return failed(path, database, query);
    return store;
}

Result<std::unique_ptr<ReviewStore>> ReviewStore::open(const QString& path) {
    if (!QFileInfo::exists(path)) {
        return inputError("There is no review file {}: check the path, or make one from a dataset.",
                          path.toStdString());
    }
    auto store = connect(path);
    if (!store) return store;
    QSqlDatabase database = QSqlDatabase::database((*store)->m_connection);
    QSqlQuery query(database);
    const auto number = [&query](const QString& sql) -> std::optional<int> {
        if (!query.exec(sql) || !query.next()) return {};
        return query.value(0).toInt();
    };
    const auto id = number(u"PRAGMA application_id"_s);
    if (!id || *id != applicationId) {
        return inputError("{} is not a review file of Camframe: choose a *.camreview file.",
                          path.toStdString());
    }
    const auto version = number(u"PRAGMA user_version"_s);
    if (!version || *version < 1 || *version > schemaVersion) {
        return inputError("The review file {} has version {}, this program reads up to {}: update Camframe.",
                          path.toStdString(), version.value_or(0), schemaVersion);
    }
    query.exec(u"PRAGMA synchronous = NORMAL"_s);
    return store;
}

ReviewStore::~ReviewStore() {
    QSqlDatabase::removeDatabase(m_connection);
}

Result<ReviewSource> ReviewStore::source() const {
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    QSqlQuery query(database);
    if (!query.exec(u"SELECT key, value FROM meta"_s)) return failed(m_path, database, query);
    ReviewSource source;
    const std::map<QString, QString*> fields{{u"dataset"_s, &source.dataset},
                                             {u"results"_s, &source.results},
                                             {u"robot"_s, &source.robot},
                                             {u"tcp"_s, &source.tcp},
                                             {u"ignore_links"_s, &source.ignoreLinks}};
    while (query.next()) {
        const auto field = fields.find(query.value(0).toString());
        if (field != fields.end()) *field->second = query.value(1).toString();
    }
    return source;
}

Result<void> ReviewStore::add(std::span<const ReviewItem> items) {
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    WriteTransaction transaction(database);
    const auto change = transaction.started() ? transaction.nextChange() : std::nullopt;
    if (!change) return failed(m_path, database, transaction.query());
    QSqlQuery query(database);
    const bool prepared = query.prepare(
        u"INSERT INTO items(episode, episode_name, camera, robot, task, grouping, status, risk, remarks, "
        "calibration, change) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(episode, camera) DO UPDATE "
        "SET episode_name = excluded.episode_name, robot = excluded.robot, task = excluded.task, "
        "status = excluded.status, risk = excluded.risk, remarks = excluded.remarks, "
        "calibration = excluded.calibration, change = excluded.change"_s);
    if (!prepared) return failed(m_path, database, query);
    const auto text = [](const QString& value) { return value.isNull() ? QVariant(u""_s) : QVariant(value); };
    for (const ReviewItem& item : items) {
        const QVariantList values{item.episode,
                                  text(item.episodeName),
                                  text(item.camera),
                                  text(item.robot),
                                  text(item.task),
                                  text(item.group),
                                  statusValue(item.status),
                                  riskValue(item.risk),
                                  text(item.remarks),
                                  text(item.calibration),
                                  *change};
        for (qsizetype i = 0; i < values.size(); ++i) query.bindValue(static_cast<int>(i), values[i]);
        if (!query.exec()) return failed(m_path, database, query);
    }
    if (!transaction.commit()) return failed(m_path, database, transaction.query());
    return {};
}

Result<std::vector<ReviewItem>> ReviewStore::items(qint64 sinceChange) const {
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    QSqlQuery query(database);
    query.setForwardOnly(true);
    if (!run(query, u"SELECT "_s + columns + u" FROM items WHERE change > ? ORDER BY id"_s, {sinceChange}))
        return failed(m_path, database, query);
    std::vector<ReviewItem> items;
    QSet<QString> shared;
    while (query.next()) items.push_back(itemOf(query, shared));
    return items;
}

Result<ReviewAnswer> ReviewStore::change(qint64 id, const std::function<bool(ReviewItem&)>& edit) {
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    WriteTransaction transaction(database);
    QSqlQuery& query = transaction.query();
    if (!transaction.started() || !run(query, u"SELECT "_s + columns + u" FROM items WHERE id = ?"_s, {id}))
        return failed(m_path, database, query);
    if (!query.next()) {
        return inputError("The review file {} has no item {} any more: open it again.", m_path.toStdString(),
                          id);
    }
    QSet<QString> shared;
    ReviewAnswer answer{itemOf(query, shared), false};
    query.finish();
    ReviewItem edited = answer.item;
    if (!edit(edited)) return answer;
    answer.granted = true;
    if (edited == answer.item) return answer;
    const auto next = transaction.nextChange();
    if (!next) return failed(m_path, database, query);
    edited.change = *next;
    const auto text = [](const QString& value) { return value.isNull() ? QVariant(u""_s) : QVariant(value); };
    if (!run(query,
             u"UPDATE items SET grouping = ?, status = ?, risk = ?, remarks = ?, verdict = ?, reason = ?, "
             "reviewer = ?, claimed_by = ?, claimed_at = ?, change = ? WHERE id = ?"_s,
             {text(edited.group), statusValue(edited.status), riskValue(edited.risk), text(edited.remarks),
              verdictIdentifier(edited.verdict), text(edited.reason), text(edited.reviewer),
              text(edited.claimedBy), edited.claimedAt, edited.change, id}) ||
        !transaction.commit())
        return failed(m_path, database, query);
    answer.item = std::move(edited);
    return answer;
}

Result<ReviewAnswer> ReviewStore::claim(qint64 id, const QString& reviewer, qint64 now) {
    return change(id, [&](ReviewItem& item) {
        if (claimedByOther(item, reviewer, now)) return false;
        item.claimedBy = reviewer;
        item.claimedAt = now;
        return true;
    });
}

Result<ReviewAnswer> ReviewStore::release(qint64 id, const QString& reviewer) {
    return change(id, [&](ReviewItem& item) {
        if (item.claimedBy != reviewer) return false;
        item.claimedBy.clear();
        item.claimedAt = 0;
        return true;
    });
}

Result<ReviewAnswer> ReviewStore::judge(qint64 id, Verdict verdict, const QString& reason,
                                        const QString& reviewer, qint64 seenChange, qint64 now) {
    return change(id, [&](ReviewItem& item) {
        if (claimedByOther(item, reviewer, now)) return false;
        const bool byAnother = item.verdict != Verdict::None && item.reviewer != reviewer;
        if (byAnother && item.change > seenChange) return false;
        item.verdict = verdict;
        item.reason = reason;
        item.reviewer = verdict == Verdict::None ? QString() : reviewer;
        return true;
    });
}

Result<ReviewAnswer> ReviewStore::setResult(qint64 id, std::optional<CalibrationStatus> status, double risk,
                                            const QString& remarks) {
    return change(id, [&](ReviewItem& item) {
        item.status = status;
        item.risk = risk;
        item.remarks = remarks;
        return true;
    });
}

Result<void> ReviewStore::setGroup(std::span<const qint64> ids, const QString& group) {
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    WriteTransaction transaction(database);
    const auto change = transaction.started() ? transaction.nextChange() : std::nullopt;
    if (!change) return failed(m_path, database, transaction.query());
    QSqlQuery query(database);
    for (const qint64 id : ids)
        if (!run(query, u"UPDATE items SET grouping = ?, change = ? WHERE id = ?"_s,
                 {group.isNull() ? u""_s : group, *change, id}))
            return failed(m_path, database, query);
    if (!transaction.commit()) return failed(m_path, database, transaction.query());
    return {};
}

Result<std::map<QString, QString>> ReviewStore::queries(const QString& reviewer) const {
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    QSqlQuery query(database);
    if (!run(query, u"SELECT name, text FROM queries WHERE reviewer = ?"_s, {reviewer}))
        return failed(m_path, database, query);
    std::map<QString, QString> all;
    while (query.next()) all[query.value(0).toString()] = query.value(1).toString();
    return all;
}

Result<void> ReviewStore::saveQuery(const QString& reviewer, const QString& name, const QString& text) {
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    QSqlQuery query(database);
    const bool good =
        text.isEmpty()
            ? run(query, u"DELETE FROM queries WHERE reviewer = ? AND name = ?"_s, {reviewer, name})
            : run(query, u"INSERT OR REPLACE INTO queries(reviewer, name, text) VALUES(?, ?, ?)"_s,
                  {reviewer, name, text});
    if (!good) return failed(m_path, database, query);
    return {};
}

Result<ReviewStore::Place> ReviewStore::place(const QString& reviewer) const {
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    QSqlQuery query(database);
    if (!run(query, u"SELECT item, query FROM places WHERE reviewer = ?"_s, {reviewer}))
        return failed(m_path, database, query);
    if (!query.next()) return Place{};
    return Place{query.value(0).toLongLong(), query.value(1).toString()};
}

Result<void> ReviewStore::setPlace(const QString& reviewer, const Place& place) {
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    QSqlQuery query(database);
    if (!run(query, u"INSERT OR REPLACE INTO places(reviewer, item, query) VALUES(?, ?, ?)"_s,
             {reviewer, place.item, place.query.isNull() ? u""_s : place.query}))
        return failed(m_path, database, query);
    return {};
}

}  // namespace camframe
