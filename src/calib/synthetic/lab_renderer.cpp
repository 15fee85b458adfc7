// SPDX-License-Identifier: Apache-2.0
#include "calib/synthetic/lab_renderer.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <limits>

#include "calib/synthetic/random.h"
#include "model/core/parallel.h"

namespace camframe::synthetic {

namespace {

using Eigen::Vector3f;

constexpr int kGrid = 4;  // samples per pixel side; kSamples = kGrid^2
constexpr float kFar = 1e4F;
constexpr float kOcclusionRange = 0.35F;  // how far ambient occlusion reaches (m)
constexpr float kLift = 4e-4F;            // secondary rays start this far off the surface (m)

/// Directions of viewing rays in base space whose z in camera space is 1, so that ray length counts depth.
class ViewingRays {
public:
    ViewingRays(const CameraModel& camera, const RigidTransform& camFromBase)
        : m_camera(camera),
          m_baseFromCam(camFromBase.linear().transpose()),
          m_centre((-(m_baseFromCam * camFromBase.translation())).cast<float>()) {
        if (!camera.hasDistortion()) return;
        m_validRadius = camera.validRadius() * 0.9999;
        m_corners.resize(static_cast<size_t>((camera.width + 1) * (camera.height + 1)));
        for (int y = 0; y <= camera.height; ++y)
            for (int x = 0; x <= camera.width; ++x) m_corners[corner(x, y)] = normalised(x - 0.5, y - 0.5);
    }

    const Vector3f& centre() const { return m_centre; }

    /// Direction through a position inside pixel (x, y); dx, dy in -0.5..0.5.
    Vector3f inside(int x, int y, float dx, float dy) const {
        Eigen::Vector2d p;
        if (m_corners.empty()) {
            p = normalised(x + dx, y + dy);
        } else {  // the lens bends little within a pixel: interpolate between its corners
            const double u = dx + 0.5, v = dy + 0.5;
            p = (1 - v) * ((1 - u) * m_corners[corner(x, y)] + u * m_corners[corner(x + 1, y)]) +
                v * ((1 - u) * m_corners[corner(x, y + 1)] + u * m_corners[corner(x + 1, y + 1)]);
        }
        return direction(p);
    }
    /// Direction through the pixel's centre, exact.
    Vector3f through(int x, int y) const { return direction(normalised(x, y)); }
    /// False where the lens cannot see (beyond the fold of its distortion).
    bool seen(int x, int y) const {
        return m_corners.empty() || m_corners[corner(x, y)].norm() < m_validRadius;
    }

private:
    size_t corner(int x, int y) const { return static_cast<size_t>(y * (m_camera.width + 1) + x); }
    Eigen::Vector2d normalised(double u, double v) const {
        return m_camera.undistort({(u - m_camera.cx) / m_camera.fx, (v - m_camera.cy) / m_camera.fy});
    }
    Vector3f direction(const Eigen::Vector2d& p) const {
        return (m_baseFromCam * p.homogeneous()).cast<float>();
    }

    CameraModel m_camera;
    Eigen::Matrix3d m_baseFromCam;
    Vector3f m_centre;
    double m_validRadius = std::numeric_limits<double>::infinity();
    std::vector<Eigen::Vector2d> m_corners;
};

/// Depth of the plane of a triangle along a ray, in double: removes the packet's float rounding.
float refinedDepth(const TriangleCorners& triangle, const Vector3f& origin, const Vector3f& direction,
                   float fallback) {
    const Eigen::Vector3d a = triangle[0].cast<double>(), b = triangle[1].cast<double>(),
                          c = triangle[2].cast<double>();
    const Eigen::Vector3d normal = (b - a).cross(c - a);
    const double slope = normal.dot(direction.cast<double>());
    const double t = normal.dot(a - origin.cast<double>()) / slope;
    // At a grazing triangle the plane says less than the packet did.
    return std::abs(t - fallback) < 1e-4 ? static_cast<float>(t) : fallback;
}

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

/// Light that leaves a point towards the camera, split by what can be shadowed separately.
struct Shading {
    Vector3f ambient{0, 0, 0};                                              ///< Times ambient openness.
    std::array<Vector3f, 2> fromLight{Vector3f::Zero(), Vector3f::Zero()};  ///< Times each lamp's visibility.

