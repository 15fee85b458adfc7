// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/solvability.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <opencv2/imgproc.hpp>

#include "calib/contour_refinement.h"

namespace camframe::bench {

namespace {

constexpr double kMaxRotationDeg = 0.5, kMaxCentreMm = 5, kLeastRobot = 0.005, kLeastMoving = 0.005;
constexpr double kFitFrames = 24, kOffsetSigmaPx = 2;
constexpr int kLeastStills = 5;

using Matrix7d = Eigen::Matrix<double, 7, 7>;

void addFrame(const SyntheticFrame& frame, const CameraModel& camera, const ContourQuality& quality,
              Matrix7d& information) {
    const int width = frame.mask.width, height = frame.mask.height;
    const cv::Mat mask(height, width, CV_8UC1, const_cast<uint8_t*>(frame.mask.data.data()));
    cv::Mat smooth, gx, gy;
    mask.convertTo(smooth, CV_32F);
    cv::GaussianBlur(smooth, smooth, {}, 1.5);
    cv::Sobel(smooth, gx, CV_32F, 1, 0);
    cv::Sobel(smooth, gy, CV_32F, 0, 1);
    const double weight = 1 / (quality.sigmaPx * quality.sigmaPx * quality.correlationPx);
    for (int y = 1; y + 1 < height; ++y)
        for (int x = 1; x + 1 < width; ++x) {
            if (!frame.mask.at(x, y)) continue;
            bool boundary = false;
            for (const auto& [dx, dy] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}})
                boundary =
                    boundary || (!frame.mask.at(x + dx, y + dy) && !frame.maskAmodal.at(x + dx, y + dy));
            const double depth = 1e-3 * frame.depthMm.at(x, y);
            Eigen::Vector2d normal(gx.at<float>(y, x), gy.at<float>(y, x));
            if (!boundary || !(depth > 0) || !(normal.norm() > 0)) continue;
            normal.normalize();
            Eigen::Matrix<double, 1, 7> row;
            row << normal.transpose() * pixelByPose(camera, camera.unproject(Eigen::Vector2d(x, y), depth)),
                1;
            information += weight * row.transpose() * row;
        }
}

}  // namespace

ContourQuality assumedQuality(Given given) {
    switch (given) {
        case Given::ExactMasks:
            return {0.5, 4};
        case Given::DegradedMasks:
            return {1.5, 8};
        case Given::Nothing:
        case Given::Mark:
            break;
    }
    return {2, 16};
}

Solvability solvability(const Row& row, const BenchRecording& recording) {
    Solvability out;
    const auto& frames = recording.film.frames;
    const auto count = static_cast<double>(frames.size());
    const CameraModel camera = recording.film.camera.withoutDistortion();
    Matrix7d information = Matrix7d::Zero();
    information(6, 6) = 1 / (kOffsetSigmaPx * kOffsetSigmaPx);
    Matrix7d seen = Matrix7d::Zero();
    std::vector<int> covered(frames[0].mask.data.size());
    for (const SyntheticFrame& frame : frames) {
        addFrame(frame, camera, assumedQuality(row.given), seen);
        for (size_t i = 0; i < covered.size(); ++i) covered[i] += frame.mask.data[i] ? 1 : 0;
    }
    information += std::min(1.0, kFitFrames / count) * seen;
    double robot = 0, moving = 0;
    for (const int times : covered) {
        robot += times;
        if (2 * times < static_cast<int>(frames.size())) moving += times;
    }
    const double pixels = count * static_cast<double>(covered.size());
    out.robotShare = robot / pixels;
    out.movingShare = moving / pixels;

    const Eigen::FullPivLU<Matrix7d> factor(information);
    out.sigmaRotationDeg = out.sigmaCentreMm = std::numeric_limits<double>::infinity();
    if (factor.isInvertible()) {
        const Matrix7d covariance = factor.inverse();
        out.sigmaRotationDeg = std::sqrt(covariance.topLeftCorner<3, 3>().trace()) * 180 / std::numbers::pi;
        // The centre -R^T t moves by -R^T v under the left perturbation; its length does not see R.
        out.sigmaCentreMm = 1e3 * std::sqrt(covariance.block<3, 3>(3, 3).trace());
    }
    const bool masks = row.given == Given::ExactMasks || row.given == Given::DegradedMasks;
    const bool onePose =
        row.camera != CameraMotion::OnWrist && (row.focalErrorPercent == 0 || row.refineIntrinsics);
    const bool moves = masks || (out.movingShare >= kLeastMoving && frames.size() >= kLeastStills);
    out.solvable = onePose && moves && out.robotShare >= kLeastRobot &&
                   out.sigmaRotationDeg < kMaxRotationDeg && out.sigmaCentreMm < kMaxCentreMm;
    return out;
}

std::string solvabilityRule() {
    const auto quality = [](Given given) {
        const ContourQuality q = assumedQuality(given);
        return fmt::format("{} px / {} px", q.sigmaPx, q.correlationPx);
    };
    return fmt::format(
        "solvable, from the truth alone: sum of J^T J over the outline of the true masks at the true pose, "
        "at "
        "most {} frames, with a standard deviation / correlation length of {} for exact masks, {} for "
        "degraded "
        "ones and {} without masks, and an unknown constant offset (prior {} px), predicts < {} deg and < {} "
        "mm; the robot covers >= {} % of the picture; without masks >= {} % show it where it is in less than "
        "half of at least {} frames; one pose is right at all (no camera on the wrist, no wrong intrinsics "
        "that "
        "are not refined)",
        kFitFrames, quality(Given::ExactMasks), quality(Given::DegradedMasks), quality(Given::Nothing),
        kOffsetSigmaPx, kMaxRotationDeg, kMaxCentreMm, 100 * kLeastRobot, 100 * kLeastMoving, kLeastStills);
}

}  // namespace camframe::bench
