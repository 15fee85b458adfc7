// SPDX-License-Identifier: Apache-2.0
#include "model/qt/review/review_item.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace camframe {

namespace {

constexpr std::array<std::pair<Verdict, const char*>, 6> names{{{Verdict::None, "none"},
                                                                {Verdict::Accepted, "accepted"},
                                                                {Verdict::Rejected, "rejected"},
                                                                {Verdict::ToFix, "fix"},
                                                                {Verdict::Skipped, "skipped"},
                                                                {Verdict::Deferred, "deferred"}}};

}  // namespace

bool ReviewItem::operator==(const ReviewItem& other) const {
    const bool sameRisk = risk == other.risk || (std::isnan(risk) && std::isnan(other.risk));
    return sameRisk && id == other.id && episode == other.episode && episodeName == other.episodeName &&
           camera == other.camera && robot == other.robot && task == other.task && group == other.group &&
           status == other.status && remarks == other.remarks && calibration == other.calibration &&
           verdict == other.verdict && reason == other.reason && reviewer == other.reviewer &&
           claimedBy == other.claimedBy && claimedAt == other.claimedAt && change == other.change;
}

bool claimedByOther(const ReviewItem& item, const QString& reviewer, qint64 now) {
    return !item.claimedBy.isEmpty() && item.claimedBy != reviewer && now - item.claimedAt < claimLifetime;
}

double reviewRank(const ReviewItem& item) {
    int kind = 2;
    if (item.status) {
        switch (*item.status) {
            case CalibrationStatus::Failed:
                kind = 0;
                break;
            case CalibrationStatus::Review:
                kind = 1;
                break;
            case CalibrationStatus::Ok:
                kind = 3;
                break;
        }
    }
    const double risk = std::isnan(item.risk) ? 0 : std::clamp(item.risk, 0.0, 1.0);
    return kind + 0.999 * (1 - risk);
}

QString verdictIdentifier(Verdict verdict) {
    for (const auto& [value, name] : names)
        if (value == verdict) return QLatin1StringView(name);
    return {};
}

std::optional<Verdict> verdictFromIdentifier(const QString& identifier) {
    for (const auto& [value, name] : names)
        if (identifier == QLatin1StringView(name)) return value;
    return {};
}

}  // namespace camframe
