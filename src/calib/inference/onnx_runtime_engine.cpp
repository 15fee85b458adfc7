// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>

#include <cstdlib>
#include <mutex>

#include "calib/inference/engines.h"
#include "calib/inference/onnx_runtime_api.h"

namespace camframe::inference {

namespace {

namespace fs = std::filesystem;

/// The opened library; it stays open until the program ends, since its threads may outlive every session.
struct Runtime {
    const void* const* table = nullptr;
    std::string version;

    template <class F, class... Args>
    auto call(Args... args) const {
        return reinterpret_cast<typename F::Type*>(const_cast<void*>(table[F::place]))(args...);
    }
};

std::vector<std::string> libraryNames(const NetworkOptions& options) {
    static const char* const kNames[] = {"libonnxruntime.so", "libonnxruntime.so.1"};
    fs::path given = options.onnxRuntime;
    if (given.empty())
        if (const char* place = std::getenv("CAMFRAME_ONNXRUNTIME")) given = place;
    if (given.empty()) return {std::begin(kNames), std::end(kNames)};
    std::error_code error;
    if (!fs::is_directory(given, error)) return {given.string()};
    std::vector<std::string> names;
    for (const char* name : kNames)
        if (fs::exists(given / name, error)) names.push_back((given / name).string());
    if (names.empty()) names.push_back((given / kNames[0]).string());
    return names;
}

Result<Runtime> openRuntime(const NetworkOptions& options) {
    std::string why;
    for (const std::string& name : libraryNames(options)) {
        void* library = ::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (!library) {
            const char* message = ::dlerror();
            if (why.empty()) why = message ? message : name;
            continue;
        }
        using GetApiBase = const ort::ApiBase* (*)();
        const auto getBase = reinterpret_cast<GetApiBase>(::dlsym(library, "OrtGetApiBase"));
        const ort::ApiBase* base = getBase ? getBase() : nullptr;
        const void* const* table = base ? base->getApi(1) : nullptr;
        if (!table) {
            if (why.empty()) why = name + " does not offer version 1 of ONNX Runtime's C interface";
            ::dlclose(library);
            continue;
        }
        return Runtime{table, base->getVersionString()};
    }
    return makeError(
        ErrorKind::System,
        "ONNX Runtime's library was not found ({}); set CAMFRAME_ONNXRUNTIME to libonnxruntime.so or "
        "its folder.",
        why);
}

/// A handle of the library's, released by the library.
template <class T, class Release>
class Owned {
public:
    explicit Owned(const Runtime& runtime) : m_runtime(&runtime) {}
    Owned(Owned&& other) noexcept
        : m_runtime(other.m_runtime), m_handle(std::exchange(other.m_handle, nullptr)) {}
    Owned& operator=(Owned&&) = delete;
    ~Owned() {
        if (m_handle) m_runtime->call<Release>(m_handle);
    }
    T* get() const { return m_handle; }
    T** out() { return &m_handle; }

private:
    const Runtime* m_runtime;
    T* m_handle = nullptr;
};

/// The message of a failed call, or "" where it succeeded. Releases the status.
std::string messageOf(const Runtime& runtime, ort::Status* status) {
    if (!status) return {};
    std::string message = runtime.call<ort::GetErrorMessage>(static_cast<const ort::Status*>(status));
    runtime.call<ort::ReleaseStatus>(status);
    return message.empty() ? "unknown error" : message.substr(0, 400);
}

class RuntimeNetwork : public Network {
public:
    RuntimeNetwork(LoadedModel model, Runtime runtime)
        : Network(std::move(model.summary), std::move(model.place)),
          m_runtime(std::move(runtime)),
          m_env(m_runtime),
          m_memory(m_runtime),
          m_session(m_runtime) {}

    std::string engine() const override { return "ONNX Runtime " + m_runtime.version; }

