// SPDX-License-Identifier: Apache-2.0
#include "model/qt/project_rescue.h"

#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QUuid>
#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "model/core/slow_work.h"
#include "model/qt/project_rows.h"
#include "model/qt/project_schema.h"
#include "model/qt/project_sql.h"
#include "model/qt/recording.h"

namespace camframe {

namespace {

using namespace Qt::StringLiterals;
using namespace project_sql;

constexpr qint64 pageBytes = 4096;  ///< SQLite's own choice, which project files have.

/// A connection to a database file, closed at the end.
class Connection {
public:
    explicit Connection(const QString& file) : m_name(QUuid::createUuid().toString()) {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
        database.setDatabaseName(file);
        m_open = database.open();
    }
    ~Connection() { QSqlDatabase::removeDatabase(m_name); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    bool isOpen() const { return m_open; }
    QSqlQuery query() const { return QSqlQuery(QSqlDatabase::database(m_name)); }
    std::optional<int> number(const QString& sql) const {
        QSqlQuery asked = query();
        if (!asked.exec(sql) || !asked.next()) return {};
        return asked.value(0).toInt();
    }

private:
    QString m_name;
    bool m_open = false;
};

/// Walks a table in the order of its row ids, which is that of its pages, past pages that cannot be read.
class TableWalk {
public:
    using Row = std::function<void(const QSqlQuery&)>;

    TableWalk(const Connection& connection, QLatin1StringView columns, const QString& table)
        : m_query(connection.query()),
          m_columns(static_cast<int>(columns.count(u',')) + 1),
          // The index that a search by key would use may be damaged as well.
          m_select(
              u"SELECT %1, rowid FROM %2 NOT INDEXED WHERE rowid > ? ORDER BY rowid"_s.arg(columns, table)) {
        m_query.setForwardOnly(true);
    }

    /// @return  False when some part could not be read.
    bool run(const Row& row) {
        // Bounds what a file that was made to waste time can do.
        constexpr int mostGaps = 1000;
        for (int gaps = 0; gaps <= mostGaps; ++gaps) {
            if (readOn(row)) return gaps == 0;
            if (!skip()) return false;
        }
        return false;
    }

private:
    bool select(qint64 after) { return project_sql::run(m_query, m_select, {after}); }

    /// Rows beyond m_after. @return  False when something cannot be read.
    bool readOn(const Row& row) {
        if (!select(m_after)) return false;
        while (m_query.next()) {
            const qint64 id = m_query.value(m_columns).toLongLong();
            if (id <= m_after) return false;  // a page that belongs to another place
            m_after = id;
            row(m_query);
        }
        return !m_query.lastError().isValid();
    }

    bool readableBeyond(qint64 after) {
        return select(after) && (m_query.next() || !m_query.lastError().isValid());
    }

    /// Moves m_after to just before the next row that can be read. @return  False when there is none.
    bool skip() {
        constexpr qint64 farthest = qint64(1) << 40;
        qint64 jump = 1;
        while (!readableBeyond(m_after + jump)) {
            jump *= 2;
            if (jump > farthest) return false;
        }
        qint64 unreadable = m_after + jump / 2, readable = m_after + jump;
        while (readable - unreadable > 1) {
            const qint64 middle = unreadable + (readable - unreadable) / 2;
            (readableBeyond(middle) ? readable : unreadable) = middle;
        }
        m_after = readable;
        return true;
    }

    QSqlQuery m_query;
    int m_columns;
    QString m_select;
    qint64 m_after = 0;
};

/// Gives the copy of a project the first page of a new one: where the tables begin. It is the page that is
/// written most often, and the only one without which nothing can be read.
bool replaceFirstPage(const QString& file, const QString& scratch, const Recording& recording) {
    if (!ProjectStore::open(scratch, recording)) return false;
    QFile fresh(scratch), damagedCopy(file);
    if (!fresh.open(QIODevice::ReadOnly) || !damagedCopy.open(QIODevice::ReadWrite)) return false;
    QByteArray page = fresh.read(pageBytes);
    // How many pages there are; 0 makes SQLite go by the size of the file. And no list of free pages.
    for (const int field : {28, 32, 36}) std::fill_n(page.data() + field, 4, '\0');
    return page.size() == pageBytes && damagedCopy.write(page) == pageBytes;
}

/// Reads a copy of the damaged file.
class Salvage {
public:
    Salvage(const QString& path, const Recording& recording) : m_path(path), m_recording(recording) {
        for (const Link& link : recording.model().links()) m_linkNames.push_back(link.name);
        for (const CameraState& state : recording.initialStates())
            m_cameras.try_emplace(text(state.name), SavedCamera{state, {}, 0});
    }

