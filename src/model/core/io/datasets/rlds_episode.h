// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/io/datasets/rlds_features.h"
#include "model/core/io/datasets/tfrecord.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

/// An episode as its record holds it: the pictures stay in the file, found by where they lie.
struct RldsEpisode {
    RecordedEpisode episode;
    std::map<std::string, std::vector<RecordSpan>> pictures;  ///< By camera key, one per step.
};

/// Interprets the data of a record by the dataset's features.
///
/// Numbers of the steps become signals, pictures cameras, texts that speak of language, instructions or tasks
/// the tasks; whatever the episode has once becomes an attribute. Features that the record lacks or that are
/// not read are warnings; a number of values that does not fit the shape is an error.
///
/// @param offset  Of the data in its file, for `pictures`.
/// @param what    Named in errors.
Result<RldsEpisode> readRldsEpisode(std::string_view record, uint64_t offset,
                                    const std::vector<RldsField>& fields, const std::string& what);

}  // namespace camframe
