// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "app/commands/action_export.h"

namespace CLI {
class App;
}

namespace camframe {

struct Shell;

/// Which items of a review list are exported.
struct ListExport {
    std::string list;    ///< FILE.camreview or postgresql://...
    std::string query;   ///< As typed into the list's filter; empty: all.
    std::string frames;  ///< For items that name none themselves; empty: those of the query, else all.
    bool acceptedOnly = true;
};

/// Results that join a review list; the list is made where there is none.
struct ListCollection {
    std::string list;
    SessionRequest request;         ///< How the recordings are opened.
    std::filesystem::path results;  ///< The --out folder of calibrate.
};

struct CollectedList {
    std::string list;                  ///< Its name in full.
    int items = 0;                     ///< Camera-episodes of the dataset.
    int calibrated = 0;                ///< Of these, with a result.
    int changed = 0;                   ///< New in the list, or with a new result.
    std::vector<std::string> skipped;  ///< What cannot be read.
};

/// What is done with review lists. They need Qt, which this library does not know: the program hands these in
/// where it is built with it.
struct ReviewLists {
    std::function<Result<void>(const ListExport&, const SessionRequest& given, const ActionExportOptions&,
                               ExportManifest&, const RunContext&)>
        exportItems;
    std::function<Result<CollectedList>(const ListCollection&, const RunContext&)> collect;
    std::function<void(CLI::App&, Shell&)> addProjectCommand;
};

}  // namespace camframe
