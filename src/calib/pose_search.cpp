// SPDX-License-Identifier: Apache-2.0
#include "calib/pose_search.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <random>

#include "calib/mask_evidence.h"
#include "model/core/log.h"
#include "model/core/parallel.h"

namespace camframe {

namespace {

/// Vertices that are extreme in some of many directions: their hull is the mesh's hull to about 2 %.
std::vector<Eigen::Vector3f> extremePoints(const TriangleMesh& mesh) {
    std::vector<Eigen::Vector3f> out;
    constexpr int kDirections = 64;
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

/// 0..count-1 such that the first few of them are spread over all (van der Corput's sequence).
std::vector<size_t> spreadOrder(size_t count) {
    std::vector<std::pair<double, size_t>> keys;
    for (size_t i = 0; i < count; ++i) {
        // The place of i in the order is where the mirrored binary fraction i / count stands.
        double key = 0, digit = 0.5;
        for (size_t rest = i * 64 / std::max<size_t>(1, count), bit = 0; bit < 6;
             ++bit, digit /= 2, rest /= 2)
            key += static_cast<double>(rest % 2) * digit;
        keys.emplace_back(key, i);
    }
    std::ranges::sort(keys);
    std::vector<size_t> out;
    for (const auto& [key, i] : keys) out.push_back(i);
    return out;
}

}  // namespace

SilhouetteScorer::SilhouetteScorer(const RobotGeometry& geometry, const std::vector<bool>& linkKnown,
                                   const CameraModel& camera, std::span<const Frame> frames,
                                   const Options& options)
    : m_unexplainedWeight(options.unexplainedWeight) {
    m_scene.skipUsual = options.changeMasks;
    const int width = std::clamp(std::min(options.width, camera.width), 64, 192);
    const int height =
        std::max(8, static_cast<int>(std::lround(static_cast<double>(width) * camera.height / camera.width)));
    m_camera = camera.resized(width, height);
    m_scene.size = {width, height};
    for (const RobotGeometry::Part& part : geometry.parts()) {
        if (part.ignored || part.lods.empty() || part.lods.back().mesh.empty()) continue;
        if (!linkKnown.empty() && !linkKnown[static_cast<size_t>(part.link)]) continue;
        m_extremes.push_back(extremePoints(part.lods.back().mesh));
        m_scene.bodies.emplace_back(m_extremes.back());
        m_linkOfHull.push_back(part.link);
    }
    for (const size_t index : spreadOrder(std::min(frames.size(), static_cast<size_t>(kAllFrames)))) {
        const Frame& frame = frames[index];
        std::vector<RigidTransform> poses;
        for (const int link : m_linkOfHull) poses.push_back(frame.baseFromLink[static_cast<size_t>(link)]);
        m_poses.push_back(std::move(poses));
        const ImageU8 small = resizeMask(frame.observed, width, height);
        for (int y = 0; y < height; ++y) {
            const size_t row = m_scene.observed.size();
            m_scene.observed.resize(row + m_scene.size.wordsPerRow(), 0);
            for (int x = 0; x < width; ++x)
                if (small.at(x, y) != 0)
                    m_scene.observed[row + static_cast<size_t>(x) / 64] |= 1ULL << (x % 64);
        }
        m_scene.observedPixels.push_back(std::ranges::count_if(small.data, [](uint8_t v) { return v != 0; }));
    }
    m_scene.frames = m_poses.size();
}

void SilhouetteScorer::project(const RigidTransform& camFromBase, size_t frames,
                               std::span<HullProjection> out) const {
    Eigen::Matrix3d camera;
    camera << m_camera.fx, 0, m_camera.cx, 0, m_camera.fy, m_camera.cy, 0, 0, 1;
    for (size_t f = 0, k = 0; f < frames; ++f)
        for (size_t h = 0; h < m_scene.bodies.size(); ++h, ++k) {
            const Eigen::Matrix<double, 3, 4> projection =
                camera * (camFromBase * m_poses[f][h]).matrix().topRows<3>();
            Eigen::Map<Eigen::Matrix<float, 3, 4, Eigen::RowMajor>>(out[k].data()) = projection.cast<float>();
        }
}

SilhouetteScorer::Counts SilhouetteScorer::countsOf(const BitCounts& bits, size_t frames) const {
    Counts counts;
    counts.both = static_cast<double>(bits.both);
    counts.drawn = static_cast<double>(bits.drawn);
    counts.observed = static_cast<double>(bits.observed);
    counts.pixels =
        static_cast<double>(m_scene.size.width) * m_scene.size.height * static_cast<double>(frames);
    return counts;
}

SilhouetteScorer::Counts SilhouetteScorer::count(const RigidTransform& camFromBase, int mostFrames) const {
    // Thousands of poses are scored, by several threads: none of them should ask for memory anew.
    thread_local HullPainter painter;
    thread_local std::vector<uint64_t> drawn;
    thread_local std::vector<HullProjection> projections;
    const size_t frames = framesOf(mostFrames);
    projections.resize(frames * m_scene.bodies.size());
    project(camFromBase, frames, projections);
    return countsOf(countHulls(m_scene, projections, frames, painter, drawn), frames);
}

double SilhouetteScorer::scoreOf(const Counts& c) const {
    // A view in which the robot hardly shows, or hides behind its own don't-care zone, explains nothing.
    if (c.drawn < 2e-3 * c.pixels || c.drawn <= 0) return 0;
    return c.both / (c.drawn + m_unexplainedWeight * (c.observed - c.both));
}

double SilhouetteScorer::score(const RigidTransform& camFromBase, int mostFrames) const {
    return scoreOf(count(camFromBase, mostFrames));
}

Result<std::vector<double>> SilhouetteScorer::scores(HullCounter& counter,
                                                     std::span<const RigidTransform> camFromBase,
                                                     int mostFrames, int threads) const {
    const size_t frames = framesOf(mostFrames), each = frames * m_scene.bodies.size();
    std::vector<double> out(camFromBase.size());
    if (each == 0) return out;  // nothing can be drawn
    std::vector<HullProjection> projections(camFromBase.size() * each);
    parallelFor(static_cast<int>(camFromBase.size()), threads, [&](int i) {
        const auto k = static_cast<size_t>(i);
        project(camFromBase[k], frames, std::span(projections).subspan(k * each, each));
    });
    const auto counts = counter.count(projections, frames);
    if (!counts) return tl::unexpected(counts.error());
    std::ranges::transform(*counts, out.begin(),
                           [&](const BitCounts& bits) { return scoreOf(countsOf(bits, frames)); });
    return out;
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
            for (const Eigen::Vector3f& p : m_extremes[h]) {
                const Eigen::Vector3d d = poses[h] * p.cast<double>() - out.centre;
                out.scatter += d * d.transpose();
                ++points;
            }
    out.scatter /= std::max(1.0, points);
    return out;
}

SilhouetteScorer::Agreement SilhouetteScorer::agreement(const RigidTransform& camFromBase) const {
    const Counts c = count(camFromBase, kAllFrames);
    return {c.drawn > 0 ? c.both / c.drawn : 0, c.observed > 0 ? c.both / c.observed : 0, c.drawn / c.pixels};
}

namespace {

/// Scores many candidates: on the renderer's device where that pays, else pose by pose. With equal results.
class Scoring {
public:
    Scoring(const SilhouetteScorer& scorer, Renderer* renderer, const RunContext& context)
        : m_scorer(scorer), m_context(context) {
        if (!renderer || !renderer->countsHullsFast()) return;
        auto counter = renderer->hullCounter(scorer.scene());
        if (counter)
            m_counter = std::move(*counter);
        else
            giveUp(counter.error());
    }

