// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/overlay/tools/canvas_tool.h"

namespace camframe {

/// Drags the picture about; changes nothing.
class ViewTool : public CanvasTool {
    Q_OBJECT

public:
    using CanvasTool::CanvasTool;
    QCursor cursor() const override { return m_panning ? Qt::ClosedHandCursor : Qt::OpenHandCursor; }
    QString hint() const override;
    void mousePress(const CanvasMouse& mouse) override;
    void mouseMove(const CanvasMouse& mouse) override;
    void mouseRelease(const CanvasMouse& mouse) override;

private:
    bool m_panning = false;
    QPointF m_last;
};

}  // namespace camframe
