// SPDX-License-Identifier: Apache-2.0
#include "model/qt/step_table.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlError>
#include <algorithm>
#include <cmath>

#include "model/core/io/calibration_file.h"
#include "model/qt/project_sql.h"
#include "model/qt/review/review_item.h"
#include "model/qt/undo/camera_values.h"

namespace camframe {

using namespace Qt::StringLiterals;
using namespace project_sql;

const std::array<const char*, 2> StepTable::schema{
    "CREATE TABLE IF NOT EXISTS steps(position INTEGER PRIMARY KEY, camera TEXT NOT NULL, action TEXT NOT "
    "NULL, time TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS step_masks(position INTEGER NOT NULL, frame INTEGER NOT NULL, "
    "had INTEGER NOT NULL, robot_before BLOB, ignored_before BLOB, "
    "has INTEGER NOT NULL, robot_after BLOB, ignored_after BLOB, "
    "carried_before INTEGER NOT NULL DEFAULT 0, carried_after INTEGER NOT NULL DEFAULT 0, "
    "PRIMARY KEY(position, frame))",
};

namespace {

QJsonArray array(const double* values, int count) {
    QJsonArray out;
    for (int i = 0; i < count; ++i) out.append(values[i]);
    return out;
}

std::optional<std::vector<double>> finite(const QJsonValue& value, int count) {
    return parseNumbers(QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)),
                        count);
}

std::vector<double> intrinsicValues(const CameraModel& camera) {
    std::vector<double> values{camera.fx, camera.fy, camera.cx, camera.cy};
    values.insert(values.end(), camera.distortion.begin(), camera.distortion.end());
    return values;
}

/// @param keypoints  By ascending id.
bool contains(const std::vector<Keypoint>& keypoints, const Keypoint& keypoint) {
    const auto found = std::ranges::lower_bound(keypoints, keypoint.id, {}, &Keypoint::id);
    return found != keypoints.end() && *found == keypoint;
}

/// Takes `gone` out and puts `come` in. False when something of `gone` is not there.
bool exchange(std::vector<Keypoint>& keypoints, const std::vector<Keypoint>& gone,
              const std::vector<Keypoint>& come) {
    if (!std::ranges::is_sorted(gone, {}, &Keypoint::id)) return false;
    const size_t before = keypoints.size();
    std::erase_if(keypoints, [&gone](const Keypoint& keypoint) { return contains(gone, keypoint); });
    if (keypoints.size() + gone.size() != before) return false;
    keypoints.insert(keypoints.end(), come.begin(), come.end());
    std::ranges::sort(keypoints, {}, &Keypoint::id);
    return true;
}

void setMask(FrameMasks& masks, int frame, std::shared_ptr<const FrameMask> mask) {
    if (mask) {
        masks[frame] = std::move(mask);
    } else {
        masks.erase(frame);
    }
}

}  // namespace

StepTable::StepTable(QString path, QString connection, std::vector<std::string> linkNames, int frameCount)
    : m_path(std::move(path)),
      m_connection(std::move(connection)),
      m_linkNames(std::move(linkNames)),
      m_frameCount(frameCount) {}

