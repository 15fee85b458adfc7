// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/core/recorded_dataset.h"

namespace camframe::test {

/// A signal whose value in row t and column c is 100 t + c, unless the caller changes it.
inline Signal countingSignal(std::string key, int frames, int columns) {
    Signal signal{std::move(key), {}, Eigen::MatrixXd(frames, columns)};
    for (int t = 0; t < frames; ++t)
        for (int c = 0; c < columns; ++c) signal.values(t, c) = 100 * t + c;
    return signal;
}

inline RecordedEpisode recordedEpisode(int frames, std::vector<Signal> signals,
                                       std::vector<RecordedCamera> cameras = {}) {
    RecordedEpisode episode;
    episode.name = "recording";
    episode.frameCount = frames;
    episode.signals = std::move(signals);
    episode.cameras = std::move(cameras);
    return episode;
}

inline RecordedCamera recordedCamera(std::string key, int width = 640, int height = 480) {
    RecordedCamera camera;
    camera.key = std::move(key);
    camera.width = width;
    camera.height = height;
    return camera;
}

/// Pictures whose pixels are (frame, 2 frame, 3 frame).
class FakeFrames : public FrameSource {
public:
    FakeFrames(int frames, int width, int height) : m_frames(frames), m_width(width), m_height(height) {}
    int frameCount() const override { return m_frames; }
    Result<ImageU8> read(int frame) override {
        ImageU8 picture(m_width, m_height, 3);
        for (size_t i = 0; i < picture.data.size(); ++i)
            picture.data[i] = static_cast<uint8_t>(static_cast<size_t>(frame) * (1 + i % 3));
        return picture;
    }

private:
    int m_frames, m_width, m_height;
};

class FakeDepth : public DepthSource {
public:
    explicit FakeDepth(int frames) : m_frames(frames) {}
    int frameCount() const override { return m_frames; }
    Result<std::optional<ImageU16>> read(int frame) override {
        return ImageU16(2, 2, 1, static_cast<uint16_t>(1000 + frame));
    }

private:
    int m_frames;
};

/// A dataset in memory.
class FakeDataset : public RecordedDataset {
public:
    explicit FakeDataset(std::vector<RecordedEpisode> episodes) : m_episodes(std::move(episodes)) {}
    std::string formatName() const override { return "fake"; }
    std::string name() const override { return "fake_set"; }
    std::filesystem::path folder() const override { return "/nowhere/fake_set"; }
    int episodeCount() const override { return static_cast<int>(m_episodes.size()); }
    Result<EpisodeSummary> summary(int index) override {
        return EpisodeSummary{m_episodes[static_cast<size_t>(index)].name, -1, {}};
    }
    Result<RecordedEpisode> readEpisode(int index) override { return m_episodes[static_cast<size_t>(index)]; }
    Result<std::unique_ptr<FrameSource>> openFrames(int index, const std::string& key) override {
        const RecordedEpisode& episode = m_episodes[static_cast<size_t>(index)];
        const RecordedCamera* camera = episode.findCamera(key);
        if (camera == nullptr) return inputError("no camera {}", key);
        return std::make_unique<FakeFrames>(episode.frameCount, camera->width, camera->height);
    }
    Result<std::unique_ptr<DepthSource>> openDepth(int index, const std::string&) override {
        return std::make_unique<FakeDepth>(m_episodes[static_cast<size_t>(index)].frameCount);
    }

private:
    std::vector<RecordedEpisode> m_episodes;
};

}  // namespace camframe::test
