// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "model/core/camera_model.h"
#include "model/core/image.h"
#include "model/core/progress.h"
#include "model/core/rigid_transform.h"
#include "render/renderer.h"

namespace camframe {

/// Scores camera poses by how well the robot's silhouettes, as convex hulls of its links, cover what was
/// observed in several frames at once. Tiny pictures (at most 192 px wide) held as bits: some ten thousand
/// poses a second.
///
/// With change masks (pixels that differ from the temporal median) a pixel that the robot covers in more than
/// half of the frames does not count: the median shows the robot there. With true robot masks all count.
class SilhouetteScorer {
public:
    struct Frame {
        std::span<const RigidTransform> baseFromLink;
        ImageU8 observed;  ///< 255 = changed, or robot. Any size; all frames alike.
    };
    struct Options {
        int width = 160;  ///< px; clamped to 64..192.
        bool changeMasks = true;
        /// What observed pixels cost that are not drawn; less than 1 where links with unknown poses move too.
        double unexplainedWeight = 1;
    };

    SilhouetteScorer(const RobotGeometry& geometry, const std::vector<bool>& linkKnown,
                     const CameraModel& camera, std::span<const Frame> frames, const Options& options);

    /// Intersection over union of drawn and observed pixels, 0..1, outside the don't-care zone; 0 when hardly
    /// anything is drawn there.
    /// @param mostFrames  Look at that many frames only, spread over all of them.
    double score(const RigidTransform& camFromBase, int mostFrames = kAllFrames) const;
    static constexpr int kAllFrames = 63;
    /// The same for many poses at once, by a counter made from scene(); its error where it fails.
    Result<std::vector<double>> scores(HullCounter& counter, std::span<const RigidTransform> camFromBase,
                                       int mostFrames, int threads) const;
    const HullScene& scene() const { return m_scene; }

    /// Where the drawn links are over time, and the base.
    struct Workspace {
        Eigen::Vector3d centre{0, 0, 0};  ///< Base space (m).
        double reach = 0;                 ///< Farthest link from the centre (m).
        /// Mean of (p - centre)(p - centre)^T over what is drawn (m^2): its axes are those of the arm's
        /// shape.
        Eigen::Matrix3d scatter = Eigen::Matrix3d::Zero();
    };
    Workspace workspace() const;

    struct Agreement {
        double precision = 0;   ///< Share of the drawn pixels that are observed.
        double recall = 0;      ///< Share of the observed pixels that are drawn.
        double drawnShare = 0;  ///< Drawn pixels that count, of all pixels.
    };
    Agreement agreement(const RigidTransform& camFromBase) const;

private:
    struct Counts {
        double both = 0, drawn = 0, observed = 0, pixels = 0;
    };
    Counts count(const RigidTransform& camFromBase, int mostFrames) const;
    Counts countsOf(const BitCounts& bits, size_t frames) const;
    double scoreOf(const Counts& counts) const;
    /// Projections of all bodies into the first frames.
    void project(const RigidTransform& camFromBase, size_t frames, std::span<HullProjection> out) const;
    size_t framesOf(int most) const { return std::min(m_poses.size(), static_cast<size_t>(most)); }

    CameraModel m_camera;
    HullScene m_scene;
    double m_unexplainedWeight = 1;
    std::vector<std::vector<Eigen::Vector3f>> m_extremes;  ///< Per drawn link: extreme points, link space.
    std::vector<int> m_linkOfHull;
    std::vector<std::vector<RigidTransform>> m_poses;  ///< [frame][hull]
};

struct PoseSearchOptions {
    uint64_t seed = 0;
    int candidates = 3000;  ///< Random cameras; more finds harder views and takes longer.
    int compared = 400;     ///< Best candidates in a few frames, which are compared in all.
    int climbed = 16;       ///< Best candidates that are improved by random steps.
    int climbSteps = 160;   ///< Steps for each of them.
    int kept = 5;           ///< Distinct results returned.
    /// Counts candidates where that is faster than pose by pose (Renderer::countsHullsFast); may be null. The
    /// poses found are the same.
    Renderer* renderer = nullptr;
    /// Moves candidate `index` to where it agrees with what else is known (a mark); may be empty.
    std::function<RigidTransform(const RigidTransform& camFromBase, size_t index)> constrain;

    /// Eight times the candidates, six times the climbs: for recordings in which the usual search finds
    /// nothing that explains much.
    static PoseSearchOptions thorough();
};

struct PoseCandidate {
    RigidTransform camFromBase = RigidTransform::Identity();
    double score = 0;
};

/// Global search for the camera: random views of the robot's workspace (0.25..3 m away, mostly upright),
/// the best improved step by step. Returns distinct poses, best first. Deterministic under the seed.
std::vector<PoseCandidate> searchPoses(const SilhouetteScorer& scorer, const PoseSearchOptions& options,
                                       const RunContext& context);

/// Improves a pose by random steps that shrink, keeping what scores better.
PoseCandidate climb(const SilhouetteScorer& scorer, const PoseCandidate& start, int steps,
                    double firstRotation, double firstTranslation, uint64_t seed);

}  // namespace camframe
