// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "model/qt/review/export_plan_model.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QTableView;
class QToolButton;

namespace camframe {

/// What a person wants to have written, and where.
struct ExportWish {
    ExportFormat format = ExportFormat::Hdf5;
    LabelContents labels = LabelContents::Masks;
    bool singleFile = false;
    QString folder;
};

/// The export desk: which items, a table that says of each what becomes of it and why, what is written and
/// where, and the progress of it. Does not stop the work in the window behind it.
class ExportPanel : public QDialog {
    Q_OBJECT

public:
    ExportPanel(ReviewDesk& desk, const QString& folder, QWidget* parent = nullptr);

    ExportPlanModel& plan() { return *m_plan; }
    ExportWish wish() const;
    /// Starts with the query of the review list.
    void setQuery(const QString& query);
    /// Fills the bar; `running` false: idle again, with a sentence on how it ended.
    void setProgress(bool running, double fraction, const QString& text);

Q_SIGNALS:
    void exportRequested(const camframe::ExportWish& wish);
    void stopRequested();
    /// A row was double-clicked: show this item.
    void itemChosen(int item);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void takeChoice();
    void showTotals();
    void fillTags();

    ExportPlanModel* m_plan;
    QLineEdit* m_query;
    QComboBox* m_tag;
    QComboBox* m_verdicts;
    QComboBox* m_show;
    QTableView* m_table;
    QLabel* m_totals;
    QLabel* m_reasons;
    QFormLayout* m_form;
    QComboBox* m_format;
    QCheckBox* m_single;
    QLineEdit* m_folder;
    QToolButton* m_browse;
    QProgressBar* m_bar;
    QLabel* m_state;
    QPushButton* m_go;
    QPushButton* m_close;
    ReviewDesk& m_desk;
    bool m_running = false;
};

}  // namespace camframe
