// SPDX-License-Identifier: Apache-2.0
#include "app/commands/label_renderer.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "model/core/coco_rle.h"

namespace camframe {

namespace {

PixelBox boundingBox(const ImageU8& mask) {
    PixelBox box;
    for (int y = 0; y < mask.height; ++y) {
        const uint8_t* row = mask.row(y);
        for (int x = 0; x < mask.width; ++x) {
            if (row[x] == 0) continue;
            if (box.x1 < 0) box = {x, y, x, y};
            box.x1 = std::min(box.x1, x);
            box.x2 = std::max(box.x2, x);
            box.y2 = y;
        }
    }
    return box;
}

/// 255 where `chosen` is set for the pixel's link id.
ImageU8 maskOfIds(const ImageU8& linkId, const std::vector<bool>& chosen) {
    ImageU8 mask(linkId.width, linkId.height);
    for (size_t i = 0; i < mask.data.size(); ++i) mask.data[i] = chosen[linkId.data[i]] ? 255 : 0;
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

/// What is the same in all frames.
struct DrawnParts {
    std::vector<int> ids;                      ///< Ids of the links that are drawn.
    std::vector<std::vector<bool>> linkAlone;  ///< Per drawn id: RenderView::linkKnown with that link only.
    std::vector<std::array<std::vector<bool>, 3>> chosen;  ///< [arm][LabelPart], by id.
};

DrawnParts drawnParts(const RobotGeometry& geometry, const Robot& robot, const RobotMotion& motion) {
    DrawnParts parts;
    for (size_t p = 0; p < geometry.parts().size(); ++p) {
        const auto link = static_cast<size_t>(geometry.parts()[p].link);
        if (geometry.parts()[p].ignored || !motion.linkKnown[link]) continue;
        parts.ids.push_back(static_cast<int>(p) + 1);
        parts.linkAlone.emplace_back(robot.model.links().size(), false);
        parts.linkAlone.back()[link] = true;
    }
    for (const Arm& arm : robot.arms) {
        parts.chosen.emplace_back();
        for (const LabelPart part : kLabelParts) {
            const std::vector<int> links = linksOf(arm, part);
            std::vector<bool>& chosen = parts.chosen.back()[static_cast<size_t>(part)];
            chosen.assign(256, false);
            for (const int id : parts.ids)
                chosen[static_cast<size_t>(id)] =
                    std::find(links.begin(), links.end(), geometry.linkOfId(id)) != links.end();
        }
    }
    return parts;
}

/// {link name: RLE}; the masks' JSON goes in as objects, not as texts.
std::string linksJson(const RobotModel& robot, const RobotGeometry& geometry, const std::vector<int>& ids,
                      const std::function<ImageU8(size_t)>& maskOf) {
    std::string json = "{";
    for (size_t i = 0; i < ids.size(); ++i) {
        const std::string& name = robot.links()[static_cast<size_t>(geometry.linkOfId(ids[i]))].name;
        json += fmt::format("{}{}:{}", i ? "," : "", nlohmann::json(name).dump(), cocoRleJson(maskOf(i)));
    }
    json += "}";
    return json;
}

}  // namespace

Result<void> renderLabels(Renderer& renderer, const Robot& robot, const RobotMotion& motion,
                          const std::vector<ArmState>& states, CameraActions& camera,
                          const RunContext& context) {
    const size_t frames = motion.baseFromLink.size();
    const Calibration& calibration = camera.calibration;
    PartLabels nothing;
    nothing.boxes.resize(frames);
    nothing.masks.resize(frames);
    nothing.masksAmodal.resize(frames);
    camera.labels.assign(robot.arms.size(), {nothing, nothing, nothing});
    camera.links.assign(frames, "");
    camera.linksAmodal.assign(frames, "");
    if (!calibration.camFromBase) return {};

    const RobotGeometry& geometry = renderer.geometry();
    const DrawnParts parts = drawnParts(geometry, robot, motion);
    RenderOptions options;
    options.depth = false;
    options.contour = false;
    for (size_t t = 0; t < frames; ++t) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        context.report(static_cast<double>(t) / static_cast<double>(frames), "drawing masks");
        if (motion.baseFromLink[t].empty()) continue;
        std::vector<RenderView> views(
            1, {calibration.camera, *calibration.camFromBase, motion.baseFromLink[t], &motion.linkKnown});
        for (const std::vector<bool>& alone : parts.linkAlone)
            views.push_back({calibration.camera, *calibration.camFromBase, motion.baseFromLink[t], &alone});
        const Result<std::vector<RenderedFrame>> drawn = renderer.render(views, options);
        if (!drawn) return tl::unexpected(drawn.error());
        const ImageU8& ids = drawn->front().linkId;
        std::vector<ImageU8> alone;
        for (size_t i = 0; i < parts.ids.size(); ++i) alone.push_back((*drawn)[i + 1].mask());

        for (size_t a = 0; a < robot.arms.size(); ++a)
            for (size_t p = 0; p < kLabelParts.size() && states[a].valid[t]; ++p) {
                const std::vector<bool>& chosen = parts.chosen[a][p];
                const ImageU8 modal = maskOfIds(ids, chosen);
                ImageU8 amodal(ids.width, ids.height);
                for (size_t i = 0; i < parts.ids.size(); ++i)
                    if (chosen[static_cast<size_t>(parts.ids[i])]) addTo(amodal, alone[i]);
                PartLabels& labels = camera.labels[a][p];
                labels.boxes[t] = boundingBox(modal);
                labels.masks[t] = cocoRleJson(modal);
                labels.masksAmodal[t] = cocoRleJson(amodal);
            }
        camera.links[t] = linksJson(robot.model, geometry, parts.ids, [&](size_t i) {
            std::vector<bool> chosen(256, false);
            chosen[static_cast<size_t>(parts.ids[i])] = true;
            return maskOfIds(ids, chosen);
        });
        camera.linksAmodal[t] =
            linksJson(robot.model, geometry, parts.ids, [&](size_t i) { return alone[i]; });
    }
    return {};
}

}  // namespace camframe
