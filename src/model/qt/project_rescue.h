// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <memory>

#include "model/qt/project_document.h"

namespace camframe {

/// What a damaged project file still gave.
struct RescuedProject {
    QString path;  ///< Of the new project file that holds it.
    int cameras = 0, keypoints = 0, masks = 0, edits = 0;
    /// Rows that can be read and make no sense; how many lie in parts that cannot be read is unknown.
    int damagedRows = 0;
    bool unreadableParts = false;
};

/// Where rescueProject() puts what it rescues: beside the project.
QString rescuedProjectPath(const QString& path);

/// Reads what can be read of a damaged project file, row by row and past pages that cannot be read, and
/// writes it into a new project beside it. The damaged file and its write-ahead log are only read. Cameras
/// whose row is lost are as the recording has them; undo steps, which make sense only when complete, are not
/// taken over. Fails when nothing can be read, when the file is no project of this recording, or when a
/// rescued project lies there already.
Result<RescuedProject> rescueProject(const QString& path, const Recording& recording);

/// There is a project of this name, or one that was rescued from it.
bool projectExists(const QString& path);

/// ProjectFile::open(), or the project that was rescued from this one where it is damaged or gone: the file's
/// path says which.
Result<ProjectFile::Contents> openFileOrRescued(const Recording& recording, const QString& path);

/// ProjectDocument::open(), or the project that was rescued from this one where it is damaged or gone: path()
/// says which.
Result<std::unique_ptr<ProjectDocument>> openProjectOrRescued(std::shared_ptr<const Recording> recording,
                                                              const QString& path);

}  // namespace camframe
