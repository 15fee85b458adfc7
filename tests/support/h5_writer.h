// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <hdf5.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace camframe::test {

/// Writes an HDF5 file, one call per object; missing groups are made. Shares nothing with the reader.
class H5Writer {
public:
    using Shape = std::vector<hsize_t>;

    explicit H5Writer(const std::filesystem::path& path) {
        std::filesystem::create_directories(path.parent_path());
        std::filesystem::remove(path);  // a reader may have the old one open
        m_id = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
        EXPECT_GE(m_id, 0) << path;
        m_links = H5Pcreate(H5P_LINK_CREATE);
        H5Pset_create_intermediate_group(m_links, 1);
        m_creation = H5Pcreate(H5P_DATASET_CREATE);
    }
    ~H5Writer() {
        H5Pclose(m_creation);
        H5Pclose(m_links);
        H5Fclose(m_id);
    }
    H5Writer(const H5Writer&) = delete;
    H5Writer& operator=(const H5Writer&) = delete;

    hid_t id() const { return m_id; }

    void group(const std::string& path) {
        H5Gclose(check(H5Gcreate2(m_id, path.c_str(), m_links, H5P_DEFAULT, H5P_DEFAULT), path));
    }
    void numbers(const std::string& path, const Shape& shape, const std::vector<double>& values,
                 hid_t type = H5T_IEEE_F64LE) {
        write(path, shape, type, H5T_NATIVE_DOUBLE, values.data());
    }
    void bytes(const std::string& path, const Shape& shape, const std::vector<uint8_t>& values) {
        write(path, shape, H5T_STD_U8LE, H5T_NATIVE_UINT8, values.data());
    }
    void words(const std::string& path, const Shape& shape, const std::vector<uint16_t>& values) {
        write(path, shape, H5T_STD_U16LE, H5T_NATIVE_UINT16, values.data());
    }
    /// Lists of bytes of any length, as h5py writes object arrays of encoded pictures.
    void blobs(const std::string& path, const std::vector<std::string>& values) {
        std::vector<hvl_t> lists;
        for (const std::string& value : values)
            lists.push_back({value.size(), const_cast<char*>(value.data())});
        const hid_t type = H5Tvlen_create(H5T_NATIVE_UINT8);
        write(path, {lists.size()}, type, type, lists.data());
        H5Tclose(type);
    }
    /// Opaque elements of one size, filled up with zeros.
    void opaque(const std::string& path, const std::vector<std::string>& values, size_t size) {
        const hid_t type = H5Tcreate(H5T_OPAQUE, size);
        std::string all;
        for (std::string value : values) {
            value.resize(size, '\0');
            all += value;
        }
        write(path, {values.size()}, type, type, all.data());
        H5Tclose(type);
    }
    void texts(const std::string& path, const std::vector<std::string>& values) {
        const hid_t type = textType();
        std::vector<const char*> pointers;
        for (const std::string& value : values) pointers.push_back(value.c_str());
        write(path, {pointers.size()}, type, type, static_cast<const void*>(pointers.data()));
        H5Tclose(type);
    }
    void attribute(const std::string& object, const std::string& name, const std::string& text) {
        const hid_t type = textType(), space = H5Screate(H5S_SCALAR);
        const char* pointer = text.c_str();
        writeAttribute(object, name, type, type, space, static_cast<const void*>(&pointer));
        H5Sclose(space);
        H5Tclose(type);
    }
    void attribute(const std::string& object, const std::string& name, int number) {
        const hid_t space = H5Screate(H5S_SCALAR);
        writeAttribute(object, name, H5T_STD_I32LE, H5T_NATIVE_INT, space, &number);
        H5Sclose(space);
    }
    /// As h5py writes a bool: an enumeration.
    void flag(const std::string& object, const std::string& name, bool value) {
        const hid_t type = H5Tenum_create(H5T_NATIVE_INT8), space = H5Screate(H5S_SCALAR);
        const int8_t no = 0, yes = 1, byte = value ? yes : no;
        H5Tenum_insert(type, "FALSE", &no);
        H5Tenum_insert(type, "TRUE", &yes);
        writeAttribute(object, name, type, type, space, &byte);
        H5Sclose(space);
        H5Tclose(type);
    }
    void softLink(const std::string& target, const std::string& path) {
        EXPECT_GE(H5Lcreate_soft(target.c_str(), m_id, path.c_str(), m_links, H5P_DEFAULT), 0);
    }
    void hardLink(const std::string& target, const std::string& path) {
        EXPECT_GE(H5Lcreate_hard(m_id, target.c_str(), m_id, path.c_str(), m_links, H5P_DEFAULT), 0);
    }
    void externalLink(const std::filesystem::path& file, const std::string& target, const std::string& path) {
        EXPECT_GE(H5Lcreate_external(file.c_str(), target.c_str(), m_id, path.c_str(), m_links, H5P_DEFAULT),
                  0);
    }
    /// For the next dataset only: how it is laid out.
    H5Writer& with(const std::function<void(hid_t)>& set) {
        set(m_creation);
        return *this;
    }
    H5Writer& chunks(const Shape& shape) {
        return with([&](hid_t p) { H5Pset_chunk(p, static_cast<int>(shape.size()), shape.data()); });
    }
    /// A dataset of that extent into which nothing is written.
    void extentOnly(const std::string& path, const Shape& shape, hid_t type = H5T_IEEE_F64LE) {
        write(path, shape, type, type, nullptr);
    }

private:
    hid_t check(hid_t id, const std::string& path) {
        EXPECT_GE(id, 0) << path;
        return id;
    }
    static hid_t textType() {
        const hid_t type = H5Tcopy(H5T_C_S1);
        H5Tset_size(type, H5T_VARIABLE);
        H5Tset_cset(type, H5T_CSET_UTF8);
        return type;
    }
    void write(const std::string& path, const Shape& shape, hid_t fileType, hid_t memoryType,
               const void* data) {
        const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
        const hid_t dataset =
            check(H5Dcreate2(m_id, path.c_str(), fileType, space, m_links, m_creation, H5P_DEFAULT), path);
        if (data) {
            EXPECT_GE(H5Dwrite(dataset, memoryType, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), 0) << path;
        }
        H5Dclose(dataset);
        H5Sclose(space);
        H5Pclose(m_creation);
        m_creation = H5Pcreate(H5P_DATASET_CREATE);
    }
    void writeAttribute(const std::string& object, const std::string& name, hid_t fileType, hid_t memoryType,
                        hid_t space, const void* data) {
        const hid_t attribute = H5Acreate_by_name(m_id, object.c_str(), name.c_str(), fileType, space,
                                                  H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
        EXPECT_GE(H5Awrite(check(attribute, object + "@" + name), memoryType, data), 0);
        H5Aclose(attribute);
    }

    hid_t m_id = -1;
    hid_t m_links = -1;
    hid_t m_creation = -1;
};

}  // namespace camframe::test
