// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/video_reader.h"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <random>

#include "model/core/io/atomic_file.h"
#include "support/shared_data.h"
#include "support/temp_dir.h"
#include "support/video_writer.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace camframe {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

using test::numberShown;
using test::VideoRecipe;
using test::writeVideo;
using test::yuvOf;
constexpr int kVideoWidth = VideoRecipe{}.width, kVideoHeight = VideoRecipe{}.height;

/// The independent judge: opens, decodes from the first to the last packet, never seeks, keeps the luma
/// planes of the pictures that are shown.
std::vector<std::vector<uint8_t>> decodeFrameByFrame(const fs::path& path) {
    std::vector<std::vector<uint8_t>> planes;
    AVFormatContext* input = nullptr;
    if (avformat_open_input(&input, path.c_str(), nullptr, nullptr) < 0) return planes;
    avformat_find_stream_info(input, nullptr);
    const AVCodecParameters* parameters = input->streams[0]->codecpar;
    const AVCodec* codec = avcodec_find_decoder(parameters->codec_id);
    AVCodecContext* decoder = avcodec_alloc_context3(codec);
    avcodec_parameters_to_context(decoder, parameters);
    avcodec_open2(decoder, codec, nullptr);
    AVPacket* packet = av_packet_alloc();
    AVFrame* frame = av_frame_alloc();
    for (bool more = true; more;) {
        more = av_read_frame(input, packet) >= 0;
        avcodec_send_packet(decoder, more ? packet : nullptr);
        av_packet_unref(packet);
        while (avcodec_receive_frame(decoder, frame) == 0) {
            std::vector<uint8_t> plane;
            for (int y = 0; y < frame->height; ++y)
                plane.insert(plane.end(), frame->data[0] + y * frame->linesize[0],
                             frame->data[0] + y * frame->linesize[0] + frame->width);
            planes.push_back(std::move(plane));
        }
    }
    av_frame_free(&frame);
    av_packet_free(&packet);
    avcodec_free_context(&decoder);
    avformat_close_input(&input);
    return planes;
}

std::unique_ptr<FrameSource> openFrames(const fs::path& path, int frames) {
    auto source = openVideoFrames(path, {kVideoWidth, kVideoHeight}, frames);
    EXPECT_TRUE(source) << source.error().message;
    return source ? std::move(*source) : nullptr;
}

class VideoKind : public ::testing::TestWithParam<VideoRecipe> {};

/// Random access, forward, backward and by strides gives the very pictures of a decode from first to last.
TEST_P(VideoKind, RandomAccessEqualsFrameByFrame) {
    const VideoRecipe recipe = GetParam();
    const test::TempDir dir;
    const fs::path path = dir / (std::string("video") + recipe.extension);
    if (!writeVideo(path, recipe)) GTEST_SKIP() << "FFmpeg here has no encoder " << recipe.encoder;

    const auto judge = decodeFrameByFrame(path);
    const int shown = recipe.frames + static_cast<int>(std::min<int64_t>(recipe.firstPts, 0));
    const int firstNumber = recipe.frames - shown;
    ASSERT_EQ(static_cast<int>(judge.size()), shown);

    auto sequential = openFrames(path, shown);
    ASSERT_TRUE(sequential);
    std::vector<ImageU8> pictures;
    for (int i = 0; i < shown; ++i) {
        auto picture = sequential->read(i);
        ASSERT_TRUE(picture) << picture.error().message;
        ASSERT_EQ(numberShown(*picture), i + firstNumber) << "frame " << i;
        const auto& plane = judge[static_cast<size_t>(i)];
        ASSERT_EQ(
            numberShown([&](int x, int y) { return int{plane[static_cast<size_t>(y * kVideoWidth + x)]}; }),
            i + firstNumber);
        // The upper part is grey, so that luma alone gives the colour: (Y - 16) 255 / 219.
        if (recipe.range != AVCOL_RANGE_JPEG)
            for (int x = 2; x < kVideoWidth; x += 5) {
                const double expected = (plane[static_cast<size_t>(10 * kVideoWidth + x)] - 16) * 255.0 / 219;
                ASSERT_NEAR(picture->at(x, 10, 1), expected, 6) << "frame " << i << " x " << x;
            }
        pictures.push_back(std::move(*picture));
    }

    std::vector<int> order(static_cast<size_t>(shown));
    std::iota(order.begin(), order.end(), 0);
    std::mt19937 random(3);
    std::shuffle(order.begin(), order.end(), random);
    for (int i = shown - 1; i >= 0; --i) order.push_back(i);
    for (int i = 0; i < shown; i += 7) order.push_back(i);
    auto source = openFrames(path, shown);
    for (const int i : order) {
        const auto picture = source->read(i);
        ASSERT_TRUE(picture) << picture.error().message;
        ASSERT_EQ(*picture, pictures[static_cast<size_t>(i)]) << "frame " << i;
    }
    // Fresh sources have nothing cached: their first read always seeks.
    for (int i = 0; i < shown; i += 3)
        ASSERT_EQ(openFrames(path, shown)->read(i).value(), pictures[static_cast<size_t>(i)])
            << "frame " << i;
}

