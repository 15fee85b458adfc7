// SPDX-License-Identifier: Apache-2.0
//
// A stand-in for libonnxruntime.so with version 1 of its C interface, as far as it is used: places in the
// table are written out here once more, independently of the program's header. Its networks double the first
// input. Models that hold the word "Unheard" are refused, as the real library refuses unknown operators.
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace {

int g_alive = 0;  // handles that were not released

struct Status {
    std::string message;
};
struct Handle {
    Handle() { ++g_alive; }
    ~Handle() { --g_alive; }
    std::vector<int64_t> shape;
    std::vector<float> values;
};

Status* failure(const char* message) {
    ++g_alive;
    return new Status{message};
}
const char* getErrorMessage(const Status* status) {
    return status->message.c_str();
}
void releaseStatus(Status* status) {
    --g_alive;
    delete status;
}
void release(Handle* handle) {
    delete handle;
}
Status* createEnv(int, const char* id, Handle** out) {
    if (std::strcmp(id, "camframe") != 0) return failure("wrong argument");
    *out = new Handle;
    return nullptr;
}
Status* createOptions(Handle** out) {
    *out = new Handle;
    return nullptr;
}
Status* setThreads(Handle*, int) {
    return nullptr;
}
Status* createMemoryInfo(int, int, Handle** out) {
    *out = new Handle;
    return nullptr;
}
Status* createSession(const Handle*, const void* model, size_t bytes, const Handle*, Handle** out) {
    if (std::string(static_cast<const char*>(model), bytes).find("Unheard") != std::string::npos)
        return failure("Load model failed: No Op registered for Unheard with domain_version of 13");
    *out = new Handle;
    return nullptr;
}
Status* createTensor(const Handle*, void* data, size_t bytes, const int64_t* shape, size_t dimensions,
                     int type, Handle** out) {
    if (type != 1) return failure("only floats here");
    *out = new Handle;
    (*out)->shape.assign(shape, shape + dimensions);
    const auto* first = static_cast<const float*>(data);
    (*out)->values.assign(first, first + bytes / sizeof(float));
    return nullptr;
}
Status* run(Handle*, const void*, const char* const* names, const Handle* const* inputs, size_t count,
            const char* const*, size_t outputs, Handle** results) {
    if (count == 0 || names[0] == nullptr) return failure("no input");
    for (size_t i = 0; i < outputs; ++i) {
        results[i] = new Handle;
        results[i]->shape = inputs[0]->shape;
        for (const float value : inputs[0]->values) results[i]->values.push_back(2 * value);
    }
    return nullptr;
}
Status* tensorData(Handle* value, void** out) {
    *out = value->values.data();
    return nullptr;
}
Status* tensorInfo(const Handle* value, Handle** out) {
    *out = new Handle;
    (*out)->shape = value->shape;
    return nullptr;
}
Status* elementType(const Handle*, int* out) {
    *out = 1;
    return nullptr;
}
Status* dimensionCount(const Handle* info, size_t* out) {
    *out = info->shape.size();
    return nullptr;
}
Status* dimensions(const Handle* info, int64_t* out, size_t count) {
    std::memcpy(out, info->shape.data(), count * sizeof(int64_t));
    return nullptr;
}

const void* const* getApi(uint32_t version) {
    static const void* table[102] = {};
    if (version != 1) return nullptr;
    const auto set = [](size_t place, auto* function) {
        table[place] = reinterpret_cast<const void*>(function);
    };
    set(2, &getErrorMessage);
    set(3, &createEnv);
    set(8, &createSession);
    set(9, &run);
    set(10, &createOptions);
    set(24, &setThreads);
    set(49, &createTensor);
    set(51, &tensorData);
    set(60, &elementType);
    set(61, &dimensionCount);
    set(62, &dimensions);
    set(65, &tensorInfo);
    set(69, &createMemoryInfo);
    for (const size_t place : {92, 94, 95, 96, 99, 100}) set(place, &release);
    set(93, &releaseStatus);
    return table;
}
const char* getVersion() {
    return "1.0.0-fake";
}

struct Base {
    const void* const* (*api)(uint32_t);
    const char* (*version)();
};

}  // namespace

extern "C" __attribute__((visibility("default"))) const Base* OrtGetApiBase() {
    static const Base base{&getApi, &getVersion};
    return &base;
}
extern "C" __attribute__((visibility("default"))) int fakeHandlesAlive() {
    return g_alive;
}
