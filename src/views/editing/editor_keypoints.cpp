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
    const auto belongs = [this](const Keypoint& keypoint) { return keypoint.boundPoint() == *m_track; };
    return std::ranges::any_of(state().keypoints, belongs) ? m_track : std::nullopt;
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
        if (!keypoint.counts()) continue;
        const auto point = motion().pointInBase(keypoint.frame, keypoint.link, keypoint.pointInLink);
        if (!point) continue;
        task.points.push_back(
            {*point, keypoint.pixel, keypoint.origin == KeypointOrigin::Human ? 1 : trackedWeight});
    }
    return task;
}

void Editor::solveLive(const std::optional<RigidTransform>& start, int gesture) {
    if (!m_solvesWhileEditing) return;
    m_solving.solve(solveTask(start), [this, gesture](const std::optional<RigidTransform>& pose) {
        // Undone or followed by another edit meanwhile: the pose is no longer wanted.
        const QUndoStack& stack = m_document->undoStack();
        const QUndoCommand* last = stack.index() > 0 ? stack.command(stack.index() - 1) : nullptr;
        if (!pose || stack.canRedo() || !last || last->id() != gesture) return;
        setPose(EditAction::MoveKeypoint, *pose, gesture);
    });
}

int Editor::addKeypoint(int link, const Eigen::Vector3d& pointInLink, const Eigen::Vector2d& pixel,
                        int gesture) {
    Keypoint keypoint;
    keypoint.id = m_document->newKeypointId(m_camera);
    keypoint.frame = m_frame;
    keypoint.link = link;
    keypoint.pointInLink = pointInLink;
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
    const int count = static_cast<int>(near.points.size());
    if (count == 0) {
        say(tr("There are no keypoints to solve from: place some with the keypoint tool."));
        return;
    }
    const auto finish = [this, count](const std::optional<RigidTransform>& pose) {
        if (pose) {
            setPose(EditAction::SolvePose, *pose, 0);
        } else {
            say(count < 4
                    ? tr("Four keypoints are needed when there is no pose yet; %1 are placed.").arg(count)
                    : tr("These keypoints do not fix the camera: spread them over the robot and over "
                         "frames."));
        }
    };
    if (count < 4) {
        if (near.start) {
            m_solving.solve(near, finish);
        } else {
            finish({});
        }
        return;
    }
    SolveTask fromNothing = near;
    fromNothing.start.reset();
    m_solving.solve(fromNothing, [this, near, finish](const std::optional<RigidTransform>& pose) {
        if (pose || !near.start) {
            finish(pose);
        } else {
            m_solving.solve(near, finish);
        }
    });
}

}  // namespace camframe
