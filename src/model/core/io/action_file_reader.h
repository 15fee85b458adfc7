// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/core/result.h"

namespace camframe {

/// Reads action files as they are stored, without believing any of it: for those who check files.
///
/// Names are paths from the root ("actions/front/left/tcp_pose"). Only what lies in the one file is read: no
/// filter plugins, no external links or data. Extents are bounded before anything is allocated. Not thread
/// safe.
class ActionFileReader {
public:
    struct Dataset {
        std::string name;
        std::string type;  ///< "f8", "f4", "i4", "u2", "u1", "text" (variable-length UTF-8), else "other".
        std::vector<uint64_t> shape;
        bool operator==(const Dataset&) const = default;
    };

    static Result<ActionFileReader> open(const std::filesystem::path& path);

    /// All of them, by name. At most 10^6.
    const std::vector<Dataset>& datasets() const { return m_datasets; }
    /// Null when there is none.
    const Dataset* find(const std::string& name) const;
    /// Names of what a group holds; empty when there is no such group.
    std::vector<std::string> children(const std::string& group) const;
    /// All numbers, row-major. At most 2^28 of them.
    Result<std::vector<double>> numbers(const std::string& dataset) const;
    /// All rows of a dataset of texts; at most 2^24 rows.
    Result<std::vector<std::string>> texts(const std::string& dataset) const;
    /// One (H, W) picture of a (T, H, W) dataset of 16-bit numbers, at most 2^27 pixels.
    Result<std::vector<uint16_t>> picture(const std::string& dataset, uint64_t row) const;

    /// Attributes of groups and datasets; "" is the root. Nothing where absent or of another kind.
    std::optional<std::string> text(const std::string& object, const std::string& attribute) const;
    std::optional<std::vector<std::string>> textList(const std::string& object,
                                                     const std::string& attribute) const;
    /// A number, or a list of at most 4096.
    std::optional<std::vector<double>> numberList(const std::string& object,
                                                  const std::string& attribute) const;

private:
    struct Open;
    ActionFileReader() = default;

    std::shared_ptr<const Open> m_open;
    std::vector<Dataset> m_datasets;
};

}  // namespace camframe
