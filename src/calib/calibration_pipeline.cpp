// SPDX-License-Identifier: Apache-2.0
#include "calib/calibration_pipeline.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <opencv2/imgproc.hpp>

#include "calib/camera_motion.h"
#include "calib/frame_selection.h"
#include "calib/lag_search.h"
#include "calib/lens.h"
#include "calib/mark_stage.h"
#include "calib/mark_tracker.h"
#include "calib/mirror_poses.h"
#include "calib/near_ties.h"
#include "calib/occlusion.h"
#include "calib/pose_search.h"
#include "calib/pose_solver.h"
#include "calib/self_assessment.h"
#include "calib/silhouette_stage.h"
#include "calib/temporal_pnp.h"
#include "model/core/evaluation.h"
#include "model/core/log.h"
#include "model/core/parallel.h"
#include "model/core/robot_assembly.h"
#include "model/core/stop_watch.h"

namespace camframe {

namespace {

/// A coarse pose that competes for the fine stage.
struct Hypothesis {
    RigidTransform camFromBase = RigidTransform::Identity();
    double score = 0;  ///< Overlap with the observation, comparable between hypotheses.
    bool fromMark = false;
    double trackRmsPx = -1;
};

/// Did the iteration come to rest?
bool settled(const ContourRefinement& r) {
    if (r.status == ContourRefinement::Status::Converged) return true;
    return r.status == ContourRefinement::Status::IterationLimit && !r.iterations.empty() &&
           r.iterations.back().stepRotation < 1e-3 && r.iterations.back().stepTranslation < 1e-3;
}

/// Overlap of two masks where `ignore` (may be empty) is 0.
double overlapOutside(const ImageU8& ignore, ImageU8 a, ImageU8 b) {
    for (size_t i = 0; i < ignore.data.size(); ++i)
        if (ignore.data[i] != 0) a.data[i] = b.data[i] = 0;
    return maskIou(a, b);
}

/// One run; members are filled stage by stage.
class Pipeline {
public:
    Pipeline(const CalibrationInput& input, const CalibrationOptions& options, const RunContext& context)
        : m_input(input),
          m_options(options),
          m_context(context),
          m_lens(input.camera),
          m_corrected(*input.motion) {}