    Result<void> read(const QTemporaryDir& work) {
        const QString copy = work.filePath(u"copy.camframe"_s);
        if (!QFile::copy(m_path, copy) || !QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner))
            return damaged(m_path, u"it cannot be copied to the temporary folder"_s);
        if (QFile::exists(m_path + u"-wal"_s)) QFile::copy(m_path + u"-wal"_s, copy + u"-wal"_s);
        if (!belongs(copy)) {
            if (!replaceFirstPage(copy, work.filePath(u"fresh.camframe"_s), m_recording) || !belongs(copy))
                return damaged(m_path, u"nothing in it can be read"_s);
        }
        if (m_refusal) return tl::unexpected(*m_refusal);
        return readTables(Connection(copy));
    }

    std::vector<SavedCamera> cameras() const {
        std::vector<SavedCamera> inOrder;
        for (const CameraStream& camera : m_recording.episode.cameras)
            inOrder.push_back(m_cameras.at(text(camera.name)));
        return inOrder;
    }
    const RescuedProject& found() const { return m_found; }

private:
    /// Whether the file says what it is. If that is nothing for us, m_refusal is set.
    bool belongs(const QString& copy) {
        const Connection connection(copy);
        if (!connection.isOpen()) return false;
        const auto id = connection.number(u"PRAGMA application_id"_s);
        const auto version = connection.number(u"PRAGMA user_version"_s);
        const auto known = connection.number(u"SELECT count(*) FROM sqlite_schema WHERE name = 'cameras'"_s);
        if (!id || !version || !known || *known == 0) return false;
        QSqlQuery query = connection.query();
        const bool stranger =
            *id != project_schema::applicationId || *version < 1 || *version > project_schema::version;
        const bool named = query.exec(u"SELECT value FROM project WHERE key = 'identity'"_s) && query.next();
        if (stranger || (named && query.value(0).toString() != m_recording.identity())) {
            m_refusal =
                Error{ErrorKind::Usage,
                      fmt::format("The project file {} is not one of this recording and this version: "
                                  "nothing was rescued.",
                                  m_path.toStdString())};
        } else if (*version < project_schema::version && !project_schema::migrate(query, *version)) {
            return false;
        }
        return true;
    }

    Result<void> readTables(const Connection& connection) {
        const auto walk = [&](QLatin1StringView columns, const QString& key, const QString& table,
                              const std::function<bool(const QSqlQuery&, SavedCamera&)>& take) {
            const auto camera = static_cast<int>(columns.count(u',')) + 1;
            const std::string all =
                fmt::format("{}, {}", std::string_view(columns.data(), columns.size()), key.toStdString());
            TableWalk rows(connection, QLatin1StringView(all.data(), static_cast<qsizetype>(all.size())),
                           table);
            m_found.unreadableParts |= !rows.run([&](const QSqlQuery& row) {
                const auto entry = m_cameras.find(row.value(camera).toString());
                if (entry == m_cameras.end() || !take(row, entry->second)) ++m_found.damagedRows;
            });
        };
        walk(ProjectRows::cameraColumns, u"name"_s, u"cameras"_s,
             [this](const QSqlQuery& row, SavedCamera& to) {
                 SavedCamera read = to;
                 if (!m_rows.readCamera(row, read)) return false;
                 to = std::move(read);
                 ++m_found.cameras;
                 return true;
             });
        walk(ProjectRows::keypointColumns, u"camera"_s, u"keypoints"_s,
             [this](const QSqlQuery& row, SavedCamera& to) { return takeKeypoint(row, to); });
        walk(ProjectRows::maskColumns, u"camera"_s, u"masks"_s,
             [this](const QSqlQuery& row, SavedCamera& to) {
                 if (!m_rows.readMask(row, to.state)) return false;
                 ++m_found.masks;
                 return true;
             });
        walk(ProjectRows::editColumns, u"camera"_s, u"edits"_s,
             [this](const QSqlQuery& row, SavedCamera& to) {
                 to.edits.push_back(ProjectRows::readEdit(row));
                 ++m_found.edits;
                 return true;
             });
        for (auto& [name, camera] : m_cameras) std::ranges::sort(camera.state.keypoints, {}, &Keypoint::id);
        if (m_found.cameras + m_found.keypoints + m_found.masks + m_found.edits == 0)
            return damaged(m_path, u"nothing in it can be read"_s);
        return {};
    }

