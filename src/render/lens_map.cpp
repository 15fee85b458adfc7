// SPDX-License-Identifier: Apache-2.0
#include "render/lens_map.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "model/core/parallel.h"
#include "render/raster_rules.h"

namespace camframe {

namespace {

using Eigen::Vector2d;

/// Solves distort(p) = target by Newton's method from a near-by start; false where the lens has no answer.
/// The derivative is by central differences: exact enough for a step, and the residual is exact.
bool invertFrom(const CameraModel& camera, double limit, const Vector2d& target, Vector2d& p) {
    constexpr double kStep = 1e-6;
    for (int i = 0; i < 12; ++i) {
        const Vector2d residual = camera.distort(p) - target;
        if (residual.norm() < 1e-11) return p.norm() <= limit;
        const Vector2d x(kStep, 0), y(0, kStep);
        Eigen::Matrix2d derivative;
        derivative << camera.distort(p + x) - camera.distort(p - x),
            camera.distort(p + y) - camera.distort(p - y);
        derivative /= 2 * kStep;
        if (derivative.determinant() < 1e-6) return false;
        p -= derivative.inverse() * residual;
        if (!p.allFinite() || p.norm() > 2 * limit) return false;
    }
    return false;
}

/// Follows the inverse outwards from pixel `start` in steps of `step` along a row or column; everything
/// beyond the first pixel without an answer has none either, because the seen region is star-shaped around
/// the principal point.
template <class Target, class Store>
void follow(const CameraModel& camera, double limit, int start, int end, int step, Vector2d p,
            const Target& target, const Store& store) {
    for (int i = start; i != end; i += step) {
        if (!invertFrom(camera, limit, target(i), p)) return;
        store(i, p);
    }
}

double boundCurvature(const CameraModel& camera, double radius) {
    // Largest norm of the second derivative, by finite differences on a polar grid; 1.2 covers the gaps.
    constexpr double kStep = 1e-4;
    constexpr int kRadii = 64, kAngles = 24;
    double largest = 0;
    for (int i = 0; i <= kRadii; ++i)
        for (int j = 0; j < kAngles; ++j) {
            const double r = radius * i / kRadii, angle = 2 * std::numbers::pi * j / kAngles;
            const Vector2d p(r * std::cos(angle), r * std::sin(angle)), x(kStep, 0), y(0, kStep);
            const Vector2d middle = camera.distort(p);
            const Vector2d xx = camera.distort(p + x) - 2 * middle + camera.distort(p - x);
            const Vector2d yy = camera.distort(p + y) - 2 * middle + camera.distort(p - y);
            const Vector2d xy = (camera.distort(p + x + y) - camera.distort(p + x - y) -
                                 camera.distort(p - x + y) + camera.distort(p - x - y)) /
                                4;
            largest =
                std::max(largest, std::sqrt(xx.squaredNorm() + yy.squaredNorm() + 2 * xy.squaredNorm()));
        }
    // Linear interpolation over a set of diameter h misses a function with second derivative M by M h^2 / 2.
    return 0.5 * 1.2 * std::max(camera.fx, camera.fy) * largest / (kStep * kStep);
}

std::shared_ptr<const LensMap> makeLensMap(const CameraModel& camera, int threads) {
    auto out = std::make_shared<LensMap>();
    out->camera = camera;
    const int width = camera.width, height = camera.height;
    out->samples.assign(2 * static_cast<size_t>(width) * static_cast<size_t>(height), raster::kFar);
    const double valid = camera.validRadius(), limit = std::min(valid, 1e3);

    const int cx = std::clamp(static_cast<int>(std::lround(camera.cx)), 0, width - 1);
    const int cy = std::clamp(static_cast<int>(std::lround(camera.cy)), 0, height - 1);
    const auto target = [&](int x, int y) {
        return Vector2d((x - camera.cx) / camera.fx, (y - camera.cy) / camera.fy);
    };
    std::vector<Vector2d> column(static_cast<size_t>(height), Vector2d::Zero());
    std::vector<uint8_t> known(static_cast<size_t>(height), 0);
    const auto keepColumn = [&](int y, const Vector2d& p) {
        column[static_cast<size_t>(y)] = p;
        known[static_cast<size_t>(y)] = 1;
    };
    const auto columnTarget = [&](int y) { return target(cx, y); };
    const Vector2d start = camera.undistort(target(cx, cy));
    follow(camera, limit, cy, height, 1, start, columnTarget, keepColumn);
    follow(camera, limit, cy, -1, -1, start, columnTarget, keepColumn);

    struct Bounds {
        float left = raster::kFar, top = raster::kFar, right = -raster::kFar, bottom = -raster::kFar;
        double radius = 0;
    };
    std::vector<Bounds> rows(static_cast<size_t>(height));
    parallelFor(height, threads, [&](int y) {
        if (!known[static_cast<size_t>(y)]) return;
        Bounds& bounds = rows[static_cast<size_t>(y)];
        float* row = out->samples.data() + 2 * static_cast<size_t>(y) * static_cast<size_t>(width);
        const auto rowTarget = [&](int x) { return target(x, y); };
        const auto keep = [&](int x, const Vector2d& p) {
            const float u = static_cast<float>(camera.fx * p.x() + camera.cx);
            const float v = static_cast<float>(camera.fy * p.y() + camera.cy);
            row[2 * x] = u;
            row[2 * x + 1] = v;
            bounds.left = std::min(bounds.left, u);
            bounds.right = std::max(bounds.right, u);
            bounds.top = std::min(bounds.top, v);
            bounds.bottom = std::max(bounds.bottom, v);
            bounds.radius = std::max(bounds.radius, p.norm());
        };
        follow(camera, limit, cx, width, 1, column[static_cast<size_t>(y)], rowTarget, keep);
        follow(camera, limit, cx, -1, -1, column[static_cast<size_t>(y)], rowTarget, keep);
    });
    Bounds all;
    for (const Bounds& b : rows) {
        all.left = std::min(all.left, b.left);
        all.right = std::max(all.right, b.right);
        all.top = std::min(all.top, b.top);
        all.bottom = std::max(all.bottom, b.bottom);
        all.radius = std::max(all.radius, b.radius);
    }
    out->left = all.left;
    out->top = all.top;
    out->right = all.right;
    out->bottom = all.bottom;
    out->radius = std::min(1.25 * all.radius, 0.999 * valid);
    out->curvature = boundCurvature(camera, out->radius);
    return out;
}

bool sameLens(const CameraModel& a, const CameraModel& b) {
    return a.width == b.width && a.height == b.height && a.fx == b.fx && a.fy == b.fy && a.cx == b.cx &&
           a.cy == b.cy && a.distortion == b.distortion;
}

}  // namespace

std::shared_ptr<const LensMap> LensMapCache::get(const CameraModel& camera, int threads) {
    constexpr size_t kCapacity = 8;
    const auto found = std::find_if(m_maps.begin(), m_maps.end(),
                                    [&](const auto& map) { return sameLens(map->camera, camera); });
    if (found != m_maps.end()) {
        std::rotate(found, found + 1, m_maps.end());
    } else {
        if (m_maps.size() == kCapacity) m_maps.erase(m_maps.begin());
        m_maps.push_back(makeLensMap(camera, threads));
    }
    return m_maps.back();
}

}  // namespace camframe
