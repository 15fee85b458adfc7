// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/verify/format_checks.h"

namespace camframe::verify {

/// Reads the rows that come from one recording with DuckDB, whatever file they lie in, and compares every
/// annotation, and what depth videos show. meta/ says which episodes were made from the recording.
Result<void> checkLeRobot(const EpisodeCheck& check);

/// Counts of info.json against the rows, the running numbers, and every statistic of numbers against what
/// DuckDB's own aggregates say.
Result<void> checkLeRobotWhole(const std::filesystem::path& folder, Comparison& comparison);

}  // namespace camframe::verify
