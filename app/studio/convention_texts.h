// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <string>

namespace camframe {

/// What the convention wizard calls its choices, in the window's language. Names of joints, axes and formulas
/// stay as they are.
QString conventionText(const std::string& words);

}  // namespace camframe
