// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "model/core/image.h"
#include "model/core/io/image_io.h"
#include "model/core/io/video_reader.h"
#include "model/core/recorded_dataset.h"
#include "model/core/result.h"

namespace camframe {

/// How depth is put into the 4,096 brightnesses of a 12-bit video: evenly between two depths, by default in
/// the logarithm of depth + shift. Near depths get finer steps: 1.2 mm at 0.1 m, 1.5 at 1 m, 4.4 at 10 m.
/// Source: LeRobot 0.6, "Video encoding parameters", section "Depth streams",
/// https://huggingface.co/docs/lerobot/en/video_encoding_parameters
struct DepthCoding {
    static constexpr int kLastCode = 4095;
    double nearest = 0.01,
           farthest = 10;  ///< m, of the first and the last code; what lies beyond gets these.
    double shift = 3.5;    ///< m; nearest + shift > 0.
    bool logarithmic = true;

    bool valid() const;  ///< Finite, rising, and a logarithm that exists.
    uint16_t codeOf(double metres) const;
    double metresOf(int code) const;  ///< @param code  0 .. kLastCode.
};

/// Writes depth as LeRobot does: HEVC of 12 bits in MP4, one plane, without loss, so that the codes return
/// exactly. Equal pictures give equal bytes.
///
/// Errors: FFmpeg's libraries have no such encoder (Debian's have libx265), a file that cannot be written.
class DepthVideoWriter {
public:
    /// What info.json says of the files.
    static constexpr const char* kCodec = "hevc";
    static constexpr const char* kPixels = "gray12le";
    static constexpr int kKeyInterval = 2;  ///< LeRobot's own.

    /// @param path  Written to directly: use writeFileAtomically around it.
    static Result<std::unique_ptr<DepthVideoWriter>> open(const std::filesystem::path& path, PictureSize size,
                                                          double fps, const DepthCoding& coding = {});
    virtual ~DepthVideoWriter() = default;
    /// Millimetres, of the stated size. 0 = none, which is stored as code 0, like all up to coding.nearest.
    virtual Result<void> add(const ImageU16& millimetres) = 0;
    /// Must be called at the end; without it the file is of no use.
    virtual Result<void> finish() = 0;
};

/// Depth in whole millimetres out of the codes of a video; code 0 is "none".
std::unique_ptr<DepthSource> decodeDepth(std::unique_ptr<VideoCodes> codes, const DepthCoding& coding);

}  // namespace camframe
