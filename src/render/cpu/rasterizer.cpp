// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/rasterizer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "model/core/hot.h"
#include "render/raster_rules.h"

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
    float sign;   ///< -1 when the ends were swapped.
    int flipped;  ///< All ones when the ends were swapped.
};

CAMFRAME_INLINE Edge makeEdge(const Corner& p, const Corner& q) {
    const bool swap = q.u < p.u || (q.u == p.u && q.v < p.v);
    const Corner& a = swap ? q : p;
    const Corner& b = swap ? p : q;
    return {a.u, a.v, b.u - a.u, b.v - a.v, swap ? -1.0F : 1.0F, swap ? -1 : 0};
}

CAMFRAME_INLINE bool anyLane(const I8& mask) {
    L4 words;
    std::memcpy(&words, &mask, sizeof words);
    return (words[0] | words[1] | words[2] | words[3]) != 0;
}

/// Draws one triangle inside a box that is not empty, in blocks of 4 x 2 pixels.
template <bool kLens>
CAMFRAME_INLINE void drawTriangle(const std::array<Corner, 3>& corners, const PixelBox& box, uint32_t id,
                                  const float* samples, RasterTarget& target) {
    const Edge e0 = makeEdge(corners[1], corners[2]);
    const Edge e1 = makeEdge(corners[2], corners[0]);
    const Edge e2 = makeEdge(corners[0], corners[1]);
    const float iz0 = corners[0].iz, iz1 = corners[1].iz, iz2 = corners[2].iz;
    const F8 columns = {0, 1, 2, 3, 0, 1, 2, 3}, rows = {0, 0, 0, 0, 1, 1, 1, 1};
    const float lastX = static_cast<float>(box.x1), lastY = static_cast<float>(box.y1);
    constexpr size_t kHalf = 4 * sizeof(float);
    for (int y = box.y0; y <= box.y1; y += 2) {
        // The row below the box may belong to another thread: it is neither read nor written.
        const bool two = y < box.y1;
        float* depth = target.depthRow(y);
        float* depthBelow = target.depthRow(two ? y + 1 : y);
        uint32_t* ids = target.idRow(y);
        uint32_t* idsBelow = target.idRow(two ? y + 1 : y);
        const F8 row = static_cast<float>(y) + rows;
        for (int x = box.x0; x <= box.x1; x += 4) {
            const F8 column = static_cast<float>(x) + columns;
            F8 px = column, py = row;
            if constexpr (kLens)
                for (int i = 0; i < kLanes; ++i) {
                    const int xi = std::min(x + i % 4, box.x1), yi = std::min(y + i / 4, box.y1);
                    const float* sample =
                        samples + 2 * (static_cast<size_t>(yi) * static_cast<size_t>(target.width()) +
                                       static_cast<size_t>(xi));
                    px[i] = sample[0];
                    py[i] = sample[1];
                }
            const F8 f0 = e0.dx * (py - e0.ay) - e0.dy * (px - e0.ax);
            const F8 f1 = e1.dx * (py - e1.ay) - e1.dy * (px - e1.ax);
            const F8 f2 = e2.dx * (py - e2.ay) - e2.dy * (px - e2.ax);
            const I8 s0 = (f0 >= 0) ^ e0.flipped;
            const I8 s1 = (f1 >= 0) ^ e1.flipped;
            const I8 s2 = (f2 >= 0) ^ e2.flipped;
            const I8 inside = ~((s0 ^ s1) | (s1 ^ s2)) & (column <= lastX) & (row <= lastY);
            if (!anyLane(inside)) continue;
            const F8 w0 = f0 * e0.sign, w1 = f1 * e1.sign, w2 = f2 * e2.sign;
            const F8 sum = w0 + w1 + w2;
            const F8 z = sum / (w0 * iz0 + w1 * iz1 + w2 * iz2);
            F8 oldDepth;
            U8 oldId;
            std::memcpy(&oldDepth, depth + x, kHalf);
            std::memcpy(reinterpret_cast<char*>(&oldDepth) + kHalf, depthBelow + x, kHalf);
            std::memcpy(&oldId, ids + x, kHalf);
            std::memcpy(reinterpret_cast<char*>(&oldId) + kHalf, idsBelow + x, kHalf);
            const I8 nearer = inside & (sum != 0) & (z < oldDepth);
            const F8 newDepth = nearer ? z : oldDepth;
            const U8 newId = nearer ? U8{} + id : oldId;
            // The lower half first: with one row both halves are the same memory, and the upper must win.
            std::memcpy(depthBelow + x, reinterpret_cast<const char*>(&newDepth) + kHalf, kHalf);
            std::memcpy(depth + x, &newDepth, kHalf);
            std::memcpy(idsBelow + x, reinterpret_cast<const char*>(&newId) + kHalf, kHalf);
            std::memcpy(ids + x, &newId, kHalf);
        }
    }
}

