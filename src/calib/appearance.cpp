// SPDX-License-Identifier: Apache-2.0
#include "calib/appearance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>

#include "calib/distance_field.h"
#include "model/core/parallel.h"
#include "model/core/slow_work.h"

namespace camframe {

namespace {

cv::Mat wrap(const ImageU8& image) {
    return {image.height, image.width, CV_8UC(image.channels), const_cast<uint8_t*>(image.data.data())};
}

template <class T>
T medianInPlace(std::vector<T>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// How many frames must show a pixel of the scene before it counts as known.
int framesThatShow(size_t frames) {
    return std::clamp(static_cast<int>(frames) / 8, 2, 6);
}

/// Squared colour distance to the background after the best darkening between 0.45 and 1 (a cast shadow).
float shadowDistance(const uint8_t* pixel, const uint8_t* scene, float* factor) {
    float dot = 0, norm = 1e-3F;
    for (int c = 0; c < 3; ++c) {
        dot += static_cast<float>(pixel[c]) * static_cast<float>(scene[c]);
        norm += static_cast<float>(scene[c]) * static_cast<float>(scene[c]);
    }
    *factor = std::clamp(dot / norm, 0.45F, 1.0F);
    float squared = 0;
    for (int c = 0; c < 3; ++c) {
        const float d = static_cast<float>(pixel[c]) - *factor * static_cast<float>(scene[c]);
        squared += d * d;
    }
    return squared;
}

/// Share of a blurred step that lies inside: erfc(-x) / 2, from a table.
float coverage(float x) {
    constexpr float kRange = 3.5F, kPerUnit = 64.0F;
    static const auto table = [] {
        std::array<float, static_cast<size_t>(2 * kRange * kPerUnit) + 2> t{};
        for (size_t i = 0; i < t.size(); ++i)
            t[i] = 0.5F * std::erfc(kRange - static_cast<float>(i) / kPerUnit);
        return t;
    }();
    const float at = (std::clamp(x, -kRange, kRange) + kRange) * kPerUnit;
    const auto i = static_cast<size_t>(at);
    const float f = at - static_cast<float>(i);
    return (1 - f) * table[i] + f * table[i + 1];
}

/// Linear light (0..1) of 8-bit sRGB values, and its derivative by one level (IEC 61966-2-1).
struct LightCurve {
    std::array<float, 256> linear{}, slope{};
    LightCurve() {
        for (size_t i = 0; i < linear.size(); ++i) {
            const float c = static_cast<float>(i) / 255.0F;
            linear[i] = c <= 0.04045F ? c / 12.92F : std::pow((c + 0.055F) / 1.055F, 2.4F);
        }
        for (size_t i = 0; i < linear.size(); ++i) {
            const size_t below = i == 0 ? 0 : i - 1, above = std::min<size_t>(i + 1, 255);
            slope[i] = (linear[above] - linear[below]) / static_cast<float>(above - below);
        }
    }
    /// Derivative at a linear value.
    float slopeAt(float value) const {
        const auto next = std::ranges::lower_bound(linear, value);
        return slope[static_cast<size_t>(std::min<std::ptrdiff_t>(next - linear.begin(), 255))];
    }
};
const LightCurve& lightCurve() {
    static const LightCurve curve;
    return curve;
}

/// Linear light by bilinear interpolation; `p` at least one pixel inside the right and lower edges or
/// clamped.
Eigen::Vector3f linearAt(const ImageU8& image, const Eigen::Vector2d& p) {
    const int ix = std::clamp(static_cast<int>(p.x()), 0, image.width - 2),
              iy = std::clamp(static_cast<int>(p.y()), 0, image.height - 2);
    const float fx = static_cast<float>(p.x() - ix), fy = static_cast<float>(p.y() - iy);
    const uint8_t* a = image.row(iy) + 3 * ix;
    const uint8_t* b = image.row(iy + 1) + 3 * ix;
    const auto& linear = lightCurve().linear;
    Eigen::Vector3f colour;
    for (int c = 0; c < 3; ++c)
        colour[c] = (1 - fy) * ((1 - fx) * linear[a[c]] + fx * linear[a[c + 3]]) +
                    fy * ((1 - fx) * linear[b[c]] + fx * linear[b[c + 3]]);
    return colour;
}

bool isKnown(const Background& background, const Eigen::Vector2d& p) {
    const int ix = std::clamp(static_cast<int>(p.x()), 0, background.known.width - 2),
              iy = std::clamp(static_cast<int>(p.y()), 0, background.known.height - 2);
    return background.known.at(ix, iy) != 0 && background.known.at(ix + 1, iy) != 0 &&
           background.known.at(ix, iy + 1) != 0 && background.known.at(ix + 1, iy + 1) != 0;
}

constexpr int kNormalRadius = 3;

/// The line across the outline at a rendered contour point, sampled once a pixel.
struct Profile {
    Eigen::Vector2d centre{0, 0};  ///< The contour point.
    Eigen::Vector2d normal{0, 0};  ///< Unit, from robot to scene.
    double drawn = 0;              ///< Where the drawn boundary runs, px along the normal.
    int low = 0, high = 0;         ///< First and last sample that belong to this boundary and the picture.
    Eigen::Vector2d at(int sample) const { return centre + sample * normal; }
};

/// False where the outline has no clear normal or the line leaves the picture at once.
/// @param shift  The rendered picture lies so far right and down of the seen one (px, below one).
bool profileAt(const RenderedFrame& rendered, const ContourPoint& p, const Eigen::Vector2d& shift, int reach,
               Profile& out) {
    const int width = rendered.linkId.width, height = rendered.linkId.height;
    constexpr int kMargin = kNormalRadius + 1;
    if (p.x < kMargin || p.y < kMargin || p.x >= width - kMargin || p.y >= height - kMargin) return false;
    Eigen::Vector2d inward(0, 0);
    for (int dy = -kNormalRadius; dy <= kNormalRadius; ++dy)
        for (int dx = -kNormalRadius; dx <= kNormalRadius; ++dx)
            if (rendered.linkId.at(p.x + dx, p.y + dy) != 0) inward += Eigen::Vector2d(dx, dy);
    const double length = inward.norm();
    if (length < 4) return false;  // a thin spike has no clear normal
    out.centre = Eigen::Vector2d(p.x, p.y) - shift;
    out.normal = -inward / length;
    // Where the drawn boundary runs, on average, beyond the centre of an inner boundary pixel.
    out.drawn = 0.5 * std::max(std::abs(out.normal.x()), std::abs(out.normal.y()));
    out.low = -reach;
    out.high = reach;
    for (int s = -reach; s <= reach; ++s) {
        const Eigen::Vector2d q = out.at(s);
        if (q.x() < 0 || q.y() < 0 || q.x() > width - 1 || q.y() > height - 1) {
            if (s < 0)
                out.low = std::max(out.low, s + 1);
            else
                out.high = std::min(out.high, s - 1);
            continue;
        }
        // Beyond the far side of the robot a second boundary begins: stop before it.
        const int ix = std::clamp(static_cast<int>(std::lround(q.x() + shift.x())), 0, width - 1),
                  iy = std::clamp(static_cast<int>(std::lround(q.y() + shift.y())), 0, height - 1);
        const bool robot = rendered.linkId.at(ix, iy) != 0;
        if (s < -1 && !robot) out.low = std::max(out.low, s + 1);
        if (s > 2 && robot) out.high = std::min(out.high, s - 1);
    }
    return out.low <= -2 && out.high >= 3;
}

}  // namespace

Background estimateBackground(std::span<const ImageU8> frames, std::span<const ImageU8> excluded,
                              int minFrames, int threads) {
    const int width = frames[0].width, height = frames[0].height;
    Background out{ImageU8(width, height, 3), ImageF(width, height, 1, 2.0F), ImageU8(width, height)};
    parallelFor(height, threads, [&](int y) {
        std::vector<uint8_t> values;
        std::vector<float> deviations;
        for (int x = 0; x < width; ++x) {
            float sigma = 0;
            size_t count = 0;
            for (int c = 0; c < 3; ++c) {
                values.clear();
                for (size_t f = 0; f < frames.size(); ++f)
                    if (excluded.empty() || excluded[f].at(x, y) == 0)
                        values.push_back(frames[f].at(x, y, c));
                count = values.size();
                if (count < static_cast<size_t>(std::max(1, minFrames))) break;
                const uint8_t median = medianInPlace(values);
                out.median.at(x, y, c) = median;
                deviations.clear();
                for (const uint8_t v : values)
                    deviations.push_back(std::abs(static_cast<float>(v) - static_cast<float>(median)));
                sigma = std::max(sigma, 1.4826F * medianInPlace(deviations));
            }
            if (count < static_cast<size_t>(std::max(1, minFrames))) continue;
            out.known.at(x, y) = 255;
            out.sigma.at(x, y) = std::clamp(sigma, 2.0F, 40.0F);
        }
    });
    return out;
}

Background backgroundBehind(std::span<const ImageU8> frames, std::span<const RenderedFrame> rendered,
                            int growPx, int threads) {
    const cv::Mat kernel = cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * growPx + 1, 2 * growPx + 1});
    std::vector<ImageU8> excluded(frames.size());
    parallelFor(static_cast<int>(frames.size()), threads, [&](int f) {
        const auto i = static_cast<size_t>(f);
        excluded[i] = rendered[i].mask();
        cv::Mat mask = wrap(excluded[i]);
        cv::dilate(mask, mask, kernel);
    });
    return estimateBackground(frames, excluded, framesThatShow(frames.size()), threads);
}

