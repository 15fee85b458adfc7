// SPDX-License-Identifier: Apache-2.0
#include "model/qt/review/review_model.h"

#include <QCollator>
#include <QColor>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/qt/shown_number.h"

namespace camframe {

namespace {

const QColor good(0x5a, 0xd1, 0x9a), doubtful(0xe3, 0xb3, 0x41), bad(0xe5, 0x6b, 0x5d),
    faint(0x8a, 0x8f, 0x98);

QString statusText(const std::optional<CalibrationStatus>& status) {
    if (!status) return ReviewModel::tr("not run");
    switch (*status) {
        case CalibrationStatus::Ok:
            return ReviewModel::tr("ok");
        case CalibrationStatus::Review:
            return ReviewModel::tr("review");
        case CalibrationStatus::Failed:
            return ReviewModel::tr("failed");
    }
    return {};
}

QColor statusColour(const std::optional<CalibrationStatus>& status) {
    if (!status) return faint;
    return *status == CalibrationStatus::Ok ? good : *status == CalibrationStatus::Review ? doubtful : bad;
}

QColor verdictColour(Verdict verdict) {
    switch (verdict) {
        case Verdict::Accepted:
            return good;
        case Verdict::Rejected:
            return bad;
        case Verdict::ToFix:
            return doubtful;
        default:
            return faint;
    }
}

const QString& textOf(const ReviewItem& item, int column) {
    static const QString none;
    switch (column) {
        case ReviewModel::Episode:
            return item.episodeName;
        case ReviewModel::Camera:
            return item.camera;
        case ReviewModel::Robot:
            return item.robot;
        case ReviewModel::Task:
            return item.task;
        case ReviewModel::Group:
            return item.group;
        case ReviewModel::Tags:
            return item.tags;
        case ReviewModel::Frames:
            return item.frames;
        case ReviewModel::Notes:
            return item.notes;
        case ReviewModel::Reviewer:
            return item.claimedBy.isEmpty() ? item.reviewer : item.claimedBy;
        case ReviewModel::Remarks:
            return item.reason.isEmpty() ? item.remarks : item.reason;
        default:
            return none;
    }
}

}  // namespace

ReviewModel::ReviewModel(ReviewDesk& desk, QObject* parent) : QAbstractTableModel(parent), m_desk(desk) {
    connect(&desk, &ReviewDesk::itemsReplaced, this, [this] {
        beginResetModel();
        m_index.assign(m_desk.items());
        resort();
        select();
        endResetModel();
        Q_EMIT countsChanged();
    });
    connect(&desk, &ReviewDesk::itemsChanged, this, &ReviewModel::onChanged);
    m_index.assign(m_desk.items());
    resort();
    select();
}

void ReviewModel::setQuery(const QString& text) {
    if (text == m_text) return;
    m_text = text;
    m_query = ReviewQuery::parse(text);
    beginResetModel();
    select();
    endResetModel();
    Q_EMIT countsChanged();
}

void ReviewModel::sort(int column, Qt::SortOrder order) {
    if (column < 0 || column >= ColumnCount) return;
    m_sortColumn = column;
    m_sortOrder = order;
    refresh();
}

void ReviewModel::refresh() {
    beginResetModel();
    resort();
    select();
    endResetModel();
    Q_EMIT countsChanged();
}

void ReviewModel::resort() {
    const std::vector<ReviewItem>& items = m_desk.items();
    // One number per item decides; equal ones stay in the order of the recording.
    std::vector<double> key(items.size());
    switch (m_sortColumn) {
        case Status:
        case Risk:
            for (size_t i = 0; i < items.size(); ++i) {
                key[i] = m_sortColumn == Status      ? reviewRank(items[i])
                         : std::isnan(items[i].risk) ? 2.0
                                                     : 1 - items[i].risk;
            }
            break;
        case Judged:
            for (size_t i = 0; i < items.size(); ++i) key[i] = static_cast<double>(items[i].verdict);
            break;
        case Episode:
            for (size_t i = 0; i < items.size(); ++i) key[i] = items[i].episode;
            break;
        default: {
            // Texts repeat: the distinct ones are sorted as the person's language does, items by their rank.
            QHash<QString, double> rank;
            for (const ReviewItem& item : items) rank.insert(textOf(item, m_sortColumn), 0);
            QStringList texts = rank.keys();
            QCollator collator;
            collator.setNumericMode(true);
            std::sort(texts.begin(), texts.end(), [&collator](const QString& a, const QString& b) {
                if (a.isEmpty() != b.isEmpty()) return b.isEmpty();
                return collator.compare(a, b) < 0;
            });
            for (qsizetype i = 0; i < texts.size(); ++i) rank[texts[i]] = static_cast<double>(i);
            for (size_t i = 0; i < items.size(); ++i) key[i] = rank.value(textOf(items[i], m_sortColumn));
        }
    }
    std::vector<std::pair<double, int>> keyed(items.size());
    const double sign = m_sortOrder == Qt::AscendingOrder ? 1 : -1;
    for (size_t i = 0; i < items.size(); ++i) keyed[i] = {sign * key[i], static_cast<int>(i)};
    std::sort(keyed.begin(), keyed.end());
    m_order.resize(items.size());
    for (size_t i = 0; i < items.size(); ++i) m_order[i] = keyed[i].second;
}

void ReviewModel::select() {
    m_rows = m_index.select(m_query, m_desk.items(), m_order);
    m_rowOf.assign(m_desk.items().size(), -1);
    m_judged = 0;
    for (size_t row = 0; row < m_rows.size(); ++row) {
        const size_t item = static_cast<size_t>(m_rows[row]);
        m_rowOf[item] = static_cast<int>(row);
        if (isJudged(m_desk.items()[item])) ++m_judged;
    }
}

void ReviewModel::onChanged(const QList<int>& items) {
    for (const int item : items) {
        m_index.update(m_desk.items(), static_cast<size_t>(item));
        const int row = rowOf(item);
        if (row >= 0) Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
    m_judged = 0;
    for (const int item : m_rows)
        if (isJudged(m_desk.items()[static_cast<size_t>(item)])) ++m_judged;
    Q_EMIT countsChanged();
}

int ReviewModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ReviewModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

int ReviewModel::rowOf(int item) const {
    return item >= 0 && item < static_cast<int>(m_rowOf.size()) ? m_rowOf[static_cast<size_t>(item)] : -1;
}

int ReviewModel::nextOpenRow(int row, int direction) const {
    for (int next = row + direction; next >= 0 && next < rowCount(); next += direction) {
        const int item = itemAt(next);
        if (!isJudged(m_desk.items()[static_cast<size_t>(item)]) && !m_desk.takenByOther(item)) return next;
    }
    return -1;
}

QString ReviewModel::verdictText(Verdict verdict) {
    switch (verdict) {
        case Verdict::None:
            return {};
        case Verdict::Accepted:
            return tr("accepted");
        case Verdict::Rejected:
            return tr("rejected");
        case Verdict::ToFix:
            return tr("to fix");
        case Verdict::Skipped:
            return tr("skipped");
        case Verdict::Deferred:
            return tr("deferred");
    }
    return {};
}

QString ReviewModel::verdictText(const ReviewItem& item) {
    return isStale(item) ? tr("%1, stale").arg(verdictText(item.verdict)) : verdictText(item.verdict);
}

QVariant ReviewModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const int number = itemAt(index.row());
    const ReviewItem& item = m_desk.items()[static_cast<size_t>(number)];
    const int column = index.column();
    switch (role) {
        case IndexRole:
            return number;
        case Qt::DisplayRole:
            switch (column) {
                case Judged:
                    return verdictText(item);
                case Status:
                    return statusText(item.status);
                case Risk:
                    return std::isnan(item.risk) ? QString()
                                                 : tr("%1 %").arg(shownNumber(100 * item.risk, 1));
                case Reviewer:
                    return m_desk.takenByOther(number) ? tr("%1 (open)").arg(item.claimedBy) : item.reviewer;
                default:
                    return textOf(item, column);
            }
        case Qt::EditRole:
            return textOf(item, column);
        case Qt::ToolTipRole:
            if (column == Judged && isStale(item))
                return tr("%1 judged an earlier pose. Look again and give the verdict anew.")
                    .arg(item.reviewer);
            return column == Remarks || column == Episode || column == Notes || column == Tags
                       ? QVariant(textOf(item, column))
                       : QVariant();
        case Qt::ForegroundRole:
            if (m_desk.takenByOther(number)) return faint;
            if (column == Judged) return isStale(item) ? doubtful : verdictColour(item.verdict);
            if (column == Status) return statusColour(item.status);
            if (column == Risk && !std::isnan(item.risk))
                return item.risk < 0.1 ? good : item.risk < 0.5 ? doubtful : bad;
            return {};
        case Qt::TextAlignmentRole:
            if (column == Risk) return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
            return {};
        default:
            return {};
    }
}

Qt::ItemFlags ReviewModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags base = QAbstractTableModel::flags(index);
    const int column = index.column();
    const bool editable = column == Group || column == Tags || column == Frames || column == Notes;
    return editable ? base | Qt::ItemIsEditable : base;
}

