// SPDX-License-Identifier: Apache-2.0
#include "model/core/doctor/picture_checks.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace camframe {

namespace {

tl::unexpected<Error> stopped() {
    return makeError(ErrorKind::Stopped, "Stopped.");
}

bool isBlank(const ImageU8& picture) {
    const auto [low, high] = std::ranges::minmax(picture.data);
    return high - low <= 4;
}

/// Green, averaged over blocks so that some 80 columns remain.
ImageF thumbnail(const ImageU8& picture) {
    const int block = std::max(1, picture.width / 80);
    ImageF out(std::max(1, picture.width / block), std::max(1, picture.height / block));
    for (int y = 0; y < out.height; ++y)
        for (int x = 0; x < out.width; ++x) {
            float sum = 0;
            int count = 0;
            for (int v = y * block; v < std::min((y + 1) * block, picture.height); ++v)
                for (int u = x * block; u < std::min((x + 1) * block, picture.width); ++u) {
                    sum += picture.at(u, v, picture.channels / 2);
                    ++count;
                }
            out.at(x, y) = sum / static_cast<float>(std::max(count, 1));
        }
    return out;
}

std::vector<double> smoothed(std::span<const double> values) {
    std::vector<double> out(values.begin(), values.end());
    for (size_t i = 1; i + 1 < values.size(); ++i)
        out[i] = 0.25 * values[i - 1] + 0.5 * values[i] + 0.25 * values[i + 1];
    return out;
}

/// Pearson's correlation of a[i + lag] and b[i], over those i that every lag up to `reach` has.
double correlationAt(std::span<const double> a, std::span<const double> b, int lag, int reach) {
    const auto first = static_cast<size_t>(reach);
    const size_t last = b.size() - first;
    double sumA = 0, sumB = 0, sumAA = 0, sumBB = 0, sumAB = 0, n = 0;
    for (size_t i = first; i < last; ++i) {
        const double x = a[static_cast<size_t>(static_cast<long>(i) + lag)], y = b[i];
        if (!std::isfinite(x) || !std::isfinite(y)) continue;
        sumA += x;
        sumB += y;
        sumAA += x * x;
        sumBB += y * y;
        sumAB += x * y;
        n += 1;
    }
    const double varA = n * sumAA - sumA * sumA, varB = n * sumBB - sumB * sumB;
    if (n < 8 || varA <= 1e-12 || varB <= 1e-18) return std::nan("");
    return (n * sumAB - sumA * sumB) / std::sqrt(varA * varB);
}

struct Peak {
    double lag = 0, height = 0, atZero = 0;
};
std::optional<Peak> peakOf(std::span<const double> energy, std::span<const double> speed, int reach) {
    std::vector<double> heights;
    for (int lag = -reach; lag <= reach; ++lag) heights.push_back(correlationAt(energy, speed, lag, reach));
    if (std::ranges::any_of(heights, [](double h) { return !std::isfinite(h); })) return std::nullopt;
    const auto at = static_cast<size_t>(std::ranges::max_element(heights) - heights.begin());
    Peak peak{static_cast<double>(at) - reach, heights[at], heights[static_cast<size_t>(reach)]};
    if (at > 0 && at + 1 < heights.size()) {
        const double bend = heights[at - 1] - 2 * heights[at] + heights[at + 1];
        if (bend < 0) peak.lag += std::clamp(0.5 * (heights[at - 1] - heights[at + 1]) / bend, -0.5, 0.5);
    }
    return peak;
}

}  // namespace

