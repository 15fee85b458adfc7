// SPDX-License-Identifier: Apache-2.0
#include "views/docks/export_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSet>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace camframe {

using namespace Qt::StringLiterals;

ExportPanel::ExportPanel(ReviewDesk& desk, const QString& folder, QWidget* parent)
    : QDialog(parent),
      m_plan(new ExportPlanModel(desk, this)),
      m_query(new QLineEdit(this)),
      m_tag(new QComboBox(this)),
      m_verdicts(new QComboBox(this)),
      m_show(new QComboBox(this)),
      m_table(new QTableView(this)),
      m_totals(new QLabel(this)),
      m_reasons(new QLabel(this)),
      m_form(new QFormLayout),
      m_format(new QComboBox(this)),
      m_single(new QCheckBox(this)),
      m_folder(new QLineEdit(folder, this)),
      m_browse(new QToolButton(this)),
      m_bar(new QProgressBar(this)),
      m_state(new QLabel(this)),
      m_go(new QPushButton(this)),
      m_close(new QPushButton(this)),
      m_desk(desk) {
    setObjectName(u"exportDesk"_s);
    m_query->setClearButtonEnabled(true);
    for (QComboBox* box : {m_tag, m_verdicts, m_show, m_format})
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_table->setModel(m_plan);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(24);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    const int widths[] = {150, 110, 130, 110, 90};
    for (int column = 0; column < static_cast<int>(std::size(widths)); ++column)
        m_table->setColumnWidth(column, widths[column]);
    m_totals->setObjectName(u"exportTotals"_s);
    QFont bold = m_totals->font();
    bold.setBold(true);
    bold.setPointSizeF(1.15 * bold.pointSizeF());
    m_totals->setFont(bold);
    m_reasons->setWordWrap(true);
    m_reasons->setObjectName(u"exportReasons"_s);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(6);
    m_bar->setRange(0, 1000);
    m_bar->hide();
    m_state->setObjectName(u"exportState"_s);
    m_state->setWordWrap(true);
    m_go->setObjectName(u"exportGo"_s);
    m_go->setDefault(true);

    auto* choice = new QHBoxLayout;
    choice->addWidget(m_query, 1);
    choice->addWidget(m_tag);
    choice->addWidget(m_verdicts);
    auto* totals = new QHBoxLayout;
    totals->addWidget(m_totals, 1);
    totals->addWidget(m_show);
    auto* what = new QHBoxLayout;
    what->addWidget(m_format);
    what->addWidget(m_single);
    what->addStretch(1);
    auto* where = new QHBoxLayout;
    where->addWidget(m_folder, 1);
    where->addWidget(m_browse);
    m_form->addRow(new QLabel(this), what);
    m_form->addRow(new QLabel(this), where);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_state, 1);
    buttons->addWidget(m_close);
    buttons->addWidget(m_go);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(14, 14, 14, 14);
    column->setSpacing(10);
    column->addLayout(choice);
    column->addLayout(totals);
    column->addWidget(m_reasons);
    column->addWidget(m_table, 1);
    column->addLayout(m_form);
    column->addWidget(m_bar);
    column->addLayout(buttons);
    resize(1000, 640);

    for (int i = 0; i < 2; ++i) m_verdicts->addItem(QString());
    for (int i = 0; i < 3; ++i) m_show->addItem(QString());
    for (int i = 0; i < 4; ++i) m_format->addItem(QString());
    fillTags();
    connect(m_query, &QLineEdit::textChanged, this, &ExportPanel::takeChoice);
    connect(m_tag, &QComboBox::currentIndexChanged, this, &ExportPanel::takeChoice);
    connect(m_verdicts, &QComboBox::currentIndexChanged, this, &ExportPanel::takeChoice);
    connect(m_format, &QComboBox::currentIndexChanged, this, [this] {
        const ExportWish now = wish();
        m_single->setEnabled(now.format == ExportFormat::Hdf5);
        m_plan->setContents(now.format, now.labels);
    });
    connect(m_show, &QComboBox::currentIndexChanged, this,
            [this](int index) { m_plan->setShow(static_cast<ExportPlanModel::Show>(index)); });
    connect(m_plan, &ExportPlanModel::totalsChanged, this, &ExportPanel::showTotals);
    connect(m_plan, &ExportPlanModel::refused, m_state, &QLabel::setText);
    connect(&desk, &ReviewDesk::itemsReplaced, this, &ExportPanel::fillTags);
    connect(&desk, &ReviewDesk::itemsChanged, this, &ExportPanel::fillTags);
    connect(m_table, &QTableView::doubleClicked, this,
            [this](const QModelIndex& index) { Q_EMIT itemChosen(m_plan->itemAt(index.row())); });
    connect(m_folder, &QLineEdit::textChanged, this, [this] {
        if (!m_running) m_state->clear();
        showTotals();
    });
    connect(m_browse, &QToolButton::clicked, this, [this] {
        const QString chosen =
            QFileDialog::getExistingDirectory(this, tr("Folder for the export"), m_folder->text());
        if (!chosen.isEmpty()) m_folder->setText(chosen);
    });
    connect(m_close, &QPushButton::clicked, this, &QDialog::close);
    connect(m_go, &QPushButton::clicked, this, [this] {
        if (m_running) {
            Q_EMIT stopRequested();
        } else {
            Q_EMIT exportRequested(wish());
        }
    });
    retranslate();
}

