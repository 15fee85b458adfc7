// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "model/core/io/detail/hdf5_local.h"
#include "model/core/io/detail/hdf5_messages.h"

namespace camframe {

/// Answers requests with HDF5's library, keeping the files and datasets open that are asked for.
///
/// An answer is a byte 1 and what was asked for, or a byte 0, the error's kind and its sentence.
class Hdf5Service {
public:
    std::string answer(std::string_view requestBytes);

private:
    std::string answer(const Hdf5Request& request);
    Result<LocalHdf5File*> file(const Hdf5Request& request);
    Result<LocalHdf5Dataset*> dataset(const Hdf5Request& request);

    std::map<uint64_t, LocalHdf5File> m_files;
    std::map<uint64_t, LocalHdf5Dataset> m_datasets;
};

/// The whole work of the program camframe-hdf5: answers what comes over the socket until its other end is
/// closed. Takes little memory, so that a file that makes HDF5 want all of it meets a limit.
/// @return  The exit code.
int serveHdf5(int socket);

}  // namespace camframe
