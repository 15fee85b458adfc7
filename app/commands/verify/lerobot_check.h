// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/verify/format_checks.h"

namespace camframe::verify {

/// Reads the rows that come from one recording with DuckDB, whatever file they lie in, and compares every
/// annotation. CalibAll's columns do not say which episode they were made from: that follows from the
/// manifest, except where episodes were dealt to splits by lot, which is refused.
Result<void> checkLeRobot(const EpisodeCheck& check);

/// How many episodes of a dataset that is counted anew this one became.
int64_t lerobotPieces(const EpisodeCheck& check);

/// Counts of info.json against the rows, the running numbers, and every statistic of numbers against what
/// DuckDB's own aggregates say.
Result<void> checkLeRobotWhole(const std::filesystem::path& folder, Comparison& comparison);

}  // namespace camframe::verify
