// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/progress.h"

namespace camframe {

/// One progress out of many workers: the share of all episodes that is done, with the time that is left once
/// that can be told. Thread safe.
class BatchProgress {
public:
    /// @param whole  May be null; must outlive this.
    BatchProgress(ProgressSink* whole, size_t episodes, int workers);

    /// Of a worker's present episode. @param fraction  0..1.
    void report(int worker, double fraction, std::string_view stage);
    /// The worker's episode has ended. @param calculated  False where all of it was kept from before, which
    /// says nothing about how long the others will take.
    void finished(int worker, bool calculated);

private:
    std::string remaining(double fraction) const;

    std::mutex m_mutex;
    ProgressSink* m_whole;
    size_t m_episodes;
    size_t m_finished = 0;
    size_t m_kept = 0;
    std::vector<double> m_fractions;  ///< By worker, of its present episode.
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

/// What a worker hands to the work on one episode.
class WorkerProgress : public ProgressSink {
public:
    WorkerProgress(BatchProgress& batch, int worker, std::string prefix)
        : m_batch(batch), m_worker(worker), m_prefix(std::move(prefix)) {}
    void report(double fraction, std::string_view stage) override {
        m_batch.report(m_worker, fraction, m_prefix + std::string(stage));
    }

private:
    BatchProgress& m_batch;
    int m_worker;
    std::string m_prefix;
};

/// "40 s", "12 min", "3 h 20 min".
std::string durationText(double seconds);

}  // namespace camframe
