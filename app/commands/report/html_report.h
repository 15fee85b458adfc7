// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/commands/session.h"
#include "calib/calibration_pipeline.h"
#include "model/core/evaluation.h"

namespace camframe {

/// How far a pose is from the known truth.
struct TruthComparison {
    PoseError pose;
    std::optional<double> addMm;  ///< Absent when no moving surface was seen.
};

/// What the report of one camera-episode is made from. Pointers must stay valid during the call.
struct ReportInput {
    std::string title;
    std::vector<std::string> notes;  ///< How this result came about, in plain sentences.
    const CalibrationRun* run = nullptr;
    const LoadedEpisode* loaded = nullptr;
    std::shared_ptr<const RobotGeometry> geometry;
    FrameSource* frames = nullptr;
    RendererOptions renderer;
    std::optional<RigidTransform> trueCamFromBase;
    std::optional<TruthComparison> coarseError, fineError;     ///< With a truth only.
    std::vector<std::pair<std::string, double>> stageSeconds;  ///< Further stages of the whole run.
    std::vector<std::pair<std::string, std::string>> files;    ///< What it is, path as a reader finds it.
};

/// One HTML page that needs nothing else: style, plots and pictures are inside, no network, no script.
///
/// Shows status and reasons, the robot drawn over start, middle, end and extreme poses with the coarse and
/// the refined camera, convergence, error against the truth, quality figures and times. A failed run without
/// any pose still gives a page. Errors: unreadable frames, no renderer, Stopped.
Result<std::string> makeHtmlReport(const ReportInput& input, const RunContext& context);

}  // namespace camframe
