// SPDX-License-Identifier: Apache-2.0
#include "calib/mark_stage.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace camframe {

std::vector<Eigen::Vector3d> markCandidates(const RobotModel& robot, const RobotGeometry& geometry,
                                            int link) {
    std::vector<Eigen::Vector3d> points{Eigen::Vector3d::Zero()};
    std::vector<Eigen::Vector3d> surface;
    const std::vector<int> group = robot.rigidGroup(link);
    const auto rest = robot.forwardKinematics(robot.defaultJointValues(), link);
    for (const RobotGeometry::Part& part : geometry.parts()) {
        if (part.ignored || part.lods.empty() || std::ranges::find(group, part.link) == group.end()) continue;
        for (const Eigen::Vector3f& v : part.lods.back().mesh.vertices)
            surface.push_back(rest[static_cast<size_t>(part.link)] * v.cast<double>());
    }
    std::vector<double> distance(surface.size(), std::numeric_limits<double>::infinity());
    constexpr size_t kMost = 24;
    Eigen::Vector3d last = points[0];
    while (points.size() < kMost && !surface.empty()) {
        size_t farthest = 0;
        for (size_t i = 0; i < surface.size(); ++i) {
            distance[i] = std::min(distance[i], (surface[i] - last).squaredNorm());
            if (distance[i] > distance[farthest]) farthest = i;
        }
        if (distance[farthest] < 1e-4) break;  // every point is within 1 cm of a candidate
        last = surface[farthest];
        points.push_back(last);
    }
    return points;
}

MarkConstraints::MarkConstraints(const RobotModel& robot, const RobotGeometry& geometry,
                                 const RobotMotion& motion, const CameraModel& camera,
                                 std::span<const FollowedMark> marks,
                                 const std::function<bool(int frame)>& takesPart)
    : m_camera(camera) {
    const auto known = [&](int frame) {
        return frame >= 0 && static_cast<size_t>(frame) < motion.baseFromLink.size() && takesPart(frame);
    };
    for (size_t m = 0; m < marks.size(); ++m) {
        const FollowedMark& mark = marks[m];
        const auto link = static_cast<size_t>(mark.link);
        MarkPrior prior;
        if (mark.pointInLink)
            prior = {{*mark.pointInLink}, 0.0};
        else
            prior.candidates = markCandidates(robot, geometry, mark.link);
        if (known(mark.click.frame)) {
            Anchor anchor{mark.click.pixel, {}};
            for (const Eigen::Vector3d& p : prior.candidates)
                anchor.pointsInBase.push_back(
                    motion.baseFromLink[static_cast<size_t>(mark.click.frame)][link] * p);
            m_anchors.push_back(std::move(anchor));
        }
        std::vector<MarkObservation> seen;
        for (size_t f = 0; f < mark.track.pixels.size(); ++f) {
            if (!mark.track.pixels[f].allFinite() || !known(static_cast<int>(f))) continue;
            // What looks less like the click may have slid over the surface: it counts for less.
            const double sure =
                std::clamp((static_cast<double>(mark.track.visibility[f]) - 0.7) / 0.2, 0.1, 1.0);
            seen.push_back(
                {static_cast<int>(m), motion.baseFromLink[f][link], mark.track.pixels[f], sure * sure});
        }
        // A long clip adds nothing that a hundred frames do not.
        const size_t stride = seen.size() / 100 + 1;
        for (size_t i = 0; i < seen.size(); i += stride) m_observations.push_back(seen[i]);
        m_priors.push_back(std::move(prior));
    }
}

TemporalPnp MarkConstraints::solve(uint64_t seed, const RunContext& context) const {
    TemporalPnpOptions options;
    options.seed = seed;
    // Tracks are good to a few pixels whatever the picture's size; large pictures move marks farther.
    options.inlierPx = std::max(4.0, m_camera.width / 160.0);
    return solveTemporalPnp(m_camera, m_observations, m_priors, options, context);
}

RigidTransform MarkConstraints::turnedToMark(const RigidTransform& camFromBase, size_t which) const {
    const Anchor& anchor = m_anchors[which % m_anchors.size()];
    const size_t point = which / m_anchors.size() % anchor.pointsInBase.size();
    const Eigen::Vector3d now = camFromBase * anchor.pointsInBase[point];
    const Eigen::Vector3d wanted((anchor.pixel.x() - m_camera.cx) / m_camera.fx,
                                 (anchor.pixel.y() - m_camera.cy) / m_camera.fy, 1);
    if (now.norm() < 1e-9) return camFromBase;
    const Eigen::Matrix3d turn = Eigen::Quaterniond::FromTwoVectors(now, wanted).toRotationMatrix();
    RigidTransform out = RigidTransform::Identity();
    out.linear() = turn * camFromBase.linear();
    out.translation() = turn * camFromBase.translation();
    return out;
}

std::optional<double> MarkConstraints::clickDistancePx(const RigidTransform& camFromBase) const {
    std::vector<double> distances;
    for (const Anchor& anchor : m_anchors) {
        double nearest = std::numeric_limits<double>::infinity();
        for (const Eigen::Vector3d& point : anchor.pointsInBase) {
            const Eigen::Vector3d p = camFromBase * point;
            if (p.z() < 1e-3) continue;
            nearest =
                std::min(nearest, std::hypot(m_camera.fx * p.x() / p.z() + m_camera.cx - anchor.pixel.x(),
                                             m_camera.fy * p.y() / p.z() + m_camera.cy - anchor.pixel.y()));
        }
        distances.push_back(nearest);
    }
    if (distances.empty()) return std::nullopt;
    std::ranges::nth_element(distances, distances.begin() + static_cast<long>(distances.size() / 2));
    return distances[distances.size() / 2];
}

}  // namespace camframe
