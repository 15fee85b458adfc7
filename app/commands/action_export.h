// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>

#include "app/commands/action_episode.h"
#include "app/commands/export_manifest.h"
#include "model/core/frame_ranges.h"

namespace camframe {

struct ActionExportOptions {
    ExportFormat format = ExportFormat::Hdf5;
    LabelContents labels = LabelContents::Masks;
    bool singleFile = false;  ///< OUT/episodes.h5 with a group per episode, instead of a file each.
    /// Go on with the next episode after one that cannot be read; it is listed as left out.
    bool goOn = false;
    std::filesystem::path out;
};

/// One camera of an episode that is to be exported.
struct ExportCamera {
    Calibration calibration;
    std::string calibrationPath;  ///< Where it came from, for the manifest and for messages.
    FrameRanges frames;
    ReviewNote review;
};

/// One episode of an export. Read when its turn comes, so that a hundred thousand of them need no memory.
struct ExportEpisode {
    std::vector<ExportCamera> cameras;
    std::vector<LeftOutCamera> leftOut;  ///< Cameras that turn out not to be fit for export.
};

/// Exports episodes one after another, each file atomically, and the manifest at the end, also of an export
/// that was stopped or failed: it then lists what is complete. Without any file there is no manifest.
///
/// @param count     Number of episodes.
/// @param read      Reads the i-th one.
/// @param given     Recording and robot, where those named in the calibrations are not to be used.
/// @param manifest  `source` and what is left out already; gets the rest.
Result<void> exportEpisodes(size_t count,
                            const std::function<Result<ExportEpisode>(size_t, const RunContext&)>& read,
                            const SessionRequest& given, const ActionExportOptions& options,
                            ExportManifest& manifest, const RunContext& context);

}  // namespace camframe