ImageU8 changeMask(const ImageU8& frame, const Background& background, double threshold) {
    ImageU8 out(frame.width, frame.height);
    for (int y = 0; y < frame.height; ++y)
        for (int x = 0; x < frame.width; ++x) {
            if (background.known.at(x, y) == 0) continue;
            const uint8_t* pixel = frame.row(y) + 3 * x;
            const uint8_t* scene = background.median.row(y) + 3 * x;
            int difference = 0;
            for (int c = 0; c < 3; ++c) difference = std::max(difference, std::abs(pixel[c] - scene[c]));
            const float limit = std::max(static_cast<float>(threshold), 4 * background.sigma.at(x, y));
            if (static_cast<float>(difference) <= limit) continue;
            float factor = 1;
            const float shadow = shadowDistance(pixel, scene, &factor);
            if (factor > 0.6F && factor < 1.0F && shadow < 0.15F * limit * limit) continue;
            out.at(x, y) = 255;
        }
    cv::Mat mask = wrap(out);
    const cv::Mat kernel = cv::getStructuringElement(cv::MORPH_ELLIPSE, {3, 3});
    cv::morphologyEx(mask, mask, cv::MORPH_OPEN, kernel);
    cv::morphologyEx(mask, mask, cv::MORPH_CLOSE, kernel, {-1, -1}, 2);
    // Specks far smaller than a robot are noise or small moved things.
    cv::Mat labels, stats, centroids;
    const int count = cv::connectedComponentsWithStats(mask, labels, stats, centroids, 8, CV_32S);
    const int minArea = std::max(8, frame.width * frame.height / 4000);
    std::vector<uint8_t> keep(static_cast<size_t>(count), 0);
    for (int i = 1; i < count; ++i)
        keep[static_cast<size_t>(i)] = stats.at<int>(i, cv::CC_STAT_AREA) >= minArea ? 255 : 0;
    for (int y = 0; y < frame.height; ++y)
        for (int x = 0; x < frame.width; ++x) out.at(x, y) = keep[static_cast<size_t>(labels.at<int>(y, x))];
    return out;
}

