// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "app/commands/labels/label_json.h"
#include "app/commands/labels/label_writer.h"
#include "app/commands/labels/recorded_picture.h"
#include "model/core/coco_rle.h"
#include "model/core/io/atomic_file.h"
#include "model/core/io/calibration_file.h"

namespace camframe {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

/// Of an episode's file when it is read back to be joined with others.
constexpr size_t kMostCocoBytes = size_t{1} << 32;
constexpr const char* kFileName = "instances.json";

Json segmentation(const ImageU8& mask) {
    return {{"size", {mask.height, mask.width}}, {"counts", cocoRleCounts(mask)}};
}

int64_t areaOf(const ImageU8& mask) {
    return std::ranges::count(mask.data, uint8_t{255});
}

/// x, y, width, height; zeros for an empty mask.
Json cocoBox(const ImageU8& mask) {
    const PixelBox box = boundingBox(mask);
    if (box.empty()) return {0, 0, 0, 0};
    return {box.x1, box.y1, box.x2 - box.x1 + 1, box.y2 - box.y1 + 1};
}

/// Per arm the whole, its arm and its gripper, then every link with geometry.
std::vector<std::string> categoryNames(const EpisodeLabels& labels) {
    std::vector<std::string> names;
    for (const ArmState& arm : labels.actions().arms)
        for (const LabelPart part : kLabelParts)
            names.push_back(part == LabelPart::All ? arm.arm : arm.arm + "_" + std::string(toString(part)));
    for (const RobotGeometry::Part& part : labels.geometry().parts())
        names.push_back(labels.loaded().robot->model.links()[static_cast<size_t>(part.link)].name);
    return names;
}

Json categoriesJson(const std::vector<std::string>& names, size_t armCategories) {
    Json out = Json::array();
    for (size_t i = 0; i < names.size(); ++i)
        out.push_back(
            {{"id", i + 1}, {"name", names[i]}, {"supercategory", i < armCategories ? "arm" : "link"}});
    return out;
}

Json infoJson() {
    return {{"description",
             "Camframe labels. segmentation, area and bbox are of the visible part (modal); "
             "amodal_* of the whole part as if it stood alone. Things without a visible pixel are left out."},
            {"version", "1"},
            {"contributor", "camframe " CAMFRAME_VERSION}};
}

class CocoWriter : public LabelWriter {
public:
    explicit CocoWriter(ExportPictures pictures) : m_pictures(pictures) {}
    fs::path unit(int episode) const override { return episodeName(episode); }
    LabelContents contents() const override { return LabelContents::Masks; }

    Result<void> write(EpisodeLabels& labels, const fs::path& path, const RunContext& context) override {
        const std::vector<std::string> names = categoryNames(labels);
        const size_t armCategories = kLabelParts.size() * labels.actions().arms.size();
        Json images = Json::array();
        int64_t nextAnnotation = 1;
        if (auto made = writeInUnit(path / kFileName, ""); !made) return made;
        std::ofstream file(path / kFileName, std::ios::binary);
        file << "{\"info\": " << dumpJson(infoJson())
             << ",\n\"categories\": " << dumpJson(categoriesJson(names, armCategories))
             << ",\n\"annotations\": [";
        const auto add = [&](size_t category, const MaskPair& masks) {
            const int64_t area = areaOf(masks.modal);
            if (area == 0) return;
            const Json annotation{{"id", nextAnnotation},
                                  {"image_id", images.size() + 1},
                                  {"category_id", category + 1},
                                  {"iscrowd", 0},
                                  {"area", area},
                                  {"bbox", cocoBox(masks.modal)},
                                  {"segmentation", segmentation(masks.modal)},
                                  {"amodal_area", areaOf(masks.amodal)},
                                  {"amodal_bbox", cocoBox(masks.amodal)},
                                  {"amodal_segmentation", segmentation(masks.amodal)}};
            file << (nextAnnotation++ == 1 ? "\n" : ",\n") << dumpJson(annotation);
        };
        auto done = forEachRow(labels, context, [&](size_t camera, size_t row) -> Result<void> {
            const Result<FrameLabels> drawn = labels.draw(camera, row);
            if (!drawn) return tl::unexpected(drawn.error());
            if (!drawn->drawn) return {};
            for (size_t a = 0; a < drawn->arms.size(); ++a)
                for (size_t p = 0; p < kLabelParts.size() && drawn->armDrawn[a]; ++p)
                    add(kLabelParts.size() * a + p, drawn->arms[a][p]);
            for (const FrameLabels::LinkMasks& link : drawn->links)
                add(armCategories + static_cast<size_t>(link.id) - 1, link.masks);
            Result<Json> image = imageJson(labels, camera, row, path);
            if (!image) return tl::unexpected(image.error());
            (*image)["id"] = images.size() + 1;
            images.push_back(std::move(*image));
            return {};
        });
        if (!done) return done;
        file << "\n],\n\"images\": [";
        for (size_t i = 0; i < images.size(); ++i) file << (i ? ",\n" : "\n") << dumpJson(images[i]);
        file << "\n]}\n";
        file.close();
        if (!file)
            return makeError(ErrorKind::Output,
                             "Cannot write {}; check the folder's permissions and free space.",
                             (path / kFileName).string());
        return {};
    }

