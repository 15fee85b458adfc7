// SPDX-License-Identifier: Apache-2.0
#include "model/core/gripper_points.h"

#include <algorithm>
#include <limits>
#include <set>

#include "model/core/surface_tracks.h"

namespace camframe {

namespace {

constexpr double kClosingOffset = 0.04, kBackOffset = 0.08;  ///< m
constexpr double kTipDepth = 0.001;                          ///< m
constexpr size_t kMostTips = 4;

struct Tip {
    double reach;  ///< Along the approach, from the tool centre point (m).
    GripperPoint point;
};

/// Tip of one link; nothing for links without a surface.
std::optional<Tip> tipOf(const Link& link, int index, const RigidTransform& tcpFromLink) {
    double reach = std::numeric_limits<double>::lowest();
    const auto each = [&](const auto& use) {
        for (const Visual& visual : link.visuals)
            for (const Eigen::Vector3f& vertex : visual.mesh->vertices) {
                const Eigen::Vector3d inLink = visual.linkFromVisual * vertex.cast<double>();
                use(inLink, (tcpFromLink * inLink).z());
            }
    };
    each([&](const Eigen::Vector3d&, double z) { reach = std::max(reach, z); });
    if (reach == std::numeric_limits<double>::lowest()) return std::nullopt;
    Eigen::Vector3d sum(0, 0, 0);
    double count = 0;
    each([&](const Eigen::Vector3d& inLink, double z) {
        if (z < reach - kTipDepth) return;
        sum += inLink;
        ++count;
    });
    return Tip{reach, {"tip:" + link.name, {index, sum / count}}};
}

}  // namespace

std::vector<GripperPoint> gripperPoints(const Robot& robot, const Arm& arm, const RobotMotion& motion) {
    const auto rigid = [&](const char* name, const Eigen::Vector3d& inTcp) {
        return GripperPoint{name, {arm.tcpLink, arm.linkFromTcp * inTcp}};
    };
    std::vector<GripperPoint> points{rigid("tcp", {0, 0, 0}), rigid("closing+", {0, kClosingOffset, 0}),
                                     rigid("closing-", {0, -kClosingOffset, 0}),
                                     rigid("back", {0, 0, -kBackOffset})};
    const auto first =
        std::ranges::find_if(motion.baseFromLink, [](const auto& links) { return !links.empty(); });
    if (first == motion.baseFromLink.end()) return points;
    const RigidTransform tcpFromBase =
        ((*first)[static_cast<size_t>(arm.tcpLink)] * arm.linkFromTcp).inverse();
    std::vector<Tip> tips;
    for (const int link : arm.gripperLinks) {
        const auto i = static_cast<size_t>(link);
        if (!motion.linkKnown[i] || !robot.model.movesRelativeTo(link, arm.tcpLink)) continue;
        if (auto tip = tipOf(robot.model.links()[i], link, tcpFromBase * (*first)[i])) tips.push_back(*tip);
    }
    std::ranges::stable_sort(tips, std::greater(), &Tip::reach);
    for (size_t i = 0; i < std::min(tips.size(), kMostTips); ++i) points.push_back(tips[i].point);
    return points;
}

MotionTracks motionTracks(const std::vector<GripperPoint>& points, const RobotMotion& motion,
                          const CameraModel& camera, const RigidTransform& camFromBase, int horizon) {
    std::vector<SurfacePoint> bare;
    for (const GripperPoint& point : points) bare.push_back(point.point);
    const SurfaceTracks whole = trackSurface(bare, motion, camera, camFromBase);
    MotionTracks out{whole.frames, whole.points, static_cast<size_t>(horizon), {}, {}, {}};
    const Eigen::Vector2d nowhere = Eigen::Vector2d::Constant(std::numeric_limits<double>::quiet_NaN());
    for (size_t t = 0; t < out.frames; ++t)
        for (size_t i = 0; i < out.points; ++i) {
            out.uvNow.push_back(whole.uv[whole.at(i, t)]);
            for (size_t s = 0; s < out.horizon; ++s) {
                const size_t then = t + 1 + s;
                out.uv.push_back(then < out.frames ? whole.uv[whole.at(i, then)] : nowhere);
                out.valid.push_back(out.uv.back().allFinite());
            }
        }
    return out;
}

}  // namespace camframe
