// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "model/core/io/image_io.h"
#include "model/core/result.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace camframe {

struct CloseVideoInput {
    void operator()(AVFormatContext* p) const { avformat_close_input(&p); }
};
struct FreeVideoPacket {
    void operator()(AVPacket* p) const { av_packet_free(&p); }
};

/// The video stream of an opened file, read packet by packet.
class VideoInput {
public:
    static Result<VideoInput> open(const std::filesystem::path& path);

    /// Steps to the next intact packet of the stream; false at the end of the file.
    bool next();
    AVPacket* packet() const { return m_packet.get(); }
    const AVStream& stream() const { return *m_context->streams[m_stream]; }
    /// Seeks to the key frame at or before a time of the stream.
    bool seek(int64_t time);

private:
    std::unique_ptr<AVFormatContext, CloseVideoInput> m_context;
    std::unique_ptr<AVPacket, FreeVideoPacket> m_packet;
    int m_stream = -1;
};

/// When which packet of a video is shown. Pictures are counted in order of presentation time, from the first
/// that the file's edit list shows. Some 32 bytes per picture.
struct VideoIndex {
    /// One packet of the video stream.
    struct Packet {
        int64_t pts = 0;
        int64_t dts = 0;
        bool key = false;
        bool shown = false;  ///< false: before the start of the edit list; decoded only for its successors.
    };
    std::filesystem::path path;
    PictureSize size;
    AVRational timeBase{1, 1};
    std::vector<Packet> packets;              ///< In decoding order.
    std::vector<uint32_t> packetsByTime;      ///< Positions in `packets`, by pts.
    std::vector<uint32_t> packetsOfPictures;  ///< Picture -> position in `packets`.

    /// Reads the input to its end.
    static Result<VideoIndex> build(const std::filesystem::path& path, VideoInput& input);
    /// Position in `packets` of the packet with that pts.
    std::optional<size_t> find(int64_t pts) const;
    int pictureCount() const { return static_cast<int>(packetsOfPictures.size()); }
    int64_t ptsOf(int picture) const { return packets[packetsOfPictures[static_cast<size_t>(picture)]].pts; }
};

}  // namespace camframe
