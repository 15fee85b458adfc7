// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>

#include "calib/detail/background_view.h"

namespace camframe {

namespace {

constexpr int kWidth = 640;  // pictures are reduced to this width at most

const cv::Size kWindow(15, 15);  // of the tracker
constexpr int kLevels = 4;       // of its pyramid above the full picture

}  // namespace

size_t BackgroundView::cellOf(const cv::Point2f& point) const {
    const auto place = [](float at, int length, int cells) {
        return std::clamp(static_cast<int>(at * static_cast<float>(cells) / static_cast<float>(length)), 0,
                          cells - 1);
    };
    return static_cast<size_t>(place(point.y, size.height, kBackgroundRows) * kBackgroundColumns +
                               place(point.x, size.width, kBackgroundColumns));
}

BackgroundView makeBackgroundView(const ImageU8& rgb) {
    BackgroundView out;
    const cv::Mat source(rgb.height, rgb.width, CV_8UC3, const_cast<uint8_t*>(rgb.data.data()));
    cv::Mat grey, seen;
    cv::cvtColor(source, grey, cv::COLOR_RGB2GRAY);
    if (rgb.width > kWidth) {
        out.scale = static_cast<double>(rgb.width) / kWidth;
        const int height = std::max(1, static_cast<int>(std::lround(rgb.height / out.scale)));
        cv::resize(grey, grey, {kWidth, height}, 0, 0, cv::INTER_AREA);
    }
    cv::threshold(grey, seen, 5, 255, cv::THRESH_BINARY);
    cv::morphologyEx(seen, seen, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {9, 9}));
    cv::erode(seen, seen, cv::getStructuringElement(cv::MORPH_RECT, {13, 13}));

    cv::Mat values, mean, square, deviation;
    grey.convertTo(values, CV_32F);
    const cv::Size around(grey.cols / 12, grey.cols / 12);
    cv::blur(values, mean, around);
    values -= mean;
    cv::blur(values.mul(values), square, around);
    cv::sqrt(square, deviation);
    deviation += 12;  // noise in plain areas must stay faint
    cv::divide(values, deviation, values, 40);
    cv::Mat even;
    values.convertTo(even, CV_8U, 1, 128);
    cv::buildOpticalFlowPyramid(even, out.pyramid, kWindow, kLevels);
    out.size = even.size();
    cv::goodFeaturesToTrack(even, out.corners, 400, 0.06, grey.cols / 64.0, seen, 5);
    return out;
}

std::vector<CornerTrack> followCorners(const BackgroundView& from, const BackgroundView& to) {
    std::vector<CornerTrack> out;
    if (from.corners.empty()) return out;
    std::vector<cv::Point2f> there, back;
    std::vector<uint8_t> foundThere, foundBack;
    std::vector<float> errors;
    const cv::TermCriteria enough(cv::TermCriteria::COUNT + cv::TermCriteria::EPS, 15, 0.03);
    cv::calcOpticalFlowPyrLK(from.pyramid, to.pyramid, from.corners, there, foundThere, errors, kWindow,
                             kLevels, enough);
    cv::calcOpticalFlowPyrLK(to.pyramid, from.pyramid, there, back, foundBack, errors, kWindow, kLevels,
                             enough);
    for (size_t i = 0; i < there.size(); ++i)
        if (foundThere[i] && foundBack[i] && cv::norm(back[i] - from.corners[i]) <= 0.5)
            out.push_back({from.corners[i], there[i]});
    return out;
}

}  // namespace camframe
