// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/lerobot_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace camframe {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

/// Joins a group of values to one column; the weight before it is m_weight.
/// Source: Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample
/// variances", 1979.
void LeRobotStatistics::addGroup(size_t column, double weight, double min, double max, double mean,
                                 double squares) {
    if (column >= m_mean.size()) {
        m_min.resize(column + 1, kInfinity);
        m_max.resize(column + 1, -kInfinity);
        m_mean.resize(column + 1, 0);
        m_squares.resize(column + 1, 0);
    }
    const double total = m_weight + weight, delta = mean - m_mean[column];
    m_min[column] = std::min(m_min[column], min);
    m_max[column] = std::max(m_max[column], max);
    m_mean[column] += delta * weight / total;
    m_squares[column] += squares + delta * delta * m_weight * weight / total;
}

void LeRobotStatistics::add(std::span<const double> row) {
    if (row.empty() || !std::ranges::all_of(row, [](double value) { return std::isfinite(value); })) return;
    for (size_t i = 0; i < row.size(); ++i) addGroup(i, 1, row[i], row[i], row[i], 0);
    m_weight += 1;
    ++m_count;
}

void LeRobotStatistics::add(const ImageU8& rgb) {
    m_picture = true;
    const auto pixels = static_cast<double>(rgb.pixelCount());
    const auto channels = static_cast<size_t>(rgb.channels);
    for (size_t c = 0; c < channels; ++c) {
        uint64_t sum = 0, squares = 0;
        uint8_t low = 255, high = 0;
        for (size_t i = c; i < rgb.data.size(); i += channels) {
            const uint8_t value = rgb.data[i];
            sum += value;
            squares += uint64_t{value} * value;
            low = std::min(low, value);
            high = std::max(high, value);
        }
        const double mean = static_cast<double>(sum) / pixels;
        const double around = static_cast<double>(squares) - mean * static_cast<double>(sum);
        addGroup(c, pixels, low / 255.0, high / 255.0, mean / 255.0, std::max(0.0, around) / (255.0 * 255.0));
    }
    m_weight += pixels;
    ++m_count;
}

void LeRobotStatistics::add(const ImageU16& millimetres) {
    m_picture = true;
    const auto pixels = static_cast<double>(millimetres.pixelCount());
    uint64_t sum = 0, squares = 0;
    for (const uint16_t value : millimetres.data) {
        sum += value;
        squares += uint64_t{value} * value;
    }
    const auto [low, high] = std::ranges::minmax(millimetres.data);
    const double mean = static_cast<double>(sum) / pixels;
    addGroup(0, pixels, low, high, mean,
             std::max(0.0, static_cast<double>(squares) - mean * static_cast<double>(sum)));
    m_weight += pixels;
    ++m_count;
}

LeRobotStatistic LeRobotStatistics::result() const {
    LeRobotStatistic out{m_min, m_max, m_mean, {}, m_count, m_picture};
    for (const double squares : m_squares) out.std.push_back(std::sqrt(squares / m_weight));
    return out;
}

LeRobotStatistic combined(std::span<const LeRobotStatistic> episodes) {
    LeRobotStatistic out;
    for (const LeRobotStatistic& one : episodes) {
        if (one.count == 0 || (out.count > 0 && one.mean.size() != out.mean.size())) continue;
        if (out.count == 0) {
            out = one;
            continue;
        }
        const auto before = static_cast<double>(out.count), added = static_cast<double>(one.count);
        const double total = before + added;
        for (size_t i = 0; i < out.mean.size(); ++i) {
            const double delta = one.mean[i] - out.mean[i];
            const double variance =
                (before * out.std[i] * out.std[i] + added * one.std[i] * one.std[i]) / total +
                delta * delta * before * added / (total * total);
            out.min[i] = std::min(out.min[i], one.min[i]);
            out.max[i] = std::max(out.max[i], one.max[i]);
            out.mean[i] += delta * added / total;
            out.std[i] = std::sqrt(variance);
        }
        out.count += one.count;
    }
    return out;
}

}  // namespace camframe
