// SPDX-License-Identifier: Apache-2.0
#include "app/studio/carrying.h"

#include <algorithm>
#include <limits>
#include <map>

#include "app/studio/carry_mask_job.h"
#include "app/studio/track_job.h"
#include "views/editing/bisection.h"
#include "views/editing/track_interpolation.h"

namespace camframe {

namespace {
constexpr size_t mostMasks = 100;  ///< A mask of 1280 x 720 takes a megabyte.
}

Carrying::Carrying(Actions& actions, Editor& editor, Workspace& workspace, Timeline& timeline,
                   std::function<bool()> drawsMasks, QObject* parent)
    : QObject(parent),
      m_editor(editor),
      m_workspace(workspace),
      m_timeline(timeline),
      m_drawsMasks(std::move(drawsMasks)) {
    using Id = ActionId;
    const auto on = [this, &actions](ActionId id, auto&& slot) {
        connect(actions[id], &QAction::triggered, this, slot);
    };
    for (const auto& [id, way] : {std::pair{Id::CarryForward, Way::Forward},
                                  {Id::CarryBackward, Way::Backward},
                                  {Id::CarryLoop, Way::Loop}}) {
        on(id, [this, way = way] {
            if (m_drawsMasks()) {
                carryMask(way);
            } else {
                carryKeypoint(way, false);
            }
        });
    }
    on(Id::InterpolateKeypoint, [this] { carryKeypoint(Way::Loop, true); });
    on(Id::Bisect, [this] { bisect(); });
}

LoopRange Carrying::wholeRange() const {
    return m_timeline.loop().value_or(LoopRange{0, m_editor.frameCount() - 1});
}

LoopRange Carrying::rangeOf(Way way, const std::set<int>& corrected) const {
    LoopRange range = wholeRange();
    if (way == Way::Loop) return range;
    const int frame = m_editor.frame();
    // A loop elsewhere says nothing about where to stop.
    if (frame < range.first || frame > range.last) range = {0, m_editor.frameCount() - 1};
    const auto next = corrected.upper_bound(frame);
    const auto previous = corrected.lower_bound(frame);
    if (way == Way::Forward) {
        range.first = frame;
        if (next != corrected.end()) range.last = std::min(range.last, *next);
    } else {
        range.last = frame;
        if (previous != corrected.begin()) range.first = std::max(range.first, *std::prev(previous));
    }
    return range;
}

void Carrying::carryKeypoint(Way way, bool interpolates) {
    if (!m_editor.hasDocument()) return;
    const auto track = m_editor.track();
    const auto& motion = m_editor.document()->motion(m_editor.camera());
    const TrackInterpolation known(m_editor.state(), motion,
                                   track.value_or(BoundPoint{-1, Eigen::Vector3d::Zero(), 0}));
    if (!track || known.corrections().empty()) {
        m_editor.say(
            tr("Choose a keypoint that you placed, with the keypoint tool: it is carried on from "
               "there."));
        return;
    }
    std::set<int> corrected;
    for (const auto& [at, pixel] : known.corrections()) corrected.insert(at);
    const LoopRange range = rangeOf(way, corrected);
    const int camera = m_editor.camera();
    const TrackTask task{m_workspace.recording(),
                         camera,
                         m_editor.state(),
                         motion,
                         *track,
                         range.first,
                         range.last,
                         interpolates};
    m_workspace.runner().start<std::vector<Keypoint>>(
        interpolates ? tr("Interpolate a keypoint over frames %1 to %2").arg(range.first).arg(range.last)
                     : tr("Track a keypoint over frames %1 to %2").arg(range.first).arg(range.last),
        [task](const RunContext& context) { return runTrackTask(task, context); }, m_editor.document(),
        [this, camera, point = *track, range](const std::vector<Keypoint>& found) {
            m_editor.setAutomaticKeypoints(camera, point, range.first, range.last, found);
            const auto tracked = std::ranges::count(found, KeypointOrigin::Tracked, &Keypoint::origin);
            return tr("%n frame(s), %1 of them tracked.", nullptr, static_cast<int>(found.size()))
                .arg(tracked);
        });
}

void Carrying::carryMask(Way way) {
    if (!m_editor.hasDocument()) return;
    const CameraState& state = m_editor.state();
    const auto& motion = m_editor.document()->motion(m_editor.camera());
    std::set<int> drawn;
    for (const auto& [frame, mask] : state.masks)
        if (!mask->robot.empty() && !mask->carried) drawn.insert(frame);
    CarryMaskTask task{m_workspace.recording(), m_editor.camera(), state, motion, {}, {}, true};
    for (const int frame : way == Way::Loop ? drawn : std::set{m_editor.frame()})
        if (const auto mask = state.masks.find(frame);
            mask != state.masks.end() && !mask->second->robot.empty() && motion->valid(frame))
            task.sources.emplace_back(frame, mask->second->robot);
    // A carried mask is no truth to measure anything by.
    task.refines =
        std::ranges::all_of(task.sources, [&drawn](const auto& one) { return drawn.contains(one.first); });
    if (task.sources.empty() || !state.camFromBase) {
        m_editor.say(
            tr("Draw the mask of this frame first, or let it be found: it is carried on from there."));
        return;
    }
    const LoopRange range = rangeOf(way, drawn);
    std::vector<int> frames;
    for (int frame = range.first; frame <= range.last; ++frame)
        if (motion->valid(frame) && !drawn.contains(frame) &&
            std::ranges::find(task.sources, frame, &std::pair<int, ImageU8>::first) == task.sources.end())
            frames.push_back(frame);
    const size_t count = std::min(frames.size(), mostMasks);
    for (size_t i = 0; i < count; ++i) task.frames.push_back(frames[i * frames.size() / count]);
    if (task.frames.empty()) {
        m_editor.say(tr("Every frame of the range has a mask of yours already."));
        return;
    }
    using Masks = std::vector<std::pair<int, ImageU8>>;
    m_workspace.runner().start<Masks>(
        tr("Carry a mask over frames %1 to %2").arg(range.first).arg(range.last),
        [task](const RunContext& context) { return runCarryMaskTask(task, context); }, m_editor.document(),
        [camera = task.camera, document = m_editor.document()](Masks found) {
            FrameMasks masks = document->camera(camera).masks;
            int taken = 0;
            for (auto& [frame, robot] : found) {
                FrameMask mask;
                if (const auto old = masks.find(frame); old != masks.end()) mask = *old->second;
                // Drawn by the person while the job ran.
                if (!mask.robot.empty() && !mask.carried) continue;
                mask.robot = std::move(robot);
                mask.carried = true;
                masks[frame] = std::make_shared<const FrameMask>(std::move(mask));
                ++taken;
            }
            pushMasks(*document, camera, EditAction::CarryMask, std::move(masks));
            return tr("%n mask(s).", nullptr, taken);
        });
}

void Carrying::bisect() {
    if (!m_editor.hasDocument()) return;
    const LoopRange range = wholeRange();
    const auto track = m_editor.track();
    const auto& motion = m_editor.document()->motion(m_editor.camera());
    std::set<int> corrected;
    std::map<int, double> errors;
    if (track) {
        const TrackInterpolation expected(m_editor.state(), motion, *track);
        for (const Keypoint& keypoint : m_editor.state().keypoints) {
            if (keypoint.boundPoint() != *track) continue;
            if (keypoint.origin == KeypointOrigin::Human) corrected.insert(keypoint.frame);
            const auto pixel = expected.at(keypoint.frame);
            if (keypoint.origin == KeypointOrigin::Tracked && pixel)
                errors[keypoint.frame] = (keypoint.pixel - *pixel).norm();
        }
    } else {
        for (const Keypoint& keypoint : m_editor.state().keypoints)
            if (keypoint.origin == KeypointOrigin::Human) corrected.insert(keypoint.frame);
    }
    if (const FrameScores* scores = m_timeline.freshScores(); scores && errors.empty())
        for (size_t i = 0; i < scores->px.size(); ++i) errors[static_cast<int>(i)] = double{scores->px[i]};
    const int frame = frameToCorrect(
        range.first, range.last, corrected, [&motion](int f) { return motion->valid(f); },
        [&errors](int f) {
            const auto found = errors.find(f);
            return found == errors.end() ? std::numeric_limits<double>::quiet_NaN() : found->second;
        });
    if (frame < 0) {
        m_editor.say(tr("Every frame of the range is corrected already."));
        return;
    }
    m_editor.setFrame(frame);
    m_editor.say(errors.empty()
                     ? tr("Frame %1 lies farthest from what is corrected; tracked keypoints or F7 tell more.")
                           .arg(frame)
                     : tr("In frame %1 a correction helps most.").arg(frame));
}

}  // namespace camframe
