// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "app/commands/labels/label_writer.h"
#include "app/commands/verify/format_checks.h"
#include "app/commands/verify/json_input.h"
#include "app/commands/verify/rle_decoder.h"

namespace camframe::verify {

using nlohmann::json;

namespace {

constexpr const char* kFile = "instances.json";

/// What a category is about.
struct Category {
    int link = 0;  ///< Id, or 0.
    size_t arm = 0, part = 0;
};

int64_t integer(const json& object, const char* key) {
    const json value = member(object, key);
    return value.is_number_integer() ? value.get<int64_t>() : -1;
}

class CocoCheck {
public:
    CocoCheck(const EpisodeCheck& check, const json& file)
        : m_check(check), m_expected(check.expected), m_out(check.comparison), m_file(file) {}

    void run() {
        m_out.at(fmt::format("episode {}", m_expected.index));
        readCategories();
        readAnnotations();
        const json images = member(m_file, "images");
        if (!m_out.require("images", images.is_array(), "are missing")) return;
        std::set<std::pair<std::string, int>> seen;
        for (const json& image : images) checkImage(image, seen);
        size_t drawn = 0;
        for (const ExpectedCamera& camera : m_expected.cameras)
            for (const int frame : camera.frames) drawn += camera.drawn(frame);
        m_out.require("images", images.size() == drawn,
                      fmt::format("{} instead of {}", images.size(), drawn));
        m_out.require("annotations", m_used == m_annotationCount, "some belong to no image");
    }

private:
    void readCategories() {
        std::map<std::string, Category> byName;
        constexpr std::array kEnds = {"", "_arm", "_gripper"};
        for (size_t a = 0; a < m_expected.arms.size(); ++a)
            for (size_t p = 0; p < kEnds.size(); ++p) byName[m_expected.arms[a].name + kEnds[p]] = {0, a, p};
        const auto& links = m_check.masks.drawer().linkNames();
        for (size_t i = 0; i < links.size(); ++i) byName[links[i]] = {static_cast<int>(i) + 1, 0, 0};
        for (const json& category : member(m_file, "categories")) {
            const json name = member(category, "name");
            const auto found = name.is_string() ? byName.find(name.get<std::string>()) : byName.end();
            if (m_out.require("categories", found != byName.end(), "one that the robot has no part for"))
                m_categories[integer(category, "id")] = found->second;
        }
        m_out.require("categories", m_categories.size() == byName.size(),
                      fmt::format("{} instead of {}", m_categories.size(), byName.size()));
    }

    void readAnnotations() {
        const json annotations = member(m_file, "annotations");
        std::set<int64_t> ids;
        for (const json& annotation : annotations) {
            m_byImage[integer(annotation, "image_id")].push_back(annotation);
            ids.insert(integer(annotation, "id"));
        }
        m_annotationCount = annotations.size();
        m_out.require("annotations", ids.size() == annotations.size(), "ids are not unique");
    }

    void checkImage(const json& image, std::set<std::pair<std::string, int>>& seen) {
        const json name = member(image, "camera");
        const int frame = static_cast<int>(integer(image, "frame"));
        const ExpectedCamera* camera = name.is_string() ? m_expected.find(name.get<std::string>()) : nullptr;
        if (!m_out.require("images", camera && camera->frames.contains(frame) && camera->drawn(frame),
                           "one of no exported frame"))
            return;
        m_out.at(fmt::format("episode {} camera {}", m_expected.index, camera->calibration.cameraName));
        const std::string place = fmt::format("frame {}", frame);
        m_out.require("images", seen.emplace(camera->calibration.cameraName, frame).second, place + " twice");
        m_out.require("images",
                      integer(image, "width") == camera->calibration.camera.width &&
                          integer(image, "height") == camera->calibration.camera.height &&
                          integer(image, "episode") == m_expected.index,
                      place + " has another size or episode");
        const json file = member(image, "file_name");
        const bool stored = m_check.options.find("pictures=none") == std::string::npos;
        std::error_code error;
        m_out.require(
            "images",
            file.is_string() && !file.get<std::string>().empty() &&
                (!stored || std::filesystem::exists(m_check.folder / file.get<std::string>(), error)),
            place + " names no file");
        StoredMasks masks;
        masks.hasLinks = masks.hasAmodalLinks = true;
        masks.modal.resize(m_expected.arms.size());
        masks.amodal.resize(m_expected.arms.size());
        const ImageU8 nothing(camera->calibration.camera.width, camera->calibration.camera.height);
        // What is hidden has no annotation: then it has no visible pixel.
        for (auto& arm : masks.modal)
            for (auto& part : arm) part = nothing;
        for (const json& annotation : m_byImage[integer(image, "id")]) {
            ++m_used;
            checkAnnotation(annotation, *camera, place, masks);
        }
        m_check.masks.check(masks, *camera, frame, redrawn(*camera).contains(frame));
    }

    const std::set<int>& redrawn(const ExpectedCamera& camera) {
        const auto [found, added] = m_redrawn.try_emplace(&camera);
        if (added) found->second = m_check.masks.framesToRedraw(camera);
        return found->second;
    }