int AppearanceModel::binOf(const uint8_t* rgb) {
    constexpr int kShift = 4;  // 256 / kBins = 16 levels a bin
    return ((rgb[0] >> kShift) * kBins + (rgb[1] >> kShift)) * kBins + (rgb[2] >> kShift);
}

AppearanceModel AppearanceModel::build(std::span<const ImageU8> frames,
                                       std::span<const RenderedFrame> rendered, int threads) {
    AppearanceModel model;
    const int width = frames[0].width, height = frames[0].height;
    const int grow = std::max(2, width / 80);
    const cv::Mat big = cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * grow + 1, 2 * grow + 1});
    const cv::Mat wide = cv::getStructuringElement(cv::MORPH_RECT, {8 * grow + 1, 8 * grow + 1});
    const int inset = std::max(1, width / 320);
    const cv::Mat small = cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * inset + 1, 2 * inset + 1});
    constexpr size_t kColours = static_cast<size_t>(kBins) * kBins * kBins;
    std::vector<ImageU8> excluded(frames.size());
    std::vector<std::vector<float>> robot(frames.size()), scene(frames.size());
    parallelFor(static_cast<int>(frames.size()), threads, [&](int f) {
        const auto i = static_cast<size_t>(f);
        excluded[i] = rendered[i].mask();
        cv::Mat mask = wrap(excluded[i]), core, near;
        cv::erode(mask, core, small);
        cv::dilate(mask, near, wide);
        cv::dilate(mask, mask, big);
        robot[i].assign(kColours, 0);
        scene[i].assign(kColours, 0);
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x) {
                const auto bin = static_cast<size_t>(binOf(frames[i].row(y) + 3 * x));
                if (core.at<uint8_t>(y, x))
                    robot[i][bin] += 1;
                else if (near.at<uint8_t>(y, x) && excluded[i].at(x, y) == 0)
                    scene[i][bin] += 1;
            }
    });
    const auto merge = [&](const std::vector<std::vector<float>>& parts) {
        std::vector<float> sum(kColours, 0), smooth(kColours, 0);
        for (const auto& part : parts)
            for (size_t b = 0; b < kColours; ++b) sum[b] += part[b];
        // Spread a little to neighbouring colours: noise and shading move a surface across bin borders.
        float total = 0;
        for (int r = 0; r < kBins; ++r)
            for (int g = 0; g < kBins; ++g)
                for (int b = 0; b < kBins; ++b) {
                    const auto at = [&](int dr, int dg, int db) {
                        const int rr = std::clamp(r + dr, 0, kBins - 1),
                                  gg = std::clamp(g + dg, 0, kBins - 1),
                                  bb = std::clamp(b + db, 0, kBins - 1);
                        return sum[static_cast<size_t>((rr * kBins + gg) * kBins + bb)];
                    };
                    const float v = 0.5F * at(0, 0, 0) +
                                    0.07F * (at(1, 0, 0) + at(-1, 0, 0) + at(0, 1, 0) + at(0, -1, 0) +
                                             at(0, 0, 1) + at(0, 0, -1)) +
                                    0.04F * (at(1, 1, 1) + at(-1, -1, -1));
                    smooth[static_cast<size_t>((r * kBins + g) * kBins + b)] = v;
                    total += v;
                }
        for (float& v : smooth) v = v / std::max(total, 1.0F) + 0.02F / static_cast<float>(kColours);
        return smooth;
    };
    model.m_robot = merge(robot);
    model.m_scene = merge(scene);
    model.m_background = estimateBackground(frames, excluded, framesThatShow(frames.size()), threads);
    return model;
}

