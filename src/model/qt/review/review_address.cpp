// SPDX-License-Identifier: Apache-2.0
#include "model/qt/review/review_address.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

const QString defaultProject = u"camframe"_s;

}  // namespace

bool isServerName(const QString& name) {
    return name.startsWith(u"postgresql:"_s) || name.startsWith(u"postgres:"_s);
}

Result<ReviewAddress> ReviewAddress::parse(const QString& name) {
    ReviewAddress address;
    if (!isServerName(name)) {
        address.file = QFileInfo(name).absoluteFilePath();
        return address;
    }
    const QUrl url(name, QUrl::TolerantMode);
    // Not repeated, nor below: it may hold a password, also where it cannot be read.
    if (!url.password().isEmpty())
        return makeError(ErrorKind::Usage,
                         "A project's name holds no password, as names are shown and kept: leave it out and "
                         "put it into ~/.pgpass or PGPASSWORD.");
    const QStringList path = url.path().split(u'/', Qt::SkipEmptyParts);
    if (!url.isValid() || path.isEmpty() || path.size() > 2 || url.hasFragment())
        return makeError(ErrorKind::Usage,
                         "This is not the name of a project on a server: write "
                         "postgresql://USER@HOST:PORT/DATABASE/PROJECT.");
    address.user = url.userName(QUrl::FullyDecoded);
    address.host = url.host();
    address.port = url.port(0);
    address.database = path[0];
    address.project = path.size() == 2 ? path[1] : defaultProject;
    static const QRegularExpression plain(u"\\A[a-z_][a-z0-9_]{0,62}\\z"_s);
    if (!plain.match(address.project).hasMatch() || address.project.startsWith(u"pg_"_s))
        return makeError(ErrorKind::Usage,
                         "'{}' cannot be a project's name: use small letters, digits and '_', at most 63, "
                         "not beginning with a digit or pg_.",
                         address.project.toStdString());
    for (const auto& [key, value] : QUrlQuery(url).queryItems(QUrl::FullyDecoded)) {
        if (key == u"folder"_s && QDir::isAbsolutePath(value))
            address.folder = QDir::cleanPath(value);
        else if (key == u"host"_s && QDir::isAbsolutePath(value))
            address.host = QDir::cleanPath(value);
        else
            return makeError(ErrorKind::Usage,
                             "'{}={}' in a project's name: only folder=DIR and host=DIR with absolute paths "
                             "may follow the '?'.",
                             key.toStdString(), value.toStdString());
    }
    return address;
}

QString ReviewAddress::text() const {
    if (!onServer()) return file;
    QUrl url;
    url.setScheme(u"postgresql"_s);
    url.setUserName(user, QUrl::DecodedMode);
    const bool socket = host.startsWith(u'/');
    url.setHost(socket ? QString() : host);
    if (port != 0) url.setPort(port);
    url.setPath(u'/' + database + u'/' + project, QUrl::DecodedMode);
    QUrlQuery query;
    const auto add = [&query](const QString& key, const QString& value) {
        if (!value.isEmpty()) query.addQueryItem(key, QString::fromUtf8(QUrl::toPercentEncoding(value, "/")));
    };
    add(u"folder"_s, folder);
    if (socket) add(u"host"_s, host);
    if (!query.isEmpty()) url.setQuery(query);
    QString text = url.toString(QUrl::FullyEncoded);
    // QUrl leaves out the slashes of an empty host.
    if (text.startsWith(u"postgresql:/"_s) && !text.startsWith(u"postgresql://"_s)) text.insert(11, u"//"_s);
    return text;
}

QString reviewFolderStem(const QString& name) {
    if (!isServerName(name)) {
        const QFileInfo info(name);
        return info.absolutePath() + u'/' + info.completeBaseName();
    }
    const auto address = ReviewAddress::parse(name);
    if (!address || address->folder.isEmpty()) return {};
    return address->folder + u'/' + address->project;
}

}  // namespace camframe
