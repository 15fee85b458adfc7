// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>

#include "model/qt/job_model.h"

namespace camframe {

/// The items of one job: those that failed or were skipped first, each kind in the order it ended.
class JobItemModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { What, Outcome, ColumnCount };
    enum Role { TargetRole = Qt::UserRole, StateRole };

    explicit JobItemModel(JobModel& jobs, QObject* parent = nullptr);
    /// Shows the items of this job; an unknown one has none.
    void setJob(int id);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void add(const JobItem& item);

    JobModel& m_jobs;
    int m_job = -1;
    std::vector<JobItem> m_items;
    int m_problems = 0;  ///< So many of the first rows.
};

}  // namespace camframe
