// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QPointer>
#include <QWidget>
#include <memory>

#include "views/editing/editor.h"

class QLabel;
class QStackedLayout;
class QToolButton;

namespace camframe {

/// The recording in space: robot, camera with its picture, path of the tool, base axes and floor grid.
///
/// The only Qt 3D code of the program (Qt 3D is deprecated upstream). Reads the editor's data, owns none of
/// it. Where no 3D drawing is to be had, a sentence says so and everything else works.
class SceneView : public QWidget {
    Q_OBJECT

public:
    explicit SceneView(Editor& editor, QWidget* parent = nullptr);
    ~SceneView() override;

    /// The plain picture of the current frame, for the camera's picture plane.
    void setPicture(const QImage& picture);
    bool isAvailable() const { return m_scene != nullptr; }

public slots:
    /// Looks from the recorded camera.
    void lookFromCamera();
    /// Looks at robot and camera from outside.
    void lookFromOutside();

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Scene;

    void start();
    void loadRobot();
    void updateFrame();
    /// The camera's motion, which its corrections change.
    void updateMotion();
    void updateCamera();
    void updatePath();
    void retranslate();

    Editor& m_editor;
    QStackedLayout* m_stack;
    QLabel* m_note;
    QWidget* m_page = nullptr;
    QToolButton* m_fromCamera;
    QToolButton* m_fromOutside;
    QImage m_picture;
    std::unique_ptr<Scene> m_scene;
    bool m_started = false;
    int m_loadSerial = 0;
};

}  // namespace camframe
