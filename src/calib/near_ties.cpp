// SPDX-License-Identifier: Apache-2.0
#include "calib/near_ties.h"

#include <algorithm>
#include <cmath>
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

void clearWhere(const ImageU8& ignore, ImageU8& a, ImageU8& b) {
    if (ignore.empty()) return;
    const ImageU8 small = resizeMask(ignore, a.width, a.height);
    for (size_t i = 0; i < small.data.size(); ++i)
        if (small.data[i] != 0) a.data[i] = b.data[i] = 0;
}

}  // namespace

Result<double> overlapWithMasks(const SilhouetteScene& scene, const SilhouettePose& pose) {
    const auto rendered = drawn(scene, pose, 640, 0.3);
    if (!rendered) return tl::unexpected(rendered.error());
    std::vector<double> overlap(scene.fit.size(), 0);
    parallelFor(static_cast<int>(scene.fit.size()), scene.context.threads, [&](int f) {
        const auto i = static_cast<size_t>(f);
        const WorkFrame& frame = scene.fit[i];
        ImageU8 mask = (*rendered)[i].mask();
        ImageU8 seen = resizeMask(*frame.mask, mask.width, mask.height);
        clearWhere(frame.ignore, mask, seen);
        clearWhere(frame.hidden, mask, seen);
        overlap[i] = maskIou(mask, seen);
    });
    double sum = 0;
    for (const double o : overlap) sum += o;
    return sum / std::max<double>(1, static_cast<double>(overlap.size()));
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
