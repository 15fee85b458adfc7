// SPDX-License-Identifier: Apache-2.0
#include "app/commands/groups/group_solution.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <ctime>
#include <set>

#include "app/commands/alternative_pictures.h"
#include "app/commands/calibrate/camera_run.h"
#include "app/commands/calibrate/input_fingerprint.h"
#include "app/commands/console.h"
#include "calib/groups/joint_recording.h"
#include "model/core/io/calibration_file.h"
#include "model/core/log.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

/// Concerns one recording only; others concern the whole run.
bool concernsOnlyThis(const Error& error) {
    return error.kind == ErrorKind::Input || error.kind == ErrorKind::System;
}

/// A member, opened.
struct Member {
    LoadedEpisode loaded;
    std::unique_ptr<PreparedCamera> prepared;
};

/// A group's common result, and which frames of which episode it was made from.
struct CommonResult {
    Calibration calibration;
    std::map<int, std::vector<int>> frames;  ///< By episode.
};

/// `wanted` of `count` places, evenly spread, first and last included.
std::vector<size_t> spread(size_t count, size_t wanted) {
    std::vector<size_t> out;
    if (count <= wanted || wanted < 2) {
        for (size_t i = 0; i < std::min(count, std::max<size_t>(wanted, 1)); ++i) out.push_back(i);
        return out;
    }
    for (size_t i = 0; i < wanted; ++i) out.push_back(i * (count - 1) / (wanted - 1));
    return out;
}

class GroupSolver {
public:
    GroupSolver(const GroupSolveOptions& options, const CalibrateInputs& inputs, Session& session,
                const std::string& camera, const RunContext& context)
        : m_options(options),
          m_inputs(inputs),
          m_session(session),
          m_camera(camera),
          m_context(context),
          m_transferred({}, options.calibrate.models) {}

    /// @param depth  Of splits; who leaves again and again is calibrated alone.
    Result<void> solve(StoredGroup group, const std::optional<Calibration>& given, int depth = 0) {
        constexpr int kDeepest = 4;
        group.status.clear();
        group.risk.reset();
        if (group.members.size() == 1 && !given) return alone(group, group.members.front().episode, {});
        if (depth > kDeepest) return eachAlone(group, "its members agree on no pose");
        std::optional<CommonResult> common;
        if (given) {
            common = CommonResult{*given, {}};
        } else {
            auto solved = solveTogether(group);
            if (!solved) return tl::unexpected(solved.error());
            common = std::move(*solved);
        }
        if (!common) return {};  // none of its members could be read
        if (const Calibration& c = common->calibration; !c.camFromBase)
            return eachAlone(group, c.reasons.empty() ? "no common pose" : c.reasons.front());

        struct Checked {
            GroupedEpisode* member;
            MemberCheck check;
            Calibration own;
        };
        std::vector<Checked> checked;
        for (GroupedEpisode& member : group.members) {
            if (m_context.stopped()) return stopped();
            auto own = ownPose(member.episode, common->calibration);
            if (!own) {
                if (auto told = problem(member.episode, own.error()); !told) return told;
                continue;
            }
            const bool still = member.backgroundPx.has_value();
            Checked one{&member, judgeMember(common->calibration, own->calibration, own->findings, still),
                        std::move(own->calibration)};
            member.check = toString(one.check.verdict);
            member.degrees.reset();
            member.millimetres.reset();
            if (one.check.difference) {
                member.degrees = one.check.difference->degrees;
                member.millimetres = one.check.difference->millimetres;
            }
            checked.push_back(std::move(one));
        }
        const auto leaves = [](const Checked& c) {
            return c.check.verdict == MemberVerdict::Bumped || c.check.verdict == MemberVerdict::Stranger;
        };
        const auto leaving = static_cast<size_t>(std::ranges::count_if(checked, leaves));
        std::vector<StoredGroup> others;
        if (leaving > 0 && !given) {
            // Those that stand elsewhere together, together; by their own poses.
            std::vector<const Checked*> left;
            for (const Checked& c : checked)
                if (leaves(c)) left.push_back(&c);
            std::vector<bool> placed(left.size(), false);
            for (size_t i = 0; i < left.size(); ++i) {
                if (placed[i]) continue;
                StoredGroup other;
                other.id = groupId(m_camera, left[i]->member->episode);
                other.camera = m_camera;
                other.bumpedFrom = left[i]->check.verdict == MemberVerdict::Bumped ? group.id : std::string();
                other.bumpDegrees = left[i]->check.difference->degrees;
                other.bumpMillimetres = left[i]->check.difference->millimetres;
                for (size_t k = i; k < left.size(); ++k) {
                    if (placed[k]) continue;
                    const Calibration &a = left[i]->own, &b = left[k]->own;
                    const PoseDifference d =
                        poseDifference(*a.camFromBase, *a.covariance, *b.camFromBase, *b.covariance);
                    if (k != i && d.beyondBump() && d.significant()) continue;
                    placed[k] = true;
                    GroupedEpisode member = *left[k]->member;
                    member.backgroundPx.reset();  // of another leader's
                    member.check.clear();
                    other.members.push_back(std::move(member));
                }
                others.push_back(std::move(other));
            }
            std::set<int> gone;
            bool tookPart = false;
            for (const Checked* c : left) {
                gone.insert(c->member->episode);
                tookPart = tookPart || common->frames.contains(c->member->episode);
            }
            std::erase_if(group.members, [&](const GroupedEpisode& m) { return gone.contains(m.episode); });
            // The name stays with those that came first.
            if (!group.members.empty()) group.id = groupId(m_camera, group.members.front().episode);
            if (tookPart || group.members.empty()) {
                // The common pose is a compromise with those that left: once more without them.
                if (!group.members.empty())
                    if (auto again = solve(std::move(group), {}, depth + 1); !again) return again;
                for (StoredGroup& other : others)
                    if (auto done = solve(std::move(other), {}, depth + 1); !done) return done;
                return {};
            }
        }
        const Calibration& c = common->calibration;
        group.status = toString(c.status);
        group.risk = c.quality.risk;
        for (const Checked& one : checked)
            if (given || !leaves(one))
                if (auto written = write(group, *common, one.member->episode, one.check, one.own, given);
                    !written)
                    return written;
        out.groups.push_back(std::move(group));
        for (StoredGroup& other : others)
            if (auto done = solve(std::move(other), {}, depth + 1); !done) return done;
        return {};
    }

