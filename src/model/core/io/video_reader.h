// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "model/core/episode.h"
#include "model/core/io/image_io.h"

namespace camframe {

class VideoDecoder;
struct VideoIndex;

/// Some pictures of a video whose brightness holds numbers of 12 bits instead of colours. Not thread safe.
class VideoCodes {
public:
    virtual ~VideoCodes() = default;
    virtual int frameCount() const = 0;
    /// 0 .. 4095 per pixel, exactly as coded. Refused: a video of another number of bits.
    virtual Result<ImageU16> read(int frame) = 0;
};

/// A video file (H.264, HEVC, AV1 and whatever else FFmpeg's libraries decode), indexed once for any number
/// of frame sources: a file may hold the pictures of many episodes.
///
/// Pictures are counted in order of presentation time, from the first that the file's edit list shows. The
/// index holds the presentation times of all packets; reading seeks to the key frame before and decodes up to
/// exactly that time, and reading on in order decodes every picture once. Colours follow the matrix and range
/// that the stream states; untagged streams count as BT.601 in limited range, as FFmpeg writes them from RGB
/// pictures. A rotation tag is not applied: intrinsics belong to the pixels as stored.
///
/// Refused with one sentence: no video stream, unknown codec, damaged and truncated data. Only local files
/// are opened, never network addresses. Thread safe, but each frame source belongs to one thread.
class VideoFile : public std::enable_shared_from_this<VideoFile> {
public:
    static Result<std::shared_ptr<VideoFile>> open(const std::filesystem::path& path);
    ~VideoFile();

    const std::filesystem::path& path() const;
    PictureSize size() const;
    const std::string& codec() const { return m_codec; }  ///< FFmpeg's name, e.g. "h264".
    int pictureCount() const;
    double timeOf(int picture) const;       ///< Presentation time as stored, s.
    int pictureNear(double seconds) const;  ///< Shown nearest to that time. Needs a picture.

    /// Frame i shows pictures[i], each 0 .. pictureCount() - 1. Keeps the file alive.
    /// Refused: a size other than that of the pictures.
    Result<std::unique_ptr<FrameSource>> frames(PictureSize size, std::vector<int> pictures);
    /// The same for videos of 12-bit numbers.
    Result<std::unique_ptr<VideoCodes>> codes(PictureSize size, std::vector<int> pictures);
    /// Closes what is kept open for the next frame source; the index stays.
    void rest();

private:
    friend class VideoPictures;
    VideoFile();
    Result<void> checkSize(PictureSize size) const;
    Result<std::unique_ptr<VideoDecoder>> takeDecoder();
    void giveBack(std::unique_ptr<VideoDecoder> decoder);

    std::unique_ptr<const VideoIndex> m_index;
    std::string m_codec;
    std::mutex m_mutex;
    std::unique_ptr<VideoDecoder> m_idle;  ///< Opening a long file takes as long as decoding many pictures.
};

/// Opens a video whose frame i is the i-th shown picture. Refused besides: fewer pictures than `frameCount`.
/// @param frameCount  Pictures that the recording states; more in the file are ignored.
Result<std::unique_ptr<FrameSource>> openVideoFrames(const std::filesystem::path& path, PictureSize size,
                                                     int frameCount);

}  // namespace camframe
