// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/commands/wizard_request.h"
#include "calib/conventions/convention_search.h"
#include "model/core/io/profiles/dataset_profile.h"
#include "model/core/io/robot_profile.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

struct WizardAnswer {
    std::string camera;
    ConventionRanking ranking;
    DatasetProfile profile;            ///< The one begun with, with what is determined.
    std::vector<std::string> remarks;  ///< What was assumed to begin with.
};

/// Ranks what the columns of a recording could mean and puts what the pictures settle into a profile: the one
/// that is named, else the one that fits, else a guess. Its columns, units, signs and offsets are not
/// believed.
Result<WizardAnswer> findConventions(const WizardRequest& request, const RunContext& context);

/// 6, 7, 12 or 16 numbers, separated by blanks or commas (brackets count as blanks), from the text itself or
/// from the file that it names.
Result<std::vector<double>> parseExtrinsics(const std::string& text);

}  // namespace camframe
