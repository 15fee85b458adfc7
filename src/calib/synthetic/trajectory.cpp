// SPDX-License-Identifier: Apache-2.0
#include "calib/synthetic/trajectory.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <limits>

#include "calib/synthetic/random.h"

namespace camframe::synthetic {

namespace {

using Eigen::Vector3d;

/// Corners of the boxes around each link's visuals, in link space.
std::vector<std::vector<Vector3d>> linkCorners(const RobotModel& robot) {
    std::vector<std::vector<Vector3d>> out(robot.links().size());
    for (size_t link = 0; link < out.size(); ++link) {
        Eigen::AlignedBox3d box;
        for (const Visual& visual : robot.links()[link].visuals)
            for (const Eigen::Vector3f& vertex : visual.mesh->vertices)
                box.extend(visual.linkFromVisual * vertex.cast<double>());
        if (box.isEmpty()) continue;
        for (int k = 0; k < 8; ++k)
            out[link].push_back(box.corner(static_cast<Eigen::AlignedBox3d::CornerType>(k)));
    }
    return out;
}

double segmentDistance(const Vector3d& a, const Vector3d& b, const Vector3d& c, const Vector3d& d) {
    double best = std::numeric_limits<double>::max();
    constexpr int kSteps = 6;
    for (int i = 0; i <= kSteps; ++i) {
        const Vector3d p = a + (b - a) * i / kSteps;
        const double t = std::clamp((p - c).dot(d - c) / std::max(1e-12, (d - c).squaredNorm()), 0.0, 1.0);
        best = std::min(best, (p - c - t * (d - c)).norm());
    }
    return best;
}

/// Judges poses: nothing that moves below the floor, no two distant parts of the chain close together.
class PoseJudge {
public:
    PoseJudge(const RobotModel& robot, double floorHeight)
        : m_robot(robot), m_floor(floorHeight), m_corners(linkCorners(robot)) {
        const std::vector<int> fixed = robot.rigidGroup(robot.rootLink());
        for (int link = 0; link < static_cast<int>(m_corners.size()); ++link)
            if (std::ranges::find(fixed, link) == fixed.end()) m_moving.push_back(link);
        for (int link = robot.deepestLeaf(); link != -1;) {
            m_chain.push_back(link);
            const int joint = robot.links()[static_cast<size_t>(link)].parentJoint;
            link = joint == -1 ? -1 : robot.joints()[static_cast<size_t>(joint)].parentLink;
        }
        const auto poses = robot.forwardKinematics(robot.defaultJointValues());
        for (size_t i = 0; i + 1 < m_chain.size(); ++i)
            m_reach += (origin(poses, i + 1) - origin(poses, i)).norm();
    }

    bool allows(const Eigen::VectorXd& values) const {
        const auto poses = m_robot.forwardKinematics(values);
        for (const int link : m_moving)
            for (const Vector3d& corner : m_corners[static_cast<size_t>(link)])
                if ((poses[static_cast<size_t>(link)] * corner).z() < floorOf(link)) return false;
        // The chain as a polyline without its very short pieces, tool first.
        std::vector<Vector3d> line;
        for (size_t i = 0; i < m_chain.size(); ++i)
            if (line.empty() || (origin(poses, i) - line.back()).norm() > 0.06 * m_reach)
                line.push_back(origin(poses, i));
        for (size_t i = 0; i + 1 < line.size(); ++i) {
            double between = 0;  // neighbours along the chain are close by nature
            for (size_t k = i + 1; k + 1 < line.size(); ++k) {
                if (between > 0.2 * m_reach &&
                    segmentDistance(line[i], line[i + 1], line[k], line[k + 1]) < 0.1 * m_reach)
                    return false;
                between += (line[k + 1] - line[k]).norm();
            }
        }
        return true;
    }

    /// Allowed, and the tool neither above the base nor stretched far out: a pose of somebody at work.
    bool allowsWaypoint(const Eigen::VectorXd& values) const {
        if (!allows(values)) return false;
        const auto poses = m_robot.forwardKinematics(values);
        const Vector3d tool = origin(poses, 0);
        const double out = tool.head<2>().norm();
        return out > 0.2 * m_reach && out < 0.75 * m_reach && tool.z() < 0.7 * m_reach;
    }

private:
    Vector3d origin(const std::vector<RigidTransform>& poses, size_t i) const {
        return poses[static_cast<size_t>(m_chain[i])].translation();
    }
    /// Boxes of the first links may reach below their shapes; those links cannot hit the table anyway.
    double floorOf(int link) const {
        const bool nearBase = m_chain.size() >= 3 && (link == m_chain[m_chain.size() - 2]);
        return nearBase ? -1.0 : m_floor;
    }

