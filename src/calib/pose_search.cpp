// SPDX-License-Identifier: Apache-2.0
#include "calib/pose_search.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <random>

#include "calib/mask_evidence.h"
#include "model/core/parallel.h"

namespace camframe {

namespace {

/// Vertices that are extreme in some of many directions: their hull is the mesh's hull to about 1 %.
std::vector<Eigen::Vector3f> extremePoints(const TriangleMesh& mesh) {
    std::vector<Eigen::Vector3f> out;
    constexpr int kDirections = 96;
    std::vector<uint32_t> chosen;
    for (int i = 0; i < kDirections; ++i) {
        // Fibonacci sphere.
        const float z = 1 - 2 * (static_cast<float>(i) + 0.5F) / kDirections;
        const float r = std::sqrt(1 - z * z), angle = 2.39996323F * static_cast<float>(i);
        const Eigen::Vector3f d(r * std::cos(angle), r * std::sin(angle), z);
        uint32_t best = 0;
        float farthest = -1e30F;
        for (uint32_t v = 0; v < mesh.vertices.size(); ++v)
            if (const float along = d.dot(mesh.vertices[v]); along > farthest) {
                farthest = along;
                best = v;
            }
        chosen.push_back(best);
    }
    std::ranges::sort(chosen);
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    for (const uint32_t v : chosen) out.push_back(mesh.vertices[v]);
    return out;
}

/// Convex hull (Andrew's monotone chain), counter-clockwise; the input is sorted in place.
void convexHull(std::vector<Eigen::Vector2f>& points, std::vector<Eigen::Vector2f>& hull) {
    hull.clear();
    std::ranges::sort(points, [](const auto& a, const auto& b) {
        return a.x() < b.x() || (a.x() == b.x() && a.y() < b.y());
    });
    const auto cross = [](const Eigen::Vector2f& o, const Eigen::Vector2f& a, const Eigen::Vector2f& b) {
        return (a.x() - o.x()) * (b.y() - o.y()) - (a.y() - o.y()) * (b.x() - o.x());
    };
    hull.resize(2 * points.size() + 1);
    size_t k = 0;
    for (const auto& p : points) {
        while (k >= 2 && cross(hull[k - 2], hull[k - 1], p) <= 0) --k;
        hull[k++] = p;
    }
    const size_t lower = k + 1;
    for (size_t i = points.size(); i-- > 1;) {
        const auto& p = points[i - 1];
        while (k >= lower && cross(hull[k - 2], hull[k - 1], p) <= 0) --k;
        hull[k++] = p;
    }
    hull.resize(k > 1 ? k - 1 : k);
}

}  // namespace

SilhouetteScorer::SilhouetteScorer(const RobotGeometry& geometry, const std::vector<bool>& linkKnown,
                                   const CameraModel& camera, std::span<const Frame> frames,
                                   const Options& options)
    : m_changeMasks(options.changeMasks), m_unexplainedWeight(options.unexplainedWeight) {
    const int width = std::clamp(std::min(options.width, camera.width), 64, 64 * kWords);
    const int height =
        std::max(8, static_cast<int>(std::lround(static_cast<double>(width) * camera.height / camera.width)));
    m_camera = camera.resized(width, height);
    for (const RobotGeometry::Part& part : geometry.parts()) {
        if (part.ignored || part.lods.empty() || part.lods.back().mesh.empty()) continue;
        if (!linkKnown.empty() && !linkKnown[static_cast<size_t>(part.link)]) continue;
        m_hulls.push_back(extremePoints(part.lods.back().mesh));
        m_linkOfHull.push_back(part.link);
    }
    for (const Frame& frame : frames) {
        std::vector<RigidTransform> poses;
        for (const int link : m_linkOfHull) poses.push_back(frame.baseFromLink[static_cast<size_t>(link)]);
        m_poses.push_back(std::move(poses));
        const ImageU8 small = resizeMask(frame.observed, width, height);
        std::vector<Row> rows(static_cast<size_t>(height));
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                if (small.at(x, y) != 0) rows[static_cast<size_t>(y)].bits[x / 64] |= 1ULL << (x % 64);
        m_observed.push_back(std::move(rows));
    }
}

SilhouetteScorer::Counts SilhouetteScorer::count(const RigidTransform& camFromBase) const {
    const int width = m_camera.width, height = m_camera.height;
    const size_t frames = m_poses.size();
    std::vector<std::vector<Row>> drawn(frames, std::vector<Row>(static_cast<size_t>(height)));
    std::vector<Eigen::Vector2f> points, hull;
    for (size_t f = 0; f < frames; ++f) {
        for (size_t h = 0; h < m_hulls.size(); ++h) {
            const RigidTransform pose = camFromBase * m_poses[f][h];
            const Eigen::Matrix3f r = pose.linear().cast<float>();
            const Eigen::Vector3f t = pose.translation().cast<float>();
            points.clear();
            for (const Eigen::Vector3f& p : m_hulls[h]) {
                const Eigen::Vector3f q = r * p + t;
                if (q.z() < 0.03F) continue;  // the part behind the camera cannot be seen
                points.emplace_back(
                    static_cast<float>(m_camera.fx) * q.x() / q.z() + static_cast<float>(m_camera.cx),
                    static_cast<float>(m_camera.fy) * q.y() / q.z() + static_cast<float>(m_camera.cy));
            }
            if (points.size() < 3) continue;
            convexHull(points, hull);
            if (hull.size() < 3) continue;
            float top = 1e9F, bottom = -1e9F;
            for (const auto& p : hull) {
                top = std::min(top, p.y());
                bottom = std::max(bottom, p.y());
            }
            const int y0 = std::max(0, static_cast<int>(std::ceil(std::max(top, -1.0F))));
            const int y1 = std::min(height - 1, static_cast<int>(std::floor(std::min(bottom, 1e6F))));
            for (int y = y0; y <= y1; ++y) {
                float left = 1e9F, right = -1e9F;
                const float fy = static_cast<float>(y);
                for (size_t i = 0; i < hull.size(); ++i) {
                    const auto& a = hull[i];
                    const auto& b = hull[i + 1 == hull.size() ? 0 : i + 1];
                    if ((a.y() <= fy) == (b.y() <= fy)) {
                        if (a.y() != fy) continue;
                        left = std::min(left, a.x());
                        right = std::max(right, a.x());
                        continue;
                    }
                    const float x = a.x() + (fy - a.y()) / (b.y() - a.y()) * (b.x() - a.x());
                    left = std::min(left, x);
                    right = std::max(right, x);
                }
                const int x0 = std::max(0, static_cast<int>(std::ceil(std::clamp(left, -1.0F, 1e6F))));
                const int x1 =
                    std::min(width - 1, static_cast<int>(std::floor(std::clamp(right, -1e6F, 1e6F))));
                if (x0 > x1) continue;
                Row& row = drawn[f][static_cast<size_t>(y)];
                for (int w = x0 / 64; w <= x1 / 64; ++w) {
                    uint64_t bits = ~0ULL;
                    if (w == x0 / 64) bits &= ~0ULL << (x0 % 64);
                    if (w == x1 / 64) bits &= ~0ULL >> (63 - x1 % 64);
                    row.bits[w] |= bits;
                }
            }
        }
    }
    Counts counts;
    const auto half = static_cast<uint32_t>(frames / 2);
    for (int y = 0; y < height; ++y)
        for (int w = 0; w * 64 < width; ++w) {
            const auto row = static_cast<size_t>(y);
            uint64_t dontCare = 0;
            if (m_changeMasks) {
                // Bit-sliced counters: plane[k] holds bit k of 64 pixels' counts.
                uint64_t planes[6] = {0, 0, 0, 0, 0, 0};
                for (size_t f = 0; f < frames; ++f) {
                    uint64_t carry = drawn[f][row].bits[w];
                    for (uint64_t& plane : planes) {
                        const uint64_t next = plane & carry;
                        plane ^= carry;
                        carry = next;
                    }
                }
                // count > half, compared from the highest bit down.
                uint64_t greater = 0, equal = ~0ULL;
                for (int k = 5; k >= 0; --k) {
                    const uint64_t bit = (half >> k) & 1U ? ~0ULL : 0ULL;
                    greater |= equal & planes[k] & ~bit;
                    equal &= ~(planes[k] ^ bit);
                }
                dontCare = greater;
            }
            for (size_t f = 0; f < frames; ++f) {
                const uint64_t d = drawn[f][row].bits[w] & ~dontCare,
                               o = m_observed[f][row].bits[w] & ~dontCare;
                counts.both += std::popcount(d & o);
                counts.either += std::popcount(d | o);
                counts.drawn += std::popcount(d);
                counts.observed += std::popcount(o);
            }
        }
    counts.pixels = static_cast<double>(width) * height * static_cast<double>(frames);
    return counts;
}

double SilhouetteScorer::score(const RigidTransform& camFromBase) const {
    const Counts c = count(camFromBase);
    // A view in which the robot hardly shows, or hides behind its own don't-care zone, explains nothing.
    if (c.drawn < 2e-3 * c.pixels || c.either <= 0) return 0;
    return c.both / (c.drawn + m_unexplainedWeight * (c.observed - c.both));
}

SilhouetteScorer::Workspace SilhouetteScorer::workspace() const {
    // The base counts as one more link: with end-effector poses only, the arm is where none is known.
    Workspace out;
    double count = 0;
    for (const auto& poses : m_poses) {
        for (const RigidTransform& pose : poses) out.centre += pose.translation();
        count += static_cast<double>(poses.size() + 1);
    }
    out.centre /= std::max(1.0, count);
    out.reach = out.centre.norm();
    for (const auto& poses : m_poses)
        for (const RigidTransform& pose : poses)
            out.reach = std::max(out.reach, (pose.translation() - out.centre).norm());
    double points = 0;
    for (const auto& poses : m_poses)
        for (size_t h = 0; h < poses.size(); ++h)
            for (const Eigen::Vector3f& p : m_hulls[h]) {
                const Eigen::Vector3d d = poses[h] * p.cast<double>() - out.centre;
                out.scatter += d * d.transpose();
                ++points;
            }
    out.scatter /= std::max(1.0, points);
    return out;
}

SilhouetteScorer::Agreement SilhouetteScorer::agreement(const RigidTransform& camFromBase) const {
    const Counts c = count(camFromBase);
    return {c.drawn > 0 ? c.both / c.drawn : 0, c.observed > 0 ? c.both / c.observed : 0, c.drawn / c.pixels};
}

PoseCandidate climb(const SilhouetteScorer& scorer, const PoseCandidate& start, int steps,
                    double firstRotation, double firstTranslation, uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    PoseCandidate best = start;
    Vector6d lastGain = Vector6d::Zero();
    for (int k = 0; k < steps; ++k) {
        const double size = std::pow(0.03, static_cast<double>(k) / steps);  // shrinks to 3 %
        Vector6d delta;
        for (int i = 0; i < 3; ++i) delta[i] = firstRotation * size * normal(random);
        for (int i = 3; i < 6; ++i) delta[i] = firstTranslation * size * normal(random);
        if (k % 3 == 0) delta += 0.8 * lastGain;
        // Turn about the workspace as seen, not about the camera: shift so that the view stays on the robot.
        const Eigen::Vector3d pivot(0, 0, best.camFromBase.translation().norm());
        if (k % 2 == 0) delta.tail<3>() -= delta.head<3>().cross(pivot);
        PoseCandidate next{perturbLeft(delta, best.camFromBase), 0};
        next.score = scorer.score(next.camFromBase);
        if (next.score > best.score) {
            best = next;
            lastGain = delta;
        }
    }
    return best;
}

std::vector<PoseCandidate> searchPoses(const SilhouetteScorer& scorer, const PoseSearchOptions& options,
                                       const RunContext& context) {
    const SilhouetteScorer::Workspace workspace = scorer.workspace();
    const Eigen::Vector3d& mean = workspace.centre;
    const double reach = std::clamp(workspace.reach, 0.1, 2.0);

    std::vector<PoseCandidate> all(static_cast<size_t>(options.candidates));
    parallelFor(options.candidates, context.threads, [&](int i) {
        if (context.stopped()) return;
        std::mt19937_64 random(options.seed * 1000003ULL + static_cast<uint64_t>(i));
        std::uniform_real_distribution<double> uniform(0, 1);
        std::normal_distribution<double> normal;
        const double azimuth = 2 * std::numbers::pi * uniform(random);
        const double sine =
            -0.15 + 1.14 * uniform(random);  // elevation -9..81 degrees, uniform on the sphere
        const double elevation = std::asin(std::min(sine, 0.99));
        const double distance = reach * 0.9 * std::pow(6.0, uniform(random));
        Eigen::Vector3d target = mean;
        for (int c = 0; c < 3; ++c) target[c] += 0.35 * reach * normal(random);
        const Eigen::Vector3d centre =
            target + distance * Eigen::Vector3d(std::cos(elevation) * std::cos(azimuth),
                                                std::cos(elevation) * std::sin(azimuth), std::sin(elevation));
        const Eigen::Vector3d forward = (target - centre).normalized();
        Eigen::Vector3d right = forward.cross(Eigen::Vector3d::UnitZ());
        right = right.norm() < 1e-6 ? Eigen::Vector3d::UnitX() : Eigen::Vector3d(right.normalized());
        const Eigen::Vector3d down = forward.cross(right);
        const double roll =
            uniform(random) < 0.15 ? 2 * std::numbers::pi * uniform(random) : 0.1 * normal(random);
        Eigen::Matrix3d rotation;
        rotation.row(0) = std::cos(roll) * right + std::sin(roll) * down;
        rotation.row(1) = -std::sin(roll) * right + std::cos(roll) * down;
        rotation.row(2) = forward;
        PoseCandidate& candidate = all[static_cast<size_t>(i)];
        candidate.camFromBase.linear() = rotation;
        candidate.camFromBase.translation() = -rotation * centre;
        if (options.constrain)
            candidate.camFromBase = options.constrain(candidate.camFromBase, static_cast<size_t>(i));
        candidate.score = scorer.score(candidate.camFromBase);
    });
    std::ranges::stable_sort(all, std::ranges::greater{}, &PoseCandidate::score);

    const auto distinct = [](const std::vector<PoseCandidate>& sorted, double rotation, double translation,
                             size_t most) {
        std::vector<PoseCandidate> out;
        for (const PoseCandidate& c : sorted) {
            if (!(c.score > 0)) continue;
            const bool known = std::ranges::any_of(out, [&](const PoseCandidate& other) {
                return rotationAngleBetween(other.camFromBase, c.camFromBase) < rotation &&
                       (cameraCentre(other.camFromBase) - cameraCentre(c.camFromBase)).norm() < translation;
            });
            if (!known) out.push_back(c);
            if (out.size() >= most) break;
        }
        return out;
    };
    std::vector<PoseCandidate> climbed =
        distinct(all, 0.15, 0.15 * reach, static_cast<size_t>(options.climbed));
    parallelFor(static_cast<int>(climbed.size()), context.threads, [&](int i) {
        if (context.stopped()) return;
        PoseCandidate& c = climbed[static_cast<size_t>(i)];
        c = climb(scorer, c, options.climbSteps, 0.15, 0.15 * reach,
                  options.seed + static_cast<uint64_t>(i) + 1);
    });
    std::ranges::stable_sort(climbed, std::ranges::greater{}, &PoseCandidate::score);
    return distinct(climbed, 0.1, 0.1, static_cast<size_t>(options.kept));
}

}  // namespace camframe
