// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>

#include "model/core/io/detail/video_index.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

/// Containers that hold one file's own data; play lists and the like could name other files.
constexpr const char* kContainers = "mov,mp4,matroska,webm,avi,mpegts,ivf";
/// Days of video at any rate; bounds the memory of the index (4 GiB) against endless files.
constexpr size_t kMaxPackets = size_t{1} << 27;

}  // namespace

Result<VideoInput> VideoInput::open(const fs::path& path) {
    // Errors are said once, in our own words.
    av_log_set_level(AV_LOG_QUIET);
    if (std::error_code error; !fs::is_regular_file(path, error))
        return inputError("Video {} does not exist; check the recording's 'video'.", path.string());
    VideoInput input;
    input.m_packet.reset(av_packet_alloc());
    AVDictionary* options = nullptr;
    av_dict_set(&options, "protocol_whitelist", "file", 0);
    av_dict_set(&options, "format_whitelist", kContainers, 0);
    AVFormatContext* raw = nullptr;
    const int status = avformat_open_input(&raw, ("file:" + path.string()).c_str(), nullptr, &options);
    av_dict_free(&options);
    input.m_context.reset(raw);
    if (status < 0 || avformat_find_stream_info(raw, nullptr) < 0)
        return inputError(
            "Video {} cannot be opened: it is truncated, damaged or of a kind that is not read; copy "
            "or convert it again (MP4 or Matroska with H.264, HEVC or AV1).",
            path.string());
    input.m_stream = av_find_best_stream(raw, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
    if (input.m_stream < 0 || (raw->streams[input.m_stream]->disposition & AV_DISPOSITION_ATTACHED_PIC))
        return inputError("Video {} holds no video stream; check the recording's 'video'.", path.string());
    for (unsigned i = 0; i < raw->nb_streams; ++i)
        raw->streams[i]->discard = static_cast<int>(i) == input.m_stream ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    return input;
}

bool VideoInput::next() {
    for (;;) {
        av_packet_unref(m_packet.get());
        if (av_read_frame(m_context.get(), m_packet.get()) < 0) return false;
        if (m_packet->stream_index == m_stream && !(m_packet->flags & AV_PKT_FLAG_CORRUPT)) return true;
    }
}

bool VideoInput::seek(int64_t time) {
    return av_seek_frame(m_context.get(), m_stream, time, AVSEEK_FLAG_BACKWARD) >= 0;
}

Result<VideoIndex> VideoIndex::build(const fs::path& path, VideoInput& input) {
    VideoIndex index;
    index.path = path;
    const AVStream& stream = input.stream();
    index.size = {stream.codecpar->width, stream.codecpar->height};
    index.timeBase = stream.time_base;
    while (input.next()) {
        const AVPacket& packet = *input.packet();
        if (packet.pts == AV_NOPTS_VALUE)
            return inputError("Video {} has pictures without presentation time; convert it to MP4.",
                              path.string());
        if (index.packets.size() == kMaxPackets)
            return inputError("Video {} has more than {} pictures; split it.", path.string(), kMaxPackets);
        index.packets.push_back({packet.pts, packet.dts, (packet.flags & AV_PKT_FLAG_KEY) != 0,
                                 !(packet.flags & AV_PKT_FLAG_DISCARD)});
    }
    const auto timeOf = [&](uint32_t position) { return index.packets[position].pts; };
    index.packetsByTime.resize(index.packets.size());
    std::iota(index.packetsByTime.begin(), index.packetsByTime.end(), 0U);
    std::ranges::sort(index.packetsByTime, {}, timeOf);
    if (std::ranges::adjacent_find(index.packetsByTime, {}, timeOf) != index.packetsByTime.end())
        return inputError("Video {} has two pictures for the same time; convert it again.", path.string());
    std::ranges::copy_if(index.packetsByTime, std::back_inserter(index.packetsOfPictures),
                         [&](uint32_t position) { return index.packets[position].shown; });
    return index;
}

std::optional<size_t> VideoIndex::find(int64_t pts) const {
    const auto timeOf = [this](uint32_t position) { return packets[position].pts; };
    const auto found = std::ranges::lower_bound(packetsByTime, pts, {}, timeOf);
    if (found == packetsByTime.end() || timeOf(*found) != pts) return {};
    return *found;
}

}  // namespace camframe
