// SPDX-License-Identifier: Apache-2.0
// What a review project keeps of people: their history, queries and places, and all of it at once.
#include "model/qt/review/review_row.h"
#include "model/qt/review/review_store.h"

namespace camframe {

namespace {

using namespace Qt::StringLiterals;

std::vector<ReviewEvent> readEvents(QSqlQuery& query) {
    std::vector<ReviewEvent> events;
    QSet<QString> shared;
    while (query.next()) events.push_back(reviewrow::readEvent(query, shared));
    return events;
}

}  // namespace

Result<std::vector<ReviewEvent>> ReviewStore::history(qint64 item) const {
    const QString sql = u"SELECT "_s + reviewrow::eventColumns() + u" FROM history"_s;
    if (item == 0)
        return readReview<std::vector<ReviewEvent>>(*m_database, sql + u" ORDER BY id"_s, {}, readEvents);
    return readReview<std::vector<ReviewEvent>>(*m_database, sql + u" WHERE item = ? ORDER BY id"_s, {item},
                                                readEvents);
}

Result<ReviewSnapshot> ReviewStore::snapshot() const {
    // As a write, so that nothing is written between its parts.
    return writeReview<ReviewSnapshot>(*m_database, [this](ReviewTransaction&) -> Result<ReviewSnapshot> {
        ReviewSnapshot all;
        auto source = this->source();
        auto items = this->items();
        auto history = this->history();
        if (!source) return tl::unexpected(source.error());
        if (!items) return tl::unexpected(items.error());
        if (!history) return tl::unexpected(history.error());
        all.source = *source;
        all.items = std::move(*items);
        all.history = std::move(*history);
        const auto change = lastChange();
        if (!change) return tl::unexpected(change.error());
        all.change = *change;
        const auto queries = readReview<decltype(all.queries)>(
            *m_database, u"SELECT reviewer, name, text FROM queries"_s, {}, [](QSqlQuery& query) {
                decltype(ReviewSnapshot::queries) rows;
                while (query.next())
                    rows[{query.value(0).toString(), query.value(1).toString()}] = query.value(2).toString();
                return rows;
            });
        if (!queries) return tl::unexpected(queries.error());
        all.queries = *queries;
        const auto places = readReview<decltype(all.places)>(
            *m_database, u"SELECT reviewer, item, query FROM places"_s, {}, [](QSqlQuery& query) {
                decltype(ReviewSnapshot::places) rows;
                while (query.next())
                    rows[query.value(0).toString()] = {query.value(1).toLongLong(),
                                                       query.value(2).toString()};
                return rows;
            });
        if (!places) return tl::unexpected(places.error());
        all.places = *places;
        return all;
    });
}

Result<void> ReviewStore::write(const QString& sql, const QVariantList& values) {
    return writeReview<void>(*m_database, [&](ReviewTransaction& transaction) -> Result<void> {
        if (!transaction.run(sql, values)) return transaction.failed();
        return {};
    });
}

Result<std::map<QString, QString>> ReviewStore::queries(const QString& reviewer) const {
    return readReview<std::map<QString, QString>>(
        *m_database, u"SELECT name, text FROM queries WHERE reviewer = ?"_s, {reviewer},
        [](QSqlQuery& query) {
            std::map<QString, QString> all;
            while (query.next()) all[query.value(0).toString()] = query.value(1).toString();
            return all;
        });
}

Result<void> ReviewStore::saveQuery(const QString& reviewer, const QString& name, const QString& text) {
    if (text.isEmpty())
        return write(u"DELETE FROM queries WHERE reviewer = ? AND name = ?"_s, {reviewer, name});
    return write(
        u"INSERT INTO queries(reviewer, name, text) VALUES(?, ?, ?) "
        "ON CONFLICT(reviewer, name) DO UPDATE SET text = excluded.text"_s,
        {reviewer, name, text});
}

Result<ReviewStore::Place> ReviewStore::place(const QString& reviewer) const {
    return readReview<Place>(
        *m_database, u"SELECT item, query FROM places WHERE reviewer = ?"_s, {reviewer},
        [](QSqlQuery& query) {
            return query.next() ? Place{query.value(0).toLongLong(), query.value(1).toString()} : Place{};
        });
}

Result<void> ReviewStore::setPlace(const QString& reviewer, const Place& place) {
    return write(
        u"INSERT INTO places(reviewer, item, query) VALUES(?, ?, ?) "
        "ON CONFLICT(reviewer) DO UPDATE SET item = excluded.item, query = excluded.query"_s,
        {reviewer, place.item, place.query.isNull() ? u""_s : place.query});
}

}  // namespace camframe
