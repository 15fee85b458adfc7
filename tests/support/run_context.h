// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/core/progress.h"

namespace camframe::test {

/// Nobody watches, nobody stops; a fixed number of threads.
inline RunContext withThreads(int threads) {
    RunContext context;
    context.threads = threads;
    return context;
}

}  // namespace camframe::test