INSTANTIATE_TEST_SUITE_P(
    All, VideoKind,
    ::testing::Values(
        VideoRecipe{.name = "H264"}, VideoRecipe{.name = "H264Matroska", .extension = ".mkv"},
        VideoRecipe{.name = "H264TransportStream", .extension = ".ts", .firstPts = 100},
        VideoRecipe{.name = "H264OpenGop", .parameters = "x264-params=open-gop=1"},
        VideoRecipe{.name = "H264OneKeyFrame", .keyInterval = 250},
        VideoRecipe{.name = "H264IntraRefresh", .parameters = "intra-refresh=1", .bFrames = 0},
        VideoRecipe{.name = "H264NoBFrames", .bFrames = 0},
        VideoRecipe{.name = "H264LateStart", .firstPts = 40},
        VideoRecipe{.name = "H264EditList", .firstPts = -5},
        VideoRecipe{.name = "H264FullRange", .matrix = AVCOL_SPC_BT709, .range = AVCOL_RANGE_JPEG},
        VideoRecipe{.name = "HevcOpenGop", .encoder = "libx265", .parameters = "x265-params=log-level=none"},
        VideoRecipe{.name = "HevcEditList",
                    .encoder = "libx265",
                    .parameters = "x265-params=log-level=none",
                    .firstPts = -5},
        VideoRecipe{.name = "HevcClosedGop",
                    .encoder = "libx265",
                    .parameters = "x265-params=log-level=none:open-gop=0",
                    .extension = ".mkv"},
        VideoRecipe{.name = "Av1Svt", .encoder = "libsvtav1", .parameters = "preset=10", .keyInterval = 16},
        VideoRecipe{.name = "Av1Aom",
                    .encoder = "libaom-av1",
                    .parameters = "cpu-used=8;lag-in-frames=16",
                    .extension = ".mkv",
                    .frames = 30}),
    [](const auto& instance) { return std::string(instance.param.name); });

struct Matrix {
    const char* name;
    AVColorSpace space;
    AVColorRange range;
    double kr, kb;  ///< Luma weights. Source: ITU-R BT.601-7, BT.709-6.
};

TEST(VideoReader, ColoursFollowMatrixAndRange) {
    for (const Matrix& matrix :
         {Matrix{"untagged", AVCOL_SPC_UNSPECIFIED, AVCOL_RANGE_UNSPECIFIED, 0.299, 0.114},
          Matrix{"BT.601", AVCOL_SPC_SMPTE170M, AVCOL_RANGE_MPEG, 0.299, 0.114},
          Matrix{"BT.709", AVCOL_SPC_BT709, AVCOL_RANGE_MPEG, 0.2126, 0.0722},
          Matrix{"BT.709 full", AVCOL_SPC_BT709, AVCOL_RANGE_JPEG, 0.2126, 0.0722},
          Matrix{"BT.601 full", AVCOL_SPC_BT470BG, AVCOL_RANGE_JPEG, 0.299, 0.114}}) {
        const test::TempDir dir;
        const VideoRecipe recipe{
            .parameters = "qp=0", .frames = 2, .matrix = matrix.space, .range = matrix.range};
        if (!writeVideo(dir / "v.mp4", recipe)) GTEST_SKIP() << "FFmpeg here has no encoder libx264";
        const ImageU8 image = openFrames(dir / "v.mp4", 2)->read(0).value();
        const bool full = matrix.range == AVCOL_RANGE_JPEG;
        const double kg = 1 - matrix.kr - matrix.kb;
        for (int y = 40; y < kVideoHeight - 4; y += 6)
            for (int x = 4; x < kVideoWidth - 4; x += 6) {
                const auto yuv = yuvOf({}, 0, x, y);
                const double luma = full ? yuv[0] / 255.0 : (yuv[0] - 16) / 219.0;
                const double cb = (yuv[1] - 128) / (full ? 255.0 : 224.0),
                             cr = (yuv[2] - 128) / (full ? 255.0 : 224.0);
                const double r = luma + 2 * (1 - matrix.kr) * cr, b = luma + 2 * (1 - matrix.kb) * cb;
                const double g = (luma - matrix.kr * r - matrix.kb * b) / kg;
                ASSERT_NEAR(image.at(x, y, 0), std::clamp(255 * r, 0.0, 255.0), 3) << matrix.name;
                ASSERT_NEAR(image.at(x, y, 1), std::clamp(255 * g, 0.0, 255.0), 3) << matrix.name;
                ASSERT_NEAR(image.at(x, y, 2), std::clamp(255 * b, 0.0, 255.0), 3) << matrix.name;
            }
    }
}

