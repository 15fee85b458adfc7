// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/profiles/signal_values.h"

#include <fmt/ranges.h>

#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "model/core/nan.h"

namespace camframe {

namespace {

constexpr double degree = std::numbers::pi / 180;

std::string keysOf(const RecordedEpisode& episode) {
    std::vector<std::string> keys;
    for (const Signal& signal : episode.signals)
        keys.push_back(fmt::format("{}[{}]", signal.key, signal.values.cols()));
    return keys.empty() ? "none" : fmt::format("{}", fmt::join(keys, ", "));
}

Result<const Signal*> requireSignal(const RecordedEpisode& episode, const std::string& key,
                                    const std::string& what) {
    const Signal* signal = findSignal(episode, key);
    if (signal == nullptr)
        return inputError(
            "{} names signal '{}', which recording '{}' does not have (it has {}); correct the "
            "key or choose another --profile.",
            what, key, episode.name, keysOf(episode));
    if (signal->values.rows() != episode.frameCount)
        return inputError("{}: signal '{}' of recording '{}' has {} rows for {} frames; mend the recording.",
                          what, signal->key, episode.name, signal->values.rows(), episode.frameCount);
    return signal;
}

/// All columns of the signals side by side, with their names where all have some.
struct Joined {
    Eigen::MatrixXd values;
    std::vector<std::string> names;
};

Result<Joined> join(const RecordedEpisode& episode, const std::vector<std::string>& keys,
                    const std::string& what) {
    std::vector<const Signal*> signals;
    Eigen::Index width = 0;
    for (const std::string& key : keys) {
        const auto signal = requireSignal(episode, key, what);
        if (!signal) return tl::unexpected(signal.error());
        signals.push_back(*signal);
        width += (*signal)->values.cols();
    }
    Joined out;
    out.values.resize(episode.frameCount, width);
    Eigen::Index at = 0;
    for (const Signal* signal : signals) {
        out.values.middleCols(at, signal->values.cols()) = signal->values;
        at += signal->values.cols();
        out.names.insert(out.names.end(), signal->names.begin(), signal->names.end());
        out.names.resize(static_cast<size_t>(at));
    }
    return out;
}

Result<std::vector<Eigen::Index>> chosenColumns(const SignalColumns& columns, const Joined& joined,
                                                const std::string& what) {
    const Eigen::Index width = joined.values.cols();
    std::vector<Eigen::Index> chosen;
    const auto outside = [&](int column) {
        return inputError("{} chooses column {}, but {} has {} columns; correct the columns.", what, column,
                          fmt::join(columns.signals, " + "), width);
    };
    for (const int index : columns.indices) {
        const Eigen::Index column = index < 0 ? width + index : index;
        if (column < 0 || column >= width) return outside(index);
        chosen.push_back(column);
    }
    for (const std::string& name : columns.names) {
        const auto found = std::ranges::find(joined.names, name);
        if (found == joined.names.end())
            return inputError("{} chooses column '{}', which {} does not have (its columns: {}); correct it.",
                              what, name, fmt::join(columns.signals, " + "), fmt::join(joined.names, ", "));
        chosen.push_back(found - joined.names.begin());
    }
    if (columns.slice) {
        const SignalColumns::Slice& slice = *columns.slice;
        if (slice.stop > width) return outside(slice.stop - 1);
        for (int column = slice.start; column < slice.stop; column += slice.step) chosen.push_back(column);
    }
    if (columns.indices.empty() && columns.names.empty() && !columns.slice)
        for (Eigen::Index column = 0; column < width; ++column) chosen.push_back(column);
    return chosen;
}

/// Next rotation matrix; nothing when it is far from any (determinant not near 1).
std::optional<Eigen::Matrix3d> orthonormal(const Eigen::Matrix3d& matrix) {
    constexpr double farthest = 0.05;
    if ((matrix.transpose() * matrix - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff() > farthest)
        return std::nullopt;
    const Eigen::JacobiSVD<Eigen::Matrix3d> svd(matrix, Eigen::ComputeFullU | Eigen::ComputeFullV);
    const Eigen::Matrix3d rotation = svd.matrixU() * svd.matrixV().transpose();
    if (rotation.determinant() < 0) return std::nullopt;
    return rotation;
}

std::optional<Eigen::Matrix3d> fromQuaternion(double w, double x, double y, double z) {
    Eigen::Quaterniond q(w, x, y, z);
    // Rounded files are off by 1e-3 or so; farther away it is no unit quaternion but something else.
    constexpr double farthest = 0.05;
    if (std::abs(q.norm() - 1) > farthest) return std::nullopt;
    return q.normalized().toRotationMatrix();
}

std::optional<Eigen::Matrix3d> fromSixNumbers(const Eigen::Vector3d& first, const Eigen::Vector3d& second) {
    if (first.norm() < 1e-6 || second.norm() < 1e-6) return std::nullopt;
    const Eigen::Vector3d a = first.normalized();
    const Eigen::Vector3d b = second - a * a.dot(second);
    if (b.norm() < 1e-6 * second.norm()) return std::nullopt;
    Eigen::Matrix3d rotation;
    rotation << a, b.normalized(), a.cross(b.normalized());
    return rotation;
}

Eigen::Matrix3d fromEuler(std::span<const double> angles, const std::string& order) {
    Eigen::Matrix3d rotation = Eigen::Matrix3d::Identity();
    for (size_t i = 0; i < 3; ++i) {
        const bool moved = order[i] >= 'X' && order[i] <= 'Z';
        const int axis = order[i] - (moved ? 'X' : 'x');
        const Eigen::Matrix3d turn =
            Eigen::AngleAxisd(angles[i], Eigen::Vector3d::Unit(axis)).toRotationMatrix();
        rotation = moved ? Eigen::Matrix3d(rotation * turn) : Eigen::Matrix3d(turn * rotation);
    }
    return rotation;
}

}  // namespace

const Signal* findSignal(const RecordedEpisode& episode, std::string_view key) {
    while (!key.empty()) {
        const size_t bar = std::min(key.find('|'), key.size());
        const std::string_view one = key.substr(0, bar);
        if (const Signal* exact = episode.findSignal(one)) return exact;
        const auto found = std::ranges::find_if(
            episode.signals, [&](const Signal& signal) { return sameKey(signal.key, one); });
        if (found != episode.signals.end()) return &*found;
        key.remove_prefix(std::min(bar + 1, key.size()));
    }
    return nullptr;
}

Result<Eigen::MatrixXd> selectColumns(const RecordedEpisode& episode, const SignalColumns& columns,
                                      const std::string& what) {
    const auto joined = join(episode, columns.signals, what);
    if (!joined) return tl::unexpected(joined.error());
    const auto chosen = chosenColumns(columns, *joined, what);
    if (!chosen) return tl::unexpected(chosen.error());
    Eigen::MatrixXd out(joined->values.rows(), static_cast<Eigen::Index>(chosen->size()));
    for (size_t i = 0; i < chosen->size(); ++i)
        out.col(static_cast<Eigen::Index>(i)) = joined->values.col((*chosen)[i]);
    return out;
}

Result<Eigen::MatrixXd> jointValues(const RecordedEpisode& episode, const JointMapping& mapping,
                                    const std::string& what) {
    auto values = selectColumns(episode, mapping.columns, what);
    if (!values) return values;
    const auto count = static_cast<size_t>(values->cols());
    const auto fits = [&](const char* field, size_t size) -> Result<void> {
        if (size != 0 && size != count)
            return inputError("{}: '{}' has {} entries for {} columns; give one per joint.", what, field,
                              size, count);
        return {};
    };
    for (const auto& [field, size] : {std::pair{"signs", mapping.signs.size()},
                                      {"offsets", mapping.offsets.size()},
                                      {"to", mapping.normalisedTo.size()},
                                      {"names", mapping.names.size()}})
        if (const auto good = fits(field, size); !good) return tl::unexpected(good.error());
    for (size_t i = 0; i < count; ++i) {
        auto column = values->col(static_cast<Eigen::Index>(i)).array();
        switch (mapping.unit) {
            case ValueUnit::Radians:
            case ValueUnit::Metres:
                break;
            case ValueUnit::Degrees:
                column *= degree;
                break;
            case ValueUnit::Millimetres:
                column *= 1e-3;
                break;
            case ValueUnit::Normalised: {
                const auto [low, high] = mapping.normalisedFrom;
                const auto [from, to] = mapping.normalisedTo[i];
                column = from + (column - low) * ((to - from) / (high - low));
                break;
            }
        }
        if (!mapping.signs.empty()) column *= mapping.signs[i];
        if (!mapping.offsets.empty()) column += mapping.offsets[i];
    }
    return values;
}

int rotationSize(RotationKind kind) {
    switch (kind) {
        case RotationKind::Euler:
        case RotationKind::AxisAngle:
            return 3;
        case RotationKind::QuaternionXyzw:
        case RotationKind::QuaternionWxyz:
            return 4;
        case RotationKind::Rot6dColumns:
        case RotationKind::Rot6dRows:
            return 6;
        case RotationKind::MatrixRows:
        case RotationKind::MatrixColumns:
            return 9;
        case RotationKind::TransformRows:
        case RotationKind::TransformColumns:
            return 16;
    }
    return 0;
}

std::optional<Eigen::Matrix3d> rotationFrom(std::span<const double> v, RotationKind kind,
                                            const std::string& eulerOrder, bool degrees) {
    if (std::ranges::any_of(v, [](double value) { return !std::isfinite(value); })) return std::nullopt;
    const double unit = degrees ? degree : 1;
    switch (kind) {
        case RotationKind::Euler: {
            const double angles[] = {v[0] * unit, v[1] * unit, v[2] * unit};
            return fromEuler(angles, eulerOrder);
        }
        case RotationKind::AxisAngle: {
            const Eigen::Vector3d vector = Eigen::Vector3d(v[0], v[1], v[2]) * unit;
            const double angle = vector.norm();
            if (angle < 1e-12) return Eigen::Matrix3d::Identity();
            return Eigen::AngleAxisd(angle, vector / angle).toRotationMatrix();
        }
        case RotationKind::QuaternionXyzw:
            return fromQuaternion(v[3], v[0], v[1], v[2]);
        case RotationKind::QuaternionWxyz:
            return fromQuaternion(v[0], v[1], v[2], v[3]);
        case RotationKind::Rot6dColumns:
            return fromSixNumbers({v[0], v[1], v[2]}, {v[3], v[4], v[5]});
        case RotationKind::Rot6dRows:
            if (const auto transposed = fromSixNumbers({v[0], v[1], v[2]}, {v[3], v[4], v[5]}))
                return transposed->transpose();
            return std::nullopt;
        case RotationKind::MatrixRows:
            return orthonormal(Eigen::Map<const Eigen::Matrix<double, 3, 3, Eigen::RowMajor>>(v.data()));
        case RotationKind::MatrixColumns:
            return orthonormal(Eigen::Map<const Eigen::Matrix3d>(v.data()));
        case RotationKind::TransformRows:
        case RotationKind::TransformColumns:
            break;
    }
    return std::nullopt;
}

int poseSize(RotationKind kind) {
    const bool whole = kind == RotationKind::TransformRows || kind == RotationKind::TransformColumns;
    return whole ? 16 : 3 + rotationSize(kind);
}

std::optional<RigidTransform> recordedPose(std::span<const double> values, const PoseMapping& mapping) {
    if (std::ranges::any_of(values, [](double value) { return !std::isfinite(value); })) return std::nullopt;
    Eigen::Vector3d position;
    std::optional<Eigen::Matrix3d> rotation;
    if (poseSize(mapping.rotation) == 16) {
        Eigen::Matrix4d matrix = Eigen::Map<const Eigen::Matrix4d>(values.data());
        if (mapping.rotation == RotationKind::TransformRows) matrix.transposeInPlace();
        position = matrix.topRightCorner<3, 1>();
        rotation = orthonormal(matrix.topLeftCorner<3, 3>());
    } else {
        position = Eigen::Map<const Eigen::Vector3d>(values.data());
        rotation = rotationFrom(values.subspan(3), mapping.rotation, mapping.eulerOrder, mapping.degrees);
    }
    if (!rotation) return std::nullopt;
    RigidTransform pose = RigidTransform::Identity();
    pose.linear() = *rotation;
    pose.translation() = position * (mapping.millimetres ? 1e-3 : 1.0);
    return pose;
}

Result<std::vector<RigidTransform>> poseValues(const RecordedEpisode& episode, const PoseMapping& mapping,
                                               const std::string& what) {
    const auto values = selectColumns(episode, mapping.columns, what);
    if (!values) return tl::unexpected(values.error());
    const int expected = poseSize(mapping.rotation);
    if (values->cols() != expected)
        return inputError(
            "{} chooses {} columns, but this way of writing poses has {}; correct the columns "
            "or 'rotation'.",
            what, values->cols(), expected);
    RigidTransform unknown = RigidTransform::Identity();
    unknown.matrix().topRows<3>().setConstant(kNan);
    std::vector<RigidTransform> poses(static_cast<size_t>(values->rows()), unknown);
    const RigidTransform bodyFromLink = mapping.linkFromBody.inverse();
    for (Eigen::Index t = 0; t < values->rows(); ++t) {
        const Eigen::VectorXd row = values->row(t);
        if (const auto pose = recordedPose({row.data(), static_cast<size_t>(row.size())}, mapping))
            poses[static_cast<size_t>(t)] = mapping.baseFromOrigin * *pose * bodyFromLink;
    }
    return poses;
}

Result<GripperValues> gripperValues(const RecordedEpisode& episode, const GripperMapping& mapping,
                                    const std::string& what) {
    const auto frames = static_cast<size_t>(episode.frameCount);
    GripperValues out{std::vector<double>(frames, kNan), std::vector<double>(frames, kNan)};
    if (mapping.mode == GripperMode::Constant) {
        std::ranges::fill(out.open, mapping.start);
        return out;
    }
    SignalColumns columns;
    columns.signals = {mapping.signal};
    columns.indices = {mapping.column};
    const auto column = selectColumns(episode, columns, what);
    if (!column) return tl::unexpected(column.error());
    double held = mapping.start;
    for (size_t t = 0; t < frames; ++t) {
        const double raw = (*column)(static_cast<Eigen::Index>(t), 0);
        out.raw[t] = raw;
        double open = (raw - mapping.closed) / (mapping.open - mapping.closed);
        if (mapping.mode == GripperMode::Integrated) {
            // Commands lie at the ends; three quarters of the way is a command, the middle is "hold".
            if (open >= 0.75) held = 1;
            if (open <= 0.25) held = 0;
            open = held;
        } else if (mapping.threshold && std::isfinite(raw)) {
            open = (raw > *mapping.threshold) == (mapping.open > mapping.closed) ? 1 : 0;
        }
        out.open[t] = std::isfinite(open) ? std::clamp(open, 0.0, 1.0) : kNan;
    }
    return out;
}

}  // namespace camframe
