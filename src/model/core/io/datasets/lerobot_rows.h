// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/core/io/datasets/lerobot_info.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

class ParquetFile;

/// The rows of one episode in a data file.
struct LeRobotRows {
    int count = 0;
    std::vector<double> timestamps;            ///< s, as stored; NaN where absent; empty without the column.
    std::vector<Signal> signals;               ///< All numeric features but the bookkeeping columns.
    std::map<std::string, std::string> texts;  ///< Of the first row, by feature.
    std::vector<int64_t> taskIndices;          ///< Every one once, in order of appearance.
    std::vector<std::string> warnings;
};

/// Reads the columns that info.json declares; a declared column that the file lacks is a warning.
///
/// v2 keeps an episode per file, so all rows are read; of v3's those whose episode_index it is.
/// Refused: no rows, rows whose lists change their length, more than 1 GiB of numbers.
Result<LeRobotRows> readLeRobotRows(const ParquetFile& file, const LeRobotInfo& info, int64_t episode);

/// LeRobotRows::timestamps alone; NaN for every row without the column.
Result<std::vector<double>> readLeRobotTimes(const ParquetFile& file, const LeRobotInfo& info,
                                             int64_t episode);

/// GR00T's meta/modality.json: what parts of the state and action vectors are.
struct ModalityPart {
    std::string key;         ///< "state.left_arm": the group and its own name.
    std::string source;      ///< Feature that it is cut from, e.g. "observation.state".
    int start = 0, end = 0;  ///< Columns [start, end).
    std::map<std::string, std::string> attributes;  ///< "rotation_type", "absolute" ... as text.
};
/// Nothing where the file does not exist.
Result<std::vector<ModalityPart>> readModality(const std::filesystem::path& folder);
/// Adds one signal per part, cut from its source; parts that do not fit become warnings.
void addModalitySignals(const std::vector<ModalityPart>& parts, RecordedEpisode& episode);

}  // namespace camframe
