// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/core/action_track.h"
#include "model/core/calibration.h"
#include "model/core/export_contents.h"
#include "model/core/frame_labels.h"
#include "model/core/result.h"

namespace camframe {

/// Everything that a camera-frame action file says about one camera.
struct CameraActions {
    Calibration calibration;
    std::string calibrationId;     ///< Names the calibration.json that was used.
    std::vector<ArmActions> arms;  ///< One per ArmState of the episode.
};

struct ActionEpisode {
    std::string dataset;
    int episode = 0;
    std::string robot;
    std::optional<double> fps;
    std::vector<int> frames;  ///< Of the recording, one per row, ascending; empty: all, from 0.
    LabelContents contents = LabelContents::Masks;
    bool depth = false;              ///< Also the drawn robot's depth.
    std::vector<double> timestamps;  ///< s; NaN where unknown.
    std::vector<ArmState> arms;
    std::vector<CameraActions> cameras;
};

/// Draws what an action file says of one row of one camera. Asked camera by camera, row after row; not asked
/// where the episode has neither masks nor depth.
using FrameLabelSource = std::function<Result<FrameLabels>(size_t camera, size_t row)>;

/// OUT/episode_%06d.h5
std::filesystem::path actionFilePath(const std::filesystem::path& out, int episode);

/// Writes a camera-frame action file (HDF5):
///
///     /                        format, version, dataset, episode, robot, fps, tcp_definition, conventions,
///                              tool
///     /timestamps              (T) s
///     /frames                  (T) index of the row's frame in the recording
///     /cameras/<cam>/          K, T_cam_base, covariance; name, width, height, distortion, status, quality
///                              (JSON), K_source, calibration_id
///     /actions/<cam>/<arm>/    tcp_pose, tcp_xyz, tcp_quat_wxyz, tcp_rot6d, tcp_rotvec, tcp_euler_xyz,
///                              delta_pose, gripper_raw, gripper_open, valid, delta_valid
///     /state/<arm>/            joint_positions (T,n), attribute joint_names
///     /labels/<cam>/<arm>/     uv, uvd, visible, bbox_<part>, mask_<part>, mask_<part>_amodal (part: all,
///                              arm, gripper)
///     /labels/<cam>/           links, links_amodal; depth_mm (T,H,W), one chunk per frame
///
/// T counts the frames that were chosen, which need not be all of the recording. What LabelContents leaves
/// out is not there.
///
/// Every dataset says its unit, space and convention in attributes. Names of cameras and arms are encoded as
/// in encodePathComponent(). Atomic. Equal contents give equal bytes: no times are stored. Frames without a
/// pose are NaN with valid 0.
/// Masks and depth are asked for and written row by row, so that memory does not grow with T.
Result<void> writeActionFile(const ActionEpisode& episode, const FrameLabelSource& labels,
                             const std::filesystem::path& path);

/// One episode that goes into a file of several.
struct ActionFilePart {
    int episode = 0;
    std::filesystem::path file;
    std::string group = "/";  ///< Where the episode lies in `file`.
};

/// Copies the trees of several files below /episodes/%06d of one. Atomic; equal parts give equal bytes,
/// whichever files they come from. `path` may be one of the parts' files.
Result<void> joinActionFiles(const std::vector<ActionFilePart>& parts, const std::filesystem::path& path);

}  // namespace camframe
