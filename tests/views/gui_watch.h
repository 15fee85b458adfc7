// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QThread>
#include <QTimer>
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>

#include "model/core/slow_work.h"

namespace camframe::test {

/// Watches the GUI thread during a journey. Counts how long it did not come back to its event loop, in a
/// histogram with marks at 16 and 100 ms, and fails the test where that was longer than 2 s, or where a
/// decoder, the renderer, the segmenter or the calibration was entered from this thread, or the file of a
/// project, a review list or a calibration was read or written.
///
/// Ends with close(), or with its life; what the test itself does on this thread in between counts, unless it
/// holds an Aside.
class GuiWatch {
public:
    GuiWatch() {
        s_entered = 0;
        slowWorkObserver = [](const char* what) {
            if (QThread::currentThread() != QCoreApplication::instance()->thread() || s_asides > 0) return;
            ++s_entered;
            ADD_FAILURE() << what << " was entered from the GUI thread";
        };
        m_sinceBeat.start();
        QObject::connect(&m_beat, &QTimer::timeout, [this] { beat(); });
        m_beat.setTimerType(Qt::PreciseTimer);
        m_beat.start(beatMs);
    }
    ~GuiWatch() { close(); }
    GuiWatch(const GuiWatch&) = delete;
    GuiWatch& operator=(const GuiWatch&) = delete;

    /// As long as it lives, the test does on this thread what the window may not. It must not let the window
    /// go on meanwhile.
    struct Aside {
        Aside() { ++s_asides; }
        ~Aside() { --s_asides; }
        Aside(const Aside&) = delete;
        Aside& operator=(const Aside&) = delete;
    };

    void close() {
        if (m_closed) return;
        m_closed = true;
        beat();
        m_beat.stop();
        slowWorkObserver = nullptr;
        std::printf(
            "[  STALLS  ] < 16 ms: %d, 16 to 100 ms: %d, 100 ms to 2 s: %d, longer: %d; longest %lld ms\n",
            m_stalls[0], m_stalls[1], m_stalls[2], m_stalls[3], static_cast<long long>(m_longest));
        EXPECT_LE(m_longest, maxStallMs) << "the window stood still";
    }

    /// Stalls shorter than 16 ms, than 100 ms, than 2 s, and longer.
    const std::array<int, 4>& stalls() const { return m_stalls; }
    qint64 longestMs() const { return m_longest; }
    static int entered() { return s_entered; }

private:
    static constexpr int beatMs = 4;
    static constexpr qint64 maxStallMs = 2000;

    void beat() {
        const qint64 ms = std::max<qint64>(0, m_sinceBeat.restart() - beatMs);
        ++m_stalls[ms < 16 ? 0 : ms < 100 ? 1 : ms <= maxStallMs ? 2 : 3];
        m_longest = std::max(m_longest, ms);
    }

    static inline std::atomic<int> s_entered = 0;
    static inline int s_asides = 0;  ///< Of the GUI thread alone.
    QTimer m_beat;
    QElapsedTimer m_sinceBeat;
    std::array<int, 4> m_stalls{};
    qint64 m_longest = 0;
    bool m_closed = false;
};

}  // namespace camframe::test