bool ReviewModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid) ||
        !(flags(index) & Qt::ItemIsEditable))
        return false;
    QString text = value.toString().trimmed();
    ReviewText what = ReviewText::Group;
    if (index.column() == Tags) {
        what = ReviewText::Tags;
        text = tidyTags(text);
    } else if (index.column() == Notes) {
        what = ReviewText::Notes;
    } else if (index.column() == Frames) {
        what = ReviewText::Frames;
        const auto ranges = FrameRanges::parse(text.toStdString());
        if (!ranges) {
            Q_EMIT refused(QString::fromStdString(ranges.error().message));
            return false;
        }
        text = QString::fromStdString(ranges->text());
    }
    const int item = itemAt(index.row());
    if (textOf(m_desk.items()[static_cast<size_t>(item)], index.column()) != text)
        m_desk.setText({item}, what, text);
    return true;
}

QVariant ReviewModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Judged:
            return tr("Verdict");
        case Episode:
            return tr("Episode");
        case Camera:
            return tr("Camera");
        case Status:
            return tr("Status");
        case Risk:
            return tr("Risk");
        case Robot:
            return tr("Robot");
        case Task:
            return tr("Task");
        case Group:
            return tr("Group");
        case Tags:
            return tr("Tags");
        case Frames:
            return tr("Frames");
        case Notes:
            return tr("Notes");
        case Reviewer:
            return tr("Reviewer");
        case Remarks:
            return tr("Remarks");
        default:
            return {};
    }
}

}  // namespace camframe
