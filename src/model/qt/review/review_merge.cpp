// SPDX-License-Identifier: Apache-2.0
#include "model/qt/review/review_merge.h"

#include <QHash>
#include <QSet>

namespace camframe {

namespace {

using namespace Qt::StringLiterals;

/// What one item gave; made anew whenever its write is tried again.
struct MergedItem {
    bool verdict = false;
    int texts = 0;
    QStringList conflicts;
};

void takeVerdict(ReviewItem& mine, const ReviewItem& theirs, MergedItem& merged) {
    mine.verdict = theirs.verdict;
    mine.reason = theirs.reason;
    mine.reviewer = theirs.reviewer;
    mine.judgedAt = theirs.judgedAt;
    mine.judgedPose = theirs.judgedPose;
    mine.signedBy = theirs.signedBy;
    mine.signedAt = theirs.signedAt;
    merged.verdict = true;
}

void mergeVerdict(ReviewItem& mine, const ReviewItem& theirs, MergedItem& merged) {
    if (theirs.verdict == Verdict::None) return;
    const bool same = mine.verdict == theirs.verdict && mine.reviewer == theirs.reviewer &&
                      mine.judgedAt == theirs.judgedAt;
    if (same) {
        if (mine.signedBy.isEmpty() && !theirs.signedBy.isEmpty()) takeVerdict(mine, theirs, merged);
        return;
    }
    const bool later = mine.verdict == Verdict::None || theirs.judgedAt > mine.judgedAt;
    const bool taken = later && !isSigned(mine);
    if (mine.verdict != Verdict::None && mine.verdict != theirs.verdict && mine.reviewer != theirs.reviewer)
        merged.conflicts << u"%1 says %2, %3 says %4; %5 stands"_s.arg(
            mine.reviewer, verdictIdentifier(mine.verdict), theirs.reviewer,
            verdictIdentifier(theirs.verdict), taken ? theirs.reviewer : mine.reviewer);
    if (taken) takeVerdict(mine, theirs, merged);
}

void mergeTexts(ReviewItem& mine, const ReviewItem& theirs, MergedItem& merged) {
    const QString tags = tidyTags(mine.tags + u' ' + theirs.tags);
    if (tags != mine.tags) {
        mine.tags = tags;
        ++merged.texts;
    }
    const auto take = [&merged](const char* what, QString& own, const QString& other) {
        if (other.isEmpty() || own == other) return;
        if (own.isEmpty()) {
            own = other;
            ++merged.texts;
        } else {
            merged.conflicts << u"%1 '%2' stays, the other project says '%3'"_s.arg(QLatin1StringView(what),
                                                                                    own, other);
        }
    };
    take("group", mine.group, theirs.group);
    take("frames", mine.frames, theirs.frames);
    take("notes", mine.notes, theirs.notes);
}

}  // namespace

Result<ReviewMerge> mergeReview(ReviewStore& into, const ReviewSnapshot& from) {
    const auto before = into.snapshot();
    if (!before) return tl::unexpected(before.error());
    QHash<std::pair<int, QString>, const ReviewItem*> own;
    for (const ReviewItem& item : before->items) own[{item.episode, item.camera}] = &item;
    QSet<QString> known;
    for (const ReviewEvent& event : before->history) known.insert(event.token);
    QHash<qint64, std::vector<ReviewEvent>> news;
    for (const ReviewEvent& event : from.history)
        if (!known.contains(event.token)) news[event.item].push_back(event);

    ReviewMerge all;
    for (const ReviewItem& theirs : from.items) {
        const ReviewItem* mine = own.value(std::pair(theirs.episode, theirs.camera));
        if (!mine) {
            ++all.unknown;
            continue;
        }
        const std::vector<ReviewEvent> events = news.value(theirs.id);
        MergedItem merged;
        const auto edit = [&](ReviewItem& item) {
            merged = {};
            mergeVerdict(item, theirs, merged);
            mergeTexts(item, theirs, merged);
        };
        ReviewItem changed = *mine;
        edit(changed);
        if (!events.empty() || changed != *mine) {
            const auto done = into.merge(mine->id, events, edit);
            if (!done) return tl::unexpected(done.error());
        }
        all.verdicts += merged.verdict ? 1 : 0;
        all.events += static_cast<int>(events.size());
        all.texts += merged.texts;
        for (const QString& conflict : merged.conflicts)
            all.conflicts << u"Episode %1, camera %2: %3."_s.arg(theirs.episode).arg(theirs.camera, conflict);
    }
    return all;
}

}  // namespace camframe
