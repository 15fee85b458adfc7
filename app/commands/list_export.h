// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "app/commands/action_export.h"

namespace camframe {

/// Which items of a review list are exported.
struct ListExport {
    std::filesystem::path list;  ///< *.camreview
    std::string query;           ///< As typed into the list's filter; empty: all.
    std::string frames;  ///< For items that name none themselves; empty: those of the query, else all.
    bool acceptedOnly = true;
};

/// Exports items of a review list. Review lists need Qt, which this library does not know: the program hands
/// one in where it is built with it.
using ListExporter =
    std::function<Result<void>(const ListExport&, const SessionRequest& given, const ActionExportOptions&,
                               ExportManifest&, const RunContext&)>;

}  // namespace camframe
