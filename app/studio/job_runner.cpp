// SPDX-License-Identifier: Apache-2.0
#include "app/studio/job_runner.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

// The stages that work of the other rooms reports, for the translators' tool. Unknown ones stay English.
[[maybe_unused]] constexpr const char* stages[] = {
    QT_TRANSLATE_NOOP("Stage", "reading the recording and the robot"),
    QT_TRANSLATE_NOOP("Stage", "reading frames"),
    QT_TRANSLATE_NOOP("Stage", "following the mark"),
    QT_TRANSLATE_NOOP("Stage", "looking for the camera"),
    QT_TRANSLATE_NOOP("Stage", "comparing starting poses"),
    QT_TRANSLATE_NOOP("Stage", "refining the camera pose"),
    QT_TRANSLATE_NOOP("Stage", "outlining the robot"),
    QT_TRANSLATE_NOOP("Stage", "judging the result"),
    QT_TRANSLATE_NOOP("Stage", "drawing masks"),
    QT_TRANSLATE_NOOP("Stage", "filming the robot"),
    QT_TRANSLATE_NOOP("Stage", "comparing readings"),
    QT_TRANSLATE_NOOP("Stage", "improving the best readings"),
    QT_TRANSLATE_NOOP("Stage", "changing two joints at once"),
    QT_TRANSLATE_NOOP("Stage", "done"),
};

/// Stages may begin with where in a longer run they are: "2 of 5: camera front: drawing masks".
QString translatedStage(const std::string& text) {
    static const QRegularExpression count(u"^(\\d+) of (\\d+)$"_s), camera(u"^camera (.+)$"_s);
    QStringList parts = QString::fromStdString(text).split(u": "_s);
    for (QString& part : parts) {
        if (const auto of = count.match(part); of.hasMatch()) {
            part = JobRunner::tr("%1 of %2").arg(of.captured(1), of.captured(2));
        } else if (const auto name = camera.match(part); name.hasMatch()) {
            part = JobRunner::tr("camera %1").arg(name.captured(1));
        } else {
            part = QCoreApplication::translate("Stage", part.toUtf8().constData());
        }
    }
    return parts.join(u": "_s);
}

/// Takes progress from a worker thread to the model on the GUI thread.
class ModelProgress : public ProgressSink {
public:
    ModelProgress(JobModel& jobs, int id) : m_jobs(jobs), m_id(id) {}
    void report(double fraction, std::string_view stage) override {
        QMetaObject::invokeMethod(
            &m_jobs,
            [jobs = &m_jobs, id = m_id, fraction, text = std::string(stage)] {
                jobs->setProgress(id, fraction, translatedStage(text));
            },
            Qt::QueuedConnection);
    }

private:
    JobModel& m_jobs;
    int m_id;
};

}  // namespace

JobRunner::JobRunner(JobModel& jobs, QObject* parent) : QObject(parent), m_jobs(jobs) {
    m_pool.setMaxThreadCount(2);
    connect(&jobs, &JobModel::stopRequested, this, &JobRunner::stop);
}

JobRunner::~JobRunner() {
    for (auto& [id, source] : m_stops) source.request_stop();
    m_pool.waitForDone();
}

int JobRunner::run(const QString& title, std::function<Result<void>(const RunContext&)> work,
                   std::function<QString()> done) {
    const int id = m_jobs.add(title);
    const std::stop_token token = m_stops[id].get_token();
    m_pool.start([this, id, token, work = std::move(work), done = std::move(done)] {
        ModelProgress progress(m_jobs, id);
        RunContext context;
        context.progress = &progress;
        context.stop = token;
        Result<void> result = token.stop_requested() ? Result<void>(makeError(ErrorKind::Stopped, "Stopped."))
                                                     : withoutExceptions([&] { return work(context); });
        QMetaObject::invokeMethod(
            this,
            [this, id, result = std::move(result), done] {
                // A stop that comes after the work was done does not throw the value away.
                m_stops.erase(id);
                if (result) {
                    m_jobs.finish(id, Job::State::Done, done());
                } else if (result.error().kind == ErrorKind::Stopped) {
                    m_jobs.finish(id, Job::State::Stopped, tr("Stopped; nothing was changed."));
                    Q_EMIT ended(id);
                } else {
                    const QString message = QString::fromStdString(result.error().message);
                    m_jobs.finish(id, Job::State::Failed, message);
                    Q_EMIT failed(message);
                    Q_EMIT ended(id);
                }
            },
            Qt::QueuedConnection);
    });
    return id;
}

void JobRunner::stop(int id) {
    const auto found = m_stops.find(id);
    if (found != m_stops.end()) found->second.request_stop();
}

}  // namespace camframe
