// SPDX-License-Identifier: Apache-2.0
#include "calib/silhouette_stage.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <opencv2/imgproc.hpp>

#include "calib/depth_evidence.h"
#include "calib/occlusion.h"
#include "model/core/parallel.h"

namespace camframe {

namespace {

ImageU8 resizeRgb(const ImageU8& image, int width, int height) {
    if (image.width == width && image.height == height) return image;
    const cv::Mat source(image.height, image.width, CV_8UC3, const_cast<uint8_t*>(image.data.data()));
    ImageU8 out(width, height, 3);
    cv::Mat target(height, width, CV_8UC3, out.data.data());
    cv::resize(source, target, target.size(), 0, 0, cv::INTER_AREA);
    return out;
}

CameraModel reduced(const CameraModel& camera, int maxWidth) {
    if (camera.width <= maxWidth) return camera;
    const int height = std::max(
        1, static_cast<int>(std::lround(static_cast<double>(maxWidth) * camera.height / camera.width)));
    return camera.resized(maxWidth, height);
}

std::vector<ContourFrame> contourFrames(const SilhouetteScene& scene,
                                        std::span<const WorkFrame* const> frames) {
    std::vector<ContourFrame> out;
    for (const WorkFrame* frame : frames) out.push_back({frame->baseFromLink, scene.linkKnown, frame->index});
    return out;
}

/// The unknowns of one refinement in pictures of `camera`'s size: it starts from where `start` stands and is
/// drawn to the scene's camera and correction.
void setUnknowns(ContourRefinementOptions& options, const SilhouetteScene& scene, const SilhouettePose& start,
                 const CameraModel& camera, const UnknownPriors& priors, double offsetSigmaPx) {
    options.priors = priors;
    options.priors.offsetPx = offsetSigmaPx;
    options.priors.principalPx *= static_cast<double>(camera.width) / scene.camera.width;
    if (priors.intrinsics()) options.startCamera = start.camera.resized(camera.width, camera.height);
    options.correction = start.correction;
    options.expectedCorrection = scene.correction;
    options.robot = scene.robot;
    options.motion = scene.motion;
}

void useDepth(ContourRefinementOptions& options, const SilhouetteScene& scene,
              std::span<const WorkFrame* const> frames, bool shifted) {
    options.observeDepth = depthObserver(frames, shifted);
    options.depthUnitPx = scene.outlineSigmaPx;
    if (options.observeDepth) options.priors.depthBias = kDepthBiasSigma;
}

void record(const SilhouetteScene& scene, const std::string& stage, const ContourRefinement& refinement) {
    if (!scene.log) return;
    for (const ContourIteration& i : refinement.iterations)
        scene.log->push_back({stage, 0.5 * i.rmsPx * i.rmsPx, i.rmsPx, 0});
}

Result<std::vector<RenderedFrame>> renderAt(const SilhouetteScene& scene,
                                            std::span<const WorkFrame* const> frames,
                                            const CameraModel& camera, const RigidTransform& pose,
                                            double lodPx) {
    std::vector<RenderView> views;
    for (const WorkFrame* frame : frames)
        views.push_back({camera, pose, frame->baseFromLink, scene.linkKnown});
    return scene.renderer.render(views, {.lodTolerancePx = lodPx});
}

/// The keypoints in the pixels of a resized picture.
std::vector<ContourKeypoint> keypointsAt(const SilhouetteScene& scene, const CameraModel& camera) {
    std::vector<ContourKeypoint> out = scene.keypoints;
    const double scale = static_cast<double>(camera.width) / scene.camera.width;
    for (ContourKeypoint& k : out)
        for (int c = 0; c < 2; ++c) k.pixel[c] = centreFromCorner(cornerFromCentre(k.pixel[c]) * scale);
    return out;
}

/// What counts for nothing, at another size; empty when all counts.
ImageU8 ignoredAt(const WorkFrame& frame, int width, int height) {
    if (frame.hidden.empty())
        return frame.ignore.empty() ? ImageU8() : resizeMask(frame.ignore, width, height);
    ImageU8 both = frame.hidden;
    for (size_t i = 0; i < frame.ignore.data.size(); ++i) both.data[i] |= frame.ignore.data[i];
    return resizeMask(both, width, height);
}

std::vector<const WorkFrame*> pointersTo(const std::vector<WorkFrame>& frames) {
    std::vector<const WorkFrame*> out;
    for (const WorkFrame& frame : frames) out.push_back(&frame);
    return out;
}

/// At most that many of the frames, evenly spread.
std::vector<const WorkFrame*> someOf(std::span<const WorkFrame* const> frames, size_t most) {
    std::vector<const WorkFrame*> out;
    const size_t stride = std::max<size_t>(1, (frames.size() + most - 1) / most);
    for (size_t i = 0; i < frames.size(); i += stride) out.push_back(frames[i]);
    return out;
}

/// Fit frames, then those held out.
std::vector<const WorkFrame*> allFrames(const SilhouetteScene& scene) {
    std::vector<const WorkFrame*> out = pointersTo(scene.fit);
    for (const WorkFrame& frame : scene.holdout) out.push_back(&frame);
    return out;
}

std::vector<ImageU8> resizedPictures(const SilhouetteScene& scene, std::span<const WorkFrame* const> frames,
                                     const CameraModel& camera) {
    std::vector<ImageU8> out(frames.size());
    parallelFor(static_cast<int>(frames.size()), scene.context.threads, [&](int f) {
        const auto i = static_cast<size_t>(f);
        out[i] = resizeRgb(frames[i]->rgb, camera.width, camera.height);
    });
    return out;
}

/// The last scale of fits to exact masks: they are known to whole pixels, and a scale below a pixel's step
/// takes the weight from just those pixels that tell where to go.
constexpr double kSharpestScale = 2;

/// The scale for masks whose residuals have that median size: 3.5 standard deviations of what is not an
/// outlier, where Geman-McClure's estimate has 94 % of the least variance (86 % at 2.5 deviations, 59 % at
/// 1.33). Bounded: from 6 px on it is no longer noise that masks have.
double scaleForNoise(double medianPx) {
    constexpr double kSigmaPerMedian = 1.4826, kSigmas = 3.5, kWidest = 6;
    return std::clamp(kSigmas * kSigmaPerMedian * medianPx, kSharpestScale, kWidest);
}

/// Light and shadow move the outline that is seen on one side of a link alike in every frame. Set so that
/// covariances tell the truth (NEES near 1) on generated recordings, see docs/benchmark.md.
constexpr double kSharedErrorPx = 0.12;

/// Pixels that the robot covers in more than half of the frames, grown a little.
ImageU8 dontCareZone(const std::vector<RenderedFrame>& rendered) {
    const int width = rendered[0].linkId.width, height = rendered[0].linkId.height;
    ImageU8 zone(width, height);
    for (size_t i = 0; i < zone.data.size(); ++i) {
        size_t covered = 0;
        for (const RenderedFrame& frame : rendered) covered += frame.linkId.data[i] != 0 ? 1U : 0U;
        zone.data[i] = 2 * covered > rendered.size() ? 255 : 0;
    }
    cv::Mat mat(height, width, CV_8UC1, zone.data.data());
    cv::dilate(mat, mat, cv::getStructuringElement(cv::MORPH_ELLIPSE, {5, 5}));
    return zone;
}

/// Noise of the pictures, and the blur with which the outline is explained best.
EdgeModel estimateEdges(const std::vector<ImageU8>& pictures, const Background& background,
                        const std::vector<RenderedFrame>& rendered, const RunContext& context) {
    EdgeModel model;
    std::vector<float> sigmas;
    for (size_t i = 0; i < background.sigma.data.size(); i += 17)
        if (background.known.data[i] != 0) sigmas.push_back(background.sigma.data[i]);
    if (!sigmas.empty()) {
        const auto middle = sigmas.begin() + static_cast<std::ptrdiff_t>(sigmas.size() / 2);
        std::ranges::nth_element(sigmas, middle);
        model.noise = *middle + 1.5;  // + what compression adds near outlines
    }
    constexpr double kBlurs[] = {0.25, 0.32, 0.4, 0.5, 0.63, 0.8, 1.0, 1.25, 1.6, 2.0};
    constexpr size_t kSample = 8;  // frames that vote
    const size_t step = pictures.size() / kSample + 1;
    double least = std::numeric_limits<double>::infinity();
    double best = model.blurPx;
    for (const double blur : kBlurs) {
        EdgeModel trial = model;
        trial.blurPx = blur;
        trial.stride = 3;
        std::vector<double> costs(pictures.size(), 0), counts(pictures.size(), 0);
        parallelFor(static_cast<int>((pictures.size() + step - 1) / step), context.threads, [&](int f) {
            const size_t i = static_cast<size_t>(f) * step;
            std::vector<ContourMeasurement> found;
            costs[i] = localiseContour(pictures[i], background, rendered[i], {0, 0}, trial, found).cost;
            counts[i] = static_cast<double>(found.size());
        });
        const double count = std::accumulate(counts.begin(), counts.end(), 0.0);
        if (count < 50) break;
        const double cost = std::accumulate(costs.begin(), costs.end(), 0.0) / count;
        if (cost < least) {
            least = cost;
            best = blur;
        }
    }
    model.blurPx = best;
    return model;
}

}  // namespace

DepthObserver depthObserver(std::span<const WorkFrame* const> frames, bool shifted) {
    if (std::ranges::all_of(frames, [](const WorkFrame* f) { return f->depthMm.empty(); })) return {};
    // Where the robot is known to be hidden, or not to be, its depth is not measured.
    auto counts = std::make_shared<std::vector<ImageU8>>();
    for (const WorkFrame* frame : frames) {
        ImageU8 count;
        if (!frame->depthMm.empty()) {
            const ImageU8 ignored = ignoredAt(*frame, frame->depthMm.width, frame->depthMm.height);
            if (frame->mask) count = *frame->mask;
            if (count.empty() && !ignored.empty()) {
                count = ImageU8(ignored.width, ignored.height);
                std::ranges::fill(count.data, uint8_t{255});
            }
            for (size_t i = 0; i < ignored.data.size(); ++i)
                if (ignored.data[i] != 0) count.data[i] = 0;
        }
        counts->push_back(std::move(count));
    }
    return [frames, shifted, counts](int f, const RenderedFrame& rendered, const CameraModel& drawnWith,
                                     std::vector<DepthMeasurement>& out) {
        const auto i = static_cast<size_t>(f);
        const Eigen::Vector2d shift = shifted ? subpixelShift(f) : Eigen::Vector2d(0, 0);
        observeDepth(frames[i]->depthMm, (*counts)[i], rendered, drawnWith, shift, out);
    };
}

Result<SilhouettePose> refineAgainstMasks(const SilhouetteScene& scene,
                                          std::span<const WorkFrame* const> frames,
                                          const RigidTransform& start, Detail detail,
                                          const UnknownPriors& priors) {
    SilhouettePose out{start, scene.camera, {}, scene.correction};
    struct Level {
        int width;
        bool twoSided;
        double first, last, lod;
        int iterations;
        size_t mostFrames;
        double minStepPx, minStepSigmas;
        std::string name;
    };
    constexpr size_t kFew = 4, kSome = 12, kAll = 1000;
    const int full = scene.camera.width;
    std::vector<Level> levels;
    switch (detail) {
        case Detail::Quarter:
            levels.push_back({160, true, 24, 3, 0.5, 25, kSome, 0.02, 0, "masks, quarter size"});
            break;
        case Detail::Half:
            levels.push_back({320, true, 8, 2, 0.5, 15, kAll, 0.02, 0, "masks, half size"});
            break;
        case Detail::Full:
            if (frames.size() > kFew) {  // a few go most of the way: a five-hundredth of a pixel is enough
                levels.push_back(
                    {full, false, 8, 2, 0, 40, kFew, 0.002, 0.3, "masks, full size, few frames"});
                levels.push_back({full, false, 2, 2, 0, 20, kAll, 0, 0.3, "masks, full size"});
            } else {
                levels.push_back({full, false, 8, 2, 0, 40, kAll, 0, 0.3, "masks, full size"});
            }
            break;
    }
    for (size_t l = 0; l < levels.size(); ++l) {
        const Level level = levels[l];
        const CameraModel camera = reduced(scene.camera, level.width);
        const std::vector<const WorkFrame*> used = someOf(frames, level.mostFrames);
        const std::vector<ContourFrame> poses = contourFrames(scene, used);
        std::vector<MaskField> fields(used.size());
        parallelFor(static_cast<int>(used.size()), scene.context.threads, [&](int f) {
            const auto i = static_cast<size_t>(f);
            fields[i] = makeMaskField(resizeMask(*used[i]->mask, camera.width, camera.height),
                                      ignoredAt(*used[i], camera.width, camera.height));
        });
        const auto observe = [&](int f, const RenderedFrame& rendered,
                                 std::vector<ContourMeasurement>& measurements) {
            observeMask(fields[static_cast<size_t>(f)], rendered, level.twoSided, measurements);
        };
        ContourRefinementOptions options;
        options.firstScalePx = level.first;
        options.lastScalePx = level.last;
        options.inlierScalePx = kSharpestScale;
        options.maxIterations = level.iterations;
        options.lodTolerancePx = level.lod;
        options.minStepPx = level.minStepPx;
        options.minStepSigmas = level.minStepSigmas;
        options.mixSteps = detail == Detail::Full;
        setUnknowns(options, scene, out, camera, priors, 2);
        if (!level.twoSided) options.outlines = outlineFrames(fields);
        if (detail == Detail::Full) useDepth(options, scene, used, false);
        auto result = refineContour(scene.renderer, camera, poses, observe, keypointsAt(scene, camera),
                                    out.camFromBase, options, scene.context);
        if (!result) return tl::unexpected(result.error());
        out.camFromBase = result->camFromBase;
        out.last = std::move(*result);
        out.correction = out.last.correction;
        out.camera = out.last.camera.resized(scene.camera.width, scene.camera.height);
        record(scene, level.name, out.last);
        if (detail != Detail::Full || out.last.status == ContourRefinement::Status::NoMeasurements) continue;
        const double wanted = scaleForNoise(out.last.medianPx), ready = levels.back().last;
        if (l + 1 < levels.size())
            levels.back().first = levels.back().last = wanted;
        else if (wanted > 1.2 * ready)
            levels.push_back(
                {full, false, wanted, wanted, 0, 20, kAll, 0, 0.3, "masks, full size, wider scale"});
    }
    return out;
}

MotionEvidence findMotion(const SilhouetteScene& scene) {
    MotionEvidence out;
    out.camera = reduced(scene.camera, 320);
    std::vector<ImageU8> small(scene.fit.size() + scene.holdout.size());
    parallelFor(static_cast<int>(small.size()), scene.context.threads, [&](int f) {
        const auto i = static_cast<size_t>(f);
        const WorkFrame& frame = i < scene.fit.size() ? scene.fit[i] : scene.holdout[i - scene.fit.size()];
        small[i] = resizeRgb(frame.rgb, out.camera.width, out.camera.height);
    });
    const Background background = estimateBackground(small, {}, 2, scene.context.threads);
    out.changed.resize(scene.fit.size());
    parallelFor(static_cast<int>(scene.fit.size()), scene.context.threads, [&](int f) {
        const auto i = static_cast<size_t>(f);
        out.changed[i] = changeMask(small[i], background, 18);
    });
    double changed = 0;
    for (const ImageU8& mask : out.changed)
        changed +=
            static_cast<double>(std::ranges::count(mask.data, 255)) / static_cast<double>(mask.pixelCount());
    out.changedShare = out.changed.empty() ? 0 : changed / static_cast<double>(out.changed.size());
    return out;
}

Result<SilhouettePose> refineAgainstMotion(const SilhouetteScene& scene, const MotionEvidence& motion,
                                           const RigidTransform& start, const UnknownPriors& priors) {
    SilhouettePose out{start, scene.camera, {}, scene.correction};
    const std::vector<const WorkFrame*> frames = pointersTo(scene.fit);
    const std::vector<ContourFrame> poses = contourFrames(scene, frames);
    constexpr int kRounds = 3;
    for (int round = 0; round < kRounds; ++round) {
        const auto rendered =
            renderAt(scene, frames, out.camera.resized(motion.camera.width, motion.camera.height),
                     out.camFromBase, 0.5);
        if (!rendered) return tl::unexpected(rendered.error());
        const ImageU8 zone = dontCareZone(*rendered);
        std::vector<MaskField> fields(frames.size());
        parallelFor(static_cast<int>(frames.size()), scene.context.threads, [&](int f) {
            const auto i = static_cast<size_t>(f);
            ImageU8 ignored = ignoredAt(*frames[i], zone.width, zone.height);
            if (ignored.empty()) ignored = ImageU8(zone.width, zone.height);
            for (size_t p = 0; p < zone.data.size(); ++p) ignored.data[p] |= zone.data[p];
            fields[i] = makeMaskField(motion.changed[i], ignored);
        });
        const auto observe = [&](int f, const RenderedFrame& r,
                                 std::vector<ContourMeasurement>& measurements) {
            observeMask(fields[static_cast<size_t>(f)], r, false, measurements);
        };
        ContourRefinementOptions options;
        options.firstScalePx = round == 0 ? 20 : 8;
        options.lastScalePx = 2.5;
        options.maxIterations = round == 0 ? 14 : 10;
        options.lodTolerancePx = 0.5;
        options.outlines = outlineFrames(fields);
        options.minStepPx = 0.05;
        setUnknowns(options, scene, out, motion.camera, priors, 2);
        auto result =
            refineContour(scene.renderer, motion.camera, poses, observe, keypointsAt(scene, motion.camera),
                          out.camFromBase, options, scene.context);
        if (!result) return tl::unexpected(result.error());
        out.camFromBase = result->camFromBase;
        out.last = std::move(*result);
        out.correction = out.last.correction;
        out.camera = out.last.camera.resized(scene.camera.width, scene.camera.height);
        record(scene, "motion", out.last);
        if (out.last.status == ContourRefinement::Status::NoMeasurements) break;
    }
    return out;
}

Result<MotionAgreement> compareWithMotion(const SilhouetteScene& scene, const MotionEvidence& motion,
                                          const RigidTransform& pose) {
    const auto rendered = renderAt(scene, pointersTo(scene.fit), motion.camera, pose, 0.5);
    if (!rendered) return tl::unexpected(rendered.error());
    const ImageU8 common = dontCareZone(*rendered);
    double both = 0, drawn = 0, observed = 0, pixels = 0;
    for (size_t f = 0; f < rendered->size(); ++f) {
        const ImageU8 ignored = ignoredAt(scene.fit[f], common.width, common.height);
        for (size_t i = 0; i < common.data.size(); ++i) {
            if (common.data[i] != 0 || (!ignored.empty() && ignored.data[i] != 0)) continue;
            const bool d = (*rendered)[f].linkId.data[i] != 0, o = motion.changed[f].data[i] != 0;
            both += d && o ? 1 : 0;
            drawn += d ? 1 : 0;
            observed += o ? 1 : 0;
        }
    }
    pixels = static_cast<double>(common.data.size() * rendered->size());
    MotionAgreement out;
    const double either = drawn + motion.unexplainedWeight * (observed - both);
    out.iou = either > 0 ? both / either : 0;
    out.precision = drawn > 0 ? both / drawn : 0;
    out.recall = observed > 0 ? both / observed : 0;
    out.drawnShare = drawn / pixels;
    return out;
}

Result<SilhouettePose> refineByColours(const SilhouetteScene& scene, const RigidTransform& start,
                                       const UnknownPriors& priors) {
    SilhouettePose out{start, scene.camera, {}, scene.correction};
    // Pixels are plenty at this stage; a dozen frames bring the pose near enough to measure outlines.
    constexpr size_t kMostFrames = 12;
    std::vector<const WorkFrame*> frames;
    const size_t stride = (scene.fit.size() + kMostFrames - 1) / kMostFrames;
    for (size_t i = 0; i < scene.fit.size(); i += std::max<size_t>(1, stride))
        frames.push_back(&scene.fit[i]);
    const std::vector<ContourFrame> poses = contourFrames(scene, frames);
    struct Level {
        int width;
        double reach, first, last;
        std::string name;
    };
    const Level levels[] = {{320, 14, 10, 3, "colours, half size"}, {640, 10, 6, 2, "colours"}};
    for (const Level& level : levels) {
        const CameraModel camera = reduced(scene.camera, level.width);
        // The scene behind the robot is learned from all frames: in few of them it hides too much.
        const std::vector<const WorkFrame*> all = allFrames(scene);
        const auto rendered =
            renderAt(scene, all, out.camera.resized(camera.width, camera.height), out.camFromBase, 0.3);
        if (!rendered) return tl::unexpected(rendered.error());
        const std::vector<ImageU8> pictures = resizedPictures(scene, all, camera);
        const AppearanceModel model = AppearanceModel::build(pictures, *rendered, scene.context.threads);
        std::vector<ImageF> evidence(frames.size());
        parallelFor(static_cast<int>(frames.size()), scene.context.threads, [&](int f) {
            const auto i = static_cast<size_t>(f);
            evidence[i] = model.evidence(pictures[i * std::max<size_t>(1, stride)]);
        });
        const auto observe = [&](int f, const RenderedFrame& r,
                                 std::vector<ContourMeasurement>& measurements) {
            searchContour(evidence[static_cast<size_t>(f)], r, level.reach, measurements);
            dropIgnored(frames[static_cast<size_t>(f)]->ignore, camera.width, camera.height, measurements);
        };
        ContourRefinementOptions options;
        options.firstScalePx = level.first;
        options.lastScalePx = level.last;
        options.maxIterations = 10;
        options.lodTolerancePx = 0.3;
        options.minStepPx = 0.05;
        setUnknowns(options, scene, out, camera, priors, 0.3);
        auto result = refineContour(scene.renderer, camera, poses, observe, keypointsAt(scene, camera),
                                    out.camFromBase, options, scene.context);
        if (!result) return tl::unexpected(result.error());
        out.camFromBase = result->camFromBase;
        out.last = std::move(*result);
        out.correction = out.last.correction;
        out.camera = out.last.camera.resized(scene.camera.width, scene.camera.height);
        record(scene, level.name, out.last);
    }
    return out;
}

Result<OutlineEvidence> findOutlines(const SilhouetteScene& scene, const SilhouettePose& pose) {
    OutlineEvidence out;
    out.camera = reduced(scene.camera, 1280);
    const std::vector<const WorkFrame*> all = allFrames(scene);
    const auto rendered =
        renderAt(scene, all, pose.camera.resized(out.camera.width, out.camera.height), pose.camFromBase, 0.3);
    if (!rendered) return tl::unexpected(rendered.error());
    const std::vector<ImageU8> pictures = resizedPictures(scene, all, out.camera);
    constexpr int kNearPx = 3;  // the pose is that good by now
    out.background = backgroundBehind(pictures, *rendered, kNearPx, scene.context.threads);
    out.edge = estimateEdges(pictures, out.background, *rendered, scene.context);
    for (size_t i = 0; i < all.size(); ++i) out.pictures.emplace(all[i], pictures[i]);
    return out;
}

Result<SilhouettePose> refineAgainstOutlines(const SilhouetteScene& scene, const OutlineEvidence& evidence,
                                             std::span<const WorkFrame* const> frames,
                                             const SilhouettePose& start, const UnknownPriors& priors) {
    const auto observe = [&](int f, const RenderedFrame& rendered,
                             std::vector<ContourMeasurement>& measurements) {
        const WorkFrame* frame = frames[static_cast<size_t>(f)];
        const ImageU8& picture = evidence.pictures.at(frame);
        localiseContour(picture, evidence.background, rendered, subpixelShift(f), evidence.edge,
                        measurements);
        dropIgnored(ignoredAt(*frame, picture.width, picture.height), picture.width, picture.height,
                    measurements);
    };
    ContourRefinementOptions options;
    options.firstScalePx = 3;
    options.lastScalePx = 1.2;
    options.maxIterations = 20;
    options.lodTolerancePx = 0.1;
    setUnknowns(options, scene, start, evidence.camera, priors, 0.3);
    options.shiftFrames = true;
    options.sharedErrorPx = kSharedErrorPx;
    useDepth(options, scene, frames, true);
    options.minStepPx = 0.003;
    auto result =
        refineContour(scene.renderer, evidence.camera, contourFrames(scene, frames), observe,
                      keypointsAt(scene, evidence.camera), start.camFromBase, options, scene.context);
    if (!result) return tl::unexpected(result.error());
    record(scene, "outlines", *result);
    SilhouettePose out{result->camFromBase,
                       result->camera.resized(scene.camera.width, scene.camera.height),
                       {},
                       result->correction};
    out.last = std::move(*result);
    return out;
}

Result<OutlineAgreement> compareWithOutlines(const SilhouetteScene& scene, const OutlineEvidence& evidence,
                                             const SilhouettePose& pose) {
    constexpr double kNearPx = 1;
    const std::vector<const WorkFrame*> all = allFrames(scene);
    const auto rendered = renderAt(scene, all, evidence.camera, pose.camFromBase, 0.1);
    if (!rendered) return tl::unexpected(rendered.error());
    std::vector<double> met(all.size(), 0), tried(all.size(), 0);
    parallelFor(static_cast<int>(all.size()), scene.context.threads, [&](int f) {
        const auto i = static_cast<size_t>(f);
        std::vector<ContourMeasurement> found;
        tried[i] = localiseContour(evidence.pictures.at(all[i]), evidence.background, (*rendered)[i], {0, 0},
                                   evidence.edge, found)
                       .tried;
        for (const ContourMeasurement& m : found)
            met[i] += std::abs(m.residual + m.offsetSign * pose.last.offsetPx) < kNearPx ? 1 : 0;
    });
    const auto share = [&](size_t first, size_t last) -> std::optional<double> {
        double a = 0, b = 0;
        for (size_t i = first; i < last; ++i) {
            a += met[i];
            b += tried[i];
        }
        constexpr double kFewest = 100;  // points
        return b >= kFewest ? std::optional(a / b) : std::nullopt;
    };
    OutlineAgreement out{share(0, scene.fit.size()), share(scene.fit.size(), all.size()), {}};
    constexpr double kFewestOfFrame = 30;
    for (size_t i = 0; i < all.size(); ++i)
        out.ofFrame.push_back(tried[i] >= kFewestOfFrame ? std::optional(met[i] / tried[i]) : std::nullopt);
    return out;
}

}  // namespace camframe
