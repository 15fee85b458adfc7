// SPDX-License-Identifier: Apache-2.0
#include "views/docks/review_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QSet>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostValues = 40;  ///< Of a field in the menu; more are typed.

/// A value as a term takes it.
QString quoted(const QString& field, const QString& value) {
    return value.contains(u' ') ? u"\"%1:%2\""_s.arg(field, value) : field + u':' + value;
}

}  // namespace

ReviewPanel::ReviewPanel(ReviewDesk& desk, ReviewModel& model, QWidget* parent)
    : QWidget(parent),
      m_desk(desk),
      m_model(model),
      m_filter(new QLineEdit(this)),
      m_terms(new QToolButton(this)),
      m_saved(new QToolButton(this)),
      m_count(new QLabel(this)),
      m_table(new QTableView(this)),
      m_empty(new QLabel(this)),
      m_page(new QWidget(this)),
      m_stack(new QStackedLayout(this)) {
    m_filter->setClearButtonEnabled(true);
    m_filter->installEventFilter(this);
    for (QToolButton* button : {m_terms, m_saved}) {
        button->setPopupMode(QToolButton::InstantPopup);
        button->setMenu(new QMenu(button));
    }
    m_count->setObjectName(u"reviewCount"_s);
    m_table->setModel(&model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::EditKeyPressed);  // F2; Enter opens the item
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setWordWrap(false);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(24);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setSectionsMovable(true);
    m_table->horizontalHeader()->setSortIndicator(model.sortColumn(), model.sortOrder());
    m_table->setSortingEnabled(true);  // sorts at once by what the indicator says
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    const int widths[] = {100, 170, 84, 84, 66, 90, 90, 80, 90, 80, 90, 120};
    for (int column = 0; column < static_cast<int>(std::size(widths)); ++column)
        m_table->setColumnWidth(column, widths[column]);
    m_table->installEventFilter(this);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setEnabled(false);

    auto* row = new QHBoxLayout;
    row->addWidget(m_filter, 1);
    row->addWidget(m_terms);
    row->addWidget(m_saved);
    row->addSpacing(8);
    row->addWidget(m_count);
    auto* column = new QVBoxLayout(m_page);
    column->setContentsMargins(8, 6, 8, 8);
    column->setSpacing(6);
    column->addLayout(row);
    column->addWidget(m_table, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_page);

    connect(m_filter, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_model.setQuery(text);
        setCurrent(m_current);
    });
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty()) m_model.setQuery(text);  // the clear button
    });
    connect(m_table, &QTableView::doubleClicked, this,
            [this](const QModelIndex& index) { Q_EMIT itemChosen(m_model.itemAt(index.row())); });
    connect(m_table, &QTableView::customContextMenuRequested, this, [this](const QPoint& at) {
        QMenu menu(this);
        menu.addAction(tr("Set group..."), this, [this] { setText(ReviewText::Group); });
        menu.addAction(tr("Set tags..."), this, [this] { setText(ReviewText::Tags); });
        menu.addAction(tr("Set frames to export..."), this, [this] { setText(ReviewText::Frames); });
        menu.addSeparator();
        menu.addAction(tr("Calibrate..."), this, &ReviewPanel::calibrateRequested);
        menu.exec(m_table->viewport()->mapToGlobal(at));
    });
    connect(m_terms->menu(), &QMenu::aboutToShow, this, &ReviewPanel::fillTerms);
    connect(m_saved->menu(), &QMenu::aboutToShow, this, &ReviewPanel::fillQueries);
    connect(&model, &ReviewModel::countsChanged, this, &ReviewPanel::updateCount);
    connect(&model, &QAbstractItemModel::modelReset, this, [this] { setCurrent(m_current); });
    connect(&desk, &ReviewDesk::opened, this, &ReviewPanel::showOpen);
    retranslate();
}

void ReviewPanel::showOpen() {
    m_stack->setCurrentWidget(m_desk.isOpen() ? m_page : m_empty);
    m_filter->setText(m_model.query());
    updateCount();
}

