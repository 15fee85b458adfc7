// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/commands/session.h"
#include "model/core/io/profiles/profile_search.h"
#include "model/core/io/robot_layout.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

/// One episode of a dataset as stored, and what profiles are matched against.
struct FirstLook {
    std::unique_ptr<RecordedDataset> dataset;
    RecordedEpisode episode;
    DatasetFacts facts;  ///< About `episode`.
};

/// Opens a dataset as it is stored, without believing any profile. A plain folder is refused: it states its
/// joints in our own terms. Usage errors: episodes that do not exist, unknown formats.
Result<std::unique_ptr<FirstLook>> lookAt(const SessionRequest& request, int episode);

/// The best profile that fits what is seen, or a guess, made one's own.
/// @param remarks  Gets what was assumed.
DatasetProfile beginProfile(const SessionRequest& request, const std::string& name, const FirstLook& look,
                            const RobotLayout& robot, std::vector<std::string>& remarks);

}  // namespace camframe
