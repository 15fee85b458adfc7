// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/depth_video.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "model/core/io/detail/mp4_stream.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

double stretched(double metres, const DepthCoding& coding) {
    return coding.logarithmic ? std::log(metres + coding.shift) : metres;
}

class HevcDepthWriter : public DepthVideoWriter {
public:
    HevcDepthWriter(PictureSize size, const DepthCoding& coding) : m_size(size), m_codes(1 << 16) {
        for (size_t mm = 1; mm < m_codes.size(); ++mm)
            m_codes[mm] = coding.codeOf(static_cast<double>(mm) / 1000);
    }

    Result<void> start(const fs::path& path, double fps) {
        Mp4Settings settings;
        settings.codec = avcodec_find_encoder_by_name("libx265");
        const AVPixelFormat* formats = settings.codec ? settings.codec->pix_fmts : nullptr;
        bool able = false;
        for (; formats && *formats != AV_PIX_FMT_NONE; ++formats) able |= *formats == AV_PIX_FMT_GRAY12LE;
        if (!able)
            return makeError(ErrorKind::System,
                             "Depth videos need an HEVC encoder of 12 bits (libx265), which FFmpeg's "
                             "libraries on this machine lack; install a build of libavcodec with one, or "
                             "export depth as --format depth or hdf5.");
        settings.size = m_size;
        settings.fps = fps;
        settings.pixels = AV_PIX_FMT_GRAY12LE;
        settings.keyInterval = kKeyInterval;
        // One thread and no texts of its own: the same bytes everywhere.
        settings.options = {{"preset", "veryfast"},
                            {"x265-params",
                             "lossless=1:log-level=none:info=0:pools=none:frame-threads=1:bframes=0:"
                             "open-gop=0"}};
        return m_stream.open(path, settings);
    }

    Result<void> add(const ImageU16& millimetres) override {
        assert(millimetres.width == m_size.width && millimetres.height == m_size.height);
        AVFrame& frame = m_stream.picture();
        for (int y = 0; y < m_size.height; ++y) {
            uint8_t* out = frame.data[0] + static_cast<std::ptrdiff_t>(y) * frame.linesize[0];
            const uint16_t* from = millimetres.row(y);
            for (int x = 0; x < m_size.width; ++x) {
                const uint16_t code = m_codes[from[x]];
                *out++ = static_cast<uint8_t>(code & 0xFF);
                *out++ = static_cast<uint8_t>(code >> 8);
            }
        }
        return m_stream.add();
    }

    Result<void> finish() override { return m_stream.finish(); }

private:
    PictureSize m_size;
    std::vector<uint16_t> m_codes;  ///< Of every number of millimetres.
    Mp4Stream m_stream;
};

class CodedDepth : public DepthSource {
public:
    CodedDepth(std::unique_ptr<VideoCodes> codes, const DepthCoding& coding)
        : m_codes(std::move(codes)), m_millimetres(DepthCoding::kLastCode + 1) {
        for (int code = 1; code <= DepthCoding::kLastCode; ++code)
            m_millimetres[static_cast<size_t>(code)] =
                static_cast<uint16_t>(std::clamp(std::rint(1000 * coding.metresOf(code)), 0.0, 65535.0));
    }
    int frameCount() const override { return m_codes->frameCount(); }
    Result<std::optional<ImageU16>> read(int frame) override {
        Result<ImageU16> picture = m_codes->read(frame);
        if (!picture) return tl::unexpected(picture.error());
        for (uint16_t& value : picture->data)
            value = m_millimetres[std::min<size_t>(value, DepthCoding::kLastCode)];
        return std::optional(std::move(*picture));
    }

private:
    std::unique_ptr<VideoCodes> m_codes;
    std::vector<uint16_t> m_millimetres;  ///< Of every code.
};

}  // namespace

bool DepthCoding::valid() const {
    return std::isfinite(nearest) && std::isfinite(farthest) && std::isfinite(shift) && nearest >= 0 &&
           farthest > nearest && (!logarithmic || nearest + shift > 0);
}

uint16_t DepthCoding::codeOf(double metres) const {
    const double first = stretched(nearest, *this), last = stretched(farthest, *this);
    const double share = (stretched(std::clamp(metres, nearest, farthest), *this) - first) / (last - first);
    return static_cast<uint16_t>(std::rint(share * kLastCode));
}

double DepthCoding::metresOf(int code) const {
    const double first = stretched(nearest, *this), last = stretched(farthest, *this);
    const double value = first + (last - first) * code / kLastCode;
    return logarithmic ? std::exp(value) - shift : value;
}

Result<std::unique_ptr<DepthVideoWriter>> DepthVideoWriter::open(const fs::path& path, PictureSize size,
                                                                 double fps, const DepthCoding& coding) {
    assert(size.width > 0 && size.height > 0 && fps > 0 && coding.valid());
    av_log_set_level(AV_LOG_QUIET);  // what goes wrong is said by us, with the file's name
    auto writer = std::make_unique<HevcDepthWriter>(size, coding);
    if (auto started = writer->start(path, fps); !started) return tl::unexpected(started.error());
    return writer;
}

std::unique_ptr<DepthSource> decodeDepth(std::unique_ptr<VideoCodes> codes, const DepthCoding& coding) {
    assert(coding.valid());
    return std::make_unique<CodedDepth>(std::move(codes), coding);
}

}  // namespace camframe
