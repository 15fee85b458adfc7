// SPDX-License-Identifier: Apache-2.0
#include "model/core/rigid_transform.h"

#include <Eigen/SVD>
#include <algorithm>
#include <cmath>

namespace camframe {

namespace {

Eigen::Matrix3d rotationExp(const Eigen::Vector3d& w) {
    const double angle = w.norm();
    if (angle < 1e-300) return Eigen::Matrix3d::Identity();
    return Eigen::AngleAxisd(angle, w / angle).toRotationMatrix();
}

Eigen::Vector3d rotationLog(const Eigen::Matrix3d& rotation) {
    // Through the quaternion: accurate both near zero and near pi.
    Eigen::Quaterniond q(rotation);
    if (q.w() < 0) q.coeffs() *= -1.0;
    const double sine = q.vec().norm();
    if (sine < 1e-300) return Eigen::Vector3d::Zero();
    return q.vec() * (2.0 * std::atan2(sine, q.w()) / sine);
}

}  // namespace

RigidTransform expPose(const Vector6d& delta) {
    RigidTransform out = RigidTransform::Identity();
    out.linear() = rotationExp(delta.head<3>());
    out.translation() = delta.tail<3>();
    return out;
}

Vector6d logPose(const RigidTransform& transform) {
    Vector6d out;
    out.head<3>() = rotationLog(transform.linear());
    out.tail<3>() = transform.translation();
    return out;
}

RigidTransform perturbLeft(const Vector6d& delta, const RigidTransform& pose) {
    RigidTransform out = expPose(delta) * pose;
    // Products of many small steps drift; the quaternion round trip keeps the rotation orthonormal.
    out.linear() = Eigen::Quaterniond(out.linear()).normalized().toRotationMatrix();
    return out;
}

double rotationAngleBetween(const RigidTransform& a, const RigidTransform& b) {
    return rotationLog(a.linear() * b.linear().transpose()).norm();
}

Eigen::Vector3d cameraCentre(const RigidTransform& camFromBase) {
    return -(camFromBase.linear().transpose() * camFromBase.translation());
}

Result<RigidTransform> rigidFromMatrix(const Eigen::Matrix4d& matrix, const std::string& what) {
    if (!matrix.allFinite()) return inputError("{}: the 4x4 matrix holds a value that is not finite.", what);
    if ((matrix.row(3) - Eigen::RowVector4d(0, 0, 0, 1)).cwiseAbs().maxCoeff() > 1e-6)
        return inputError("{}: the last row of a rigid transform must be 0 0 0 1.", what);
    const Eigen::Matrix3d r = matrix.topLeftCorner<3, 3>();
    const double error = (r.transpose() * r - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff();
    if (error > 2e-3 || r.determinant() <= 0)
        return inputError(
            "{}: the upper-left 3x3 is not a rotation (orthonormality error {:.2g}, determinant {:.3g}); "
            "give "
            "a right-handed rotation in metres without scale.",
            what, error, r.determinant());
    const Eigen::JacobiSVD<Eigen::Matrix3d> svd(r, Eigen::ComputeFullU | Eigen::ComputeFullV);
    RigidTransform out = RigidTransform::Identity();
    out.linear() = svd.matrixU() * svd.matrixV().transpose();
    out.translation() = matrix.topRightCorner<3, 1>();
    return out;
}

}  // namespace camframe
