// SPDX-License-Identifier: Apache-2.0
#include "model/qt/project_store.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QStandardPaths>
#include <QUuid>
#include <array>

#include "model/core/io/calibration_file.h"
#include "model/core/slow_work.h"
#include "model/qt/project_rows.h"
#include "model/qt/project_schema.h"
#include "model/qt/project_sql.h"
#include "model/qt/recording.h"
#include "model/qt/review/review_item.h"

namespace camframe {

namespace {

using namespace Qt::StringLiterals;
using namespace project_sql;

bool sameEdit(const CalibrationEdit& a, const CalibrationEdit& b) {
    return a.action == b.action && a.detail == b.detail && a.time == b.time;
}

}  // namespace

Result<std::unique_ptr<ProjectStore>> ProjectStore::open(const QString& path, const Recording& recording) {
    slowWorkBegins("reading a project");
    const QFileInfo info(path);
    if (info.isDir()) {
        return makeError(ErrorKind::Usage,
                         "The project file {} is a folder: name a file that ends in .camframe.",
                         path.toStdString());
    }
    if (!QDir().mkpath(info.absolutePath())) {
        return makeError(ErrorKind::Output,
                         "The folder {} for the project file cannot be made: choose another "
                         "place with --project.",
                         info.absolutePath().toStdString());
    }
    std::unique_ptr<ProjectStore> store(new ProjectStore);
    store->m_path = info.absoluteFilePath();
    store->m_connection = QUuid::createUuid().toString();
    store->m_frameCount = recording.episode.frameCount;
    for (const Link& link : recording.model().links()) store->m_linkNames.push_back(link.name);
    store->m_steps = std::make_unique<StepTable>(store->m_path, store->m_connection, store->m_linkNames,
                                                 store->m_frameCount);
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, store->m_connection);
    database.setDatabaseName(store->m_path);
    // Another window keeps its lock as long as it is open: waiting longer would only freeze this one.
    database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=200"_s);
    if (!database.open()) {
        return makeError(ErrorKind::Output,
                         "The project file {} cannot be opened ({}): check its permissions or choose another "
                         "place with --project.",
                         store->m_path.toStdString(), database.lastError().text().trimmed().toStdString());
    }
    const bool isNew = !info.exists() || info.size() == 0;
    const auto ready = isNew ? store->createSchema(recording) : store->prepare(recording);
    if (!ready) return tl::unexpected(ready.error());
    return store;
}

ProjectStore::~ProjectStore() {
    QSqlDatabase::removeDatabase(m_connection);
}

Result<void> ProjectStore::createSchema(const Recording& recording) {
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    QSqlQuery query(database);
    bool good = query.exec(u"PRAGMA locking_mode = EXCLUSIVE"_s) &&
                query.exec(u"PRAGMA synchronous = NORMAL"_s) && query.exec(u"PRAGMA journal_mode = WAL"_s);
    query.finish();
    Transaction transaction(database);
    good = good && transaction.started();
    good = good && project_schema::create(query);
    const QString insert = u"INSERT INTO project(key, value) VALUES(?, ?)"_s;
    good = good && run(query, insert, {u"identity"_s, recording.identity()}) &&
           run(query, insert, {u"recording"_s, text(recording.episode.folder.string())}) &&
           run(query, insert, {u"dataset"_s, text(recording.dataset)}) &&
           run(query, insert, {u"robot"_s, text(recording.robot->name)});
    if (!good || !transaction.commit()) return writeError(m_path, database, query);
    return {};
}

