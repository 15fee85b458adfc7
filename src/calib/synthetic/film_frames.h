// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "calib/synthetic/synthetic_recording.h"
#include "model/core/episode.h"

namespace camframe {

/// The pictures of a film in memory, which must outlive this.
class FilmFrames : public FrameSource {
public:
    explicit FilmFrames(const SyntheticRecording& film) : m_film(film) {}
    int frameCount() const override { return static_cast<int>(m_film.frames.size()); }
    Result<ImageU8> read(int frame) override { return m_film.frames[static_cast<size_t>(frame)].rgb; }

private:
    const SyntheticRecording& m_film;
};

}  // namespace camframe
