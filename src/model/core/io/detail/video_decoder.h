// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "model/core/image.h"
#include "model/core/io/detail/video_index.h"

extern "C" {
#include <libswscale/swscale.h>
}

namespace camframe {

struct FreeVideoDecoder {
    void operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
};
struct FreeVideoFrame {
    void operator()(AVFrame* p) const { av_frame_free(&p); }
};
struct FreeVideoScaler {
    void operator()(SwsContext* p) const { sws_freeContext(p); }
};

/// Decodes any picture of an indexed video. Not thread safe. The index must outlive it.
class VideoDecoder {
public:
    /// @param input  Of the indexed file, standing anywhere.
    static Result<std::unique_ptr<VideoDecoder>> open(const VideoIndex& index, VideoInput input);

    /// @param picture  0 .. index.pictureCount() - 1.
    Result<ImageU8> read(int picture);
    /// The brightness of a picture of 12 bits, as coded.
    Result<ImageU16> readCodes(int picture);
    /// Forgets the pictures decoded lately.
    void dropCache() { m_cache.clear(); }

private:
    using Picture = std::unique_ptr<AVFrame, FreeVideoFrame>;

    VideoDecoder(const VideoIndex& index, VideoInput input);
    std::vector<size_t> startsFor(size_t target) const;
    bool startAt(size_t keyPosition);
    bool decodeUntil(int64_t pts);
    bool feedDecoder();
    void remember(int64_t pts);
    const AVFrame* cached(int64_t pts) const;
    Result<const AVFrame*> decoded(int picture);
    Result<void> checkSize(const AVFrame& frame) const;
    Result<ImageU8> toRgb(const AVFrame& frame);

    const VideoIndex& m_index;
    VideoInput m_input;
    std::unique_ptr<AVCodecContext, FreeVideoDecoder> m_decoder;
    Picture m_picture;
    Picture m_rgb;
    std::unique_ptr<SwsContext, FreeVideoScaler> m_scaler;

    bool m_streaming = false;       ///< The decoder stands somewhere known.
    bool m_packetPending = false;   ///< The input's packet is read but not yet sent.
    bool m_draining = false;        ///< The end of the file was sent.
    size_t m_nextPosition = 0;      ///< Position of the packet that is sent next.
    int64_t m_lastPts = INT64_MIN;  ///< Of the picture decoded last.
    std::deque<Picture> m_cache;    ///< Pictures decoded lately; their pts are exact.
};

}  // namespace camframe
