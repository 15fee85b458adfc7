// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/video_reader.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "model/core/io/detail/video_decoder.h"
#include "model/core/slow_work.h"

namespace camframe {

namespace fs = std::filesystem;

/// Some pictures of a file in their order. Its decoder goes back to the file at the end.
class VideoPictures {
public:
    VideoPictures(std::shared_ptr<VideoFile> file, std::unique_ptr<VideoDecoder> decoder,
                  std::vector<int> pictures)
        : m_file(std::move(file)), m_decoder(std::move(decoder)), m_pictures(std::move(pictures)) {}
    ~VideoPictures() { m_file->giveBack(std::move(m_decoder)); }
    VideoPictures(const VideoPictures&) = delete;
    VideoPictures& operator=(const VideoPictures&) = delete;

    int count() const { return static_cast<int>(m_pictures.size()); }
    /// @param decode  Member of VideoDecoder that reads a picture.
    template <class Picture>
    Result<Picture> read(int frame, Result<Picture> (VideoDecoder::*decode)(int)) {
        slowWorkBegins("decoding a video");
        if (frame < 0 || frame >= count())
            return makeError(ErrorKind::Usage, "Frame {} does not exist: {} has frames 0 to {}.", frame,
                             m_file->path().string(), count() - 1);
        return (*m_decoder.*decode)(m_pictures[static_cast<size_t>(frame)]);
    }

private:
    std::shared_ptr<VideoFile> m_file;
    std::unique_ptr<VideoDecoder> m_decoder;
    std::vector<int> m_pictures;
};

namespace {

class ColourFrames : public FrameSource {
public:
    template <class... Arguments>
    explicit ColourFrames(Arguments&&... arguments) : m_pictures(std::forward<Arguments>(arguments)...) {}
    int frameCount() const override { return m_pictures.count(); }
    Result<ImageU8> read(int frame) override { return m_pictures.read(frame, &VideoDecoder::read); }

private:
    VideoPictures m_pictures;
};

class CodeFrames : public VideoCodes {
public:
    template <class... Arguments>
    explicit CodeFrames(Arguments&&... arguments) : m_pictures(std::forward<Arguments>(arguments)...) {}
    int frameCount() const override { return m_pictures.count(); }
    Result<ImageU16> read(int frame) override { return m_pictures.read(frame, &VideoDecoder::readCodes); }

private:
    VideoPictures m_pictures;
};

}  // namespace

VideoFile::VideoFile() = default;
VideoFile::~VideoFile() = default;

Result<std::shared_ptr<VideoFile>> VideoFile::open(const fs::path& path) {
    auto input = VideoInput::open(path);
    if (!input) return tl::unexpected(input.error());
    auto index = VideoIndex::build(path, *input);
    if (!index) return tl::unexpected(index.error());
    std::shared_ptr<VideoFile> file(new VideoFile);
    file->m_index = std::make_unique<const VideoIndex>(std::move(*index));
    file->m_codec = avcodec_get_name(input->stream().codecpar->codec_id);
    auto decoder = VideoDecoder::open(*file->m_index, std::move(*input));
    if (!decoder) return tl::unexpected(decoder.error());
    file->m_idle = std::move(*decoder);
    return file;
}

const fs::path& VideoFile::path() const {
    return m_index->path;
}

PictureSize VideoFile::size() const {
    return m_index->size;
}

int VideoFile::pictureCount() const {
    return m_index->pictureCount();
}

double VideoFile::timeOf(int picture) const {
    return static_cast<double>(m_index->ptsOf(picture)) * av_q2d(m_index->timeBase);
}

int VideoFile::pictureNear(double seconds) const {
    int low = 0, high = pictureCount();  // the first picture that is not earlier
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (timeOf(middle) < seconds)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == pictureCount()) return low - 1;
    return low > 0 && seconds - timeOf(low - 1) < timeOf(low) - seconds ? low - 1 : low;
}

Result<std::unique_ptr<VideoDecoder>> VideoFile::takeDecoder() {
    {
        const std::scoped_lock lock(m_mutex);
        if (m_idle) return std::move(m_idle);
    }
    auto input = VideoInput::open(path());
    if (!input) return tl::unexpected(input.error());
    return VideoDecoder::open(*m_index, std::move(*input));
}

void VideoFile::giveBack(std::unique_ptr<VideoDecoder> decoder) {
    decoder->dropCache();
    const std::scoped_lock lock(m_mutex);
    m_idle = std::move(decoder);
}

void VideoFile::rest() {
    const std::scoped_lock lock(m_mutex);
    m_idle.reset();
}

Result<void> VideoFile::checkSize(PictureSize size) const {
    if (size != this->size())
        return inputError(
            "Video {} has pictures of {}x{} pixels, but the camera states {}x{}; correct its 'width' "
            "and 'height'.",
            path().string(), this->size().width, this->size().height, size.width, size.height);
    return {};
}

Result<std::unique_ptr<FrameSource>> VideoFile::frames(PictureSize size, std::vector<int> pictures) {
    if (auto good = checkSize(size); !good) return tl::unexpected(good.error());
    auto decoder = takeDecoder();
    if (!decoder) return tl::unexpected(decoder.error());
    return std::make_unique<ColourFrames>(shared_from_this(), std::move(*decoder), std::move(pictures));
}

Result<std::unique_ptr<VideoCodes>> VideoFile::codes(PictureSize size, std::vector<int> pictures) {
    if (auto good = checkSize(size); !good) return tl::unexpected(good.error());
    auto decoder = takeDecoder();
    if (!decoder) return tl::unexpected(decoder.error());
    return std::make_unique<CodeFrames>(shared_from_this(), std::move(*decoder), std::move(pictures));
}

Result<std::unique_ptr<FrameSource>> openVideoFrames(const fs::path& path, PictureSize size, int frameCount) {
    const auto file = VideoFile::open(path);
    if (!file) return tl::unexpected(file.error());
    if ((*file)->pictureCount() < frameCount)
        return inputError(
            "Video {} has {} pictures, but the recording states {} frames: it is truncated, or "
            "'num_frames' is wrong.",
            path.string(), (*file)->pictureCount(), frameCount);
    std::vector<int> pictures(static_cast<size_t>(std::max(frameCount, 0)));
    std::iota(pictures.begin(), pictures.end(), 0);
    return (*file)->frames(size, std::move(pictures));
}

}  // namespace camframe
