// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/core/result.h"
#include "render/renderer.h"

namespace camframe::baselines {

/// The robot's silhouette with soft edges and its derivative by the camera's pose, as differentiable
/// rasterisers make it. Only the benchmark uses it, to run other methods' optimisers on our renderer.
///
/// A pixel is 1 where its centre meets the robot, else 0. For two neighbours p (1) and q (0) the outline
/// crosses the line between their centres at distance c from p; the pixel on whose side that is takes up the
/// difference to one half: p += c - 1/2 when c < 1/2, q += c - 1/2 otherwise. Only pairs count to which the
/// edge is rather across than along (45 degrees). Sums above 1 are cut. A straight edge so gives every row
/// its exact coverage, and the derivative flows through c.
///
/// Source: Laine et al., "Modular primitives for high-performance differentiable rendering", 2020, 3.4; here
/// with the outline of all links together, taken from the meshes' edges instead of the triangle at p.
class AntialiasedSilhouette {
public:
    struct Options {
        double lodTolerancePx = 0.1;
        /// Take the first crease or outline of p's link on the way from p to q, instead of the outline. That
        /// is what meshes give whose vertices are split at normals: creases then pass for outlines, and the
        /// silhouette shrinks. Our meshes are welded, so edges sharper than 30 degrees stand for the splits.
        bool interiorEdges = false;
        int threads = 0;
    };
    struct Frame {
        std::span<const RigidTransform> baseFromLink;
        const ImageU8* mask = nullptr;  ///< 255 = robot. May be null for draw().
        const std::vector<bool>* linkKnown = nullptr;
    };
    struct Cost {
        double value = 0;  ///< Sum over frames and pixels of (silhouette - mask)^2.
        /// Derivative by a left perturbation of the pose (rotation, translation).
        Vector6d byPose = Vector6d::Zero();
    };

    /// @param renderer  Must outlive this. Cameras without distortion only.
    AntialiasedSilhouette(Renderer& renderer, const Options& options);
    ~AntialiasedSilhouette();
    AntialiasedSilhouette(const AntialiasedSilhouette&) = delete;
    AntialiasedSilhouette& operator=(const AntialiasedSilhouette&) = delete;

    /// Masks must have the camera's size. Deterministic, whatever the number of threads.
    Result<Cost> cost(const CameraModel& camera, const RigidTransform& camFromBase,
                      std::span<const Frame> frames);
    /// The soft silhouettes (values up to 1).
    Result<std::vector<ImageF>> draw(const CameraModel& camera, const RigidTransform& camFromBase,
                                     std::span<const Frame> frames);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace camframe::baselines
