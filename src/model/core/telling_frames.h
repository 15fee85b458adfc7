// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/core/episode.h"

namespace camframe {

/// Why a frame is worth a look.
enum class FrameRole { Start, Middle, End, ToolHighest, ToolLowest, ArmStretched };

struct TellingFrame {
    int frame = 0;
    std::vector<FrameRole> roles;
};

/// The few frames that show whether a pose holds everywhere: start, middle, end and the arm's extreme poses,
/// in the order of time, each once. Empty when no frame has joints.
std::vector<TellingFrame> tellingFrames(const RobotMotion& motion);

}  // namespace camframe
