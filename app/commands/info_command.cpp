// SPDX-License-Identifier: Apache-2.0
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "app/commands/console.h"
#include "app/commands/options.h"
#include "app/commands/session.h"
#include "model/core/log.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

namespace {

using Json = nlohmann::ordered_json;

struct InfoOptions {
    SessionRequest request;
    int episode = 0;
};

const char* frameKind(FrameLocation::Kind kind) {
    switch (kind) {
        case FrameLocation::Kind::ImagePattern:
            return "images";
        case FrameLocation::Kind::Video:
            return "video";
        case FrameLocation::Kind::Dataset:
            return "dataset";
    }
    return "";
}

Json describeCamera(const CameraStream& camera) {
    Json json{{"name", camera.name},
              {"width", camera.width},
              {"height", camera.height},
              {"K", nullptr},
              {"distortion", camera.distortion},
              {"frames", frameKind(camera.frames.kind)},
              {"path", camera.frames.path.string()},
              {"key", camera.frames.key},
              {"wrist", camera.wrist},
              {"K_source", camera.kSource},
              {"K_estimated", camera.kEstimated}};
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

/// What the dataset holds before a profile explains it.
Json describeStored(const RecordedEpisode& recorded) {
    Json json{{"signals", Json::array()},
              {"cameras", Json::array()},
              {"tasks", recorded.tasks},
              {"attributes", recorded.attributes},
              {"warnings", recorded.warnings}};
    for (const Signal& signal : recorded.signals)
        json["signals"].push_back(
            {{"key", signal.key}, {"columns", signal.values.cols()}, {"names", signal.names}});
    for (const RecordedCamera& camera : recorded.cameras)
        json["cameras"].push_back({{"key", camera.key},
                                   {"width", camera.width},
                                   {"height", camera.height},
                                   {"encoding", camera.encoding},
                                   {"depth", camera.hasDepth}});
    return json;
}

Json describeUnderstanding(const DatasetUnderstanding& understanding) {
    return {{"profile", understanding.profile},
            {"reason", understanding.reason},
            {"refusal", understanding.refusal},
            {"assumptions", understanding.assumptions},
            {"notes", understanding.notes}};
}

std::string intrinsicsSource(const Json& camera) {
    if (camera["K"].is_null()) return "-";
    const std::string source = camera["K_source"];
    if (source.empty()) return "the recording";
    return source + (camera["K_estimated"].get<bool>() ? " (estimated: the focal length is refined)" : "");
}

void printUnderstanding(const Json& info, std::ostream& out) {
    const Json& understood = info["understanding"];
    if (const std::string reason = understood["reason"]; !reason.empty()) {
        const std::string profile = understood["profile"];
        out << fmt::format("profile   {}: {}\n", profile.empty() ? "none" : profile, reason);
    }
    if (!info["stored"].is_null()) {
        for (const Json& signal : info["stored"]["signals"])
            out << fmt::format("signal    {}[{}]\n", signal["key"].get<std::string>(),
                               signal["columns"].get<int>());
        for (const Json& camera : info["stored"]["cameras"])
            out << fmt::format("stored    {}: {}x{}, {}{}\n", camera["key"].get<std::string>(),
                               camera["width"].get<int>(), camera["height"].get<int>(),
                               camera["encoding"].get<std::string>(),
                               camera["depth"].get<bool>() ? ", depth" : "");
        for (const Json& warning : info["stored"]["warnings"])
            out << fmt::format("odd       {}\n", warning.get<std::string>());
    }
    for (const Json& task : info["episode"]["tasks"])
        out << fmt::format("task      {}\n", task.get<std::string>());
    for (const Json& text : understood["assumptions"])
        out << fmt::format("assumed   {}\n", text.get<std::string>());
    for (const Json& text : understood["notes"])
        out << fmt::format("note      {}\n", text.get<std::string>());
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
    if (episode["joints"].empty() && episode["end_effector_link"].get<std::string>().empty())
        out << "joints    not understood\n";
    else if (episode["joints"].empty())
        out << fmt::format("joints    none; poses of link {}\n",
                           episode["end_effector_link"].get<std::string>());
    else
        out << fmt::format("joints    {}\n",
                           fmt::join(episode["joints"].get<std::vector<std::string>>(), ", "));
    printUnderstanding(info, out);
    TextTable table({"camera", "size", "fx", "fy", "cx", "cy", "frames", "K from"});
    for (const Json& camera : episode["cameras"]) {
        const auto entry = [&](size_t r, size_t c) {
            return camera["K"].is_null() ? std::string("unknown")
                                         : fmt::format("{:.2f}", camera["K"][r][c].get<double>());
        };
        table.addRow({camera["name"],
                      fmt::format("{}x{}", camera["width"].get<int>(), camera["height"].get<int>()),
                      entry(0, 0), entry(1, 1), entry(0, 2), entry(1, 2),
                      camera["wrist"].get<bool>() ? "on the wrist" : camera["frames"].get<std::string>(),
                      intrinsicsSource(camera)});
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
    Result<Episode> episode = session->reader().readEpisode(options.episode);
    RecordedDataset* const recorded = session->reader().recorded();
    const bool asStoredOnly = !episode && recorded != nullptr && options.request.profile.empty();
    if (!episode && !asStoredOnly) return tl::unexpected(episode.error());
    Json stored = nullptr;
    if (recorded != nullptr) {
        const Result<RecordedEpisode> asStored = recorded->readEpisode(options.episode);
        if (!asStored) return tl::unexpected(asStored.error());
        stored = describeStored(*asStored);
        if (asStoredOnly) {
            // What is stored can be described where it is not understood: one looks to write a profile.
            log(LogLevel::Warning, episode.error().message);
            episode = Episode{};
            episode->name = asStored->name;
            episode->tasks = asStored->tasks;
            episode->fps = asStored->fps;
            episode->frameCount = asStored->frameCount;
        }
    }
    Json info{{"dataset", session->reader().name()},
              {"format", session->reader().formatName()},
              {"episodes", session->reader().episodeCount()},
              {"episode",
               {{"index", options.episode},
                {"name", episode->name},
                {"frames", episode->frameCount},
                {"fps", nullptr},
                {"tasks", episode->tasks},
                {"grippers", Json::array()},
                {"joints", episode->jointNames},
                {"end_effector_link", episode->endEffectorLink},
                {"end_effector_links", episode->endEffectorLinks},
                {"cameras", Json::array()}}},
              {"understanding", describeUnderstanding(session->reader().understanding())},
              {"stored", std::move(stored)},
              {"robot", nullptr}};
    for (const GripperRecord& gripper : episode->grippers) info["episode"]["grippers"].push_back(gripper.arm);
    if (episode->fps) info["episode"]["fps"] = *episode->fps;
    for (const CameraStream& camera : episode->cameras)
        info["episode"]["cameras"].push_back(describeCamera(camera));
    // A recording can be described without its robot: that is often what one wants to find out.
    Result<LoadedEpisode> loaded = tl::unexpected(Error{});
    if (!asStoredOnly) loaded = session->load(options.episode);
    if (asStoredOnly)
        info["robot"] = nullptr;
    else if (loaded)
        info["robot"] = describeRobot(*loaded);
    else if (!request.robot.empty() && (episode->hasJoints() || !episode->endEffectorPoses.empty()))
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
    addRecordingOptions(*command, options->request, "the recording's");
    command->add_option("--tcp", options->request.tcp, "Tool centre point: LINK[:x,y,z,qw,qx,qy,qz]");
    command->add_option("--episode", options->episode, "Episode to describe")->check(CLI::NonNegativeNumber);
    addCommonOptions(*command, shell);
    command->callback(
        [options, &shell] { shell.action = [options, &shell] { return runInfo(*options, shell); }; });
}

}  // namespace camframe
