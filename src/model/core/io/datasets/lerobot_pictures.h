// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "model/core/io/datasets/lerobot_index.h"
#include "model/core/io/video_reader.h"

namespace camframe {

/// Opens the pictures of one episode that lie in a data file, as structs {bytes, path} or as bytes alone.
/// Where a struct has no bytes, its path names a file inside the dataset.
///
/// @param folders  What the pictures' own engine may read, see SqlEngine::Options.
Result<std::unique_ptr<FrameSource>> openParquetPictures(const std::filesystem::path& file,
                                                         const LeRobotInfo& info,
                                                         const LeRobotFeature& feature, int64_t episode,
                                                         const std::vector<std::filesystem::path>& folders);

/// Which pictures of a video show the frames of an episode.
///
/// Frame t was filmed at start + times[t] and is shown by the picture whose presentation time is nearest;
/// stored times are rounded (32 bits, sums of durations), so that they never meet exactly. Times that do not
/// rise are taken as t / fps. Refused, naming the video: no picture within half a frame, and two frames with
/// one picture. Source of the rule: the LeRobot v3 format, where an episode's `from_timestamp` counts in the
/// file's presentation times.
Result<std::vector<int>> picturesAt(const VideoFile& video, double start, std::span<const double> times,
                                    double fps);

}  // namespace camframe
