// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/commands/calibrate/calibrate_inputs.h"
#include "model/core/evaluation.h"

namespace camframe {

/// What is said about shipped extrinsics of one camera-episode.
enum class AuditVerdict {
    Agrees,     ///< Within 1 deg and 10 mm of ours, or of what ours leaves open.
    Wrong,      ///< Further off, and our calibration is `ok`: the pictures contradict them.
    Undecided,  ///< Our own calibration is not sure.
};
std::string_view toString(AuditVerdict verdict);

/// Shipped extrinsics against our calibration.
struct AuditRow {
    int episode = 0;
    std::string camera;
    RigidTransform theirs = RigidTransform::Identity();
    std::filesystem::path file;  ///< Our calibration.
    CalibrationStatus status = CalibrationStatus::Failed;
    std::optional<double> risk;
    std::optional<PoseError> error;  ///< Theirs against ours; absent where ours failed.
    std::optional<double> toolMm;    ///< Mean distance of the robot's surface between both poses (ADD).
    std::optional<double> oursMm;    ///< What ours expects to be off at the tool.
    std::optional<double> overlap;   ///< Of the robot as drawn by both, on the frame of the picture, 0..1.
    AuditVerdict verdict = AuditVerdict::Undecided;
    std::filesystem::path picture;  ///< Empty: none was drawn.
};

struct AuditOptions {
    CalibrateOptions calibrate;  ///< `out`: calibrations, audit.json and audit/*.png; those there are kept.
    /// Instead of what the dataset ships: a truth.json or calibration.json (all episodes), or an OUT folder
    /// as `camframe calibration import` writes it. Empty: the dataset's own.
    std::filesystem::path theirs;
    int pictures = 12;  ///< Of the worst.
};

struct AuditReport {
    std::vector<AuditRow> rows;  ///< Worst first; undecided ones after the rest.
    int withoutExtrinsics = 0;   ///< Camera-episodes of which nobody says where the camera stood.
    std::vector<std::string> problems;
};

/// Calibrates what ships extrinsics as if it did not, and compares. @param episodes  To look at.
/// Errors: Stopped; a dataset that ships none and no `theirs`; what concerns the whole run.
Result<AuditReport> auditExtrinsics(const AuditOptions& options, const std::vector<int>& episodes,
                                    const RunContext& context);

/// Verdict by how far the poses are apart, and how sure ours is.
AuditVerdict auditVerdict(const PoseError& error, CalibrationStatus ours);

std::string auditToJson(const AuditReport& report);

}  // namespace camframe
