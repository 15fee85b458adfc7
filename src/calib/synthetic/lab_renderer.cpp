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

/// All sample positions of a pixel.
std::array<std::pair<float, float>, LabRenderer::kSamples> samplePositions(HashRandom random) {
    std::array<std::pair<float, float>, LabRenderer::kSamples> out;
    for (int s = 0; s < LabRenderer::kSamples; ++s) out[static_cast<size_t>(s)] = samplePosition(s, random);
    return out;
}

/// The samples of a pixel in groups of four; each group has one sample per row and per column of the grid in
/// the pixel, and also in secondaryPair's, so that one group alone covers pixel, lamps and sky evenly.
using SampleGroup = std::array<int, 4>;
constexpr std::array<SampleGroup, 4> kSpreadGroups{
    {{11, 14, 1, 4}, {2, 5, 8, 15}, {9, 12, 3, 6}, {0, 7, 10, 13}}};

/// Four samples in a row, as in the pass without adaptive sampling.
SampleGroup rowGroup(int first) {
    return {first, first + 1, first + 2, first + 3};
}

/// Stratified pair for secondary rays: sample s of kSamples, turned by a random shift per pixel.
std::pair<float, float> secondaryPair(int s, float shiftU, float shiftV) {
    const int turned = (s * 7 + 3) % LabRenderer::kSamples;  // not in step with the position in the pixel
    const float u = (static_cast<float>(turned % kGrid) + shiftU) / kGrid;
    const float v = (static_cast<float>(turned / kGrid) + shiftV) / kGrid;
    return {u, v};
}