ImageF AppearanceModel::evidence(const ImageU8& frame) const {
    ImageF out(frame.width, frame.height);
    constexpr float kBinVolume = 16.0F * 16.0F * 16.0F;  // histogram mass per bin -> density per level^3
    constexpr float kShadowShare = 0.08F, kMovedShare = 0.04F;
    for (int y = 0; y < frame.height; ++y)
        for (int x = 0; x < frame.width; ++x) {
            const uint8_t* pixel = frame.row(y) + 3 * x;
            const auto bin = static_cast<size_t>(binOf(pixel));
            const float robot = m_robot[bin] / kBinVolume;
            float scene = m_scene[bin] / kBinVolume;
            if (m_background.known.at(x, y) != 0) {
                const float sigma = m_background.sigma.at(x, y) + 2.0F;      // + model error: light, JPEG
                const float norm = 1.0F / (15.75F * sigma * sigma * sigma);  // (2 pi)^(3/2)
                const uint8_t* known = m_background.median.row(y) + 3 * x;
                float squared = 0;
                for (int c = 0; c < 3; ++c) {
                    const float d = static_cast<float>(pixel[c]) - static_cast<float>(known[c]);
                    squared += d * d;
                }
                float factor = 1;
                const float shadow = shadowDistance(pixel, known, &factor);
                // Heavier tails than a Gaussian: (1 + d^2 / (4 s^2))^-3.
                const auto tail = [&](float d2) {
                    const float t = 1 + d2 / (4 * sigma * sigma);
                    return norm / (t * t * t);
                };
                // A shadow is a line of possible colours, about 100 levels long.
                const float shadowDensity = factor < 1.0F ? tail(shadow) * 2.5F * sigma / 100.0F : 0.0F;
                scene = (1 - kShadowShare - kMovedShare) * tail(squared) + kShadowShare * shadowDensity +
                        kMovedShare * scene;
            }
            out.at(x, y) = std::clamp(std::log(robot / scene), -kMaxEvidence, kMaxEvidence);
        }
    return out;
}

