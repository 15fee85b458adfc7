// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/labels/label_writer.h"

namespace camframe {

/// Where a recorded picture lies.
struct PictureReference {
    std::string path;    ///< Below the dataset's folder where it lies there, else absolute.
    std::string inside;  ///< The stream's name where `path` is a dataset; the row is then the frame's number.
};

/// A recording with a file per frame names that file; one with a video or a container names the container,
/// in which the picture is the one with the frame's number.
PictureReference pictureReference(const EpisodeLabels& labels, size_t camera, size_t row);

/// "000012.png" or "000012.jpg"
std::string pictureName(int frame, ExportPictures pictures);

/// Copies a recorded picture into a unit under way, decoded and encoded again (JPEG quality 95).
Result<void> writePicture(EpisodeLabels& labels, size_t camera, size_t row, ExportPictures pictures,
                          const std::filesystem::path& path);

}  // namespace camframe
