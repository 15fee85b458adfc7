// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>

#include "model/qt/review/review_desk.h"
#include "model/qt/review/review_query.h"

namespace camframe {

/// The items of a review file that fulfil a query, in the chosen order.
///
/// Sorts once per column and filters by walking that order, so that typing into the filter of 100,000 items
/// stays within a frame.
class ReviewModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        Judged,
        Episode,
        Camera,
        Status,
        Risk,
        Robot,
        Task,
        Group,
        Tags,
        Frames,
        Reviewer,
        Notes,
        Remarks,
        ColumnCount
    };
    enum Role { IndexRole = Qt::UserRole };

    explicit ReviewModel(ReviewDesk& desk, QObject* parent = nullptr);

    const QString& query() const { return m_text; }
    void setQuery(const QString& text);
    /// Column Status or Risk ascending: the worst first.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    int sortColumn() const { return m_sortColumn; }
    Qt::SortOrder sortOrder() const { return m_sortOrder; }
    /// Sorts and filters again; verdicts given meanwhile do not move rows under the person's hand.
    void refresh();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    /// Group, tags, frames and notes can be edited; what is no range of frames is refused.
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /// Index into ReviewDesk::items() of a row.
    int itemAt(int row) const { return m_rows[static_cast<size_t>(row)]; }
    /// Row of an item, or -1 when the query leaves it out.
    int rowOf(int item) const;
    /// How many of the rows have a verdict about the pose as it stands.
    int judgedCount() const { return m_judged; }
    /// The next row from `row` in the given direction whose pose nobody judged, and that nobody else has
    /// open; -1: none.
    int nextOpenRow(int row, int direction) const;

    static QString verdictText(Verdict verdict);
    /// With a mark where the verdict is about an earlier pose.
    static QString verdictText(const ReviewItem& item);

Q_SIGNALS:
    /// What a person typed into a cell cannot be; the sentence says why.
    void refused(const QString& sentence);
    /// Rows or verdicts changed: counters are to be shown anew.
    void countsChanged();

private:
    void resort();
    void select();
    void onChanged(const QList<int>& items);

    ReviewDesk& m_desk;
    ReviewIndex m_index;
    QString m_text;
    ReviewQuery m_query;
    int m_sortColumn = Status;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    std::vector<int> m_order;  ///< All items, sorted.
    std::vector<int> m_rows;   ///< Item by row.
    std::vector<int> m_rowOf;  ///< Row by item, or -1.
    int m_judged = 0;
};

}  // namespace camframe