    GroupSolution out;

private:
    tl::unexpected<Error> stopped() const { return makeError(ErrorKind::Stopped, "Stopped."); }

    /// Tells it where it concerns one episode only, and passes it on otherwise.
    Result<void> problem(int episode, const Error& error) {
        if (!concernsOnlyThis(error)) return tl::unexpected(error);
        out.problems.push_back({episode, m_camera, error.message});
        return {};
    }

    Result<std::unique_ptr<Member>> open(int episode) {
        auto member = std::make_unique<Member>();
        auto loaded = m_session.load(episode);
        if (!loaded) return tl::unexpected(loaded.error());
        member->loaded = std::move(*loaded);
        const auto camera = findCamera(member->loaded.episode, m_camera);
        if (!camera) return tl::unexpected(camera.error());
        auto prepared = prepareCamera(m_options.calibrate, m_inputs, m_session, member->loaded, episode,
                                      **camera, m_transferred, m_context);
        if (!prepared) return tl::unexpected(prepared.error());
        member->prepared = std::move(*prepared);
        return member;
    }

    /// A list that somebody wrote by hand may hold what cannot be one camera.
    Result<void> sameSize(int episode, const CameraModel& camera, const CameraModel& common) const {
        if (camera.width == common.width && camera.height == common.height) return {};
        return inputError(
            "The pictures of episode {}, camera '{}', have {}x{} pixels, those of its group {}x{}: take it "
            "out of "
            "the group.",
            episode, m_camera, camera.width, camera.height, common.width, common.height);
    }

    /// The best pose that single calibrations of members have found.
    std::optional<RigidTransform> knownPose(const StoredGroup& group) const {
        if (m_options.results.empty()) return std::nullopt;
        Calibration best;
        best.quality.risk = 1;
        for (const GroupedEpisode& member : group.members) {
            const fs::path file = calibrationPath(m_options.results, member.episode, m_camera);
            std::error_code error;
            if (!fs::exists(file, error)) continue;
            auto known = readCalibration(file);
            if (known && known->status == CalibrationStatus::Ok &&
                known->quality.risk.value_or(1) < *best.quality.risk)
                best = std::move(*known);
        }
        return best.camFromBase;
    }

