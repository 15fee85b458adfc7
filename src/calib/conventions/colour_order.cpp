// SPDX-License-Identifier: Apache-2.0
#include "calib/conventions/colour_order.h"

#include <algorithm>
#include <cmath>

#include "render/renderer.h"

namespace camframe {

namespace {

/// Sums over points of the robot that are seen: the difference of red and blue, as stated (s) and recorded
/// (r).
struct Samples {
    double count = 0, s = 0, r = 0, ss = 0, rr = 0, sr = 0;
};

void addSamples(const RobotModel& robot, const CameraModel& camera, const RigidTransform& camFromBase,
                const std::vector<RigidTransform>& links, const std::vector<bool>& linkKnown,
                const ImageF& depth, const ImageU8& picture, Samples& out) {
    for (size_t l = 0; l < links.size(); ++l) {
        if (!linkKnown.empty() && !linkKnown[l]) continue;
        for (const Visual& visual : robot.links()[l].visuals) {
            if (!visual.mesh) continue;
            const RigidTransform camFromVisual = camFromBase * links[l] * visual.linkFromVisual;
            const double stated = visual.colour[0] - visual.colour[2];
            constexpr size_t most = 400;
            const TriangleMesh& mesh = *visual.mesh;
            const size_t step = std::max<size_t>(1, mesh.triangles.size() / most);
            for (size_t i = 0; i < mesh.triangles.size(); i += step) {
                // The middle of a triangle: corners lie where shapes meet, and where their colours mix.
                Eigen::Vector3f middle = Eigen::Vector3f::Zero();
                for (const uint32_t corner : mesh.triangles[i]) middle += mesh.vertices[corner] / 3;
                const Eigen::Vector3d p = camFromVisual * middle.cast<double>();
                const auto pixel = camera.project(p);
                if (!pixel) continue;
                const int x = static_cast<int>(std::lround(pixel->x())),
                          y = static_cast<int>(std::lround(pixel->y()));
                if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) continue;
                // Hidden points are behind what is drawn there.
                constexpr double thick = 0.01;
                if (!(depth.at(x, y) > 0) || p.z() > depth.at(x, y) + thick) continue;
                const double recorded = (picture.at(x, y, 0) - picture.at(x, y, 2)) / 255.0;
                ++out.count;
                out.s += stated;
                out.r += recorded;
                out.ss += stated * stated;
                out.rr += recorded * recorded;
                out.sr += stated * recorded;
            }
        }
    }
}

}  // namespace

Result<ConventionChoice> colourOrder(const ConventionProblem& problem, const RigidTransform& camFromBase,
                                     const std::vector<std::vector<RigidTransform>>& motion,
                                     const std::vector<bool>& linkKnown,
                                     const std::shared_ptr<const RobotGeometry>& geometry,
                                     FrameSource& frames, const RunContext& context) {
    const auto renderer = makeRenderer(geometry, RendererOptions{});
    if (!renderer) return tl::unexpected(renderer.error());
    Samples samples;
    for (size_t i = 0; i < motion.size(); ++i) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        if (motion[i].empty()) continue;
        const RenderView view{problem.camera, camFromBase, motion[i],
                              linkKnown.empty() ? nullptr : &linkKnown};
        const auto drawn = (*renderer)->render({&view, 1}, RenderOptions{.contour = false});
        if (!drawn) return tl::unexpected(drawn.error());
        const auto picture = frames.read(problem.observed[i].frame);
        if (!picture) return tl::unexpected(picture.error());
        addSamples(*problem.robot, problem.camera, camFromBase, motion[i], linkKnown, drawn->front().depth,
                   *picture, samples);
    }
    const double n = std::max(1.0, samples.count);
    const double stated = samples.ss / n - std::pow(samples.s / n, 2);
    const double recorded = samples.rr / n - std::pow(samples.r / n, 2);
    const double both = samples.sr / n - samples.s * samples.r / (n * n);
    // How much of the stated difference is seen: paint in shadow shows less, and lamps and tables tint all
    // alike.
    const double seen = stated > 0 ? both / stated : 0;
    const double alike = stated > 0 && recorded > 0 ? both / std::sqrt(stated * recorded) : 0;
    ConventionChoice out{colourOrderName, coloursAsStored, coloursExchanged, std::abs(alike)};
    constexpr double leastSpread = 0.05, leastSeen = 0.1, leastAlike = 0.3, leastCount = 200;
    out.determined = samples.count >= leastCount && std::sqrt(stated) >= leastSpread &&
                     std::abs(seen) >= leastSeen && std::abs(alike) >= leastAlike;
    if (out.determined && alike < 0) std::swap(out.chosen, out.runnerUp);
    return out;
}

}  // namespace camframe
