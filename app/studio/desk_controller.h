// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/studio/actions.h"
#include "app/studio/batch_desk.h"
#include "app/studio/convention_desk.h"
#include "app/studio/export_desk.h"
#include "views/docks/item_panel.h"
#include "views/docks/jobs_panel.h"
#include "views/docks/review_panel.h"
#include "views/widgets/banner.h"

namespace camframe {

/// What the window can do with a whole review list or dataset: connects its actions and panels with those who
/// do it.
class DeskController : public QObject {
    Q_OBJECT

public:
    /// Parts of the window; all outlive the controller.
    struct Parts {
        QWidget& window;
        Actions& actions;
        Editor& editor;
        JobModel& jobs;
        ReviewSession& review;
        ReviewPanel& list;
        ItemPanel& item;
        JobsPanel& jobsPanel;
        Banner& banner;
        Workspace& workspace;
        std::function<RefineSet()> alsoSolvedFor;  ///< As chosen in the window, for whatever camera.
    };
    explicit DeskController(const Parts& parts);

    ExportDesk& exports() { return m_export; }
    BatchDesk& batch() { return m_batch; }
    ConventionDesk& conventions() { return m_conventions; }
    /// Enables what can be done now.
    void updateActions();

Q_SIGNALS:
    /// A long job began that the person may want to watch.
    void batchStarted();

private:
    void openTarget(qint64 id);
    void askBatch();
    void proposeToGroup();

    Parts m_parts;
    ExportDesk m_export;
    BatchDesk m_batch;
    ConventionDesk m_conventions;
};

}  // namespace camframe
