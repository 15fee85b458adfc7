// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSet>
#include <QString>
#include <QStringList>
#include <QVariant>

#include "model/qt/review/review_event.h"
#include "model/qt/review/review_item.h"

class QSqlQuery;

namespace camframe::reviewrow {

// How a review project lies in tables, in the SQL that SQLite and PostgreSQL share.

/// 2: tags, frames, notes, picture sizes, fingerprints, time of verdict. 3: history, signatures.
constexpr int schemaVersion = 3;

/// Statements that make the tables of a new project.
/// @param numberedKey  Type of a column that numbers rows by itself.
QStringList schema(const QString& numberedKey);
/// Statements that bring a project of an older version up to date.
QStringList migration(int fromVersion, const QString& numberedKey);

/// The columns that read() expects, in its order.
const QString& columns();
/// @param shared  Texts seen before: a hundred thousand rows repeat few names, and each is held once.
ReviewItem read(const QSqlQuery& query, QSet<QString>& shared);

/// "column = ?" for everything that people and results change; `values` in the same order.
const QString& assignments();
QVariantList values(const ReviewItem& item);

/// Adds an import's row, or brings one up to date; takes importValues(). Figures and fingerprints are taken
/// over where the file of the result is another one; what people wrote stays.
/// An import that says nothing new leaves the row untouched.
const QString& upsert();
QVariantList importValues(const ReviewItem& item, qint64 change);

/// Adds a row to `history`, unless its token is there; takes eventValues().
const QString& addEvent();
QVariantList eventValues(const ReviewEvent& event);
/// The columns that readEvent() expects, in its order.
const QString& eventColumns();
ReviewEvent readEvent(const QSqlQuery& query, QSet<QString>& shared);

}  // namespace camframe::reviewrow
