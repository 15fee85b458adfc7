// SPDX-License-Identifier: Apache-2.0
#include "app/commands/verify/verification.h"

#include <algorithm>
#include <regex>

#include "app/commands/console.h"
#include "app/commands/labels/episode_labels.h"
#include "app/commands/verify/lerobot_check.h"
#include "model/core/io/calibration_file.h"

namespace camframe::verify {

namespace fs = std::filesystem;

namespace {

using CheckFunction = Result<void> (*)(const EpisodeCheck&);

CheckFunction checkOf(const std::string& format) {
    static const std::map<std::string, CheckFunction> checks = {{"hdf5", checkHdf5},
                                                                {"json", checkJson},
                                                                {"coco", checkCoco},
                                                                {"bop", checkBop},
                                                                {"masks", checkMasks},
                                                                {"depth", checkDepth},
                                                                {"droid", checkDroid},
                                                                {"ros", checkRos},
                                                                {"robotwin", checkRobotwin},
                                                                {"lerobot", checkLeRobot},
                                                                {"calibrations", checkCalibrations}};
    const auto found = checks.find(format);
    return found == checks.end() ? nullptr : found->second;
}

class Run {
public:
    Run(const VerifyOptions& options, ExportManifest manifest)
        : m_options(options), m_manifest(std::move(manifest)) {
        m_result.format = m_manifest.format;
    }

    Result<Verification> run(const RunContext& context) {
        std::map<int, std::vector<ExportedCamera>> episodes;
        std::vector<int> order;
        for (const ExportedCamera& line : m_manifest.cameras) {
            if (!episodes.contains(line.episode)) order.push_back(line.episode);
            episodes[line.episode].push_back(line);
        }
        m_result.comparison.at("manifest");
        m_result.comparison.require("manifest", m_manifest.complete, "the export was not finished");
        for (size_t i = 0; i < order.size(); ++i) {
            if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            context.report(static_cast<double>(i) / static_cast<double>(order.size()),
                           fmt::format("checking episode {}", order[i]));
            if (auto done = checkEpisode(episodes[order[i]]); !done) return tl::unexpected(done.error());
        }
        if (m_manifest.format == "coco")
            if (auto done = checkCocoJoined(m_options.folder, order, m_result.comparison); !done)
                return tl::unexpected(done.error());
        if (m_manifest.format == "droid")
            if (auto done = checkDroidJoined(m_options.folder, order, m_result.comparison); !done)
                return tl::unexpected(done.error());
        if (m_manifest.format == "lerobot")
            if (auto done = checkLeRobotWhole(m_options.folder, m_result.comparison); !done)
                return tl::unexpected(done.error());
        if (m_manifest.format == "bop" && m_drawer) {
            MaskChecks masks(*m_drawer, m_result.comparison, 0);
            if (auto done = checkBopModels(m_options.folder, *m_robot, masks, m_result.comparison); !done)
                return tl::unexpected(done.error());
        }
        return std::move(m_result);
    }

private:
    Result<void> checkEpisode(const std::vector<ExportedCamera>& lines) {
        std::vector<std::pair<ExportedCamera, Calibration>> cameras;
        for (const ExportedCamera& line : lines) {
            const fs::path file = m_options.calibrations.empty()
                                      ? fs::path(line.calibrationPath)
                                      : calibrationPath(m_options.calibrations, line.episode, line.camera);
            Result<Calibration> calibration = readCalibration(file);
            if (!calibration)
                return inputError("{} Name the folder that holds the calibrations with --calibrations.",
                                  calibration.error().message);
            m_result.comparison.at(fmt::format("episode {} camera {}", line.episode, line.camera));
            m_result.comparison.require(
                "calibration id",
                calibrationId(*calibration) == line.calibrationId && calibration->episode == line.episode &&
                    calibration->cameraName == line.camera && calibration->status == line.status,
                "the export was made from another calibration than " + file.string());
            cameras.emplace_back(line, std::move(*calibration));
        }
        if (auto opened = openSession(cameras.front().second, cameras.front().first.calibrationPath); !opened)
            return opened;
        const Result<LoadedEpisode> loaded = m_session->load(lines.front().episode);
        if (!loaded) return tl::unexpected(loaded.error());
        if (loaded->robot != m_robot) {
            m_robot = loaded->robot;
            m_drawer.emplace(*m_robot, ignoredLinks());
        }
        Result<ExpectedEpisode> expected = expectedEpisode(loaded->episode, *m_robot, cameras);
        if (!expected) return tl::unexpected(expected.error());
        checkManifest(*expected);
        MaskChecks masks(*m_drawer, m_result.comparison, m_options.redrawnFrames);
        ++m_result.episodes;
        m_result.cameras += expected->cameras.size();
        std::error_code error;
        const bool ofLeRobot = fs::exists(m_session->request().dataset / "meta" / "info.json", error);
        const EpisodeCheck check{
            m_options.folder, m_manifest.options, *expected, m_result.comparison, masks, ofLeRobot, m_posed};
        for (const ExpectedCamera& camera : expected->cameras)
            if (camera.calibration.camFromBase) m_posed.insert(camera.calibration.cameraName);
        return checkOf(m_manifest.format)(check);
    }

    void checkManifest(const ExpectedEpisode& expected) {
        if (m_manifest.format == "calibrations") return;  // says nothing of frames
        for (const ExpectedCamera& camera : expected.cameras) {
            m_result.comparison.at(
                fmt::format("episode {} camera {}", expected.index, camera.calibration.cameraName));
            size_t valid = 0;
            for (const int frame : camera.frames) valid += !camera.tcp.empty() && camera.valid(0, frame);
            m_result.comparison.require(
                "manifest", camera.line.frames == camera.frames.size() && camera.line.validFrames == valid,
                fmt::format("{} frames, {} valid instead of {}, {}", camera.line.frames,
                            camera.line.validFrames, camera.frames.size(), valid));
        }
    }

    Result<void> openSession(const Calibration& calibration, const std::string& what) {
        Result<SessionRequest> request = requestFromProvenance(calibration, what, m_options.given);
        if (!request) return tl::unexpected(request.error());
        if (auto key = provenanceOf(*request); !m_session || key != m_key) {
            Result<Session> session = Session::open(std::move(*request));
            if (!session) return tl::unexpected(session.error());
            m_session.emplace(std::move(*session));
            m_key = std::move(key);
        }
        return {};
    }

    std::function<bool(const std::string&)> ignoredLinks() const {
        const std::string& pattern = m_session->request().ignoreLinks;
        if (pattern.empty()) return {};
        return [expression = std::regex(pattern)](const std::string& link) {
            return std::regex_match(link, expression);
        };
    }

    const VerifyOptions& m_options;
    ExportManifest m_manifest;
    Verification m_result;
    std::optional<Session> m_session;
    std::map<std::string, std::string> m_key;
    std::shared_ptr<const Robot> m_robot;
    std::optional<RayDrawer> m_drawer;
    std::set<std::string> m_posed;  ///< See EpisodeCheck::earlierCameras.
};

}  // namespace

bool canVerify(const std::string& format) {
    return checkOf(format) != nullptr;
}

Result<Verification> verifyExport(const VerifyOptions& options, const RunContext& context) {
    Result<ExportManifest> manifest = readManifest(options.folder);
    if (!manifest) return tl::unexpected(manifest.error());
    if (!canVerify(manifest->format))
        return inputError("{}: no export of format '{}' is known; name a folder of 'camframe export'.",
                          manifestPath(options.folder).string(), manifest->format);
    return Run(options, std::move(*manifest)).run(context);
}

}  // namespace camframe::verify
