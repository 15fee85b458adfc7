// SPDX-License-Identifier: Apache-2.0
#include "app/commands/calibration_exchange.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "model/core/action_track.h"
#include "model/core/io/atomic_file.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/calibrations/calibration_table.h"
#include "model/core/io/calibrations/ros_transform.h"
#include "model/core/io/droid_lists.h"
#include "model/core/log.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr size_t maxTextBytes = size_t{4} << 20;

/// CalibAll's tables.
class Tables : public ForeignCalibrations {
public:
    explicit Tables(std::vector<CalibrationTable> tables) : m_tables(std::move(tables)) {}
    std::string formatName() const override { return "caliball"; }
    std::optional<ForeignCalibration> find(const ForeignQuery& asked) override {
        const auto& [datasetNames, episode, camera, attributes] = asked;
        TableQuery query{datasetNames, episode.tasks,
                         camera.frames.key.empty() ? camera.name : camera.frames.key};
        for (const fs::path& part : fs::path(episode.name)) query.tasks.push_back(part.string());
        query.tasks.push_back(episode.name);
        // Of RoboMIND the folder above the episodes is the task, and the embodiment is half the dataset's
        // name.
        query.tasks.insert(query.tasks.end(), datasetNames.begin(), datasetNames.end());
        if (const auto embodiment = attributes.find("embodiment"); embodiment != attributes.end())
            query.datasets.insert(query.datasets.end(), {"robomind", embodiment->second});
        const auto entry = findInTables(m_tables, query);
        if (!entry) return std::nullopt;
        ForeignCalibration found;
        found.camFromBase = entry->camera->camFromBase;
        found.k = entry->camera->k;
        found.kWidth = entry->camera->width;
        found.kHeight = entry->camera->height;
        if (found.kWidth == 0) {
            // CalibAll's state no size, but their principal point is the middle of the picture.
            found.kWidth = static_cast<int>(std::lround(2 * entry->camera->k(0, 2)));
            found.kHeight = static_cast<int>(std::lround(2 * entry->camera->k(1, 2)));
        }
        found.origin = fmt::format("{}: {}", entry->table->file.string(), entry->reason);
        found.remark = fmt::format(
            "the rotation was orthonormal to {:.1e} and was made exactly so; the intrinsics were estimated",
            entry->camera->orthonormalityError);
        return found;
    }

private:
    std::vector<CalibrationTable> m_tables;
};

/// DROID's lists, by episode and serial number.
class DroidCalibrations : public ForeignCalibrations {
public:
    DroidCalibrations(fs::path place, DroidLists lists)
        : m_place(std::move(place)), m_lists(std::move(lists)) {}
    std::string formatName() const override { return "droid"; }
    std::optional<ForeignCalibration> find(const ForeignQuery& asked) override {
        const CameraStream& camera = asked.camera;
        std::string id = attribute(asked, "episode_id", asked.episode.name);
        const std::string& key = camera.frames.key.empty() ? camera.name : camera.frames.key;
        const std::string serial = attribute(asked, key + "_cam_serial", camera.name);
        ForeignCalibration found;
        found.camFromBase = m_lists.camFromBase(id, serial);
        // Where a dataset has no ids, our own export numbers the episodes.
        if (!found.camFromBase) {
            id = fmt::format("{:06d}", asked.episode.index);
            found.camFromBase = m_lists.camFromBase(id, serial);
        }
        if (!found.camFromBase) return std::nullopt;
        found.k = m_lists.intrinsics(id, serial, camera.width, camera.height);
        found.kWidth = camera.width;
        found.kHeight = camera.height;
        found.origin = fmt::format("{}: episode {}, camera {}", m_place.string(), id, serial);
        return found;
    }

private:
    static std::string attribute(const ForeignQuery& asked, const std::string& name,
                                 const std::string& otherwise) {
        const auto found = asked.attributes.find(name);
        return found == asked.attributes.end() ? otherwise : found->second;
    }

    fs::path m_place;
    DroidLists m_lists;
};

