// SPDX-License-Identifier: Apache-2.0
#include "views/overlay/canvas.h"

#include <QContextMenuEvent>
#include <QFontMetrics>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "model/core/spaces.h"
#include "views/overlay/tools/canvas_tool.h"

namespace camframe {

namespace {
constexpr double minZoom = 0.05;
constexpr double maxZoom = 64;
constexpr double zoomStep = 1.25;
constexpr double gridZoom = 16;  ///< From here on, lines separate the pixels.
constexpr double wipeGrab = 7;   ///< Screen points beside the line that still grab it.
constexpr int loupeReach = 10;   ///< Pixels around the mouse.
constexpr double loupeZoom = 10;
constexpr int margin = 12;  ///< Around a fitted picture.
const QColor background(0x17, 0x18, 0x1b);
}  // namespace

Canvas::Canvas(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(240, 180);
}

void Canvas::setImage(const QImage& image, const QImage& other) {
    const bool newSize = image.size() != m_image.size();
    m_image = image;
    m_other = other.size() == image.size() ? other : QImage();
    if (m_other.isNull()) m_wiping = false;
    if (newSize) fit();
    update();
}

void Canvas::setPlaceholder(const QString& text) {
    m_placeholder = text;
    update();
}

void Canvas::setTool(CanvasTool* tool) {
    if (tool == m_tool) return;
    if (m_tool) m_tool->deactivate();
    m_tool = tool;
    if (m_tool) m_tool->activate(this);
    updateCursor();
    update();
}

QPointF Canvas::screenFromPixel(const Eigen::Vector2d& pixel) const {
    return m_origin + m_zoom * QPointF(cornerFromCentre(pixel.x()), cornerFromCentre(pixel.y()));
}

Eigen::Vector2d Canvas::pixelFromScreen(const QPointF& screen) const {
    const QPointF corner = (screen - m_origin) / m_zoom;
    return {centreFromCorner(corner.x()), centreFromCorner(corner.y())};
}

void Canvas::fit() {
    m_fitted = true;
    if (m_image.isNull()) return;
    const double available = std::max(16, width() - 2 * margin);
    const double availableHeight = std::max(16, height() - 2 * margin);
    m_zoom = std::clamp(std::min(available / m_image.width(), availableHeight / m_image.height()), minZoom,
                        maxZoom);
    m_origin = QPointF(std::round((width() - m_zoom * m_image.width()) / 2),
                       std::round((height() - m_zoom * m_image.height()) / 2));
    Q_EMIT zoomChanged(m_zoom);
    update();
}

void Canvas::setZoom(double zoom, const QPointF& anchor) {
    if (m_image.isNull()) return;
    zoom = std::clamp(zoom, minZoom, maxZoom);
    m_origin = anchor - (anchor - m_origin) * (zoom / m_zoom);
    m_zoom = zoom;
    m_fitted = false;
    keepInSight();
    Q_EMIT zoomChanged(m_zoom);
    update();
}

void Canvas::zoomIn() {
    setZoom(m_zoom * zoomStep, QPointF(width() / 2.0, height() / 2.0));
}
void Canvas::zoomOut() {
    setZoom(m_zoom / zoomStep, QPointF(width() / 2.0, height() / 2.0));
}
void Canvas::zoomToActualSize() {
    setZoom(1, QPointF(width() / 2.0, height() / 2.0));
}

void Canvas::panBy(const QPointF& screenDelta) {
    m_origin += screenDelta;
    m_fitted = false;
    keepInSight();
    update();
}

void Canvas::keepInSight() {
    // At least a corner of the picture stays in the window, so that nobody gets lost.
    const double keep = 48;
    const double w = m_zoom * m_image.width();
    const double h = m_zoom * m_image.height();
    m_origin.setX(std::clamp(m_origin.x(), keep - w, width() - keep));
    m_origin.setY(std::clamp(m_origin.y(), keep - h, height() - keep));
}

void Canvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), background);
    if (m_image.isNull()) {
        painter.setPen(QColor(0x8a, 0x8f, 0x98));
        painter.drawText(rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap,
                         m_placeholder);
        return;
    }
    const QRectF target(m_origin, QSizeF(m_zoom * m_image.width(), m_zoom * m_image.height()));
    // Enlarged pixels stay crisp: an annotator must see where one ends. Shrunk pictures are smoothed.
    painter.setRenderHint(QPainter::SmoothPixmapTransform, m_zoom < 1);
    painter.drawImage(target, m_image);
    if (!m_other.isNull()) {
        painter.save();
        painter.setClipRect(QRectF(0, 0, wipeX(), height()));
        painter.drawImage(target, m_other);
        painter.restore();
    }
    if (m_zoom >= gridZoom) {
        painter.setPen(QPen(QColor(0, 0, 0, 60), 1));
        const Eigen::Vector2d first = pixelFromScreen({0, 0});
        const Eigen::Vector2d last = pixelFromScreen({double(width()), double(height())});
        const auto clampX = [this](double x) { return std::clamp(int(std::floor(x)), 0, m_image.width()); };
        const auto clampY = [this](double y) { return std::clamp(int(std::floor(y)), 0, m_image.height()); };
        for (int x = clampX(first.x()); x <= clampX(last.x() + 1); ++x) {
            const double screen = m_origin.x() + m_zoom * x;
            painter.drawLine(QPointF(screen, target.top()), QPointF(screen, target.bottom()));
        }
        for (int y = clampY(first.y()); y <= clampY(last.y() + 1); ++y) {
            const double screen = m_origin.y() + m_zoom * y;
            painter.drawLine(QPointF(target.left(), screen), QPointF(target.right(), screen));
        }
    }
    painter.setRenderHint(QPainter::Antialiasing);
    for (CanvasLayer* layer : m_layers) {
        painter.save();
        layer->paint(painter, *this);
        painter.restore();
    }
    if (!m_other.isNull()) paintWipe(painter);
    if (m_tool) {
        painter.save();
        m_tool->paint(painter, *this);
        painter.restore();
    }
    if (m_loupe && m_mouseInside) paintLoupe(painter);
}

