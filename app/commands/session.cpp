// SPDX-License-Identifier: Apache-2.0
#include "app/commands/session.h"
#include "app/commands/options.h"

#include <fmt/ranges.h>

#include <fstream>
#include <regex>

#include "model/core/io/atomic_file.h"
#include "model/core/log.h"
#include "model/core/robot_correction.h"

namespace camframe {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    size_t begin = 0;
    while (begin < text.size()) {
        const size_t end = std::min(text.find(separator, begin), text.size());
        if (end > begin) parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

}  // namespace

void addRecordingOptions(CLI::App& command, SessionRequest& request, const std::string& robotDefault) {
    command.add_option("--robot", request.robot, "Profile name or URDF (default: " + robotDefault + ")");
    // Where --format means what is written, the recording's is --dataset-format.
    const char* format = command.get_option_no_throw("--format") ? "--dataset-format" : "--format";
    command.add_option(format, request.format, "Format of the dataset (default: detected)")->type_name("ID");
    command
        .add_option(
            "--profile", request.profile,
            "Dataset profile: name or *.json file (default: the one that fits; see 'camframe profile')")
        ->type_name("NAME|FILE");
    command
        .add_option("--profile-path", request.profilePaths,
                    "Folder of dataset profiles (repeatable; also CAMFRAME_PROFILE_PATH)")
        ->type_name("DIR")
        ->take_all()
        ->expected(1);
}

std::string absoluteText(const fs::path& path) {
    std::error_code error;
    const fs::path absolute = fs::weakly_canonical(path, error);
    return (error ? path : absolute).string();
}

std::map<std::string, std::string> provenanceOf(const SessionRequest& request) {
    std::map<std::string, std::string> inputs;
    inputs["dataset"] = absoluteText(request.dataset);
    std::error_code error;
    if (!request.robot.empty())
        inputs["robot"] =
            fs::is_regular_file(request.robot, error) ? absoluteText(request.robot) : request.robot;
    if (!request.format.empty()) inputs["format"] = request.format;
    if (!request.profile.empty())
        inputs["profile"] =
            fs::exists(request.profile, error) ? absoluteText(request.profile) : request.profile;
    if (!request.tcp.empty()) inputs["tcp"] = request.tcp;
    if (!request.ignoreLinks.empty()) inputs["ignore_links"] = request.ignoreLinks;
    std::vector<std::string> folders, packages, profiles;
    for (const fs::path& folder : request.profilePaths) profiles.push_back(absoluteText(folder));
    if (!profiles.empty()) inputs["profile_path"] = fmt::format("{}", fmt::join(profiles, ":"));
    for (const fs::path& folder : request.search.robotPaths) folders.push_back(absoluteText(folder));
    for (const auto& [name, folder] : request.search.packagePaths)
        packages.push_back(name + "=" + absoluteText(folder));
    if (!folders.empty()) inputs["robot_path"] = fmt::format("{}", fmt::join(folders, ":"));
    if (!packages.empty()) inputs["package"] = fmt::format("{}", fmt::join(packages, ":"));
    return inputs;
}

Result<SessionRequest> requestFromProvenance(const Calibration& calibration, const std::string& what,
                                             SessionRequest given) {
    const auto input = [&](const char* key) {
        const auto found = calibration.inputs.find(key);
        return found == calibration.inputs.end() ? std::string() : found->second;
    };
    // Another dataset may mean something else by the same columns.
    const bool sameDataset = given.dataset.empty() || absoluteText(given.dataset) == input("dataset");
    if (given.dataset.empty()) given.dataset = input("dataset");
    if (given.dataset.empty())
        return inputError("{}: provenance.inputs.dataset is missing; name the recording on the command line.",
                          what);
    // A tool centre point belongs to the robot it was stated for.
    if (given.robot.empty()) {
        given.robot = input("robot");
        if (given.tcp.empty()) given.tcp = input("tcp");
    }
    if (given.ignoreLinks.empty()) given.ignoreLinks = input("ignore_links");
    if (given.format.empty() && sameDataset) given.format = input("format");
    if (given.profile.empty() && sameDataset) given.profile = input("profile");
    for (const std::string& folder : split(input("profile_path"), ':'))
        given.profilePaths.emplace_back(folder);
    for (const std::string& folder : split(input("robot_path"), ':'))
        given.search.robotPaths.emplace_back(folder);
    for (const std::string& entry : split(input("package"), ':'))
        if (const size_t equals = entry.find('='); equals != std::string::npos)
            given.search.packagePaths.try_emplace(entry.substr(0, equals), entry.substr(equals + 1));
    return given;
}

Result<Session> Session::open(SessionRequest request) {
    try {
        const std::regex check(request.ignoreLinks);
    } catch (const std::regex_error&) {
        return makeError(ErrorKind::Usage, "--ignore-links '{}' is not a regular expression.",
                         request.ignoreLinks);
    }
    Result<std::unique_ptr<DatasetReader>> reader =
        openDataset(request.dataset, {request.format, request.profile, request.profilePaths, request.robot});
    if (!reader) return tl::unexpected(reader.error());
    // Later commands must understand the recording alike, whatever profiles they come with.
    if (request.profile.empty()) request.profile = (*reader)->understanding().profile;
    return Session(std::move(request), std::move(*reader));
}

Result<std::shared_ptr<const Robot>> Session::robotOf(const Episode& episode) {
    std::string name = m_request.robot;
    if (name.empty()) {
        name = episode.urdf ? episode.urdf->string() : episode.robotName;
        if (name.empty())
            return makeError(ErrorKind::Usage, "The recording {} names no robot; give it with --robot.",
                             episode.folder.string());
    }
    const std::string key = fmt::format("{}\n{}", name, fmt::join(episode.endEffectorLinks, "\n"));
    if (!m_robot || key != m_robotKey) {
        Result<Robot> robot = loadRobot(name, m_request.search, m_request.tcp, &episode);
        if (!robot) return tl::unexpected(robot.error());
        m_robot = std::make_shared<const Robot>(std::move(*robot));
        m_robotKey = key;
        m_geometry.reset();
    }
    return m_robot;
}

Result<LoadedEpisode> Session::load(int episodeIndex) {
    Result<Episode> episode = m_reader->readEpisode(episodeIndex);
    if (!episode) return tl::unexpected(episode.error());
    const Result<std::shared_ptr<const Robot>> robot = robotOf(*episode);
    if (!robot) return tl::unexpected(robot.error());
    applyJointAliases(**robot, *episode);
    // The tool is the robot's TCP link: a gripper joint that the recording lacks is then not on the way to
    // it.
    if (!(*robot)->arms.empty()) {
        const auto tcpLink = static_cast<size_t>((*robot)->arms[0].tcpLink);
        episode->endEffectorLinks.insert(episode->endEffectorLinks.begin(),
                                         (*robot)->model.links()[tcpLink].name);
    }
    Result<RobotMotion> motion = computeMotion((*robot)->model, *episode);
    if (!motion) return tl::unexpected(motion.error());
    for (const std::string& warning : motion->warnings)
        if (++m_warned[warning] == 1) log(LogLevel::Warning, warning);
    return LoadedEpisode{std::move(*episode), *robot, std::move(*motion)};
}

Result<std::shared_ptr<const RobotGeometry>> Session::geometry(const LoadedEpisode& loaded) {
    if (m_geometry && loaded.robot == m_robot) return m_geometry;
    RobotGeometry::Options options;
    if (!m_request.ignoreLinks.empty()) {
        const std::regex pattern(m_request.ignoreLinks);
        options.ignoreLink = [pattern](const std::string& link) { return std::regex_match(link, pattern); };
    }
    Result<RobotGeometry> built = RobotGeometry::build(loaded.robot->model, options);
    if (!built) return tl::unexpected(built.error());
    auto geometry = std::make_shared<const RobotGeometry>(std::move(*built));
    if (loaded.robot == m_robot) m_geometry = geometry;
    return geometry;
}

Result<RobotMotion> motionOf(const LoadedEpisode& loaded, const Calibration& calibration) {
    const Result<RobotCorrection> correction = correctionOf(loaded.robot->model, calibration);
    if (!correction) return tl::unexpected(correction.error());
    return correctedMotion(loaded.robot->model, loaded.motion, *correction);
}

Result<CameraModel> recordedCamera(const Episode& episode, const CameraStream& camera) {
    if (!camera.k)
        return inputError(
            "{}: the camera '{}' has no intrinsics (K is null); give them with --intrinsics FILE or "
            "--intrinsics fx,fy,cx,cy, or have them found with --intrinsics estimate.",
            episode.folder.string(), camera.name);
    return CameraModel::fromMatrix(*camera.k, camera.width, camera.height, camera.distortion,
                                   fmt::format("{}: K of camera '{}'", episode.folder.string(), camera.name));
}

Result<const CameraStream*> findCamera(const Episode& episode, const std::string& name) {
    if (const CameraStream* camera = episode.findCamera(name)) return camera;
    std::vector<std::string> names;
    for (const CameraStream& camera : episode.cameras) names.push_back("'" + camera.name + "'");
    return makeError(ErrorKind::Usage, "The recording {} has no camera '{}'; it has {}.",
                     episode.folder.string(), name, fmt::join(names, ", "));
}

Result<void> checkWritableFolder(const fs::path& folder) {
    // The folders that do not exist yet, outermost last: they are removed again, as the work may still fail.
    std::error_code error;
    std::vector<fs::path> made;
    for (fs::path path = fs::absolute(folder, error); !path.empty() && !fs::exists(path, error);
         path = path.parent_path())
        made.push_back(path);
    const fs::path probe = folder / ".camframe-write-test";
    const Result<void> written = writeFileAtomically(probe, std::string_view("x"));
    fs::remove(probe, error);
    for (const fs::path& path : made) fs::remove(path, error);
    if (!written)
        return makeError(
            ErrorKind::Output,
            "Cannot write into {}; choose another --out, or mend its permissions and free space.",
            folder.string());
    return {};
}

}  // namespace camframe
