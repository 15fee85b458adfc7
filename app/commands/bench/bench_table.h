// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "app/commands/bench/bench_record.h"
#include "app/commands/bench/bench_statistics.h"

namespace camframe::bench {

struct Spread {
    double median = 0, p95 = 0;  ///< NaN for no values.
};

/// One line of the tables.
struct Summary {
    std::string name, title;
    int count = 0, unfilmed = 0;
    int solvable = 0, right = 0, rightSolvable = 0;
    Spread rotationDeg, translationMm, addMm;  ///< Over results with a pose (ok and review).
    double aucPercent = 0;                     ///< Results without a pose count as never reached.
    int ok = 0, okRight = 0, okSolvable = 0;
    Interval okPrecision;  ///< 95 %.
    int failed = 0;
    Mean depthMm;                         ///< Signed, over right results.
    double neesMean = 0, neesMedian = 0;  ///< Over right results.
    Spread focalOffPercent;  ///< |estimated / true - 1| where refined and solvable; NaN elsewhere.
    double filmCpuSeconds = 0, calibrationCpuSeconds = 0;  ///< Means.
    StageTimes seconds;                                    ///< Means.
};
Summary summarize(std::string name, std::string title, std::span<const Record> records);

/// One summary per row, then "all" (every recording) and "recall" (rows in which refusing a solvable
/// recording is a miss).
std::vector<Summary> summarize(std::span<const Row> rows, std::span<const Record> records);

/// What must hold whatever the engine's figures are; one sentence per violation, none when all is well:
/// nothing wrong is ok, every solvable recording with exact masks is right (where refusing is no answer), and
/// at least half of the solvable recordings that should be ok are.
std::vector<std::string> violations(std::span<const Row> rows, std::span<const Record> records);

/// Risk against the share of wrong results among recordings with a pose, at most ten bins.
std::vector<ReliabilityBin> reliabilityOf(std::span<const Record> records);

/// Accuracy, knowing, time; rules below.
void printTables(std::span<const Summary> summaries, std::span<const ReliabilityBin> bins, std::ostream& out);

/// The same as Markdown, with the command that made it.
std::string tablesMarkdown(std::span<const Summary> summaries, std::span<const ReliabilityBin> bins,
                           const std::string& command, const std::string& plotFile);

/// Stand-alone picture: risk against observed share of wrong results with 95 % bounds, both on axes that
/// stretch small values (square root).
std::string reliabilitySvg(std::span<const ReliabilityBin> bins);

}  // namespace camframe::bench
