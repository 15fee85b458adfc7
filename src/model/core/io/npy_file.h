// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string>

#include "model/core/result.h"

namespace camframe {

/// Reads a NumPy array of one or two dimensions as a matrix; one dimension becomes a column.
///
/// Format versions 1 to 3, floats, integers and booleans of either byte order, row- and column-major. Refused
/// before anything is allocated: more than 64 Mi elements, a header of more than 64 KiB, a file whose size
/// is not what the header states, and object arrays, which would run code. Source: NumPy's NEP 1.
Result<Eigen::MatrixXd> readNpy(const std::filesystem::path& file);

}  // namespace camframe
