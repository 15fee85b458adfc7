// SPDX-License-Identifier: Apache-2.0
#include "model/core/gripper_track.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace camframe {

namespace {
constexpr double leastRange = 0.15;
constexpr double closedShare = 0.35;
constexpr double openShare = 0.65;
}  // namespace

std::vector<GripperEvent> gripperEvents(const std::vector<double>& open) {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const double value : open) {
        if (!std::isfinite(value)) continue;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    std::vector<GripperEvent> events;
    if (!(high - low >= leastRange)) return events;
    const double closing = low + closedShare * (high - low);
    const double opening = low + openShare * (high - low);
    bool known = false;
    bool isOpen = false;
    for (size_t frame = 0; frame < open.size(); ++frame) {
        const double value = open[frame];
        if (!std::isfinite(value) || (value > closing && value < opening)) continue;
        const bool now = value >= opening;
        if (known && now != isOpen) events.push_back({static_cast<int>(frame), now});
        known = true;
        isOpen = now;
    }
    return events;
}

std::vector<GripperTrack> gripperTracks(const std::vector<ArmState>& arms) {
    std::vector<GripperTrack> tracks;
    for (const ArmState& arm : arms) {
        if (std::ranges::none_of(arm.gripperOpen, [](double value) { return std::isfinite(value); }))
            continue;
        tracks.push_back({arm.arm, arm.gripperOpen, gripperEvents(arm.gripperOpen)});
    }
    return tracks;
}

}  // namespace camframe
