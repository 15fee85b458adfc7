// SPDX-License-Identifier: Apache-2.0
#include "model/qt/review/review_store.h"

#include <QDir>
#include <QFileInfo>
#include <QUuid>

#include "model/core/slow_work.h"
#include "model/qt/review/review_row.h"

namespace camframe {

namespace {

using namespace Qt::StringLiterals;

/// Databases keep a null text as NULL, which the columns refuse.
QVariant text(const QString& value) {
    return value.isNull() ? QVariant(u""_s) : QVariant(value);
}

std::map<QString, QString> metaOf(const ReviewSource& source, const ReviewAddress& address) {
    std::map<QString, QString> rows{{u"dataset"_s, source.dataset},
                                    {u"results"_s, source.results},
                                    {u"robot"_s, source.robot},
                                    {u"tcp"_s, source.tcp},
                                    {u"ignore_links"_s, source.ignoreLinks},
                                    {u"profile"_s, source.profile},
                                    {u"format"_s, source.format}};
    if (address.onServer()) rows[u"folder"_s] = address.folder;
    return rows;
}

using MetaRows = std::map<QString, QString>;

Result<MetaRows> readMeta(ReviewDatabase& database) {
    return readReview<MetaRows>(database, u"SELECT key, value FROM meta"_s, {}, [](QSqlQuery& query) {
        MetaRows rows;
        while (query.next()) rows[query.value(0).toString()] = query.value(1).toString();
        return rows;
    });
}

ReviewSource sourceOf(const MetaRows& rows) {
    const auto value = [&rows](const QString& key) {
        const auto found = rows.find(key);
        return found == rows.end() ? QString() : found->second;
    };
    return {value(u"dataset"_s),      value(u"results"_s), value(u"robot"_s), value(u"tcp"_s),
            value(u"ignore_links"_s), value(u"profile"_s), value(u"format"_s)};
}

const QString insertItem =
    u"INSERT INTO items(episode, episode_name, camera, robot, task, frame_count, width, height, id, %1) "
    "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, %2)"_s;

/// Writes many rows with one prepared statement: servers read it once.
class RowWriter {
public:
    RowWriter(const ReviewDatabase& database, const QString& sql) : m_query(database.handle()) {
        m_good = m_query.prepare(sql);
    }
    void write(const QVariantList& values) {
        for (qsizetype i = 0; i < values.size(); ++i) m_query.bindValue(static_cast<int>(i), values[i]);
        m_good = m_good && m_query.exec();
    }
    bool good() const { return m_good; }
    QSqlError error() const { return m_query.lastError(); }

private:
    QSqlQuery m_query;
    bool m_good = false;
};

/// Nothing, or the first error.
std::optional<QSqlError> insertAll(const ReviewDatabase& database, const ReviewSnapshot& snapshot) {
    // The columns of assignments(), as an insertion names them.
    const QStringList rest = QString(reviewrow::assignments()).remove(u" = ?"_s).split(u", "_s);
    RowWriter items(database,
                    insertItem.arg(rest.join(u", "_s), QStringList(rest.size(), u"?"_s).join(u", "_s)));
    for (ReviewItem item : snapshot.items) {
        item.claimedBy.clear();
        item.claimedAt = 0;
        QVariantList values{item.episode,    text(item.episodeName), text(item.camera), text(item.robot),
                            text(item.task), item.frameCount,        item.width,        item.height,
                            item.id};
        items.write(values + reviewrow::values(item));
    }
    if (!items.good()) return items.error();
    RowWriter events(database, reviewrow::addEvent());
    for (const ReviewEvent& event : snapshot.history) events.write(reviewrow::eventValues(event));
    if (!events.good()) return events.error();
    RowWriter queries(database, u"INSERT INTO queries(reviewer, name, text) VALUES(?, ?, ?)"_s);
    for (const auto& [key, query] : snapshot.queries)
        queries.write({text(key.first), text(key.second), text(query)});
    if (!queries.good()) return queries.error();
    RowWriter places(database, u"INSERT INTO places(reviewer, item, query) VALUES(?, ?, ?)"_s);
    for (const auto& [reviewer, place] : snapshot.places)
        places.write({text(reviewer), place.item, text(place.query)});
    if (!places.good()) return places.error();
    RowWriter counter(database, u"UPDATE meta SET value = ? WHERE key = 'change'"_s);
    counter.write({QString::number(snapshot.change)});
    if (!counter.good()) return counter.error();
    return {};
}

}  // namespace

Result<bool> ReviewStore::exists(const QString& name) {
    const auto address = ReviewAddress::parse(name);
    if (!address) return tl::unexpected(address.error());
    if (!address->onServer()) return QFileInfo(address->file).size() > 0;
    const auto database = ReviewDatabase::connect(*address);
    if (!database) return tl::unexpected(database.error());
    const auto version = (*database)->version();
    if (!version) return tl::unexpected(version.error());
    return version->has_value();
}

Result<std::unique_ptr<ReviewStore>> ReviewStore::create(const QString& name, const ReviewSource& source) {
    ReviewSnapshot empty;
    empty.source = source;
    return createFrom(name, empty);
}

Result<std::unique_ptr<ReviewStore>> ReviewStore::createFrom(const QString& name,
                                                             const ReviewSnapshot& snapshot) {
    slowWorkBegins("opening a review list");
    auto address = ReviewAddress::parse(name);
    if (!address) return tl::unexpected(address.error());
    if (address->onServer() && address->folder.isEmpty()) {
        if (snapshot.source.results.isEmpty())
            return makeError(
                ErrorKind::Usage,
                "{} needs a folder for what people do, which all of them reach: add ?folder=DIR to "
                "its name.",
                name.toStdString());
        address->folder = snapshot.source.results + u".review"_s;
    }
    if (!address->onServer()) {
        const QFileInfo info(address->file);
        if (info.exists() && info.size() > 0) {
            return makeError(ErrorKind::Usage, "{} is there already: open it, or choose another name.",
                             name.toStdString());
        }
        if (!QDir().mkpath(info.absolutePath())) {
            return makeError(ErrorKind::Output,
                             "The folder {} for the review file cannot be made: choose another.",
                             info.absolutePath().toStdString());
        }
    }
    auto database = ReviewDatabase::connect(*address);
    if (!database) return tl::unexpected(database.error());
    if (address->onServer()) {
        const auto version = (*database)->version();
        if (!version) return tl::unexpected(version.error());
        if (version->has_value())
            return makeError(ErrorKind::Usage,
                             "{} is there already: open it, or choose another project name.",
                             name.toStdString());
    }
    for (const QString& statement : (*database)->beforeCreation()) {
        QSqlQuery query((*database)->handle());
        if (!query.exec(statement)) return (*database)->failure(query.lastError());
    }
    {
        ReviewTransaction transaction(**database);
        bool good = transaction.begin(false);
        for (const QStringList& statements :
             {(*database)->inCreation(), reviewrow::schema((*database)->numberedKey())})
            for (const QString& statement : statements) good = good && transaction.run(statement);
        for (const auto& [key, value] : metaOf(snapshot.source, *address))
            good =
                good && transaction.run(u"INSERT INTO meta(key, value) VALUES(?, ?)"_s, {key, text(value)});
        if (good)
            if (const auto error = insertAll(**database, snapshot)) return transaction.failed(*error);
        for (const QString& statement : (*database)->afterNumbering(u"items"_s))
            good = good && transaction.run(statement);
        good = good && transaction.run((*database)->versionStatement(reviewrow::schemaVersion));
        if (!good || !transaction.commit()) return transaction.failed();
    }
    return std::unique_ptr<ReviewStore>(new ReviewStore(std::move(*database)));
}

Result<std::unique_ptr<ReviewStore>> ReviewStore::open(const QString& name, int patience) {
    slowWorkBegins("opening a review list");
    auto address = ReviewAddress::parse(name);
    if (!address) return tl::unexpected(address.error());
    if (!address->onServer() && !QFileInfo::exists(address->file)) {
        return inputError("There is no review file {}: check the path, or make one from a dataset.",
                          name.toStdString());
    }
    auto database = ReviewDatabase::connect(*address, patience);
    if (!database) return tl::unexpected(database.error());
    const auto version = (*database)->version();
    if (!version) return tl::unexpected(version.error());
    if (!version->has_value()) {
        return inputError(
            "There is no review project {}: check its name, or make it with 'camframe project new'.",
            name.toStdString());
    }
    if (**version < 1 || **version > reviewrow::schemaVersion) {
        return inputError("The review file {} has version {}, this program reads up to {}: update Camframe.",
                          name.toStdString(), **version, reviewrow::schemaVersion);
    }
    std::unique_ptr<ReviewStore> store(new ReviewStore(std::move(*database)));
    if (**version < reviewrow::schemaVersion)
        if (auto migrated = store->migrate(); !migrated) return tl::unexpected(migrated.error());
    if (address->onServer() && address->folder.isEmpty()) {
        const auto meta = readMeta(*store->m_database);
        if (!meta) return tl::unexpected(meta.error());
        if (const auto folder = meta->find(u"folder"_s); folder != meta->end())
            store->m_database->setFolder(folder->second);
    }
    return store;
}

Result<void> ReviewStore::migrate() {
    return writeReview<void>(*m_database, [this](ReviewTransaction& transaction) -> Result<void> {
        // Under the lock once more: another window may have done it meanwhile.
        const auto version = m_database->version();
        if (!version) return tl::unexpected(version.error());
        bool good = true;
        for (const QString& statement :
             reviewrow::migration(version->value_or(reviewrow::schemaVersion), m_database->numberedKey()))
            good = good && transaction.run(statement);
        good = good && transaction.run(m_database->versionStatement(reviewrow::schemaVersion));
        if (!good) return transaction.failed();
        return {};
    });
}

Result<ReviewSource> ReviewStore::source() const {
    const auto meta = readMeta(*m_database);
    if (!meta) return tl::unexpected(meta.error());
    return sourceOf(*meta);
}

Result<void> ReviewStore::add(std::span<const ReviewItem> items) {
    return writeReview<void>(*m_database, [&](ReviewTransaction& transaction) -> Result<void> {
        const auto change = transaction.nextChange();
        if (!change) return transaction.failed();
        QSqlQuery query(m_database->handle());
        if (!query.prepare(reviewrow::upsert())) return transaction.failed(query.lastError());
        for (const ReviewItem& item : items) {
            const QVariantList values = reviewrow::importValues(item, *change);
            for (qsizetype i = 0; i < values.size(); ++i) query.bindValue(static_cast<int>(i), values[i]);
            if (!query.exec()) return transaction.failed(query.lastError());
        }
        return {};
    });
}

Result<qint64> ReviewStore::lastChange() const {
    return readReview<qint64>(
        *m_database, u"SELECT value FROM meta WHERE key = 'change'"_s, {},
        [](QSqlQuery& query) { return query.next() ? query.value(0).toLongLong() : 0; });
}

Result<std::vector<ReviewItem>> ReviewStore::items(qint64 sinceChange) const {
    return readReview<std::vector<ReviewItem>>(
        *m_database, u"SELECT "_s + reviewrow::columns() + u" FROM items WHERE change > ? ORDER BY id"_s,
        {sinceChange}, [](QSqlQuery& query) {
            std::vector<ReviewItem> items;
            QSet<QString> shared;
            while (query.next()) items.push_back(reviewrow::read(query, shared));
            return items;
        });
}

Result<ReviewAnswer> ReviewStore::change(qint64 id, std::span<const ReviewEvent> events,
                                         const std::function<bool(ReviewItem&)>& edit) {
    return writeReview<ReviewAnswer>(
        *m_database, [&](ReviewTransaction& transaction) -> Result<ReviewAnswer> {
            QSqlQuery& query = transaction.query();
            if (!transaction.run(u"SELECT "_s + reviewrow::columns() + u" FROM items WHERE id = ?"_s, {id}))
                return transaction.failed();
            if (!query.next()) {
                return inputError("The review file {} has no item {} any more: open it again.",
                                  path().toStdString(), id);
            }
            QSet<QString> shared;
            ReviewAnswer answer{reviewrow::read(query, shared), false};
            query.finish();
            // A server may have died after it kept the change and before it said so.
            std::vector<ReviewEvent> fresh;
            for (const ReviewEvent& event : events) {
                if (!transaction.run(u"SELECT 1 FROM history WHERE token = ?"_s, {event.token}))
                    return transaction.failed();
                if (!query.next()) fresh.push_back(event);
                query.finish();
            }
            if (!events.empty() && fresh.empty()) {
                answer.granted = true;
                return answer;
            }
            ReviewItem edited = answer.item;
            if (!edit(edited)) return answer;
            answer.granted = true;
            for (ReviewEvent& event : fresh) {
                event.item = id;
                if (!transaction.run(reviewrow::addEvent(), reviewrow::eventValues(event)))
                    return transaction.failed();
            }
            if (edited == answer.item) return answer;
            const auto next = transaction.nextChange();
            if (!next) return transaction.failed();
            edited.change = *next;
            QVariantList values = reviewrow::values(edited);
            values << id;
            if (!transaction.run(u"UPDATE items SET "_s + reviewrow::assignments() + u" WHERE id = ?"_s,
                                 values))
                return transaction.failed();
            answer.item = std::move(edited);
            return answer;
        });
}

Result<ReviewAnswer> ReviewStore::claim(qint64 id, const QString& reviewer, qint64 now) {
    return change(id, {}, [&](ReviewItem& item) {
        if (claimedByOther(item, reviewer, now)) return false;
        item.claimedBy = reviewer;
        item.claimedAt = now;
        return true;
    });
}

Result<ReviewAnswer> ReviewStore::release(qint64 id, const QString& reviewer) {
    return change(id, {}, [&](ReviewItem& item) {
        if (item.claimedBy != reviewer) return false;
        item.claimedBy.clear();
        item.claimedAt = 0;
        return true;
    });
}

Result<ReviewAnswer> ReviewStore::judge(qint64 id, Verdict verdict, const QString& reason,
                                        const QString& reviewer, qint64 seenChange, qint64 now, qint64 pose,
                                        const std::optional<RigidTransform>& place) {
    const ReviewEvent event{QUuid::createUuid().toString(QUuid::WithoutBraces),
                            id,
                            now,
                            reviewer,
                            ReviewEvent::verdictAction(),
                            verdict,
                            reason,
                            pose,
                            place};
    return change(id, {&event, 1}, [&](ReviewItem& item) {
        if (claimedByOther(item, reviewer, now) || isSigned(item)) return false;
        const bool byAnother = item.verdict != Verdict::None && item.reviewer != reviewer;
        if (byAnother && item.change > seenChange) return false;
        giveVerdict(item, verdict, reason, reviewer, now, pose);
        return true;
    });
}

Result<ReviewAnswer> ReviewStore::sign(qint64 id, bool signature, const QString& reviewer, qint64 now) {
    ReviewEvent event;
    event.token = QUuid::createUuid().toString(QUuid::WithoutBraces);
    event.at = now;
    event.reviewer = reviewer;
    event.action = signature ? ReviewEvent::signAction() : ReviewEvent::unsignAction();
    return change(id, {&event, 1}, [&](ReviewItem& item) {
        if (!signature) {
            if (item.signedBy.isEmpty()) return false;
            item.signedBy.clear();
            item.signedAt = 0;
            return true;
        }
        const bool final = item.verdict == Verdict::Accepted || item.verdict == Verdict::Rejected;
        if (!final || isStale(item) || isSigned(item) || item.reviewer == reviewer ||
            claimedByOther(item, reviewer, now))
            return false;
        item.signedBy = reviewer;
        item.signedAt = now;
        return true;
    });
}

Result<ReviewAnswer> ReviewStore::setResult(qint64 id, const ReviewResult& result) {
    return change(id, {}, [&](ReviewItem& item) {
        takeResult(item, result);
        return true;
    });
}

Result<ReviewAnswer> ReviewStore::merge(qint64 id, std::span<const ReviewEvent> events,
                                        const std::function<void(ReviewItem&)>& edit) {
    return change(id, events, [&edit](ReviewItem& item) {
        edit(item);
        return true;
    });
}

Result<std::vector<ReviewItem>> ReviewStore::setText(std::span<const qint64> ids, ReviewText what,
                                                     const QString& text, std::span<const QString> seen) {
    const QString column = what == ReviewText::Group    ? u"grouping"_s
                           : what == ReviewText::Tags   ? u"tags"_s
                           : what == ReviewText::Frames ? u"frames"_s
                                                        : u"notes"_s;
    using Items = std::vector<ReviewItem>;
    return writeReview<Items>(*m_database, [&](ReviewTransaction& transaction) -> Result<Items> {
        const auto change = transaction.nextChange();
        if (!change) return transaction.failed();
        QSqlQuery& query = transaction.query();
        Items changed;
        QSet<QString> shared;
        for (size_t i = 0; i < ids.size(); ++i) {
            const qint64 id = ids[i];
            QString update = u"UPDATE items SET %1 = ?, change = ? WHERE id = ?"_s.arg(column);
            QVariantList values{camframe::text(text), *change, id};
            if (!seen.empty()) {
                update += u" AND COALESCE(%1, '') = ?"_s.arg(column);
                values << camframe::text(seen[i]);
            }
            if (!transaction.run(update, values) ||
                !transaction.run(u"SELECT "_s + reviewrow::columns() + u" FROM items WHERE id = ?"_s, {id}))
                return transaction.failed();
            if (query.next()) changed.push_back(reviewrow::read(query, shared));
            query.finish();
        }
        return changed;
    });
}

}  // namespace camframe
