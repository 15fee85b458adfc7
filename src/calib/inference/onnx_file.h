// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "model/core/result.h"

namespace camframe {

/// An input or output of a network.
struct OnnxValue {
    std::string name;
    int elementType = 0;         ///< As ONNX numbers them: 1 = float, 7 = int64; 0 = not stated.
    std::vector<int64_t> shape;  ///< -1 where the size is free.
};

/// What a model file says about itself, read without any inference library.
struct OnnxSummary {
    int64_t opset = 0;
    std::vector<std::string> operators;  ///< Distinct operator types, in order of first use.
    std::vector<OnnxValue> inputs;       ///< Without the constants that old exporters list as inputs.
    std::vector<OnnxValue> outputs;
};

/// Walks through the bytes of an ONNX file (protobuf wire format; field numbers of onnx.proto) and checks
/// what a library would otherwise trust: lengths stay inside the file, constants are as long as their shape
/// says, no weights outside the file. Nothing is allocated by numbers in the file.
///
/// @param place  Named in errors, e.g. the file.
Result<OnnxSummary> summarizeOnnx(std::span<const uint8_t> bytes, const std::string& place);

/// Bytes of a model file of at most 2 GiB (protobuf's own limit).
Result<std::vector<uint8_t>> readModelFile(const std::filesystem::path& file);

}  // namespace camframe
