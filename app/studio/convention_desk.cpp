// SPDX-License-Identifier: Apache-2.0
#include "app/studio/convention_desk.h"

#include <QtConcurrent/QtConcurrentRun>

#include "model/core/io/atomic_file.h"

namespace camframe {

using namespace Qt::StringLiterals;

ConventionDesk::ConventionDesk(Workspace& workspace, Editor& editor, JobModel& jobs, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_editor(editor), m_jobs(jobs), m_runner(jobs) {
    connect(&m_runner, &JobRunner::failed, this, [this](const QString& sentence) {
        if (m_dialog) m_dialog->showProblem(sentence);
    });
    connect(&jobs, &JobModel::dataChanged, this, &ConventionDesk::showProgress);
}

void ConventionDesk::show(QWidget* window) {
    const auto opened = m_workspace.recording();
    if (!opened || !m_editor.hasDocument()) return;
    if (!m_dialog) {
        const Episode& episode = opened->recording()->episode;
        WizardRequest request;
        request.recording = opened->request();
        if (request.recording.robot.empty()) request.recording.robot = opened->recording()->robot->name;
        request.episode = episode.index;
        request.name = opened->recording()->dataset;
        request.camera = m_editor.state().name;
        request.camFromBase = m_editor.state().camFromBase;
        QStringList cameras;
        for (const CameraStream& camera : episode.cameras) cameras << QString::fromStdString(camera.name);
        m_dialog = new ConventionDialog(std::move(request), cameras, window);
        m_dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_dialog, &ConventionDialog::startRequested, this, &ConventionDesk::start);
        connect(m_dialog, &ConventionDialog::stopRequested, this, [this] { m_runner.stop(m_job); });
        connect(m_dialog, &ConventionDialog::saveRequested, this, &ConventionDesk::save);
        connect(m_dialog, &ConventionDialog::openRequested, this, [this] {
            Q_EMIT openRequested(m_saved);
            m_dialog->close();
        });
        // Nobody would see the answer.
        connect(m_dialog, &QDialog::finished, this, [this] { m_runner.stop(m_job); });
    }
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
}

void ConventionDesk::start() {
    m_answer.reset();
    m_dialog->setRunning(true);
    m_job = m_runner.start<WizardSummary>(
        tr("Find out what the columns mean"),
        [request = m_dialog->request()](const RunContext& context) {
            return summariseConventions(request, context);
        },
        this,
        [this](WizardSummary answer) {
            m_answer = std::move(answer);
            if (m_dialog) m_dialog->showAnswer(*m_answer);
            return m_answer->convincing ? tr("Found.") : tr("No reading is convincing.");
        });
}

void ConventionDesk::showProgress() {
    if (!m_dialog || m_job < 0) return;
    const Job* job = m_jobs.find(m_job);
    if (!job) return;
    if (job->state == Job::State::Running)
        m_dialog->showProgress(static_cast<int>(100 * job->fraction), job->stage);
    else if (job->state == Job::State::Stopped)
        m_dialog->showProblem(tr("Stopped."));
}

void ConventionDesk::save(const QString& file) {
    if (!m_answer) return;
    auto writing = QtConcurrent::run(&m_saving, [file, profile = m_answer->profile] {
        return std::make_shared<const Result<void>>(writeFileAtomically(file.toStdString(), profile));
    });
    writing.then(this, [this, file](const std::shared_ptr<const Result<void>>& written) {
        if (*written) m_saved = file;
        if (!m_dialog) return;
        if (*written) {
            m_dialog->showSaved(file);
        } else {
            m_dialog->showProblem(QString::fromStdString(written->error().message));
        }
    });
}

}  // namespace camframe
