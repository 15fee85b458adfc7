// SPDX-License-Identifier: Apache-2.0
#include "model/qt/project_file.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>

#include "model/qt/recording.h"

namespace camframe {

namespace {

constexpr std::chrono::seconds closingWait{10};

/// Puts the cameras of an earlier write under a later one, which need not speak of all of them.
void putUnder(ProjectWrite& later, ProjectWrite&& earlier) {
    for (SavedCamera& camera : earlier.cameras) {
        const auto same = [&camera](const SavedCamera& other) {
            return other.state.name == camera.state.name;
        };
        if (std::ranges::none_of(later.cameras, same)) later.cameras.push_back(std::move(camera));
    }
}

}  // namespace

struct ProjectFile::Shared {
    QString path;
    std::vector<CameraState> cameras;  ///< For their names.

    mutable std::mutex mutex;
    std::condition_variable wake;  ///< There is something to do.
    std::condition_variable rest;  ///< Something was done.
    std::deque<std::function<void()>> tasks;
    std::optional<ProjectWrite> pending;
    bool held = false;  ///< `pending` failed, and waits for the next attempt.
    bool writing = false;
    bool closing = false;
    bool closed = false;
    std::deque<Result<void>> outcomes;
    std::function<void()> listener;

    std::unique_ptr<ProjectStore> store;  ///< Of the thread alone.

    /// On the thread.
    Result<Contents> read(const QString& file, const Recording& recording);
    void work();
    void writePending(std::unique_lock<std::mutex>& lock);
};

Result<ProjectFile::Contents> ProjectFile::Shared::read(const QString& file, const Recording& recording) {
    auto opened = ProjectStore::open(file, recording);
    if (!opened) return tl::unexpected(opened.error());
    Contents contents;
    cameras = recording.initialStates();
    for (CameraState& camera : cameras) {
        auto saved = (*opened)->load(camera);
        if (!saved) return tl::unexpected(saved.error());
        camera = saved->state;
        contents.cameras.push_back(std::move(*saved));
    }
    auto history = (*opened)->loadHistory(cameras);
    if (!history) return tl::unexpected(history.error());
    contents.history = std::move(*history);
    cameras = recording.initialStates();
    store = std::move(*opened);
    path = store->path();
    return contents;
}

void ProjectFile::Shared::work() {
    std::unique_lock lock(mutex);
    for (;;) {
        wake.wait(lock, [this] { return closing || !tasks.empty() || (pending && !held); });
        if (!tasks.empty()) {
            const auto task = std::move(tasks.front());
            tasks.pop_front();
            lock.unlock();
            task();
            lock.lock();
        } else if (pending && !held) {
            writePending(lock);
        } else {
            break;
        }
        rest.notify_all();
    }
    lock.unlock();
    store.reset();
    lock.lock();
    closed = true;
    rest.notify_all();
}

void ProjectFile::Shared::writePending(std::unique_lock<std::mutex>& lock) {
    ProjectWrite write = std::move(*pending);
    pending.reset();
    writing = true;
    lock.unlock();
    const auto done = store->save(write.cameras, write.steps, write.done, cameras);
    lock.lock();
    writing = false;
    if (!done && pending) {
        putUnder(*pending, std::move(write));
    } else if (!done) {
        pending = std::move(write);
        held = true;
    }
    outcomes.push_back(done);
    if (listener) listener();
}

Result<ProjectFile::Contents> ProjectFile::open(const QString& path, const Recording& recording) {
    auto shared = std::make_shared<Shared>();
    std::promise<Result<Contents>> promise;
    auto contents = promise.get_future();
    std::thread thread([shared, promise = std::move(promise), path, &recording]() mutable {
        auto read = shared->read(path, recording);
        const bool good = read.has_value();
        promise.set_value(std::move(read));  // from here on `recording` may be gone
        if (good) shared->work();
    });
    auto read = contents.get();
    if (read) {
        read->file.reset(new ProjectFile(std::move(shared), std::move(thread)));
    } else {
        thread.join();
    }
    return read;
}

ProjectFile::ProjectFile(std::shared_ptr<Shared> shared, std::thread thread)
    : m_shared(std::move(shared)), m_thread(std::move(thread)) {}

ProjectFile::~ProjectFile() {
    std::unique_lock lock(m_shared->mutex);
    m_shared->listener = nullptr;
    m_shared->held = false;
    m_shared->closing = true;
    m_shared->wake.notify_all();
    const bool closed = m_shared->rest.wait_for(lock, closingWait, [this] { return m_shared->closed; });
    lock.unlock();
    if (closed) {
        m_thread.join();
    } else {
        m_thread.detach();
    }
}

QString ProjectFile::path() const {
    return m_shared->path;
}

void ProjectFile::post(std::function<void()> task) {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->tasks.push_back(std::move(task));
    m_shared->wake.notify_all();
}

void ProjectFile::adoptHistory(std::vector<StepToSave> steps) {
    post([shared = m_shared.get(), steps = std::move(steps)] { shared->store->adoptHistory(steps); });
}

void ProjectFile::write(ProjectWrite write) {
    const std::lock_guard lock(m_shared->mutex);
    if (m_shared->pending) putUnder(write, std::move(*m_shared->pending));
    m_shared->pending = std::move(write);
    m_shared->held = false;
    m_shared->wake.notify_all();
}

void ProjectFile::retry() {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->held = false;
    m_shared->wake.notify_all();
}

bool ProjectFile::wait(std::chrono::milliseconds atMost) {
    std::unique_lock lock(m_shared->mutex);
    m_shared->rest.wait_for(lock, atMost,
                            [this] { return !m_shared->writing && (!m_shared->pending || m_shared->held); });
    return !m_shared->writing && !m_shared->pending;
}

bool ProjectFile::isWritten() const {
    const std::lock_guard lock(m_shared->mutex);
    return !m_shared->writing && !m_shared->pending;
}

bool ProjectFile::isBusy() const {
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->writing || (m_shared->pending && !m_shared->held);
}

std::optional<Result<void>> ProjectFile::takeOutcome() {
    const std::lock_guard lock(m_shared->mutex);
    if (m_shared->outcomes.empty()) return {};
    const Result<void> first = std::move(m_shared->outcomes.front());
    m_shared->outcomes.pop_front();
    return first;
}

void ProjectFile::setListener(std::function<void()> listener) {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->listener = std::move(listener);
}

void ProjectFile::checkpoint() {
    post([shared = m_shared.get()] { shared->store->checkpoint(); });
}

void ProjectFile::refuseWrites(bool refuse) {
    std::promise<void> done;
    post([shared = m_shared.get(), refuse, &done] {
        shared->store->refuseWrites(refuse);
        done.set_value();
    });
    done.get_future().wait();
}

void ProjectFile::stall(std::chrono::milliseconds duration) {
    post([duration] { std::this_thread::sleep_for(duration); });
}

}  // namespace camframe
