// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/video_writer.h"

#include <algorithm>
#include <cassert>

#include "model/core/io/detail/mp4_stream.h"

extern "C" {
#include <libswscale/swscale.h>
}

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr int kThreads = 4;

struct FreeScaler {
    void operator()(SwsContext* p) const { sws_freeContext(p); }
};

int even(int size) {
    return size + size % 2;
}

/// x264 is what Debian's FFmpeg has; others are taken where a distribution leaves it out.
const AVCodec* findEncoder() {
    for (const char* name : {"libx264", "libopenh264"})
        if (const AVCodec* codec = avcodec_find_encoder_by_name(name)) return codec;
    return nullptr;
}

class H264Writer : public VideoWriter {
public:
    explicit H264Writer(PictureSize size) : m_size(size), m_even{even(size.width), even(size.height)} {}

    Result<void> start(const fs::path& path, const VideoWriterOptions& options) {
        Mp4Settings settings;
        settings.codec = findEncoder();
        if (settings.codec == nullptr)
            return makeError(
                ErrorKind::System,
                "FFmpeg's libraries on this machine have no H.264 encoder (libx264 or libopenh264); "
                "install a build of libavcodec with one.");
        settings.size = m_even;
        settings.fps = options.fps;
        settings.keyInterval = static_cast<int>(options.fps * 2);
        settings.threads = kThreads;
        settings.options = {{"crf", std::to_string(options.quality)},
                            {"preset", "medium"},
                            // x264 reads beyond its own data in pictures of a few blocks, and equal pictures
                            // then differ.
                            {"mbtree", "0"}};
        settings.colours = [](AVCodecContext& codec) {
            codec.color_range = AVCOL_RANGE_MPEG;
            codec.colorspace = AVCOL_SPC_BT709;
            codec.color_primaries = AVCOL_PRI_BT709;
            codec.color_trc = AVCOL_TRC_BT709;
        };
        if (auto opened = m_stream.open(path, settings); !opened) return opened;
        // Exact flags: the same bytes whatever instructions the processor has.
        m_scaler.reset(sws_getContext(
            m_even.width, m_even.height, AV_PIX_FMT_RGB24, m_even.width, m_even.height, AV_PIX_FMT_YUV420P,
            SWS_AREA | SWS_ACCURATE_RND | SWS_BITEXACT | SWS_FULL_CHR_H_INP, nullptr, nullptr, nullptr));
        if (!m_scaler)
            return makeError(ErrorKind::System, "FFmpeg cannot convert pictures of {}x{} to YUV.",
                             m_even.width, m_even.height);
        const int* matrix = sws_getCoefficients(SWS_CS_ITU709);
        sws_setColorspaceDetails(m_scaler.get(), matrix, 1, matrix, 0, 0, 1 << 16, 1 << 16);
        return {};
    }

    Result<void> add(const ImageU8& rgb) override {
        assert(rgb.width == m_size.width && rgb.height == m_size.height && rgb.channels == 3);
        const ImageU8* picture = &rgb;
        if (m_even != m_size) {
            pad(rgb);
            picture = &m_padded;
        }
        AVFrame& frame = m_stream.picture();
        const uint8_t* const rows[4] = {picture->data.data(), nullptr, nullptr, nullptr};
        const int strides[4] = {3 * picture->width, 0, 0, 0};
        sws_scale(m_scaler.get(), rows, strides, 0, picture->height, frame.data, frame.linesize);
        return m_stream.add();
    }

    Result<void> finish() override { return m_stream.finish(); }

private:
    void pad(const ImageU8& rgb) {
        m_padded = ImageU8(m_even.width, m_even.height, 3);
        for (int y = 0; y < m_padded.height; ++y) {
            const uint8_t* from = rgb.row(std::min(y, rgb.height - 1));
            uint8_t* to = std::copy_n(from, 3 * rgb.width, m_padded.row(y));
            if (m_padded.width > rgb.width) std::copy_n(from + 3 * (rgb.width - 1), 3, to);
        }
    }

    PictureSize m_size, m_even;
    Mp4Stream m_stream;
    std::unique_ptr<SwsContext, FreeScaler> m_scaler;
    ImageU8 m_padded;
};

}  // namespace

Result<std::unique_ptr<VideoWriter>> VideoWriter::open(const fs::path& path, PictureSize size,
                                                       const VideoWriterOptions& options) {
    assert(size.width > 0 && size.height > 0 && options.fps > 0);
    av_log_set_level(AV_LOG_QUIET);  // what goes wrong is said by us, with the file's name
    auto writer = std::make_unique<H264Writer>(size);
    if (auto started = writer->start(path, options); !started) return tl::unexpected(started.error());
    return writer;
}

}  // namespace camframe
