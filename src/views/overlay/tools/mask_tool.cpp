// SPDX-License-Identifier: Apache-2.0
#include "views/overlay/tools/mask_tool.h"

#include <QPainter>
#include <algorithm>
#include <cmath>
#include <utility>

#include "model/core/spaces.h"

namespace camframe {

namespace {
constexpr double minRadius = 0.5, maxRadius = 200;
constexpr double radiusStep = 1.2;
constexpr double closeDistance = 8;  ///< Screen points around a corner that still hit it.
constexpr QRgb robotTint = 0x6628b45f, robotEdge = 0xff5ae68c, ignoreTint = 0xb0a0a0aa;
}  // namespace

MaskTool::MaskTool(Editor& editor, QObject* parent) : CanvasTool(parent), m_editor(editor) {
    // A stroke belongs to the frame in which it began.
    const auto leaveFrame = [this] {
        finishStroke();
        m_corners.clear();
        m_clicks.clear();
    };
    connect(&editor, &Editor::stateChanged, this, [this](ChangeEvent::Properties properties) {
        if (properties & ChangeEvent::Masks) matchClicks();
    });
    connect(&editor, &Editor::frameChanged, this, leaveFrame);
    connect(&editor, &Editor::cameraChanged, this, leaveFrame);
    connect(&editor, &Editor::documentChanged, this, [this] {
        m_stroke.reset();
        m_corners.clear();
        m_clicks.clear();
        m_tintOf = nullptr;
        m_tinted.reset();
    });
}

void MaskTool::setErases(bool on) {
    m_erases = on;
    Q_EMIT hintChanged();
    repaint();
}

void MaskTool::setMode(MaskMode mode) {
    finishStroke();
    m_mode = mode;
    m_corners.clear();
    m_clicks.clear();
    Q_EMIT hintChanged();
    repaint();
}

void MaskTool::setIgnores(bool on) {
    finishStroke();
    m_ignores = on;
    m_clicks.clear();
    Q_EMIT hintChanged();
    repaint();
}

void MaskTool::setRadius(double px) {
    m_radius = std::clamp(px, minRadius, maxRadius);
    repaint();
}

QString MaskTool::hint() const {
    const QString what = m_ignores ? tr("What counts for nothing: ") : tr("What is robot: ");
    if (m_mode == MaskMode::Clicks)
        return what + tr("click what belongs to it, right-click what does not; Esc starts anew.");
    if (m_mode == MaskMode::Polygon)
        return what +
               tr("click corners, then the first one again to fill (right button: erase). Esc gives up.");
    return what + (m_erases ? tr("drag to erase, Ctrl + wheel changes the brush.")
                            : tr("drag to paint, right-drag to erase, Ctrl + wheel changes the brush."));
}

ImageU8 MaskTool::drawnRobot() const {
    const auto& shown = m_editor.shownOverlay();
    if (!shown || shown->frame != m_editor.frame()) return {};
    ImageU8 mask = shown->part;
    for (uint8_t& value : mask.data) value = value != 0 ? 255 : 0;
    return mask;
}

FrameMask MaskTool::maskToEdit() const {
    FrameMask mask;
    if (const auto drawn = m_editor.frameMask()) mask = *drawn;
    const CameraModel& camera = m_editor.state().intrinsics.camera;
    if (!m_ignores && mask.robot.empty()) {
        const auto& shown = m_editor.shownOverlay();
        if (shown && shown->frame == m_editor.frame()) mask.robot = shown->mask.robot;
        if (mask.robot.empty()) mask.robot = drawnRobot();
    }
    ImageU8& target = layer(mask);
    if (target.width != camera.width || target.height != camera.height)
        target = ImageU8(camera.width, camera.height);
    return mask;
}

void MaskTool::push(EditAction action, int camera, int frame, FrameMask mask) {
    mask.carried = false;
    // An erased region is no region; an erased robot says that there is none in the picture.
    if (std::ranges::none_of(mask.ignore.data, [](uint8_t v) { return v != 0; })) mask.ignore = {};
    std::shared_ptr<const FrameMask> value;
    if (!mask.robot.empty() || !mask.ignore.empty())
        value = std::make_shared<const FrameMask>(std::move(mask));
    pushMask(*m_editor.document(), camera, action, frame, std::move(value));
}

void MaskTool::dab(Stroke& stroke, const Eigen::Vector2d& to) const {
    ImageU8& image = m_ignores ? stroke.mask.ignore : stroke.mask.robot;
    const Eigen::Vector2d from = stroke.last;
    const Eigen::Vector2d along = to - from;
    const double length2 = std::max(along.squaredNorm(), 1e-12);
    const auto low = [this](double a, double b) {
        return std::max(0, static_cast<int>(std::floor(std::min(a, b) - m_radius)));
    };
    const auto high = [this](double a, double b, int size) {
        return std::min(size - 1, static_cast<int>(std::ceil(std::max(a, b) + m_radius)));
    };
    for (int y = low(from.y(), to.y()); y <= high(from.y(), to.y(), image.height); ++y)
        for (int x = low(from.x(), to.x()); x <= high(from.x(), to.x(), image.width); ++x) {
            const Eigen::Vector2d at(x, y);
            const double t = std::clamp((at - from).dot(along) / length2, 0.0, 1.0);
            if ((at - from - t * along).squaredNorm() <= m_radius * m_radius)
                image.at(x, y) = stroke.erase ? 0 : 255;
        }
}

void MaskTool::click(const Eigen::Vector2d& pixel, bool belongs) {
    const CameraModel& camera = m_editor.state().intrinsics.camera;
    if (pixel.minCoeff() < -0.5 || pixel.x() > camera.width - 0.5 || pixel.y() > camera.height - 0.5) return;
    if (!belongs && std::ranges::none_of(m_clicks, [](const Asked& asked) { return asked.click.belongs; })) {
        m_editor.say(tr("Click first what belongs to the mask; the right button then says what does not."));
        return;
    }
    m_clicks.push_back({{pixel, belongs}, m_editor.frameMask(), false});
    MaskQuestion question{m_editor.camera(), m_editor.frame(), {}, m_ignores};
    for (const Asked& asked : m_clicks) question.clicks.push_back(asked.click);
    Q_EMIT this->asked(question);
    repaint();
}

void MaskTool::matchClicks() {
    if (m_clicks.empty()) return;
    const auto now = m_editor.frameMask();
    const auto takenBack = std::ranges::find_if(
        m_clicks, [&now](const Asked& asked) { return asked.answered && asked.before == now; });
    if (takenBack != m_clicks.end()) {
        m_clicks.erase(takenBack, m_clicks.end());
    } else if (now != m_clicks.back().before) {
        for (Asked& asked : m_clicks) asked.answered = true;
    }
    repaint();
}

void MaskTool::mousePress(const CanvasMouse& mouse) {
    if ((mouse.button != Qt::LeftButton && mouse.button != Qt::RightButton) || m_stroke ||
        !m_editor.hasDocument() || !canvas()) {
        return;
    }
    const bool right = mouse.button == Qt::RightButton;
    if (m_mode == MaskMode::Clicks) {
        click(mouse.pixel, !right && !m_erases);
        return;
    }
    if (m_mode == MaskMode::Polygon) {
        const auto hits = [&](const Eigen::Vector2d& corner) {
            return QLineF(canvas()->screenFromPixel(corner), mouse.screen).length() <= closeDistance;
        };
        if (m_corners.size() >= 3 && (right || hits(m_corners.front()) || hits(m_corners.back()))) {
            closePolygon(right || m_erases);
        } else if (!right && (m_corners.empty() || !hits(m_corners.back()))) {
            m_corners.push_back(mouse.pixel);
        }
        repaint();
        return;
    }
    m_stroke = Stroke{m_editor.camera(), m_editor.frame(), right || m_erases,
                      mouse.button,      maskToEdit(),     mouse.pixel};
    dab(*m_stroke, mouse.pixel);
    m_tintOf = nullptr;
    repaint();
}

void MaskTool::mouseMove(const CanvasMouse& mouse) {
    m_mouse = mouse.pixel;
    if (m_stroke) {
        dab(*m_stroke, mouse.pixel);
        m_stroke->last = mouse.pixel;
        m_tintOf = nullptr;
    }
    repaint();
}

void MaskTool::mouseRelease(const CanvasMouse& mouse) {
    if (m_stroke && mouse.button == m_stroke->button) finishStroke();
}

void MaskTool::finishStroke() {
    if (!m_stroke) return;
    Stroke stroke = *std::exchange(m_stroke, std::nullopt);
    if (!m_editor.hasDocument()) return;
    const EditAction action = m_ignores      ? EditAction::IgnoreRegion
                              : stroke.erase ? EditAction::EraseMask
                                             : EditAction::PaintMask;
    push(action, stroke.camera, stroke.frame, std::move(stroke.mask));
    m_tintOf = nullptr;
    repaint();
}

void MaskTool::closePolygon(bool erase) {
    QPolygonF polygon;
    for (const Eigen::Vector2d& corner : std::exchange(m_corners, {}))
        polygon << QPointF(cornerFromCentre(corner.x()), cornerFromCentre(corner.y()));
    FrameMask mask = maskToEdit();
    ImageU8& target = layer(mask);
    QImage filled(target.width, target.height, QImage::Format_Grayscale8);
    filled.fill(0);
    QPainter painter(&filled);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Qt::white);
    painter.drawPolygon(polygon);
    painter.end();
    for (int y = 0; y < target.height; ++y) {
        const uchar* line = filled.constScanLine(y);
        for (int x = 0; x < target.width; ++x)
            if (line[x] > 127) target.at(x, y) = erase ? 0 : 255;
    }
    const EditAction action = m_ignores ? EditAction::IgnoreRegion
                              : erase   ? EditAction::EraseMask
                                        : EditAction::PaintMask;
    push(action, m_editor.camera(), m_editor.frame(), std::move(mask));
}

