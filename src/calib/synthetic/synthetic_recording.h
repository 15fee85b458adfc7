// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model/core/camera_model.h"
#include "model/core/image.h"
#include "model/core/progress.h"
#include "model/core/robot_model.h"

namespace camframe {

/// What the generated recording shows and how it is spoiled.
struct SyntheticOptions {
    int width = 640, height = 480;  ///< 16..4096.
    int frames = 40;                ///< 1..10000.
    double fps = 10;                ///< >= 0; 0: separate stills (see framesPerMove).
    uint64_t seed = 1;              ///< Everything random follows from it.
    std::string cameraName = "front";
    double focalPx = 0;                         ///< 0: a common lens, 0.96 picture widths.
    std::array<double, 5> distortion{};         ///< k1, k2, p1, p2, k3.
    std::optional<RigidTransform> camFromBase;  ///< Absent: a random plausible place.
    /// Movement of the camera: in frame f its pose is cameraMotion[f] * camFromBase. Empty: it stands still.
    /// See bumpedCamera().
    std::vector<RigidTransform> cameraMotion;
    /// A camera on the robot's wrist: its pose relative to the tool link. Replaces camFromBase.
    std::optional<RigidTransform> camFromTool;
    /// Spread of the natural logarithm of a frame's exposure (flickering lamps, automatic gain); 0..1.
    double exposureJitter = 0;
    /// Values of all joints per frame (as RobotModel::forwardKinematics takes them); empty: random motion.
    std::vector<Eigen::VectorXd> jointValues;
    /// Frames between the waypoints of the random motion, >= 1; 1: a new pose in every frame.
    int framesPerMove = 12;
    bool colour = true;  ///< false: truth only, no pictures.
    bool clutter = true;
    bool movedObject = true;
    bool occluder = false;
    double noise = 1.5;    ///< Standard deviation of sensor noise at mid grey, in 8-bit steps; 0..50.
    double blurPx = 0;     ///< Standard deviation of the lens's blur, before the noise; 0..20.
    int jpegQuality = 92;  ///< 1..100.
    /// Fewer samples inside flat areas, see LabRenderer: several times as fast and for benchmarks as good.
    bool adaptiveSampling = false;

    /// Says which inequality is violated; empty when all is well.
    std::string check() const;
};

/// One frame: the picture and what the rays through the pixel centres met.
struct SyntheticFrame {
    ImageU8 rgb;         ///< Empty without options.colour.
    ImageU8 mask;        ///< 255 where the robot is the first thing.
    ImageU8 maskAmodal;  ///< 255 where the ray meets the robot at all.
    ImageU8 linkId;      ///< 0 = no robot, k = k-th link with visual geometry.
    ImageU16 depthMm;    ///< Z in camera space of whatever is first; 0 = nothing.
};

/// A recording in memory with its truth.
struct SyntheticRecording {
    std::string robotName;
    std::string baseLink, toolLink;
    std::vector<std::string> linkNames;   ///< linkNames[k - 1] has id k.
    std::vector<std::string> jointNames;  ///< Driven joints.
    Eigen::MatrixXd jointPositions;       ///< T x n (rad, m).
    double fps = 10;                      ///< 0: separate stills, written as null.
    std::string cameraName;
    CameraModel camera;
    RigidTransform camFromBase = RigidTransform::Identity();  ///< In the first frame, if the camera moves.
    std::vector<RigidTransform> camFromBasePerFrame;          ///< Empty: the camera stands still.
    int jpegQuality = 92;
    std::vector<SyntheticFrame> frames;
};

/// A camera that is knocked in frame `frame` and stands still before and after: turned by `degrees` about a
/// random axis and shifted by `millimetres` in a random direction (camera space). For
/// SyntheticOptions::cameraMotion.
std::vector<RigidTransform> bumpedCamera(int frames, int frame, double degrees, double millimetres,
                                         uint64_t seed);

/// Films a robot in a laboratory, by a ray caster that shares nothing with src/render.
///
/// Deterministic: options and robot fix every byte, whatever the number of threads. Base space is the robot's
/// root link, standing on a table. Errors: options that check() refuses, a robot without visuals or without a
/// free motion, Stopped.
Result<SyntheticRecording> generate(const RobotModel& robot, const SyntheticOptions& options,
                                    const RunContext& context);

/// Writes a plain-folder recording: episode.json, rgb/, and beside them truth.json and truth/ (mask,
/// mask_amodal, link, depth), which no reader of recordings looks at. episode.json comes last.
/// @param urdf  Written into episode.json; relative paths start at `folder`. Empty: null.
Result<void> writeRecording(const SyntheticRecording& recording, const std::filesystem::path& folder,
                            const std::string& urdf, const RunContext& context);

}  // namespace camframe
