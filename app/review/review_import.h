// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/review/review_files.h"
#include "model/core/progress.h"

namespace camframe {

/// What an import found.
struct ReviewImport {
    QString list;  ///< Its name in full.
    int items = 0;
    int calibrated = 0;                ///< Of these, with a readable calibration.json.
    int changed = 0;                   ///< New in the list, or with news.
    std::vector<std::string> skipped;  ///< Episodes and results that cannot be read, with the reason.
};

/// Makes a review file of all camera-episodes of a dataset, or brings one up to date: new episodes join, new
/// results of `camframe calibrate` replace older figures, verdicts stay. Groups that `camframe group` wrote
/// beside the results (groups.json) are taken where nobody has named one. A new list opens its recordings as
/// its results were made (robot, profile ...), unless the source says otherwise.
///
/// An episode that cannot be read is left out and reported. Errors: no dataset, a file that cannot be
/// written, Stopped.
Result<ReviewImport> importReview(const QString& reviewPath, const ReviewSource& given,
                                  const RunContext& context);

}  // namespace camframe
