// SPDX-License-Identifier: Apache-2.0
#include "views/overlay/tools/view_tool.h"

namespace camframe {

namespace {
constexpr double panReach = 4;  ///< A press that moves less is a click (screen px).
}

QString ViewTool::hint() const {
    return tr("Drag to pan, turn the wheel to zoom, click the robot to select a link.");
}

void ViewTool::mousePress(const CanvasMouse& mouse) {
    if (mouse.button != Qt::LeftButton) return;
    m_panning = true;
    m_moved = false;
    m_pressed = m_last = mouse.screen;
}

void ViewTool::mouseMove(const CanvasMouse& mouse) {
    if (!m_panning || !canvas()) return;
    m_moved = m_moved || QPointF(mouse.screen - m_pressed).manhattanLength() > panReach;
    if (!m_moved) return;
    canvas()->panBy(mouse.screen - m_last);
    m_last = mouse.screen;
}

void ViewTool::mouseRelease(const CanvasMouse& mouse) {
    if (mouse.button != Qt::LeftButton || !m_panning) return;
    m_panning = false;
    if (m_moved) return;
    const auto picked = m_editor.pick(mouse.pixel);
    m_editor.selectLink(picked ? picked->link : -1);
}

}  // namespace camframe
