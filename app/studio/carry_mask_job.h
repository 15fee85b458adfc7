// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "app/studio/recording_loader.h"
#include "model/core/progress.h"
#include "render/renderer.h"

namespace camframe {

/// A copy of all that carrying a mask over frames needs.
struct CarryMaskTask {
    std::shared_ptr<OpenedRecording> opened;
    int camera = 0;
    CameraState state;  ///< With a pose.
    std::shared_ptr<const RobotMotion> motion;
    std::vector<std::pair<int, ImageU8>> sources;  ///< Frames and the robot in them, 255; at least one.
    std::vector<int> frames;                       ///< With joint values, without the sources.
    bool refines = true;                           ///< Outlines are moved to where the pictures show them.
};

/// Moves what a mask differs from the drawn robot along with the links.
///
/// Each pixel that only one of the two covers gets the depth and the link of the nearest drawn pixel, so that
/// it becomes a point of that link; in another frame the drawn robot is taken, points that the mask added are
/// drawn on, and those that it lacked are taken off where the same link is seen and the outline is as near.
/// So a cable, a gripper's fingers that the model lacks, or an outline that is off by some pixels stay
/// corrected. Added pixels farther from the robot than a tenth of the picture's width stay behind.
class MaskCarrier {
public:
    /// @param drawn         With depth.
    /// @param baseFromLink  Per id of `drawn` (0 is unused).
    MaskCarrier(const CameraModel& camera, const RigidTransform& camFromBase, const ImageU8& mask,
                const RenderedFrame& drawn, const std::vector<RigidTransform>& baseFromId);
    ImageU8 carry(const RenderedFrame& drawn, const std::vector<RigidTransform>& baseFromId) const;

private:
    struct Point {
        uint8_t id = 0;
        bool added = false;
        Eigen::Vector3d inLink{0, 0, 0};
        double depth = 0;   ///< In the source (m).
        double inside = 0;  ///< Distance from the drawn outline in the source (px), where taken off.
    };

    CameraModel m_camera;
    RigidTransform m_camFromBase;
    std::vector<Point> m_points;
};

/// Masks for the frames, each from the nearest source, then by its own picture where that is surely better
/// (MaskRefiner).
Result<std::vector<std::pair<int, ImageU8>>> runCarryMaskTask(const CarryMaskTask& task,
                                                              const RunContext& context);

}  // namespace camframe
