// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <array>
#include <string>
#include <vector>

#include "model/core/frame_labels.h"
#include "model/core/io/datasets/lerobot_unit.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// What one camera says about one arm in one frame.
struct AnnotationRow {
    bool valid = false;  ///< The pose is known.
    Eigen::Vector2d uv;  ///< px; NaN where the point has no pixel.
    double depth = 0;    ///< m
    RigidTransform camFromTcp;
    double gripper = 0;                ///< As recorded; NaN where absent.
    std::array<PixelBox, 3> boxes;     ///< By LabelPart.
    std::array<std::string, 3> masks;  ///< JSON of a COCO run-length encoding, or empty.
};

/// The columns `annotation.{camera}.{arm}.{field}` of a LeRobot dataset: the reference's eleven fields and
/// `valid`, one row per frame.
///
/// uv, uvd (px, px, m), xyz_euler_g (m, static x-y-z in rad, gripper), xyz_quat_g (w, x, y, z),
/// xyz_mat_g (R row by row), bbox_* (x1, y1, x2, y2 inclusive, px) and mask_*. Numbers that are not known are
/// NaN, masks then "".
///
/// As CalibAll writes them, the pixel is rounded to whole numbers (halves to even), what is not known is 0,
/// and there is no `valid`. Source of names, shapes and order: the label writer of SII-dannyXSC/CalibAll.
class AnnotationColumns {
public:
    /// @param camera  As it stands in the names.
    AnnotationColumns(const std::string& camera, const std::string& arm, size_t rows, bool asCalibAll);
    void set(size_t row, const AnnotationRow& values);
    std::vector<LeRobotColumn>& columns() { return m_columns; }

private:
    void numbers(size_t column, size_t row, const Eigen::VectorXd& values);

    bool m_asCalibAll;
    std::vector<LeRobotColumn> m_columns;
};

/// The camera's part of the names: its key without "observation.images.", and with "img" for any "image" that
/// is left, as trainers expect statistics of pictures wherever a name contains that.
std::string annotationCamera(const std::string& key);

}  // namespace camframe
