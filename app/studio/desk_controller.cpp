// SPDX-License-Identifier: Apache-2.0
#include "app/studio/desk_controller.h"

namespace camframe {

DeskController::DeskController(const Parts& parts)
    : m_parts(parts), m_export(parts.review, parts.editor, parts.jobs) {
    const auto say = [this](Banner::Kind kind) {
        return [this, kind](const QString& sentence) { m_parts.banner.showMessage(sentence, kind); };
    };
    connect(&m_export, &ExportDesk::notice, this, say(Banner::Kind::Note));
    connect(&m_export, &ExportDesk::problem, this, say(Banner::Kind::Problem));
    connect(&parts.review.model(), &ReviewModel::refused, this, say(Banner::Kind::Problem));
    connect(parts.actions[ActionId::ExportDesk], &QAction::triggered, this,
            [this] { m_export.show(&m_parts.window); });
    connect(&parts.jobsPanel, &JobsPanel::itemChosen, this, &DeskController::openTarget);
    connect(&parts.review, &ReviewSession::opened, this, &DeskController::updateActions);
    connect(&parts.review.desk(), &ReviewDesk::itemsChanged, this, &DeskController::updateActions);
    updateActions();
}

void DeskController::openTarget(qint64 id) {
    const int item = m_parts.review.desk().indexOf(id);
    if (item >= 0) m_parts.review.openItem(item);
}

void DeskController::updateActions() {
    const bool reviewing = m_parts.review.isOpen();
    m_parts.actions[ActionId::ExportDesk]->setEnabled(reviewing);
    // A stale verdict stands in the list only.
    const int current = m_parts.review.current();
    if (reviewing && current >= 0 && m_parts.editor.hasDocument())
        m_parts.actions[ActionId::WithdrawVerdict]->setEnabled(
            m_parts.editor.state().verdict != Verdict::None ||
            m_parts.review.desk().items()[static_cast<size_t>(current)].verdict != Verdict::None);
}

}  // namespace camframe
