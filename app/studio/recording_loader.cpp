// SPDX-License-Identifier: Apache-2.0
#include "app/studio/recording_loader.h"

#include "app/review/review_files.h"

namespace camframe {

namespace {
/// Of decoded pictures, shared by the cameras of a recording.
constexpr size_t frameCacheBytes = size_t{768} << 20;
}  // namespace

bool sameSession(const SessionRequest& a, const SessionRequest& b) {
    return a.dataset == b.dataset && a.robot == b.robot && a.tcp == b.tcp && a.ignoreLinks == b.ignoreLinks &&
           a.format == b.format && a.profile == b.profile && a.profilePaths == b.profilePaths &&
           a.search.robotPaths == b.search.robotPaths && a.search.packagePaths == b.search.packagePaths;
}

Result<std::shared_ptr<OpenedRecording>> OpenedRecording::open(const SessionRequest& request, int episode) {
    auto session = Session::open(request);
    if (!session) return tl::unexpected(session.error());
    return load(std::make_shared<Shared>(std::move(*session)), episode);
}

Result<std::shared_ptr<OpenedRecording>> OpenedRecording::sibling(int episode) const {
    return load(m_shared, episode);
}

Result<std::shared_ptr<OpenedRecording>> OpenedRecording::load(const std::shared_ptr<Shared>& shared,
                                                               int episode) {
    const std::lock_guard lock(shared->mutex);
    std::shared_ptr<OpenedRecording> opened(new OpenedRecording);
    opened->m_shared = shared;
    const SessionRequest& request = shared->session.request();
    auto recording = readRecording(shared->session, episode);
    if (!recording) return tl::unexpected(recording.error());
    if ((*recording)->episode.cameras.empty() || (*recording)->episode.frameCount == 0) {
        return inputError("The recording {} has no camera with frames: there is nothing to show.",
                          request.dataset.string());
    }
    const LoadedEpisode loaded{{}, (*recording)->robot, {}};  // the geometry is the robot's alone
    auto geometry = shared->session.geometry(loaded);
    if (!geometry) return tl::unexpected(geometry.error());
    opened->m_episodeCount = shared->session.reader().episodeCount();
    opened->m_recording = std::move(*recording);
    opened->m_geometry = std::move(*geometry);
    return opened;
}

Result<std::unique_ptr<FrameSource>> OpenedRecording::openFrames(int camera) {
    const std::lock_guard lock(m_shared->mutex);
    const Episode& episode = m_recording->episode;
    return m_shared->session.reader().openFrames(episode, episode.cameras[static_cast<size_t>(camera)]);
}

std::vector<std::unique_ptr<FrameLoader>> OpenedRecording::makeLoaders(
    const std::shared_ptr<OpenedRecording>& opened) {
    std::vector<std::unique_ptr<FrameLoader>> loaders;
    const Episode& episode = opened->m_recording->episode;
    const int cameras = static_cast<int>(episode.cameras.size());
    for (int camera = 0; camera < cameras; ++camera) {
        loaders.push_back(std::make_unique<FrameLoader>(
            [opened, camera] { return opened->openFrames(camera); }, episode.frameCount,
            frameCacheBytes / static_cast<size_t>(cameras)));
    }
    return loaders;
}

}  // namespace camframe