ExportWish ExportPanel::wish() const {
    ExportWish wish;
    const int format = m_format->currentIndex();
    wish.format = format == 3 ? ExportFormat::Calibrations : ExportFormat::Hdf5;
    wish.labels = format == 0   ? LabelContents::Masks
                  : format == 1 ? LabelContents::Points
                                : LabelContents::None;
    wish.singleFile = m_single->isChecked() && wish.format == ExportFormat::Hdf5;
    wish.folder = m_folder->text().trimmed();
    return wish;
}

void ExportPanel::setQuery(const QString& query) {
    m_query->setText(query);
}

void ExportPanel::takeChoice() {
    ExportChoice choice;
    choice.query = m_query->text();
    choice.tag = m_tag->currentData().toString();
    choice.verdicts = static_cast<ExportChoice::Verdicts>(std::max(0, m_verdicts->currentIndex()));
    m_plan->setChoice(choice);
}

void ExportPanel::fillTags() {
    QSet<QString> tags;
    for (const ReviewItem& item : m_desk.items())
        if (!item.tags.isEmpty())
            for (const QString& tag : item.tags.split(u' ')) tags.insert(tag);
    QStringList sorted = tags.values();
    sorted.sort(Qt::CaseInsensitive);
    QStringList now;
    for (int i = 1; i < m_tag->count(); ++i) now << m_tag->itemData(i).toString();
    if (m_tag->count() > 0 && now == sorted) return;
    const QString chosen = m_tag->currentData().toString();
    {
        const QSignalBlocker blocker(m_tag);
        m_tag->clear();
        m_tag->addItem(tr("any tag"), QString());
        for (const QString& tag : sorted) m_tag->addItem(tag, tag);
        m_tag->setCurrentIndex(std::max(0, m_tag->findData(chosen)));
        m_tag->setVisible(!sorted.isEmpty());
    }
    takeChoice();
}

