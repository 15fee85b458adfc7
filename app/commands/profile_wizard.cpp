// SPDX-License-Identifier: Apache-2.0
#include "app/commands/profile_wizard.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "app/commands/profile_begin.h"
#include "calib/conventions/colour_order.h"
#include "model/core/io/atomic_file.h"
#include "model/core/io/profiles/profiled_reader.h"
#include "model/core/io/profiles/signal_values.h"

namespace camframe {

namespace {

/// The arms of the robot that the profile maps.
std::vector<ConventionArm> armsOf(const Robot& robot, const DatasetProfile& profile) {
    std::vector<ConventionArm> out;
    for (const ArmMapping& mapping : profile.arms) {
        auto found = std::ranges::find(robot.arms, mapping.name, &Arm::name);
        if (found == robot.arms.end() && robot.arms.size() == 1) found = robot.arms.begin();
        if (found == robot.arms.end()) continue;
        out.push_back({found->joints, found->gripperJoint, found->gripperOpen, found->gripperClosed});
    }
    return out;
}

/// Where the columns of the table lie in the recording.
struct Columns {
    Eigen::MatrixXd stored;
    SignalColumns joints;       ///< The signals, all columns.
    bool gripperApart = false;  ///< The last column is the gripper's own signal.
};

Result<Columns> columnsOf(const RecordedEpisode& recorded, const DatasetProfile& profile, size_t joints) {
    Columns out;
    for (const ArmMapping& arm : profile.arms) {
        if (!arm.joints)
            return inputError("Profile '{}' names no joints; write 'joints' with their signals first.",
                              profile.name);
        for (const std::string& signal : arm.joints->columns.signals)
            if (std::ranges::find(out.joints.signals, signal) == out.joints.signals.end())
                out.joints.signals.push_back(signal);
    }
    auto stored =
        selectColumns(recorded, out.joints, fmt::format("Profile '{}': field 'joints'", profile.name));
    if (!stored) return tl::unexpected(stored.error());
    out.stored = std::move(*stored);
    const auto& gripper = profile.arms.front().gripper;
    if (profile.arms.size() == 1 && out.stored.cols() == static_cast<Eigen::Index>(joints) && gripper &&
        !gripper->signal.empty()) {
        SignalColumns one;
        one.signals = {gripper->signal};
        one.indices = {gripper->column};
        const auto values =
            selectColumns(recorded, one, fmt::format("Profile '{}': field 'gripper'", profile.name));
        if (!values) return tl::unexpected(values.error());
        out.stored.conservativeResize(Eigen::NoChange, out.stored.cols() + 1);
        out.stored.rightCols<1>() = values->col(0);
        out.gripperApart = true;
    }
    return out;
}

Result<const CameraStream*> cameraToDraw(const Episode& episode, const std::string& name) {
    for (const CameraStream& camera : episode.cameras) {
        if (!name.empty() ? camera.name != name && camera.frames.key != name : camera.wrist || !camera.k)
            continue;
        if (!camera.k)
            return inputError(
                "The intrinsics of camera '{}' are unknown, and nothing can be drawn without; add "
                "'intrinsics' to the profile.",
                camera.name);
        return &camera;
    }
    return inputError(
        "{}: no camera {}; choose another with --camera, or add 'intrinsics' to the profile.", episode.name,
        name.empty() ? std::string("stands still and has known intrinsics") : "is called '" + name + "'");
}

/// Puts a reading of the joints into the profile.
void store(const JointConvention& joints, const Columns& columns, DatasetProfile& profile) {
    const size_t perArm = joints.columns.size() / profile.arms.size();
    for (size_t a = 0; a < profile.arms.size(); ++a) {
        ArmMapping& arm = profile.arms[a];
        const auto first = static_cast<std::ptrdiff_t>(a * perArm),
                   last = first + static_cast<std::ptrdiff_t>(perArm);
        arm.joints->columns = columns.joints;
        arm.joints->columns.indices.assign(joints.columns.begin() + first, joints.columns.begin() + last);
        arm.joints->unit = joints.degrees ? ValueUnit::Degrees : ValueUnit::Radians;
        arm.joints->signs.assign(joints.signs.begin() + first, joints.signs.begin() + last);
        arm.joints->offsets.assign(joints.offsets.begin() + first, joints.offsets.begin() + last);
        const int column = joints.gripperColumns[a];
        if (column < 0) continue;
        if (!arm.gripper) arm.gripper.emplace();
        if (!columns.gripperApart) {
            arm.gripper->signal = columns.joints.signals.front();
            arm.gripper->column = column;
        }
        const double low = columns.stored.col(column).minCoeff(),
                     high = columns.stored.col(column).maxCoeff();
        if (high > low) {
            arm.gripper->open = joints.gripperInverted ? low : high;
            arm.gripper->closed = joints.gripperInverted ? high : low;
        }
    }
}

/// Everything that the questions have in common.
struct Wizard {
    const WizardRequest& request;
    const RunContext& context;
    const FirstLook& look;
    const RobotLayout& layout;
    const Robot& robot;
    std::shared_ptr<const RobotGeometry> geometry = {};
    std::unique_ptr<FrameSource> frames = {};  ///< Of the camera.
    std::string cameraKey = {};

