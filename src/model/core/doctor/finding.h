// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/core/result.h"

namespace camframe {

enum class Severity {
    Note,     ///< Worth knowing; nothing is lost.
    Warning,  ///< Some of the data should not be believed, or will be left out.
    Error,    ///< Something cannot be read, or what is read is wrong.
};
std::string_view toString(Severity severity);

/// What the doctor found about a dataset: one line for people, fields for programs.
struct DatasetFinding {
    Severity severity = Severity::Note;
    std::string code;           ///< Stable, e.g. "stuck-signal"; docs/doctor.md lists all.
    std::vector<int> episodes;  ///< Places in the dataset, ascending; empty: the dataset as a whole.
    std::string where;          ///< Signal, camera, joint or file; may be empty.
    std::string what;           ///< Without a full stop.
    std::string mend;           ///< What to do; without a full stop.

    bool operator==(const DatasetFinding&) const = default;
};

/// A reader's sentence "what is wrong; what to do." as a finding.
DatasetFinding findingOf(const Error& error, std::string code, std::string where,
                         std::vector<int> episodes = {});

/// One finding for each code and place (without a place: each sentence): the worst of them, with the episodes
/// of all. Errors go first, then warnings; otherwise by code and place.
std::vector<DatasetFinding> merged(std::vector<DatasetFinding> findings);

/// "episodes 3, 5, 9, 10, 11 and 14 more" and so on; empty for the dataset as a whole.
std::string episodesInWords(const DatasetFinding& finding);

}  // namespace camframe
