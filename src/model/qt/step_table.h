// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QString>
#include <array>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/core/result.h"
#include "model/qt/camera_state.h"

namespace camframe {

/// One undoable step, as the project file holds it. `before` and `after` have the same members.
struct SavedStep {
    int camera = 0;      ///< Index into the recording's cameras.
    std::string action;  ///< Identifier of the EditAction.
    QDateTime time;
    CameraEdit before;
    CameraEdit after;
};

/// The undo stack of an earlier session: steps[0..done) are in effect, the others were undone.
struct SavedHistory {
    std::vector<SavedStep> steps;
    int done = 0;
};

/// A step of the present stack, to be written.
struct StepToSave {
    quint64 serial = 0;  ///< Of the command, unique within the program's run.
    int revision = 0;    ///< Grows when the command changes (a drag that goes on).
    int camera = 0;
    std::string action;
    QDateTime time;
    std::shared_ptr<const CameraEdit> before;  ///< Shared with the command: another thread may write them.
    std::shared_ptr<const CameraEdit> after;
};

/// The undo steps in the tables of a project file:
///
///     steps(position, camera, action, time, before, after)   values as JSON, keypoints where they differ
///     step_masks(position, frame, ...)                       masks that the step changed, as in `masks`
///
/// `project` holds under 'steps_done' how many of them are in effect. Writes only what changed; the caller
/// brings the transaction.
class StepTable {
public:
    static const std::array<const char*, 2> schema;
    /// Older steps stay in the history but can no longer be undone after a restart (masks take memory).
    static constexpr int limit = 200;

    StepTable(QString path, QString connection, std::vector<std::string> linkNames, int frameCount);

    /// @param cameras  As loaded. A history whose values do not lead to them is left out as a whole: undoing
    ///                 it would bring back what was never there.
    Result<SavedHistory> load(const std::vector<CameraState>& cameras);
    Result<void> write(std::span<const StepToSave> steps, int done, const std::vector<CameraState>& cameras);
    /// The last write() was committed.
    void committed();
    /// The steps of load(), in this order, are now those commands.
    void adopt(std::span<const StepToSave> steps);

private:
    struct Written {
        quint64 serial = 0;
        int revision = 0;
        bool operator==(const Written&) const = default;
    };

    /// @param other  The step's other values: keypoints that it has too are left out. Null: all are written.
    QByteArray toJson(const CameraEdit& values, const CameraEdit* other) const;
    /// Nothing when the text is damaged. `masks` comes back empty where the step has some, `keypoints` with
    /// those that the step changed.
    std::optional<CameraEdit> fromJson(const QByteArray& json, const CameraState& camera) const;
    /// Completes the keypoints of the steps. False when they do not lead to what is there now.
    bool restoreKeypoints(SavedHistory& history, const std::vector<CameraState>& cameras) const;
    Result<void> loadMasks(SavedHistory& history, const std::vector<CameraState>& cameras) const;
    Result<void> writeMasks(int position, const StepToSave& step) const;
    bool leadsTo(const SavedHistory& history, const std::vector<CameraState>& cameras) const;

    QString m_path;
    QString m_connection;
    std::vector<std::string> m_linkNames;
    int m_frameCount;
    int m_first = 0;  ///< Position of the stack's first command.
    std::vector<Written> m_written;
    std::vector<Written> m_pending;
};

}  // namespace camframe
