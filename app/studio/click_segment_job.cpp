// SPDX-License-Identifier: Apache-2.0
#include "app/studio/click_segment_job.h"

#include "model/core/slow_work.h"

namespace camframe {

namespace {

Result<std::unique_ptr<PointSegmenter>> makeSegmenter(int threads) {
    const auto encoder = findModel(modelFolder(), "segmenter_encoder");
    const auto decoder = findModel(modelFolder(), "segmenter_decoder");
    if (!encoder || !decoder) return makeGrabCutSegmenter();
    NetworkOptions options;
    options.threads = threads;
    auto first = loadNetwork(*encoder, options);
    if (!first) return tl::unexpected(first.error());
    auto second = loadNetwork(*decoder, options);
    if (!second) return tl::unexpected(second.error());
    return makeNetworkSegmenter(std::move(*first), std::move(*second));
}

}  // namespace

Result<void> ClickSegmenter::prepare(const std::shared_ptr<OpenedRecording>& opened, int camera, int frame,
                                     const RunContext& context) {
    if (!m_segmenter) {
        auto made = makeSegmenter(context.threads);
        if (!made) return tl::unexpected(made.error());
        m_segmenter = std::move(*made);
    }
    if (m_opened == opened && m_camera == camera && m_frame == frame) return {};
    m_opened.reset();
    const auto source = opened->openFrames(camera);
    if (!source) return tl::unexpected(source.error());
    const auto picture = (*source)->read(frame);
    if (!picture) return tl::unexpected(picture.error());
    if (auto ok = m_segmenter->setPicture(*picture); !ok) return ok;
    m_opened = opened;
    m_camera = camera;
    m_frame = frame;
    return {};
}

Result<ImageU8> ClickSegmenter::segment(const std::shared_ptr<OpenedRecording>& opened, int camera, int frame,
                                        std::span<const PointPrompt> prompts, const RunContext& context) {
    slowWorkBegins("segmenting");
    const std::lock_guard lock(m_mutex);
    if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
    context.report(0, "reading frames");
    if (auto ok = prepare(opened, camera, frame, context); !ok) return tl::unexpected(ok.error());
    if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
    context.report(0.5, "outlining the robot");
    return m_segmenter->segment(prompts);
}

}  // namespace camframe
