// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/core/result.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// The calibrations that were published for DROID after its release, as JSON lists by episode.
/// Source of the formats: the README of huggingface.co/KarlP/droid.

/// Size of the pictures to which DROID's published intrinsics belong: the left views of its ZED cameras.
inline constexpr int kDroidWidth = 1280, kDroidHeight = 720;

/// A camera's place as DROID states it: x y z (m) and Euler angles (rad) of baseFromCamera, about the fixed
/// axes x, then y, then z (R = Rz Ry Rx; scipy's "xyz"). Inverted here, OpenCV axes.
/// Nothing when a number is not finite, or all are zero, as files without calibration have it.
std::optional<RigidTransform> camFromBaseOfDroid(const std::array<double, 6>& pose);

/// One episode of cam2base_extrinsics.json or cam2base_extrinsic_superset.json.
struct DroidExtrinsics {
    std::map<std::string, RigidTransform> camFromBase;  ///< By serial number of the camera.
    std::map<std::string, double> metrics;              ///< Numbers beside them, by their names.
};

/// Reads `{episode id: {"metric": number, ..., serial number: [x, y, z, rx, ry, rz]}}`. What is not a number
/// or six of them is passed over, as the lists carry notes of several kinds; an entry under a serial number
/// that is not a pose is an error.
Result<std::map<std::string, DroidExtrinsics>> readDroidExtrinsics(const std::filesystem::path& file);

/// Reads intrinsics.json, `{episode id: {serial number: [fx, cx, fy, cy]}}` - in that order - of pictures of
/// kDroidWidth x kDroidHeight. Gives K by episode and serial number.
Result<std::map<std::string, std::map<std::string, Eigen::Matrix3d>>> readDroidIntrinsics(
    const std::filesystem::path& file);

/// All lists that lie in a folder, under their published names. Where both lists of extrinsics know a camera,
/// cam2base_extrinsics.json counts, as the episodes in it passed a stricter check.
class DroidLists {
public:
    /// Absent files are no error. A folder that `camframe export --format droid` wrote (its manifest.json
    /// says so) may name cameras otherwise, and its K belong to the recorded pictures.
    static Result<DroidLists> readFolder(const std::filesystem::path& folder);
    static bool lieIn(const std::filesystem::path& folder);

    std::optional<RigidTransform> camFromBase(const std::string& episode, const std::string& serial) const;
    /// Published K are scaled to pictures of another size; both sides must be positive.
    std::optional<Eigen::Matrix3d> intrinsics(const std::string& episode, const std::string& serial,
                                              int width, int height) const;

private:
    std::vector<std::map<std::string, DroidExtrinsics>> m_extrinsics;  ///< The first that knows it counts.
    std::map<std::string, std::map<std::string, Eigen::Matrix3d>> m_intrinsics;
    bool m_exported = false;  ///< By us.
};

}  // namespace camframe
