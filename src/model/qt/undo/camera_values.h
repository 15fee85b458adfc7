// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/qt/camera_state.h"

namespace camframe {

/// The state's values of the members that `like` has.
CameraEdit valuesLike(const CameraState& state, const CameraEdit& like);
/// Both change the same things.
bool sameMembers(const CameraEdit& a, const CameraEdit& b);
/// Takes over the members that `values` has.
void applyValues(CameraState& state, const CameraEdit& values);

}  // namespace camframe