Result<void> ProjectStore::prepare(const Recording& recording) {
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    QSqlQuery query(database);
    const auto number = [&query](const QString& sql) -> std::optional<int> {
        if (!query.exec(sql) || !query.next()) return {};
        return query.value(0).toInt();
    };
    // Reading comes first: a file that is not ours must not even get a journal beside it.
    const auto id = number(u"PRAGMA application_id"_s);
    const auto version = number(u"PRAGMA user_version"_s);
    if (!id || !version) {
        if (query.lastError().nativeErrorCode() == u"5"_s) {  // SQLITE_BUSY
            return makeError(ErrorKind::Usage,
                             "The project file {} is open in another window: close that one first.",
                             m_path.toStdString());
        }
        return damaged(m_path, query.lastError().databaseText());
    }
    // Killed between its first page and its tables: nothing is in it.
    if (*id == 0 && number(u"SELECT count(*) FROM sqlite_master"_s) == 0) {
        query.finish();
        return createSchema(recording);
    }
    if (*id != project_schema::applicationId) {
        return makeError(ErrorKind::Usage,
                         "{} is a database, but not a Camframe project: choose another file with --project.",
                         m_path.toStdString());
    }
    if (*version > project_schema::version || *version < 1) {
        return makeError(ErrorKind::Usage,
                         "The project file {} has version {}, this program reads up to {}: update Camframe.",
                         m_path.toStdString(), *version, project_schema::version);
    }
    if (!query.exec(u"PRAGMA quick_check(1)"_s) || !query.next() || query.value(0).toString() != u"ok"_s) {
        return damaged(m_path, query.lastError().isValid() ? query.lastError().databaseText()
                                                           : query.value(0).toString());
    }
    if (!query.exec(u"SELECT value FROM project WHERE key = 'identity'"_s) || !query.next()) {
        return damaged(m_path, u"it does not say which recording it belongs to"_s);
    }
    if (query.value(0).toString() != recording.identity()) {
        return makeError(
            ErrorKind::Usage,
            "The project file {} belongs to another recording: choose another file with --project.",
            m_path.toStdString());
    }
    query.finish();
    if (!query.exec(u"PRAGMA locking_mode = EXCLUSIVE"_s) || !query.exec(u"PRAGMA journal_mode = WAL"_s) ||
        !query.exec(u"PRAGMA synchronous = NORMAL"_s) || !query.exec(u"BEGIN EXCLUSIVE"_s) ||
        !query.exec(u"COMMIT"_s)) {
        if (query.lastError().nativeErrorCode() == u"5"_s) {
            return makeError(ErrorKind::Usage,
                             "The project file {} is open in another window: close that one first.",
                             m_path.toStdString());
        }
        return writeError(m_path, database, query);
    }
    if (*version < project_schema::version) {
        Transaction transaction(database);
        if (!transaction.started() || !project_schema::migrate(query, *version) || !transaction.commit())
            return writeError(m_path, database, query);
    }
    return {};
}

Result<SavedCamera> ProjectStore::load(const CameraState& initial) const {
    const ProjectRows rows{m_path, m_linkNames, m_frameCount};
    SavedCamera saved{initial, {}, 0};
    CameraState& state = saved.state;
    QSqlQuery query(QSqlDatabase::database(m_connection));
    const QVariantList name{text(initial.name)};
    const auto select = [&query, &name](QLatin1StringView columns, const QString& from) {
        return run(query, u"SELECT %1 FROM %2"_s.arg(columns, from), name);
    };
    if (!select(ProjectRows::cameraColumns, u"cameras WHERE name = ?"_s))
        return damaged(m_path, query.lastError().databaseText());
    if (!query.next()) return saved;
    if (const auto read = rows.readCamera(query, saved); !read) return tl::unexpected(read.error());

    if (!select(ProjectRows::keypointColumns, u"keypoints WHERE camera = ? ORDER BY id"_s))
        return damaged(m_path, query.lastError().databaseText());
    while (query.next()) {
        const auto keypoint = rows.readKeypoint(query, name[0].toString());
        if (!keypoint) return tl::unexpected(keypoint.error());
        saved.lastKeypointId = std::max(saved.lastKeypointId, keypoint->id);
        state.keypoints.push_back(*keypoint);
    }
    m_savedKeypoints[initial.name] = state.keypoints;
    if (auto masks = loadMasks(state); !masks) return tl::unexpected(masks.error());
    if (!select(ProjectRows::editColumns, u"edits WHERE camera = ? ORDER BY seq"_s))
        return damaged(m_path, query.lastError().databaseText());
    while (query.next()) saved.edits.push_back(ProjectRows::readEdit(query));
    m_savedEdits[initial.name] = saved.edits;
    return saved;
}

