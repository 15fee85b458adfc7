// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/core/calibration.h"
#include "model/core/episode.h"
#include "model/core/io/robot_profile.h"
#include "model/core/result.h"
#include "render/renderer.h"

namespace CLI {
class App;
}

namespace camframe {

/// What a command is about: a recording and the robot in it.
struct SessionRequest {
    std::filesystem::path dataset;
    std::string robot;        ///< Profile name or URDF path; empty: what the recording or its profile names.
    std::string tcp;          ///< --tcp; empty: the profile's or recording's tool.
    std::string ignoreLinks;  ///< Regular expression that must match the whole link name; empty: none.
    RobotSearch search;
    std::string format;   ///< Of the dataset; empty: detected.
    std::string profile;  ///< Dataset profile, name or path; empty: the one that fits.
    std::vector<std::filesystem::path> profilePaths;  ///< --profile-path.
};

/// --robot, --format, --profile and --profile-path: how a command's recording is to be understood. A command
/// that has a --format of its own gets --dataset-format instead.
/// @param robotDefault  What happens without --robot, for the help.
void addRecordingOptions(CLI::App& command, SessionRequest& request, const std::string& robotDefault);

/// The request as provenance.inputs of calibration.json: paths are made absolute.
std::map<std::string, std::string> provenanceOf(const SessionRequest& request);

/// What a result was made from, so that later commands find its recording and robot. Fields set in `given`
/// (the command line) win; its search folders come first.
Result<SessionRequest> requestFromProvenance(const Calibration& calibration, const std::string& what,
                                             SessionRequest given);

/// One episode, its robot and the robot's motion in it.
struct LoadedEpisode {
    Episode episode;  ///< Joint names already translated by the robot's aliases.
    std::shared_ptr<const Robot> robot;
    RobotMotion motion;
};

/// An opened recording. Robots and their drawable meshes are kept between episodes that share them.
class Session {
public:
    static Result<Session> open(SessionRequest request);

    /// As given, with the dataset profile that was found to fit.
    const SessionRequest& request() const { return m_request; }
    DatasetReader& reader() { return *m_reader; }
    /// Warnings of the motion are logged once per distinct text.
    Result<LoadedEpisode> load(int episode);
    /// The meshes to draw `loaded.robot` with, without the ignored links.
    Result<std::shared_ptr<const RobotGeometry>> geometry(const LoadedEpisode& loaded);

private:
    Session(SessionRequest request, std::unique_ptr<DatasetReader> reader)
        : m_request(std::move(request)), m_reader(std::move(reader)) {}
    Result<std::shared_ptr<const Robot>> robotOf(const Episode& episode);

    SessionRequest m_request;
    std::unique_ptr<DatasetReader> m_reader;
    std::string m_robotKey;
    std::shared_ptr<const Robot> m_robot;
    std::shared_ptr<const RobotGeometry> m_geometry;  ///< Of m_robot; null until asked for.
    std::map<std::string, int> m_warned;
};

/// The episode with the corrections of a result applied to its motion: what is drawn and exported with it.
Result<RobotMotion> motionOf(const LoadedEpisode& loaded, const Calibration& calibration);

/// The camera as the recording describes it; a sentence naming --intrinsics when it does not know K.
Result<CameraModel> recordedCamera(const Episode& episode, const CameraStream& camera);

/// The camera of that name; the error lists the names there are.
Result<const CameraStream*> findCamera(const Episode& episode, const std::string& name);

/// The path as it is recorded in results: absolute, without links and dots where it exists.
std::string absoluteText(const std::filesystem::path& path);

/// Makes sure that files can be made in `folder` (which need not exist yet) and leaves nothing behind.
Result<void> checkWritableFolder(const std::filesystem::path& folder);

}  // namespace camframe
