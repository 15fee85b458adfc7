// SPDX-License-Identifier: Apache-2.0
#include "model/core/camera_model.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <opencv2/calib3d.hpp>
#include <random>

namespace camframe {
namespace {

using ::testing::HasSubstr;

CameraModel makeCamera(const std::array<double, 5>& distortion) {
    CameraModel camera;
    camera.width = 640;
    camera.height = 480;
    camera.fx = 615.3;
    camera.fy = 611.7;
    camera.cx = 322.7;
    camera.cy = 236.4;
    camera.distortion = distortion;
    return camera;
}

/// None, a webcam's barrel, a wide lens, a pincushion, and every coefficient at once.
const std::vector<std::array<double, 5>> kLenses = {{0, 0, 0, 0, 0},
                                                    {-0.12, 0, 0, 0, 0},
                                                    {-0.35, 0.15, 0.001, -0.0008, -0.03},
                                                    {0.18, -0.05, 0.002, 0.001, 0.01},
                                                    {0.09, -0.21, -0.0012, 0.0017, 0.08}};

std::vector<Eigen::Vector3d> pointsInFront(int count) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> lateral(-0.45, 0.45), depth(0.2, 3);
    std::vector<Eigen::Vector3d> points;
    for (int i = 0; i < count; ++i) {
        const double z = depth(random);
        points.emplace_back(lateral(random) * z, lateral(random) * z, z);
    }
    return points;
}

TEST(CameraModel, ProjectsAsOpenCv) {
    const std::vector<Eigen::Vector3d> points = pointsInFront(200);
    for (const auto& lens : kLenses) {
        const CameraModel camera = makeCamera(lens);
        std::vector<cv::Point3d> cvPoints;
        for (const Eigen::Vector3d& p : points) cvPoints.emplace_back(p.x(), p.y(), p.z());
        const cv::Matx33d k(camera.fx, 0, camera.cx, 0, camera.fy, camera.cy, 0, 0, 1);
        std::vector<cv::Point2d> expected;
        cv::projectPoints(cvPoints, cv::Vec3d(), cv::Vec3d(), k,
                          cv::Mat(1, 5, CV_64F, const_cast<double*>(lens.data())), expected);
        for (size_t i = 0; i < points.size(); ++i) {
            const auto pixel = camera.project(points[i]);
            ASSERT_TRUE(pixel) << points[i].transpose() << " k1 " << lens[0];
            EXPECT_NEAR(pixel->x(), expected[i].x, 1e-9);
            EXPECT_NEAR(pixel->y(), expected[i].y, 1e-9);
        }
    }
}

TEST(CameraModel, DerivativeAgreesWithFiniteDifferences) {
    constexpr double kStep = 1e-6;
    for (const auto& lens : kLenses)
        for (const Eigen::Vector3d& point : pointsInFront(50)) {
            const CameraModel camera = makeCamera(lens);
            Eigen::Matrix<double, 2, 3> derivative;
            ASSERT_TRUE(camera.project(point, &derivative));
            for (int axis = 0; axis < 3; ++axis) {
                const Eigen::Vector3d step = kStep * Eigen::Vector3d::Unit(axis);
                const Eigen::Vector2d numeric =
                    (*camera.project(point + step) - *camera.project(point - step)) / (2 * kStep);
                EXPECT_LT((derivative.col(axis) - numeric).norm(), 1e-6 * (1 + numeric.norm()));
            }
        }
}

TEST(CameraModel, UndistortInvertsDistort) {
    for (const auto& lens : kLenses) {
        const CameraModel camera = makeCamera(lens);
        const double reach = std::min(0.8, 0.95 * camera.validRadius());
        for (int ring = 0; ring <= 20; ++ring)
            for (int angle = 0; angle < 24; ++angle) {
                const double r = reach * ring / 20, phi = angle * M_PI / 12;
                const Eigen::Vector2d p(r * std::cos(phi), r * std::sin(phi));
                EXPECT_LT((camera.undistort(camera.distort(p)) - p).norm(), 1e-12)
                    << "k1 " << lens[0] << " r " << r;
            }
    }
}

TEST(CameraModel, UnprojectInvertsProject) {
    for (const auto& lens : kLenses) {
        const CameraModel camera = makeCamera(lens);
        for (const Eigen::Vector3d& point : pointsInFront(50))
            EXPECT_LT((camera.unproject(*camera.project(point), point.z()) - point).norm(), 1e-10);
    }
}

TEST(CameraModel, ValidRadiusIsWhereTheLensFoldsBack) {
    EXPECT_EQ(makeCamera({}).validRadius(), std::numeric_limits<double>::infinity());
    EXPECT_EQ(makeCamera({0.2, 0, 0, 0, 0}).validRadius(), std::numeric_limits<double>::infinity());
    // d/dr (r + k1 r^3) = 0 at r = sqrt(-1 / (3 k1)).
    EXPECT_NEAR(makeCamera({-0.3, 0, 0, 0, 0}).validRadius(), std::sqrt(1 / 0.9), 1e-9);
    for (const auto& lens : kLenses) {
        CameraModel camera = makeCamera(lens);
        camera.distortion[2] = camera.distortion[3] = 0;
        const double limit = std::min(camera.validRadius(), 4.0);
        double before = 0;
        for (int i = 1; i <= 1000; ++i) {
            const double distorted = camera.distort({limit * i / 1000, 0}).x();
            EXPECT_GT(distorted, before);
            before = distorted;
        }
    }
}

TEST(CameraModel, PointsThatTheLensCannotSeeHaveNoPixel) {
    const CameraModel camera = makeCamera({-0.3, 0, 0, 0, 0});
    const double r = camera.validRadius();
    EXPECT_TRUE(camera.project({0.99 * r, 0, 1}));
    EXPECT_FALSE(camera.project({1.01 * r, 0, 1}));
    EXPECT_FALSE(camera.project({0, 0, 0}));
    EXPECT_FALSE(camera.project({0.1, 0.1, -1}));
    EXPECT_FALSE(camera.project({0, 0, std::numeric_limits<double>::quiet_NaN()}));
}

TEST(CameraModel, UndistortBeyondTheFoldStaysOnTheRim) {
    const CameraModel camera = makeCamera({-0.3, 0, 0, 0, 0});
    const Eigen::Vector2d direction(0.6, 0.8);
    const double rim = camera.distort(direction * camera.validRadius()).norm();
    const Eigen::Vector2d p = camera.undistort(1.5 * rim * direction);
    EXPECT_NEAR(p.norm(), camera.validRadius(), 1e-6);
    EXPECT_NEAR(p.normalized().dot(direction), 1, 1e-12);
}

TEST(CameraModel, ResizingKeepsRaysAtPixelCorners) {
    const CameraModel camera = makeCamera(kLenses[4]);
    const CameraModel half = camera.resized(320, 240);
    // The picture's outer corners stay its outer corners.
    for (const Eigen::Vector2d& corner :
         {Eigen::Vector2d(0, 0), Eigen::Vector2d(640, 480), Eigen::Vector2d(640, 0)}) {
        const Eigen::Vector2d pixel = corner.array() - 0.5, halfPixel = 0.5 * corner.array() - 0.5;
        EXPECT_LT((camera.unproject(pixel, 1) - half.unproject(halfPixel, 1)).norm(), 1e-12);
    }
}

TEST(CameraModel, RefusesSingularAndWildIntrinsics) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto check = [](double fx, double skew, double fy, double cx, double last) {
        Eigen::Matrix3d k;
        k << fx, skew, cx, 0, fy, 200, 0, 0, last;
        return CameraModel::fromMatrix(k, 640, 480, {}, "field 'K'");
    };
    EXPECT_TRUE(check(500, 0, 500, 320, 1));
    for (const auto& bad :
         {check(0, 0, 500, 320, 1), check(500, 0, 0, 320, 1), check(-500, 0, 500, 320, 1),
          check(500, 3, 500, 320, 1), check(nan, 0, 500, 320, 1), check(500, 0, 500, 1e5, 1),
          check(500, 0, 500, nan, 1), check(500, 0, 500, 320, 0)}) {
        ASSERT_FALSE(bad);
        EXPECT_THAT(bad.error().message, HasSubstr("field 'K'"));
    }
    Eigen::Matrix3d k;
    k << 500, 0, 320, 0, 500, 240, 0, 0, 1;
    EXPECT_FALSE(CameraModel::fromMatrix(k, 0, 480, {}, "K"));
    EXPECT_FALSE(CameraModel::fromMatrix(k, 640, -1, {}, "K"));
    EXPECT_FALSE(CameraModel::fromMatrix(k, 640, 480, {nan, 0, 0, 0, 0}, "K"));
}

}  // namespace
}  // namespace camframe
