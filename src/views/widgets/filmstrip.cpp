// SPDX-License-Identifier: Apache-2.0
#include "views/widgets/filmstrip.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace camframe {

namespace {
constexpr int settleMs = 150;
constexpr int inset = 10;  ///< As the track below.
}  // namespace

Filmstrip::Filmstrip(Editor& editor, QWidget* parent) : QWidget(parent), m_editor(editor) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_delay.setSingleShot(true);
    m_delay.setInterval(settleMs);
    connect(&m_delay, &QTimer::timeout, this, &Filmstrip::reload);
    connect(&editor, &Editor::frameChanged, this, qOverload<>(&QWidget::update));
    connect(&editor, &Editor::cameraChanged, this, &Filmstrip::reload);
    connect(&editor, &Editor::documentChanged, this, [this] { setStills(nullptr); });
}

void Filmstrip::setStills(StillSource* stills) {
    forget();
    if (m_stills) m_stills->disconnect(this);
    m_stills = stills;
    if (stills) {
        const auto take = [this](quint64 serial, const QImage& image) {
            const auto found = m_requests.find(serial);
            if (found == m_requests.end()) return;
            m_slots[found->second].image = image;
            m_requests.erase(found);
            update();
            if (isComplete()) Q_EMIT completed();
        };
        connect(stills, &StillSource::ready, this, take);
        // A frame that cannot be read has an empty place; the canvas says why when a person gets there.
        connect(stills, &StillSource::failed, this, [take](quint64 serial) { take(serial, {}); });
    }
    reload();
}

void Filmstrip::forget() {
    if (m_stills)
        for (const auto& [serial, slot] : m_requests) m_stills->forget(serial);
    m_requests.clear();
    m_slots.clear();
}

double Filmstrip::slotWidth() const {
    return (width() - 2.0 * inset) / std::max<double>(1, static_cast<double>(m_slots.size()));
}

std::vector<int> Filmstrip::frames() const {
    std::vector<int> frames;
    for (const Slot& slot : m_slots) frames.push_back(slot.frame);
    return frames;
}

void Filmstrip::reload() {
    forget();
    update();
    if (!m_stills || !m_editor.hasDocument() || width() <= 4 * inset) return;
    const CameraModel& camera = m_editor.state().intrinsics.camera;
    const double wanted =
        std::max(24.0, static_cast<double>(height()) * camera.width / std::max(1, camera.height));
    const int count = std::clamp(static_cast<int>((width() - 2 * inset) / wanted), 1, m_editor.frameCount());
    m_slots.resize(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) {
        Slot& slot = m_slots[static_cast<size_t>(i)];
        // The frame in the middle of its place, by the scale of the track below.
        slot.frame = static_cast<int>(std::lround((i + 0.5) / count * (m_editor.frameCount() - 1)));
        StillRequest request;
        request.camera = m_editor.camera();
        request.frame = slot.frame;
        request.width = static_cast<int>(std::ceil(wanted * devicePixelRatioF()));
        request.lens = camera;
        request.look.visible = false;
        m_requests[m_stills->request(request)] = static_cast<size_t>(i);
    }
}

void Filmstrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const double step = slotWidth();
    for (size_t i = 0; i < m_slots.size(); ++i) {
        const QRectF place(inset + step * static_cast<double>(i), 0, step - 1, height());
        const QImage& image = m_slots[i].image;
        if (image.isNull()) {
            painter.fillRect(place, palette().color(QPalette::Mid));
            continue;
        }
        // The middle of the picture fills the place.
        const double scale = std::max(place.width() / image.width(), place.height() / image.height());
        const QSizeF part(place.width() / scale, place.height() / scale);
        painter.drawImage(
            place, image,
            QRectF(QPointF((image.width() - part.width()) / 2, (image.height() - part.height()) / 2), part));
    }
    if (m_slots.empty()) return;
    const double x =
        inset + (width() - 2.0 * inset) * m_editor.frame() / std::max(1, m_editor.frameCount() - 1);
    painter.fillRect(QRectF(x - 1.5, 0, 3, height()), QColor(0, 0, 0, 150));
    painter.fillRect(QRectF(x - 0.5, 0, 1, height()), Qt::white);
}

void Filmstrip::resizeEvent(QResizeEvent*) {
    m_delay.start();
}

void Filmstrip::goTo(double x) {
    const int last = m_editor.frameCount() - 1;
    if (last >= 0)
        m_editor.setFrame(static_cast<int>(
            std::lround(std::clamp((x - inset) / std::max(1.0, width() - 2.0 * inset), 0.0, 1.0) * last)));
}

void Filmstrip::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) goTo(event->position().x());
}

void Filmstrip::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) goTo(event->position().x());
}

}  // namespace camframe
