// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "calib/conventions/convention_search.h"
#include "model/core/io/profiles/dataset_profile.h"
#include "model/core/io/robot_profile.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

/// What `camframe profile wizard` is asked.
struct WizardRequest {
    std::string camera;      ///< Name or key; empty: the first that stands still and whose K is known.
    std::string extrinsics;  ///< Numbers, or a file of numbers, as shipped; empty: none.
    std::filesystem::path calibration;  ///< Where the camera stands for sure; empty: unknown.
};

struct WizardAnswer {
    std::string camera;
    ConventionRanking ranking;
    DatasetProfile profile;  ///< The one begun with, with what is determined.
};

/// Ranks what the columns of a recording could mean and puts what the pictures settle into its profile.
/// @param profile  Names the signals of the joints; its columns, units, signs and offsets are not believed.
Result<WizardAnswer> askWizard(RecordedDataset& dataset, const RecordedEpisode& recorded,
                               DatasetProfile profile, const Robot& robot, const WizardRequest& request,
                               const RunContext& context);

/// 6, 7, 12 or 16 numbers, separated by blanks or commas (brackets count as blanks), from the text itself or
/// from the file that it names.
Result<std::vector<double>> parseExtrinsics(const std::string& text);

}  // namespace camframe