    Shading& operator+=(const Shading& other) {
        ambient += other.ambient;
        for (size_t i = 0; i < 2; ++i) fromLight[i] += other.fromLight[i];
        return *this;
    }
};

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

struct Layer {
    const Surface* surface = nullptr;
    const Bvh* bvh = nullptr;
};

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

/// Stratified position of sample s inside its pixel, -0.5..0.5; the same in every frame.
std::pair<float, float> samplePosition(int s, HashRandom& random) {
    const float dx = (static_cast<float>(s % kGrid) + random.uniform()) / kGrid - 0.5F;
    const float dy = (static_cast<float>(s / kGrid) + random.uniform()) / kGrid - 0.5F;
    return {dx, dy};
}

/// Stratified pair for secondary rays: sample s of kSamples, turned by a random shift per pixel.
std::pair<float, float> secondaryPair(int s, float shiftU, float shiftV) {
    const int turned = (s * 7 + 3) % LabRenderer::kSamples;  // not in step with the position in the pixel
    const float u = (static_cast<float>(turned % kGrid) + shiftU) / kGrid;
    const float v = (static_cast<float>(turned / kGrid) + shiftV) / kGrid;
    return {u, v};
}

std::vector<uint8_t> dilated(const std::vector<uint8_t>& mask, int width, int height, int radius) {
    std::vector<uint8_t> rows(mask.size()), out(mask.size());
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int k = std::max(0, x - radius); k <= std::min(width - 1, x + radius); ++k)
                rows[static_cast<size_t>(y * width + x)] |= mask[static_cast<size_t>(y * width + k)];
    for (int y = 0; y < height; ++y)
        for (int k = std::max(0, y - radius); k <= std::min(height - 1, y + radius); ++k)
            for (int x = 0; x < width; ++x)
                out[static_cast<size_t>(y * width + x)] |= rows[static_cast<size_t>(k * width + x)];
    return out;
}

}  // namespace

CastFrame castRobot(const Surface& robot, const CameraModel& camera, const RigidTransform& camFromBase) {
    const Bvh bvh(robot.corners);
    const ViewingRays rays(camera, camFromBase);
    CastFrame out{ImageU8(camera.width, camera.height), ImageU8(camera.width, camera.height),
                  ImageF(camera.width, camera.height)};
    for (int y = 0; y < camera.height; ++y)
        for (int x0 = 0; x0 < camera.width; x0 += 4) {
            RayPacket packet;
            std::array<Vector3f, 4> directions;
            for (int k = 0; k < 4 && x0 + k < camera.width; ++k) {
                if (!rays.seen(x0 + k, y)) continue;
                directions[static_cast<size_t>(k)] = rays.through(x0 + k, y);
                packet.setRay(k, rays.centre(), directions[static_cast<size_t>(k)], kFar);
            }
            const HitPacket hits = bvh.closest(packet);
            for (int k = 0; k < 4; ++k) {
                const int triangle = hits.triangle[static_cast<size_t>(k)];
                if (triangle < 0) continue;
                out.linkId.at(x0 + k, y) = robot.attributes[static_cast<size_t>(triangle)].linkId;
                out.amodal.at(x0 + k, y) = 255;
                out.depth.at(x0 + k, y) =
                    refinedDepth(robot.corners[static_cast<size_t>(triangle)], rays.centre(),
                                 directions[static_cast<size_t>(k)], hits.t[static_cast<size_t>(k)]);
            }
        }
    return out;
}

struct LabRenderer::Impl {
    /// What is kept of a pixel of the unmoving scene.
    struct Pixel {
        Shading shading;         ///< Mean over the samples, with the scene's own shadows.
        Vector3f point, normal;  ///< At the centre.
        float depth = 0;         ///< At the centre; kFar = nothing.
    };

    const LabScene& scene;
    CameraModel camera;
    ViewingRays rays;
    Bvh stillBvh;
    uint64_t seed;
    std::vector<Pixel> pixels;
    std::vector<float> sampleDepth;  ///< kSamples per pixel.

    Impl(const LabScene& scene_, const CameraModel& camera_, const RigidTransform& camFromBase,
         uint64_t seed_)
        : scene(scene_),
          camera(camera_),
          rays(camera_, camFromBase),
          stillBvh(scene_.still.corners),
          seed(seed_),
          pixels(static_cast<size_t>(camera_.width) * static_cast<size_t>(camera_.height)),
          sampleDepth(pixels.size() * kSamples, kFar) {}

