// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QThreadPool>
#include <functional>
#include <optional>
#include <vector>

#include "views/editing/pose_solver_source.h"

namespace camframe {

/// All that solving one pose needs.
struct SolveTask {
    CameraModel camera;
    std::vector<SolverPoint> points;
    std::optional<RigidTransform> start;      ///< Absent: solve from nothing.
    std::vector<SolverSighting> sightings{};  ///< Of marks of unknown place.
    std::vector<int> marks{};                 ///< Numbers of these marks, as in Keypoint.
    std::vector<int> markLinks{};             ///< Their links.
};

std::optional<SolvedPose> solveTask(PoseSolverSource& solver, const SolveTask& task);

/// Solves poses on a thread of its own, so that a drag stays fluent with thousands of tracked points (24 ms
/// with 4000 of them). Of requests that wait, only the newest is done; answers come in the order of their
/// requests.
class LiveSolver : public QObject {
    Q_OBJECT

public:
    /// On the thread of this object. Nothing: the points do not fix a pose.
    using Done = std::function<void(const std::optional<SolvedPose>&)>;

    explicit LiveSolver(QObject* parent = nullptr);
    ~LiveSolver() override;

    /// Drops what is under way. Null: nothing is solved. The source must outlive its use here.
    void setSource(PoseSolverSource* source);
    void solve(SolveTask task, Done done);
    /// No answer comes any more of what was asked.
    void drop();
    bool isBusy() const { return m_running || m_waiting; }

private:
    struct Request {
        SolveTask task;
        Done done;
    };
    void begin(Request request);

    PoseSolverSource* m_source = nullptr;
    QThreadPool m_thread;
    bool m_running = false;
    int m_epoch = 0;  ///< Counts drops.
    std::optional<Request> m_waiting;
};

}  // namespace camframe
