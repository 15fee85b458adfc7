// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "app/commands/report/report_cases.h"
#include "app/commands/report/report_rows.h"
#include "model/core/io/input_files.h"
#include "model/core/progress.h"

namespace camframe {

struct DatasetReportInput {
    std::string title;
    const ReportRows* rows = nullptr;
    const ReportRows* before = nullptr;  ///< Results to compare with; may be null.
    std::string beforeName;
    IntrinsicsInput published;  ///< Known intrinsics to compare with; may be empty.
    std::filesystem::path csv;  ///< Named in the page.
    size_t worst = 12;          ///< Worst cases with pictures.
};

/// One self-contained HTML page about a whole set of results: status, distributions, reasons, intrinsics,
/// cameras, changes against another set, and the worst cases with pictures. Its size depends on `worst` and
/// on the number of cameras (tables end after a stated number of lines), not on the number of episodes.
Result<std::string> makeDatasetReport(const DatasetReportInput& input, CaseDrawer& drawer,
                                      const RunContext& context);

/// Rows by severity, worst first; equal ones by their place. At most `count`.
std::vector<const ReportRow*> worstRows(const ReportRows& rows, size_t count);

}  // namespace camframe
