// SPDX-License-Identifier: Apache-2.0
#include "calib/baselines/antialiased_silhouette.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <tuple>

#include "calib/contour_refinement.h"
#include "model/core/parallel.h"
#include "render/view_setup.h"

namespace camframe::baselines {

namespace {

/// A pixel centre closer than this to an edge may lie on either side of it for the renderer, which works in
/// single precision (px).
constexpr double kRounding = 2e-3;
constexpr double kCreaseDegrees = 30;
/// A crease belongs to the surface that p shows when their depths differ by less (m).
constexpr float kSameSurface = 0.03F;

struct Edge {
    uint32_t v0, v1;
    int32_t face0, face1;  ///< face1 = -1: an open or branching edge, always taken for outline.
    bool sameTurn;         ///< Both faces run along the edge in the same direction: one is inside out.
    bool crease;
};

/// A mesh as the search for outlines likes it.
struct EdgeMesh {
    const TriangleMesh* mesh = nullptr;
    std::vector<float> nx, ny, nz, offset;  ///< Planes of the faces: n x + offset > 0 in front.
    std::vector<Edge> edges;

    explicit EdgeMesh(const TriangleMesh& source) : mesh(&source) {
        const auto corner = [&](size_t f, size_t k) { return source.vertices[source.triangles[f][k]]; };
        struct Side {
            uint32_t low, high;
            int32_t face;
            bool forward;
        };
        std::vector<Side> sides;
        std::vector<Eigen::Vector3f> normals;
        for (size_t f = 0; f < source.triangles.size(); ++f) {
            const Eigen::Vector3f a = corner(f, 0);
            Eigen::Vector3f n = (corner(f, 1) - a).cross(corner(f, 2) - a);
            if (const float length = n.norm(); length > 0) n /= length;
            normals.push_back(n);
            nx.push_back(n.x());
            ny.push_back(n.y());
            nz.push_back(n.z());
            offset.push_back(-n.dot(a));
            for (size_t k = 0; k < 3; ++k) {
                const uint32_t v = source.triangles[f][k], w = source.triangles[f][(k + 1) % 3];
                sides.push_back({std::min(v, w), std::max(v, w), static_cast<int32_t>(f), v < w});
            }
        }
        std::ranges::sort(sides, [](const Side& a, const Side& b) {
            return std::tie(a.low, a.high, a.face) < std::tie(b.low, b.high, b.face);
        });
        const auto creaseCosine = static_cast<float>(std::cos(kCreaseDegrees * std::numbers::pi / 180));
        for (size_t i = 0; i < sides.size();) {
            size_t end = i + 1;
            while (end < sides.size() && sides[end].low == sides[i].low && sides[end].high == sides[i].high)
                ++end;
            Edge edge{sides[i].low, sides[i].high, sides[i].face, -1, false, true};
            if (end - i == 2) {
                edge.face1 = sides[i + 1].face;
                edge.sameTurn = sides[i].forward == sides[i + 1].forward;
                const float cosine =
                    normals[static_cast<size_t>(edge.face0)].dot(normals[static_cast<size_t>(edge.face1)]);
                edge.crease = (edge.sameTurn ? -cosine : cosine) < creaseCosine;
            }
            edges.push_back(edge);
            i = end;
        }
        std::ranges::sort(edges, {}, &Edge::face0);  // neighbours in memory are neighbours on the surface
    }
};

/// Two neighbouring pixels of which one is robot, and where the outline runs between them.
struct Crossing {
    uint32_t first;  ///< Index of the left or upper pixel.
    bool vertical;   ///< The other one is below it, not to its right.
    bool firstInside;
    float c;         ///< Distance from the robot's pixel (px).
    float inverseZ;  ///< Of the edge there (1/m).
    float slope;     ///< Along the edge: shift along the pair's axis per shift across it.
};

/// What one frame needs; kept between calls.
struct Scratch {
    std::vector<uint8_t> front;  ///< Per face: seen from its front.
    std::vector<int32_t> pairs;  ///< Per pixel and axis: index into `crossings`, or -1.
    std::vector<Crossing> crossings;
    std::vector<float> soft;  ///< What antialiasing adds to the pixels.
};

/// Finds the crossings of one frame.
class OutlineWalk {
public:
    OutlineWalk(const ViewSetup& view, const RenderedFrame& frame, bool interior, Scratch& scratch)
        : m_view(view), m_frame(frame), m_interior(interior), m_scratch(scratch) {
        m_scratch.pairs.resize(2 * frame.linkId.pixelCount(), -1);
        m_scratch.crossings.clear();
    }

