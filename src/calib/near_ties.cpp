// SPDX-License-Identifier: Apache-2.0
#include "calib/near_ties.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <opencv2/imgproc.hpp>

#include "model/core/evaluation.h"
#include "model/core/parallel.h"
#include "render/overlay.h"

namespace camframe {

namespace {

CameraModel atMost(const CameraModel& camera, int width) {
    if (camera.width <= width) return camera;
    return camera.resized(
        width, static_cast<int>(std::lround(static_cast<double>(width) * camera.height / camera.width)));
}

Result<std::vector<RenderedFrame>> drawn(const SilhouetteScene& scene, const SilhouettePose& pose, int width,
                                         double lodTolerancePx) {
    std::vector<RenderView> views;
    for (const WorkFrame& frame : scene.fit)
        views.push_back({atMost(pose.camera, width), pose.camFromBase, frame.baseFromLink, scene.linkKnown});
    return scene.renderer.render(views, {.lodTolerancePx = lodTolerancePx, .depth = false});
}

}  // namespace

Result<Explanation> compareWithMasks(const SilhouetteScene& scene, const SilhouettePose& pose) {
    constexpr double kNearPx = 1;
    const auto rendered = drawn(scene, pose, 1280, 0.3);
    if (!rendered) return tl::unexpected(rendered.error());
    std::vector<double> overlap(scene.fit.size(), 0), met(scene.fit.size(), 0), tried(scene.fit.size(), 0);
    parallelFor(static_cast<int>(scene.fit.size()), scene.context.threads, [&](int f) {
        const auto i = static_cast<size_t>(f);
        const WorkFrame& frame = scene.fit[i];
        ImageU8 mask = (*rendered)[i].mask();
        ImageU8 seen = resizeMask(*frame.mask, mask.width, mask.height);
        ImageU8 ignored(mask.width, mask.height);
        for (const ImageU8* part : {&frame.ignore, &frame.hidden}) {
            if (part->empty()) continue;
            const ImageU8 small = resizeMask(*part, mask.width, mask.height);
            for (size_t p = 0; p < small.data.size(); ++p) ignored.data[p] |= small.data[p];
        }
        const double offset = pose.last.offsetPx * mask.width / pose.camera.width;
        std::vector<ContourMeasurement> contour;
        observeMask(makeMaskField(seen, ignored), (*rendered)[i], false, contour);
        tried[i] = static_cast<double>(contour.size());
        for (const ContourMeasurement& m : contour)
            met[i] += std::abs(m.residual + m.offsetSign * offset) < kNearPx ? 1 : 0;
        for (size_t p = 0; p < ignored.data.size(); ++p)
            if (ignored.data[p] != 0) mask.data[p] = seen.data[p] = 0;
        overlap[i] = maskIou(mask, seen);
    });
    const auto sum = [](const std::vector<double>& values) {
        return std::accumulate(values.begin(), values.end(), 0.0);
    };
    Explanation out;
    out.overlap = sum(overlap) / std::max<double>(1, static_cast<double>(overlap.size()));
    if (const double points = sum(tried); points > 0) out.outline = sum(met) / points;
    return out;
}

double relativeTo(const Explanation& winner, const Explanation& other) {
    const auto share = [](double a, double b) { return b > 0 ? std::min(1.0, a / b) : 1.0; };
    double out = share(other.overlap, winner.overlap);
    // An outline that nothing is known about is no less than the winner's.
    if (winner.outline && other.outline) out = std::min(out, share(*other.outline, *winner.outline));
    return out;
}

Result<DistinguishingView> distinguishingView(const SilhouetteScene& scene, const SilhouettePose& winner,
                                              const SilhouettePose& other) {
    constexpr int kWidth = 320;
    const auto best = drawn(scene, winner, kWidth, 0.3);
    const auto second = drawn(scene, other, kWidth, 0.3);
    if (!best || !second) return tl::unexpected(best ? second.error() : best.error());
    size_t chosen = 0;
    double least = 2;
    for (size_t i = 0; i < scene.fit.size(); ++i) {
        const double same = maskIou((*best)[i].mask(), (*second)[i].mask());
        if (same >= least) continue;
        least = same;
        chosen = i;
    }
    if (scene.fit.empty()) return DistinguishingView{};
    const RenderedFrame& robot = (*second)[chosen];
    const WorkFrame& frame = scene.fit[chosen];
    ImageU8 rgb(robot.linkId.width, robot.linkId.height, 3);
    const cv::Mat full(frame.rgb.height, frame.rgb.width, CV_8UC3,
                       const_cast<uint8_t*>(frame.rgb.data.data()));
    cv::Mat small(rgb.height, rgb.width, CV_8UC3, rgb.data.data());
    cv::resize(full, small, small.size(), 0, 0, cv::INTER_AREA);
    return DistinguishingView{frame.index, drawOverlay(rgb, robot, {})};
}

}  // namespace camframe
