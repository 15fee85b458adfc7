// SPDX-License-Identifier: Apache-2.0
#include "calib/occlusion.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace camframe {

std::optional<ImageU8> findOccluded(const ImageU8& drawn, const ImageU8& seen, int marginPx) {
    const auto ellipse = [](int radius) {
        return cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * radius + 1, 2 * radius + 1});
    };
    const cv::Mat robot(drawn.height, drawn.width, CV_8UC1, const_cast<uint8_t*>(drawn.data.data()));
    const cv::Mat observed(seen.height, seen.width, CV_8UC1, const_cast<uint8_t*>(seen.data.data()));
    // The picture's edge is no outline: the border of an erosion counts as robot (OpenCV's default).
    cv::Mat hidden;
    cv::erode(robot, hidden, ellipse(marginPx));
    hidden.setTo(0, observed);
    cv::Mat labels, stats, centroids;
    const int count = cv::connectedComponentsWithStats(hidden, labels, stats, centroids, 8, CV_32S);
    const int least = std::max(4 * marginPx, drawn.width * drawn.height / 8000);
    std::vector<uint8_t> keep(static_cast<size_t>(count), 0);
    for (int i = 1; i < count; ++i)
        keep[static_cast<size_t>(i)] = stats.at<int>(i, cv::CC_STAT_AREA) >= least ? 255 : 0;
    if (std::ranges::count(keep, 255) == 0) return std::nullopt;
    ImageU8 out(drawn.width, drawn.height);
    for (int y = 0; y < out.height; ++y)
        for (int x = 0; x < out.width; ++x) out.at(x, y) = keep[static_cast<size_t>(labels.at<int>(y, x))];
    cv::Mat grown(out.height, out.width, CV_8UC1, out.data.data());
    cv::dilate(grown, grown, ellipse(2 * marginPx));
    return out;
}

void dropIgnored(const ImageU8& ignore, int width, int height,
                 std::vector<ContourMeasurement>& measurements) {
    if (ignore.empty()) return;
    const double sx = static_cast<double>(ignore.width) / width,
                 sy = static_cast<double>(ignore.height) / height;
    std::erase_if(measurements, [&](const ContourMeasurement& m) {
        const int x = static_cast<int>((m.pixel.x() + 0.5) * sx),
                  y = static_cast<int>((m.pixel.y() + 0.5) * sy);
        return x >= 0 && y >= 0 && x < ignore.width && y < ignore.height && ignore.at(x, y) != 0;
    });
}

}  // namespace camframe
