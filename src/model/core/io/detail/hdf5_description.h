// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace camframe {

/// What the elements of a dataset are.
enum class Hdf5Kind : uint8_t {
    Numbers,  ///< Integers, floating point, booleans (enumerations).
    Blobs,    ///< Bytes per element: variable-length lists of bytes, opaque data, texts.
    Other,    ///< Compounds, references ...: not read.
};

/// What a dataset of an HDF5 file is, as its file states it.
class Hdf5Description {
public:
    /// "FILE: dataset '/x'", as errors begin.
    const std::string& place() const { return m_place; }
    Hdf5Kind kind() const { return m_kind; }
    /// Extents; empty for a scalar.
    const std::vector<uint64_t>& shape() const { return m_shape; }
    uint64_t rows() const { return m_shape.empty() ? 1 : m_shape[0]; }
    /// Product of all extents but the first; capped at 2^62.
    uint64_t valuesPerRow() const;
    /// How elements are stored: "f8", "f4", "i4", "u2", "u1" (least significant byte first), "text" (UTF-8 of
    /// any length), else "other".
    const std::string& type() const { return m_type; }
    /// Elements are unsigned bytes.
    bool isUint8() const { return m_uint8; }

protected:
    std::string m_place, m_type;
    std::vector<uint64_t> m_shape;
    Hdf5Kind m_kind = Hdf5Kind::Other;
    bool m_uint8 = false;
};

/// Product, capped at 2^62.
uint64_t cappedProduct(std::span<const uint64_t> factors);

}  // namespace camframe
