// SPDX-License-Identifier: Apache-2.0
// Laws that hold for every pose, camera and mask, tried on seeded random ones.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "model/core/camera_model.h"
#include "model/core/coco_rle.h"
#include "model/core/io/calibration_file.h"
#include "model/core/rigid_transform.h"
#include "support/coco_rle_reader.h"

namespace camframe {
namespace {

constexpr int kTries = 300;

class GeometryLaws : public ::testing::Test {
protected:
    double uniform(double low, double high) {
        return low + (high - low) * (static_cast<double>(m_random() >> 11) * 0x1p-53);
    }
    /// Turns up to almost pi, as logarithms have one value there.
    RigidTransform pose() {
        Vector6d delta;
        for (int i = 0; i < 6; ++i) delta[i] = uniform(-1, 1);
        delta.head<3>() *= uniform(0, 3.1) / std::max(1e-9, delta.head<3>().norm());
        return expPose(delta);
    }
    static double difference(const RigidTransform& a, const RigidTransform& b) {
        return (a.matrix() - b.matrix()).cwiseAbs().maxCoeff();
    }
    std::mt19937_64 m_random{20260101};
};

TEST_F(GeometryLaws, PosesAreAGroup) {
    for (int i = 0; i < kTries; ++i) {
        const RigidTransform a = pose(), b = pose(), c = pose();
        EXPECT_LT(difference((a * b) * c, a * (b * c)), 1e-12);
        EXPECT_LT(difference(a * a.inverse(), RigidTransform::Identity()), 1e-12);
        EXPECT_LT(difference((a * b).inverse(), b.inverse() * a.inverse()), 1e-12);
        EXPECT_NEAR(a.linear().determinant(), 1, 1e-12);
    }
}

TEST_F(GeometryLaws, LeftPerturbationsAreProductsAndComeBack) {
    for (int i = 0; i < kTries; ++i) {
        const RigidTransform a = pose();
        Vector6d delta;
        for (int k = 0; k < 6; ++k) delta[k] = uniform(-1.5, 1.5);
        EXPECT_LT(difference(perturbLeft(Vector6d::Zero(), a), a), 1e-15);
        EXPECT_LT(difference(perturbLeft(delta, a), expPose(delta) * a), 1e-12);
        EXPECT_LT((logPose(expPose(delta)) - delta).norm(), 1e-9);
        EXPECT_LT((logPose(perturbLeft(delta, a) * a.inverse()) - delta).norm(), 1e-9);
        // Turns about one axis add up.
        Vector6d turn = Vector6d::Zero();
        turn.head<3>() = delta.head<3>();
        EXPECT_LT(difference(perturbLeft(0.25 * turn, perturbLeft(0.75 * turn, a)), perturbLeft(turn, a)),
                  1e-12);
    }
}

TEST_F(GeometryLaws, WhatIsProjectedIsFoundAgainInItsDepth) {
    for (int i = 0; i < kTries; ++i) {
        CameraModel camera{
            640, 480, uniform(300, 900), uniform(300, 900), uniform(300, 340), uniform(220, 260), {}};
        if (i % 2 == 1) camera.distortion = {uniform(-0.2, 0.1), uniform(-0.02, 0.02), 1e-3, -1e-3, 0};
        const Eigen::Vector3d point(uniform(-0.3, 0.3), uniform(-0.25, 0.25), uniform(0.8, 3));
        const auto pixel = camera.project(point);
        ASSERT_TRUE(pixel);
        EXPECT_LT((camera.unproject(*pixel, point.z()) - point).norm(), 1e-6) << i;
        // Points of one ray are one pixel.
        EXPECT_LT((*camera.project(2.5 * point) - *pixel).norm(), 1e-9);
    }
}

TEST_F(GeometryLaws, RunLengthsHoldAnyMask) {
    for (int i = 0; i < kTries; ++i) {
        ImageU8 mask(1 + static_cast<int>(m_random() % 40), 1 + static_cast<int>(m_random() % 40));
        const uint64_t density = m_random() % 5;  // empty and full ones, too
        uint8_t value = 0;
        for (uint8_t& pixel : mask.data) {
            if (m_random() % (1 + 3 * density) == 0)
                value = density == 0 ? 0 : static_cast<uint8_t>(255 - value);
            pixel = value;
        }
        EXPECT_EQ(test::decodeRle(cocoRleJson(mask)).data, mask.data) << mask.width << "x" << mask.height;
    }
}

TEST_F(GeometryLaws, CalibrationsComeBackBitForBit) {
    for (int i = 0; i < 50; ++i) {
        Calibration written;
        written.status = CalibrationStatus::Review;
        written.reasons = {"look"};
        written.cameraName = "front";
        written.camera = {
            640, 480, uniform(300, 900), uniform(300, 900), uniform(300, 340), uniform(220, 260), {}};
        written.camFromBase = pose();
        written.quality.risk = uniform(0, 1);
        const auto read = calibrationFromJson(calibrationToJson(written), "x");
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(read->camera.fx, written.camera.fx);
        EXPECT_EQ(read->quality.risk, written.quality.risk);
        EXPECT_LT(difference(*read->camFromBase, *written.camFromBase), 1e-15);
    }
}

}  // namespace
}  // namespace camframe