void MaskTool::startFromRobot() {
    if (!m_editor.hasDocument()) return;
    ImageU8 robot = drawnRobot();
    if (robot.empty()) {
        m_editor.say(tr("There is no drawn robot in this frame to start from."));
        return;
    }
    FrameMask mask;
    if (const auto old = m_editor.frameMask()) mask = *old;
    mask.robot = std::move(robot);
    push(EditAction::StartMask, m_editor.camera(), m_editor.frame(), std::move(mask));
}

void MaskTool::clearFrame() {
    m_stroke.reset();
    m_corners.clear();
    m_clicks.clear();
    if (m_editor.hasDocument() && m_editor.frameMask())
        pushMask(*m_editor.document(), m_editor.camera(), EditAction::ClearMask, m_editor.frame(), nullptr);
    repaint();
}

bool MaskTool::wheel(const CanvasMouse& mouse, double notches) {
    if (!(mouse.modifiers & Qt::ControlModifier)) return false;
    setRadius(m_radius * std::pow(radiusStep, notches));
    return true;
}

bool MaskTool::cancel() {
    if (!m_stroke && m_corners.empty() && m_clicks.empty()) return false;
    m_stroke.reset();
    m_corners.clear();
    if (!std::exchange(m_clicks, {}).empty())
        Q_EMIT asked({m_editor.camera(), m_editor.frame(), {}, m_ignores});
    m_tintOf = nullptr;
    repaint();
    return true;
}

