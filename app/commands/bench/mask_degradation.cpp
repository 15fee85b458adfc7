// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/mask_degradation.h"

#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "calib/synthetic/random.h"

namespace camframe::bench {

ImageU8 degradeMask(const ImageU8& mask, const MaskDegradation& how, uint64_t seed) {
    synthetic::HashRandom random(seed, 301);
    const cv::Size size(mask.width, mask.height);
    cv::Mat inside = cv::Mat(size, CV_8UC1, const_cast<uint8_t*>(mask.data.data())) > 127;
    std::vector<cv::Point> robot;
    cv::findNonZero(inside, robot);

    // White noise smoothed by a Gaussian of deviation s has the correlation exp(-d^2 / 4 s^2).
    cv::Mat field(size, CV_32FC1);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) field.at<float>(y, x) = random.normal();
    cv::GaussianBlur(field, field, {}, how.correlationPx / 2, 0, cv::BORDER_REFLECT);
    cv::Scalar mean, deviation;
    cv::meanStdDev(field, mean, deviation);
    field *= how.boundarySigmaPx / std::max(1e-9, deviation[0]);

    ImageU8 out(mask.width, mask.height);
    cv::Mat target(size, CV_8UC1, out.data.data());
    if (!robot.empty()) {
        // Signed distance to the edge between pixels, positive inside.
        cv::Mat in, outside;
        cv::distanceTransform(inside, in, cv::DIST_L2, cv::DIST_MASK_PRECISE);
        cv::distanceTransform(~inside, outside, cv::DIST_L2, cv::DIST_MASK_PRECISE);
        const auto offset = static_cast<float>(how.offsetPx);
        for (int y = 0; y < size.height; ++y)
            for (int x = 0; x < size.width; ++x) {
                const float d = in.at<float>(y, x), e = outside.at<float>(y, x);
                const float signedDistance = d > 0 ? d - 0.5F : 0.5F - e;
                target.at<uint8_t>(y, x) = signedDistance + field.at<float>(y, x) + offset > 0 ? 255 : 0;
            }
    }
    const auto ellipse = [&](cv::Point centre, double smallest, double largest, int value) {
        const cv::Size axes(static_cast<int>(random.uniform(smallest, largest)),
                            static_cast<int>(random.uniform(smallest, largest)));
        cv::ellipse(target, centre, axes, random.uniform(0, 180), 0, 360, cv::Scalar(value), cv::FILLED);
    };
    for (int k = 0; k < how.holes && !robot.empty(); ++k)
        ellipse(robot[static_cast<size_t>(random.below(static_cast<int>(robot.size())))], 3, 10, 0);
    for (int k = 0; k < how.blobs; ++k)
        ellipse({random.below(size.width), random.below(size.height)}, 6, 24, 255);
    return out;
}

}  // namespace camframe::bench
