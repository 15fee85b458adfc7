// SPDX-License-Identifier: Apache-2.0
#include "calib/synthetic/still_scene.h"

#include <Eigen/Geometry>
#include <cmath>

namespace camframe::synthetic {

using Eigen::Vector3f;

void StillScene::castStillRow(int y) {
    for (int x = 0; x < camera.width; ++x) {
        Pixel& pixel = pixels[pixelIndex(x, y)];
        pixel.depth = kFar;
        if (!rays.seen(x, y)) continue;
        RayPacket packet;
        const Vector3f direction = rays.through(x, y);
        packet.setRay(0, rays.centre(), direction, kFar);
        const HitPacket hits = stillBvh.closest(packet);
        if (hits.triangle[0] < 0) continue;
        pixel.depth = refinedDepth(scene.still.corners[static_cast<size_t>(hits.triangle[0])], rays.centre(),
                                   direction, hits.t[0]);
        pixel.point = rays.centre() + pixel.depth * direction;
        pixel.normal = scene.still.normal(hits.triangle[0], hits.u[0], hits.v[0]);
        if (pixel.normal.dot(direction) > 0) pixel.normal = -pixel.normal;
        pixel.surface = scene.still.attributes[static_cast<size_t>(hits.triangle[0])].material;
    }
}

void StillScene::findFlatRow(int y) {
    if (y == 0 || y + 1 == camera.height) return;
    for (int x = 1; x + 1 < camera.width; ++x) {
        Pixel& pixel = pixels[pixelIndex(x, y)];
        pixel.flat = true;
        for (int dy = -1; dy <= 1; ++dy)
            for (int dx = -1; dx <= 1; ++dx)
                pixel.flat = pixel.flat && sameSurface(pixel, pixels[pixelIndex(x + dx, y + dy)], 0.01F);
        // A plane seen edge-on says little about depth.
        pixel.flat =
            pixel.flat && std::abs(pixel.normal.dot((pixel.point - rays.centre()).normalized())) > 0.1F;
    }
}

void StillScene::shadeStillFlat(int x, int y) {
    const Layer layers[] = {{&scene.still, &stillBvh}};
    const size_t index = pixelIndex(x, y);
    Pixel& pixel = pixels[index];
    const auto positions = samplePositions(pixelRandom(index, 1));
    std::array<Vector3f, 4> points, normals;
    normals.fill(pixel.normal);
    Shading sum;
    for (size_t k = 0; k < 4; ++k) {
        const auto [dx, dy] = positions[static_cast<size_t>(kSpreadGroups[0][k])];
        const Vector3f direction = rays.inside(x, y, dx, dy);
        points[k] = rays.centre() + planeDepth(pixel, direction) * direction;
        sum += shade(scene.still.materials[static_cast<size_t>(pixel.surface)], points[k], normals[k],
                     -direction.normalized(), scene.lights);
    }
    HashRandom extra = pixelRandom(index, 4);
    std::array<float, 6> shifts;
    for (float& shift : shifts) shift = extra.uniform();
    const Exposure seen = secondary.flatExposure(points, normals, shifts, layers, kGrid);
    pixel.shading.ambient = sum.ambient * (seen.openness / 4);
    for (size_t i = 0; i < 2; ++i) pixel.shading.fromLight[i] = sum.fromLight[i] * (seen.lamps[i] / 4);
}

void StillScene::shadeStillRow(int y) {
    const Layer layers[] = {{&scene.still, &stillBvh}};
    for (int x = 0; x < camera.width; ++x) {
        const size_t index = pixelIndex(x, y);
        Pixel& pixel = pixels[index];
        if (!rays.seen(x, y)) continue;
        if (pixel.flat) {
            shadeStillFlat(x, y);
            continue;
        }
        HashRandom random = pixelRandom(index, 1), extra = pixelRandom(index, 4);
        for (int first = 0; first < kSamples; first += 4) {
            RayPacket packet;
            std::array<Vector3f, 4> directions, points, normals;
            for (int k = 0; k < 4; ++k) {
                const auto [dx, dy] = samplePosition(first + k, random);
                directions[static_cast<size_t>(k)] = rays.inside(x, y, dx, dy);
                packet.setRay(k, rays.centre(), directions[static_cast<size_t>(k)], kFar);
            }
            const HitPacket hits = stillBvh.closest(packet);
            int active = 0;
            Shading sum;
            for (size_t k = 0; k < 4; ++k) {
                if (hits.triangle[k] < 0) continue;
                sampleDepth[index * kSamples + static_cast<size_t>(first) + k] = hits.t[k];
                active |= 1 << k;
                points[k] = rays.centre() + hits.t[k] * directions[k];
                const Vector3f towardsCamera = -directions[k].normalized();
                normals[k] = scene.still.normal(hits.triangle[k], hits.u[k], hits.v[k]);
                if (normals[k].dot(towardsCamera) < 0) normals[k] = -normals[k];
                sum += shade(materialOf(scene.still, hits.triangle[k]), points[k], normals[k], towardsCamera,
                             scene.lights);
            }
            if (!active) continue;
            std::array<float, 6> shifts;
            for (float& shift : shifts) shift = extra.uniform();
            const Exposure seen =
                secondary.exposure(points, normals, active, rowGroup(first), shifts, layers);
            pixel.shading.ambient += sum.ambient * (seen.openness / kSamples);
            for (size_t i = 0; i < 2; ++i)
                pixel.shading.fromLight[i] += sum.fromLight[i] * (seen.lamps[i] / kSamples);
        }
    }
}

}  // namespace camframe::synthetic
