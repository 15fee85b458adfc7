// SPDX-License-Identifier: Apache-2.0
#include "app/studio/retirement.h"

#include <gtest/gtest.h>

#include <QCoreApplication>
#include <atomic>
#include <semaphore>

namespace camframe {
namespace {

/// Ends only when it is let go.
class Slow : public QObject {
public:
    Slow(std::binary_semaphore& release, std::atomic<bool>& gone) : m_release(release), m_gone(gone) {}
    ~Slow() override {
        m_release.acquire();
        m_gone = true;
    }

private:
    std::binary_semaphore& m_release;
    std::atomic<bool>& m_gone;
};

TEST(RetirementTest, WaitsElsewhereAndNobodyHearsFromWhatLeft) {
    std::binary_semaphore release(0);
    std::atomic<bool> gone = false;
    int heard = 0, posted = 0;
    {
        Retirement retirement;
        auto slow = std::make_unique<Slow>(release, gone);
        Slow* object = slow.get();
        QObject::connect(object, &QObject::objectNameChanged, [&heard] { ++heard; });
        QMetaObject::invokeMethod(
            object, [&posted] { ++posted; }, Qt::QueuedConnection);
        retirement.take(std::move(slow));
        // Its end waits for the semaphore, which is still taken: this thread got here without it.
        EXPECT_FALSE(gone);
        QCoreApplication::processEvents();
        retirement.take(std::unique_ptr<Slow>());
        retirement.handBack();
        release.release();
    }
    EXPECT_TRUE(gone) << "the retirement waits for those who are still going";
    EXPECT_EQ(heard, 0);
    EXPECT_EQ(posted, 0);
}

}  // namespace
}  // namespace camframe
