// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <set>

#include "app/commands/export_manifest.h"
#include "app/commands/verify/expected_motion.h"
#include "model/core/nan.h"

namespace camframe::verify {

/// Doubles are stored as they were computed; the same numbers computed in another order differ by rounding.
inline constexpr double kRounding = 1e-9;

/// Of masks: as layers and files are named, and as the keys of annotation rows.
inline constexpr std::array kPartNames = {"all", "arm", "gripper"};
inline constexpr std::array kMaskKeys = {"with_gripper", "without_gripper", "gripper"};

/// What an export must say about one arm, whatever the camera; by recorded frame.
struct ExpectedArm {
    std::string name, tcpDefinition;
    std::vector<std::string> jointNames;
    Eigen::MatrixXd jointPositions;  ///< T x n, NaN where absent.
    std::vector<double> gripperRaw, gripperOpen;
    std::vector<bool> jointsKnown;  ///< Those of the arm, without gripper.
};

/// About one camera; by recorded frame.
struct ExpectedCamera {
    ExportedCamera line;  ///< Of the manifest.
    Calibration calibration;
    std::set<int> frames;  ///< That were chosen.
    ExpectedMotion motion;
    /// [arm][frame]: camFromTcp; absent where not valid.
    std::vector<std::vector<std::optional<Eigen::Matrix4d>>> tcp;

    bool valid(size_t arm, int frame) const {
        return frames.contains(frame) && tcp[arm][static_cast<size_t>(frame)].has_value();
    }
    /// Links are drawn in this frame.
    bool drawn(int frame) const {
        return calibration.camFromBase && frames.contains(frame) &&
               !motion.baseFromLink[static_cast<size_t>(frame)].empty();
    }
};

/// Everything that an export must say about an episode, recomputed from the recording, the robot and the
/// calibrations, without the exporter's code.
struct ExpectedEpisode {
    int index = 0;
    std::string dataset;
    const Episode* episode = nullptr;
    const Robot* robot = nullptr;
    std::vector<int> rows;  ///< Frames that any camera has.
    std::vector<ExpectedArm> arms;
    std::vector<ExpectedCamera> cameras;

    const ExpectedCamera* find(const std::string& camera) const {
        for (const ExpectedCamera& one : cameras)
            if (one.calibration.cameraName == camera) return &one;
        return nullptr;
    }
};

/// @param episode, robot  Must outlive the result.
/// @param cameras         The manifest's lines of this episode with their calibrations.
Result<ExpectedEpisode> expectedEpisode(const Episode& episode, const Robot& robot,
                                        const std::vector<std::pair<ExportedCamera, Calibration>>& cameras);

}  // namespace camframe::verify
