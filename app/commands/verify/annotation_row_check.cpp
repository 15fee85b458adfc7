// SPDX-License-Identifier: Apache-2.0
#include "app/commands/verify/annotation_row_check.h"

#include <fmt/format.h>

#include <cmath>

#include "app/commands/verify/rle_decoder.h"

namespace camframe::verify {

namespace {

// Columns are float32: seven digits of metres and of pixels.
constexpr double kPose = 2e-6, kPixels = 2e-3;
constexpr size_t kFirstBox = 5, kFirstMask = 8, kValid = 11;

std::vector<double> valuesOf(const SqlColumn& column, size_t row) {
    std::vector<double> out;
    column.appendNumbers(row, out);
    return out;
}

}  // namespace

std::vector<std::string> AnnotationForm::fields() const {
    std::vector<std::string> out = {"uv", "uvd", "xyz_euler_g", "xyz_quat_g", "xyz_mat_g"};
    for (const char* kind : {"bbox_", "mask_"})
        for (const char* part : kMaskKeys) out.push_back(std::string(kind) + part);
    if (!calibAll) out.emplace_back("valid");
    return out;
}

std::string AnnotationRowCheck::place(const std::string& field) const {
    return fmt::format("frame {} {} {}", m_frame, m_check.expected.arms[m_arm].name, field);
}

void AnnotationRowCheck::run(const SqlRows& rows, size_t row,
                             std::array<std::optional<ImageU8>, 3>& masks) const {
    if (!m_form.calibAll)
        m_check.comparison.require("valid", rows.column(kValid).number(row) == (valid() ? 1 : 0),
                                   place("valid"));
    checkPixel(valuesOf(rows.column(0), row), valuesOf(rows.column(1), row));
    checkPose("xyz_euler_g", valuesOf(rows.column(2), row), 3,
              [](const double* v) { return matrixOfEuler(Eigen::Vector3d(v[0], v[1], v[2])); });
    checkPose("xyz_quat_g", valuesOf(rows.column(3), row), 4,
              [](const double* v) { return matrixOfQuaternion(Eigen::Vector4d(v[0], v[1], v[2], v[3])); });
    checkPose("xyz_mat_g", valuesOf(rows.column(4), row), 9, [](const double* v) {
        return Eigen::Matrix3d(Eigen::Map<const Eigen::Matrix<double, 3, 3, Eigen::RowMajor>>(v));
    });
    for (size_t p = 0; p < kMaskKeys.size(); ++p)
        checkPart(p, valuesOf(rows.column(kFirstBox + p), row),
                  std::string(rows.column(kFirstMask + p).text(row)), masks[p]);
}

void AnnotationRowCheck::compare(const std::string& field, const std::vector<double>& is,
                                 const std::vector<double>& expected, double tolerance) const {
    Comparison& out = m_check.comparison;
    if (!out.require(field, is.size() == expected.size(), place(field) + " has not its length")) return;
    for (size_t i = 0; i < is.size(); ++i) out.near(field, is[i], expected[i], tolerance, place(field));
}

void AnnotationRowCheck::checkPixel(const std::vector<double>& uv, const std::vector<double>& uvd) const {
    std::vector<double> expected(3, m_form.unknown());
    double tolerance = kPixels;
    if (valid()) {
        const Eigen::Vector3d point = pose().topRightCorner<3, 1>();
        const ExpectedPixel pixel = expectedPixel(m_model, point);
        expected = {pixel.uv.x(), pixel.uv.y(), point.z()};
        if (m_form.calibAll) {
            for (size_t i = 0; i < 2; ++i) {
                // Rounding of a half is decided by the last bit of two ways to compute it.
                const double half = std::abs(expected[i] - std::floor(expected[i]) - 0.5);
                if (half < 1e-6) tolerance = 1;
                expected[i] = std::isfinite(expected[i]) ? std::nearbyint(expected[i]) : 0;
            }
            m_check.comparison.require("rounded pixels",
                                       uv.size() == 2 && uvd.size() == 3 && uv[0] == uvd[0] &&
                                           uv[1] == uvd[1] && uv[0] == std::nearbyint(uv[0]) &&
                                           uv[1] == std::nearbyint(uv[1]),
                                       place("uv"));
        }
    }
    compare("uvd", uvd, expected, tolerance);
    expected.pop_back();
    compare("uv", uv, expected, tolerance);
}

void AnnotationRowCheck::checkPose(const std::string& field, const std::vector<double>& is, size_t count,
                                   const std::function<Eigen::Matrix3d(const double*)>& matrixOf) const {
    Comparison& out = m_check.comparison;
    if (!out.require(field, is.size() == count + 4, place(field) + " has not its length")) return;
    // Of frames that were not chosen nothing is said, not even the gripper.
    double gripper = kNan;
    if (m_camera.frames.contains(m_frame))
        gripper = m_check.expected.arms[m_arm].gripperRaw[static_cast<size_t>(m_frame)];
    out.near(field, is.back(), std::isfinite(gripper) ? gripper : m_form.unknown(), kPose,
             place(field) + " gripper");
    if (!valid()) {
        for (size_t i = 0; i < count + 3; ++i) out.near(field, is[i], m_form.unknown(), 0, place(field));
        return;
    }
    out.nearAll(field, Eigen::Map<const Eigen::Vector3d>(is.data()), pose().topRightCorner<3, 1>(), kPose,
                place(field));
    out.nearAll(field, matrixOf(is.data() + 3), pose().topLeftCorner<3, 3>(), kPose, place(field));
}

void AnnotationRowCheck::checkPart(size_t part, const std::vector<double>& box, const std::string& text,
                                   std::optional<ImageU8>& mask) const {
    Comparison& out = m_check.comparison;
    const std::string field = std::string("mask_") + kMaskKeys[part];
    if (!out.require("masks", text.empty() == !valid(),
                     place(field) + (valid() ? " is missing" : " is not empty")))
        return;
    std::vector<double> expected(4, m_form.unknown());
    if (valid()) {
        Result<ImageU8> decoded = decodeRleJson(text, m_model.width, m_model.height);
        if (!out.require("run lengths", decoded.has_value(),
                         place(field) + ": " + (decoded ? "" : decoded.error().message)))
            return;
        const auto bounds = MaskChecks::boundsOf(*decoded);
        if (bounds[0] >= 0) expected.assign(bounds.begin(), bounds.end());
        mask = std::move(*decoded);
    }
    compare(std::string("bbox_") + kMaskKeys[part], box, expected, 0);
}

}  // namespace camframe::verify
