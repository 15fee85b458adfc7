// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "model/core/calibration.h"
#include "model/core/result.h"

namespace camframe {

/// JSON text of calibration.json, format version 1:
///
///     format, version; status, reasons; dataset, episode, robot
///     camera          {name, width, height, K (3x3), distortion (k1, k2, p1, p2, k3), K_source}
///     T_cam_base      4x4 camFromBase (m), null when the status is failed; a guess is T_cam_base_guess
///     alternatives    [{T_cam_base, score, frame, picture}], absent when there are none
///     covariance      6x6 or null: rotation first (rad), then translation (m), left perturbation
///     lag_frames, joint_offsets {joint: rad or m}, arm_bases {arm: {link, T_correction, covariance}}
///                     corrections of the robot (see robot_correction.h), with *_sigma(s)
///     quality, frames_used, backend, seed, timing_s (s)
///     provenance      {tool, inputs {option: text}, edits [{action, detail, time}]}
///
/// Figures that were not computed are null. Numbers are written so that reading gives the same bits.
std::string calibrationToJson(const Calibration& calibration);
/// Refuses other formats and versions, fields of the wrong shape, and a pose that contradicts the status.
/// Rotations that are orthonormal only to the decimals of a file are made exactly so (rigidFromMatrix).
/// @param what  Named in errors, e.g. the file's path.
Result<Calibration> calibrationFromJson(const std::string& text, const std::string& what);

/// Writes atomically (see atomic_file.h).
Result<void> writeCalibration(const Calibration& calibration, const std::filesystem::path& path);
Result<Calibration> readCalibration(const std::filesystem::path& path);

/// OUT/<episode as six digits>/<camera, percent-encoded>/calibration.json
std::filesystem::path calibrationPath(const std::filesystem::path& out, int episode,
                                      const std::string& camera);

/// '/' , '%' and control characters as %XX; "." and ".." are encoded too, so a name is always one folder.
std::string encodePathComponent(const std::string& name);

}  // namespace camframe