    void score(std::vector<PoseCandidate>& candidates, int mostFrames) {
        if (m_counter) {
            std::vector<RigidTransform> poses;
            for (const PoseCandidate& c : candidates) poses.push_back(c.camFromBase);
            const auto scores = m_scorer.scores(*m_counter, poses, mostFrames, m_context.threads);
            if (scores) {
                for (size_t i = 0; i < candidates.size(); ++i) candidates[i].score = (*scores)[i];
                return;
            }
            giveUp(scores.error());
        }
        parallelFor(static_cast<int>(candidates.size()), m_context.threads, [&](int i) {
            if (m_context.stopped()) return;
            PoseCandidate& candidate = candidates[static_cast<size_t>(i)];
            candidate.score = m_scorer.score(candidate.camFromBase, mostFrames);
        });
    }

private:
    void giveUp(const Error& error) {
        log(LogLevel::Warning, fmt::format("Candidates are scored on the CPU: {}", error.message));
        m_counter.reset();
    }

    const SilhouetteScorer& m_scorer;
    const RunContext& m_context;
    std::unique_ptr<HullCounter> m_counter;
};

}  // namespace

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

PoseSearchOptions PoseSearchOptions::thorough() {
    PoseSearchOptions out;
    out.candidates *= 8;
    out.compared *= 8;
    out.climbed *= 6;
    return out;
}

std::vector<PoseCandidate> searchPoses(const SilhouetteScorer& scorer, const PoseSearchOptions& options,
                                       const RunContext& context) {
    const SilhouetteScorer::Workspace workspace = scorer.workspace();
    const Eigen::Vector3d& mean = workspace.centre;
    const double reach = std::clamp(workspace.reach, 0.1, 2.0);

    constexpr int kFewFrames = 5;
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
    });
    Scoring scoring(scorer, options.renderer, context);
    scoring.score(all, kFewFrames);
    std::ranges::stable_sort(all, std::ranges::greater{}, &PoseCandidate::score);
    all.resize(std::min(all.size(), static_cast<size_t>(options.compared)));
    scoring.score(all, SilhouetteScorer::kAllFrames);
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
