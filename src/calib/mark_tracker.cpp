// SPDX-License-Identifier: Apache-2.0
#include "calib/mark_tracker.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>
#include <optional>

namespace camframe {

namespace {

constexpr int kLevels = 3;
constexpr double kSureLikeness = 0.85;  ///< With the click; see MarkTrack::visibility.

/// A frame as the tracker needs it.
struct Picture {
    cv::Mat gray;
    cv::Mat half;  ///< At half the size, for searching.
    std::vector<cv::Mat> pyramid;
};

/// How a mark looked in some frame.
struct Look {
    std::shared_ptr<const Picture> picture;
    cv::Point2f point;
};

/// Normalised cross-correlation of two patches, -1..1; 0 where there is nothing to hold on to.
double correlation(const cv::Mat& a, const cv::Mat& b) {
    cv::Scalar meanA, deviationA, meanB, deviationB;
    cv::meanStdDev(a, meanA, deviationA);
    cv::meanStdDev(b, meanB, deviationB);
    if (deviationA[0] < 1 || deviationB[0] < 1) return 0;
    cv::Mat score;
    cv::matchTemplate(a, b, score, cv::TM_CCOEFF_NORMED);
    return score.at<float>(0, 0);
}

double correlation(const Look& a, const Look& b, int window) {
    cv::Mat patchA, patchB;
    cv::getRectSubPix(a.picture->gray, {window, window}, a.point, patchA);
    cv::getRectSubPix(b.picture->gray, {window, window}, b.point, patchB);
    return correlation(patchA, patchB);
}

bool inside(const Picture& picture, cv::Point2f point) {
    constexpr float kBorder = 2;
    return point.x >= kBorder && point.y >= kBorder &&
           point.x <= static_cast<float>(picture.gray.cols) - 1 - kBorder &&
           point.y <= static_cast<float>(picture.gray.rows) - 1 - kBorder;
}

/// A place where the mark may be, and how much it looks like it (-1..1).
struct Sighting {
    cv::Point2f point;
    double score = -1;
};

/// Follows one mark in one direction of time.
class Follower {
public:
    Follower(const MarkTrackerOptions& options, std::shared_ptr<const Picture> picture, cv::Point2f point)
        : m_options(options), m_click{std::move(picture), point}, m_anchor(m_click), m_last(m_click) {}

    /// The mark in the next frame, or nothing where it is hidden.
    std::optional<Sighting> step(const std::shared_ptr<const Picture>& next,
                                 const std::optional<cv::Point2f>& expected) {
        std::optional<Sighting> found;
        if (m_hidden == 0) found = stepVisible(next, expected);
        if (!found) found = findAgain(next, expected);
        const float reach = static_cast<float>(m_options.expectedRadiusPx);
        if (found && expected && cv::norm(found->point - *expected) > reach) found.reset();
        if (!found || !inside(*next, found->point)) {
            ++m_hidden;
            return std::nullopt;
        }
        m_velocity = m_hidden == 0 ? found->point - m_last.point : cv::Point2f(0, 0);
        m_hidden = 0;
        found = compareWithClick({next, found->point});
        m_last = {next, found->point};
        return found;
    }

private:
    /// Lucas-Kanade from a look to another picture and back.
    std::optional<cv::Point2f> flow(const Look& from, const Picture& to, cv::Point2f guess) const {
        const cv::Size window(m_options.windowPx, m_options.windowPx);
        const cv::TermCriteria criteria(cv::TermCriteria::COUNT | cv::TermCriteria::EPS, 40, 0.003);
        std::vector<cv::Point2f> start{from.point}, end{guess}, back{from.point};
        std::vector<uint8_t> status;
        std::vector<float> error;
        cv::calcOpticalFlowPyrLK(from.picture->pyramid, to.pyramid, start, end, status, error, window,
                                 kLevels, criteria, cv::OPTFLOW_USE_INITIAL_FLOW, 1e-4);
        if (status[0] == 0) return std::nullopt;
        cv::calcOpticalFlowPyrLK(to.pyramid, from.picture->pyramid, end, back, status, error, window, kLevels,
                                 criteria, cv::OPTFLOW_USE_INITIAL_FLOW, 1e-4);
        if (status[0] == 0 || cv::norm(back[0] - from.point) > m_options.forwardBackwardPx)
            return std::nullopt;
        if (!inside(to, end[0])) return std::nullopt;
        return end[0];
    }