void searchContour(const ImageF& evidence, const RenderedFrame& rendered, double reachPx,
                   std::vector<ContourMeasurement>& out) {
    const int reach = std::max(3, static_cast<int>(std::lround(reachPx)));
    std::vector<float> prefix(static_cast<size_t>(2 * reach + 2));
    Profile line;
    for (const ContourPoint& p : rendered.contour) {
        if (!profileAt(rendered, p, Eigen::Vector2d::Zero(), reach, line)) continue;
        const int low = line.low, high = line.high;
        float total = 0;
        prefix[0] = 0;
        const int samples = high - low + 1;
        for (int k = 0; k < samples; ++k) {
            const Eigen::Vector2d q = line.at(low + k);
            total += sampleField(evidence, q.x(), q.y()).value;
            prefix[static_cast<size_t>(k) + 1] = total;
        }
        // Boundary after sample k: everything up to k is robot, the rest scene.
        int best = -1;
        float bestScore = -1e9F;
        for (int k = 1; k + 2 < samples; ++k) {
            const float score = 2 * prefix[static_cast<size_t>(k) + 1] - total;
            if (score > bestScore) {
                bestScore = score;
                best = k;
            }
        }
        if (best < 0) continue;
        float rival = -1e9F;
        for (int k = 1; k + 2 < samples; ++k)
            if (std::abs(k - best) > 2)
                rival = std::max(rival, 2 * prefix[static_cast<size_t>(k) + 1] - total);
        const float clearness = rival > -1e8F ? bestScore - rival : bestScore;
        if (clearness < 2) continue;

        const double boundary = low + best + 0.5;
        const double weight = std::min(1.0, clearness / 12.0);
        out.push_back({line.centre, p.depth, line.normal, line.drawn - boundary, weight, 1.0});
    }
}

