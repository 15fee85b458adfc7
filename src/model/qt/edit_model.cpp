// SPDX-License-Identifier: Apache-2.0
#include "model/qt/edit_model.h"

#include <QDateTime>
#include <QLocale>

#include "model/qt/shown_number.h"
#include "model/qt/undo/edit_camera_command.h"

namespace camframe {

EditModel::EditModel(QObject* parent) : QAbstractTableModel(parent) {}

void EditModel::setSource(ProjectDocument* document, int camera) {
    beginResetModel();
    if (m_document) m_document->disconnect(this);
    m_document = document;
    m_camera = camera;
    m_edits = document ? document->edits(camera) : std::vector<CalibrationEdit>{};
    endResetModel();
    if (document) connect(document, &ProjectDocument::editsChanged, this, &EditModel::refresh);
}

void EditModel::refresh() {
    std::vector<CalibrationEdit> edits = m_document->edits(m_camera);
    // Newest first: the last edits are the first rows.
    if (edits.size() > m_edits.size()) {
        const int added = static_cast<int>(edits.size() - m_edits.size());
        beginInsertRows({}, 0, added - 1);
        m_edits = std::move(edits);
        endInsertRows();
    } else if (edits.size() < m_edits.size()) {
        const int removed = static_cast<int>(m_edits.size() - edits.size());
        beginRemoveRows({}, 0, removed - 1);
        m_edits = std::move(edits);
        endRemoveRows();
    } else {
        m_edits = std::move(edits);
    }
    if (!m_edits.empty()) Q_EMIT dataChanged(index(0, 0), index(0, ColumnCount - 1));
}

int EditModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_edits.size());
}

int EditModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant EditModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const CalibrationEdit& edit = m_edits[m_edits.size() - 1 - static_cast<size_t>(index.row())];
    if (role == Qt::ToolTipRole) return withShownNumbers(QString::fromStdString(edit.detail));
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
        case Time: {
            const auto time = QDateTime::fromString(QString::fromStdString(edit.time), Qt::ISODateWithMs);
            return QLocale().toString(time.toLocalTime(), QLocale::ShortFormat);
        }
        case Action:
            return displayName(edit.action);
        case Detail:
            return withShownNumbers(QString::fromStdString(edit.detail));
        default:
            return {};
    }
}

QVariant EditModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Time:
            return tr("Time");
        case Action:
            return tr("Action");
        case Detail:
            return tr("Detail");
        default:
            return {};
    }
}

}  // namespace camframe
