// SPDX-License-Identifier: Apache-2.0
/// Formats that say where cameras stand and nothing of single frames.
#include <fmt/format.h>

#include <cstdlib>
#include <sstream>

#include "app/commands/labels/episode_labels.h"
#include "app/commands/verify/format_checks.h"
#include "app/commands/verify/json_input.h"
#include "model/core/io/calibration_file.h"

namespace camframe::verify {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

/// Cameras whose place the calibrations know; the others are in none of these formats.
std::vector<const ExpectedCamera*> posed(const EpisodeCheck& check) {
    std::vector<const ExpectedCamera*> out;
    for (const ExpectedCamera& camera : check.expected.cameras)
        if (camera.calibration.camFromBase) out.push_back(&camera);
    return out;
}

Eigen::Matrix4d baseFromCam(const ExpectedCamera& camera) {
    return inverseOf(camera.calibration.camFromBase->matrix());
}

void at(const EpisodeCheck& check, const ExpectedCamera& camera) {
    check.comparison.at(
        fmt::format("episode {} camera {}", check.expected.index, camera.calibration.cameraName));
}

std::vector<double> matrixOfCamera(const CameraModel& c) {
    return {c.fx, 0, c.cx, 0, c.fy, c.cy, 0, 0, 1};
}

// ---- ROS --------------------------------------------------------------------------------------------------

/// Letters, digits and '_'; a name that begins otherwise is given "camera_".
std::string nameInRos(const std::string& name) {
    std::string out;
    for (const char c : name) out += std::isalnum(static_cast<unsigned char>(c)) && c >= 0 ? c : '_';
    return out.empty() || std::isdigit(static_cast<unsigned char>(out[0])) ? "camera_" + out : out;
}

/// The words of every static_transform_publisher in a script, as option and value.
std::vector<std::map<std::string, std::string>> publishersOf(const std::string& script) {
    std::vector<std::map<std::string, std::string>> out;
    std::istringstream lines(script);
    for (std::string line; std::getline(lines, line);) {
        constexpr std::string_view kCommand = "ros2 run tf2_ros static_transform_publisher ";
        if (!line.starts_with(kCommand)) continue;
        std::istringstream words(line.substr(kCommand.size()));
        auto& options = out.emplace_back();
        for (std::string key, value; words >> key >> value;) options[key] = value;
    }
    return out;
}

double numberOf(const std::string& text) {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    return !text.empty() && *end == '\0' ? value : kNan;
}

/// The flow sequence "data: [...]" below a key of a camera_info file.
std::vector<double> dataBelow(const std::string& yaml, const std::string& key) {
    std::vector<double> out;
    size_t at = yaml.find("\n" + key + ":");
    if (at != std::string::npos) at = yaml.find("data: [", at);
    if (at == std::string::npos) return out;
    std::istringstream numbers(yaml.substr(at + 7, yaml.find(']', at) - at - 7));
    for (std::string word; std::getline(numbers, word, ',');) {
        word.erase(0, word.find_first_not_of(' '));
        out.push_back(numberOf(word));
    }
    return out;
}

void checkCameraInfo(const EpisodeCheck& check, const CameraModel& model, const std::string& yaml) {
    Comparison& out = check.comparison;
    const std::vector<double> k = matrixOfCamera(model);
    const auto near = [&](const char* key, const std::vector<double>& expected) {
        const std::vector<double> is = dataBelow("\n" + yaml, key);
        if (!out.require(key, is.size() == expected.size(), "has not its length")) return;
        for (size_t i = 0; i < is.size(); ++i) out.near(key, is[i], expected[i], kRounding, key);
    };
    near("camera_matrix", k);
    near("distortion_coefficients", {model.distortion.begin(), model.distortion.end()});
    near("rectification_matrix", {1, 0, 0, 0, 1, 0, 0, 0, 1});
    near("projection_matrix", {k[0], 0, k[2], 0, 0, k[4], k[5], 0, 0, 0, 1, 0});
    for (const auto& [key, size] :
         {std::pair{"image_width: ", model.width}, {"image_height: ", model.height}})
        out.require("size", ("\n" + yaml).find(fmt::format("\n{}{}\n", key, size)) != std::string::npos,
                    std::string(key) + "differs");
}

}  // namespace

