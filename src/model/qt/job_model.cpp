// SPDX-License-Identifier: Apache-2.0
#include "model/qt/job_model.h"

#include <QTime>
#include <algorithm>

#include "model/qt/shown_number.h"

namespace camframe {

namespace {
// Before, a guess of what is left would jump.
constexpr double leastFraction = 0.02, leastSeconds = 3;
}  // namespace

JobModel::JobModel(QObject* parent) : QAbstractListModel(parent) {}

int JobModel::add(const QString& title) {
    Job job;
    job.id = ++m_lastId;
    job.title = title;
    job.since.start();
    beginInsertRows({}, 0, 0);
    m_jobs.insert(m_jobs.begin(), job);
    endInsertRows();
    Q_EMIT runningCountChanged(runningCount());
    return job.id;
}

void JobModel::setProgress(int id, double fraction, const QString& stage) {
    Job* job = edit(id);
    if (!job || job->state != Job::State::Running) return;
    if (!stage.isEmpty() && stage != job->stage) appendLog(id, stage);
    job->fraction = std::clamp(fraction, job->fraction, 1.0);
    job->stage = stage;
    const double seconds = static_cast<double>(job->since.elapsed()) / 1000;
    if (job->fraction > leastFraction && seconds > leastSeconds)
        job->secondsLeft = seconds * (1 - job->fraction) / job->fraction;
    touch(id);
}

void JobModel::appendLog(int id, const QString& line) {
    Job* job = edit(id);
    if (!job) return;
    job->log << QTime::currentTime().toString(Qt::ISODate) + QLatin1StringView("  ") + line;
    touch(id);
}

void JobModel::addItem(int id, const JobItem& item) {
    Job* job = edit(id);
    if (!job) return;
    job->items.push_back(item);
    if (item.state == JobItem::State::Failed || item.state == JobItem::State::Skipped) ++job->problems;
    Q_EMIT itemAdded(id);
    appendLog(id, item.what + QLatin1StringView(": ") + item.message);
}

QString JobModel::leftText(double seconds) {
    if (seconds < 0) return {};
    if (seconds < 55) return tr("about %1 s left").arg(5 * std::max(1, qRound(seconds / 5)));
    if (seconds < 5400) return tr("about %1 min left").arg(qRound(seconds / 60));
    return tr("about %1 h left").arg(shownNumber(seconds / 3600, 1));
}

void JobModel::finish(int id, Job::State state, const QString& message) {
    Job* job = edit(id);
    if (!job || job->state != Job::State::Running) return;
    job->state = state;
    job->stage = message;
    job->secondsLeft = -1;
    if (state == Job::State::Done) job->fraction = 1;
    appendLog(id, message);
    Q_EMIT runningCountChanged(runningCount());
}

void JobModel::clearFinished() {
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (m_jobs[static_cast<size_t>(row)].state == Job::State::Running) continue;
        beginRemoveRows({}, row, row);
        m_jobs.erase(m_jobs.begin() + row);
        endRemoveRows();
    }
}

const Job* JobModel::find(int id) const {
    const auto found =
        std::find_if(m_jobs.begin(), m_jobs.end(), [id](const Job& job) { return job.id == id; });
    return found == m_jobs.end() ? nullptr : &*found;
}

Job* JobModel::edit(int id) {
    return const_cast<Job*>(find(id));
}

void JobModel::touch(int id) {
    const int row = static_cast<int>(find(id) - m_jobs.data());
    Q_EMIT dataChanged(index(row), index(row));
}

int JobModel::runningCount() const {
    return static_cast<int>(std::count_if(m_jobs.begin(), m_jobs.end(),
                                          [](const Job& job) { return job.state == Job::State::Running; }));
}

int JobModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_jobs.size());
}

QVariant JobModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Job& job = m_jobs[static_cast<size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole:
            return job.title;
        case IdRole:
            return job.id;
        case FractionRole:
            return job.fraction;
        case StageRole:
            return job.stage;
        case StateRole:
            return static_cast<int>(job.state);
        case LogRole:
            return job.log;
        case LeftRole:
            return job.secondsLeft;
        default:
            return {};
    }
}

}  // namespace camframe
