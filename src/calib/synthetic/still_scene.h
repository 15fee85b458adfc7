// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "calib/synthetic/exposure.h"
#include "calib/synthetic/lab_shading.h"
#include "calib/synthetic/viewing_rays.h"

namespace camframe::synthetic {

/// What a still camera sees of the part of a laboratory that does not move: cast and shaded once, row by row,
/// and kept for all frames.
struct StillScene {
    /// What is kept of a pixel of the unmoving scene.
    struct Pixel {
        Shading shading;                ///< Mean over the samples, with the scene's own shadows.
        Eigen::Vector3f point, normal;  ///< At the centre.
        float depth = 0;                ///< At the centre; kFar = nothing.
        int surface = -1;               ///< Material at the centre; -1 = nothing.
        bool flat = false;              ///< Adaptive only: the neighbours show the same smooth surface.
    };

    const LabScene& scene;
    CameraModel camera;
    RigidTransform camFromBase;
    ViewingRays rays;
    LampsAndRoom secondary;
    Bvh stillBvh;
    uint64_t seed;
    bool adaptive;
    std::vector<Pixel> pixels;
    std::vector<float> sampleDepth;  ///< kSamples per pixel; of flat pixels the plane says it.

    StillScene(const LabScene& scene_, const CameraModel& camera_, const RigidTransform& camFromBase_,
               uint64_t seed_, bool adaptive_)
        : scene(scene_),
          camera(camera_),
          camFromBase(camFromBase_),
          rays(camera_, camFromBase_),
          secondary(scene_.lights),
          stillBvh(scene_.still.corners),
          seed(seed_),
          adaptive(adaptive_),
          pixels(static_cast<size_t>(camera_.width) * static_cast<size_t>(camera_.height)),
          sampleDepth(pixels.size() * kSamples, kFar) {}

    size_t pixelIndex(int x, int y) const {
        return static_cast<size_t>(y) * static_cast<size_t>(camera.width) + static_cast<size_t>(x);
    }
    HashRandom pixelRandom(size_t pixel, uint64_t purpose) const { return HashRandom(seed + purpose, pixel); }

    // In this order, each for all rows; rows of one step may be done in parallel.
    void castStillRow(int y);
    void findFlatRow(int y);  ///< Adaptive only.
    void shadeStillRow(int y);

    /// Depth of the plane of a flat pixel along a ray.
    float planeDepth(const Pixel& pixel, const Eigen::Vector3f& direction) const {
        return pixel.normal.dot(pixel.point - rays.centre()) / pixel.normal.dot(direction);
    }

    /// Do two pixels of the unmoving scene show one smooth surface?
    static bool sameSurface(const Pixel& a, const Pixel& b, float bend) {
        return a.surface >= 0 && a.surface == b.surface && a.normal.dot(b.normal) > 1 - bend &&
               std::abs(a.normal.dot(b.point - a.point)) < 0.003F;
    }

private:
    void shadeStillFlat(int x, int y);
};

}  // namespace camframe::synthetic
