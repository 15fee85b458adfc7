// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "calib/inference/network.h"

namespace camframe::inference {

/// A model file in memory, already checked.
struct LoadedModel {
    std::vector<uint8_t> bytes;
    OnnxSummary summary;
    std::string place;
};

Result<std::unique_ptr<Network>> openWithOpenCv(LoadedModel model);
Result<std::unique_ptr<Network>> openWithOnnxRuntime(LoadedModel model, const NetworkOptions& options);

/// " (operator 'X')" for the first of the model's operators that an engine's message names, or "".
std::string operatorIn(const std::string& message, const OnnxSummary& summary);

}  // namespace camframe::inference
