// SPDX-License-Identifier: Apache-2.0
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "app/commands/console.h"
#include "app/commands/session.h"
#include "app/commands/shell.h"
#include "model/core/log.h"

namespace camframe {

namespace {

using Json = nlohmann::ordered_json;

struct InfoOptions {
    SessionRequest request;
    int episode = 0;
};

Json describeCamera(const CameraStream& camera) {
    Json json{{"name", camera.name},
              {"width", camera.width},
              {"height", camera.height},
              {"K", nullptr},
              {"distortion", camera.distortion},
              {"frames", camera.frames.kind == FrameLocation::Kind::Video ? "video" : "images"},
              {"path", camera.frames.path.string()}};
    if (camera.k)
        for (int r = 0; r < 3; ++r)
            json["K"].push_back({(*camera.k)(r, 0), (*camera.k)(r, 1), (*camera.k)(r, 2)});
    return json;
}

Json describeRobot(const LoadedEpisode& loaded) {
    const RobotModel& model = loaded.robot->model;
    Json json{{"name", loaded.robot->name},
              {"urdf", loaded.robot->urdf.string()},
              {"base_link", model.links()[static_cast<size_t>(loaded.motion.baseLink)].name},
              {"tool_link", model.links()[static_cast<size_t>(loaded.motion.toolLink)].name},
              {"links", model.links().size()},
              {"arms", Json::array()},
              {"notes", loaded.robot->notes}};
    for (const Arm& arm : loaded.robot->arms) {
        std::vector<std::string> joints;
        for (const int joint : arm.joints) joints.push_back(model.joints()[static_cast<size_t>(joint)].name);
        Json gripper = nullptr;
        if (arm.gripperJoint >= 0) gripper = model.joints()[static_cast<size_t>(arm.gripperJoint)].name;
        json["arms"].push_back(
            {{"name", arm.name}, {"joints", joints}, {"gripper", gripper}, {"tcp", arm.tcpDefinition}});
    }
    json["valid_frames"] = std::count_if(loaded.motion.baseFromLink.begin(), loaded.motion.baseFromLink.end(),
                                         [](const auto& poses) { return !poses.empty(); });
    json["warnings"] = loaded.motion.warnings;
    return json;
}

void printForPeople(const Json& info, std::ostream& out) {
    const Json& episode = info["episode"];
    out << fmt::format("dataset   {} ({})\n", info["dataset"].get<std::string>(),
                       info["format"].get<std::string>());
    out << fmt::format("episodes  {}\n", info["episodes"].get<int>());
    out << fmt::format("episode   {}: {}, {} frames, {}\n", episode["index"].get<int>(),
                       episode["name"].get<std::string>(), episode["frames"].get<int>(),
                       episode["fps"].is_null()
                           ? std::string("separate poses (no frame rate)")
                           : fmt::format("{:.4g} frames/s", episode["fps"].get<double>()));
    if (episode["joints"].empty())
        out << fmt::format("joints    none; poses of link {}\n",
                           episode["end_effector_link"].get<std::string>());
    else
        out << fmt::format("joints    {}\n",
                           fmt::join(episode["joints"].get<std::vector<std::string>>(), ", "));
    TextTable table({"camera", "size", "fx", "fy", "cx", "cy", "frames"});
    for (const Json& camera : episode["cameras"]) {
        const auto entry = [&](size_t r, size_t c) {
            return camera["K"].is_null() ? std::string("unknown")
                                         : fmt::format("{:.2f}", camera["K"][r][c].get<double>());
        };
        table.addRow({camera["name"],
                      fmt::format("{}x{}", camera["width"].get<int>(), camera["height"].get<int>()),
                      entry(0, 0), entry(1, 1), entry(0, 2), entry(1, 2), camera["frames"]});
    }
    out << '\n';
    table.print(out);
    out << '\n';
    const Json& robot = info["robot"];
    if (robot.is_null()) return;
    out << fmt::format("robot     {}, {} links, base {}, tool {}\n", robot["name"].get<std::string>(),
                       robot["links"].get<int>(), robot["base_link"].get<std::string>(),
                       robot["tool_link"].get<std::string>());
    if (const std::string urdf = robot["urdf"]; !urdf.empty()) out << fmt::format("URDF      {}\n", urdf);
    for (const Json& arm : robot["arms"]) {
        out << fmt::format("arm       {}: {}; gripper {}\n", arm["name"].get<std::string>(),
                           fmt::join(arm["joints"].get<std::vector<std::string>>(), ", "),
                           arm["gripper"].is_null() ? "none" : arm["gripper"].get<std::string>());
        out << fmt::format("TCP       {}\n", arm["tcp"].get<std::string>());
    }
    for (const Json& note : robot["notes"]) out << fmt::format("note      {}\n", note.get<std::string>());
}

Result<int> runInfo(const InfoOptions& options, Shell& shell) {
    SessionRequest request = options.request;
    request.search = shell.search;
    Result<Session> session = Session::open(request);
    if (!session) return tl::unexpected(session.error());
    const Result<Episode> episode = session->reader().readEpisode(options.episode);
    if (!episode) return tl::unexpected(episode.error());

    Json info{{"dataset", session->reader().name()},
              {"format", session->reader().formatName()},
              {"episodes", session->reader().episodeCount()},
              {"episode",
               {{"index", options.episode},
                {"name", episode->name},
                {"frames", episode->frameCount},
                {"fps", nullptr},
                {"joints", episode->jointNames},
                {"end_effector_link", episode->endEffectorLink},
                {"end_effector_links", episode->endEffectorLinks},
                {"cameras", Json::array()}}},
              {"robot", nullptr}};
    if (episode->fps) info["episode"]["fps"] = *episode->fps;
    for (const CameraStream& camera : episode->cameras)
        info["episode"]["cameras"].push_back(describeCamera(camera));
    // A recording can be described without its robot: that is often what one wants to find out.
    const Result<LoadedEpisode> loaded = session->load(options.episode);
    if (loaded)
        info["robot"] = describeRobot(*loaded);
    else if (!request.robot.empty())
        return tl::unexpected(loaded.error());
    else
        log(LogLevel::Warning, loaded.error().message);

    if (shell.json)
        shell.out << info.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    else
        printForPeople(info, shell.out);
    return 0;
}

}  // namespace

void addInfoCommand(CLI::App& app, Shell& shell) {
    auto options = std::make_shared<InfoOptions>();
    CLI::App* command = app.add_subcommand("info", "Describe a recording: format, cameras, joints, robot");
    command->add_option("DATASET", options->request.dataset, "Folder or file of the recording")->required();
    command->add_option("--robot", options->request.robot, "Profile name or URDF (default: the recording's)");
    command->add_option("--tcp", options->request.tcp, "Tool centre point: LINK[:x,y,z,qw,qx,qy,qz]");
    command->add_option("--episode", options->episode, "Episode to describe")->check(CLI::NonNegativeNumber);
    addCommonOptions(*command, shell);
    command->callback(
        [options, &shell] { shell.action = [options, &shell] { return runInfo(*options, shell); }; });
}

}  // namespace camframe
