// SPDX-License-Identifier: Apache-2.0
#include "calib/depth_evidence.h"

#include <algorithm>
#include <cmath>

#include "model/core/spaces.h"

namespace camframe {

double depthSigma(double z) {
    return 0.002 + 0.0015 * z * z;
}

void observeDepth(const ImageU16& depthMm, const ImageU8& counts, const RenderedFrame& rendered,
                  const CameraModel& drawnWith, const Eigen::Vector2d& shift,
                  std::vector<DepthMeasurement>& out) {
    const int width = rendered.linkId.width, height = rendered.linkId.height;
    if (depthMm.empty()) return;
    const double sx = static_cast<double>(depthMm.width) / width,
                 sy = static_cast<double>(depthMm.height) / height;
    const int margin = std::max(2, width / 160);  // stereo's windows smear outlines by some pixels
    // Enough to average the noise; more of them would only say the same again, as neighbours err together.
    constexpr double kMost = 300;
    const auto drawn = std::ranges::count_if(rendered.linkId.data, [](uint8_t id) { return id != 0; });
    const int stride = std::max(1, static_cast<int>(std::sqrt(static_cast<double>(drawn) / kMost)));
    const auto inside = [&](int x, int y) {
        const uint8_t id = rendered.linkId.at(x, y);
        for (const int dx : {-margin, 0, margin})
            for (const int dy : {-margin, 0, margin})
                if (rendered.linkId.at(x + dx, y + dy) != id) return false;
        return id != 0;
    };
    for (int y = margin; y < height - margin; y += stride)
        for (int x = margin; x < width - margin; x += stride) {
            if (rendered.linkId.at(x, y) == 0 || !inside(x, y)) continue;
            const double z = rendered.depth.at(x, y);
            const double left = rendered.depth.at(x - 1, y), right = rendered.depth.at(x + 1, y),
                         up = rendered.depth.at(x, y - 1), down = rendered.depth.at(x, y + 1);
            const double sigma = depthSigma(z);
            // A crease or a step between the neighbours.
            if (std::abs(left + right - 2 * z) > sigma || std::abs(up + down - 2 * z) > sigma) continue;
            const Eigen::Vector3d point = drawnWith.unproject(Eigen::Vector2d(x, y), z);
            const Eigen::Vector3d acrossX = drawnWith.unproject(Eigen::Vector2d(x + 1, y), right) -
                                            drawnWith.unproject(Eigen::Vector2d(x - 1, y), left);
            const Eigen::Vector3d acrossY = drawnWith.unproject(Eigen::Vector2d(x, y + 1), down) -
                                            drawnWith.unproject(Eigen::Vector2d(x, y - 1), up);
            const Eigen::Vector3d normal = acrossX.cross(acrossY).normalized();
            constexpr double kGrazing = 0.35;  // cosine between ray and normal
            if (!(std::abs(normal.dot(point)) > kGrazing * point.norm())) continue;
            // The nearest measured pixel, and the drawn surface at its centre.
            const double u = centreFromCorner(cornerFromCentre(x - shift.x()) * sx),
                         v = centreFromCorner(cornerFromCentre(y - shift.y()) * sy);
            const int mx = static_cast<int>(std::lround(u)), my = static_cast<int>(std::lround(v));
            if (mx < 0 || my < 0 || mx >= depthMm.width || my >= depthMm.height) continue;
            if (depthMm.at(mx, my) == 0 || (!counts.empty() && counts.at(mx, my) == 0)) continue;
            const double there = z + 0.5 * (right - left) * (mx - u) / sx + 0.5 * (down - up) * (my - v) / sy;
            out.push_back({{x, y}, point, normal, there - 1e-3 * depthMm.at(mx, my), sigma});
        }
}

}  // namespace camframe
