// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/commands/profile_poses.h"
#include "app/commands/wizard_request.h"
#include "calib/conventions/convention_search.h"
#include "model/core/io/profiles/dataset_profile.h"
#include "model/core/io/robot_profile.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

struct WizardAnswer {
    std::string camera;  ///< Whose pictures were looked at; empty: none.
    std::optional<ConventionRanking> joints;
    /// End-effector poses: one per arm beside joints, ranked by these; or alone, ranked by pictures.
    std::vector<PoseFinding> poses;
    DatasetProfile profile;            ///< The one begun with, with what is determined.
    std::vector<std::string> remarks;  ///< What was assumed to begin with.

    /// Whether anything can be believed.
    bool convincing() const;
    std::vector<std::string> words() const;
};

/// Ranks what the columns of a recording could mean and puts what is settled into a profile: the one that is
/// named, else the one that fits, else a guess. Its columns, units, signs and offsets are not believed.
///
/// Joints are ranked by the pictures, end-effector poses beside them by forward kinematics of the joints as
/// they were settled. Where no joints are recorded, poses are ranked by the pictures.
Result<WizardAnswer> findConventions(const WizardRequest& request, const RunContext& context);

/// 6, 7, 12 or 16 numbers, separated by blanks or commas (brackets count as blanks), from the text itself or
/// from the file that it names.
Result<std::vector<double>> parseExtrinsics(const std::string& text);

}  // namespace camframe
