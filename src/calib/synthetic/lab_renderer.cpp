// SPDX-License-Identifier: Apache-2.0
#include "calib/synthetic/lab_renderer.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>

#include "calib/synthetic/still_scene.h"
#include "model/core/parallel.h"

namespace camframe::synthetic {

namespace {

using Eigen::Vector3f;

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

/// The unmoving scene, and what a frame adds to it.
struct LabRenderer::Impl : StillScene {
    using StillScene::StillScene;

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
            grid.nodes[at] = secondary.flatExposure(points, normals, shifts, all, 3);
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
        return secondary.flatExposure(somePoints, someNormals, shifts, layers, 2);
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
            const Exposure seen = secondary.exposure(points, normals, active, rowGroup(first), shifts, all);
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
        if (adaptive) return secondary.flatExposure(points, normals, shifts, moving, 3, wanted);
        // Four samples spread over lamps and sky tell whether there is anything to resolve.
        Exposure seen = secondary.exposure(points, normals, 15, rowGroup(0), shifts, moving, wanted);
        if (seen.lamps[0] < 1 || seen.lamps[1] < 1 || seen.openness < 1) {
            for (int first = 4; first < kSamples; first += 4) {
                const Exposure more =
                    secondary.exposure(points, normals, 15, rowGroup(first), shifts, moving, wanted);
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
                const Exposure seen = m_impl->adaptive ? m_impl->shadowFromGrid(x, y, grid, moving, bounds)
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