/// A launch file: the transform whose camera frame is called like the camera, or the only one there is.
class RosTransforms : public ForeignCalibrations {
public:
    RosTransforms(fs::path file, std::vector<RosTransform> transforms)
        : m_file(std::move(file)), m_transforms(std::move(transforms)) {}
    std::string formatName() const override { return "ros"; }
    std::optional<ForeignCalibration> find(const ForeignQuery& asked) override {
        const Episode& episode = asked.episode;
        const CameraStream& camera = asked.camera;
        const auto cameras = std::ranges::count_if(episode.cameras, [](const auto& c) { return !c.wrist; });
        const RosTransform* chosen = nullptr;
        for (const RosTransform& transform : m_transforms)
            if (isCalled(transform.child, camera.name) || isCalled(transform.parent, camera.name))
                chosen = &transform;
        if (chosen == nullptr && m_transforms.size() == 1 && cameras == 1) chosen = &m_transforms.front();
        if (chosen == nullptr) return std::nullopt;
        ForeignCalibration found;
        found.camFromBase = camFromBaseOf(*chosen, found.remark);
        found.origin = fmt::format("{}: {} to {}", m_file.string(), chosen->parent, chosen->child);
        return found;
    }

private:
    /// "front_optical_frame" is called "front".
    static bool isCalled(const std::string& frame, const std::string& camera) {
        std::string name;
        for (const unsigned char c : camera) name += std::isalnum(c) != 0 ? static_cast<char>(c) : '_';
        return frame == name || frame.starts_with(name + "_") || frame.ends_with("/" + name);
    }

    fs::path m_file;
    std::vector<RosTransform> m_transforms;
};

/// Our own files: one calibration.json or a folder of them.
class OwnResults : public ForeignCalibrations {
public:
    explicit OwnResults(std::vector<StoredCalibration> results) : m_results(std::move(results)) {}
    std::string formatName() const override { return "json"; }
    std::optional<ForeignCalibration> find(const ForeignQuery& asked) override {
        const Episode& episode = asked.episode;
        const CameraStream& camera = asked.camera;
        const StoredCalibration* best = nullptr;
        for (const StoredCalibration& stored : m_results) {
            const Calibration& c = stored.calibration;
            if (c.cameraName != camera.name || !c.camFromBase) continue;
            // The episode's own first, else the same camera of another episode.
            if (best == nullptr || c.episode == episode.index) best = &stored;
        }
        if (best == nullptr) return std::nullopt;
        const Calibration& c = best->calibration;
        ForeignCalibration found{c.camFromBase,   c.camera.matrix(),   c.camera.width,
                                 c.camera.height, best->path.string(), {}};
        if (c.episode != episode.index)
            found.remark = fmt::format("it was made for episode {} of {}", c.episode, c.dataset);
        return found;
    }

private:
    std::vector<StoredCalibration> m_results;
};

std::string formatOf(const fs::path& path) {
    std::error_code error;
    const auto holdsYaml = [](const fs::path& file) {
        return file.extension() == ".yaml" || file.extension() == ".yml";
    };
    if (fs::is_directory(path, error)) {
        if (DroidLists::lieIn(path)) return "droid";
        for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error))
            if (holdsYaml(it->path())) return "caliball";
        return "json";
    }
    if (holdsYaml(path)) return "caliball";
    if (path.filename().string().starts_with("cam2base_extrinsic")) return "droid";
    return path.extension() == ".json" ? "json" : "ros";
}

std::string tableText(const std::vector<StoredCalibration>& results) {
    CalibrationTable table;
    for (const StoredCalibration& stored : results) {
        const Calibration& c = stored.calibration;
        if (!c.camFromBase) continue;
        if (table.dataset.empty()) table.dataset = c.dataset;
        if (std::ranges::find(table.cameras, c.cameraName, &TableCamera::key) != table.cameras.end())
            continue;
        table.cameras.push_back(
            {c.cameraName, c.camera.matrix(), *c.camFromBase, 0, c.camera.width, c.camera.height});
    }
    return calibrationTableToYaml(table);
}

