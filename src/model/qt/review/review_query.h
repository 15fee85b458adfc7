// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>
#include <string>
#include <vector>

#include "model/core/frame_ranges.h"
#include "model/qt/review/review_item.h"

namespace camframe {

/// What a person typed to find items, e.g. `status:review,failed risk>0.3 -camera:wrist pour tea`.
///
///     word            the word occurs in name, camera, robot, task, group, tags, notes, reviewer, remarks or
///                     reason
///     "two words"     the same for words that belong together
///     field:a,b       the field contains a or b: status, verdict, camera, robot, task, group, reviewer,
///                     episode (name or number), claimed. Values of status: ok, review, failed, none; of
///                     verdict: none, accepted, rejected, fix, skipped, deferred, stale (about an earlier
///                     pose)
///     tag:a,b         one of the item's tags is a or b, as a whole; none: it has no tags
///     risk>x risk<x   compares the risk, 0..1 or in percent with %; items without a risk never match
///     -term           the opposite
///     frames:10-200   finds everything; an export takes these frames of items that name none themselves
///
/// All terms must hold. Upper and lower case are the same. Nothing typed is an error: what is no field is a
/// word, so that the list never jumps to empty while a term is being typed.
struct ReviewQuery {
    enum class Field { Any, Status, Verdict, Camera, Robot, Task, Group, Reviewer, Episode, Claimed, Tag };
    struct Term {
        Field field = Field::Any;
        bool negated = false;
        QStringList values;  ///< Lower case; one of them must be contained.
    };
    struct RiskTerm {
        bool above = true;
        bool negated = false;
        double limit = 0;
    };
    std::vector<Term> terms;
    std::vector<RiskTerm> risks;
    FrameRanges frames;

    static ReviewQuery parse(const QString& text);
};

/// What a filter reads of the items, prepared once so that 100,000 of them are searched within a frame.
class ReviewIndex {
public:
    void assign(const std::vector<ReviewItem>& items);
    /// Items of which only the given one changed.
    void update(const std::vector<ReviewItem>& items, size_t index);
    /// Those of `order` that fulfil the query, in the same order.
    std::vector<int> select(const ReviewQuery& query, const std::vector<ReviewItem>& items,
                            const std::vector<int>& order) const;

private:
    /// Distinct values of a text field in lower case, and each item's one.
    struct Column {
        QStringList values;
        std::vector<int> value;  ///< By item.
        QHash<QString, int> known;
        void set(size_t index, const QString& text);
    };
    static constexpr int columnCount = 7;  ///< Camera .. Tag, without Episode.
    static int columnOf(ReviewQuery::Field field);

    std::vector<std::string> m_text;  ///< By item: everything a word is looked for in; UTF-8, lower case.
    Column m_columns[columnCount];
};

}  // namespace camframe
