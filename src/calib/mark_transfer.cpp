// SPDX-License-Identifier: Apache-2.0
#include "calib/mark_transfer.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "calib/appearance.h"
#include "calib/mask_evidence.h"

namespace camframe {

namespace {

double cosine(std::span<const float> a, std::span<const float> b) {
    float sum = 0;
    for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

/// A piece of a picture around a place, turned about it, with its features.
struct Patch {
    double turnDegrees = 0;
    Eigen::Vector2d centre{0, 0};  ///< The place, in the patch.
    ImageU8 rgb;
    FeatureGrid grid;
};

ImageU8 turnedPiece(const ImageU8& rgb, const Eigen::Vector2d& place, double degrees, int side) {
    const cv::Mat source(rgb.height, rgb.width, CV_8UC3, const_cast<uint8_t*>(rgb.data.data()));
    cv::Mat turn = cv::getRotationMatrix2D(
        cv::Point2f(static_cast<float>(place.x()), static_cast<float>(place.y())), degrees, 1.0);
    turn.at<double>(0, 2) += 0.5 * (side - 1) - place.x();
    turn.at<double>(1, 2) += 0.5 * (side - 1) - place.y();
    ImageU8 out(side, side, 3);
    cv::Mat target(side, side, CV_8UC3, out.data.data());
    cv::warpAffine(source, target, turn, target.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    return out;
}

Result<Patch> patchAround(DenseFeatures& features, const ImageU8& rgb, const FeatureGrid* whole,
                          const Eigen::Vector2d& place, double degrees) {
    if (features.contextPx() == 0) {
        // Only whole pictures mean something to these features, and turns do not matter to them.
        return Patch{0, place, rgb, *whole};
    }
    const int side = features.contextPx();
    Patch patch{degrees, {0.5 * (side - 1), 0.5 * (side - 1)}, turnedPiece(rgb, place, degrees, side), {}};
    auto grid = features.compute(patch.rgb, {});
    if (!grid) return tl::unexpected(grid.error());
    patch.grid = std::move(*grid);
    return patch;
}

struct Peak {
    Eigen::Vector2d pixel{0, 0};
    double similarity = -1;
    double next = -1;  ///< The best similarity farther away than `nearPx`.
};

/// The best place of a descriptor in a grid.
Peak bestPlace(const FeatureGrid& grid, std::span<const float> descriptor, double nearPx) {
    std::vector<double> map(static_cast<size_t>(grid.columns) * static_cast<size_t>(grid.rows), -1);
    Peak peak;
    int column = 0, row = 0;
    for (int r = 0; r < grid.rows; ++r)
        for (int c = 0; c < grid.columns; ++c) {
            double& value =
                map[static_cast<size_t>(r) * static_cast<size_t>(grid.columns) + static_cast<size_t>(c)];
            value = cosine(grid.cell(c, r), descriptor);
            if (value > peak.similarity) {
                peak.similarity = value;
                column = c;
                row = r;
            }
        }
    peak.pixel = grid.pixel(column, row);
    const double reach = std::max(nearPx, 1.5 * grid.step.maxCoeff());
    for (int r = 0; r < grid.rows; ++r)
        for (int c = 0; c < grid.columns; ++c)
            if ((grid.pixel(c, r) - peak.pixel).norm() > reach)
                peak.next = std::max(
                    peak.next,
                    map[static_cast<size_t>(r) * static_cast<size_t>(grid.columns) + static_cast<size_t>(c)]);
    return peak;
}

double contrastOf(const Peak& peak) {
    // Below this distance descriptors differ by where the grid happens to lie, not by what they show.
    constexpr double kGridNoise = 0.08;
    return (1 - peak.next) / std::max(kGridNoise, 1 - peak.similarity);
}

/// Share of the patch's neighbourhood (within a few cells of the mark) whose own best place lies where the
/// mark's place says.
double neighbourhoodAgreement(const Patch& patch, const FeatureGrid& grid, const Eigen::Vector2d& place) {
    const double cell = patch.grid.step.maxCoeff();
    const double inner = 1.5 * cell, outer = std::max(5.5 * cell, 22.0);
    const double window = std::max(14.0, 3.5 * grid.step.maxCoeff());
    const double tolerance = std::max(6.0, 1.6 * grid.step.maxCoeff());
    int asked = 0, agreed = 0;
    for (int r = 0; r < patch.grid.rows; ++r)
        for (int c = 0; c < patch.grid.columns; ++c) {
            const Eigen::Vector2d offset = patch.grid.pixel(c, r) - patch.centre;
            if (offset.norm() < inner || offset.norm() > outer) continue;
            // The patch is turned by its angle; the picture is not.
            const Eigen::Vector2d wanted = place + offset;
            double best = -1;
            Eigen::Vector2d where = wanted;
            const Eigen::Vector2d low =
                (wanted - grid.origin).cwiseQuotient(grid.step) - window * grid.step.cwiseInverse();
            const Eigen::Vector2d high = low + 2 * window * grid.step.cwiseInverse();
            const int right = std::min(grid.columns - 1, static_cast<int>(high.x()));
            const int bottom = std::min(grid.rows - 1, static_cast<int>(high.y()));
            for (int y = std::max(0, static_cast<int>(std::ceil(low.y()))); y <= bottom; ++y)
                for (int x = std::max(0, static_cast<int>(std::ceil(low.x()))); x <= right; ++x) {
                    const Eigen::Vector2d p = grid.pixel(x, y);
                    const double value = cosine(grid.cell(x, y), patch.grid.cell(c, r));
                    if (value > best) {
                        best = value;
                        where = p;
                    }
                }
            if (best < -0.5) continue;
            ++asked;
            agreed += best > 0.6 && (where - wanted).norm() <= tolerance;
        }
    return asked >= 8 ? static_cast<double>(agreed) / asked : 0;
}

/// Moves a place to where the patch itself fits best, within a cell.
Eigen::Vector2d refined(const Patch& patch, const ImageU8& rgb, const Eigen::Vector2d& place, double reach) {
    constexpr int kWindow = 25;
    const int r = static_cast<int>(std::ceil(reach));
    const cv::Mat source(rgb.height, rgb.width, CV_8UC3, const_cast<uint8_t*>(rgb.data.data()));
    const cv::Mat own(patch.rgb.height, patch.rgb.width, CV_8UC3,
                      const_cast<uint8_t*>(patch.rgb.data.data()));
    cv::Mat around, mine, score;
    const auto point = [](const Eigen::Vector2d& p) {
        return cv::Point2f(static_cast<float>(p.x()), static_cast<float>(p.y()));
    };
    cv::getRectSubPix(source, {kWindow + 2 * r, kWindow + 2 * r}, point(place), around);
    cv::getRectSubPix(own, {kWindow, kWindow}, point(patch.centre), mine);
    cv::matchTemplate(around, mine, score, cv::TM_CCOEFF_NORMED);
    double value = 0;
    cv::Point peak;
    cv::minMaxLoc(score, nullptr, &value, nullptr, &peak);
    if (value < 0.5) return place;
    return place + Eigen::Vector2d(peak.x - r, peak.y - r);
}

}  // namespace

Result<std::optional<MarkMatch>> findMark(DenseFeatures& features, const MarkPicture& reference,
                                          const Eigen::Vector2d& mark, std::span<const MarkPicture> pictures,
                                          const MarkTransferOptions& options, const RunContext& context) {
    // A robot that rests in most pictures is part of the median: then what moves says nothing of where the
    // mark is.
    const int column = std::clamp(static_cast<int>(std::lround(mark.x())), 0, reference.rgb.width - 1);
    const int row = std::clamp(static_cast<int>(std::lround(mark.y())), 0, reference.rgb.height - 1);
    const bool moves = !reference.moving.empty() && reference.moving.at(column, row) > 0;
    const ImageU8 everywhere;
    auto home = features.compute(reference.rgb, moves ? reference.moving : everywhere);
    if (!home) return tl::unexpected(home.error());
    std::vector<Patch> patches;
    for (const double degrees : features.turns()) {
        auto patch = patchAround(features, reference.rgb, &*home, mark, degrees);
        if (!patch) return tl::unexpected(patch.error());
        patches.push_back(std::move(*patch));
    }
    std::optional<MarkMatch> best;
    for (const MarkPicture& picture : pictures) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        auto grid = features.compute(picture.rgb, moves ? picture.moving : everywhere);
        if (!grid) return tl::unexpected(grid.error());
        // The turn that fits best; other turns' peaks elsewhere are rivals like any other place.
        Peak peak;
        const Patch* chosen = nullptr;
        std::vector<Peak> peaks;
        for (const Patch& patch : patches) {
            peaks.push_back(bestPlace(*grid, patch.grid.at(patch.centre), options.nearPx));
            if (peaks.back().similarity > peak.similarity) {
                peak = peaks.back();
                chosen = &patch;
            }
        }
        if (!chosen || peak.similarity < features.minSimilarity()) continue;
        for (const Peak& other : peaks)
            peak.next =
                std::max(peak.next,
                         (other.pixel - peak.pixel).norm() > options.nearPx ? other.similarity : other.next);
        const double contrast = contrastOf(peak);
        if (contrast < options.minContrast) continue;
        // Best buddies: from there, turned back, the mark must be the best place of its own picture.
        auto back = patchAround(features, picture.rgb, &*grid, peak.pixel, -chosen->turnDegrees);
        if (!back) return tl::unexpected(back.error());
        const Peak returned = bestPlace(*home, back->grid.at(back->centre), options.nearPx);
        if ((returned.pixel - mark).norm() > std::max(10.0, 1.5 * grid->step.maxCoeff())) continue;
        const double agreement = neighbourhoodAgreement(*chosen, *grid, peak.pixel);
        if (agreement < options.minAgreement) continue;
        if (best && best->similarity >= peak.similarity) continue;
        best = MarkMatch{picture.frame,   refined(*chosen, picture.rgb, peak.pixel, grid->step.maxCoeff()),
                         peak.similarity, contrast,
                         agreement,       chosen->turnDegrees};
    }
    return best;
}

void findMovingParts(std::vector<MarkPicture>& pictures, int threads) {
    if (pictures.size() < 4) return;
    std::vector<ImageU8> rgb;
    for (const MarkPicture& picture : pictures) rgb.push_back(picture.rgb);
    const Background background = estimateBackground(rgb, {}, 2, threads);
    for (MarkPicture& picture : pictures) {
        ImageU8 changed = changeMask(picture.rgb, background, 18);
        cv::Mat mask(changed.height, changed.width, CV_8UC1, changed.data.data());
        if (static_cast<double>(cv::countNonZero(mask)) < 2e-3 * static_cast<double>(changed.pixelCount()))
            continue;
        cv::dilate(mask, mask, cv::getStructuringElement(cv::MORPH_ELLIPSE, {13, 13}));
        picture.moving = std::move(changed);
    }
}

}  // namespace camframe
