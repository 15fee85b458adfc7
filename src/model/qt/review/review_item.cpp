// SPDX-License-Identifier: Apache-2.0
#include "model/qt/review/review_item.h"

#include <QRegularExpression>
#include <QStringList>
#include <algorithm>
#include <array>
#include <cmath>

#include "model/core/calibration_fingerprint.h"

namespace camframe {

using namespace Qt::StringLiterals;

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
           tags == other.tags && frames == other.frames && notes == other.notes &&
           frameCount == other.frameCount && width == other.width && height == other.height &&
           result == other.result && pose == other.pose && judgedPose == other.judgedPose &&
           judgedAt == other.judgedAt && status == other.status && remarks == other.remarks &&
           calibration == other.calibration && verdict == other.verdict && reason == other.reason &&
           reviewer == other.reviewer && claimedBy == other.claimedBy && claimedAt == other.claimedAt &&
           signedBy == other.signedBy && signedAt == other.signedAt && change == other.change;
}

qint64 poseOf(const Calibration& calibration) {
    const auto print = static_cast<qint64>(calibrationFingerprint(calibration));
    return print == 0 ? noPose : print;
}

bool isStale(const ReviewItem& item) {
    const bool aboutPose = item.verdict == Verdict::Accepted || item.verdict == Verdict::Rejected ||
                           item.verdict == Verdict::ToFix;
    return aboutPose && item.judgedPose != 0 && item.pose != 0 && item.judgedPose != item.pose;
}

bool isJudged(const ReviewItem& item) {
    return item.verdict != Verdict::None && !isStale(item);
}

bool isSigned(const ReviewItem& item) {
    return !item.signedBy.isEmpty() && !isStale(item);
}

void takeResult(ReviewItem& item, const ReviewResult& result) {
    if (item.verdict != Verdict::None && item.judgedPose == 0 && item.pose != result.pose)
        item.judgedPose = item.pose != 0 ? item.pose : unknownPose;
    item.status = result.status;
    item.risk = result.risk;
    item.remarks = result.remarks;
    item.pose = result.pose;
    if (result.calibration.isEmpty()) return;
    item.calibration = result.calibration;
    item.result = result.pose;
}

void giveVerdict(ReviewItem& item, Verdict verdict, const QString& reason, const QString& reviewer,
                 qint64 now, qint64 pose) {
    const bool withdrawn = verdict == Verdict::None;
    item.verdict = verdict;
    item.reason = reason;
    item.reviewer = withdrawn ? QString() : reviewer;
    item.judgedAt = withdrawn ? 0 : now;
    item.judgedPose = withdrawn ? 0 : pose;
    if (pose != 0) item.pose = pose;
    item.signedBy.clear();
    item.signedAt = 0;
}

QString tidyTags(const QString& typed) {
    static const QRegularExpression gaps(u"[\\s,;\uff0c\u3001]+"_s);
    QStringList words = typed.split(gaps, Qt::SkipEmptyParts);
    words.removeDuplicates();
    return words.join(u' ');
}

bool claimedByOther(const ReviewItem& item, const QString& reviewer, qint64 now) {
    if (item.claimedBy.isEmpty() || item.claimedBy == reviewer) return false;
    // A clock that went back, or that of another machine, must not make claims of the future last until then.
    return item.claimedAt > now - claimLifetime && item.claimedAt < now + claimLifetime;
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
