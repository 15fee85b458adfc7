// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/core/io/detail/hdf5_file.h"
#include "model/core/result.h"

namespace camframe {

/// Reading of HDF5 files from outside with HDF5's library, in the process that Hdf5Process keeps for it.
/// Readers of datasets use Hdf5File, which asks that process; the functions are the same and are described
/// there, too.
///
/// Nothing outside the one file is opened: no filter plugins are loaded, external links are not followed, and
/// datasets whose numbers lie in other files (external raw data, virtual datasets) are refused. Extents are
/// compared with limits before anything is allocated by them. Errors name the file and the object.
/// Not thread safe; different files may be read on different threads where HDF5 is built thread safe, as
/// Debian and others do.

/// One dataset of an open file, which it keeps open.
class LocalHdf5Dataset : public Hdf5Description {
public:
    Result<Eigen::MatrixXd> readNumbers() const;
    Result<std::vector<double>> readRow(uint64_t row) const;
    Result<std::string> readBytes(uint64_t row) const;

private:
    friend class LocalHdf5File;
    struct Open;
    LocalHdf5Dataset() = default;
    Result<void> checkRow(uint64_t row) const;
    tl::unexpected<Error> damaged() const;

    std::shared_ptr<const Open> m_open;
};

/// An HDF5 file, open for reading; copies share it.
class LocalHdf5File {
public:
    static Result<LocalHdf5File> open(const std::filesystem::path& path);

    const std::filesystem::path& path() const { return m_path; }
    bool hasGroup(const std::string& object) const;
    bool hasDataset(const std::string& object) const;
    Result<std::vector<std::string>> children(const std::string& group) const;
    Result<std::vector<std::string>> datasetsBelow(const std::string& group) const;
    Result<LocalHdf5Dataset> dataset(const std::string& object) const;

    std::optional<std::vector<std::string>> textList(const std::string& object,
                                                     const std::string& name) const;
    std::optional<std::vector<double>> numberList(const std::string& object, const std::string& name) const;

private:
    friend class LocalHdf5Dataset;
    struct Open;
    explicit LocalHdf5File(std::filesystem::path path) : m_path(std::move(path)) {}

    std::filesystem::path m_path;
    std::shared_ptr<const Open> m_open;
};

}  // namespace camframe
