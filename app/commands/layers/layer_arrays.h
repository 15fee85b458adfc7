// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <limits>
#include <string>
#include <vector>

#include "model/core/io/layer_file.h"

namespace camframe {

/// Fills one group of a layer file.
class LayerGroup {
public:
    /// @param path  "/aim/front/left", encoded.
    LayerGroup(LayerEpisode& out, std::string path) : m_out(out), m_path(std::move(path)) {}

    template <class T>
    void add(const char* name, std::vector<uint64_t> shape, std::vector<T> values, const char* unit,
             const char* space, const char* convention) {
        m_out.arrays.push_back(
            {m_path + "/" + name, std::move(shape), std::move(values), unit, space, convention});
    }
    void note(LayerNote note) {
        note.path = m_path;
        m_out.notes.push_back(std::move(note));
    }

private:
    LayerEpisode& m_out;
    std::string m_path;
};

/// Components one after another, as float or double.
template <class T, int N>
std::vector<T> flattened(const std::vector<Eigen::Matrix<double, N, 1>>& vectors) {
    std::vector<T> out;
    out.reserve(N * vectors.size());
    for (const auto& v : vectors)
        for (int c = 0; c < N; ++c) out.push_back(static_cast<T>(v[c]));
    return out;
}

}  // namespace camframe
