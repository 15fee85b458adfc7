// SPDX-License-Identifier: Apache-2.0
#include "calib/synthetic/bvh.h"

#include <Eigen/Geometry>
#include <limits>
#include <numeric>

namespace camframe::synthetic {

namespace {

using Eigen::Vector3f;
using Box = Eigen::AlignedBox3f;

constexpr int kBins = 12;
constexpr uint32_t kLeafSize = 4;
constexpr int kMaxDepth = 60;
constexpr std::array<int, 16> kLanes{0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4};  ///< Bits that are set.

float surface(const Box& box) {
    if (box.isEmpty()) return 0;
    const Vector3f d = box.sizes();
    return d.x() * d.y() + d.y() * d.z() + d.z() * d.x();
}

std::array<float, 3> toArray(const Vector3f& v) {
    return {v.x(), v.y(), v.z()};
}

}  // namespace

Bvh::Bvh(const std::vector<TriangleCorners>& triangles, const std::vector<uint32_t>& groupEnds) {
    const auto count = static_cast<uint32_t>(triangles.size());
    std::vector<Box> boxes(count);
    std::vector<Vector3f> centres(count);
    for (uint32_t i = 0; i < count; ++i) {
        for (const Vector3f& corner : triangles[i]) boxes[i].extend(corner);
        centres[i] = boxes[i].center();
    }
    std::vector<uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);

    struct Task {
        uint32_t node, first, count;
        int depth;
    };
    m_nodes.reserve(count + 1);
    m_nodes.emplace_back();
    std::vector<Task> tasks{{0, 0, count, 0}};
    while (!tasks.empty()) {
        const Task task = tasks.back();
        tasks.pop_back();
        Box bounds, centreBounds;
        for (uint32_t i = task.first; i < task.first + task.count; ++i) {
            bounds.extend(boxes[order[i]]);
            centreBounds.extend(centres[order[i]]);
        }
        Node& node = m_nodes[task.node];
        node.low = toArray(task.count ? bounds.min() : Vector3f::Zero());
        node.high = toArray(task.count ? bounds.max() : Vector3f::Zero());
        node.first = task.first;
        node.count = task.count;
        if (task.node == 0 && task.count) {
            m_low = bounds.min();
            m_high = bounds.max();
        }
        const auto part = [&](uint32_t left) {
            const auto child = static_cast<uint32_t>(m_nodes.size());
            m_nodes[task.node].first = child;
            m_nodes[task.node].count = 0;
            m_nodes
                .emplace_back();  // references to nodes are not used beyond this point: the vector may move
            m_nodes.emplace_back();
            tasks.push_back({child, task.first, left, task.depth + 1});
            tasks.push_back({child + 1, task.first + left, task.count - left, task.depth + 1});
        };
        // Groups are parted in their order, half and half: neighbours in a chain are neighbours in space.
        const auto firstEnd = std::ranges::upper_bound(groupEnds, task.first);
        const auto lastEnd = std::ranges::lower_bound(groupEnds, task.first + task.count);
        if (firstEnd < lastEnd) {
            part(*(firstEnd + (lastEnd - firstEnd - 1) / 2) - task.first);
            continue;
        }
        if (task.count <= kLeafSize || task.depth >= kMaxDepth) continue;

        Eigen::Index axis = 0;
        const Vector3f extent = centreBounds.sizes();
        extent.maxCoeff(&axis);
        if (!(extent[axis] > 0)) continue;
        const float scale = static_cast<float>(kBins) * (1 - 1e-6F) / extent[axis];
        const auto binOf = [&](uint32_t triangle) {
            return std::clamp(static_cast<int>((centres[triangle][axis] - centreBounds.min()[axis]) * scale),
                              0, kBins - 1);
        };
        std::array<Box, kBins> binBox;
        std::array<uint32_t, kBins> binCount{};
        for (uint32_t i = task.first; i < task.first + task.count; ++i) {
            const auto bin = static_cast<size_t>(binOf(order[i]));
            binBox[bin].extend(boxes[order[i]]);
            ++binCount[bin];
        }
        std::array<float, kBins> rightCost{};
        Box sweep;
        uint32_t swept = 0;
        for (size_t bin = kBins - 1; bin > 0; --bin) {
            sweep.extend(binBox[bin]);
            swept += binCount[bin];
            rightCost[bin] = surface(sweep) * static_cast<float>(swept);
        }
        sweep.setEmpty();
        swept = 0;
        float best = std::numeric_limits<float>::max();
        int split = 0;
        for (size_t bin = 0; bin + 1 < kBins; ++bin) {
            sweep.extend(binBox[bin]);
            swept += binCount[bin];
            const float cost = surface(sweep) * static_cast<float>(swept) + rightCost[bin + 1];
            if (cost < best && swept > 0 && swept < task.count) {
                best = cost;
                split = static_cast<int>(bin);
            }
        }
        if (best == std::numeric_limits<float>::max()) continue;
        const auto begin = order.begin() + task.first;
        const auto middle =
            std::partition(begin, begin + task.count, [&](uint32_t t) { return binOf(t) <= split; });
        part(static_cast<uint32_t>(middle - begin));
    }

