// SPDX-License-Identifier: Apache-2.0
#include "calib/groups/rig_solution.h"

#include <Eigen/Dense>
#include <algorithm>
#include <map>
#include <numeric>
#include <optional>

#include "calib/groups/common_pose.h"
#include "calib/groups/find_groups.h"

namespace camframe {

namespace {

Matrix6d inverseOf(const Matrix6d& symmetric) {
    return symmetric.ldlt().solve(Matrix6d::Identity());
}

/// What a small left perturbation of the rig's place does to a camera of it.
Matrix6d adjoint(const RigidTransform& cameraFromRig) {
    const Eigen::Matrix3d r = cameraFromRig.linear();
    const Eigen::Vector3d t = cameraFromRig.translation();
    Eigen::Matrix3d cross;
    cross << 0, -t.z(), t.y(), t.z(), 0, -t.x(), -t.y(), t.x(), 0;
    Matrix6d out = Matrix6d::Zero();
    out.topLeftCorner<3, 3>() = out.bottomRightCorner<3, 3>() = r;
    out.bottomLeftCorner<3, 3>() = cross * r;
    return out;
}

class RigSystem {
public:
    RigSystem(std::span<const RigObservation> observations, int cameras)
        : m_observations(observations), m_cameras(cameras), m_used(observations.size(), true) {
        for (const RigObservation& o : observations) m_place.try_emplace(o.episode, 0);
        for (int next = 0; auto& [episode, index] : m_place) index = next++;
        for (const RigObservation& o : observations) m_weight.push_back(inverseOf(o.covariance));
    }

    /// Starts from chains of single observations. @return  Every camera was reached.
    bool start() {
        m_rig.assign(static_cast<size_t>(m_cameras), std::nullopt);
        m_base.assign(m_place.size(), std::nullopt);
        m_rig[0] = RigidTransform::Identity();
        for (bool grown = true; grown;) {
            grown = false;
            for (size_t i = 0; i < m_observations.size(); ++i) {
                if (!m_used[i]) continue;
                const RigObservation& o = m_observations[i];
                auto& camera = m_rig[static_cast<size_t>(o.camera)];
                auto& base = m_base[m_place.at(o.episode)];
                if (camera.has_value() == base.has_value()) continue;
                if (camera)
                    base = camera->inverse() * o.camFromBase;
                else
                    camera = o.camFromBase * base->inverse();
                grown = true;
            }
        }
        return std::ranges::all_of(m_rig, [](const auto& camera) { return camera.has_value(); });
    }

    void solve() {
        constexpr int kRounds = 30;
        for (int round = 0; round < kRounds; ++round)
            if (step() < 1e-11) break;
    }

    /// @param scatter  What covariances are widened by.
    RigPlace placeOf(int camera, size_t episode, double scatter) const {
        RigPlace out{*m_rig[static_cast<size_t>(camera)] * *m_base[episode], {}};
        // Cov(a + Ad b) from the marginals of the eliminated system.
        const Matrix6d adjointed = adjoint(*m_rig[static_cast<size_t>(camera)]);
        const Eigen::MatrixXd& toBase = m_toBase[episode];  // b = b0 - toBase a
        Eigen::MatrixXd jacobian = -adjointed * toBase;     // d(camera) / d(all a)
        if (camera > 0) jacobian.middleCols<6>(6 * (camera - 1)) += Matrix6d::Identity();
        out.covariance =
            scatter * (jacobian * m_rigCovariance * jacobian.transpose() +
                       adjointed * inverseOf(m_baseInformation[episode]) * adjointed.transpose());
        return out;
    }

    /// Chi-squared over its degrees of freedom, at least 1.
    double scatter() const { return m_scatter; }
    bool solved(size_t episode) const { return m_base[episode].has_value(); }
    const std::map<int, size_t>& places() const { return m_place; }
    const std::vector<bool>& used() const { return m_used; }
    const RigidTransform& cameraFromRig(int camera) const { return *m_rig[static_cast<size_t>(camera)]; }

