// SPDX-License-Identifier: Apache-2.0
#include "app/commands/labels/episode_labels.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "model/core/io/calibration_file.h"

namespace camframe {

namespace {

std::vector<int> unionOfFrames(std::span<const ActionCamera> cameras) {
    std::set<int> all;
    for (const ActionCamera& camera : cameras) all.insert(camera.frames.begin(), camera.frames.end());
    return {all.begin(), all.end()};
}

/// The recording as if it had these frames only.
Episode chosenRows(const Episode& episode, const std::vector<int>& rows) {
    Episode out = episode;
    out.frameCount = static_cast<int>(rows.size());
    out.timestamps.clear();
    for (const int row : rows) out.timestamps.push_back(episode.timestamps[static_cast<size_t>(row)]);
    if (episode.hasJoints()) {
        out.jointPositions.resize(static_cast<Eigen::Index>(rows.size()), episode.jointPositions.cols());
        for (size_t i = 0; i < rows.size(); ++i)
            out.jointPositions.row(static_cast<Eigen::Index>(i)) = episode.jointPositions.row(rows[i]);
    }
    for (GripperRecord& gripper : out.grippers)
        for (std::vector<double>* values : {&gripper.raw, &gripper.open}) {
            std::vector<double> chosen;
            for (const int row : rows)
                if (static_cast<size_t>(row) < values->size())
                    chosen.push_back((*values)[static_cast<size_t>(row)]);
            *values = std::move(chosen);
        }
    return out;
}

/// @param speaks  By row: the camera says something about it. Elsewhere the robot's place is left out.
RobotMotion chosenRows(const RobotMotion& motion, const std::vector<int>& rows,
                       const std::vector<bool>& speaks) {
    RobotMotion out;
    out.baseLink = motion.baseLink;
    out.toolLink = motion.toolLink;
    out.linkKnown = motion.linkKnown;
    for (size_t i = 0; i < rows.size(); ++i) {
        const auto row = static_cast<size_t>(rows[i]);
        out.baseFromLink.push_back(speaks[i] ? motion.baseFromLink[row] : std::vector<RigidTransform>{});
        const bool known = speaks[i] && row < motion.jointValues.size();
        out.jointValues.push_back(known ? motion.jointValues[row] : Eigen::VectorXd{});
    }
    return out;
}

/// What lies between two rows that are not neighbours in the recording is no motion of one step.
void cutDeltas(ArmActions& actions, const std::vector<int>& rows) {
    for (size_t i = 0; i + 1 < rows.size(); ++i) {
        if (rows[i + 1] == rows[i] + 1) continue;
        actions.deltaValid[i] = 0;
        actions.delta[i] = RigidTransform::Identity();
    }
}

}  // namespace

std::string calibrationId(const Calibration& calibration) {
    // FNV-1a over the file's contents.
    uint64_t hash = 0xCBF29CE484222325U;
    for (const char c : calibrationToJson(calibration)) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001B3U;
    }
    return fmt::format("{:06d}/{}@{:016x}", calibration.episode, encodePathComponent(calibration.cameraName),
                       hash);
}

Result<EpisodeLabels> EpisodeLabels::make(Session& session, const LoadedEpisode& loaded,
                                          std::span<const ActionCamera> cameras, LabelContents contents,
                                          bool depth, std::shared_ptr<FrameDrawer>& drawer) {
    EpisodeLabels out(session, loaded);
    if (contents == LabelContents::Masks || depth) {
        const Result<std::shared_ptr<const RobotGeometry>> geometry = session.geometry(loaded);
        if (!geometry) return tl::unexpected(geometry.error());
        if (!drawer || !drawer->fits(*loaded.robot, **geometry)) {
            Result<std::shared_ptr<FrameDrawer>> made = FrameDrawer::make(loaded.robot, *geometry);
            if (!made) return tl::unexpected(made.error());
            drawer = std::move(*made);
        }
        out.m_drawer = drawer;
    }
    ActionEpisode& actions = out.m_actions;
    if (!cameras.empty()) {
        actions.dataset = cameras.front().calibration.dataset;
        actions.episode = cameras.front().calibration.episode;
    }
    actions.robot = loaded.robot->name;
    actions.fps = loaded.episode.fps;
    actions.frames = unionOfFrames(cameras);
    actions.contents = contents;
    actions.depth = depth;
    out.m_chosen = chosenRows(loaded.episode, actions.frames);
    actions.timestamps = out.m_chosen.timestamps;
    const std::vector<bool> everywhere(actions.frames.size(), true);
    actions.arms =
        computeArmStates(*loaded.robot, out.m_chosen, chosenRows(loaded.motion, actions.frames, everywhere));
    for (const ActionCamera& camera : cameras)
        if (auto added = out.addCamera(camera); !added) return tl::unexpected(added.error());
    out.m_pictures.resize(cameras.size());
    return out;
}