    Result<void> open(const std::vector<uint8_t>& bytes, int threads) {
        Owned<ort::SessionOptions, ort::ReleaseSessionOptions> options(m_runtime);
        constexpr int kErrorsOnly = 3, kArenaAllocator = 1, kDefaultMemory = 0;
        std::string wrong = messageOf(
            m_runtime,
            m_runtime.call<ort::CreateEnv>(kErrorsOnly, static_cast<const char*>("camframe"), m_env.out()));
        const auto then = [&](auto&& step) {
            if (wrong.empty()) wrong = messageOf(m_runtime, step());
        };
        then([&] { return m_runtime.call<ort::CreateSessionOptions>(options.out()); });
        if (threads > 0)
            then([&] { return m_runtime.call<ort::SetIntraOpNumThreads>(options.get(), threads); });
        then([&] {
            return m_runtime.call<ort::CreateCpuMemoryInfo>(kArenaAllocator, kDefaultMemory, m_memory.out());
        });
        then([&] {
            return m_runtime.call<ort::CreateSessionFromArray>(
                static_cast<const ort::Env*>(m_env.get()), static_cast<const void*>(bytes.data()),
                bytes.size(), static_cast<const ort::SessionOptions*>(options.get()), m_session.out());
        });
        if (!wrong.empty())
            return inputError("{}: {} cannot load this network{}: {}", m_place, engine(),
                              operatorIn(wrong, m_summary), wrong);
        return {};
    }

protected:
    Result<NamedTensors> runChecked(const NamedTensors& inputs) override {
        using Value = Owned<ort::Value, ort::ReleaseValue>;
        std::vector<const char*> inputNames, outputNames;
        std::vector<Value> values;
        std::vector<const ort::Value*> handles;
        for (const OnnxValue& wanted : m_summary.inputs) {
            const Tensor& given = inputs.at(wanted.name);
            // The library reads what it is given without changing it.
            void* data = given.isFloat() ? static_cast<void*>(const_cast<float*>(given.floats().data()))
                                         : const_cast<int64_t*>(given.integers().data());
            const size_t bytes = given.size() * (given.isFloat() ? sizeof(float) : sizeof(int64_t));
            Value value(m_runtime);
            const int type = given.isFloat() ? ort::kFloat : ort::kInt64;
            if (auto wrong =
                    messageOf(m_runtime, m_runtime.call<ort::CreateTensorWithData>(
                                             static_cast<const ort::MemoryInfo*>(m_memory.get()), data, bytes,
                                             given.shape.data(), given.shape.size(), type, value.out()));
                !wrong.empty())
                return failed(wrong);
            inputNames.push_back(wanted.name.c_str());
            handles.push_back(value.get());
            values.push_back(std::move(value));
        }
        for (const OnnxValue& output : m_summary.outputs) outputNames.push_back(output.name.c_str());
        std::vector<ort::Value*> results(outputNames.size(), nullptr);
        const std::string wrong = messageOf(
            m_runtime,
            m_runtime.call<ort::Run>(m_session.get(), static_cast<const ort::RunOptions*>(nullptr),
                                     static_cast<const char* const*>(inputNames.data()),
                                     static_cast<const ort::Value* const*>(handles.data()), handles.size(),
                                     static_cast<const char* const*>(outputNames.data()), outputNames.size(),
                                     results.data()));
        std::vector<Value> owned;
        for (ort::Value* result : results) {
            owned.emplace_back(m_runtime);
            *owned.back().out() = result;
        }
        if (!wrong.empty()) return failed(wrong);
        NamedTensors outputs;
        for (size_t i = 0; i < owned.size(); ++i) {
            auto tensor = readTensor(owned[i].get());
            if (!tensor) return tl::unexpected(tensor.error());
            outputs.emplace(outputNames[i], std::move(*tensor));
        }
        return outputs;
    }

private:
    tl::unexpected<Error> failed(const std::string& wrong) const {
        return inputError("{}: {} cannot run this network{}: {}", m_place, engine(),
                          operatorIn(wrong, m_summary), wrong);
    }

    Result<Tensor> readTensor(ort::Value* value) const {
        Owned<ort::TensorInfo, ort::ReleaseTensorInfo> info(m_runtime);
        int type = 0;
        size_t dimensions = 0;
        Tensor tensor;
        void* data = nullptr;
        std::string wrong = messageOf(m_runtime, m_runtime.call<ort::GetTensorTypeAndShape>(
                                                     static_cast<const ort::Value*>(value), info.out()));
        const auto then = [&](auto&& step) {
            if (wrong.empty()) wrong = messageOf(m_runtime, step());
        };
        const auto constInfo = [&] { return static_cast<const ort::TensorInfo*>(info.get()); };
        then([&] { return m_runtime.call<ort::GetTensorElementType>(constInfo(), &type); });
        then([&] { return m_runtime.call<ort::GetDimensionsCount>(constInfo(), &dimensions); });
        tensor.shape.resize(dimensions);
        then(
            [&] { return m_runtime.call<ort::GetDimensions>(constInfo(), tensor.shape.data(), dimensions); });
        then([&] { return m_runtime.call<ort::GetTensorMutableData>(value, &data); });
        if (!wrong.empty()) return failed(wrong);
        size_t count = 1;
        for (const int64_t n : tensor.shape) count *= static_cast<size_t>(n);
        const auto copy = [&]<class From, class To>(const From* from, To) {
            return std::vector<To>(from, from + count);
        };
        switch (type) {
            case ort::kFloat:
                tensor.data = copy(static_cast<const float*>(data), float());
                break;
            case ort::kDouble:
                tensor.data = copy(static_cast<const double*>(data), float());
                break;
            case ort::kInt64:
                tensor.data = copy(static_cast<const int64_t*>(data), int64_t());
                break;
            case ort::kInt32:
                tensor.data = copy(static_cast<const int32_t*>(data), int64_t());
                break;
            case ort::kBool:
                tensor.data = copy(static_cast<const uint8_t*>(data), int64_t());
                break;
            default:
                return inputError(
                    "{}: an output has element type {}, which is not read here; export the model "
                    "with float outputs.",
                    m_place, type);
        }
        return tensor;
    }

    // Declared in the order in which they must outlive each other.
    Runtime m_runtime;
    Owned<ort::Env, ort::ReleaseEnv> m_env;
    Owned<ort::MemoryInfo, ort::ReleaseMemoryInfo> m_memory;
    Owned<ort::Session, ort::ReleaseSession> m_session;
};

}  // namespace

Result<std::unique_ptr<Network>> openWithOnnxRuntime(LoadedModel model, const NetworkOptions& options) {
    auto runtime = openRuntime(options);
    if (!runtime) return tl::unexpected(runtime.error());
    const std::vector<uint8_t> bytes = std::move(model.bytes);
    auto network = std::make_unique<RuntimeNetwork>(std::move(model), std::move(*runtime));
    if (auto ok = network->open(bytes, options.threads); !ok) return tl::unexpected(ok.error());
    return network;
}

}  // namespace camframe::inference

namespace camframe {

std::optional<std::string> findOnnxRuntime(const NetworkOptions& options) {
    const auto runtime = inference::openRuntime(options);
    if (!runtime) return std::nullopt;
    return runtime->version;
}

}  // namespace camframe
