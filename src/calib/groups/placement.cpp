// SPDX-License-Identifier: Apache-2.0
#include "calib/groups/placement.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/calib3d.hpp>
#include <opencv2/imgproc.hpp>

#include "calib/appearance.h"
#include "calib/detail/background_view.h"

namespace camframe {

namespace {

constexpr int kFrames = 9;       // of an episode: a robot that works is nowhere in more than half of them
constexpr int kWidth = 640;      // of backgrounds at most
constexpr float kUnsteady = 25;  // levels: more than light and noise do

double medianBrightness(const cv::Mat& rgb) {
    cv::Mat grey;
    cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
    std::vector<uint8_t> values(grey.begin<uint8_t>(), grey.end<uint8_t>());
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return std::max<double>(*middle, 1);
}

/// Least squares for (tx, ty, roll, zoom), with u = centred position: to - from = t + zoom u + roll (-uy,
/// ux).
class SimilarityFit {
public:
    explicit SimilarityFit(const cv::Size& size) : m_middle(0.5F * cv::Point2f(size)) {}

    Eigen::Vector2d residual(const CornerTrack& track, const Eigen::Vector4d& p) const {
        const cv::Point2f u = track.from - m_middle, d = track.to - track.from;
        return {d.x - (p[0] - p[2] * u.y + p[3] * u.x), d.y - (p[1] + p[2] * u.x + p[3] * u.y)};
    }
    void add(const CornerTrack& track, double weight) {
        const cv::Point2f u = track.from - m_middle, d = track.to - track.from;
        Eigen::Matrix<double, 2, 4> j;
        j << 1, 0, -u.y, u.x, 0, 1, u.x, u.y;
        m_normal += weight * j.transpose() * j;
        m_right += weight * j.transpose() * Eigen::Vector2d(d.x, d.y);
    }
    Eigen::Vector4d solve() const { return m_normal.ldlt().solve(m_right); }
    Eigen::Matrix4d inverse() const { return m_normal.ldlt().solve(Eigen::Matrix4d::Identity()); }

private:
    cv::Point2f m_middle;
    Eigen::Matrix4d m_normal = Eigen::Matrix4d::Zero();
    Eigen::Vector4d m_right = Eigen::Vector4d::Zero();
};

double medianOf(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

}  // namespace

Result<ImageU8> placementBackground(FrameSource& frames, const RunContext& context) {
    const int count = frames.frameCount();
    if (count < 1) return inputError("The episode has no pictures.");
    std::vector<ImageU8> pictures;
    std::vector<double> brightness;
    const int taken = std::min(count, kFrames);
    for (int k = 0; k < taken; ++k) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        auto rgb = frames.read(static_cast<int>((2 * static_cast<int64_t>(k) + 1) * count / (2 * taken)));
        if (!rgb) return tl::unexpected(rgb.error());
        const cv::Mat source(rgb->height, rgb->width, CV_8UC3, rgb->data.data());
        if (rgb->width > kWidth) {
            ImageU8 small(kWidth, std::max(1, rgb->height * kWidth / rgb->width), 3);
            cv::Mat target(small.height, small.width, CV_8UC3, small.data.data());
            cv::resize(source, target, target.size(), 0, 0, cv::INTER_AREA);
            brightness.push_back(medianBrightness(target));
            pictures.push_back(std::move(small));
        } else {
            brightness.push_back(medianBrightness(source));
            pictures.push_back(std::move(*rgb));
        }
    }
    const double common = medianOf(brightness);
    for (size_t i = 0; i < pictures.size(); ++i) {
        cv::Mat picture(pictures[i].height, pictures[i].width, CV_8UC3, pictures[i].data.data());
        picture.convertTo(picture, -1, common / brightness[i]);
    }
    Background background = estimateBackground(pictures, {}, 1, context.threads);
    for (int y = 0; y < background.median.height; ++y)
        for (int x = 0; x < background.median.width; ++x)
            if (background.sigma.at(x, y) > kUnsteady)
                for (int c = 0; c < 3; ++c) background.median.at(x, y, c) = 0;
    return std::move(background.median);
}

PlacementSignature placementSignature(const ImageU8& background) {
    constexpr int kColumns = 8, kRows = 6, kAngles = 6, kCell = 8;
    static_assert(kColumns * kRows * kAngles == kSignatureSize);
    const cv::Mat source(background.height, background.width, CV_8UC3,
                         const_cast<uint8_t*>(background.data.data()));
    cv::Mat grey, seen, x, y;
    cv::cvtColor(source, grey, cv::COLOR_RGB2GRAY);
    cv::threshold(grey, seen, 5, 255, cv::THRESH_BINARY);
    const cv::Size small(kColumns * kCell, kRows * kCell);
    cv::resize(grey, grey, small, 0, 0, cv::INTER_AREA);
    cv::resize(seen, seen, small, 0, 0, cv::INTER_AREA);
    cv::Sobel(grey, x, CV_32F, 1, 0);
    cv::Sobel(grey, y, CV_32F, 0, 1);
    PlacementSignature out = PlacementSignature::Zero();
    for (int row = 1; row + 1 < small.height; ++row)
        for (int column = 1; column + 1 < small.width; ++column) {
            bool whole = true;
            for (int dy = -1; dy <= 1; ++dy)
                for (int dx = -1; dx <= 1; ++dx)
                    whole = whole && seen.at<uint8_t>(row + dy, column + dx) > 250;
            if (!whole) continue;
            const float gx = x.at<float>(row, column), gy = y.at<float>(row, column);
            // Both neighbours of an angle share it, so that a little turn changes little.
            float angle = std::atan2(gy, gx) / std::numbers::pi_v<float> * kAngles;
            if (angle < 0) angle += kAngles;
            const int low = static_cast<int>(angle) % kAngles;
            const float share = angle - std::floor(angle), strength = std::hypot(gx, gy);
            float* cell = out.data() + ((row / kCell) * kColumns + column / kCell) * kAngles;
            cell[low] += (1 - share) * strength;
            cell[(low + 1) % kAngles] += share * strength;
        }
    constexpr float kFaint = 200;  // summed over a cell: what noise in plain areas gives
    for (int cell = 0; cell < kColumns * kRows; ++cell) {
        auto part = out.segment<kAngles>(cell * kAngles);
        part /= part.norm() + kFaint;
    }
    const float norm = out.norm();
    if (norm > 0) out /= norm;
    return out;
}

PlacementView::PlacementView(const ImageU8& background)
    : m_view(std::make_shared<const BackgroundView>(makeBackgroundView(background))) {}

PlacementShift comparePlacements(const PlacementView& fromView, const PlacementView& toView) {
    const BackgroundView &from = fromView.view(), &to = toView.view();
    PlacementShift out;
    BackgroundCells textured{}, agreed{};
    for (const cv::Point2f& corner : from.corners) textured[from.cellOf(corner)] = 1;
    const auto cells = static_cast<double>(std::ranges::count(textured, 1));
    constexpr double kFewestCells = 10;
    constexpr size_t kFewestTracks = 12;
    if (from.size != to.size || cells < kFewestCells || to.corners.size() < kFewestTracks) return out;
    out.kind = PlacementShift::Kind::Foreign;
    const std::vector<CornerTrack> tracks = followCorners(from, to);
    if (tracks.size() < kFewestTracks) return out;

    std::vector<cv::Point2f> a, b;
    std::vector<double> lengths;
    for (const CornerTrack& track : tracks) {
        a.push_back(track.from);
        b.push_back(track.to);
        lengths.push_back(cv::norm(track.to - track.from));
    }
    // Of a camera that moved, near and far things shift differently.
    const double tolerance = std::clamp(0.12 * medianOf(lengths), 0.7, 6.0);
    std::vector<uint8_t> inliers;
    if (cv::estimateAffinePartial2D(a, b, inliers, cv::RANSAC, tolerance, 1000, 0.999, 0).empty()) return out;
    std::vector<CornerTrack> common;
    for (size_t i = 0; i < inliers.size(); ++i)
        if (inliers[i]) common.push_back(tracks[i]);
    if (common.size() < kFewestTracks) return out;

    std::vector<double> weights(common.size(), 1), sizes(common.size());
    Eigen::Vector4d p = Eigen::Vector4d::Zero();
    Eigen::Matrix4d inverse = Eigen::Matrix4d::Zero();
    double sigma = 0;
    constexpr int kRounds = 8;
    for (int round = 0; round < kRounds; ++round) {
        SimilarityFit fit(from.size);
        for (size_t i = 0; i < common.size(); ++i) fit.add(common[i], weights[i]);
        p = fit.solve();
        inverse = fit.inverse();
        for (size_t i = 0; i < common.size(); ++i) sizes[i] = fit.residual(common[i], p).norm();
        // For two equal normal errors the length is Rayleigh distributed: median = 1.1774 sigma.
        sigma = std::max(0.02, medianOf(sizes) / 1.1774);
        for (size_t i = 0; i < common.size(); ++i) {
            const double off = sizes[i] / (4.685 * sigma);
            weights[i] = off < 1 ? std::pow(1 - off * off, 2) : 0;
        }
    }
    if (!p.allFinite() || !inverse.allFinite()) return out;
    for (size_t i = 0; i < common.size(); ++i)
        if (weights[i] > 0) agreed[from.cellOf(common[i].from)] = 1;
    BackgroundCells followed{};
    for (const CornerTrack& track : tracks) followed[from.cellOf(track.from)] = 1;
    const auto agreeing = static_cast<double>(std::ranges::count(agreed, 1));
    out.agreement = agreeing / cells;
    // Robots, other things on the table and their shadows may cover most of the picture; but of what is found
    // again, most must agree. In another place little is found, and that here and there.
    constexpr double kEnough = 0.12, kOfFollowed = 0.5;
    if (out.agreement < kEnough || agreeing < kFewestCells ||
        agreeing < kOfFollowed * static_cast<double>(std::ranges::count(followed, 1)))
        return out;
    out.kind = PlacementShift::Kind::Aligned;
    out.px = from.scale * p.head<2>();
    out.roll = p[2];
    out.zoom = p[3];
    // Corners of one cell err alike.
    const double shared = std::max(1.0, static_cast<double>(common.size()) / agreeing);
    const Eigen::Vector4d deviations = sigma * (shared * inverse.diagonal()).cwiseSqrt();
    out.sigmaPx = from.scale * deviations.head<2>().maxCoeff();
    out.sigmaRoll = deviations[2];
    out.sigmaZoom = deviations[3];
    return out;
}

PlacementMotion motionOf(const PlacementShift& shift, double focalPx, double distance) {
    constexpr double kDegrees = 180 / std::numbers::pi, kSure = 5;
    PlacementMotion out;
    const double angle = shift.px.norm() / focalPx, roll = std::abs(shift.roll), zoom = std::abs(shift.zoom);
    out.degrees = kDegrees * std::max(angle, roll);
    out.millimetres = 1e3 * distance * std::max(angle, zoom);
    out.significant = shift.px.norm() > kSure * shift.sigmaPx || roll > kSure * shift.sigmaRoll ||
                      zoom > kSure * shift.sigmaZoom;
    return out;
}

bool backgroundMoved(const PlacementShift& shift, double focalPx, double distance) {
    constexpr double kShare = 1.0 / 3;
    const PlacementMotion motion = motionOf(shift, focalPx, distance);
    return motion.significant &&
           (motion.degrees > kShare * kBumpDegrees || motion.millimetres > kShare * kBumpMillimetres);
}

}  // namespace camframe
