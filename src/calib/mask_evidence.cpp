// SPDX-License-Identifier: Apache-2.0
#include "calib/mask_evidence.h"

#include <opencv2/imgproc.hpp>

#include "calib/distance_field.h"
#include "render/contour.h"

namespace camframe {

MaskField makeMaskField(const ImageU8& mask, const ImageU8& ignore) {
    MaskField field;
    field.distance = signedDistance(mask);
    field.ignore = ignore;
    for (const ContourPoint& p : extractContour(mask, {}))
        if (ignore.empty() || ignore.at(p.x, p.y) == 0) field.boundary.emplace_back(p.x, p.y);
    return field;
}

void observeMask(const MaskField& mask, const RenderedFrame& rendered, bool twoSided,
                 std::vector<ContourMeasurement>& out) {
    const auto ignored = [&](int x, int y) { return !mask.ignore.empty() && mask.ignore.at(x, y) != 0; };
    for (const ContourPoint& p : rendered.contour) {
        if (ignored(p.x, p.y)) continue;
        const FieldSample s = fieldAtPixel(mask.distance, p.x, p.y);
        const Eigen::Vector2d gradient(s.dx, s.dy);
        if (gradient.squaredNorm() < 0.1) continue;  // on a ridge the distance says nothing about direction
        Eigen::Vector2d direction = gradient;
        if (!twoSided) {
            const ImageU8& ids = rendered.linkId;
            direction = outlineDirection(gradient, s.value, ids.width, ids.height, p.x, p.y,
                                         [&](int y) { return ids.row(y); });
            if (direction.isZero(0)) continue;
        }
        out.push_back({{p.x, p.y}, p.depth, direction, s.value - 0.5, 1.0, -1.0});
    }
    if (!twoSided || rendered.contour.empty() || mask.boundary.empty()) return;

    // Nearest rendered contour pixel of every pixel, by a distance transform with labels.
    cv::Mat source(rendered.linkId.height, rendered.linkId.width, CV_8UC1, cv::Scalar(255));
    for (const ContourPoint& p : rendered.contour) source.at<uint8_t>(p.y, p.x) = 0;
    cv::Mat distance, labels;
    cv::distanceTransform(source, distance, labels, cv::DIST_L2, cv::DIST_MASK_5, cv::DIST_LABEL_PIXEL);
    std::vector<int> pointOfLabel(rendered.contour.size() + 1, -1);
    for (size_t i = 0; i < rendered.contour.size(); ++i) {
        const int label = labels.at<int>(rendered.contour[i].y, rendered.contour[i].x);
        if (label >= 0 && label < static_cast<int>(pointOfLabel.size()))
            pointOfLabel[static_cast<size_t>(label)] = static_cast<int>(i);
    }
    for (const Eigen::Vector2i& y : mask.boundary) {
        const int label = labels.at<int>(y.y(), y.x());
        if (label < 0 || label >= static_cast<int>(pointOfLabel.size())) continue;
        const int index = pointOfLabel[static_cast<size_t>(label)];
        if (index < 0) continue;
        const ContourPoint& c = rendered.contour[static_cast<size_t>(index)];
        const Eigen::Vector2d pixel(c.x, c.y), toward = y.cast<double>() - pixel;
        const double length = toward.norm();
        if (length < 0.5) {
            const FieldSample s = fieldAtPixel(mask.distance, y.x(), y.y());
            out.push_back({pixel, c.depth, {-s.dx, -s.dy}, 0.0, 1.0, 1.0});
            continue;
        }
        const bool inside = rendered.linkId.at(y.x(), y.y()) != 0;
        const Eigen::Vector2d direction = toward / length;
        if (inside)
            out.push_back({pixel, c.depth, -direction, length, 1.0, 1.0});
        else
            out.push_back({pixel, c.depth, direction, -length, 1.0, 1.0});
    }
}

std::vector<OutlineFrame> outlineFrames(const std::vector<MaskField>& masks) {
    std::vector<OutlineFrame> out;
    for (const MaskField& mask : masks) out.push_back({{}, nullptr, &mask.distance, &mask.ignore});
    return out;
}

ImageU8 resizeMask(const ImageU8& mask, int width, int height) {
    if (mask.width == width && mask.height == height) return mask;
    const cv::Mat source(mask.height, mask.width, CV_8UC1, const_cast<uint8_t*>(mask.data.data()));
    ImageU8 out(width, height);
    cv::Mat target(height, width, CV_8UC1, out.data.data());
    cv::resize(source, target, target.size(), 0, 0, width < mask.width ? cv::INTER_AREA : cv::INTER_LINEAR);
    for (uint8_t& value : out.data) value = value > 127 ? 255 : 0;
    return out;
}

}  // namespace camframe
