// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/studio/actions.h"
#include "app/studio/review_session.h"
#include "app/studio/workspace.h"
#include "views/docks/inspector.h"

namespace camframe {

/// Lets the inspector's button do the next step, and tells it what it cannot see by itself.
class NextStepController : public QObject {
    Q_OBJECT

public:
    /// All must outlive the controller.
    NextStepController(Inspector& inspector, Actions& actions, Workspace& workspace, ReviewSession& review,
                       QObject* parent = nullptr);

private:
    /// Solves for this too, now and in later calibrations, until it is taken out of the menu.
    void refineFor(ActionId unknown);
    void take(NextStep step);

    Actions& m_actions;
    Workspace& m_workspace;
    ReviewSession& m_review;
    bool m_goToWorst = false;  ///< When the scores are there.
};

}  // namespace camframe
