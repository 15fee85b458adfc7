// SPDX-License-Identifier: Apache-2.0
#include "app/commands/result_sessions.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "model/core/io/input_files.h"

namespace camframe {

Result<std::vector<StoredCalibration>> chooseResults(const ResultChoice& choice) {
    Result<std::vector<StoredCalibration>> results = readResults(choice.source);
    if (!results) return results;
    if (!choice.episodes.empty()) {
        const int last = std::ranges::max(*results, {}, [](const auto& r) {
                             return r.calibration.episode;
                         }).calibration.episode;
        const Result<std::vector<int>> wanted = parseEpisodes(choice.episodes, last + 1);
        if (!wanted) return tl::unexpected(wanted.error());
        std::erase_if(*results, [&](const StoredCalibration& r) {
            return !std::ranges::binary_search(*wanted, r.calibration.episode);
        });
    }
    if (!choice.cameras.empty()) {
        std::set<std::string> names;
        for (const StoredCalibration& r : *results) names.insert("'" + r.calibration.cameraName + "'");
        for (const std::string& camera : choice.cameras)
            if (!names.contains("'" + camera + "'"))
                return makeError(ErrorKind::Usage, "{} has no camera '{}'; it has {}.",
                                 choice.source.string(), camera, fmt::join(names, ", "));
        std::erase_if(*results, [&](const StoredCalibration& r) {
            return std::ranges::find(choice.cameras, r.calibration.cameraName) == choice.cameras.end();
        });
    }
    if (results->empty())
        return makeError(ErrorKind::Usage, "{} has no result of the episodes {}.", choice.source.string(),
                         choice.episodes);
    return results;
}

Result<OpenedResult> ResultSessions::open(const StoredCalibration& stored) {
    const Calibration& calibration = stored.calibration;
    Result<SessionRequest> request = requestFromProvenance(calibration, stored.path.string(), m_given);
    if (!request) return tl::unexpected(request.error());
    if (const auto key = provenanceOf(*request); !m_session || key != m_key) {
        m_loaded.reset();
        m_session.reset();
        Result<Session> session = Session::open(std::move(*request));
        if (!session) return tl::unexpected(session.error());
        m_session.emplace(std::move(*session));
        m_key = key;
    }
    if (!m_loaded || m_episode != calibration.episode) {
        m_loaded.reset();
        Result<LoadedEpisode> loaded = m_session->load(calibration.episode);
        if (!loaded) return tl::unexpected(loaded.error());
        m_loaded.emplace(std::move(*loaded));
        m_episode = calibration.episode;
    }
    OpenedResult opened;
    opened.stored = &stored;
    opened.session = &*m_session;
    opened.loaded = &*m_loaded;
    const Result<const CameraStream*> stream = findCamera(m_loaded->episode, calibration.cameraName);
    if (!stream) return tl::unexpected(stream.error());
    opened.stream = *stream;
    const CameraModel& camera = calibration.camera;
    if (camera.width != opened.stream->width || camera.height != opened.stream->height)
        return inputError(
            "{} is for pictures of {}x{}, but camera '{}' of {} has {}x{}; give its own calibration.",
            stored.path.string(), camera.width, camera.height, calibration.cameraName,
            m_loaded->episode.folder.string(), opened.stream->width, opened.stream->height);
    Result<RobotMotion> motion = motionOf(*m_loaded, calibration);
    if (!motion) return tl::unexpected(motion.error());
    opened.motion = std::move(*motion);
    opened.arms = computeArmStates(*m_loaded->robot, m_loaded->episode, opened.motion);
    opened.guessed = !calibration.camFromBase;
    opened.pose = calibration.camFromBase ? calibration.camFromBase : calibration.camFromBaseGuess;
    return opened;
}

}  // namespace camframe