void ReviewPanel::setCurrent(int item) {
    m_current = item;
    const int row = m_model.rowOf(item);
    const QSignalBlocker blocker(m_table->selectionModel());
    if (row >= 0) {
        m_table->selectRow(row);
        m_table->scrollTo(m_model.index(row, 0));
    } else {
        m_table->clearSelection();
    }
    m_table->viewport()->update();
    updateCount();
}

void ReviewPanel::focusFilter() {
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void ReviewPanel::updateCount() {
    const int row = m_model.rowOf(m_current);
    const QLocale locale;
    const QString rows = locale.toString(m_model.rowCount());
    const QString judged = locale.toString(m_model.judgedCount());
    m_count->setText(row >= 0 ? tr("%1 of %2 · %3 judged").arg(locale.toString(row + 1), rows, judged)
                              : tr("%1 · %2 judged").arg(rows, judged));
}

void ReviewPanel::fillTerms() {
    QMenu* menu = m_terms->menu();
    menu->clear();
    const auto add = [this](const QString& term) {
        const QString before = m_filter->text().trimmed();
        const QString text = before.isEmpty() ? term : before + u' ' + term;
        m_filter->setText(text);
        m_model.setQuery(text);
    };
    const auto fixed = [&](const QString& title, const QString& field,
                           const QList<std::pair<QString, QString>>& values) {
        QMenu* sub = menu->addMenu(title);
        for (const auto& [text, value] : values)
            sub->addAction(text, this, [add, term = field + u':' + value] { add(term); });
    };
    fixed(tr("Status"), u"status"_s,
          {{tr("ok"), u"ok"_s},
           {tr("review"), u"review"_s},
           {tr("failed"), u"failed"_s},
           {tr("not run"), u"none"_s}});
    fixed(tr("Verdict"), u"verdict"_s,
          {{tr("none yet"), u"none"_s},
           {ReviewModel::verdictText(Verdict::Accepted), u"accepted"_s},
           {ReviewModel::verdictText(Verdict::ToFix), u"fix"_s},
           {ReviewModel::verdictText(Verdict::Rejected), u"rejected"_s},
           {ReviewModel::verdictText(Verdict::Skipped), u"skipped"_s},
           {ReviewModel::verdictText(Verdict::Deferred), u"deferred"_s},
           {tr("stale"), u"stale"_s}});
    QMenu* risk = menu->addMenu(tr("Risk"));
    for (const QString& term : {u"risk>50%"_s, u"risk>10%"_s, u"risk<10%"_s, u"risk<1%"_s})
        risk->addAction(term.mid(4), this, [add, term] { add(term); });
    const std::tuple<QString, QString, const QString ReviewItem::*> fields[] = {
        {tr("Camera"), u"camera"_s, &ReviewItem::camera},
        {tr("Robot"), u"robot"_s, &ReviewItem::robot},
        {tr("Task"), u"task"_s, &ReviewItem::task},
        {tr("Group"), u"group"_s, &ReviewItem::group},
        {tr("Tags"), u"tag"_s, &ReviewItem::tags},
        {tr("Reviewer"), u"reviewer"_s, &ReviewItem::reviewer}};
    for (const auto& [title, field, member] : fields) {
        QSet<QString> values;
        for (const ReviewItem& item : m_desk.items()) {
            for (const QString& value :
                 member == &ReviewItem::tags ? item.tags.split(u' ') : QStringList{item.*member})
                if (!value.isEmpty()) values.insert(value);
            if (values.size() > mostValues) break;
        }
        if (values.isEmpty()) continue;
        QStringList sorted = values.values();
        sorted.sort(Qt::CaseInsensitive);
        QMenu* sub = menu->addMenu(title);
        for (const QString& value : sorted)
            sub->addAction(value, this, [add, term = quoted(field, value)] { add(term); });
    }
}

void ReviewPanel::fillQueries() {
    QMenu* menu = m_saved->menu();
    menu->clear();
    for (const auto& [name, text] : m_desk.queries()) {
        menu->addAction(u"%1   (%2)"_s.arg(name, text), this, [this, query = text] {
            m_filter->setText(query);
            m_model.setQuery(query);
        });
    }
    if (!m_desk.queries().empty()) menu->addSeparator();
    QAction* save = menu->addAction(tr("Save this query..."), this, &ReviewPanel::saveQuery);
    save->setEnabled(!m_filter->text().trimmed().isEmpty());
    if (!m_desk.queries().empty()) {
        QMenu* remove = menu->addMenu(tr("Remove"));
        for (const auto& [name, text] : m_desk.queries())
            remove->addAction(name, this, [this, gone = name] { m_desk.saveQuery(gone, {}); });
    }
}

void ReviewPanel::saveQuery() {
    const QString name =
        QInputDialog::getText(this, tr("Save this query"), tr("Name of the query:")).trimmed();
    if (!name.isEmpty()) m_desk.saveQuery(name, m_filter->text().trimmed());
}

std::vector<int> ReviewPanel::selectedItems() const {
    std::vector<int> items;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        items.push_back(m_model.itemAt(index.row()));
    return items;
}

void ReviewPanel::setText(ReviewText what) {
    const std::vector<int> items = selectedItems();
    if (items.empty()) return;
    const int count = static_cast<int>(items.size());
    const ReviewItem& first = m_desk.items()[static_cast<size_t>(items.front())];
    QString title, label, text;
    switch (what) {
        case ReviewText::Group:
            title = tr("Set group");
            label = tr("Group of the %n chosen item(s):", nullptr, count);
            text = first.group;
            break;
        case ReviewText::Tags:
            title = tr("Set tags");
            label = tr("Tags of the %n chosen item(s), parted by blanks:", nullptr, count);
            text = first.tags;
            break;
        case ReviewText::Frames:
            title = tr("Set frames to export");
            label = tr("Frames of the %n chosen item(s), such as 10-200; nothing: all:", nullptr, count);
            text = first.frames;
            break;
        case ReviewText::Notes:
            return;  // each item has its own
    }
    bool agreed = false;
    text = QInputDialog::getText(this, title, label, QLineEdit::Normal, text, &agreed).trimmed();
    if (!agreed) return;
    if (what == ReviewText::Tags) text = tidyTags(text);
    if (what == ReviewText::Frames) {
        const auto ranges = FrameRanges::parse(text.toStdString());
        if (!ranges) {
            Q_EMIT m_model.refused(QString::fromStdString(ranges.error().message));
            return;
        }
        text = QString::fromStdString(ranges->text());
    }
    m_desk.setText(items, what, text);
}

void ReviewPanel::retranslate() {
    m_filter->setPlaceholderText(
        tr("Filter: words, status:review,failed  risk>20%  camera:front  verdict:none"));
    m_filter->setToolTip(tr(
        "Words are looked for everywhere. Fields: status, verdict, camera, robot, task, group, tag, "
        "reviewer, "
        "episode, claimed; several values are separated by commas; risk>0.2, risk<5%. A minus turns a term "
        "around, quotes keep words together."));
    m_filter->setAccessibleName(tr("Filter of the review list"));
    m_terms->setText(tr("Add term"));
    m_saved->setText(tr("Queries"));
    m_table->setAccessibleName(tr("Review list"));
    m_empty->setText(
        tr("No review list is open. Make one of a dataset and its calibrations, or open one: File menu, "
           "Review List."));
    showOpen();
}

bool ReviewPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const bool enter = key == Qt::Key_Return || key == Qt::Key_Enter;
        if (watched == m_filter && (key == Qt::Key_Down || enter)) {
            m_table->setFocus();
            if (!m_table->currentIndex().isValid() && m_model.rowCount() > 0) m_table->selectRow(0);
            return true;
        }
        if (watched == m_table && enter && m_table->currentIndex().isValid()) {
            Q_EMIT itemChosen(m_model.itemAt(m_table->currentIndex().row()));
            Q_EMIT left();
            return true;
        }
        if (key == Qt::Key_Escape) {
            Q_EMIT left();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ReviewPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace camframe
