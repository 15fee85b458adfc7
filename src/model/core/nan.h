// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>

namespace camframe {

/// What is not known, in values and tables.
inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

}  // namespace camframe
