// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/commands/bench/bench_recording.h"

namespace camframe::bench {

/// What a recording can tell about its camera, computed from the truth alone.
struct Solvability {
    double sigmaRotationDeg = 0, sigmaCentreMm = 0;  ///< Predicted; infinite without information.
    double robotShare = 0;   ///< Of the picture that shows the robot, mean over the frames.
    double movingShare = 0;  ///< ... that shows it here and in less than half of the other frames.
    bool solvable = false;
};

/// Deviation (px) of one contour measurement and the length of contour (px) that shares one error, assumed
/// for each kind of evidence.
struct ContourQuality {
    double sigmaPx, correlationPx;
};
ContourQuality assumedQuality(Given given);

/// Sum of J^T J over the outline of the true masks at the true pose: every boundary pixel between robot and
/// not-robot (not at the picture's edge, not where something stands before the robot) measures along its
/// normal with `quality`; the masks' constant offset is unknown too (prior 2 px). At most 24 frames count.
/// Solvable: rotation < 0.5 deg and centre < 5 mm (one standard deviation of the whole vector), the robot
/// covers 0.5 % of the picture, without masks at least 0.5 % show where it moves in at least 5 frames, and a
/// single pose is right at all.
Solvability solvability(const Row& row, const BenchRecording& recording);

/// The rule in words, for the table.
std::string solvabilityRule();

}  // namespace camframe::bench