    /// The camera, what changes in its pictures, and where it is said to stand.
    /// @param stored  Rows without a number that is not finite are left out.
    Result<ConventionProblem> problem(const DatasetProfile& profile, const Eigen::MatrixXd& stored,
                                      std::string& cameraName) {
        ConventionProblem out;
        out.robot = &robot.model;
        const int base = robot.model.findLink(profile.baseLink);
        out.baseLink = base >= 0 ? base : robot.model.rootLink();
        out.stored = stored;
        // Cameras only: what the columns mean is in question.
        DatasetProfile camerasOnly = profile;
        camerasOnly.arms.clear();
        camerasOnly.stride = 1;
        RecordedDataset& dataset = *look.dataset;
        const auto episode =
            applyDatasetProfile(look.episode, camerasOnly, nullptr, dataset.folder(), nullptr);
        if (!episode) return tl::unexpected(episode.error());
        const auto stream = cameraToDraw(*episode, request.camera);
        if (!stream) return tl::unexpected(stream.error());
        cameraName = (*stream)->name;
        const auto camera = CameraModel::fromMatrix(*(*stream)->k, (*stream)->width, (*stream)->height,
                                                    (*stream)->distortion, "K of camera " + (*stream)->name);
        if (!camera) return tl::unexpected(camera.error());
        out.camera = camera->withoutDistortion();
        if (!request.extrinsics.empty()) {
            auto numbers = parseExtrinsics(request.extrinsics);
            if (!numbers) return tl::unexpected(numbers.error());
            out.extrinsics = std::move(*numbers);
        }
        out.camFromBase = request.camFromBase;
        auto built = RobotGeometry::build(robot.model, {});
        if (!built) return tl::unexpected(built.error());
        geometry = std::make_shared<const RobotGeometry>(std::move(*built));
        out.geometry = geometry.get();
        out.threads = context.threads;
        cameraKey = (*stream)->frames.key;
        auto source = dataset.openFrames(look.episode.index, cameraKey);
        if (!source) return tl::unexpected(source.error());
        frames = std::move(*source);
        auto observed = changedPixels(*frames, look.episode.frameCount, out.camera, context);
        if (!observed) return tl::unexpected(observed.error());
        std::erase_if(*observed,
                      [&](const ObservedFrame& frame) { return !stored.row(frame.frame).allFinite(); });
        out.observed = std::move(*observed);
        return out;
    }

