// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "model/core/io/detail/video_decoder.h"

extern "C" {
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
}

namespace camframe {

namespace {

constexpr size_t kCacheBytes = size_t{64} << 20;

/// Swscale's matrix for the stream's tag. Untagged streams are BT.601, as FFmpeg writes them from RGB.
int swsMatrix(AVColorSpace space) {
    switch (space) {
        case AVCOL_SPC_BT709:
            return SWS_CS_ITU709;
        case AVCOL_SPC_FCC:
            return SWS_CS_FCC;
        case AVCOL_SPC_SMPTE240M:
            return SWS_CS_SMPTE240M;
        case AVCOL_SPC_BT2020_NCL:
        case AVCOL_SPC_BT2020_CL:
            return SWS_CS_BT2020;
        default:
            return SWS_CS_ITU601;
    }
}

bool isFullRange(const AVFrame& frame) {
    switch (frame.format) {
        case AV_PIX_FMT_YUVJ420P:
        case AV_PIX_FMT_YUVJ422P:
        case AV_PIX_FMT_YUVJ444P:
        case AV_PIX_FMT_YUVJ440P:
        case AV_PIX_FMT_YUVJ411P:
            return true;
        default:
            return frame.color_range == AVCOL_RANGE_JPEG;
    }
}

}  // namespace

VideoDecoder::VideoDecoder(const VideoIndex& index, VideoInput input)
    : m_index(index), m_input(std::move(input)), m_picture(av_frame_alloc()), m_rgb(av_frame_alloc()) {}

Result<std::unique_ptr<VideoDecoder>> VideoDecoder::open(const VideoIndex& index, VideoInput input) {
    std::unique_ptr<VideoDecoder> decoder(new VideoDecoder(index, std::move(input)));
    const AVStream& stream = decoder->m_input.stream();
    const AVCodec* codec = avcodec_find_decoder(stream.codecpar->codec_id);
    if (!codec)
        return inputError("Video {} is coded as {}, for which there is no decoder here; convert it to H.264.",
                          index.path.string(), avcodec_get_name(stream.codecpar->codec_id));
    decoder->m_decoder.reset(avcodec_alloc_context3(codec));
    decoder->m_decoder->thread_count = 2;
    decoder->m_decoder->pkt_timebase = stream.time_base;
    if (avcodec_parameters_to_context(decoder->m_decoder.get(), stream.codecpar) < 0 ||
        avcodec_open2(decoder->m_decoder.get(), codec, nullptr) < 0)
        return inputError("Video {} cannot be decoded: its {} header is damaged; copy or convert it again.",
                          index.path.string(), codec->name);
    return decoder;
}

/// Key frames from which the packet at `target` can be decoded, the nearest first. A picture shown before a
/// key frame but stored behind it (open GOP) needs the key frame before that one.
std::vector<size_t> VideoDecoder::startsFor(size_t target) const {
    std::vector<size_t> starts;
    for (size_t position = target + 1; position-- > 0 && starts.size() < 2;)
        if (m_index.packets[position].key && m_index.packets[position].pts <= m_index.packets[target].pts)
            starts.push_back(position);
    starts.push_back(0);
    return starts;
}

/// Puts the decoder at the key frame at `keyPosition`, or before it where the container cannot seek exactly.
bool VideoDecoder::startAt(size_t keyPosition) {
    avcodec_flush_buffers(m_decoder.get());
    m_draining = m_packetPending = m_streaming = false;
    m_lastPts = INT64_MIN;
    const auto stand = [&] {
        if (!m_input.next()) return false;
        const auto found = m_index.find(m_input.packet()->pts);
        if (!found || *found > keyPosition) return false;
        m_nextPosition = *found;
        return m_packetPending = m_streaming = true;
    };
    // Containers differ in whether they search by decoding or by presentation time.
    const VideoIndex::Packet& key = m_index.packets[keyPosition];
    for (const int64_t time : {key.pts, key.dts})
        if (time != AV_NOPTS_VALUE && m_input.seek(time) && stand()) return true;
    auto again = VideoInput::open(m_index.path);
    if (!again) return false;
    m_input = std::move(*again);
    return stand();
}

/// Sends one packet, or the end of the file; false when there is nothing more to send.
bool VideoDecoder::feedDecoder() {
    if (m_draining) return false;
    if (!m_packetPending && !m_input.next()) {
        m_draining = true;
        avcodec_send_packet(m_decoder.get(), nullptr);
        return true;
    }
    m_packetPending = false;
    ++m_nextPosition;
    // A packet that the decoder refuses leaves a picture out, which is noticed when that picture is wanted.
    avcodec_send_packet(m_decoder.get(), m_input.packet());
    av_packet_unref(m_input.packet());
    return true;
}

/// Decodes on until the picture of that time lies in the cache; false when it does not come.
bool VideoDecoder::decodeUntil(int64_t pts) {
    for (;;) {
        const int status = avcodec_receive_frame(m_decoder.get(), m_picture.get());
        if (status == 0) {
            m_lastPts = m_picture->pts != AV_NOPTS_VALUE ? m_picture->pts : m_picture->best_effort_timestamp;
            remember(m_lastPts);
            if (m_lastPts >= pts) return cached(pts) != nullptr;
        } else if (status == AVERROR_EOF || !feedDecoder()) {
            m_streaming = false;
            return false;
        }
    }
}

/// Keeps an intact picture; stepping backwards within a group of pictures then costs nothing.
void VideoDecoder::remember(int64_t pts) {
    const bool damaged = (m_picture->flags & AV_FRAME_FLAG_CORRUPT) || m_picture->decode_error_flags != 0;
    if (damaged || cached(pts)) return;
    const int bytes = av_image_get_buffer_size(static_cast<AVPixelFormat>(m_picture->format),
                                               m_picture->width, m_picture->height, 1);
    const size_t capacity = std::clamp<size_t>(kCacheBytes / static_cast<size_t>(std::max(bytes, 1)), 2, 32);
    while (m_cache.size() >= capacity) m_cache.pop_front();
    m_picture->pts = pts;
    m_cache.emplace_back(av_frame_alloc());
    av_frame_move_ref(m_cache.back().get(), m_picture.get());
}

const AVFrame* VideoDecoder::cached(int64_t pts) const {
    const auto found = std::ranges::find(m_cache, pts, [](const Picture& picture) { return picture->pts; });
    return found == m_cache.end() ? nullptr : found->get();
}

Result<ImageU8> VideoDecoder::read(int picture) {
    const Result<const AVFrame*> frame = decoded(picture);
    if (!frame) return tl::unexpected(frame.error());
    return toRgb(**frame);
}

Result<ImageU16> VideoDecoder::readCodes(int picture) {
    const Result<const AVFrame*> found = decoded(picture);
    if (!found) return tl::unexpected(found.error());
    const AVFrame& frame = **found;
    if (auto good = checkSize(frame); !good) return tl::unexpected(good.error());
    const AVPixFmtDescriptor* format = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
    const AVComponentDescriptor* brightness = format ? &format->comp[0] : nullptr;
    constexpr uint64_t kOther = AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL |
                                AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_FLOAT;
    if (!brightness || (format->flags & kOther) || brightness->depth != 12 || brightness->step != 2 ||
        brightness->plane != 0 || brightness->offset != 0 || brightness->shift != 0)
        return inputError(
            "Video {} has pixels of the format {}, which hold no numbers of 12 bits (gray12le or yuv420p12le "
            "do); encode the depth anew.",
            m_index.path.string(), format ? format->name : "unknown");
    ImageU16 codes(frame.width, frame.height);
    for (int y = 0; y < codes.height; ++y) {
        const uint8_t* from = frame.data[0] + static_cast<std::ptrdiff_t>(y) * frame.linesize[0];
        uint16_t* to = codes.row(y);
        for (int x = 0; x < codes.width; ++x, from += 2)
            to[x] = static_cast<uint16_t>((from[0] | from[1] << 8) & 0xFFF);
    }
    return codes;
}

/// Stays valid until the next picture is decoded.
Result<const AVFrame*> VideoDecoder::decoded(int picture) {
    const size_t target = m_index.packetsOfPictures[static_cast<size_t>(picture)];
    const int64_t pts = m_index.packets[target].pts;
    if (const AVFrame* known = cached(pts)) return known;

    const std::vector<size_t> starts = startsFor(target);
    const bool ahead = m_streaming && m_lastPts < pts && starts.front() < m_nextPosition;
    if (ahead && decodeUntil(pts)) return cached(pts);
    for (const size_t start : starts)
        if (startAt(start) && decodeUntil(pts)) return cached(pts);
    return inputError(
        "Video {}: picture {} cannot be decoded, the file is truncated or damaged; copy or convert it "
        "again.",
        m_index.path.string(), picture);
}

Result<void> VideoDecoder::checkSize(const AVFrame& frame) const {
    if (frame.width == m_index.size.width && frame.height == m_index.size.height) return {};
    return inputError("Video {} changes its picture size to {}x{} pixels; convert it to one size.",
                      m_index.path.string(), frame.width, frame.height);
}

Result<ImageU8> VideoDecoder::toRgb(const AVFrame& frame) {
    if (auto good = checkSize(frame); !good) return tl::unexpected(good.error());
    m_scaler.reset(sws_getCachedContext(
        m_scaler.release(), frame.width, frame.height, static_cast<AVPixelFormat>(frame.format), frame.width,
        frame.height, AV_PIX_FMT_RGB24, SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, nullptr,
        nullptr, nullptr));
    if (m_scaler && !m_rgb->data[0]) {
        m_rgb->format = AV_PIX_FMT_RGB24;
        m_rgb->width = frame.width;
        m_rgb->height = frame.height;
        av_frame_get_buffer(m_rgb.get(), 0);  // padded rows: the scaler may write past the last pixel
    }
    if (!m_scaler || !m_rgb->data[0])
        return inputError(
            "Video {} has a pixel format ({}) that cannot be converted to RGB; convert it to yuv420p.",
            m_index.path.string(), av_get_pix_fmt_name(static_cast<AVPixelFormat>(frame.format)));
    const int* coefficients = sws_getCoefficients(swsMatrix(frame.colorspace));
    // The result means "unsupported" for RGB sources, which need no matrix.
    (void)sws_setColorspaceDetails(m_scaler.get(), coefficients, isFullRange(frame), coefficients, 1, 0,
                                   1 << 16, 1 << 16);
    sws_scale(m_scaler.get(), frame.data, frame.linesize, 0, frame.height, m_rgb->data, m_rgb->linesize);
    ImageU8 image(frame.width, frame.height, 3);
    for (int y = 0; y < image.height; ++y)
        std::copy_n(m_rgb->data[0] + static_cast<std::ptrdiff_t>(y) * m_rgb->linesize[0],
                    static_cast<size_t>(image.width) * 3, image.row(y));
    return image;
}

}  // namespace camframe