/// Tiny triangles, collected so that eight of them fill the lanes of a vector.
class TinyBatch {
public:
    static constexpr uint32_t kLargestBox = 4;  ///< Pixels of a box that counts as tiny.

    CAMFRAME_INLINE void add(const std::array<Corner, 3>& c, const PixelBox& box) {
        const size_t n = m_count++;
        for (size_t k = 0; k < 3; ++k) {
            m_u[k][n] = c[k].u;
            m_v[k][n] = c[k].v;
            m_iz[k][n] = c[k].iz;
        }
        m_x[n] = box.x0;
        m_y[n] = box.y0;
        m_width[n] = box.x1 - box.x0 + 1;
        m_pixels[n] = m_width[n] * (box.y1 - box.y0 + 1);
    }
    bool full() const { return m_count == kCapacity; }

    CAMFRAME_INLINE void flush(uint32_t id, RasterTarget& target) {
        // Lanes beyond the last triangle have no pixels.
        for (size_t n = m_count; n % kLanes != 0; ++n) m_pixels[n] = 0;
        for (size_t first = 0; first < m_count; first += kLanes) {
            std::array<F8, 3> u, v, iz, ax, ay, dx, dy;
            std::array<I8, 3> swap;
            for (size_t k = 0; k < 3; ++k) {
                std::memcpy(&u[k], m_u[k].data() + first, sizeof(F8));
                std::memcpy(&v[k], m_v[k].data() + first, sizeof(F8));
                std::memcpy(&iz[k], m_iz[k].data() + first, sizeof(F8));
            }
            for (size_t k = 0; k < 3; ++k) {
                const size_t p = (k + 1) % 3, q = (k + 2) % 3;
                swap[k] = (u[q] < u[p]) | ((u[q] == u[p]) & (v[q] < v[p]));
                ax[k] = swap[k] ? u[q] : u[p];
                ay[k] = swap[k] ? v[q] : v[p];
                dx[k] = (swap[k] ? u[p] : u[q]) - ax[k];
                dy[k] = (swap[k] ? v[p] : v[q]) - ay[k];
            }
            I8 x0, y0, width, pixels;
            std::memcpy(&x0, m_x.data() + first, sizeof x0);
            std::memcpy(&y0, m_y.data() + first, sizeof y0);
            std::memcpy(&width, m_width.data() + first, sizeof width);
            std::memcpy(&pixels, m_pixels.data() + first, sizeof pixels);
            for (int k = 0; k < static_cast<int>(kLargestBox); ++k) {
                const I8 active = pixels > k;
                if (!anyLane(active)) break;
                // The k-th pixel of the box; a comparison that holds is -1.
                const I8 down = -((k >= width) + (k >= 2 * width) + (k >= 3 * width));
                const I8 x = x0 + k - down * width, y = y0 + down;
                const F8 px = __builtin_convertvector(x, F8), py = __builtin_convertvector(y, F8);
                std::array<F8, 3> w;
                std::array<I8, 3> side;
                for (size_t e = 0; e < 3; ++e) {
                    const F8 f = dx[e] * (py - ay[e]) - dy[e] * (px - ax[e]);
                    side[e] = (f >= 0) ^ swap[e];
                    w[e] = swap[e] ? -f : f;
                }
                const F8 sum = w[0] + w[1] + w[2];
                const I8 inside = active & ~((side[0] ^ side[1]) | (side[1] ^ side[2])) & (sum != 0);
                if (!anyLane(inside)) continue;
                const F8 z = sum / (w[0] * iz[0] + w[1] * iz[1] + w[2] * iz[2]);
                for (int i = 0; i < kLanes; ++i) {
                    if (!inside[i]) continue;
                    float& depth = target.depthRow(y[i])[x[i]];
                    if (!(z[i] < depth)) continue;
                    depth = z[i];
                    target.idRow(y[i])[x[i]] = id;
                }
            }
        }
        m_count = 0;
    }

private:
    static constexpr size_t kCapacity = 128;
    using Floats = std::array<float, kCapacity>;
    using Ints = std::array<int, kCapacity>;

