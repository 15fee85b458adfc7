// SPDX-License-Identifier: Apache-2.0
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "app/commands/console.h"
#include "app/commands/options.h"
#include "app/commands/profile_begin.h"
#include "app/commands/profile_proof.h"
#include "app/commands/profile_wizard.h"
#include "app/commands/session.h"
#include "model/core/io/atomic_file.h"
#include "model/core/io/input_files.h"
#include "model/core/io/profiles/profile_search.h"
#include "model/core/io/profiles/profiled_reader.h"
#include "model/core/io/robot_layout.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct ProfileOptions {
    SessionRequest request;
    std::string what;  ///< NAME or FILE.
    fs::path out;
    fs::path proof;
    fs::path calibration;
    std::string camera;
    int episode = 0;
    bool withoutProof = false;
    WizardRequest wizard;
};

void printJson(const Json& json, std::ostream& out) {
    out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

Result<int> runList(const ProfileOptions& options, Shell& shell) {
    Json json{{"robots", Json::array()}, {"datasets", Json::array()}};
    TextTable robots({"robot profile", "arms", "notes"});
    for (const std::string& name : profileNames()) {
        const auto layout = readRobotLayout(name);
        if (!layout) return tl::unexpected(layout.error());
        std::vector<std::string> arms;
        for (const ArmLayout& arm : layout->arms)
            arms.push_back(
                fmt::format("{} {}{}", arm.name, arm.joints.size(), arm.gripperJoint.empty() ? "" : "+1"));
        robots.addRow({name, fmt::format("{}", fmt::join(arms, ", ")),
                       fmt::format("{}", fmt::join(layout->notes, "; "))});
        json["robots"].push_back({{"name", name}, {"arms", arms}, {"notes", layout->notes}});
    }
    TextTable datasets({"dataset profile", "robot", "what"});
    for (const DatasetProfile& profile : allDatasetProfiles(profileFolders(options.request.profilePaths))) {
        const std::string robot = profile.refuse.empty() ? profile.robot : "(refused)";
        datasets.addRow({profile.name, robot, profile.title});
        json["datasets"].push_back({{"name", profile.name},
                                    {"robot", profile.robot},
                                    {"title", profile.title},
                                    {"refuse", profile.refuse},
                                    {"file", profile.file.string()}});
    }
    if (shell.json) {
        printJson(json, shell.out);
        return 0;
    }
    robots.print(shell.out);
    shell.out << '\n';
    datasets.print(shell.out);
    return 0;
}

/// The text as it is stored: what one would copy to begin with.
Result<int> runShow(const ProfileOptions& options, Shell& shell) {
    const auto folders = profileFolders(options.request.profilePaths);
    if (const auto text = robotProfileText(options.what)) {
        shell.out << *text;
        return 0;
    }
    const auto profile = findDatasetProfile(options.what, folders);
    if (!profile) return tl::unexpected(profile.error());
    shell.out << datasetProfileToJson(*profile);
    return 0;
}

Result<int> runCheck(const ProfileOptions& options, Shell& shell) {
    const auto profile = findDatasetProfile(options.what, profileFolders(options.request.profilePaths));
    if (!profile) return tl::unexpected(profile.error());
    Json json{{"profile", profile->name}, {"good", true}, {"findings", Json::array()}};
    const auto finding = [&](std::string text) { json["findings"].push_back(std::move(text)); };
    if (profile->refuse.empty()) {
        const std::string robotName = options.request.robot.empty() ? profile->robot : options.request.robot;
        const auto layout = readRobotLayout(robotName);
        if (!layout) return tl::unexpected(layout.error());
        for (const ArmLayout& arm : layout->arms)
            if (std::ranges::find(profile->arms, arm.name, &ArmMapping::name) == profile->arms.end())
                finding(fmt::format("arm '{}' of robot '{}' is not mapped and keeps its default joints",
                                    arm.name, layout->name));
        const auto robot = loadRobot(robotName, shell.search, "", nullptr);
        if (!robot) finding("the robot cannot be drawn yet: " + robot.error().message);
        if (!options.request.dataset.empty()) {
            const auto look = lookAt(options.request, options.episode);
            if (!look) return tl::unexpected(look.error());
            std::vector<std::string> assumptions;
            const auto episode = applyDatasetProfile((*look)->episode, *profile, &*layout,
                                                     (*look)->dataset->folder(), &assumptions);
            if (!episode) return tl::unexpected(episode.error());
            if (const std::string why = whyNotMatching(*profile, (*look)->facts); !why.empty())
                finding("it is not taken for this dataset by itself: " + why);
            for (const CameraMapping& camera : profile->cameras)
                if (std::ranges::none_of((*look)->episode.cameras,
                                         [&](const RecordedCamera& c) { return sameKey(c.key, camera.key); }))
                    finding(fmt::format("the dataset has no camera '{}'", camera.key));
            for (const std::string& text : assumptions) finding("assumed: " + text);
            json["joints"] = episode->jointNames;
        }
    } else {
        finding("it refuses its datasets: " + profile->refuse);
    }
    if (shell.json) {
        printJson(json, shell.out);
        return 0;
    }
    shell.out << fmt::format("{}: sound\n", profile->name);
    for (const Json& text : json["findings"]) shell.out << "- " << text.get<std::string>() << '\n';
    return 0;
}

Result<int> runNew(const ProfileOptions& options, Shell& shell) {
    const auto look = lookAt(options.request, options.episode);
    if (!look) return tl::unexpected(look.error());
    const auto layout = readRobotLayout(options.request.robot);
    if (!layout) return tl::unexpected(layout.error());
    std::vector<std::string> remarks;
    const DatasetProfile profile =
        beginProfile(options.request, options.out.stem().string(), **look, *layout, remarks);
    if (profile.arms.empty())
        return inputError("{}: {}", options.request.dataset.string(), fmt::join(remarks, "; "));
    if (const auto written = writeFileAtomically(options.out, datasetProfileToJson(profile)); !written)
        return tl::unexpected(written.error());
    Json json{{"out", options.out.string()}, {"remarks", remarks}, {"proof", nullptr}};
    if (!options.withoutProof) {
        SessionRequest request = options.request;
        request.search = shell.search;
        request.profile = options.out.string();
        auto session = Session::open(request);
        if (!session) return tl::unexpected(session.error());
        const fs::path picture =
            options.proof.empty() ? fs::path(options.out).replace_extension(".png") : options.proof;
        const auto proof = proveProfile(*session, options.episode, options.calibration, options.camera,
                                        picture, shell.context);
        if (proof)
            json["proof"] = {{"picture", proof->picture.string()},
                             {"camera", proof->camera},
                             {"frames", proof->frames},
                             {"status", toString(proof->status)},
                             {"words", proof->words}};
        else if (proof.error().kind == ErrorKind::Stopped || proof.error().kind == ErrorKind::Usage)
            return tl::unexpected(proof.error());
        else
            json["proof"] = {{"picture", nullptr}, {"words", proof.error().message}};
    }
    if (shell.json) {
        printJson(json, shell.out);
        return 0;
    }
    shell.out << fmt::format("profile   {}\n", options.out.string());
    for (const std::string& remark : remarks) shell.out << fmt::format("assumed   {}\n", remark);
    if (const Json& proof = json["proof"]; !proof.is_null()) {
        if (!proof["picture"].is_null())
            shell.out << fmt::format(
                "proof     {} (camera {}, frames {}): {}\n", proof["picture"].get<std::string>(),
                proof["camera"].get<std::string>(), fmt::join(proof["frames"].get<std::vector<int>>(), ", "),
                proof["status"] == "failed"
                    ? "the camera was not found, so that this shows a guess and proves nothing; give another "
                      "--camera, --episode or --calibration"
                    : "look whether the robot lies on its picture");
        shell.out << fmt::format("          {}\n", proof["words"].get<std::string>());
    }
    return 0;
}

Json choicesJson(const std::vector<ConventionChoice>& choices) {
    Json json = Json::array();
    for (const ConventionChoice& choice : choices)
        json.push_back({{"what", choice.what},
                        {"chosen", choice.chosen},
                        {"runner_up", choice.runnerUp},
                        {"margin", choice.margin},
                        {"margin_unit", choice.inMetres ? "m" : "overlap"},
                        {"determined", choice.determined}});
    return json;
}

Json wizardJson(const WizardAnswer& answer) {
    Json json{{"camera", answer.camera}, {"remarks", answer.remarks}, {"words", answer.words()},
              {"ranked", Json::array()}, {"choices", Json::array()},  {"poses", Json::array()}};
    if (answer.joints) {
        for (const ConventionCandidate& one : answer.joints->ranked)
            json["ranked"].push_back({{"layout", one.joints.layout},
                                      {"columns", one.joints.columns},
                                      {"degrees", one.joints.degrees},
                                      {"signs", one.joints.signs},
                                      {"offsets", one.joints.offsets},
                                      {"gripper_inverted", one.joints.gripperInverted},
                                      {"extrinsics", one.extrinsics ? Json(one.extrinsics->words()) : Json()},
                                      {"score", one.score}});
        json["choices"] = choicesJson(answer.joints->choices);
    }
    for (const PoseFinding& finding : answer.poses)
        json["poses"].push_back(
            {{"arm", finding.arm},
             {"signals", finding.columns.signals},
             {"link", finding.link},
             {"convincing", finding.ranking.convincing},
             {finding.ranking.byPictures ? "overlap" : "distance_m", finding.ranking.ranked.front().score},
             {"choices", choicesJson(finding.ranking.choices)}});
    return json;
}

Result<int> runWizard(const ProfileOptions& options, Shell& shell) {
    WizardRequest request = options.wizard;
    request.recording = options.request;
    request.recording.search = shell.search;
    request.episode = options.episode;
    request.name = options.out.stem().string();
    request.camera = options.camera;
    if (!options.calibration.empty()) {
        const auto pose = readInitialPose(options.calibration);
        if (!pose) return tl::unexpected(pose.error());
        request.camFromBase = pose->camFromBase;
    }
    const auto answer = findConventions(request, shell.context);
    if (!answer) return tl::unexpected(answer.error());
    const std::vector<std::string>& remarks = answer->remarks;
    const std::vector<std::string> words = answer->words();
    if (!answer->convincing())
        return inputError("{}: {}", options.request.dataset.string(), fmt::join(words, " "));
    if (const auto written = writeFileAtomically(options.out, datasetProfileToJson(answer->profile));
        !written)
        return tl::unexpected(written.error());
    if (shell.json) {
        Json json = wizardJson(*answer);
        json["out"] = options.out.string();
        printJson(json, shell.out);
        return 0;
    }
    for (const std::string& remark : remarks) shell.out << fmt::format("assumed   {}\n", remark);
    if (!answer->camera.empty()) shell.out << fmt::format("camera    {}\n", answer->camera);
    for (const std::string& line : words) shell.out << "- " << line << '\n';
    shell.out << fmt::format("profile   {}\n", options.out.string());
    return 0;
}

}  // namespace

