// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <memory>

#include "model/core/image.h"

namespace camframe {

/// A QImage over the pixels of an RGB picture, without a copy. Keeps the picture alive.
QImage toQImage(std::shared_ptr<const ImageU8> rgb);

}  // namespace camframe
