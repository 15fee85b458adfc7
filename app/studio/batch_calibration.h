// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>

#include "app/studio/recording_loader.h"
#include "calib/calibration_pipeline.h"
#include "model/core/progress.h"
#include "model/qt/job_model.h"
#include "model/qt/review/review_store.h"

namespace camframe {

/// Items of a review list that are to be calibrated one after another.
struct BatchTask {
    QString list;
    QString reviewer;
    SessionRequest session;
    std::vector<ReviewItem> items;
    RefineSet refine;  ///< What is solved for besides the pose, where the item has it.
    /// Instead of calibrating: this camera's pose is proposed to all items, to be reviewed. It is compared
    /// with their frames, and goes beside what was calculated there (reviewProposalPath()).
    std::optional<Calibration> proposal;
    QString proposedFrom;  ///< Name of the item it comes from.
    /// What a person has done to cameras of the episode that this window shows, whose project it has locked.
    std::map<std::pair<int, QString>, CameraState> open;
};

/// How a batch ended.
struct BatchOutcome {
    int done = 0;     ///< Calibrated, whatever the status.
    int failed = 0;   ///< Of these without a pose, and items that could not be read.
    int skipped = 0;  ///< Open in another window.
    bool stopped = false;
};

/// Calibrates all items, each from what people have marked and drawn there. An item is claimed while it is
/// worked on; one that somebody else has open is skipped. Each result is written atomically beside the list
/// (reviewResultPath()) and then told to it; verdicts stay and become stale. A stop keeps what is finished.
/// Not for the GUI thread.
///
/// @param report  Called after every item.
Result<BatchOutcome> runBatch(const BatchTask& task, const std::function<void(const JobItem&)>& report,
                              const RunContext& context);

}  // namespace camframe
