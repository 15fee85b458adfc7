// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <vector>

#include "model/core/rigid_transform.h"

namespace camframe {

/// How far the outline of the drawn robot lies from what each frame shows.
struct FrameScores {
    int camera = 0;
    RigidTransform camFromBase = RigidTransform::Identity();  ///< The pose that was judged.
    std::vector<float> px;                                    ///< Median distance per frame; NaN: not known.

    /// The frame with the largest distance, or -1.
    int worst() const {
        int worst = -1;
        for (size_t i = 0; i < px.size(); ++i)
            if (std::isfinite(px[i]) && (worst < 0 || px[i] > px[static_cast<size_t>(worst)]))
                worst = static_cast<int>(i);
        return worst;
    }
};

}  // namespace camframe
