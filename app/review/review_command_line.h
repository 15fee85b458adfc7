// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/review_lists.h"

namespace camframe {

/// Review lists for the command line.
ReviewLists reviewLists();

}  // namespace camframe
