// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointer>
#include <QThreadPool>
#include <functional>
#include <map>
#include <stop_token>

#include "model/core/progress.h"
#include "model/core/result.h"
#include "model/qt/job_model.h"

namespace camframe {

/// Runs Qt-free work on worker threads and reports to a JobModel. A job ends as value, error or stopped.
///
/// Lives on the GUI thread. The destructor stops all jobs and waits for them.
class JobRunner : public QObject {
    Q_OBJECT

public:
    explicit JobRunner(JobModel& jobs, QObject* parent = nullptr);
    ~JobRunner() override;

    /// @param work     Called on a worker thread.
    /// @param context  When it is gone at the end, the value is dropped silently.
    /// @param done     Called with the value on the GUI thread; returns the sentence shown for the job.
    /// @return         Id in the JobModel.
    template <class T>
    int start(const QString& title, std::function<Result<T>(const RunContext&)> work, QObject* context,
              std::function<QString(T)> done) {
        // The value crosses threads in a shared pointer, as std::function must be copyable.
        auto value = std::make_shared<std::optional<T>>();
        return run(
            title,
            [work = std::move(work), value](const RunContext& runContext) -> Result<void> {
                Result<T> result = work(runContext);
                if (!result) return tl::unexpected(std::move(result.error()));
                value->emplace(std::move(*result));
                return {};
            },
            [context = QPointer<QObject>(context), done = std::move(done), value]() -> QString {
                return context ? done(std::move(**value)) : QString();
            });
    }

    void stop(int id);
    bool isRunning(int id) const { return m_stops.contains(id); }

Q_SIGNALS:
    /// A job ended with an error; the sentence says why.
    void failed(const QString& message);
    /// A job ended without its value, with an error or because it was stopped.
    void ended(int id);

private:
    int run(const QString& title, std::function<Result<void>(const RunContext&)> work,
            std::function<QString()> done);

    JobModel& m_jobs;
    QThreadPool m_pool;
    std::map<int, std::stop_source> m_stops;
};

}  // namespace camframe
