// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <memory>
#include <vector>

#include "views/editing/editor.h"
#include "views/overlay/canvas.h"

namespace camframe {

/// Where a link is seen in a drawn overlay.
struct SeenLink {
    int link = 0;
    Eigen::Vector2d middle{0, 0};  ///< Of its pixels.
    int pixels = 0;
};

/// The links that are seen, the largest first.
std::vector<SeenLink> seenLinks(const OverlayPicture& overlay);

/// The selected link tinted and named; the names of all links that are seen when it is on.
class LinkLayer : public CanvasLayer {
public:
    explicit LinkLayer(const Editor& editor) : m_editor(editor) {}
    void setNamesOn(bool on) { m_namesOn = on; }
    bool areNamesOn() const { return m_namesOn; }
    void paint(QPainter& painter, const Canvas& canvas) override;

private:
    void paintTint(QPainter& painter, const Canvas& canvas, const OverlayPicture& overlay, int link);

    const Editor& m_editor;
    bool m_namesOn = false;
    // The tint of one overlay and link, made once.
    std::weak_ptr<const OverlayPicture> m_tintOf;
    int m_tintLink = -1;
    QImage m_tint;
};

}  // namespace camframe
