// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "model/core/result.h"

namespace camframe {

/// What is known of the times of pictures and of rows of joint values.
struct MatchRequest {
    int frames = 0;
    std::vector<double> frameTimes;  ///< s from the first picture; empty where unknown.
    Eigen::MatrixXd rows;            ///< N x n joint values.
    std::vector<double> rowTimes;    ///< s by the table's clock; empty where unknown.
    std::optional<double>
        start;             ///< Time of the first picture by the table's clock; default: the first row's.
    bool nearest = false;  ///< Take the nearest row instead of interpolating.
    std::string rowsName;  ///< For errors.
};

/// Joint values per picture.
struct MatchedJoints {
    Eigen::MatrixXd values;     ///< frames x n; NaN where no row is near enough.
    std::vector<double> times;  ///< s from the first picture; empty where unknown.
    std::string how;            ///< In words.
    int framesWithout = 0;      ///< Pictures without joint values.
};

/// Matches rows to pictures: one by one where there are as many (unless `start` asks for times), else by
/// time, linearly between the rows before and after. Nothing is interpolated over gaps of more than five
/// usual steps nor, for angles that wrap, over jumps of more than pi; pictures before the first and behind
/// the last row get none. Times must grow. Fails where neither counts nor times fit, and says what to give.
Result<MatchedJoints> matchJoints(const MatchRequest& request);

}  // namespace camframe
