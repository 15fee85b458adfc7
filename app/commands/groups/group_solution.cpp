// SPDX-License-Identifier: Apache-2.0
#include "app/commands/groups/group_solution.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "app/commands/alternative_pictures.h"
#include "app/commands/calibrate/camera_run.h"
#include "app/commands/calibrate/input_fingerprint.h"
#include "app/commands/console.h"
#include "calib/groups/common_pose.h"
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

/// What all members have in common.
struct CommonResult {
    Calibration calibration;
    std::vector<int> episodes;  ///< Whose frames it was made from.
};

/// A member's own frames against what all have in common.
struct Checked {
    GroupedEpisode* member = nullptr;
    CalibrationRun own;
    MemberCheck check;
    bool leaves() const {
        return check.verdict == MemberVerdict::Bumped || check.verdict == MemberVerdict::Stranger;
    }
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
        std::vector<Checked> checked;
        CommonResult common;
        if (given) {
            common.calibration = *given;
        } else {
            auto leader = findLeader(group);
            if (!leader) return tl::unexpected(leader.error());
            if (!*leader) return {};  // none of its members could be read
            common.calibration = (*leader)->own.calibration;
            checked.push_back(std::move(**leader));
        }
        if (const Calibration& c = common.calibration; !c.camFromBase)
            return eachAlone(group, c.reasons.empty() ? "no common pose" : c.reasons.front());
        for (GroupedEpisode& member : group.members) {
            if (m_context.stopped()) return stopped();
            if (!checked.empty() && checked.front().member == &member) continue;
            auto own = ownPose(member.episode, common.calibration);
            if (own)
                checked.push_back({&member, std::move(*own), {}});
            else if (auto told = problem(member.episode, own.error()); !told)
                return told;
        }
        if (!given) join(checked, common);
        for (Checked& one : checked) judge(one, common.calibration);

        const auto stays = [&](const GroupedEpisode& m) {
            return std::ranges::none_of(checked,
                                        [&](const Checked& c) { return c.leaves() && c.member == &m; });
        };
        // The name stays with those that came first.
        if (const auto first = std::ranges::find_if(group.members, stays);
            !given && first != group.members.end())
            group.id = groupId(m_camera, first->episode);
        std::vector<StoredGroup> others;
        if (!given) others = partLeaving(group, checked);
        group.status = toString(common.calibration.status);
        group.risk = common.calibration.quality.risk;
        for (const Checked& one : checked)
            if (given || !one.leaves())
                if (auto written = write(group, common, one, given); !written) return written;
        if (!given) {
            std::vector<GroupedEpisode> staying;
            std::ranges::copy_if(group.members, std::back_inserter(staying), stays);
            group.members = std::move(staying);
        }
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

    /// Calibrates members, spread over the group, as any single episode, until one is `ok`.
    /// @return  The best of them; nothing where none could be read.
    Result<std::optional<Checked>> findLeader(StoredGroup& group) {
        std::optional<Checked> best;
        const std::vector<size_t> order =
            spread(group.members.size(), static_cast<size_t>(m_options.leaders));
        for (size_t k = 0; k < order.size(); ++k) {
            GroupedEpisode& place = group.members[order[k]];
            const auto member = open(place.episode);
            if (!member) {
                if (auto told = problem(place.episode, member.error()); !told)
                    return tl::unexpected(told.error());
                continue;
            }
            CalibrationInput input = (*member)->prepared->input;
            if (!input.initialCamFromBase) input.initialCamFromBase = knownPose(group);
            const auto share = 0.5 / static_cast<double>(order.size());
            PartialProgress progress(m_context.progress, share * static_cast<double>(k), share,
                                     fmt::format("group {}: ", group.id));
            RunContext own = m_context;
            own.progress = &progress;
            auto run = calibrateCamera(input, (*member)->prepared->options, own);
            if (!run) return tl::unexpected(run.error());
            out.cpuSeconds += run->calibration.timing.cpu;
            const auto better = [](const Calibration& a, const Calibration& b) {
                if (a.camFromBase.has_value() != b.camFromBase.has_value()) return a.camFromBase.has_value();
                return a.quality.risk.value_or(1) < b.quality.risk.value_or(1);
            };
            const bool ok = run->calibration.status == CalibrationStatus::Ok;
            if (!best || ok || better(run->calibration, best->own.calibration))
                best = Checked{&place, std::move(*run), {}};
            if (ok) break;
        }
        return best;
    }

    /// Gives the leader's result (the first) the pose of all that agree with it.
    static void join(std::span<const Checked> checked, CommonResult& common) {
        const Calibration& leader = checked.front().own.calibration;
        common.episodes = {checked.front().member->episode};
        if (!leader.covariance) return;
        std::vector<const Calibration*> others;
        for (const Checked& one : checked.subspan(1)) others.push_back(&one.own.calibration);
        const CommonPose pose = commonPose(leader, others);
        common.calibration.camFromBase = pose.camFromBase;
        common.calibration.covariance = pose.covariance;
        for (size_t i = 0; i < others.size(); ++i)
            if (pose.tookPart[i]) common.episodes.push_back(checked[i + 1].member->episode);
        std::ranges::sort(common.episodes);
    }

    static void judge(Checked& one, const Calibration& common) {
        GroupedEpisode& member = *one.member;
        one.check =
            judgeMember(common, one.own.calibration, one.own.findings, member.backgroundPx.has_value());
        member.check = toString(one.check.verdict);
        member.degrees.reset();
        member.millimetres.reset();
        if (!one.check.difference) return;
        member.degrees = one.check.difference->degrees;
        member.millimetres = one.check.difference->millimetres;
    }

    /// Groups of those that leave: who stands elsewhere together, by their own poses, stays together.
    std::vector<StoredGroup> partLeaving(const StoredGroup& group, std::span<const Checked> checked) const {
        std::vector<const Checked*> left;
        for (const Checked& c : checked)
            if (c.leaves()) left.push_back(&c);
        std::vector<StoredGroup> parted;
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
                const Calibration &a = left[i]->own.calibration, &b = left[k]->own.calibration;
                const PoseDifference d =
                    poseDifference(*a.camFromBase, *a.covariance, *b.camFromBase, *b.covariance);
                if (k != i && d.beyondBump() && d.significant()) continue;
                placed[k] = true;
                GroupedEpisode member = *left[k]->member;
                member.backgroundPx.reset();  // of another leader's
                member.check.clear();
                other.members.push_back(std::move(member));
            }
            parted.push_back(std::move(other));
        }
        return parted;
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

    Result<void> write(const StoredGroup& group, const CommonResult& common, const Checked& one,
                       const std::optional<Calibration>& given) {
        const int episode = one.member->episode;
        const MemberCheck& check = one.check;
        const Calibration& own = one.own.calibration;
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
            result.inputs["group_episodes"] = fmt::format("{}", fmt::join(common.episodes, ","));
        }
        result.framesUsed = own.framesUsed;
        result.timing = own.timing;
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
