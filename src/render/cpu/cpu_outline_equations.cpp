// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/cpu_outline_equations.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "model/core/hot.h"
#include "render/contour.h"

namespace camframe {

namespace {

using namespace cpu;

constexpr size_t kDoubleLanes = 4;
using D4 = double __attribute__((vector_size(32)));

constexpr size_t kRow = outline_columns::kCount + 1;  ///< The columns of an equation and its residual.
constexpr size_t kPairs = kRow * (kRow + 1) / 2;

using Lanes = std::array<double, kDoubleLanes>;

/// What is known about four outline points, lane by lane. Lanes without a point have weight 0.
struct PointGroup {
    std::array<Lanes, 4> lens;  ///< Row-major derivative of the lens at the undistorted position.
    Lanes x, y;                 ///< Undistorted normalised position.
    Lanes u, v;                 ///< Pixel, relative to the principal point.
    Lanes inverseDepth;         ///< 1/m
    Lanes distance, directionX, directionY;
    Lanes one;  ///< 1, or 0 for a lane without a point.
};

/// What the equations of some points add up to, lane by lane.
struct LaneSums {
    std::array<Lanes, kPairs> pairs;  ///< Upper triangle of (J r)^T w (J r), row by row.
    Lanes cost, finalCost, weights, count;
};

CAMFRAME_INLINE void load(const Lanes& lanes, D4& out) {
    std::memcpy(&out, lanes.data(), sizeof out);
}

CAMFRAME_INLINE void addTo(Lanes& sum, const D4& value) {
    D4 added;
    load(sum, added);
    added += value;
    std::memcpy(sum.data(), &added, sizeof added);
}

/// Adds the equations of some groups. Lanes keep their own sums, so that the order is the same however wide
/// the processor's vectors are.
CAMFRAME_HOT void addGroups(const PointGroup* groups, size_t count, const OutlineState& state,
                            LaneSums& sums) {
    const double fx = state.camera.fx, fy = state.camera.fy, offset = state.offsetPx;
    const double sharpness = 1 / (state.scalePx * state.scalePx);
    const double finalSharpness = 1 / (state.finalScalePx * state.finalScalePx);
    for (size_t i = 0; i < count; ++i) {
        const PointGroup& p = groups[i];
        D4 one, x, y, u, v, inverseDepth, distance, directionX, directionY;
        load(p.one, one);
        load(p.x, x);
        load(p.y, y);
        load(p.u, u);
        load(p.v, v);
        load(p.inverseDepth, inverseDepth);
        load(p.distance, distance);
        load(p.directionX, directionX);
        load(p.directionY, directionY);
        std::array<D4, 4> lens;
        for (size_t k = 0; k < 4; ++k) load(p.lens[k], lens[k]);
        const D4 residual = (distance - 0.5 - offset) * one;
        const D4 squared = residual * residual;
        const D4 spread = 1 + squared * sharpness;
        const D4 weight = one / (spread * spread);
        // The distance's derivative by the undistorted normalised position, and on by the point in space.
        const D4 gx = directionX * fx, gy = directionY * fy;
        const D4 hx = gx * lens[0] + gy * lens[2];
        const D4 hy = gx * lens[1] + gy * lens[3];
        const D4 along = hx * x + hy * y;
        const D4 radius2 = x * x + y * y;
        const D4 radial = (gx * x + gy * y) * radius2;
        const std::array<D4, kRow> row{-y * along - hy,
                                       hx + x * along,
                                       x * hy - y * hx,
                                       hx * inverseDepth,
                                       hy * inverseDepth,
                                       -along * inverseDepth,
                                       -one,
                                       directionX * u + directionY * v,
                                       directionX,
                                       directionY,
                                       radial,
                                       radial * radius2,
                                       0.5 * (directionX * u - directionY * v),
                                       residual};
        size_t k = 0;
        for (size_t a = 0; a < kRow; ++a) {
            const D4 weighted = weight * row[a];
            for (size_t b = a; b < kRow; ++b) addTo(sums.pairs[k++], weighted * row[b]);
        }
        addTo(sums.cost, 0.5 * squared / spread);
        addTo(sums.finalCost, 0.5 * squared / (1 + squared * finalSharpness));
        addTo(sums.weights, weight);
        addTo(sums.count, one);
    }
}

double total(const Lanes& lanes) {
    return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

/// Memory of one frame's evaluation.
struct FrameWork {
    std::vector<ContourPoint> contour;
    std::vector<std::vector<PointGroup>> groups;  ///< By block.
    std::vector<size_t> counts;                   ///< Points in each block.
};

class CpuOutlineEquations final : public OutlineEquations {
public:
    CpuOutlineEquations(FrameDrawer& drawer, std::span<const OutlineFrame> frames,
                        const OutlineOptions& options,
                        std::function<void(int64_t frames, int64_t pixels)> countDrawn)
        : m_drawer(drawer),
          m_frames(frames.begin(), frames.end()),
          m_options(options),
          m_countDrawn(std::move(countDrawn)),
          m_work(frames.size()) {}

    Result<std::vector<OutlineSums>> at(const OutlineState& state) override {
        if (auto ok = checkOutlineState(m_frames, state); !ok) return tl::unexpected(ok.error());
        std::vector<RenderView> views(m_frames.size());
        for (size_t i = 0; i < m_frames.size(); ++i) {
            views[i] = {state.camera, state.camFromBase, m_frames[i].baseFromLink, m_frames[i].linkKnown};
            if (state.baseFromLink.empty()) continue;
            views[i].baseFromLink = state.baseFromLink[i];
            if (state.baseFromLink[i].empty()) views[i].camera.width = 0;  // left out
        }
        m_countDrawn(static_cast<int64_t>(views.size()), int64_t{state.camera.width} * state.camera.height);
        auto setups = m_drawer.prepare(views, {.lodTolerancePx = m_options.lodTolerancePx});
        if (!setups) return tl::unexpected(setups.error());
        std::vector<OutlineSums> out(m_frames.size());
        const size_t blocks = m_options.perPart ? m_drawer.geometry().parts().size() : 1;
        for (OutlineSums& sums : out) sums.blocks.resize(blocks);
        m_drawer.draw(*setups, [&](size_t i, RasterTarget& target, const PixelBox& box) {
            if (box.empty()) return;
            FrameWork& work = m_work[i];
            {
                const StageClock::Run run(m_drawer.clock(), Stage::Contour);
                findOutline(target, box, work.contour);
            }
            const StageClock::Run run(m_drawer.clock(), Stage::Equations);
            gather(m_frames[i], target, state.camera, (*setups)[i].lens.get(), blocks, work);
            sum(state, work, out[i]);
        });
        return out;
    }

private:
    static void findOutline(RasterTarget& target, const PixelBox& box, std::vector<ContourPoint>& out) {
        out.clear();
        forEachContourPixel(
            target.width(), target.height(), box.x0, box.y0, box.x1, box.y1,
            [&](int y) { return target.idRow(y); },
            [&](int x, int y, uint32_t id) {
                out.push_back({static_cast<uint16_t>(x), static_cast<uint16_t>(y), static_cast<uint8_t>(id),
                               target.depthRow(y)[x]});
            });
    }

    /// Samples the distances at the outline and sorts the points into blocks.
    static void gather(const OutlineFrame& frame, RasterTarget& drawn, const CameraModel& camera,
                       const LensMap* lens, size_t blocks, FrameWork& work) {
        work.groups.resize(blocks);
        for (auto& groups : work.groups) groups.clear();
        work.counts.assign(blocks, 0);
        const ImageF& field = *frame.distance;
        const bool ignores = frame.ignore && !frame.ignore->empty();
        for (const ContourPoint& p : work.contour) {
            if (ignores && frame.ignore->at(p.x, p.y) != 0) continue;
            const int x0 = std::max(0, p.x - 1), x1 = std::min(field.width - 1, p.x + 1);
            const int y0 = std::max(0, p.y - 1), y1 = std::min(field.height - 1, p.y + 1);
            const float* row = field.row(p.y);
            const float gx = x1 > x0 ? (row[x1] - row[x0]) / static_cast<float>(x1 - x0) : 0;
            const float gy =
                y1 > y0 ? (field.at(p.x, y1) - field.at(p.x, y0)) / static_cast<float>(y1 - y0) : 0;
            const Eigen::Vector2d gradient(gx, gy);
            if (gradient.squaredNorm() < 0.1) continue;  // on a ridge the distance has no direction
            const Eigen::Vector2d direction =
                outlineDirection(gradient, row[p.x], field.width, field.height, p.x, p.y,
                                 [&](int y) { return drawn.idRow(y); });
            if (direction.isZero(0)) continue;
            const size_t block = blocks > 1 ? size_t{p.id} - 1 : 0;
            const size_t lane = work.counts[block]++ % kDoubleLanes;
            if (lane == 0) work.groups[block].push_back(PointGroup{});
            PointGroup& group = work.groups[block].back();
            group.u[lane] = p.x - camera.cx;
            group.v[lane] = p.y - camera.cy;
            Eigen::Vector2d at(group.u[lane] / camera.fx, group.v[lane] / camera.fy);
            Eigen::Matrix2d byPosition = Eigen::Matrix2d::Identity();
            if (lens) at = throughLens(camera, *lens, p, at, byPosition);
            group.x[lane] = at.x();
            group.y[lane] = at.y();
            for (size_t k = 0; k < 4; ++k)
                group.lens[k][lane] =
                    byPosition(static_cast<Eigen::Index>(k / 2), static_cast<Eigen::Index>(k % 2));
            group.inverseDepth[lane] = 1 / static_cast<double>(p.depth);
            group.distance[lane] = row[p.x];
            group.directionX[lane] = direction.x();
            group.directionY[lane] = direction.y();
            group.one[lane] = 1;
        }
    }

    /// Undistorted position of a drawn pixel and the lens' derivative there. The map gives it in single
    /// precision, from where Newton's method needs two steps.
    static Eigen::Vector2d throughLens(const CameraModel& camera, const LensMap& lens, const ContourPoint& p,
                                       const Eigen::Vector2d& distorted, Eigen::Matrix2d& derivative) {
        const float* sample = &lens.samples[2 * (size_t{p.y} * static_cast<size_t>(camera.width) + p.x)];
        Eigen::Vector2d at((sample[0] - camera.cx) / camera.fx, (sample[1] - camera.cy) / camera.fy);
        for (int i = 0; i < 2; ++i) {
            const Eigen::Vector2d miss = camera.distort(at, &derivative) - distorted;
            at -= derivative.inverse() * miss;
        }
        camera.distort(at, &derivative);
        return at;
    }

    static void sum(const OutlineState& state, const FrameWork& work, OutlineSums& out) {
        constexpr Eigen::Index kColumns = outline_columns::kCount;
        for (size_t block = 0; block < work.groups.size(); ++block) {
            const std::vector<PointGroup>& groups = work.groups[block];
            if (groups.empty()) continue;
            LaneSums sums{};
            addGroups(groups.data(), groups.size(), state, sums);
            OutlineSums::Block& to = out.blocks[block];
            size_t k = 0;
            for (Eigen::Index a = 0; a <= kColumns; ++a)
                for (Eigen::Index b = a; b <= kColumns; ++b) {
                    const double value = total(sums.pairs[k++]);
                    if (a == kColumns)
                        out.squares += value;
                    else if (b == kColumns)
                        to.gradient[a] = value;
                    else
                        to.hessian(a, b) = to.hessian(b, a) = value;
                }
            out.cost += total(sums.cost);
            out.finalCost += total(sums.finalCost);
            out.weights += total(sums.weights);
            out.count += static_cast<int>(total(sums.count));
        }
    }

    FrameDrawer& m_drawer;
    std::vector<OutlineFrame> m_frames;
    OutlineOptions m_options;
    std::function<void(int64_t frames, int64_t pixels)> m_countDrawn;
    std::vector<FrameWork> m_work;
};

}  // namespace

std::unique_ptr<OutlineEquations> makeCpuOutlineEquations(
    FrameDrawer& drawer, std::span<const OutlineFrame> frames, const OutlineOptions& options,
    std::function<void(int64_t frames, int64_t pixels)> countDrawn) {
    return std::make_unique<CpuOutlineEquations>(drawer, frames, options, std::move(countDrawn));
}

}  // namespace camframe