class VideoErrors : public ::testing::Test {
protected:
    void SetUp() override {
        if (!writeVideo(path, {})) GTEST_SKIP() << "FFmpeg here has no libx264";
    }
    std::string refusal(PictureSize size = {kVideoWidth, kVideoHeight}, int frames = 50) const {
        const auto source = openVideoFrames(path, size, frames);
        if (source) return "accepted";
        EXPECT_EQ(source.error().kind, ErrorKind::Input);
        EXPECT_THAT(source.error().message, HasSubstr(path.string()));
        return source.error().message;
    }
    test::TempDir dir;
    fs::path path = dir / "video.mp4";
};

TEST_F(VideoErrors, MoreFramesInTheFileAreIgnored) {
    const auto source = openVideoFrames(path, {kVideoWidth, kVideoHeight}, 20);
    ASSERT_TRUE(source);
    EXPECT_EQ((*source)->frameCount(), 20);
    EXPECT_TRUE((*source)->read(19));
    EXPECT_FALSE((*source)->read(20));
    EXPECT_FALSE((*source)->read(-1));
}

TEST_F(VideoErrors, FewerFramesThanStated) {
    EXPECT_THAT(refusal({kVideoWidth, kVideoHeight}, 51),
                HasSubstr("has 50 pictures, but the recording states 51"));
}

TEST_F(VideoErrors, OtherSizeNamesBoth) {
    const std::string said = refusal({640, 480});
    EXPECT_THAT(said, HasSubstr("160x96"));
    EXPECT_THAT(said, HasSubstr("640x480"));
}

TEST_F(VideoErrors, MissingFileAndFolder) {
    path = dir / "missing.mp4";
    EXPECT_THAT(refusal(), HasSubstr("does not exist"));
    path = dir.path();
    EXPECT_THAT(refusal(), HasSubstr("does not exist"));
}

TEST_F(VideoErrors, NetworkAddressesAreFileNames) {
    path = "http://127.0.0.1:9/video.mp4";
    EXPECT_THAT(refusal(), HasSubstr("does not exist"));
}

TEST_F(VideoErrors, PlayListsAreNotFollowed) {
    path = dir / "list.mp4";
    std::ofstream(path) << "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nvideo.mp4\n#EXT-X-ENDLIST\n";
    EXPECT_THAT(refusal(), HasSubstr("cannot be opened"));
    std::ofstream(path) << "ffconcat version 1.0\nfile video.mp4\n";
    EXPECT_THAT(refusal(), HasSubstr("cannot be opened"));
}

TEST_F(VideoErrors, SoundAloneIsNoVideo) {
    path = dir / "sound.mkv";
    AVFormatContext* muxer = nullptr;
    avformat_alloc_output_context2(&muxer, nullptr, nullptr, path.c_str());
    AVCodecParameters* parameters = avformat_new_stream(muxer, nullptr)->codecpar;
    parameters->codec_type = AVMEDIA_TYPE_AUDIO;
    parameters->codec_id = AV_CODEC_ID_PCM_S16LE;
    parameters->sample_rate = 8000;
    av_channel_layout_default(&parameters->ch_layout, 1);
    ASSERT_GE(avio_open(&muxer->pb, path.c_str(), AVIO_FLAG_WRITE), 0);
    ASSERT_GE(avformat_write_header(muxer, nullptr), 0);
    AVPacket* packet = av_packet_alloc();
    av_new_packet(packet, 1600);
    std::fill_n(packet->data, 1600, uint8_t{0});
    packet->pts = packet->dts = 0;
    EXPECT_GE(av_write_frame(muxer, packet), 0);
    av_packet_free(&packet);
    av_write_trailer(muxer);
    avio_closep(&muxer->pb);
    avformat_free_context(muxer);
    EXPECT_THAT(refusal(), HasSubstr("no video stream"));
}

