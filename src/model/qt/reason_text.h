// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>
#include <string>
#include <vector>

#include "model/core/failure.h"

namespace camframe {

/// explanation(reason) in the language of the user. Next steps are named as the window names them, not by
/// options of the command line.
QString translatedExplanation(FailureReason reason);

/// A reason as calibration.json holds it (Finding::text(), English) in the language of the user; the detail
/// in brackets stays, with the language's decimal sign. Sentences that are not from the shared list come back
/// as they are.
QString translatedReason(const std::string& reason);

/// The same for all reasons of a result. What was said several times with other details is one sentence with
/// all of them, at the place of the first.
QStringList translatedReasons(const std::vector<std::string>& reasons);

/// All reasons, in the order of the enumeration.
const std::vector<FailureReason>& allFailureReasons();

}  // namespace camframe
