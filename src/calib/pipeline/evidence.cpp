// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <iterator>
#include <opencv2/imgproc.hpp>

#include "calib/camera_motion.h"
#include "calib/frame_selection.h"
#include "calib/mark_tracker.h"
#include "calib/pipeline/pipeline.h"
#include "model/core/log.h"

namespace camframe {

Result<WorkFrame> Pipeline::readFrame(int index) {
    WorkFrame frame;
    frame.index = index;
    frame.baseFromLink = m_corrected.baseFromLink[static_cast<size_t>(index)];
    auto rgb = m_input.frames->read(index);
    if (!rgb) return tl::unexpected(rgb.error());
    frame.rgb = m_lens.undistort(*rgb);
    if (m_haveMasks) {
        auto mask = m_input.maskOfFrame(index);
        if (!mask) return tl::unexpected(mask.error());
        if (*mask) frame.mask = m_lens.undistortMask(**mask);
    }
    if (m_input.ignoreOfFrame) {
        auto ignore = m_input.ignoreOfFrame(index);
        if (!ignore) return tl::unexpected(ignore.error());
        if (*ignore) frame.ignore = m_lens.undistortMask(**ignore);
    }
    return frame;
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
    const FrameSelection selection =
        selectFrames(m_corrected, candidates, m_options.fitFrames, m_options.holdoutFrames);

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
        auto frame = readFrame(f);
        if (!frame) return tl::unexpected(frame.error());
        const bool held = std::ranges::binary_search(selection.holdout, f);
        (held ? m_scene->holdout : m_scene->fit).push_back(std::move(*frame));
        m_context.report(0.15 * static_cast<double>(k) / static_cast<double>(order.size()), "reading frames");
    }
    noteFramesUsed();
    return {};
}

void Pipeline::noteFramesUsed() {
    m_run.calibration.framesUsed.clear();
    for (const WorkFrame& frame : m_scene->fit) m_run.calibration.framesUsed.push_back(frame.index);
}

/// Where the frames so far leave the pose uncertain and the recording has others, up to as many again join
/// the fit. Those held out stay held out.
Result<void> Pipeline::takeMoreFrames() {
    // Without masks most of the error is what outlines share over frames, and does not go away with more of
    // them.
    const double slack = m_haveMasks ? 1 : 5;
    const double sureRotation = slack * 3.5e-4, sureTranslation = slack * 5e-4;  // rad, m
    const auto [rotation, translation] = poseSigmas(m_pose.camFromBase, m_pose.last.covariance);
    if (rotation < sureRotation && translation < sureTranslation) return {};
    std::vector<int> candidates;
    std::ranges::copy_if(m_candidates, std::back_inserter(candidates), [&](int f) { return takesPart(f); });
    const auto taken = [&](int f) {
        const auto is = [&](const WorkFrame& frame) { return frame.index == f; };
        return std::ranges::any_of(m_scene->fit, is) || std::ranges::any_of(m_scene->holdout, is);
    };
    const FrameSelection wider =
        selectFrames(m_corrected, candidates, 2 * m_options.fitFrames, m_options.holdoutFrames);
    std::vector<WorkFrame> more;
    for (const int f : wider.fit) {
        if (taken(f)) continue;
        if (m_context.stopped()) return stoppedError();
        auto frame = readFrame(f);
        if (!frame) return tl::unexpected(frame.error());
        more.push_back(std::move(*frame));
    }
    if (more.empty()) return {};
    log(LogLevel::Info, fmt::format("standard deviation {:.3f} deg, {:.2f} mm: {} more frames join",
                                    rotation * 57.29578, 1e3 * translation, more.size()));
    m_outlines.reset();  // it knows the frames by their place in memory
    std::ranges::move(more, std::back_inserter(m_scene->fit));
    std::ranges::sort(m_scene->fit, {}, &WorkFrame::index);
    noteFramesUsed();
    if (m_motion) m_motion = findMotion(*m_scene);
    makeScorer();
    m_rivals.clear();  // compared by now
    return refineFine();
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

}  // namespace camframe
