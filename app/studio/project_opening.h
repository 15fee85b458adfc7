// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <memory>

#include "model/qt/project_document.h"

namespace camframe {

struct OpenedProject {
    ProjectFile::Contents contents;
    QString notice;  ///< What the person should know about the file; mostly nothing.
};

/// Opens or makes a project file. Of a damaged one what can be read is opened, from a new file beside it; the
/// damaged file stays as it is. Not for the GUI thread.
Result<OpenedProject> openProject(const Recording& recording, const QString& path);

/// Whether openProject(path) would open the file of this document.
bool isOpenAs(const ProjectDocument& document, const QString& path);

}  // namespace camframe
