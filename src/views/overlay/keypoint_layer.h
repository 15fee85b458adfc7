// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/editing/editor.h"
#include "views/overlay/canvas.h"

namespace camframe {

/// Draws the keypoints of the current frame: where each was seen, and a line to where the pose puts it.
class KeypointLayer : public CanvasLayer {
public:
    explicit KeypointLayer(const Editor& editor) : m_editor(editor) {}
    void paint(QPainter& painter, const Canvas& canvas) override;

private:
    const Editor& m_editor;
};

}  // namespace camframe
