// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/commands/bench/bench_rows.h"
#include "calib/calibration_pipeline.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/io/robot_profile.h"

namespace camframe::bench {

/// Everything random about one recording that does not depend on the robot, drawn before anything is filmed.
/// A pure function of row, seed and index; the run may ask for smaller pictures and fewer frames. Rows with
/// one film (filmOf) draw alike.
struct Draw {
    uint64_t seed = 0;  ///< Of the scene; further streams are derived from it.
    int width = 640;    ///< Of the pictures, 4 : 3.
    int frames = 30, framesPerMove = 12;
    double focalWidths = 0.96;  ///< True focal length in picture widths.
    double focalFactor = 1;     ///< Given over true focal length.
    double noise = 1.5, blurPx = 0, exposureJitter = 0;
    int jpegQuality = 92;
    bool clutter = true, movedObject = true;
    double motionShare = 1;   ///< Joint excursions are reduced to this share (short motion).
    int lagFrames = 0;        ///< By which pictures show the robot late; negative: early.
    double maskOffsetPx = 0;  ///< Degraded masks: too fat (+) or too thin (-) everywhere.
    int bumpFrame = 0;
    double bumpDegrees = 0, bumpMm = 0;
};
Draw drawRecording(const Row& row, uint64_t seed, int index);

/// One recording in memory: what the calibration sees, and the truth.
struct BenchRecording {
    Draw draw;
    SyntheticRecording film;
    std::shared_ptr<const RobotModel> filmed;  ///< The robot before the camera.
    RobotMotion trueMotion;                    ///< Its motion.
    RobotMotion givenMotion;  ///< As the calibration believes: joints out of step, undisplaced arms.
    CameraModel givenCamera;
    std::vector<ImageU8> masks;    ///< As given; empty: none.
    std::vector<ImageU16> depths;  ///< As given (mm); empty: none.
    std::optional<Mark> mark;
    std::optional<RigidTransform> start;

    /// True pose of the camera in a frame.
    const RigidTransform& trueCamFromBase(int frame) const;
};

/// Films a recording; nothing is given yet. Deterministic, whatever the number of threads. `robot` needs two
/// arms for row.displacedArm.
Result<BenchRecording> filmRecording(const Row& row, const Draw& draw, const Robot& robot,
                                     const RunContext& context);

/// Sets what a row gives to the calibration of a recording that was made for a row with the same film.
void giveEvidence(const Row& row, const Draw& draw, BenchRecording& recording);

/// A pose whose rotation differs by exactly `degrees` and whose camera centre by exactly `metres`, both in
/// random directions. With `pivotInBase` the camera is first turned around that point instead of around
/// itself, and the shift comes on top.
RigidTransform displacedPose(const RigidTransform& camFromBase, double degrees, double metres,
                             const std::optional<Eigen::Vector3d>& pivotInBase, uint64_t seed);

}  // namespace camframe::bench
