// SPDX-License-Identifier: Apache-2.0
#include "model/core/motion_phases.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>

namespace camframe {

namespace {

constexpr double kDegrees = 180.0 / std::numbers::pi;

/// How sharply the way turns in a row: the angle in degrees, or nothing where it does not end a phase.
std::optional<double> turnAt(const ArmActions& actions, int begin, int end, int t,
                             const PhaseOptions& options) {
    const auto place = [&](int row) -> Eigen::Vector3d {
        return actions.camFromTcp[static_cast<size_t>(row)].translation();
    };
    const int before = std::min(options.window, t - begin), after = std::min(options.window, end - t);
    if (before < 1 || after < 1) return std::nullopt;
    const Eigen::Vector3d in = (place(t) - place(t - before)) / before;
    const Eigen::Vector3d out = (place(t + after) - place(t)) / after;
    if (in.norm() < options.minSpeed || out.norm() < options.minSpeed) return std::nullopt;
    const double angle = kDegrees * std::atan2(in.cross(out).norm(), in.dot(out));
    int flips = 0;
    for (Eigen::Index axis = 0; axis < 3; ++axis)
        flips += in[axis] * out[axis] < 0 && std::abs(in[axis]) >= options.flipShare * in.norm() &&
                 std::abs(out[axis]) >= options.flipShare * out.norm();
    if (angle < options.turnDegrees && flips < options.axisFlips) return std::nullopt;
    return angle;
}

/// Rows in which the gripper has turned: it has left its last extreme by the threshold, the other way than
/// before.
std::map<int, GripperCue> gripperTurns(const std::vector<double>& open, int begin, int end,
                                       const PhaseOptions& options) {
    std::map<int, GripperCue> turns;
    // Openings are often multiples of a tenth, which have no exact form.
    const double threshold = options.gripperThreshold - 1e-9;
    double low = 2, high = -1;  // extremes since the last turn
    GripperCue last = GripperCue::None;
    for (int t = begin; t <= end && t < static_cast<int>(open.size()); ++t) {
        const double value = open[static_cast<size_t>(t)];
        if (!std::isfinite(value)) continue;
        low = std::min(low, value);
        high = std::max(high, value);
        if (last != GripperCue::Opens && value - low >= threshold)
            last = turns[t] = GripperCue::Opens;
        else if (last != GripperCue::Closes && high - value >= threshold)
            last = turns[t] = GripperCue::Closes;
        else
            continue;
        low = high = value;
    }
    return turns;
}

/// Rows at which the run begin..end is cut, with what the gripper begins to do there.
std::map<int, GripperCue> cutsOf(const ArmActions& actions, const std::vector<double>& gripperOpen, int begin,
                                 int end, const PhaseOptions& options) {
    std::map<int, GripperCue> cuts;
    const auto farFromCuts = [&](int t) {
        const auto next = cuts.lower_bound(t);
        if (next != cuts.end() && next->first - t < options.minGap) return false;
        return next == cuts.begin() || t - std::prev(next)->first >= options.minGap;
    };
    for (const auto& [t, cue] : gripperTurns(gripperOpen, begin, end, options))
        if (farFromCuts(t)) cuts[t] = cue;
    // Of each run of rows that turn enough, the sharpest.
    const auto add = [&](int t) {
        if (t - begin >= options.minGap && end - t >= options.minGap && farFromCuts(t))
            cuts[t] = GripperCue::None;
    };
    int sharpest = -1;
    double angle = -1;
    for (int t = begin; t <= end; ++t) {
        const std::optional<double> turn = turnAt(actions, begin, end, t, options);
        if (turn && *turn > angle) {
            sharpest = t;
            angle = *turn;
        }
        if (!turn && sharpest >= 0) {
            add(sharpest);
            sharpest = -1;
            angle = -1;
        }
    }
    if (sharpest >= 0) add(sharpest);
    return cuts;
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (size_t i = 0; i < parts.size(); ++i)
        text += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
    return text;
}

MotionPhase phaseOf(const ArmActions& actions, int start, int end, GripperCue cue,
                    const PhaseOptions& options) {
    const RigidTransform& first = actions.camFromTcp[static_cast<size_t>(start)];
    const RigidTransform& last = actions.camFromTcp[static_cast<size_t>(end)];
    MotionPhase phase;
    phase.start = start;
    phase.end = end;
    phase.gripper = cue;
    phase.displacement = last.translation() - first.translation();
    phase.rotation = rotationVector(last.linear() * first.linear().transpose());
    phase.direction = overallDirection(phase.displacement);
    if (100 * phase.displacement.norm() >= options.minCentimetres)
        phase.kind = PhaseKind::Move;
    else if (kDegrees * phase.rotation.norm() >= options.minDegrees)
        phase.kind = PhaseKind::Turn;
    phase.text = motionText(phase.displacement, phase.rotation, cue, options);
    return phase;
}

}  // namespace

std::string_view identifier(PhaseKind kind) {
    switch (kind) {
        case PhaseKind::Move:
            return "move";
        case PhaseKind::Turn:
            return "turn";
        case PhaseKind::Hold:
            return "hold";
    }
    return "hold";
}

std::string_view identifier(GripperCue cue) {
    switch (cue) {
        case GripperCue::None:
            return "";
        case GripperCue::Opens:
            return "opens";
        case GripperCue::Closes:
            return "closes";
    }
    return "";
}

OverallDirection overallDirection(const Eigen::Vector3d& displacement) {
    return {displacement.x() > 0, displacement.y() > 0, displacement.z() > 0};
}

std::string motionText(const Eigen::Vector3d& displacement, const Eigen::Vector3d& rotation,
                       GripperCue gripper, const PhaseOptions& options) {
    // Camera axes: x right, y down, z forward.
    static constexpr std::array<std::array<const char*, 2>, 3> kWays{
        {{"right", "left"}, {"down", "up"}, {"away from the camera", "towards the camera"}}};
    static constexpr std::array kTurns{"pitch", "yaw", "roll"};
    std::vector<std::string> ways, turns;
    for (Eigen::Index axis = 0; axis < 3; ++axis) {
        const auto i = static_cast<size_t>(axis);
        const double centimetres = 100 * displacement[axis], degrees = kDegrees * rotation[axis];
        if (std::abs(centimetres) >= options.minCentimetres)
            ways.push_back(
                fmt::format("{} for {:.1f} cm", kWays[i][centimetres < 0 ? 1 : 0], std::abs(centimetres)));
        if (std::abs(degrees) >= options.minDegrees)
            turns.push_back(fmt::format("{} by {:.0f} degrees", kTurns[i], degrees));
    }
    std::vector<std::string> parts;
    if (gripper == GripperCue::Opens) parts.emplace_back("open the gripper");
    if (gripper == GripperCue::Closes) parts.emplace_back("close the gripper");
    if (!ways.empty()) parts.push_back("move " + joined(ways));
    if (!turns.empty()) parts.push_back(joined(turns));
    if (parts.empty()) return "hold still";
    std::string text = parts[0];
    for (size_t i = 1; i < parts.size(); ++i) text += "; " + parts[i];
    return text;
}

std::vector<MotionPhase> motionPhases(const ArmActions& actions, const std::vector<double>& gripperOpen,
                                      const PhaseOptions& options) {
    std::vector<MotionPhase> phases;
    const int rows = static_cast<int>(actions.valid.size());
    for (int begin = 0; begin < rows;) {
        if (!actions.valid[static_cast<size_t>(begin)]) {
            ++begin;
            continue;
        }
        int end = begin;
        while (end + 1 < rows && actions.valid[static_cast<size_t>(end) + 1]) ++end;
        int start = begin;
        GripperCue cue = GripperCue::None;
        for (const auto& [cut, next] : cutsOf(actions, gripperOpen, begin, end, options)) {
            if (cut > start) phases.push_back(phaseOf(actions, start, cut, cue, options));
            start = cut;
            cue = next;
        }
        if (end > start || begin == end || cue != GripperCue::None)
            phases.push_back(phaseOf(actions, start, end, cue, options));
        begin = end + 1;
    }
    return phases;
}

}  // namespace camframe
