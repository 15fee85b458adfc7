// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSqlQuery>

// The tables of a project file and how older files get them.
namespace camframe::project_schema {

// 2: verdict_reason and further verdicts; 3: masks; 4: undo steps; 5: what is carried over, hidden, locked;
// 6: marks of unknown place
constexpr int version = 6;
constexpr int applicationId = 0x43614672;  ///< "CaFr", in the SQLite header.

/// Makes the tables of an empty file. The caller brings the transaction and asks the query why it failed.
bool create(QSqlQuery& query);
/// Gives the tables of a file of an earlier version, 1 or later, the columns of this one. Likewise.
bool migrate(QSqlQuery& query, int from);

}  // namespace camframe::project_schema
