// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "app/studio/mask_shelf.h"
#include "render/renderer.h"
#include "render/robot_geometry.h"
#include "views/overlay/overlay_source.h"

namespace camframe {

/// Draws overlays with src/render on a thread of its own; works on the newest request only.
class RenderOverlaySource : public OverlaySource {
    Q_OBJECT

public:
    /// @param masks  Where masks that nobody drew come from; may be null.
    explicit RenderOverlaySource(std::shared_ptr<const RobotGeometry> geometry,
                                 std::shared_ptr<MaskShelf> masks = nullptr, QObject* parent = nullptr);
    ~RenderOverlaySource() override;
    void request(const OverlayRequest& request) override;

private:
    void work(const std::stop_token& stop);
    Result<std::shared_ptr<const OverlayPicture>> draw(Renderer& renderer,
                                                       const OverlayRequest& request) const;

    Result<FrameMask> findMask(const OverlayRequest& request, MaskOrigin& origin) const;

    std::shared_ptr<const RobotGeometry> m_geometry;
    std::shared_ptr<MaskShelf> m_masks;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::optional<OverlayRequest> m_next;
    std::jthread m_worker;  ///< Last member: ends before the others go.
};

}  // namespace camframe
