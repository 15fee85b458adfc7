// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/droid_lists.h"

#include <algorithm>
#include <cmath>

#include "model/core/io/detail/json_input.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr const char* kIntrinsicsFile = "intrinsics.json";
constexpr std::array<const char*, 2> kExtrinsicsFiles = {"cam2base_extrinsics.json",
                                                         "cam2base_extrinsic_superset.json"};

/// Serial numbers of cameras are digits only; names of metrics are not.
bool isSerial(const std::string& key) {
    return !key.empty() && std::ranges::all_of(key, [](char c) { return c >= '0' && c <= '9'; });
}

/// Did `camframe export` write this folder?
bool isOurExport(const fs::path& folder) {
    const auto manifest = readJson(folder / "manifest.json");
    return manifest && manifest->is_object() && manifest->value("content", nlohmann::json()) == "droid";
}

/// Calls `read(field of one episode, episode id)` for each entry of a list.
template <class Read>
Result<void> forEachEpisode(const fs::path& file, Read read) {
    const auto document = readJson(file);
    if (!document) return tl::unexpected(document.error());
    const JsonField root(*document, file.string());
    if (!document->is_object()) return root.error("an object of episodes by their id");
    for (const auto& [id, entry] : document->items()) {
        if (!entry.is_object()) return root[id].error("an object of cameras by their serial number");
        if (auto done = read(root[id], id); !done) return done;
    }
    return {};
}

using Intrinsics = std::map<std::string, Eigen::Matrix3d>;  ///< By camera.

/// @param anyName  Lists of six under any name are poses: our own exports name cameras, not serial numbers.
Result<std::map<std::string, DroidExtrinsics>> readExtrinsics(const fs::path& file, bool anyName) {
    std::map<std::string, DroidExtrinsics> list;
    const auto read = [&](const JsonField& episode, const std::string& id) -> Result<void> {
        DroidExtrinsics& entry = list[id];
        for (const auto& [key, value] : episode.value()->items()) {
            if (value.is_number()) entry.metrics[key] = value.get<double>();
            const bool named = isSerial(key) || (anyName && value.is_array());
            if (!named || value.is_null()) continue;
            constexpr const char* expected = "six numbers: x, y, z in metres and three angles in radians";
            const auto numbers = episode[key].numbers(6, expected);
            if (!numbers) return tl::unexpected(numbers.error());
            std::array<double, 6> pose{};
            std::ranges::copy(*numbers, pose.begin());
            if (const auto camFromBase = camFromBaseOfDroid(pose)) entry.camFromBase[key] = *camFromBase;
        }
        return {};
    };
    if (const auto done = forEachEpisode(file, read); !done) return tl::unexpected(done.error());
    return list;
}

Result<std::map<std::string, Intrinsics>> readIntrinsics(const fs::path& file, bool anyName) {
    std::map<std::string, Intrinsics> list;
    const auto read = [&](const JsonField& episode, const std::string& id) -> Result<void> {
        for (const auto& [key, value] : episode.value()->items()) {
            if (!(isSerial(key) || anyName) || value.is_null()) continue;
            constexpr const char* expected = "four numbers: fx, cx, fy, cy in pixels, in this order";
            const JsonField field = episode[key];
            const auto numbers = field.numbers(4, expected);
            if (!numbers) return tl::unexpected(numbers.error());
            const double fx = (*numbers)[0], cx = (*numbers)[1], fy = (*numbers)[2], cy = (*numbers)[3];
            if (fx <= 0 || fy <= 0) return field.error(expected);
            list[id][key] << fx, 0, cx, 0, fy, cy, 0, 0, 1;
        }
        return {};
    };
    if (const auto done = forEachEpisode(file, read); !done) return tl::unexpected(done.error());
    return list;
}

}  // namespace

std::optional<RigidTransform> camFromBaseOfDroid(const std::array<double, 6>& pose) {
    if (!std::ranges::all_of(pose, [](double value) { return std::isfinite(value); })) return {};
    if (std::ranges::all_of(pose, [](double value) { return value == 0; })) return {};
    RigidTransform baseFromCam = RigidTransform::Identity();
    baseFromCam.linear() = (Eigen::AngleAxisd(pose[5], Eigen::Vector3d::UnitZ()) *
                            Eigen::AngleAxisd(pose[4], Eigen::Vector3d::UnitY()) *
                            Eigen::AngleAxisd(pose[3], Eigen::Vector3d::UnitX()))
                               .toRotationMatrix();
    baseFromCam.translation() = Eigen::Vector3d(pose[0], pose[1], pose[2]);
    return baseFromCam.inverse();
}

Result<std::map<std::string, DroidExtrinsics>> readDroidExtrinsics(const fs::path& file) {
    return readExtrinsics(file, false);
}

Result<std::map<std::string, Intrinsics>> readDroidIntrinsics(const fs::path& file) {
    return readIntrinsics(file, false);
}

bool DroidLists::lieIn(const fs::path& folder) {
    std::error_code error;
    return fs::is_regular_file(folder / kIntrinsicsFile, error) ||
           std::ranges::any_of(kExtrinsicsFiles,
                               [&](const char* name) { return fs::is_regular_file(folder / name, error); });
}

Result<DroidLists> DroidLists::readFolder(const fs::path& folder) {
    DroidLists lists;
    lists.m_exported = isOurExport(folder);
    for (const char* name : kExtrinsicsFiles) {
        if (std::error_code error; !fs::is_regular_file(folder / name, error)) continue;
        auto list = readExtrinsics(folder / name, lists.m_exported);
        if (!list) return tl::unexpected(list.error());
        lists.m_extrinsics.push_back(std::move(*list));
    }
    if (std::error_code error; fs::is_regular_file(folder / kIntrinsicsFile, error)) {
        auto list = readIntrinsics(folder / kIntrinsicsFile, lists.m_exported);
        if (!list) return tl::unexpected(list.error());
        lists.m_intrinsics = std::move(*list);
    }
    return lists;
}

std::optional<RigidTransform> DroidLists::camFromBase(const std::string& episode,
                                                      const std::string& serial) const {
    for (const auto& list : m_extrinsics) {
        const auto entry = list.find(episode);
        if (entry == list.end()) continue;
        const auto camera = entry->second.camFromBase.find(serial);
        if (camera != entry->second.camFromBase.end()) return camera->second;
    }
    return {};
}

std::optional<Eigen::Matrix3d> DroidLists::intrinsics(const std::string& episode, const std::string& serial,
                                                      int width, int height) const {
    const auto entry = m_intrinsics.find(episode);
    if (entry == m_intrinsics.end()) return {};
    const auto camera = entry->second.find(serial);
    if (camera == entry->second.end()) return {};
    Eigen::Matrix3d k = camera->second;
    if (m_exported) return k;
    const double sx = static_cast<double>(width) / kDroidWidth,
                 sy = static_cast<double>(height) / kDroidHeight;
    // Pixel centres are at integers, so the picture's corner, not its first pixel, is the fixed point.
    k(0, 0) *= sx;
    k(1, 1) *= sy;
    k(0, 2) = (k(0, 2) + 0.5) * sx - 0.5;
    k(1, 2) = (k(1, 2) + 0.5) * sy - 0.5;
    return k;
}

}  // namespace camframe