    size_t pixelIndex(int x, int y) const {
        return static_cast<size_t>(y) * static_cast<size_t>(camera.width) + static_cast<size_t>(x);
    }
    HashRandom pixelRandom(size_t pixel, uint64_t purpose) const { return HashRandom(seed + purpose, pixel); }

    /// Visibility of both lamps and openness to the room for up to four points.
    struct Exposure {
        std::array<float, 2> lamps{1, 1};
        float openness = 1;
    };
    Exposure exposure(const std::array<Vector3f, 4>& points, const std::array<Vector3f, 4>& normals,
                      int active, int firstSample, std::array<float, 6> shifts,
                      std::span<const Layer> layers) const {
        Exposure out;
        for (size_t i = 0; i < 2; ++i) {
            RayPacket packet;
            for (int k = 0; k < 4; ++k) {
                if (!(active >> k & 1)) continue;
                const auto [u, v] = secondaryPair(firstSample + k, shifts[2 * i], shifts[2 * i + 1]);
                const Vector3f from =
                    points[static_cast<size_t>(k)] + kLift * normals[static_cast<size_t>(k)];
                const Vector3f way = onLamp(scene.lights[i], from, u, v) - from;
                // A surface that faces away gets no light from this lamp anyway.
                if (way.dot(normals[static_cast<size_t>(k)]) > 0) packet.setRay(k, from, way, 0.999F);
            }
            out.lamps[i] = openShare(packet, layers);
        }
        RayPacket packet;
        for (int k = 0; k < 4; ++k) {
            if (!(active >> k & 1)) continue;
            const auto [u, v] = secondaryPair(firstSample + k, shifts[4], shifts[5]);
            packet.setRay(k, points[static_cast<size_t>(k)] + kLift * normals[static_cast<size_t>(k)],
                          aroundNormal(normals[static_cast<size_t>(k)], u, v), kOcclusionRange);
        }
        out.openness = 0.25F + 0.75F * openShare(packet, layers);
        return out;
    }

