// SPDX-License-Identifier: Apache-2.0
#include "app/commands/labels/frame_drawer.h"

#include <algorithm>
#include <cmath>

namespace camframe {

namespace {

constexpr size_t kIds = 256;

/// 255 where `chosen` is set for the pixel's link id.
ImageU8 maskOfIds(const ImageU8& linkId, const std::vector<bool>& chosen) {
    std::array<uint8_t, kIds> value{};
    for (size_t id = 0; id < kIds; ++id) value[id] = chosen[id] ? 255 : 0;
    ImageU8 mask(linkId.width, linkId.height);
    for (size_t i = 0; i < mask.data.size(); ++i) mask.data[i] = value[linkId.data[i]];
    return mask;
}

void addTo(ImageU8& mask, const ImageU8& other) {
    for (size_t i = 0; i < mask.data.size(); ++i) mask.data[i] = std::max(mask.data[i], other.data[i]);
}

/// Links of one part of an arm.
std::vector<int> linksOf(const Arm& arm, LabelPart part) {
    std::vector<int> links;
    if (part != LabelPart::Gripper) links = arm.armLinks;
    if (part != LabelPart::Arm) links.insert(links.end(), arm.gripperLinks.begin(), arm.gripperLinks.end());
    return links;
}

}  // namespace

ImageU16 depthMillimetres(const ImageF& metres) {
    ImageU16 out(metres.width, metres.height);
    for (size_t i = 0; i < out.data.size(); ++i) {
        const long mm = std::lround(1000.0 * static_cast<double>(metres.data[i]));
        out.data[i] = mm > 0 && mm <= 65535 ? static_cast<uint16_t>(mm) : uint16_t{0};
    }
    return out;
}

Result<std::shared_ptr<FrameDrawer>> FrameDrawer::make(std::shared_ptr<const Robot> robot,
                                                       std::shared_ptr<const RobotGeometry> geometry) {
    Result<std::unique_ptr<Renderer>> renderer = makeRenderer(geometry, RendererOptions{});
    if (!renderer) return tl::unexpected(renderer.error());
    return std::shared_ptr<FrameDrawer>(
        new FrameDrawer(std::move(robot), std::move(geometry), std::move(*renderer)));
}

FrameDrawer::FrameDrawer(std::shared_ptr<const Robot> robot, std::shared_ptr<const RobotGeometry> geometry,
                         std::unique_ptr<Renderer> renderer)
    : m_robot(std::move(robot)), m_geometry(std::move(geometry)), m_renderer(std::move(renderer)) {
    for (const Arm& arm : m_robot->arms) {
        auto& parts = m_chosen.emplace_back();
        for (const LabelPart part : kLabelParts) {
            const std::vector<int> links = linksOf(arm, part);
            std::vector<bool>& chosen = parts[static_cast<size_t>(part)];
            chosen.assign(kIds, false);
            for (size_t p = 0; p < m_geometry->parts().size(); ++p)
                chosen[p + 1] = std::ranges::find(links, m_geometry->parts()[p].link) != links.end();
        }
    }
}

Result<FrameLabels> FrameDrawer::draw(const CameraModel& camera, const RigidTransform& camFromBase,
                                      std::span<const RigidTransform> baseFromLink,
                                      const std::vector<bool>& linkKnown, const std::vector<bool>& armKnown,
                                      Wish wish) {
    FrameLabels labels;
    if (baseFromLink.empty()) return labels;
    std::vector<bool> known = linkKnown;
    for (size_t a = 0; a < m_robot->arms.size(); ++a) {
        if (armKnown[a]) continue;
        for (const int link : linksOf(m_robot->arms[a], LabelPart::All))
            known[static_cast<size_t>(link)] = false;
    }
    std::vector<std::vector<bool>> alone;
    for (size_t p = 0; p < m_geometry->parts().size(); ++p) {
        const RobotGeometry::Part& part = m_geometry->parts()[p];
        const auto link = static_cast<size_t>(part.link);
        if (part.ignored || !known[link]) continue;
        labels.links.push_back({static_cast<int>(p) + 1, m_robot->model.links()[link].name, {}});
        if (!wish.amodal) continue;
        alone.emplace_back(known.size(), false);
        alone.back()[link] = true;
    }

    RenderOptions options;
    options.depth = wish.depth;
    options.contour = false;
    std::vector<RenderView> views(1, {camera, camFromBase, baseFromLink, &known});
    for (const std::vector<bool>& one : alone) views.push_back({camera, camFromBase, baseFromLink, &one});
    Result<std::vector<RenderedFrame>> drawn = m_renderer->render(views, options);
    if (!drawn) return tl::unexpected(drawn.error());
    labels.drawn = true;
    labels.armDrawn = armKnown;
    labels.linkIds = std::move(drawn->front().linkId);
    if (wish.depth) labels.depthMm = depthMillimetres(drawn->front().depth);

    for (size_t i = 0; i < labels.links.size(); ++i) {
        std::vector<bool> chosen(kIds, false);
        chosen[static_cast<size_t>(labels.links[i].id)] = true;
        labels.links[i].masks.modal = maskOfIds(labels.linkIds, chosen);
        if (wish.amodal) labels.links[i].masks.amodal = (*drawn)[i + 1].mask();
    }
    labels.arms.resize(m_robot->arms.size());
    for (size_t a = 0; a < m_robot->arms.size(); ++a)
        for (const LabelPart part : kLabelParts) {
            if (!armKnown[a]) continue;
            const std::vector<bool>& chosen = m_chosen[a][static_cast<size_t>(part)];
            MaskPair& masks = labels.arms[a][static_cast<size_t>(part)];
            masks.modal = maskOfIds(labels.linkIds, chosen);
            if (!wish.amodal) continue;
            masks.amodal = ImageU8(camera.width, camera.height);
            for (const FrameLabels::LinkMasks& link : labels.links)
                if (chosen[static_cast<size_t>(link.id)]) addTo(masks.amodal, link.masks.amodal);
        }
    return labels;
}

}  // namespace camframe
