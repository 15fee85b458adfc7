// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/core/result.h"

namespace camframe {

/// The key-value store below a zarr hierarchy: a folder, or a zip file. Nothing is ever unpacked to disk, so
/// names in a zip file are keys and no paths. Calls may come from several threads.
class ZarrStore {
public:
    virtual ~ZarrStore() = default;
    /// The value of a key ("data/x/.zarray"), or nothing where there is none. Refuses values of more than
    /// `limit` bytes, stated or real, before more than that is allocated.
    virtual Result<std::optional<std::string>> get(const std::string& key, size_t limit) = 0;
    /// The names of the arrays directly in a group, sorted; a name that leads out of the group is left out.
    virtual Result<std::vector<std::string>> arraysIn(const std::string& group) = 0;
    virtual std::string path() const = 0;  ///< For errors.
};

/// Opens a folder or a zip file ("*.zip").
Result<std::shared_ptr<ZarrStore>> openZarrStore(const std::filesystem::path& path);

}  // namespace camframe
