// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCursor>
#include <QObject>
#include <QPointer>

#include "views/overlay/canvas.h"

namespace camframe {

/// The mouse over the canvas.
struct CanvasMouse {
    Eigen::Vector2d pixel{0, 0};  ///< In the picture; may lie outside it.
    QPointF screen;
    Qt::MouseButton button = Qt::NoButton;  ///< The one that went down or up.
    Qt::MouseButtons buttons;               ///< Those that are down now.
    Qt::KeyboardModifiers modifiers;
};

/// One way for the pointer to work on the picture. Each interaction is one subclass; the canvas knows none.
class CanvasTool : public QObject, public CanvasLayer {
    Q_OBJECT

public:
    using QObject::QObject;

    void activate(Canvas* canvas);
    void deactivate();

    virtual QCursor cursor() const { return Qt::ArrowCursor; }
    /// One line that says what the mouse does now.
    virtual QString hint() const = 0;
    /// The mouse belongs to the tool here, whatever lies on the canvas.
    virtual bool claims(const QPointF& /*screen*/) const { return false; }
    /// The key goes to keyPress() instead of to an action.
    virtual bool takesKey(const QKeyEvent&) const { return false; }
    virtual void keyPress(const QKeyEvent&) {}
    virtual void mousePress(const CanvasMouse&) {}
    virtual void mouseMove(const CanvasMouse&) {}
    virtual void mouseRelease(const CanvasMouse&) {}
    /// @return  False to let the canvas zoom.
    virtual bool wheel(const CanvasMouse&, double /*notches*/) { return false; }
    /// Gives up the gesture in progress, leaving the data as before it. False when there is none.
    virtual bool cancel() { return false; }
    void paint(QPainter&, const Canvas&) override {}

Q_SIGNALS:
    void hintChanged();

protected:
    void repaint();
    Canvas* canvas() const { return m_canvas; }

private:
    QPointer<Canvas> m_canvas;
};

}  // namespace camframe
