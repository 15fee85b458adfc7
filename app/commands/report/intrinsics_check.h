// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/commands/report/report_rows.h"
#include "model/core/io/input_files.h"

namespace camframe {

/// The intrinsics that results of one camera (same name, same picture size) were made with.
struct CameraIntrinsics {
    std::string camera;
    int width = 0, height = 0;
    size_t results = 0;
    std::array<size_t, 3> statuses{};
    std::string sources;           ///< "dataset", or "estimated 3, refined 9".
    double f = 0, cx = 0, cy = 0;  ///< Medians; f is the mean of fx and fy (px).
    double smallestF = 0, largestF = 0;
    int smallestEpisode = 0, largestEpisode = 0;
    std::optional<double> publishedF, publishedCx, publishedCy;
    std::vector<std::string> warnings;  ///< Plain sentences; none when all agree.
};

/// Relative disagreement that is reported: f against f; cx and cy against width and height.
inline constexpr double kIntrinsicsTolerance = 0.02;

/// Groups results by camera and compares: results with each other, and with published values where given.
/// Depth in camera-frame actions is wrong by as many percent as f is. Failed results count for nothing.
std::vector<CameraIntrinsics> checkIntrinsics(const ReportRows& rows, const IntrinsicsInput& published);

}  // namespace camframe
