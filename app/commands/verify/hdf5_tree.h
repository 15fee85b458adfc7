// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "app/commands/verify/format_checks.h"
#include "model/core/io/detail/hdf5_file.h"

namespace camframe::verify {

/// One episode's tree in an action file: reading with comparison of types, shapes and attributes. What the
/// reader of HDF5 files refuses is a difference with the reader's sentence.
class Hdf5Tree {
public:
    /// @param root  Empty or "episodes/000003/".
    Hdf5Tree(const EpisodeCheck& check, Hdf5File file, std::string root)
        : m_out(check.comparison),
          m_file(std::move(file)),
          m_root(std::move(root)),
          m_rows(check.expected.rows.size()) {}

    const Hdf5File& file() const { return m_file; }
    uint64_t rows() const { return m_rows; }
    std::string path(const std::string& name) const { return m_root + name; }
    static std::string rowText(const std::string& name, size_t row);

    /// Numbers of a dataset that has this type and shape and describes itself; nothing otherwise.
    std::optional<std::vector<double>> numbers(const std::string& name, const char* type,
                                               const std::vector<uint64_t>& shape);
    std::optional<std::vector<std::string>> texts(const std::string& name);
    /// The dataset, if it has this type and shape and describes itself.
    std::optional<Hdf5Dataset> dataset(const std::string& name, const char* type,
                                       const std::vector<uint64_t>& shape);
    void attribute(const std::string& object, const char* name, const std::string& expected);
    void attribute(const std::string& object, const char* name, const std::vector<double>& expected);
    /// (T) or (T, n) doubles.
    void checkRows(const std::string& name, const std::vector<double>& is, size_t columns,
                   const std::function<double(size_t row, size_t column)>& expected,
                   double tolerance = kRounding);
    /// Every dataset of the tree has been asked for.
    void checkNothingElse();

private:
    Comparison& m_out;
    Hdf5File m_file;
    std::string m_root;
    uint64_t m_rows;
    std::set<std::string> m_known;
};

/// /labels of one camera.
void checkHdf5Labels(Hdf5Tree& tree, const EpisodeCheck& check, const ExpectedCamera& camera);

}  // namespace camframe::verify
