// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/editing/editor.h"
#include "views/overlay/canvas.h"

namespace camframe {

/// The way of the tool in the picture, behind the current frame bright and before it pale, and the tool's
/// axes (x red, y green, z blue; 6 cm).
class PathLayer : public CanvasLayer {
public:
    explicit PathLayer(const Editor& editor) : m_editor(editor) {}
    void setOn(bool on) { m_on = on; }
    bool isOn() const { return m_on; }
    void paint(QPainter& painter, const Canvas& canvas) override;

private:
    const Editor& m_editor;
    bool m_on = false;
};

}  // namespace camframe