    m_triangles.reserve(count);
    for (const uint32_t i : order) {
        const auto& [a, b, c] = triangles[i];
        m_triangles.push_back({toArray(a), toArray(b - a), toArray(c - a), static_cast<int>(i)});
    }
}

Bvh Bvh::refitted(const std::vector<TriangleCorners>& triangles) const {
    Bvh out(std::vector<TriangleCorners>{});
    out.m_triangles.reserve(m_triangles.size());
    for (const Triangle& triangle : m_triangles) {
        const auto& [a, b, c] = triangles[static_cast<size_t>(triangle.index)];
        out.m_triangles.push_back({toArray(a), toArray(b - a), toArray(c - a), triangle.index});
    }
    out.m_nodes = m_nodes;
    for (size_t i = m_nodes.size(); i-- > 0;) {  // children come after their parents
        Node& node = out.m_nodes[i];
        Box box;
        if (node.count > 0)
            for (uint32_t t = node.first; t < node.first + node.count; ++t)
                for (const Vector3f& corner : triangles[static_cast<size_t>(m_triangles[t].index)])
                    box.extend(corner);
        else if (!m_triangles.empty())
            for (const uint32_t child : {node.first, node.first + 1}) {
                box.extend(Eigen::Map<const Vector3f>(out.m_nodes[child].low.data()));
                box.extend(Eigen::Map<const Vector3f>(out.m_nodes[child].high.data()));
            }
        if (box.isEmpty()) continue;
        node.low = toArray(box.min());
        node.high = toArray(box.max());
        if (i == 0) {
            out.m_low = box.min();
            out.m_high = box.max();
        }
    }
    return out;
}

