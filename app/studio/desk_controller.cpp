// SPDX-License-Identifier: Apache-2.0
#include "app/studio/desk_controller.h"

#include "app/studio/batch_dialog.h"

namespace camframe {

DeskController::DeskController(const Parts& parts)
    : m_parts(parts),
      m_export(parts.review, parts.editor, parts.jobs),
      m_batch(parts.review, parts.editor, parts.jobs),
      m_conventions(parts.workspace, parts.editor, parts.jobs) {
    const auto say = [this](Banner::Kind kind) {
        return [this, kind](const QString& sentence) { m_parts.banner.showMessage(sentence, kind); };
    };
    connect(&m_export, &ExportDesk::notice, this, say(Banner::Kind::Note));
    connect(&m_export, &ExportDesk::problem, this, say(Banner::Kind::Problem));
    connect(&m_batch, &BatchDesk::notice, this, say(Banner::Kind::Note));
    connect(&m_batch, &BatchDesk::problem, this, say(Banner::Kind::Problem));
    connect(&m_export, &ExportDesk::projectsWanted, &parts.workspace, &Workspace::settle);
    connect(&m_batch, &BatchDesk::projectsWanted, &parts.workspace, &Workspace::settle);
    connect(parts.actions[ActionId::CalibrateList], &QAction::triggered, this, &DeskController::askBatch);
    connect(&parts.list, &ReviewPanel::calibrateRequested, this, &DeskController::askBatch);
    connect(&parts.review.model(), &ReviewModel::refused, this, say(Banner::Kind::Problem));
    connect(parts.actions[ActionId::ExportDesk], &QAction::triggered, this,
            [this] { m_export.show(&m_parts.window); });
    connect(parts.actions[ActionId::FindConventions], &QAction::triggered, this,
            [this] { m_conventions.show(&m_parts.window); });
    connect(&parts.jobsPanel, &JobsPanel::itemChosen, this, &DeskController::openTarget);
    connect(&parts.item, &ItemPanel::applyToGroupRequested, this, &DeskController::proposeToGroup);
    connect(parts.actions[ActionId::ProposeToGroup], &QAction::triggered, this,
            &DeskController::proposeToGroup);
    connect(&parts.review, &ReviewSession::currentChanged, &parts.item, &ItemPanel::setItem);
    connect(&parts.review, &ReviewSession::opened, this, &DeskController::updateActions);
    connect(&parts.review.desk(), &ReviewDesk::itemsChanged, this, &DeskController::updateActions);
    updateActions();
}

void DeskController::openTarget(qint64 id) {
    const int item = m_parts.review.desk().indexOf(id);
    if (item >= 0) m_parts.review.openItem(item);
}

void DeskController::askBatch() {
    const std::vector<int> chosen = m_parts.list.selectedItems();
    const QString group =
        chosen.empty() ? QString() : m_parts.review.desk().items()[static_cast<size_t>(chosen.front())].group;
    QStringList alsoSolved;
    const RefineSet refine = m_parts.alsoSolvedFor();
    for (const auto& [on, id] : {std::pair{refine.focal, ActionId::SolveFocal},
                                 {refine.principal, ActionId::SolvePrincipal},
                                 {refine.distortion, ActionId::SolveDistortion},
                                 {refine.joints, ActionId::SolveJoints},
                                 {refine.armBases, ActionId::SolveArmBases},
                                 {refine.lag, ActionId::SolveLag}})
        if (on) alsoSolved << m_parts.actions[id]->text().remove(u'&');
    auto* dialog = new BatchDialog(m_batch, chosen, group, alsoSolved, &m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_batch.calibrate(dialog->items(), m_parts.alsoSolvedFor());
        Q_EMIT batchStarted();
    });
    dialog->open();
}

void DeskController::proposeToGroup() {
    const std::vector<int> others = m_parts.item.groupMembers();
    if (others.empty()) {
        m_parts.banner.showMessage(tr("No other item is in this one's group: name one group for cameras that "
                                      "stand in the same place (F2 in the list, or the inspector)."),
                                   Banner::Kind::Note);
        return;
    }
    m_batch.propose(others);
    if (m_batch.isRunning()) Q_EMIT batchStarted();
}

void DeskController::updateActions() {
    const bool reviewing = m_parts.review.isOpen();
    m_parts.actions[ActionId::CalibrateList]->setEnabled(reviewing);
    m_parts.actions[ActionId::ExportDesk]->setEnabled(reviewing);
    m_parts.actions[ActionId::ProposeToGroup]->setEnabled(reviewing);
    // A stale verdict stands in the list only.
    const int current = m_parts.review.current();
    if (reviewing && current >= 0 && m_parts.editor.hasDocument())
        m_parts.actions[ActionId::WithdrawVerdict]->setEnabled(
            m_parts.editor.state().verdict != Verdict::None ||
            m_parts.review.desk().items()[static_cast<size_t>(current)].verdict != Verdict::None);
}

}  // namespace camframe
