// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/core/calibration.h"
#include "model/core/result.h"

namespace camframe {

/// What a person said about an item that is exported; empty texts where nobody said anything.
struct ReviewNote {
    std::string verdict;   ///< Identifier, e.g. "accepted".
    std::string reviewer;  ///< Whose verdict.
    std::string time;      ///< ISO 8601, UTC.
    std::string tags;
};

/// One camera of one episode in an export.
struct ExportedCamera {
    int episode = 0;
    std::string camera;
    CalibrationStatus status{};
    size_t frames = 0;       ///< That were asked for.
    size_t validFrames = 0;  ///< Of the first arm.
    std::string frameRange;  ///< As FrameRanges writes it; empty: all.
    std::filesystem::path file;
    std::string calibrationId;    ///< "EPISODE/CAMERA@HASH", as in the file.
    std::string calibrationPath;  ///< Where the calibration came from.
    ReviewNote review;
};

/// A camera that was asked for and is not in the export.
struct LeftOutCamera {
    int episode = 0;
    std::string camera;
    std::string reason;
};

/// What lies in a folder of exports and why: written beside the files as manifest.json.
struct ExportManifest {
    std::string format;   ///< As on the command line, e.g. "coco".
    std::string options;  ///< What else decides the files' contents; equal texts give equal files.
    std::map<std::string, std::string> source;  ///< Dataset, list, query, options.
    bool complete = false;                      ///< False: stopped, or ended by an error.
    std::vector<ExportedCamera> cameras;
    std::vector<LeftOutCamera> leftOut;
};

/// Says nothing of when it was written, so that equal exports have equal manifests.
/// @param folder  Files are named from there.
std::string manifestToJson(const ExportManifest& manifest, const std::filesystem::path& folder);
std::filesystem::path manifestPath(const std::filesystem::path& folder);
/// Refuses what is no manifest of ours. Relative files come back below `folder`.
Result<ExportManifest> readManifest(const std::filesystem::path& folder);

/// The lines of one episode as one line of JSON, and back; nothing for a torn line.
struct EpisodeLines {
    int episode = 0;
    std::vector<ExportedCamera> cameras;
    std::vector<LeftOutCamera> leftOut;
};
std::string episodeLinesToJson(const EpisodeLines& lines, const std::filesystem::path& folder);
std::optional<EpisodeLines> episodeLinesFromJson(const std::string& text,
                                                 const std::filesystem::path& folder);

/// Atomic.
Result<void> writeManifest(const ExportManifest& manifest, const std::filesystem::path& folder);

}  // namespace camframe
