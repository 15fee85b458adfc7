// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/core/action_track.h"

namespace camframe {

/// The frame in which a gripper has begun to be open, or closed.
struct GripperEvent {
    int frame = 0;
    bool opens = false;

    bool operator==(const GripperEvent&) const = default;
};

/// One gripper over a recording.
struct GripperTrack {
    std::string arm;
    std::vector<double> open;  ///< Per frame, 0 closed .. 1 open; NaN where not recorded.
    std::vector<GripperEvent> events;

    bool operator==(const GripperTrack&) const = default;
};

/// When a gripper opened and closed. It has changed sides when it passes 35 % (closing) or 65 % (opening) of
/// the range that it takes in this recording: one that holds a thick thing never closes fully, and noise
/// between the two counts for nothing. No events where it moves over less than 15 % of its own range.
/// Frames without a value change nothing.
std::vector<GripperEvent> gripperEvents(const std::vector<double>& open);

/// Of the arms whose gripper is recorded.
std::vector<GripperTrack> gripperTracks(const std::vector<ArmState>& arms);

}  // namespace camframe
