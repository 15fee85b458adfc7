// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QPointer>
#include <QTimer>
#include <QWidget>
#include <map>
#include <memory>

#include "views/editing/editor.h"
#include "views/overlay/still_source.h"
#include "views/scene3d/camera_frustum.h"
#include "views/scene3d/view_point.h"

class QLabel;
class QStackedLayout;
class QToolButton;

namespace Qt3DCore {
class QEntity;
}

namespace camframe {

/// The recording in space: robot, all cameras with their pictures, how uncertain the place of the one on show
/// is, path of the tool, base axes and floor grid. A click on a link selects it everywhere.
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
    /// For the pictures of the other cameras; may be null.
    void setStills(StillSource* stills);
    bool isAvailable() const { return m_scene != nullptr; }
    /// The robot stands in the scene; its meshes are made ready in the background.
    bool isComplete() const;

public Q_SLOTS:
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
    void updateSelection();
    void look(const ViewPoint& from);
    /// Shifts who looks, so that the tool is in the middle.
    void followTool(const Eigen::Vector3d& tool);
    void addPicker(Qt3DCore::QEntity* entity, int link);
    void askForPictures();
    void retranslate();

    Editor& m_editor;
    QStackedLayout* m_stack;
    QLabel* m_note;
    QWidget* m_page = nullptr;
    QToolButton* m_fromCamera;
    QToolButton* m_fromOutside;
    QToolButton* m_follow;
    QLabel* m_remark;
    QImage m_picture;
    QPointer<StillSource> m_stills;
    std::map<quint64, int> m_asked;  ///< Serial to camera.
    QTimer m_pictureDelay;
    std::optional<PlaceUncertainty> m_uncertainty;
    QPointF m_pressed;
    bool m_posed = false;  ///< A pose of this recording has been seen.
    std::unique_ptr<Scene> m_scene;
    bool m_started = false;
    int m_loadSerial = 0;
};

}  // namespace camframe
