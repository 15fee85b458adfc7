// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/core/io/detail/hdf5_description.h"
#include "model/core/result.h"

namespace camframe {

/// Reading of HDF5 files from outside. Names of objects are paths from the root ("/a/b" or "a/b").
///
/// HDF5's library reads in a process of its own (see Hdf5Process): a file on which it crashes, or in which it
/// goes round in circles, is an error like any other. Nothing outside the one file is opened: no filter
/// plugins are loaded, external links are not followed, and datasets whose numbers lie in other files
/// (external raw data, virtual datasets) are refused. Extents are compared with limits before anything is
/// allocated by them. Errors name the file and the object. Files and datasets may be used on any thread, each
/// on one at a time.

/// One dataset of an open file, which it keeps open.
class Hdf5Dataset : public Hdf5Description {
public:
    /// Rows x valuesPerRow() numbers, converted to double. At most 2^25 of them.
    Result<Eigen::MatrixXd> readNumbers() const;
    /// One row as numbers.
    Result<std::vector<double>> readRow(uint64_t row) const;
    /// One row of bytes: the bytes of a Blobs element (a fixed size is filled up with zeros, as stored), or a
    /// row of uint8 numbers.
    Result<std::string> readBytes(uint64_t row) const;

private:
    friend class Hdf5File;
    struct Open;
    Hdf5Dataset() = default;

    std::shared_ptr<const Open> m_open;
};

/// An HDF5 file, open for reading; copies share it.
class Hdf5File {
public:
    /// The file begins with (or, behind a user block, holds) HDF5's signature. Reads some bytes, never fails.
    static bool hasSignature(const std::filesystem::path& path);
    static Result<Hdf5File> open(const std::filesystem::path& path);

    const std::filesystem::path& path() const;
    bool hasGroup(const std::string& object) const;
    bool hasDataset(const std::string& object) const;
    /// Names of what a group holds, in natural order ("demo_2" before "demo_10"). Refuses more than 10^6.
    Result<std::vector<std::string>> children(const std::string& group) const;
    /// Paths from the root, without leading slash, of all datasets below a group, in natural order. Objects
    /// that are linked twice appear once, so that cycles end. Refuses more than 10^4 objects.
    Result<std::vector<std::string>> datasetsBelow(const std::string& group) const;
    Result<Hdf5Dataset> dataset(const std::string& object) const;

    /// An attribute of a group or dataset; nothing where it is absent or something else than one text.
    std::optional<std::string> textAttribute(const std::string& object, const std::string& name) const;
    /// The same for one number or boolean.
    std::optional<double> numberAttribute(const std::string& object, const std::string& name) const;
    /// The same for any number of them up to 4096.
    std::optional<std::vector<std::string>> textList(const std::string& object,
                                                     const std::string& name) const;
    std::optional<std::vector<double>> numberList(const std::string& object, const std::string& name) const;

private:
    friend class Hdf5Dataset;
    struct Open;
    explicit Hdf5File(std::shared_ptr<const Open> open) : m_open(std::move(open)) {}

    std::shared_ptr<const Open> m_open;
};

/// Whether a comes before b when runs of digits count as numbers.
bool naturalLess(const std::string& a, const std::string& b);

}  // namespace camframe
