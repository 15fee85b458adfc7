// SPDX-License-Identifier: Apache-2.0
#include "model/qt/review/export_choice.h"

#include <QCoreApplication>
#include <QSet>
#include <QStringList>
#include <numeric>

namespace camframe {

namespace {

ExportRefusal refusalOf(const ReviewItem& item, const ExportChoice& choice) {
    if (isStale(item)) return ExportRefusal::Stale;
    if (item.verdict == Verdict::Rejected ||
        (choice.verdicts == ExportChoice::Verdicts::Accepted && item.verdict != Verdict::Accepted))
        return ExportRefusal::Verdict;
    const bool hasPose = item.status && *item.status != CalibrationStatus::Failed;
    // A person may have accepted a pose set by hand where no run trusted its own.
    if (!hasPose && item.verdict != Verdict::Accepted) return ExportRefusal::NoPose;
    return ExportRefusal::None;
}

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(ExportChoice)
};

}  // namespace

std::vector<ExportRow> chooseForExport(const std::vector<ReviewItem>& items, const ReviewIndex& index,
                                       const ExportChoice& choice, const QString& reviewer, qint64 now) {
    // A window locks the project of the episode that it shows, with all its cameras.
    QSet<int> locked;
    for (const ReviewItem& item : items)
        if (claimedByOther(item, reviewer, now)) locked.insert(item.episode);
    const ReviewQuery query = ReviewQuery::parse(choice.query);
    std::vector<int> order(items.size());
    std::iota(order.begin(), order.end(), 0);
    std::vector<ExportRow> rows;
    for (const int found : index.select(query, items, order)) {
        const ReviewItem& item = items[static_cast<size_t>(found)];
        if (!choice.tag.isEmpty() && !item.tags.split(u' ').contains(choice.tag)) continue;
        ExportRow row{found, refusalOf(item, choice), query.frames};
        if (!item.frames.isEmpty())
            if (const auto own = FrameRanges::parse(item.frames.toStdString())) row.frames = *own;
        if (row.refusal == ExportRefusal::None && locked.contains(item.episode))
            row.refusal = ExportRefusal::OpenElsewhere;
        if (row.refusal == ExportRefusal::None && item.frameCount > 0 &&
            row.frames.countOf(item.frameCount) == 0)
            row.refusal = ExportRefusal::Frames;
        rows.push_back(std::move(row));
    }
    return rows;
}

QString refusalText(const ReviewItem& item, ExportRefusal refusal) {
    switch (refusal) {
        case ExportRefusal::None:
            return {};
        case ExportRefusal::Verdict:
            if (item.verdict == Verdict::None) return Texts::tr("Nobody has accepted it: open it and judge.");
            if (item.verdict == Verdict::Rejected)
                return item.reason.isEmpty()
                           ? Texts::tr("%1 rejected it.").arg(item.reviewer)
                           : Texts::tr("%1 rejected it: %2.").arg(item.reviewer, item.reason);
            if (item.verdict == Verdict::ToFix)
                return Texts::tr("%1 wants it mended: open it, mend and accept it.").arg(item.reviewer);
            return Texts::tr("%1 put it aside: open it and judge.").arg(item.reviewer);
        case ExportRefusal::Stale:
            return Texts::tr("The pose changed after %1 judged it: open it and judge again.")
                .arg(item.reviewer);
        case ExportRefusal::NoPose:
            return item.status ? Texts::tr("The calibration failed: open it and set the pose.")
                               : Texts::tr("Not calibrated yet: calibrate it.");
        case ExportRefusal::OpenElsewhere:
            return Texts::tr("The episode is open in another person's window: export when they are done.");
        case ExportRefusal::Frames:
            return Texts::tr("It has %1 frames, and none of those that are asked for.").arg(item.frameCount);
    }
    return {};
}

}  // namespace camframe
