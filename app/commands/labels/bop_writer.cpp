// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/commands/labels/bop_models.h"
#include "app/commands/labels/label_json.h"
#include "app/commands/labels/label_writer.h"
#include "app/commands/labels/recorded_picture.h"
#include "model/core/io/atomic_file.h"
#include "model/core/io/image_io.h"

namespace camframe {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr double kMillimetres = 1000;

int64_t pixels(const ImageU8& mask) {
    return std::ranges::count(mask.data, uint8_t{255});
}

/// x, y, width, height; -1 where there is nothing, as in the benchmark's own sets.
Json bopBox(const ImageU8& mask) {
    const PixelBox box = boundingBox(mask);
    if (box.empty()) return {-1, -1, -1, -1};
    return {box.x1, box.y1, box.x2 - box.x1 + 1, box.y2 - box.y1 + 1};
}

/// Row after row, as BOP writes matrices.
Json rotationJson(const RigidTransform& pose) {
    return listJson(Eigen::Matrix3d(pose.linear().transpose()));
}

Json translationJson(const RigidTransform& pose) {
    return listJson(Eigen::Vector3d(kMillimetres * pose.translation()));
}

/// One of a scene's JSON files, {"image id": value, ...}, written as it grows.
class SceneFile {
public:
    explicit SceneFile(fs::path path) : m_path(std::move(path)), m_file(m_path, std::ios::binary) {
        m_file << "{";
    }
    void add(int image, const Json& value) {
        m_file << (m_first ? "\n" : ",\n") << fmt::format("\"{}\": ", image) << dumpJson(value);
        m_first = false;
    }
    Result<void> finish() {
        m_file << "\n}\n";
        m_file.close();
        if (!m_file)
            return makeError(ErrorKind::Output,
                             "Cannot write {}; check the folder's permissions and free space.",
                             m_path.string());
        return {};
    }

private:
    fs::path m_path;
    std::ofstream m_file;
    bool m_first = true;
};

/// OUT/train/%06d/ per episode. Images are numbered through its cameras and rows.
class BopWriter : public LabelWriter {
public:
    BopWriter(ExportPictures pictures, fs::path out) : m_pictures(pictures), m_out(std::move(out)) {}
    fs::path unit(int episode) const override { return fs::path("train") / fmt::format("{:06d}", episode); }
    LabelContents contents() const override { return LabelContents::Masks; }
    bool depth() const override { return true; }

    Result<void> write(EpisodeLabels& labels, const fs::path& path, const RunContext& context) override {
        if (auto models = writeBopModels(labels.loaded().robot->model, labels.geometry(), m_out); !models)
            return models;
        if (auto camera = writeCamera(labels); !camera) return camera;
        std::error_code error;
        fs::create_directories(path, error);
        SceneFile cameras(path / "scene_camera.json"), truths(path / "scene_gt.json"),
            infos(path / "scene_gt_info.json");
        int image = 0;
        auto done = forEachRow(labels, context, [&](size_t camera, size_t row) -> Result<void> {
            const Result<FrameLabels> drawn = labels.draw(camera, row);
            if (!drawn) return tl::unexpected(drawn.error());
            if (!drawn->drawn) return {};
            cameras.add(image, cameraJson(labels, camera, row));
            const RigidTransform& camFromBase = *labels.actions().cameras[camera].calibration.camFromBase;
            Json truth = Json::array(), info = Json::array();
            for (size_t i = 0; i < drawn->links.size(); ++i) {
                const FrameLabels::LinkMasks& link = drawn->links[i];
                const auto index = static_cast<size_t>(labels.geometry().linkOfId(link.id));
                const RigidTransform pose = camFromBase * labels.baseFromLink(camera, row)[index];
                truth.push_back({{"cam_R_m2c", rotationJson(pose)},
                                 {"cam_t_m2c", translationJson(pose)},
                                 {"obj_id", link.id}});
                info.push_back(infoJson(link.masks));
                const std::string name = fmt::format("{:06d}_{:06d}.png", image, i);
                if (auto made = writeInUnit(path / "mask" / name, encodePng(link.masks.amodal)); !made)
                    return made;
                if (auto made = writeInUnit(path / "mask_visib" / name, encodePng(link.masks.modal)); !made)
                    return made;
            }
            truths.add(image, truth);
            infos.add(image, info);
            if (auto made =
                    writeInUnit(path / "depth" / fmt::format("{:06d}.png", image), encodePng(drawn->depthMm));
                !made)
                return made;
            if (m_pictures != ExportPictures::None)
                if (auto made = writePicture(labels, camera, row, m_pictures,
                                             path / "rgb" / pictureName(image, m_pictures));
                    !made)
                    return made;
            ++image;
            return {};
        });
        if (!done) return done;
        for (SceneFile* file : {&cameras, &truths, &infos})
            if (auto finished = file->finish(); !finished) return finished;
        return {};
    }

private:
    /// OUT/camera.json: of the first camera; scenes state their own.
    Result<void> writeCamera(const EpisodeLabels& labels) const {
        std::error_code error;
        const fs::path path = m_out / "camera.json";
        if (fs::exists(path, error)) return {};
        const CameraModel& camera = labels.actions().cameras.front().calibration.camera;
        const Json json{{"width", camera.width}, {"height", camera.height}, {"fx", camera.fx},
                        {"fy", camera.fy},       {"cx", camera.cx},         {"cy", camera.cy},
                        {"depth_scale", 1.0}};
        return writeFileAtomically(path, json.dump(2) + "\n");
    }

    static Json cameraJson(const EpisodeLabels& labels, size_t camera, size_t row) {
        const Calibration& c = labels.actions().cameras[camera].calibration;
        Json json{{"cam_K", listJson(Eigen::Matrix3d(c.camera.matrix().transpose()))},
                  {"depth_scale", 1.0},
                  {"cam_R_w2c", rotationJson(*c.camFromBase)},
                  {"cam_t_w2c", translationJson(*c.camFromBase)},
                  {"camera", c.cameraName},
                  {"frame", labels.actions().frames[row]}};
        if (c.camera.hasDistortion()) json["distortion"] = c.camera.distortion;
        return json;
    }

    static Json infoJson(const MaskPair& masks) {
        const int64_t all = pixels(masks.amodal), visible = pixels(masks.modal);
        return {{"bbox_obj", bopBox(masks.amodal)},
                {"bbox_visib", bopBox(masks.modal)},
                {"px_count_all", all},
                // Where the link is, something of the robot is nearest: depth is known there.
                {"px_count_valid", all},
                {"px_count_visib", visible},
                {"visib_fract", all > 0 ? static_cast<double>(visible) / static_cast<double>(all) : 0.0}};
    }

    ExportPictures m_pictures;
    fs::path m_out;
};

}  // namespace

std::unique_ptr<LabelWriter> makeBopWriter(ExportPictures pictures, fs::path out) {
    return std::make_unique<BopWriter>(pictures, std::move(out));
}

}  // namespace camframe
