// SPDX-License-Identifier: Apache-2.0
#include "calib/lens.h"

#include <opencv2/imgproc.hpp>

namespace camframe {

struct Lens::Maps {
    cv::Mat recordedX, recordedY;  ///< For each undistorted pixel, where it lies in the recorded picture.
    cv::Mat undistortedX, undistortedY;  ///< The reverse.
};

namespace {

ImageU8 resample(const ImageU8& image, const cv::Mat& x, const cv::Mat& y) {
    const cv::Mat source(image.height, image.width, CV_8UC(image.channels),
                         const_cast<uint8_t*>(image.data.data()));
    ImageU8 out(image.width, image.height, image.channels);
    cv::Mat target(out.height, out.width, CV_8UC(out.channels), out.data.data());
    cv::remap(source, target, x, y, cv::INTER_LINEAR, cv::BORDER_CONSTANT);
    return out;
}

ImageU8 thresholded(ImageU8 mask) {
    for (uint8_t& v : mask.data) v = v > 127 ? 255 : 0;
    return mask;
}

}  // namespace

Lens::Lens(const CameraModel& camera) : m_camera(camera) {
    if (!camera.hasDistortion()) return;
    m_maps = std::make_unique<Maps>();
    const cv::Size size(camera.width, camera.height);
    for (cv::Mat* map :
         {&m_maps->recordedX, &m_maps->recordedY, &m_maps->undistortedX, &m_maps->undistortedY})
        map->create(size, CV_32FC1);
    const double valid = camera.validRadius();
    for (int v = 0; v < camera.height; ++v)
        for (int u = 0; u < camera.width; ++u) {
            const Eigen::Vector2d p((u - camera.cx) / camera.fx, (v - camera.cy) / camera.fy);
            // Beyond the valid radius the lens shows nothing: point outside the picture.
            const Eigen::Vector2d d = p.norm() < valid ? camera.distort(p) : Eigen::Vector2d(-1e4, -1e4);
            m_maps->recordedX.at<float>(v, u) = static_cast<float>(camera.fx * d.x() + camera.cx);
            m_maps->recordedY.at<float>(v, u) = static_cast<float>(camera.fy * d.y() + camera.cy);
            const Eigen::Vector2d q = camera.undistort(p);
            m_maps->undistortedX.at<float>(v, u) = static_cast<float>(camera.fx * q.x() + camera.cx);
            m_maps->undistortedY.at<float>(v, u) = static_cast<float>(camera.fy * q.y() + camera.cy);
        }
}

Lens::~Lens() = default;
Lens::Lens(Lens&&) noexcept = default;
Lens& Lens::operator=(Lens&&) noexcept = default;

ImageU8 Lens::undistort(const ImageU8& rgb) const {
    return m_maps ? resample(rgb, m_maps->recordedX, m_maps->recordedY) : rgb;
}

ImageU8 Lens::undistortMask(const ImageU8& mask) const {
    return m_maps ? thresholded(resample(mask, m_maps->recordedX, m_maps->recordedY)) : mask;
}

ImageU16 Lens::undistortDepth(const ImageU16& depthMm) const {
    if (!m_maps) return depthMm;
    const cv::Mat source(depthMm.height, depthMm.width, CV_16UC1, const_cast<uint16_t*>(depthMm.data.data()));
    ImageU16 out(depthMm.width, depthMm.height);
    cv::Mat target(out.height, out.width, CV_16UC1, out.data.data());
    cv::remap(source, target, m_maps->recordedX, m_maps->recordedY, cv::INTER_NEAREST, cv::BORDER_CONSTANT);
    return out;
}

ImageU8 Lens::distortMask(const ImageU8& mask) const {
    return m_maps ? thresholded(resample(mask, m_maps->undistortedX, m_maps->undistortedY)) : mask;
}

Eigen::Vector2d Lens::undistortPixel(const Eigen::Vector2d& pixel) const {
    if (!m_maps) return pixel;
    const Eigen::Vector3d ray = m_camera.unproject(pixel, 1.0);
    return {m_camera.fx * ray.x() + m_camera.cx, m_camera.fy * ray.y() + m_camera.cy};
}

}  // namespace camframe