template <bool kAnyHit>
int Bvh::traverse(const RayPacket& rays, HitPacket* hits) const {
    if (m_triangles.empty()) return 0;
    const Float4 ox = Float4::load(rays.origin[0].data()), oy = Float4::load(rays.origin[1].data()),
                 oz = Float4::load(rays.origin[2].data());
    const Float4 dx = Float4::load(rays.direction[0].data()), dy = Float4::load(rays.direction[1].data()),
                 dz = Float4::load(rays.direction[2].data());
    Float4 tMax = Float4::load(rays.tMax.data());
    int done = bits(tMax < Float4(0.0F));
    if (done == 15) return 0;
    // 1/0 gives infinities, which the slab test wants; 0/0 cannot occur as no box face is tested at t = NaN
    // unless the origin lies in the face's plane, and then min/max drop the NaN lane towards the other bound.
    const Float4 ix = Float4(1.0F) / dx, iy = Float4(1.0F) / dy, iz = Float4(1.0F) / dz;

    const auto enter = [&](const Node& node) {
        const Float4 x0 = (Float4(node.low[0]) - ox) * ix, x1 = (Float4(node.high[0]) - ox) * ix;
        const Float4 y0 = (Float4(node.low[1]) - oy) * iy, y1 = (Float4(node.high[1]) - oy) * iy;
        const Float4 z0 = (Float4(node.low[2]) - oz) * iz, z1 = (Float4(node.high[2]) - oz) * iz;
        const Float4 near = max(max(min(x0, x1), min(y0, y1)), max(min(z0, z1), Float4(0.0F)));
        const Float4 far = min(min(max(x0, x1), max(y0, y1)), min(max(z0, z1), tMax));
        // A hair of slack: rounding must not let a ray slip between two touching boxes.
        const Float4 inside = near <= far * Float4(1.000002F);
        return std::pair{near, inside};
    };

    std::array<uint32_t, 2 * kMaxDepth + 4> stack;
    size_t size = 0;
    if (bits(enter(m_nodes[0]).second) == 0) return 0;
    stack[size++] = 0;
    int found = 0;
    while (size > 0) {
        const Node& node = m_nodes[stack[--size]];
        if (node.count == 0) {
            const auto [nearA, insideA] = enter(m_nodes[node.first]);
            const auto [nearB, insideB] = enter(m_nodes[node.first + 1]);
            const int a = bits(insideA) & ~done, b = bits(insideB) & ~done;
            if (a && b) {
                // Nearest hits are found sooner when the packet goes first where its rays arrive first;
                // whether there is any hit does not depend on the order.
                bool aNear = true;
                if constexpr (!kAnyHit) {
                    const Float4 both = insideA & insideB;
                    aNear = 2 * kLanes[static_cast<size_t>(bits((nearA <= nearB) & both))] >=
                            kLanes[static_cast<size_t>(bits(both))];
                }
                stack[size++] = aNear ? node.first + 1 : node.first;
                stack[size++] = aNear ? node.first : node.first + 1;
            } else if (a) {
                stack[size++] = node.first;
            } else if (b) {
                stack[size++] = node.first + 1;
            }
            continue;
        }
        for (uint32_t i = node.first; i < node.first + node.count; ++i) {
            const Triangle& triangle = m_triangles[i];
            const Float4 e1x(triangle.edge1[0]), e1y(triangle.edge1[1]), e1z(triangle.edge1[2]);
            const Float4 e2x(triangle.edge2[0]), e2y(triangle.edge2[1]), e2z(triangle.edge2[2]);
            const Float4 px = dy * e2z - dz * e2y, py = dz * e2x - dx * e2z, pz = dx * e2y - dy * e2x;
            const Float4 inverse = Float4(1.0F) / (e1x * px + e1y * py + e1z * pz);
            const Float4 sx = ox - Float4(triangle.corner[0]), sy = oy - Float4(triangle.corner[1]),
                         sz = oz - Float4(triangle.corner[2]);
            const Float4 u = (sx * px + sy * py + sz * pz) * inverse;
            const Float4 qx = sy * e1z - sz * e1y, qy = sz * e1x - sx * e1z, qz = sx * e1y - sy * e1x;
            const Float4 v = (dx * qx + dy * qy + dz * qz) * inverse;
            const Float4 t = (e2x * qx + e2y * qy + e2z * qz) * inverse;
            constexpr float kSlack = 1e-6F;  // closes the seam between triangles that share an edge
            const Float4 hit = (Float4(-kSlack) <= u) & (Float4(-kSlack) <= v) &
                               (u + v <= Float4(1.0F + kSlack)) & (Float4(0.0F) < t) & (t < tMax);
            const int lanes = bits(hit) & ~done;
            if (!lanes) continue;
            found |= lanes;
            if constexpr (kAnyHit) {
                done |= lanes;
                if (done == 15) return found;
            } else {
                tMax = select(hit, t, tMax);
                std::array<float, 4> us, vs;
                u.store(us.data());
                v.store(vs.data());
                for (size_t lane = 0; lane < 4; ++lane)
                    if (lanes >> lane & 1) {
                        hits->triangle[lane] = triangle.index;
                        hits->u[lane] = us[lane];
                        hits->v[lane] = vs[lane];
                    }
            }
        }
    }
    if constexpr (!kAnyHit) tMax.store(hits->t.data());
    return found;
}

HitPacket Bvh::closest(const RayPacket& rays) const {
    HitPacket hits;
    hits.triangle.fill(-1);
    hits.u.fill(0);
    hits.v.fill(0);
    hits.t = rays.tMax;
    traverse<false>(rays, &hits);
    return hits;
}

int Bvh::occluded(const RayPacket& rays) const {
    return traverse<true>(rays, nullptr);
}

}  // namespace camframe::synthetic
