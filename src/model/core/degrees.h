// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <numbers>

namespace camframe {

inline constexpr double degreesPerRadian = 180 / std::numbers::pi;

}  // namespace camframe
