// SPDX-License-Identifier: Apache-2.0
#include "calib/pose_solver.h"
