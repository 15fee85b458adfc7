// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "model/qt/review/review_model.h"

class QLabel;
class QLineEdit;
class QMenu;
class QStackedLayout;
class QTableView;
class QToolButton;

namespace camframe {

/// The list of work: a filter that answers while one types, saved queries, a counter, and the table.
class ReviewPanel : public QWidget {
    Q_OBJECT

public:
    ReviewPanel(ReviewDesk& desk, ReviewModel& model, QWidget* parent = nullptr);

    /// Marks the item on show; -1: none.
    void setCurrent(int item);
    /// Puts the cursor into the filter.
    void focusFilter();
    QLineEdit& filter() { return *m_filter; }
    QTableView& table() { return *m_table; }
    /// Indices of the chosen items, in the order of the rows.
    std::vector<int> selectedItems() const;

Q_SIGNALS:
    /// A row was double-clicked, or Enter pressed on it.
    void itemChosen(int item);
    /// The chosen rows are to be calibrated.
    void calibrateRequested();
    /// Leaves the list, e.g. Escape in the filter.
    void left();

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void retranslate();
    void showOpen();
    void updateCount();
    void fillTerms();
    void fillQueries();
    void saveQuery();
    void setText(ReviewText what);

    ReviewDesk& m_desk;
    ReviewModel& m_model;
    QLineEdit* m_filter;
    QToolButton* m_terms;
    QToolButton* m_saved;
    QLabel* m_count;
    QTableView* m_table;
    QLabel* m_empty;
    QWidget* m_page;
    QStackedLayout* m_stack;
    int m_current = -1;
};

}  // namespace camframe
