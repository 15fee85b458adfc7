// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>

namespace Qt3DCore {
class QEntity;
class QTransform;
}  // namespace Qt3DCore
namespace Qt3DRender {
class QCamera;
}

namespace camframe {

// What stands in every scene, whatever was recorded.

inline const QColor toolColour(0xf3, 0xc3, 0x4b);  ///< Of the tool and its path.

/// @param eye  Who looks; one of the lights goes with it.
void addLights(Qt3DCore::QEntity* root, Qt3DRender::QCamera* eye);
/// The base's axes on a grid of 20 cm.
void addFloorAndAxes(Qt3DCore::QEntity* root);
/// A ball where the tool is. @return What moves it.
Qt3DCore::QTransform* addToolMarker(Qt3DCore::QEntity* root);

}  // namespace camframe