    size_t m_count = 0;
    std::array<Floats, 3> m_u{}, m_v{}, m_iz{};
    Ints m_x{}, m_y{}, m_width{}, m_pixels{};
};

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
bool lensBox(const ViewSetup& view, const ProjectedMesh& mesh, const std::array<uint32_t, 3>& t,
             PixelBox& out) {
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
    const float left = view.guardLeft, right = view.guardRight, top = view.guardTop,
                bottom = view.guardBottom;
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
/// ones avoids branches that nobody could predict.
CAMFRAME_HOT std::array<size_t, 2> listVisible(const ViewSetup& view, const MeshArrays& mesh,
                                               const VertexBox* boxes, uint32_t* tiny, uint32_t* larger) {
    const F4 limit = pictureLimit(view);
    size_t tinyCount = 0, largerCount = 0;
    const size_t triangles = mesh.triangles.size();
    for (size_t i = 0; i < triangles; ++i) {
        const std::array<uint32_t, 3>& t = mesh.triangles[i];
        const I4 box = triangleBox(boxes[t[0]], boxes[t[1]], boxes[t[2]], limit);
        const I4 extent = box + I4{box[2], box[3], box[0], box[1]};  // x1 - x0, y1 - y0, twice
        uint64_t bits;
        std::memcpy(&bits, &extent, sizeof bits);
        const bool visible = (bits & 0x8000000080000000ULL) == 0;
        // Pixels of the box; both extents are below 2^15, so the product fits.
        const uint32_t pixels = (static_cast<uint32_t>(bits) + 1) * (static_cast<uint32_t>(bits >> 32) + 1);
        const bool small = pixels <= TinyBatch::kLargestBox;
        tiny[tinyCount] = static_cast<uint32_t>(i);
        tinyCount += visible & small;
        larger[largerCount] = static_cast<uint32_t>(i);
        largerCount += visible & !small;
    }
    return {tinyCount, largerCount};
}

/// A triangle cut by five planes has eight corners at most; twice that leaves room for rounding, which can
/// make a corner on a plane count as on either side.
using Polygon = std::array<Eigen::Vector3f, 16>;

/// Cuts a polygon with one plane, given each corner's signed distance. Cut points are computed from the kept
/// end towards the dropped one, so neighbours that share the edge get the same bits. Sutherland & Hodgman,
/// "Reentrant polygon clipping", 1974.
template <class Distance>
size_t clipPolygon(Polygon& polygon, size_t count, const Distance& distance) {
    Polygon kept;
    size_t n = 0;
    for (size_t i = 0; i < count && n + 2 <= kept.size(); ++i) {
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
__attribute__((noinline)) void drawClipped(const ViewSetup& view, const DrawItem& item,
                                           const MeshArrays& mesh, const std::array<uint32_t, 3>& t, int y0,
                                           int y1, uint32_t id, RasterTarget& target, PixelBox& touched) {
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
    std::array<Corner, 16> corners;
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

/// The corners of a triangle; false when one of them is behind the near plane or beyond the guard band.
CAMFRAME_INLINE bool cornersOf(const ProjectedMesh& projected, const std::array<uint32_t, 3>& t,
                               std::array<Corner, 3>& corners) {
    for (size_t k = 0; k < 3; ++k) {
        const VertexBox& box = projected.boxes[t[k]];
        corners[k] = {box.v[2], box.v[3], projected.inverseZ[t[k]]};
    }
    return corners[0].iz != 0 && corners[1].iz != 0 && corners[2].iz != 0;
}

CAMFRAME_INLINE PixelBox boxInRows(const ProjectedMesh& projected, const std::array<uint32_t, 3>& t,
                                   const F4& limit, int y0, int y1) {
    const I4 k = triangleBox(projected.boxes[t[0]], projected.boxes[t[1]], projected.boxes[t[2]], limit);
    return {-k[0], std::max(-k[1], y0), k[2], std::min(k[3], y1)};
}

CAMFRAME_HOT void rasterizeTiny(const ViewSetup& view, const DrawItem& item, const MeshArrays& mesh,
                                const ProjectedMesh& projected, int y0, int y1, RasterTarget& target,
                                PixelBox& touched) {
    const F4 limit = pictureLimit(view);
    const auto id = static_cast<uint32_t>(item.part + 1);
    TinyBatch batch;
    for (const uint32_t index : projected.tiny) {
        const std::array<uint32_t, 3>& t = mesh.triangles[index];
        std::array<Corner, 3> corners;
        if (!cornersOf(projected, t, corners)) {
            drawClipped<false>(view, item, mesh, t, y0, y1, id, target, touched);
            continue;
        }
        const PixelBox box = boxInRows(projected, t, limit, y0, y1);
        if (box.empty()) continue;
        touched.extend(box);
        batch.add(corners, box);
        if (batch.full()) batch.flush(id, target);
    }
    batch.flush(id, target);
}

CAMFRAME_HOT void rasterizeLarger(const ViewSetup& view, const DrawItem& item, const MeshArrays& mesh,
                                  const ProjectedMesh& projected, int y0, int y1, RasterTarget& target,
                                  PixelBox& touched) {
    const F4 limit = pictureLimit(view);
    const auto id = static_cast<uint32_t>(item.part + 1);
    for (const uint32_t index : projected.larger) {
        const std::array<uint32_t, 3>& t = mesh.triangles[index];
        std::array<Corner, 3> corners;
        if (!cornersOf(projected, t, corners)) {
            drawClipped<false>(view, item, mesh, t, y0, y1, id, target, touched);
            continue;
        }
        const PixelBox box = boxInRows(projected, t, limit, y0, y1);
        if (box.empty()) continue;
        touched.extend(box);
        drawTriangle<false>(corners, box, id, nullptr, target);
    }
}

CAMFRAME_HOT PixelBox rasterizeThroughLens(const ViewSetup& view, const DrawItem& item,
                                           const MeshArrays& mesh, const ProjectedMesh& projected, int y0,
                                           int y1, RasterTarget& target) {
    const auto id = static_cast<uint32_t>(item.part + 1);
    PixelBox touched;
    for (const uint32_t index : projected.larger) {
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
    const size_t triangles = mesh.triangles.size();
    out.indices.resize(std::max(out.indices.size(), 2 * (triangles + 1)));
    uint32_t* tiny = out.indices.data();
    uint32_t* larger = tiny + triangles + 1;
    std::array<size_t, 2> counts{};
    if (view.lens) {
        distortVertices(view, out);
        PixelBox box;
        for (size_t i = 0; i < triangles; ++i)
            if (lensBox(view, out, mesh.triangles[i], box)) larger[counts[1]++] = static_cast<uint32_t>(i);
    } else {
        counts = listVisible(view, mesh, out.boxes.data(), tiny, larger);
    }
    out.tiny = {tiny, counts[0]};
    out.larger = {larger, counts[1]};
}

PixelBox rasterizeMesh(const ViewSetup& view, const DrawItem& item, const MeshArrays& mesh,
                       const ProjectedMesh& projected, int y0, int y1, RasterTarget& target) {
    if (view.lens) return rasterizeThroughLens(view, item, mesh, projected, y0, y1, target);
    PixelBox touched;
    rasterizeTiny(view, item, mesh, projected, y0, y1, target, touched);
    rasterizeLarger(view, item, mesh, projected, y0, y1, target, touched);
    return touched;
}

}  // namespace camframe::cpu