void ExportPanel::showTotals() {
    const ExportPlanModel::Totals& totals = m_plan->totals();
    const QLocale locale;
    QString text = tr("%n camera(s)", nullptr, totals.exported);
    if (totals.exported > 0) {
        text += u" · "_s + (totals.unknown > 0 ? tr("at least %1 frames").arg(locale.toString(totals.frames))
                                               : tr("%1 frames").arg(locale.toString(totals.frames)));
        text += u" · "_s + tr("about %1").arg(locale.formattedDataSize(static_cast<qint64>(totals.bytes), 0));
    }
    m_totals->setText(text);
    QStringList reasons;
    for (const auto& [refusal, count] : totals.refusals) {
        switch (refusal) {
            case ExportRefusal::Verdict:
                reasons << tr("%n not accepted", nullptr, count);
                break;
            case ExportRefusal::Stale:
                reasons << tr("%n stale: the pose changed after the verdict", nullptr, count);
                break;
            case ExportRefusal::NoPose:
                reasons << tr("%n without a pose", nullptr, count);
                break;
            case ExportRefusal::OpenElsewhere:
                reasons << tr("%n open in another window", nullptr, count);
                break;
            case ExportRefusal::Frames:
                reasons << tr("%n without these frames", nullptr, count);
                break;
            case ExportRefusal::None:
                break;
        }
    }
    m_reasons->setText(totals.leftOut == 0
                           ? tr("Nothing is left out.")
                           : tr("Left out: %1. Double-click a row to open it.").arg(reasons.join(tr(", "))));
    if (!m_running && totals.exported > 0 && m_folder->text().trimmed().isEmpty())
        m_state->setText(tr("Choose the folder to write into."));
    m_go->setEnabled(m_running || (totals.exported > 0 && !m_folder->text().trimmed().isEmpty()));
}

void ExportPanel::setProgress(bool running, double fraction, const QString& text) {
    m_running = running;
    m_bar->setVisible(running);
    m_bar->setValue(static_cast<int>(1000 * fraction));
    m_state->setText(text);
    m_go->setText(running ? tr("Stop") : tr("Export"));
    showTotals();
}

void ExportPanel::retranslate() {
    setWindowTitle(tr("Export"));
    m_query->setPlaceholderText(
        tr("Which items, as in the review list: tag:night  -camera:wrist  frames:10-200"));
    m_query->setAccessibleName(tr("Items to export"));
    m_query->setToolTip(
        tr("The terms of the review list's filter. frames:10-200 takes these frames of every item that "
           "names none itself."));
    m_tag->setAccessibleName(tr("Tag"));
    if (m_tag->count() > 0) m_tag->setItemText(0, tr("any tag"));
    m_verdicts->setItemText(0, tr("accepted only"));
    m_verdicts->setItemText(1, tr("all but rejected"));
    m_verdicts->setAccessibleName(tr("Verdicts"));
    m_show->setItemText(0, tr("Show all"));
    m_show->setItemText(1, tr("Show what is written"));
    m_show->setItemText(2, tr("Show what is left out"));
    m_show->setAccessibleName(tr("Rows on show"));
    m_format->setItemText(0, tr("Actions with masks and labels (HDF5)"));
    m_format->setItemText(1, tr("Actions with the tool's pixel (HDF5)"));
    m_format->setItemText(2, tr("Actions only (HDF5)"));
    m_format->setItemText(3, tr("calibration.json files"));
    m_format->setAccessibleName(tr("Format"));
    m_single->setText(tr("&one file for all episodes"));
    m_table->setAccessibleName(tr("What is written, and what is left out"));
    m_table->setToolTip(tr("F2 changes the frames of an item."));
    const QString labels[] = {tr("&Write"), tr("&Into")};
    QWidget* buddies[] = {m_format, m_folder};
    for (int row = 0; row < 2; ++row) {
        auto* label = qobject_cast<QLabel*>(m_form->itemAt(row, QFormLayout::LabelRole)->widget());
        label->setText(labels[row]);
        label->setBuddy(buddies[row]);
    }
    m_folder->setPlaceholderText(tr("folder"));
    m_browse->setText(u"..."_s);
    m_browse->setAccessibleName(tr("Choose the folder"));
    m_close->setText(tr("Close"));
    m_go->setText(m_running ? tr("Stop") : tr("Export"));
    showTotals();
}

void ExportPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QDialog::changeEvent(event);
}

}  // namespace camframe
