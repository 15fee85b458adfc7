// SPDX-License-Identifier: Apache-2.0
#include "app/commands/profile_wizard.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "app/commands/profile_begin.h"
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

Result<const CameraStream*> chooseCamera(const Episode& episode, const std::string& name) {
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

/// Puts what is settled into the profile; what is not stays as usual.
void store(const ConventionRanking& ranking, const Columns& columns, DatasetProfile& profile) {
    const JointConvention joints = settled(ranking);
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
    for (const std::string& line : explain(ranking)) profile.notes.push_back("convention wizard: " + line);
}

/// @param profile  Names the signals of the joints.
Result<WizardAnswer> rank(RecordedDataset& dataset, const RecordedEpisode& recorded, DatasetProfile profile,
                          const Robot& robot, const WizardRequest& request, const RunContext& context) {
    ConventionProblem problem;
    problem.robot = &robot.model;
    problem.arms = armsOf(robot, profile);
    if (problem.arms.empty())
        return inputError("Robot '{}' has none of the arms of profile '{}'; choose another --robot.",
                          robot.name, profile.name);
    const auto columns = columnsOf(recorded, profile, problem.arms.front().joints.size());
    if (!columns) return tl::unexpected(columns.error());
    problem.stored = columns->stored;
    const int base = robot.model.findLink(profile.baseLink);
    problem.baseLink = base >= 0 ? base : robot.model.rootLink();
    // Cameras only: what the columns mean is in question.
    DatasetProfile camerasOnly = profile;
    camerasOnly.arms.clear();
    camerasOnly.stride = 1;
    const auto episode = applyDatasetProfile(recorded, camerasOnly, nullptr, dataset.folder(), nullptr);
    if (!episode) return tl::unexpected(episode.error());
    const auto stream = chooseCamera(*episode, request.camera);
    if (!stream) return tl::unexpected(stream.error());
    const auto camera = CameraModel::fromMatrix(*(*stream)->k, (*stream)->width, (*stream)->height,
                                                (*stream)->distortion, "K of camera " + (*stream)->name);
    if (!camera) return tl::unexpected(camera.error());
    problem.camera = camera->withoutDistortion();
    if (!request.extrinsics.empty()) {
        auto numbers = parseExtrinsics(request.extrinsics);
        if (!numbers) return tl::unexpected(numbers.error());
        problem.extrinsics = std::move(*numbers);
    }
    problem.camFromBase = request.camFromBase;
    const auto geometry = RobotGeometry::build(robot.model, {});
    if (!geometry) return tl::unexpected(geometry.error());
    problem.geometry = &*geometry;
    problem.threads = context.threads;
    const auto frames = dataset.openFrames(recorded.index, (*stream)->frames.key);
    if (!frames) return tl::unexpected(frames.error());
    auto observed = changedPixels(**frames, recorded.frameCount, problem.camera, context);
    if (!observed) return tl::unexpected(observed.error());
    std::erase_if(*observed,
                  [&](const ObservedFrame& frame) { return !problem.stored.row(frame.frame).allFinite(); });
    problem.observed = std::move(*observed);
    auto ranking = rankConventions(problem, context);
    if (!ranking) return tl::unexpected(ranking.error());
    if (ranking->convincing) store(*ranking, *columns, profile);
    return WizardAnswer{(*stream)->name, std::move(*ranking), std::move(profile), {}};
}

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

Result<WizardAnswer> findConventions(const WizardRequest& request, const RunContext& context) {
    const SessionRequest& recording = request.recording;
    context.report(0, "reading the recording and the robot");
    const auto look = lookAt(recording, request.episode);
    if (!look) return tl::unexpected(look.error());
    const auto layout = readRobotLayout(recording.robot);
    if (!layout) return tl::unexpected(layout.error());
    const auto robot = loadRobot(recording.robot, recording.search, "", nullptr);
    if (!robot) return tl::unexpected(robot.error());
    std::vector<std::string> remarks;
    DatasetProfile profile;
    if (recording.profile.empty()) {
        profile = beginProfile(recording, request.name, **look, *layout, remarks);
    } else {
        auto named = findDatasetProfile(recording.profile, profileFolders(recording.profilePaths));
        if (!named) return tl::unexpected(named.error());
        profile = std::move(*named);
        profile.name = request.name;
    }
    if (profile.arms.empty())
        return inputError("{}: {}", recording.dataset.string(), fmt::join(remarks, "; "));
    auto answer = rank(*(*look)->dataset, (*look)->episode, std::move(profile), *robot, request, context);
    if (answer) answer->remarks = std::move(remarks);
    return answer;
}

Result<WizardSummary> summariseConventions(const WizardRequest& request, const RunContext& context) {
    const auto answer = findConventions(request, context);
    if (!answer) return tl::unexpected(answer.error());
    const ConventionRanking& ranking = answer->ranking;
    WizardSummary out;
    out.score = ranking.ranked.front().score;
    out.lead = ranking.ranked.size() > 1 ? out.score - ranking.ranked[1].score : out.score;
    out.convincing = ranking.convincing;
    for (const ConventionChoice& one : ranking.choices)
        out.choices.push_back({one.what, one.chosen, one.runnerUp, one.margin, one.determined});
    out.profile = datasetProfileToJson(answer->profile);
    return out;
}

}  // namespace camframe
