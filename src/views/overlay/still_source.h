// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QObject>
#include <QString>
#include <memory>
#include <optional>

#include "model/core/camera_model.h"
#include "model/core/episode.h"
#include "model/core/rigid_transform.h"
#include "views/overlay/overlay_source.h"

namespace camframe {

/// A small picture of one frame, with the robot drawn over it where there is a pose.
struct StillRequest {
    int camera = 0;  ///< Of the recording.
    int frame = 0;
    int width = 320;     ///< Of the answer (px); its height keeps the shape. Never enlarged.
    CameraModel lens;    ///< Of the recorded picture.
    OverlayLook look{};  ///< `visible` false: the plain picture.
    std::optional<RigidTransform> camFromBase;
    std::shared_ptr<const RobotMotion> motion;
};

/// Makes small pictures away from the GUI thread, one after the other in the order of the requests. The
/// program fills it with its decoder and renderer.
class StillSource : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    /// @return  Number by which the answer is known. Every request is answered by ready() or failed(), unless
    ///          it is forgotten first.
    virtual quint64 request(const StillRequest& request) = 0;
    /// Nobody wants this answer any more.
    virtual void forget(quint64 serial) = 0;

Q_SIGNALS:
    void ready(quint64 serial, const QImage& image);
    void failed(quint64 serial, const QString& message);
};

}  // namespace camframe
