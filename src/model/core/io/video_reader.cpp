// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/video_reader.h"
#include "model/core/slow_work.h"

#include <algorithm>
#include <deque>
#include <unordered_map>
#include <utility>
#include <vector>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

namespace camframe {

namespace {

namespace fs = std::filesystem;

struct CloseInput {
    void operator()(AVFormatContext* p) const { avformat_close_input(&p); }
};
struct FreeDecoder {
    void operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
};
struct FreePacket {
    void operator()(AVPacket* p) const { av_packet_free(&p); }
};
struct FreeFrame {
    void operator()(AVFrame* p) const { av_frame_free(&p); }
};
struct FreeScaler {
    void operator()(SwsContext* p) const { sws_freeContext(p); }
};
using Input = std::unique_ptr<AVFormatContext, CloseInput>;
using Decoder = std::unique_ptr<AVCodecContext, FreeDecoder>;
using Packet = std::unique_ptr<AVPacket, FreePacket>;
using Picture = std::unique_ptr<AVFrame, FreeFrame>;
using Scaler = std::unique_ptr<SwsContext, FreeScaler>;

/// Containers that hold one file's own data; play lists and the like could name other files.
constexpr const char* kContainers = "mov,mp4,matroska,webm,avi,mpegts,ivf";
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

class VideoFrames : public FrameSource {
public:
    VideoFrames(fs::path path, PictureSize size, int frameCount)
        : m_path(std::move(path)), m_size(size), m_frameCount(frameCount) {}

    Result<void> open();
    int frameCount() const override { return m_frameCount; }
    Result<ImageU8> read(int frame) override;

private:
    /// One packet of the video stream, in decoding order.
    struct IndexedPacket {
        int64_t pts = 0;
        int64_t dts = 0;
        bool key = false;
        bool shown = false;  ///< false: before the start of the edit list; decoded only for its successors.
    };

    Result<void> openInput();
    Result<void> indexPackets();
    Result<void> openDecoder();
    bool readVideoPacket();
    std::vector<size_t> startsFor(size_t target) const;
    bool startAt(size_t keyPosition);
    bool decodeUntil(int64_t pts);
    bool feedDecoder();
    void remember(int64_t pts);
    const AVFrame* cached(int64_t pts) const;
    Result<ImageU8> toRgb(const AVFrame& frame);

    fs::path m_path;
    PictureSize m_size;
    int m_frameCount;

    Input m_input;
    int m_stream = -1;
    Decoder m_decoder;
    Packet m_packet;
    Picture m_picture;
    Picture m_rgb;
    Scaler m_scaler;

    std::vector<IndexedPacket> m_packets;
    std::vector<size_t> m_positionOfFrame;  ///< Frame -> position in m_packets, in order of presentation.
    std::unordered_map<int64_t, size_t> m_positionOfPts;

