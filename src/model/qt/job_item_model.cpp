// SPDX-License-Identifier: Apache-2.0
#include "model/qt/job_item_model.h"

#include <QColor>

namespace camframe {

JobItemModel::JobItemModel(JobModel& jobs, QObject* parent) : QAbstractTableModel(parent), m_jobs(jobs) {
    connect(&jobs, &JobModel::itemAdded, this, [this](int id) {
        if (id == m_job) add(m_jobs.find(id)->items.back());
    });
}

void JobItemModel::setJob(int id) {
    if (id == m_job) return;
    beginResetModel();
    m_job = id;
    m_items.clear();
    m_problems = 0;
    endResetModel();
    if (const Job* job = m_jobs.find(id))
        for (const JobItem& item : job->items) add(item);
}

void JobItemModel::add(const JobItem& item) {
    const bool problem = item.state == JobItem::State::Failed || item.state == JobItem::State::Skipped;
    const int row = problem ? m_problems++ : static_cast<int>(m_items.size());
    beginInsertRows({}, row, row);
    m_items.insert(m_items.begin() + row, item);
    endInsertRows();
}

int JobItemModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

int JobItemModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant JobItemModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const JobItem& item = m_items[static_cast<size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole:
            return index.column() == What ? item.what : item.message;
        case Qt::ToolTipRole:
            return item.message;
        case Qt::ForegroundRole:
            switch (item.state) {
                case JobItem::State::Good:
                    return index.column() == Outcome ? QVariant(QColor(0x5a, 0xd1, 0x9a)) : QVariant();
                case JobItem::State::Doubtful:
                    return index.column() == Outcome ? QVariant(QColor(0xe3, 0xb3, 0x41)) : QVariant();
                case JobItem::State::Skipped:
                    return QColor(0x8a, 0x8f, 0x98);
                case JobItem::State::Failed:
                    return index.column() == Outcome ? QVariant(QColor(0xe5, 0x6b, 0x5d)) : QVariant();
            }
            return {};
        case TargetRole:
            return item.target;
        case StateRole:
            return static_cast<int>(item.state);
        default:
            return {};
    }
}

QVariant JobItemModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return section == What ? tr("Camera") : tr("Outcome");
}

}  // namespace camframe