Result<void> checkDroid(const EpisodeCheck& check) {
    Comparison& out = check.comparison;
    const Result<json> entry =
        readJson(check.folder / "episodes" / fmt::format("{:06d}.json", check.expected.index));
    if (!entry) return tl::unexpected(entry.error());
    const json poses = member(*entry, "cam2base"), intrinsics = member(*entry, "intrinsics");
    const auto cameras = posed(check);
    out.at(fmt::format("episode {}", check.expected.index));
    out.require("cameras", poses.size() == cameras.size() && intrinsics.size() == cameras.size(),
                "not the cameras of the manifest");
    for (const ExpectedCamera* camera : cameras) {
        at(check, *camera);
        const char* name = camera->calibration.cameraName.c_str();
        const CameraModel& model = camera->calibration.camera;
        nearList(out, "intrinsics", member(intrinsics, name), {model.fx, model.cx, model.fy, model.cy},
                 kRounding, "fx, cx, fy, cy");
        const auto pose = numberList(member(poses, name), 6);
        if (!out.require("cam2base", pose.has_value(), "is no list of six numbers")) continue;
        const Eigen::Matrix4d expected = baseFromCam(*camera);
        out.nearAll("cam2base", Eigen::Map<const Eigen::Vector3d>(pose->data()),
                    expected.topRightCorner<3, 1>(), kRounding, "x, y, z");
        out.nearAll("cam2base", matrixOfEuler(Eigen::Map<const Eigen::Vector3d>(pose->data() + 3)),
                    expected.topLeftCorner<3, 3>(), kRounding, "angles");
    }
    return {};
}

Result<void> checkDroidJoined(const fs::path& folder, const std::vector<int>& episodes,
                              Comparison& comparison) {
    comparison.at("joined files");
    for (const auto& [file, key] :
         {std::pair{"cam2base_extrinsics.json", "cam2base"}, {"intrinsics.json", "intrinsics"}}) {
        const Result<json> joined = readJson(folder / file);
        if (!joined) return tl::unexpected(joined.error());
        comparison.require(
            "joined files", joined->size() == episodes.size(),
            fmt::format("{} holds {} episodes instead of {}", file, joined->size(), episodes.size()));
        for (const int episode : episodes) {
            const std::string name = fmt::format("{:06d}", episode);
            const Result<json> one = readJson(folder / "episodes" / (name + ".json"));
            if (!one) return tl::unexpected(one.error());
            comparison.require(
                "joined files", member(*joined, name.c_str()) == member(*one, key),
                fmt::format("episode {} of {} is another than episodes/{}.json says", episode, file, name));
        }
    }
    return {};
}

Result<void> checkRobotwin(const EpisodeCheck& check) {
    Comparison& out = check.comparison;
    const Result<json> read =
        readJson(check.folder / fmt::format("episode_{:06d}.json", check.expected.index));
    if (!read) return tl::unexpected(read.error());
    const json observation = member(*read, "observation");
    const auto cameras = posed(check);
    out.at(fmt::format("episode {}", check.expected.index));
    out.require("cameras", observation.size() == cameras.size(), "not the cameras of the manifest");
    for (const ExpectedCamera* camera : cameras) {
        at(check, *camera);
        const json entry = member(observation, camera->calibration.cameraName.c_str());
        nearList(out, "intrinsic_cv", flattened(member(entry, "intrinsic_cv")),
                 matrixOfCamera(camera->calibration.camera), kRounding, "intrinsic_cv");
        const Eigen::Matrix<double, 3, 4> extrinsic = camera->calibration.camFromBase->matrix().topRows<3>();
        nearList(out, "extrinsic_cv", flattened(member(entry, "extrinsic_cv")), rowMajor(extrinsic),
                 kRounding, "extrinsic_cv");
        // OpenGL's y and z point the other way.
        Eigen::Matrix4d gl = baseFromCam(*camera);
        gl.middleCols<2>(1) *= -1;
        nearList(out, "cam2world_gl", flattened(member(entry, "cam2world_gl")), rowMajor(gl), kRounding,
                 "cam2world_gl");
    }
    return {};
}