bool Canvas::overWipe(const QPointF& screen) const {
    return !m_other.isNull() && std::abs(screen.x() - wipeX()) <= wipeGrab;
}

const QImage& Canvas::imageAt(double screenX) const {
    return !m_other.isNull() && screenX < wipeX() ? m_other : m_image;
}

void Canvas::paintWipe(QPainter& painter) {
    const double x = std::round(wipeX()) + 0.5;
    painter.setPen(QPen(QColor(0, 0, 0, 150), 3));
    painter.drawLine(QPointF(x, 0), QPointF(x, height()));
    painter.setPen(QPen(QColor(255, 255, 255, 220), 1));
    painter.drawLine(QPointF(x, 0), QPointF(x, height()));
    const QPointF middle(x, height() / 2.0);
    painter.setPen(QPen(QColor(0, 0, 0, 150), 1));
    painter.setBrush(QColor(0xe8, 0xea, 0xed));
    painter.drawEllipse(middle, 11, 11);
    painter.setPen(QPen(QColor(0x2b, 0x2d, 0x33), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    for (const double side : {-1.0, 1.0}) {
        const QPointF tip = middle + QPointF(6 * side, 0);
        painter.drawPolyline(QPolygonF{tip + QPointF(-3 * side, -3), tip, tip + QPointF(-3 * side, 3)});
    }
    const QFontMetrics metrics(painter.font());
    const auto label = [&](const QString& text, bool left) {
        const QRectF box(left ? x - metrics.horizontalAdvance(text) - 28 : x + 12,
                         height() - metrics.height() - 20, metrics.horizontalAdvance(text) + 16,
                         metrics.height() + 8);
        painter.setPen(Qt::NoPen);
        painter.setBrush(left ? QColor(0xb8, 0x52, 0x18, 230) : QColor(0x2f, 0x6c, 0xad, 230));
        painter.drawRoundedRect(box, 5, 5);
        painter.setPen(Qt::white);
        painter.drawText(box, Qt::AlignCenter, text);
    };
    label(tr("to compare"), true);
    label(tr("now"), false);
}

void Canvas::paintLoupe(QPainter& painter) {
    const Eigen::Vector2d pixel = pixelFromScreen(m_lastMouse);
    const QPoint centre(static_cast<int>(std::lround(pixel.x())), static_cast<int>(std::lround(pixel.y())));
    const QImage& image = imageAt(m_lastMouse.x());
    if (!image.rect().contains(centre)) return;
    // Beside the mouse, on the side that has room.
    const double side = (2 * loupeReach + 1) * loupeZoom;
    QPointF corner = m_lastMouse + QPointF(28, 28);
    if (corner.x() + side > width() - 8) corner.setX(m_lastMouse.x() - 28 - side);
    if (corner.y() + side > height() - 8) corner.setY(m_lastMouse.y() - 28 - side);
    const QRectF box(corner, QSizeF(side, side));
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.fillRect(box, background);
    painter.drawImage(box, image.copy(centre.x() - loupeReach, centre.y() - loupeReach, 2 * loupeReach + 1,
                                      2 * loupeReach + 1));
    painter.setBrush(Qt::NoBrush);
    const QRectF middle(corner + QPointF(loupeReach * loupeZoom, loupeReach * loupeZoom),
                        QSizeF(loupeZoom, loupeZoom));
    const QRectF frame = middle.adjusted(-1, -1, 1, 1);  // around the pixel, not over it
    painter.setPen(QPen(QColor(0, 0, 0, 200), 3));
    painter.drawRect(frame);
    painter.drawRect(box);
    painter.setPen(QPen(Qt::white, 1));
    painter.drawRect(frame);
    painter.drawRect(box);
}

void Canvas::setLoupe(bool on) {
    m_loupe = on;
    update();
}

void Canvas::resizeEvent(QResizeEvent*) {
    if (m_fitted) fit();
}

void Canvas::updateCursor() {
    const bool wipe =
        m_wiping || (!m_panning && overWipe(m_lastMouse) && !(m_tool && m_tool->claims(m_lastMouse)));
    setCursor(m_panning ? QCursor(Qt::ClosedHandCursor)
              : wipe    ? QCursor(Qt::SplitHCursor)
              : m_tool  ? m_tool->cursor()
                        : QCursor());
}

void Canvas::mousePressEvent(QMouseEvent* event) {
    m_lastMouse = event->position();
    if (m_image.isNull()) return;
    if (event->button() == Qt::MiddleButton) {
        m_panning = true;
    } else if (event->button() == Qt::LeftButton && overWipe(event->position()) &&
               !(m_tool && m_tool->claims(event->position()))) {
        m_wiping = true;
    } else if (m_tool) {
        m_tool->mousePress({pixelFromScreen(event->position()), event->position(), event->button(),
                            event->buttons(), event->modifiers()});
    }
    updateCursor();
}

void Canvas::mouseMoveEvent(QMouseEvent* event) {
    const QPointF delta = event->position() - m_lastMouse;
    m_lastMouse = event->position();
    if (m_image.isNull()) return;
    m_mouseInside = true;
    if (m_loupe) update();
    if (m_panning) {
        panBy(delta);
    } else if (m_wiping) {
        m_wipe = std::clamp((event->position().x() - m_origin.x()) / (m_zoom * m_image.width()), 0.0, 1.0);
        update();
    } else if (m_tool) {
        m_tool->mouseMove({pixelFromScreen(event->position()), event->position(), Qt::NoButton,
                           event->buttons(), event->modifiers()});
        updateCursor();
    }
    Q_EMIT hovered(pixelFromScreen(event->position()));
}

void Canvas::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::MiddleButton) {
        m_panning = false;
    } else if (event->button() == Qt::LeftButton && m_wiping) {
        m_wiping = false;
    } else if (m_tool && !m_image.isNull()) {
        m_tool->mouseRelease({pixelFromScreen(event->position()), event->position(), event->button(),
                              event->buttons(), event->modifiers()});
    }
    updateCursor();
}

