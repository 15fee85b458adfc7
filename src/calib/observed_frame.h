// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/core/image.h"

namespace camframe {

/// A frame for searches that move the robot themselves.
struct ObservedFrame {
    int frame = 0;     ///< In the motion.
    ImageU8 observed;  ///< As SilhouetteScorer::Frame.
};

}  // namespace camframe
