// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "model/core/result.h"

namespace camframe {

/// Where a review project lies: in a file of its own, or in a PostgreSQL database that a team shares.
///
///     pour.camreview
///     postgresql://[USER@][HOST][:PORT]/DATABASE[/PROJECT][?folder=DIR&host=DIR]
///
/// A database holds many projects, each in a schema of its own. `folder` is what `LIST.projects` and
/// `LIST.results` lie beside: a folder that all reviewers reach; the project remembers it. `host=DIR` names
/// the folder of a local socket. What is left out comes from PostgreSQL's own environment (PGHOST, PGPORT,
/// PGUSER, PGSSLMODE), and passwords only ever from there or from ~/.pgpass: names are shown, logged and
/// kept in lists of recent files.
struct ReviewAddress {
    QString file;  ///< Absolute path; empty: PostgreSQL.
    QString user, host, database;
    int port = 0;  ///< 0: as PostgreSQL says.
    QString project;
    QString folder;  ///< Absolute, or empty.

    bool onServer() const { return file.isEmpty(); }
    /// As typed, in full; parse() reads it again.
    QString text() const;

    /// Errors: a password, an unknown option, no database, a project name that is more than a small letter or
    /// '_' followed by up to 62 small letters, digits and '_'.
    static Result<ReviewAddress> parse(const QString& name);
};

/// The name speaks of a server, so there is no file to look for.
bool isServerName(const QString& name);

/// What the folders of a project are named after: LIST.projects and LIST.results lie beside a file
/// LIST.camreview, or in the team's folder.
/// @param name  As ReviewStore::path() says it. Empty when a project on a server has no folder.
QString reviewFolderStem(const QString& name);

}  // namespace camframe