    void addMesh(const DrawItem& item, const EdgeMesh& mesh) {
        const auto& m = item.camFromLink;
        Eigen::Vector3f eye = Eigen::Vector3f::Zero();  // the camera's centre in link space: -R^T t
        for (size_t row = 0; row < 3; ++row)
            for (size_t column = 0; column < 3; ++column)
                eye[static_cast<Eigen::Index>(column)] -= m[4 * row + column] * m[4 * row + 3];
        const size_t faces = mesh.offset.size();
        std::vector<uint8_t>& front = m_scratch.front;
        front.resize(faces);
        for (size_t f = 0; f < faces; ++f)
            front[f] =
                mesh.nx[f] * eye.x() + mesh.ny[f] * eye.y() + mesh.nz[f] * eye.z() + mesh.offset[f] > 0;
        m_id = static_cast<uint8_t>(item.part + 1);
        for (const Edge& edge : mesh.edges) {
            bool taken = edge.face1 < 0;
            if (!taken) {
                const uint8_t a = front[static_cast<size_t>(edge.face0)],
                              b = front[static_cast<size_t>(edge.face1)];
                // An edge is outline where only one of its faces is seen.
                taken = ((a ^ b) != 0) != edge.sameTurn || (m_interior && edge.crease && (a | b));
            }
            if (!taken) continue;
            Corner p, q;
            if (project(m, mesh.mesh->vertices[edge.v0], p) && project(m, mesh.mesh->vertices[edge.v1], q)) {
                walk<false>(p, q);
                walk<true>(p, q);
            }
        }
    }

private:
    struct Corner {
        double u, v, inverseZ;
    };

    bool project(const std::array<float, 12>& m, const Eigen::Vector3f& p, Corner& out) const {
        const float x = m[0] * p.x() + m[1] * p.y() + m[2] * p.z() + m[3];
        const float y = m[4] * p.x() + m[5] * p.y() + m[6] * p.z() + m[7];
        const float z = m[8] * p.x() + m[9] * p.y() + m[10] * p.z() + m[11];
        if (z < 0.01F) return false;  // the renderer clips there
        out.inverseZ = 1.0 / z;
        out.u = m_view.fx * x * out.inverseZ + m_view.cx;
        out.v = m_view.fy * y * out.inverseZ + m_view.cy;
        return true;
    }

    /// Visits where an edge crosses the rows of pixel centres (or, vertical pairs, their columns).
    template <bool kVertical>
    void walk(const Corner& p, const Corner& q) {
        const double along0 = kVertical ? p.v : p.u, along1 = kVertical ? q.v : q.u;
        const double line0 = kVertical ? p.u : p.v, line1 = kVertical ? q.u : q.v;
        const int lines = kVertical ? m_view.width : m_view.height;
        const double from = std::max(0.0, std::ceil(std::min(line0, line1) - kRounding));
        const double to = std::min<double>(lines - 1, std::floor(std::max(line0, line1) + kRounding));
        if (from > to || std::abs(line1 - line0) < 1e-9) return;
        const double slope = (along1 - along0) / (line1 - line0);
        for (int line = static_cast<int>(from); line <= static_cast<int>(to); ++line) {
            const double t = std::clamp((line - line0) / (line1 - line0), 0.0, 1.0);
            visit<kVertical>(line, along0 + t * (along1 - along0), slope,
                             p.inverseZ + t * (q.inverseZ - p.inverseZ));
        }
    }

    template <bool kVertical>
    void visit(int line, double along, double slope, double inverseZ) {
        const int length = kVertical ? m_view.height : m_view.width;
        if (!(along > -1 && along < length)) return;
        const int k = static_cast<int>(std::floor(along));
        pair<kVertical>(line, k, length, along, slope, inverseZ);
        if (along - k < kRounding) pair<kVertical>(line, k - 1, length, along, slope, inverseZ);
        if (along - k > 1 - kRounding) pair<kVertical>(line, k + 1, length, along, slope, inverseZ);
    }