    std::optional<Sighting> stepVisible(const std::shared_ptr<const Picture>& next,
                                        const std::optional<cv::Point2f>& expected) {
        Sighting best;
        const auto attempt = [&](cv::Point2f guess) {
            if (best.score > 0.9) return;
            const auto point = flow(m_last, *next, guess);
            if (!point) return;
            const double score = correlation(m_last, Look{next, *point}, m_options.windowPx);
            if (score > best.score) best = {*point, score};
        };
        if (expected) attempt(*expected);
        attempt(m_last.point + m_velocity);
        attempt(m_last.point);
        if (best.score < m_options.minCorrelation) return std::nullopt;
        // Drift: realign to the reference patch while it still looks alike.
        const auto anchored = flow(m_anchor, *next, best.point);
        const double alike = anchored ? correlation(m_anchor, Look{next, *anchored}, m_options.windowPx) : -1;
        if (anchored && cv::norm(*anchored - best.point) < 2.5 && alike > m_options.anchorCorrelation)
            best.point = *anchored;
        else
            m_anchor = {next, best.point};
        return best;
    }

    /// How much a place looks like the click, whatever the turn in the picture, -1..1.
    /// A sure likeness also says where in the neighbourhood the point is, which takes the drift out of it.
    Sighting compareWithClick(const Look& look) const {
        constexpr int kReach = 3;
        const int window = m_options.windowPx;
        cv::Mat around, map;
        cv::getRectSubPix(look.picture->gray, {window + 2 * kReach, window + 2 * kReach}, look.point, around);
        Sighting out{look.point, -1};
        cv::Point peak;
        for (double degrees = -60; degrees <= 60; degrees += 12) {
            cv::Mat score;
            cv::matchTemplate(around, turnedPatch(m_click, degrees, window), score, cv::TM_CCOEFF_NORMED);
            double value = 0;
            cv::Point place;
            cv::minMaxLoc(score, nullptr, &value, nullptr, &place);
            if (value <= out.score) continue;
            out.score = value;
            peak = place;
            map = score;
        }
        const bool inner = peak.x > 0 && peak.y > 0 && peak.x < 2 * kReach && peak.y < 2 * kReach;
        if (out.score < kSureLikeness || !inner) return out;
        const auto vertex = [](float before, float at, float after) {  // of the parabola through three values
            const float bend = before - 2 * at + after;
            return bend < -1e-6F ? 0.5F * (before - after) / bend : 0.0F;
        };
        const auto at = [&](int dx, int dy) { return map.at<float>(peak.y + dy, peak.x + dx); };
        out.point.x += static_cast<float>(peak.x - kReach) + vertex(at(-1, 0), at(0, 0), at(1, 0));
        out.point.y += static_cast<float>(peak.y - kReach) + vertex(at(0, -1), at(0, 0), at(0, 1));
        return out;
    }

    static cv::Mat turnedPatch(const Look& look, double degrees, int window) {
        cv::Mat turn = cv::getRotationMatrix2D(look.point, degrees, 1.0);
        turn.at<double>(0, 2) += 0.5 * (window - 1) - look.point.x;
        turn.at<double>(1, 2) += 0.5 * (window - 1) - look.point.y;
        cv::Mat patch;
        cv::warpAffine(look.picture->gray, patch, turn, {window, window}, cv::INTER_LINEAR,
                       cv::BORDER_REPLICATE);
        return patch;
    }

    /// Searches earlier looks around the last sighting (or where the mark is expected).
    std::optional<Sighting> findAgain(const std::shared_ptr<const Picture>& next,
                                      const std::optional<cv::Point2f>& expected) {
        // The longer a mark is away, the farther it may have moved; but the whole picture holds too many
        // things that look like it.
        const float largest = 0.3F * static_cast<float>(next->gray.cols);
        const float radius = expected ? static_cast<float>(m_options.expectedRadiusPx)
                                      : std::min(largest, 40 + 2 * static_cast<float>(cv::norm(m_velocity)) +
                                                              12 * static_cast<float>(m_hidden));
        const cv::Point2f centre = expected ? *expected : m_last.point + m_velocity * (m_hidden == 0 ? 1 : 0);
        std::optional<Sighting> best;
        for (const Look* look : {&m_last, &m_anchor, &m_click}) {
            if (look != &m_last && look->picture == m_last.picture) continue;
            const auto found = search(*look, next, centre, radius);
            if (found && (!best || found->score > best->score)) best = found;
            if (best && best->score > 0.9) break;
        }
        if (best) m_anchor = {next, best->point};
        return best;
    }

