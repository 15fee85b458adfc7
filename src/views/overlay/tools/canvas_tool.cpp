// SPDX-License-Identifier: Apache-2.0
#include "views/overlay/tools/canvas_tool.h"

namespace camframe {

void CanvasTool::activate(Canvas* canvas) {
    m_canvas = canvas;
    Q_EMIT hintChanged();
}

void CanvasTool::deactivate() {
    cancel();
    m_canvas = nullptr;
}

void CanvasTool::repaint() {
    if (m_canvas) m_canvas->update();
}

}  // namespace camframe