    void shadeStillRow(int y) {
        const Layer layers[] = {{&scene.still, &stillBvh}};
        for (int x = 0; x < camera.width; ++x) {
            const size_t index = pixelIndex(x, y);
            Pixel& pixel = pixels[index];
            if (!rays.seen(x, y)) continue;
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
                    sum += shade(materialOf(scene.still, hits.triangle[k]), points[k], normals[k],
                                 towardsCamera, scene.lights);
                }
                if (!active) continue;
                std::array<float, 6> shifts;
                for (float& shift : shifts) shift = extra.uniform();
                const Exposure seen = exposure(points, normals, active, first, shifts, layers);
                pixel.shading.ambient += sum.ambient * (seen.openness / kSamples);
                for (size_t i = 0; i < 2; ++i)
                    pixel.shading.fromLight[i] += sum.fromLight[i] * (seen.lamps[i] / kSamples);
            }
        }
        for (int x = 0; x < camera.width; ++x) {
            Pixel& pixel = pixels[pixelIndex(x, y)];
            pixel.depth = kFar;
            if (!rays.seen(x, y)) continue;
            RayPacket packet;
            const Vector3f direction = rays.through(x, y);
            packet.setRay(0, rays.centre(), direction, kFar);
            const HitPacket hits = stillBvh.closest(packet);
            if (hits.triangle[0] < 0) continue;
            pixel.depth = refinedDepth(scene.still.corners[static_cast<size_t>(hits.triangle[0])],
                                       rays.centre(), direction, hits.t[0]);
            pixel.point = rays.centre() + pixel.depth * direction;
            pixel.normal = scene.still.normal(hits.triangle[0], hits.u[0], hits.v[0]);
            if (pixel.normal.dot(direction) > 0) pixel.normal = -pixel.normal;
        }
    }

    static const Material& materialOf(const Surface& surface, int triangle) {
        return surface.materials[surface.attributes[static_cast<size_t>(triangle)].material];
    }

    /// Truth by the centre rays.
    CastFrame cast(const Layer& robot, const Layer& moved, std::vector<uint8_t>& touched) const {
        CastFrame out{ImageU8(camera.width, camera.height), ImageU8(camera.width, camera.height),
                      ImageF(camera.width, camera.height)};
        for (int y = 0; y < camera.height; ++y)
            for (int x0 = 0; x0 < camera.width; x0 += 4) {
                RayPacket packet;
                std::array<Vector3f, 4> directions;
                for (int k = 0; k < 4 && x0 + k < camera.width; ++k) {
                    if (!rays.seen(x0 + k, y)) continue;
                    directions[static_cast<size_t>(k)] = rays.through(x0 + k, y);
                    packet.setRay(k, rays.centre(), directions[static_cast<size_t>(k)], kFar);
                }
                const HitPacket robotHits = robot.bvh->closest(packet),
                                movedHits = moved.bvh->closest(packet);
                for (int k = 0; k < 4 && x0 + k < camera.width; ++k) {
                    const auto lane = static_cast<size_t>(k);
                    const size_t index = pixelIndex(x0 + k, y);
                    float depth = pixels[index].depth;
                    const int m = movedHits.triangle[lane], r = robotHits.triangle[lane];
                    if (m >= 0 && movedHits.t[lane] < depth) {
                        depth = refinedDepth(moved.surface->corners[static_cast<size_t>(m)], rays.centre(),
                                             directions[lane], movedHits.t[lane]);
                        touched[index] = 1;
                    }
                    if (r >= 0) {
                        out.amodal.at(x0 + k, y) = 255;
                        const float t = refinedDepth(robot.surface->corners[static_cast<size_t>(r)],
                                                     rays.centre(), directions[lane], robotHits.t[lane]);
                        if (t < depth) {
                            depth = t;
                            out.linkId.at(x0 + k, y) =
                                robot.surface->attributes[static_cast<size_t>(r)].linkId;
                            touched[index] = 1;
                        }
                    }
                    out.depth.at(x0 + k, y) = depth < kFar ? depth : 0;
                }
            }
        return out;
    }

    /// Light of the samples of a pixel that see robot or moved object; counts them.
    Vector3f shadeMoving(int x, int y, const Layer& robot, const Layer& moved, int& covered) const {
        const Layer all[] = {robot, moved, {&scene.still, &stillBvh}};
        const size_t index = pixelIndex(x, y);
        HashRandom random = pixelRandom(index, 1);  // the sample positions of the still pass
        HashRandom extra = pixelRandom(index, 2);
        Vector3f sum = Vector3f::Zero();
        covered = 0;
        for (int first = 0; first < kSamples; first += 4) {
            RayPacket packet;
            std::array<Vector3f, 4> directions, points, normals;
            for (int k = 0; k < 4; ++k) {
                const auto [dx, dy] = samplePosition(first + k, random);
                directions[static_cast<size_t>(k)] = rays.inside(x, y, dx, dy);
                packet.setRay(k, rays.centre(), directions[static_cast<size_t>(k)],
                              sampleDepth[index * kSamples + static_cast<size_t>(first + k)]);
            }
            const HitPacket robotHits = robot.bvh->closest(packet), movedHits = moved.bvh->closest(packet);
            int active = 0;
            Shading shading;
            for (size_t k = 0; k < 4; ++k) {
                const bool isRobot = robotHits.triangle[k] >= 0 &&
                                     (movedHits.triangle[k] < 0 || robotHits.t[k] <= movedHits.t[k]);
                if (!isRobot && movedHits.triangle[k] < 0) continue;
                const HitPacket& hits = isRobot ? robotHits : movedHits;
                const Surface& surface = isRobot ? *robot.surface : *moved.surface;
                active |= 1 << k;
                points[k] = rays.centre() + hits.t[k] * directions[k];
                const Vector3f towardsCamera = -directions[k].normalized();
                normals[k] = surface.normal(hits.triangle[k], hits.u[k], hits.v[k]);
                if (normals[k].dot(towardsCamera) < 0) normals[k] = -normals[k];
                shading += shade(materialOf(surface, hits.triangle[k]), points[k], normals[k], towardsCamera,
                                 scene.lights);
            }
            if (!active) continue;
            covered += __builtin_popcount(static_cast<unsigned>(active));
            std::array<float, 6> shifts;
            for (float& shift : shifts) shift = extra.uniform();
            const Exposure seen = exposure(points, normals, active, first, shifts, all);
            sum += seen.openness * shading.ambient + seen.lamps[0] * shading.fromLight[0] +
                   seen.lamps[1] * shading.fromLight[1];
        }
        return sum / kSamples;
    }

    /// Light of the unmoving scene at a pixel under the shadows of robot and moved object.
    Vector3f shadeShadowed(int x, int y, const Layer& robot, const Layer& moved,
                           const std::array<Eigen::AlignedBox3f, 2>& bounds) const {
        const size_t index = pixelIndex(x, y);
        const Pixel& pixel = pixels[index];
        const Shading& light = pixel.shading;
        bool reached = false;  // can anything that moves darken this point at all?
        for (const Eigen::AlignedBox3f& box : bounds)
            reached =
                reached || box.squaredExteriorDistance(pixel.point) < kOcclusionRange * kOcclusionRange ||
                std::ranges::any_of(scene.lights,
                                    [&](const AreaLight& lamp) { return mayShadow(box, pixel.point, lamp); });
        if (!reached || !(pixel.depth < kFar)) return light.ambient + light.fromLight[0] + light.fromLight[1];
        const Layer moving[] = {robot, moved};
        HashRandom random = pixelRandom(index, 3);
        std::array<float, 6> shifts;
        for (float& shift : shifts) shift = random.uniform();
        std::array<Vector3f, 4> points, normals;
        points.fill(pixel.point);
        normals.fill(pixel.normal);
        // Four samples spread over lamps and sky tell whether there is anything to resolve.
        Exposure seen = exposure(points, normals, 15, 0, shifts, moving);
        if (seen.lamps[0] < 1 || seen.lamps[1] < 1 || seen.openness < 1) {
            for (int first = 4; first < kSamples; first += 4) {
                const Exposure more = exposure(points, normals, 15, first, shifts, moving);
                seen.openness += more.openness;
                for (size_t i = 0; i < 2; ++i) seen.lamps[i] += more.lamps[i];
            }
            seen.openness /= kGrid;
            for (float& lamp : seen.lamps) lamp /= kGrid;
        }
        return seen.openness * light.ambient + seen.lamps[0] * light.fromLight[0] +
               seen.lamps[1] * light.fromLight[1];
    }

    /// Does the way from a point to a lamp come near the sphere around a box? (Conservative.)
    static bool mayShadow(const Eigen::AlignedBox3f& box, const Vector3f& point, const AreaLight& lamp) {
        const Vector3f centre = box.center(), way = lamp.centre - point;
        const float t = std::clamp((centre - point).dot(way) / way.squaredNorm(), 0.0F, 1.0F);
        const float reach = 0.5F * box.diagonal().norm() + lamp.radius;
        return (point + t * way - centre).squaredNorm() < reach * reach;
    }
};

