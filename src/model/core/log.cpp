// SPDX-License-Identifier: Apache-2.0
#include "model/core/log.h"

#include <cstdio>
#include <mutex>
#include <utility>

namespace camframe {

namespace {
std::mutex& sinkMutex() {
    static std::mutex mutex;
    return mutex;
}
std::function<void(LogLevel, std::string_view)>& sink() {
    static std::function<void(LogLevel, std::string_view)> function;
    return function;
}
}  // namespace

void log(LogLevel level, std::string_view message) {
    const std::scoped_lock lock(sinkMutex());
    if (sink())
        sink()(level, message);
    else if (level != LogLevel::Info)
        std::fprintf(stderr, "%.*s\n", static_cast<int>(message.size()), message.data());
}

void setLogSink(std::function<void(LogLevel, std::string_view)> newSink) {
    const std::scoped_lock lock(sinkMutex());
    sink() = std::move(newSink);
}

}  // namespace camframe
