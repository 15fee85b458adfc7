// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "model/core/doctor/finding.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

/// Whether a signal is called like something measured of the robot's configuration (joints, poses, state),
/// and not like a speed, force, command or flag.
bool isStateKey(std::string_view key);

/// What can be said of the stored numbers alone: rows that are not the recording's frames ("row-count"),
/// values that are not finite ("not-finite"; labels below "annotation." may have them), state signals of
/// three or more columns that keep within 1e-3 while another moves ("stuck-signal"), and single columns of
/// state signals that never change while the others do ("constant-column").
std::vector<DatasetFinding> checkSignals(const RecordedEpisode& episode);

/// Whether times rise ("times-not-rising"), are finite ("times-missing"), keep the stated rate (more than 2 %
/// off: "rate-mismatch", more than 20 %: "wrong-fps") and have no gaps ("time-gap": more than 2.5 usual
/// steps). What is usual is the median.
/// @param times  s, one per frame; may be empty.
std::vector<DatasetFinding> checkTimes(std::span<const double> times, std::optional<double> fps);

}  // namespace camframe
