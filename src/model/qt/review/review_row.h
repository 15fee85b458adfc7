// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSet>
#include <QString>
#include <QStringList>
#include <QVariant>

#include "model/qt/review/review_item.h"

class QSqlQuery;

namespace camframe::reviewrow {

// How an item lies in the table `items` of a review file.

constexpr int schemaVersion = 2;  ///< 2: tags, frames, notes, picture sizes, fingerprints, time of verdict.

/// Statements that make the tables of a new file.
QStringList schema();
/// Statements that bring a file of an older version up to date.
QStringList migration(int fromVersion);

/// The columns that read() expects, in its order.
const QString& columns();
/// @param shared  Texts seen before: a hundred thousand rows repeat few names, and each is held once.
ReviewItem read(const QSqlQuery& query, QSet<QString>& shared);

/// "column = ?" for everything that people and results change; `values` in the same order.
const QString& assignments();
QVariantList values(const ReviewItem& item);

/// Adds an import's row, or brings one up to date; takes importValues(). Figures and fingerprints are taken
/// over where the file of the result is another one; what people wrote stays.
const QString& upsert();
QVariantList importValues(const ReviewItem& item, qint64 change);

}  // namespace camframe::reviewrow
