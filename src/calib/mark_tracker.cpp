// SPDX-License-Identifier: Apache-2.0
#include "calib/mark_tracker.h"

#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>

namespace camframe {

namespace {

using Pyramid = std::vector<cv::Mat>;
constexpr int kLevels = 3;

struct Reference {
    Pyramid pyramid;
    cv::Mat image;
    cv::Point2f point;
};

/// Normalised cross-correlation of two patches around sub-pixel points, -1..1.
double correlation(const cv::Mat& a, cv::Point2f pa, const cv::Mat& b, cv::Point2f pb, int window) {
    cv::Mat patchA, patchB, score;
    cv::getRectSubPix(a, {window, window}, pa, patchA);
    cv::getRectSubPix(b, {window, window}, pb, patchB);
    cv::Scalar meanA, deviationA, meanB, deviationB;
    cv::meanStdDev(patchA, meanA, deviationA);
    cv::meanStdDev(patchB, meanB, deviationB);
    if (deviationA[0] < 1 || deviationB[0] < 1) return 0;  // nothing to hold on to
    cv::matchTemplate(patchA, patchB, score, cv::TM_CCOEFF_NORMED);
    return score.at<float>(0, 0);
}

struct Step {
    bool ok = false;
    cv::Point2f point;
};

/// Lucas-Kanade from one picture to another and back.
Step follow(const Pyramid& from, cv::Point2f point, const Pyramid& to, cv::Point2f guess,
            const MarkTrackerOptions& options) {
    const cv::Size window(options.windowPx, options.windowPx);
    const cv::TermCriteria criteria(cv::TermCriteria::COUNT | cv::TermCriteria::EPS, 40, 0.003);
    std::vector<cv::Point2f> start{point}, end{guess}, back{point};
    std::vector<uint8_t> status;
    std::vector<float> error;
    cv::calcOpticalFlowPyrLK(from, to, start, end, status, error, window, kLevels, criteria,
                             cv::OPTFLOW_USE_INITIAL_FLOW, 1e-4);
    if (status[0] == 0) return {};
    cv::calcOpticalFlowPyrLK(to, from, end, back, status, error, window, kLevels, criteria,
                             cv::OPTFLOW_USE_INITIAL_FLOW, 1e-4);
    if (status[0] == 0 || cv::norm(back[0] - point) > options.forwardBackwardPx) return {};
    return {true, end[0]};
}

}  // namespace

Result<std::vector<Eigen::Vector2d>> trackMark(const std::function<Result<ImageU8>(int frame)>& readGray,
                                               int frameCount, int startFrame,
                                               const Eigen::Vector2d& startPixel,
                                               const MarkTrackerOptions& options, const RunContext& context) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    std::vector<Eigen::Vector2d> track(static_cast<size_t>(frameCount), Eigen::Vector2d(nan, nan));
    track[static_cast<size_t>(startFrame)] = startPixel;
    const cv::Size window(options.windowPx, options.windowPx);
    const auto load = [&](int frame, cv::Mat& image, Pyramid& pyramid) -> Result<void> {
        auto gray = readGray(frame);
        if (!gray) return tl::unexpected(gray.error());
        image = cv::Mat(gray->height, gray->width, CV_8UC1, gray->data.data()).clone();
        cv::buildOpticalFlowPyramid(image, pyramid, window, kLevels);
        return {};
    };
    for (const int direction : {1, -1}) {
        cv::Mat previousImage, image;
        Pyramid previousPyramid, pyramid;
        if (auto ok = load(startFrame, previousImage, previousPyramid); !ok)
            return tl::unexpected(ok.error());
        cv::Point2f point(static_cast<float>(startPixel.x()), static_cast<float>(startPixel.y()));
        Reference reference{previousPyramid, previousImage.clone(), point};
        cv::Point2f velocity(0, 0);
        for (int frame = startFrame + direction; frame >= 0 && frame < frameCount; frame += direction) {
            if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            pyramid.clear();
            if (auto ok = load(frame, image, pyramid); !ok) return tl::unexpected(ok.error());
            Step step = follow(previousPyramid, point, pyramid, point + velocity, options);
            if (!step.ok) step = follow(previousPyramid, point, pyramid, point, options);
            const float border = 2;
            if (!step.ok || step.point.x < border || step.point.y < border ||
                step.point.x > static_cast<float>(image.cols) - 1 - border ||
                step.point.y > static_cast<float>(image.rows) - 1 - border ||
                correlation(previousImage, point, image, step.point, options.windowPx) <
                    options.minCorrelation)
                break;
            // Drift: realign to the reference patch while it still looks alike.
            const Step anchored = follow(reference.pyramid, reference.point, pyramid, step.point, options);
            cv::Point2f current = step.point;
            if (anchored.ok && cv::norm(anchored.point - step.point) < 2.5 &&
                correlation(reference.image, reference.point, image, anchored.point, options.windowPx) >
                    options.anchorCorrelation) {
                current = anchored.point;
            } else {
                reference = {pyramid, image.clone(), current};
            }
            velocity = current - point;
            point = current;
            track[static_cast<size_t>(frame)] = {point.x, point.y};
            std::swap(previousImage, image);
            std::swap(previousPyramid, pyramid);
        }
    }
    return track;
}

}  // namespace camframe