Result<EpisodeLabels> EpisodeLabels::make(Session& session, const LoadedEpisode& loaded,
                                          std::span<const Calibration> calibrations) {
    std::vector<int> all(static_cast<size_t>(loaded.episode.frameCount));
    std::iota(all.begin(), all.end(), 0);
    std::vector<ActionCamera> cameras;
    for (const Calibration& calibration : calibrations) cameras.push_back({calibration, all});
    std::shared_ptr<FrameDrawer> drawer;
    return make(session, loaded, cameras, LabelContents::Masks, false, drawer);
}

Result<void> EpisodeLabels::addCamera(const ActionCamera& chosen) {
    const Calibration& calibration = chosen.calibration;
    if (const auto found = findCamera(m_loaded.episode, calibration.cameraName); !found)
        return tl::unexpected(found.error());
    CameraActions camera;
    camera.calibration = calibration;
    camera.calibrationId = calibrationId(calibration);
    // Each camera has its own lag, and its own opinion of where a second arm stands.
    const Result<RobotMotion> whole = motionOf(m_loaded, calibration);
    if (!whole) return tl::unexpected(whole.error());
    std::vector<bool> speaks;
    for (const int frame : m_actions.frames)
        speaks.push_back(std::ranges::binary_search(chosen.frames, frame));
    m_motions.push_back(chosenRows(*whole, m_actions.frames, speaks));
    m_speaks.push_back(std::move(speaks));
    for (const ArmState& arm : computeArmStates(*m_loaded.robot, m_chosen, m_motions.back())) {
        camera.arms.push_back(computeArmActions(arm, calibration.camera, calibration.camFromBase));
        cutDeltas(camera.arms.back(), m_actions.frames);
    }
    m_actions.cameras.push_back(std::move(camera));
    return {};
}

Result<FrameLabels> EpisodeLabels::draw(size_t index, size_t row, bool amodal) {
    const CameraActions& camera = m_actions.cameras[index];
    const RobotMotion& motion = m_motions[index];
    if (!camera.calibration.camFromBase || motion.baseFromLink[row].empty()) return FrameLabels{};
    std::vector<bool> armKnown;
    for (const ArmActions& arm : camera.arms) armKnown.push_back(arm.valid[row] != 0);
    return m_drawer->draw(camera.calibration.camera, *camera.calibration.camFromBase,
                          motion.baseFromLink[row], motion.linkKnown, armKnown,
                          {.amodal = amodal, .depth = m_actions.depth});
}

Result<ImageU8> EpisodeLabels::picture(size_t index, size_t row) {
    if (!m_pictures[index]) {
        auto opened = m_session->reader().openFrames(m_loaded.episode, stream(index));
        if (!opened) return tl::unexpected(opened.error());
        m_pictures[index] = std::move(*opened);
    }
    return m_pictures[index]->read(m_actions.frames[row]);
}

FrameLabelSource EpisodeLabels::source(const RunContext& context) {
    return [this, &context](size_t camera, size_t row) -> Result<FrameLabels> {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        const double done = static_cast<double>(camera * rows() + row);
        context.report(done / static_cast<double>(rows() * m_actions.cameras.size()), "drawing masks");
        return draw(camera, row);
    };
}

}  // namespace camframe
