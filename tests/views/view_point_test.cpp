// SPDX-License-Identifier: Apache-2.0
#include "views/scene3d/view_point.h"

#include <gtest/gtest.h>

#include "tests/views/tiny_recording.h"

namespace camframe {
namespace {

/// A point in the view's own axes: right, up, forward.
Eigen::Vector3d seenFrom(const ViewPoint& view, const Eigen::Vector3d& point) {
    const Eigen::Vector3d forward = (view.centre - view.position).normalized();
    const Eigen::Vector3d right = forward.cross(view.up).normalized();
    const Eigen::Vector3d offset = point - view.position;
    return {right.dot(offset), right.cross(forward).dot(offset), forward.dot(offset)};
}

TEST(ViewPoint, TheOverviewHoldsRobotAndCameras) {
    const auto recording = test::tinyRecording();
    for (const double aspect : {0.6, 1.3, 2.5}) {
        const std::vector<RigidTransform> cameras{test::tinyPose(), test::movedPose(0.8)};
        const ViewPoint view = overview(recording->motion, cameras, cameras[0], aspect);
        const double tangent = std::tan(0.5 * view.fieldOfViewDegrees * 0.017453292519943295);
        std::vector<Eigen::Vector3d> points{{0, 0, 0}};
        for (const RigidTransform& camera : cameras) points.push_back(cameraCentre(camera));
        for (const auto& poses : recording->motion.baseFromLink)
            for (const RigidTransform& pose : poses) points.push_back(pose.translation());
        for (const Eigen::Vector3d& point : points) {
            const Eigen::Vector3d seen = seenFrom(view, point);
            ASSERT_GT(seen.z(), 0);
            EXPECT_LE(std::abs(seen.y()), seen.z() * tangent) << aspect;
            EXPECT_LE(std::abs(seen.x()), seen.z() * tangent * aspect) << aspect;
        }
        EXPECT_GT(view.position.z(), view.centre.z()) << "from above";
    }
}

TEST(ViewPoint, FromTheCameraThePictureIsTheRecordedOne) {
    const auto recording = test::tinyRecording();
    const CameraModel lens = recording->initialStates()[0].intrinsics.camera;
    const RigidTransform pose = test::movedPose(0.3);
    const ViewPoint view = viewFromCamera(lens, pose, 0);
    EXPECT_LT((view.position - cameraCentre(pose)).norm(), 1e-12);
    const Eigen::Vector3d point(0.2, 0.1, 0.3);
    const auto pixel = lens.project(pose * point);
    ASSERT_TRUE(pixel);
    const Eigen::Vector3d seen = seenFrom(view, point);
    const double perPixel =
        lens.height / (2 * std::tan(0.5 * view.fieldOfViewDegrees * 0.017453292519943295));
    EXPECT_NEAR(seen.x() / seen.z() * perPixel, pixel->x() - lens.cx, 1e-6);
    EXPECT_NEAR(-seen.y() / seen.z() * perPixel, pixel->y() - lens.cy, 1e-6);
    EXPECT_NEAR((viewFromCamera(lens, pose, 0.4).position - view.position).norm(), 0.4, 1e-12);
}

}  // namespace
}  // namespace camframe
