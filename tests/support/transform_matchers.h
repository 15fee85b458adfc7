// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include "model/core/rigid_transform.h"

namespace camframe::test {

/// Success when the rotation between the poses is at most `radians` and their translations differ by at most
/// `metres`; a miss states both figures.
inline ::testing::AssertionResult posesNear(const RigidTransform& a, const RigidTransform& b, double radians,
                                            double metres) {
    const double rotation = rotationAngleBetween(a, b);
    const double translation = (a.translation() - b.translation()).norm();
    if (rotation <= radians && translation <= metres) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure()
           << "rotation differs by " << rotation << " rad (allowed " << radians << "), translation by "
           << translation << " m (allowed " << metres << ")";
}

}  // namespace camframe::test
