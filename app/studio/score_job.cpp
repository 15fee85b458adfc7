// SPDX-License-Identifier: Apache-2.0
#include "app/studio/score_job.h"

#include <algorithm>
#include <limits>

#include "app/studio/mask_painting.h"
#include "calib/appearance.h"

namespace camframe {

namespace {

constexpr size_t mostFrames = 300, framesForColours = 16;
constexpr double reachPx = 12;  ///< Of the search along the outline's normals.
constexpr size_t fewestMeasurements = 20;

std::vector<int> spread(const std::vector<int>& from, size_t count) {
    if (from.size() <= count) return from;
    std::vector<int> out;
    for (size_t i = 0; i < count; ++i) out.push_back(from[i * (from.size() - 1) / (count - 1)]);
    return out;
}

/// One run over a recording: owns the decoder and the renderer.
class Scoring {
public:
    explicit Scoring(const ScoreTask& task) : m_task(task) {}

    Result<void> open(const RunContext& context) {
        auto frames = m_task.opened->openFrames(m_task.camera);
        if (!frames) return tl::unexpected(frames.error());
        m_frames = std::move(*frames);
        RendererOptions options;
        options.threads = context.threads;
        auto renderer = makeRenderer(m_task.opened->geometry(), options);
        if (!renderer) return tl::unexpected(renderer.error());
        m_renderer = std::move(*renderer);
        return {};
    }

    Result<RenderedFrame> draw(int frame) {
        RenderView view;
        view.camera = m_task.state.intrinsics.camera;
        view.camFromBase = *m_task.state.camFromBase;
        view.baseFromLink = m_task.motion->baseFromLink[static_cast<size_t>(frame)];
        view.linkKnown = &m_task.motion->linkKnown;
        auto drawn = m_renderer->render({&view, 1}, RenderOptions{});
        if (!drawn) return tl::unexpected(drawn.error());
        return std::move(drawn->front());
    }

    Result<void> learnColours(const std::vector<int>& frames, const RunContext& context) {
        std::vector<ImageU8> pictures;
        std::vector<RenderedFrame> drawn;
        for (const int frame : frames) {
            if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            auto picture = m_frames->read(frame);
            if (!picture) return tl::unexpected(picture.error());
            auto robot = draw(frame);
            if (!robot) return tl::unexpected(robot.error());
            pictures.push_back(std::move(*picture));
            drawn.push_back(std::move(*robot));
        }
        m_colours = AppearanceModel::build(pictures, drawn, context.threads);
        return {};
    }

    /// Not finite where the frame says nothing.
    Result<float> score(int frame) {
        auto drawn = draw(frame);
        if (!drawn) return tl::unexpected(drawn.error());
        constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
        if (drawn->contour.empty()) return unknown;
        auto mask = maskOf(frame);
        if (!mask) return tl::unexpected(mask.error());
        if (!mask->robot.empty()) return static_cast<float>(compareWithMask(*drawn, *mask).outlinePx);
        auto picture = m_frames->read(frame);
        if (!picture) return unknown;  // a damaged frame is said where a person gets to it
        std::vector<ContourMeasurement> found;
        searchContour(m_colours->evidence(*picture), *drawn, reachPx, found);
        std::vector<double> distances;
        for (const ContourMeasurement& point : found) {
            const size_t i = static_cast<size_t>(point.pixel.y()) * static_cast<size_t>(drawn->linkId.width) +
                             static_cast<size_t>(point.pixel.x());
            if (mask->ignore.empty() || mask->ignore.data[i] == 0)
                distances.push_back(std::abs(point.residual));
        }
        if (distances.size() < fewestMeasurements) return unknown;
        const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
        std::nth_element(distances.begin(), middle, distances.end());
        return static_cast<float>(*middle);
    }

private:
    Result<FrameMask> maskOf(int frame) const {
        FrameMask mask;
        const auto own = m_task.state.masks.find(frame);
        if (own != m_task.state.masks.end()) mask = *own->second;
        if (!mask.robot.empty() || !m_task.masks) return mask;
        auto found = m_task.masks->find(m_task.camera, frame);
        if (!found) return tl::unexpected(found.error());
        mask.robot = std::move(found->robot);
        return mask;
    }

    const ScoreTask& m_task;
    std::unique_ptr<FrameSource> m_frames;
    std::unique_ptr<Renderer> m_renderer;
    std::optional<AppearanceModel> m_colours;
};

}  // namespace

Result<FrameScores> runScoreTask(const ScoreTask& task, const RunContext& context) {
    const int count = task.opened->recording()->episode.frameCount;
    std::vector<int> valid;
    for (int frame = 0; frame < count; ++frame)
        if (task.motion->valid(frame)) valid.push_back(frame);
    Scoring scoring(task);
    if (auto ok = scoring.open(context); !ok) return tl::unexpected(ok.error());
    context.report(0, "reading frames");
    if (auto ok = scoring.learnColours(spread(valid, framesForColours), context); !ok)
        return tl::unexpected(ok.error());
    FrameScores scores{
        task.camera, *task.state.camFromBase,
        std::vector<float>(static_cast<size_t>(count), std::numeric_limits<float>::quiet_NaN())};
    const std::vector<int> frames = spread(valid, mostFrames);
    for (size_t i = 0; i < frames.size(); ++i) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        const auto score = scoring.score(frames[i]);
        if (!score) return tl::unexpected(score.error());
        scores.px[static_cast<size_t>(frames[i])] = *score;
        context.report(0.3 + 0.7 * static_cast<double>(i + 1) / static_cast<double>(frames.size()),
                       "judging the result");
    }
    return scores;
}

}  // namespace camframe
