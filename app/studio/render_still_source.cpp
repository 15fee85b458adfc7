// SPDX-License-Identifier: Apache-2.0
#include "app/studio/render_still_source.h"

#include <algorithm>

#include "app/studio/overlay_style.h"
#include "model/qt/image_conversion.h"

namespace camframe {

namespace {

ImageU8 fromQImage(const QImage& image) {
    const QImage rgb = image.convertToFormat(QImage::Format_RGB888);
    ImageU8 out(rgb.width(), rgb.height(), 3);
    for (int y = 0; y < out.height; ++y) std::copy_n(rgb.constScanLine(y), 3 * out.width, out.row(y));
    return out;
}

}  // namespace

RenderStillSource::RenderStillSource(std::shared_ptr<OpenedRecording> opened, QObject* parent)
    : StillSource(parent),
      m_opened(std::move(opened)),
      m_worker([this](const std::stop_token& stop) { work(stop); }) {}

RenderStillSource::~RenderStillSource() = default;

quint64 RenderStillSource::request(const StillRequest& request) {
    const std::lock_guard lock(m_mutex);
    m_queue.emplace_back(++m_lastSerial, request);
    m_wake.notify_one();
    return m_lastSerial;
}

void RenderStillSource::forget(quint64 serial) {
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_queue, [serial](const auto& entry) { return entry.first == serial; });
}

void RenderStillSource::work(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        std::pair<quint64, StillRequest> next;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, stop, [this] { return !m_queue.empty(); });
            if (stop.stop_requested()) return;
            next = std::move(m_queue.front());
            m_queue.pop_front();
        }
        const auto answer = withoutExceptions([&] { return draw(next.second); });
        QMetaObject::invokeMethod(
            this,
            [this, serial = next.first, answer] {
                if (answer) {
                    Q_EMIT ready(serial, *answer);
                } else {
                    Q_EMIT failed(serial, QString::fromStdString(answer.error().message));
                }
            },
            Qt::QueuedConnection);
    }
}

Result<QImage> RenderStillSource::draw(const StillRequest& request) {
    std::unique_ptr<FrameSource>& frames = m_frames[request.camera];
    if (!frames) {
        auto opened = m_opened->openFrames(request.camera);
        if (!opened) return tl::unexpected(opened.error());
        frames = std::move(*opened);
    }
    auto picture = frames->read(request.frame);
    if (!picture) return tl::unexpected(picture.error());
    const QImage full = toQImage(std::make_shared<const ImageU8>(std::move(*picture)));
    const QImage small = request.width < full.width()
                             ? full.scaledToWidth(std::max(16, request.width), Qt::SmoothTransformation)
                             : full;
    const bool drawn =
        request.look.visible && request.camFromBase && request.motion && request.motion->valid(request.frame);
    if (!drawn) return small.copy();
    if (!m_renderer) {
        RendererOptions options;
        options.threads = 1;  // the picture on the canvas goes first
        auto renderer = makeRenderer(m_opened->geometry(), options);
        if (!renderer) return tl::unexpected(renderer.error());
        m_renderer = std::move(*renderer);
    }
    RenderView view;
    view.camera = request.lens.resized(small.width(), small.height());
    view.camFromBase = *request.camFromBase;
    view.baseFromLink = request.motion->baseFromLink[static_cast<size_t>(request.frame)];
    view.linkKnown = &request.motion->linkKnown;
    RenderOptions options;
    options.depth = request.look.paint == OverlayFill::Depth;
    const auto robot = m_renderer->render({&view, 1}, options);
    if (!robot) return tl::unexpected(robot.error());
    return toQImage(std::make_shared<const ImageU8>(
        drawOverlay(fromQImage(small), robot->front(), styleOf(request.look))));
}

}  // namespace camframe
