// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/video_writer.h"

#include <algorithm>
#include <cassert>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
}

namespace camframe {

namespace {

namespace fs = std::filesystem;

/// Encoder threads: the number decides the bytes, so it may not depend on the machine.
constexpr int kThreads = 4;

struct ContextDeleter {
    void operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
    void operator()(AVFormatContext* p) const {
        if (p->pb != nullptr) avio_closep(&p->pb);
        avformat_free_context(p);
    }
    void operator()(AVFrame* p) const { av_frame_free(&p); }
    void operator()(AVPacket* p) const { av_packet_free(&p); }
    void operator()(SwsContext* p) const { sws_freeContext(p); }
};
template <class T>
using Owned = std::unique_ptr<T, ContextDeleter>;

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
    H264Writer(fs::path path, PictureSize size) : m_path(std::move(path)), m_size(size) {}

    Result<void> start(const VideoWriterOptions& options) {
        const AVCodec* codec = findEncoder();
        if (codec == nullptr)
            return makeError(
                ErrorKind::System,
                "FFmpeg's libraries on this machine have no H.264 encoder (libx264 or libopenh264); "
                "install a build of libavcodec with one.");
        // Stated as a file: a name with a colon would be taken for a protocol.
        const std::string url = "file:" + m_path.string();
        AVFormatContext* format = nullptr;
        if (avformat_alloc_output_context2(&format, nullptr, "mp4", url.c_str()) < 0) return cannotWrite();
        m_format.reset(format);
        m_format->flags |= AVFMT_FLAG_BITEXACT;
        m_stream = avformat_new_stream(m_format.get(), nullptr);
        m_codec.reset(avcodec_alloc_context3(codec));
        m_frame.reset(av_frame_alloc());
        m_packet.reset(av_packet_alloc());
        if (m_stream == nullptr || !m_codec || !m_frame || !m_packet) throw std::bad_alloc();

        const AVRational rate = av_d2q(options.fps, 1001000);
        m_codec->width = even(m_size.width);
        m_codec->height = even(m_size.height);
        m_codec->time_base = av_inv_q(rate);
        m_codec->framerate = rate;
        m_codec->pix_fmt = AV_PIX_FMT_YUV420P;
        m_codec->color_range = AVCOL_RANGE_MPEG;
        m_codec->colorspace = AVCOL_SPC_BT709;
        m_codec->color_primaries = AVCOL_PRI_BT709;
        m_codec->color_trc = AVCOL_TRC_BT709;
        m_codec->thread_count = kThreads;
        m_codec->gop_size = std::max(1, static_cast<int>(options.fps * 2));
        m_codec->flags |= AV_CODEC_FLAG_BITEXACT;
        if (m_format->oformat->flags & AVFMT_GLOBALHEADER) m_codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
        AVDictionary* settings = nullptr;
        av_dict_set_int(&settings, "crf", options.quality, 0);
        av_dict_set(&settings, "preset", "medium", 0);
        // x264 reads beyond its own data in pictures of a few blocks, and equal pictures then differ.
        av_dict_set(&settings, "mbtree", "0", 0);
        const int opened = avcodec_open2(m_codec.get(), codec, &settings);
        av_dict_free(&settings);
        if (opened < 0)
            return makeError(ErrorKind::System,
                             "The H.264 encoder {} refuses pictures of {}x{} at {:g} per second.",
                             codec->name, m_codec->width, m_codec->height, options.fps);
        m_stream->time_base = m_codec->time_base;
        m_stream->avg_frame_rate = rate;
        if (avcodec_parameters_from_context(m_stream->codecpar, m_codec.get()) < 0) return cannotWrite();

        m_frame->format = m_codec->pix_fmt;
        m_frame->width = m_codec->width;
        m_frame->height = m_codec->height;
        m_frame->color_range = m_codec->color_range;
        m_frame->colorspace = m_codec->colorspace;
        if (av_frame_get_buffer(m_frame.get(), 0) < 0) throw std::bad_alloc();
        // Exact flags: the same bytes whatever instructions the processor has.
        m_scaler.reset(sws_getContext(m_codec->width, m_codec->height, AV_PIX_FMT_RGB24, m_codec->width,
                                      m_codec->height, AV_PIX_FMT_YUV420P,
                                      SWS_AREA | SWS_ACCURATE_RND | SWS_BITEXACT | SWS_FULL_CHR_H_INP,
                                      nullptr, nullptr, nullptr));
        if (!m_scaler) return cannotWrite();
        const int* matrix = sws_getCoefficients(SWS_CS_ITU709);
        sws_setColorspaceDetails(m_scaler.get(), matrix, 1, matrix, 0, 0, 1 << 16, 1 << 16);

        if (avio_open(&m_format->pb, url.c_str(), AVIO_FLAG_WRITE) < 0) return cannotWrite();
        AVDictionary* muxing = nullptr;
        av_dict_set(&muxing, "movflags", "+faststart", 0);
        const int header = avformat_write_header(m_format.get(), &muxing);
        av_dict_free(&muxing);
        if (header < 0) return cannotWrite();
        return {};
    }

