// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string_view>

namespace camframe {

/// Receives the progress of long work. Called from the thread that does the work, at most some ten times a
/// second; implementations that touch a window must hop threads themselves.
class ProgressSink {
public:
    virtual ~ProgressSink() = default;
    /// @param fraction  Share of the whole run that is done, 0..1, never falling.
    /// @param stage     Short plain words, e.g. "refining the camera pose".
    virtual void report(double fraction, std::string_view stage) = 0;
};

/// What long work needs from its surroundings: where to report, when to stop, how many threads to use.
struct RunContext {
    ProgressSink* progress = nullptr;  ///< May be null.
    std::stop_token stop;              ///< Checked often enough to end within 100 ms.
    int threads = 0;                   ///< 0: as many as the machine has cores.

    void report(double fraction, std::string_view stage) const {
        if (progress) progress->report(fraction, stage);
    }
    bool stopped() const { return stop.stop_requested(); }
};

}  // namespace camframe
