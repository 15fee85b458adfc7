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

#include "model/qt/review/review_row.h"

namespace camframe {

namespace {

using namespace Qt::StringLiterals;

constexpr int applicationId = 0x43615276;  // "CaRv", in the SQLite header.

bool run(QSqlQuery& query, const QString& sql, const QVariantList& values = {}) {
    if (!query.prepare(sql)) return false;
    for (const QVariant& value : values) query.addBindValue(value);
    return query.exec();
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
    for (const QString& statement : reviewrow::schema()) good = good && query.exec(statement);
    const std::pair<QString, QString> rows[] = {{u"dataset"_s, source.dataset},
                                                {u"results"_s, source.results},
                                                {u"robot"_s, source.robot},
                                                {u"tcp"_s, source.tcp},
                                                {u"ignore_links"_s, source.ignoreLinks},
                                                {u"profile"_s, source.profile},
                                                {u"format"_s, source.format}};
    for (const auto& [key, value] : rows)
        good = good && run(query, u"INSERT INTO meta(key, value) VALUES(?, ?)"_s,
                           {key, value.isNull() ? u""_s : value});
    good = good && query.exec(u"PRAGMA application_id = %1"_s.arg(applicationId)) &&
           query.exec(u"PRAGMA user_version = %1"_s.arg(reviewrow::schemaVersion));
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
    if (!version || *version < 1 || *version > reviewrow::schemaVersion) {
        return inputError("The review file {} has version {}, this program reads up to {}: update Camframe.",
                          path.toStdString(), version.value_or(0), reviewrow::schemaVersion);
    }
    query.exec(u"PRAGMA synchronous = NORMAL"_s);
    if (*version < reviewrow::schemaVersion)
        if (auto migrated = (*store)->migrate(); !migrated) return tl::unexpected(migrated.error());
    return store;
}

Result<void> ReviewStore::migrate() {
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    WriteTransaction transaction(database);
    QSqlQuery& query = transaction.query();
    // Under the lock once more: another window may have done it meanwhile.
    bool good = transaction.started() && query.exec(u"PRAGMA user_version"_s) && query.next();
    const int version = good ? query.value(0).toInt() : 0;
    query.finish();
    for (const QString& statement : reviewrow::migration(version)) good = good && query.exec(statement);
    good = good && query.exec(u"PRAGMA user_version = %1"_s.arg(reviewrow::schemaVersion));
    if (!good || !transaction.commit()) return failed(m_path, database, query);
    return {};
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
                                             {u"ignore_links"_s, &source.ignoreLinks},
                                             {u"profile"_s, &source.profile},
                                             {u"format"_s, &source.format}};
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
    const bool prepared = query.prepare(reviewrow::upsert());
    if (!prepared) return failed(m_path, database, query);
    for (const ReviewItem& item : items) {
        const QVariantList values = reviewrow::importValues(item, *change);
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
    if (!run(query, u"SELECT "_s + reviewrow::columns() + u" FROM items WHERE change > ? ORDER BY id"_s,
             {sinceChange}))
        return failed(m_path, database, query);
    std::vector<ReviewItem> items;
    QSet<QString> shared;
    while (query.next()) items.push_back(reviewrow::read(query, shared));
    return items;
}

Result<ReviewAnswer> ReviewStore::change(qint64 id, const std::function<bool(ReviewItem&)>& edit) {
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    WriteTransaction transaction(database);
    QSqlQuery& query = transaction.query();
    if (!transaction.started() ||
        !run(query, u"SELECT "_s + reviewrow::columns() + u" FROM items WHERE id = ?"_s, {id}))
        return failed(m_path, database, query);
    if (!query.next()) {
        return inputError("The review file {} has no item {} any more: open it again.", m_path.toStdString(),
                          id);
    }
    QSet<QString> shared;
    ReviewAnswer answer{reviewrow::read(query, shared), false};
    query.finish();
    ReviewItem edited = answer.item;
    if (!edit(edited)) return answer;
    answer.granted = true;
    if (edited == answer.item) return answer;
    const auto next = transaction.nextChange();
    if (!next) return failed(m_path, database, query);
    edited.change = *next;
    QVariantList values = reviewrow::values(edited);
    values << id;
    if (!run(query, u"UPDATE items SET "_s + reviewrow::assignments() + u" WHERE id = ?"_s, values) ||
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
                                        const QString& reviewer, qint64 seenChange, qint64 now, qint64 pose) {
    return change(id, [&](ReviewItem& item) {
        if (claimedByOther(item, reviewer, now)) return false;
        const bool byAnother = item.verdict != Verdict::None && item.reviewer != reviewer;
        if (byAnother && item.change > seenChange) return false;
        giveVerdict(item, verdict, reason, reviewer, now, pose);
        return true;
    });
}

Result<ReviewAnswer> ReviewStore::setResult(qint64 id, const ReviewResult& result) {
    return change(id, [&](ReviewItem& item) {
        takeResult(item, result);
        return true;
    });
}

Result<std::vector<ReviewItem>> ReviewStore::setText(std::span<const qint64> ids, ReviewText what,
                                                     const QString& text) {
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    WriteTransaction transaction(database);
    const auto change = transaction.started() ? transaction.nextChange() : std::nullopt;
    if (!change) return failed(m_path, database, transaction.query());
    QSqlQuery query(database);
    const QString column = what == ReviewText::Group    ? u"grouping"_s
                           : what == ReviewText::Tags   ? u"tags"_s
                           : what == ReviewText::Frames ? u"frames"_s
                                                        : u"notes"_s;
    std::vector<ReviewItem> changed;
    QSet<QString> shared;
    for (const qint64 id : ids) {
        if (!run(query, u"UPDATE items SET %1 = ?, change = ? WHERE id = ?"_s.arg(column),
                 {text.isNull() ? u""_s : text, *change, id}) ||
            !run(query, u"SELECT "_s + reviewrow::columns() + u" FROM items WHERE id = ?"_s, {id}))
            return failed(m_path, database, query);
        if (query.next()) changed.push_back(reviewrow::read(query, shared));
        query.finish();
    }
    if (!transaction.commit()) return failed(m_path, database, transaction.query());
    return changed;
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
