// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/detail/hdf5_writer.h"

#include <algorithm>

namespace camframe::hdf5 {

namespace {

constexpr hsize_t kRowsPerChunk = 1024;
constexpr unsigned kDeflateLevel = 4;

Hdf5Handle textType() {
    Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    requireHdf5(H5Tset_size(type, H5T_VARIABLE));
    requireHdf5(H5Tset_cset(type, H5T_CSET_UTF8));
    return type;
}

Hdf5Handle makeSpace(const Shape& shape) {
    return {shape.empty() ? H5Screate(H5S_SCALAR)
                          : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
            H5Sclose};
}

void writeAttributeData(hid_t object, const char* name, hid_t fileType, hid_t memoryType, const Shape& shape,
                        const void* data) {
    const Hdf5Handle space = makeSpace(shape);
    const Hdf5Handle attribute(H5Acreate2(object, name, fileType, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    requireHdf5(H5Awrite(attribute, memoryType, data));
}

bool isEmpty(const Shape& shape) {
    return std::find(shape.begin(), shape.end(), hsize_t{0}) != shape.end();
}

Hdf5Handle makeDataset(hid_t parent, const char* name, hid_t type, const Shape& shape, hsize_t rowsPerChunk,
                       const Meaning& meaning) {
    const Hdf5Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    requireHdf5(H5Pset_obj_track_times(properties, false));
    if (!shape.empty() && !isEmpty(shape)) {
        Shape chunk = shape;
        chunk[0] = std::min(chunk[0], rowsPerChunk);
        requireHdf5(H5Pset_chunk(properties, static_cast<int>(chunk.size()), chunk.data()));
        requireHdf5(H5Pset_shuffle(properties));
        requireHdf5(H5Pset_deflate(properties, kDeflateLevel));
    }
    const Hdf5Handle space = makeSpace(shape);
    Hdf5Handle dataset(H5Dcreate2(parent, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose);
    writeAttribute(dataset, "unit", std::string(meaning.unit));
    writeAttribute(dataset, "space", std::string(meaning.space));
    writeAttribute(dataset, "convention", std::string(meaning.convention));
    return dataset;
}

}  // namespace

Hdf5Handle createFile(const std::filesystem::path& path) {
    endHdf5Quietly();
    const Hdf5Handle properties(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
    requireHdf5(H5Pset_obj_track_times(properties, false));
    return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, properties, H5P_DEFAULT), H5Fclose};
}

Hdf5Handle makeGroup(hid_t parent, const std::string& name) {
    const Hdf5Handle properties(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
    requireHdf5(H5Pset_obj_track_times(properties, false));
    return {H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, properties, H5P_DEFAULT), H5Gclose};
}

void writeAttribute(hid_t object, const char* name, const std::string& text) {
    const Hdf5Handle type = textType();
    const char* pointer = text.c_str();
    writeAttributeData(object, name, type, type, {}, static_cast<const void*>(&pointer));
}

void writeAttribute(hid_t object, const char* name, const std::vector<std::string>& texts) {
    const Hdf5Handle type = textType();
    std::vector<const char*> pointers;
    for (const std::string& text : texts) pointers.push_back(text.c_str());
    writeAttributeData(object, name, type, type, {pointers.size()},
                       static_cast<const void*>(pointers.data()));
}

void writeAttribute(hid_t object, const char* name, int value) {
    writeAttributeData(object, name, H5T_STD_I32LE, H5T_NATIVE_INT, {}, &value);
}

void writeAttribute(hid_t object, const char* name, double value) {
    writeAttributeData(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {}, &value);
}

void writeAttribute(hid_t object, const char* name, const double* values, size_t count) {
    writeAttributeData(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {count}, values);
}

void writeDataset(hid_t parent, const char* name, hid_t fileType, hid_t memoryType, const Shape& shape,
                  const void* data, const Meaning& meaning) {
    const Hdf5Handle dataset = makeDataset(parent, name, fileType, shape, kRowsPerChunk, meaning);
    if (!isEmpty(shape)) requireHdf5(H5Dwrite(dataset, memoryType, H5S_ALL, H5S_ALL, H5P_DEFAULT, data));
}

void writeFlags(hid_t parent, const char* name, const std::vector<uint8_t>& flags, const char* convention) {
    writeDataset(parent, name, H5T_STD_U8LE, H5T_NATIVE_UINT8, {flags.size()}, flags.data(),
                 {"1", "none", convention});
}

void writeVector(hid_t parent, const char* name, const std::vector<double>& values, const Meaning& meaning) {
    writeDataset(parent, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {values.size()}, values.data(), meaning);
}

TextRows::TextRows(hid_t parent, const char* name, hsize_t rows, const Meaning& meaning)
    : m_type(textType()), m_dataset(makeDataset(parent, name, m_type, {rows}, kRowsPerChunk, meaning)) {}

void TextRows::append(const std::string& text) {
    const hsize_t one = 1;
    const Hdf5Handle file(H5Dget_space(m_dataset), H5Sclose), memory = makeSpace({one});
    requireHdf5(H5Sselect_hyperslab(file, H5S_SELECT_SET, &m_next, nullptr, &one, nullptr));
    const char* pointer = text.c_str();
    requireHdf5(H5Dwrite(m_dataset, m_type, memory, file, H5P_DEFAULT, static_cast<const void*>(&pointer)));
    ++m_next;
}

PictureRows::PictureRows(hid_t parent, const char* name, hsize_t rows, hsize_t height, hsize_t width,
                         const Meaning& meaning)
    : m_dataset(makeDataset(parent, name, H5T_STD_U16LE, {rows, height, width}, 1, meaning)),
      m_size{1, height, width} {}

void PictureRows::write(hsize_t row, const uint16_t* pixels) {
    const Shape first{row, 0, 0};
    const Hdf5Handle file(H5Dget_space(m_dataset), H5Sclose), memory = makeSpace(m_size);
    requireHdf5(H5Sselect_hyperslab(file, H5S_SELECT_SET, first.data(), nullptr, m_size.data(), nullptr));
    requireHdf5(H5Dwrite(m_dataset, H5T_NATIVE_UINT16, memory, file, H5P_DEFAULT, pixels));
}

}  // namespace camframe::hdf5