    Result<std::optional<CommonResult>> solveTogether(const StoredGroup& group) {
        std::vector<std::unique_ptr<Member>> members;
        std::vector<int> episodes;
        for (const size_t i : spread(group.members.size(), static_cast<size_t>(m_options.together))) {
            const int episode = group.members[i].episode;
            auto member = open(episode);
            if (!member) {
                if (auto told = problem(episode, member.error()); !told) return tl::unexpected(told.error());
                continue;
            }
            const CameraModel& camera = (*member)->prepared->input.camera;
            if (!members.empty())
                if (auto same = sameSize(episode, camera, members.front()->prepared->input.camera); !same) {
                    if (auto told = problem(episode, same.error()); !told)
                        return tl::unexpected(told.error());
                    continue;
                }
            members.push_back(std::move(*member));
            episodes.push_back(episode);
        }
        if (members.empty()) return std::optional<CommonResult>();
        std::vector<const CalibrationInput*> parts;
        for (const auto& member : members) parts.push_back(&member->prepared->input);
        JointRecording recording(parts);
        CalibrationInput input = recording.input();
        if (!input.initialCamFromBase) input.initialCamFromBase = knownPose(group);
        PartialProgress progress(m_context.progress, 0, 0.5, fmt::format("group {}: ", group.id));
        RunContext own = m_context;
        own.progress = &progress;
        auto run = calibrateCamera(input, members.front()->prepared->options, own);
        if (!run) return tl::unexpected(run.error());
        CommonResult common{std::move(run->calibration), {}};
        for (const int frame : common.calibration.framesUsed) {
            const auto [part, ownFrame] = recording.placeOf(frame);
            common.frames[episodes[part]].push_back(ownFrame);
        }
        out.cpuSeconds += common.calibration.timing.cpu;
        return std::optional(std::move(common));
    }

    Result<CalibrationRun> ownPose(int episode, const Calibration& common) {
        const auto member = open(episode);
        if (!member) return tl::unexpected(member.error());
        if (auto same = sameSize(episode, (*member)->prepared->input.camera, common.camera); !same)
            return tl::unexpected(same.error());
        RunContext own = m_context;
        own.progress = nullptr;
        auto run = refineMember((*member)->prepared->input, common, (*member)->prepared->options, own);
        if (!run) return tl::unexpected(run.error());
        out.cpuSeconds += run->calibration.timing.cpu;
        return std::move(*run);
    }

    /// Is there a result that a person has worked on? Then it is told and stays.
    bool keepsEdits(const fs::path& path, int episode, const std::string& group) {
        std::error_code error;
        if (!fs::exists(path, error)) return false;
        const auto existing = readCalibration(path);
        if (!existing || existing->edits.empty()) return false;
        out.results.push_back({path, episode, m_camera, existing->status, existing->quality.risk, group,
                               "a person has worked on it; it is left as it is"});
        return true;
    }

