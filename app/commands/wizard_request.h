// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What goes into the convention wizard and comes out of it, in terms that the window can include: Qt's word
/// `signals` is a name in dataset profiles.

#include <optional>
#include <string>
#include <vector>

#include "app/commands/session.h"
#include "model/core/progress.h"

namespace camframe {

/// What the convention wizard is asked.
struct WizardRequest {
    SessionRequest recording;  ///< With a robot; a profile there names the signals of the joints.
    int episode = 0;
    std::string name;        ///< Of the profile to be made.
    std::string camera;      ///< Name or key; empty: the first that stands still and whose K is known.
    std::string extrinsics;  ///< Numbers, or a file of numbers, as shipped; empty: none.
    std::optional<RigidTransform> camFromBase;  ///< Where the camera stands for sure; absent: unknown.
    /// The joints are right as the profile has them: only end-effector poses are asked for, without pictures.
    bool jointsKnown = false;
};

/// What the wizard has found, in words.
struct WizardSummary {
    /// As ConventionChoice.
    struct Choice {
        std::string what, chosen, runnerUp;
        double margin = 0;
        bool inMetres = false;
        bool determined = false;
    };
    std::optional<double> overlap;       ///< Of the best reading with what changes in the pictures, 0..1.
    double lead = 0;                     ///< With overlap: over the next one.
    std::optional<double> poseDistance;  ///< Of recorded end-effector poses from those of the joints (m).
    bool convincing = false;             ///< Else nothing should be believed.
    std::vector<Choice> choices;
    std::string profile;  ///< The text of the dataset profile.
};

/// findConventions(), summed up.
Result<WizardSummary> summariseConventions(const WizardRequest& request, const RunContext& context);

}  // namespace camframe
