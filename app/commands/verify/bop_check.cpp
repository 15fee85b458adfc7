// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "app/commands/verify/format_checks.h"
#include "app/commands/verify/json_input.h"
#include "model/core/io/image_io.h"

namespace camframe::verify {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr double kMillimetres = 1000;
/// Of extents in models_info.json: vertices are 32-bit metres.
constexpr double kExtentMm = 1e-2;

int64_t pixels(const ImageU8& mask) {
    return std::ranges::count(mask.data, uint8_t{255});
}

std::vector<double> boxXywh(const ImageU8& mask) {
    const auto [x1, y1, x2, y2] = MaskChecks::boundsOf(mask);
    if (x1 < 0) return {-1, -1, -1, -1};
    return {double(x1), double(y1), double(x2 - x1 + 1), double(y2 - y1 + 1)};
}

class BopCheck {
public:
    BopCheck(const EpisodeCheck& check, fs::path scene)
        : m_check(check), m_expected(check.expected), m_out(check.comparison), m_scene(std::move(scene)) {}

    Result<void> run() {
        for (const auto& [name, file] :
             {std::pair{"scene_camera.json", &m_cameras}, std::pair{"scene_gt.json", &m_truths},
              std::pair{"scene_gt_info.json", &m_infos}}) {
            Result<json> read = readJson(m_scene / name);
            if (!read) return tl::unexpected(read.error());
            *file = std::move(*read);
        }
        m_out.at(fmt::format("episode {}", m_expected.index));
        size_t drawn = 0;
        for (const ExpectedCamera& camera : m_expected.cameras)
            for (const int frame : camera.frames) {
                if (!camera.drawn(frame)) continue;
                m_out.at(
                    fmt::format("episode {} camera {}", m_expected.index, camera.calibration.cameraName));
                checkImage(camera, frame, static_cast<int>(drawn++));
            }
        for (const json* file : {&m_cameras, &m_truths, &m_infos})
            m_out.require("images", file->size() == drawn,
                          fmt::format("{} instead of {}", file->size(), drawn));
        return {};
    }

private:
    void checkImage(const ExpectedCamera& camera, int frame, int image) {
        const std::string key = std::to_string(image),
                          place = fmt::format("image {} (frame {})", image, frame);
        checkCamera(camera, frame, member(m_cameras, key.c_str()), place);
        const json truth = member(m_truths, key.c_str()), info = member(m_infos, key.c_str());
        const RayDrawer& drawer = m_check.masks.drawer();
        std::vector<int> ids;
        for (int id = 1; id <= static_cast<int>(drawer.linkNames().size()); ++id)
            if (!drawer.ignored(id) && drawer.known(camera, frame, id)) ids.push_back(id);
        if (!m_out.require("objects",
                           truth.is_array() && info.is_array() && truth.size() == ids.size() &&
                               info.size() == ids.size(),
                           place + " has not every drawn link"))
            return;
        StoredMasks masks;
        masks.hasLinks = masks.hasAmodalLinks = masks.everyLink = true;
        for (size_t i = 0; i < ids.size(); ++i) {
            checkPose(camera, frame, ids[i], truth[i], place);
            checkMasks(camera, image, i, ids[i], info[i], masks, place);
        }
        checkPictures(camera, image, masks, place);
        m_check.masks.check(masks, camera, frame, m_check.masks.framesToRedraw(camera).contains(frame));
    }

    void checkCamera(const ExpectedCamera& camera, int frame, const json& entry, const std::string& place) {
        const Calibration& c = camera.calibration;
        nearList(m_out, "cam_K", member(entry, "cam_K"),
                 {c.camera.fx, 0, c.camera.cx, 0, c.camera.fy, c.camera.cy, 0, 0, 1}, kRounding, place);
        nearList(m_out, "cam_R_w2c", member(entry, "cam_R_w2c"),
                 rowMajor(Eigen::Matrix3d(c.camFromBase->matrix().topLeftCorner<3, 3>())), kRounding, place);
        nearList(m_out, "cam_t_w2c", member(entry, "cam_t_w2c"),
                 rowMajor(Eigen::Vector3d(kMillimetres * c.camFromBase->matrix().topRightCorner<3, 1>())),
                 kMillimetres * kRounding, place);
        m_out.require("scene_camera",
                      member(entry, "depth_scale") == 1.0 && member(entry, "camera") == c.cameraName &&
                          member(entry, "frame") == frame,
                      place + " has another depth_scale, camera or frame");
        if (c.camera.hasDistortion())
            nearList(m_out, "distortion", member(entry, "distortion"),
                     {c.camera.distortion.begin(), c.camera.distortion.end()}, 0, place);
    }

