// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/calibrations/calibration_table.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>

#include "model/core/io/atomic_file.h"
#include "model/core/io/profiles/dataset_profile.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr size_t maxTableBytes = size_t{4} << 20;
constexpr size_t maxTables = 10'000;
constexpr size_t maxNames = 100'000;
constexpr const char* anyCamera = "default";

/// Throws what yaml-cpp throws; the caller turns it into an Error.
template <int Rows, int Cols>
Result<Eigen::Matrix<double, Rows, Cols>> matrixFrom(const YAML::Node& node, const std::string& place) {
    const auto wrong = [&] {
        return inputError("{}: give a {}x{} matrix of finite numbers as a list of rows.", place, Rows, Cols);
    };
    if (!node.IsDefined() || !node.IsSequence() || node.size() != Rows) return wrong();
    Eigen::Matrix<double, Rows, Cols> out;
    for (int r = 0; r < Rows; ++r) {
        const YAML::Node row = node[r];
        if (!row.IsSequence() || row.size() != Cols) return wrong();
        for (int c = 0; c < Cols; ++c) out(r, c) = row[c].as<double>();
    }
    if (!out.allFinite()) return wrong();
    return out;
}

Result<std::vector<std::string>> namesFrom(const YAML::Node& node, const std::string& place) {
    std::vector<std::string> names;
    if (!node.IsDefined() || node.IsNull()) return names;
    if (!node.IsSequence() || node.size() > maxNames) return inputError("{}: give a list of names.", place);
    for (const YAML::Node& name : node) names.push_back(name.as<std::string>());
    return names;
}

Result<TableCamera> cameraFrom(const std::string& key, const YAML::Node& node, const std::string& place) {
    if (!node.IsMap()) return inputError("{}: give 'intrinsic' and 'extrinsic'.", place);
    TableCamera camera;
    camera.key = key;
    const auto k = matrixFrom<3, 3>(node["intrinsic"], place + ".intrinsic");
    if (!k) return tl::unexpected(k.error());
    camera.k = *k;
    if (!(camera.k(0, 0) > 0 && camera.k(1, 1) > 0 && camera.k(0, 2) > 0 && camera.k(1, 2) > 0))
        return inputError("{}.intrinsic: give focal lengths and a principal point above 0.", place);
    const auto pose = matrixFrom<4, 4>(node["extrinsic"], place + ".extrinsic");
    if (!pose) return tl::unexpected(pose.error());
    const Eigen::Matrix3d rotation = pose->topLeftCorner<3, 3>();
    camera.orthonormalityError =
        (rotation.transpose() * rotation - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff();
    const auto rigid = rigidFromMatrix(*pose, place + ".extrinsic");
    if (!rigid) return tl::unexpected(rigid.error());
    camera.camFromBase = *rigid;
    if (const YAML::Node size = node["size"]; size.IsDefined()) {
        constexpr int largestSide = 32768;
        const auto good = [](int side) { return side >= 1 && side <= largestSide; };
        if (size.IsSequence() && size.size() == 2) {
            camera.width = size[0].as<int>();
            camera.height = size[1].as<int>();
        }
        if (!good(camera.width) || !good(camera.height))
            return inputError("{}.size: give width and height of the pictures.", place);
    }
    return camera;
}

std::string loweredName(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text.starts_with("oxe_") ? text.substr(4) : text;
}

/// "robomind/ur_1rgb" among the names of a recording.
bool namesDataset(const std::string& wanted, const std::vector<std::string>& names) {
    const std::string whole = loweredName(wanted);
    const auto has = [&](const std::string& one) {
        return std::ranges::any_of(names, [&](const std::string& name) {
            const std::string here = loweredName(name);
            return here == one || here == "h5_" + one;
        });
    };
    std::string joined = whole;
    std::ranges::replace(joined, '/', '_');
    if (has(whole) || has(joined)) return true;
    const size_t slash = whole.rfind('/');
    return slash != std::string::npos && has(whole.substr(0, slash)) && has(whole.substr(slash + 1));
}

const TableCamera* findCamera(const CalibrationTable& table, const std::string& key) {
    const auto named = std::ranges::find_if(
        table.cameras, [&](const TableCamera& c) { return sameKey(key, c.key) || sameKey(c.key, key); });
    if (named != table.cameras.end()) return &*named;
    const auto any = std::ranges::find(table.cameras, anyCamera, &TableCamera::key);
    return any == table.cameras.end() ? nullptr : &*any;
}

std::string numberText(double value) {
    return fmt::format("{}", value);
}

}  // namespace

