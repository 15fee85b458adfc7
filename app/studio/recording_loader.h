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

/// The same dataset and robot, whatever the episode.
bool sameSession(const SessionRequest& a, const SessionRequest& b);

/// A recording ready for the window: data, drawable meshes, and the way to its pictures.
class OpenedRecording {
public:
    /// Opens a dataset and one of its episodes. Slow (meshes): meant for a worker thread.
    static Result<std::shared_ptr<OpenedRecording>> open(const SessionRequest& request, int episode);
    /// Another episode of the same dataset; robot and meshes are shared, so this is quick. Thread safe.
    Result<std::shared_ptr<OpenedRecording>> sibling(int episode) const;

    std::shared_ptr<const Recording> recording() const { return m_recording; }
    std::shared_ptr<const RobotGeometry> geometry() const { return m_geometry; }
    /// What it was opened with.
    const SessionRequest& request() const { return m_shared->session.request(); }
    /// Opens the pictures of a camera. Thread safe.
    Result<std::unique_ptr<FrameSource>> openFrames(int camera);
    int episodeCount() const { return m_episodeCount; }
    /// One loader per camera. The recording must be held by a shared pointer.
    static std::vector<std::unique_ptr<FrameLoader>> makeLoaders(
        const std::shared_ptr<OpenedRecording>& opened);

private:
    /// What the episodes of a dataset share. The session serves one thread at a time.
    struct Shared {
        explicit Shared(Session opened) : session(std::move(opened)) {}
        std::mutex mutex;
        Session session;
    };

    static Result<std::shared_ptr<OpenedRecording>> load(const std::shared_ptr<Shared>& shared, int episode);

    std::shared_ptr<Shared> m_shared;
    int m_episodeCount = 1;  ///< Of the dataset.
    std::shared_ptr<const Recording> m_recording;
    std::shared_ptr<const RobotGeometry> m_geometry;
};

}  // namespace camframe
