// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/core/result.h"

namespace camframe {

/// Whether the name ends as videos' do (.mp4, .mkv, .avi, .mov, .webm, .m4v).
bool isVideoName(const std::filesystem::path& path);

/// The PNG and JPEG files directly in a folder, in the order of their names with numbers as numbers (frame_9
/// before frame_10).
std::vector<std::filesystem::path> picturesIn(const std::filesystem::path& folder);

/// For what a person may take for a recording: a video, or a folder of pictures or videos without joints. One
/// sentence that leads to `camframe import`, or an empty text for anything else.
std::string bareFramesHint(const std::filesystem::path& path);

}  // namespace camframe
