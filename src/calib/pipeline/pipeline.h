// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "calib/calibration_pipeline.h"
#include "calib/lens.h"
#include "calib/mark_stage.h"
#include "calib/near_ties.h"
#include "calib/observed_frame.h"
#include "calib/pose_search.h"
#include "calib/self_assessment.h"
#include "calib/silhouette_stage.h"
#include "model/core/stop_watch.h"

namespace camframe {

/// A coarse pose that competes for the fine stage.
struct Hypothesis {
    RigidTransform camFromBase = RigidTransform::Identity();
    double score = 0;  ///< Overlap with the observation, comparable between hypotheses.
    bool fromMark = false;
    double trackRmsPx = -1;
};

/// Did the iteration come to rest?
inline bool settled(const ContourRefinement& r) {
    if (r.status == ContourRefinement::Status::Converged) return true;
    return r.status == ContourRefinement::Status::IterationLimit && !r.iterations.empty() &&
           r.iterations.back().stepRotation < 1e-3 && r.iterations.back().stepTranslation < 1e-3;
}

/// Standard deviations of rotation (rad) and camera centre (m): root of the sum over three axes.
/// @param covariance  Of the left perturbation, as ContourRefinement gives it.
struct PoseSigmas {
    double rotation = 0, translation = 0;
};
PoseSigmas poseSigmas(const RigidTransform& camFromBase, const Matrix6d& covariance);

/// One run; members are filled stage by stage.
class Pipeline {
public:
    Pipeline(const CalibrationInput& input, const CalibrationOptions& options, const RunContext& context)
        : m_input(input),
          m_options(options),
          m_context(context),
          m_camera(input.camera),
          m_lens(input.camera),
          m_corrected(*input.motion) {}

    Result<CalibrationRun> run();

private:
    Result<void> loadFrames();
    Result<WorkFrame> readFrame(int index);
    Result<void> takeMoreFrames();
    void noteFramesUsed();
    Result<void> checkCamera();
    Result<void> trackMarks();
    Result<void> estimateFocal();
    Result<void> findStarts();
    Result<void> chooseStart();
    Result<void> findJointOffsets();
    Result<void> compareWithTurnedJoints(Evidence& evidence, std::string& which);
    Result<double> overlapOf(const SilhouettePose& pose);
    Result<void> checkLag();
    Result<void> startAgain(const RigidTransform& pose);
    std::vector<ObservedFrame> observedFrames() const;
    Result<void> refineFine();
    Result<void> measureInPictures();
    Result<void> followFarJoints();
    Result<void> compareWithRivals();
    Result<Explanation> explanationOf(const SilhouettePose& pose);
    Result<SilhouettePose> refineByOutlines(const RigidTransform& start);
    Result<void> useDepth();
    void adoptIntrinsics();
    Result<void> setFree();
    Result<void> judge();
    Result<bool> ignoreHidden();
    Result<void> useRecordedPictures();
    Result<SilhouettePose> refinedCoarsely(const RigidTransform& start, const UnknownPriors& unknowns);
    Result<SilhouettePose> refinedFine(const RigidTransform& start);
    Result<SilhouettePose> refined(std::span<const WorkFrame* const> frames, const RigidTransform& start,
                                   const UnknownPriors& priors);
    UnknownPriors priors(const RefineSet& refine) const;
    bool knowsFurtherArms() const;
    void nameArmBases();
    void measureArms(Evidence& evidence) const;
    void applyCorrection(const RobotCorrection& correction);
    void makeScorer();
    SilhouetteScorer scorerThrough(const CameraModel& camera) const;
    /// Masks, or enough that moves in enough frames: something that tiny pictures of the robot can be
    /// compared with.
    bool somethingToMatch() const {
        return m_haveMasks || (m_scene->fit.size() >= 4 && m_motion->changedShare > 2e-3);
    }
    SilhouetteScorer::Options scorerOptions() const;
    void recordCorrection();
    bool isClip() const { return m_input.isVideo && m_scene->fit.size() >= 5; }
    Result<void> makeMasks();
    void fail(FailureReason reason, const std::string& detail);
    void finish();
    double expectedTcpError() const;
    std::vector<Hypothesis> searchGlobally(PoseSearchOptions options, const MarkConstraints* marks = nullptr);
    std::vector<Hypothesis> startsFromMarks();
    void preferMarked();
    std::vector<Hypothesis> startsFromKeypoints();
    Result<std::vector<Hypothesis>> startsNear(const RigidTransform& pose) const;
    std::vector<Hypothesis> mirrorsOf(const RigidTransform& pose) const;
    std::vector<ContourKeypoint> keypoints() const;
    std::vector<const WorkFrame*> fitFrames() const;
    /// Is the robot's pose known in this frame, and does the camera stand there where it is looked for?
    bool takesPart(int frame) const {
        return frame >= m_firstFrame && frame <= m_lastFrame && m_corrected.valid(frame);
    }
    /// Are there links to draw whose poses nobody knows (end-effector poses only)?
    bool partlyKnown() const {
        return std::ranges::any_of(m_input.geometry->parts(), [&](const RobotGeometry::Part& part) {
            return !part.ignored && !m_input.motion->linkKnown[static_cast<size_t>(part.link)];
        });
    }
    Result<void> stoppedError() const { return makeError(ErrorKind::Stopped, "Stopped."); }

    const CalibrationInput& m_input;
    const CalibrationOptions& m_options;
    const RunContext& m_context;
    CameraModel m_camera;  ///< Of the recorded pictures: as given, or with the focal length that was found.
    Lens m_lens;
    std::unique_ptr<Renderer> m_renderer;
    std::optional<SilhouetteScene> m_scene;
    std::optional<MotionEvidence> m_motion;
    std::optional<OutlineEvidence> m_outlines;  ///< Where outlines are measured, from the fine stage on.
    OutlineAgreement m_outlineAgreement;        ///< ... and of the final pose.
    /// Set where masks are given and outlines are measured all the same, see measureInPictures().
    std::optional<double> m_maskInlierShare;
    std::optional<SilhouetteScorer> m_scorer;
    std::vector<SilhouetteScorer::Frame> m_scorerFrames;
    std::vector<FollowedMark> m_marks;
    std::optional<MarkConstraints> m_markConstraints;  ///< Set when there are marks to search with.
    std::vector<Hypothesis> m_hypotheses;
    RobotMotion m_corrected;  ///< The motion in use: m_input.motion after the scene's correction.
    RefineSet m_refine;       ///< What the fine stage solves for: the options, and a lag that was found.
    bool m_lagFound = false;
    SilhouettePose m_pose;
    std::optional<SilhouettePose> m_free;  ///< m_pose with what should stay put set free.
    Hypothesis m_chosen;
    std::optional<RigidTransform> m_focalStart;  ///< Found together with the focal length.
    std::vector<RigidTransform> m_rivals;        ///< Clearly different starts that explain about as much.
    std::vector<Finding> m_markFindings;         ///< Told only when the result is in doubt.
    std::optional<double> m_rivalScore;
    bool m_haveMasks = false;
    bool m_searchedEverywhere = false;
    bool m_failed = false;
    bool m_depthRefused = false;
    bool m_bumped = false;        ///< Part of the recording had to be left out.
    bool m_fitsOnlyPart = false;  ///< The pose fits before, or after, some point in time only.
    int m_firstFrame = 0, m_lastFrame = std::numeric_limits<int>::max();  ///< The part that is used.
    std::vector<int> m_candidates;  ///< Frames that may take part, ascending.
    CalibrationRun m_run;
    StopWatch m_watch;
};

}  // namespace camframe
