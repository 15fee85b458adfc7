// SPDX-License-Identifier: Apache-2.0
#include "support/video_writer.h"

#include <gtest/gtest.h>

#include <cstdlib>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
}

namespace camframe::test {

void PrintTo(const VideoRecipe& recipe, std::ostream* out) {
    *out << recipe.name;
}

std::array<int, 3> yuvOf(const VideoRecipe& recipe, int frame, int x, int y) {
    if (y < 32)
        return {((recipe.firstNumber + frame) >> (x * recipe.bits / recipe.width)) & 1 ? 210 : 40, 128, 128};
    const int phase = (x + 3 * frame) % recipe.width;
    return {60 + phase * 120 / recipe.width, 100 + y / 2, 170 - y / 2};
}

bool writeVideo(const std::filesystem::path& path, const VideoRecipe& recipe) {
    av_log_set_level(AV_LOG_QUIET);
    ::setenv("SVT_LOG", "0", 1);  // SVT-AV1 has its own log
    const AVCodec* codec = avcodec_find_encoder_by_name(recipe.encoder);
    if (!codec) return false;
    AVFormatContext* muxer = nullptr;
    avformat_alloc_output_context2(&muxer, nullptr, nullptr, path.c_str());
    AVCodecContext* encoder = avcodec_alloc_context3(codec);
    encoder->width = recipe.width;
    encoder->height = recipe.height;
    encoder->pix_fmt = AV_PIX_FMT_YUV420P;
    encoder->time_base = {1, recipe.fps};
    encoder->gop_size = recipe.keyInterval;
    encoder->max_b_frames = recipe.bFrames;
    encoder->thread_count = 1;
    encoder->colorspace = recipe.matrix;
    encoder->color_range = recipe.range;
    if (muxer->oformat->flags & AVFMT_GLOBALHEADER) encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    AVDictionary* options = nullptr;
    av_dict_parse_string(&options, recipe.parameters, "=", ";", 0);
    const bool opened = avcodec_open2(encoder, codec, &options) == 0;
    EXPECT_EQ(av_dict_count(options), 0) << "unknown encoder option";
    av_dict_free(&options);
    AVStream* stream = avformat_new_stream(muxer, nullptr);
    avcodec_parameters_from_context(stream->codecpar, encoder);
    stream->time_base = encoder->time_base;
    muxer->avoid_negative_ts = AVFMT_AVOID_NEG_TS_DISABLED;
    if (recipe.indexInFront) av_dict_set(&options, "movflags", "faststart", 0);
    const bool ready = opened && avio_open(&muxer->pb, path.c_str(), AVIO_FLAG_WRITE) >= 0 &&
                       avformat_write_header(muxer, &options) >= 0;
    EXPECT_TRUE(ready);
    av_dict_free(&options);

    AVFrame* frame = av_frame_alloc();
    frame->format = encoder->pix_fmt;
    frame->width = recipe.width;
    frame->height = recipe.height;
    frame->colorspace = recipe.matrix;
    frame->color_range = recipe.range;
    av_frame_get_buffer(frame, 0);
    AVPacket* packet = av_packet_alloc();
    for (int i = 0; ready && i <= recipe.frames; ++i) {
        if (i < recipe.frames) {
            av_frame_make_writable(frame);
            for (int y = 0; y < recipe.height; ++y)
                for (int x = 0; x < recipe.width; ++x) {
                    const auto yuv = yuvOf(recipe, i, x, y);
                    frame->data[0][y * frame->linesize[0] + x] = static_cast<uint8_t>(yuv[0]);
                    for (int c = 1; c < 3; ++c)
                        frame->data[c][y / 2 * frame->linesize[c] + x / 2] =
                            static_cast<uint8_t>(yuv[static_cast<size_t>(c)]);
                }
            frame->pts = i + recipe.firstPts;
        }
        avcodec_send_frame(encoder, i < recipe.frames ? frame : nullptr);
        while (avcodec_receive_packet(encoder, packet) == 0) {
            packet->duration = 1;
            av_packet_rescale_ts(packet, encoder->time_base, stream->time_base);
            packet->stream_index = 0;
            EXPECT_EQ(av_interleaved_write_frame(muxer, packet), 0);
        }
    }
    if (ready) av_write_trailer(muxer);
    av_packet_free(&packet);
    av_frame_free(&frame);
    avcodec_free_context(&encoder);
    if (muxer->pb) avio_closep(&muxer->pb);
    avformat_free_context(muxer);
    return ready;
}

}  // namespace camframe::test
