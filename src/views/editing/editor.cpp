// SPDX-License-Identifier: Apache-2.0
#include "views/editing/editor.h"

#include <algorithm>
#include <cmath>

namespace camframe {

namespace {
/// Nudges that follow each other within this time are one undo step, as a held key makes them.
constexpr qint64 nudgeMergeMs = 600;
constexpr double nudgeRadiansPerMetre = 0.1 * 0.017453292519943295 / 0.001;
}  // namespace

Editor::Editor(QObject* parent) : QObject(parent) {}

void Editor::setDocument(ProjectDocument* document, PoseSolverSource* solver) {
    if (m_document) m_document->disconnect(this);
    m_document = document;
    m_solving.setSource(solver);
    m_camera = 0;
    m_frame = 0;
    m_selected = -1;
    selectLink(-1);
    m_track.reset();
    m_shown.reset();
    m_pinned.clear();
    if (document) {
        connect(document, &ProjectDocument::changed, this, [this](const ChangeEvent& event) {
            if (event.camera != m_camera) return;
            const Keypoint* selected = findKeypoint(state(), m_selected);
            if (selected) {
                m_track = selected->boundPoint();
            } else if (m_selected >= 0) {
                selectKeypoint(-1);
            }
            Q_EMIT stateChanged(event.properties);
        });
    }
    Q_EMIT documentChanged();
}

int Editor::frameCount() const {
    return m_document ? m_document->recording().episode.frameCount : 0;
}

void Editor::setCamera(int camera) {
    if (!m_document || camera == m_camera || camera < 0 ||
        camera >= static_cast<int>(m_document->cameras().size())) {
        return;
    }
    m_camera = camera;
    m_shown.reset();
    m_solving.drop();
    selectKeypoint(-1);
    m_track.reset();
    Q_EMIT cameraChanged(camera);
}

void Editor::setFrame(int frame) {
    frame = std::clamp(frame, 0, std::max(0, frameCount() - 1));
    if (!m_document || frame == m_frame) return;
    m_frame = frame;
    const Keypoint* selected = findKeypoint(state(), m_selected);
    if (!selected || selected->frame != frame) {
        const Keypoint* here = trackPointIn(frame);
        selectKeypoint(here ? here->id : -1);
    }
    Q_EMIT frameChanged(frame);
}

void Editor::selectKeypoint(int id) {
    if (id == m_selected) return;
    m_selected = id;
    if (m_document)
        if (const Keypoint* keypoint = findKeypoint(state(), id)) m_track = keypoint->boundPoint();
    Q_EMIT selectionChanged(id);
}

void Editor::selectLink(int link) {
    if (link == m_selectedLink) return;
    m_selectedLink = link;
    Q_EMIT linkSelected(link);
}

std::shared_ptr<const FrameMask> Editor::frameMask() const {
    if (!m_document) return {};
    const auto found = state().masks.find(m_frame);
    return found == state().masks.end() ? nullptr : found->second;
}

std::optional<PickedPoint> Editor::pick(const Eigen::Vector2d& pixel, int reach) const {
    if (!m_document || !m_shown || m_shown->frame != m_frame || m_shown->part.empty()) return {};
    const ImageU8& part = m_shown->part;
    const int x0 = static_cast<int>(std::lround(pixel.x()));
    const int y0 = static_cast<int>(std::lround(pixel.y()));
    int best = -1;
    Eigen::Vector2i at(0, 0);
    for (int y = std::max(0, y0 - reach); y <= std::min(part.height - 1, y0 + reach); ++y) {
        for (int x = std::max(0, x0 - reach); x <= std::min(part.width - 1, x0 + reach); ++x) {
            const int distance = (x - x0) * (x - x0) + (y - y0) * (y - y0);
            if (part.at(x, y) == 0 || (best >= 0 && distance >= best)) continue;
            best = distance;
            at = {x, y};
        }
    }
    if (best < 0) return {};
    PickedPoint picked;
    picked.link = m_shown->linkOfPart[part.at(at.x(), at.y())];
    // Where the click itself hit the robot, its exact ray; beside it, the nearest robot pixel's.
    const Eigen::Vector2d ray = best == 0 ? pixel : at.cast<double>();
    picked.pointInCam =
        m_shown->camera.unproject(ray, static_cast<double>(m_shown->depth.at(at.x(), at.y())));
    // The motion that it was drawn with: the camera's may have been corrected anew since.
    const RobotMotion& motion = *m_shown->motion;
    if (!motion.valid(m_frame)) return {};
    const RigidTransform& baseFromLink =
        motion.baseFromLink[static_cast<size_t>(m_frame)][static_cast<size_t>(picked.link)];
    picked.pointInLink = (m_shown->camFromBase * baseFromLink).inverse() * picked.pointInCam;
    return picked;
}

double Editor::depthAt(const Eigen::Vector2d& pixel) const {
    if (const auto picked = pick(pixel, 3)) return picked->pointInCam.z();
    if (m_document && state().camFromBase) {
        const double depth = state().camFromBase->translation().z();
        if (depth > 0.05) return depth;
    }
    return 1;
}

void Editor::setPose(EditAction action, const RigidTransform& camFromBase, int gesture) {
    if (!camFromBase.matrix().allFinite()) return;
    pushPose(*m_document, m_camera, action, camFromBase, gesture);
}

std::vector<Hypothesis> Editor::hypotheses() const {
    if (!m_document || !state().run || state().run->alternatives.empty()) return {};
    const Calibration& run = *state().run;
    const auto& winner = run.camFromBase ? run.camFromBase : run.camFromBaseGuess;
    std::vector<Hypothesis> all;
    if (winner) all.push_back({*winner, 1, run.alternatives.front().frame});
    for (const AlternativePose& other : run.alternatives)
        all.push_back({other.camFromBase, other.score, other.frame});
    // A result of another, longer cut of this recording may name frames that are not there.
    for (Hypothesis& hypothesis : all) hypothesis.frame = std::clamp(hypothesis.frame, 0, frameCount() - 1);
    return all;
}

void Editor::chooseHypothesis(int index) {
    const std::vector<Hypothesis> all = hypotheses();
    if (index < 0 || index >= static_cast<int>(all.size())) return;
    const Hypothesis& chosen = all[static_cast<size_t>(index)];
    setFrame(chosen.frame);
    if (state().camFromBase && state().camFromBase->matrix() == chosen.camFromBase.matrix()) return;
    setPose(EditAction::ChooseAlternative, chosen.camFromBase, 0);
}

void Editor::pinPose() {
    if (!m_document) return;
    if (!state().camFromBase) {
        say(tr("There is no pose to remember yet."));
        return;
    }
    m_pinned[m_camera] = *state().camFromBase;
    say(tr("This pose is remembered: C compares it with the one on show."));
}

std::optional<RigidTransform> Editor::poseToCompare() const {
    if (!m_document || !state().camFromBase) return {};
    std::vector<RigidTransform> candidates;
    if (const auto pinned = m_pinned.find(m_camera); pinned != m_pinned.end())
        candidates.push_back(pinned->second);
    if (const auto& run = state().run) {
        if (const auto& pose = run->camFromBase ? run->camFromBase : run->camFromBaseGuess)
            candidates.push_back(*pose);
        for (const AlternativePose& other : run->alternatives) candidates.push_back(other.camFromBase);
    }
    for (const RigidTransform& candidate : candidates)
        if (candidate.matrix() != state().camFromBase->matrix()) return candidate;
    return {};
}

int Editor::nudgeGesture() {
    if (m_nudgeGesture == 0 || !m_sinceNudge.isValid() || m_sinceNudge.elapsed() > nudgeMergeMs) {
        m_nudgeGesture = m_document->newGesture();
    }
    m_sinceNudge.start();
    return m_nudgeGesture;
}

void Editor::nudge(const Eigen::Vector3i& direction) {
    if (!m_document) return;
    if (!state().camFromBase) {
        say(tr("There is no pose to move yet: run the calibration, or place four keypoints."));
        return;
    }
    const Eigen::Vector3d step = m_nudgeStep * direction.cast<double>();
    RigidTransform pose = *state().camFromBase;
    if (m_nudgeAxes == NudgeAxes::Camera) {
        pose.pretranslate(step);
    } else {
        pose.translate(step);
    }
    setPose(EditAction::NudgeCamera, pose, nudgeGesture());
}

void Editor::nudgeRotation(const Eigen::Vector3i& direction) {
    if (!m_document) return;
    if (!state().camFromBase) {
        say(tr("There is no pose to move yet: run the calibration, or place four keypoints."));
        return;
    }
    const RigidTransform& pose = *state().camFromBase;
    const double angle = m_nudgeStep * nudgeRadiansPerMetre;
    const Eigen::AngleAxisd turn(angle, direction.cast<double>().normalized());
    const auto tool = motion().pointInBase(m_frame, motion().toolLink, Eigen::Vector3d::Zero());
    const Eigen::Vector3d pivotInBase = tool.value_or(Eigen::Vector3d::Zero());
    RigidTransform turned;
    if (m_nudgeAxes == NudgeAxes::Camera) {
        const Eigen::Vector3d pivot = pose * pivotInBase;
        turned = Eigen::Translation3d(pivot) * turn * Eigen::Translation3d(-pivot) * pose;
    } else {
        turned = pose * Eigen::Translation3d(pivotInBase) * turn * Eigen::Translation3d(-pivotInBase);
    }
    setPose(EditAction::NudgeCamera, turned, nudgeGesture());
}

void Editor::setNudgeAxes(NudgeAxes axes) {
    m_nudgeAxes = axes;
    Q_EMIT nudgeSettingsChanged();
}

void Editor::setNudgeStep(double metres) {
    m_nudgeStep = std::clamp(metres, 0.0001, 0.2);
    Q_EMIT nudgeSettingsChanged();
}

}  // namespace camframe