    /// Leaves out what contradicts most. @return  There was something that could be left out.
    bool leaveOutWorst() {
        std::optional<size_t> worst;
        double most = 0;
        for (size_t i = 0; i < m_observations.size(); ++i) {
            if (!m_used[i]) continue;
            const RigObservation& o = m_observations[i];
            const RigPlace place =
                placeOf(o.camera, m_place.at(o.episode), 1);  // what contradicts widens, too
            const PoseDifference d =
                poseDifference(place.camFromBase, place.covariance, o.camFromBase, o.covariance);
            if (!d.beyondBump() || !d.significant() || d.chiSquared <= most) continue;
            most = d.chiSquared;
            worst = i;
        }
        if (!worst) return false;
        m_used[*worst] = false;
        if (start()) return true;
        m_used[*worst] = true;
        start();
        solve();
        return false;
    }

private:
    /// One Gauss-Newton step. @return  Largest element of it (rad, m).
    double step() {
        const Eigen::Index size = 6 * (m_cameras - 1);
        const size_t episodes = m_base.size();
        Eigen::MatrixXd rig = Eigen::MatrixXd::Zero(size, size);
        Eigen::VectorXd rigGradient = Eigen::VectorXd::Zero(size);
        m_baseInformation.assign(episodes, Matrix6d::Zero());
        m_toBase.assign(episodes, Eigen::MatrixXd::Zero(6, size));
        std::vector<Vector6d> baseGradient(episodes, Vector6d::Zero());
        double chiSquared = 0;
        int freedoms = -static_cast<int>(size);
        std::vector<bool> counted(episodes, false);
        for (size_t i = 0; i < m_observations.size(); ++i) {
            if (!m_used[i]) continue;
            const RigObservation& o = m_observations[i];
            const size_t e = m_place.at(o.episode);
            const RigidTransform& camera = *m_rig[static_cast<size_t>(o.camera)];
            const Vector6d residual = logPose(o.camFromBase * (camera * *m_base[e]).inverse());
            const Matrix6d adjointed = adjoint(camera), weighted = m_weight[i] * adjointed;
            m_baseInformation[e] += adjointed.transpose() * weighted;
            baseGradient[e] += weighted.transpose() * residual;
            chiSquared += residual.dot(m_weight[i] * residual);
            freedoms += counted[e] ? 6 : 0;
            counted[e] = true;
            if (o.camera == 0) continue;
            const Eigen::Index at = 6 * (o.camera - 1);
            rig.block<6, 6>(at, at) += m_weight[i];
            rigGradient.segment<6>(at) += m_weight[i] * residual;
            m_toBase[e].middleCols<6>(at) += weighted.transpose();
        }
        for (size_t e = 0; e < episodes; ++e) {
            if (!m_base[e]) continue;
            const Eigen::MatrixXd mixed = m_toBase[e];
            m_toBase[e] = m_baseInformation[e].ldlt().solve(mixed);
            rig -= mixed.transpose() * m_toBase[e];
            rigGradient -= m_toBase[e].transpose() * baseGradient[e];
        }
        const auto factor = rig.ldlt();
        m_rigCovariance = factor.solve(Eigen::MatrixXd::Identity(size, size));
        m_scatter = freedoms > 0 ? std::max(1.0, chiSquared / freedoms) : 1.0;
        const Eigen::VectorXd a = factor.solve(rigGradient);
        double largest = size > 0 ? a.cwiseAbs().maxCoeff() : 0;
        for (size_t e = 0; e < episodes; ++e) {
            if (!m_base[e]) continue;
            const Vector6d b = inverseOf(m_baseInformation[e]) * baseGradient[e] - m_toBase[e] * a;
            m_base[e] = perturbLeft(b, *m_base[e]);
            largest = std::max(largest, b.cwiseAbs().maxCoeff());
        }
        for (int c = 1; c < m_cameras; ++c)
            m_rig[static_cast<size_t>(c)] =
                perturbLeft(a.segment<6>(6 * (c - 1)), *m_rig[static_cast<size_t>(c)]);
        return largest;
    }

    std::span<const RigObservation> m_observations;
    int m_cameras;
    std::vector<bool> m_used;
    std::map<int, size_t> m_place;  ///< Index of an episode.
    std::vector<Matrix6d> m_weight;
    std::vector<std::optional<RigidTransform>> m_rig, m_base;
    std::vector<Matrix6d> m_baseInformation;
    std::vector<Eigen::MatrixXd> m_toBase;
    Eigen::MatrixXd m_rigCovariance;
    double m_scatter = 1;
};

}  // namespace

Result<RigSolution> solveRig(std::span<const RigObservation> observations, int cameras) {
    RigSystem system(observations, cameras);
    if (!system.start())
        return inputError(
            "A camera of this rig shares no episode with the others, so that nothing ties it to them: name "
            "cameras "
            "that were filmed together.");
    do system.solve();
    while (system.leaveOutWorst());
    RigSolution out;
    out.tookPart = system.used();
    for (int c = 0; c < cameras; ++c) out.cameraFromRig.push_back(system.cameraFromRig(c));
    std::map<std::pair<int, int>, const RigObservation*> own;
    for (size_t i = 0; i < observations.size(); ++i)
        if (out.tookPart[i]) own[{observations[i].episode, observations[i].camera}] = &observations[i];
    for (const auto& [episode, index] : system.places()) {
        if (!system.solved(index)) continue;
        out.episodes.push_back(episode);
        std::vector<RigPlace> places;
        for (int c = 0; c < cameras; ++c) {
            places.push_back(system.placeOf(c, index, system.scatter()));
            if (const auto found = own.find({episode, c}); found != own.end())
                places.back().covariance += kSharedByEpisodes * found->second->covariance;
        }
        out.places.push_back(std::move(places));
    }
    return out;
}

}  // namespace camframe
