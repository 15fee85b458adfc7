// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/result.h"

namespace camframe::bench {

/// What the calibration gets besides pictures and joints.
enum class Given { Nothing, Mark, ExactMasks, DegradedMasks };
enum class CameraMotion { Still, Bumped, OnWrist };

/// One kind of recordings: a row of the table.
struct Row {
    std::string_view name;   ///< For --rows.
    std::string_view title;  ///< For people.
    Given given = Given::Nothing;
    int frames = 30;  ///< Stills: the most of them.
    bool stills = false;
    /// Start pose: rotated by so many degrees and moved by so many centimetres; 0: none is given.
    double startError = 0;
    /// The start is turned about the robot's middle, not about the camera (where 60 deg lose the robot).
    bool startOrbits = false;
    double focalErrorPercent = 0;  ///< The given focal length is too long or too short by so much.
    bool refineIntrinsics = false;
    bool unknownIntrinsics = false;  ///< Nothing is known of them: a common lens is guessed.
    int lagFrames = 0;               ///< Pictures show the robot 1..lagFrames frames late or early.
    CameraMotion camera = CameraMotion::Still;
    bool occluder = false;
    bool shortMotion = false;
    bool poorPictures = false;  ///< Strong noise, blur and compression.
    bool displacedArm = false;  ///< Dual-arm robots only: the second base is not where the model says.
    bool refineArmBases = false;
    bool depth = false;           ///< With pictures of a depth camera.
    bool countsForRecall = true;  ///< false: refusing is as good an answer as the right pose.
};

/// Names the film that a row needs. Rows with one film differ in what the calibration is given, and a
/// recording is filmed once for all of them.
std::string filmOf(const Row& row);

/// All rows in the order of the table.
std::span<const Row> allRows();

/// Rows by name; none given: all. A name that ends in '*' takes all that begin so ("start*").
Result<std::vector<Row>> chooseRows(const std::vector<std::string>& names);

}  // namespace camframe::bench
