// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <map>
#include <memory>

#include "model/qt/project_document.h"
#include "model/qt/undo/edit_camera_command.h"
#include "views/editing/live_solver.h"
#include "views/overlay/overlay_source.h"

namespace camframe {

/// A point of the robot under a pixel of the drawn overlay.
struct PickedPoint {
    int link = 0;
    Eigen::Vector3d pointInLink{0, 0, 0};
    Eigen::Vector3d pointInCam{0, 0, 0};
};

/// A pose that the last run found to explain the pictures about as well as any.
struct Hypothesis {
    RigidTransform camFromBase = RigidTransform::Identity();
    double score = 1;  ///< Of the calibrated pose's, 0..1.
    int frame = 0;     ///< Where it differs most from the calibrated pose.
};

/// In which axes arrow keys move the drawn robot.
enum class NudgeAxes { Camera, Base };

/// What the window is looking at, and the edits that its tools share: current camera and frame, selection,
/// picking, solving, nudging. All changes of data go through commands of the document. GUI thread only.
class Editor : public QObject {
    Q_OBJECT

public:
    explicit Editor(QObject* parent = nullptr);

    /// Both may be null (nothing open). The editor does not own them.
    void setDocument(ProjectDocument* document, PoseSolverSource* solver);
    ProjectDocument* document() const { return m_document; }
    bool hasDocument() const { return m_document != nullptr; }
    const Recording& recording() const { return m_document->recording(); }
    /// The robot as the current camera's pictures show it.
    const RobotMotion& motion() const { return *m_document->motion(m_camera); }
    const CameraState& state() const { return m_document->camera(m_camera); }

    int camera() const { return m_camera; }
    int frame() const { return m_frame; }
    int frameCount() const;
    int selectedKeypoint() const { return m_selected; }
    void setCamera(int camera);
    void setFrame(int frame);
    void selectKeypoint(int id);
    /// The link that all views mark; -1: none.
    int selectedLink() const { return m_selectedLink; }
    void selectLink(int link);

    /// The overlay on show, for picking; null when there is none.
    void setShownOverlay(std::shared_ptr<const OverlayPicture> overlay) { m_shown = std::move(overlay); }
    /// What the canvas shows now; may be of another frame, or null.
    const std::shared_ptr<const OverlayPicture>& shownOverlay() const { return m_shown; }
    /// What a person drew into the current frame, or null.
    std::shared_ptr<const FrameMask> frameMask() const;
    /// The point of the drawn robot at a pixel, looking also up to `reach` pixels around it.
    std::optional<PickedPoint> pick(const Eigen::Vector2d& pixel, int reach = 0) const;
    /// Depth (m) for dragging: of the robot at the pixel, else of its base.
    double depthAt(const Eigen::Vector2d& pixel) const;

    bool solvesWhileEditing() const { return m_solvesWhileEditing; }
    void setSolvesWhileEditing(bool on) { m_solvesWhileEditing = on; }
    /// What the camera's keypoints say about its pose: those that count, tracked ones with a tenth of the
    /// weight.
    SolveTask solveTask(const std::optional<RigidTransform>& start) const;
    /// A pose is being solved; it will be set, or be said not to exist.
    bool isSolving() const { return m_solving.isBusy(); }

