// SPDX-License-Identifier: Apache-2.0
#include "calib/conventions/extrinsic_convention.h"

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <array>
#include <cmath>
#include <numbers>

#include "model/core/io/profiles/signal_values.h"

namespace camframe {

namespace {

using Axes = ExtrinsicConvention::Axes;

/// From a camera's own axes to OpenCV's.
Eigen::Matrix3d cvFrom(Axes axes) {
    Eigen::Matrix3d out = Eigen::Matrix3d::Identity();
    if (axes == Axes::OpenGl) out.diagonal() << 1, -1, -1;
    if (axes == Axes::Ros) out << 0, -1, 0, 0, 0, -1, 1, 0, 0;
    return out;
}

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

std::string ExtrinsicConvention::words() const {
    std::string text = baseFromCam ? "camera in base space" : "base in camera space";
    text += axes == Axes::OpenCv   ? ", OpenCV axes"
            : axes == Axes::OpenGl ? ", OpenGL axes"
                                   : ", ROS link axes";
    switch (rotation) {
        case RotationKind::Euler:
            text += fmt::format(", Euler angles {} about {} axes in {}", eulerOrder,
                                eulerOrder[0] < 'a' ? "moved" : "static", degrees ? "degrees" : "radians");
            break;
        case RotationKind::AxisAngle:
            text += degrees ? ", axis-angle in degrees" : ", axis-angle";
            break;
        case RotationKind::QuaternionXyzw:
            text += ", quaternion xyzw";
            break;
        case RotationKind::QuaternionWxyz:
            text += ", quaternion wxyz";
            break;
        case RotationKind::MatrixColumns:
            text += lastColumns ? ", matrix by columns" : ", matrix with its rotation transposed";
            break;
        default:
            text += ", matrix by rows";
    }
    return text;
}

std::optional<RigidTransform> camFromBaseOf(std::span<const double> numbers,
                                            const ExtrinsicConvention& convention) {
    std::vector<double> rotation;
    Eigen::Vector3d position;
    if (numbers.size() == 6 || numbers.size() == 7) {
        position = {numbers[0], numbers[1], numbers[2]};
        rotation.assign(numbers.begin() + 3, numbers.end());
    } else if (numbers.size() == 12 || numbers.size() == 16) {
        const auto at = [&](size_t r, size_t c) {
            return convention.lastColumns ? numbers[4 * c + r] : numbers[4 * r + c];
        };
        if (convention.lastColumns && numbers.size() != 16) return std::nullopt;
        if (numbers.size() == 16) {
            // What is no last row of a rigid motion was read the wrong way.
            const std::array last{at(3, 0), at(3, 1), at(3, 2), at(3, 3) - 1};
            for (const double value : last)
                if (!(std::abs(value) < 1e-6)) return std::nullopt;
        }
        position = {at(0, 3), at(1, 3), at(2, 3)};
        for (size_t r = 0; r < 3; ++r)
            for (size_t c = 0; c < 3; ++c)
                rotation.push_back(convention.lastColumns ? numbers[4 * r + c] : at(r, c));
    } else {
        return std::nullopt;
    }
    if (!position.allFinite() || static_cast<int>(rotation.size()) != rotationSize(convention.rotation))
        return std::nullopt;
    const auto matrix =
        rotationFrom(rotation, convention.rotation, convention.eulerOrder, convention.degrees);
    if (!matrix) return std::nullopt;
    RigidTransform given = RigidTransform::Identity();
    given.linear() = *matrix;
    given.translation() = position;
    RigidTransform cv = RigidTransform::Identity();
    cv.linear() = cvFrom(convention.axes);
    return cv * (convention.baseFromCam ? given.inverse() : given);
}

std::vector<ExtrinsicConvention> extrinsicConventions(size_t count) {
    std::vector<ExtrinsicConvention> rotations;
    const auto add = [&](RotationKind kind, const char* order, bool degrees, bool columns = false) {
        rotations.push_back({false, Axes::OpenCv, kind, order, degrees, columns});
    };
    if (count == 6)
        for (const bool degrees : {false, true}) {
            for (const char* order : eulerOrders) add(RotationKind::Euler, order, degrees);
            add(RotationKind::AxisAngle, "xyz", degrees);
        }
    if (count == 7) {
        add(RotationKind::QuaternionXyzw, "xyz", false);
        add(RotationKind::QuaternionWxyz, "xyz", false);
    }
    if (count == 12 || count == 16) {
        add(RotationKind::MatrixRows, "xyz", false);
        add(RotationKind::MatrixColumns, "xyz", false);
    }
    if (count == 16) add(RotationKind::MatrixColumns, "xyz", false, true);
    std::vector<ExtrinsicConvention> out;
    for (const bool baseFromCam : {false, true})
        for (const Axes axes : {Axes::OpenCv, Axes::OpenGl, Axes::Ros})
            for (ExtrinsicConvention convention : rotations) {
                convention.baseFromCam = baseFromCam;
                convention.axes = axes;
                out.push_back(std::move(convention));
            }
    return out;
}

std::vector<double> numbersOf(const RigidTransform& camFromBase, const ExtrinsicConvention& convention) {
    RigidTransform cv = RigidTransform::Identity();
    cv.linear() = cvFrom(convention.axes);
    RigidTransform given = cv.inverse() * camFromBase;
    if (convention.baseFromCam) given = given.inverse();
    const Eigen::Vector3d& p = given.translation();
    std::vector<double> out{p.x(), p.y(), p.z()};
    const double unit = convention.degrees ? 180 / std::numbers::pi : 1;
    const Eigen::Quaterniond q(given.linear());
    switch (convention.rotation) {
        case RotationKind::Euler:
            for (const double angle : eulerAngles(given.linear(), convention.eulerOrder))
                out.push_back(unit * angle);
            return out;
        case RotationKind::AxisAngle: {
            const Eigen::AngleAxisd turn(given.linear());
            for (int i = 0; i < 3; ++i) out.push_back(unit * turn.angle() * turn.axis()[i]);
            return out;
        }
        case RotationKind::QuaternionXyzw:
            out.insert(out.end(), {q.x(), q.y(), q.z(), q.w()});
            return out;
        case RotationKind::QuaternionWxyz:
            out.insert(out.end(), {q.w(), q.x(), q.y(), q.z()});
            return out;
        default: {
            Eigen::Matrix4d m = given.matrix();
            if (convention.rotation == RotationKind::MatrixColumns && !convention.lastColumns)
                m.topLeftCorner<3, 3>().transposeInPlace();
            if (convention.lastColumns) m.transposeInPlace();
            out.clear();
            for (int r = 0; r < 4; ++r)
                for (int c = 0; c < 4; ++c) out.push_back(m(r, c));
            return out;
        }
    }
}

}  // namespace camframe
