// SPDX-License-Identifier: Apache-2.0
#include "views/docks/jobs_panel.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QListView>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

/// Title, stage and a bar per row.
class JobDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {200, 2 * option.fontMetrics.height() + 22};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        QStyleOptionViewItem item = option;
        initStyleOption(&item, index);
        item.text.clear();
        QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRect area = option.rect.adjusted(8, 5, -8, -6);
        const int line = option.fontMetrics.height();
        const auto state = static_cast<Job::State>(index.data(JobModel::StateRole).toInt());
        const bool estimated = index.data(JobModel::LeftRole).toDouble() >= 0;
        const QString title = option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight,
                                                            area.width() - (estimated ? 170 : 48));
        const double fraction = index.data(JobModel::FractionRole).toDouble();
        const bool selected = option.state & QStyle::State_Selected;
        painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
        painter->drawText(QRect(area.left(), area.top(), area.width(), line),
                          Qt::AlignLeft | Qt::AlignVCenter, title);
        const QString left = JobModel::leftText(index.data(JobModel::LeftRole).toDouble());
        const QString percent = u"%1 %"_s.arg(qRound(100 * fraction));
        painter->drawText(QRect(area.left(), area.top(), area.width(), line),
                          Qt::AlignRight | Qt::AlignVCenter,
                          left.isEmpty() ? percent : left + u" · "_s + percent);
        if (!selected) painter->setPen(option.palette.color(QPalette::PlaceholderText));
        painter->drawText(QRect(area.left(), area.top() + line, area.width(), line),
                          Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(index.data(JobModel::StageRole).toString(),
                                                        Qt::ElideRight, area.width()));
        QRectF bar(area.left(), area.bottom() - 4, area.width(), 4);
        painter->setPen(Qt::NoPen);
        painter->setBrush(option.palette.color(QPalette::Mid));
        painter->drawRoundedRect(bar, 2, 2);
        QColor colour = option.palette.color(QPalette::Highlight);
        if (selected) colour = option.palette.color(QPalette::HighlightedText);
        if (state == Job::State::Done) colour = QColor(0x4f, 0xa8, 0x7d);
        if (state == Job::State::Failed) colour = QColor(0xe5, 0x6b, 0x5d);
        if (state == Job::State::Stopped) colour = QColor(0x8a, 0x8f, 0x98);
        painter->setBrush(colour);
        bar.setWidth(bar.width() * fraction);
        painter->drawRoundedRect(bar, 2, 2);
        painter->restore();
    }
};

}  // namespace

JobsPanel::JobsPanel(JobModel& jobs, QWidget* parent)
    : QWidget(parent),
      m_jobs(jobs),
      m_list(new QListView(this)),
      m_tabs(new QTabWidget(this)),
      m_itemModel(new JobItemModel(jobs, this)),
      m_items(new QTableView(this)),
      m_log(new QPlainTextEdit(this)),
      m_stop(new QPushButton(this)),
      m_clear(new QPushButton(this)) {
    m_list->setModel(&jobs);
    m_list->setItemDelegate(new JobDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_log->setReadOnly(true);
    m_log->setMaximumBlockCount(2000);
    m_log->setObjectName(u"jobLog"_s);
    m_items->setModel(m_itemModel);
    m_items->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_items->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_items->setShowGrid(false);
    m_items->setWordWrap(false);
    m_items->verticalHeader()->hide();
    m_items->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_items->verticalHeader()->setDefaultSectionSize(22);
    m_items->horizontalHeader()->setStretchLastSection(true);
    m_items->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_items->horizontalHeader()->setHighlightSections(false);
    m_items->setColumnWidth(JobItemModel::What, 150);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_items, QString());
    m_tabs->addTab(m_log, QString());
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_stop);
    buttons->addWidget(m_clear);
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_list, 2);
    layout->addWidget(m_tabs, 3);
    layout->addLayout(buttons);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        const QModelIndex index = m_list->currentIndex();
        if (index.isValid()) Q_EMIT m_jobs.stopRequested(index.data(JobModel::IdRole).toInt());
    });
    connect(m_items, &QTableView::activated, this, [this](const QModelIndex& index) {
        const qint64 target = index.data(JobItemModel::TargetRole).toLongLong();
        if (target != 0) Q_EMIT itemChosen(target);
    });
    connect(m_clear, &QPushButton::clicked, &jobs, &JobModel::clearFinished);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &JobsPanel::refresh);
    connect(&jobs, &JobModel::rowsInserted, this, [this] { m_list->setCurrentIndex(m_jobs.index(0)); });
    connect(&jobs, &JobModel::dataChanged, this, &JobsPanel::refresh);
    connect(&jobs, &JobModel::rowsRemoved, this, &JobsPanel::refresh);
    retranslate();
    refresh();
}

void JobsPanel::stopCurrent() {
    for (int row = 0; row < m_jobs.rowCount(); ++row) {
        const QModelIndex index = m_jobs.index(row);
        if (static_cast<Job::State>(index.data(JobModel::StateRole).toInt()) == Job::State::Running) {
            Q_EMIT m_jobs.stopRequested(index.data(JobModel::IdRole).toInt());
            return;
        }
    }
}

void JobsPanel::refresh() {
    const QModelIndex index = m_list->currentIndex();
    const bool running =
        index.isValid() &&
        static_cast<Job::State>(index.data(JobModel::StateRole).toInt()) == Job::State::Running;
    m_stop->setEnabled(running);
    m_clear->setEnabled(m_jobs.rowCount() > m_jobs.runningCount());
    const int id = index.isValid() ? index.data(JobModel::IdRole).toInt() : -1;
    const QStringList lines = index.isValid() ? index.data(JobModel::LogRole).toStringList() : QStringList();
    const Job* job = m_jobs.find(id);
    m_itemModel->setJob(id);
    const bool hasItems = job && !job->items.empty();
    if (hasItems != m_tabs->isTabVisible(0) || id != m_loggedJob) {
        m_tabs->setTabVisible(0, hasItems);
        m_tabs->setCurrentIndex(hasItems ? 0 : 1);
    }
    nameTabs();
    if (id != m_loggedJob) {
        m_log->setPlainText(lines.join(u'\n'));
    } else {
        for (qsizetype i = m_loggedLines; i < lines.size(); ++i) m_log->appendPlainText(lines[i]);
    }
    m_loggedJob = id;
    m_loggedLines = lines.size();
}

void JobsPanel::nameTabs() {
    const QModelIndex index = m_list->currentIndex();
    const Job* job = index.isValid() ? m_jobs.find(index.data(JobModel::IdRole).toInt()) : nullptr;
    m_tabs->setTabText(
        0, job && job->problems > 0 ? tr("Items (%n not done)", nullptr, job->problems) : tr("Items"));
    m_tabs->setTabText(1, tr("Log"));
}

void JobsPanel::retranslate() {
    m_log->setAccessibleName(tr("Log"));
    nameTabs();
    m_stop->setText(tr("Stop"));
    m_stop->setToolTip(tr("Stop the chosen job; of many items, those that are done stay"));
    m_clear->setText(tr("Clear finished"));
    m_log->setPlaceholderText(tr("The log of the chosen job appears here."));
    m_list->setAccessibleName(tr("Jobs"));
    m_items->setAccessibleName(tr("Items of the job"));
    m_items->setToolTip(tr("Double-click or Enter opens the item."));
}

void JobsPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace camframe
