// SPDX-License-Identifier: Apache-2.0
#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <algorithm>

#include "calib/detail/anderson_mixing.h"

namespace camframe {

Eigen::VectorXd AndersonMixing::mixed(const Eigen::VectorXd& step, const Eigen::MatrixXd& metric) {
    const Eigen::Index size = step.size();
    if (m_steps.rows() != size) {
        m_steps = m_moves = Eigen::MatrixXd::Zero(size, kWindow);
        m_count = 0;
    }
    Eigen::VectorXd out = step;
    if (m_count > 0) {
        // Columns: how the step changed, and how the place changed with it.
        Eigen::MatrixXd changes(size, m_count), places(size, m_count);
        for (Eigen::Index k = 0; k < m_count; ++k) {
            changes.col(k) = (k == 0 ? step : m_steps.col(k - 1)) - m_steps.col(k);
            places.col(k) = m_moves.col(k);
        }
        const Eigen::MatrixXd root = metric.llt().matrixU();
        const Eigen::VectorXd share = (root * changes).colPivHouseholderQr().solve(root * step);
        const Eigen::VectorXd candidate = step - (places + changes) * share;
        if (candidate.allFinite() && (root * candidate).norm() <= kLongest * (root * step).norm())
            out = candidate;
    }
    m_count = std::min(m_count + 1, kWindow);
    for (Eigen::Index k = kWindow - 1; k > 0; --k) {
        m_steps.col(k) = m_steps.col(k - 1);
        m_moves.col(k) = m_moves.col(k - 1);
    }
    m_steps.col(0) = step;
    m_moves.col(0) = out;
    return out;
}

}  // namespace camframe
