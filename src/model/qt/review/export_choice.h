// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <vector>

#include "model/core/frame_ranges.h"
#include "model/qt/review/review_query.h"

namespace camframe {

/// Which items of a review list are to be exported.
struct ExportChoice {
    enum class Verdicts {
        Accepted,     ///< What a person accepted.
        NotRejected,  ///< Also what nobody has judged and what is skipped, deferred or to be mended.
    };
    QString query;  ///< See ReviewQuery; its frames hold for items that name none themselves.
    QString tag;    ///< One of the item's tags; empty: any.
    Verdicts verdicts = Verdicts::Accepted;

    bool operator==(const ExportChoice&) const = default;
};

/// Why an item that the query finds is not exported.
enum class ExportRefusal { None, Verdict, Stale, NoPose, OpenElsewhere, Frames };

struct ExportRow {
    int item = 0;  ///< Index into the items.
    ExportRefusal refusal = ExportRefusal::None;
    FrameRanges frames;
};

/// The items that query and tag find, in their order, with what is to become of them.
///
/// @param index     Of the items.
/// @param reviewer  Whose own claims do not count.
/// @param now       Seconds since 1970.
std::vector<ExportRow> chooseForExport(const std::vector<ReviewItem>& items, const ReviewIndex& index,
                                       const ExportChoice& choice, const QString& reviewer, qint64 now);

/// Why, and what to do about it; empty for None.
QString refusalText(const ReviewItem& item, ExportRefusal refusal);

}  // namespace camframe
