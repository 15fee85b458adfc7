// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/result.h"

namespace camframe {

/// Parses JSON from outside. Refuses more than 64 levels of nesting. The tokens NaN, Infinity and -Infinity,
/// which Python's json module writes although JSON has none, are read as null.
/// @param what  Named in the error, e.g. the file's path.
Result<nlohmann::json> parseJson(const std::string& text, const std::string& what);

/// The same from a file of at most 64 MiB.
Result<nlohmann::json> readJson(const std::filesystem::path& path);

/// A value inside a parsed JSON document together with the name that errors say, e.g. "cameras[0].K".
///
/// Absent members give a field without value, so that every reader reports "is missing" the same way.
/// Lifetime: the document must outlive the field.
class JsonField {
public:
    JsonField(const nlohmann::json& document, std::string what)
        : m_value(&document), m_what(std::move(what)) {}

    const nlohmann::json* value() const { return m_value; }  ///< Null pointer when absent.
    bool absent() const { return !m_value; }
    bool absentOrNull() const { return !m_value || m_value->is_null(); }

    JsonField operator[](const std::string& key) const;  ///< Absent when this is not an object.
    JsonField operator[](size_t index) const;            ///< Absent when this is not an array, or too short.

    /// "WHAT: field 'NAME'", for errors about more than the value alone.
    std::string place() const;
    /// "WHAT: field 'NAME' is missing|is VALUE; give EXPECTED."
    tl::unexpected<Error> error(std::string_view expected) const;

    Result<std::string> string(std::string_view expected) const;  ///< Not empty, without NUL characters.
    Result<double> number(std::string_view expected) const;       ///< Finite.
    Result<double> numberOrNan(std::string_view expected) const;  ///< null is NaN.
    Result<int> integer(int smallest, int largest) const;         ///< 640.0 is an integer, too.
    Result<size_t> arraySize(std::string_view expected) const;
    Result<std::vector<double>> numbers(size_t count, std::string_view expected) const;  ///< All finite.
    Result<std::array<double, 5>> distortion() const;  ///< k1, k2, p1, p2, k3.
    Result<std::vector<std::string>> uniqueStrings(std::string_view expected) const;

    /// Rows x cols numbers, each row a list; null entries are NaN.
    Result<Eigen::MatrixXd> matrix(Eigen::Index rows, Eigen::Index cols, std::string_view expected) const;

private:
    JsonField(const nlohmann::json* value, std::string what, std::string name)
        : m_value(value), m_what(std::move(what)), m_name(std::move(name)) {}

    const nlohmann::json* m_value;
    std::string m_what;
    std::string m_name;
};

}  // namespace camframe
