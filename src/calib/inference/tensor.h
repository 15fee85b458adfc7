// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace camframe {

/// A dense array of 32-bit floats or 64-bit integers, last dimension fastest.
struct Tensor {
    std::vector<int64_t> shape;
    std::variant<std::vector<float>, std::vector<int64_t>> data;

    static Tensor ofFloats(std::vector<int64_t> shape_, std::vector<float> values) {
        return {std::move(shape_), std::move(values)};
    }
    static Tensor ofIntegers(std::vector<int64_t> shape_, std::vector<int64_t> values) {
        return {std::move(shape_), std::move(values)};
    }
    bool isFloat() const { return data.index() == 0; }
    const std::vector<float>& floats() const { return std::get<0>(data); }
    const std::vector<int64_t>& integers() const { return std::get<1>(data); }
    size_t size() const { return isFloat() ? floats().size() : integers().size(); }
    /// Does the number of values fit the shape?
    bool consistent() const {
        size_t count = 1;
        for (const int64_t n : shape) {
            if (n < 0) return false;
            count *= static_cast<size_t>(n);
        }
        return count == size();
    }
};

using NamedTensors = std::map<std::string, Tensor>;

}  // namespace camframe