QByteArray StepTable::toJson(const CameraEdit& values, const CameraEdit* other) const {
    QJsonObject json;
    if (values.intrinsics) {
        const auto k = intrinsicValues(values.intrinsics->camera);
        json[u"intrinsics"_s] = array(k.data(), static_cast<int>(k.size()));
        json[u"source"_s] = text(toString(values.intrinsics->source));
        if (values.intrinsics->locked) json[u"locked"_s] = true;
    }
    if (values.camFromBase) {
        json[u"pose"_s] = QJsonValue::Null;
        if (*values.camFromBase) {
            const Eigen::Matrix<double, 4, 4, Eigen::RowMajor> matrix = (*values.camFromBase)->matrix();
            json[u"pose"_s] = array(matrix.data(), 16);
        }
    }
    if (values.keypoints) {
        QJsonArray list;
        for (const Keypoint& keypoint : *values.keypoints) {
            if (other && other->keypoints && contains(*other->keypoints, keypoint)) continue;
            const double numbers[] = {double(keypoint.id),      double(keypoint.frame),
                                      keypoint.pointInLink.x(), keypoint.pointInLink.y(),
                                      keypoint.pointInLink.z(), keypoint.pixel.x(),
                                      keypoint.pixel.y()};
            QJsonObject entry{{u"link"_s, text(m_linkNames[static_cast<size_t>(keypoint.link)])},
                              {u"numbers"_s, array(numbers, 7)}};
            if (keypoint.origin != KeypointOrigin::Human)
                entry[u"origin"_s] = text(toString(keypoint.origin));
            if (keypoint.hidden) entry[u"hidden"_s] = true;
            if (keypoint.mark != 0) {
                const double mark[] = {double(keypoint.mark), keypoint.markSigma};
                entry[u"mark"_s] = array(mark, 2);
            }
            list.append(entry);
        }
        json[u"keypoints"_s] = list;
    }
    if (values.masks) json[u"masks"_s] = true;
    if (values.verdict) json[u"verdict"_s] = verdictIdentifier(*values.verdict);
    if (values.verdictReason) json[u"reason"_s] = text(*values.verdictReason);
    if (values.run)
        json[u"run"_s] = *values.run ? QJsonValue(text(calibrationToJson(**values.run))) : QJsonValue::Null;
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

std::optional<CameraEdit> StepTable::fromJson(const QByteArray& text, const CameraState& camera) const {
    const QJsonDocument document = QJsonDocument::fromJson(text);
    if (!document.isObject()) return {};
    const QJsonObject json = document.object();
    CameraEdit values;
    if (json.contains(u"intrinsics"_s)) {
        const auto k = finite(json[u"intrinsics"_s], 9);
        const auto source = intrinsicsSource(json[u"source"_s].toString());
        if (!k || !source) return {};
        Intrinsics intrinsics{camera.intrinsics.camera, *source, json[u"locked"_s].toBool()};
        CameraModel& model = intrinsics.camera;
        model.fx = (*k)[0];
        model.fy = (*k)[1];
        model.cx = (*k)[2];
        model.cy = (*k)[3];
        std::copy_n(k->begin() + 4, 5, model.distortion.begin());
        if (!model.check("step")) return {};
        values.intrinsics = intrinsics;
    }
    if (json.contains(u"pose"_s)) {
        values.camFromBase.emplace();
        if (!json[u"pose"_s].isNull()) {
            const auto numbers = finite(json[u"pose"_s], 16);
            if (!numbers) return {};
            const Eigen::Matrix4d matrix =
                Eigen::Map<const Eigen::Matrix<double, 4, 4, Eigen::RowMajor>>(numbers->data());
            if (!rigidFromMatrix(matrix, "pose")) return {};
            *values.camFromBase = RigidTransform(matrix);
        }
    }
    if (json.contains(u"keypoints"_s)) {
        values.keypoints.emplace();
        for (const auto& entry : json[u"keypoints"_s].toArray()) {
            const auto numbers = finite(entry.toObject()[u"numbers"_s], 7);
            const auto link =
                std::ranges::find(m_linkNames, entry.toObject()[u"link"_s].toString().toStdString());
            const auto origin = keypointOrigin(entry.toObject()[u"origin"_s].toString(u"human"_s));
            const auto mark = entry.toObject().contains(u"mark"_s)
                                  ? finite(entry.toObject()[u"mark"_s], 2)
                                  : std::optional(std::vector<double>(2, 0.0));
            if (!numbers || !origin || !mark || link == m_linkNames.end()) return {};
            const auto& n = *numbers;
            if (n[1] < 0 || n[1] >= m_frameCount || std::abs(n[0]) > 1e9) return {};
            if ((*mark)[0] < 0 || (*mark)[0] > 1e9 || (*mark)[1] < 0) return {};
            values.keypoints->push_back({static_cast<int>(n[0]),
                                         static_cast<int>(n[1]),
                                         static_cast<int>(link - m_linkNames.begin()),
                                         {n[2], n[3], n[4]},
                                         {n[5], n[6]},
                                         *origin,
                                         entry.toObject()[u"hidden"_s].toBool(),
                                         static_cast<int>((*mark)[0]),
                                         (*mark)[1]});
        }
    }
    if (json.contains(u"masks"_s)) values.masks.emplace();
    if (json.contains(u"verdict"_s)) {
        values.verdict = verdictFromIdentifier(json[u"verdict"_s].toString());
        if (!values.verdict) return {};
    }
    if (json.contains(u"reason"_s)) values.verdictReason = json[u"reason"_s].toString().toStdString();
    if (json.contains(u"run"_s)) {
        values.run.emplace();
        if (!json[u"run"_s].isNull()) {
            auto run = calibrationFromJson(json[u"run"_s].toString().toStdString(), "run");
            if (!run) return {};
            *values.run = std::move(*run);
        }
    }
    return values;
}

Result<SavedHistory> StepTable::load(const std::vector<CameraState>& cameras) {
    QSqlQuery query(QSqlDatabase::database(m_connection));
    if (!run(query, u"SELECT value FROM project WHERE key = 'steps_done'"_s))
        return damaged(m_path, query.lastError().databaseText());
    const int done = query.next() ? query.value(0).toInt() : 0;
    SavedHistory history;
    m_first = std::max(0, done - limit);
    history.done = done - m_first;
    if (!run(query,
             u"SELECT position, camera, action, time, before, after FROM steps WHERE position >= ? "
             "ORDER BY position"_s,
             {m_first}))
        return damaged(m_path, query.lastError().databaseText());
    bool good = true;
    while (good && query.next()) {
        const auto camera = std::ranges::find(cameras, query.value(1).toString().toStdString(),
                                              [](const CameraState& state) { return state.name; });
        good = camera != cameras.end() &&
               query.value(0).toInt() == m_first + static_cast<int>(history.steps.size());
        if (!good) break;
        auto before = fromJson(query.value(4).toByteArray(), *camera);
        auto after = fromJson(query.value(5).toByteArray(), *camera);
        good = before && after && sameMembers(*before, *after);
        if (!good) break;
        history.steps.push_back({static_cast<int>(camera - cameras.begin()),
                                 query.value(2).toString().toStdString(),
                                 QDateTime::fromString(query.value(3).toString(), Qt::ISODateWithMs),
                                 std::move(*before), std::move(*after)});
    }
    good = good && history.done <= static_cast<int>(history.steps.size());
    good = good && restoreKeypoints(history, cameras) && loadMasks(history, cameras) &&
           leadsTo(history, cameras);
    if (!good) {
        // The state itself is sound: only going back is lost.
        m_first = 0;
        history = {};
    }
    return history;
}

bool StepTable::restoreKeypoints(SavedHistory& history, const std::vector<CameraState>& cameras) const {
    // A step's keypoints are all those of its camera at that time: found by going back, and forth, from now.
    std::vector<std::vector<Keypoint>> now;
    for (const CameraState& camera : cameras) now.push_back(camera.keypoints);
    std::vector<std::vector<Keypoint>> then = now;
    const auto take = [](std::vector<Keypoint>& keypoints, CameraEdit& from, CameraEdit& to) {
        if (!from.keypoints) return true;
        const std::vector<Keypoint> left = keypoints;
        if (!exchange(keypoints, *from.keypoints, *to.keypoints)) return false;
        from.keypoints = left;
        to.keypoints = keypoints;
        return true;
    };
    for (int i = history.done - 1; i >= 0; --i) {
        SavedStep& step = history.steps[static_cast<size_t>(i)];
        if (!take(then[static_cast<size_t>(step.camera)], step.after, step.before)) return false;
    }
    for (int i = history.done; i < static_cast<int>(history.steps.size()); ++i) {
        SavedStep& step = history.steps[static_cast<size_t>(i)];
        if (!take(now[static_cast<size_t>(step.camera)], step.before, step.after)) return false;
    }
    return true;
}

Result<void> StepTable::loadMasks(SavedHistory& history, const std::vector<CameraState>& cameras) const {
    struct Change {
        int frame = 0;
        std::shared_ptr<const FrameMask> before, after;
    };
    QSqlQuery query(QSqlDatabase::database(m_connection));
    if (!run(query,
             u"SELECT position, frame, had, robot_before, ignored_before, has, robot_after, ignored_after, "
             "carried_before, carried_after FROM step_masks WHERE position >= ?"_s,
             {m_first}))
        return damaged(m_path, query.lastError().databaseText());
    std::map<int, std::vector<Change>> changes;
    while (query.next()) {
        const int step = query.value(0).toInt() - m_first;
        const int frame = query.value(1).toInt();
        if (step >= static_cast<int>(history.steps.size()) || frame < 0 || frame >= m_frameCount)
            return damaged(m_path, u"a mask of no step"_s);
        const CameraModel& camera =
            cameras[static_cast<size_t>(history.steps[static_cast<size_t>(step)].camera)].intrinsics.camera;
        Change change{frame, {}, {}};
        for (const bool after : {false, true}) {
            const int column = after ? 5 : 2;
            if (!query.value(column).toBool()) continue;
            auto robot = unpackedBits(query.value(column + 1), camera.width, camera.height);
            auto ignored = unpackedBits(query.value(column + 2), camera.width, camera.height);
            if (!robot || !ignored) return damaged(m_path, u"an unreadable mask of a step"_s);
            (after ? change.after : change.before) = std::make_shared<const FrameMask>(
                FrameMask{std::move(*robot), std::move(*ignored), query.value(after ? 9 : 8).toBool()});
        }
        changes[step].push_back(std::move(change));
    }
    // A step's masks are all those of its camera at that time: found by going back, and forth, from now.
    std::vector<FrameMasks> now;
    for (const CameraState& camera : cameras) now.push_back(camera.masks);
    std::vector<FrameMasks> then = now;
    for (int i = history.done - 1; i >= 0; --i) {
        SavedStep& step = history.steps[static_cast<size_t>(i)];
        if (!step.after.masks) continue;
        FrameMasks& masks = then[static_cast<size_t>(step.camera)];
        step.after.masks = masks;
        for (const Change& change : changes[i]) setMask(masks, change.frame, change.before);
        step.before.masks = masks;
    }
    for (int i = history.done; i < static_cast<int>(history.steps.size()); ++i) {
        SavedStep& step = history.steps[static_cast<size_t>(i)];
        if (!step.after.masks) continue;
        FrameMasks& masks = now[static_cast<size_t>(step.camera)];
        step.before.masks = masks;
        for (const Change& change : changes[i]) setMask(masks, change.frame, change.after);
        step.after.masks = masks;
    }
    return {};
}

bool StepTable::leadsTo(const SavedHistory& history, const std::vector<CameraState>& cameras) const {
    // Going back from now, what a step left must be what is there. As text, in which equal values are equal.
    std::vector<CameraState> states = cameras;
    for (int i = history.done - 1; i >= 0; --i) {
        const SavedStep& step = history.steps[static_cast<size_t>(i)];
        CameraState& state = states[static_cast<size_t>(step.camera)];
        if (toJson(valuesLike(state, step.after), nullptr) != toJson(step.after, nullptr)) return false;
        applyValues(state, step.before);
    }
    return true;
}

Result<void> StepTable::write(std::span<const StepToSave> steps, int done,
                              const std::vector<CameraState>& cameras) {
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    QSqlQuery query(database);
    m_pending.clear();
    for (const StepToSave& step : steps) m_pending.push_back({step.serial, step.revision});
    size_t same = 0;
    while (same < m_written.size() && same < m_pending.size() && m_written[same] == m_pending[same]) ++same;
    const QVariantList outside{m_first + static_cast<int>(same), m_first};
    bool good = run(query, u"DELETE FROM steps WHERE position >= ? OR position < ?"_s, outside) &&
                run(query, u"DELETE FROM step_masks WHERE position >= ? OR position < ?"_s, outside);
    for (size_t i = same; good && i < steps.size(); ++i) {
        const StepToSave& step = steps[i];
        const int position = m_first + static_cast<int>(i);
        good = run(query,
                   u"INSERT INTO steps(position, camera, action, time, before, after) "
                   "VALUES(?, ?, ?, ?, ?, ?)"_s,
                   {position, text(cameras[static_cast<size_t>(step.camera)].name), text(step.action),
                    step.time.toString(Qt::ISODateWithMs), toJson(*step.before, step.after.get()),
                    toJson(*step.after, step.before.get())});
        if (!good || !step.after->masks) continue;
        if (auto written = writeMasks(position, step); !written) return written;
    }
    good = good && run(query, u"INSERT OR REPLACE INTO project(key, value) VALUES('steps_done', ?)"_s,
                       {QString::number(m_first + done)});
    if (!good) return writeError(m_path, database, query);
    return {};
}

Result<void> StepTable::writeMasks(int position, const StepToSave& step) const {
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    QSqlQuery query(database);
    const auto find = [](const FrameMasks& masks, int frame) -> std::shared_ptr<const FrameMask> {
        const auto found = masks.find(frame);
        return found == masks.end() ? nullptr : found->second;
    };
    const FrameMasks& before = *step.before->masks;
    const FrameMasks& after = *step.after->masks;
    std::vector<int> frames;
    for (const FrameMasks* masks : {&before, &after})
        for (const auto& entry : *masks)
            if (find(before, entry.first) != find(after, entry.first)) frames.push_back(entry.first);
    std::ranges::sort(frames);
    frames.erase(std::unique(frames.begin(), frames.end()), frames.end());
    for (const int frame : frames) {
        const auto old = find(before, frame), now = find(after, frame);
        const auto bits = [](const std::shared_ptr<const FrameMask>& mask, ImageU8 FrameMask::*layer) {
            return mask ? packedBits((*mask).*layer) : QVariant();
        };
        if (!run(query, u"INSERT INTO step_masks VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                 {position, frame, old != nullptr, bits(old, &FrameMask::robot),
                  bits(old, &FrameMask::ignore), now != nullptr, bits(now, &FrameMask::robot),
                  bits(now, &FrameMask::ignore), old && old->carried, now && now->carried}))
            return writeError(m_path, database, query);
    }
    return {};
}

void StepTable::committed() {
    m_written = std::move(m_pending);
    m_pending.clear();
}

void StepTable::adopt(std::span<const StepToSave> steps) {
    m_written.clear();
    for (const StepToSave& step : steps) m_written.push_back({step.serial, step.revision});
}

}  // namespace camframe
