// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <limits>
#include <optional>

#include "model/core/calibration.h"
#include "model/qt/camera_state.h"

namespace camframe {

/// One camera of one episode, as a list of work shows it.
struct ReviewItem {
    qint64 id = 0;  ///< Of the row in the review file; never changes.
    int episode = 0;
    QString episodeName;
    QString camera;
    QString robot;
    QString task;
    QString group;  ///< Cameras that stand in the same place; empty when nobody has said.
    std::optional<CalibrationStatus> status;                 ///< Nothing: not calibrated yet.
    double risk = std::numeric_limits<double>::quiet_NaN();  ///< 0..1; NaN where no run said.
    QString remarks;                                         ///< Reasons of the result, in one line.
    QString calibration;  ///< Absolute path of its calibration.json; empty when there is none.
    Verdict verdict = Verdict::None;
    QString reason;        ///< Why it was rejected or sent back.
    QString reviewer;      ///< Whose verdict it is.
    QString claimedBy;     ///< Who has it open now; empty: nobody.
    qint64 claimedAt = 0;  ///< Seconds since 1970 (UTC).
    qint64 change = 0;     ///< The file's change counter when this row was written last.

    bool operator==(const ReviewItem& other) const;
};

/// A claim that was not renewed for so long is void: its window has crashed or been forgotten (s).
constexpr qint64 claimLifetime = 15 * 60;

/// The item is open in another person's window.
bool claimedByOther(const ReviewItem& item, const QString& reviewer, qint64 now);

/// How urgently a person should look: failed, review, not calibrated, ok; within each the greater risk first.
/// Smaller comes first.
double reviewRank(const ReviewItem& item);

/// Stable identifier of a verdict for files and queries: none, accepted, rejected, fix, skipped, deferred.
QString verdictIdentifier(Verdict verdict);
std::optional<Verdict> verdictFromIdentifier(const QString& identifier);

}  // namespace camframe