OutlineCount localiseContour(const ImageU8& frame, const Background& background,
                             const RenderedFrame& rendered, const Eigen::Vector2d& shift,
                             const EdgeModel& model, std::vector<ContourMeasurement>& out) {
    constexpr int kHalf = 7, kSamples = 2 * kHalf + 1;
    constexpr double kReach = 3, kStep = 0.25;
    constexpr int kSteps = static_cast<int>(2 * kReach / kStep) + 1;
    // Shading changes across a link: its colour near the outline is a line, of bounded slope, and what lies
    // deeper inside counts less and less.
    constexpr float kSlopeSigma = 0.15F, kDepth = 2.0F;
    constexpr double kFloorPx = 0.15;  // no outline is known better than this, whatever the noise
    const LightCurve& light = lightCurve();
    std::array<Eigen::Vector3f, kSamples> seen, scene;
    std::array<float, kSamples> weight{}, blur{};
    std::array<double, kSteps> cost{};
    OutlineCount count;
    Profile line;
    for (size_t index = 0; index < rendered.contour.size(); index += static_cast<size_t>(model.stride)) {
        const ContourPoint& p = rendered.contour[index];
        if (!profileAt(rendered, p, shift, kHalf, line) || line.low > -3 || line.high < 4) continue;
        bool known = true;
        for (int s = std::max(line.low, -2); s <= line.high && known; ++s)
            known = isKnown(background, line.at(s));
        if (!known) continue;
        ++count.tried;
        float dot = 0, norm = 1e-9F;
        for (int s = line.low; s <= line.high; ++s) {
            const auto k = static_cast<size_t>(s + kHalf);
            const Eigen::Vector2d q = line.at(s);
            seen[k] = linearAt(frame, q);
            scene[k] = linearAt(background.median, q);
            const float sigma =
                static_cast<float>(model.noise) * light.slopeAt(std::max(seen[k].mean(), scene[k].mean()));
            weight[k] = 1 / (sigma * sigma);
            // Interpolation between pixels blurs by f (1 - f) along each axis.
            const double fx = q.x() - std::floor(q.x()), fy = q.y() - std::floor(q.y());
            const double variance = model.blurPx * model.blurPx +
                                    line.normal.x() * line.normal.x() * fx * (1 - fx) +
                                    line.normal.y() * line.normal.y() * fy * (1 - fy);
            blur[k] = static_cast<float>(1 / std::sqrt(2 * variance));
            if (s < 3) continue;
            dot += weight[k] * scene[k].dot(seen[k]);
            norm += weight[k] * scene[k].squaredNorm();
        }
        // The scene beside the robot may lie in its shadow.
        const float shade = std::clamp(dot / norm, 0.3F, 1.3F);
        for (int s = line.low; s <= line.high; ++s) scene[static_cast<size_t>(s + kHalf)] *= shade;

        // For every place of the boundary: robot colour a + c t (t = depth below it) mixed with the scene by
        // the blurred step; a and c by least squares. Cost in units of the noise.
        int best = -1;
        for (int i = 0; i < kSteps; ++i) {
            const double boundary = line.drawn - kReach + i * kStep;
            auto& value = cost[static_cast<size_t>(i)];
            value = std::numeric_limits<double>::infinity();
            if (boundary > line.high - 1.5 || boundary < line.low + 1.5) continue;
            float s00 = 1e-9F, s01 = 0, s11 = 1 / (kSlopeSigma * kSlopeSigma), squares = 0, expected = 0;
            Eigen::Vector3f r0 = Eigen::Vector3f::Zero(), r1 = Eigen::Vector3f::Zero();
            for (int s = line.low; s <= line.high; ++s) {
                const auto k = static_cast<size_t>(s + kHalf);
                const auto t = static_cast<float>(boundary - s);
                const float u = std::max(0.0F, t) / kDepth, fade = 1 / (1 + u * u * u * u);
                const float alpha = coverage(t * blur[k]), slope = alpha * t, w = weight[k] * fade;
                const Eigen::Vector3f target = seen[k] - (1 - alpha) * scene[k];
                s00 += w * alpha * alpha;
                s01 += w * alpha * slope;
                s11 += w * slope * slope;
                r0 += (w * alpha) * target;
                r1 += (w * slope) * target;
                squares += w * target.squaredNorm();
                expected += 3 * fade;
            }
            const float det = s00 * s11 - s01 * s01;
            const Eigen::Vector3f a = (s11 * r0 - s01 * r1) / det, c = (s00 * r1 - s01 * r0) / det;
            value = squares - a.dot(r0) - c.dot(r1) - expected;
            if (best < 0 || value < cost[static_cast<size_t>(best)]) best = i;
        }
        if (best <= 0 || best + 1 >= kSteps) continue;
        const double here = cost[static_cast<size_t>(best)], before = cost[static_cast<size_t>(best) - 1],
                     after = cost[static_cast<size_t>(best) + 1];
        const double curvature = (before - 2 * here + after) / (kStep * kStep);
        if (!std::isfinite(curvature) || curvature < 1e-3) continue;
        double rival = std::numeric_limits<double>::infinity();
        for (int i = 0; i < kSteps; ++i)
            if (std::abs(i - best) * kStep > 1.4) rival = std::min(rival, cost[static_cast<size_t>(i)]);
        const double gain = rival - here;
        if (gain < 6) continue;
        count.cost += std::min(here, 50.0);
        const double towards = std::clamp(-0.5 * (after - before) / (kStep * curvature), -kStep, kStep);
        const double boundary = line.drawn - kReach + best * kStep + towards;
        const double confidence = kFloorPx * kFloorPx / (2 / curvature + kFloorPx * kFloorPx);
        out.push_back({line.centre, p.depth, line.normal, line.drawn - boundary,
                       confidence * std::min(1.0, gain / 30), 1.0, contourGroup(p.id, line.normal)});
    }
    return count;
}

