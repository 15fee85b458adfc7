// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "model/core/result.h"

namespace camframe {

/// One leaf of the tree in an RLDS dataset's features.json.
struct RldsField {
    enum class Kind {
        Numbers,  ///< A list of floats or integers, `width` per step.
        Encoded,  ///< One byte string of `width` elements of `dtype` per step, see `encoding`.
        Picture,  ///< One encoded picture per step.
        Text,     ///< One text per step.
        Other     ///< Something that is not read; `dtype` says what.
    };
    std::string record;    ///< Name of the feature in the record, e.g. "steps/observation/state".
    std::string key;       ///< Without the leading "steps/".
    bool perStep = false;  ///< Below "steps"; otherwise there is one value per episode.
    Kind kind = Kind::Other;
    std::string dtype;           ///< "float32", "int64", ...; for Other the Python class.
    std::string encoding;        ///< "none", "bytes", "zlib"; for pictures "jpeg", "png" or empty.
    std::vector<int64_t> shape;  ///< Of one step; -1 where a dimension varies.
    int64_t width = 1;           ///< Numbers per step: the product of `shape`; -1 where it varies.
};

/// Reads features.json of a dataset as TensorFlow Datasets writes it: a tree of FeaturesDict, Dataset or
/// Sequence ("steps"), Tensor, Scalar, ClassLabel, Image and Text, each naming its Python class. Nested names
/// are joined by '/', as in the records. Fails where there are no steps.
Result<std::vector<RldsField>> readRldsFeatures(const std::filesystem::path& file);

}  // namespace camframe
