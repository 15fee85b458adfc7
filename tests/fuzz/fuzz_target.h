// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/result.h"

namespace camframe::fuzz {

/// A promise that holds for any input was broken; the text says which.
struct BrokenPromise : std::logic_error {
    using std::logic_error::logic_error;
};

/// One reader of what comes from outside, as a function of bytes. The same functions run under libFuzzer
/// (fuzz_main.cpp) and, with mutants from a seeded generator, in the ordinary tests (fuzz_test.cpp).
struct FuzzTarget {
    std::string name;
    int mutants = 0;  ///< In the ordinary tests, by what one run costs.
    /// Valid inputs, written by the same code as the tests' fixtures. Empty where this machine cannot write
    /// them (no DuckDB library, no encoder).
    std::function<std::vector<std::string>()> seeds;
    /// Reads the input and all that it leads to. Whether it was accepted; throws BrokenPromise.
    std::function<bool(const std::string&)> read;
};

/// All targets. Made once; they own scratch folders.
const std::vector<FuzzTarget>& fuzzTargets();

// The parts of that list.
std::vector<FuzzTarget> textTargets();
std::vector<FuzzTarget> binaryTargets();
std::vector<FuzzTarget> hdf5Targets();
std::vector<FuzzTarget> datasetTargets();
std::vector<FuzzTarget> databaseTargets();

/// Whether a reader accepted its input. A refusal must say something, and must not be an accident: an
/// exception from a library that nobody expected, or memory that ran out.
template <class T>
bool accepted(const Result<T>& result) {
    if (result) return true;
    const Error& error = result.error();
    if (error.message.empty()) throw BrokenPromise("a refusal without a sentence");
    if (error.message.starts_with("Internal error") || error.kind == ErrorKind::System)
        throw BrokenPromise("refused by accident: " + error.message);
    return false;
}

}  // namespace camframe::fuzz
