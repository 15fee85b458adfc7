// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace camframe {

/// The type of the elements of a stored array: floats of 2, 4, 8 bytes, integers of 1, 2, 4, 8, booleans.
struct ElementType {
    enum class Kind { Float, Signed, Unsigned, Bool };
    Kind kind = Kind::Float;
    size_t bytes = 4;
    bool bigEndian = false;
    bool operator==(const ElementType&) const = default;

    /// As NumPy's array interface (and zarr and .npy files) writes it: "<f4", "|u1", ">i8".
    static std::optional<ElementType> fromNumpy(std::string_view text);
    /// As TensorFlow and LeRobot name it, little-endian: "float32", "int64", "uint8", "bool".
    static std::optional<ElementType> fromName(std::string_view name);
};

/// Elements that lie one behind the other, as doubles; integers beyond 2^53 are rounded. Bytes behind the
/// last whole element are left out.
std::vector<double> toDoubles(const ElementType& type, std::string_view bytes);

}  // namespace camframe
