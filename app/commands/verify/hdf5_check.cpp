// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/commands/labels/episode_labels.h"
#include "app/commands/verify/hdf5_tree.h"
#include "model/core/io/calibration_file.h"

namespace camframe::verify {

namespace {

using Eigen::Matrix3d;
using Eigen::Matrix4d;
using RowMajor4 = Eigen::Matrix<double, 4, 4, Eigen::RowMajor>;

/// Everything but labels.
class Hdf5Check {
public:
    Hdf5Check(const EpisodeCheck& check, Hdf5Tree& tree)
        : m_expected(check.expected), m_out(check.comparison), m_tree(tree), m_rows(tree.rows()) {}

    void checkRoot() {
        m_out.at(fmt::format("episode {}", m_expected.index));
        m_tree.attribute("", "format", "camframe-actions");
        m_tree.attribute("", "version", std::vector<double>{1});
        m_tree.attribute("", "dataset", m_expected.dataset);
        m_tree.attribute("", "episode", std::vector<double>{static_cast<double>(m_expected.index)});
        m_tree.attribute("", "robot", m_expected.robot->name);
        m_tree.attribute("", "fps", std::vector<double>{m_expected.episode->fps.value_or(kNan)});
        std::string tcp;
        for (const ExpectedArm& arm : m_expected.arms) {
            if (!tcp.empty()) tcp += "; ";
            if (m_expected.arms.size() > 1) tcp += arm.name + ": ";
            tcp += arm.tcpDefinition;
        }
        m_tree.attribute("", "tcp_definition", tcp);
        const auto conventions = m_tree.file().textAttribute(m_tree.path(""), "conventions");
        m_out.require("attributes", conventions && !conventions->empty(), "conventions are missing");
        if (const auto times = m_tree.numbers("timestamps", "f8", {m_rows}))
            m_tree.checkRows("timestamps", *times, 1, [&](size_t t, size_t) {
                return m_expected.episode->timestamps[static_cast<size_t>(m_expected.rows[t])];
            });
        if (const auto frames = m_tree.numbers("frames", "i4", {m_rows}))
            m_tree.checkRows("frames", *frames, 1, [&](size_t t, size_t) { return m_expected.rows[t]; });
    }

    void checkState(const ExpectedArm& arm) {
        const std::string group = "state/" + encodePathComponent(arm.name);
        const auto columns = static_cast<size_t>(arm.jointPositions.cols());
        const auto joints = m_tree.numbers(group + "/joint_positions", "f8", {m_rows, columns});
        if (!joints) return;
        m_tree.checkRows(group + "/joint_positions", *joints, columns, [&](size_t t, size_t c) {
            return arm.jointPositions(m_expected.rows[t], static_cast<Eigen::Index>(c));
        });
        if (!arm.jointNames.empty())
            m_out.require("attributes",
                          m_tree.file().textList(m_tree.path(group + "/joint_positions"), "joint_names") ==
                              arm.jointNames,
                          "joint_names of " + group + " differ");
    }

