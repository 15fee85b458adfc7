// SPDX-License-Identifier: Apache-2.0
#include "model/qt/camera_list_model.h"

namespace camframe {

CameraListModel::CameraListModel(QObject* parent) : QAbstractListModel(parent) {}

void CameraListModel::setDocument(ProjectDocument* document) {
    beginResetModel();
    if (m_document) m_document->disconnect(this);
    m_document = document;
    endResetModel();
    if (!document) return;
    connect(document, &ProjectDocument::changed, this, [this](const ChangeEvent& event) {
        Q_EMIT dataChanged(index(event.camera), index(event.camera));
    });
}

int CameraListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_document ? 0 : static_cast<int>(m_document->cameras().size());
}

QVariant CameraListModel::data(const QModelIndex& index, int role) const {
    if (!m_document || !checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::DisplayRole)
        return {};
    const CameraState& state = m_document->camera(index.row());
    const QString name = QString::fromStdString(state.name);
    switch (state.verdict) {
        case Verdict::Accepted:
            return tr("%1 · accepted").arg(name);
        case Verdict::Rejected:
            return tr("%1 · rejected").arg(name);
        case Verdict::ToFix:
            return tr("%1 · to fix").arg(name);
        case Verdict::Skipped:
            return tr("%1 · skipped").arg(name);
        case Verdict::Deferred:
            return tr("%1 · deferred").arg(name);
        case Verdict::None:
            break;
    }
    if (!state.camFromBase) return tr("%1 · no pose yet").arg(name);
    return tr("%1 · not judged").arg(name);
}

}  // namespace camframe
