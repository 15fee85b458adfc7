// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/core/image.h"

namespace camframe {

/// min, max, mean, std (population) and count of one feature, as LeRobot keeps them per episode.
///
/// Numbers: one value per column; pictures: one per channel, 0..1; depth pictures: one, in millimetres.
/// Source: LeRobot v2.1, `compute_episode_stats`, and v3.0, which keeps the same five per episode.
struct LeRobotStatistic {
    std::vector<double> min, max, mean, std;
    int64_t count = 0;  ///< Rows, or pictures. 0: nothing is known and the lists are empty.
    bool picture = false;
};

/// Gathers rows, in one pass and without losing digits to large means (Welford's method).
class LeRobotStatistics {
public:
    /// A row with a value that is not finite counts for nothing: columns say so where they know nothing.
    void add(std::span<const double> row);
    /// All pixels of a picture, as one more picture.
    void add(const ImageU8& rgb);
    /// The same of depth, as it is read back.
    void add(const ImageU16& millimetres);
    LeRobotStatistic result() const;

private:
    std::vector<double> m_min, m_max, m_mean, m_squares;
    double m_weight = 0;  ///< Values that entered the means.
    int64_t m_count = 0;
    bool m_picture = false;
    void addGroup(size_t column, double weight, double min, double max, double mean, double squares);
};

/// The statistic of all episodes together. Episodes without any are left out.
LeRobotStatistic combined(std::span<const LeRobotStatistic> episodes);

}  // namespace camframe
