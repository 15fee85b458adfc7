// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <memory>

#include "model/qt/frame_loader.h"
#include "views/editing/editor.h"
#include "views/overlay/canvas.h"
#include "views/overlay/overlay_source.h"

namespace camframe {

/// Brings the current frame, with the robot drawn over it, onto the canvas.
///
/// The picture changes only when the new one is complete: while a frame is decoded or an overlay is drawn,
/// the old picture stays, so nothing flashes. An overlay that takes longer than a moment is no reason to
/// wait: then the plain frame comes first.
class FramePresenter : public QObject {
    Q_OBJECT

public:
    /// All must outlive the presenter.
    FramePresenter(Editor& editor, Canvas& canvas, QObject* parent = nullptr);

    /// @param loaders  One per camera of the document; empty when nothing is open.
    /// @param overlay  May be null: plain frames.
    /// @return         The loaders until now, which nobody asks any more.
    std::vector<std::unique_ptr<FrameLoader>> setSources(std::vector<std::unique_ptr<FrameLoader>> loaders,
                                                         OverlaySource* overlay);

    const OverlayLook& look() const { return m_look; }
    void setLook(const OverlayLook& look);
    /// A second pose, drawn on the left of a line that a person can move; nothing: one pose only. Forgotten
    /// with the camera.
    void setComparison(const std::optional<RigidTransform>& other);
    const std::optional<RigidTransform>& comparison() const { return m_comparison; }
    /// While on, the robot is drawn by its outline alone, so that a mask being drawn is seen.
    void setOutlineOnly(bool on);
    /// While on, the plain frame is shown instead of the drawn one.
    void setBlinking(bool on);
    /// While on, the pose to compare with is shown instead of the pose on show.
    void setAlternating(bool on);
    bool alternating() const { return m_alternating; }
    bool blinking() const { return m_blinking; }
    /// What is on the canvas is all that was asked for: no newer drawing is on its way.
    bool isSettled() const;
    /// Frame on the canvas, or -1.
    int shownFrame() const { return m_shownFrame; }
    /// The current frame without the drawn robot; null until it is decoded.
    QImage plainPicture() const;

Q_SIGNALS:
    /// The canvas shows this frame, with its overlay where there is one.
    void shown(int frame);
    void lookChanged();
    /// A frame, not always the current one, cannot be read.
    void frameFailed(int frame, const QString& message);
    /// The frame that should be on show cannot be read; the old picture stays and a message says why.
    void stuck();

private:
    void refresh();
    void showPlain();
    void showOverlay(const std::shared_ptr<const OverlayPicture>& picture);
    FrameLoader* loader() const;
    bool wantsOverlay() const;

    Editor& m_editor;
    Canvas& m_canvas;
    std::vector<std::unique_ptr<FrameLoader>> m_loaders;
    QPointer<OverlaySource> m_overlay;
    OverlayLook m_look;
    bool m_blinking = false;
    bool m_alternating = false;
    bool m_outlineOnly = false;
    std::optional<RigidTransform> m_comparison;
    quint64 m_serial = 0;
    quint64 m_lastForeignSerial = 0;  ///< Overlays up to this request show another camera.
    int m_lastFrame = 0;
    int m_shownFrame = -1;
    std::shared_ptr<const OverlayPicture> m_shownOverlay;
    QTimer m_patience;
};

}  // namespace camframe
