// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/profiles/profiled_reader.h"

#include <algorithm>

namespace camframe {

namespace {

/// Every stride-th picture of a camera, red and blue exchanged where they are stored so.
class ProfiledFrames : public FrameSource {
public:
    ProfiledFrames(std::unique_ptr<FrameSource> stored, int stride, bool swapColours)
        : m_stored(std::move(stored)), m_stride(stride), m_swapColours(swapColours) {}

    int frameCount() const override { return (m_stored->frameCount() + m_stride - 1) / m_stride; }
    Result<ImageU8> read(int frame) override {
        Result<ImageU8> picture = m_stored->read(frame * m_stride);
        if (!picture || !m_swapColours) return picture;
        for (int y = 0; y < picture->height; ++y) {
            uint8_t* row = picture->row(y);
            for (int x = 0; x < picture->width; ++x) std::swap(row[3 * x], row[3 * x + 2]);
        }
        return picture;
    }

private:
    std::unique_ptr<FrameSource> m_stored;
    int m_stride;
    bool m_swapColours;
};

class ProfiledDepth : public DepthSource {
public:
    ProfiledDepth(std::unique_ptr<DepthSource> stored, int stride)
        : m_stored(std::move(stored)), m_stride(stride) {}

    int frameCount() const override { return (m_stored->frameCount() + m_stride - 1) / m_stride; }
    Result<std::optional<ImageU16>> read(int frame) override { return m_stored->read(frame * m_stride); }

private:
    std::unique_ptr<DepthSource> m_stored;
    int m_stride;
};

class ProfiledReader : public DatasetReader {
public:
    ProfiledReader(std::unique_ptr<RecordedDataset> dataset, DatasetProfile profile,
                   std::optional<RobotLayout> robot, DatasetUnderstanding understanding)
        : m_dataset(std::move(dataset)),
          m_profile(std::move(profile)),
          m_robot(std::move(robot)),
          m_understanding(std::move(understanding)) {}

    std::string formatName() const override { return m_dataset->formatName(); }
    std::string name() const override { return m_dataset->name(); }
    int episodeCount() const override { return m_dataset->episodeCount(); }
    DatasetUnderstanding understanding() const override { return m_understanding; }
    RecordedDataset* recorded() override { return m_dataset.get(); }

    Result<Episode> readEpisode(int index) override {
        if (index < 0 || index >= episodeCount())
            return makeError(ErrorKind::Usage, "Episode {} does not exist: '{}' has episodes 0 to {}.", index,
                             name(), episodeCount() - 1);
        // What the dataset stores can still be looked at.
        if (!m_understanding.refusal.empty()) return inputError("{}", m_understanding.refusal);
        const Result<RecordedEpisode> recorded = m_dataset->readEpisode(index);
        if (!recorded) return tl::unexpected(recorded.error());
        Result<Episode> episode = applyDatasetProfile(*recorded, m_profile, m_robot ? &*m_robot : nullptr,
                                                      m_dataset->folder(), &m_understanding.assumptions);
        if (episode) episode->index = index;
        return episode;
    }

    Result<std::unique_ptr<FrameSource>> openFrames(const Episode& episode,
                                                    const CameraStream& camera) override {
        auto stored = m_dataset->openFrames(episode.index, camera.frames.key);
        const bool swap = swapsColours(camera.frames.key);
        if (!stored || (m_profile.stride == 1 && !swap)) return stored;
        return std::make_unique<ProfiledFrames>(std::move(*stored), m_profile.stride, swap);
    }

    Result<std::unique_ptr<DepthSource>> openDepth(const Episode& episode,
                                                   const CameraStream& camera) override {
        auto stored = m_dataset->openDepth(episode.index, camera.frames.key);
        if (!stored || m_profile.stride == 1) return stored;
        return std::make_unique<ProfiledDepth>(std::move(*stored), m_profile.stride);
    }

private:
    bool swapsColours(const std::string& key) const {
        const auto known = std::ranges::find_if(
            m_profile.cameras, [&](const CameraMapping& camera) { return sameKey(key, camera.key); });
        return known != m_profile.cameras.end() && known->swapColours;
    }

    std::unique_ptr<RecordedDataset> m_dataset;
    DatasetProfile m_profile;
    std::optional<RobotLayout> m_robot;
    DatasetUnderstanding m_understanding;
};

}  // namespace

std::unique_ptr<DatasetReader> makeProfiledReader(std::unique_ptr<RecordedDataset> dataset,
                                                  DatasetProfile profile, std::optional<RobotLayout> robot,
                                                  DatasetUnderstanding understanding) {
    return std::make_unique<ProfiledReader>(std::move(dataset), std::move(profile), std::move(robot),
                                            std::move(understanding));
}

}  // namespace camframe
