// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>

#include "views/editing/editor.h"
#include "views/overlay/canvas.h"

namespace camframe {

/// From here on errors have the strongest colour (px).
constexpr double maskErrorPx = 8;
/// Green at 0, to red for what is drawn too large (px > 0), to blue for what is drawn too small.
QColor maskErrorColour(double px);

/// The key to the mask on show, in the corner of the canvas: where it comes from, how the drawn robot agrees
/// with it, and what the colours say.
class MaskLayer : public CanvasLayer {
public:
    explicit MaskLayer(Editor& editor) : m_editor(editor) {}
    void setView(MaskView view) { m_view = view; }
    /// The sentences of the key; empty when no mask is on show.
    QString caption() const;
    void paint(QPainter& painter, const Canvas& canvas) override;

private:
    Editor& m_editor;
    MaskView m_view = MaskView::None;
};

}  // namespace camframe