/// Boxes around each link of a robot, and around other things as a whole.
std::vector<Eigen::AlignedBox3f> partBounds(std::initializer_list<const Surface*> surfaces) {
    std::vector<Eigen::AlignedBox3f> out;
    for (const Surface* surface : surfaces) {
        std::array<Eigen::AlignedBox3f, 256> ofLink;
        for (size_t i = 0; i < surface->corners.size(); ++i)
            for (const Vector3f& corner : surface->corners[i])
                ofLink[surface->attributes[i].linkId].extend(corner);
        for (const Eigen::AlignedBox3f& box : ofLink)
            if (!box.isEmpty()) out.push_back(box);
    }
    return out;
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
        int surface = -1;        ///< Material at the centre; -1 = nothing.
        bool flat = false;       ///< Adaptive only: the neighbours show the same smooth surface.
    };

    const LabScene& scene;
    CameraModel camera;
    RigidTransform camFromBase;
    ViewingRays rays;
    Bvh stillBvh;
    uint64_t seed;
    bool adaptive;
    std::vector<Pixel> pixels;
    std::vector<float> sampleDepth;  ///< kSamples per pixel; of flat pixels the plane says it.

    Impl(const LabScene& scene_, const CameraModel& camera_, const RigidTransform& camFromBase_,
         uint64_t seed_, bool adaptive_)
        : scene(scene_),
          camera(camera_),
          camFromBase(camFromBase_),
          rays(camera_, camFromBase_),
          stillBvh(scene_.still.corners),
          seed(seed_),
          adaptive(adaptive_),
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
                      int active, const SampleGroup& samples, std::array<float, 6> shifts,
                      std::span<const Layer> layers,
                      const std::array<bool, 3>& wanted = {true, true, true}) const {
        Exposure out;
        for (size_t i = 0; i < 2; ++i) {
            if (!wanted[i]) continue;
            RayPacket packet;
            for (int k = 0; k < 4; ++k) {
                if (!(active >> k & 1)) continue;
                const auto [u, v] =
                    secondaryPair(samples[static_cast<size_t>(k)], shifts[2 * i], shifts[2 * i + 1]);
                const Vector3f from =
                    points[static_cast<size_t>(k)] + kLift * normals[static_cast<size_t>(k)];
                const Vector3f way = onLamp(scene.lights[i], from, u, v) - from;
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

    /// Exposure of four points of one flat pixel: by four rays each; of a lamp of which some are blocked and
    /// some not by sixteen, of the room by four times `openGroups`.
    Exposure flatExposure(const std::array<Vector3f, 4>& points, const std::array<Vector3f, 4>& normals,
                          const std::array<float, 6>& shifts, std::span<const Layer> layers, int openGroups,
                          const std::array<bool, 3>& reached = {true, true, true}) const {
        const Exposure first = exposure(points, normals, 15, kSpreadGroups[0], shifts, layers, reached);
        const auto partial = [](float share) { return share > 0 && share < 1; };
        // Openness differs everywhere; stopping early where four rays happen to be free would show as dots.
        std::array<bool, 3> wanted{partial(first.lamps[0]), partial(first.lamps[1]), reached[2]};
        Exposure out = first;
        std::array<int, 3> groups{1, 1, 1};
        for (int group = 1; group < kGrid; ++group) {
            if (group >= openGroups) wanted[2] = false;
            const Exposure more = exposure(points, normals, 15, kSpreadGroups[static_cast<size_t>(group)],
                                           shifts, layers, wanted);
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

    /// Depth of the plane of a flat pixel along a ray.
    float planeDepth(const Pixel& pixel, const Vector3f& direction) const {
        return pixel.normal.dot(pixel.point - rays.centre()) / pixel.normal.dot(direction);
    }

    /// Do two pixels of the unmoving scene show one smooth surface?
    static bool sameSurface(const Pixel& a, const Pixel& b, float bend) {
        return a.surface >= 0 && a.surface == b.surface && a.normal.dot(b.normal) > 1 - bend &&
               std::abs(a.normal.dot(b.point - a.point)) < 0.003F;
    }

    void findFlatRow(int y) {
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

    void shadeStillFlat(int x, int y) {
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
        const Exposure seen = flatExposure(points, normals, shifts, layers, kGrid);
        pixel.shading.ambient = sum.ambient * (seen.openness / 4);
        for (size_t i = 0; i < 2; ++i) pixel.shading.fromLight[i] = sum.fromLight[i] * (seen.lamps[i] / 4);
    }

    void shadeStillRow(int y) {
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
                    sum += shade(materialOf(scene.still, hits.triangle[k]), points[k], normals[k],
                                 towardsCamera, scene.lights);
                }
                if (!active) continue;
                std::array<float, 6> shifts;
                for (float& shift : shifts) shift = extra.uniform();
                const Exposure seen = exposure(points, normals, active, rowGroup(first), shifts, layers);
                pixel.shading.ambient += sum.ambient * (seen.openness / kSamples);
                for (size_t i = 0; i < 2; ++i)
                    pixel.shading.fromLight[i] += sum.fromLight[i] * (seen.lamps[i] / kSamples);
            }
        }
    }

    void castStillRow(int y) {
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
            pixel.surface = scene.still.attributes[static_cast<size_t>(hits.triangle[0])].material;
        }
    }

    static const Material& materialOf(const Surface& surface, int triangle) {
        return surface.materials[surface.attributes[static_cast<size_t>(triangle)].material];
    }

    /// What the centre ray meets of the things that move.
    struct Touch {
        bool touched = false, isRobot = false;
        bool flat = false;  ///< As Pixel::flat.
        int triangle = -1;
        float depth = 0;
        Vector3f normal;
    };

    /// Columns and rows (from, to) outside of which no ray meets a box; the whole picture when in doubt.
    std::array<int, 4> reach(const Layer& layer) const {
        const Eigen::AlignedBox3d box(layer.bvh->low().cast<double>(), layer.bvh->high().cast<double>());
        std::array<int, 4> all{0, camera.width, 0, camera.height};
        if (camera.hasDistortion()) return all;
        if (layer.surface->corners.empty()) return {0, 0, 0, 0};
        Eigen::AlignedBox2d seen;
        for (int k = 0; k < 8; ++k) {
            const Eigen::Vector3d corner =
                camFromBase * box.corner(static_cast<decltype(box)::CornerType>(k));
            if (corner.z() < 0.02) return all;
            seen.extend(Eigen::Vector2d(camera.fx * corner.x() / corner.z() + camera.cx,
                                        camera.fy * corner.y() / corner.z() + camera.cy));
        }
        const auto bound = [](double v, int most) { return std::clamp(static_cast<int>(v), 0, most); };
        return {bound(seen.min().x() - 2, camera.width), bound(seen.max().x() + 3, camera.width),
                bound(seen.min().y() - 2, camera.height), bound(seen.max().y() + 3, camera.height)};
    }

    /// Truth by the centre rays.
    CastFrame cast(const Layer& robot, const Layer& moved, std::vector<Touch>& touches) const {
        CastFrame out{ImageU8(camera.width, camera.height), ImageU8(camera.width, camera.height),
                      ImageF(camera.width, camera.height)};
        for (size_t i = 0; i < pixels.size(); ++i)
            out.depth.data[i] = pixels[i].depth < kFar ? pixels[i].depth : 0;
        const auto a = reach(robot), b = reach(moved);
        const bool robotAway = a[0] >= a[1] || a[2] >= a[3], movedAway = b[0] >= b[1] || b[2] >= b[3];
        if (robotAway && movedAway) return out;
        const auto& one = robotAway ? b : a;
        const auto& other = movedAway ? a : b;
        // Packets start where they would without this shortcut: truth does not depend on it.
        const int left = std::min(one[0], other[0]) / 4 * 4, right = std::max(one[1], other[1]);
        for (int y = std::min(one[2], other[2]); y < std::max(one[3], other[3]); ++y)
            for (int x0 = left; x0 < right; x0 += 4) {
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
                        touches[index] = {
                            true, false, false,
                            m,    depth, moved.surface->normal(m, movedHits.u[lane], movedHits.v[lane])};
                    }
                    if (r >= 0) {
                        out.amodal.at(x0 + k, y) = 255;
                        const float t = refinedDepth(robot.surface->corners[static_cast<size_t>(r)],
                                                     rays.centre(), directions[lane], robotHits.t[lane]);
                        if (t < depth) {
                            depth = t;
                            out.linkId.at(x0 + k, y) =
                                robot.surface->attributes[static_cast<size_t>(r)].linkId;
                            touches[index] = {
                                true, true, false,
                                r,    t,    robot.surface->normal(r, robotHits.u[lane], robotHits.v[lane])};
                        }
                    }
                    out.depth.at(x0 + k, y) = depth < kFar ? depth : 0;
                }
            }
        return out;
    }

    /// Marks pixels among neighbours that show the same smooth part of what moves.
    void findFlat(const Layer& robot, const Layer& moved, std::vector<Touch>& touches) const {
        const auto attributes = [&](const Touch& t) -> const Surface::Attributes& {
            const Surface& surface = t.isRobot ? *robot.surface : *moved.surface;
            return surface.attributes[static_cast<size_t>(t.triangle)];
        };
        for (int y = 1; y + 1 < camera.height; ++y)
            for (int x = 1; x + 1 < camera.width; ++x) {
                Touch& touch = touches[pixelIndex(x, y)];
                if (!touch.touched) continue;
                const Surface::Attributes& mine = attributes(touch);
                bool flat = true;
                for (int dy = -1; dy <= 1 && flat; ++dy)
                    for (int dx = -1; dx <= 1 && flat; ++dx) {
                        const Touch& other = touches[pixelIndex(x + dx, y + dy)];
                        flat = other.touched && other.isRobot == touch.isRobot &&
                               std::abs(other.depth - touch.depth) < 0.01F * touch.depth &&
                               std::abs(other.normal.dot(touch.normal)) > 0.97F;
                        if (!flat) break;
                        const Surface::Attributes& its = attributes(other);
                        flat = its.material == mine.material && its.linkId == mine.linkId;
                    }
                touch.flat = flat;
            }
    }

    /// Light and shadow on what moves, known at pixels with even coordinates; filled on demand.
    struct TouchGrid {
        int width = 0;
        std::vector<uint8_t> known;
        std::vector<Exposure> nodes;
    };

    Exposure touchNode(int x, int y, const std::vector<Touch>& touches, std::span<const Layer> all,
                       TouchGrid& grid) const {
        const auto at = static_cast<size_t>(y / 2 * grid.width + x / 2);
        if (!grid.known[at]) {
            const size_t index = pixelIndex(x, y);
            const Vector3f direction = rays.through(x, y);
            std::array<Vector3f, 4> points, normals;
            points.fill(rays.centre() + touches[index].depth * direction);
            const Vector3f& normal = touches[index].normal;
            normals.fill(normal.dot(direction) > 0 ? Vector3f(-normal) : normal);
            HashRandom extra = pixelRandom(index, 2);
            std::array<float, 6> shifts;
            for (float& shift : shifts) shift = extra.uniform();
            grid.nodes[at] = flatExposure(points, normals, shifts, all, 3);
            grid.known[at] = 1;
        }
        return grid.nodes[at];
    }

    /// shadeMoving for flat pixels: the first four samples by one packet, light and shadow from the two or
    /// four nearest nodes, which lie on the same surface. False when a sample misses.
    bool shadeMovingFlat(int x, int y, const std::vector<Touch>& touches, std::span<const Layer> all,
                         TouchGrid& grid, Vector3f& light) const {
        const size_t index = pixelIndex(x, y);
        const Touch& touch = touches[index];
        const auto positions = samplePositions(pixelRandom(index, 1));
        RayPacket packet;
        std::array<Vector3f, 4> directions;
        for (size_t k = 0; k < 4; ++k) {
            const auto [dx, dy] = positions[static_cast<size_t>(kSpreadGroups[0][k])];
            directions[k] = rays.inside(x, y, dx, dy);
            packet.setRay(static_cast<int>(k), rays.centre(), directions[k], 1.05F * touch.depth);
        }
        const Layer& layer = touch.isRobot ? all[0] : all[1];
        const HitPacket hits = layer.bvh->closest(packet);
        Shading shading;
        for (size_t k = 0; k < 4; ++k) {
            if (hits.triangle[k] < 0) return false;
            const Vector3f point = rays.centre() + hits.t[k] * directions[k];
            const Vector3f towardsCamera = -directions[k].normalized();
            Vector3f normal = layer.surface->normal(hits.triangle[k], hits.u[k], hits.v[k]);
            if (normal.dot(towardsCamera) < 0) normal = -normal;
            shading += shade(materialOf(*layer.surface, hits.triangle[k]), point, normal, towardsCamera,
                             scene.lights);
        }
        Exposure seen{{0, 0}, 0};
        float nodes = 0;
        for (int ny = y - y % 2; ny <= y + y % 2; ny += 2)
            for (int nx = x - x % 2; nx <= x + x % 2; nx += 2) {
                const Exposure node = touchNode(nx, ny, touches, all, grid);
                for (size_t i = 0; i < 2; ++i) seen.lamps[i] += node.lamps[i];
                seen.openness += node.openness;
                ++nodes;
            }
        light = (seen.openness * shading.ambient + seen.lamps[0] * shading.fromLight[0] +
                 seen.lamps[1] * shading.fromLight[1]) /
                (4 * nodes);
        return true;
    }

    /// Four of up to 16 points, spread over them, for one packet of each kind of secondary rays.
    template <class Samples>
    Exposure sharedExposure(const Samples& points, const Samples& normals, int count, size_t index,
                            std::span<const Layer> layers) const {
        std::array<Vector3f, 4> somePoints, someNormals;
        for (size_t k = 0; k < 4; ++k) {
            const size_t from = k * static_cast<size_t>(count) / 4;
            somePoints[k] = points[from];
            someNormals[k] = normals[from];
        }
        HashRandom extra = pixelRandom(index, 2);
        std::array<float, 6> shifts;
        for (float& shift : shifts) shift = extra.uniform();
        return flatExposure(somePoints, someNormals, shifts, layers, 2);
    }

    /// Shadows of what moves on the unmoving scene, known at every kStride-th pixel of both directions.
    struct ShadowGrid {
        static constexpr int kStride = 4;
        int width = 0;
        std::vector<Exposure> nodes;
    };

    ShadowGrid shadowGrid(std::span<const Layer> moving, std::span<const Eigen::AlignedBox3f> bounds) const {
        ShadowGrid grid;
        grid.width = (camera.width - 1) / ShadowGrid::kStride + 1;
        const int rows = (camera.height - 1) / ShadowGrid::kStride + 1;
        grid.nodes.reserve(static_cast<size_t>(grid.width * rows));
        for (int y = 0; y < camera.height; y += ShadowGrid::kStride)
            for (int x = 0; x < camera.width; x += ShadowGrid::kStride)
                grid.nodes.push_back(shadowAt(pixelIndex(x, y), moving, bounds));
        return grid;
    }

    /// Between the nodes of the grid where all four lie on the pixel's surface and agree, else computed.
    Exposure shadowFromGrid(int x, int y, const ShadowGrid& grid, std::span<const Layer> moving,
                            std::span<const Eigen::AlignedBox3f> bounds) const {
        constexpr int kStride = ShadowGrid::kStride;
        const size_t index = pixelIndex(x, y);
        const int gx = x / kStride, gy = y / kStride;
        if ((gx + 1) * kStride >= camera.width || (gy + 1) * kStride >= camera.height)
            return shadowAt(index, moving, bounds);
        Exposure low{{1, 1}, 1}, high{{0, 0}, 0}, mean{{0, 0}, 0};
        const float u = static_cast<float>(x % kStride) / kStride,
                    v = static_cast<float>(y % kStride) / kStride;
        bool same = true;
        for (int k = 0; k < 4 && same; ++k) {
            const int nx = gx + k % 2, ny = gy + k / 2;
            same = sameSurface(pixels[index], pixels[pixelIndex(nx * kStride, ny * kStride)], 0.05F);
            const Exposure& node = grid.nodes[static_cast<size_t>(ny * grid.width + nx)];
            const float weight = (k % 2 ? u : 1 - u) * (k / 2 ? v : 1 - v);
            for (size_t i = 0; i < 2; ++i) {
                low.lamps[i] = std::min(low.lamps[i], node.lamps[i]);
                high.lamps[i] = std::max(high.lamps[i], node.lamps[i]);
                mean.lamps[i] += weight * node.lamps[i];
            }
            low.openness = std::min(low.openness, node.openness);
            high.openness = std::max(high.openness, node.openness);
            mean.openness += weight * node.openness;
        }
        constexpr float kAgree = 0.35F;
        const bool calm = high.lamps[0] - low.lamps[0] < kAgree && high.lamps[1] - low.lamps[1] < kAgree &&
                          high.openness - low.openness < kAgree;
        return same && calm ? mean : shadowAt(index, moving, bounds);
    }

    /// Light of the samples of a pixel that see robot or moved object; counts them. Adaptive: they share the
    /// secondary rays of four of them.
    Vector3f shadeMoving(int x, int y, std::span<const Layer> all, int& covered) const {
        const Layer &robot = all[0], &moved = all[1];
        const size_t index = pixelIndex(x, y);
        HashRandom random = pixelRandom(index, 1);  // the sample positions of the still pass
        HashRandom extra = pixelRandom(index, 2);
        const Pixel& behind = pixels[index];
        Vector3f sum = Vector3f::Zero();
        covered = 0;
        Shading shared;
        std::array<Vector3f, kSamples> seenPoints, seenNormals;
        for (int first = 0; first < kSamples; first += 4) {
            RayPacket packet;
            std::array<Vector3f, 4> directions, points, normals;
            for (int k = 0; k < 4; ++k) {
                const auto [dx, dy] = samplePosition(first + k, random);
                directions[static_cast<size_t>(k)] = rays.inside(x, y, dx, dy);
                packet.setRay(k, rays.centre(), directions[static_cast<size_t>(k)],
                              behind.flat ? planeDepth(behind, directions[static_cast<size_t>(k)])
                                          : sampleDepth[index * kSamples + static_cast<size_t>(first + k)]);
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
                seenPoints[static_cast<size_t>(covered)] = points[k];
                seenNormals[static_cast<size_t>(covered)] = normals[k];
                ++covered;
            }
            if (!active) continue;
            if (adaptive) {
                shared += shading;
                continue;
            }
            std::array<float, 6> shifts;
            for (float& shift : shifts) shift = extra.uniform();
            const Exposure seen = exposure(points, normals, active, rowGroup(first), shifts, all);
            sum += seen.openness * shading.ambient + seen.lamps[0] * shading.fromLight[0] +
                   seen.lamps[1] * shading.fromLight[1];
        }
        if (adaptive && covered > 0) {
            const Exposure seen = sharedExposure(seenPoints, seenNormals, covered, index, all);
            sum = seen.openness * shared.ambient + seen.lamps[0] * shared.fromLight[0] +
                  seen.lamps[1] * shared.fromLight[1];
        }
        return sum / kSamples;
    }

    /// How far robot and moved object shade the unmoving scene at the centre of a pixel.
    Exposure shadowAt(size_t index, std::span<const Layer> moving,
                      std::span<const Eigen::AlignedBox3f> bounds) const {
        const Pixel& pixel = pixels[index];
        // Can anything that moves darken this point at all, and by which light?
        std::array<bool, 3> wanted{false, false, false};
        for (const Eigen::AlignedBox3f& box : bounds) {
            for (size_t i = 0; i < 2; ++i)
                wanted[i] = wanted[i] || mayShadow(box, pixel.point, scene.lights[i]);
            wanted[2] =
                wanted[2] || box.squaredExteriorDistance(pixel.point) < kOcclusionRange * kOcclusionRange;
        }
        if (!(wanted[0] || wanted[1] || wanted[2]) || !(pixel.depth < kFar)) return {};
        HashRandom random = pixelRandom(index, 3);
        std::array<float, 6> shifts;
        for (float& shift : shifts) shift = random.uniform();
        std::array<Vector3f, 4> points, normals;
        points.fill(pixel.point);
        normals.fill(pixel.normal);
        if (adaptive) return flatExposure(points, normals, shifts, moving, 3, wanted);
        // Four samples spread over lamps and sky tell whether there is anything to resolve.
        Exposure seen = exposure(points, normals, 15, rowGroup(0), shifts, moving, wanted);
        if (seen.lamps[0] < 1 || seen.lamps[1] < 1 || seen.openness < 1) {
            for (int first = 4; first < kSamples; first += 4) {
                const Exposure more = exposure(points, normals, 15, rowGroup(first), shifts, moving, wanted);
                seen.openness += more.openness;
                for (size_t i = 0; i < 2; ++i) seen.lamps[i] += more.lamps[i];
            }
            seen.openness /= kGrid;
            for (float& lamp : seen.lamps) lamp /= kGrid;
        }
        return seen;
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
                         uint64_t seed, bool adaptive, const RunContext& context)
    : m_impl(std::make_unique<Impl>(scene, camera, camFromBase, seed, adaptive)) {
    const auto forRows = [&](void (Impl::*work)(int)) {
        parallelFor(camera.height, context.threads, [&](int y) {
            if (!context.stopped()) (m_impl.get()->*work)(y);
        });
    };
    forRows(&Impl::castStillRow);
    if (adaptive) forRows(&Impl::findFlatRow);
    forRows(&Impl::shadeStillRow);
}

