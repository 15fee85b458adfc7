// SPDX-License-Identifier: Apache-2.0
#include "calib/synthetic/lab_shading.h"

#include <algorithm>
#include <cmath>

namespace camframe::synthetic {

namespace {

using Eigen::Vector3f;

/// The room as a polished surface mirrors it: bright above, dim below, two lamps.
Vector3f mirroredRoom(const Vector3f& direction, const std::vector<AreaLight>& lights, const Vector3f& from) {
    const float up = 0.5F + 0.5F * direction.z();
    Vector3f out = (0.10F + 0.50F * up * up) * Vector3f(0.96F, 0.98F, 1.0F);
    for (const AreaLight& light : lights) {
        const float alignment = (light.centre - from).normalized().dot(direction);
        const float lobe = std::exp(70.0F * (alignment - 1));
        out += 2.2F * lobe * light.colour;
    }
    return out;
}

}  // namespace

Shading shade(const Material& material, const Vector3f& point, const Vector3f& normal,
              const Vector3f& towardsCamera, const std::vector<AreaLight>& lights) {
    Shading out;
    const Vector3f albedo = material.albedo(point);
    const float up = 0.5F + 0.5F * normal.z();
    const float facing = std::max(0.0F, normal.dot(towardsCamera));
    const float fresnel = 0.04F + 0.96F * std::pow(1 - facing, 5.0F);
    const float mirror = fresnel * material.gloss;
    out.ambient = albedo.cwiseProduct((0.11F + 0.17F * up) * Vector3f(0.97F, 0.99F, 1.0F));
    const Vector3f reflected = 2 * normal.dot(towardsCamera) * normal - towardsCamera;
    out.ambient += mirror * mirroredRoom(reflected, lights, point);
    const float shininess = 12 + 120 * material.gloss * material.gloss;
    for (size_t i = 0; i < lights.size() && i < 2; ++i) {
        const Vector3f leg = lights[i].centre - point;
        const float square = leg.squaredNorm();
        const Vector3f towardsLight = leg / std::sqrt(square);
        const float cosine = normal.dot(towardsLight);
        if (cosine <= 0) continue;
        const Vector3f irradiance = lights[i].colour * (cosine * 4.0F / square);
        const Vector3f half = (towardsLight + towardsCamera).normalized();
        const float highlight = material.gloss * 0.04F * (shininess + 8) / 8 *
                                std::pow(std::max(0.0F, normal.dot(half)), shininess);
        out.fromLight[i] = (0.80F * albedo + Vector3f::Constant(highlight)).cwiseProduct(irradiance);
    }
    return out;
}

}  // namespace camframe::synthetic
