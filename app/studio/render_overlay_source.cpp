// SPDX-License-Identifier: Apache-2.0
#include "app/studio/render_overlay_source.h"

#include "model/qt/image_conversion.h"
#include "render/overlay.h"
#include "render/renderer.h"

namespace camframe {

RenderOverlaySource::RenderOverlaySource(std::shared_ptr<const RobotGeometry> geometry, QObject* parent)
    : OverlaySource(parent),
      m_geometry(std::move(geometry)),
      m_worker([this](const std::stop_token& stop) { work(stop); }) {}

RenderOverlaySource::~RenderOverlaySource() = default;

void RenderOverlaySource::request(const OverlayRequest& request) {
    const std::lock_guard lock(m_mutex);
    m_next = request;
    m_wake.notify_one();
}

void RenderOverlaySource::work(const std::stop_token& stop) {
    const auto fail = [this](const std::string& message) {
        QMetaObject::invokeMethod(
            this, [this, text = QString::fromStdString(message)] { emit failed(text); },
            Qt::QueuedConnection);
    };
    const auto renderer = withoutExceptions([this] { return makeRenderer(m_geometry, RendererOptions{}); });
    if (!renderer) {
        fail(renderer.error().message);
        return;
    }
    while (!stop.stop_requested()) {
        OverlayRequest request;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, stop, [this] { return m_next.has_value(); });
            if (stop.stop_requested()) return;
            request = *std::exchange(m_next, std::nullopt);
        }
        const auto answer = withoutExceptions([&] { return draw(**renderer, request); });
        if (!answer) {
            fail(answer.error().message);
            continue;
        }
        QMetaObject::invokeMethod(
            this, [this, picture = *answer] { emit ready(picture); }, Qt::QueuedConnection);
    }
}

Result<std::shared_ptr<const OverlayPicture>> RenderOverlaySource::draw(Renderer& renderer,
                                                                        const OverlayRequest& request) const {
    const RobotMotion& motion = *request.motion;
    RenderView view;
    view.camera = request.camera;
    view.camFromBase = request.camFromBase;
    view.baseFromLink = motion.baseFromLink[static_cast<size_t>(request.frame)];
    view.linkKnown = &motion.linkKnown;
    auto frames = renderer.render({&view, 1}, RenderOptions{});
    if (!frames) return tl::unexpected(frames.error());
    RenderedFrame& robot = frames->front();
    OverlayStyle style;
    style.fill = request.look.fill;
    style.outline = request.look.outline;
    style.linkColours = request.look.linkColours;
    style.fillOpacity = request.look.opacity;
    auto answer = std::make_shared<OverlayPicture>();
    answer->serial = request.serial;
    answer->frame = request.frame;
    answer->image = toQImage(std::make_shared<const ImageU8>(drawOverlay(*request.picture, robot, style)));
    answer->camera = request.camera;
    answer->camFromBase = request.camFromBase;
    answer->motion = request.motion;
    answer->part = std::move(robot.linkId);
    answer->depth = std::move(robot.depth);
    answer->linkOfPart.push_back(-1);
    for (int id = 1; id <= static_cast<int>(m_geometry->parts().size()); ++id) {
        answer->linkOfPart.push_back(m_geometry->linkOfId(id));
    }
    return answer;
}

}  // namespace camframe
