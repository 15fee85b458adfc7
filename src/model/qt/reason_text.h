// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <string>

#include "model/core/failure.h"

namespace camframe {

/// explanation(reason) in the language of the user.
QString translatedExplanation(FailureReason reason);

/// A reason as calibration.json holds it (Finding::text(), English) in the language of the user; the detail
/// in brackets stays. Sentences that are not from the shared list come back as they are.
QString translatedReason(const std::string& reason);

/// All reasons, in the order of the enumeration.
const std::vector<FailureReason>& allFailureReasons();

}  // namespace camframe