    bool takeKeypoint(const QSqlQuery& row, SavedCamera& to) {
        const auto keypoint = m_rows.readKeypoint(row, text(to.state.name));
        if (!keypoint || !m_keypointIds[to.state.name].insert(keypoint->id).second) return false;
        to.state.keypoints.push_back(*keypoint);
        to.lastKeypointId = std::max(to.lastKeypointId, keypoint->id);
        ++m_found.keypoints;
        return true;
    }

    QString m_path;
    const Recording& m_recording;
    std::vector<std::string> m_linkNames;
    ProjectRows m_rows{m_path, m_linkNames, m_recording.episode.frameCount};
    std::map<QString, SavedCamera> m_cameras;
    std::map<std::string, std::set<int>> m_keypointIds;
    RescuedProject m_found;
    std::optional<Error> m_refusal;
};

}  // namespace

QString rescuedProjectPath(const QString& path) {
    const QFileInfo info(path);
    return info.absolutePath() + u'/' + info.completeBaseName() + u"-rescued.camframe"_s;
}

Result<RescuedProject> rescueProject(const QString& path, const Recording& recording) {
    slowWorkBegins("rescuing a project");
    const QString target = rescuedProjectPath(path);
    if (QFile::exists(target)) {
        return makeError(ErrorKind::Usage, "{} is there already: move it away to rescue {} anew.",
                         target.toStdString(), path.toStdString());
    }
    const QTemporaryDir work;
    Salvage salvage(path, recording);
    if (const auto read = salvage.read(work); !read) return tl::unexpected(read.error());

    // Under another name until it is complete: what lies under the final one is opened instead of the damaged
    // file.
    const QString part = target + u".part"_s;
    for (const char* suffix : {"", "-wal", "-shm"}) QFile::remove(part + QLatin1StringView(suffix));
    {
        const std::vector<SavedCamera> cameras = salvage.cameras();
        std::vector<CameraState> states;
        for (const SavedCamera& camera : cameras) states.push_back(camera.state);
        const auto store = ProjectStore::open(part, recording);
        if (!store) return tl::unexpected(store.error());
        if (const auto saved = (*store)->save(cameras, {}, 0, states); !saved)
            return tl::unexpected(saved.error());
    }
    if (!QFile::rename(part, target)) {
        return makeError(ErrorKind::Output, "The rescued project {} cannot be named {}: check permissions.",
                         part.toStdString(), target.toStdString());
    }
    RescuedProject found = salvage.found();
    found.path = target;
    return found;
}

bool projectExists(const QString& path) {
    return QFile::exists(path) || QFile::exists(rescuedProjectPath(path));
}

Result<ProjectFile::Contents> openFileOrRescued(const Recording& recording, const QString& path) {
    const QString rescued = rescuedProjectPath(path);
    const bool isRescued = QFile::exists(rescued);
    // Opening what is not there would make an empty project, which hides the rescued one.
    if (isRescued && QFileInfo(path).size() == 0) return ProjectFile::open(rescued, recording);
    auto contents = ProjectFile::open(path, recording);
    if (contents || contents.error().kind != ErrorKind::Input || !isRescued) return contents;
    return ProjectFile::open(rescued, recording);
}

Result<std::unique_ptr<ProjectDocument>> openProjectOrRescued(std::shared_ptr<const Recording> recording,
                                                              const QString& path) {
    auto contents = openFileOrRescued(*recording, path);
    if (!contents) return tl::unexpected(contents.error());
    return ProjectDocument::of(std::move(recording), std::move(*contents));
}

}  // namespace camframe
