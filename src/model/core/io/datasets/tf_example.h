// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/result.h"

namespace camframe {

/// A `tf.train.Example`: a map from names to lists of byte strings, floats or integers.
///
/// Only the map is read at once; a list is decoded when it is asked for, and only up to the number of
/// entries that the caller can use. Byte strings stay where they are. Reading a record therefore takes its
/// own size and little more, whatever it holds; objects of a generated parser would take some tens of times
/// the size of a record made for it (one string object per two bytes).
///
/// Source: the public messages example.proto and feature.proto of TensorFlow, decoded with the wire-format
/// reader of protocol buffers; packed and unpacked lists are both read.
class TfExample {
public:
    /// @param record  The serialized message, at most 2 GiB; must outlive this and every view that it gives.
    /// @param what    Named in errors.
    static Result<TfExample> parse(std::string_view record, std::string what);

    bool has(const std::string& name) const { return m_features.contains(name); }
    /// The floats or integers of a feature; an error where it holds byte strings or more than `limit`
    /// numbers.
    Result<std::vector<double>> numbers(const std::string& name, size_t limit) const;
    /// The byte strings of a feature as views of the record; errors accordingly.
    Result<std::vector<std::string_view>> strings(const std::string& name, size_t limit) const;

private:
    explicit TfExample(std::string what) : m_what(std::move(what)) {}
    tl::unexpected<Error> malformed(const std::string& name) const;

    std::string m_what;
    std::map<std::string, std::string_view> m_features;  ///< Name to serialized Feature.
};

}  // namespace camframe
