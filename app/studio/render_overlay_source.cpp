// SPDX-License-Identifier: Apache-2.0
#include "app/studio/render_overlay_source.h"

#include "app/commands/wireframe.h"
#include "app/studio/mask_painting.h"
#include "app/studio/overlay_style.h"
#include "model/qt/image_conversion.h"
#include "render/renderer.h"

namespace camframe {

namespace {
// The pose on show is blue and yellow; the one it is compared with orange and white.
constexpr std::array<uint8_t, 3> ownWires{220, 240, 255}, otherFill{255, 122, 40},
    otherOutline{255, 255, 255}, otherWires{255, 225, 200};
}  // namespace

RenderOverlaySource::RenderOverlaySource(std::shared_ptr<const RobotGeometry> geometry,
                                         std::shared_ptr<MaskShelf> masks, QObject* parent)
    : OverlaySource(parent),
      m_geometry(std::move(geometry)),
      m_masks(std::move(masks)),
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
            this, [this, text = QString::fromStdString(message)] { Q_EMIT failed(text); },
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
            this, [this, picture = *answer] { Q_EMIT ready(picture); }, Qt::QueuedConnection);
    }
}

Result<FrameMask> RenderOverlaySource::findMask(const OverlayRequest& request, MaskOrigin& origin) const {
    FrameMask mask;
    if (request.drawnMask) mask = *request.drawnMask;
    if (!mask.robot.empty()) {
        origin = MaskOrigin::Drawn;
        return mask;
    }
    if (!m_masks) return mask;
    auto found = m_masks->find(request.cameraIndex, request.frame);
    if (!found) return tl::unexpected(found.error());
    mask.robot = std::move(found->robot);
    origin = found->origin;
    return mask;
}

Result<std::shared_ptr<const OverlayPicture>> RenderOverlaySource::draw(Renderer& renderer,
                                                                        const OverlayRequest& request) const {
    const RobotMotion& motion = *request.motion;
    RenderView view;
    view.camera = request.camera;
    view.camFromBase = request.camFromBase;
    view.baseFromLink = motion.baseFromLink[static_cast<size_t>(request.frame)];
    view.linkKnown = &motion.linkKnown;
    std::vector<RenderView> views{view};
    if (request.other) {
        views.push_back(view);
        views.back().camFromBase = *request.other;
    }
    auto frames = renderer.render(views, RenderOptions{});
    if (!frames) return tl::unexpected(frames.error());
    auto answer = std::make_shared<OverlayPicture>();
    FrameMask mask;
    if (request.look.mask != MaskView::None) {
        auto found = findMask(request, answer->mask.origin);
        if (!found) return tl::unexpected(found.error());
        mask = std::move(*found);
    }
    const auto paint = [&](const RenderView& of, const RenderedFrame& drawn, const OverlayStyle& style,
                           std::array<uint8_t, 3> wires) {
        const bool compares = request.look.mask > MaskView::Mask && !mask.robot.empty();
        ImageU8 image = compares ? paintComparison(*request.picture, drawn, mask, request.look.mask)
                                 : drawOverlay(*request.picture, drawn, style);
        if (request.look.mask == MaskView::Mask && !mask.robot.empty()) paintMask(image, mask);
        if (request.look.wireframe) {
            ImageU8 wired = image;
            drawWireframe(wired, *m_geometry, of.camera, of.camFromBase, of.baseFromLink, motion.linkKnown,
                          drawn.depth, wires);
            // Half transparent: fine meshes would hide what they are to be compared with.
            for (size_t i = 0; i < image.data.size(); ++i)
                image.data[i] = static_cast<uint8_t>((image.data[i] + wired.data[i] + 1) / 2);
        }
        return toQImage(std::make_shared<const ImageU8>(std::move(image)));
    };
    RenderedFrame& robot = frames->front();
    if (!mask.robot.empty()) {
        const MaskAgreement agreement = compareWithMask(robot, mask);
        answer->mask.overlap = agreement.overlap;
        answer->mask.outlinePx = agreement.outlinePx;
        answer->mask.robot = mask.robot;
    }
    answer->serial = request.serial;
    answer->frame = request.frame;
    answer->image = paint(views[0], robot, styleOf(request.look), ownWires);
    if (request.other) {
        OverlayStyle style = styleOf(request.look);
        style.fillColour = otherFill;
        style.outlineColour = otherOutline;
        answer->other = paint(views[1], (*frames)[1], style, otherWires);
    }
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
