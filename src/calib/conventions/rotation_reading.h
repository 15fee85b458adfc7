// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "model/core/io/profiles/dataset_profile.h"

namespace camframe {

/// One way of writing a rotation as numbers.
struct RotationReading {
    RotationKind kind = RotationKind::MatrixRows;
    std::string eulerOrder = "xyz";  ///< As PoseMapping::eulerOrder.
    bool degrees = false;            ///< Of Euler angles and axis-angle vectors.

    bool operator==(const RotationReading&) const = default;
    std::string words() const;
};

/// All readings of so many numbers, the usual first: 3 (Euler angles, axis-angle), 4 (quaternions), 6 (two
/// rows or columns) or 9 (matrices); empty for other counts.
std::vector<RotationReading> rotationReadings(int count);

/// Numbers of a rotation as `reading` writes them: rotationFrom() reads the same back.
std::vector<double> rotationNumbers(const Eigen::Matrix3d& rotation, const RotationReading& reading);

}  // namespace camframe