    std::optional<Sighting> search(const Look& look, const std::shared_ptr<const Picture>& next,
                                   cv::Point2f centre, float radius) const {
        // At half size: a quarter of the places and a quarter of the work at each.
        const int window = m_options.windowPx / 2 | 1;
        const int half = window / 2;
        const cv::Rect whole(0, 0, next->half.cols, next->half.rows);
        const int r = static_cast<int>(radius / 2) + half;
        const cv::Rect area =
            cv::Rect(cvRound(centre.x / 2) - r, cvRound(centre.y / 2) - r, 2 * r + 1, 2 * r + 1) & whole;
        if (area.width <= window || area.height <= window) return std::nullopt;
        const cv::Mat region = next->half(area);
        cv::Mat best;  // score of the best angle, per place
        for (const double degrees : {0.0, -12.0, 12.0, -25.0, 25.0}) {
            cv::Mat patch, score;
            cv::resize(turnedPatch(look, degrees, 2 * window), patch, {window, window}, 0, 0, cv::INTER_AREA);
            cv::Scalar mean, deviation;
            cv::meanStdDev(patch, mean, deviation);
            if (deviation[0] < 4) return std::nullopt;  // a plain patch is found everywhere
            cv::matchTemplate(region, patch, score, cv::TM_CCOEFF_NORMED);
            if (best.empty())
                best = score;
            else
                cv::max(best, score, best);
        }
        double value = 0, second = 0;
        cv::Point place;
        cv::minMaxLoc(best, nullptr, &value, nullptr, &place);
        if (value < m_options.foundCorrelation) return std::nullopt;
        cv::circle(best, place, half, cv::Scalar(-1), cv::FILLED);
        cv::minMaxLoc(best, nullptr, &second);
        if (second > 0.93 * value) return std::nullopt;  // two places look alike
        const cv::Point2f coarse(static_cast<float>(2 * (place.x + area.x + half)) + 0.5F,
                                 static_cast<float>(2 * (place.y + area.y + half)) + 0.5F);
        const auto point = flow(look, *next, coarse);
        if (point && cv::norm(*point - coarse) < 4) return Sighting{*point, value};
        return std::nullopt;
    }

    const MarkTrackerOptions& m_options;
    Look m_click, m_anchor, m_last;
    cv::Point2f m_velocity{0, 0};
    int m_hidden = 0;  ///< Frames since the last sighting.
};

}  // namespace

Result<std::vector<MarkTrack>> MarkTracker::track(const ReadPicture& readRgb, int frameCount,
                                                  std::span<const MarkClick> clicks,
                                                  const ExpectedPixel& expected, const RunContext& context) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto frames = static_cast<size_t>(frameCount);
    std::vector<MarkTrack> tracks(clicks.size());
    for (size_t m = 0; m < clicks.size(); ++m) {
        tracks[m] = {std::vector<Eigen::Vector2d>(frames, Eigen::Vector2d(nan, nan)),
                     std::vector<float>(frames, 0)};
        tracks[m].pixels[static_cast<size_t>(clicks[m].frame)] = clicks[m].pixel;
        tracks[m].visibility[static_cast<size_t>(clicks[m].frame)] = 1;
    }
    if (clicks.empty()) return tracks;
    const auto [first, last] =
        std::minmax_element(clicks.begin(), clicks.end(),
                            [](const MarkClick& a, const MarkClick& b) { return a.frame < b.frame; });
    const auto load = [&](int frame) -> Result<std::shared_ptr<const Picture>> {
        auto rgb = readRgb(frame);
        if (!rgb) return tl::unexpected(rgb.error());
        auto picture = std::make_shared<Picture>();
        cv::cvtColor(cv::Mat(rgb->height, rgb->width, CV_8UC3, rgb->data.data()), picture->gray,
                     cv::COLOR_RGB2GRAY);
        cv::resize(picture->gray, picture->half, {}, 0.5, 0.5, cv::INTER_AREA);
        cv::buildOpticalFlowPyramid(picture->gray, picture->pyramid, {m_options.windowPx, m_options.windowPx},
                                    kLevels);
        return picture;
    };
    for (const int direction : {1, -1}) {
        std::vector<std::optional<Follower>> followers(clicks.size());
        const int end = direction > 0 ? frameCount : -1;
        for (int frame = direction > 0 ? first->frame : last->frame; frame != end; frame += direction) {
            if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            const auto picture = load(frame);
            if (!picture) return tl::unexpected(picture.error());
            for (size_t m = 0; m < clicks.size(); ++m) {
                if (followers[m]) {
                    std::optional<cv::Point2f> near;
                    if (expected)
                        if (const Eigen::Vector2d p = expected(m, frame); p.allFinite())
                            near = cv::Point2f(static_cast<float>(p.x()), static_cast<float>(p.y()));
                    if (const auto seen = followers[m]->step(*picture, near);
                        seen && seen->score >= m_options.minLikeness) {
                        tracks[m].pixels[static_cast<size_t>(frame)] = {seen->point.x, seen->point.y};
                        tracks[m].visibility[static_cast<size_t>(frame)] =
                            static_cast<float>(std::clamp(seen->score, 0.0, 1.0));
                    }
                } else if (clicks[m].frame == frame) {
                    followers[m].emplace(m_options, *picture,
                                         cv::Point2f(static_cast<float>(clicks[m].pixel.x()),
                                                     static_cast<float>(clicks[m].pixel.y())));
                }
            }
        }
    }
    return tracks;
}

}  // namespace camframe
