// SPDX-License-Identifier: Apache-2.0
#include "calib/inference/network.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "calib/inference/engines.h"

namespace camframe {

namespace fs = std::filesystem;

Result<NamedTensors> Network::run(const NamedTensors& inputs) {
    for (const OnnxValue& wanted : m_summary.inputs) {
        const auto found = inputs.find(wanted.name);
        if (found == inputs.end())
            return inputError("{}: the network's input '{}' is not among those that this use of it gives.",
                              m_place, wanted.name);
        const Tensor& given = found->second;
        if (!given.consistent())
            return inputError("{}: input '{}' has {} values, which is not what its shape says.", m_place,
                              wanted.name, given.size());
        const int type = given.isFloat() ? 1 : 7;
        if (wanted.elementType != 0 && wanted.elementType != type)
            return inputError(
                "{}: input '{}' has element type {}; only float (1) and int64 (7) are offered here "
                "and this use gives {}. Export the model with such inputs.",
                m_place, wanted.name, wanted.elementType, type);
        bool fits = wanted.shape.empty() || wanted.shape.size() == given.shape.size();
        for (size_t i = 0; fits && i < wanted.shape.size(); ++i)
            fits = wanted.shape[i] < 0 || wanted.shape[i] == given.shape[i];
        if (!fits)
            return inputError("{}: input '{}' wants the shape [{}] but gets [{}].", m_place, wanted.name,
                              fmt::join(wanted.shape, ", "), fmt::join(given.shape, ", "));
    }
    return runChecked(inputs);
}

Result<std::unique_ptr<Network>> loadNetwork(const fs::path& file, const NetworkOptions& options) {
    auto bytes = readModelFile(file);
    if (!bytes) return tl::unexpected(bytes.error());
    auto summary = summarizeOnnx(*bytes, file.string());
    if (!summary) return tl::unexpected(summary.error());
    inference::LoadedModel model{std::move(*bytes), std::move(*summary), file.string()};
    const bool runtime = options.engine == InferenceEngine::OnnxRuntime ||
                         (options.engine == InferenceEngine::Auto && findOnnxRuntime(options).has_value());
    return runtime ? inference::openWithOnnxRuntime(std::move(model), options)
                   : inference::openWithOpenCv(std::move(model));
}

fs::path modelFolder(const fs::path& given) {
    if (!given.empty()) return given;
    const char* folder = std::getenv("CAMFRAME_MODELS");
    return folder ? fs::path(folder) : fs::path();
}

std::optional<fs::path> findModel(const fs::path& folder, const std::string& role) {
    if (folder.empty()) return std::nullopt;
    const fs::path file = folder / (role + ".onnx");
    std::error_code error;
    if (!fs::is_regular_file(file, error)) return std::nullopt;
    return file;
}

namespace inference {

std::string operatorIn(const std::string& message, const OnnxSummary& summary) {
    // Whole words only: "Erf" is not meant by "Performance".
    const auto isWord = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
    size_t first = std::string::npos;
    std::string named;
    for (const std::string& type : summary.operators) {
        for (size_t at = message.find(type); at != std::string::npos; at = message.find(type, at + 1)) {
            const size_t end = at + type.size();
            if ((at > 0 && isWord(message[at - 1])) || (end < message.size() && isWord(message[end])))
                continue;
            // In a list of brackets the operator comes first, then names that may contain operators' names.
            if (at < first) {
                first = at;
                named = type;
            }
            break;
        }
    }
    return named.empty() ? "" : fmt::format(" (operator '{}')", named);
}

}  // namespace inference

}  // namespace camframe
