// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>

#include "app/commands/export_manifest.h"
#include "app/commands/labels/label_writer.h"
#include "model/core/frame_ranges.h"

namespace camframe {

struct ActionExportOptions {
    ExportFormat format = ExportFormat::Hdf5;
    LabelContents labels = LabelContents::Masks;     ///< Of hdf5 and json; other formats know what they need.
    bool depth = false;                              ///< Of hdf5: also the drawn robot's depth.
    ExportPictures pictures = ExportPictures::None;  ///< Of coco and bop.
    bool singleFile = false;  ///< Of hdf5: OUT/episodes.h5 with a group per episode, instead of a file each.
    LeRobotExportOptions lerobot;  ///< Of lerobot.
    /// Keep episodes that an earlier run with the same options made from the same calibrations.
    bool resume = false;
    /// Keep what OUT holds and add to it; an episode that is there already from another calibration is an
    /// error.
    bool append = false;
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

/// Exports episodes one after another, each atomically, and the manifest at the end, also of an export that
/// was stopped or failed: it then lists what is complete. Without any episode there is no manifest. Memory
/// does not grow with the number of episodes but for the manifest's lines.
///
/// A single file is put together at the end from the episodes' files, which wait in OUT/.partial: written
/// beside its place, then renamed. With `append` that holds the episodes of the old file too.
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
