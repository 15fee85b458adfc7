// SPDX-License-Identifier: Apache-2.0
/// Formats that say where cameras stand and nothing of single frames.
#include <nlohmann/json.hpp>
#include <set>

#include "app/commands/labels/label_json.h"
#include "app/commands/labels/label_writer.h"
#include "model/core/action_track.h"
#include "model/core/io/atomic_file.h"
#include "model/core/io/calibration_file.h"

namespace camframe {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr size_t kMostUnitBytes = size_t{1} << 20;

std::string jsonText(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// Cameras of the episode that have a pose.
std::vector<const Calibration*> posed(const EpisodeLabels& labels) {
    std::vector<const Calibration*> out;
    for (const CameraActions& camera : labels.actions().cameras)
        if (camera.calibration.camFromBase) out.push_back(&camera.calibration);
    return out;
}

/// DROID's post-processed calibration: cam2base_extrinsics.json {episode: {camera: [x, y, z, a, b, c]}} with
/// the camera's place in base space (m) and static x-y-z Euler angles (rad), and intrinsics.json
/// {episode: {camera: [fx, cx, fy, cy]}}. An episode's unit is its entry of both.
class DroidWriter : public LabelWriter {
public:
    fs::path unit(int episode) const override {
        return fs::path("episodes") / fmt::format("{:06d}.json", episode);
    }
    Result<void> write(EpisodeLabels& labels, const fs::path& path, const RunContext&) override {
        Json poses = Json::object(), intrinsics = Json::object();
        for (const Calibration* c : posed(labels)) {
            const RigidTransform baseFromCam = c->camFromBase->inverse();
            Vector6d pose;
            pose << baseFromCam.translation(), eulerStaticXyz(baseFromCam.linear());
            poses[c->cameraName] = listJson(pose);
            intrinsics[c->cameraName] = {c->camera.fx, c->camera.cx, c->camera.fy, c->camera.cy};
        }
        return writeFileAtomically(path, jsonText({{"cam2base", poses}, {"intrinsics", intrinsics}}));
    }
    Result<void> finish(const fs::path& out, const std::vector<int>& episodes,
                        const RunContext& context) override {
        Json poses = Json::object(), intrinsics = Json::object();
        for (const int episode : episodes) {
            if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            const fs::path path = out / unit(episode);
            const Result<std::string> text = readFile(path, kMostUnitBytes);
            if (!text) return tl::unexpected(text.error());
            const Json json = Json::parse(*text, nullptr, false);
            if (!json.is_object() || !json.contains("cam2base") || !json.contains("intrinsics"))
                return inputError("{} is not what this export writes; remove it and export again.",
                                  path.string());
            const std::string key = fmt::format("{:06d}", episode);
            poses[key] = json["cam2base"];
            intrinsics[key] = json["intrinsics"];
        }
        if (auto written = writeFileAtomically(out / "cam2base_extrinsics.json", jsonText(poses)); !written)
            return written;
        return writeFileAtomically(out / "intrinsics.json", jsonText(intrinsics));
    }
};

/// RoboTwin's fields per camera: intrinsic_cv (3x3), extrinsic_cv (3x4, base to camera, OpenCV axes) and
/// cam2world_gl (4x4, camera to base, OpenGL axes: x right, y up, z back).
class RobotwinWriter : public LabelWriter {
public:
    fs::path unit(int episode) const override { return episodeName(episode) + ".json"; }
    Result<void> write(EpisodeLabels& labels, const fs::path& path, const RunContext&) override {
        Json cameras = Json::object();
        for (const Calibration* c : posed(labels)) {
            const Eigen::Matrix4d camFromBase = c->camFromBase->matrix();
            const Eigen::Matrix4d baseFromGl =
                c->camFromBase->inverse().matrix() * Eigen::Vector4d(1, -1, -1, 1).asDiagonal();
            cameras[c->cameraName] = {{"intrinsic_cv", matrixJson(c->camera.matrix())},
                                      {"extrinsic_cv", matrixJson(camFromBase.topRows<3>())},
                                      {"cam2world_gl", matrixJson(baseFromGl)}};
        }
        return writeFileAtomically(path, jsonText({{"observation", cameras}}));
    }
};

/// A name as ROS takes it: letters, digits and '_', not beginning with a digit. Nothing that a shell reads.
std::string rosName(const std::string& name) {
    std::string out;
    for (const char c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        out += plain ? c : '_';
    }
    if (out.empty() || (out[0] >= '0' && out[0] <= '9')) out.insert(0, "camera_");
    return out;
}

/// UNIT/static_transforms.sh: ROS 2's static_transform_publisher per camera, from the robot's base link to
/// <camera>_optical_frame (REP 103: x right, y down, z forward, as OpenCV), and UNIT/<camera>.yaml:
/// camera_info as camera_calibration writes it.
class RosWriter : public LabelWriter {
public:
    fs::path unit(int episode) const override { return episodeName(episode); }
    Result<void> write(EpisodeLabels& labels, const fs::path& path, const RunContext&) override {
        const LoadedEpisode& loaded = labels.loaded();
        const std::string base =
            rosName(loaded.robot->model.links()[static_cast<size_t>(loaded.motion.baseLink)].name);
        std::string script =
            "#!/bin/sh\n# Where the cameras stand in the robot's base link. Sourced from Camframe's "
            "calibration.\n";
        std::set<std::string> taken;
        for (const Calibration* c : posed(labels)) {
            std::string name = rosName(c->cameraName);
            while (!taken.insert(name).second) name += "_";
            const RigidTransform baseFromCam = c->camFromBase->inverse();
            const Eigen::Vector3d t = baseFromCam.translation();
            const Eigen::Vector4d q = quaternionWxyz(baseFromCam.linear());
            script += fmt::format(
                "ros2 run tf2_ros static_transform_publisher --x {} --y {} --z {} --qx {} --qy {} --qz {} "
                "--qw {} --frame-id {} --child-frame-id {}_optical_frame &\n",
                t.x(), t.y(), t.z(), q[1], q[2], q[3], q[0], base, name);
            if (auto written = writeInUnit(path / (name + ".yaml"), cameraInfo(*c, name)); !written)
                return written;
        }
        return writeInUnit(path / "static_transforms.sh", script + "wait\n");
    }

private:
    static std::string cameraInfo(const Calibration& c, const std::string& name) {
        const CameraModel& m = c.camera;
        const auto& d = m.distortion;
        return fmt::format(
            "image_width: {}\nimage_height: {}\ncamera_name: {}\n"
            "camera_matrix:\n  rows: 3\n  cols: 3\n  data: [{}, 0.0, {}, 0.0, {}, {}, 0.0, 0.0, 1.0]\n"
            "distortion_model: plumb_bob\n"
            "distortion_coefficients:\n  rows: 1\n  cols: 5\n  data: [{}, {}, {}, {}, {}]\n"
            "rectification_matrix:\n  rows: 3\n  cols: 3\n  data: [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, "
            "1.0]\n"
            "projection_matrix:\n  rows: 3\n  cols: 4\n  data: [{}, 0.0, {}, 0.0, 0.0, {}, {}, 0.0, 0.0, "
            "0.0, "
            "1.0, 0.0]\n",
            m.width, m.height, name, m.fx, m.cx, m.fy, m.cy, d[0], d[1], d[2], d[3], d[4], m.fx, m.cx, m.fy,
            m.cy);
    }
};

}  // namespace

std::unique_ptr<LabelWriter> makeDroidWriter() {
    return std::make_unique<DroidWriter>();
}

std::unique_ptr<LabelWriter> makeRobotwinWriter() {
    return std::make_unique<RobotwinWriter>();
}

std::unique_ptr<LabelWriter> makeRosWriter() {
    return std::make_unique<RosWriter>();
}

}  // namespace camframe
