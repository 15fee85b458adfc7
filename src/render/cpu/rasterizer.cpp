// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/rasterizer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "render/raster_rules.h"

// The hot loops are compiled twice, for AVX2 and for the baseline, and the loader picks. Both give equal bits:
// fused multiply-adds are off. Sanitizers cannot run before the loader's choice, so they get the baseline.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define CAMFRAME_HOT __attribute__((target_clones("avx2", "default")))
#else
#define CAMFRAME_HOT
#endif
#define CAMFRAME_INLINE inline __attribute__((always_inline))

namespace camframe::cpu {

namespace {

using F4 = float __attribute__((vector_size(16)));
using I4 = int32_t __attribute__((vector_size(16)));
using F8 = float __attribute__((vector_size(32)));
using I8 = int32_t __attribute__((vector_size(32)));
using U8 = uint32_t __attribute__((vector_size(32)));
using L4 = int64_t __attribute__((vector_size(32)));

constexpr int kLanes = 8;

struct Corner {
    float u, v, iz;
};

/// An edge function with its ends in canonical order, see raster_rules.h.
struct Edge {
    float ax, ay, dx, dy;
    float sign;    ///< -1 when the ends were swapped.
    int flipped;   ///< All ones when the ends were swapped.
};

CAMFRAME_INLINE Edge makeEdge(const Corner& p, const Corner& q) {
    const bool swap = q.u < p.u || (q.u == p.u && q.v < p.v);
    const Corner& a = swap ? q : p;
    const Corner& b = swap ? p : q;
    return {a.u, a.v, b.u - a.u, b.v - a.v, swap ? -1.0F : 1.0F, swap ? -1 : 0};
}

/// Draws one triangle inside a box that is not empty.
template <bool kLens>
CAMFRAME_INLINE void drawTriangle(const std::array<Corner, 3>& corners, const PixelBox& box, uint32_t id,
                                  const float* samples, RasterTarget& target) {
    const Edge e0 = makeEdge(corners[1], corners[2]);
    const Edge e1 = makeEdge(corners[2], corners[0]);
    const Edge e2 = makeEdge(corners[0], corners[1]);
    const float iz0 = corners[0].iz, iz1 = corners[1].iz, iz2 = corners[2].iz;
    const auto sampleRow = [&](int y) {
        return kLens ? samples + 2 * static_cast<size_t>(y) * static_cast<size_t>(target.width()) : nullptr;
    };

    // Most triangles cover a pixel or two: vectors would mostly carry empty lanes.
    if (box.x1 - box.x0 < 3) {
        for (int y = box.y0; y <= box.y1; ++y) {
            float* depth = target.depthRow(y);
            uint32_t* ids = target.idRow(y);
            [[maybe_unused]] const float* sample = sampleRow(y);
            for (int x = box.x0; x <= box.x1; ++x) {
                const float px = kLens ? sample[2 * x] : static_cast<float>(x);
                const float py = kLens ? sample[2 * x + 1] : static_cast<float>(y);
                const float f0 = e0.dx * (py - e0.ay) - e0.dy * (px - e0.ax);
                const float f1 = e1.dx * (py - e1.ay) - e1.dy * (px - e1.ax);
                const float f2 = e2.dx * (py - e2.ay) - e2.dy * (px - e2.ax);
                const int s0 = -static_cast<int>(f0 >= 0) ^ e0.flipped;
                const int s1 = -static_cast<int>(f1 >= 0) ^ e1.flipped;
                const int s2 = -static_cast<int>(f2 >= 0) ^ e2.flipped;
                if (s0 != s1 || s1 != s2) continue;
                const float w0 = f0 * e0.sign, w1 = f1 * e1.sign, w2 = f2 * e2.sign;
                const float sum = w0 + w1 + w2;
                if (sum == 0) continue;
                const float z = sum / (w0 * iz0 + w1 * iz1 + w2 * iz2);
                if (z < depth[x]) {
                    depth[x] = z;
                    ids[x] = id;
                }
            }
        }
        return;
    }

    const F8 iota = {0, 1, 2, 3, 4, 5, 6, 7};
    const float last = static_cast<float>(box.x1);
    for (int y = box.y0; y <= box.y1; ++y) {
        float* depth = target.depthRow(y);
        uint32_t* ids = target.idRow(y);
        [[maybe_unused]] const float* sample = sampleRow(y);
        for (int x = box.x0; x <= box.x1; x += kLanes) {
            const F8 column = static_cast<float>(x) + iota;
            F8 px = column, py = F8{} + static_cast<float>(y);
            if constexpr (kLens)
                for (int i = 0; i < kLanes; ++i) {
                    const int xi = std::min(x + i, box.x1);
                    px[i] = sample[2 * xi];
                    py[i] = sample[2 * xi + 1];
                }
            const F8 f0 = e0.dx * (py - e0.ay) - e0.dy * (px - e0.ax);
            const F8 f1 = e1.dx * (py - e1.ay) - e1.dy * (px - e1.ax);
            const F8 f2 = e2.dx * (py - e2.ay) - e2.dy * (px - e2.ax);
            const I8 s0 = (f0 >= 0) ^ e0.flipped;
            const I8 s1 = (f1 >= 0) ^ e1.flipped;
            const I8 s2 = (f2 >= 0) ^ e2.flipped;
            const I8 inside = ~((s0 ^ s1) | (s1 ^ s2)) & (column <= last);
            L4 any;
            std::memcpy(&any, &inside, sizeof any);
            if ((any[0] | any[1] | any[2] | any[3]) == 0) continue;
            const F8 w0 = f0 * e0.sign, w1 = f1 * e1.sign, w2 = f2 * e2.sign;
            const F8 sum = w0 + w1 + w2;
            const F8 z = sum / (w0 * iz0 + w1 * iz1 + w2 * iz2);
            F8 oldDepth;
            U8 oldId;
            std::memcpy(&oldDepth, depth + x, sizeof oldDepth);
            std::memcpy(&oldId, ids + x, sizeof oldId);
            const I8 nearer = inside & (sum != 0) & (z < oldDepth);
            const F8 newDepth = nearer ? z : oldDepth;
            const U8 newId = nearer ? U8{} + id : oldId;
            std::memcpy(depth + x, &newDepth, sizeof newDepth);
            std::memcpy(ids + x, &newId, sizeof newId);
        }
    }
}

/// Pixels whose centre lies in the box of three vertices, cut to the picture. Also correct for kFar boxes.
CAMFRAME_INLINE I4 triangleBox(const VertexBox& a, const VertexBox& b, const VertexBox& c, const F4& limit) {
    F4 va, vb, vc;
    std::memcpy(&va, a.v.data(), sizeof va);
    std::memcpy(&vb, b.v.data(), sizeof vb);
    std::memcpy(&vc, c.v.data(), sizeof vc);
    F4 m = va > vb ? va : vb;
    m = m > vc ? m : vc;
    m = m < limit ? m : limit;
    // floor(): truncation, one less where that went up. On the negated minima it is the ceiling.
    const I4 truncated = __builtin_convertvector(m, I4);
    return truncated + (__builtin_convertvector(truncated, F4) > m);  // -x0, -y0, x1, y1
}

CAMFRAME_INLINE F4 pictureLimit(const ViewSetup& view) {
    return F4{0, 0, static_cast<float>(view.width - 1), static_cast<float>(view.height - 1)};
}

/// As triangleBox, for a view through a lens: the box around the corners grows by what the lens can bend the
/// edges. False when the triangle lies outside everything the lens sees.
bool lensBox(const ViewSetup& view, const ProjectedMesh& mesh, const std::array<uint32_t, 3>& t, PixelBox& out) {
    const LensMap& lens = *view.lens;
    float left = raster::kFar, top = raster::kFar, right = -raster::kFar, bottom = -raster::kFar;
    std::array<float, 4> seen{-raster::kFar, -raster::kFar, -raster::kFar, -raster::kFar};
    bool clipped = false;
    for (const uint32_t i : t) {
        if (mesh.inverseZ[i] == 0) {
            clipped = true;
            break;
        }
        const float u = mesh.undistorted[2 * i], v = mesh.undistorted[2 * i + 1];
        left = std::min(left, u);
        right = std::max(right, u);
        top = std::min(top, v);
        bottom = std::max(bottom, v);
        for (size_t k = 0; k < 4; ++k) seen[k] = std::max(seen[k], mesh.boxes[i].v[k]);
    }
    out = {0, 0, view.width - 1, view.height - 1};
    if (clipped) return true;
    if (right < lens.left || left > lens.right || bottom < lens.top || top > lens.bottom) return false;
    if (seen[0] == raster::kFar) return true;
    const double dx = (right - left) / view.fx, dy = (bottom - top) / view.fy;
    const double bend = lens.curvature * (dx * dx + dy * dy) + 0.05;
    out.x0 = std::max(0, static_cast<int>(std::ceil(-seen[0] - bend)));
    out.y0 = std::max(0, static_cast<int>(std::ceil(-seen[1] - bend)));
    out.x1 = std::min(view.width - 1, static_cast<int>(std::floor(seen[2] + bend)));
    out.y1 = std::min(view.height - 1, static_cast<int>(std::floor(seen[3] + bend)));
    return !out.empty();
}

/// Transforms and projects all vertices. Straight-line code over arrays: the compiler vectorises it.
CAMFRAME_HOT void projectVertices(const ViewSetup& view, const DrawItem& item, const MeshArrays& mesh,
                                  VertexBox* __restrict boxes, float* __restrict inverseZ) {
    const std::array<float, 12> m = item.camFromLink;
    const float fx = view.fx, fy = view.fy, cx = view.cx, cy = view.cy;
    const float left = view.guardLeft, right = view.guardRight, top = view.guardTop, bottom = view.guardBottom;
    const float* __restrict xs = mesh.x.data();
    const float* __restrict ys = mesh.y.data();
    const float* __restrict zs = mesh.z.data();
    const size_t count = mesh.x.size();
    for (size_t i = 0; i < count; ++i) {
        const float x = m[0] * xs[i] + m[1] * ys[i] + m[2] * zs[i] + m[3];
        const float y = m[4] * xs[i] + m[5] * ys[i] + m[6] * zs[i] + m[7];
        const float z = m[8] * xs[i] + m[9] * ys[i] + m[10] * zs[i] + m[11];
        const float iz = 1.0F / z;
        const float u = fx * x * iz + cx;
        const float v = fy * y * iz + cy;
        const bool ok = (z >= raster::kNear) & (u >= left) & (u <= right) & (v >= top) & (v <= bottom);
        inverseZ[i] = ok ? iz : 0.0F;
        boxes[i].v[0] = ok ? -u : raster::kFar;
        boxes[i].v[1] = ok ? -v : raster::kFar;
        boxes[i].v[2] = ok ? u : raster::kFar;
        boxes[i].v[3] = ok ? v : raster::kFar;
    }
}

/// Moves the boxes of projected vertices to where the lens shows them.
void distortVertices(const ViewSetup& view, ProjectedMesh& out) {
    const LensMap& lens = *view.lens;
    const CameraModel& camera = lens.camera;
    const size_t count = out.boxes.size();
    out.undistorted.resize(2 * count);
    for (size_t i = 0; i < count; ++i) {
        if (out.inverseZ[i] == 0) continue;
        const float u = out.boxes[i].v[2], v = out.boxes[i].v[3];
        out.undistorted[2 * i] = u;
        out.undistorted[2 * i + 1] = v;
        const Eigen::Vector2d p((u - camera.cx) / camera.fx, (v - camera.cy) / camera.fy);
        if (p.norm() > lens.radius) {
            out.boxes[i].v.fill(raster::kFar);
            continue;
        }
        const Eigen::Vector2d d = camera.distort(p);
        const auto du = static_cast<float>(camera.fx * d.x() + camera.cx);
        const auto dv = static_cast<float>(camera.fy * d.y() + camera.cy);
        out.boxes[i].v = {-du, -dv, du, dv};
    }
}

/// Lists the triangles whose box holds a pixel centre. Writing every index and advancing only past the kept
/// ones avoids a branch that nobody could predict.
CAMFRAME_HOT size_t listVisible(const ViewSetup& view, const MeshArrays& mesh, const VertexBox* boxes,
                                uint32_t* list) {
    const F4 limit = pictureLimit(view);
    size_t count = 0;
    const size_t triangles = mesh.triangles.size();
    for (size_t i = 0; i < triangles; ++i) {
        const std::array<uint32_t, 3>& t = mesh.triangles[i];
        const I4 box = triangleBox(boxes[t[0]], boxes[t[1]], boxes[t[2]], limit);
        const I4 extent = box + __builtin_shuffle(box, I4{2, 3, 0, 1});  // x1 - x0, y1 - y0, twice
        int64_t signs;
        std::memcpy(&signs, &extent, sizeof signs);
        list[count] = static_cast<uint32_t>(i);
        count += (signs & static_cast<int64_t>(0x8000000080000000ULL)) == 0;
    }
    return count;
}

using Polygon = std::array<Eigen::Vector3f, 8>;  ///< A triangle cut by five planes.

/// Cuts a polygon with one plane, given each corner's signed distance. Cut points are computed from the kept
/// end towards the dropped one, so neighbours that share the edge get the same bits. Sutherland & Hodgman,
/// "Reentrant polygon clipping", 1974.
template <class Distance>
size_t clipPolygon(Polygon& polygon, size_t count, const Distance& distance) {
    Polygon kept;
    size_t n = 0;
    for (size_t i = 0; i < count; ++i) {
        const Eigen::Vector3f& p = polygon[i];
        const Eigen::Vector3f& q = polygon[(i + 1) % count];
        const float dp = distance(p), dq = distance(q);
        const bool in = dp >= 0, nextIn = dq >= 0;
        if (in) kept[n++] = p;
        if (in == nextIn) continue;
        const Eigen::Vector3f& from = in ? p : q;
        const Eigen::Vector3f& to = in ? q : p;
        const float df = in ? dp : dq, dt = in ? dq : dp;
        const float s = df / (df - dt);
        kept[n++] = from + s * (to - from);
    }
    polygon = kept;
    return n;
}

/// Draws a triangle that reaches behind the near plane or beyond the guard band.
template <bool kLens>
__attribute__((noinline)) void drawClipped(const ViewSetup& view, const DrawItem& item, const MeshArrays& mesh,
                                           const std::array<uint32_t, 3>& t, int y0, int y1, uint32_t id,
                                           RasterTarget& target, PixelBox& touched) {
    const std::array<float, 12>& m = item.camFromLink;
    Polygon polygon;
    for (size_t k = 0; k < 3; ++k) {
        const float x = mesh.x[t[k]], y = mesh.y[t[k]], z = mesh.z[t[k]];
        polygon[k] = {m[0] * x + m[1] * y + m[2] * z + m[3], m[4] * x + m[5] * y + m[6] * z + m[7],
                      m[8] * x + m[9] * y + m[10] * z + m[11]};
    }
    size_t n = clipPolygon(polygon, 3, [](const Eigen::Vector3f& p) { return p.z() - raster::kNear; });
    const auto cut = [&](const auto& distance) {
        if (n > 0) n = clipPolygon(polygon, n, distance);
    };
    cut([&](const Eigen::Vector3f& p) { return view.fx * p.x() - (view.guardLeft - view.cx) * p.z(); });
    cut([&](const Eigen::Vector3f& p) { return (view.guardRight - view.cx) * p.z() - view.fx * p.x(); });
    cut([&](const Eigen::Vector3f& p) { return view.fy * p.y() - (view.guardTop - view.cy) * p.z(); });
    cut([&](const Eigen::Vector3f& p) { return (view.guardBottom - view.cy) * p.z() - view.fy * p.y(); });
    if (n < 3) return;
    std::array<Corner, 8> corners;
    for (size_t i = 0; i < n; ++i) {
        const float iz = 1.0F / polygon[i].z();
        corners[i] = {view.fx * polygon[i].x() * iz + view.cx, view.fy * polygon[i].y() * iz + view.cy, iz};
    }
    const F4 limit = pictureLimit(view);
    for (size_t i = 1; i + 1 < n; ++i) {
        const std::array<Corner, 3> triangle{corners[0], corners[i], corners[i + 1]};
        PixelBox box{0, 0, view.width - 1, view.height - 1};
        if constexpr (!kLens) {
            std::array<VertexBox, 3> boxes;
            for (size_t k = 0; k < 3; ++k)
                boxes[k].v = {-triangle[k].u, -triangle[k].v, triangle[k].u, triangle[k].v};
            const I4 b = triangleBox(boxes[0], boxes[1], boxes[2], limit);
            box = {-b[0], -b[1], b[2], b[3]};
        }
        box.y0 = std::max(box.y0, y0);
        box.y1 = std::min(box.y1, y1);
        if (box.empty()) continue;
        drawTriangle<kLens>(triangle, box, id, kLens ? view.lens->samples.data() : nullptr, target);
        touched.extend(box);
    }
}

CAMFRAME_HOT PixelBox rasterizeStraight(const ViewSetup& view, const DrawItem& item, const MeshArrays& mesh,
                                        const ProjectedMesh& projected, int y0, int y1, RasterTarget& target) {
    const F4 limit = pictureLimit(view);
    const auto id = static_cast<uint32_t>(item.part + 1);
    PixelBox touched;
    for (const uint32_t index : projected.visible) {
        const std::array<uint32_t, 3>& t = mesh.triangles[index];
        const VertexBox &a = projected.boxes[t[0]], &b = projected.boxes[t[1]], &c = projected.boxes[t[2]];
        const float iz0 = projected.inverseZ[t[0]], iz1 = projected.inverseZ[t[1]], iz2 = projected.inverseZ[t[2]];
        if (iz0 == 0 || iz1 == 0 || iz2 == 0) {
            drawClipped<false>(view, item, mesh, t, y0, y1, id, target, touched);
            continue;
        }
        const I4 k = triangleBox(a, b, c, limit);
        const PixelBox box{-k[0], std::max(-k[1], y0), k[2], std::min(k[3], y1)};
        if (box.empty()) continue;
        drawTriangle<false>({Corner{a.v[2], a.v[3], iz0}, Corner{b.v[2], b.v[3], iz1}, Corner{c.v[2], c.v[3], iz2}},
                            box, id, nullptr, target);
        touched.extend(box);
    }
    return touched;
}

CAMFRAME_HOT PixelBox rasterizeThroughLens(const ViewSetup& view, const DrawItem& item, const MeshArrays& mesh,
                                           const ProjectedMesh& projected, int y0, int y1, RasterTarget& target) {
    const auto id = static_cast<uint32_t>(item.part + 1);
    PixelBox touched;
    for (const uint32_t index : projected.visible) {
        const std::array<uint32_t, 3>& t = mesh.triangles[index];
        std::array<Corner, 3> corners;
        bool clipped = false;
        for (size_t k = 0; k < 3; ++k) {
            corners[k] = {projected.undistorted[2 * t[k]], projected.undistorted[2 * t[k] + 1],
                          projected.inverseZ[t[k]]};
            clipped = clipped || corners[k].iz == 0;
        }
        if (clipped) {
            drawClipped<true>(view, item, mesh, t, y0, y1, id, target, touched);
            continue;
        }
        PixelBox box;
        lensBox(view, projected, t, box);
        box.y0 = std::max(box.y0, y0);
        box.y1 = std::min(box.y1, y1);
        if (box.empty()) continue;
        drawTriangle<true>(corners, box, id, view.lens->samples.data(), target);
        touched.extend(box);
    }
    return touched;
}

}  // namespace

MeshArrays::MeshArrays(const TriangleMesh& mesh) : triangles(mesh.triangles) {
    x.reserve(mesh.vertices.size());
    y.reserve(mesh.vertices.size());
    z.reserve(mesh.vertices.size());
    for (const Eigen::Vector3f& v : mesh.vertices) {
        x.push_back(v.x());
        y.push_back(v.y());
        z.push_back(v.z());
    }
}

void RasterTarget::resize(int width, int height) {
    if (width == m_width && height == m_height) return;
    m_width = width;
    m_height = height;
    m_stride = static_cast<size_t>(width) + kLanes;
    m_depth.assign(m_stride * static_cast<size_t>(height), raster::kFar);
    m_id.assign(m_stride * static_cast<size_t>(height), 0);
}

void RasterTarget::clear(const PixelBox& box) {
    for (int y = box.y0; y <= box.y1; ++y) {
        std::fill(depthRow(y) + box.x0, depthRow(y) + box.x1 + 1, raster::kFar);
        std::fill(idRow(y) + box.x0, idRow(y) + box.x1 + 1, 0U);
    }
}

void projectMesh(const ViewSetup& view, const DrawItem& item, const MeshArrays& mesh, ProjectedMesh& out) {
    out.boxes.resize(mesh.x.size());
    out.inverseZ.resize(mesh.x.size());
    projectVertices(view, item, mesh, out.boxes.data(), out.inverseZ.data());
    out.visible.resize(mesh.triangles.size() + 1);
    size_t count = 0;
    if (view.lens) {
        distortVertices(view, out);
        PixelBox box;
        for (size_t i = 0; i < mesh.triangles.size(); ++i)
            if (lensBox(view, out, mesh.triangles[i], box)) out.visible[count++] = static_cast<uint32_t>(i);
    } else {
        count = listVisible(view, mesh, out.boxes.data(), out.visible.data());
    }
    out.visible.resize(count);
}

PixelBox rasterizeMesh(const ViewSetup& view, const DrawItem& item, const MeshArrays& mesh,
                       const ProjectedMesh& projected, int y0, int y1, RasterTarget& target) {
    return view.lens ? rasterizeThroughLens(view, item, mesh, projected, y0, y1, target)
                     : rasterizeStraight(view, item, mesh, projected, y0, y1, target);
}

}  // namespace camframe::cpu