    void checkPose(const ExpectedCamera& camera, int frame, int id, const json& entry,
                   const std::string& place) {
        const auto link = static_cast<size_t>(m_check.masks.drawer().linkOf(id));
        const Eigen::Matrix4d pose = camera.calibration.camFromBase->matrix() *
                                     camera.motion.baseFromLink[static_cast<size_t>(frame)][link];
        m_out.require("obj_id", member(entry, "obj_id") == id, place);
        nearList(m_out, "cam_R_m2c", member(entry, "cam_R_m2c"),
                 rowMajor(Eigen::Matrix3d(pose.topLeftCorner<3, 3>())), kRounding, place);
        nearList(m_out, "cam_t_m2c", member(entry, "cam_t_m2c"),
                 rowMajor(Eigen::Vector3d(kMillimetres * pose.topRightCorner<3, 1>())),
                 kMillimetres * kRounding, place);
    }

    void checkMasks(const ExpectedCamera& camera, int image, size_t index, int id, const json& info,
                    StoredMasks& masks, const std::string& place) {
        const CameraModel& model = camera.calibration.camera;
        const std::string name = fmt::format("{:06d}_{:06d}.png", image, index);
        const auto read = [&](const char* folder) -> std::optional<ImageU8> {
            Result<ImageU8> mask = readMask(m_scene / folder / name, PictureSize{model.width, model.height});
            if (!m_out.require("mask files", mask.has_value(), mask ? "" : mask.error().message))
                return std::nullopt;
            return std::move(*mask);
        };
        std::optional<ImageU8> amodal = read("mask"), modal = read("mask_visib");
        if (!amodal || !modal) return;
        nearList(m_out, "bbox_obj", member(info, "bbox_obj"), boxXywh(*amodal), 0, place);
        nearList(m_out, "bbox_visib", member(info, "bbox_visib"), boxXywh(*modal), 0, place);
        const double all = static_cast<double>(pixels(*amodal)),
                     visible = static_cast<double>(pixels(*modal));
        nearList(m_out, "px_count",
                 json::array({member(info, "px_count_all"), member(info, "px_count_visib"),
                              member(info, "px_count_valid")}),
                 {all, visible, all}, 0, place);
        nearList(m_out, "visib_fract", json::array({member(info, "visib_fract")}),
                 {all > 0 ? visible / all : 0.0}, kRounding, place);
        masks.links[id] = std::move(*modal);
        masks.linksAmodal[id] = std::move(*amodal);
    }

    void checkPictures(const ExpectedCamera& camera, int image, StoredMasks& masks,
                       const std::string& place) {
        const CameraModel& model = camera.calibration.camera;
        const PictureSize size{model.width, model.height};
        Result<ImageU16> depth = readDepthMm(m_scene / "depth" / fmt::format("{:06d}.png", image), size);
        if (m_out.require("depth", depth.has_value(), depth ? "" : depth.error().message))
            masks.depthMm = std::move(*depth);
        if (m_check.options.find("pictures=none") != std::string::npos) return;
        const bool jpeg = m_check.options.find("pictures=jpeg") != std::string::npos;
        const Result<ImageU8> rgb =
            readRgb(m_scene / "rgb" / fmt::format("{:06d}.{}", image, jpeg ? "jpg" : "png"), size);
        m_out.require("rgb", rgb.has_value(), place + ": " + (rgb ? "" : rgb.error().message));
    }