    Result<void> write(const StoredGroup& group, const CommonResult& common, int episode,
                       const MemberCheck& check, const Calibration& own,
                       const std::optional<Calibration>& given) {
        const fs::path path = calibrationPath(m_options.calibrate.out, episode, m_camera);
        if (given && given->episode == episode) return {};  // what all others follow
        if (keepsEdits(path, episode, group.id)) return {};
        auto member = open(episode);
        if (!member) return problem(episode, member.error());
        const PreparedCamera& prepared = *(*member)->prepared;
        const auto camera = findCamera((*member)->loaded.episode, m_camera);
        if (!camera) return problem(episode, camera.error());
        const auto fingerprint = inputFingerprint(
            prepared.input, prepared.options, m_inputs,
            {prepared.masks ? &*prepared.masks : nullptr, prepared.ignored ? &*prepared.ignored : nullptr});
        if (!fingerprint) return problem(episode, fingerprint.error());
        Calibration result = memberResult(common.calibration, check);
        describeResult(result, m_options.calibrate, m_inputs, m_session, (*member)->loaded, episode,
                       **camera);
        result.alternatives.clear();  // their pictures are of another episode
        result.inputs["fingerprint"] = *fingerprint;
        result.inputs["group"] = group.id;
        result.inputs["group_check"] = toString(check.verdict);
        if (given) {
            result.inputs["group_pose_from"] = fmt::format("episode {}", given->episode);
            result.edits.clear();
            // A person has looked at the other one: how well the pose fits here, these frames say.
            result.quality = own.quality;
            result.status =
                check.verdict == MemberVerdict::Confirmed ? own.status : CalibrationStatus::Review;
        } else {
            std::vector<int> episodes;
            for (const auto& [from, frames] : common.frames) episodes.push_back(from);
            result.inputs["group_episodes"] = fmt::format("{}", fmt::join(episodes, ","));
        }
        const auto frames = common.frames.find(episode);
        result.framesUsed = frames != common.frames.end() ? frames->second : own.framesUsed;
        // The group's work is shared by all; the check is its own.
        const double share = given ? 0 : 1.0 / static_cast<double>(group.members.size());
        for (double StageTimes::*time :
             {&StageTimes::total, &StageTimes::cpu, &StageTimes::decode, &StageTimes::track,
              &StageTimes::segment, &StageTimes::init, &StageTimes::refine})
            result.timing.*time = share * (common.calibration.timing.*time) + own.timing.*time;
        if (auto written = writeCalibrationRun(result, {}, path); !written)
            return tl::unexpected(written.error());
        out.results.push_back({path, episode, m_camera, result.status, result.quality.risk, group.id, {}});
        return {};
    }

    /// An ordinary calibration. @param note  Why not with its group.
    Result<void> alone(const StoredGroup& group, int episode, const std::string& note) {
        const fs::path path = calibrationPath(m_options.calibrate.out, episode, m_camera);
        StoredGroup own = group;
        std::erase_if(own.members, [&](const GroupedEpisode& m) { return m.episode != episode; });
        own.id = groupId(m_camera, episode);
        if (!keepsEdits(path, episode, own.id)) {
            const auto loaded = m_session.load(episode);
            if (!loaded) return problem(episode, loaded.error());
            const auto camera = findCamera(loaded->episode, m_camera);
            if (!camera) return problem(episode, camera.error());
            RunContext context = m_context;
            context.progress = nullptr;
            const auto done = calibrateOne(m_options.calibrate, m_inputs, m_session, *loaded, episode,
                                           **camera, m_transferred, context);
            if (!done) return problem(episode, done.error());
            const Calibration& c = done->calibration;
            if (!done->kept) out.cpuSeconds += c.timing.cpu;
            own.status = toString(c.status);
            own.risk = c.quality.risk;
            out.results.push_back({path, episode, m_camera, c.status, c.quality.risk, {}, note});
        }
        out.groups.push_back(std::move(own));
        return {};
    }

    /// No common pose was found: each may still have one of its own.
    Result<void> eachAlone(StoredGroup& group, const std::string& why) {
        log(LogLevel::Warning, fmt::format("group {}: {}; its {} episodes are calibrated one by one.",
                                           group.id, why, group.members.size()));
        const size_t before = out.groups.size();
        for (const GroupedEpisode& member : group.members) {
            if (m_context.stopped()) return stopped();
            if (auto done = alone(group, member.episode, "its group has no common pose"); !done) return done;
        }
        out.groups.resize(before);  // their backgrounds still say that they stand in one place
        group.status = toString(CalibrationStatus::Failed);
        out.groups.push_back(group);
        return {};
    }

    const GroupSolveOptions& m_options;
    const CalibrateInputs& m_inputs;
    Session& m_session;
    std::string m_camera;
    const RunContext& m_context;
    TransferredMarks m_transferred;
};

}  // namespace

Result<GroupSolution> solveGroup(const GroupSolveOptions& options, const CalibrateInputs& inputs,
                                 Session& session, const StoredGroup& group,
                                 const std::optional<Calibration>& given, const RunContext& context) {
    GroupSolver solver(options, inputs, session, group.camera, context);
    if (auto done = solver.solve(group, given); !done) return tl::unexpected(done.error());
    std::ranges::stable_sort(solver.out.results, {}, &GroupResult::episode);
    return std::move(solver.out);
}

}  // namespace camframe
