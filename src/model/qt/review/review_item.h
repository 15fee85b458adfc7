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
    QString group;   ///< Cameras that stand in the same place; empty when nobody has said.
    QString tags;    ///< Free words, parted by blanks.
    QString frames;  ///< The frames to export, as FrameRanges writes them; empty: all.
    QString notes;   ///< In people's words.
    int frameCount = 0, width = 0, height = 0;               ///< Of the recording; 0: not known yet.
    std::optional<CalibrationStatus> status;                 ///< Nothing: not calibrated yet.
    double risk = std::numeric_limits<double>::quiet_NaN();  ///< 0..1; NaN where no run said.
    QString remarks;                                         ///< Reasons of the result, in one line.
    QString calibration;  ///< Absolute path of its calibration.json; empty when there is none.
    Verdict verdict = Verdict::None;
    QString reason;       ///< Why it was rejected or sent back.
    QString reviewer;     ///< Whose verdict it is.
    qint64 judgedAt = 0;  ///< Seconds since 1970 (UTC); 0: not known.
    // Fingerprints, see poseOf(); 0: not known.
    qint64 result = 0;      ///< Of the file `calibration`.
    qint64 pose = 0;        ///< Of the pose as it stands: that of the file, or what a window made of it.
    qint64 judgedPose = 0;  ///< Of the pose that the verdict is about.
    QString claimedBy;      ///< Who has it open now; empty: nobody.
    qint64 claimedAt = 0;   ///< Seconds since 1970 (UTC).
    QString signedBy;       ///< Who has signed the verdict off; empty: nobody.
    qint64 signedAt = 0;    ///< Seconds since 1970 (UTC).
    qint64 change = 0;      ///< The file's change counter when this row was written last.

    bool operator==(const ReviewItem& other) const;
};

/// The fingerprint of a result without any pose.
constexpr qint64 noPose = 2;
/// Stands for the pose of a verdict that is older than fingerprints, once that pose is gone.
constexpr qint64 unknownPose = 1;

/// The fingerprint of a calibration's pose as lists hold it, or noPose.
qint64 poseOf(const Calibration& calibration);

/// The verdict speaks of a pose that is no longer the item's, so it must be given anew. Never so for verdicts
/// that are not about a pose (none, skipped, deferred).
bool isStale(const ReviewItem& item);
/// Somebody has judged the pose as it stands.
bool isJudged(const ReviewItem& item);

/// Somebody has signed off the verdict, and the pose is still the one that it is about: nobody changes the
/// verdict before the signature is withdrawn.
bool isSigned(const ReviewItem& item);

/// What a calibration says about an item.
struct ReviewResult {
    std::optional<CalibrationStatus> status;
    double risk = std::numeric_limits<double>::quiet_NaN();
    QString remarks;
    qint64 pose = 0;  ///< Fingerprint.
    /// The file it was written to, absolute; empty: it lives in the item's project only.
    QString calibration;
};
/// A verdict that is not about another pose stays valid; one that is becomes stale.
void takeResult(ReviewItem& item, const ReviewResult& result);
/// A signature does not outlive its verdict.
/// @param now   Seconds since 1970.
/// @param pose  Fingerprint of the pose that is judged; 0: not known.
void giveVerdict(ReviewItem& item, Verdict verdict, const QString& reason, const QString& reviewer,
                 qint64 now, qint64 pose);

/// What people write about items.
enum class ReviewText { Group, Tags, Frames, Notes };

/// Words parted by single blanks, without commas, each once.
QString tidyTags(const QString& typed);

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