Result<std::vector<DatasetFinding>> checkPictures(FrameSource& source, int frameCount,
                                                  const std::string& camera, bool allFrames, bool robotMoves,
                                                  const RunContext& context) {
    std::vector<DatasetFinding> out;
    if (source.frameCount() != frameCount)
        out.push_back({source.frameCount() < frameCount ? Severity::Error : Severity::Warning,
                       "picture-count",
                       {},
                       camera,
                       fmt::format("{} pictures for {} frames", source.frameCount(), frameCount),
                       "record or fetch the camera's pictures again"});
    const int count = std::min(source.frameCount(), frameCount);
    std::vector<int> frames;
    if (allFrames) {
        frames.resize(static_cast<size_t>(std::max(count, 0)));
        std::iota(frames.begin(), frames.end(), 0);
    } else {
        for (const int frame : {0, count / 2, count - 1})
            if (frame >= 0 && (frames.empty() || frame > frames.back())) frames.push_back(frame);
    }
    int unreadable = 0, blank = 0, firstBlank = 0;
    std::optional<Error> firstError;
    std::vector<ImageU8> looks;
    for (const int frame : frames) {
        if (context.stopped()) return stopped();
        Result<ImageU8> picture = source.read(frame);
        if (!picture) {
            if (picture.error().kind == ErrorKind::Stopped) return tl::unexpected(picture.error());
            if (unreadable++ == 0) firstError = picture.error();
            continue;
        }
        if (isBlank(*picture) && blank++ == 0) firstBlank = frame;
        if (frame == 0 || frame == count / 2 || frame == count - 1) looks.push_back(std::move(*picture));
    }
    if (firstError) {
        DatasetFinding finding = findingOf(*firstError, "media-unreadable", camera);
        finding.what = fmt::format("{} of {} pictures looked at cannot be read: {}", unreadable,
                                   frames.size(), finding.what);
        if (finding.mend.empty()) finding.mend = "record or fetch them again";
        out.push_back(std::move(finding));
    }
    if (blank > 0)
        out.push_back({Severity::Warning,
                       "blank-picture",
                       {},
                       camera,
                       fmt::format("{} of {} pictures looked at are of one colour, first frame {}", blank,
                                   frames.size(), firstBlank),
                       "leave out these frames or the camera"});
    else if (robotMoves && looks.size() == 3 && looks[0] == looks[1] && looks[1] == looks[2])
        out.push_back({Severity::Warning,
                       "frozen-camera",
                       {},
                       camera,
                       "first, middle and last picture are the same to the bit while the robot moves",
                       "the camera had stopped: leave it out"});
    return out;
}

Result<std::vector<double>> motionEnergy(FrameSource& source, int frames, const RunContext& context) {
    constexpr float noise = 3;
    std::vector<double> energy;
    ImageF before;
    for (int frame = 0; frame < std::min(frames, source.frameCount()); ++frame) {
        if (context.stopped()) return stopped();
        const Result<ImageU8> picture = source.read(frame);
        if (!picture) return tl::unexpected(picture.error());
        ImageF now = thumbnail(*picture);
        if (frame > 0) {
            double sum = 0;
            for (size_t i = 0; i < now.data.size(); ++i)
                sum += std::max(0.0F, std::abs(now.data[i] - before.data[i]) - noise);
            energy.push_back(sum / static_cast<double>(now.data.size()));
        }
        before = std::move(now);
    }
    return energy;
}

std::vector<double> jointSpeed(const Episode& episode) {
    std::vector<double> speed;
    for (Eigen::Index t = 1; t < episode.jointPositions.rows(); ++t)
        speed.push_back((episode.jointPositions.row(t) - episode.jointPositions.row(t - 1)).norm());
    return speed;
}

std::optional<LagEstimate> estimateLag(std::span<const double> energy, std::span<const double> speed) {
    const size_t count = std::min(energy.size(), speed.size());
    if (count < 40) return std::nullopt;
    const std::vector<double> a = smoothed(energy.first(count)), b = smoothed(speed.first(count));
    const int reach = std::min(15, static_cast<int>(count / 6));
    const auto whole = peakOf(a, b, reach);
    if (!whole) return std::nullopt;
    LagEstimate out{whole->lag, whole->height, whole->atZero, false};
    const std::span<const double> sa(a), sb(b);
    const size_t half = count / 2;
    const int shorter = std::min(reach, static_cast<int>(half / 4));
    const auto first = peakOf(sa.first(half), sb.first(half), shorter);
    const auto second = peakOf(sa.subspan(half), sb.subspan(half), shorter);
    // A lag at the end of what was searched is none: the best one may lie beyond.
    out.halvesAgree = first && second && std::abs(first->lag - whole->lag) <= 1.5 &&
                      std::abs(second->lag - whole->lag) <= 1.5 && std::abs(whole->lag) < reach;
    return out;
}

std::vector<DatasetFinding> checkLag(const std::optional<LagEstimate>& lag, double fps,
                                     const std::string& camera) {
    if (!lag || !lag->confident() || std::abs(lag->lagFrames) < 1) return {};
    const bool late = lag->lagFrames > 0;
    return {{Severity::Warning,
             "image-lag",
             {},
             camera,
             fmt::format(
                 "its pictures {} the joints by some {:.1f} frames ({:.2f} s); motion in pictures and joints "
                 "correlates by {:.2f} then, {:.2f} without, alike in both halves",
                 late ? "lag behind" : "are ahead of", std::abs(lag->lagFrames),
                 std::abs(lag->lagFrames) / fps, lag->correlation, lag->withoutLag),
             "calibrate with --refine pose+lag, which measures it"}};
}

}  // namespace camframe