Result<void> checkRos(const EpisodeCheck& check) {
    Comparison& out = check.comparison;
    const fs::path unit = check.folder / fmt::format("episode_{:06d}", check.expected.index);
    constexpr size_t kMostBytes = size_t{16} << 20;
    const Result<std::string> script = readFile(unit / "static_transforms.sh", kMostBytes);
    if (!script) return tl::unexpected(script.error());
    const auto publishers = publishersOf(*script);
    const auto cameras = posed(check);
    out.at(fmt::format("episode {}", check.expected.index));
    if (!out.require("transforms", publishers.size() == cameras.size(),
                     fmt::format("{} instead of {}", publishers.size(), cameras.size())))
        return {};
    const std::string base =
        check.expected.episode->baseLink.empty()
            ? check.expected.robot->model.links()[static_cast<size_t>(check.expected.robot->model.rootLink())]
                  .name
            : check.expected.episode->baseLink;
    std::set<std::string> taken;
    for (size_t i = 0; i < cameras.size(); ++i) {
        at(check, *cameras[i]);
        std::string name = nameInRos(cameras[i]->calibration.cameraName);
        while (!taken.insert(name).second) name += "_";
        const auto value = [&](const char* option) {
            const auto found = publishers[i].find(option);
            return found == publishers[i].end() ? std::string() : found->second;
        };
        out.require(
            "frames",
            value("--frame-id") == nameInRos(base) && value("--child-frame-id") == name + "_optical_frame",
            fmt::format("'{}' and '{}'", value("--frame-id"), value("--child-frame-id")));
        const Eigen::Matrix4d expected = baseFromCam(*cameras[i]);
        const Eigen::Vector3d place(numberOf(value("--x")), numberOf(value("--y")), numberOf(value("--z")));
        const Eigen::Vector4d wxyz(numberOf(value("--qw")), numberOf(value("--qx")), numberOf(value("--qy")),
                                   numberOf(value("--qz")));
        out.nearAll("transforms", place, expected.topRightCorner<3, 1>(), kRounding, "x, y, z");
        out.nearAll("transforms", matrixOfQuaternion(wxyz), expected.topLeftCorner<3, 3>(), kRounding,
                    "quaternion");
        const Result<std::string> yaml = readFile(unit / (name + ".yaml"), kMostBytes);
        if (out.require("camera_info", yaml.has_value(), yaml ? "" : yaml.error().message))
            checkCameraInfo(check, cameras[i]->calibration.camera, *yaml);
    }
    return {};
}

Result<void> checkCalibrations(const EpisodeCheck& check) {
    Comparison& out = check.comparison;
    for (const ExpectedCamera& camera : check.expected.cameras) {
        at(check, camera);
        const Calibration& expected = camera.calibration;
        const Result<Calibration> stored =
            readCalibration(calibrationPath(check.folder, expected.episode, expected.cameraName));
        if (!stored) return tl::unexpected(stored.error());
        // The id is a digest of all that the file says.
        out.require("contents", calibrationId(*stored) == camera.line.calibrationId,
                    "is another calibration than the export was made from");
        nearList(out, "K", json(matrixOfCamera(stored->camera)), matrixOfCamera(expected.camera), 0, "K");
        if (!out.require("T_cam_base", stored->camFromBase.has_value() == expected.camFromBase.has_value(),
                         "is missing or was made up") ||
            !expected.camFromBase)
            continue;
        out.nearAll("T_cam_base", stored->camFromBase->matrix(), expected.camFromBase->matrix(), 0,
                    "T_cam_base");
    }
    return {};
}

}  // namespace camframe::verify