std::string inputOr(const Calibration& calibration, const char* name, const std::string& otherwise) {
    const auto found = calibration.inputs.find(name);
    return found == calibration.inputs.end() ? otherwise : found->second;
}

std::string droidText(const std::vector<StoredCalibration>& results) {
    Json json = Json::object();
    for (const StoredCalibration& stored : results) {
        const Calibration& c = stored.calibration;
        if (!c.camFromBase) continue;
        const RigidTransform baseFromCam = c.camFromBase->inverse();
        const Eigen::Vector3d t = baseFromCam.translation();
        const Eigen::Vector3d euler = eulerStaticXyz(baseFromCam.linear());
        const std::string serial = inputOr(c, "camera_serial", c.cameraName);
        if (serial.find_first_not_of("0123456789") != std::string::npos)
            log(LogLevel::Warning,
                fmt::format("'{}' is no serial number of a camera: readers of DROID's lists pass it over.",
                            serial));
        json[inputOr(c, "episode_id", fmt::format("{:06d}", c.episode))][inputOr(
            c, "camera_serial", c.cameraName)] = {t.x(), t.y(), t.z(), euler.x(), euler.y(), euler.z()};
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

Result<std::string> rosText(const std::vector<StoredCalibration>& results, const std::string& baseFrame) {
    const StoredCalibration* only = nullptr;
    for (const StoredCalibration& stored : results) {
        if (!stored.calibration.camFromBase) continue;
        if (only != nullptr)
            return makeError(
                ErrorKind::Usage,
                "A launch file holds one camera, but there are several results ({} and {}); name "
                "one calibration.json.",
                only->path.string(), stored.path.string());
        only = &stored;
    }
    return rosLaunchFile(*only->calibration.camFromBase, baseFrame, only->calibration.cameraName);
}

}  // namespace

Result<std::unique_ptr<ForeignCalibrations>> openForeignCalibrations(const fs::path& path,
                                                                     const std::string& given) {
    std::error_code error;
    if (!fs::exists(path, error))
        return inputError("{} does not exist or cannot be reached; check the path.", path.string());
    const std::string format = given.empty() ? formatOf(path) : given;
    if (format == "caliball") {
        auto tables = readCalibrationTables(path);
        if (!tables) return tl::unexpected(tables.error());
        return std::make_unique<Tables>(std::move(*tables));
    }
    if (format == "droid") {
        auto lists = DroidLists::readFolder(fs::is_directory(path, error) ? path : path.parent_path());
        if (!lists) return tl::unexpected(lists.error());
        return std::make_unique<DroidCalibrations>(path, std::move(*lists));
    }
    if (format == "ros") {
        const Result<std::string> text = readFile(path, maxTextBytes);
        if (!text) return tl::unexpected(text.error());
        auto transforms = readRosTransforms(*text, path.string());
        if (!transforms) return tl::unexpected(transforms.error());
        return std::make_unique<RosTransforms>(path, std::move(*transforms));
    }
    if (format == "json") {
        auto results = readResults(path);
        if (!results) return tl::unexpected(results.error());
        return std::make_unique<OwnResults>(std::move(*results));
    }
    return makeError(ErrorKind::Usage, "--from '{}' is unknown; give one of {}.", format, foreignFormats);
}

Result<std::string> exportCalibrations(const std::vector<StoredCalibration>& results,
                                       const std::string& format, const std::string& baseFrame) {
    if (std::ranges::none_of(results, [](const StoredCalibration& stored) {
            return stored.calibration.camFromBase.has_value();
        }))
        return inputError("None of the {} results has a pose, so there is nothing to export.",
                          results.size());
    if (format == "ros") return rosText(results, baseFrame);
    if (format == "droid") return droidText(results);
    if (format == "caliball") return tableText(results);
    return makeError(ErrorKind::Usage, "--format '{}' is unknown; give one of ros, droid, caliball.", format);
}

}  // namespace camframe