Result<CalibrationTable> calibrationTableFromYaml(const std::string& text, const std::string& what) {
    try {
        const YAML::Node root = YAML::Load(text);
        if (!root.IsMap() || !root["dataset"] || !root["cameras"] || !root["cameras"].IsMap())
            return inputError("{}: give 'dataset' and 'cameras' as CalibAll's tables have them.", what);
        CalibrationTable table;
        table.dataset = root["dataset"].as<std::string>();
        if (table.dataset.empty()) return inputError("{}: field 'dataset' is empty; name it.", what);
        auto aliases = namesFrom(root["aliases"], what + ": field 'aliases'");
        if (!aliases) return tl::unexpected(aliases.error());
        table.aliases = std::move(*aliases);
        auto tasks = namesFrom(root["tasks"], what + ": field 'tasks'");
        if (!tasks) return tl::unexpected(tasks.error());
        table.tasks = std::move(*tasks);
        for (const auto& entry : root["cameras"]) {
            const std::string key = entry.first.as<std::string>();
            auto camera = cameraFrom(key, entry.second, fmt::format("{}: field 'cameras.{}'", what, key));
            if (!camera) return tl::unexpected(camera.error());
            table.cameras.push_back(std::move(*camera));
        }
        if (table.cameras.empty()) return inputError("{}: field 'cameras' is empty; list some.", what);
        return table;
    } catch (const YAML::Exception& error) {
        return inputError("{}: not a calibration table in YAML (line {}): {}; mend the file.", what,
                          error.mark.line + 1, error.msg);
    }
}

std::string calibrationTableToYaml(const CalibrationTable& table) {
    YAML::Emitter out;
    const auto rows = [&](const Eigen::MatrixXd& matrix) {
        out << YAML::BeginSeq;
        for (Eigen::Index r = 0; r < matrix.rows(); ++r) {
            out << YAML::Flow << YAML::BeginSeq;
            for (Eigen::Index c = 0; c < matrix.cols(); ++c) out << numberText(matrix(r, c));
            out << YAML::EndSeq;
        }
        out << YAML::EndSeq;
    };
    out << YAML::BeginMap << YAML::Key << "dataset" << YAML::Value << table.dataset;
    if (!table.aliases.empty()) out << YAML::Key << "aliases" << YAML::Value << YAML::Flow << table.aliases;
    if (!table.tasks.empty()) out << YAML::Key << "tasks" << YAML::Value << YAML::Flow << table.tasks;
    out << YAML::Key << "cameras" << YAML::Value << YAML::BeginMap;
    for (const TableCamera& camera : table.cameras) {
        out << YAML::Key << camera.key << YAML::Value << YAML::BeginMap;
        out << YAML::Key << "intrinsic" << YAML::Value;
        rows(camera.k);
        out << YAML::Key << "extrinsic" << YAML::Value;
        rows(camera.camFromBase.matrix());
        if (camera.width > 0)
            out << YAML::Key << "size" << YAML::Value << YAML::Flow << YAML::BeginSeq << camera.width
                << camera.height << YAML::EndSeq;
        out << YAML::EndMap;
    }
    out << YAML::EndMap << YAML::EndMap;
    return std::string(out.c_str()) + '\n';
}

Result<std::vector<CalibrationTable>> readCalibrationTables(const fs::path& path) {
    std::vector<fs::path> files;
    std::error_code error;
    if (fs::is_directory(path, error)) {
        for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
            const fs::path extension = it->path().extension();
            if ((extension == ".yaml" || extension == ".yml") && files.size() < maxTables)
                files.push_back(it->path());
        }
        std::ranges::sort(files);
        if (files.empty())
            return inputError("{} holds no calibration table (*.yaml); name their folder, or one of them.",
                              path.string());
    } else {
        files.push_back(path);
    }
    std::vector<CalibrationTable> tables;
    for (const fs::path& file : files) {
        const Result<std::string> text = readFile(file, maxTableBytes);
        if (!text) return tl::unexpected(text.error());
        auto table = calibrationTableFromYaml(*text, file.string());
        if (!table) return tl::unexpected(table.error());
        table->file = file;
        tables.push_back(std::move(*table));
    }
    return tables;
}

std::optional<TableEntry> findInTables(const std::vector<CalibrationTable>& tables, const TableQuery& query) {
    const auto isMeant = [&](const CalibrationTable& table) {
        return namesDataset(table.dataset, query.datasets) ||
               std::ranges::any_of(table.aliases, [&](const std::string& alias) {
                   return namesDataset(alias, query.datasets);
               });
    };
    const auto entry = [&](const CalibrationTable& table,
                           const std::string& task) -> std::optional<TableEntry> {
        const TableCamera* camera = findCamera(table, query.camera);
        if (camera == nullptr) return std::nullopt;
        return TableEntry{&table, camera,
                          fmt::format("dataset {}, {}, camera {}", table.dataset,
                                      task.empty() ? "any task" : "task " + task, camera->key)};
    };
    for (const CalibrationTable& table : tables) {
        if (table.tasks.empty() || !isMeant(table)) continue;
        const auto task = std::ranges::find_first_of(table.tasks, query.tasks);
        if (task == table.tasks.end()) continue;
        if (auto found = entry(table, *task)) return found;
    }
    for (const CalibrationTable& table : tables)
        if (table.tasks.empty() && isMeant(table))
            if (auto found = entry(table, "")) return found;
    return std::nullopt;
}

}  // namespace camframe
