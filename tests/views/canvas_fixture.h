// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <QtTest/QTest>

#include "model/qt/undo/edit_camera_command.h"
#include "tests/views/settle.h"
#include "tests/views/tiny_recording.h"
#include "views/editing/editor.h"
#include "views/overlay/canvas.h"

namespace camframe::test {

/// A canvas at ten screen points per pixel over the tiny recording, posed, with an overlay to pick from; and
/// a mouse that is moved in pixels of the picture.
class CanvasFixture : public ::testing::Test {
protected:
    void SetUp() override {
        m_editor.setDocument(&m_document, &m_solver);
        pushPose(m_document, 0, EditAction::EnterPose, tinyPose());
        m_canvas.resize(640, 480);
        QImage image(64, 48, QImage::Format_RGB888);
        image.fill(Qt::gray);
        m_canvas.setImage(image);
        m_canvas.setZoom(10, {0, 0});
        m_canvas.panBy(-m_canvas.screenFromPixel({-0.5, -0.5}));
        m_canvas.setAttribute(Qt::WA_DontShowOnScreen);
        m_canvas.show();
        m_editor.setShownOverlay(shown());
    }

    std::shared_ptr<const OverlayPicture> shown() {
        OverlayRequest request;
        request.frame = m_editor.frame();
        request.camera = m_editor.state().intrinsics.camera;
        request.camFromBase = tinyPose();
        request.motion = m_document.motion(0);
        return FakeOverlay::answer(request);
    }
    QPoint at(double u, double v) const { return m_canvas.screenFromPixel({u, v}).toPoint(); }
    void press(double u, double v, Qt::MouseButton button = Qt::LeftButton) {
        QTest::mousePress(&m_canvas, button, Qt::NoModifier, at(u, v));
    }
    void move(double u, double v, Qt::MouseButton button = Qt::LeftButton,
              Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        const QPointF point = at(u, v);
        QMouseEvent event(QEvent::MouseMove, point, m_canvas.mapToGlobal(point), Qt::NoButton, button,
                          modifiers);
        QCoreApplication::sendEvent(&m_canvas, &event);
    }
    void release(double u, double v, Qt::MouseButton button = Qt::LeftButton) {
        QTest::mouseRelease(&m_canvas, button, Qt::NoModifier, at(u, v));
    }
    void click(double u, double v) {
        press(u, v);
        release(u, v);
        settle();
    }
    void settle() { test::settle(m_editor); }
    int steps() { return m_document.undoStack().count(); }

    ProjectDocument m_document{tinyRecording()};
    ShiftingSolver m_solver;
    Editor m_editor;
    Canvas m_canvas;
};

}  // namespace camframe::test
