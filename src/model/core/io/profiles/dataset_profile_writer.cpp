// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "model/core/io/profiles/dataset_profile.h"
#include "model/core/io/profiles/dataset_profile_words.h"

namespace camframe {

namespace {

using Json = nlohmann::ordered_json;

/// Members that hold what is meant anyway are left out, so that files stay as short as written by hand.
template <class T>
void putUnlessEmpty(Json& json, const char* member, const T& value) {
    if (!value.empty()) json[member] = value;
}

void putColumns(Json& json, const SignalColumns& columns) {
    json["signals"] = columns.signals;
    if (columns.slice)
        json["columns"] =
            columns.slice->step == 1
                ? fmt::format("{}:{}", columns.slice->start, columns.slice->stop)
                : fmt::format("{}:{}:{}", columns.slice->start, columns.slice->stop, columns.slice->step);
    putUnlessEmpty(json, "columns", columns.indices);
    putUnlessEmpty(json, "columns", columns.names);
}

Json toJson(const JointMapping& joints) {
    Json json;
    putColumns(json, joints.columns);
    json["unit"] = wordOf(unitWords, joints.unit);
    if (joints.unit == ValueUnit::Normalised) {
        json["from"] = joints.normalisedFrom;
        json["to"] = joints.normalisedTo;
    }
    putUnlessEmpty(json, "signs", joints.signs);
    putUnlessEmpty(json, "offsets", joints.offsets);
    putUnlessEmpty(json, "names", joints.names);
    return json;
}

/// As URDF writes transforms.
Json toJson(const RigidTransform& transform) {
    const Eigen::Vector3d& p = transform.translation();
    // R = Rz(yaw) Ry(pitch) Rx(roll).
    const Eigen::Matrix3d r = transform.linear();
    const double pitch = std::atan2(-r(2, 0), std::hypot(r(0, 0), r(1, 0)));
    return {{"xyz", {p.x(), p.y(), p.z()}},
            {"rpy", {std::atan2(r(2, 1), r(2, 2)), pitch, std::atan2(r(1, 0), r(0, 0))}}};
}

Json toJson(const PoseMapping& pose) {
    Json json;
    putColumns(json, pose.columns);
    json["unit"] = pose.millimetres ? "mm" : "m";
    json["rotation"] = wordOf(rotationWords, pose.rotation);
    if (pose.rotation == RotationKind::Euler) json["euler_order"] = pose.eulerOrder;
    if (pose.degrees) json["angle_unit"] = "deg";
    json["link"] = pose.link;
    const auto put = [&](const char* member, const RigidTransform& transform) {
        if (!transform.matrix().isIdentity(1e-12)) json[member] = toJson(transform);
    };
    put("origin", pose.baseFromOrigin);
    put("body", pose.linkFromBody);
    return json;
}

Json toJson(const GripperMapping& gripper) {
    Json json{{"mode", wordOf(gripperWords, gripper.mode)}};
    if (gripper.mode != GripperMode::Constant) {
        json["signal"] = gripper.signal;
        json["column"] = gripper.column;
        json["open"] = gripper.open;
        json["closed"] = gripper.closed;
        if (gripper.threshold) json["threshold"] = *gripper.threshold;
    }
    if (gripper.mode != GripperMode::Recorded) json["start"] = gripper.start;
    return json;
}

Json toJson(const ArmMapping& arm) {
    Json json{{"name", arm.name}};
    if (arm.joints) json["joints"] = toJson(*arm.joints);
    if (arm.pose) json["pose"] = toJson(*arm.pose);
    if (arm.gripper) json["gripper"] = toJson(*arm.gripper);
    return json;
}

Json toJson(const CameraMapping& camera) {
    Json json{{"key", camera.key}};
    putUnlessEmpty(json, "name", camera.name);
    if (camera.wrist) json["wrist"] = true;
    if (camera.ignore) json["ignore"] = true;
    if (camera.swapColours) json["swap_colours"] = true;
    for (const ProfileIntrinsics& intrinsics : camera.intrinsics) {
        Json entry{{"size", {intrinsics.width, intrinsics.height}},
                   {"K", {intrinsics.k[0], intrinsics.k[1], intrinsics.k[2], intrinsics.k[3]}},
                   {"source", intrinsics.source}};
        if (intrinsics.distortion != std::array<double, 5>{}) entry["distortion"] = intrinsics.distortion;
        if (intrinsics.estimated) entry["estimated"] = true;
        json["intrinsics"].push_back(std::move(entry));
    }
    return json;
}

}  // namespace

std::string datasetProfileToJson(const DatasetProfile& profile) {
    Json json{{"format", "camframe-dataset-profile"}, {"version", 1}, {"name", profile.name}};
    putUnlessEmpty(json, "title", profile.title);
    putUnlessEmpty(json, "sources", profile.sources);
    putUnlessEmpty(json, "notes", profile.notes);
    putUnlessEmpty(json, "uncertain", profile.uncertain);
    if (!profile.match.empty()) {
        Json& match = json["match"];
        putUnlessEmpty(match, "formats", profile.match.formats);
        putUnlessEmpty(match, "datasets", profile.match.datasets);
        putUnlessEmpty(match, "robots", profile.match.robots);
        putUnlessEmpty(match, "signals", profile.match.signals);
        putUnlessEmpty(match, "cameras", profile.match.cameras);
    }
    putUnlessEmpty(json, "refuse", profile.refuse);
    putUnlessEmpty(json, "robot", profile.robot);
    putUnlessEmpty(json, "base_link", profile.baseLink);
    if (profile.fps) json["fps"] = *profile.fps;
    if (profile.stride != 1) json["stride"] = profile.stride;
    for (const ArmMapping& arm : profile.arms) json["arms"].push_back(toJson(arm));
    for (const CameraMapping& camera : profile.cameras) json["cameras"].push_back(toJson(camera));
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace camframe
