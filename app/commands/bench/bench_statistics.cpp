// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/bench_statistics.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace camframe::bench {

namespace {

/// P(X >= k) for X ~ Binomial(n, p), 0 < p < 1.
double upperTail(int k, int n, double p) {
    double sum = 0;
    for (int i = k; i <= n; ++i)
        sum += std::exp(std::lgamma(n + 1.0) - std::lgamma(i + 1.0) - std::lgamma(n - i + 1.0) +
                        i * std::log(p) + (n - i) * std::log1p(-p));
    return std::min(1.0, sum);
}

/// The p at which the tail P(X >= k) reaches `probability`; the tail rises with p.
double solveTail(int k, int n, double probability) {
    double low = 0, high = 1;
    for (int step = 0; step < 60; ++step) {
        const double middle = 0.5 * (low + high);
        (upperTail(k, n, middle) < probability ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

}  // namespace

Interval clopperPearson(int successes, int trials, double confidence) {
    if (trials <= 0) return {};
    const double tail = 0.5 * (1 - confidence);
    return {successes == 0 ? 0.0 : solveTail(successes, trials, tail),
            successes == trials ? 1.0 : solveTail(successes + 1, trials, 1 - tail)};
}

double quantile(std::vector<double> values, double q) {
    if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
    std::ranges::sort(values);
    const double at = q * static_cast<double>(values.size() - 1);
    const auto below = static_cast<size_t>(at);
    const size_t above = std::min(below + 1, values.size() - 1);
    const double share = at - static_cast<double>(below);
    return (1 - share) * values[below] + share * values[above];
}

Mean meanOf(std::span<const double> values) {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    if (values.empty()) return {kNone, kNone};
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    if (values.size() < 2) return {mean, kNone};
    double squares = 0;
    for (const double v : values) squares += (v - mean) * (v - mean);
    return {mean, std::sqrt(squares / (n - 1) / n)};
}

std::optional<double> neesPerFreedom(const RigidTransform& estimate, const RigidTransform& truth,
                                     const Matrix6d& covariance) {
    if (!covariance.allFinite()) return std::nullopt;
    const Eigen::LLT<Matrix6d> factor(covariance);
    if (factor.info() != Eigen::Success) return std::nullopt;
    const Vector6d d = logPose(truth * estimate.inverse());
    return d.dot(factor.solve(d)) / 6;
}

std::vector<ReliabilityBin> reliability(std::span<const double> risk, const std::vector<bool>& wrong,
                                        int bins) {
    std::vector<size_t> order(risk.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::ranges::stable_sort(order, {}, [&](size_t i) { return risk[i]; });
    const size_t parts = std::min(risk.size(), static_cast<size_t>(std::max(1, bins)));
    std::vector<ReliabilityBin> out;
    for (size_t part = 0; part < parts; ++part) {
        ReliabilityBin bin;
        for (size_t i = part * risk.size() / parts; i < (part + 1) * risk.size() / parts; ++i) {
            ++bin.count;
            bin.wrong += wrong[order[i]] ? 1 : 0;
            bin.meanRisk += risk[order[i]];
        }
        bin.meanRisk /= bin.count;
        bin.wrongShare = clopperPearson(bin.wrong, bin.count);
        out.push_back(bin);
    }
    return out;
}

}  // namespace camframe::bench
