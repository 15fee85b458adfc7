// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/editing/editor.h"
#include "views/overlay/canvas.h"

namespace camframe {

/// Draws the keypoints of the current frame: where each was seen, and a line to where the pose puts it; and
/// the way of the chosen one through the frames around.
class KeypointLayer : public CanvasLayer {
public:
    explicit KeypointLayer(const Editor& editor) : m_editor(editor) {}
    void paint(QPainter& painter, const Canvas& canvas) override;

private:
    void paintTrail(QPainter& painter, const Canvas& canvas);

    const Editor& m_editor;
};

}  // namespace camframe
