// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/depth_degradation.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "calib/synthetic/random.h"

namespace camframe::bench {

namespace {

/// Normal noise whose correlation is exp(-d^2 / c^2), deviation 1.
cv::Mat smoothField(cv::Size size, double correlationPx, synthetic::HashRandom& random) {
    cv::Mat field(size, CV_32FC1);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) field.at<float>(y, x) = static_cast<float>(random.normal());
    cv::GaussianBlur(field, field, {}, correlationPx / 2, 0, cv::BORDER_REFLECT);
    cv::Scalar mean, deviation;
    cv::meanStdDev(field, mean, deviation);
    return field / std::max(1e-9, deviation[0]);
}

/// The value that this share of a standard normal variable exceeds, for shares below a half.
double exceededBy(double share) {
    double low = 0, high = 8;
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        (0.5 * std::erfc(middle / std::sqrt(2.0)) > share ? low : high) = middle;
    }
    return low;
}

}  // namespace

ImageU16 degradeDepth(const ImageU16& depthMm, double focalPx, const DepthDegradation& how,
                      uint64_t recordingSeed, int frame) {
    synthetic::HashRandom common(recordingSeed, 331),
        random(recordingSeed + static_cast<uint64_t>(frame), 337);
    const double scale = 1 + how.scaleSigma * common.normal();
    const cv::Size size(depthMm.width, depthMm.height);
    const cv::Mat noise = smoothField(size, how.correlationPx, random);
    const cv::Mat holes = smoothField(size, 4 * how.correlationPx, random);
    const double hole = exceededBy(how.holeShare);

    cv::Mat disparity(size, CV_32FC1);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            const double z = 1e-3 * depthMm.at(x, y);
            disparity.at<float>(y, x) = z > 0 ? static_cast<float>(focalPx * how.baselineMetres / z) : 0.0F;
        }
    // The nearer surface wins a window that holds both: the larger disparity.
    const int window = 2 * how.fatteningPx + 1;
    cv::dilate(disparity, disparity, cv::getStructuringElement(cv::MORPH_ELLIPSE, {window, window}));

    ImageU16 out(depthMm.width, depthMm.height);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            const double exact = disparity.at<float>(y, x);
            if (!(exact > 0) || holes.at<float>(y, x) > hole) continue;
            const double noisy = exact + how.disparitySigmaPx * noise.at<float>(y, x);
            const double measured = std::round(noisy / how.disparityStepPx) * how.disparityStepPx;
            if (!(measured > 0)) continue;
            const double mm = 1e3 * scale * focalPx * how.baselineMetres / measured;
            out.at(x, y) = mm < 65535 ? static_cast<uint16_t>(std::lround(mm)) : uint16_t{0};
        }
    return out;
}

}  // namespace camframe::bench
