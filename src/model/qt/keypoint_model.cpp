// SPDX-License-Identifier: Apache-2.0
#include "model/qt/keypoint_model.h"

#include <algorithm>

#include "model/qt/shown_number.h"

namespace camframe {

using namespace Qt::StringLiterals;

KeypointModel::KeypointModel(QObject* parent) : QAbstractTableModel(parent) {}

void KeypointModel::setSource(ProjectDocument* document, int camera) {
    beginResetModel();
    if (m_document) m_document->disconnect(this);
    m_document = document;
    m_camera = camera;
    m_ids = idsNow();
    endResetModel();
    if (document) connect(document, &ProjectDocument::changed, this, &KeypointModel::onChanged);
}

const CameraState* KeypointModel::state() const {
    return m_document ? &m_document->camera(m_camera) : nullptr;
}

QList<int> KeypointModel::idsNow() const {
    QList<int> ids;
    if (const CameraState* current = state())
        for (const Keypoint& keypoint : current->keypoints)
            if (keypoint.origin == KeypointOrigin::Human) ids << keypoint.id;
    return ids;
}

int KeypointModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

int KeypointModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

int KeypointModel::rowOf(int keypointId) const {
    return static_cast<int>(m_ids.indexOf(keypointId));
}

QVariant KeypointModel::data(const QModelIndex& index, int role) const {
    const CameraState* current = state();
    if (!current || !checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Keypoint* keypoint = findKeypoint(*current, m_ids[index.row()]);
    if (!keypoint) return {};
    if (role == KeypointIdRole) return keypoint->id;
    if (role == FrameRole) return keypoint->frame;
    if (role == Qt::TextAlignmentRole && index.column() != Link) {
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    }
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
        case Number:
            return keypoint->id;
        case Frame:
            return keypoint->frame;
        case Link: {
            const auto& links = m_document->recording().model().links();
            const QString name = QString::fromStdString(links[static_cast<size_t>(keypoint->link)].name);
            return keypoint->mark == 0 ? name : tr("%1, mark %2").arg(name).arg(keypoint->mark);
        }
        case Pixel:
            return shownNumbers({keypoint->pixel.x(), keypoint->pixel.y()}, 1);
        case Residual: {
            if (keypoint->hidden) return tr("hidden");
            const auto residual = m_document->residual(m_camera, *keypoint);
            return residual ? tr("%1 px").arg(shownNumber(residual->norm(), 2)) : tr("not in view");
        }
        default:
            return {};
    }
}

QVariant KeypointModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Number:
            return tr("No.");
        case Frame:
            return tr("Frame");
        case Link:
            return tr("Link");
        case Pixel:
            return tr("Pixel");
        case Residual:
            return tr("Residual");
        default:
            return {};
    }
}

void KeypointModel::onChanged(const ChangeEvent& event) {
    if (event.camera != m_camera) return;
    if (event.properties & ChangeEvent::Keypoints) {
        const QList<int> now = idsNow();
        for (qsizetype row = m_ids.size() - 1; row >= 0; --row) {
            if (std::ranges::binary_search(now, m_ids[row])) continue;
            beginRemoveRows({}, static_cast<int>(row), static_cast<int>(row));
            m_ids.removeAt(row);
            endRemoveRows();
        }
        for (int row = 0; row < now.size(); ++row) {
            if (row < m_ids.size() && m_ids[row] == now[row]) continue;
            beginInsertRows({}, row, row);
            m_ids.insert(row, now[row]);
            endInsertRows();
        }
    }
    // A new pose or motion moves every residual.
    if (!m_ids.isEmpty() && event.properties & (ChangeEvent::Keypoints | ChangeEvent::Pose |
                                                ChangeEvent::Intrinsics | ChangeEvent::Motion)) {
        Q_EMIT dataChanged(index(0, 0), index(static_cast<int>(m_ids.size()) - 1, ColumnCount - 1));
    }
}

}  // namespace camframe
