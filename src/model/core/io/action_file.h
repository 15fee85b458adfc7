// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/core/action_track.h"
#include "model/core/calibration.h"
#include "model/core/export_contents.h"
#include "model/core/result.h"

namespace camframe {

/// Which part of an arm a mask or box is about.
enum class LabelPart { All, Arm, Gripper };
inline constexpr std::array<LabelPart, 3> kLabelParts = {LabelPart::All, LabelPart::Arm, LabelPart::Gripper};

/// Pixel bounds, inclusive; -1 everywhere when there is none.
struct PixelBox {
    int32_t x1 = -1, y1 = -1, x2 = -1, y2 = -1;
};

/// Labels of one part of an arm: one entry per frame. Masks are cocoRleJson(), empty text where the frame was
/// not drawn (no joints or no calibration).
struct PartLabels {
    std::vector<PixelBox> boxes;           ///< Of the modal mask.
    std::vector<std::string> masks;        ///< Modal: what other parts of the robot hide is left out.
    std::vector<std::string> masksAmodal;  ///< As if the part stood alone.
};

/// Everything that a camera-frame action file says about one camera.
struct CameraActions {
    Calibration calibration;
    std::string calibrationId;                      ///< Names the calibration.json that was used.
    std::vector<ArmActions> arms;                   ///< One per ArmState of the episode.
    std::vector<std::array<PartLabels, 3>> labels;  ///< [arm][LabelPart]; with LabelContents::Masks.
    std::vector<std::string> links;  ///< Per frame: JSON {link name: RLE}, modal; empty text as above.
    std::vector<std::string> linksAmodal;
};

struct ActionEpisode {
    std::string dataset;
    int episode = 0;
    std::string robot;
    std::optional<double> fps;
    std::vector<int> frames;  ///< Of the recording, one per row, ascending; empty: all, from 0.
    LabelContents contents = LabelContents::Masks;
    std::vector<double> timestamps;  ///< s; NaN where unknown.
    std::vector<ArmState> arms;
    std::vector<CameraActions> cameras;
};

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
///     /labels/<cam>/           links, links_amodal
///
/// T counts the frames that were chosen, which need not be all of the recording. What LabelContents leaves
/// out is not there.
///
/// Every dataset says its unit, space and convention in attributes. Names of cameras and arms are encoded as
/// in encodePathComponent(). Atomic. Equal contents give equal bytes: no times are stored. Frames without a
/// pose are NaN with valid 0.
Result<void> writeActionFile(const ActionEpisode& episode, const std::filesystem::path& path);

/// The same tree for several episodes below /episodes/%06d of one file. `next` is called until it gives
/// nothing; only one episode is in memory at a time.
Result<void> writeActionFile(const std::function<Result<std::optional<ActionEpisode>>()>& next,
                             const std::filesystem::path& path);

}  // namespace camframe
