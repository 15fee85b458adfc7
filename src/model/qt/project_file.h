// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "model/core/result.h"
#include "model/qt/project_store.h"

namespace camframe {

struct Recording;

/// What one transaction writes: whole cameras as they stand, and the undo steps that led there. It needs
/// nothing of the document any more, and it holds all that was there before, so one may stand for several.
struct ProjectWrite {
    std::vector<SavedCamera> cameras;
    std::vector<StepToSave> steps;
    int done = 0;
};

/// A project file with the thread that reads and writes it, so that no window waits for a disk.
///
/// What is handed over is written in its order, each in one transaction; what waits while another is being
/// written joins with what comes after it. So the file is always at some step of the history, never at one
/// without those before. What cannot be written is kept, and is part of the next attempt.
/// Any thread may call, one at a time.
class ProjectFile {
public:
    struct Contents;
    /// ProjectStore::open() and load(), on a thread of its own that stays. Waits for it.
    static Result<Contents> open(const QString& path, const Recording& recording);
    /// Tries once more what could not be written, and closes the file. A disk that does not answer within
    /// some seconds is left to itself.
    ~ProjectFile();
    ProjectFile(const ProjectFile&) = delete;
    ProjectFile& operator=(const ProjectFile&) = delete;

    QString path() const;
    /// ProjectStore::adoptHistory().
    void adoptHistory(std::vector<StepToSave> steps);
    /// Hands over; does not wait.
    void write(ProjectWrite write);
    /// Tries again what could not be written.
    void retry();
    /// Waits until nothing is being written, at most this long.
    /// @return  True when all that was handed over is in the file.
    bool wait(std::chrono::milliseconds atMost);
    /// All that was handed over is in the file.
    bool isWritten() const;
    /// Something is being written, or will be as soon as the thread gets to it.
    bool isBusy() const;
    /// How the oldest attempt that nobody has asked about ended; nothing when there is none.
    std::optional<Result<void>> takeOutcome();
    /// Called on the file's thread when there is an outcome to take; must neither wait nor call back.
    void setListener(std::function<void()> listener);
    /// ProjectStore::checkpoint(), when nothing else is to be done.
    void checkpoint();
    /// For tests: from now on nothing can be written, as on a full disk, or all can again. Waits for it.
    void refuseWrites(bool refuse);
    /// For tests: the thread does nothing for this long, as on a disk that hangs.
    void stall(std::chrono::milliseconds duration);

private:
    struct Shared;
    ProjectFile(std::shared_ptr<Shared> shared, std::thread thread);
    void post(std::function<void()> task);

    std::shared_ptr<Shared> m_shared;  ///< The thread's too, which may outlive this.
    std::thread m_thread;
};

/// An opened file and what was in it.
struct ProjectFile::Contents {
    std::unique_ptr<ProjectFile> file;
    std::vector<SavedCamera> cameras;  ///< In the recording's order.
    SavedHistory history;
};

}  // namespace camframe
