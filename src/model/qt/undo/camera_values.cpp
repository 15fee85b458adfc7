// SPDX-License-Identifier: Apache-2.0
#include "model/qt/undo/camera_values.h"

namespace camframe {

CameraEdit valuesLike(const CameraState& state, const CameraEdit& like) {
    CameraEdit values;
    if (like.intrinsics) values.intrinsics = state.intrinsics;
    if (like.camFromBase) values.camFromBase = state.camFromBase;
    if (like.keypoints) values.keypoints = state.keypoints;
    if (like.masks) values.masks = state.masks;
    if (like.verdict) values.verdict = state.verdict;
    if (like.verdictReason) values.verdictReason = state.verdictReason;
    if (like.run) values.run = state.run;
    return values;
}

bool sameMembers(const CameraEdit& a, const CameraEdit& b) {
    const auto same = [](const auto& x, const auto& y) { return x.has_value() == y.has_value(); };
    return same(a.intrinsics, b.intrinsics) && same(a.camFromBase, b.camFromBase) &&
           same(a.keypoints, b.keypoints) && same(a.masks, b.masks) && same(a.verdict, b.verdict) &&
           same(a.verdictReason, b.verdictReason) && same(a.run, b.run);
}

void applyValues(CameraState& state, const CameraEdit& values) {
    if (values.intrinsics) state.intrinsics = *values.intrinsics;
    if (values.camFromBase) state.camFromBase = *values.camFromBase;
    if (values.keypoints) state.keypoints = *values.keypoints;
    if (values.masks) state.masks = *values.masks;
    if (values.verdict) state.verdict = *values.verdict;
    if (values.verdictReason) state.verdictReason = *values.verdictReason;
    if (values.run) state.run = *values.run;
}

}  // namespace camframe
