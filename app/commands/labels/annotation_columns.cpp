// SPDX-License-Identifier: Apache-2.0
#include "app/commands/labels/annotation_columns.h"

#include <cmath>

#include "model/core/action_track.h"
#include "model/core/nan.h"

namespace camframe {

namespace {

constexpr size_t kFirstBox = 5, kFirstMask = 8, kValid = 11;

std::vector<std::string> withPosition(std::vector<std::string> rotation) {
    std::vector<std::string> names = {"x", "y", "z"};
    names.insert(names.end(), rotation.begin(), rotation.end());
    names.emplace_back("gripper");
    return names;
}

}  // namespace

AnnotationColumns::AnnotationColumns(const std::string& camera, const std::string& arm, size_t rows,
                                     bool asCalibAll)
    : m_asCalibAll(asCalibAll) {
    const auto add = [&](const char* field, LeRobotColumn::Type type, std::vector<std::string> names) {
        LeRobotColumn& column = m_columns.emplace_back();
        column.key = "annotation." + camera + "." + arm + "." + field;
        column.type = type;
        column.width = std::max(1, static_cast<int>(names.size()));
        column.names = std::move(names);
        switch (type) {
            case LeRobotColumn::Type::Float:
                column.numbers.assign(rows * static_cast<size_t>(column.width),
                                      asCalibAll ? 0.0F : static_cast<float>(kNan));
                break;
            case LeRobotColumn::Type::Boolean:
                column.flags.assign(rows, 0);
                break;
            case LeRobotColumn::Type::Text:
                column.texts.resize(rows);
                break;
        }
    };
    using enum LeRobotColumn::Type;
    add("uv", Float, {"u", "v"});
    add("uvd", Float, {"u", "v", "depth"});
    add("xyz_euler_g", Float, withPosition({"roll", "pitch", "yaw"}));
    add("xyz_quat_g", Float, withPosition({"qw", "qx", "qy", "qz"}));
    add("xyz_mat_g", Float, withPosition({"r00", "r01", "r02", "r10", "r11", "r12", "r20", "r21", "r22"}));
    for (const char* part : {"bbox_with_gripper", "bbox_without_gripper", "bbox_gripper"})
        add(part, Float, {"x1", "y1", "x2", "y2"});
    for (const char* part : {"mask_with_gripper", "mask_without_gripper", "mask_gripper"})
        add(part, Text, {});
    if (!asCalibAll) add("valid", Boolean, {});
}

void AnnotationColumns::numbers(size_t column, size_t row, const Eigen::VectorXd& values) {
    LeRobotColumn& to = m_columns[column];
    for (Eigen::Index i = 0; i < values.size(); ++i) {
        const auto value = static_cast<float>(values[i]);
        to.numbers[row * static_cast<size_t>(to.width) + static_cast<size_t>(i)] =
            m_asCalibAll && !std::isfinite(value) ? 0.0F : value;
    }
}

void AnnotationColumns::set(size_t row, const AnnotationRow& values) {
    const double unknown = std::numeric_limits<double>::quiet_NaN();
    Eigen::Vector3d uvd(unknown, unknown, unknown);
    if (values.valid) {
        uvd << values.uv, values.depth;
        if (m_asCalibAll) uvd.head<2>() = Eigen::Vector2d(std::nearbyint(uvd.x()), std::nearbyint(uvd.y()));
    }
    numbers(0, row, uvd.head<2>());
    numbers(1, row, uvd);
    const auto pose = [&](size_t column, const Eigen::VectorXd& rotation) {
        Eigen::VectorXd all(rotation.size() + 4);
        all << values.camFromTcp.translation(), rotation, values.gripper;
        if (!values.valid) all.head(all.size() - 1).setConstant(unknown);
        numbers(column, row, all);
    };
    Eigen::Matrix3d r = Eigen::Matrix3d::Identity();
    if (values.valid) r = values.camFromTcp.linear();
    const Eigen::Matrix<double, 3, 3, Eigen::RowMajor> rows = r;
    pose(2, eulerStaticXyz(r));
    pose(3, quaternionWxyz(r));
    pose(4, Eigen::Map<const Eigen::VectorXd>(rows.data(), rows.size()));
    for (size_t part = 0; part < kLabelParts.size(); ++part) {
        const PixelBox& box = values.boxes[part];
        if (!box.empty()) numbers(kFirstBox + part, row, Eigen::Vector4d(box.x1, box.y1, box.x2, box.y2));
        m_columns[kFirstMask + part].texts[row] = values.masks[part];
    }
    if (!m_asCalibAll) m_columns[kValid].flags[row] = values.valid ? 1 : 0;
}

std::string annotationCamera(const std::string& key) {
    constexpr std::string_view kPrefix = "observation.images.";
    std::string name = key.starts_with(kPrefix) ? key.substr(kPrefix.size()) : key;
    for (size_t at = name.find("image"); at != std::string::npos; at = name.find("image", at))
        name.replace(at, 5, "img");
    return name;
}

}  // namespace camframe
