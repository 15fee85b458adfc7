// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

namespace camframe {

/// JSON pieces that several label formats share.

/// null for what is not finite: JSON knows no NaN.
inline nlohmann::ordered_json numberJson(double value) {
    return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

/// Column after column for matrices; vectors as they are.
template <class Derived>
nlohmann::ordered_json listJson(const Eigen::MatrixBase<Derived>& values) {
    nlohmann::ordered_json out = nlohmann::ordered_json::array();
    for (Eigen::Index c = 0; c < values.cols(); ++c)
        for (Eigen::Index r = 0; r < values.rows(); ++r) out.push_back(numberJson(values(r, c)));
    return out;
}

inline nlohmann::ordered_json nullsJson(size_t count) {
    return nlohmann::ordered_json(nlohmann::ordered_json::array_t(count, nullptr));
}

/// Rows of numbers.
template <class Derived>
nlohmann::ordered_json matrixJson(const Eigen::MatrixBase<Derived>& values) {
    nlohmann::ordered_json out = nlohmann::ordered_json::array();
    for (Eigen::Index r = 0; r < values.rows(); ++r) out.push_back(listJson(values.row(r).transpose()));
    return out;
}

/// One line; names that are no UTF-8 are mended.
inline std::string dumpJson(const nlohmann::ordered_json& json) {
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace camframe
