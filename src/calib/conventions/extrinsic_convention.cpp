// SPDX-License-Identifier: Apache-2.0
#include "calib/conventions/extrinsic_convention.h"

#include <array>
#include <cmath>

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

}  // namespace

std::string ExtrinsicConvention::words() const {
    std::string text = baseFromCam ? "camera in base space" : "base in camera space";
    text += axes == Axes::OpenCv   ? ", OpenCV axes"
            : axes == Axes::OpenGl ? ", OpenGL axes"
                                   : ", ROS link axes";
    const bool transposed = rotation == RotationKind::MatrixColumns && !lastColumns;
    text += ", " + (transposed ? "matrix with its rotation transposed" : reading().words());
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
    if (count == 6 || count == 7)
        for (const RotationReading& one : rotationReadings(static_cast<int>(count) - 3))
            rotations.push_back({false, Axes::OpenCv, one.kind, one.eulerOrder, one.degrees});
    if (count == 12 || count == 16) {
        rotations.push_back({.rotation = RotationKind::MatrixRows});
        rotations.push_back({.rotation = RotationKind::MatrixColumns});
    }
    if (count == 16) rotations.push_back({.rotation = RotationKind::MatrixColumns, .lastColumns = true});
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
    if (convention.rotation == RotationKind::MatrixRows ||
        convention.rotation == RotationKind::MatrixColumns) {
        Eigen::Matrix4d m = given.matrix();
        if (convention.rotation == RotationKind::MatrixColumns && !convention.lastColumns)
            m.topLeftCorner<3, 3>().transposeInPlace();
        if (convention.lastColumns) m.transposeInPlace();
        out.clear();
        for (int r = 0; r < 4; ++r)
            for (int c = 0; c < 4; ++c) out.push_back(m(r, c));
        return out;
    }
    const std::vector<double> rotation = rotationNumbers(given.linear(), convention.reading());
    out.insert(out.end(), rotation.begin(), rotation.end());
    return out;
}

}  // namespace camframe
