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
#include "model/qt/camera_state.h"

namespace camframe {

/// What colours the drawn robot: one colour, one per link, or the distance.
enum class OverlayFill { Plain, Links, Depth };

/// How a frame's mask is shown.
enum class MaskView {
    None,
    Mask,        ///< The mask itself.
    Error,       ///< How far the drawn robot's outline lies from the mask's, by colour.
    Difference,  ///< What only one of them covers.
};

/// Where a mask comes from, the first that there is: drawn by a person, given as a file, made by the last
/// calibration.
enum class MaskOrigin { None, Drawn, Given, Made };

/// How the window lays the drawn robot over a picture.
struct OverlayLook {
    bool visible = true;
    bool fill = true;
    bool outline = true;
    bool wireframe = false;
    OverlayFill paint = OverlayFill::Plain;
    MaskView mask = MaskView::None;
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
    int cameraIndex = 0;
    std::shared_ptr<const FrameMask> drawnMask;  ///< Of the frame; may be null.
};

/// The frame's mask and how the drawn robot agrees with it, where a mask was asked for.
struct ShownMask {
    MaskOrigin origin = MaskOrigin::None;
    ImageU8 robot;         ///< Empty without one.
    double overlap = 0;    ///< Intersection over union outside ignored regions.
    double outlinePx = 0;  ///< Median distance of the drawn outline from the mask's (px).
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
    ShownMask mask;
    std::vector<int> linkOfPart;  ///< Index into RobotModel::links(); entry 0 is unused.
};

/// Draws the robot over pictures, away from the GUI thread. The program fills it with its renderer.
///
/// Only the newest request matters: an implementation may drop older ones that it has not begun.
class OverlaySource : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    virtual void request(const OverlayRequest& request) = 0;

Q_SIGNALS:
    void ready(std::shared_ptr<const camframe::OverlayPicture> picture);
    void failed(const QString& message);
};

}  // namespace camframe
