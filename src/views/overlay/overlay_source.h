// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QObject>
#include <QString>
#include <memory>
#include <optional>
#include <vector>

#include "model/core/camera_model.h"
#include "model/core/episode.h"
#include "model/core/image.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// What colours the drawn robot: one colour, one per link, or the distance.
enum class OverlayFill { Plain, Links, Depth };

/// How the window lays the drawn robot over a picture.
struct OverlayLook {
    bool visible = true;
    bool fill = true;
    bool outline = true;
    bool wireframe = false;
    OverlayFill paint = OverlayFill::Plain;
    double opacity = 0.45;  ///< Of the fill, 0..1.

    bool operator==(const OverlayLook&) const = default;
};

/// One picture to be drawn over.
struct OverlayRequest {
    quint64 serial = 0;
    int frame = 0;
    CameraModel camera;
    RigidTransform camFromBase = RigidTransform::Identity();
    OverlayLook look;
    std::shared_ptr<const ImageU8> picture;     ///< RGB, of the camera's size.
    std::shared_ptr<const RobotMotion> motion;  ///< ProjectDocument::motion(); valid in `frame`.
    std::optional<RigidTransform> other;        ///< A second pose to compare with.
};

/// The answer: the finished picture, and what lies under each pixel for picking.
struct OverlayPicture {
    quint64 serial = 0;
    int frame = 0;
    QImage image;
    QImage other;  ///< The same frame with the robot drawn by the second pose; null without one.
    CameraModel camera;
    RigidTransform camFromBase = RigidTransform::Identity();
    std::shared_ptr<const RobotMotion> motion;  ///< As requested.
    ImageU8 part;                               ///< 0 = no robot, else k for linkOfPart[k].
    ImageF depth;                               ///< Z in camera space (m), 0 = none.
    std::vector<int> linkOfPart;                ///< Index into RobotModel::links(); entry 0 is unused.
};

/// Draws the robot over pictures, away from the GUI thread. The program fills it with its renderer.
///
/// Only the newest request matters: an implementation may drop older ones that it has not begun.
class OverlaySource : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    virtual void request(const OverlayRequest& request) = 0;

signals:
    void ready(std::shared_ptr<const camframe::OverlayPicture> picture);
    void failed(const QString& message);
};

}  // namespace camframe