LabRenderer::LabRenderer(const LabScene& scene, const CameraModel& camera, const RigidTransform& camFromBase,
                         uint64_t seed, const RunContext& context)
    : m_impl(std::make_unique<Impl>(scene, camera, camFromBase, seed)) {
    parallelFor(camera.height, context.threads, [&](int y) {
        if (!context.stopped()) m_impl->shadeStillRow(y);
    });
}

LabRenderer::~LabRenderer() = default;

CastFrame LabRenderer::render(const Surface& robot, const Surface& moved, ImageF* rgb) const {
    const Bvh robotBvh(robot.corners), movedBvh(moved.corners);
    const Layer robotLayer{&robot, &robotBvh}, movedLayer{&moved, &movedBvh};
    const int width = m_impl->camera.width, height = m_impl->camera.height;
    std::vector<uint8_t> touched(m_impl->pixels.size());
    CastFrame out = m_impl->cast(robotLayer, movedLayer, touched);
    if (!rgb) return out;

    // Outline pixels whose centre misses the robot are found by its neighbours.
    touched = dilated(touched, width, height, 2);
    const std::array<Eigen::AlignedBox3f, 2> bounds{Eigen::AlignedBox3f(robotBvh.low(), robotBvh.high()),
                                                    Eigen::AlignedBox3f(movedBvh.low(), movedBvh.high())};
    *rgb = ImageF(width, height, 3);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            Vector3f colour = Vector3f::Zero();
            int covered = 0;
            if (touched[m_impl->pixelIndex(x, y)])
                colour = m_impl->shadeMoving(x, y, robotLayer, movedLayer, covered);
            if (covered < kSamples) {
                const float rest = 1 - static_cast<float>(covered) / kSamples;
                colour += rest * m_impl->shadeShadowed(x, y, robotLayer, movedLayer, bounds);
            }
            for (int c = 0; c < 3; ++c) rgb->at(x, y, c) = colour[c];
        }
    return out;
}

}  // namespace camframe::synthetic