    Result<void> add(const ImageU8& rgb) override {
        assert(rgb.width == m_size.width && rgb.height == m_size.height && rgb.channels == 3);
        const ImageU8* picture = &rgb;
        if (m_codec->width != rgb.width || m_codec->height != rgb.height) {
            pad(rgb);
            picture = &m_padded;
        }
        if (av_frame_make_writable(m_frame.get()) < 0) throw std::bad_alloc();
        const uint8_t* const rows[4] = {picture->data.data(), nullptr, nullptr, nullptr};
        const int strides[4] = {3 * picture->width, 0, 0, 0};
        sws_scale(m_scaler.get(), rows, strides, 0, picture->height, m_frame->data, m_frame->linesize);
        m_frame->pts = m_next++;
        return encode(m_frame.get());
    }

    Result<void> finish() override {
        if (auto done = encode(nullptr); !done) return done;
        if (av_write_trailer(m_format.get()) < 0 || m_format->pb->error < 0 || avio_closep(&m_format->pb) < 0)
            return cannotWrite();
        return {};
    }

private:
    tl::unexpected<Error> cannotWrite() const {
        return makeError(ErrorKind::Output, "Cannot write {}; check the folder's permissions and free space.",
                         m_path.string());
    }

    void pad(const ImageU8& rgb) {
        m_padded = ImageU8(m_codec->width, m_codec->height, 3);
        for (int y = 0; y < m_padded.height; ++y) {
            const uint8_t* from = rgb.row(std::min(y, rgb.height - 1));
            uint8_t* to = std::copy_n(from, 3 * rgb.width, m_padded.row(y));
            if (m_padded.width > rgb.width) std::copy_n(from + 3 * (rgb.width - 1), 3, to);
        }
    }

    /// @param frame  Null: what the encoder still holds.
    Result<void> encode(const AVFrame* frame) {
        if (avcodec_send_frame(m_codec.get(), frame) < 0) return cannotWrite();
        while (true) {
            const int received = avcodec_receive_packet(m_codec.get(), m_packet.get());
            if (received == AVERROR(EAGAIN) || received == AVERROR_EOF) return {};
            if (received < 0) return cannotWrite();
            m_packet->duration = 1;
            av_packet_rescale_ts(m_packet.get(), m_codec->time_base, m_stream->time_base);
            m_packet->stream_index = m_stream->index;
            if (av_interleaved_write_frame(m_format.get(), m_packet.get()) < 0) return cannotWrite();
        }
    }

    fs::path m_path;
    PictureSize m_size;
    Owned<AVFormatContext> m_format;
    Owned<AVCodecContext> m_codec;
    Owned<AVFrame> m_frame;
    Owned<AVPacket> m_packet;
    Owned<SwsContext> m_scaler;
    AVStream* m_stream = nullptr;  ///< Belongs to m_format.
    int64_t m_next = 0;
    ImageU8 m_padded;
};

}  // namespace

Result<std::unique_ptr<VideoWriter>> VideoWriter::open(const fs::path& path, PictureSize size,
                                                       const VideoWriterOptions& options) {
    assert(size.width > 0 && size.height > 0 && options.fps > 0);
    av_log_set_level(AV_LOG_QUIET);  // what goes wrong is said by us, with the file's name
    auto writer = std::make_unique<H264Writer>(path, size);
    if (auto started = writer->start(options); !started) return tl::unexpected(started.error());
    return writer;
}

}  // namespace camframe