    void checkAnnotation(const json& annotation, const ExpectedCamera& camera, const std::string& place,
                         StoredMasks& masks) {
        const auto category = m_categories.find(integer(annotation, "category_id"));
        if (!m_out.require("annotations",
                           category != m_categories.end() && integer(annotation, "iscrowd") == 0,
                           place + " has an unknown category"))
            return;
        std::optional<ImageU8> modal = checkMask(annotation, "", camera, place),
                               amodal = checkMask(annotation, "amodal_", camera, place);
        if (!modal || !amodal) return;
        m_out.require("annotations", std::ranges::find(modal->data, 255) != modal->data.end(),
                      place + " has an annotation without a visible pixel");
        const auto& [link, arm, part] = category->second;
        const bool first = link > 0 ? !masks.links.contains(link) : !masks.amodal[arm][part].has_value();
        m_out.require("annotations", first, place + " has a category twice");
        if (link > 0) {
            masks.links[link] = std::move(*modal);
            masks.linksAmodal[link] = std::move(*amodal);
        } else {
            masks.modal[arm][part] = std::move(modal);
            masks.amodal[arm][part] = std::move(amodal);
        }
    }

    std::optional<ImageU8> checkMask(const json& annotation, const std::string& prefix,
                                     const ExpectedCamera& camera, const std::string& place) {
        const CameraModel& model = camera.calibration.camera;
        Result<ImageU8> mask = decodeRleJson(member(annotation, (prefix + "segmentation").c_str()).dump(),
                                             model.width, model.height);
        if (!m_out.require("run lengths", mask.has_value(),
                           place + ": " + (mask ? "" : mask.error().message)))
            return std::nullopt;
        m_out.require(prefix + "area",
                      integer(annotation, (prefix + "area").c_str()) == std::ranges::count(mask->data, 255),
                      place);
        const auto [x1, y1, x2, y2] = MaskChecks::boundsOf(*mask);
        std::vector<double> box(4, 0.0);
        if (x1 >= 0) box = {double(x1), double(y1), double(x2 - x1 + 1), double(y2 - y1 + 1)};
        nearList(m_out, prefix + "bbox", member(annotation, (prefix + "bbox").c_str()), box, 0, place);
        return std::move(*mask);
    }

    const EpisodeCheck& m_check;
    const ExpectedEpisode& m_expected;
    Comparison& m_out;
    const json& m_file;
    std::map<int64_t, Category> m_categories;
    std::map<int64_t, std::vector<json>> m_byImage;
    std::map<const ExpectedCamera*, std::set<int>> m_redrawn;
    size_t m_annotationCount = 0, m_used = 0;
};

}  // namespace

Result<void> checkCoco(const EpisodeCheck& check) {
    const Result<json> read = readJson(check.folder / episodeName(check.expected.index) / kFile);
    if (!read) return tl::unexpected(read.error());
    CocoCheck(check, *read).run();
    return {};
}

Result<void> checkCocoJoined(const std::filesystem::path& folder, const std::vector<int>& episodes,
                             Comparison& comparison) {
    comparison.at("joined instances.json");
    const Result<json> joined = readJson(folder / kFile);
    if (!joined) return tl::unexpected(joined.error());
    const json images = member(*joined, "images"), annotations = member(*joined, "annotations");
    std::map<std::string, int64_t> categories;
    for (const json& category : member(*joined, "categories"))
        categories[member(category, "name").dump()] = integer(category, "id");
    size_t image = 0, annotation = 0;
    for (const int episode : episodes) {
        const Result<json> one = readJson(folder / episodeName(episode) / kFile);
        if (!one) return tl::unexpected(one.error());
        std::map<int64_t, int64_t> imageIds, categoryIds;
        for (const json& category : member(*one, "categories"))
            categoryIds[integer(category, "id")] = categories[member(category, "name").dump()];
        for (json entry : member(*one, "images")) {
            if (!comparison.require("joined file", image < images.size(), "images are missing")) return {};
            imageIds[integer(entry, "id")] = integer(images[image], "id");
            entry["id"] = images[image]["id"];
            comparison.require("joined file", entry == images[image],
                               fmt::format("image {} differs from episode {}", image, episode));
            ++image;
        }
        for (json entry : member(*one, "annotations")) {
            if (!comparison.require("joined file", annotation < annotations.size(),
                                    "annotations are missing"))
                return {};
            const json& stored = annotations[annotation];
            entry["id"] = member(stored, "id");
            entry["image_id"] = imageIds[integer(entry, "image_id")];
            entry["category_id"] = categoryIds[integer(entry, "category_id")];
            comparison.require("joined file", entry == stored,
                               fmt::format("annotation {} differs from episode {}", annotation, episode));
            ++annotation;
        }
    }
    comparison.require("joined file", image == images.size() && annotation == annotations.size(),
                       "more than the episodes hold");
    for (const json* list : {&images, &annotations}) {
        std::set<int64_t> ids;
        for (const json& entry : *list) ids.insert(integer(entry, "id"));
        comparison.require("joined file", ids.size() == list->size(), "ids are not unique");
    }
    return {};
}

}  // namespace camframe::verify
