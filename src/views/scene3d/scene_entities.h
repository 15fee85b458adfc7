// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QMatrix4x4>
#include <QVector3D>

#include "model/core/rigid_transform.h"
#include "views/scene3d/scene_mesh.h"

namespace Qt3DCore {
class QEntity;
class QNode;
}  // namespace Qt3DCore
namespace Qt3DExtras {
class QPhongMaterial;
}
namespace Qt3DRender {
class QGeometryRenderer;
}

namespace camframe {

QVector3D toQt(const Eigen::Vector3d& v);
QMatrix4x4 toQt(const Eigen::Affine3d& transform);
QMatrix4x4 toQt(const RigidTransform& transform);

/// Owned by `parent`.
Qt3DRender::QGeometryRenderer* makeRenderer(const SceneMesh& mesh, Qt3DCore::QNode* parent);
Qt3DExtras::QPhongMaterial* makeMaterial(const QColor& colour, Qt3DCore::QNode* parent);
void setColour(Qt3DExtras::QPhongMaterial& material, const QColor& colour);
/// Owned by `parent`; draws nothing for an empty mesh.
Qt3DCore::QEntity* addEntity(Qt3DCore::QEntity* parent, const SceneMesh& mesh, const QColor& colour);

}  // namespace camframe
