// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "calib/conventions/rotation_reading.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// How somebody wrote down where a camera stands.
struct ExtrinsicConvention {
    enum class Axes {
        OpenCv,  ///< x right, y down, z forward.
        OpenGl,  ///< x right, y up, z backward (Blender, too).
        Ros,     ///< x forward, y left, z up.
    };
    bool baseFromCam = false;  ///< The camera in base space; else the base in camera space.
    Axes axes = Axes::OpenCv;  ///< Of camera space.
    RotationKind rotation = RotationKind::MatrixRows;
    std::string eulerOrder = "xyz";  ///< As PoseMapping::eulerOrder.
    bool degrees = false;
    bool lastColumns = false;  ///< 16 numbers: a 4x4 matrix column by column.

    bool operator==(const ExtrinsicConvention&) const = default;
    RotationReading reading() const { return {rotation, eulerOrder, degrees}; }
    std::string words() const;
};

/// The numbers as `convention` reads them, as camFromBase in OpenCV's axes; nothing where they are no rigid
/// motion that way.
/// @param numbers  6 (x, y, z and three angles), 7 (x, y, z and a quaternion), 12 (3x4 row by row) or 16
/// (4x4).
///                 Lengths in metres.
std::optional<RigidTransform> camFromBaseOf(std::span<const double> numbers,
                                            const ExtrinsicConvention& convention);

/// All readings of so many numbers, the usual first; empty for other counts.
std::vector<ExtrinsicConvention> extrinsicConventions(size_t count);

/// Numbers of a pose as `convention` writes them: camFromBaseOf() reads the same back. 6, 7 or 16 of them.
/// Euler angles of any order.
std::vector<double> numbersOf(const RigidTransform& camFromBase, const ExtrinsicConvention& convention);

}  // namespace camframe
