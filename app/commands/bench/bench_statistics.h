// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "model/core/rigid_transform.h"

namespace camframe::bench {

struct Interval {
    double low = 0, high = 1;
};

/// Two-sided confidence interval of a probability of which `successes` of `trials` draws were seen; [0, 1]
/// without trials. Exact, from the binomial tails: Clopper & Pearson, "The use of confidence or fiducial
/// limits illustrated in the case of the binomial", Biometrika 26, 1934.
Interval clopperPearson(int successes, int trials, double confidence = 0.95);

/// Quantile q in 0..1 with linear interpolation between order statistics; NaN for no values.
double quantile(std::vector<double> values, double q);

struct Mean {
    double value = 0;          ///< NaN for no values.
    double standardError = 0;  ///< NaN for fewer than two values.
};
Mean meanOf(std::span<const double> values);

/// Normalised estimation error squared over its six degrees of freedom: d^T C^-1 d / 6 with
/// truth = expPose(d) * estimate. Near 1 on average where the covariance tells the truth. Nothing where C is
/// not finite or not positive definite.
std::optional<double> neesPerFreedom(const RigidTransform& estimate, const RigidTransform& truth,
                                     const Matrix6d& covariance);

/// What was promised and what came true among about equally many recordings of neighbouring risk.
struct ReliabilityBin {
    int count = 0, wrong = 0;
    double meanRisk = 0;
    Interval wrongShare;  ///< 95 %.
};

/// Sorts by risk and cuts into at most `bins` parts of equal count (within one). Equal risks are not torn
/// apart by anything but the count.
std::vector<ReliabilityBin> reliability(std::span<const double> risk, const std::vector<bool>& wrong,
                                        int bins);

}  // namespace camframe::bench