    template <bool kVertical>
    void pair(int line, int k, int length, double along, double slope, double inverseZ) {
        if (k < 0 || k + 1 >= length) return;
        const auto width = static_cast<size_t>(m_view.width);
        const size_t first = kVertical ? static_cast<size_t>(k) * width + static_cast<size_t>(line)
                                       : static_cast<size_t>(line) * width + static_cast<size_t>(k);
        const size_t second = first + (kVertical ? width : 1);
        const uint8_t a = m_frame.linkId.data[first], b = m_frame.linkId.data[second];
        if ((a != 0) == (b != 0)) return;
        const bool firstInside = a != 0;
        if (m_interior) {
            const size_t inside = firstInside ? first : second;
            if (m_frame.linkId.data[inside] != m_id ||
                std::abs(m_frame.depth.data[inside] - static_cast<float>(1 / inverseZ)) > kSameSurface)
                return;
        }
        const auto c = static_cast<float>(std::clamp(firstInside ? along - k : k + 1 - along, 0.0, 1.0));
        const Crossing found{
            static_cast<uint32_t>(first), kVertical, firstInside, c, static_cast<float>(inverseZ),
            static_cast<float>(slope)};
        int32_t& slot = m_scratch.pairs[2 * first + (kVertical ? 1 : 0)];
        if (slot < 0) {
            slot = static_cast<int32_t>(m_scratch.crossings.size());
            m_scratch.crossings.push_back(found);
            return;
        }
        // Every edge between p and q lies on the robot, so the farthest one is where the robot ends.
        Crossing& known = m_scratch.crossings[static_cast<size_t>(slot)];
        if (m_interior ? c < known.c : c > known.c) known = found;
    }

    const ViewSetup& m_view;
    const RenderedFrame& m_frame;
    bool m_interior;
    Scratch& m_scratch;
    uint8_t m_id = 0;
};

}  // namespace

struct AntialiasedSilhouette::Impl {
    Renderer& renderer;
    Options options;
    std::vector<std::vector<EdgeMesh>> meshes;  ///< By part and level.
    LensMapCache lenses;
    std::vector<Scratch> scratch;  ///< One per frame.

    Impl(Renderer& renderer_, const Options& options_) : renderer(renderer_), options(options_) {
        for (const RobotGeometry::Part& part : renderer.geometry().parts()) {
            std::vector<EdgeMesh>& lods = meshes.emplace_back();
            if (part.ignored) continue;
            for (const MeshLod& lod : part.lods) lods.emplace_back(lod.mesh);
        }
    }

    /// Draws all frames, finds their crossings and calls done(frame index, ids, scratch) for each, from
    /// several threads. Scratch is as it should be before the next call when done returns.
    template <class Done>
    Result<void> forEach(const CameraModel& camera, const RigidTransform& pose, std::span<const Frame> frames,
                         const Done& done) {
        if (camera.hasDistortion())
            return makeError(ErrorKind::Usage, "Soft silhouettes are drawn without lens distortion only.");
        std::vector<RenderView> views;
        for (const Frame& frame : frames)
            views.push_back({camera, pose, frame.baseFromLink, frame.linkKnown});
        const RenderOptions draw{options.lodTolerancePx, options.interiorEdges, false};
        const auto rendered = renderer.render(views, draw);
        if (!rendered) return tl::unexpected(rendered.error());
        std::vector<ViewSetup> setups;
        for (size_t i = 0; i < views.size(); ++i) {
            auto setup = prepareView(renderer.geometry(), views[i], i, draw, lenses, 1);
            if (!setup) return tl::unexpected(setup.error());
            setups.push_back(std::move(*setup));
        }
        if (scratch.size() < frames.size()) scratch.resize(frames.size());
        parallelFor(static_cast<int>(frames.size()), options.threads, [&](int f) {
            const auto i = static_cast<size_t>(f);
            Scratch& mine = scratch[i];
            OutlineWalk walk(setups[i], (*rendered)[i], options.interiorEdges, mine);
            for (const DrawItem& item : setups[i].draws)
                walk.addMesh(item, meshes[static_cast<size_t>(item.part)][static_cast<size_t>(item.lod)]);
            const ImageU8& ids = (*rendered)[i].linkId;
            for (const Crossing& crossing : mine.crossings)
                mine.pairs[2 * crossing.first + (crossing.vertical ? 1 : 0)] = -1;
            // A slanted edge parts pixels in both directions; only the one that it is steep to counts.
            std::erase_if(mine.crossings, [](const Crossing& c) { return std::abs(c.slope) > 1; });
            mine.soft.assign(ids.pixelCount(), 0.0F);
            for (const Crossing& crossing : mine.crossings)
                mine.soft[softPixel(crossing, ids.width)] += crossing.c - 0.5F;
            done(i, ids, mine);
        });
        return {};
    }