    /// What the joints mean, by the pictures; then what the poses beside them mean, by the joints.
    Result<void> askJoints(WizardAnswer& answer) {
        DatasetProfile& profile = answer.profile;
        const std::vector<ConventionArm> arms = armsOf(robot, profile);
        if (arms.empty())
            return inputError("Robot '{}' has none of the arms of profile '{}'; choose another --robot.",
                              robot.name, profile.name);
        const auto columns = columnsOf(look.episode, profile, arms.front().joints.size());
        if (!columns) return tl::unexpected(columns.error());
        auto asked = problem(profile, columns->stored, answer.camera);
        if (!asked) return tl::unexpected(asked.error());
        asked->arms = arms;
        auto ranking = rankConventions(*asked, context);
        if (!ranking) return tl::unexpected(ranking.error());
        answer.joints = std::move(*ranking);
        if (!answer.joints->convincing) return {};
        if (auto done = askColours(*asked, answer); !done) return done;
        for (const std::string& line : explain(*answer.joints))
            profile.notes.push_back("convention wizard: " + line);
        const JointConvention usual = settled(*answer.joints);
        const JointConvention& best = answer.joints->ranked.front().joints;
        DatasetProfile asBest = profile;
        store(usual, *columns, profile);
        store(best, *columns, asBest);
        if (auto done = askPoses(answer); !done) return done;
        if (usual == best || std::ranges::any_of(answer.poses, believed)) return {};
        // What the pictures leave open, recorded poses may settle.
        WizardAnswer other = answer;
        other.profile = std::move(asBest);
        if (auto done = askPoses(other); !done) return done;
        if (!std::ranges::any_of(other.poses, believed)) return {};
        other.profile.notes.emplace_back(
            "convention wizard: joints that the pictures leave open are as in the best reading, with which "
            "the "
            "recorded end-effector poses agree");
        answer = std::move(other);
        return {};
    }

    /// Which of the colours is red, by the robot as the best reading moves it.
    Result<void> askColours(const ConventionProblem& problem, WizardAnswer& answer) const {
        const ConventionCandidate& best = answer.joints->ranked.front();
        const auto joints = jointsUnder(best.joints, robot.model, problem.arms, problem.stored);
        std::vector<std::vector<RigidTransform>> motion;
        for (const ObservedFrame& frame : problem.observed) {
            const Eigen::VectorXd& values = joints[static_cast<size_t>(frame.frame)];
            motion.push_back(values.size() > 0 ? robot.model.forwardKinematics(values, problem.baseLink)
                                               : std::vector<RigidTransform>());
        }
        auto choice = colourOrder(problem, best.camFromBase, motion, {}, geometry, *frames, context);
        if (!choice) return tl::unexpected(choice.error());
        if (choice->determined) {
            auto& cameras = answer.profile.cameras;
            auto mapping = std::ranges::find_if(
                cameras, [&](const CameraMapping& camera) { return sameKey(cameraKey, camera.key); });
            if (mapping == cameras.end()) {
                cameras.emplace_back().key = cameraKey;
                mapping = cameras.end() - 1;
            }
            mapping->swapColours = choice->chosen == coloursExchanged;
        }
        answer.joints->choices.push_back(std::move(*choice));
        return {};
    }

    static bool believed(const PoseFinding& finding) { return finding.ranking.convincing; }

    /// The poses beside the joints of answer.profile.
    Result<void> askPoses(WizardAnswer& answer) const {
        auto found = posesByJoints(look, answer.profile, layout, robot);
        if (!found) return tl::unexpected(found.error());
        answer.poses = std::move(*found);
        for (const PoseFinding& finding : answer.poses)
            if (believed(finding)) storePoses(finding, answer.profile);
        return {};
    }

