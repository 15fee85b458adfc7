// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/verify/format_checks.h"

namespace camframe::verify {

/// Reads the rows that come from one recording with DuckDB, whatever file they lie in, and compares every
/// annotation. Refused: CalibAll's columns, which keep neither validity nor what they were made from.
Result<void> checkLeRobot(const EpisodeCheck& check);

/// Counts of info.json against the rows, the running numbers, and every statistic of numbers against what
/// DuckDB's own aggregates say.
Result<void> checkLeRobotWhole(const std::filesystem::path& folder, Comparison& comparison);

}  // namespace camframe::verify
