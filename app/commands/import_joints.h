// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model/core/io/csv_table.h"
#include "model/core/io/robot_profile.h"
#include "model/core/result.h"

namespace camframe {

/// A person's table of joint values, CSV or NPY, before anything is known of its columns.
struct JointTable {
    std::filesystem::path file;
    CsvTable table;  ///< An NPY file has no header; its columns are "column 1" ...
};

/// Reads by the file's extension: .npy, else CSV.
Result<JointTable> readJointTable(const std::filesystem::path& file);

/// How the command line names the columns.
struct ColumnRequest {
    std::vector<std::string> jointNames;  ///< --joint-names, for the columns in order.
    std::string map;                      ///< --map "column=joint,...".
    std::string timeColumn;               ///< --time-column; empty: looked for by its name.
};

/// Which columns are which joints.
struct ColumnMap {
    std::vector<size_t> columns;
    std::vector<std::string> joints;  ///< One per entry of `columns`.
    std::optional<size_t> time;
    std::vector<std::string> notes;  ///< What was guessed or left out.
};

/// Maps as asked for, else guesses: by the robot's joint names (whatever their case and separators), else
/// numbered columns (q1 ... q7) in order where there are as many as the robot's arms have joints, else,
/// without a robot, the names as they are. Fails with the names on both sides where none of this fits.
/// @param robot  May be null.
Result<ColumnMap> mapColumns(const JointTable& joints, const ColumnRequest& request, const Robot* robot);

}  // namespace camframe
