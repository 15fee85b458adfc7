// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/commands/verify/comparison.h"
#include "model/core/io/atomic_file.h"

namespace camframe::verify {

/// Reading of JSON that may say anything.

inline Result<nlohmann::json> readJson(const std::filesystem::path& path) {
    const Result<std::string> text = readFile(path, size_t{4} << 30);
    if (!text) return tl::unexpected(text.error());
    nlohmann::json json = nlohmann::json::parse(*text, nullptr, false);
    if (json.is_discarded()) return inputError("{} is no JSON; export again.", path.string());
    return json;
}

/// A member, or null.
inline nlohmann::json member(const nlohmann::json& object, const char* key) {
    return object.is_object() ? object.value(key, nlohmann::json()) : nlohmann::json();
}

/// A list of numbers of this length, where null stands for NaN; nothing otherwise.
inline std::optional<std::vector<double>> numberList(const nlohmann::json& json, size_t count) {
    if (!json.is_array() || json.size() != count) return std::nullopt;
    std::vector<double> out;
    for (const auto& value : json) {
        if (!value.is_number() && !value.is_null()) return std::nullopt;
        out.push_back(value.is_null() ? std::nan("") : value.get<double>());
    }
    return out;
}

/// Compares such a list with what it must be.
inline void nearList(Comparison& comparison, const std::string& field, const nlohmann::json& json,
                     const std::vector<double>& expected, double tolerance, const std::string& detail) {
    const auto list = numberList(json, expected.size());
    if (!comparison.require(field, list.has_value(), detail + " is not a list of numbers of its length"))
        return;
    for (size_t i = 0; i < expected.size(); ++i)
        comparison.near(field, (*list)[i], expected[i], tolerance, detail);
}

/// Row after row.
template <class Derived>
std::vector<double> rowMajor(const Eigen::MatrixBase<Derived>& matrix) {
    std::vector<double> out;
    for (Eigen::Index r = 0; r < matrix.rows(); ++r)
        for (Eigen::Index c = 0; c < matrix.cols(); ++c) out.push_back(matrix(r, c));
    return out;
}

/// Rows of a JSON matrix put behind each other; null where it is none.
inline nlohmann::json flattened(const nlohmann::json& rows) {
    nlohmann::json out = nlohmann::json::array();
    if (!rows.is_array()) return {};
    for (const auto& row : rows) {
        if (!row.is_array()) return {};
        out.insert(out.end(), row.begin(), row.end());
    }
    return out;
}

}  // namespace camframe::verify
