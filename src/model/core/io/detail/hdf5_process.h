// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "model/core/io/detail/hdf5_messages.h"

namespace camframe {

class Hdf5Service;

/// Where requests about HDF5 files are answered: in a process of its own (camframe-hdf5), as HDF5's library
/// crashes on some damaged files and can be made to do worse. The process is started with the first request
/// and replaced after a crash; the others' files open anew by themselves. Where that program does not lie
/// beside this one (or where CAMFRAME_HDF5_HELPER says), answers come from this process.
///
/// Thread safe; requests wait for each other, as they do inside the library.
class Hdf5Process {
public:
    /// The one of this program. Never destroyed: its process ends when the socket is closed with the program.
    static Hdf5Process& instance();

    /// The bytes behind the answer's first byte, or the error that it holds, or that the process was lost
    /// over this request.
    Result<std::string> ask(const Hdf5Request& request);
    /// For CloseFile and CloseDataset: starts no process, waits for no answer that matters.
    void tell(const Hdf5Request& request) noexcept;
    uint64_t newNumber() { return ++m_lastNumber; }

private:
    Hdf5Process();
    ~Hdf5Process() = delete;
    bool start();
    /// @return  The process was lost because it calculated without end.
    bool stop();
    enum class Lost { No, Crashed, Endless };
    Lost exchange(const std::string& request, std::string& answer);

    std::mutex m_mutex;
    std::string m_program;  ///< Empty: there is none.
    std::unique_ptr<Hdf5Service> m_own;
    pid_t m_process = -1;
    int m_socket = -1;
    std::atomic<uint64_t> m_lastNumber{0};
};

}  // namespace camframe