    /// The pixel whose value the crossing changes.
    static size_t softPixel(const Crossing& crossing, int width) {
        const size_t second = crossing.first + (crossing.vertical ? static_cast<size_t>(width) : 1);
        return (crossing.c < 0.5F) == crossing.firstInside ? crossing.first : second;
    }
};

AntialiasedSilhouette::AntialiasedSilhouette(Renderer& renderer, const Options& options)
    : m_impl(std::make_unique<Impl>(renderer, options)) {}

AntialiasedSilhouette::~AntialiasedSilhouette() = default;

Result<AntialiasedSilhouette::Cost> AntialiasedSilhouette::cost(const CameraModel& camera,
                                                                const RigidTransform& camFromBase,
                                                                std::span<const Frame> frames) {
    for (const Frame& frame : frames)
        if (!frame.mask || frame.mask->width != camera.width || frame.mask->height != camera.height)
            return makeError(ErrorKind::Usage, "A mask is missing or has another size than the camera.");
    std::vector<Cost> costs(frames.size());
    auto ok = m_impl->forEach(
        camera, camFromBase, frames, [&](size_t f, const ImageU8& ids, const Scratch& scratch) {
            const std::vector<uint8_t>& mask = frames[f].mask->data;
            const auto residual = [&](size_t i) {
                return std::min(static_cast<float>(ids.data[i] != 0) + scratch.soft[i], 1.0F) -
                       static_cast<float>(mask[i] > 127);
            };
            Cost& out = costs[f];
            for (int y = 0; y < ids.height; ++y) {  // row by row: single precision is exact enough, and fast
                float row = 0;
                const size_t start = static_cast<size_t>(y) * static_cast<size_t>(ids.width);
                for (size_t i = start; i < start + static_cast<size_t>(ids.width); ++i) {
                    const float r = residual(i);
                    row += r * r;
                }
                out.value += static_cast<double>(row);
            }
            for (const Crossing& crossing : scratch.crossings) {
                const size_t pixel = Impl::softPixel(crossing, ids.width);
                if (static_cast<float>(ids.data[pixel] != 0) + scratch.soft[pixel] > 1) continue;
                const double x = crossing.first % static_cast<uint32_t>(ids.width);
                const double y = crossing.first / static_cast<uint32_t>(ids.width);
                const double along = crossing.firstInside ? crossing.c : 1 - crossing.c;
                const Eigen::Vector2d where =
                    crossing.vertical ? Eigen::Vector2d(x, y + along) : Eigen::Vector2d(x + along, y);
                const Eigen::Matrix<double, 2, 6> byPose =
                    pixelByPose(camera, camera.unproject(where, 1.0 / crossing.inverseZ));
                // The edge moves across the pair's line: its own shift less what it slides along itself.
                const Eigen::Matrix<double, 1, 6> shift =
                    crossing.vertical ? (byPose.row(1) - crossing.slope * byPose.row(0)).eval()
                                      : (byPose.row(0) - crossing.slope * byPose.row(1)).eval();
                out.byPose += 2.0 * residual(pixel) * (crossing.firstInside ? 1 : -1) * shift.transpose();
            }
        });
    if (!ok) return tl::unexpected(ok.error());
    Cost sum;
    for (const Cost& cost : costs) {
        sum.value += cost.value;
        sum.byPose += cost.byPose;
    }
    return sum;
}

Result<std::vector<ImageF>> AntialiasedSilhouette::draw(const CameraModel& camera,
                                                        const RigidTransform& camFromBase,
                                                        std::span<const Frame> frames) {
    std::vector<ImageF> out(frames.size());
    auto ok = m_impl->forEach(
        camera, camFromBase, frames, [&](size_t f, const ImageU8& ids, const Scratch& scratch) {
            out[f] = ImageF(ids.width, ids.height);
            for (size_t i = 0; i < ids.data.size(); ++i)
                out[f].data[i] = std::min(static_cast<float>(ids.data[i] != 0) + scratch.soft[i], 1.0F);
        });
    if (!ok) return tl::unexpected(ok.error());
    return out;
}

}  // namespace camframe::baselines
