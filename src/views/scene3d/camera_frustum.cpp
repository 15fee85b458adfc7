// SPDX-License-Identifier: Apache-2.0
#include "views/scene3d/camera_frustum.h"

#include <Eigen/Eigenvalues>
#include <QPainter>
#include <Qt3DCore/QEntity>
#include <Qt3DCore/QTransform>
#include <Qt3DExtras/QPhongAlphaMaterial>
#include <Qt3DExtras/QSphereMesh>
#include <Qt3DExtras/QTextureMaterial>
#include <Qt3DRender/QGeometryRenderer>
#include <Qt3DRender/QPaintedTextureImage>
#include <Qt3DRender/QTexture>
#include <algorithm>
#include <array>
#include <cmath>

#include "views/scene3d/scene_entities.h"

namespace camframe {

namespace {

constexpr int maxTextureWidth = 640;
constexpr double sigmas = 3;
constexpr double leastSeen = 0.015;  ///< The longest semi-axis is drawn at least so long (m), ...
constexpr double magnifications[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};  ///< ... if one does it.
const QColor chosenColour(0x8e, 0xc7, 0xff), otherColour(0x6a, 0x72, 0x80), blank(0x1d, 0x1f, 0x23);
const QColor ellipsoidColour(0xff, 0x8c, 0x5a);

}  // namespace

/// The camera's picture as a texture.
class PictureTexture : public Qt3DRender::QPaintedTextureImage {
public:
    using QPaintedTextureImage::QPaintedTextureImage;
    void setPicture(const QImage& picture) {
        m_picture = picture.width() > maxTextureWidth ? picture.scaledToWidth(maxTextureWidth) : picture;
        if (m_picture.size() != size()) setSize(m_picture.size());
        update();
    }

protected:
    void paint(QPainter* painter) override { painter->drawImage(0, 0, m_picture); }

private:
    QImage m_picture;
};

PlaceUncertainty placeUncertainty(const Matrix6d& covariance) {
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(covariance.bottomRightCorner<3, 3>());
    PlaceUncertainty result;
    result.axes = solver.eigenvectors();
    result.semiAxes = sigmas * solver.eigenvalues().cwiseMax(0).cwiseSqrt();
    const double longest = result.semiAxes.maxCoeff();
    for (const double factor : magnifications) {
        result.magnification = factor;
        if (longest * factor >= leastSeen) break;
    }
    return result;
}

CameraFrustum::CameraFrustum(Qt3DCore::QEntity* root) : m_root(root) {}

CameraFrustum::~CameraFrustum() {
    delete m_entity;
}

void CameraFrustum::update(const CameraModel& camera, const std::optional<RigidTransform>& camFromBase,
                           bool chosen) {
    if (!camFromBase) {
        if (m_entity) m_entity->setEnabled(false);
        return;
    }
    const RigidTransform baseFromCam = camFromBase->inverse();
    // Rebuilt only when the lens changes; a drag moves the whole.
    const bool same = m_entity && camera.matrix() == m_camera.matrix() && camera.width == m_camera.width &&
                      chosen == m_chosen;
    if (!same) {
        m_chosen = chosen;
        m_depth = std::clamp((chosen ? 0.3 : 0.2) * baseFromCam.translation().norm(), 0.1, 0.5);
        rebuild(camera);
    }
    m_entity->setEnabled(true);
    m_pose->setMatrix(toQt(baseFromCam));
}

void CameraFrustum::rebuild(const CameraModel& camera) {
    delete m_entity;
    m_camera = camera;
    m_entity = new Qt3DCore::QEntity(m_root);
    m_pose = new Qt3DCore::QTransform(m_entity);
    m_entity->addComponent(m_pose);
    const QColor& colour = m_chosen ? chosenColour : otherColour;
    const auto corners = pictureCorners(camera, m_depth);
    const auto edge = [&](const Eigen::Vector3d& from, const Eigen::Vector3d& to) {
        addEntity(m_entity, tubeMesh(std::array<Eigen::Vector3d, 2>{from, to}, 0.003, 6), colour);
    };
    for (size_t i = 0; i < 4; ++i) {
        edge(Eigen::Vector3d::Zero(), corners[i]);
        edge(corners[i], corners[(i + 1) % 4]);
    }
    auto* plane = new Qt3DCore::QEntity(m_entity);
    auto* texture = new Qt3DRender::QTexture2D(plane);
    texture->setFormat(Qt3DRender::QAbstractTexture::RGBA8_UNorm);
    texture->setMinificationFilter(Qt3DRender::QAbstractTexture::Linear);
    texture->setMagnificationFilter(Qt3DRender::QAbstractTexture::Linear);
    m_texture = new PictureTexture(texture);
    // Qt 3D crashes on a texture image that has never been painted: fill it before it is added.
    if (m_picture.isNull()) {
        m_picture = QImage(4, 4, QImage::Format_RGB888);
        m_picture.fill(blank);
    }
    m_texture->setPicture(m_picture);
    texture->addTextureImage(m_texture);
    auto* material = new Qt3DExtras::QTextureMaterial(plane);
    material->setTexture(texture);
    plane->addComponent(makeRenderer(picturePlane(camera, m_depth), plane));
    plane->addComponent(material);

    m_ellipsoid = new Qt3DCore::QEntity(m_entity);
    auto* sphere = new Qt3DExtras::QSphereMesh(m_ellipsoid);
    sphere->setRadius(1);
    auto* glass = new Qt3DExtras::QPhongAlphaMaterial(m_ellipsoid);
    glass->setAmbient(ellipsoidColour.darker(150));
    glass->setDiffuse(ellipsoidColour);
    glass->setAlpha(0.55F);
    m_ellipsoidPose = new Qt3DCore::QTransform(m_ellipsoid);
    m_ellipsoid->addComponent(sphere);
    m_ellipsoid->addComponent(glass);
    m_ellipsoid->addComponent(m_ellipsoidPose);
    m_ellipsoid->setEnabled(false);
}

void CameraFrustum::setUncertainty(const std::optional<PlaceUncertainty>& uncertainty) {
    if (!m_ellipsoid) return;
    m_ellipsoid->setEnabled(uncertainty.has_value());
    if (!uncertainty) return;
    Eigen::Affine3d camFromSphere = Eigen::Affine3d::Identity();
    // Never thinner than the lines around it, or it would not be drawn at all.
    camFromSphere.linear() =
        uncertainty->axes * (uncertainty->magnification * uncertainty->semiAxes).cwiseMax(0.001).asDiagonal();
    m_ellipsoidPose->setMatrix(toQt(camFromSphere));
}

void CameraFrustum::setPicture(const QImage& picture) {
    if (picture.isNull()) return;
    m_picture = picture;
    if (m_texture) m_texture->setPicture(picture);
}

}  // namespace camframe
