// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>

namespace camframe {

enum class LogLevel { Info, Warning, Error };

/// Sends one line to the sink. Thread safe. Without a sink, warnings and errors go to stderr.
void log(LogLevel level, std::string_view message);

/// Replaces the sink; set once by the program's start-up. The sink may be called from any thread.
void setLogSink(std::function<void(LogLevel, std::string_view)> sink);

}  // namespace camframe
