// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <map>
#include <memory>
#include <vector>

#include "model/core/result.h"
#include "model/qt/camera_state.h"
#include "model/qt/step_table.h"

namespace camframe {

struct Recording;

/// A camera as the project file holds it.
struct SavedCamera {
    CameraState state;
    std::vector<CalibrationEdit> edits;
    int lastKeypointId = 0;
};

/// The project file (*.camframe): one SQLite database with a versioned schema.
///
///     project(key, value)            recording, identity, robot: what the file belongs to
///     cameras(name, ...)             intrinsics, pose, verdict, last run (the text of its calibration.json)
///     keypoints(camera, id, ...)     frame, link by name, point in link (m), pixel, origin, mark
///     masks(camera, frame, ...)      robot and ignored region as drawn: rows of bits, compressed by zlib
///     edits(camera, seq, ...)        what was done, oldest first
///     steps, step_masks              what can be undone and redone: StepTable
///
/// Every save is one transaction in write-ahead mode: a crash of the program loses nothing that was saved.
/// The file is locked while open, so two windows cannot edit the same project. Use on the thread that opened
/// it.
class ProjectStore {
public:
    /// Opens or creates. Errors are sentences with the path; an existing file is never replaced.
    static Result<std::unique_ptr<ProjectStore>> open(const QString& path, const Recording& recording);
    ~ProjectStore();
    ProjectStore(const ProjectStore&) = delete;
    ProjectStore& operator=(const ProjectStore&) = delete;

    QString path() const { return m_path; }

    /// The saved state of the camera with the name of `initial`, or `initial` when it was never saved.
    Result<SavedCamera> load(const CameraState& initial) const;
    /// Undo steps of the earlier session that lead to these states; none when the file has none.
    Result<SavedHistory> loadHistory(const std::vector<CameraState>& cameras);
    /// Which commands loadHistory()'s steps have become.
    void adoptHistory(std::span<const StepToSave> steps) { m_steps->adopt(steps); }
    /// Replaces what is saved about these cameras and the undo steps of all, in one transaction.
    /// @param cameras  All of the recording, in its order.
    Result<void> save(std::span<const SavedCamera> changed, std::span<const StepToSave> steps, int done,
                      const std::vector<CameraState>& cameras);
    /// Moves what was saved from the write-ahead log into the file itself, so that a copy of the file alone
    /// is complete. Waits for the disk: meant for idle moments. Nothing is lost when it fails or is left out.
    void checkpoint();
    /// For tests: from now on nothing can be written, or all can again.
    void refuseWrites(bool refuse);

private:
    ProjectStore() = default;
    Result<void> prepare(const Recording& recording);
    Result<void> saveCamera(const SavedCamera& camera);
    Result<void> createSchema(const Recording& recording);
    Result<void> saveKeypoints(const std::string& camera, const std::vector<Keypoint>& keypoints);
    Result<void> saveMasks(const std::string& camera, const FrameMasks& masks);
    Result<void> loadMasks(CameraState& state) const;
    Result<void> saveEdits(const std::string& camera, const std::vector<CalibrationEdit>& edits);

    QString m_path;
    QString m_connection;
    std::unique_ptr<StepTable> m_steps;
    std::vector<std::string> m_linkNames;
    int m_frameCount = 0;
    /// Edits as they stand in the file, per camera, so that a drag rewrites one row and not the history.
    mutable std::map<std::string, std::vector<CalibrationEdit>> m_savedEdits;
    /// Likewise the keypoints: a drag among thousands of tracked ones writes one.
    mutable std::map<std::string, std::vector<Keypoint>> m_savedKeypoints;
    /// Likewise the masks: a stroke writes one frame.
    mutable std::map<std::string, FrameMasks> m_savedMasks;
};

/// Where the project of a recording lies when nobody names a file: in the user's application data, named
/// after the recording and its identity.
QString defaultProjectPath(const Recording& recording);

}  // namespace camframe