    /// OUT/instances.json: all episodes, numbered anew.
    Result<void> finish(const fs::path& out, const std::vector<int>& episodes,
                        const RunContext& context) override {
        return writeFileAtomically(out / kFileName, [&](const fs::path& temporary) -> Result<void> {
            std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
            std::map<std::string, int64_t> categories;
            Json list = Json::array();
            int64_t images = 0, annotations = 0;
            file << "{\"info\": " << dumpJson(infoJson()) << ",\n\"images\": [";
            // Twice over the episodes, so that no more than one of them is in memory.
            for (const bool forImages : {true, false}) {
                int64_t imagesBefore = 0;
                for (const int episode : episodes) {
                    if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
                    const fs::path path = out / unit(episode) / kFileName;
                    Result<std::string> text = readFile(path, kMostCocoBytes);
                    if (!text) return tl::unexpected(text.error());
                    Json json = Json::parse(*text, nullptr, false);
                    if (json.is_discarded())
                        return inputError("{} is no JSON; remove it and export again.", path.string());
                    for (Json& image : json["images"]) {
                        image["id"] = image["id"].get<int64_t>() + imagesBefore;
                        if (forImages) file << (images++ ? ",\n" : "\n") << dumpJson(image);
                    }
                    std::map<int64_t, int64_t> newId;
                    for (Json& category : json["categories"]) {
                        const auto [found, added] =
                            categories.try_emplace(category["name"], categories.size() + 1);
                        newId[category["id"]] = found->second;
                        category["id"] = found->second;
                        if (added) list.push_back(category);
                    }
                    if (!forImages)
                        for (Json& annotation : json["annotations"]) {
                            annotation["id"] = annotations + 1;
                            annotation["image_id"] = annotation["image_id"].get<int64_t>() + imagesBefore;
                            annotation["category_id"] = newId[annotation["category_id"]];
                            file << (annotations++ ? ",\n" : "\n") << dumpJson(annotation);
                        }
                    imagesBefore += static_cast<int64_t>(json["images"].size());
                }
                if (forImages) file << "\n],\n\"annotations\": [";
            }
            file << "\n],\n\"categories\": " << dumpJson(list) << "}\n";
            file.close();
            if (!file)
                return makeError(ErrorKind::Output,
                                 "Cannot write {}; check the folder's permissions and free space.",
                                 (out / kFileName).string());
            return {};
        });
    }

private:
    Result<Json> imageJson(EpisodeLabels& labels, size_t camera, size_t row, const fs::path& unitPath) const {
        const Calibration& c = labels.actions().cameras[camera].calibration;
        Json json{{"id", 0}, {"width", c.camera.width}, {"height", c.camera.height}};
        if (m_pictures == ExportPictures::None) {
            const PictureReference reference = pictureReference(labels, camera, row);
            json["file_name"] = reference.path;
            if (!reference.inside.empty()) json["stream"] = reference.inside;
        } else {
            const fs::path name = fs::path("images") / encodePathComponent(c.cameraName) /
                                  pictureName(labels.actions().frames[row], m_pictures);
            if (auto written = writePicture(labels, camera, row, m_pictures, unitPath / name); !written)
                return tl::unexpected(written.error());
            json["file_name"] = (unit(labels.actions().episode) / name).generic_string();
        }
        json["episode"] = labels.actions().episode;
        json["camera"] = c.cameraName;
        json["frame"] = labels.actions().frames[row];
        json["timestamp"] = numberJson(labels.actions().timestamps[row]);
        return json;
    }

    ExportPictures m_pictures;
};

}  // namespace

std::unique_ptr<LabelWriter> makeCocoWriter(ExportPictures pictures) {
    return std::make_unique<CocoWriter>(pictures);
}

}  // namespace camframe