    Result<CalibrationRun> run();

private:
    Result<void> loadFrames();
    Result<void> checkCamera();
    Result<void> trackMarks();
    Result<void> findStarts();
    Result<void> chooseStart();
    Result<void> checkLag();
    Result<void> refineFine();
    Result<void> compareWithRivals();
    Result<Explanation> explanationOf(const SilhouettePose& pose);
    Result<SilhouettePose> refineByOutlines(const RigidTransform& start);
    Result<void> useDepth();
    void adoptIntrinsics();
    Result<void> setFree();
    Result<void> judge();
    Result<bool> ignoreHidden();
    Result<void> useRecordedPictures();
    Result<SilhouettePose> refinedFine(const RigidTransform& start);
    Result<SilhouettePose> refined(std::span<const WorkFrame* const> frames, const RigidTransform& start,
                                   const UnknownPriors& priors);
    UnknownPriors priors(const RefineSet& refine) const;
    bool knowsFurtherArms() const;
    void nameArmBases();
    void measureArms(Evidence& evidence) const;
    void applyCorrection(const RobotCorrection& correction);
    void makeScorer();
    SilhouetteScorer::Options scorerOptions() const;
    void recordCorrection();
    bool isClip() const { return m_input.isVideo && m_scene->fit.size() >= 5; }
    Result<void> makeMasks();
    void fail(FailureReason reason, const std::string& detail);
    void finish();
    double expectedTcpError() const;
    std::vector<Hypothesis> searchGlobally(const MarkConstraints* marks);
    std::vector<Hypothesis> startsFromMarks();
    void preferMarked();
    std::vector<Hypothesis> startsFromKeypoints();
    std::vector<Hypothesis> startsNear(const RigidTransform& pose) const;
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
    Lens m_lens;
    std::unique_ptr<Renderer> m_renderer;
    std::optional<SilhouetteScene> m_scene;
    std::optional<MotionEvidence> m_motion;
    std::optional<OutlineEvidence> m_outlines;  ///< Without masks, from the fine stage on.
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
    std::vector<RigidTransform> m_rivals;  ///< Clearly different starts that explain about as much.
    std::vector<Finding> m_markFindings;   ///< Told only when the result is in doubt.
    std::optional<double> m_rivalScore;
    bool m_haveMasks = false;
    bool m_searchedEverywhere = false;
    bool m_failed = false;
    bool m_depthRefused = false;
    bool m_bumped = false;  ///< Part of the recording had to be left out.
    int m_firstFrame = 0, m_lastFrame = std::numeric_limits<int>::max();  ///< The part that is used.
    std::vector<int> m_candidates;  ///< Frames that may take part, ascending.
    CalibrationRun m_run;
    StopWatch m_watch;
};

Result<CalibrationRun> Pipeline::run() {
    StopWatch total;
    const std::clock_t cpuStart = std::clock();
    Calibration& c = m_run.calibration;
    c.robot = m_input.robot->name();
    c.camera = m_input.camera;
    c.intrinsicsSource = m_input.intrinsicsSource;
    c.seed = m_options.seed;
    c.reasons.clear();
    m_refine = m_options.refine;

    auto renderer = makeRenderer(m_input.geometry, m_options.renderer);
    if (!renderer) return tl::unexpected(renderer.error());
    m_renderer = std::move(*renderer);
    c.backend = m_renderer->name();

    using Stage = Result<void> (Pipeline::*)();
    struct Step {
        Stage stage;
        const char* name;
        double from;
        double StageTimes::*time;
    };
    const Step steps[] = {
        {&Pipeline::loadFrames, "reading frames", 0.0, &StageTimes::decode},
        {&Pipeline::checkCamera, "checking that the camera stands still", 0.12, &StageTimes::decode},
        {&Pipeline::trackMarks, "following the mark", 0.15, &StageTimes::track},
        {&Pipeline::findStarts, "looking for the camera", 0.25, &StageTimes::init},
        {&Pipeline::chooseStart, "comparing starting poses", 0.45, &StageTimes::init},
        {&Pipeline::checkLag, "comparing pictures and joints in time", 0.55, &StageTimes::init},
        {&Pipeline::refineFine, "refining the camera pose", 0.6, &StageTimes::refine},
        {&Pipeline::useDepth, "comparing depths", 0.72, &StageTimes::refine},
        {&Pipeline::setFree, "setting intrinsics and time free", 0.75, &StageTimes::refine},
        {&Pipeline::makeMasks, "outlining the robot", 0.8, &StageTimes::segment},
        {&Pipeline::judge, "judging the result", 0.9, &StageTimes::refine},
    };
    for (const Step& step : steps) {
        if (m_failed) break;
        if (m_context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        m_context.report(step.from, step.name);
        m_watch.lap();
        if (auto ok = (this->*step.stage)(); !ok) return tl::unexpected(ok.error());
        c.timing.*step.time += m_watch.lap();
        if (step.stage == &Pipeline::refineFine) m_run.drawnForPose = m_renderer->drawn();
    }
    if (m_context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
    finish();
    m_run.drawn = m_renderer->drawn();
    c.timing.total = total.lap();
    c.timing.cpu = static_cast<double>(std::clock() - cpuStart) / CLOCKS_PER_SEC;
    m_context.report(1.0, "done");
    return std::move(m_run);
}

void Pipeline::fail(FailureReason reason, const std::string& detail) {
    m_failed = true;
    m_run.findings.push_back({reason, detail});
    m_run.calibration.status = CalibrationStatus::Failed;
}

void Pipeline::finish() {
    Calibration& c = m_run.calibration;
    if (m_failed) c.status = CalibrationStatus::Failed;
    // Half an answer is for a person to look at, and so is one that depths do not confirm.
    if ((m_bumped || m_depthRefused) && c.status == CalibrationStatus::Ok)
        c.status = CalibrationStatus::Review;
    if (c.status != CalibrationStatus::Ok)
        m_run.findings.insert(m_run.findings.end(), m_markFindings.begin(), m_markFindings.end());
    if (c.status == CalibrationStatus::Failed) c.covariance.reset();
    if (c.status == CalibrationStatus::Failed && c.camFromBase) {
        c.camFromBaseGuess = c.camFromBase;
        c.camFromBase.reset();
    }
    for (const Finding& finding : m_run.findings) c.reasons.push_back(finding.text());
}

Result<void> Pipeline::loadFrames() {
    std::vector<int> candidates;
    const int frames =
        std::min(m_input.frames->frameCount(), static_cast<int>(m_corrected.baseFromLink.size()));
    for (int f = m_firstFrame; f < frames && f <= m_lastFrame; ++f)
        if (m_corrected.valid(f)) candidates.push_back(f);
    if (candidates.empty()) {
        fail(FailureReason::TooFewFrames, "no frame has both a picture and joint values");
        return {};
    }
    // With masks, only frames that have one take part.
    std::vector<std::pair<int, ImageU8>> masks;
    FrameSelection selection;
    const auto readMask = [&](int frame) -> Result<std::optional<ImageU8>> {
        if (!m_input.maskOfFrame) return std::optional<ImageU8>{};
        auto mask = m_input.maskOfFrame(frame);
        if (!mask) return tl::unexpected(mask.error());
        if (*mask) return std::optional<ImageU8>(m_lens.undistortMask(**mask));
        return std::optional<ImageU8>{};
    };
    if (m_input.maskOfFrame) {
        std::vector<int> withMask;
        for (const int f : candidates) {
            auto mask = m_input.maskOfFrame(f);
            if (!mask) return tl::unexpected(mask.error());
            if (*mask && std::ranges::any_of((*mask)->data, [](uint8_t v) { return v != 0; }))
                withMask.push_back(f);
        }
        if (!withMask.empty()) {
            candidates = withMask;
            m_haveMasks = true;
        }
    }
    m_candidates = candidates;
    selection = selectFrames(m_corrected, candidates, m_options.fitFrames, m_options.holdoutFrames);

    m_scene.emplace(SilhouetteScene{*m_renderer,
                                    m_input.camera.withoutDistortion(),
                                    &m_input.motion->linkKnown,
                                    {},
                                    {},
                                    keypoints(),
                                    m_context,
                                    &m_run.iterations,
                                    m_input.robot,
                                    m_input.motion,
                                    {}});
    std::vector<int> order = selection.fit;
    order.insert(order.end(), selection.holdout.begin(), selection.holdout.end());
    std::ranges::sort(order);  // videos are read forwards
    for (size_t k = 0; k < order.size(); ++k) {
        if (m_context.stopped()) return stoppedError();
        const int f = order[k];
        auto rgb = m_input.frames->read(f);
        if (!rgb) return tl::unexpected(rgb.error());
        WorkFrame frame;
        frame.index = f;
        frame.rgb = m_lens.undistort(*rgb);
        frame.baseFromLink = m_corrected.baseFromLink[static_cast<size_t>(f)];
        if (m_haveMasks) {
            auto mask = readMask(f);
            if (!mask) return tl::unexpected(mask.error());
            frame.mask = std::move(*mask);
        }
        if (m_input.ignoreOfFrame) {
            auto ignore = m_input.ignoreOfFrame(f);
            if (!ignore) return tl::unexpected(ignore.error());
            if (*ignore) frame.ignore = m_lens.undistortMask(**ignore);
        }
        const bool held = std::ranges::binary_search(selection.holdout, f);
        (held ? m_scene->holdout : m_scene->fit).push_back(std::move(frame));
        m_context.report(0.15 * static_cast<double>(k) / static_cast<double>(order.size()), "reading frames");
    }
    m_run.calibration.framesUsed = selection.fit;
    return {};
}

Result<void> Pipeline::checkCamera() {
    std::vector<const WorkFrame*> frames = fitFrames();
    for (const WorkFrame& frame : m_scene->holdout) frames.push_back(&frame);
    std::ranges::sort(frames, {}, &WorkFrame::index);
    std::vector<int> indices;
    std::vector<const ImageU8*> pictures;
    for (const WorkFrame* frame : frames) {
        indices.push_back(frame->index);
        pictures.push_back(&frame->rgb);
    }
    const auto read = [&](int f) -> Result<ImageU8> {
        auto rgb = m_input.frames->read(f);
        if (!rgb) return tl::unexpected(rgb.error());
        return m_lens.undistort(*rgb);
    };
    const auto motion = findCameraMotion(indices, pictures, m_candidates, read, m_context);
    if (!motion) return tl::unexpected(motion.error());
    if (motion->kind == CameraMotion::Kind::Moves) {
        fail(FailureReason::CameraMoves,
             fmt::format("the background shifts by about {:.0f} px between frames",
                         std::max(1.0, motion->shiftPx)));
    } else if (motion->kind == CameraMotion::Kind::Bumped) {
        std::string places;
        for (const CameraMotion::Bump& bump : motion->bumps)
            places += (places.empty() ? "" : ", ") +
                      (bump.shiftPx > 0
                           ? fmt::format("by about {:.0f} px before frame {}", bump.shiftPx, bump.frame)
                           : fmt::format("before frame {}", bump.frame));
        m_firstFrame = motion->firstFrame;
        m_lastFrame = motion->lastFrame;
        m_bumped = true;
        m_run.findings.push_back({FailureReason::CameraBumped, fmt::format("{}; frames {} to {} used", places,
                                                                           m_firstFrame, m_lastFrame)});
        return loadFrames();
    }
    return {};
}

std::vector<const WorkFrame*> Pipeline::fitFrames() const {
    std::vector<const WorkFrame*> out;
    for (const WorkFrame& frame : m_scene->fit) out.push_back(&frame);
    return out;
}

Result<void> Pipeline::trackMarks() {
    if (m_input.marks.empty()) return {};
    const int frames = m_input.frames->frameCount();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    std::vector<MarkClick> clicks;
    for (const Mark& mark : m_input.marks) clicks.push_back({mark.frame, mark.pixel});
    std::vector<MarkTrack> tracks;
    if (m_input.isVideo && !m_input.marksAreKeypoints) {
        MarkTracker builtIn;
        PointTracker& tracker = m_input.tracker ? *m_input.tracker : builtIn;
        auto tracked =
            tracker.track([&](int f) { return m_input.frames->read(f); }, frames, clicks, {}, m_context);
        if (!tracked) return tl::unexpected(tracked.error());
        tracks = std::move(*tracked);
    } else {
        for (const MarkClick& click : clicks) {
            tracks.push_back({std::vector<Eigen::Vector2d>(static_cast<size_t>(frames), {nan, nan}),
                              std::vector<float>(static_cast<size_t>(frames), 0)});
            tracks.back().pixels[static_cast<size_t>(click.frame)] = click.pixel;
            tracks.back().visibility[static_cast<size_t>(click.frame)] = 1;
        }
    }
    for (size_t m = 0; m < clicks.size(); ++m) {
        const Mark& mark = m_input.marks[m];
        m_run.tracks.push_back(tracks[m].pixels);
        m_run.trackVisibility.push_back(tracks[m].visibility);
        for (Eigen::Vector2d& p : tracks[m].pixels)
            if (p.allFinite()) p = m_lens.undistortPixel(p);
        m_marks.push_back({mark.link >= 0 ? mark.link : m_input.motion->toolLink,
                           mark.pointInLink,
                           {mark.frame, m_lens.undistortPixel(mark.pixel)},
                           std::move(tracks[m])});
    }
    return {};
}

std::vector<ContourKeypoint> Pipeline::keypoints() const {
    std::vector<ContourKeypoint> out;
    if (m_input.isVideo && !m_input.marksAreKeypoints) return out;  // those marks are tracked instead
    for (const Mark& mark : m_input.marks) {
        if (!mark.pointInLink || !takesPart(mark.frame)) continue;
        const int link = mark.link >= 0 ? mark.link : m_corrected.toolLink;
        out.push_back({m_corrected.baseFromLink[static_cast<size_t>(mark.frame)][static_cast<size_t>(link)] *
                           *mark.pointInLink,
                       m_lens.undistortPixel(mark.pixel)});
    }
    return out;
}

std::vector<Hypothesis> Pipeline::startsFromKeypoints() {
    std::vector<PointObservation> observations;
    for (const Mark& mark : m_input.marks) {
        const int link = mark.link >= 0 ? mark.link : m_corrected.toolLink;
        if (!takesPart(mark.frame)) continue;
        if (!mark.pointInLink && m_input.isVideo && !m_input.marksAreKeypoints) continue;  // only tracked
        observations.push_back(
            {m_corrected.baseFromLink[static_cast<size_t>(mark.frame)][static_cast<size_t>(link)] *
                 mark.pointInLink.value_or(Eigen::Vector3d::Zero()),
             mark.pixel, 1.0});
    }
    if (const auto pose = solvePose(m_input.camera, observations))
        return {{pose->camFromBase, 0, true, pose->rmsPx}};
    return {};
}

std::vector<Hypothesis> Pipeline::startsFromMarks() {
    if (m_input.marksAreKeypoints || !m_input.isVideo) return startsFromKeypoints();
    const TemporalPnp pnp = m_markConstraints->solve(m_options.seed, m_context);
    if (std::ranges::none_of(m_input.marks, &Mark::found)) m_markFindings = pnp.findings;
    std::vector<Hypothesis> out;
    for (const TemporalPnpHypothesis& h : pnp.hypotheses) {
        // A path alone fixes some directions poorly; what moved mends that.
        const double score = m_scorer->score(h.camFromBase);
        const PoseCandidate climbed = climb(*m_scorer, {h.camFromBase, score}, 160, 0.1, 0.1, m_options.seed);
        out.push_back({climbed.camFromBase, climbed.score, true, h.rmsPx});
    }
    // Four vertices clicked in a frame need no track.
    const std::vector<Hypothesis> clicked = startsFromKeypoints();
    out.insert(out.end(), clicked.begin(), clicked.end());
    return out;
}

/// A rough pose as a person or another program gives it, and better ones around it.
std::vector<Hypothesis> Pipeline::startsNear(const RigidTransform& pose) const {
    std::vector<Hypothesis> out{{pose, m_scorer->score(pose), false, -1}};
    constexpr int kClimbs = 4, kSteps = 400;
    std::vector<PoseCandidate> climbed(kClimbs);
    parallelFor(kClimbs, m_context.threads, [&](int i) {
        if (m_context.stopped()) return;
        climbed[static_cast<size_t>(i)] = climb(*m_scorer, {pose, out[0].score}, kSteps, 0.2, 0.15,
                                                m_options.seed + static_cast<uint64_t>(i) + 1);
    });
    // A good pose is not to be had better by tiny pictures.
    for (const PoseCandidate& c : climbed)
        if (c.score > out[0].score + 0.05) out.push_back({c.camFromBase, c.score, false, -1});
    return out;
}

/// Where poses that show the marks where they were clicked explain the pictures about as well as others do,
/// the others are mirror images and the like.
void Pipeline::preferMarked() {
    if (!m_markConstraints) return;
    const auto shown = [&](const Hypothesis& h) {
        return m_markConstraints->clickDistancePx(h.camFromBase).value_or(0) < 0.06 * m_input.camera.width;
    };
    double best = 0, bestShown = 0;
    for (const Hypothesis& h : m_hypotheses) {
        best = std::max(best, h.score);
        if (shown(h)) bestShown = std::max(bestShown, h.score);
    }
    if (bestShown >= 0.8 * best) std::erase_if(m_hypotheses, [&](const Hypothesis& h) { return !shown(h); });
}

/// @param marks  Where given, every candidate shows the marks where they were clicked.
std::vector<Hypothesis> Pipeline::searchGlobally(const MarkConstraints* marks) {
    PoseSearchOptions options;
    if (marks)
        options.constrain = [marks](const RigidTransform& pose, size_t index) {
            return marks->turnedToMark(pose, index);
        };
    options.seed = m_options.seed;
    std::vector<Hypothesis> out;
    for (const PoseCandidate& c : searchPoses(*m_scorer, options, m_context))
        out.push_back({c.camFromBase, c.score, false, -1});
    return out;
}

void Pipeline::makeScorer() {
    m_scorerFrames.clear();
    const size_t stride = m_scene->fit.size() / 14 + 1;
    for (size_t i = 0; i < m_scene->fit.size(); i += stride)
        m_scorerFrames.push_back(
            {m_scene->fit[i].baseFromLink, m_haveMasks ? *m_scene->fit[i].mask : m_motion->changed[i]});
    if (partlyKnown() && m_motion) m_motion->unexplainedWeight = scorerOptions().unexplainedWeight;
    m_scorer.emplace(*m_input.geometry, m_corrected.linkKnown, m_scene->camera, m_scorerFrames,
                     scorerOptions());
}

SilhouetteScorer::Options Pipeline::scorerOptions() const {
    SilhouetteScorer::Options out;
    out.changeMasks = !m_haveMasks;
    // Without joints the rest of the arm moves as well, but where it is nobody knows.
    if (partlyKnown()) out.unexplainedWeight = 0.2;
    return out;
}

void Pipeline::applyCorrection(const RobotCorrection& correction) {
    m_outlines.reset();  // it knows the frames by their place in memory
    m_scene->correction = correction;
    m_corrected = correctedMotion(*m_input.robot, *m_input.motion, correction);
    // A lag leaves frames at the ends without joints.
    for (size_t i = m_scene->fit.size(); i-- > 0;)
        if (!m_corrected.valid(m_scene->fit[i].index)) {
            m_scene->fit.erase(m_scene->fit.begin() + static_cast<std::ptrdiff_t>(i));
            if (m_motion) m_motion->changed.erase(m_motion->changed.begin() + static_cast<std::ptrdiff_t>(i));
        }
    std::erase_if(m_scene->holdout, [&](const WorkFrame& f) { return !m_corrected.valid(f.index); });
    for (auto* frames : {&m_scene->fit, &m_scene->holdout})
        for (WorkFrame& frame : *frames)
            frame.baseFromLink = m_corrected.baseFromLink[static_cast<size_t>(frame.index)];
    m_run.calibration.framesUsed.clear();
    for (const WorkFrame& frame : m_scene->fit) m_run.calibration.framesUsed.push_back(frame.index);
    m_scene->keypoints = keypoints();
    makeScorer();
}

UnknownPriors Pipeline::priors(const RefineSet& refine) const {
    UnknownPriors out;
    // How far intrinsics may be off depends on who says so.
    const bool guessed = m_input.intrinsicsSource == IntrinsicsSource::Estimated;
    if (refine.focal) out.focal = guessed ? 0.3 : 0.05;
    if (refine.principal) out.principalPx = (guessed ? 0.03 : 0.025) * m_input.camera.width;
    if (refine.distortion) out.distortion = m_input.camera.hasDistortion() ? 0.05 : 0.1;
    if (refine.lag) out.lagFrames = 1;
    if (refine.armBases) {
        out.armRotation = 0.1;
        out.armTranslation = 0.1;
    }
    if (refine.joints)
        for (const ArmChain& arm : m_input.arms)
            for (size_t k = 1; k < arm.joints.size(); ++k) out.joints.emplace_back(arm.joints[k], 0.06);
    return out;
}

/// Is there a second arm whose joints are known?
bool Pipeline::knowsFurtherArms() const {
    return m_input.arms.size() >= 2 &&
           std::ranges::any_of(m_input.motion->jointValues, [](const auto& v) { return v.size() > 0; });
}

/// Gives every further arm's base a place in the correction, where it changes nothing as yet.
void Pipeline::nameArmBases() {
    if (!knowsFurtherArms() || !m_scene->correction.armBases.empty()) return;
    for (size_t a = 1; a < m_input.arms.size(); ++a)
        m_scene->correction.armBases.emplace_back(m_input.arms[a].baseLink, RigidTransform::Identity());
}

Result<SilhouettePose> Pipeline::refined(std::span<const WorkFrame* const> frames,
                                         const RigidTransform& start, const UnknownPriors& unknowns) {
    if (m_haveMasks) return refineAgainstMasks(*m_scene, frames, start, Detail::Fine, unknowns);
    if (!m_outlines) {  // the frames have changed since
        auto outlines = findOutlines(*m_scene, start);
        if (!outlines) return tl::unexpected(outlines.error());
        m_outlines = std::move(*outlines);
    }
    return refineAgainstOutlines(*m_scene, *m_outlines, frames,
                                 {start, m_scene->camera, {}, m_scene->correction}, unknowns);
}

Result<void> Pipeline::findStarts() {
    // What moved, or the given masks, as the common measure of all starts: up to 14 frames.
    if (!m_haveMasks) m_motion = findMotion(*m_scene);
    makeScorer();

    const bool observable = m_haveMasks || (m_motion->changedShare > 2e-3 && m_scene->fit.size() >= 4);
    if (m_input.initialCamFromBase)
        m_hypotheses = observable ? startsNear(*m_input.initialCamFromBase)
                                  : std::vector<Hypothesis>{{*m_input.initialCamFromBase, 0, false, -1}};
    else if (!m_marks.empty()) {
        m_markConstraints.emplace(*m_input.robot, *m_input.geometry, m_corrected, m_scene->camera, m_marks,
                                  [&](int frame) { return takesPart(frame); });
        m_hypotheses = startsFromMarks();
    }
    for (Hypothesis& h : m_hypotheses) h.score = m_scorer->score(h.camFromBase);
    if (m_context.stopped()) return {};

    const auto convincing = [&](double score) {
        return std::ranges::any_of(m_hypotheses, [&](const Hypothesis& h) { return h.score > score; });
    };
    const auto addSearch = [&](const MarkConstraints* marks) {
        std::vector<Hypothesis> found = searchGlobally(marks);
        m_searchedEverywhere = m_searchedEverywhere || !marks;
        m_hypotheses.insert(m_hypotheses.end(), found.begin(), found.end());
    };
    // A pose that was given is left only when it explains hardly anything; a mark that the program found may
    // be wrong, however well its pose seems to fit.
    const double enough = m_input.initialCamFromBase ? 0.25 : 0.4;
    const bool doubtful = std::ranges::any_of(m_input.marks, &Mark::found);
    if (observable && (doubtful || !convincing(enough)) && !m_input.marksAreKeypoints) {
        // With marks the search first looks only where they were clicked, which rules out most of space.
        if (m_markConstraints && !m_markConstraints->empty()) addSearch(&*m_markConstraints);
        if (doubtful || !convincing(std::min(enough, 0.3))) addSearch(nullptr);
        if (!doubtful) preferMarked();
    }
    if (m_hypotheses.empty())
        fail(FailureReason::NoStart, observable ? "" : "hardly anything moves in the pictures");
    return {};
}

Result<void> Pipeline::chooseStart() {
    // The best few are refined and compared by what they explain.
    struct Refined {
        Hypothesis start;
        SilhouettePose pose;
        double score = 0;
    };
    const bool motionUsable = m_haveMasks || (m_scene->fit.size() >= 4 && m_motion->changedShare > 2e-3);
    std::vector<Refined> refined;
    const auto refineAll = [&]() -> Result<void> {
        std::ranges::stable_sort(m_hypotheses, std::ranges::greater{}, &Hypothesis::score);
        constexpr size_t kMost = 4;
        if (m_hypotheses.size() > kMost) m_hypotheses.resize(kMost);
        for (const Hypothesis& h : m_hypotheses) {
            if (m_context.stopped()) return stoppedError();
            Refined r{h, {h.camFromBase, m_scene->camera, {}, m_scene->correction}, h.score};
            if (m_haveMasks) {
                auto pose = refineAgainstMasks(*m_scene, fitFrames(), h.camFromBase, Detail::Coarse, {});
                if (!pose) return tl::unexpected(pose.error());
                r.pose = std::move(*pose);
                r.score = m_scorer->score(r.pose.camFromBase);
            } else if (motionUsable) {
                if (h.fromMark) {
                    const PoseCandidate climbed =
                        climb(*m_scorer, {h.camFromBase, h.score}, 120, 0.03, 0.03, m_options.seed);
                    r.pose.camFromBase = climbed.camFromBase;
                }
                auto pose = refineAgainstMotion(*m_scene, *m_motion, r.pose.camFromBase);
                if (!pose) return tl::unexpected(pose.error());
                const auto before = compareWithMotion(*m_scene, *m_motion, r.pose.camFromBase);
                const auto after = compareWithMotion(*m_scene, *m_motion, pose->camFromBase);
                if (!before || !after) return tl::unexpected(before ? after.error() : before.error());
                // The fit may run away when the change masks are poor; keep what explains more.
                if (after->iou >= before->iou) r.pose = std::move(*pose);
                r.score = std::max(before->iou, after->iou);
            }
            refined.push_back(std::move(r));
        }
        std::ranges::stable_sort(refined, std::ranges::greater{}, &Refined::score);
        return {};
    };
    if (auto ok = refineAll(); !ok) return ok;
    // A start that leads nowhere, from a person or a mark: look everywhere before giving up.
    if (motionUsable && !m_searchedEverywhere && !m_input.marksAreKeypoints &&
        refined[0].score < (m_haveMasks ? 0.6 : 0.35)) {
        m_hypotheses = searchGlobally(nullptr);
        if (auto ok = refineAll(); !ok) return ok;
    }
    if (motionUsable && !m_input.marksAreKeypoints) {
        m_hypotheses = mirrorsOf(refined[0].pose.camFromBase);
        if (auto ok = refineAll(); !ok) return ok;
    }
    const Refined& best = refined[0];
    const auto close = [](const RigidTransform& a, const RigidTransform& b) {
        return rotationAngleBetween(a, b) < 0.06 && (cameraCentre(a) - cameraCentre(b)).norm() < 0.06;
    };
    for (const Refined& other : refined) {
        const RigidTransform& pose = other.pose.camFromBase;
        if (close(pose, best.pose.camFromBase)) continue;
        const double share = best.score > 0 ? other.score / best.score : 1.0;
        constexpr size_t kMostRivals = 4;
        if (share <= 0.85)
            m_rivalScore = std::max(m_rivalScore.value_or(0), share);
        else if (m_rivals.size() < kMostRivals &&
                 std::ranges::none_of(m_rivals, [&](const RigidTransform& r) { return close(pose, r); }))
            m_rivals.push_back(pose);
    }
    m_chosen = best.start;
    m_pose = best.pose;
    // What a person would have seen as the coarse answer.
    m_run.coarseCamFromBase = best.start.camFromBase;
    if (best.start.trackRmsPx >= 0) m_run.calibration.quality.trackRmsPx = best.start.trackRmsPx;
    return {};
}

/// Poses that might be mistaken for this one, as far as no person's hint rules them out.
std::vector<Hypothesis> Pipeline::mirrorsOf(const RigidTransform& pose) const {
    constexpr double kShare = 0.7;  // of what the pose explains in tiny pictures; refinement brings the rest
    const bool clicked = m_markConstraints && std::ranges::none_of(m_input.marks, &Mark::found);
    std::vector<Hypothesis> out;
    for (const PoseCandidate& c : climbMirrors(*m_scorer, pose, kShare, m_options.seed, m_context)) {
        const auto off = clicked ? m_markConstraints->clickDistancePx(c.camFromBase) : std::nullopt;
        if (off && *off > 0.06 * m_input.camera.width) continue;
        constexpr double kClearlyFarther = 0.5;  // rad
        if (m_input.initialCamFromBase &&
            rotationAngleBetween(c.camFromBase, *m_input.initialCamFromBase) >
                rotationAngleBetween(pose, *m_input.initialCamFromBase) + kClearlyFarther)
            continue;
        out.push_back({c.camFromBase, c.score, false, -1});
    }
    return out;
}

Result<Explanation> Pipeline::explanationOf(const SilhouettePose& pose) {
    if (m_haveMasks) return compareWithMasks(*m_scene, pose);
    const auto motion = compareWithMotion(*m_scene, *m_motion, pose.camFromBase);
    if (!motion) return tl::unexpected(motion.error());
    const auto outlines = compareWithOutlines(*m_scene, *m_outlines, pose);
    if (!outlines) return tl::unexpected(outlines.error());
    return Explanation{motion->iou, outlines->fit};
}

/// Colours bring the outline near, then it is measured.
Result<SilhouettePose> Pipeline::refineByOutlines(const RigidTransform& start) {
    const auto near = refineByColours(*m_scene, start, priors(m_refine));
    if (!near) return tl::unexpected(near.error());
    auto outlines = findOutlines(*m_scene, near->camFromBase);
    if (!outlines) return tl::unexpected(outlines.error());
    m_outlines = std::move(*outlines);
    return refineAgainstOutlines(*m_scene, *m_outlines, fitFrames(), *near, priors(m_refine));
}

Result<void> Pipeline::checkLag() {
    if (!isClip() || !(m_haveMasks || m_motion->changedShare > 2e-3)) return {};
    std::vector<LagFrame> frames;
    const size_t stride = m_scene->fit.size() / 14 + 1;
    for (size_t i = 0; i < m_scene->fit.size(); i += stride)
        frames.push_back({m_scene->fit[i].index, m_haveMasks ? *m_scene->fit[i].mask : m_motion->changed[i]});
    constexpr int kReach = 6;
    const std::vector<LagScore> lags =
        scoreLags(*m_input.robot, *m_input.geometry, *m_input.motion, m_scene->correction, m_scene->camera,
                  frames, m_pose.camFromBase, kReach, scorerOptions(), m_options.seed, m_context.threads);
    if (lags.empty()) return {};
    const auto best = std::ranges::max_element(lags, {}, [](const LagScore& l) { return l.best.score; });
    const double none = lags[kReach].best.score;
    std::string text;
    for (const LagScore& l : lags) text += fmt::format(" {:+.0f}:{:.3f}", l.lagFrames, l.best.score);
    log(LogLevel::Info, "overlap by time lag:" + text);
    if (best->best.score < none * 1.03 + 0.005) return {};
    log(LogLevel::Info,
        fmt::format("the pictures seem to lag the joints by {:+.0f} frames", best->lagFrames));
    m_lagFound = true;
    m_refine.lag = true;
    RobotCorrection correction = m_scene->correction;
    correction.lagFrames = best->lagFrames;
    applyCorrection(correction);
    // Start again: what was found with the wrong robot is a poor start.
    m_hypotheses.clear();
    m_rivals.clear();
    m_rivalScore.reset();
    m_searchedEverywhere = false;
    const PoseCandidate start = best->best;
    if (auto ok = findStarts(); !ok) return ok;
    if (m_failed) {  // no start but the one in hand
        m_failed = false;
        m_run.findings.pop_back();
    }
    m_hypotheses.push_back({start.camFromBase, m_scorer->score(start.camFromBase), false, -1});
    return chooseStart();
}

Result<void> Pipeline::useRecordedPictures() {
    // A lens that is refined must not be taken out of the pictures beforehand.
    m_lens = Lens(m_input.camera.withoutDistortion());
    m_scene->camera = m_input.camera;
    m_scene->keypoints = keypoints();
    for (auto* frames : {&m_scene->fit, &m_scene->holdout})
        for (WorkFrame& frame : *frames) {
            auto rgb = m_input.frames->read(frame.index);
            if (!rgb) return tl::unexpected(rgb.error());
            frame.rgb = std::move(*rgb);
            if (m_input.ignoreOfFrame) {
                auto ignore = m_input.ignoreOfFrame(frame.index);
                if (!ignore) return tl::unexpected(ignore.error());
                if (*ignore) frame.ignore = std::move(**ignore);
            }
            if (!m_haveMasks) continue;
            auto mask = m_input.maskOfFrame(frame.index);
            if (!mask) return tl::unexpected(mask.error());
            frame.mask = std::move(*mask);
        }
    if (m_motion) m_motion = findMotion(*m_scene);
    makeScorer();
    return {};
}

Result<SilhouettePose> Pipeline::refinedFine(const RigidTransform& start) {
    return m_haveMasks ? refined(fitFrames(), start, priors(m_refine)) : refineByOutlines(start);
}

Result<void> Pipeline::refineFine() {
    if (m_refine.intrinsics() && m_input.camera.hasDistortion())
        if (auto ok = useRecordedPictures(); !ok) return ok;
    nameArmBases();
    if (m_refine.armBases) {
        // The pose so far is a compromise between arms that do not stand where the model says; a few
        // centimetres are too far for full pictures.
        RefineSet bases;
        bases.armBases = true;
        auto near = m_haveMasks ? refineAgainstMasks(*m_scene, fitFrames(), m_pose.camFromBase,
                                                     Detail::Coarse, priors(bases))
                                : refineAgainstMotion(*m_scene, *m_motion, m_pose.camFromBase, priors(bases));
        if (!near) return tl::unexpected(near.error());
        RobotCorrection correction = m_scene->correction;
        correction.armBases = near->correction.armBases;
        m_pose = std::move(*near);
        applyCorrection(correction);
    }
    auto pose = refinedFine(m_pose.camFromBase);
    if (!pose) return tl::unexpected(pose.error());
    m_pose = std::move(*pose);
    if (m_haveMasks) {
        // Things before the arm cut the masks; without them the known background tells them apart. A robot
        // that is drawn where it is not would look like one that is hidden.
        if (priors(m_refine).robot()) applyCorrection(m_pose.correction);
        const auto hidden = ignoreHidden();
        if (!hidden) return tl::unexpected(hidden.error());
        if (*hidden) {
            pose = refinedFine(m_pose.camFromBase);
            if (!pose) return tl::unexpected(pose.error());
            m_pose = std::move(*pose);
        }
    }
    if (!m_rivals.empty())
        if (auto ok = compareWithRivals(); !ok) return ok;
    if (m_pose.last.status == ContourRefinement::Status::NoMeasurements) {
        m_run.calibration.camFromBase = m_pose.camFromBase;
        fail(FailureReason::RobotNotVisible, "hardly any outline can be compared with the pictures");
        return {};
    }
    adoptIntrinsics();
    if (!priors(m_refine).robot()) return {};
    applyCorrection(m_pose.correction);
    recordCorrection();
    if (m_scene->fit.empty()) fail(FailureReason::TooFewFrames, "none is left after the time lag");
    return {};
}

/// Refines near-ties as well. Either both end in the same place, or the better one wins and the other stays
/// on record.
Result<void> Pipeline::compareWithRivals() {
    struct Contender {
        SilhouettePose pose;
        Explanation explanation;
    };
    const auto same = [](const SilhouettePose& a, const SilhouettePose& b) {
        // Depth is known in proportion to the distance only.
        const double near = 0.01 * std::max(1.0, cameraCentre(a.camFromBase).norm());
        return rotationAngleBetween(a.camFromBase, b.camFromBase) < 0.01 &&
               (cameraCentre(a.camFromBase) - cameraCentre(b.camFromBase)).norm() < near;
    };
    auto explanation = explanationOf(m_pose);
    if (!explanation) return tl::unexpected(explanation.error());
    Contender winner{m_pose, *explanation};
    std::vector<Contender> losers;
    std::optional<OutlineEvidence> outlines = std::move(m_outlines);
    for (const RigidTransform& rival : m_rivals) {
        if (m_context.stopped()) return stoppedError();
        auto pose = refinedFine(rival);
        if (!pose) return tl::unexpected(pose.error());
        if (same(*pose, winner.pose) ||
            std::ranges::any_of(losers, [&](const Contender& c) { return same(*pose, c.pose); }))
            continue;
        explanation = explanationOf(*pose);
        if (!explanation) return tl::unexpected(explanation.error());
        Contender other{std::move(*pose), *explanation};
        if (other.explanation.sum() > winner.explanation.sum()) {
            std::swap(other, winner);
            outlines = std::move(m_outlines);
        }
        losers.push_back(std::move(other));
    }
    m_pose = winner.pose;
    m_outlines = std::move(outlines);

    std::vector<std::pair<double, const Contender*>> nearTies;
    for (const Contender& other : losers) {
        const double share = relativeTo(winner.explanation, other.explanation);
        log(LogLevel::Info,
            fmt::format("rival {:.1f} deg away: overlap {:.3f} against {:.3f}, outline {:.2f} against {:.2f}",
                        rotationAngleBetween(other.pose.camFromBase, m_pose.camFromBase) * 57.29578,
                        other.explanation.overlap, winner.explanation.overlap,
                        other.explanation.outline.value_or(-1), winner.explanation.outline.value_or(-1)));
        m_rivalScore = std::max(m_rivalScore.value_or(0), share);
        if (share >= kNearTie) nearTies.emplace_back(share, &other);
    }
    std::ranges::stable_sort(nearTies, std::ranges::greater{}, &decltype(nearTies)::value_type::first);
    std::vector<AlternativePose>& alternatives = m_run.calibration.alternatives;
    alternatives.clear();
    m_run.alternativePictures.clear();
    for (const auto& [share, other] : nearTies) {
        // Where depth is poorly observed the same place is reached with some centimetres between.
        const RigidTransform& pose = other->pose.camFromBase;
        const double distance = cameraCentre(pose).norm();
        if (std::ranges::any_of(alternatives, [&](const AlternativePose& a) {
                return rotationAngleBetween(a.camFromBase, pose) < 0.1 &&
                       (cameraCentre(a.camFromBase) - cameraCentre(pose)).norm() < 0.1 * distance;
            }))
            continue;
        auto view = distinguishingView(*m_scene, m_pose, other->pose);
        if (!view) return tl::unexpected(view.error());
        alternatives.push_back({pose, share, view->frame, {}});
        m_run.alternativePictures.push_back(std::move(view->rgb));
    }
    return {};
}

void Pipeline::adoptIntrinsics() {
    if (!m_refine.intrinsics()) return;
    m_run.calibration.camera = m_pose.camera;
    if (m_scene->camera.distortion != m_input.camera.distortion)  // undistorted pictures were used
        m_run.calibration.camera.distortion = m_input.camera.distortion;
    m_run.calibration.intrinsicsSource = IntrinsicsSource::Refined;
    // What judges the result looks through the refined camera too.
    m_scene->camera = m_pose.camera;
    if (m_motion) m_motion->camera = m_pose.camera.resized(m_motion->camera.width, m_motion->camera.height);
    if (m_outlines)
        m_outlines->camera = m_pose.camera.resized(m_outlines->camera.width, m_outlines->camera.height);
}

/// Lets depth pictures join, provided that they agree with the robot where the pictures show it.
Result<void> Pipeline::useDepth() {
    if (!m_input.depthOfFrame) return {};
    const bool recorded = m_scene->camera.hasDistortion();  // see useRecordedPictures()
    int measured = 0;
    for (WorkFrame& frame : m_scene->fit) {
        auto depth = m_input.depthOfFrame(frame.index);
        if (!depth) return tl::unexpected(depth.error());
        if (!*depth) continue;
        frame.depthMm = recorded ? std::move(**depth) : m_lens.undistortDepth(**depth);
        ++measured;
    }
    const auto refuse = [&](const std::string& why) {
        for (WorkFrame& frame : m_scene->fit) frame.depthMm = {};
        m_depthRefused = true;
        m_run.findings.push_back({FailureReason::DepthUnusable, why});
    };
    if (measured == 0) {
        refuse("no depth picture belongs to the frames in use");
        return {};
    }
    auto pose = refined(fitFrames(), m_pose.camFromBase, priors(m_refine));
    if (!pose) return tl::unexpected(pose.error());
    const ContourRefinement& with = pose->last;
    log(LogLevel::Info, fmt::format("depth: {} values, {:.0f} % agree, common error {:+.1f} mm, outline "
                                    "agreement {:.2f} after {:.2f}",
                                    with.depthMeasurements, 100 * with.depthInlierShare, 1e3 * with.depthBias,
                                    with.inlierShare, m_pose.last.inlierShare));
    // Depths of something else (another view, another moment, other units) scatter far beyond the noise. A
    // few frames or a thin arm give few values, which prove nothing.
    constexpr int kFewest = 50;
    constexpr double kAgree = 0.6, kOutlineLoss = 0.08;
    if (with.depthMeasurements < kFewest)
        refuse(fmt::format("{} values on the robot", with.depthMeasurements));
    else if (with.depthInlierShare < kAgree)
        refuse(fmt::format("{:.0f} % of the values on the robot agree", 100 * with.depthInlierShare));
    else if (!settled(with) || with.inlierShare < m_pose.last.inlierShare - kOutlineLoss)
        refuse("they contradict the outlines");
    if (m_depthRefused) return {};
    m_pose = std::move(*pose);
    adoptIntrinsics();
    if (!priors(m_refine).robot()) return {};
    applyCorrection(m_pose.correction);
    recordCorrection();
    return {};
}

/// Finds what hides the robot at the present pose, and leaves it out of the fit from now on.
/// @return  Is there any?
Result<bool> Pipeline::ignoreHidden() {
    std::vector<RenderView> views;
    for (const WorkFrame& frame : m_scene->fit)
        views.push_back({m_pose.camera, m_pose.camFromBase, frame.baseFromLink, m_scene->linkKnown});
    const auto rendered = m_renderer->render(views, {.lodTolerancePx = 0.1});
    if (!rendered) return tl::unexpected(rendered.error());
    const int margin = std::max(3, m_pose.camera.width / 160);
    std::vector<std::optional<ImageU8>> hidden(m_scene->fit.size());
    parallelFor(static_cast<int>(hidden.size()), m_context.threads, [&](int f) {
        const auto i = static_cast<size_t>(f);
        hidden[i] = findOccluded((*rendered)[i].mask(), *m_scene->fit[i].mask, margin);
    });
    bool any = false;
    for (size_t i = 0; i < hidden.size(); ++i) {
        if (!hidden[i]) continue;
        any = true;
        m_scene->fit[i].hidden = std::move(*hidden[i]);
    }
    return any;
}

void Pipeline::recordCorrection() {
    Calibration& c = m_run.calibration;
    const ContourRefinement& last = m_pose.last;
    const RobotCorrection& correction = m_scene->correction;
    if (isClip() || m_refine.lag)
        c.lagFrames =
            Estimate{correction.lagFrames, m_refine.lag ? std::optional(last.lagSigma) : std::nullopt};
    const auto joints = priors(m_refine).joints;
    for (size_t k = 0; k < joints.size() && k < last.jointSigmas.size(); ++k)
        c.jointOffsets[m_input.robot->joints()[static_cast<size_t>(joints[k].first)].name] = {
            correction.jointOffsets[joints[k].first], last.jointSigmas[k]};
    c.armBases.clear();
    if (!m_refine.armBases) return;
    for (size_t a = 0; a < correction.armBases.size(); ++a)
        c.armBases.push_back(
            {m_input.arms[a + 1].name,
             m_input.robot->links()[static_cast<size_t>(correction.armBases[a].first)].name,
             correction.armBases[a].second,
             a < last.armBaseCovariances.size() ? std::optional(last.armBaseCovariances[a]) : std::nullopt});
}

Result<void> Pipeline::setFree() {
    // What is taken as given should stay where it is when it is set free at the final pose.
    if (m_scene->fit.size() < 4) return {};
    UnknownPriors unknowns = priors(m_refine);
    RefineSet all;
    all.focal = all.principal = true;
    all.lag = isClip();
    all.armBases = knowsFurtherArms();
    const UnknownPriors extra = priors(all);
    unknowns.focal = extra.focal;
    unknowns.principalPx = extra.principalPx;
    unknowns.lagFrames = extra.lagFrames;
    unknowns.armRotation = extra.armRotation;
    unknowns.armTranslation = extra.armTranslation;
    for (int round = 0;; ++round) {
        auto pose = refined(fitFrames(), m_pose.camFromBase, unknowns);
        if (!pose) return tl::unexpected(pose.error());
        m_free = std::move(*pose);
        const double off = m_free->correction.lagFrames - m_scene->correction.lagFrames;
        constexpr int kRounds = 3;
        const bool outOfStep = all.lag && settled(m_free->last) && m_free->last.lagSigma > 0 &&
                               std::abs(off) > std::max(0.15, 5 * m_free->last.lagSigma);
        if (!outOfStep || round + 1 == kRounds || m_context.stopped()) return {};
        // A lag too small for the coarse check: put it right and look again.
        m_lagFound = m_refine.lag = true;
        RobotCorrection correction = m_scene->correction;
        correction.lagFrames = m_free->correction.lagFrames;
        m_pose.camFromBase = m_free->camFromBase;
        applyCorrection(correction);
        if (m_scene->fit.size() < 4) return {};
        m_rivals.clear();
        if (auto ok = refineFine(); !ok || m_failed) return ok;
    }
}

Result<void> Pipeline::makeMasks() {
    // Given masks go out as they are; without them the robot is outlined at the final pose, for the person
    // who reviews and as a figure of overlap.
    const auto all = [&](auto&& visit) {
        for (const WorkFrame& frame : m_scene->fit) visit(frame);
        for (const WorkFrame& frame : m_scene->holdout) visit(frame);
    };
    std::vector<const WorkFrame*> frames;
    all([&](const WorkFrame& frame) { frames.push_back(&frame); });
    std::vector<RenderView> views;
    for (const WorkFrame* frame : frames)
        views.push_back({m_pose.camera, m_pose.camFromBase, frame->baseFromLink, m_scene->linkKnown});
    const auto rendered = m_renderer->render(views, {.lodTolerancePx = 0.1});
    if (!rendered) return tl::unexpected(rendered.error());
    std::vector<ImageU8> masks(frames.size());
    if (m_haveMasks) {
        for (size_t i = 0; i < frames.size(); ++i) masks[i] = *frames[i]->mask;
    } else {
        std::vector<ImageU8> pictures;
        for (const WorkFrame* frame : frames) pictures.push_back(frame->rgb);
        const AppearanceModel model = AppearanceModel::build(pictures, *rendered, m_context.threads);
        parallelFor(static_cast<int>(frames.size()), m_context.threads, [&](int f) {
            const auto i = static_cast<size_t>(f);
            if (m_context.stopped()) return;
            masks[i] = segmentRobot(pictures[i], model.evidence(pictures[i]), (*rendered)[i], 480);
        });
        if (m_context.stopped()) return stoppedError();
    }
    double fit = 0, hold = 0;
    for (size_t i = 0; i < frames.size(); ++i) {
        const double iou = overlapOutside(frames[i]->ignore, masks[i], (*rendered)[i].mask());
        (i < m_scene->fit.size() ? fit : hold) += iou;
        m_run.masks.emplace_back(frames[i]->index, m_lens.distortMask(masks[i]));
    }
    m_run.calibration.quality.maskIou = fit / static_cast<double>(m_scene->fit.size());
    if (!m_scene->holdout.empty())
        m_run.calibration.quality.holdoutIou = hold / static_cast<double>(m_scene->holdout.size());
    return {};
}

double Pipeline::expectedTcpError() const {
    double sum = 0, count = 0;
    for (const auto& poses : m_corrected.baseFromLink) {
        if (poses.empty()) continue;
        const Eigen::Vector3d p =
            m_pose.camFromBase * poses[static_cast<size_t>(m_corrected.toolLink)].translation();
        Eigen::Matrix<double, 3, 6> byPose;
        byPose << 0, p.z(), -p.y(), 1, 0, 0, -p.z(), 0, p.x(), 0, 1, 0, p.y(), -p.x(), 0, 0, 0, 1;
        sum += (byPose * m_pose.last.covariance * byPose.transpose()).trace();
        count += 1;
    }
    return count > 0 ? 1e3 * std::sqrt(sum / count) : 0;
}

/// How far the worst of the further arms moves when its base is set free: root mean square over its links.
void Pipeline::measureArms(Evidence& e) const {
    for (size_t a = 0; a < m_scene->correction.armBases.size(); ++a) {
        const auto& [base, fixed] = m_scene->correction.armBases[a];
        const RigidTransform change = m_free->correction.armBases[a].second * fixed.inverse();
        double squares = 0, variances = 0, count = 0;
        for (const WorkFrame& frame : m_scene->fit)
            for (const int link : subtreeOf(*m_input.robot, base)) {
                const Eigen::Vector3d p = frame.baseFromLink[static_cast<size_t>(link)].translation();
                Eigen::Matrix<double, 3, 6> byBase;
                byBase << 0, p.z(), -p.y(), 1, 0, 0, -p.z(), 0, p.x(), 0, 1, 0, p.y(), -p.x(), 0, 0, 0, 1;
                squares += (change * p - p).squaredNorm();
                variances += (byBase * m_free->last.armBaseCovariances[a] * byBase.transpose()).trace();
                ++count;
            }
        if (count == 0) continue;
        const double shift = std::sqrt(squares / count), sigma = std::sqrt(std::max(0.0, variances / count));
        if (shift > e.armShift.value_or(-1)) e.armShift = shift;
        e.armSigma = std::max(e.armSigma, sigma);
    }
}

Result<void> Pipeline::judge() {
    Calibration& c = m_run.calibration;
    Evidence e;
    e.masksGiven = m_haveMasks;
    e.converged = settled(m_pose.last);
    e.intrinsicsAssumed = m_input.intrinsicsSource == IntrinsicsSource::Estimated;
    e.fitFrames = static_cast<int>(m_scene->fit.size());
    e.inlierShare = m_pose.last.inlierShare;
    e.rivalScore = m_rivalScore;
    if (m_haveMasks) {
        e.fitIou = c.quality.maskIou;
        e.holdoutIou = c.quality.holdoutIou;
    } else if (m_motion && m_motion->changedShare > 2e-3 && m_scene->fit.size() >= 4) {
        const auto agreement = compareWithMotion(*m_scene, *m_motion, m_pose.camFromBase);
        if (!agreement) return tl::unexpected(agreement.error());
        if (agreement->drawnShare > 1e-3) {
            e.motionPrecision = agreement->precision;
            // With end-effector poses only, most of what moves is the arm, which cannot be drawn.
            e.motionRecall = partlyKnown() ? 1.0 : agreement->recall;
        }
    }
    e.heldOut = !m_scene->holdout.empty();
    if (!m_haveMasks) {
        const auto outlines = compareWithOutlines(*m_scene, *m_outlines, m_pose);
        if (!outlines) return tl::unexpected(outlines.error());
        e.fitOutline = outlines->fit;
        e.holdoutOutline = outlines->holdout;
    }
    if (m_scene->fit.size() >= 8) {
        // The first and the second half in time: a camera that was bumped in between gives itself away.
        std::vector<const WorkFrame*> halves[2];
        for (size_t i = 0; i < m_scene->fit.size(); ++i)
            halves[2 * i >= m_scene->fit.size() ? 1 : 0].push_back(&m_scene->fit[i]);
        RigidTransform poses[2];
        bool bothSettled = true;
        for (int h = 0; h < 2; ++h) {
            auto pose = refined(halves[h], m_pose.camFromBase, {});
            if (!pose) return tl::unexpected(pose.error());
            poses[h] = pose->camFromBase;
            bothSettled = bothSettled && settled(pose->last);
        }
        if (bothSettled) {
            e.halvesRotation = rotationAngleBetween(poses[0], poses[1]);
            e.halvesTranslation = (cameraCentre(poses[0]) - cameraCentre(poses[1])).norm();
        }
    }
    // The covariance speaks of the camera's translation t; people care about its centre -R^T t.
    Matrix6d& covariance = m_pose.last.covariance;
    Eigen::Matrix<double, 3, 6> centreByPose;  // d(-R^T t) under the left perturbation: -R^T v
    centreByPose << Eigen::Matrix3d::Zero(), -m_pose.camFromBase.linear().transpose();
    const auto sigmas = [&] {
        e.sigmaRotation = std::sqrt(std::max(0.0, covariance.topLeftCorner<3, 3>().trace()));
        e.sigmaTranslation =
            std::sqrt(std::max(0.0, (centreByPose * covariance * centreByPose.transpose()).trace()));
    };
    sigmas();
    if (e.halvesRotation && e.halvesTranslation && e.sigmaRotation > 0 && e.sigmaTranslation > 0) {
        // Poses from halves differ by about twice the deviation of the whole. Where they differ more, errors
        // are shared between frames (light, shape, mask bias) and the covariance must grow to say so.
        const double excess =
            0.5 * std::max(*e.halvesRotation / e.sigmaRotation, *e.halvesTranslation / e.sigmaTranslation);
        if (excess > 1) covariance *= excess * excess;
        sigmas();
    }

    if (m_free && settled(m_free->last)) {
        const CameraModel& before = m_scene->camera;
        e.focalFactor = m_free->camera.fx / before.fx;
        e.focalSigma = m_free->last.focalSigma;
        e.principalPx = std::hypot(m_free->camera.cx - before.cx, m_free->camera.cy - before.cy);
        e.principalSigmaPx = m_free->last.principalSigmaPx;
        if (isClip()) {
            e.lagFrames = m_free->correction.lagFrames - m_scene->correction.lagFrames;
            e.lagSigma = m_free->last.lagSigma;
        }
        e.armsRefined = m_refine.armBases;
        if (knowsFurtherArms()) measureArms(e);
    }

    m_run.evidence = e;
    const Assessment assessment = assess(e);
    c.status = assessment.status;
    m_run.findings.insert(m_run.findings.end(), assessment.findings.begin(), assessment.findings.end());
    if (const auto off =
            m_markConstraints ? m_markConstraints->clickDistancePx(m_pose.camFromBase) : std::nullopt;
        off && *off > 0.06 * m_input.camera.width && std::ranges::none_of(m_input.marks, &Mark::found)) {
        // A person said where the mark is; a pose that draws it elsewhere contradicts that person.
        if (c.status == CalibrationStatus::Ok) c.status = CalibrationStatus::Review;
        m_run.findings.push_back({FailureReason::MarkInconsistent,
                                  fmt::format("the pose draws it {:.0f} px from the click", *off)});
    }
    c.camFromBase = m_pose.camFromBase;
    c.covariance = covariance;
    c.quality.contourRmsPx = m_pose.last.rmsPx;
    c.quality.risk = assessment.risk;
    c.quality.expectedTcpErrorMm = expectedTcpError();
    log(LogLevel::Info,
        fmt::format("evidence: inliers {:.2f}, motion precision {:.2f} recall {:.2f}, outline fit {:.2f} "
                    "hold-out {:.2f}, "
                    "focal {:+.2f} +- {:.2f} %, principal {:.1f} +- {:.1f} px, halves {:.3f} deg {:.2f} mm, "
                    "sigma {:.3f} deg {:.2f} mm, "
                    "lag {:+.2f} +- {:.2f}, arms {:.2f} +- {:.2f} mm, rival {:.2f}",
                    e.inlierShare, e.motionPrecision.value_or(-1), e.motionRecall.value_or(-1),
                    e.fitOutline.value_or(-1), e.holdoutOutline.value_or(-1),
                    100 * (e.focalFactor.value_or(1) - 1), 100 * e.focalSigma, e.principalPx,
                    e.principalSigmaPx, e.halvesRotation.value_or(-1) * 57.29578,
                    e.halvesTranslation.value_or(-1) * 1e3, e.sigmaRotation * 57.29578,
                    e.sigmaTranslation * 1e3, e.lagFrames.value_or(0), e.lagSigma,
                    1e3 * e.armShift.value_or(0), 1e3 * e.armSigma, e.rivalScore.value_or(-1)));
    return {};
}

}  // namespace

std::vector<ArmChain> armChains(const Robot& robot) {
    std::vector<ArmChain> out;
    for (const Arm& arm : robot.arms)
        if (!arm.joints.empty())
            out.push_back({arm.name, robot.model.joints()[static_cast<size_t>(arm.joints.front())].parentLink,
                           arm.joints});
    return out;
}

std::string CalibrationOptions::check() const {
    if (fitFrames < 1) return "fitFrames must be >= 1";
    if (holdoutFrames < 0) return "holdoutFrames must be >= 0";
    return {};
}

Result<CalibrationRun> calibrateCamera(const CalibrationInput& input, const CalibrationOptions& options,
                                       const RunContext& context) {
    if (options.refine.armBases && input.arms.size() < 2)
        return makeError(ErrorKind::Usage,
                         "The robot '{}' has one arm only; leave arm_bases out of --refine.",
                         input.robot->name());
    if ((options.refine.joints || options.refine.armBases) &&
        std::ranges::none_of(input.motion->jointValues, [](const auto& v) { return v.size() > 0; }))
        return makeError(ErrorKind::Usage,
                         "The recording has no joints; leave joints and arm_bases out of --refine.");
    if (const std::string wrong = options.check(); !wrong.empty())
        return makeError(ErrorKind::Usage, "Calibration options: {}.", wrong);
    return Pipeline(input, options, context).run();
}

}  // namespace camframe