Result<SavedHistory> ProjectStore::loadHistory(const std::vector<CameraState>& cameras) {
    return m_steps->load(cameras);
}

Result<void> ProjectStore::save(std::span<const SavedCamera> changed, std::span<const StepToSave> steps,
                                int done, const std::vector<CameraState>& cameras) {
    slowWorkBegins("writing a project");
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    Transaction transaction(database);
    if (!transaction.started()) return writeError(m_path, database, QSqlQuery(database));
    for (const SavedCamera& camera : changed)
        if (auto saved = saveCamera(camera); !saved) return saved;
    if (auto saved = m_steps->write(steps, done, cameras); !saved) return saved;
    if (!transaction.commit()) return writeError(m_path, database, QSqlQuery(database));
    m_steps->committed();
    for (const SavedCamera& camera : changed) {
        m_savedEdits[camera.state.name] = camera.edits;
        m_savedKeypoints[camera.state.name] = camera.state.keypoints;
        m_savedMasks[camera.state.name] = camera.state.masks;
    }
    return {};
}

Result<void> ProjectStore::saveCamera(const SavedCamera& camera) {
    const CameraState& state = camera.state;
    const CameraModel& model = state.intrinsics.camera;
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    QSqlQuery query(database);
    std::array<double, 9> intrinsics{model.fx, model.fy, model.cx, model.cy};
    std::copy(model.distortion.begin(), model.distortion.end(), intrinsics.begin() + 4);
    QVariant pose;
    if (state.camFromBase) {
        const Eigen::Matrix<double, 4, 4, Eigen::RowMajor> matrix = state.camFromBase->matrix();
        pose = numbers(matrix.data(), 16);
    }
    const QString name = text(state.name);
    bool good =
        run(query,
            u"INSERT OR REPLACE INTO cameras(name, width, height, intrinsics, intrinsics_source, "
            "cam_from_base, verdict, last_keypoint, run, verdict_reason, intrinsics_locked) "
            "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
            {name, model.width, model.height, numbers(intrinsics.data(), 9),
             text(toString(state.intrinsics.source)), pose, verdictIdentifier(state.verdict),
             camera.lastKeypointId, state.run ? QVariant(text(calibrationToJson(*state.run))) : QVariant(),
             text(state.verdictReason), state.intrinsics.locked});
    if (!good) return writeError(m_path, database, query);
    if (auto done = saveKeypoints(state.name, state.keypoints); !done) return done;
    if (auto done = saveMasks(state.name, state.masks); !done) return done;
    return saveEdits(state.name, camera.edits);
}

