// SPDX-License-Identifier: Apache-2.0
#include "model/qt/review/export_plan_model.h"

#include <QColor>
#include <QDateTime>
#include <QLocale>
#include <algorithm>

#include "model/qt/review/review_model.h"

namespace camframe {

namespace {
const QColor good(0x5a, 0xd1, 0x9a), doubtful(0xe3, 0xb3, 0x41), faint(0x8a, 0x8f, 0x98);
}

ExportPlanModel::ExportPlanModel(ReviewDesk& desk, QObject* parent)
    : QAbstractTableModel(parent), m_desk(desk) {
    m_index.assign(desk.items());
    connect(&desk, &ReviewDesk::itemsReplaced, this, [this] {
        m_index.assign(m_desk.items());
        choose();
    });
    connect(&desk, &ReviewDesk::itemsChanged, this, [this](const QList<int>& items) {
        for (const int changed : items) m_index.update(m_desk.items(), static_cast<size_t>(changed));
        choose();
    });
    choose();
}

void ExportPlanModel::setChoice(const ExportChoice& choice) {
    if (choice == m_choice) return;
    m_choice = choice;
    choose();
}

void ExportPlanModel::setContents(ExportFormat format, LabelContents labels) {
    if (format == m_format && labels == m_labels) return;
    m_format = format;
    m_labels = labels;
    choose();
}

void ExportPlanModel::setShow(Show show) {
    if (show == m_show) return;
    m_show = show;
    beginResetModel();
    select();
    endResetModel();
}

void ExportPlanModel::choose() {
    const size_t before = m_shown.size();
    std::vector<ExportRow> rows = chooseForExport(m_desk.items(), m_index, m_choice, m_desk.reviewer(),
                                                  QDateTime::currentSecsSinceEpoch());
    std::ranges::stable_partition(rows,
                                  [](const ExportRow& row) { return row.refusal == ExportRefusal::None; });
    const bool sameItems = std::ranges::equal(rows, m_rows, [](const ExportRow& a, const ExportRow& b) {
        return a.item == b.item && a.refusal == b.refusal;
    });
    // Where only figures changed, the table keeps its place and its selection.
    if (!sameItems) beginResetModel();
    m_rows = std::move(rows);
    select();
    if (!sameItems) {
        endResetModel();
    } else if (before > 0) {
        Q_EMIT dataChanged(index(0, 0), index(static_cast<int>(before) - 1, ColumnCount - 1));
    }
    m_totals = {};
    for (const ExportRow& row : m_rows) {
        if (row.refusal != ExportRefusal::None) {
            ++m_totals.leftOut;
            ++m_totals.refusals[row.refusal];
            continue;
        }
        const ReviewItem& each = item(row);
        ++m_totals.exported;
        if (each.frameCount == 0) ++m_totals.unknown;
        const int frames = row.frames.countOf(each.frameCount);
        m_totals.frames += frames;
        m_totals.bytes += estimatedExportBytes(m_format, m_labels, frames, each.width, each.height);
    }
    Q_EMIT totalsChanged();
}

void ExportPlanModel::select() {
    m_shown.clear();
    for (size_t i = 0; i < m_rows.size(); ++i) {
        const bool exported = m_rows[i].refusal == ExportRefusal::None;
        if (m_show == Show::All || exported == (m_show == Show::Exported))
            m_shown.push_back(static_cast<int>(i));
    }
}

int ExportPlanModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int ExportPlanModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString ExportPlanModel::framesText(const ExportRow& row) const {
    const int count = item(row).frameCount;
    if (count == 0) return row.frames.all() ? tr("all") : QString::fromStdString(row.frames.text());
    const QLocale locale;
    if (row.frames.all()) return locale.toString(count);
    return tr("%1 of %2 (%3)")
        .arg(locale.toString(row.frames.countOf(count)), locale.toString(count),
             QString::fromStdString(row.frames.text()));
}

QVariant ExportPlanModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const ExportRow& row = m_rows[static_cast<size_t>(m_shown[static_cast<size_t>(index.row())])];
    const ReviewItem& each = item(row);
    const bool exported = row.refusal == ExportRefusal::None;
    if (role == Qt::ForegroundRole) {
        if (index.column() == Why) return exported ? good : doubtful;
        return exported ? QVariant() : faint;
    }
    if (role == Qt::EditRole && index.column() == Frames) return each.frames;
    if (role == Qt::ToolTipRole && index.column() == Why) return refusalText(each, row.refusal);
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
        case Episode:
            return each.episodeName;
        case Camera:
            return each.camera;
        case Frames:
            return framesText(row);
        case Judged:
            return each.verdict == Verdict::None ? tr("none") : ReviewModel::verdictText(each);
        case Reviewer:
            return each.reviewer;
        case Why:
            return exported ? tr("will be written") : refusalText(each, row.refusal);
        default:
            return {};
    }
}

Qt::ItemFlags ExportPlanModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags base = QAbstractTableModel::flags(index);
    return index.column() == Frames ? base | Qt::ItemIsEditable : base;
}

bool ExportPlanModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid) ||
        index.column() != Frames)
        return false;
    const auto ranges = FrameRanges::parse(value.toString().toStdString());
    if (!ranges) {
        Q_EMIT refused(QString::fromStdString(ranges.error().message));
        return false;
    }
    const QString text = QString::fromStdString(ranges->text());
    const int changed = itemAt(index.row());
    if (m_desk.items()[static_cast<size_t>(changed)].frames != text)
        m_desk.setText({changed}, ReviewText::Frames, text);
    return true;
}

QVariant ExportPlanModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Episode:
            return tr("Episode");
        case Camera:
            return tr("Camera");
        case Frames:
            return tr("Frames");
        case Judged:
            return tr("Verdict");
        case Reviewer:
            return tr("Reviewer");
        case Why:
            return tr("Export");
        default:
            return {};
    }
}

}  // namespace camframe