    // Edits. Each is one undo step; those with a gesture merge with the others of that gesture.
    // Poses are solved in the background and join the step of their edit when they are there.
    /// In place of the automatic one of the same point, where the frame has it.
    /// @return  Id of the new keypoint.
    int addKeypoint(const BoundPoint& point, const Eigen::Vector2d& pixel, int gesture);
    /// A mark of unknown place on a link, to be seen for the first time.
    BoundPoint newMark(int link) const;
    /// @param start  Pose from which a live re-solve starts (that of the beginning of the drag, so that the
    ///               result does not depend on the way of the mouse).
    void moveKeypoint(int id, const Eigen::Vector2d& pixel, const std::optional<RigidTransform>& start,
                      int gesture);
    /// Puts keypoints and pose back to what they were, within the gesture.
    void takeBack(std::vector<Keypoint> keypoints, const std::optional<RigidTransform>& pose, int gesture);
    void removeKeypoint(int id);
    /// A hidden keypoint does not take part in solving.
    void setKeypointHidden(int id, bool hidden);
    /// An automatic keypoint becomes a person's as it stands.
    void confirmKeypoint(int id);
    /// Replaces the automatic keypoints of a track in some frames, as one step. Frames with one that a person
    /// placed or hid are left alone, so are the numbers of those that stay.
    void setAutomaticKeypoints(int camera, const BoundPoint& point, int firstFrame, int lastFrame,
                               const std::vector<Keypoint>& found);
    /// Whether the place of track() on its link is solved for together with the pose, from all frames in
    /// which it was seen; else it stays where it is.
    void setTrackSolved(bool solved);
    /// Solves from all keypoints and says in a message when that is impossible.
    void solveNow();

    /// The point whose keypoints are being worked on: the selected keypoint's, or that of the one before.
    /// Going to another frame selects its keypoint there.
    std::optional<BoundPoint> track() const;
    void setPose(EditAction action, const RigidTransform& camFromBase, int gesture);
    /// Moves the drawn robot one step along +-x, y or z of the chosen axes.
    void nudge(const Eigen::Vector3i& direction);
    /// Turns the drawn robot one step about an axis through its tool.
    void nudgeRotation(const Eigen::Vector3i& direction);

    /// The calibrated pose and its near-ties, best first; empty when the last run was unambiguous.
    std::vector<Hypothesis> hypotheses() const;
    /// Makes one of hypotheses() the pose and shows the frame that tells it apart.
    void chooseHypothesis(int index);

    /// Remembers the pose on show, to compare later ones with it.
    void pinPose();
    /// The pose to compare the one on show with: the remembered one, else the calibrated one, else the best
    /// near-tie; nothing when none of them differs.
    std::optional<RigidTransform> poseToCompare() const;

    NudgeAxes nudgeAxes() const { return m_nudgeAxes; }
    void setNudgeAxes(NudgeAxes axes);
    /// Step of a nudge in metres; a turn takes 0.1 degree per millimetre.
    double nudgeStep() const { return m_nudgeStep; }
    void setNudgeStep(double metres);

    /// Shows a sentence in the banner.
    void say(const QString& sentence) { Q_EMIT message(sentence); }

Q_SIGNALS:
    void documentChanged();
    void cameraChanged(int camera);
    void frameChanged(int frame);
    void selectionChanged(int keypointId);
    void linkSelected(int link);
    /// Properties of the current camera changed.
    void stateChanged(camframe::ChangeEvent::Properties properties);
    void nudgeSettingsChanged();
    void message(const QString& sentence);

private:
    int nudgeGesture();
    void solveLive(const std::optional<RigidTransform>& start, int gesture);
    /// Pose and places of marks become a step, or join that of their gesture.
    void takeSolution(EditAction action, const SolvedPose& solved, const std::vector<int>& marks,
                      int gesture);
    const Keypoint* trackPointIn(int frame) const;

    QPointer<ProjectDocument> m_document;
    LiveSolver m_solving;
    int m_camera = 0;
    int m_frame = 0;
    int m_selected = -1;
    int m_selectedLink = -1;
    std::optional<BoundPoint> m_track;
    bool m_solvesWhileEditing = true;
    NudgeAxes m_nudgeAxes = NudgeAxes::Camera;
    double m_nudgeStep = 0.005;
    int m_nudgeGesture = 0;
    QElapsedTimer m_sinceNudge;
    std::shared_ptr<const OverlayPicture> m_shown;
    std::map<int, RigidTransform> m_pinned;  ///< By camera.
};

}  // namespace camframe
