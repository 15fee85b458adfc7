// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "app/commands/session.h"
#include "model/qt/frame_loader.h"
#include "model/qt/recording.h"
#include "render/robot_geometry.h"

namespace camframe {

/// A recording ready for the window: data, drawable meshes, and the way to its pictures.
class OpenedRecording {
public:
    /// Opens a dataset and one of its episodes. Slow (meshes): meant for a worker thread.
    static Result<std::shared_ptr<OpenedRecording>> open(const SessionRequest& request, int episode);

    std::shared_ptr<const Recording> recording() const { return m_recording; }
    std::shared_ptr<const RobotGeometry> geometry() const { return m_geometry; }
    /// What it was opened with.
    const SessionRequest& request() const { return m_session.request(); }
    /// Opens the pictures of a camera. Thread safe.
    Result<std::unique_ptr<FrameSource>> openFrames(int camera);
    /// One loader per camera. The recording must be held by a shared pointer.
    static std::vector<std::unique_ptr<FrameLoader>> makeLoaders(
        const std::shared_ptr<OpenedRecording>& opened);

private:
    explicit OpenedRecording(Session session) : m_session(std::move(session)) {}

    std::mutex m_mutex;  ///< Guards m_session, which serves one thread at a time.
    Session m_session;
    std::shared_ptr<const Recording> m_recording;
    std::shared_ptr<const RobotGeometry> m_geometry;
};

}  // namespace camframe