    void checkCamera(const ExpectedCamera& camera) {
        const Calibration& c = camera.calibration;
        const std::string group = "cameras/" + encodePathComponent(c.cameraName);
        const auto matrix = [&](const char* name, Eigen::Index size, const Eigen::MatrixXd& expected) {
            const auto side = static_cast<uint64_t>(size);
            const auto read = m_tree.numbers(group + "/" + name, "f8", {side, side});
            if (!read) return;
            for (Eigen::Index r = 0; r < size; ++r)
                for (Eigen::Index k = 0; k < size; ++k)
                    m_out.near(name, (*read)[static_cast<size_t>(r * size + k)], expected(r, k), kRounding,
                               group);
        };
        Matrix3d k;
        k << c.camera.fx, 0, c.camera.cx, 0, c.camera.fy, c.camera.cy, 0, 0, 1;
        matrix("K", 3, k);
        matrix(
            "T_cam_base", 4,
            c.camFromBase ? Eigen::MatrixXd(c.camFromBase->matrix()) : Eigen::MatrixXd::Constant(4, 4, kNan));
        matrix("covariance", 6,
               c.covariance ? Eigen::MatrixXd(*c.covariance) : Eigen::MatrixXd::Constant(6, 6, kNan));
        m_tree.attribute(group, "name", c.cameraName);
        m_tree.attribute(group, "width", std::vector<double>{static_cast<double>(c.camera.width)});
        m_tree.attribute(group, "height", std::vector<double>{static_cast<double>(c.camera.height)});
        m_tree.attribute(group, "distortion",
                         std::vector<double>(c.camera.distortion.begin(), c.camera.distortion.end()));
        m_tree.attribute(group, "status", std::string(toString(c.status)));
        m_tree.attribute(group, "K_source", std::string(toString(c.intrinsicsSource)));
        m_tree.attribute(group, "calibration_id", calibrationId(c));
        const auto quality = m_tree.file().textAttribute(m_tree.path(group), "quality");
        const auto stored = nlohmann::json::parse(quality.value_or(""), nullptr, false);
        const auto number = [](const std::optional<double>& value) {
            return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
        };
        m_out.require("attributes",
                      stored.is_object() &&
                          stored.value("mask_iou", nlohmann::json()) == number(c.quality.maskIou) &&
                          stored.value("risk", nlohmann::json()) == number(c.quality.risk) &&
                          stored.value("expected_tcp_error_mm", nlohmann::json()) ==
                              number(c.quality.expectedTcpErrorMm),
                      "quality of '" + group + "' differs");
    }

