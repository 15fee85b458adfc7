// SPDX-License-Identifier: Apache-2.0
#include "views/overlay/tools/keypoint_tool.h"

#include <QLineF>
#include <QPainter>
#include <algorithm>

#include "views/editing/track_interpolation.h"

namespace camframe {

namespace {
constexpr double grabRadius = 10;     ///< Screen points.
constexpr double dragThreshold = 4;   ///< Screen points; below it, a press is a click.
constexpr qint64 nudgeMergeMs = 600;  ///< Keyboard steps that follow each other within it are one undo step.
}  // namespace

KeypointTool::KeypointTool(Editor& editor, QObject* parent) : CanvasTool(parent), m_editor(editor) {
    connect(&editor, &Editor::frameChanged, this, [this] { setPicked({}); });
    // Keypoints count per camera: the same number is another one there.
    const auto leaveCamera = [this] {
        m_drag.reset();
        m_nudges = {};
        setPicked({});
    };
    connect(&editor, &Editor::cameraChanged, this, leaveCamera);
    connect(&editor, &Editor::documentChanged, this, leaveCamera);
}

void KeypointTool::bindTo(Binding binding, int link) {
    m_binding = link < 0 ? Binding::PickedPoint : binding;
    m_boundLink = m_binding == Binding::PickedPoint ? -1 : link;
    setPicked({});
    Q_EMIT hintChanged();
}

QString KeypointTool::hint() const {
    if (m_picked) return tr("Now click the pixel where this point really is. Esc gives up.");
    if (m_binding == Binding::Mark)
        return tr(
            "Click a mark on the chosen link, then the same mark in other frames: where it sits is solved "
            "with the pose. Alt and click begins another mark.");
    if (m_binding == Binding::LinkOrigin)
        return tr("Click the pixel that shows the chosen link's origin; drag a keypoint to move it.");
    return tr("Press on the drawn robot and drag that point to where the picture shows it.");
}

int KeypointTool::keypointAt(const QPointF& screen) const {
    int best = -1;
    double bestDistance = grabRadius;
    for (const Keypoint& keypoint : m_editor.state().keypoints) {
        if (keypoint.frame != m_editor.frame()) continue;
        const double distance = QLineF(screen, canvas()->screenFromPixel(keypoint.pixel)).length();
        if (distance > bestDistance) continue;
        bestDistance = distance;
        best = keypoint.id;
    }
    return best;
}

void KeypointTool::setPicked(const std::optional<PickedPoint>& picked) {
    if (!picked && !m_picked) return;
    m_picked = picked;
    m_pressOpen = false;
    Q_EMIT hintChanged();
    repaint();
}

void KeypointTool::beginDrag(int keypoint, const Eigen::Vector2d& grabOffset, int gesture,
                             std::vector<Keypoint> keypointsBefore,
                             const std::optional<RigidTransform>& poseBefore) {
    m_drag = Drag{keypoint, gesture, grabOffset, std::move(keypointsBefore), poseBefore};
}

std::optional<Eigen::Vector2d> KeypointTool::ghost() const {
    const auto track = m_editor.track();
    if (!track) return {};
    for (const Keypoint& keypoint : m_editor.state().keypoints)
        if (keypoint.frame == m_editor.frame() && keypoint.boundPoint() == *track) return {};
    const auto& motion = m_editor.document()->motion(m_editor.camera());
    return TrackInterpolation(m_editor.state(), motion, *track).at(m_editor.frame());
}

BoundPoint KeypointTool::markToPlace(bool another) const {
    const auto track = m_editor.track();
    const bool goesOn = !another && track && track->mark != 0 && track->link == m_boundLink &&
                        std::ranges::none_of(m_editor.state().keypoints, [&](const Keypoint& keypoint) {
                            return keypoint.frame == m_editor.frame() && keypoint.boundPoint() == *track &&
                                   keypoint.origin == KeypointOrigin::Human;
                        });
    return goesOn ? *track : m_editor.newMark(m_boundLink);
}

void KeypointTool::place(const BoundPoint& point, const Eigen::Vector2d& pixel,
                         const Eigen::Vector2d& grabOffset) {
    const auto keypointsBefore = m_editor.state().keypoints;
    const auto poseBefore = m_editor.state().camFromBase;
    const int gesture = m_editor.document()->newGesture();
    const int id = m_editor.addKeypoint(point, pixel, gesture);
    beginDrag(id, grabOffset, gesture, keypointsBefore, poseBefore);
    setPicked({});
}

void KeypointTool::mousePress(const CanvasMouse& mouse) {
    if (mouse.button != Qt::LeftButton || !m_editor.hasDocument() || !canvas() || m_drag) return;
    if (!m_picked) {
        const int id = keypointAt(mouse.screen);
        if (id >= 0) {
            m_editor.selectKeypoint(id);
            const Keypoint& keypoint = *findKeypoint(m_editor.state(), id);
            beginDrag(id, keypoint.pixel - mouse.pixel, m_editor.document()->newGesture(),
                      m_editor.state().keypoints, m_editor.state().camFromBase);
            return;
        }
        const auto expected = ghost();
        if (expected && QLineF(mouse.screen, canvas()->screenFromPixel(*expected)).length() <= grabRadius) {
            // Where a mark should be is a guess that must not confirm itself: the mouse says where it is.
            const Eigen::Vector2d pixel = m_editor.track()->mark == 0 ? *expected : mouse.pixel;
            place(*m_editor.track(), pixel, pixel - mouse.pixel);
            return;
        }
    }
    if (!m_editor.motion().valid(m_editor.frame())) {
        m_editor.say(tr("This frame has no joint values: place keypoints in another frame."));
        return;
    }
    if (m_picked) {
        place({m_picked->link, m_picked->pointInLink}, mouse.pixel, {0, 0});
    } else if (m_binding == Binding::Mark) {
        place(markToPlace(mouse.modifiers.testFlag(Qt::AltModifier)), mouse.pixel, {0, 0});
    } else if (m_binding == Binding::LinkOrigin) {
        place({m_boundLink, Eigen::Vector3d::Zero()}, mouse.pixel, {0, 0});
    } else if (const auto picked = m_editor.pick(mouse.pixel, 2)) {
        setPicked(picked);
        m_pressed = mouse.screen;
        m_pressOpen = true;
    } else {
        m_editor.say(
            m_editor.state().camFromBase
                ? tr("There is no drawn robot under the mouse: press on the overlay, or choose a link "
                     "under \"Bind to\".")
                : tr("There is no drawn robot yet: choose a link under \"Bind to\", then click where its "
                     "origin is."));
    }
}

void KeypointTool::mouseMove(const CanvasMouse& mouse) {
    if (!m_editor.hasDocument() || !canvas()) return;
    if (m_drag) {
        m_editor.moveKeypoint(m_drag->keypoint, mouse.pixel + m_drag->grabOffset, m_drag->poseBefore,
                              m_drag->gesture);
        return;
    }
    if (m_pressOpen && m_picked && QLineF(mouse.screen, m_pressed).length() > dragThreshold) {
        const PickedPoint picked = *m_picked;
        place({picked.link, picked.pointInLink}, mouse.pixel, {0, 0});
        return;
    }
    const auto expected = m_picked ? std::nullopt : ghost();
    m_overKeypoint =
        !m_picked &&
        (keypointAt(mouse.screen) >= 0 ||
         (expected && QLineF(mouse.screen, canvas()->screenFromPixel(*expected)).length() <= grabRadius));
    if (m_picked) repaint();
}

void KeypointTool::mouseRelease(const CanvasMouse& mouse) {
    if (mouse.button != Qt::LeftButton) return;
    m_pressOpen = false;
    m_drag.reset();
}

bool KeypointTool::cancel() {
    if (m_drag) {
        const Drag drag = *std::exchange(m_drag, std::nullopt);
        // Back to the start within the gesture, so that the step disappears from the history.
        m_editor.takeBack(drag.keypointsBefore, drag.poseBefore, drag.gesture);
        return true;
    }
    if (m_picked) {
        setPicked({});
        return true;
    }
    return false;
}

void KeypointTool::nudgeSelected(const Eigen::Vector2d& pixels) {
    if (!m_editor.hasDocument()) return;
    const Keypoint* keypoint = findKeypoint(m_editor.state(), m_editor.selectedKeypoint());
    if (!keypoint) return;
    const QUndoStack& stack = m_editor.document()->undoStack();
    const QUndoCommand* last = stack.index() > 0 ? stack.command(stack.index() - 1) : nullptr;
    // Another edit between two steps ends the row.
    const bool continues = m_nudges.keypoint == keypoint->id && m_nudges.sinceLast.isValid() &&
                           m_nudges.sinceLast.elapsed() < nudgeMergeMs && last &&
                           last->id() == m_nudges.gesture;
    if (!continues)
        m_nudges = {keypoint->id, m_editor.document()->newGesture(), m_editor.state().camFromBase, {}};
    m_editor.moveKeypoint(keypoint->id, keypoint->pixel + pixels, m_nudges.poseBefore, m_nudges.gesture);
    m_nudges.sinceLast.start();
}

void KeypointTool::toggleHidden() {
    if (!m_editor.hasDocument()) return;
    if (const Keypoint* keypoint = findKeypoint(m_editor.state(), m_editor.selectedKeypoint()))
        m_editor.setKeypointHidden(keypoint->id, !keypoint->hidden);
}

void KeypointTool::selectNeighbour(int step) {
    if (!m_editor.hasDocument()) return;
    std::vector<int> ids;
    for (const Keypoint& keypoint : m_editor.state().keypoints) {
        if (keypoint.frame == m_editor.frame()) ids.push_back(keypoint.id);
    }
    if (ids.empty()) return;
    const int count = static_cast<int>(ids.size());
    const auto found = std::find(ids.begin(), ids.end(), m_editor.selectedKeypoint());
    const int at = found == ids.end() ? (step > 0 ? -1 : 0) : static_cast<int>(found - ids.begin());
    m_editor.selectKeypoint(ids[static_cast<size_t>(((at + step) % count + count) % count)]);
}

void KeypointTool::paint(QPainter& painter, const Canvas& canvas) {
    if (!m_editor.hasDocument()) return;
    if (const auto expected = ghost(); expected && !m_drag) {
        const QPointF at = canvas.screenFromPixel(*expected);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(QColor(0, 0, 0, 170), 4));
        painter.drawEllipse(at, 7, 7);
        painter.setPen(QPen(QColor(0x9f, 0xe6, 0xc8), 2, Qt::DotLine));
        painter.drawEllipse(at, 7, 7);
    }
    if (!m_picked) return;
    const auto pixel = m_editor.state().intrinsics.camera.project(m_picked->pointInCam);
    if (!pixel) return;
    const QPointF at = canvas.screenFromPixel(*pixel);
    const QPointF mouse = canvas.mapFromGlobal(QCursor::pos());
    painter.setPen(QPen(QColor(255, 255, 255, 140), 1, Qt::DashLine));
    painter.drawLine(at, mouse);
    painter.setPen(QPen(QColor(0, 0, 0, 170), 4));
    painter.drawEllipse(at, 6, 6);
    painter.setPen(QPen(QColor(0xff, 0xd2, 0x4d), 2));
    painter.drawEllipse(at, 6, 6);
}

}  // namespace camframe
