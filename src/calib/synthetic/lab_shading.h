// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <array>
#include <vector>

#include "calib/synthetic/lab_scene.h"

namespace camframe::synthetic {

/// Light that leaves a point towards the camera, split by what can be shadowed separately.
struct Shading {
    Eigen::Vector3f ambient{0, 0, 0};  ///< Times ambient openness.
    std::array<Eigen::Vector3f, 2> fromLight{Eigen::Vector3f::Zero(),
                                             Eigen::Vector3f::Zero()};  ///< Times each lamp's visibility.

    Shading& operator+=(const Shading& other) {
        ambient += other.ambient;
        for (size_t i = 0; i < 2; ++i) fromLight[i] += other.fromLight[i];
        return *this;
    }
};

/// Diffuse light, highlights of the lamps and a mirror term against a schematic room, for a point of a
/// surface.
/// @param normal, towardsCamera  Unit vectors on the same side.
Shading shade(const Material& material, const Eigen::Vector3f& point, const Eigen::Vector3f& normal,
              const Eigen::Vector3f& towardsCamera, const std::vector<AreaLight>& lights);

inline const Material& materialOf(const Surface& surface, int triangle) {
    return surface.materials[surface.attributes[static_cast<size_t>(triangle)].material];
}

}  // namespace camframe::synthetic
