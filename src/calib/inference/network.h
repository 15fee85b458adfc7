// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calib/inference/onnx_file.h"
#include "calib/inference/tensor.h"
#include "model/core/result.h"

namespace camframe {

/// A loaded network. Not thread safe: one per thread.
class Network {
public:
    virtual ~Network() = default;
    virtual std::string engine() const = 0;  ///< E.g. "OpenCV 4.6.0", "ONNX Runtime 1.20.1".
    const OnnxSummary& summary() const { return m_summary; }

    /// @param inputs  One tensor per input of the model, by name, of its type and shape.
    /// @return        All outputs by name. Half floats and 32-bit integers arrive as floats and 64-bit
    /// integers.
    Result<NamedTensors> run(const NamedTensors& inputs);

protected:
    Network(OnnxSummary summary, std::string place)
        : m_summary(std::move(summary)), m_place(std::move(place)) {}
    virtual Result<NamedTensors> runChecked(const NamedTensors& inputs) = 0;

    OnnxSummary m_summary;
    std::string m_place;  ///< The file, for errors.
};

enum class InferenceEngine {
    Auto,         ///< ONNX Runtime where its library is found, else OpenCV.
    OpenCv,       ///< cv::dnn, always there; lacks operators that vision transformers use.
    OnnxRuntime,  ///< libonnxruntime.so, opened at run time.
};

struct NetworkOptions {
    InferenceEngine engine = InferenceEngine::Auto;
    int threads = 0;  ///< 0: one per core.
    /// ONNX Runtime's library, or a folder that holds it. Empty: the environment's CAMFRAME_ONNXRUNTIME, then
    /// what the system's loader finds.
    std::filesystem::path onnxRuntime;
};

/// Loads an ONNX file. The error says which operator an engine lacks, and what else may help.
Result<std::unique_ptr<Network>> loadNetwork(const std::filesystem::path& file,
                                             const NetworkOptions& options = {});

/// The version of the ONNX Runtime that would be used; nothing where there is none.
std::optional<std::string> findOnnxRuntime(const NetworkOptions& options = {});

/// The folder of models: `given` (--models), else CAMFRAME_MODELS, else none.
std::filesystem::path modelFolder(const std::filesystem::path& given = {});

/// The file of a role ("features", "tracker", "segmenter_encoder", ...) in the models folder: ROLE.onnx.
/// Nothing where there is no such file: networks are optional everywhere.
std::optional<std::filesystem::path> findModel(const std::filesystem::path& folder, const std::string& role);

}  // namespace camframe