    bool m_streaming = false;       ///< The decoder stands somewhere known.
    bool m_packetPending = false;   ///< m_packet is read but not yet sent.
    bool m_draining = false;        ///< The end of the file was sent.
    size_t m_nextPosition = 0;      ///< Position of the packet that is sent next.
    int64_t m_lastPts = INT64_MIN;  ///< Of the picture decoded last.
    std::deque<Picture> m_cache;    ///< Pictures decoded lately; their pts are exact.
};

Result<void> VideoFrames::open() {
    m_packet.reset(av_packet_alloc());
    m_picture.reset(av_frame_alloc());
    m_rgb.reset(av_frame_alloc());
    if (const auto opened = openInput(); !opened) return opened;
    if (const auto indexed = indexPackets(); !indexed) return indexed;
    return openDecoder();
}

Result<void> VideoFrames::openInput() {
    AVDictionary* options = nullptr;
    av_dict_set(&options, "protocol_whitelist", "file", 0);
    av_dict_set(&options, "format_whitelist", kContainers, 0);
    AVFormatContext* raw = nullptr;
    const int status = avformat_open_input(&raw, ("file:" + m_path.string()).c_str(), nullptr, &options);
    av_dict_free(&options);
    m_input.reset(raw);
    if (status < 0 || avformat_find_stream_info(raw, nullptr) < 0)
        return inputError(
            "Video {} cannot be opened: it is truncated, damaged or of a kind that is not read; copy "
            "or convert it again (MP4 or Matroska with H.264, HEVC or AV1).",
            m_path.string());
    m_stream = av_find_best_stream(raw, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
    if (m_stream < 0 || (raw->streams[m_stream]->disposition & AV_DISPOSITION_ATTACHED_PIC))
        return inputError("Video {} holds no video stream; check the recording's 'video'.", m_path.string());
    const AVCodecParameters& parameters = *raw->streams[m_stream]->codecpar;
    if (parameters.width != m_size.width || parameters.height != m_size.height)
        return inputError(
            "Video {} has pictures of {}x{} pixels, but the camera states {}x{}; correct its 'width' "
            "and 'height'.",
            m_path.string(), parameters.width, parameters.height, m_size.width, m_size.height);
    for (unsigned i = 0; i < raw->nb_streams; ++i)
        raw->streams[i]->discard = static_cast<int>(i) == m_stream ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    return {};
}

/// Reads the next intact packet of the stream into m_packet; false at the end of the file.
bool VideoFrames::readVideoPacket() {
    for (;;) {
        av_packet_unref(m_packet.get());
        if (av_read_frame(m_input.get(), m_packet.get()) < 0) return false;
        if (m_packet->stream_index == m_stream && !(m_packet->flags & AV_PKT_FLAG_CORRUPT)) return true;
    }
}

Result<void> VideoFrames::indexPackets() {
    while (readVideoPacket()) {
        if (m_packet->pts == AV_NOPTS_VALUE)
            return inputError("Video {} has pictures without presentation time; convert it to MP4.",
                              m_path.string());
        if (!m_positionOfPts.emplace(m_packet->pts, m_packets.size()).second)
            return inputError("Video {} has two pictures for the same time; convert it again.",
                              m_path.string());
        const bool shown = !(m_packet->flags & AV_PKT_FLAG_DISCARD);
        if (shown) m_positionOfFrame.push_back(m_packets.size());
        m_packets.push_back({m_packet->pts, m_packet->dts, (m_packet->flags & AV_PKT_FLAG_KEY) != 0, shown});
    }
    if (m_positionOfFrame.size() < static_cast<size_t>(m_frameCount))
        return inputError(
            "Video {} has {} pictures, but the recording states {} frames: it is truncated, or "
            "'num_frames' is wrong.",
            m_path.string(), m_positionOfFrame.size(), m_frameCount);
    std::ranges::sort(m_positionOfFrame, {}, [this](size_t position) { return m_packets[position].pts; });
    return {};
}

Result<void> VideoFrames::openDecoder() {
    const AVCodecParameters* parameters = m_input->streams[m_stream]->codecpar;
    const AVCodec* codec = avcodec_find_decoder(parameters->codec_id);
    if (!codec)
        return inputError("Video {} is coded as {}, for which there is no decoder here; convert it to H.264.",
                          m_path.string(), avcodec_get_name(parameters->codec_id));
    m_decoder.reset(avcodec_alloc_context3(codec));
    m_decoder->thread_count = 2;
    m_decoder->pkt_timebase = m_input->streams[m_stream]->time_base;
    if (avcodec_parameters_to_context(m_decoder.get(), parameters) < 0 ||
        avcodec_open2(m_decoder.get(), codec, nullptr) < 0)
        return inputError("Video {} cannot be decoded: its {} header is damaged; copy or convert it again.",
                          m_path.string(), codec->name);
    return {};
}

/// Key frames from which the packet at `target` can be decoded, the nearest first. A picture shown before a
/// key frame but stored behind it (open GOP) needs the key frame before that one.
std::vector<size_t> VideoFrames::startsFor(size_t target) const {
    std::vector<size_t> starts;
    for (size_t position = target + 1; position-- > 0 && starts.size() < 2;)
        if (m_packets[position].key && m_packets[position].pts <= m_packets[target].pts)
            starts.push_back(position);
    starts.push_back(0);
    return starts;
}

/// Puts the decoder at the key frame at `keyPosition`, or before it where the container cannot seek exactly.
bool VideoFrames::startAt(size_t keyPosition) {
    avcodec_flush_buffers(m_decoder.get());
    m_draining = m_packetPending = m_streaming = false;
    m_lastPts = INT64_MIN;
    const auto stand = [&] {
        if (!readVideoPacket()) return false;
        const auto found = m_positionOfPts.find(m_packet->pts);
        if (found == m_positionOfPts.end() || found->second > keyPosition) return false;
        m_nextPosition = found->second;
        return m_packetPending = m_streaming = true;
    };
    // Containers differ in whether they search by decoding or by presentation time.
    const IndexedPacket& key = m_packets[keyPosition];
    for (const int64_t time : {key.pts, key.dts})
        if (time != AV_NOPTS_VALUE &&
            av_seek_frame(m_input.get(), m_stream, time, AVSEEK_FLAG_BACKWARD) >= 0 && stand())
            return true;
    return openInput() && stand();
}

/// Sends one packet, or the end of the file; false when there is nothing more to send.
bool VideoFrames::feedDecoder() {
    if (m_draining) return false;
    if (!m_packetPending && !readVideoPacket()) {
        m_draining = true;
        avcodec_send_packet(m_decoder.get(), nullptr);
        return true;
    }
    m_packetPending = false;
    ++m_nextPosition;
    // A packet that the decoder refuses leaves a picture out, which is noticed when that picture is wanted.
    avcodec_send_packet(m_decoder.get(), m_packet.get());
    av_packet_unref(m_packet.get());
    return true;
}

/// Decodes on until the picture of that time lies in the cache; false when it does not come.
bool VideoFrames::decodeUntil(int64_t pts) {
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
void VideoFrames::remember(int64_t pts) {
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

const AVFrame* VideoFrames::cached(int64_t pts) const {
    const auto found = std::ranges::find(m_cache, pts, [](const Picture& picture) { return picture->pts; });
    return found == m_cache.end() ? nullptr : found->get();
}

Result<ImageU8> VideoFrames::read(int frame) {
    slowWorkBegins("decoding a video");
    if (frame < 0 || frame >= m_frameCount)
        return makeError(ErrorKind::Usage, "Frame {} does not exist: {} has frames 0 to {}.", frame,
                         m_path.string(), m_frameCount - 1);
    const size_t target = m_positionOfFrame[static_cast<size_t>(frame)];
    const int64_t pts = m_packets[target].pts;
    if (const AVFrame* picture = cached(pts)) return toRgb(*picture);

    const std::vector<size_t> starts = startsFor(target);
    const bool ahead = m_streaming && m_lastPts < pts && starts.front() < m_nextPosition;
    if (ahead && decodeUntil(pts)) return toRgb(*cached(pts));
    for (const size_t start : starts)
        if (startAt(start) && decodeUntil(pts)) return toRgb(*cached(pts));
    return inputError(
        "Video {}: frame {} cannot be decoded, the file is truncated or damaged; copy or convert it "
        "again.",
        m_path.string(), frame);
}

Result<ImageU8> VideoFrames::toRgb(const AVFrame& frame) {
    if (frame.width != m_size.width || frame.height != m_size.height)
        return inputError("Video {} changes its picture size to {}x{} pixels; convert it to one size.",
                          m_path.string(), frame.width, frame.height);
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
            m_path.string(), av_get_pix_fmt_name(static_cast<AVPixelFormat>(frame.format)));
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

}  // namespace

Result<std::unique_ptr<FrameSource>> openVideoFrames(const fs::path& path, PictureSize size, int frameCount) {
    // Errors are said once, in our own words.
    av_log_set_level(AV_LOG_QUIET);
    if (std::error_code error; !fs::is_regular_file(path, error))
        return inputError("Video {} does not exist; check the recording's 'video'.", path.string());
    auto frames = std::make_unique<VideoFrames>(path, size, frameCount);
    if (const auto opened = frames->open(); !opened) return tl::unexpected(opened.error());
    return frames;
}

}  // namespace camframe
