// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

/// The part of ONNX Runtime's C interface that is used here.
///
/// The library exports one function, OrtGetApiBase; its table of functions only ever grows at the end, so
/// that version 1 of it, which every release since 1.0 (2019) offers, has a fixed layout: 102 pointers in the
/// order of onnxruntime_c_api.h. Only the places used here are named; no header of the project is needed.
namespace camframe::ort {

struct Env;
struct Session;
struct SessionOptions;
struct RunOptions;
struct Status;
struct Value;
struct MemoryInfo;
struct TensorInfo;

struct ApiBase {
    const void* const* (*getApi)(uint32_t version);
    const char* (*getVersionString)();
};

enum ElementType : int { kFloat = 1, kInt32 = 6, kInt64 = 7, kBool = 9, kDouble = 11 };

/// Place of a function in the table, and its type.
template <size_t Place, class Signature>
struct Function {
    static constexpr size_t place = Place;
    using Type = Signature;
};

using GetErrorMessage = Function<2, const char*(const Status*)>;
using CreateEnv = Function<3, Status*(int logLevel, const char* logId, Env**)>;
using CreateSessionFromArray =
    Function<8, Status*(const Env*, const void* model, size_t bytes, const SessionOptions*, Session**)>;
using Run = Function<9, Status*(Session*, const RunOptions*, const char* const* inputNames,
                                const Value* const* inputs, size_t inputCount, const char* const* outputNames,
                                size_t outputCount, Value** outputs)>;
using CreateSessionOptions = Function<10, Status*(SessionOptions**)>;
using SetIntraOpNumThreads = Function<24, Status*(SessionOptions*, int)>;
using CreateTensorWithData =
    Function<49, Status*(const MemoryInfo*, void* data, size_t bytes, const int64_t* shape, size_t dimensions,
                         int type, Value**)>;
using GetTensorMutableData = Function<51, Status*(Value*, void**)>;
using GetTensorElementType = Function<60, Status*(const TensorInfo*, int*)>;
using GetDimensionsCount = Function<61, Status*(const TensorInfo*, size_t*)>;
using GetDimensions = Function<62, Status*(const TensorInfo*, int64_t*, size_t)>;
using GetTensorTypeAndShape = Function<65, Status*(const Value*, TensorInfo**)>;
using CreateCpuMemoryInfo = Function<69, Status*(int allocator, int memory, MemoryInfo**)>;
using ReleaseEnv = Function<92, void(Env*)>;
using ReleaseStatus = Function<93, void(Status*)>;
using ReleaseMemoryInfo = Function<94, void(MemoryInfo*)>;
using ReleaseSession = Function<95, void(Session*)>;
using ReleaseValue = Function<96, void(Value*)>;
using ReleaseTensorInfo = Function<99, void(TensorInfo*)>;
using ReleaseSessionOptions = Function<100, void(SessionOptions*)>;

constexpr size_t kTableSize = 102;

}  // namespace camframe::ort
