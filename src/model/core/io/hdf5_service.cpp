// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/detail/hdf5_service.h"

#include <sys/resource.h>
#include <sys/time.h>

namespace camframe {

namespace {

using What = Hdf5Request::What;

/// Signals and rows are bounded to 512 MiB, chunks likewise; several may be open at once.
[[maybe_unused]] constexpr rlim_t kMemory = rlim_t{8} << 30;

/// Of one request. Damaged files can send HDF5 round in circles; the largest answers take some two seconds.
constexpr time_t kProcessorSeconds = 10;

/// Ends the process with SIGPROF when it calculates for that long. Time on a slow disk does not count. 0: no
/// limit.
void limitProcessorTime(time_t seconds) {
    const itimerval timer{{0, 0}, {seconds, 0}};
    setitimer(ITIMER_PROF, &timer, nullptr);
}

std::string failure(const Error& error) {
    MessageWriter out;
    out.value(uint8_t{0}).value(static_cast<uint8_t>(error.kind)).text(error.message);
    return out.take();
}

MessageWriter success() {
    MessageWriter out;
    out.value(uint8_t{1});
    return out;
}

std::string texts(const std::vector<std::string>& list) {
    MessageWriter out = success();
    out.value(uint64_t{list.size()});
    for (const std::string& text : list) out.text(text);
    return out.take();
}

std::string names(const Result<std::vector<std::string>>& list) {
    return list ? texts(*list) : failure(list.error());
}

std::string noAttribute(const Hdf5Request& request) {
    return failure({ErrorKind::Input, fmt::format("{}: '{}' has no attribute {} of this kind.", request.path,
                                                  request.object, request.name)});
}

std::string numbers(const Result<Eigen::MatrixXd>& values) {
    if (!values) return failure(values.error());
    MessageWriter out = success();
    out.value(int64_t{values->rows()}).value(int64_t{values->cols()});
    out.array(values->data(), static_cast<size_t>(values->size()));
    return out.take();
}

std::string description(const LocalHdf5Dataset& dataset) {
    MessageWriter out = success();
    out.value(dataset.kind()).value(dataset.isUint8()).text(dataset.place()).text(dataset.type());
    out.array(dataset.shape().data(), dataset.shape().size());
    return out.take();
}

}  // namespace

Result<LocalHdf5File*> Hdf5Service::file(const Hdf5Request& request) {
    if (const auto found = m_files.find(request.file); found != m_files.end()) return &found->second;
    auto opened = LocalHdf5File::open(request.path);
    if (!opened) return tl::unexpected(opened.error());
    return &m_files.emplace(request.file, std::move(*opened)).first->second;
}

Result<LocalHdf5Dataset*> Hdf5Service::dataset(const Hdf5Request& request) {
    if (const auto found = m_datasets.find(request.dataset); found != m_datasets.end()) return &found->second;
    const auto holder = file(request);
    if (!holder) return tl::unexpected(holder.error());
    auto opened = (*holder)->dataset(request.object);
    if (!opened) return tl::unexpected(opened.error());
    return &m_datasets.emplace(request.dataset, std::move(*opened)).first->second;
}

std::string Hdf5Service::answer(std::string_view requestBytes) {
    const auto request = decodeHdf5Request(requestBytes);
    if (!request) return failure({ErrorKind::System, "A request about an HDF5 file was not understood."});
    const auto answered = withoutExceptions([&]() -> Result<std::string> { return answer(*request); });
    return answered ? *answered : failure(answered.error());
}

std::string Hdf5Service::answer(const Hdf5Request& request) {
    if (request.what == What::CloseFile || request.what == What::CloseDataset) {
        request.what == What::CloseFile ? m_files.erase(request.file) : m_datasets.erase(request.dataset);
        return success().take();
    }
    if (request.what >= What::OpenDataset) {
        const auto opened = dataset(request);
        if (!opened) return failure(opened.error());
        if (request.what == What::OpenDataset) return description(**opened);
        if (request.what == What::ReadNumbers) return numbers((*opened)->readNumbers());
        if (request.what == What::ReadRow) {
            const auto row = (*opened)->readRow(request.row);
            return row ? success().array(row->data(), row->size()).take() : failure(row.error());
        }
        const auto bytes = (*opened)->readBytes(request.row);
        return bytes ? success().text(*bytes).take() : failure(bytes.error());
    }
    const auto opened = file(request);
    if (!opened) return failure(opened.error());
    const LocalHdf5File& in = **opened;
    switch (request.what) {
        case What::HasGroup:
            return success().value(in.hasGroup(request.object)).take();
        case What::HasDataset:
            return success().value(in.hasDataset(request.object)).take();
        case What::Children:
            return names(in.children(request.object));
        case What::DatasetsBelow:
            return names(in.datasetsBelow(request.object));
        case What::TextAttribute: {
            const auto list = in.textList(request.object, request.name);
            return list ? texts(*list) : noAttribute(request);
        }
        case What::NumberAttribute: {
            const auto list = in.numberList(request.object, request.name);
            return list ? success().array(list->data(), list->size()).take() : noAttribute(request);
        }
        default:
            return success().take();
    }
}

int serveHdf5(int socket) {
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);  // a crash is an answer here
#ifndef CAMFRAME_SANITIZED          // sanitizers map terabytes
    const rlimit memory{kMemory, kMemory};
    setrlimit(RLIMIT_AS, &memory);
#endif
    Hdf5Service service;
    std::string request;
    while (receiveHdf5Message(socket, request, 0)) {
        limitProcessorTime(kProcessorSeconds);
        const std::string answer = service.answer(request);
        limitProcessorTime(0);
        if (!sendHdf5Message(socket, answer)) return 1;
    }
    return 0;
}

}  // namespace camframe