void Canvas::wheelEvent(QWheelEvent* event) {
    // Alt turns the wheel sideways on some platforms.
    const QPoint angle = event->angleDelta();
    const double notches = (angle.y() != 0 ? angle.y() : angle.x()) / 120.0;
    event->accept();
    if (m_image.isNull() || notches == 0) return;
    const bool taken = m_tool && m_tool->wheel({pixelFromScreen(event->position()), event->position(),
                                                Qt::NoButton, event->buttons(), event->modifiers()},
                                               notches);
    if (!taken) setZoom(m_zoom * std::pow(zoomStep, notches), event->position());
}

bool Canvas::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && m_tool &&
        m_tool->takesKey(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void Canvas::keyPressEvent(QKeyEvent* event) {
    if (m_tool && m_tool->takesKey(*event)) {
        m_tool->keyPress(*event);
        return;
    }
    if (m_tool && event->key() == Qt::Key_Escape && m_tool->cancel()) {
        updateCursor();
        return;
    }
    QWidget::keyPressEvent(event);
}

void Canvas::leaveEvent(QEvent*) {
    m_mouseInside = false;
    if (m_loupe) update();
    Q_EMIT left();
}

// The right button belongs to the tools.
void Canvas::contextMenuEvent(QContextMenuEvent* event) {
    event->accept();
}

}  // namespace camframe
