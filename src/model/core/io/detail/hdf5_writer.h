// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "model/core/io/detail/hdf5_handle.h"

/// Writing of self-describing HDF5 files. Everything here throws Hdf5Failure when HDF5 refuses a call, and
/// stores no times, so that equal contents give equal bytes. Texts are variable-length UTF-8.
namespace camframe::hdf5 {

using Shape = std::vector<hsize_t>;

/// What the numbers of a dataset mean; written as its attributes.
struct Meaning {
    const char* unit;
    const char* space;
    const char* convention;
};

Hdf5Handle createFile(const std::filesystem::path& path);
Hdf5Handle makeGroup(hid_t parent, const std::string& name);

void writeAttribute(hid_t object, const char* name, const std::string& text);
void writeAttribute(hid_t object, const char* name, const std::vector<std::string>& texts);
void writeAttribute(hid_t object, const char* name, int value);
void writeAttribute(hid_t object, const char* name, double value);
void writeAttribute(hid_t object, const char* name, const double* values, size_t count);

/// Chunked, shuffled and compressed unless empty or scalar.
void writeDataset(hid_t parent, const char* name, hid_t fileType, hid_t memoryType, const Shape& shape,
                  const void* data, const Meaning& meaning);
void writeFlags(hid_t parent, const char* name, const std::vector<uint8_t>& flags, const char* convention);
void writeVector(hid_t parent, const char* name, const std::vector<double>& values, const Meaning& meaning);

/// Row-major numbers, filled frame by frame.
class Numbers {
public:
    explicit Numbers(Shape shape) : m_shape(std::move(shape)) {}
    template <class Derived>
    void append(const Eigen::MatrixBase<Derived>& values) {
        for (Eigen::Index r = 0; r < values.rows(); ++r)
            for (Eigen::Index c = 0; c < values.cols(); ++c) m_data.push_back(values(r, c));
    }
    void append(double value) { m_data.push_back(value); }
    void writeF64(hid_t parent, const char* name, const Meaning& meaning) const {
        writeDataset(parent, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, m_shape, m_data.data(), meaning);
    }
    void writeF32(hid_t parent, const char* name, const Meaning& meaning) const {
        writeDataset(parent, name, H5T_IEEE_F32LE, H5T_NATIVE_DOUBLE, m_shape, m_data.data(), meaning);
    }

private:
    Shape m_shape;
    std::vector<double> m_data;
};

/// (T) texts that are written one after another, so that they need not be in memory together. Every row must
/// be written: HDF5 reads a text that never was as a null pointer.
class TextRows {
public:
    TextRows(hid_t parent, const char* name, hsize_t rows, const Meaning& meaning);
    void append(const std::string& text);

private:
    Hdf5Handle m_type, m_dataset;
    hsize_t m_next = 0;
};

/// (T, H, W) pictures of 16 bits, one chunk each; rows that are not written are zero.
class PictureRows {
public:
    PictureRows(hid_t parent, const char* name, hsize_t rows, hsize_t height, hsize_t width,
                const Meaning& meaning);
    void write(hsize_t row, const uint16_t* pixels);

private:
    Hdf5Handle m_dataset;
    Shape m_size;
};

}  // namespace camframe::hdf5
