// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hdf5.h>

#include <optional>
#include <string>

#include "model/core/io/detail/hdf5_handle.h"
#include "model/core/io/detail/hdf5_local.h"

namespace camframe {

/// Where links lead while an object is looked up.
struct LinkWatch {
    bool leftFile = false;
};

/// Access properties (of links, or of datasets) that refuse to leave the file; `watch` must outlive them.
Hdf5Handle linkAccess(hid_t propertyClass, LinkWatch& watch);

/// The open file behind LocalHdf5File; for its two .cpp files only.
struct LocalHdf5File::Open {
    Hdf5Handle file;

    /// Type and address of an object; nothing where there is none inside the file.
    std::optional<H5O_info_t> info(const std::string& object) const;
    Hdf5Handle object(const std::string& object) const;
};

}  // namespace camframe
