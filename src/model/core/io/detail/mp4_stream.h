// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "model/core/io/image_io.h"
#include "model/core/result.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace camframe {

/// What is encoded, and how.
struct Mp4Settings {
    const AVCodec* codec = nullptr;
    PictureSize size;
    double fps = 30;  ///< > 0; written as a fraction with a denominator up to 1001.
    AVPixelFormat pixels = AV_PIX_FMT_YUV420P;
    int keyInterval = 1;  ///< Pictures from one key frame to the next.
    int threads = 1;      ///< The number decides the bytes, so it may not depend on the machine.
    std::vector<std::pair<std::string, std::string>> options;  ///< Of the encoder.
    std::function<void(AVCodecContext&)> colours;              ///< May be empty.
};

/// One stream of pictures in an MP4 file. Equal pictures give equal bytes: no dates, no names of programs.
/// The index stands before the pictures, so that players can begin at once.
class Mp4Stream {
public:
    /// @param path  Written to directly: use writeFileAtomically around it.
    Result<void> open(const std::filesystem::path& path, const Mp4Settings& settings);
    /// To be filled before each add(), in the settings' pixels; its rows may be padded.
    AVFrame& picture();
    /// Encodes picture().
    Result<void> add();
    /// Must be called at the end; without it the file is of no use.
    Result<void> finish();

private:
    struct Free {
        void operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
        void operator()(AVFormatContext* p) const {
            if (p->pb != nullptr) avio_closep(&p->pb);
            avformat_free_context(p);
        }
        void operator()(AVFrame* p) const { av_frame_free(&p); }
        void operator()(AVPacket* p) const { av_packet_free(&p); }
    };
    template <class T>
    using Owned = std::unique_ptr<T, Free>;

    tl::unexpected<Error> cannotWrite() const;
    Result<void> encode(const AVFrame* frame);

    std::filesystem::path m_path;
    Owned<AVFormatContext> m_format;
    Owned<AVCodecContext> m_codec;
    Owned<AVFrame> m_frame;
    Owned<AVPacket> m_packet;
    AVStream* m_stream = nullptr;  ///< Belongs to m_format.
    int64_t m_next = 0;
};

}  // namespace camframe
