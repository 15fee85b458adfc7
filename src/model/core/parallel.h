// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace camframe {

/// Number of worker threads for a request: `requested`, or the number of cores when it is 0.
int threadCount(int requested);

/// Calls body(i) once for every i in [0, count) on up to `threads` threads (0: one per core).
///
/// Indices are handed out in order, one at a time, so unequal work balances itself. Which thread runs an
/// index is not deterministic: results must go to slots owned by the index, and sums be formed afterwards in
/// index order. An exception thrown by body ends the loop and is rethrown on the calling thread.
void parallelFor(int count, int threads, const std::function<void(int)>& body);

}  // namespace camframe
