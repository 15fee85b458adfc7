// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <hdf5.h>

#include <Eigen/Core>
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace camframe::test {

/// Reads an HDF5 file; shares nothing with the writer.
class H5File {
public:
    explicit H5File(const std::filesystem::path& path)
        : m_id(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT)) {
        EXPECT_GE(m_id, 0) << path;
    }
    ~H5File() { H5Fclose(m_id); }
    H5File(const H5File&) = delete;
    H5File& operator=(const H5File&) = delete;

    std::vector<hsize_t> shape(const std::string& dataset) const {
        const hid_t d = H5Dopen2(m_id, dataset.c_str(), H5P_DEFAULT);
        EXPECT_GE(d, 0) << dataset;
        const hid_t space = H5Dget_space(d);
        std::vector<hsize_t> dims(static_cast<size_t>(H5Sget_simple_extent_ndims(space)));
        H5Sget_simple_extent_dims(space, dims.data(), nullptr);
        H5Sclose(space);
        H5Dclose(d);
        return dims;
    }
    std::vector<double> numbers(const std::string& dataset) const {
        size_t count = 1;
        for (const hsize_t n : shape(dataset)) count *= n;
        std::vector<double> out(count);
        const hid_t d = H5Dopen2(m_id, dataset.c_str(), H5P_DEFAULT);
        EXPECT_GE(H5Dread(d, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, out.data()), 0) << dataset;
        H5Dclose(d);
        return out;
    }
    Eigen::Matrix4d matrix(const std::string& dataset, size_t index) const {
        const std::vector<double> all = numbers(dataset);
        Eigen::Matrix4d m;
        for (size_t i = 0; i < 16; ++i)
            m(static_cast<int>(i / 4), static_cast<int>(i % 4)) = all[16 * index + i];
        return m;
    }
    std::string text(const std::string& object, const std::string& attribute) const {
        const hid_t a = H5Aopen_by_name(m_id, object.c_str(), attribute.c_str(), H5P_DEFAULT, H5P_DEFAULT);
        if (a < 0) return "(no attribute " + attribute + " on " + object + ")";
        const hid_t type = H5Aget_type(a);
        EXPECT_GT(H5Tis_variable_str(type), 0);
        EXPECT_EQ(H5Tget_cset(type), H5T_CSET_UTF8);
        char* value = nullptr;
        EXPECT_GE(H5Aread(a, type, &value), 0);
        std::string out = value;
        H5free_memory(value);
        H5Tclose(type);
        H5Aclose(a);
        return out;
    }
    std::vector<std::string> texts(const std::string& dataset) const {
        const hid_t d = H5Dopen2(m_id, dataset.c_str(), H5P_DEFAULT);
        const hid_t type = H5Dget_type(d), space = H5Dget_space(d);
        EXPECT_GT(H5Tis_variable_str(type), 0);
        std::vector<char*> values(shape(dataset)[0]);
        EXPECT_GE(H5Dread(d, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
        std::vector<std::string> out(values.begin(), values.end());
        H5Dvlen_reclaim(type, space, H5P_DEFAULT, values.data());
        H5Tclose(type);
        H5Sclose(space);
        H5Dclose(d);
        return out;
    }
    /// There is such a dataset.
    bool has(const std::string& path) const {
        const auto names = datasets();
        return std::find(names.begin(), names.end(), path.substr(1)) != names.end();
    }
    std::vector<std::string> datasets() const {
        std::vector<std::string> names;
        const auto visit = [](hid_t, const char* name, const H5O_info_t* info, void* data) -> herr_t {
            if (info->type == H5O_TYPE_DATASET) static_cast<std::vector<std::string>*>(data)->push_back(name);
            return 0;
        };
        H5Ovisit2(m_id, H5_INDEX_NAME, H5_ITER_INC, visit, &names, H5O_INFO_BASIC);
        return names;
    }

private:
    hid_t m_id;
};

}  // namespace camframe::test
