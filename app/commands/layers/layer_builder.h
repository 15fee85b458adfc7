// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/result_sessions.h"
#include "model/core/aim_line.h"
#include "model/core/io/layer_file.h"
#include "model/core/motion_phases.h"
#include "model/core/progress.h"

namespace camframe {

/// Which optional layers are made and how. See docs/layers.md.
struct LayerOptions {
    bool language = false, tracks = false, aim = false, surface = false, removal = false;
    PhaseOptions phases;
    AimOptions aimLine;
    int horizon = 16;         ///< Coming frames of motion tracks.
    int surfacePoints = 512;  ///< Of the robot's surface.
    uint64_t seed = 0;        ///< Chooses them.
    int marginPx = 8;         ///< Around the robot in removal masks.
};

/// Adds the layers of one camera to an episode's. A result without a pose adds nothing.
///
/// /language/<cam>/<arm>/  start, end, kind, gripper, text, displacement, rotation, right, down, forward
/// /tracks/<cam>/<arm>/    uv (T,K,H,2), valid (T,K,H), uv_now (T,K,2); attributes: points, horizon
/// /aim/<cam>/<arm>/       from, to (T,3), from_uv, to_uv (T,2), length (T), end (T)
/// /surface/<cam>/         uv (N,T,2), xyz (N,T,3), visible, in_picture (N,T), flow_uv, flow_xyz (N,T-1,.),
///                         link (N), point_in_link (N,3)
/// /removal/<cam>/         mask, mask_with_margin (T) COCO run lengths
Result<void> addLayers(LayerEpisode& out, OpenedResult& opened, const LayerOptions& options,
                       const RunContext& context);

/// The language layer alone, for writers of other files.
void addLanguage(LayerEpisode& out, const std::string& camera, const ArmState& state,
                 const ArmActions& actions, const PhaseOptions& options);

}  // namespace camframe
