// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <array>
#include <span>
#include <vector>

#include "calib/synthetic/bvh.h"
#include "calib/synthetic/lab_scene.h"
#include "calib/synthetic/sample_pattern.h"

namespace camframe::synthetic {

constexpr float kOcclusionRange = 0.35F;  ///< How far ambient occlusion reaches (m).

/// A surface with the hierarchy of its triangles.
struct Layer {
    const Surface* surface = nullptr;
    const Bvh* bvh = nullptr;
};

/// Visibility of both lamps and openness to the room for up to four points.
struct Exposure {
    std::array<float, 2> lamps{1, 1};
    float openness = 1;
};

/// Rays from points of surfaces towards the lamps and into the room: what reaches the points. Immutable.
/// Lifetime: the lamps must outlive this.
class LampsAndRoom {
public:
    explicit LampsAndRoom(const std::vector<AreaLight>& lights) : m_lights(lights) {}

    /// @param active  Bit k: point k counts.
    /// @param samples, shifts  Which of the stratified directions each point takes, and how they are turned.
    /// @param wanted  Both lamps, and the room; what is not wanted is 1.
    Exposure exposure(const std::array<Eigen::Vector3f, 4>& points,
                      const std::array<Eigen::Vector3f, 4>& normals, int active, const SampleGroup& samples,
                      std::array<float, 6> shifts, std::span<const Layer> layers,
                      const std::array<bool, 3>& wanted = {true, true, true}) const;

    /// Exposure of four points of one flat pixel: by four rays each; of a lamp of which some are blocked and
    /// some not by sixteen, of the room by four times `openGroups`.
    Exposure flatExposure(const std::array<Eigen::Vector3f, 4>& points,
                          const std::array<Eigen::Vector3f, 4>& normals, const std::array<float, 6>& shifts,
                          std::span<const Layer> layers, int openGroups,
                          const std::array<bool, 3>& reached = {true, true, true}) const;

private:
    const std::vector<AreaLight>& m_lights;
};

}  // namespace camframe::synthetic