    const EpisodeCheck& m_check;
    const ExpectedEpisode& m_expected;
    Comparison& m_out;
    fs::path m_scene;
    json m_cameras, m_truths, m_infos;
};

/// Corners of the vertices in a link's space, mm.
std::pair<Eigen::Vector3d, Eigen::Vector3d> extentsOf(const Link& link) {
    Eigen::Vector3d low = Eigen::Vector3d::Constant(1e30), high = -low;
    for (const Visual& visual : link.visuals)
        for (const auto& triangle : visual.mesh->triangles)
            for (const uint32_t corner : triangle) {
                const Eigen::Vector4d point = visual.linkFromVisual.matrix() *
                                              visual.mesh->vertices[corner].cast<double>().homogeneous();
                low = low.cwiseMin(kMillimetres * point.head<3>());
                high = high.cwiseMax(kMillimetres * point.head<3>());
            }
    return {low, high};
}

/// Corners of the vertices of a PLY file as this export writes it; nothing where it is another.
std::optional<std::pair<Eigen::Vector3d, Eigen::Vector3d>> extentsOfPly(const fs::path& path) {
    const Result<std::string> bytes = readFile(path, size_t{1} << 30);
    if (!bytes) return std::nullopt;
    constexpr std::string_view kEnd = "end_header\n", kVertices = "element vertex ";
    const size_t end = bytes->find(kEnd), count = bytes->find(kVertices);
    if (end == std::string::npos || count == std::string::npos || count > end) return std::nullopt;
    const size_t vertices = std::strtoul(bytes->c_str() + count + kVertices.size(), nullptr, 10);
    constexpr size_t kStride = 6 * sizeof(float);
    const size_t begin = end + kEnd.size();
    if (vertices == 0 || vertices > (bytes->size() - begin) / kStride) return std::nullopt;
    Eigen::Vector3d low = Eigen::Vector3d::Constant(1e30), high = -low;
    for (size_t i = 0; i < vertices; ++i) {
        float xyz[3];
        std::memcpy(xyz, bytes->data() + begin + i * kStride, sizeof xyz);
        const Eigen::Vector3d point(xyz[0], xyz[1], xyz[2]);
        low = low.cwiseMin(point);
        high = high.cwiseMax(point);
    }
    return std::pair{low, high};
}

}  // namespace

Result<void> checkBop(const EpisodeCheck& check) {
    return BopCheck(check, check.folder / "train" / fmt::format("{:06d}", check.expected.index)).run();
}

Result<void> checkBopModels(const fs::path& folder, const Robot& robot, const MaskChecks& masks,
                            Comparison& comparison) {
    comparison.at("models");
    const Result<json> info = readJson(folder / "models" / "models_info.json");
    if (!info) return tl::unexpected(info.error());
    const auto& names = masks.drawer().linkNames();
    comparison.require("models_info", info->size() == names.size(),
                       fmt::format("{} models instead of {}", info->size(), names.size()));
    for (size_t i = 0; i < names.size(); ++i) {
        const int id = static_cast<int>(i) + 1;
        const std::string place = fmt::format("object {} ({})", id, names[i]);
        const json entry = member(*info, std::to_string(id).c_str());
        const auto [low, high] =
            extentsOf(robot.model.links()[static_cast<size_t>(masks.drawer().linkOf(id))]);
        const Eigen::Vector3d size = high - low;
        nearList(comparison, "models_info",
                 json::array({member(entry, "min_x"), member(entry, "min_y"), member(entry, "min_z"),
                              member(entry, "size_x"), member(entry, "size_y"), member(entry, "size_z")}),
                 {low.x(), low.y(), low.z(), size.x(), size.y(), size.z()}, kExtentMm, place);
        const json diameter = member(entry, "diameter");
        comparison.require("models_info",
                           member(entry, "link") == names[i] && diameter.is_number() &&
                               diameter.get<double>() >= size.maxCoeff() - kExtentMm &&
                               diameter.get<double>() <= size.norm() + kExtentMm,
                           place + " has another link or an impossible diameter");
        const auto ply = extentsOfPly(folder / "models" / fmt::format("obj_{:06d}.ply", id));
        if (!comparison.require("models", ply.has_value(), place + " has no readable PLY file")) continue;
        comparison.nearAll("models", ply->first, low, kExtentMm, place);
        comparison.nearAll("models", ply->second, high, kExtentMm, place);
    }
    return {};
}

}  // namespace camframe::verify