    void checkActions(const ExpectedCamera& camera, size_t a) {
        const ExpectedArm& arm = m_expected.arms[a];
        const std::string group = "actions/" + encodePathComponent(camera.calibration.cameraName) + "/" +
                                  encodePathComponent(arm.name) + "/";
        const auto pose = [&](size_t t) -> const std::optional<Matrix4d>& {
            static const std::optional<Matrix4d> none;
            const int frame = m_expected.rows[t];
            return camera.frames.contains(frame) ? camera.tcp[a][static_cast<size_t>(frame)] : none;
        };
        if (const auto valid = m_tree.numbers(group + "valid", "u1", {m_rows}))
            m_tree.checkRows(group + "valid", *valid, 1,
                             [&](size_t t, size_t) { return pose(t) ? 1.0 : 0.0; });
        if (const auto poses = m_tree.numbers(group + "tcp_pose", "f8", {m_rows, 4, 4}))
            m_tree.checkRows(group + "tcp_pose", *poses, 16, [&](size_t t, size_t c) {
                return pose(t)
                           ? (*pose(t))(static_cast<Eigen::Index>(c / 4), static_cast<Eigen::Index>(c % 4))
                           : kNan;
            });
        if (const auto xyz = m_tree.numbers(group + "tcp_xyz", "f8", {m_rows, 3}))
            m_tree.checkRows(group + "tcp_xyz", *xyz, 3, [&](size_t t, size_t c) {
                return pose(t) ? (*pose(t))(static_cast<Eigen::Index>(c), 3) : kNan;
            });
        checkRotation(group + "tcp_quat_wxyz", 4, pose, [](const double* v) {
            return matrixOfQuaternion(Eigen::Vector4d(v[0], v[1], v[2], v[3]));
        });
        checkRotation(group + "tcp_rot6d", 6, pose, [](const double* v) {
            const Eigen::Vector3d x(v[0], v[1], v[2]), y(v[3], v[4], v[5]);
            Matrix3d r;
            r << x, y, x.cross(y);
            return r;
        });
        checkRotation(group + "tcp_rotvec", 3, pose, [](const double* v) {
            return matrixOfRotationVector(Eigen::Vector3d(v[0], v[1], v[2]));
        });
        checkRotation(group + "tcp_euler_xyz", 3, pose,
                      [](const double* v) { return matrixOfEuler(Eigen::Vector3d(v[0], v[1], v[2])); });
        const auto deltaKnown = [&](size_t t) {
            return t + 1 < m_rows && pose(t) && pose(t + 1) &&
                   m_expected.rows[t + 1] == m_expected.rows[t] + 1;
        };
        if (const auto valid = m_tree.numbers(group + "delta_valid", "u1", {m_rows}))
            m_tree.checkRows(group + "delta_valid", *valid, 1,
                             [&](size_t t, size_t) { return deltaKnown(t) ? 1.0 : 0.0; });
        if (const auto deltas = m_tree.numbers(group + "delta_pose", "f8", {m_rows, 4, 4}))
            for (size_t t = 0; t < m_rows; ++t) {
                Matrix4d expected = Matrix4d::Constant(kNan);
                if (t + 1 == m_rows) expected.setIdentity();
                if (deltaKnown(t)) expected = *pose(t + 1) * inverseOf(*pose(t));
                m_out.nearAll("delta_pose", Eigen::Map<const RowMajor4>(deltas->data() + 16 * t), expected,
                              kRounding, m_tree.rowText(group + "delta_pose", t));
            }
        const auto byFrame = [&](const std::vector<double>& values) {
            return [&](size_t t, size_t) { return values[static_cast<size_t>(m_expected.rows[t])]; };
        };
        if (const auto raw = m_tree.numbers(group + "gripper_raw", "f8", {m_rows}))
            m_tree.checkRows(group + "gripper_raw", *raw, 1, byFrame(arm.gripperRaw));
        if (const auto open = m_tree.numbers(group + "gripper_open", "f8", {m_rows}))
            m_tree.checkRows(group + "gripper_open", *open, 1, byFrame(arm.gripperOpen));
    }

private:
    /// A form of rotation says the same as the matrix, within its usual range.
    void checkRotation(const std::string& name, size_t columns,
                       const std::function<const std::optional<Matrix4d>&(size_t)>& pose,
                       const std::function<Matrix3d(const double*)>& matrixOf) {
        const auto values = m_tree.numbers(name, "f8", {m_rows, columns});
        if (!values) return;
        const std::string field = name.substr(name.rfind('/') + 1);
        for (size_t t = 0; t < m_rows; ++t) {
            const double* v = values->data() + columns * t;
            if (!pose(t)) {
                m_out.require(field, std::all_of(v, v + columns, [](double x) { return std::isnan(x); }),
                              m_tree.rowText(name, t) + " is not NaN where there is no pose");
                continue;
            }
            m_out.nearAll(field, matrixOf(v), pose(t)->topLeftCorner<3, 3>(), kRounding,
                          m_tree.rowText(name, t));
            const bool usual = field == "tcp_quat_wxyz" ? v[0] >= 0
                               : field == "tcp_rotvec"
                                   ? Eigen::Vector3d(v[0], v[1], v[2]).norm() <= 3.1415926535898 + kRounding
                                   : true;
            m_out.require(field, usual, m_tree.rowText(name, t) + " is not in its range");
        }
    }

    const ExpectedEpisode& m_expected;
    Comparison& m_out;
    Hdf5Tree& m_tree;
    uint64_t m_rows;
};

}  // namespace

Result<void> checkHdf5(const EpisodeCheck& check) {
    const ExpectedEpisode& expected = check.expected;
    Result<Hdf5File> file = Hdf5File::open(expected.cameras.front().line.file);
    if (!file) return tl::unexpected(file.error());
    const bool single = file->hasGroup("episodes");
    Hdf5Tree tree(check, std::move(*file), single ? fmt::format("episodes/{:06d}/", expected.index) : "");
    Hdf5Check numbers(check, tree);
    numbers.checkRoot();
    for (const ExpectedArm& arm : expected.arms) numbers.checkState(arm);
    for (const ExpectedCamera& camera : expected.cameras) {
        check.comparison.at(
            fmt::format("episode {} camera {}", expected.index, camera.calibration.cameraName));
        numbers.checkCamera(camera);
        for (size_t a = 0; a < expected.arms.size(); ++a) numbers.checkActions(camera, a);
        checkHdf5Labels(tree, check, camera);
    }
    check.comparison.at(fmt::format("episode {}", expected.index));
    tree.checkNothingElse();
    return {};
}

}  // namespace camframe::verify
