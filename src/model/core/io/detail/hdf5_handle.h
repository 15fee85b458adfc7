// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hdf5.h>

#include <utility>

namespace camframe {

/// Thrown and caught inside one .cpp file only: HDF5 refused a call.
struct Hdf5Failure {};

inline void requireHdf5(herr_t status) {
    if (status < 0) throw Hdf5Failure{};
}

/// An HDF5 identifier that is closed at the end of its scope.
class Hdf5Handle {
public:
    Hdf5Handle(hid_t id, herr_t (*closeFunction)(hid_t)) : m_id(id), m_close(closeFunction) {
        if (id < 0) throw Hdf5Failure{};
    }
    ~Hdf5Handle() {
        if (m_id >= 0) m_close(m_id);
    }
    Hdf5Handle(Hdf5Handle&& other) noexcept : m_id(std::exchange(other.m_id, -1)), m_close(other.m_close) {}
    Hdf5Handle& operator=(Hdf5Handle&&) = delete;
    operator hid_t() const { return m_id; }  // NOLINT: stands for the identifier in calls to HDF5.

    /// Closes now: a written file's last bytes are written here, so a full disk shows here.
    void close() {
        if (m_close(std::exchange(m_id, -1)) < 0) throw Hdf5Failure{};
    }

private:
    hid_t m_id;
    herr_t (*m_close)(hid_t);
};

/// To be called before anything else of HDF5. Handles close files; what a full disk or a damaged file kept
/// from being closed would be tried again at the end of the program, whose failure HDF5 prints as "infinite
/// loop closing library".
inline void endHdf5Quietly() {
    static const herr_t done = H5dont_atexit();
    (void)done;
}

/// Keeps HDF5 from printing its error stack on this thread; the file's name and a mend are said by us.
class QuietHdf5 {
public:
    QuietHdf5() {
        endHdf5Quietly();
        H5Eget_auto2(H5E_DEFAULT, &m_function, &m_data);
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    }
    ~QuietHdf5() { H5Eset_auto2(H5E_DEFAULT, m_function, m_data); }
    QuietHdf5(const QuietHdf5&) = delete;
    QuietHdf5& operator=(const QuietHdf5&) = delete;

private:
    H5E_auto2_t m_function = nullptr;
    void* m_data = nullptr;
};

}  // namespace camframe
