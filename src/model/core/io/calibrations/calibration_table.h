// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model/core/result.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// The tables in which CalibAll publishes where cameras of datasets stood: one YAML file per dataset or per
/// group of tasks,
///
///     dataset: robomind/ur_1rgb        aliases: [names that mean the same]   (optional)
///     tasks: [task, ...]               (optional: without, every other task of the dataset)
///     cameras: {KEY or "default": {intrinsic: 3x3, extrinsic: 4x4 camFromBase}}
///
/// Our own also state `size: [width, height]` of each camera.
///
/// The published matrices have four decimals, so rotations are off by up to about 1.1e-4 from orthonormal.
struct TableCamera {
    std::string key;  ///< "default" stands for every camera that is not listed.
    Eigen::Matrix3d k = Eigen::Matrix3d::Identity();
    RigidTransform camFromBase = RigidTransform::Identity();  ///< Made exactly orthonormal.
    double orthonormalityError = 0;                           ///< |R^T R - I|_max as it was written.
    int width = 0, height = 0;  ///< Of the pictures that k is for; 0: not stated, as in CalibAll's own.
};

struct CalibrationTable {
    std::filesystem::path file;
    std::string dataset;
    std::vector<std::string> aliases;
    std::vector<std::string> tasks;
    std::vector<TableCamera> cameras;
};

/// @param what  Named in errors, e.g. the file's path.
Result<CalibrationTable> calibrationTableFromYaml(const std::string& text, const std::string& what);
/// Four decimals for rotations would lose what the poses know: numbers are written in full.
std::string calibrationTableToYaml(const CalibrationTable& table);

/// One file, or all *.yaml of a folder, sorted by name.
Result<std::vector<CalibrationTable>> readCalibrationTables(const std::filesystem::path& path);

/// What a recording offers to be looked up by.
struct TableQuery {
    std::vector<std::string> datasets;  ///< The dataset's name and the folders on its path.
    std::vector<std::string> tasks;     ///< Instructions, the recording's name and its parts.
    std::string camera;                 ///< Key in the dataset.
};

struct TableEntry {
    const CalibrationTable* table = nullptr;
    const TableCamera* camera = nullptr;
    std::string reason;  ///< "dataset robomind/ur_1rgb, task bread_in_basket_1, camera default"
};

/// First the tables of the dataset (or of an alias) that list the task, then those without tasks; in each the
/// camera by its key (compared as sameKey() does), then "default". Names are compared without case and
/// without the prefix "oxe_"; "a/b" fits where both are folders on the path, or joined by '_' ("a_b").
std::optional<TableEntry> findInTables(const std::vector<CalibrationTable>& tables, const TableQuery& query);

}  // namespace camframe
