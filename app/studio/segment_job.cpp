// SPDX-License-Identifier: Apache-2.0
#include "app/studio/segment_job.h"

#include <algorithm>

#include "calib/appearance.h"

namespace camframe {

namespace {
constexpr int framesToLearnFrom = 12;
constexpr int workWidth = 960;

/// The wanted frame and others evenly spread among those with joint values, in order.
std::vector<int> framesToRead(const SegmentTask& task) {
    std::vector<int> valid;
    const int count = task.opened->recording()->episode.frameCount;
    for (int frame = 0; frame < count; ++frame)
        if (task.motion->valid(frame)) valid.push_back(frame);
    std::vector<int> frames{task.frame};
    const int others = std::min(framesToLearnFrom - 1, static_cast<int>(valid.size()));
    for (int i = 0; i < others; ++i)
        frames.push_back(valid[static_cast<size_t>(i) * valid.size() / static_cast<size_t>(others)]);
    std::ranges::sort(frames);
    frames.erase(std::ranges::unique(frames).begin(), frames.end());
    return frames;
}

}  // namespace

Result<ImageU8> runSegmentTask(const SegmentTask& task, const RunContext& context) {
    const auto source = task.opened->openFrames(task.camera);
    if (!source) return tl::unexpected(source.error());
    const std::vector<int> frames = framesToRead(task);
    std::vector<ImageU8> pictures;
    std::vector<RenderView> views;
    for (const int frame : frames) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        auto picture = (*source)->read(frame);
        if (!picture) return tl::unexpected(picture.error());
        pictures.push_back(std::move(*picture));
        RenderView view;
        view.camera = task.state.intrinsics.camera;
        view.camFromBase = *task.state.camFromBase;
        view.baseFromLink = task.motion->baseFromLink[static_cast<size_t>(frame)];
        view.linkKnown = &task.motion->linkKnown;
        views.push_back(view);
        context.report(0.5 * static_cast<double>(views.size()) / static_cast<double>(frames.size()),
                       "reading frames");
    }
    RendererOptions options;
    options.threads = context.threads;
    const auto renderer = makeRenderer(task.opened->geometry(), options);
    if (!renderer) return tl::unexpected(renderer.error());
    auto rendered = (*renderer)->render(views, RenderOptions{});
    if (!rendered) return tl::unexpected(rendered.error());
    if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
    context.report(0.6, "outlining the robot");
    const size_t wanted = static_cast<size_t>(std::ranges::find(frames, task.frame) - frames.begin());
    const auto drawn = task.state.masks.find(task.frame);
    if (drawn != task.state.masks.end() && !drawn->second->robot.empty()) {
        ImageU8& id = (*rendered)[wanted].linkId;
        for (size_t i = 0; i < id.data.size(); ++i) id.data[i] = drawn->second->robot.data[i] ? 1 : 0;
    }
    const AppearanceModel model = AppearanceModel::build(pictures, *rendered, context.threads);
    return segmentRobot(pictures[wanted], model.evidence(pictures[wanted]), (*rendered)[wanted], workWidth);
}

}  // namespace camframe
