// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/detail/hdf5_description.h"

namespace camframe {

uint64_t cappedProduct(std::span<const uint64_t> factors) {
    constexpr uint64_t kCap = uint64_t{1} << 62;
    uint64_t product = 1;
    for (const uint64_t factor : factors) {
        if (factor == 0) return 0;
        product = product > kCap / factor ? kCap : product * factor;
    }
    return product;
}

uint64_t Hdf5Description::valuesPerRow() const {
    return m_shape.empty() ? 1 : cappedProduct(std::span(m_shape).subspan(1));
}

}  // namespace camframe
