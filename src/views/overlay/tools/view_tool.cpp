// SPDX-License-Identifier: Apache-2.0
#include "views/overlay/tools/view_tool.h"

namespace camframe {

QString ViewTool::hint() const {
    return tr("Drag to pan, turn the wheel to zoom.");
}

void ViewTool::mousePress(const CanvasMouse& mouse) {
    if (mouse.button != Qt::LeftButton) return;
    m_panning = true;
    m_last = mouse.screen;
}

void ViewTool::mouseMove(const CanvasMouse& mouse) {
    if (!m_panning || !canvas()) return;
    canvas()->panBy(mouse.screen - m_last);
    m_last = mouse.screen;
}

void ViewTool::mouseRelease(const CanvasMouse& mouse) {
    if (mouse.button == Qt::LeftButton) m_panning = false;
}

}  // namespace camframe
