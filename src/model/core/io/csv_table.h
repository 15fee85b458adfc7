// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model/core/result.h"

namespace camframe {

/// A table of numbers with named columns.
struct CsvTable {
    /// A cell that holds text where a number was expected.
    struct TextCell {
        size_t line = 0;  ///< From 1.
        std::string text;
    };
    std::vector<std::string> names;  ///< "column 1" ... without a header line.
    bool hasHeader = false;
    Eigen::MatrixXd values;  ///< Rows x columns; NaN where a cell is empty, NaN or text.
    std::vector<std::optional<TextCell>> firstText;  ///< Per column.
};

/// Reads text with commas, semicolons or tabs between the cells; which it is, the first line shows.
///
/// Cells may be in double quotes, in which separators and line ends count for nothing and "" is a quote. A
/// byte-order mark, lines that begin with '#' and empty lines are skipped. Beside semicolons and tabs a
/// decimal comma is read, too. The first line is a header where one of its cells is no number. Refused: more
/// than 256 MiB, 4096 columns or 64 Mi numbers, UTF-16, rows of another length than the first.
Result<CsvTable> readCsv(const std::filesystem::path& file);

}  // namespace camframe