Result<void> ProjectStore::saveKeypoints(const std::string& camera, const std::vector<Keypoint>& keypoints) {
    const std::vector<Keypoint>& old = m_savedKeypoints[camera];
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    QSqlQuery removal(database), insertion(database);
    const QString name = text(camera);
    if (!removal.prepare(u"DELETE FROM keypoints WHERE camera = ? AND id = ?"_s))
        return writeError(m_path, database, removal);
    if (!insertion.prepare(
            u"INSERT OR REPLACE INTO keypoints(camera, id, frame, link, x, y, z, u, v, origin, hidden, mark, "
            "mark_sigma) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s))
        return writeError(m_path, database, insertion);
    const auto remove = [&](int id) {
        removal.addBindValue(name);
        removal.addBindValue(id);
        return removal.exec();
    };
    auto saved = old.begin();
    for (const Keypoint& keypoint : keypoints) {
        for (; saved != old.end() && saved->id < keypoint.id; ++saved)
            if (!remove(saved->id)) return writeError(m_path, database, removal);
        const bool same = saved != old.end() && *saved == keypoint;
        if (saved != old.end() && saved->id == keypoint.id) ++saved;
        if (same) continue;
        for (const QVariant& value : QVariantList{
                 name, keypoint.id, keypoint.frame, text(m_linkNames[static_cast<size_t>(keypoint.link)]),
                 keypoint.pointInLink.x(), keypoint.pointInLink.y(), keypoint.pointInLink.z(),
                 keypoint.pixel.x(), keypoint.pixel.y(), text(toString(keypoint.origin)), keypoint.hidden,
                 keypoint.mark, keypoint.markSigma})
            insertion.addBindValue(value);
        if (!insertion.exec()) return writeError(m_path, database, insertion);
    }
    for (; saved != old.end(); ++saved)
        if (!remove(saved->id)) return writeError(m_path, database, removal);
    return {};
}

Result<void> ProjectStore::saveMasks(const std::string& camera, const FrameMasks& masks) {
    const FrameMasks& old = m_savedMasks[camera];
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    QSqlQuery query(database);
    bool good = true;
    for (const auto& [frame, mask] : old)
        if (!masks.contains(frame))
            good = good &&
                   run(query, u"DELETE FROM masks WHERE camera = ? AND frame = ?"_s, {text(camera), frame});
    for (const auto& [frame, mask] : masks) {
        const auto saved = old.find(frame);
        if (saved != old.end() && saved->second == mask) continue;
        good =
            good &&
            run(query,
                u"INSERT OR REPLACE INTO masks(camera, frame, robot, ignored, carried) VALUES(?, ?, ?, ?, ?)"_s,
                {text(camera), frame, packedBits(mask->robot), packedBits(mask->ignore), mask->carried});
    }
    if (!good) return writeError(m_path, database, query);
    return {};
}

Result<void> ProjectStore::loadMasks(CameraState& state) const {
    const ProjectRows rows{m_path, m_linkNames, m_frameCount};
    QSqlQuery query(QSqlDatabase::database(m_connection));
    if (!run(query, u"SELECT %1 FROM masks WHERE camera = ?"_s.arg(ProjectRows::maskColumns),
             {text(state.name)}))
        return damaged(m_path, query.lastError().databaseText());
    while (query.next())
        if (auto read = rows.readMask(query, state); !read) return read;
    m_savedMasks[state.name] = state.masks;
    return {};
}

void ProjectStore::refuseWrites(bool refuse) {
    QSqlQuery query(QSqlDatabase::database(m_connection));
    query.exec(u"PRAGMA query_only = %1"_s.arg(refuse ? 1 : 0));
}

void ProjectStore::checkpoint() {
    slowWorkBegins("writing a project");
    QSqlQuery query(QSqlDatabase::database(m_connection));
    query.exec(u"PRAGMA wal_checkpoint(PASSIVE)"_s);
}

Result<void> ProjectStore::saveEdits(const std::string& camera, const std::vector<CalibrationEdit>& edits) {
    const std::vector<CalibrationEdit>& old = m_savedEdits[camera];
    size_t same = 0;
    while (same < old.size() && same < edits.size() && sameEdit(old[same], edits[same])) ++same;
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    QSqlQuery query(database);
    const QString name = text(camera);
    bool good =
        run(query, u"DELETE FROM edits WHERE camera = ? AND seq >= ?"_s, {name, static_cast<int>(same)});
    for (size_t i = same; i < edits.size(); ++i) {
        good = good &&
               run(query, u"INSERT INTO edits(camera, seq, action, detail, time) VALUES(?, ?, ?, ?, ?)"_s,
                   {name, static_cast<int>(i), text(edits[i].action), text(edits[i].detail),
                    text(edits[i].time)});
    }
    if (!good) return writeError(m_path, database, query);
    return {};
}

QString defaultProjectPath(const Recording& recording) {
    QString name = text(recording.episode.name);
    name.replace(QRegularExpression(u"[^A-Za-z0-9._-]+"_s), u"_"_s);
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + u"/projects/"_s +
           name.left(60) + u'-' + recording.identity().left(12) + u".camframe"_s;
}

}  // namespace camframe
