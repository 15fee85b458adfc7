// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "model/core/result.h"

namespace camframe {

/// One dataset of a layer, with what its numbers mean.
struct LayerArray {
    using Values = std::variant<std::vector<float>, std::vector<double>, std::vector<int32_t>,
                                std::vector<uint8_t>, std::vector<std::string>>;
    std::string path;  ///< "/language/front/left/start"; names of cameras, arms, links are encoded.
    std::vector<uint64_t> shape;
    Values values;  ///< Row-major; as many as the shape says. Texts become variable-length UTF-8.
    std::string unit, space, convention;
};

/// What a group says about itself: rules, constants, sources.
struct LayerNote {
    std::string path;
    std::map<std::string, std::variant<std::string, double, int32_t, std::vector<std::string>>> attributes;
};

/// Optional layers of one episode, ready to be written; any writer of HDF5 files may put them into its own.
struct LayerEpisode {
    std::string dataset;
    int episode = 0;
    std::string robot;
    std::vector<LayerArray> arrays;
    std::vector<LayerNote> notes;
};

/// OUT/layers_%06d.h5
std::filesystem::path layerFilePath(const std::filesystem::path& out, int episode);

/// Writes a layer file (HDF5): attributes format = "camframe-layers", version, dataset, episode, robot,
/// conventions, tool; every dataset has `unit`, `space` and `convention`. Chunked, compressed, atomic; equal
/// contents give equal bytes.
Result<void> writeLayerFile(const LayerEpisode& episode, const std::filesystem::path& path);

}  // namespace camframe
