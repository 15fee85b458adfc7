// SPDX-License-Identifier: Apache-2.0
#include "app/commands/verify/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace camframe::verify {

bool Comparison::require(const std::string& field, bool holds, const std::string& detail) {
    Field& entry = m_fields[field];
    ++entry.compared;
    if (holds) return true;
    if (entry.different++ == 0) entry.first = m_place.empty() ? detail : m_place + ": " + detail;
    return false;
}

void Comparison::near(const std::string& field, double is, double expected, double tolerance,
                      const std::string& detail) {
    const bool bothNan = std::isnan(is) && std::isnan(expected);
    const double difference = bothNan ? 0 : std::abs(is - expected);
    const bool good = difference <= tolerance;  // NaN is not
    if (good) {
        require(field, true, {});
        return;
    }
    Field& entry = m_fields[field];
    entry.worst = std::max(entry.worst,
                           std::isfinite(difference) ? difference : std::numeric_limits<double>::infinity());
    require(field, false, fmt::format("{}: {} instead of {}", detail, is, expected));
}

size_t Comparison::differences() const {
    size_t sum = 0;
    for (const auto& [name, field] : m_fields) sum += field.different;
    return sum;
}

}  // namespace camframe::verify
