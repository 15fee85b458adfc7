// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "model/core/io/profiles/dataset_profile.h"

namespace camframe {

/// Words of the profile file and what they mean; one table serves reading, writing and error texts.
template <class T, size_t N>
using Words = std::array<std::pair<std::string_view, T>, N>;

inline constexpr Words<ValueUnit, 5> unitWords{{{"rad", ValueUnit::Radians},
                                                {"deg", ValueUnit::Degrees},
                                                {"m", ValueUnit::Metres},
                                                {"mm", ValueUnit::Millimetres},
                                                {"normalised", ValueUnit::Normalised}}};

inline constexpr Words<RotationKind, 10> rotationWords{
    {{"euler", RotationKind::Euler},
     {"quat_xyzw", RotationKind::QuaternionXyzw},
     {"quat_wxyz", RotationKind::QuaternionWxyz},
     {"axis_angle", RotationKind::AxisAngle},
     {"rot6d_columns", RotationKind::Rot6dColumns},
     {"rot6d_rows", RotationKind::Rot6dRows},
     {"matrix_rows", RotationKind::MatrixRows},
     {"matrix_columns", RotationKind::MatrixColumns},
     {"transform_rows", RotationKind::TransformRows},
     {"transform_columns", RotationKind::TransformColumns}}};

inline constexpr Words<GripperMode, 3> gripperWords{{{"recorded", GripperMode::Recorded},
                                                     {"integrated", GripperMode::Integrated},
                                                     {"constant", GripperMode::Constant}}};

template <class T, size_t N>
std::string_view wordOf(const Words<T, N>& words, T value) {
    for (const auto& [word, meaning] : words)
        if (meaning == value) return word;
    return {};
}

}  // namespace camframe