    const RobotModel& m_robot;
    double m_floor;
    std::vector<std::vector<Vector3d>> m_corners;
    std::vector<int> m_moving, m_chain;  ///< Chain: tool to root.
    double m_reach = 0;
};

std::pair<double, double> range(const Joint& joint) {
    if (joint.upper > joint.lower) return {joint.lower, joint.upper};
    return joint.type == JointType::Prismatic ? std::pair{0.0, 0.03} : std::pair{-2.0, 2.0};
}

}  // namespace

Result<std::vector<Eigen::VectorXd>> randomTrajectory(const RobotModel& robot,
                                                      const TrajectoryOptions& options) {
    const PoseJudge judge(robot, options.floorHeight);
    HashRandom random(options.seed, 11);
    const auto drawPose = [&](bool first) {
        Eigen::VectorXd values = robot.defaultJointValues();
        for (size_t i = 0; i < robot.joints().size(); ++i) {
            const Joint& joint = robot.joints()[i];
            if (!joint.moves() || joint.mimic) continue;
            const auto [low, high] = range(joint);
            // The first joint turns the whole arm: a quarter to each side keeps it over the table.
            const double spread = first ? 0.15 : 0.35;
            const bool wide = joint.type == JointType::Prismatic;
            const double middle = 0.5 * (low + high), half = (wide ? 0.5 : spread) * (high - low);
            values[static_cast<Eigen::Index>(i)] = random.uniform(middle - half, middle + half);
        }
        return values;
    };
    const auto between = [](const Eigen::VectorXd& a, const Eigen::VectorXd& b, double t) -> Eigen::VectorXd {
        const double s = t * t * t * (10 + t * (-15 + 6 * t));
        return a + s * (b - a);
    };
    const auto wayIsFree = [&](const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
        for (int k = 1; k < 8; ++k)
            if (!judge.allows(between(a, b, k / 8.0))) return false;
        return true;
    };

    const int moves = std::max(1, (options.frames + options.framesPerMove - 2) / options.framesPerMove);
    std::vector<Eigen::VectorXd> waypoints;
    int tries = 0;
    constexpr int kMaxTries = 20000;
    while (static_cast<int>(waypoints.size()) <= moves) {
        if (++tries > kMaxTries)
            return inputError(
                "Robot '{}': no motion without collisions was found; give the joint values of the frames.",
                robot.name());
        Eigen::VectorXd candidate = drawPose(waypoints.empty());
        if (!judge.allowsWaypoint(candidate)) continue;
        if (!waypoints.empty() && !wayIsFree(waypoints.back(), candidate)) continue;
        waypoints.push_back(std::move(candidate));
    }
    std::vector<Eigen::VectorXd> out;
    for (int frame = 0; frame < options.frames; ++frame) {
        const int move = std::min(frame / options.framesPerMove, moves - 1);
        const double t = std::min(
            1.0, (frame - move * options.framesPerMove) / static_cast<double>(options.framesPerMove));
        out.push_back(
            between(waypoints[static_cast<size_t>(move)], waypoints[static_cast<size_t>(move) + 1], t));
    }
    return out;
}

RigidTransform lookAt(const Vector3d& eye, const Vector3d& target) {
    const Vector3d forward = (target - eye).normalized();
    const Vector3d right = forward.cross(Vector3d::UnitZ()).normalized();
    RigidTransform camFromBase = RigidTransform::Identity();
    camFromBase.linear().row(0) = right.transpose();
    camFromBase.linear().row(1) = forward.cross(right).transpose();
    camFromBase.linear().row(2) = forward.transpose();
    camFromBase.translation() = -(camFromBase.linear() * eye);
    return camFromBase;
}

Result<RigidTransform> randomViewpoint(const RobotModel& robot, const CameraModel& camera,
                                       const std::vector<std::vector<RigidTransform>>& baseFromLink,
                                       uint64_t seed) {
    const auto corners = linkCorners(robot);
    std::vector<Vector3d> points;
    for (const auto& poses : baseFromLink)
        for (size_t link = 0; link < poses.size(); ++link)
            for (const Vector3d& corner : corners[link]) points.emplace_back(poses[link] * corner);
    if (points.empty()) return inputError("Robot '{}' has no visual geometry to film.", robot.name());
    Eigen::AlignedBox3d box;
    for (const Vector3d& point : points) box.extend(point);

    HashRandom random(seed, 23);
    constexpr double kPi = std::numbers::pi;
    for (int tries = 0; tries < 4000; ++tries) {
        // Cameras of robot laboratories stand in front or beside, rarely behind.
        const double azimuth = random.uniform(-0.42 * kPi, 0.42 * kPi);
        const double elevation = random.uniform(0.14, 0.60);
        const double distance = box.diagonal().norm() * random.uniform(0.75, 1.6);
        const Vector3d target = box.center() + Vector3d(random.uniform(-0.1, 0.1), random.uniform(-0.1, 0.1),
                                                        random.uniform(-0.15, 0.05));
        const Vector3d eye =
            target + distance * Vector3d(std::cos(elevation) * std::cos(azimuth),
                                         std::cos(elevation) * std::sin(azimuth), std::sin(elevation));
        RigidTransform camFromBase = lookAt(eye, target);
        // Nobody levels a tripod perfectly.
        camFromBase.prerotate(Eigen::AngleAxisd(random.uniform(-0.05, 0.05), Vector3d::UnitZ()));
        Eigen::AlignedBox2d seen;
        size_t inside = 0;
        for (const Vector3d& point : points) {
            const auto pixel = camera.project(camFromBase * point);
            if (!pixel) continue;
            if (pixel->x() > 0 && pixel->y() > 0 && pixel->x() < camera.width - 1 &&
                pixel->y() < camera.height - 1) {
                ++inside;
                seen.extend(*pixel);
            }
        }
        if (static_cast<double>(inside) < 0.97 * static_cast<double>(points.size())) continue;
        if (seen.sizes().y() < 0.6 * camera.height && seen.sizes().x() < 0.7 * camera.width) continue;
        return camFromBase;
    }
    return inputError(
        "Robot '{}': no viewpoint shows the whole motion; give the camera's pose or a wider lens.",
        robot.name());
}

Result<RigidTransform> freeViewpoint(const RobotModel& robot, const CameraModel& camera,
                                     const std::vector<std::vector<RigidTransform>>& baseFromLink,
                                     const FreeViewpointOptions& options, uint64_t seed) {
    const auto corners = linkCorners(robot);
    std::vector<std::vector<Vector3d>> points;  // [frame]; some ten frames say enough
    const size_t stride = baseFromLink.size() / 12 + 1;
    Eigen::AlignedBox3d box;
    for (size_t frame = 0; frame < baseFromLink.size(); frame += stride) {
        points.emplace_back();
        for (size_t link = 0; link < baseFromLink[frame].size(); ++link)
            for (const Vector3d& corner : corners[link]) {
                points.back().emplace_back(baseFromLink[frame][link] * corner);
                box.extend(points.back().back());
            }
    }
    if (box.isEmpty()) return inputError("Robot '{}' has no visual geometry to film.", robot.name());
    // The walls of the room (see LabScene), less what stands there.
    const Eigen::AlignedBox3d room(Vector3d(-1.2, -2.4, 0.08), Vector3d(3.6, 2.4, 2.4));

    HashRandom random(seed, 29);
    constexpr double kPi = std::numbers::pi;
    for (int tries = 0; tries < 20000; ++tries) {
        const auto& some = points[static_cast<size_t>(random.below(static_cast<int>(points.size())))];
        const Vector3d& point = some[static_cast<size_t>(random.below(static_cast<int>(some.size())))];
        const Vector3d target = box.center() + random.uniform(0, 0.6) * (point - box.center());
        const double azimuth = random.uniform(-0.8 * kPi, 0.8 * kPi), sine = random.uniform(-0.05, 0.93);
        const double cosine = std::sqrt(1 - sine * sine);
        const Vector3d eye =
            target + random.uniform(options.nearest, options.farthest) *
                         Vector3d(cosine * std::cos(azimuth), cosine * std::sin(azimuth), sine);
        const double roll = random.uniform(-0.15, 0.15);
        if (!room.contains(eye)) continue;
        RigidTransform camFromBase = lookAt(eye, target);
        camFromBase.prerotate(Eigen::AngleAxisd(roll, Vector3d::UnitZ()));
        double inside = 0;
        Eigen::AlignedBox2d seen;
        bool clear = true;  // nothing of the robot comes close to the lens
        for (const auto& framePoints : points) {
            size_t count = 0;
            for (const Vector3d& p : framePoints) {
                clear = clear && (p - eye).norm() > 0.25;
                const auto pixel = camera.project(camFromBase * p);
                if (!pixel || !(pixel->x() > 0 && pixel->y() > 0 && pixel->x() < camera.width - 1 &&
                                pixel->y() < camera.height - 1))
                    continue;
                ++count;
                seen.extend(*pixel);
            }
            inside += static_cast<double>(count) / static_cast<double>(framePoints.size() * points.size());
        }
        if (clear && inside >= options.leastInside && !seen.isEmpty() &&
            seen.sizes().maxCoeff() >= options.leastSize * camera.height)
            return camFromBase;
    }
    return inputError("Robot '{}': no viewpoint shows the motion; give the camera's pose or a wider lens.",
                      robot.name());
}

}  // namespace camframe::synthetic