ImageU8 segmentRobot(const ImageU8& frame, const ImageF& evidence, const RenderedFrame& rendered,
                     int workWidth) {
    slowWorkBegins("segmenting");
    const double factor = std::min(1.0, static_cast<double>(workWidth) / frame.width);
    const cv::Size size(std::max(8, static_cast<int>(std::lround(frame.width * factor))),
                        std::max(8, static_cast<int>(std::lround(frame.height * factor))));
    cv::Mat picture, mask, likelihood;
    cv::resize(wrap(frame), picture, size, 0, 0, cv::INTER_AREA);
    const ImageU8 drawn = rendered.mask();
    cv::resize(wrap(drawn), mask, size, 0, 0, cv::INTER_AREA);
    const cv::Mat evidenceMat(evidence.height, evidence.width, CV_32FC1,
                              const_cast<float*>(evidence.data.data()));
    cv::resize(evidenceMat, likelihood, size, 0, 0, cv::INTER_AREA);

    cv::Mat inside, outside;
    cv::distanceTransform(mask > 127, inside, cv::DIST_L2, 3);
    cv::distanceTransform(mask <= 127, outside, cv::DIST_L2, 3);
    const double band = std::max(3.0, size.width / 40.0);
    constexpr float kClear = 2.0F;
    cv::GaussianBlur(likelihood, likelihood, {3, 3}, 0);
    cv::Mat labels(size, CV_8UC1);
    bool anyRobot = false, anyScene = false;
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            const float l = likelihood.at<float>(y, x);
            const bool robotDrawn = mask.at<uint8_t>(y, x) > 127;
            const double depth = robotDrawn ? inside.at<float>(y, x) : -outside.at<float>(y, x);
            // Far from the drawn outline the pose decides, near it the evidence where it is clear; GrabCut
            // settles the rest by colour and edges.
            uint8_t label = l + (robotDrawn ? 0.7F : -0.7F) > 0 ? cv::GC_PR_FGD : cv::GC_PR_BGD;
            if (depth < -band || (l < -kClear && depth < band))
                label = cv::GC_BGD;
            else if (depth > 0 && (l > kClear || (depth > band && l > -1)))
                label = cv::GC_FGD;
            else if (l > kClear)
                label = cv::GC_PR_FGD;
            labels.at<uint8_t>(y, x) = label;
            anyRobot |= (label & 1) != 0;
            anyScene |= (label & 1) == 0;
        }
    if (anyRobot && anyScene) {
        // The surroundings of what is undecided suffice, and tell its scene better than the whole room does.
        cv::Rect undecided = cv::boundingRect(labels != cv::GC_BGD);
        const int margin = static_cast<int>(2 * band);
        undecided -= cv::Point(margin, margin);
        undecided += cv::Size(2 * margin, 2 * margin);
        undecided &= cv::Rect({}, size);
        cv::Mat sceneModel, robotModel, part = labels(undecided);
        cv::setRNGSeed(0);  // GrabCut seeds its k-means from the global generator
        cv::grabCut(picture(undecided), part, {}, sceneModel, robotModel, 1, cv::GC_INIT_WITH_MASK);
    }
    cv::Mat result(size, CV_8UC1);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x)
            result.at<uint8_t>(y, x) = (labels.at<uint8_t>(y, x) & 1) != 0 ? 255 : 0;
    ImageU8 out(frame.width, frame.height);
    cv::Mat target = wrap(out);
    cv::resize(result, target, target.size(), 0, 0, cv::INTER_LINEAR);
    for (uint8_t& v : out.data) v = v > 127 ? 255 : 0;
    return out;
}

}  // namespace camframe
