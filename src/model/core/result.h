// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <concepts>
#include <exception>
#include <new>
#include <string>
#include <tl/expected.hpp>
#include <type_traits>
#include <utility>

namespace camframe {

/// Who has to act on an error; decides the exit code of the command line.
enum class ErrorKind {
    Usage,    ///< The caller asked for something impossible (exit 2).
    Input,    ///< A file or value from outside is missing, damaged or inconsistent (exit 1).
    Output,   ///< A result could not be written (exit 1).
    System,   ///< The machine lacks something: no GPU, out of memory (exit 1).
    Stopped,  ///< The user cancelled; nothing is wrong.
};

/// The world's fault, said in one sentence that names the file, the field and the mend.
///
/// Our own mistakes are asserts, and what the mathematics said (not converged, too few points) is an
/// ordinary value with a status; neither travels in an Error.
struct Error {
    ErrorKind kind = ErrorKind::Input;
    std::string message;
};

/// A value or the reason why there is none.
template <class T>
using Result = tl::expected<T, Error>;

template <class... Args>
[[nodiscard]] tl::unexpected<Error> makeError(ErrorKind kind, fmt::format_string<Args...> format,
                                              Args&&... args) {
    return tl::unexpected(Error{kind, fmt::format(format, std::forward<Args>(args)...)});
}

/// Shorthand for the most frequent kind: something read from outside is wrong.
template <class... Args>
[[nodiscard]] tl::unexpected<Error> inputError(fmt::format_string<Args...> format, Args&&... args) {
    return makeError(ErrorKind::Input, format, std::forward<Args>(args)...);
}

/// Calls `work`, which returns a Result. What libraries throw in it becomes an Error: for the outermost
/// function of a worker thread, where an exception would end the program.
template <std::invocable Work>
[[nodiscard]] std::invoke_result_t<Work> withoutExceptions(Work&& work) {
    try {
        return std::forward<Work>(work)();
    } catch (const std::bad_alloc&) {
        return makeError(ErrorKind::System,
                         "There is not enough memory for this: close other programs or use a smaller "
                         "recording.");
    } catch (const std::exception& exception) {
        return makeError(ErrorKind::System, "Internal error, please report it: {}", exception.what());
    }
}

}  // namespace camframe
