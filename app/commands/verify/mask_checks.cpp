// SPDX-License-Identifier: Apache-2.0
#include "app/commands/verify/mask_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace camframe::verify {

namespace {

/// Rays and rasterisers may disagree about pixels whose centre lies on an outline: so many per hundred pixels
/// of outline, and some more for outlines of a few pixels.
constexpr double kOutlineShare = 0.03;
constexpr int64_t kFewPixels = 3;
/// Depth is stored in whole millimetres; surfaces seen at a grazing angle differ more.
constexpr double kDepthMm = 1.0;
constexpr double kDepthShare = 0.002;

bool inside(uint8_t value) {
    return value > 127;
}

/// Pixels inside with a neighbour in the picture that is not.
int64_t outlineLength(const ImageU8& mask) {
    int64_t count = 0;
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x) {
            if (!inside(mask.at(x, y))) continue;
            const bool edge =
                (x > 0 && !inside(mask.at(x - 1, y))) || (x + 1 < mask.width && !inside(mask.at(x + 1, y))) ||
                (y > 0 && !inside(mask.at(x, y - 1))) || (y + 1 < mask.height && !inside(mask.at(x, y + 1)));
            count += edge;
        }
    return count;
}

ImageU8 maskWhere(const ImageU8& ids, const std::function<bool(int)>& chosen) {
    ImageU8 mask(ids.width, ids.height);
    for (size_t i = 0; i < ids.data.size(); ++i) mask.data[i] = ids.data[i] && chosen(ids.data[i]) ? 255 : 0;
    return mask;
}

/// Pixels for which the predicate of two masks holds.
template <class Predicate>
int64_t countWhere(const ImageU8& a, const ImageU8& b, Predicate predicate) {
    int64_t count = 0;
    for (size_t i = 0; i < a.data.size(); ++i) count += predicate(inside(a.data[i]), inside(b.data[i]));
    return count;
}

}  // namespace

std::array<int, 4> MaskChecks::boundsOf(const ImageU8& mask) {
    std::array<int, 4> box = {-1, -1, -1, -1};
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x) {
            if (!inside(mask.at(x, y))) continue;
            if (box[0] < 0) box = {x, y, x, y};
            box = {std::min(box[0], x), std::min(box[1], y), std::max(box[2], x), std::max(box[3], y)};
        }
    return box;
}

std::set<int> MaskChecks::framesToRedraw(const ExpectedCamera& camera) const {
    std::vector<int> drawn;
    for (const int frame : camera.frames)
        if (camera.drawn(frame)) drawn.push_back(frame);
    if (m_redrawn < 0 || m_redrawn >= static_cast<int>(drawn.size())) return {drawn.begin(), drawn.end()};
    std::set<int> out;
    for (int i = 0; i < m_redrawn; ++i)
        out.insert(
            drawn[(static_cast<size_t>(2 * i + 1) * drawn.size()) / (2 * static_cast<size_t>(m_redrawn))]);
    return out;
}

void MaskChecks::compare(const std::string& field, const ImageU8& is, const ImageU8& expected,
                         const std::string& place) {
    const int64_t different = countWhere(is, expected, [](bool a, bool b) { return a != b; });
    const int64_t allowed =
        kFewPixels + std::llround(kOutlineShare * static_cast<double>(outlineLength(expected)));
    m_comparison.require(
        field, different <= allowed,
        fmt::format("{}: {} pixels differ from what rays meet ({} may)", place, different, allowed));
}

void MaskChecks::check(const StoredMasks& masks, const ExpectedCamera& camera, int frame, bool redraw) {
    const std::string place = fmt::format("frame {}", frame);
    checkAmongEachOther(masks, place);
    if (redraw) checkAgainstRays(masks, camera, frame, place);
}

