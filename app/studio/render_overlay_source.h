// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "render/renderer.h"
#include "render/robot_geometry.h"
#include "views/overlay/overlay_source.h"

namespace camframe {

/// Draws overlays with src/render on a thread of its own; works on the newest request only.
class RenderOverlaySource : public OverlaySource {
    Q_OBJECT

public:
    explicit RenderOverlaySource(std::shared_ptr<const RobotGeometry> geometry, QObject* parent = nullptr);
    ~RenderOverlaySource() override;
    void request(const OverlayRequest& request) override;

private:
    void work(const std::stop_token& stop);
    Result<std::shared_ptr<const OverlayPicture>> draw(Renderer& renderer,
                                                       const OverlayRequest& request) const;

    std::shared_ptr<const RobotGeometry> m_geometry;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::optional<OverlayRequest> m_next;
    std::jthread m_worker;  ///< Last member: ends before the others go.
};

}  // namespace camframe
