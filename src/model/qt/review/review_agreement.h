// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <limits>
#include <span>
#include <vector>

#include "model/qt/review/review_event.h"
#include "model/qt/review/review_item.h"

namespace camframe {

/// How far reviewers agree who looked at the same camera-episodes.
struct ReviewAgreement {
    /// Two people's verdicts on the same pose: accepted, rejected or to be mended.
    struct Pair {
        QString first, second;
        int items = 0;
        double agreed = 0;  ///< Share of the items, 0..1.
        /// Cohen's kappa: (agreed - by chance) / (1 - by chance), with each person's own shares of verdicts
        /// (J. Cohen, A coefficient of agreement for nominal scales, 1960). 1: always of one mind, 0: no more
        /// than by chance. NaN where both gave one and the same verdict throughout, as nothing can be said.
        double kappa = std::numeric_limits<double>::quiet_NaN();
    };
    std::vector<Pair> pairs;  ///< By name; only pairs with items.

    /// How far apart the poses are that several people accepted for one item.
    struct Spread {
        qint64 item = 0;
        int people = 0;
        double mm = 0;       ///< Greatest distance of two camera centres, in base space.
        double degrees = 0;  ///< Greatest angle between two rotations.
    };
    std::vector<Spread> spreads;  ///< Of items with at least two known poses; the farthest apart first.
};

/// @param history  Of all items, in the order of writing. Of each person the last verdict about an item
/// counts; one
///                 that was withdrawn does not.
ReviewAgreement agreementOf(std::span<const ReviewEvent> history);

}  // namespace camframe
