// SPDX-License-Identifier: Apache-2.0
#include "calib/conventions/rotation_reading.h"

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <array>
#include <cctype>
#include <numbers>

namespace camframe {

namespace {

constexpr std::array eulerOrders{"xyz", "zyx", "xzy", "yxz", "yzx", "zxy",
                                 "XYZ", "ZYX", "XZY", "YXZ", "YZX", "ZXY"};

int axisOf(char c) {
    return std::tolower(static_cast<unsigned char>(c)) - 'x';
}

/// Angles such that rotationFrom() gives R back. For the moved axes i, j, k: R = R_i(a) R_j(b) R_k(c); about
/// static axes the same with the order and the angles turned round.
std::array<double, 3> eulerAngles(const Eigen::Matrix3d& rotation, const std::string& order) {
    const bool moved = order[0] < 'a';
    const int first = axisOf(order[moved ? 0 : 2]), second = axisOf(order[1]),
              third = axisOf(order[moved ? 2 : 0]);
    const Eigen::Vector3d angles = rotation.eulerAngles(first, second, third);
    return moved ? std::array{angles[0], angles[1], angles[2]} : std::array{angles[2], angles[1], angles[0]};
}

}  // namespace

std::string RotationReading::words() const {
    switch (kind) {
        case RotationKind::Euler:
            return fmt::format("Euler angles {} about {} axes in {}", eulerOrder,
                               eulerOrder[0] < 'a' ? "moved" : "static", degrees ? "degrees" : "radians");
        case RotationKind::AxisAngle:
            return degrees ? "axis-angle in degrees" : "axis-angle";
        case RotationKind::QuaternionXyzw:
            return "quaternion xyzw";
        case RotationKind::QuaternionWxyz:
            return "quaternion wxyz";
        case RotationKind::Rot6dColumns:
            return "first two columns of the matrix";
        case RotationKind::Rot6dRows:
            return "first two rows of the matrix";
        case RotationKind::MatrixColumns:
        case RotationKind::TransformColumns:
            return "matrix by columns";
        case RotationKind::MatrixRows:
        case RotationKind::TransformRows:
            break;
    }
    return "matrix by rows";
}

std::vector<RotationReading> rotationReadings(int count) {
    std::vector<RotationReading> out;
    if (count == 3)
        for (const bool degrees : {false, true}) {
            for (const char* order : eulerOrders) out.push_back({RotationKind::Euler, order, degrees});
            out.push_back({RotationKind::AxisAngle, "xyz", degrees});
        }
    if (count == 4) out = {{RotationKind::QuaternionXyzw}, {RotationKind::QuaternionWxyz}};
    if (count == 6) out = {{RotationKind::Rot6dColumns}, {RotationKind::Rot6dRows}};
    if (count == 9) out = {{RotationKind::MatrixRows}, {RotationKind::MatrixColumns}};
    return out;
}

std::vector<double> rotationNumbers(const Eigen::Matrix3d& rotation, const RotationReading& reading) {
    const double unit = reading.degrees ? 180 / std::numbers::pi : 1;
    std::vector<double> out;
    const auto add = [&](const auto& vector) {
        for (Eigen::Index i = 0; i < vector.size(); ++i) out.push_back(unit * vector[i]);
    };
    const Eigen::Quaterniond q(rotation);
    switch (reading.kind) {
        case RotationKind::Euler: {
            const auto angles = eulerAngles(rotation, reading.eulerOrder);
            add(Eigen::Vector3d(angles[0], angles[1], angles[2]));
            break;
        }
        case RotationKind::AxisAngle: {
            const Eigen::AngleAxisd turn(rotation);
            add(Eigen::Vector3d(turn.angle() * turn.axis()));
            break;
        }
        case RotationKind::QuaternionXyzw:
            return {q.x(), q.y(), q.z(), q.w()};
        case RotationKind::QuaternionWxyz:
            return {q.w(), q.x(), q.y(), q.z()};
        case RotationKind::Rot6dColumns:
        case RotationKind::Rot6dRows:
            for (int i = 0; i < 2; ++i)
                add(reading.kind == RotationKind::Rot6dColumns ? Eigen::Vector3d(rotation.col(i))
                                                               : Eigen::Vector3d(rotation.row(i)));
            break;
        default: {
            const bool columns = reading.kind == RotationKind::MatrixColumns;
            for (int i = 0; i < 3; ++i)
                add(columns ? Eigen::Vector3d(rotation.col(i)) : Eigen::Vector3d(rotation.row(i)));
        }
    }
    return out;
}

}  // namespace camframe
