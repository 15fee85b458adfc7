// SPDX-License-Identifier: Apache-2.0
#include "model/qt/frame_loader.h"

#include <algorithm>

namespace camframe {

FrameLoader::FrameLoader(Opener opener, int frameCount, size_t cacheBytes, QObject* parent)
    : QObject(parent),
      m_opener(std::move(opener)),
      m_frameCount(frameCount),
      m_cacheBytes(cacheBytes),
      m_worker([this](const std::stop_token& stop) { work(stop); }) {}

FrameLoader::~FrameLoader() = default;

void FrameLoader::setCurrent(int frame, int direction) {
    const std::lock_guard lock(m_mutex);
    m_current = std::clamp(frame, 0, std::max(0, m_frameCount - 1));
    m_direction = direction < 0 ? -1 : 1;
    m_wake.notify_one();
}

void FrameLoader::setReach(int frames) {
    const std::lock_guard lock(m_mutex);
    m_reach = frames;
    m_wake.notify_one();
}

std::shared_ptr<const ImageU8> FrameLoader::picture(int frame) const {
    const std::lock_guard lock(m_mutex);
    const auto found = m_pictures.find(frame);
    return found == m_pictures.end() ? nullptr : found->second;
}

QString FrameLoader::failure(int frame) const {
    const std::lock_guard lock(m_mutex);
    const auto found = m_failed.find(frame);
    return found == m_failed.end() ? QString() : found->second;
}

int FrameLoader::capacity() const {
    if (m_bytesPerFrame == 0) return 8;
    return static_cast<int>(std::clamp<size_t>(m_cacheBytes / m_bytesPerFrame, 8, 1u << 20));
}

int FrameLoader::nextWanted() const {
    if (m_current < 0 || m_frameCount == 0) return -1;
    const auto missing = [this](int frame) {
        return frame >= 0 && frame < m_frameCount && !m_pictures.contains(frame) && !m_failed.contains(frame);
    };
    if (missing(m_current)) return m_current;
    // Three quarters of the room ahead, the rest behind, nearest first.
    const int ahead = capacity() * 3 / 4;
    const int behind = capacity() - 1 - ahead;
    for (int i = 1; i <= std::min({ahead, m_frameCount, m_reach}); ++i) {
        if (missing(m_current + i * m_direction)) return m_current + i * m_direction;
    }
    for (int i = 1; i <= std::min({behind, m_frameCount, m_reach}); ++i) {
        if (missing(m_current - i * m_direction)) return m_current - i * m_direction;
    }
    return -1;
}

void FrameLoader::evict() {
    const int ahead = capacity() * 3 / 4;
    const int behind = capacity() - 1 - ahead;
    while (m_pictures.size() > static_cast<size_t>(capacity())) {
        // How far outside the range that nextWanted() fills: what it wants is never thrown away.
        const auto excess = [&](int frame) {
            const int offset = (frame - m_current) * m_direction;
            return offset >= 0 ? offset - ahead : -offset - behind;
        };
        m_pictures.erase(std::max_element(
            m_pictures.begin(), m_pictures.end(),
            [&excess](const auto& a, const auto& b) { return excess(a.first) < excess(b.first); }));
    }
}

void FrameLoader::work(const std::stop_token& stop) {
    const auto source = withoutExceptions(m_opener);
    while (!stop.stop_requested()) {
        int frame = -1;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, stop, [this] { return nextWanted() >= 0; });
            if (stop.stop_requested()) return;
            frame = nextWanted();
        }
        Result<ImageU8> picture = source ? withoutExceptions([&] { return (*source)->read(frame); })
                                         : tl::unexpected(source.error());
        const std::lock_guard lock(m_mutex);
        if (picture) {
            m_bytesPerFrame = std::max<size_t>(1, picture->data.size());
            m_pictures[frame] = std::make_shared<const ImageU8>(std::move(*picture));
            evict();
            QMetaObject::invokeMethod(
                this, [this, frame] { Q_EMIT loaded(frame); }, Qt::QueuedConnection);
        } else {
            const QString message = QString::fromStdString(picture.error().message);
            m_failed[frame] = message;
            QMetaObject::invokeMethod(
                this, [this, frame, message] { Q_EMIT failed(frame, message); }, Qt::QueuedConnection);
        }
    }
}

}  // namespace camframe
