// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/session.h"
#include "calib/groups/find_groups.h"
#include "model/core/io/group_file.h"
#include "model/core/progress.h"

namespace camframe {

/// What `camframe group find` looks for groups in.
struct GroupSearch {
    SessionRequest request;
    std::vector<int> episodes;
    std::vector<std::string> cameras;  ///< Empty: all that stand still.
    std::filesystem::path results;     ///< OUT folder of calibrate, or empty: poses come from there.
    /// Where backgrounds are kept: FOLDER/<episode>/<camera>/background.jpg, some 30 kB each.
    std::filesystem::path folder;
    bool resume = false;  ///< Takes backgrounds that are there already as they are.
    int jobs = 1;
};

/// Looks at the background of every camera-episode (nine pictures each) and puts those that were filmed from
/// one place into groups, see findGroups(). What cannot be read is told in `problems`. Errors: Stopped; a
/// folder that cannot be written; a dataset of which nothing can be read.
Result<GroupFile> searchGroups(const GroupSearch& search, const RunContext& context);

/// The groups as a file lists them; `records` and `groups` as for findGroups().
std::vector<StoredGroup> storedGroups(std::span<const PlacementRecord> records,
                                      std::span<const PlacementGroup> groups);

}  // namespace camframe
