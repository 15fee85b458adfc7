// SPDX-License-Identifier: Apache-2.0
#include "app/studio/carry_mask_job.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "app/studio/mask_refinement.h"
#include "calib/distance_field.h"

namespace camframe {

namespace {

constexpr double outlineSlackPx = 2;

/// For every pixel the index of the nearest one (by steps to neighbours) that is drawn, or -1.
std::vector<int> nearestDrawn(const ImageU8& id, int reach) {
    const int width = id.width, height = id.height;
    std::vector<int> nearest(id.data.size(), -1);
    std::vector<int> front, next;
    for (size_t i = 0; i < id.data.size(); ++i) {
        if (!id.data[i]) continue;
        nearest[i] = static_cast<int>(i);
        front.push_back(static_cast<int>(i));
    }
    for (int step = 0; step < reach && !front.empty(); ++step) {
        next.clear();
        for (const int at : front) {
            const int x = at % width, y = at / width;
            for (const auto& [dx, dy] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
                if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue;
                const size_t neighbour = static_cast<size_t>(at + dy * width + dx);
                if (nearest[neighbour] >= 0) continue;
                nearest[neighbour] = nearest[static_cast<size_t>(at)];
                next.push_back(static_cast<int>(neighbour));
            }
        }
        std::swap(front, next);
    }
    return nearest;
}

/// Closes gaps of single pixels, which points that moved apart leave.
ImageU8 closed(const ImageU8& mask) {
    const auto window = [](const ImageU8& in, bool grow) {
        ImageU8 out(in.width, in.height);
        for (int y = 0; y < in.height; ++y)
            for (int x = 0; x < in.width; ++x) {
                bool any = false, all = true;
                for (int dy = -1; dy <= 1; ++dy)
                    for (int dx = -1; dx <= 1; ++dx) {
                        const int u = std::clamp(x + dx, 0, in.width - 1),
                                  v = std::clamp(y + dy, 0, in.height - 1);
                        const bool set = in.at(u, v) != 0;
                        any |= set;
                        all &= set;
                    }
                out.at(x, y) = (grow ? any : all) ? 255 : 0;
            }
        return out;
    };
    return window(window(mask, true), false);
}

}  // namespace

MaskCarrier::MaskCarrier(const CameraModel& camera, const RigidTransform& camFromBase, const ImageU8& mask,
                         const RenderedFrame& drawn, const std::vector<RigidTransform>& baseFromId)
    : m_camera(camera), m_camFromBase(camFromBase) {
    const ImageF distance = signedDistance(drawn.mask());
    const std::vector<int> nearest = nearestDrawn(drawn.linkId, std::max(4, camera.width / 10));
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x) {
            const bool inMask = mask.at(x, y) > 127, isDrawn = drawn.linkId.at(x, y) != 0;
            const int from = nearest[static_cast<size_t>(y * mask.width + x)];
            if (inMask == isDrawn || from < 0) continue;
            Point point;
            point.added = inMask;
            point.inside = double{distance.at(x, y)};
            point.id = drawn.linkId.data[static_cast<size_t>(from)];
            point.depth = double{drawn.depth.data[static_cast<size_t>(from)]};
            const RigidTransform camFromLink = camFromBase * baseFromId[point.id];
            point.inLink = camFromLink.inverse() * camera.unproject(Eigen::Vector2d(x, y), point.depth);
            m_points.push_back(point);
        }
}

