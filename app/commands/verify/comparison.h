// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <map>
#include <string>

namespace camframe::verify {

/// What a verification has compared, by field.
class Comparison {
public:
    struct Field {
        size_t compared = 0;   ///< Values or things.
        size_t different = 0;  ///< Of them.
        double worst = 0;      ///< Largest difference of numbers; infinite where one of two is not finite.
        std::string first;     ///< Where the first difference is, and what is wrong.
    };

    /// What the following comparisons are about, e.g. "episode 3 camera front"; for messages.
    void at(std::string place) { m_place = std::move(place); }

    /// A fact that holds or not.
    /// @return holds
    bool require(const std::string& field, bool holds, const std::string& detail);
    /// NaN equals NaN only.
    void near(const std::string& field, double is, double expected, double tolerance,
              const std::string& detail);
    /// Element by element.
    template <class A, class B>
    void nearAll(const std::string& field, const Eigen::MatrixBase<A>& is,
                 const Eigen::MatrixBase<B>& expected, double tolerance, const std::string& detail) {
        for (Eigen::Index r = 0; r < is.rows(); ++r)
            for (Eigen::Index c = 0; c < is.cols(); ++c)
                near(field, is(r, c), expected(r, c), tolerance, detail);
    }

    size_t differences() const;
    const std::map<std::string, Field>& fields() const { return m_fields; }

private:
    std::map<std::string, Field> m_fields;
    std::string m_place;
};

}  // namespace camframe::verify
