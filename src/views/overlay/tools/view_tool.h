// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/editing/editor.h"
#include "views/overlay/tools/canvas_tool.h"

namespace camframe {

/// Drag to pan; a click on the drawn robot selects that link everywhere, one beside it none.
class ViewTool : public CanvasTool {
    Q_OBJECT

public:
    explicit ViewTool(Editor& editor, QObject* parent = nullptr) : CanvasTool(parent), m_editor(editor) {}

    QCursor cursor() const override { return m_panning ? Qt::ClosedHandCursor : Qt::OpenHandCursor; }
    QString hint() const override;
    void mousePress(const CanvasMouse& mouse) override;
    void mouseMove(const CanvasMouse& mouse) override;
    void mouseRelease(const CanvasMouse& mouse) override;

private:
    Editor& m_editor;
    bool m_panning = false;
    bool m_moved = false;
    QPointF m_pressed;
    QPointF m_last;
};

}  // namespace camframe
