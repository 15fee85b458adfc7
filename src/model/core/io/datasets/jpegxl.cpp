// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/jpegxl.h"

#include <jxl/decode.h>
#include <jxl/decode_cxx.h>

#include <cstdlib>
#include <cstring>

#include "model/core/slow_work.h"

namespace camframe {

namespace {

/// What the decoder may still take. Each block is preceded by its size.
struct MemoryBudget {
    static constexpr size_t kHeader = 64;  // keeps the alignment that vector instructions like
    size_t left = size_t{1} << 30;

    static void* allocate(void* opaque, size_t size) {
        auto& budget = *static_cast<MemoryBudget*>(opaque);
        if (size > budget.left || budget.left - size < kHeader) return nullptr;
        char* block = static_cast<char*>(std::malloc(size + kHeader));
        if (!block) return nullptr;
        budget.left -= size + kHeader;
        std::memcpy(block, &size, sizeof size);
        return block + kHeader;
    }
    static void release(void* opaque, void* address) {
        if (!address) return;
        char* block = static_cast<char*>(address) - kHeader;
        size_t size = 0;
        std::memcpy(&size, block, sizeof size);
        static_cast<MemoryBudget*>(opaque)->left += size + kHeader;
        std::free(block);
    }
};

}  // namespace

Result<std::string> decodeJpegXl(std::string_view bytes, PictureSize expected, const std::string& what) {
    slowWorkBegins("decoding a picture");
    const auto damaged = [&] {
        return inputError(
            "{} is damaged or no JPEG XL picture and cannot be decoded; copy or record it again.", what);
    };
    MemoryBudget budget;
    const JxlMemoryManager memory{&budget, &MemoryBudget::allocate, &MemoryBudget::release};
    const JxlDecoderPtr decoder = JxlDecoderMake(&memory);
    if (!decoder) return damaged();
    if (JxlDecoderSubscribeEvents(decoder.get(), JXL_DEC_BASIC_INFO | JXL_DEC_FULL_IMAGE) !=
            JXL_DEC_SUCCESS ||
        JxlDecoderSetInput(decoder.get(), reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()) !=
            JXL_DEC_SUCCESS)
        return damaged();
    JxlDecoderCloseInput(decoder.get());
    constexpr JxlPixelFormat kFormat{3, JXL_TYPE_UINT8, JXL_NATIVE_ENDIAN, 0};
    std::string pixels;
    for (;;) {
        switch (JxlDecoderProcessInput(decoder.get())) {
            case JXL_DEC_BASIC_INFO: {
                JxlBasicInfo info;
                if (JxlDecoderGetBasicInfo(decoder.get(), &info) != JXL_DEC_SUCCESS) return damaged();
                if (info.xsize != static_cast<uint32_t>(expected.width) ||
                    info.ysize != static_cast<uint32_t>(expected.height))
                    return inputError("{} has {}x{} pixels where {}x{} are stated; write the dataset again.",
                                      what, info.xsize, info.ysize, expected.width, expected.height);
                break;
            }
            case JXL_DEC_NEED_IMAGE_OUT_BUFFER: {
                size_t size = 0;
                const size_t wanted =
                    size_t{3} * static_cast<size_t>(expected.width) * static_cast<size_t>(expected.height);
                if (JxlDecoderImageOutBufferSize(decoder.get(), &kFormat, &size) != JXL_DEC_SUCCESS ||
                    size != wanted)
                    return damaged();
                pixels.resize(size);
                if (JxlDecoderSetImageOutBuffer(decoder.get(), &kFormat, pixels.data(), size) !=
                    JXL_DEC_SUCCESS)
                    return damaged();
                break;
            }
            case JXL_DEC_FULL_IMAGE:
                return pixels;
            default:
                return damaged();
        }
    }
}

}  // namespace camframe
