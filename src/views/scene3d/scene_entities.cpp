// SPDX-License-Identifier: Apache-2.0
#include "views/scene3d/scene_entities.h"

#include <Qt3DCore/QAttribute>
#include <Qt3DCore/QBuffer>
#include <Qt3DCore/QEntity>
#include <Qt3DCore/QGeometry>
#include <Qt3DExtras/QPhongMaterial>
#include <Qt3DRender/QGeometryRenderer>

namespace camframe {

QVector3D toQt(const Eigen::Vector3d& v) {
    return {static_cast<float>(v.x()), static_cast<float>(v.y()), static_cast<float>(v.z())};
}

QMatrix4x4 toQt(const Eigen::Affine3d& transform) {
    const Eigen::Matrix<float, 4, 4, Eigen::RowMajor> matrix = transform.matrix().cast<float>();
    return QMatrix4x4(matrix.data());
}

QMatrix4x4 toQt(const RigidTransform& transform) {
    return toQt(Eigen::Affine3d(transform.matrix()));
}

Qt3DRender::QGeometryRenderer* makeRenderer(const SceneMesh& mesh, Qt3DCore::QNode* parent) {
    auto* geometry = new Qt3DCore::QGeometry;
    auto* buffer = new Qt3DCore::QBuffer(geometry);
    buffer->setData(mesh.vertices);
    const auto addAttribute = [&](const QString& name, uint size, uint offset) {
        auto* attribute = new Qt3DCore::QAttribute(geometry);
        attribute->setName(name);
        attribute->setAttributeType(Qt3DCore::QAttribute::VertexAttribute);
        attribute->setVertexBaseType(Qt3DCore::QAttribute::Float);
        attribute->setVertexSize(size);
        attribute->setBuffer(buffer);
        attribute->setByteStride(SceneMesh::stride);
        attribute->setByteOffset(offset * sizeof(float));
        attribute->setCount(static_cast<uint>(mesh.vertexCount));
        geometry->addAttribute(attribute);
    };
    addAttribute(Qt3DCore::QAttribute::defaultPositionAttributeName(), 3, 0);
    addAttribute(Qt3DCore::QAttribute::defaultNormalAttributeName(), 3, 3);
    addAttribute(Qt3DCore::QAttribute::defaultTextureCoordinateAttributeName(), 2, 6);
    auto* renderer = new Qt3DRender::QGeometryRenderer(parent);
    renderer->setGeometry(geometry);
    renderer->setPrimitiveType(Qt3DRender::QGeometryRenderer::Triangles);
    renderer->setVertexCount(mesh.vertexCount);
    return renderer;
}

void setColour(Qt3DExtras::QPhongMaterial& material, const QColor& colour) {
    material.setAmbient(colour.darker(220));
    material.setDiffuse(colour);
}

Qt3DExtras::QPhongMaterial* makeMaterial(const QColor& colour, Qt3DCore::QNode* parent) {
    auto* material = new Qt3DExtras::QPhongMaterial(parent);
    setColour(*material, colour);
    material->setSpecular(QColor(40, 40, 40));
    material->setShininess(20);
    return material;
}

Qt3DCore::QEntity* addEntity(Qt3DCore::QEntity* parent, const SceneMesh& mesh, const QColor& colour) {
    auto* entity = new Qt3DCore::QEntity(parent);
    if (mesh.vertexCount == 0) return entity;
    entity->addComponent(makeRenderer(mesh, entity));
    entity->addComponent(makeMaterial(colour, entity));
    return entity;
}

}  // namespace camframe
