// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

namespace camframe {

enum class ExportFormat {
    Hdf5,          ///< Camera-frame action files: OUT/episode_NNNNNN.h5.
    Json,          ///< The reference's labels, a JSON file per episode.
    Coco,          ///< COCO instances.
    Bop,           ///< BOP scenes with models of the links.
    Masks,         ///< PNG per frame and part.
    Depth,         ///< 16-bit PNG per frame.
    Droid,         ///< DROID's cam2base 6-vectors and intrinsics.
    Robotwin,      ///< RoboTwin's camera fields.
    Lerobot,       ///< A LeRobot dataset with annotation columns.
    Ros,           ///< Static transforms and camera_info.
    Calibrations,  ///< OUT/<episode>/<camera>/calibration.json.
};
/// As on the command line: "hdf5", "json", ...
std::string_view toString(ExportFormat format);
inline constexpr std::array kExportFormats = {
    ExportFormat::Hdf5,  ExportFormat::Json,    ExportFormat::Coco,        ExportFormat::Bop,
    ExportFormat::Masks, ExportFormat::Depth,   ExportFormat::Droid,       ExportFormat::Robotwin,
    ExportFormat::Ros,   ExportFormat::Lerobot, ExportFormat::Calibrations};

/// How much an action file says about where the robot is in the pictures.
enum class LabelContents {
    None,    ///< Actions only.
    Points,  ///< The tool's pixel and depth.
    Masks,   ///< Also boxes and masks of arm, gripper and links.
};

/// About how many bytes one camera of an episode takes in an export, without masks within some 20 %, with
/// masks within a factor of two: how many pixels the robot's outline has is not known beforehand.
///
/// @param format  Hdf5 or Calibrations.
/// @param width, height  Of the pictures; 0: as 640 x 480.
double estimatedExportBytes(ExportFormat format, LabelContents labels, int frames, int width, int height);

}  // namespace camframe
