// SPDX-License-Identifier: Apache-2.0
#include "views/editing/live_solver.h"

#include <QtConcurrent/QtConcurrentRun>
#include <utility>

#include "model/core/slow_work.h"

namespace camframe {

std::optional<SolvedPose> solveTask(PoseSolverSource& solver, const SolveTask& task) {
    if (!task.marks.empty())
        return solver.solveWithMarks(task.camera, task.points, task.sightings, task.markLinks, task.start);
    if (task.points.empty()) return {};
    const auto pose = task.start ? solver.refine(task.camera, task.points, *task.start)
                                 : solver.solve(task.camera, task.points);
    if (!pose) return {};
    return SolvedPose{*pose, {}};
}

LiveSolver::LiveSolver(QObject* parent) : QObject(parent) {
    m_thread.setMaxThreadCount(1);
}

LiveSolver::~LiveSolver() {
    m_thread.waitForDone();
}

void LiveSolver::setSource(PoseSolverSource* source) {
    drop();
    m_thread.waitForDone();
    m_source = source;
}

void LiveSolver::drop() {
    ++m_epoch;
    m_waiting.reset();
}

void LiveSolver::solve(SolveTask task, Done done) {
    if (!m_source) return;
    Request request{std::move(task), std::move(done)};
    if (m_running) {
        m_waiting = std::move(request);
    } else {
        begin(std::move(request));
    }
}

void LiveSolver::begin(Request request) {
    m_running = true;
    QtConcurrent::run(&m_thread,
                      [source = m_source, task = std::move(request.task)] {
                          slowWorkBegins("solving a pose");
                          return solveTask(*source, task);
                      })
        .then(this, [this, epoch = m_epoch,
                     done = std::move(request.done)](const std::optional<SolvedPose>& solved) {
            // First the answer, then the next one: that may be there before begin() returns.
            if (epoch == m_epoch) done(solved);
            m_running = false;
            if (auto next = std::exchange(m_waiting, std::nullopt)) begin(std::move(*next));
        });
}

}  // namespace camframe
