// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "app/studio/recording_loader.h"
#include "render/renderer.h"
#include "views/overlay/still_source.h"

namespace camframe {

/// Decodes and draws small pictures on a thread of its own, with its own access to the recording's pictures.
class RenderStillSource : public StillSource {
    Q_OBJECT

public:
    explicit RenderStillSource(std::shared_ptr<OpenedRecording> opened, QObject* parent = nullptr);
    ~RenderStillSource() override;
    quint64 request(const StillRequest& request) override;
    void forget(quint64 serial) override;

private:
    void work(const std::stop_token& stop);
    Result<QImage> draw(const StillRequest& request);

    std::shared_ptr<OpenedRecording> m_opened;
    // Of the worker only.
    std::map<int, std::unique_ptr<FrameSource>> m_frames;  ///< By camera.
    std::unique_ptr<Renderer> m_renderer;

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<std::pair<quint64, StillRequest>> m_queue;
    quint64 m_lastSerial = 0;
    std::jthread m_worker;  ///< Last member: ends before the others go.
};

}  // namespace camframe
