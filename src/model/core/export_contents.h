// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace camframe {

enum class ExportFormat {
    Hdf5,  ///< Camera-frame action files: OUT/episode_NNNNNN.h5.
    Json,  ///< OUT/<episode>/<camera>/calibration.json.
};

/// How much an action file says about where the robot is in the pictures.
enum class LabelContents {
    None,    ///< Actions only.
    Points,  ///< The tool's pixel and depth.
    Masks,   ///< Also boxes and masks of arm, gripper and links.
};

/// About how many bytes one camera of an episode takes in an export, without masks within some 20 %, with
/// masks within a factor of two: how many pixels the robot's outline has is not known beforehand.
///
/// @param width, height  Of the pictures; 0: as 640 x 480.
double estimatedExportBytes(ExportFormat format, LabelContents labels, int frames, int width, int height);

}  // namespace camframe
