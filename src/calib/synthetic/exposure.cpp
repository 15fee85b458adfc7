// SPDX-License-Identifier: Apache-2.0
#include "calib/synthetic/exposure.h"

#include <Eigen/Geometry>
#include <cmath>

namespace camframe::synthetic {

namespace {

using Eigen::Vector3f;

constexpr float kLift = 4e-4F;  // secondary rays start this far off the surface (m)

Vector3f onLamp(const AreaLight& light, const Vector3f& from, float u, float v) {
    const Vector3f axis = (light.centre - from).normalized();
    const Vector3f across = axis.unitOrthogonal(), other = axis.cross(across);
    const float radius = light.radius * std::sqrt(u), angle = 6.2831853F * v;
    return light.centre + radius * (std::cos(angle) * across + std::sin(angle) * other);
}

/// Cosine-distributed direction around a normal (Malley's method).
Vector3f aroundNormal(const Vector3f& normal, float u, float v) {
    const Vector3f across = normal.unitOrthogonal(), other = normal.cross(across);
    const float radius = std::sqrt(u), angle = 6.2831853F * v;
    return radius * (std::cos(angle) * across + std::sin(angle) * other) + std::sqrt(1 - u) * normal;
}

/// Share of the active rays of a packet that meet nothing; 1 without active rays.
float openShare(RayPacket rays, std::span<const Layer> layers) {
    int count = 0;
    for (const float limit : rays.tMax) count += limit > 0;
    if (count == 0) return 1;
    int open = count;
    for (const Layer& layer : layers) {
        const int blocked = layer.bvh->occluded(rays);
        for (size_t k = 0; k < 4; ++k)
            if (blocked >> k & 1) {
                rays.tMax[k] = -1;
                --open;
            }
        if (open == 0) return 0;
    }
    return static_cast<float>(open) / static_cast<float>(count);
}

}  // namespace

Exposure LampsAndRoom::exposure(const std::array<Vector3f, 4>& points, const std::array<Vector3f, 4>& normals,
                                int active, const SampleGroup& samples, std::array<float, 6> shifts,
                                std::span<const Layer> layers, const std::array<bool, 3>& wanted) const {
    Exposure out;
    for (size_t i = 0; i < 2; ++i) {
        if (!wanted[i]) continue;
        RayPacket packet;
        for (int k = 0; k < 4; ++k) {
            if (!(active >> k & 1)) continue;
            const auto [u, v] =
                secondaryPair(samples[static_cast<size_t>(k)], shifts[2 * i], shifts[2 * i + 1]);
            const Vector3f from = points[static_cast<size_t>(k)] + kLift * normals[static_cast<size_t>(k)];
            const Vector3f way = onLamp(m_lights[i], from, u, v) - from;
            // A surface that faces away gets no light from this lamp anyway.
            if (way.dot(normals[static_cast<size_t>(k)]) > 0) packet.setRay(k, from, way, 0.999F);
        }
        out.lamps[i] = openShare(packet, layers);
    }
    if (!wanted[2]) return out;
    RayPacket packet;
    for (int k = 0; k < 4; ++k) {
        if (!(active >> k & 1)) continue;
        const auto [u, v] = secondaryPair(samples[static_cast<size_t>(k)], shifts[4], shifts[5]);
        packet.setRay(k, points[static_cast<size_t>(k)] + kLift * normals[static_cast<size_t>(k)],
                      aroundNormal(normals[static_cast<size_t>(k)], u, v), kOcclusionRange);
    }
    out.openness = 0.25F + 0.75F * openShare(packet, layers);
    return out;
}

Exposure LampsAndRoom::flatExposure(const std::array<Vector3f, 4>& points,
                                    const std::array<Vector3f, 4>& normals,
                                    const std::array<float, 6>& shifts, std::span<const Layer> layers,
                                    int openGroups, const std::array<bool, 3>& reached) const {
    const Exposure first = exposure(points, normals, 15, kSpreadGroups[0], shifts, layers, reached);
    const auto partial = [](float share) { return share > 0 && share < 1; };
    // Openness differs everywhere; stopping early where four rays happen to be free would show as dots.
    std::array<bool, 3> wanted{partial(first.lamps[0]), partial(first.lamps[1]), reached[2]};
    Exposure out = first;
    std::array<int, 3> groups{1, 1, 1};
    for (int group = 1; group < kGrid; ++group) {
        if (group >= openGroups) wanted[2] = false;
        const Exposure more =
            exposure(points, normals, 15, kSpreadGroups[static_cast<size_t>(group)], shifts, layers, wanted);
        for (size_t i = 0; i < 2; ++i)
            if (wanted[i]) {
                out.lamps[i] += more.lamps[i];
                ++groups[i];
            }
        if (wanted[2]) {
            out.openness += more.openness;
            ++groups[2];
        }
    }
    for (size_t i = 0; i < 2; ++i) out.lamps[i] /= static_cast<float>(groups[i]);
    out.openness /= static_cast<float>(groups[2]);
    return out;
}

}  // namespace camframe::synthetic
