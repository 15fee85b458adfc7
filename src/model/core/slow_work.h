// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace camframe {

/// Called where slow work begins: decoding a picture, rendering, segmenting, calibrating, and reading or
/// writing the files of projects, review lists, calibrations and profiles.
using SlowWorkObserver = void (*)(const char* what);

/// Tests of the window set an observer here that knows which thread may not do slow work. Null, the rule:
/// nobody asks.
inline std::atomic<SlowWorkObserver> slowWorkObserver{nullptr};

/// @param what  What begins, for the message.
inline void slowWorkBegins(const char* what) {
    if (const SlowWorkObserver observer = slowWorkObserver.load(std::memory_order_relaxed)) observer(what);
}

}  // namespace camframe
