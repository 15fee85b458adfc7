// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/qt/review/review_store.h"

namespace camframe {

/// What came of a merge.
struct ReviewMerge {
    int verdicts = 0;       ///< Taken over.
    int events = 0;         ///< Of history that were not here.
    int texts = 0;          ///< Groups, tags, frames and notes taken over.
    int unknown = 0;        ///< Items of the other project that are not here.
    QStringList conflicts;  ///< In words: what two people see differently, and what stands now.
};

/// Takes what people did in another project about the same dataset into this one: their history; of two
/// verdicts the later one, unless this one is signed off; tags together; other texts where there are none.
/// Once more changes nothing.
///
/// Items are the same when episode and camera are. Results stay as they are here, so that a verdict about
/// another pose is stale.
Result<ReviewMerge> mergeReview(ReviewStore& into, const ReviewSnapshot& from);

}  // namespace camframe