void addProfileCommand(CLI::App& app, Shell& shell) {
    auto options = std::make_shared<ProfileOptions>();
    CLI::App* command =
        app.add_subcommand("profile", "Profiles of robots and datasets: list, show, check, new, wizard");
    command->require_subcommand(1);
    const auto run = [options, &shell](CLI::App* sub, Result<int> (*work)(const ProfileOptions&, Shell&)) {
        addCommonOptions(*sub, shell);
        sub->callback([options, &shell, work] {
            shell.action = [options, &shell, work] { return work(*options, shell); };
        });
    };
    const auto addFolders = [options](CLI::App* sub) {
        sub->add_option("--profile-path", options->request.profilePaths,
                        "Folder of dataset profiles (repeatable; also CAMFRAME_PROFILE_PATH)")
            ->type_name("DIR")
            ->take_all()
            ->expected(1);
    };
    CLI::App* list = command->add_subcommand("list", "All profiles of robots and datasets");
    addFolders(list);
    run(list, runList);

    CLI::App* show =
        command->add_subcommand("show", "Print a profile, for reading or as a start of one's own");
    show->add_option("NAME", options->what, "Name of a robot or dataset profile, or a file")->required();
    addFolders(show);
    run(show, runShow);

    CLI::App* check = command->add_subcommand("check", "Explain what is wrong with a dataset profile");
    check->add_option("FILE", options->what, "Profile (*.json), or the name of one")->required();
    check->add_option("--dataset", options->request.dataset, "Try it on this dataset");
    check->add_option("--robot", options->request.robot, "Robot (default: the profile's)");
    check->add_option("--format", options->request.format, "Format of the dataset (default: detected)");
    check->add_option("--episode", options->episode, "Episode to try")->check(CLI::NonNegativeNumber);
    addFolders(check);
    run(check, runCheck);

    CLI::App* begin = command->add_subcommand("new", "Write a first dataset profile and draw what it means");
    begin->add_option("DATASET", options->request.dataset, "Folder or file of the dataset")->required();
    begin->add_option("--robot", options->request.robot, "Robot profile or URDF")->required();
    begin->add_option("--out", options->out, "Profile to write (*.json)")->required()->check(notEmpty);
    begin->add_option("--proof", options->proof, "Picture to write (default: beside the profile)");
    begin->add_flag("--no-proof", options->withoutProof, "Do not calibrate and draw");
    begin->add_option("--calibration", options->calibration,
                      "calibration.json whose pose to draw (default: one camera is calibrated)");
    begin->add_option("--camera", options->camera, "Camera to draw (default: the first that stands still)");
    begin->add_option("--episode", options->episode, "Episode to look at")->check(CLI::NonNegativeNumber);
    begin->add_option("--format", options->request.format, "Format of the dataset (default: detected)");
    addFolders(begin);
    run(begin, runNew);

    CLI::App* wizard = command->add_subcommand(
        "wizard",
        "Find out by pictures and kinematics what the columns mean: order, unit, signs, offsets, rotations");
    wizard->add_option("DATASET", options->request.dataset, "Folder or file of the dataset")->required();
    wizard->add_option("--robot", options->request.robot, "Robot profile or URDF")->required();
    wizard->add_option("--out", options->out, "Profile to write (*.json)")->required()->check(notEmpty);
    wizard->add_option("--profile", options->request.profile,
                       "Profile that names the signals (default: the one that fits, or a guess)");
    wizard->add_option("--camera", options->camera, "Camera (default: the first that stands still)");
    wizard->add_option("--episode", options->episode, "Episode to look at")->check(CLI::NonNegativeNumber);
    wizard->add_option("--format", options->request.format, "Format of the dataset (default: detected)");
    CLI::Option* numbers =
        wizard->add_option("--extrinsics", options->wizard.extrinsics,
                           "The camera's pose as shipped: 6, 7, 12 or 16 numbers, or a file of them");
    wizard->add_option("--calibration", options->calibration, "The camera's pose for sure (calibration.json)")
        ->excludes(numbers);
    wizard->add_flag(
        "--joints-known", options->wizard.jointsKnown,
        "The joints are right as the profile has them: only end-effector poses are asked for, by "
        "forward kinematics, without pictures");
    addFolders(wizard);
    run(wizard, runWizard);
}

}  // namespace camframe
