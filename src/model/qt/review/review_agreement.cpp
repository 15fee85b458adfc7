// SPDX-License-Identifier: Apache-2.0
#include "model/qt/review/review_agreement.h"

#include <algorithm>
#include <array>
#include <map>
#include <numbers>

namespace camframe {

namespace {

constexpr size_t verdictCount = 3;

/// Index of a verdict that says something about a pose.
std::optional<size_t> categoryOf(Verdict verdict) {
    switch (verdict) {
        case Verdict::Accepted:
            return 0;
        case Verdict::Rejected:
            return 1;
        case Verdict::ToFix:
            return 2;
        default:
            return {};
    }
}

/// Counts of items by the verdicts of both.
using Table = std::array<std::array<int, verdictCount>, verdictCount>;

ReviewAgreement::Pair pairOf(const std::pair<QString, QString>& people, const Table& table) {
    ReviewAgreement::Pair pair{people.first, people.second};
    double same = 0, byChance = 0;
    for (const auto& row : table)
        for (const int count : row) pair.items += count;
    for (size_t category = 0; category < verdictCount; ++category) {
        double rows = 0, columns = 0;
        for (size_t other = 0; other < verdictCount; ++other) {
            rows += table[category][other];
            columns += table[other][category];
        }
        same += table[category][category];
        byChance += rows * columns;
    }
    pair.agreed = same / pair.items;
    byChance /= static_cast<double>(pair.items) * pair.items;
    if (byChance < 1) pair.kappa = (pair.agreed - byChance) / (1 - byChance);
    return pair;
}

}  // namespace

ReviewAgreement agreementOf(std::span<const ReviewEvent> history) {
    // By item and person: the last verdict. A merge may have written an earlier one later.
    std::map<qint64, std::map<QString, const ReviewEvent*>> verdicts;
    for (const ReviewEvent& event : history) {
        if (event.action != ReviewEvent::verdictAction()) continue;
        const ReviewEvent*& last = verdicts[event.item][event.reviewer];
        if (!last || last->at <= event.at) last = &event;
    }
    std::map<std::pair<QString, QString>, Table> tables;
    ReviewAgreement agreement;
    for (const auto& [item, people] : verdicts) {
        ReviewAgreement::Spread spread{item};
        std::vector<RigidTransform> places;
        for (auto first = people.begin(); first != people.end(); ++first) {
            const ReviewEvent& one = *first->second;
            const auto category = categoryOf(one.verdict);
            if (!category) continue;
            if (one.verdict == Verdict::Accepted && one.place) places.push_back(*one.place);
            for (auto second = std::next(first); second != people.end(); ++second) {
                const ReviewEvent& other = *second->second;
                const auto otherCategory = categoryOf(other.verdict);
                const bool samePose = one.pose == other.pose || one.pose == 0 || other.pose == 0;
                if (otherCategory && samePose)
                    ++tables[{first->first, second->first}][*category][*otherCategory];
            }
        }
        if (places.size() < 2) continue;
        spread.people = static_cast<int>(places.size());
        for (size_t a = 0; a < places.size(); ++a)
            for (size_t b = a + 1; b < places.size(); ++b) {
                const double distance = (cameraCentre(places[a]) - cameraCentre(places[b])).norm();
                spread.mm = std::max(spread.mm, 1000 * distance);
                spread.degrees = std::max(
                    spread.degrees, rotationAngleBetween(places[a], places[b]) * 180 / std::numbers::pi);
            }
        agreement.spreads.push_back(spread);
    }
    for (const auto& [people, table] : tables) agreement.pairs.push_back(pairOf(people, table));
    std::ranges::stable_sort(agreement.spreads, std::greater<>{}, &ReviewAgreement::Spread::mm);
    return agreement;
}

}  // namespace camframe
