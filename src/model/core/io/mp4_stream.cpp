// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/detail/mp4_stream.h"

#include <algorithm>
#include <new>

namespace camframe {

Result<void> Mp4Stream::open(const std::filesystem::path& path, const Mp4Settings& settings) {
    m_path = path;
    // Stated as a file: a name with a colon would be taken for a protocol.
    const std::string url = "file:" + path.string();
    AVFormatContext* format = nullptr;
    if (avformat_alloc_output_context2(&format, nullptr, "mp4", url.c_str()) < 0) return cannotWrite();
    m_format.reset(format);
    m_format->flags |= AVFMT_FLAG_BITEXACT;
    m_stream = avformat_new_stream(m_format.get(), nullptr);
    m_codec.reset(avcodec_alloc_context3(settings.codec));
    m_frame.reset(av_frame_alloc());
    m_packet.reset(av_packet_alloc());
    if (m_stream == nullptr || !m_codec || !m_frame || !m_packet) throw std::bad_alloc();

    const AVRational rate = av_d2q(settings.fps, 1001000);
    m_codec->width = settings.size.width;
    m_codec->height = settings.size.height;
    m_codec->time_base = av_inv_q(rate);
    m_codec->framerate = rate;
    m_codec->pix_fmt = settings.pixels;
    m_codec->thread_count = settings.threads;
    m_codec->gop_size = std::max(1, settings.keyInterval);
    m_codec->flags |= AV_CODEC_FLAG_BITEXACT;
    if (settings.colours) settings.colours(*m_codec);
    if (m_format->oformat->flags & AVFMT_GLOBALHEADER) m_codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    AVDictionary* options = nullptr;
    for (const auto& [name, value] : settings.options) av_dict_set(&options, name.c_str(), value.c_str(), 0);
    const int opened = avcodec_open2(m_codec.get(), settings.codec, &options);
    av_dict_free(&options);
    if (opened < 0)
        return makeError(ErrorKind::System, "The encoder {} refuses pictures of {}x{} at {:g} per second.",
                         settings.codec->name, m_codec->width, m_codec->height, settings.fps);
    m_stream->time_base = m_codec->time_base;
    m_stream->avg_frame_rate = rate;
    if (avcodec_parameters_from_context(m_stream->codecpar, m_codec.get()) < 0) return cannotWrite();

    m_frame->format = m_codec->pix_fmt;
    m_frame->width = m_codec->width;
    m_frame->height = m_codec->height;
    m_frame->color_range = m_codec->color_range;
    m_frame->colorspace = m_codec->colorspace;
    if (av_frame_get_buffer(m_frame.get(), 0) < 0) throw std::bad_alloc();

    if (avio_open(&m_format->pb, url.c_str(), AVIO_FLAG_WRITE) < 0) return cannotWrite();
    AVDictionary* muxing = nullptr;
    av_dict_set(&muxing, "movflags", "+faststart", 0);
    const int header = avformat_write_header(m_format.get(), &muxing);
    av_dict_free(&muxing);
    if (header < 0) return cannotWrite();
    return {};
}

AVFrame& Mp4Stream::picture() {
    if (av_frame_make_writable(m_frame.get()) < 0) throw std::bad_alloc();
    return *m_frame;
}

Result<void> Mp4Stream::add() {
    m_frame->pts = m_next++;
    return encode(m_frame.get());
}

Result<void> Mp4Stream::finish() {
    if (auto done = encode(nullptr); !done) return done;
    if (av_write_trailer(m_format.get()) < 0 || m_format->pb->error < 0 || avio_closep(&m_format->pb) < 0)
        return cannotWrite();
    return {};
}

tl::unexpected<Error> Mp4Stream::cannotWrite() const {
    return makeError(ErrorKind::Output, "Cannot write {}; check the folder's permissions and free space.",
                     m_path.string());
}

/// @param frame  Null: what the encoder still holds.
Result<void> Mp4Stream::encode(const AVFrame* frame) {
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

}  // namespace camframe
