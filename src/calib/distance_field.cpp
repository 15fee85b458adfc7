// SPDX-License-Identifier: Apache-2.0
#include "calib/distance_field.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace camframe {

ImageF signedDistance(const ImageU8& mask) {
    const cv::Mat source(mask.height, mask.width, CV_8UC1, const_cast<uint8_t*>(mask.data.data()));
    cv::Mat inside, outside;
    const cv::Mat binary = source > 0;
    // Without any zero pixel OpenCV leaves huge values; they are bounded below.
    cv::distanceTransform(binary, inside, cv::DIST_L2, cv::DIST_MASK_PRECISE);
    cv::distanceTransform(~binary, outside, cv::DIST_L2, cv::DIST_MASK_PRECISE);
    const float limit = static_cast<float>(std::hypot(mask.width, mask.height));
    ImageF field(mask.width, mask.height);
    for (int y = 0; y < mask.height; ++y) {
        const float* in = inside.ptr<float>(y);
        const float* out = outside.ptr<float>(y);
        float* target = field.row(y);
        for (int x = 0; x < mask.width; ++x)
            target[x] = in[x] > 0 ? std::min(in[x], limit) - 0.5F : 0.5F - std::min(out[x], limit);
    }
    return field;
}

FieldSample sampleField(const ImageF& field, double x, double y) {
    const double cx = std::clamp(x, 0.0, field.width - 1.001), cy = std::clamp(y, 0.0, field.height - 1.001);
    const int ix = static_cast<int>(cx), iy = static_cast<int>(cy);
    const float fx = static_cast<float>(cx - ix), fy = static_cast<float>(cy - iy);
    const float* top = field.row(iy) + ix;
    const float* bottom = field.row(iy + 1) + ix;
    FieldSample out;
    out.value = (1 - fy) * ((1 - fx) * top[0] + fx * top[1]) + fy * ((1 - fx) * bottom[0] + fx * bottom[1]);
    out.dx = (1 - fy) * (top[1] - top[0]) + fy * (bottom[1] - bottom[0]);
    out.dy = (1 - fx) * (bottom[0] - top[0]) + fx * (bottom[1] - top[1]);
    return out;
}

FieldSample fieldAtPixel(const ImageF& field, int x, int y) {
    const int x0 = std::max(0, x - 1), x1 = std::min(field.width - 1, x + 1);
    const int y0 = std::max(0, y - 1), y1 = std::min(field.height - 1, y + 1);
    FieldSample out;
    out.value = field.at(x, y);
    if (x1 > x0) out.dx = (field.at(x1, y) - field.at(x0, y)) / static_cast<float>(x1 - x0);
    if (y1 > y0) out.dy = (field.at(x, y1) - field.at(x, y0)) / static_cast<float>(y1 - y0);
    return out;
}

}  // namespace camframe
