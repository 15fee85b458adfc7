// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "app/commands/verify/format_checks.h"
#include "model/core/io/detail/sql_engine.h"

namespace camframe::verify {

/// How a LeRobot export writes what it does not know, and pixels.
struct AnnotationForm {
    /// As CalibAll does: 0 for what is not known, pixels rounded (halves to even), no `valid`.
    bool calibAll = false;

    double unknown() const { return calibAll ? 0.0 : kNan; }
    /// The fields of one arm in the order of their columns.
    std::vector<std::string> fields() const;
};

/// Compares one row of annotation columns with what the episode must say.
class AnnotationRowCheck {
public:
    /// @param model  The camera as the export's pictures have it.
    AnnotationRowCheck(const EpisodeCheck& check, const ExpectedCamera& camera, const CameraModel& model,
                       size_t arm, int frame, AnnotationForm form)
        : m_check(check), m_camera(camera), m_model(model), m_arm(arm), m_frame(frame), m_form(form) {}

    /// @param rows   Columns as AnnotationForm::fields() orders them.
    /// @param masks  Gets the masks that could be read: all, arm, gripper.
    void run(const SqlRows& rows, size_t row, std::array<std::optional<ImageU8>, 3>& masks) const;

private:
    bool valid() const { return m_camera.valid(m_arm, m_frame); }
    const Eigen::Matrix4d& pose() const { return *m_camera.tcp[m_arm][static_cast<size_t>(m_frame)]; }
    std::string place(const std::string& field) const;
    void compare(const std::string& field, const std::vector<double>& is, const std::vector<double>& expected,
                 double tolerance) const;
    void checkPixel(const std::vector<double>& uv, const std::vector<double>& uvd) const;
    void checkPose(const std::string& field, const std::vector<double>& is, size_t count,
                   const std::function<Eigen::Matrix3d(const double*)>& matrixOf) const;
    void checkPart(size_t part, const std::vector<double>& box, const std::string& text,
                   std::optional<ImageU8>& mask) const;

    const EpisodeCheck& m_check;
    const ExpectedCamera& m_camera;
    const CameraModel& m_model;
    size_t m_arm;
    int m_frame;
    AnnotationForm m_form;
};

}  // namespace camframe::verify
