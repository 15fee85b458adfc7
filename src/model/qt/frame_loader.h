// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "model/core/episode.h"

namespace camframe {

/// Decodes the frames of one camera on a worker thread and keeps the ones around the current frame.
///
/// The window asks for a frame and gets loaded() when it is there; the worker then goes on with the frames
/// that scrubbing or playing will want next. Signals arrive on the thread of this object. The destructor
/// waits for the frame that is being decoded.
class FrameLoader : public QObject {
    Q_OBJECT

public:
    using Opener = std::function<Result<std::unique_ptr<FrameSource>>()>;

    /// @param opener      Opens the pictures; called once, on the worker thread.
    /// @param cacheBytes  Decoded pictures kept at most; at least 8 frames are kept.
    FrameLoader(Opener opener, int frameCount, size_t cacheBytes, QObject* parent = nullptr);
    ~FrameLoader() override;

    /// Makes `frame` the first to be decoded.
    /// @param direction  +1 or -1: where to look ahead.
    void setCurrent(int frame, int direction = 1);

    /// Looks no farther ahead or behind than so many frames, for a recording that is not on show yet.
    void setReach(int frames);

    /// The picture when it has been decoded, else null.
    std::shared_ptr<const ImageU8> picture(int frame) const;
    /// Why the frame cannot be read; empty when it can, or has not been tried.
    QString failure(int frame) const;

Q_SIGNALS:
    void loaded(int frame);
    /// The frame cannot be read; the sentence says why. It is not tried again.
    void failed(int frame, const QString& message);

private:
    void work(const std::stop_token& stop);
    /// Frames kept at most. The mutex is held by the callers of these three.
    int capacity() const;
    int nextWanted() const;
    void evict();

    Opener m_opener;
    const int m_frameCount;
    const size_t m_cacheBytes;

    mutable std::mutex m_mutex;
    std::condition_variable_any m_wake;
    int m_current = -1;
    int m_direction = 1;
    int m_reach = 1 << 20;
    size_t m_bytesPerFrame = 0;
    std::map<int, std::shared_ptr<const ImageU8>> m_pictures;
    std::map<int, QString> m_failed;
    std::jthread m_worker;  ///< Last member: ends before the others go.
};

}  // namespace camframe
