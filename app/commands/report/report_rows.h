// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/core/calibration.h"
#include "model/core/progress.h"

namespace camframe {

/// What a report keeps of one camera-episode: figures only, so that a hundred thousand of them fit.
struct ReportRow {
    std::filesystem::path file;
    int episode = 0;
    std::string camera, dataset;
    CalibrationStatus status{};
    CalibrationQuality quality;
    CameraModel lens;
    IntrinsicsSource intrinsicsSource{};
    std::optional<RigidTransform> camFromBase;
    double seconds = 0;
    bool hasGuess = false;

    /// Larger is worse: failed ones first, then by risk; those without a risk count by their status.
    double severity() const;
};

/// One set of results.
struct ReportRows {
    std::vector<ReportRow> rows;            ///< By episode and camera.
    std::map<std::string, size_t> reasons;  ///< How often each was given; figures in brackets left out.
    size_t unreadable = 0;
    std::vector<std::string> unreadableMessages;  ///< The first few.

    std::array<size_t, 3> counts() const;  ///< By CalibrationStatus.
    const ReportRow* find(int episode, const std::string& camera) const;
};

/// Reads all results of an --out folder, one file at a time. Files that cannot be read are counted, not
/// fatal; a folder without any result is.
Result<ReportRows> readReportRows(const std::filesystem::path& source, const RunContext& context);

/// The middle of the values, and others: q in 0..1, by linear interpolation. Nothing without values; values
/// that are not finite do not count.
std::optional<double> quantile(std::vector<double> values, double q);

/// One line per camera-episode (RFC 4180) with a header; with a second set, also what it said and how far the
/// pose has moved.
/// @param before  May be null.
Result<void> writeReportCsv(const std::filesystem::path& path, const ReportRows& rows,
                            const ReportRows* before);

}  // namespace camframe