/// A file that lost pictures is refused on opening. One that lost only its last bytes (an index behind the
/// pictures) may open, but then gives the very pictures of the whole file or an error.
TEST_F(VideoErrors, TruncationIsNoticed) {
    for (const VideoRecipe& recipe : {VideoRecipe{}, VideoRecipe{.indexInFront = true},
                                      VideoRecipe{.extension = ".mkv"}, VideoRecipe{.extension = ".ts"}}) {
        const char* extension = recipe.extension;
        const fs::path whole = dir / (std::string("whole") + extension);
        ASSERT_TRUE(writeVideo(whole, recipe));
        const std::string bytes = readFile(whole, 10'000'000).value();
        path = dir / (std::string("cut") + extension);
        std::vector<ImageU8> pictures;
        const auto wholeFrames = openFrames(whole, 50);
        for (int i = 0; i < 50; ++i) pictures.push_back(wholeFrames->read(i).value());
        const auto cutTo = [&](size_t size) {
            std::ofstream(path, std::ios::binary) << bytes.substr(0, size);
        };
        for (const size_t percent : {0, 1, 10, 50, 90, 97}) {
            cutTo(bytes.size() * percent / 100);
            EXPECT_NE(refusal(), "accepted") << extension << " " << percent << " %";
        }
        for (size_t lost = 1; lost < 200; lost += 20) {
            cutTo(bytes.size() - lost);
            auto source = openVideoFrames(path, {kVideoWidth, kVideoHeight}, 50);
            for (int i = 49; source && i >= 0; i -= 7)
                if (const auto picture = (*source)->read(i)) {
                    EXPECT_EQ(*picture, pictures[static_cast<size_t>(i)]) << extension << " lost " << lost;
                }
        }
    }
}

/// Random damage in the picture data: every read either fails with a sentence or gives a picture of the
/// stated size.
TEST_F(VideoErrors, DamagedDataNeverCrashes) {
    const std::string bytes = readFile(path, 10'000'000).value();
    std::mt19937 random(11);
    for (int round = 0; round < 10; ++round) {
        std::string damaged = bytes;
        for (int i = 0; i < 30; ++i) damaged[random() % damaged.size()] = static_cast<char>(random());
        std::ofstream(path, std::ios::binary) << damaged;
        auto source = openVideoFrames(path, {kVideoWidth, kVideoHeight}, 50);
        if (!source) continue;
        for (int i = 0; i < 50; i += 3) {
            const auto picture = (*source)->read(i);
            if (picture) {
                EXPECT_EQ(picture->width, kVideoWidth);
            } else {
                EXPECT_THAT(picture.error().message, HasSubstr(path.string()));
            }
        }
    }
}

TEST(VideoReader, SharedVideoShowsThePicturesOfItsTwin) {
    CAMFRAME_SHARED_OR_SKIP(data, "data/synthetic");
    const auto open = [&](const char* name) {
        auto dataset = openDataset(data / name).value();
        const Episode episode = dataset->readEpisode(0).value();
        return std::pair(dataset->openFrames(episode, episode.cameras[0]).value(), episode.frameCount);
    };
    const auto [video, frames] = open("franka_hand_clean_video");
    const auto [pictures, same] = open("franka_hand_clean");
    ASSERT_EQ(frames, same);
    const auto psnr = [](const ImageU8& a, const ImageU8& b) {
        double sum = 0;
        for (size_t i = 0; i < a.data.size(); ++i) sum += std::pow(double(a.data[i]) - b.data[i], 2);
        return 10 * std::log10(255.0 * 255.0 * static_cast<double>(a.data.size()) / sum);
    };
    std::vector<ImageU8> stills;
    for (int i = 0; i < frames; ++i) stills.push_back(pictures->read(i).value());
    double worst = 1e9;
    for (int step = 0; step < frames; ++step) {
        const int i = step * 37 % frames;  // jumps through the whole clip
        const ImageU8 picture = video->read(i).value();
        const double own = psnr(picture, stills[static_cast<size_t>(i)]);
        worst = std::min(worst, own);
        // In motion, the neighbours must fit worse, else the frame is another one.
        for (const int other : {i - 1, i + 1})
            if (other >= 0 && other < frames &&
                psnr(stills[static_cast<size_t>(i)], stills[static_cast<size_t>(other)]) < 30) {
                EXPECT_GT(own, psnr(picture, stills[static_cast<size_t>(other)])) << "frame " << i;
            }
    }
    RecordProperty("worst_psnr_db", std::to_string(worst));
    EXPECT_GT(worst, 32);
}

}  // namespace
}  // namespace camframe
