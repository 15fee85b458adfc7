// SPDX-License-Identifier: Apache-2.0
#include "calib/calibration_pipeline.h"

#include <algorithm>
#include <ctime>

#include "calib/pipeline/pipeline.h"
#include "model/core/log.h"
#include "model/core/robot_assembly.h"
#include "model/core/slow_work.h"

namespace camframe {

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
    if (m_input.intrinsicsSource == IntrinsicsSource::Estimated) m_refine.focal = m_refine.principal = true;

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
        {&Pipeline::estimateFocal, "trying focal lengths", 0.2, &StageTimes::init},
        {&Pipeline::findStarts, "looking for the camera", 0.25, &StageTimes::init},
        {&Pipeline::chooseStart, "comparing starting poses", 0.45, &StageTimes::init},
        {&Pipeline::findJointOffsets, "trying joint offsets", 0.5, &StageTimes::init},
        {&Pipeline::checkLag, "comparing pictures and joints in time", 0.55, &StageTimes::init},
        {&Pipeline::refineFine, "refining the camera pose", 0.6, &StageTimes::refine},
        {&Pipeline::takeMoreFrames, "taking more frames", 0.68, &StageTimes::refine},
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
        if (step.stage == &Pipeline::takeMoreFrames) m_run.drawnForPose = m_renderer->drawn();
    }
    if (m_context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
    finish();
    m_run.drawn = m_renderer->drawn();
    c.backend = m_renderer->name();  // C++ where a device failed on the way
    if (m_options.renderer.profile)
        log(LogLevel::Info, profileTable("Rendering on " + c.backend, m_renderer->stageTimes()));
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
    if ((m_bumped || m_fitsOnlyPart || m_depthRefused) && c.status == CalibrationStatus::Ok)
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
    slowWorkBegins("calibrating");
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
