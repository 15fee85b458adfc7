// SPDX-License-Identifier: Apache-2.0
// The window and a review list: verdicts, going from item to item, opening lists.
#include <QApplication>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMenu>

#include "app/studio/main_window.h"
#include "app/studio/review_dialog.h"
#include "app/studio/settings.h"
#include "views/docks/review_panel.h"
#include "views/widgets/banner.h"

namespace camframe {

using namespace Qt::StringLiterals;

namespace {
constexpr int reviewHeight = 250;
}  // namespace

void MainWindow::connectReview() {
    using Id = ActionId;
    const auto on = [this](ActionId id, auto&& slot) {
        connect(m_actions[id], &QAction::triggered, this, slot);
    };
    on(Id::Accept, [this] { m_review->judge(Verdict::Accepted); });
    on(Id::Reject, [this] { askRejection(); });
    on(Id::SendToFix, [this] { m_review->judge(Verdict::ToFix); });
    on(Id::Skip, [this] { m_review->judge(Verdict::Skipped); });
    on(Id::Defer, [this] { m_review->judge(Verdict::Deferred); });
    on(Id::WithdrawVerdict, [this] { m_review->judge(Verdict::None); });
    on(Id::NextUnjudged, [this] { m_review->openNextUnjudged(); });
    on(Id::NextItem, [this] { m_review->step(1); });
    on(Id::PreviousItem, [this] { m_review->step(-1); });
    on(Id::FindItem, [this] {
        m_docks[ActionId::ShowReview]->show();
        m_docks[ActionId::ShowReview]->raise();
        m_reviewPanel->focusFilter();
    });
    on(Id::NewReview, [this] { newReview(); });
    on(Id::OpenReview, [this] {
        const QString path = QFileDialog::getOpenFileName(this, tr("Open a review list"),
                                                          setting(Setting::LastFolder).toString(),
                                                          tr("Review lists (*.camreview)"));
        if (!path.isEmpty()) openReview(path, {}, m_lastRequest.session.search);
    });
    on(Id::OpenServerReview, [this] {
        bool agreed = false;
        const QString name = QInputDialog::getText(
            this, tr("Open a team's review list"),
            tr("Its name: postgresql://USER@HOST/DATABASE/PROJECT. The password comes from ~/.pgpass."),
            QLineEdit::Normal, u"postgresql://"_s, &agreed);
        if (agreed && !name.trimmed().isEmpty()) openReview(name.trimmed(), {}, m_lastRequest.session.search);
    });
    on(Id::UpdateReview, [this] {
        m_workspace->importReview(m_review->desk().path(), m_review->desk().source(),
                                  [this] { m_review->desk().poll(); });
    });
    connect(m_review.get(), &ReviewSession::problem, this, [this](const QString& sentence) {
        m_banner->showMessage(sentence, Banner::Kind::Problem);
        m_opening = false;
        updateWelcome();
    });
    connect(m_review.get(), &ReviewSession::notice, this,
            [this](const QString& sentence) { m_banner->showMessage(sentence, Banner::Kind::Note); });
    connect(m_review.get(), &ReviewSession::opened, this, [this] {
        rememberItem({m_review->desk().path(), {}, true});
        QDockWidget *list = m_docks[ActionId::ShowReview], *sheet = m_docks[ActionId::ShowSheet];
        const bool firstTime = !list->isVisible() && !sheet->isVisible();
        list->show();
        sheet->show();
        if (firstTime) {
            resizeDocks({list}, {reviewHeight}, Qt::Vertical);
            resizeDocks({list, sheet}, {width() * 6 / 10, width() * 4 / 10}, Qt::Horizontal);
        }
        updateActions();
    });
    connect(m_review.get(), &ReviewSession::currentChanged, m_reviewPanel, &ReviewPanel::setCurrent);
    connect(m_review.get(), &ReviewSession::arrived, this, [this] {
        if (!m_reviewPanel->isAncestorOf(QApplication::focusWidget())) m_canvas->setFocus();
    });
    connect(m_reviewPanel, &ReviewPanel::itemChosen, m_review.get(), &ReviewSession::openItem);
    connect(m_reviewPanel, &ReviewPanel::left, this, [this] { m_canvas->setFocus(); });
}

void MainWindow::openReview(const QString& path, const ReviewSource& source, const RobotSearch& search) {
    if (!mayDropUnsaved()) return;
    m_lastRequest.session.search = search;
    m_opening = true;
    updateWelcome();
    const auto open = [this, path, search] { m_review->open(path, search); };
    // Whether a server has it is not asked here, where it could keep the window waiting.
    const bool there = !isServerName(path) && QFileInfo(path).size() > 0;
    if (there || source.dataset.isEmpty()) {
        open();
    } else {
        m_workspace->importReview(path, source, open);
    }
}

void MainWindow::newReview() {
    ReviewSource suggestion;
    const SessionRequest& session = m_lastRequest.session;
    suggestion.dataset = QString::fromStdString(session.dataset.string());
    suggestion.robot = QString::fromStdString(session.robot);
    suggestion.tcp = QString::fromStdString(session.tcp);
    suggestion.ignoreLinks = QString::fromStdString(session.ignoreLinks);
    suggestion.profile = QString::fromStdString(session.profile);
    suggestion.format = QString::fromStdString(session.format);
    auto* dialog = new ReviewDialog(suggestion, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { openReview(dialog->path(), dialog->source(), m_lastRequest.session.search); });
    dialog->open();
}

void MainWindow::askRejection() {
    // Digits choose, Enter takes the first: one key more than a verdict without a reason.
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addSection(tr("Reject because"));
    const QStringList reasons{tr("the pose is wrong"),        tr("the camera moves"),
                              tr("the robot is not in view"), tr("pictures and joints do not fit"),
                              tr("the pictures are poor"),    tr("it is another robot")};
    for (qsizetype i = 0; i < reasons.size(); ++i) {
        QAction* action = menu->addAction(u"&%1  %2"_s.arg(i + 1).arg(reasons[i]), this, [this, i, reasons] {
            m_review->judge(Verdict::Rejected, reasons[i]);
        });
        if (i == 0) menu->setActiveAction(action);
    }
    menu->addSeparator();
    menu->addAction(u"&%1  %2"_s.arg(reasons.size() + 1).arg(tr("Another reason...")), this, [this] {
        bool agreed = false;
        const QString reason =
            QInputDialog::getText(this, tr("Reject"), tr("Reason:"), QLineEdit::Normal, {}, &agreed);
        if (agreed) m_review->judge(Verdict::Rejected, reason.trimmed());
    });
    menu->popup(m_canvas->mapToGlobal(QPoint(m_canvas->width() / 2 - 120, m_canvas->height() / 3)));
}

}  // namespace camframe