ImageU8 MaskCarrier::carry(const RenderedFrame& drawn, const std::vector<RigidTransform>& baseFromId) const {
    ImageU8 mask = drawn.mask();
    const ImageF distance = signedDistance(mask);
    ImageU8 added(mask.width, mask.height), removed(mask.width, mask.height);
    for (const Point& point : m_points) {
        const Eigen::Vector3d inCam = m_camFromBase * baseFromId[point.id] * point.inLink;
        const auto pixel = m_camera.project(inCam);
        if (!pixel) continue;
        // A pixel of the source covers more of them when the link has come nearer.
        const double half = std::clamp(0.5 * point.depth / inCam.z(), 0.5, 4.0);
        ImageU8& layer = point.added ? added : removed;
        const auto low = [half](double at) { return std::max(0, static_cast<int>(std::ceil(at - half))); };
        const auto high = [half](double at, int size) {
            return std::min(size - 1, static_cast<int>(std::floor(at + half)));
        };
        const int x0 = low(pixel->x()), x1 = high(pixel->x(), mask.width);
        const int y0 = low(pixel->y()), y1 = high(pixel->y(), mask.height);
        for (int y = y0; y <= y1; ++y)
            for (int x = x0; x <= x1; ++x)
                // What another link covers now was not taken off from that one; and what was off at the
                // outline does not cut holes when the link has turned towards the camera.
                if (point.added ||
                    (drawn.linkId.at(x, y) == point.id &&
                     double{distance.at(x, y)} <= point.inside * point.depth / inCam.z() + outlineSlackPx))
                    layer.at(x, y) = 255;
    }
    added = closed(added);
    removed = closed(removed);
    for (size_t i = 0; i < mask.data.size(); ++i)
        mask.data[i] = (mask.data[i] && !removed.data[i]) || added.data[i] ? 255 : 0;
    return mask;
}

Result<std::vector<std::pair<int, ImageU8>>> runCarryMaskTask(const CarryMaskTask& task,
                                                              const RunContext& context) {
    RendererOptions options;
    options.threads = context.threads;
    const auto renderer = makeRenderer(task.opened->geometry(), options);
    if (!renderer) return tl::unexpected(renderer.error());
    const RobotGeometry& geometry = *task.opened->geometry();
    const auto draw = [&](int frame) -> Result<RenderedFrame> {
        RenderView view;
        view.camera = task.state.intrinsics.camera;
        view.camFromBase = *task.state.camFromBase;
        view.baseFromLink = task.motion->baseFromLink[static_cast<size_t>(frame)];
        view.linkKnown = &task.motion->linkKnown;
        auto drawn = (*renderer)->render({&view, 1}, RenderOptions{.contour = false});
        if (!drawn) return tl::unexpected(drawn.error());
        return std::move(drawn->front());
    };
    const auto baseFromId = [&](int frame) {
        const auto& links = task.motion->baseFromLink[static_cast<size_t>(frame)];
        std::vector<RigidTransform> out(256, RigidTransform::Identity());
        for (size_t id = 1; id <= geometry.parts().size(); ++id)
            out[id] = links[static_cast<size_t>(geometry.linkOfId(static_cast<int>(id)))];
        return out;
    };
    std::map<int, MaskCarrier> carriers;
    for (const auto& [frame, mask] : task.sources) {
        const auto source = draw(frame);
        if (!source) return tl::unexpected(source.error());
        carriers.try_emplace(frame, task.state.intrinsics.camera, *task.state.camFromBase, mask, *source,
                             baseFromId(frame));
    }
    const double carrying = task.refines ? 0.3 : 1;  // share of the work
    std::vector<std::pair<int, ImageU8>> masks;
    for (const int frame : task.frames) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        const auto drawn = draw(frame);
        if (!drawn) return tl::unexpected(drawn.error());
        const auto nearest = std::ranges::min_element(
            carriers, {}, [frame](const auto& carrier) { return std::abs(carrier.first - frame); });
        masks.emplace_back(frame, nearest->second.carry(*drawn, baseFromId(frame)));
        context.report(carrying * static_cast<double>(masks.size()) / static_cast<double>(task.frames.size()),
                       "drawing masks");
    }
    if (!task.refines) return masks;
    const auto pictures = task.opened->openFrames(task.camera);
    if (!pictures) return tl::unexpected(pictures.error());
    const auto refiner = MaskRefiner::learn(**pictures, task.sources, masks, context);
    if (!refiner) return tl::unexpected(refiner.error());
    for (size_t i = 0; i < masks.size(); ++i) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        context.report(0.5 + 0.5 * static_cast<double>(i) / static_cast<double>(masks.size()),
                       "outlining the robot");
        auto refined = refiner->refine(**pictures, masks[i].first, masks[i].second);
        if (!refined) return tl::unexpected(refined.error());
        masks[i].second = std::move(*refined);
    }
    return masks;
}

}  // namespace camframe
