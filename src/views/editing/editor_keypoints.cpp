// SPDX-License-Identifier: Apache-2.0
// Keypoints and what is solved from them.
#include <algorithm>
#include <set>

#include "views/editing/editor.h"

namespace camframe {

namespace {
/// Of a tracked keypoint beside one that a person placed: neighbours in time err alike.
constexpr double trackedWeight = 0.1;
}  // namespace

std::optional<BoundPoint> Editor::track() const {
    if (!m_document || !m_track) return {};
    // A mark may have been found elsewhere since.
    for (const Keypoint& keypoint : state().keypoints)
        if (keypoint.boundPoint() == *m_track) return keypoint.boundPoint();
    return {};
}

const Keypoint* Editor::trackPointIn(int frame) const {
    if (!m_track) return nullptr;
    for (const Keypoint& keypoint : state().keypoints)
        if (keypoint.frame == frame && keypoint.boundPoint() == *m_track) return &keypoint;
    return nullptr;
}

SolveTask Editor::solveTask(const std::optional<RigidTransform>& start) const {
    SolveTask task{state().intrinsics.camera, {}, start};
    for (const Keypoint& keypoint : state().keypoints) {
        const auto link = static_cast<size_t>(keypoint.link);
        if (!keypoint.counts() || !motion().valid(keypoint.frame) || !motion().linkKnown[link]) continue;
        const RigidTransform& baseFromLink = motion().baseFromLink[static_cast<size_t>(keypoint.frame)][link];
        const double weight = keypoint.origin == KeypointOrigin::Human ? 1 : trackedWeight;
        if (keypoint.mark == 0) {
            task.points.push_back({baseFromLink * keypoint.pointInLink, keypoint.pixel, weight});
            continue;
        }
        const auto known = std::ranges::find(task.marks, keypoint.mark);
        const auto index = static_cast<int>(known - task.marks.begin());
        if (known == task.marks.end()) {
            task.marks.push_back(keypoint.mark);
            task.markLinks.push_back(keypoint.link);
        }
        task.sightings.push_back({index, baseFromLink, keypoint.pixel, weight});
    }
    return task;
}

void Editor::solveLive(const std::optional<RigidTransform>& start, int gesture) {
    if (!m_solvesWhileEditing) return;
    SolveTask task = solveTask(start);
    const std::vector<int> marks = task.marks;
    m_solving.solve(std::move(task), [this, gesture, marks](const std::optional<SolvedPose>& solved) {
        // Undone or followed by another edit meanwhile: the pose is no longer wanted.
        const QUndoStack& stack = m_document->undoStack();
        const QUndoCommand* last = stack.index() > 0 ? stack.command(stack.index() - 1) : nullptr;
        if (!solved || stack.canRedo() || !last || last->id() != gesture) return;
        takeSolution(EditAction::MoveKeypoint, *solved, marks, gesture);
    });
}

void Editor::takeSolution(EditAction action, const SolvedPose& solved, const std::vector<int>& marks,
                          int gesture) {
    if (marks.empty() || solved.marks.size() != marks.size()) {
        setPose(action, solved.camFromBase, gesture);
        return;
    }
    if (!solved.camFromBase.matrix().allFinite()) return;
    std::vector<Keypoint> keypoints = state().keypoints;
    for (Keypoint& keypoint : keypoints) {
        const auto mark = std::ranges::find(marks, keypoint.mark);
        if (mark == marks.end()) continue;
        const SolvedMark& found = solved.marks[static_cast<size_t>(mark - marks.begin())];
        if (!found.pointInLink.allFinite()) return;
        keypoint.pointInLink = found.pointInLink;
        keypoint.markSigma = found.sigma;
    }
    pushKeypoints(*m_document, m_camera, action, std::move(keypoints), solved.camFromBase, gesture);
}

BoundPoint Editor::newMark(int link) const {
    int last = 0;
    for (const Keypoint& keypoint : state().keypoints) last = std::max(last, keypoint.mark);
    return {link, Eigen::Vector3d::Zero(), last + 1};
}

void Editor::setTrackSolved(bool solved) {
    const auto point = track();
    if (!point || (point->mark != 0) == solved) return;
    const BoundPoint changed{point->link, point->pointInLink, solved ? newMark(point->link).mark : 0};
    std::vector<Keypoint> keypoints = state().keypoints;
    for (Keypoint& keypoint : keypoints) {
        if (keypoint.boundPoint() != *point) continue;
        keypoint.mark = changed.mark;
        keypoint.markSigma = 0;
    }
    m_track = changed;
    const int gesture = m_document->newGesture();
    pushKeypoints(*m_document, m_camera, solved ? EditAction::FreeMark : EditAction::FixMark,
                  std::move(keypoints), {}, gesture);
    solveLive(state().camFromBase, gesture);
}

int Editor::addKeypoint(const BoundPoint& point, const Eigen::Vector2d& pixel, int gesture) {
    Keypoint keypoint;
    keypoint.id = m_document->newKeypointId(m_camera);
    keypoint.frame = m_frame;
    keypoint.link = point.link;
    keypoint.pointInLink = point.pointInLink;
    keypoint.mark = point.mark;
    keypoint.pixel = pixel;
    std::vector<Keypoint> keypoints = state().keypoints;
    std::erase_if(keypoints, [&keypoint](const Keypoint& other) {
        return other.frame == keypoint.frame && other.origin != KeypointOrigin::Human &&
               other.boundPoint() == keypoint.boundPoint();
    });
    keypoints.push_back(keypoint);
    if (gesture == 0) gesture = m_document->newGesture();
    pushKeypoints(*m_document, m_camera, EditAction::AddKeypoint, std::move(keypoints), {}, gesture);
    selectKeypoint(keypoint.id);
    solveLive(state().camFromBase, gesture);
    return keypoint.id;
}

void Editor::moveKeypoint(int id, const Eigen::Vector2d& pixel, const std::optional<RigidTransform>& start,
                          int gesture) {
    std::vector<Keypoint> keypoints = state().keypoints;
    const auto found = std::find_if(keypoints.begin(), keypoints.end(),
                                    [id](const Keypoint& keypoint) { return keypoint.id == id; });
    if (found == keypoints.end()) return;
    found->pixel = pixel;
    found->origin = KeypointOrigin::Human;
    found->hidden = false;
    if (gesture == 0) gesture = m_document->newGesture();
    pushKeypoints(*m_document, m_camera, EditAction::MoveKeypoint, std::move(keypoints), {}, gesture);
    solveLive(start, gesture);
}

void Editor::takeBack(std::vector<Keypoint> keypoints, const std::optional<RigidTransform>& pose,
                      int gesture) {
    m_solving.drop();
    pushKeypoints(*m_document, m_camera, EditAction::MoveKeypoint, std::move(keypoints), pose, gesture);
}

void Editor::setKeypointHidden(int id, bool hidden) {
    if (!m_document) return;
    std::vector<Keypoint> keypoints = state().keypoints;
    const auto found = std::ranges::find(keypoints, id, &Keypoint::id);
    if (found == keypoints.end() || found->hidden == hidden) return;
    found->hidden = hidden;
    const int gesture = m_document->newGesture();
    pushKeypoints(*m_document, m_camera, hidden ? EditAction::HideKeypoint : EditAction::ShowKeypoint,
                  std::move(keypoints), {}, gesture);
    solveLive(state().camFromBase, gesture);
}

void Editor::confirmKeypoint(int id) {
    if (!m_document) return;
    std::vector<Keypoint> keypoints = state().keypoints;
    const auto found = std::ranges::find(keypoints, id, &Keypoint::id);
    if (found == keypoints.end() || found->origin == KeypointOrigin::Human) return;
    found->origin = KeypointOrigin::Human;
    const int gesture = m_document->newGesture();
    pushKeypoints(*m_document, m_camera, EditAction::ConfirmKeypoint, std::move(keypoints), {}, gesture);
    solveLive(state().camFromBase, gesture);
}

void Editor::setAutomaticKeypoints(int camera, const BoundPoint& point, int firstFrame, int lastFrame,
                                   const std::vector<Keypoint>& found) {
    if (!m_document) return;
    std::vector<Keypoint> keypoints = m_document->camera(camera).keypoints;
    const auto inRange = [&](const Keypoint& keypoint) {
        return keypoint.boundPoint() == point && keypoint.frame >= firstFrame && keypoint.frame <= lastFrame;
    };
    const auto isAutomatic = [](const Keypoint& keypoint) {
        return keypoint.origin != KeypointOrigin::Human && !keypoint.hidden;
    };
    std::erase_if(keypoints, [&](const Keypoint& k) { return inRange(k) && isAutomatic(k); });
    std::set<int> taken;
    for (const Keypoint& keypoint : keypoints)
        if (inRange(keypoint)) taken.insert(keypoint.frame);
    for (Keypoint keypoint : found) {
        if (!inRange(keypoint) || taken.contains(keypoint.frame)) continue;
        keypoint.id = m_document->newKeypointId(camera);
        keypoints.push_back(keypoint);
    }
    pushKeypoints(*m_document, camera, EditAction::CarryKeypoint, std::move(keypoints), {});
    if (camera != m_camera || m_selected >= 0) return;
    if (const Keypoint* here = trackPointIn(m_frame)) selectKeypoint(here->id);
}

void Editor::removeKeypoint(int id) {
    if (!m_document) return;
    std::vector<Keypoint> keypoints = state().keypoints;
    std::erase_if(keypoints, [id](const Keypoint& keypoint) { return keypoint.id == id; });
    if (keypoints.size() == state().keypoints.size()) return;
    pushKeypoints(*m_document, m_camera, EditAction::RemoveKeypoint, std::move(keypoints), {});
}

void Editor::solveNow() {
    if (!m_document) return;
    const SolveTask near = solveTask(state().camFromBase);
    const int count = static_cast<int>(near.points.size() + near.sightings.size());
    // n sightings of a mark say as much as n known points, less the three numbers of its place.
    int equations = 2 * static_cast<int>(near.points.size());
    for (int mark = 0; mark < static_cast<int>(near.marks.size()); ++mark)
        equations += std::max(
            0, 2 * static_cast<int>(std::ranges::count(near.sightings, mark, &SolverSighting::mark)) - 3);
    if (count == 0) {
        say(tr("There are no keypoints to solve from: place some with the keypoint tool."));
        return;
    }
    const auto finish = [this, count, equations,
                         marks = near.marks](const std::optional<SolvedPose>& solved) {
        if (solved) {
            takeSolution(EditAction::SolvePose, *solved, marks, 0);
        } else {
            say(!marks.empty()
                    ? tr("These keypoints do not fix the camera: a mark of unknown place must be seen in six "
                         "frames in which its link is turned, or place four keypoints on the robot.")
                : equations < 8
                    ? tr("Four keypoints are needed when there is no pose yet; %1 are placed.").arg(count)
                    : tr("These keypoints do not fix the camera: spread them over the robot and over "
                         "frames."));
        }
    };
    if (equations < 8) {
        if (near.start) {
            m_solving.solve(near, finish);
        } else {
            finish({});
        }
        return;
    }
    SolveTask fromNothing = near;
    fromNothing.start.reset();
    m_solving.solve(fromNothing, [this, near, finish](const std::optional<SolvedPose>& solved) {
        if (solved || !near.start) {
            finish(solved);
        } else {
            m_solving.solve(near, finish);
        }
    });
}

}  // namespace camframe
