// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <optional>

#include "model/core/camera_model.h"
#include "model/core/rigid_transform.h"

namespace Qt3DCore {
class QEntity;
class QTransform;
}  // namespace Qt3DCore

namespace camframe {

class PictureTexture;

/// How uncertain the place of a camera is, as an ellipsoid.
struct PlaceUncertainty {
    Eigen::Matrix3d axes = Eigen::Matrix3d::Identity();  ///< Columns: directions in camera space.
    Eigen::Vector3d semiAxes{0, 0, 0};                   ///< Three standard deviations (m).
    double magnification = 1;  ///< By which it is drawn larger, so that it is seen: 1, 2, 5, 10 .. 1000.
};

/// @param covariance  Of a left perturbation of camFromBase in camera space (rad, m): to first order, the
///                    camera's centre moves by minus the translation, in its own axes.
PlaceUncertainty placeUncertainty(const Matrix6d& covariance);

/// A camera in the scene: four edges, the picture in its plane, and the ellipsoid of its place.
class CameraFrustum {
public:
    explicit CameraFrustum(Qt3DCore::QEntity* root);
    ~CameraFrustum();
    CameraFrustum(const CameraFrustum&) = delete;
    CameraFrustum& operator=(const CameraFrustum&) = delete;

    /// @param camFromBase  Nothing: the camera is not drawn.
    /// @param chosen       The camera on show; others are drawn paler and smaller.
    void update(const CameraModel& camera, const std::optional<RigidTransform>& camFromBase, bool chosen);
    void setUncertainty(const std::optional<PlaceUncertainty>& uncertainty);
    void setPicture(const QImage& picture);
    double depth() const { return m_depth; }

private:
    void rebuild(const CameraModel& camera);

    Qt3DCore::QEntity* m_root;
    Qt3DCore::QEntity* m_entity = nullptr;
    Qt3DCore::QTransform* m_pose = nullptr;
    Qt3DCore::QEntity* m_ellipsoid = nullptr;
    Qt3DCore::QTransform* m_ellipsoidPose = nullptr;
    PictureTexture* m_texture = nullptr;
    QImage m_picture;
    CameraModel m_camera;
    double m_depth = 0;
    bool m_chosen = false;
};

}  // namespace camframe
