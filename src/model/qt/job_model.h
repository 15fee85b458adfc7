// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractListModel>
#include <QElapsedTimer>
#include <QStringList>
#include <vector>

namespace camframe {

/// One thing of the many that a job works through.
struct JobItem {
    enum class State { Good, Doubtful, Skipped, Failed };
    State state = State::Good;
    QString what;
    QString message;    ///< How it ended.
    qint64 target = 0;  ///< Of the review list; 0: nothing to open.
};

/// Long work as the window shows it. How a job ends is one of three: done, stopped, failed.
struct Job {
    enum class State { Running, Done, Stopped, Failed };
    int id = 0;
    QString title;
    QString stage;        ///< What it is doing, or how it ended.
    double fraction = 0;  ///< 0..1
    State state = State::Running;
    QStringList log;
    std::vector<JobItem> items;  ///< Those that are finished.
    int problems = 0;            ///< Items that failed or were skipped.
    QElapsedTimer since;         ///< The start.
    double secondsLeft = -1;     ///< By its speed so far; negative: too early to say.
};

/// The list of jobs of this session, newest first. Who runs a job reports here, on the GUI thread.
class JobModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { IdRole = Qt::UserRole, FractionRole, StageRole, StateRole, LogRole, LeftRole };

    explicit JobModel(QObject* parent = nullptr);

    /// @return  Id of the new job.
    int add(const QString& title);
    /// Late reports about finished jobs are ignored.
    void setProgress(int id, double fraction, const QString& stage);
    void appendLog(int id, const QString& line);
    void addItem(int id, const JobItem& item);
    void finish(int id, Job::State state, const QString& message);
    void clearFinished();

    const Job* find(int id) const;
    int runningCount() const;
    /// "about 3 min left"; empty when it is not known.
    static QString leftText(double seconds);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// The user asked a running job to stop. Who runs it obeys and calls finish().
    void stopRequested(int id);
    void runningCountChanged(int count);
    /// The last of the job's items is new.
    void itemAdded(int id);

private:
    Job* edit(int id);
    void touch(int id);

    std::vector<Job> m_jobs;
    int m_lastId = 0;
};

}  // namespace camframe