const QImage& MaskTool::tint(const FrameMask& mask, const void* identity) {
    if (identity == m_tintOf) return m_tint;
    m_tintOf = identity;
    const ImageU8& any = mask.robot.empty() ? mask.ignore : mask.robot;
    m_tint = QImage(any.width, any.height, QImage::Format_ARGB32);
    for (int y = 0; y < any.height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(m_tint.scanLine(y));
        for (int x = 0; x < any.width; ++x) {
            line[x] = 0;
            if (!mask.robot.empty() && mask.robot.at(x, y)) {
                const bool edge = (x > 0 && !mask.robot.at(x - 1, y)) ||
                                  (y > 0 && !mask.robot.at(x, y - 1)) ||
                                  (x + 1 < any.width && !mask.robot.at(x + 1, y)) ||
                                  (y + 1 < any.height && !mask.robot.at(x, y + 1));
                line[x] = edge ? robotEdge : robotTint;
            }
            if (!mask.ignore.empty() && mask.ignore.at(x, y) && (x + y) % 8 < 4) line[x] = ignoreTint;
        }
    }
    return m_tint;
}

void MaskTool::paintClicks(QPainter& painter, const Canvas& canvas) const {
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Asked& asked : m_clicks) {
        const QPointF at = canvas.screenFromPixel(asked.click.pixel);
        painter.setPen(QPen(Qt::white, 1.5));
        painter.setBrush(asked.click.belongs ? QColor(0x1f, 0x9d, 0x55) : QColor(0xc8, 0x3a, 0x33));
        painter.drawEllipse(at, 7, 7);
        painter.drawLine(at - QPointF(3.5, 0), at + QPointF(3.5, 0));
        if (asked.click.belongs) painter.drawLine(at - QPointF(0, 3.5), at + QPointF(0, 3.5));
    }
    painter.setBrush(Qt::NoBrush);
}

void MaskTool::paint(QPainter& painter, const Canvas& canvas) {
    if (!m_editor.hasDocument()) return;
    const FrameMask* mask = nullptr;
    if (m_stroke) {
        mask = &m_stroke->mask;
    } else {
        m_tinted = m_editor.frameMask();
        mask = m_tinted.get();
    }
    const QPointF origin = canvas.screenFromPixel({centreFromCorner(0), centreFromCorner(0)});
    if (mask) {
        const QImage& image = tint(*mask, mask);
        painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
        painter.drawImage(QRectF(origin, canvas.zoom() * QSizeF(image.size())), image);
    }
    if (!m_corners.empty()) {
        QPolygonF line;
        for (const Eigen::Vector2d& corner : m_corners) line << canvas.screenFromPixel(corner);
        line << canvas.screenFromPixel(m_mouse);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(QColor(0, 0, 0, 160), 3));
        painter.drawPolyline(line);
        painter.setPen(QPen(Qt::white, 1.5));
        painter.drawPolyline(line);
        for (int i = 0; i + 1 < line.size(); ++i)
            painter.drawEllipse(line[i], i == 0 ? 5 : 3, i == 0 ? 5 : 3);
    } else if (m_mode == MaskMode::Clicks) {
        paintClicks(painter, canvas);
    } else if (m_mode == MaskMode::Brush) {
        const double radius = m_radius * canvas.zoom();
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(QColor(0, 0, 0, 160), 3));
        painter.drawEllipse(canvas.screenFromPixel(m_mouse), radius, radius);
        painter.setPen(QPen(m_ignores ? QColor(0xd0, 0xd0, 0xd8) : QColor(0x5a, 0xe6, 0x8c), 1.5));
        painter.drawEllipse(canvas.screenFromPixel(m_mouse), radius, radius);
    }
}

}  // namespace camframe