void MaskChecks::checkAmongEachOther(const StoredMasks& masks, const std::string& place) {
    for (size_t a = 0; a < masks.modal.size(); ++a) {
        const auto& [all, arm, gripper] = masks.modal[a];
        if (all && arm && gripper) {
            const bool apart = countWhere(*arm, *gripper, [](bool x, bool y) { return x && y; }) == 0;
            ImageU8 both = *arm;
            for (size_t i = 0; i < both.data.size(); ++i)
                if (inside(gripper->data[i])) both.data[i] = 255;
            m_comparison.require("masks: arm + gripper = all", apart && both == *all, place);
        }
        for (size_t p = 0; p < 3 && a < masks.amodal.size(); ++p)
            if (masks.modal[a][p] && masks.amodal[a][p])
                m_comparison.require("masks: modal within amodal",
                                     countWhere(*masks.modal[a][p], *masks.amodal[a][p],
                                                [](bool x, bool y) { return x && !y; }) == 0,
                                     place + " " + kPartNames[p]);
        // What is seen of an arm is what is seen of its links.
        if (!all || !masks.hasLinks) continue;
        ImageU8 links(all->width, all->height);
        bool overlap = false;
        for (const auto& [id, mask] : masks.links) {
            if (!m_drawer.belongs(a, 0, id)) continue;
            for (size_t i = 0; i < mask.data.size(); ++i)
                if (inside(mask.data[i])) {
                    overlap = overlap || links.data[i];
                    links.data[i] = 255;
                }
        }
        m_comparison.require("masks: links = all", !overlap && links == *all, place);
    }
    for (const auto& [id, mask] : masks.links)
        if (const auto whole = masks.linksAmodal.find(id); whole != masks.linksAmodal.end())
            m_comparison.require("masks: modal within amodal",
                                 countWhere(mask, whole->second, [](bool x, bool y) { return x && !y; }) == 0,
                                 place + " link " + m_drawer.linkNames()[static_cast<size_t>(id) - 1]);
}

void MaskChecks::checkAgainstRays(const StoredMasks& masks, const ExpectedCamera& camera, int frame,
                                  const std::string& place) {
    const RayDrawing rays = m_drawer.draw(camera, frame);
    const ImageU8 nothing(rays.linkIds.width, rays.linkIds.height);
    for (size_t a = 0; a < masks.modal.size(); ++a)
        for (size_t p = 0; p < 3; ++p) {
            const auto chosen = [&](int id) { return m_drawer.belongs(a, p, id); };
            const std::string what = fmt::format("{} {}", place, kPartNames[p]);
            if (masks.modal[a][p])
                compare("masks of arms against rays", *masks.modal[a][p], maskWhere(rays.linkIds, chosen),
                        what);
            if (a >= masks.amodal.size() || !masks.amodal[a][p]) continue;
            ImageU8 whole = nothing;
            for (const auto& [id, mask] : rays.amodal)
                for (size_t i = 0; chosen(id) && i < whole.data.size(); ++i)
                    whole.data[i] = std::max(whole.data[i], mask.data[i]);
            compare("amodal masks of arms against rays", *masks.amodal[a][p], whole, what);
        }
    for (const auto& [id, whole] : rays.amodal) {
        const std::string what =
            fmt::format("{} link {}", place, m_drawer.linkNames()[static_cast<size_t>(id) - 1]);
        const auto find = [&](const std::map<int, ImageU8>& stored) -> const ImageU8& {
            const auto found = stored.find(id);
            if (masks.everyLink) m_comparison.require("links", found != stored.end(), what + " is missing");
            return found == stored.end() ? nothing : found->second;
        };
        if (masks.hasLinks)
            compare("masks of links against rays", find(masks.links),
                    maskWhere(rays.linkIds, [id = id](int other) { return other == id; }), what);
        // A format that leaves out hidden links leaves out their amodal masks too.
        if (masks.hasAmodalLinks && (masks.everyLink || masks.linksAmodal.contains(id)))
            compare("amodal masks of links against rays", find(masks.linksAmodal), whole, what);
    }
    if (masks.depthMm) checkDepth(masks, rays, place);
}

void MaskChecks::checkDepth(const StoredMasks& masks, const RayDrawing& rays, const std::string& place) {
    const ImageU16& is = *masks.depthMm;
    int64_t wrong = 0, robot = 0;
    for (size_t i = 0; i < is.data.size(); ++i) {
        const double expected = 1000.0 * static_cast<double>(rays.depth.data[i]);
        const double tolerance =
            kDepthMm + kDepthShare * expected + masks.depthRounding * (expected + masks.depthShift);
        robot += expected > 0;
        wrong += std::abs(is.data[i] - expected) > tolerance;
    }
    // Along every outline, also of links before links, either may win.
    ImageU8 mask(is.width, is.height);
    int64_t outlines = 0;
    for (size_t i = 0; i < mask.data.size(); ++i) mask.data[i] = rays.linkIds.data[i] ? 255 : 0;
    for (const auto& [id, whole] : rays.amodal) outlines += outlineLength(whole);
    const int64_t allowed =
        kFewPixels + std::llround(kOutlineShare * static_cast<double>(outlines)) + robot / 500;
    m_comparison.require(
        "depth against rays", wrong <= allowed,
        fmt::format("{}: {} pixels differ from what rays meet ({} may)", place, wrong, allowed));
}

}  // namespace camframe::verify
