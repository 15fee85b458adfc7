// SPDX-License-Identifier: Apache-2.0
#include "model/qt/pose_version.h"

#include <QLocale>
#include <algorithm>
#include <cmath>
#include <limits>

#include "model/core/degrees.h"
#include "model/core/evaluation.h"
#include "model/qt/shown_number.h"
#include "model/qt/undo/edit_camera_command.h"

namespace camframe {

namespace {

bool samePlace(const PoseVersion& a, const PoseVersion& b) {
    if (a.camFromBase.has_value() != b.camFromBase.has_value()) return false;
    if (a.camFromBase && a.camFromBase->matrix() != b.camFromBase->matrix()) return false;
    return a.intrinsics == b.intrinsics && a.run.has_value() == b.run.has_value();
}

}  // namespace

std::vector<PoseVersion> poseVersions(const ProjectDocument& document, int camera) {
    const CameraState& now = document.camera(camera);
    PoseVersion current{{}, {}, now.camFromBase, now.intrinsics, now.run};
    // Backwards: each step knows what it replaced.
    std::vector<PoseVersion> versions;
    for (int i = document.undoStack().index() - 1; i >= 0; --i) {
        const auto* command = static_cast<const EditCameraCommand*>(document.undoStack().command(i));
        if (command->camera() != camera) continue;
        const StepToSave step = command->toSave();
        if (!step.before->camFromBase && !step.before->intrinsics && !step.before->run) continue;
        PoseVersion before = current;
        if (step.before->camFromBase) before.camFromBase = *step.before->camFromBase;
        if (step.before->intrinsics) before.intrinsics = *step.before->intrinsics;
        if (step.before->run) before.run = *step.before->run;
        if (samePlace(before, current) && !step.before->run) continue;
        current.action = step.action;
        current.time = step.time;
        versions.push_back(std::move(current));
        current = std::move(before);
        current.action.clear();
        current.time = {};
    }
    versions.push_back(std::move(current));
    std::ranges::reverse(versions);
    return versions;
}

PoseDifference poseDifference(const CameraModel& camera, const RigidTransform& a, const RigidTransform& b,
                              const RobotMotion& motion) {
    PoseDifference difference;
    difference.degrees = degreesPerRadian * rotationAngleBetween(a, b);
    difference.millimetres = 1000 * (cameraCentre(a) - cameraCentre(b)).norm();
    difference.toolPx = std::numeric_limits<double>::quiet_NaN();
    std::vector<double> pixels;
    for (int frame = 0; frame < static_cast<int>(motion.baseFromLink.size()); ++frame) {
        const auto tool = motion.pointInBase(frame, motion.toolLink, Eigen::Vector3d::Zero());
        if (!tool) continue;
        const auto first = camera.project(a * *tool), second = camera.project(b * *tool);
        if (first && second) pixels.push_back((*first - *second).norm());
    }
    if (pixels.empty()) return difference;
    const auto middle = pixels.begin() + static_cast<std::ptrdiff_t>(pixels.size() / 2);
    std::nth_element(pixels.begin(), middle, pixels.end());
    difference.toolPx = *middle;
    return difference;
}

PoseVersionModel::PoseVersionModel(QObject* parent) : QAbstractTableModel(parent) {}

void PoseVersionModel::setSource(ProjectDocument* document, int camera) {
    if (m_document) m_document->disconnect(this);
    m_document = document;
    m_camera = camera;
    if (document) connect(document, &ProjectDocument::editsChanged, this, &PoseVersionModel::refresh);
    refresh();
}

void PoseVersionModel::refresh() {
    beginResetModel();
    m_versions.clear();
    m_differences.clear();
    if (m_document) {
        m_versions = poseVersions(*m_document, m_camera);
        const CameraState& now = m_document->camera(m_camera);
        for (const PoseVersion& version : m_versions) {
            m_differences.emplace_back();
            if (version.camFromBase && now.camFromBase)
                m_differences.back() = poseDifference(now.intrinsics.camera, *version.camFromBase,
                                                      *now.camFromBase, *m_document->motion(m_camera));
        }
    }
    endResetModel();
}

int PoseVersionModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_versions.size());
}

int PoseVersionModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PoseVersionModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (role == Qt::TextAlignmentRole && index.column() >= Turned)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    const PoseVersion& entry = version(index.row());
    const auto& difference = m_differences[m_differences.size() - 1 - static_cast<size_t>(index.row())];
    switch (index.column()) {
        case Time:
            return entry.time.isValid() ? QLocale().toString(entry.time.toLocalTime(), QLocale::ShortFormat)
                                        : QString();
        case Action:
            if (index.row() == 0) return tr("on show");
            return entry.action.empty() ? tr("as opened") : displayName(entry.action);
        case Turned:
            return difference ? tr("%1°").arg(shownNumber(difference->degrees, 3)) : tr("no pose");
        case Moved:
            return difference ? tr("%1 mm").arg(shownNumber(difference->millimetres, 2)) : QString();
        case AtTool:
            return difference && std::isfinite(difference->toolPx)
                       ? tr("%1 px").arg(shownNumber(difference->toolPx, 1))
                       : QString();
        default:
            return {};
    }
}

QVariant PoseVersionModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Time:
            return tr("Time");
        case Action:
            return tr("Pose by");
        case Turned:
            return tr("Turned");
        case Moved:
            return tr("Moved");
        case AtTool:
            return tr("At the tool");
        default:
            return {};
    }
}

void pushVersion(ProjectDocument& document, int camera, const PoseVersion& version) {
    CameraEdit edit;
    edit.camFromBase = version.camFromBase;
    edit.intrinsics = version.intrinsics;
    edit.run = version.run;
    pushEdit(document, camera, EditAction::RestorePose, std::move(edit));
}

}  // namespace camframe
