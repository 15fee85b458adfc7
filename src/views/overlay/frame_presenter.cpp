// SPDX-License-Identifier: Apache-2.0
#include "views/overlay/frame_presenter.h"

#include "model/qt/image_conversion.h"

namespace camframe {

namespace {
constexpr int patienceMs = 150;
}

FramePresenter::FramePresenter(Editor& editor, Canvas& canvas, QObject* parent)
    : QObject(parent), m_editor(editor), m_canvas(canvas) {
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceMs);
    connect(&m_patience, &QTimer::timeout, this, &FramePresenter::showPlain);
    connect(&editor, &Editor::frameChanged, this, &FramePresenter::refresh);
    connect(&editor, &Editor::cameraChanged, this, [this] {
        m_shownFrame = -1;
        m_shownOverlay.reset();
        m_lastForeignSerial = m_serial;
        setComparison({});
        refresh();
    });
    connect(&editor, &Editor::stateChanged, this, [this](ChangeEvent::Properties properties) {
        if (properties & (ChangeEvent::Pose | ChangeEvent::Intrinsics | ChangeEvent::Motion |
                          ChangeEvent::Masks | ChangeEvent::Run))
            refresh();
        m_canvas.update();
    });
    connect(&editor, &Editor::selectionChanged, &canvas, qOverload<>(&QWidget::update));
}

std::vector<std::unique_ptr<FrameLoader>> FramePresenter::setSources(
    std::vector<std::unique_ptr<FrameLoader>> loaders, OverlaySource* overlay) {
    std::swap(m_loaders, loaders);
    for (const auto& old : loaders) old->disconnect(this);
    if (m_overlay) {
        m_overlay->disconnect(this);
        m_overlay->disconnect(&m_editor);
    }
    m_overlay = overlay;
    m_shownFrame = -1;
    m_shownOverlay.reset();
    m_comparison.reset();
    m_canvas.setImage({});
    for (const auto& loader : m_loaders) {
        connect(loader.get(), &FrameLoader::loaded, this, [this, source = loader.get()](int frame) {
            if (source == this->loader() && frame == m_editor.frame()) refresh();
        });
        connect(loader.get(), &FrameLoader::failed, this,
                [this, source = loader.get()](int frame, const QString& why) {
                    if (source != this->loader()) return;
                    Q_EMIT frameFailed(frame, why);
                    if (frame == m_editor.frame()) refresh();
                });
    }
    if (overlay) {
        connect(overlay, &OverlaySource::ready, this, &FramePresenter::showOverlay);
        connect(overlay, &OverlaySource::failed, &m_editor, &Editor::say);
    }
    refresh();
    return loaders;
}

void FramePresenter::setLook(const OverlayLook& look) {
    if (look == m_look) return;
    m_look = look;
    Q_EMIT lookChanged();
    refresh();
}

void FramePresenter::setComparison(const std::optional<RigidTransform>& other) {
    if (!other && !m_comparison) return;
    m_comparison = other;
    Q_EMIT lookChanged();
    refresh();
}

void FramePresenter::setBlinking(bool on) {
    if (on == m_blinking) return;
    m_blinking = on;
    if (on) {
        showPlain();
    } else {
        refresh();
    }
}

void FramePresenter::setOutlineOnly(bool on) {
    if (on == m_outlineOnly) return;
    m_outlineOnly = on;
    refresh();
}

void FramePresenter::setAlternating(bool on) {
    if (on == m_alternating) return;
    m_alternating = on;
    refresh();
}

FrameLoader* FramePresenter::loader() const {
    const size_t camera = static_cast<size_t>(m_editor.camera());
    return camera < m_loaders.size() ? m_loaders[camera].get() : nullptr;
}

QImage FramePresenter::plainPicture() const {
    const FrameLoader* source = loader();
    return source ? toQImage(source->picture(m_editor.frame())) : QImage();
}

bool FramePresenter::wantsOverlay() const {
    return m_overlay && m_look.visible && !m_blinking && m_editor.hasDocument() &&
           m_editor.state().camFromBase && m_editor.motion().valid(m_editor.frame());
}

bool FramePresenter::isSettled() const {
    if (!m_editor.hasDocument() || m_shownFrame != m_editor.frame()) return false;
    return !wantsOverlay() || (m_shownOverlay && m_shownOverlay->serial == m_serial);
}

void FramePresenter::refresh() {
    FrameLoader* source = loader();
    if (!source || !m_editor.hasDocument()) return;
    const int frame = m_editor.frame();
    source->setCurrent(frame, frame >= m_lastFrame ? 1 : -1);
    m_lastFrame = frame;
    const auto picture = source->picture(frame);
    if (!picture) {
        const QString failure = source->failure(frame);
        if (failure.isEmpty()) return;
        m_editor.say(failure);
        Q_EMIT stuck();
        return;
    }
    if (!wantsOverlay()) {
        showPlain();
        return;
    }
    const CameraState& state = m_editor.state();
    OverlayLook look = m_look;
    if (m_outlineOnly) {
        look.fill = look.wireframe = false;
        look.outline = true;
    }
    const OverlayRequest request{++m_serial,
                                 frame,
                                 state.intrinsics.camera,
                                 *state.camFromBase,
                                 look,
                                 picture,
                                 m_editor.document()->motion(m_editor.camera()),
                                 m_alternating && !m_comparison ? m_editor.poseToCompare() : m_comparison,
                                 m_editor.camera(),
                                 m_editor.frameMask()};
    m_overlay->request(request);
    if (m_shownFrame != frame && !m_patience.isActive()) m_patience.start();
}

void FramePresenter::showPlain() {
    FrameLoader* source = loader();
    const auto picture = source ? source->picture(m_editor.frame()) : nullptr;
    if (!picture) return;
    if (!wantsOverlay() && !m_blinking) {
        m_shownOverlay.reset();
        m_editor.setShownOverlay(nullptr);
        ++m_serial;  // An overlay that is still on its way is for a look of the past.
    }
    m_shownFrame = m_editor.frame();
    m_canvas.setImage(toQImage(picture));
    Q_EMIT shown(m_shownFrame);
}

void FramePresenter::showOverlay(const std::shared_ptr<const OverlayPicture>& picture) {
    // While dragging, an answer to a request before the newest is still better than the old picture.
    if (picture->frame != m_editor.frame() || !wantsOverlay() || picture->serial <= m_lastForeignSerial) {
        return;
    }
    if (m_shownOverlay && m_shownOverlay->frame == picture->frame &&
        picture->serial < m_shownOverlay->serial) {
        return;
    }
    m_patience.stop();
    m_shownOverlay = picture;
    m_editor.setShownOverlay(picture);
    m_shownFrame = picture->frame;
    if (m_alternating && !picture->other.isNull()) {
        m_canvas.setImage(picture->other);
    } else {
        m_canvas.setImage(picture->image, m_comparison && !m_alternating ? picture->other : QImage());
    }
    Q_EMIT shown(m_shownFrame);
}

}  // namespace camframe
