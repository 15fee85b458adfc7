// SPDX-License-Identifier: Apache-2.0
#include "app/studio/track_job.h"

#include <algorithm>

#include "calib/network_tracker.h"
#include "views/editing/track_interpolation.h"

namespace camframe {

namespace {

constexpr double apartPx = 6;
constexpr float believed = 0.75F;  ///< Visibility; MarkTracker reports nothing below it.

/// Passes the progress of one segment on as its part of the whole.
class PartOfProgress : public ProgressSink {
public:
    PartOfProgress(const RunContext& whole, double from, double share)
        : m_whole(whole), m_from(from), m_share(share) {}
    void report(double fraction, std::string_view) override {
        m_whole.report(m_from + m_share * fraction, "following the mark");
    }

private:
    const RunContext& m_whole;
    double m_from, m_share;
};

Result<std::unique_ptr<PointTracker>> makeTracker(int threads) {
    const auto file = findModel(modelFolder(), "tracker");
    if (!file) return std::make_unique<MarkTracker>();
    NetworkOptions options;
    options.threads = threads;
    auto network = loadNetwork(*file, options);
    if (!network) return tl::unexpected(network.error());
    return makeNetworkTracker(std::move(*network));
}

bool seen(const MarkTrack& track, size_t at) {
    return at < track.pixels.size() && track.visibility[at] >= believed && track.pixels[at].allFinite();
}

/// Frames from one correction to the next; at the ends of the range one of them is missing.
struct Segment {
    int first = 0, last = 0;
    bool firstCorrected = false, lastCorrected = false;
};

std::vector<Segment> segmentsOf(const TrackTask& task, const std::map<int, Eigen::Vector2d>& corrections) {
    std::vector<Segment> segments;
    const auto add = [&](const Segment& segment) {
        const bool inRange = segment.first < task.lastFrame && segment.last > task.firstFrame;
        if (inRange && segment.last > segment.first) segments.push_back(segment);
    };
    add({std::min(task.firstFrame, corrections.begin()->first), corrections.begin()->first, false, true});
    for (auto next = std::next(corrections.begin()); next != corrections.end(); ++next)
        add({std::prev(next)->first, next->first, true, true});
    add({corrections.rbegin()->first, std::max(task.lastFrame, corrections.rbegin()->first), true, false});
    return segments;
}

}  // namespace

std::optional<Eigen::Vector2d> fuseTracks(const MarkTrack& fromFirst, const MarkTrack& fromLast, size_t at,
                                          double share) {
    const bool one = seen(fromFirst, at), other = seen(fromLast, at);
    if (!one && !other) return {};
    if (!other) return fromFirst.pixels[at];
    if (!one) return fromLast.pixels[at];
    const Eigen::Vector2d a = fromFirst.pixels[at], b = fromLast.pixels[at];
    if ((a - b).norm() <= apartPx) return (1 - share) * a + share * b;
    return double{fromFirst.visibility[at]} * (1 - share) >= double{fromLast.visibility[at]} * share ? a : b;
}

Result<std::vector<Keypoint>> runTrackTask(const TrackTask& task, const RunContext& context) {
    const TrackInterpolation interpolation(task.state, task.motion, task.point);
    const auto& corrections = interpolation.corrections();
    if (corrections.empty()) return inputError("Nobody has placed this keypoint in any frame yet.");
    std::vector<Keypoint> found;
    const CameraModel& camera = task.state.intrinsics.camera;
    const auto add = [&](int frame, const std::optional<Eigen::Vector2d>& tracked) {
        if (frame < task.firstFrame || frame > task.lastFrame || corrections.contains(frame) ||
            !task.motion->valid(frame))
            return;
        const auto pixel = tracked ? tracked : interpolation.at(frame);
        const auto inside = [](double value, int size) { return value >= -0.5 && value <= size - 0.5; };
        if (!pixel || !inside(pixel->x(), camera.width) || !inside(pixel->y(), camera.height)) return;
        found.push_back({0, frame, task.point.link, task.point.pointInLink, *pixel,
                         tracked ? KeypointOrigin::Tracked : KeypointOrigin::Interpolated, false,
                         task.point.mark, 0});
    };
    if (task.interpolates) {
        for (int frame = task.firstFrame; frame <= task.lastFrame; ++frame) add(frame, {});
        return found;
    }
    const auto tracker = makeTracker(context.threads);
    if (!tracker) return tl::unexpected(tracker.error());
    const auto source = task.opened->openFrames(task.camera);
    if (!source) return tl::unexpected(source.error());
    const std::vector<Segment> segments = segmentsOf(task, corrections);
    double total = 0, done = 0;
    for (const Segment& segment : segments) total += segment.last - segment.first;
    for (const Segment& segment : segments) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        const int count = segment.last - segment.first + 1;
        std::vector<MarkClick> clicks;
        if (segment.firstCorrected) clicks.push_back({0, corrections.at(segment.first)});
        if (segment.lastCorrected) clicks.push_back({count - 1, corrections.at(segment.last)});
        PartOfProgress part(context, done / total, count / total);
        RunContext inner = context;
        inner.progress = &part;
        const ExpectedPixel expected = [&](size_t, int frame) -> Eigen::Vector2d {
            const auto pixel =
                task.state.camFromBase ? interpolation.at(segment.first + frame) : std::nullopt;
            return pixel.value_or(Eigen::Vector2d::Constant(std::numeric_limits<double>::quiet_NaN()));
        };
        const auto tracks = (*tracker)->track(
            [&](int frame) -> Result<ImageU8> {
                if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
                return (*source)->read(segment.first + frame);
            },
            count, clicks, expected, inner);
        if (!tracks) return tl::unexpected(tracks.error());
        const MarkTrack none;
        const MarkTrack& fromFirst = segment.firstCorrected ? tracks->front() : none;
        const MarkTrack& fromLast = segment.lastCorrected ? tracks->back() : none;
        for (int i = 0; i < count; ++i)
            add(segment.first + i, fuseTracks(fromFirst, fromLast, static_cast<size_t>(i),
                                              static_cast<double>(i) / std::max(1, count - 1)));
        done += count - 1;
    }
    return found;
}

}  // namespace camframe
