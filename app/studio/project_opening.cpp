// SPDX-License-Identifier: Apache-2.0
#include "app/studio/project_opening.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include "model/qt/project_rescue.h"

namespace camframe {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(ProjectOpening)
};

QString said(const QString& path, const RescuedProject& rescued) {
    return Texts::tr(
               "The project %1 is damaged and was left as it is. What can be read of it is open now, as %2 "
               "(cameras: %3, keypoints: %4, masks: %5, no steps to undo). Look through it before you go on.")
        .arg(QDir::toNativeSeparators(path), QDir::toNativeSeparators(rescued.path))
        .arg(rescued.cameras)
        .arg(rescued.keypoints)
        .arg(rescued.masks);
}

}  // namespace

Result<OpenedProject> openProject(const Recording& recording, const QString& path) {
    OpenedProject opened;
    auto contents = openFileOrRescued(recording, path);
    if (!contents && contents.error().kind == ErrorKind::Input) {
        if (const auto rescued = rescueProject(path, recording)) {
            opened.notice = said(path, *rescued);
            contents = openFileOrRescued(recording, path);
        }
    }
    if (!contents) return tl::unexpected(contents.error());
    opened.contents = std::move(*contents);
    const QString file = opened.contents.file->path();
    if (opened.notice.isEmpty() && file == rescuedProjectPath(path)) {
        opened.notice =
            Texts::tr("The project %1 is damaged or gone: %2, which was rescued from it, is open instead.")
                .arg(QDir::toNativeSeparators(path), QDir::toNativeSeparators(file));
    }
    return opened;
}

bool isOpenAs(const ProjectDocument& document, const QString& path) {
    return document.path() == QFileInfo(path).absoluteFilePath() ||
           document.path() == rescuedProjectPath(path);
}

}  // namespace camframe
