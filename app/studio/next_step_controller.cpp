// SPDX-License-Identifier: Apache-2.0
#include "app/studio/next_step_controller.h"

namespace camframe {

NextStepController::NextStepController(Inspector& inspector, Actions& actions, Workspace& workspace,
                                       ReviewSession& review, QObject* parent)
    : QObject(parent), m_actions(actions), m_workspace(workspace), m_review(review) {
    connect(&inspector, &Inspector::stepWanted, this, &NextStepController::take);
    connect(&workspace, &Workspace::scored, this, [this, &inspector] {
        inspector.setScored();
        if (std::exchange(m_goToWorst, false)) m_actions[ActionId::WorstFrame]->trigger();
    });
}

void NextStepController::refineFor(ActionId unknown) {
    m_actions[unknown]->setChecked(true);
    m_actions[ActionId::Refine]->trigger();
}

void NextStepController::take(NextStep step) {
    switch (step) {
        case NextStep::Calibrate:
            m_actions[ActionId::Calibrate]->trigger();
            break;
        case NextStep::Skip:
            m_actions[ActionId::Skip]->trigger();
            break;
        case NextStep::PlaceKeypoints:
            m_actions[ActionId::KeypointTool]->trigger();
            break;
        case NextStep::ChooseNearTie:
            m_actions[ActionId::NextHypothesis]->trigger();
            break;
        case NextStep::Solve:
            m_actions[ActionId::SolveNow]->trigger();
            break;
        case NextStep::Refine:
            m_actions[ActionId::Refine]->trigger();
            break;
        case NextStep::SolveFocal:
            refineFor(ActionId::SolveFocal);
            break;
        case NextStep::SolveJoints:
            refineFor(ActionId::SolveJoints);
            break;
        case NextStep::SolveArmBases:
            refineFor(ActionId::SolveArmBases);
            break;
        case NextStep::SolveLag:
            refineFor(ActionId::SolveLag);
            break;
        case NextStep::Look:
            m_goToWorst = true;
            m_workspace.scoreFrames();
            break;
        case NextStep::Accept:
            m_actions[ActionId::Accept]->trigger();
            break;
        case NextStep::Continue:
            m_actions[m_review.isOpen() ? ActionId::NextUnjudged : ActionId::ExportActions]->trigger();
            break;
    }
}

}  // namespace camframe