    /// Poses alone, by the pictures.
    Result<void> askPosesOnly(WizardAnswer& answer) {
        const auto question = poseQuestion(look, answer.profile, robot);
        if (!question) return tl::unexpected(question.error());
        const auto asked = problem(answer.profile, question->poses.recorded.stored, answer.camera);
        if (!asked) return tl::unexpected(asked.error());
        auto finding = posesByPictures(*question, *asked, context);
        if (!finding) return tl::unexpected(finding.error());
        if (believed(*finding)) storePoses(*finding, answer.profile);
        answer.poses = {std::move(*finding)};
        return {};
    }
};

}  // namespace

Result<std::vector<double>> parseExtrinsics(const std::string& text) {
    std::string numbers = text;
    if (std::error_code error; std::filesystem::is_regular_file(text, error)) {
        const auto read = readFile(text, size_t{1} << 16);
        if (!read) return tl::unexpected(read.error());
        numbers = *read;
    }
    for (char& c : numbers)
        if (c == ',' || c == ';' || c == '[' || c == ']' || c == '(' || c == ')') c = ' ';
    std::istringstream stream(numbers);
    std::vector<double> out;
    std::string word;
    while (stream >> word && out.size() < 17) {
        char* end = nullptr;
        out.push_back(std::strtod(word.c_str(), &end));
        if (*end != '\0' || !std::isfinite(out.back()))
            return makeError(ErrorKind::Usage, "--extrinsics: '{}' is neither a number nor an existing file.",
                             word.substr(0, 100));
    }
    if (extrinsicConventions(out.size()).empty())
        return makeError(ErrorKind::Usage,
                         "--extrinsics: give 6 numbers (x, y, z, three angles), 7 (x, y, z, quaternion), 12 "
                         "(3x4) or 16 (4x4), not {}.",
                         out.size());
    return out;
}

bool WizardAnswer::convincing() const {
    if (joints) return joints->convincing;
    return std::ranges::any_of(poses, [](const PoseFinding& finding) { return finding.ranking.convincing; });
}

std::vector<std::string> WizardAnswer::words() const {
    std::vector<std::string> out;
    if (joints) out = explain(*joints);
    for (const PoseFinding& finding : poses)
        out.insert(out.end(), finding.words.begin(), finding.words.end());
    return out;
}

Result<WizardAnswer> findConventions(const WizardRequest& request, const RunContext& context) {
    const SessionRequest& recording = request.recording;
    context.report(0, "reading the recording and the robot");
    const auto look = lookAt(recording, request.episode);
    if (!look) return tl::unexpected(look.error());
    const auto layout = readRobotLayout(recording.robot);
    if (!layout) return tl::unexpected(layout.error());
    const auto robot = loadRobot(recording.robot, recording.search, "", nullptr);
    if (!robot) return tl::unexpected(robot.error());
    WizardAnswer answer;
    if (recording.profile.empty()) {
        answer.profile = beginProfile(recording, request.name, **look, *layout, answer.remarks);
    } else {
        auto named = findDatasetProfile(recording.profile, profileFolders(recording.profilePaths));
        if (!named) return tl::unexpected(named.error());
        answer.profile = std::move(*named);
        answer.profile.name = request.name;
    }
    Wizard wizard{request, context, **look, *layout, *robot};
    const bool joints = std::ranges::any_of(answer.profile.arms,
                                            [](const ArmMapping& arm) { return arm.joints.has_value(); });
    if (request.jointsKnown && !joints)
        return inputError(
            "No joints are known of {}: name a profile with joints (--profile), or leave --joints-known out.",
            recording.dataset.string());
    const auto done = !joints               ? wizard.askPosesOnly(answer)
                      : request.jointsKnown ? wizard.askPoses(answer)
                                            : wizard.askJoints(answer);
    if (!done) return tl::unexpected(done.error());
    if (request.jointsKnown && answer.poses.empty())
        return inputError(
            "{}: no signal is called like poses of an end effector and moves with the joints; name one in a "
            "profile (--profile), see 'camframe info'.",
            recording.dataset.string());
    return answer;
}

Result<WizardSummary> summariseConventions(const WizardRequest& request, const RunContext& context) {
    const auto answer = findConventions(request, context);
    if (!answer) return tl::unexpected(answer.error());
    WizardSummary out;
    out.convincing = answer->convincing();
    const auto add = [&](const std::vector<ConventionChoice>& choices) {
        for (const ConventionChoice& one : choices)
            out.choices.push_back(
                {one.what, one.chosen, one.runnerUp, one.margin, one.inMetres, one.determined});
    };
    const auto overlaps = [&](const auto& ranked) {
        out.overlap = ranked.front().score;
        out.lead = ranked.size() > 1 ? ranked[0].score - ranked[1].score : ranked[0].score;
    };
    if (answer->joints) {
        overlaps(answer->joints->ranked);
        add(answer->joints->choices);
    }
    for (const PoseFinding& finding : answer->poses) {
        const PoseRanking& ranking = finding.ranking;
        if (ranking.byPictures)
            overlaps(ranking.ranked);
        else
            out.poseDistance = std::max(out.poseDistance.value_or(0), ranking.ranked.front().score);
        if (!ranking.convincing && answer->joints) continue;
        add(ranking.choices);
    }
    out.profile = datasetProfileToJson(answer->profile);
    return out;
}

}  // namespace camframe
