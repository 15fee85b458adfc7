// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>

namespace camframe {

/// Speeds up an iteration x <- x + s(x) whose steps shrink slowly along a few directions, by what its last
/// two steps tell about how they shrink.
///
/// Anderson's method (J. ACM 12, 1965; Walker & Ni, SIAM J. Numer. Anal. 49, 2011) with a window of two:
/// among the combinations of the last steps that sum to one, the one with the least s, in the metric of the
/// normal equations. Gauss-Newton on whole-pixel masks is such an iteration: pixels that agree keep more
/// robust weight than those that do not, and each step leaves a like share of the error.
class AndersonMixing {
public:
    /// What to add instead of `step`. Falls back to `step` where the past says nothing, or asks for more than
    /// `kLongest` times its length.
    /// @param metric  Positive definite, of the size of `step`: a length is sqrt(step^T metric step).
    Eigen::VectorXd mixed(const Eigen::VectorXd& step, const Eigen::MatrixXd& metric);

    /// Forgets the past, after a step that was no gain.
    void reset() { m_count = 0; }

private:
    static constexpr Eigen::Index kWindow = 2;
    static constexpr double kLongest = 6;

    Eigen::MatrixXd m_steps, m_moves;  ///< Last kWindow steps, and what was added for them; newest first.
    Eigen::Index m_count = 0;
};

}  // namespace camframe
