// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "app/commands/review_lists.h"
#include "model/qt/review/export_choice.h"
#include "model/qt/review/review_store.h"

namespace camframe {

/// The items of a review list that are exported, as they were when the export was asked for.
struct ReviewExport {
    QString list;
    ReviewSource source;
    RobotSearch search;
    ExportChoice choice;
    struct Camera {
        ReviewItem item;
        FrameRanges frames;
    };
    std::vector<Camera> cameras;
    std::vector<LeftOutCamera> leftOut;  ///< Found by the query, but refused.
    /// Cameras of episodes that this window has open, whose projects it has locked.
    std::map<std::pair<int, QString>, Calibration> open;
};

/// Chooses among the items, with reasons for the rest.
ReviewExport chooseExport(const QString& list, const ReviewSource& source, const RobotSearch& search,
                          const std::vector<ReviewItem>& items, const ExportChoice& choice,
                          const FrameRanges& frames, const QString& reviewer, qint64 now);

/// Exports them: the pose of each is that of its project, else of its newest result. What a verdict was given
/// for must still be so: labels of another pose are refused, whatever the list says. Not for the GUI thread.
Result<void> runReviewExport(const ReviewExport& request, const ActionExportOptions& options,
                             ExportManifest& manifest, const RunContext& context);

/// For the command line.
Result<void> exportList(const ListExport& request, const SessionRequest& given,
                        const ActionExportOptions& options, ExportManifest& manifest,
                        const RunContext& context);

}  // namespace camframe
