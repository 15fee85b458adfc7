// SPDX-License-Identifier: Apache-2.0
#include "model/qt/image_conversion.h"

namespace camframe {

QImage toQImage(std::shared_ptr<const ImageU8> rgb) {
    if (!rgb || rgb->empty() || rgb->channels != 3) return {};
    const ImageU8& image = *rgb;
    auto* owner = new std::shared_ptr<const ImageU8>(std::move(rgb));
    return QImage(
        image.data.data(), image.width, image.height, qsizetype{3} * image.width, QImage::Format_RGB888,
        [](void* pointer) { delete static_cast<std::shared_ptr<const ImageU8>*>(pointer); }, owner);
}

}  // namespace camframe
