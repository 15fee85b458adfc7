// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>
#include <functional>
#include <memory>
#include <optional>

#include "model/core/result.h"
#include "model/qt/review/review_address.h"

namespace camframe {

/// The connection to a review project, and all that SQLite and PostgreSQL do differently. Statements are
/// written once, in the SQL that both understand.
///
/// Use on the thread that made it. No QSqlQuery may be alive when it goes or is restored.
class ReviewDatabase {
public:
    /// Opens the connection; says nothing about what lies there.
    /// @param patience  Seconds to wait for a server that is away.
    static Result<std::unique_ptr<ReviewDatabase>> connect(const ReviewAddress& address, int patience = 0);
    virtual ~ReviewDatabase();
    ReviewDatabase(const ReviewDatabase&) = delete;
    ReviewDatabase& operator=(const ReviewDatabase&) = delete;

    const ReviewAddress& address() const { return m_address; }
    /// What the project remembers where its name does not say it.
    void setFolder(const QString& folder) { m_address.folder = folder; }
    QSqlDatabase handle() const;
    /// A transaction is open: what fails in it is not tried again on its own.
    bool isWriting() const { return m_writing; }
    /// One sentence about a statement that failed.
    tl::unexpected<Error> failure(const QSqlError& error) const;

    /// The version of the project that lies here; nothing: there is none. Errors: it lies there and is not
    /// ours, or cannot be read.
    virtual Result<std::optional<int>> version() const = 0;
    virtual QString versionStatement(int version) const = 0;
    /// Run before the tables of a new project are made; outside of and within its transaction.
    virtual QStringList beforeCreation() const = 0;
    virtual QStringList inCreation() const = 0;
    /// The type of a column that numbers rows by itself.
    virtual QString numberedKey() const = 0;
    /// Statements after rows with numbers of their own were added to a table.
    virtual QStringList afterNumbering(const QString& table) const = 0;
    /// Statements that begin a transaction which no other write comes between.
    virtual QStringList beginWriting() const = 0;
    /// The same may be tried again: the server went away, or two writes stood in each other's way.
    virtual bool passes(const QSqlError& error) const = 0;
    /// Waits until the connection works again; false: it did not within the time of setPatience().
    virtual bool restore() = 0;
    /// @param seconds  How long to wait for a server that went away.
    void setPatience(int seconds) { m_patience = seconds; }
    int patience() const { return m_patience; }

protected:
    ReviewDatabase(ReviewAddress address, const QString& driver);
    virtual std::string reasonOf(const QSqlError& error) const = 0;

    ReviewAddress m_address;
    QString m_connection;

private:
    friend class ReviewTransaction;
    int m_patience = 30;
    bool m_writing = false;
};

/// Runs a prepared statement.
bool runSql(QSqlQuery& query, const QString& sql, const QVariantList& values = {});

/// A write: everything or nothing, and nobody else's between what it reads and what it writes.
class ReviewTransaction {
public:
    explicit ReviewTransaction(ReviewDatabase& database) : m_database(database), m_query(database.handle()) {}
    ~ReviewTransaction();
    ReviewTransaction(const ReviewTransaction&) = delete;
    ReviewTransaction& operator=(const ReviewTransaction&) = delete;

    /// @param lock  Waits for other writers; not before there are tables.
    bool begin(bool lock = true);
    bool commit();
    bool run(const QString& sql, const QVariantList& values = {});
    /// Of the last run(); finished before the next.
    QSqlQuery& query() { return m_query; }
    /// Raises the counter of changes. Writers wait for each other here at the latest, so that whoever reads
    /// sees lower numbers never later than higher ones.
    std::optional<qint64> nextChange();
    /// The error of the statement that failed; remembered for mayPass().
    tl::unexpected<Error> failed(const QSqlError& error = {});
    bool mayPass() const { return m_mayPass; }

private:
    ReviewDatabase& m_database;
    QSqlQuery m_query;
    bool m_mayPass = false;
};

/// Runs `work` in one transaction, which is taken back when it gives an error. Where the server went away it
/// waits and runs it again: also when the server may have committed before it died. Work must therefore be
/// such that twice is the same as once.
template <class T>
Result<T> writeReview(ReviewDatabase& database, const std::function<Result<T>(ReviewTransaction&)>& work) {
    for (int attempt = 0;; ++attempt) {
        bool mayPass = false;
        Result<T> result = [&]() -> Result<T> {
            ReviewTransaction transaction(database);
            if (!transaction.begin()) {
                auto error = transaction.failed();
                mayPass = transaction.mayPass();
                return error;
            }
            Result<T> done = work(transaction);
            if (done && !transaction.commit()) done = transaction.failed();
            mayPass = transaction.mayPass();
            return done;
        }();
        constexpr int attempts = 20;
        if (result || !mayPass || attempt == attempts || !database.restore()) return result;
    }
}

/// Runs a query that writes nothing; `read` takes its rows. Again where the server went away.
template <class T>
Result<T> readReview(ReviewDatabase& database, const QString& sql, const QVariantList& values,
                     const std::function<T(QSqlQuery&)>& read) {
    for (int attempt = 0;; ++attempt) {
        QSqlError error;
        {
            QSqlQuery query(database.handle());
            query.setForwardOnly(true);
            if (runSql(query, sql, values)) {
                T result = read(query);
                if (!query.lastError().isValid()) return result;
            }
            error = query.lastError();
        }
        constexpr int attempts = 3;
        if (database.isWriting() || !database.passes(error) || attempt == attempts || !database.restore())
            return database.failure(error);
    }
}

}  // namespace camframe
