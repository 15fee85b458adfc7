// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model/core/io/profiles/dataset_profile.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

/// What profiles are matched against.
struct DatasetFacts {
    std::string formatId;
    std::string name;
    std::filesystem::path folder;
    std::string robotHint;
    const RecordedEpisode* episode = nullptr;  ///< Any one, mostly the first.
};

struct ProfileMatch {
    int weight = 0;      ///< The larger, the more telling are the rules that fit.
    std::string reason;  ///< "its name fits oxe_toto*, it has the signal observation.state[8]"
};

/// Nothing when some rule does not fit, or the profile has none.
std::optional<ProfileMatch> matchProfile(const DatasetProfile& profile, const DatasetFacts& facts);

/// Why a profile does not fit: the first rule that fails, in words; empty when it fits.
std::string whyNotMatching(const DatasetProfile& profile, const DatasetFacts& facts);

/// The given folders of profiles, then those of CAMFRAME_PROFILE_PATH (colon-separated).
std::vector<std::filesystem::path> profileFolders(const std::vector<std::filesystem::path>& given);

/// All profiles: those of the folders (*.json that say they are dataset profiles, sorted by path), then the
/// built-in ones, sorted by name. Files that cannot be read are logged as warnings and left out.
std::vector<DatasetProfile> allDatasetProfiles(const std::vector<std::filesystem::path>& folders);

/// The profile of that name, or in that file when the text ends in .json.
Result<DatasetProfile> findDatasetProfile(const std::string& nameOrPath,
                                          const std::vector<std::filesystem::path>& folders);

/// Names of the built-in profiles, sorted.
std::vector<std::string> datasetProfileNames();

}  // namespace camframe
