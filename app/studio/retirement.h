// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QThreadPool>
#include <concepts>
#include <memory>

namespace camframe {

/// Where objects go whose destructors wait for a worker of their own, which may be in the middle of a frame:
/// another thread does the waiting, so that what is opened next is not held up. The destructor waits for all
/// that are still going.
class Retirement {
public:
    Retirement();
    ~Retirement();

    /// From now on nobody hears from the object, and nothing that was posted to it arrives. Nobody may hold
    /// it any more, not even by a QPointer, which another thread would clear. Null is welcome.
    template <std::derived_from<QObject> T>
    void take(std::unique_ptr<T> object) {
        if (!object) return;
        object->disconnect();
        object->moveToThread(nullptr);
        m_thread.start([leaving = object.release()] { delete leaving; });
    }

    /// What was freed and is still kept goes back to the system: every worker allocates from a heap of its
    /// own, and glibc keeps the holes between what lasts.
    void handBack();

private:
    QThreadPool m_thread;
};

}  // namespace camframe
