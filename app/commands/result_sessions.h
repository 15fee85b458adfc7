// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/commands/results.h"
#include "app/commands/session.h"
#include "model/core/action_track.h"

namespace camframe {

/// Which results of a source a command is about.
struct ResultChoice {
    std::filesystem::path source;      ///< calibration.json, or the --out folder of calibrate.
    std::string episodes;              ///< As in --episodes; empty: all.
    std::vector<std::string> cameras;  ///< Empty: all.
};

/// The chosen results, ordered by episode and camera. None at all is an error that lists what there is.
Result<std::vector<StoredCalibration>> chooseResults(const ResultChoice& choice);

/// A result with its recording: everything that is needed to draw the robot as it says.
struct OpenedResult {
    const StoredCalibration* stored = nullptr;
    Session* session = nullptr;
    const LoadedEpisode* loaded = nullptr;
    const CameraStream* stream = nullptr;
    RobotMotion motion;                  ///< With the result's corrections.
    std::vector<ArmState> arms;          ///< Of `motion`.
    std::optional<RigidTransform> pose;  ///< The result's, or the guess of a failed one.
    bool guessed = false;

    const Calibration& calibration() const { return stored->calibration; }
    const Robot& robot() const { return *loaded->robot; }
};

/// Opens recordings as the results name them; the last recording and episode stay open, so results should
/// come ordered. Lifetime: what open() gave is good until the next call.
class ResultSessions {
public:
    /// @param given  Recording and robot, where those named in the results are not to be used.
    explicit ResultSessions(SessionRequest given) : m_given(std::move(given)) {}
    Result<OpenedResult> open(const StoredCalibration& stored);

private:
    SessionRequest m_given;
    std::optional<Session> m_session;
    std::map<std::string, std::string> m_key;
    std::optional<LoadedEpisode> m_loaded;
    int m_episode = -1;
};

}  // namespace camframe
