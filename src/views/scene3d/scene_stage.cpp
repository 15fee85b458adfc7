// SPDX-License-Identifier: Apache-2.0
#include "views/scene3d/scene_stage.h"

#include <Qt3DCore/QEntity>
#include <Qt3DCore/QTransform>
#include <Qt3DExtras/QPhongMaterial>
#include <Qt3DExtras/QSphereMesh>
#include <Qt3DRender/QCamera>
#include <Qt3DRender/QDirectionalLight>
#include <Qt3DRender/QPointLight>
#include <array>

#include "views/scene3d/scene_entities.h"
#include "views/scene3d/scene_mesh.h"

namespace camframe {

namespace {
const QColor gridColour(0x4b, 0x4f, 0x58);
}  // namespace

void addLights(Qt3DCore::QEntity* root, Qt3DRender::QCamera* eye) {
    // One light travels with the eye, so that no side is ever black.
    auto* headlight = new Qt3DRender::QPointLight(eye);
    headlight->setIntensity(0.3F);
    eye->addComponent(headlight);
    const std::pair<QVector3D, float> lights[] = {{{-0.5F, -0.4F, -1}, 0.4F}, {{0.8F, 0.6F, 0.2F}, 0.15F}};
    for (const auto& [direction, intensity] : lights) {
        auto* entity = new Qt3DCore::QEntity(root);
        auto* light = new Qt3DRender::QDirectionalLight(entity);
        light->setWorldDirection(direction);
        light->setIntensity(intensity);
        entity->addComponent(light);
    }
}

void addFloorAndAxes(Qt3DCore::QEntity* root) {
    constexpr int cells = 10;
    constexpr double cell = 0.2;
    for (int i = -cells / 2; i <= cells / 2; ++i) {
        const double at = i * cell;
        const double end = cells * cell / 2;
        const double radius = i == 0 ? 0.003 : 0.002;
        addEntity(root, tubeMesh(std::array<Eigen::Vector3d, 2>{{{at, -end, 0}, {at, end, 0}}}, radius, 4),
                  gridColour);
        addEntity(root, tubeMesh(std::array<Eigen::Vector3d, 2>{{{-end, at, 0}, {end, at, 0}}}, radius, 4),
                  gridColour);
    }
    const QColor axisColours[] = {QColor(0xe0, 0x5a, 0x50), QColor(0x6c, 0xc0, 0x5f),
                                  QColor(0x5a, 0x8d, 0xe8)};
    for (int axis = 0; axis < 3; ++axis) {
        const std::array<Eigen::Vector3d, 2> ends{Eigen::Vector3d::Zero(),
                                                  Eigen::Vector3d(0.25 * Eigen::Vector3d::Unit(axis))};
        addEntity(root, tubeMesh(ends, 0.005), axisColours[axis]);
    }
}

Qt3DCore::QTransform* addToolMarker(Qt3DCore::QEntity* root) {
    auto* tool = new Qt3DCore::QEntity(root);
    auto* sphere = new Qt3DExtras::QSphereMesh(tool);
    sphere->setRadius(0.012F);
    auto* toolMaterial = new Qt3DExtras::QPhongMaterial(tool);
    toolMaterial->setAmbient(toolColour.darker(150));
    toolMaterial->setDiffuse(toolColour);
    auto* pose = new Qt3DCore::QTransform(tool);
    tool->addComponent(sphere);
    tool->addComponent(toolMaterial);
    tool->addComponent(pose);
    return pose;
}

}  // namespace camframe