LabRenderer::~LabRenderer() = default;

CastFrame LabRenderer::render(const Surface& robot, const Surface& moved, ImageF* rgb) const {
    const Bvh robotBvh = robot.otherPose ? robot.otherPose->refitted(robot.corners) : Bvh(robot.corners),
              movedBvh(moved.corners);
    const Layer robotLayer{&robot, &robotBvh}, movedLayer{&moved, &movedBvh};
    const int width = m_impl->camera.width, height = m_impl->camera.height;
    std::vector<Impl::Touch> touches(m_impl->pixels.size());
    CastFrame out = m_impl->cast(robotLayer, movedLayer, touches);
    if (!rgb) return out;

    // Outline pixels whose centre misses the robot are found by its neighbours.
    std::vector<uint8_t> touched(touches.size());
    for (size_t i = 0; i < touches.size(); ++i) touched[i] = touches[i].touched ? 1 : 0;
    touched = dilated(touched, width, height, 2);
    const std::vector<Eigen::AlignedBox3f> bounds = partBounds({&robot, &moved});
    const Layer all[] = {robotLayer, movedLayer, {&m_impl->scene.still, &m_impl->stillBvh}};
    const std::span<const Layer> moving(all, 2);
    Impl::ShadowGrid grid;
    Impl::TouchGrid touchGrid;
    if (m_impl->adaptive) {
        m_impl->findFlat(robotLayer, movedLayer, touches);
        grid = m_impl->shadowGrid(moving, bounds);
        touchGrid.width = (width + 1) / 2;
        touchGrid.known.resize(static_cast<size_t>(touchGrid.width * ((height + 1) / 2)));
        touchGrid.nodes.resize(touchGrid.known.size());
    }
    *rgb = ImageF(width, height, 3);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const size_t index = m_impl->pixelIndex(x, y);
            Vector3f colour = Vector3f::Zero();
            int covered = 0;
            if (touches[index].flat && m_impl->shadeMovingFlat(x, y, touches, all, touchGrid, colour))
                covered = kSamples;
            else if (touched[index])
                colour = m_impl->shadeMoving(x, y, all, covered);
            if (covered < kSamples) {
                const float rest = 1 - static_cast<float>(covered) / kSamples;
                const Impl::Exposure seen = m_impl->adaptive
                                                ? m_impl->shadowFromGrid(x, y, grid, moving, bounds)
                                                : m_impl->shadowAt(index, moving, bounds);
                const Shading& light = m_impl->pixels[index].shading;
                colour += rest * (seen.openness * light.ambient + seen.lamps[0] * light.fromLight[0] +
                                  seen.lamps[1] * light.fromLight[1]);
            }
            for (int c = 0; c < 3; ++c) rgb->at(x, y, c) = colour[c];
        }
    return out;
}

}  // namespace camframe::synthetic
