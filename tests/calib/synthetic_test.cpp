// SPDX-License-Identifier: Apache-2.0
#include "calib/synthetic/synthetic_recording.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <cmath>
#include <cstdio>
#include <limits>

#include "calib/synthetic/lab_renderer.h"
#include "calib/synthetic/random.h"
#include "calib/synthetic/trajectory.h"
#include "model/core/demo_robot.h"
#include "model/core/episode.h"
#include "model/core/io/image_io.h"
#include "model/core/io/truth_file.h"
#include "model/core/io/urdf_reader.h"
#include "model/core/shape_builder.h"
#include "support/shared_data.h"
#include "support/temp_dir.h"
#include "support/transform_matchers.h"

namespace camframe {
namespace {

using namespace synthetic;
using Eigen::Vector2d;
using Eigen::Vector3d;
using Eigen::Vector3f;

Vector3f randomPoint(HashRandom& random, double extent) {
    const double x = random.uniform(-extent, extent), y = random.uniform(-extent, extent);
    return Vector3d(x, y, random.uniform(-extent, extent)).cast<float>();
}

/// Distance along a ray to a triangle in double precision, infinity when it misses.
double bruteForce(const TriangleCorners& triangle, const Vector3f& origin, const Vector3f& direction) {
    const Vector3d a = triangle[0].cast<double>(), e1 = triangle[1].cast<double>() - a,
                   e2 = triangle[2].cast<double>() - a;
    Eigen::Matrix3d m;
    m << e1, e2, -direction.cast<double>();
    const Vector3d uvt = m.fullPivLu().solve(origin.cast<double>() - a);
    if (uvt.x() < 0 || uvt.y() < 0 || uvt.x() + uvt.y() > 1 || uvt.z() <= 0)
        return std::numeric_limits<double>::infinity();
    return uvt.z();
}

TEST(Bvh, FindsWhatBruteForceFinds) {
    HashRandom random(7);
    std::vector<TriangleCorners> triangles;
    for (int i = 0; i < 500; ++i) {
        const Vector3f at = randomPoint(random, 1);
        triangles.push_back({at, at + randomPoint(random, 0.2), at + randomPoint(random, 0.2)});
    }
    const Bvh bvh(triangles);
    int hitCount = 0;
    for (int i = 0; i < 500; ++i) {
        RayPacket packet;
        std::array<Vector3f, 4> from, towards;
        for (int k = 0; k < 3; ++k) {  // the fourth lane stays idle
            from[static_cast<size_t>(k)] = randomPoint(random, 2);
            towards[static_cast<size_t>(k)] = randomPoint(random, 1);
            packet.setRay(k, from[static_cast<size_t>(k)], towards[static_cast<size_t>(k)], 1e3F);
        }
        const HitPacket hits = bvh.closest(packet);
        const int occluded = bvh.occluded(packet);
        EXPECT_EQ(hits.triangle[3], -1);
        EXPECT_FALSE(occluded & 8);
        for (size_t k = 0; k < 3; ++k) {
            double expected = std::numeric_limits<double>::infinity();
            for (const TriangleCorners& triangle : triangles)
                expected = std::min(expected, bruteForce(triangle, from[k], towards[k]));
            if (std::isfinite(expected)) {
                ++hitCount;
                EXPECT_NEAR(hits.t[k], expected, 1e-4 * expected);
            } else {
                EXPECT_EQ(hits.triangle[k], -1);
            }
            EXPECT_EQ((occluded >> k & 1) != 0, std::isfinite(expected));
        }
    }
    EXPECT_GT(hitCount, 100);
}

TEST(Bvh, RefittedFindsWhatANewOneFinds) {
    HashRandom random(9);
    const auto vertex = [&](double reach) {
        return Vector3f(Eigen::Vector3d(random.uniform(-reach, reach), random.uniform(-reach, reach),
                                        random.uniform(-reach, reach))
                            .cast<float>());
    };
    std::vector<TriangleCorners> before, after;
    std::vector<uint32_t> ends;
    for (int group = 0; group < 5; ++group) {
        const Vector3f shift = vertex(2);
        for (int i = 0; i < 40 + group; ++i) {
            const Vector3f at = vertex(0.5);
            before.push_back({at, at + vertex(0.3), at + vertex(0.3)});
            after.push_back({before.back()[0] + shift, before.back()[1] + shift, before.back()[2] + shift});
        }
        ends.push_back(static_cast<uint32_t>(before.size()));
        if (group == 2) ends.push_back(ends.back());  // a group without triangles
    }
    const Bvh refitted = Bvh(before, ends).refitted(after), fresh(after);
    EXPECT_EQ(refitted.low(), fresh.low());
    EXPECT_EQ(refitted.high(), fresh.high());
    int hits = 0;
    for (int k = 0; k < 400; ++k) {
        RayPacket rays;
        for (int lane = 0; lane < 4; ++lane) {
            const Vector3f from = vertex(4);
            const auto& aim = after[static_cast<size_t>(random.below(static_cast<int>(after.size())))];
            rays.setRay(lane, from, (aim[0] + aim[1] + aim[2]) / 3 - from, 100);
        }
        const HitPacket a = refitted.closest(rays), b = fresh.closest(rays);
        for (size_t lane = 0; lane < 4; ++lane) {
            EXPECT_EQ(a.triangle[lane], b.triangle[lane]);
            hits += a.triangle[lane] >= 0;
        }
        EXPECT_EQ(refitted.occluded(rays), fresh.occluded(rays));
    }
    EXPECT_GT(hits, 100);
    EXPECT_EQ(Bvh(std::vector<TriangleCorners>{}, {0}).refitted({}).occluded({}), 0);
}

TEST(Bvh, OfNothingIsNeverHit) {
    const Bvh bvh({});
    RayPacket packet;
    packet.setRay(0, {0, 0, 0}, {0, 0, 1}, 1e3F);
    EXPECT_EQ(bvh.closest(packet).triangle[0], -1);
    EXPECT_EQ(bvh.occluded(packet), 0);
}

CameraModel testCamera() {
    return {320, 240, 300, 301, 158.3, 121.7, {}};
}

Surface surfaceOf(TriangleMesh mesh, const RigidTransform& pose) {
    Surface surface;
    surface.add(shadeMesh(std::move(mesh)), pose, surface.addMaterial({}), 1);
    return surface;
}

/// Depth and hit by the slab method in double: what a box truly looks like.
double boxDepth(const Vector3d& half, const RigidTransform& boxFromCam, const Vector3d& direction) {
    const Vector3d o = boxFromCam.translation(), d = boxFromCam.linear() * direction;
    double near = -1e300, far = 1e300;
    for (int axis = 0; axis < 3; ++axis) {
        const double a = (-half[axis] - o[axis]) / d[axis], b = (half[axis] - o[axis]) / d[axis];
        near = std::max(near, std::min(a, b));
        far = std::min(far, std::max(a, b));
    }
    return near <= far && near > 0 ? near : 0;
}

TEST(RayCaster, BoxIsSeenWhereTheFormulaSaysSo) {
    TriangleMesh mesh;
    const Vector3d half(0.10, 0.06, 0.15);
    for (int k = 0; k < 8; ++k)
        mesh.vertices.emplace_back(
            Vector3d(k & 1 ? half.x() : -half.x(), k & 2 ? half.y() : -half.y(), k & 4 ? half.z() : -half.z())
                .cast<float>());
    mesh.triangles = {{0, 2, 1}, {1, 2, 3}, {4, 5, 6}, {5, 7, 6}, {0, 1, 4}, {1, 5, 4},
                      {2, 6, 3}, {3, 6, 7}, {0, 4, 2}, {2, 4, 6}, {1, 3, 5}, {3, 7, 5}};
    RigidTransform pose = RigidTransform::Identity();
    pose.translation() = Vector3d(0.3, -0.1, 0.2);
    pose.linear() = Eigen::AngleAxisd(0.7, Vector3d(1, 2, 3).normalized()).toRotationMatrix();
    const CameraModel camera = testCamera();
    const RigidTransform camFromBase = lookAt({1.2, 0.4, 0.6}, pose.translation());
    const CastFrame frame = castRobot(surfaceOf(mesh, pose), camera, camFromBase);
    const RigidTransform boxFromCam = pose.inverse() * camFromBase.inverse();
    int wrong = 0, covered = 0;
    double worst = 0;
    for (int y = 0; y < camera.height; ++y)
        for (int x = 0; x < camera.width; ++x) {
            const double expected = boxDepth(half, boxFromCam, camera.unproject({x, y}, 1));
            covered += expected > 0;
            wrong += (frame.linkId.at(x, y) == 1) != (expected > 0);
            if (expected > 0 && frame.linkId.at(x, y))
                worst = std::max(worst, std::abs(frame.depth.at(x, y) - expected));
        }
    EXPECT_GT(covered, 3000);
    EXPECT_LE(wrong, 1);     // a ray through the very edge may fall to either side in float
    EXPECT_LT(worst, 3e-6);  // corners are stored in float
}

TEST(RayCaster, SphereIsSeenWhereTheFormulaSaysSo) {
    const float radius = 0.12F;
    TriangleMesh mesh = polygonise([=](const Vector3f& p) { return p.norm() - radius; },
                                   Vector3f::Constant(-0.15F), Vector3f::Constant(0.15F), 0.004F);
    RigidTransform pose = RigidTransform::Identity();
    const Vector3d centre(0.2, 0.1, 0.4);
    pose.translation() = centre;
    const CameraModel camera = testCamera();
    const RigidTransform camFromBase = lookAt({1.1, -0.3, 0.7}, {0.1, 0.1, 0.35});
    const CastFrame frame = castRobot(surfaceOf(std::move(mesh), pose), camera, camFromBase);
    const Vector3d c = camFromBase * centre;
    int wrong = 0, covered = 0;
    double sum = 0;
    for (int y = 0; y < camera.height; ++y)
        for (int x = 0; x < camera.width; ++x) {
            const Vector3d d = camera.unproject({x, y}, 1);
            const double b = d.dot(c), root = b * b - d.squaredNorm() * (c.squaredNorm() - radius * radius);
            covered += root > 0;
            wrong += (frame.linkId.at(x, y) == 1) != (root > 0);
            if (root > 0 && frame.linkId.at(x, y))
                sum += std::abs(frame.depth.at(x, y) - (b - std::sqrt(root)) / d.squaredNorm());
        }
    EXPECT_GT(covered, 3000);
    EXPECT_LT(wrong, 0.003 * covered);
    EXPECT_LT(sum / covered, 5e-5);
}

TEST(RayCaster, LensDistortionMovesThingsToWhereTheCameraModelProjectsThem) {
    CameraModel camera = testCamera();
    camera.distortion = {-0.28, 0.09, 0.001, -0.0015, -0.01};
    const RigidTransform camFromBase = lookAt({1.5, 0, 0.5}, {0, 0, 0.2});
    const float radius = 0.015F;
    for (const Vector2d& corner :
         {Vector2d(25, 25), Vector2d(290, 30), Vector2d(160, 120), Vector2d(30, 215)}) {
        RigidTransform pose = RigidTransform::Identity();
        pose.translation() = camFromBase.inverse() * camera.unproject(corner, 1.2);
        const Surface surface =
            surfaceOf(polygonise([=](const Vector3f& p) { return p.norm() - radius; },
                                 Vector3f::Constant(-0.02F), Vector3f::Constant(0.02F), 0.002F),
                      pose);
        const CastFrame frame = castRobot(surface, camera, camFromBase);
        Vector2d sum = Vector2d::Zero();
        int count = 0;
        for (int y = 0; y < camera.height; ++y)
            for (int x = 0; x < camera.width; ++x)
                if (frame.linkId.at(x, y)) {
                    sum += Vector2d(x, y);
                    ++count;
                }
        ASSERT_GT(count, 10);
        EXPECT_LT((sum / count - corner).norm(), 0.35) << corner.transpose();
    }
}

TEST(Trajectory, IsSmoothWithinLimitsAndMovesEveryJoint) {
    const auto robot = makeDemoRobot();
    ASSERT_TRUE(robot);
    TrajectoryOptions options;
    options.frames = 60;
    options.seed = 3;
    const auto motion = randomTrajectory(*robot, options);
    ASSERT_TRUE(motion) << motion.error().message;
    ASSERT_EQ(motion->size(), 60U);
    for (size_t i = 0; i < robot->joints().size(); ++i) {
        const Joint& joint = robot->joints()[i];
        if (!joint.moves() || joint.mimic) continue;
        const auto k = static_cast<Eigen::Index>(i);
        double low = 1e9, high = -1e9, jump = 0;
        for (size_t f = 0; f < motion->size(); ++f) {
            low = std::min(low, (*motion)[f][k]);
            high = std::max(high, (*motion)[f][k]);
            if (f > 0 && f + 1 < motion->size())
                jump =
                    std::max(jump, std::abs((*motion)[f + 1][k] - 2 * (*motion)[f][k] + (*motion)[f - 1][k]));
        }
        EXPECT_GE(low, joint.lower) << joint.name;
        EXPECT_LE(high, joint.upper) << joint.name;
        EXPECT_GT(high - low, 0.15 * (joint.upper - joint.lower)) << joint.name;
        // Minimum jerk: the largest acceleration of a move of length L in n frames is 5.78 L / n^2.
        const double limit = 5.78 * (high - low) / (options.framesPerMove * options.framesPerMove);
        EXPECT_LT(jump, 1.05 * limit) << joint.name;
    }
    for (const Eigen::VectorXd& values : *motion)
        EXPECT_GT(robot->forwardKinematics(values)[static_cast<size_t>(robot->findLink("demo_tcp"))]
                      .translation()
                      .z(),
                  0);
    const auto again = randomTrajectory(*robot, options);
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, *motion);
    options.seed = 4;
    EXPECT_NE(*randomTrajectory(*robot, options), *motion);
}

SyntheticOptions smallOptions() {
    SyntheticOptions options;
    options.width = 160;
    options.height = 120;
    options.frames = 3;
    options.framesPerMove = 2;
    return options;
}

TEST(SyntheticRecording, DependsOnTheSeedAndNotOnTheThreads) {
    const auto robot = makeDemoRobot();
    ASSERT_TRUE(robot);
    RunContext one, three;
    one.threads = 1;
    three.threads = 3;
    SyntheticOptions options = smallOptions();
    const auto a = generate(*robot, options, one), b = generate(*robot, options, three);
    options.seed = 2;
    const auto other = generate(*robot, options, three);
    ASSERT_TRUE(a && b && other);
    for (size_t i = 0; i < a->frames.size(); ++i) {
        EXPECT_TRUE(a->frames[i].rgb == b->frames[i].rgb);
        EXPECT_TRUE(a->frames[i].linkId == b->frames[i].linkId);
        EXPECT_TRUE(a->frames[i].depthMm == b->frames[i].depthMm);
    }
    EXPECT_EQ(a->camFromBase.matrix(), b->camFromBase.matrix());
    EXPECT_NE(a->camFromBase.matrix(), other->camFromBase.matrix());
}

TEST(SyntheticRecording, TruthAgreesWithTheRobotAloneAndOccludersHideIt) {
    const auto robot = makeDemoRobot();
    ASSERT_TRUE(robot);
    SyntheticOptions options = smallOptions();
    options.colour = false;
    const auto free = generate(*robot, options, {});
    ASSERT_TRUE(free) << free.error().message;
    options.occluder = true;
    options.camFromBase = free->camFromBase;
    const auto hidden = generate(*robot, options, {});
    ASSERT_TRUE(hidden) << hidden.error().message;
    const RobotSurface surface(*robot);
    int lost = 0;
    for (size_t i = 0; i < free->frames.size(); ++i) {
        Eigen::VectorXd values = robot->defaultJointValues();
        for (size_t k = 0; k < free->jointNames.size(); ++k)
            values[robot->findJoint(free->jointNames[k])] =
                free->jointPositions(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k));
        const CastFrame alone =
            castRobot(surface.pose(robot->forwardKinematics(values)), free->camera, free->camFromBase);
        const SyntheticFrame &seen = free->frames[i], &behind = hidden->frames[i];
        EXPECT_TRUE(seen.maskAmodal == alone.amodal);
        EXPECT_TRUE(behind.maskAmodal == alone.amodal);
        for (size_t p = 0; p < seen.mask.data.size(); ++p) {
            ASSERT_EQ(seen.mask.data[p] == 255, seen.linkId.data[p] > 0);
            if (seen.mask.data[p]) {
                ASSERT_EQ(seen.linkId.data[p], alone.linkId.data[p]);
                ASSERT_NEAR(seen.depthMm.data[p], 1000 * alone.depth.data[p], 0.51);
            }
            ASSERT_FALSE(behind.mask.data[p] && !behind.maskAmodal.data[p]);
            lost += seen.mask.data[p] && !behind.mask.data[p];
        }
    }
    EXPECT_GT(lost, 100);
}

TEST(SyntheticRecording, PicturesShowNoiseAndCastShadows) {
    const auto robot = makeDemoRobot();
    ASSERT_TRUE(robot);
    SyntheticOptions options = smallOptions();
    options.movedObject = false;
    options.noise = 0;
    const auto clean = generate(*robot, options, {});
    options.noise = 3;
    const auto noisy = generate(*robot, options, {});
    ASSERT_TRUE(clean && noisy);
    double square = 0;
    for (size_t p = 0; p < clean->frames[0].rgb.data.size(); ++p) {
        const double difference = noisy->frames[0].rgb.data[p] - clean->frames[0].rgb.data[p];
        square += difference * difference;
    }
    EXPECT_NEAR(std::sqrt(square / static_cast<double>(clean->frames[0].rgb.data.size())), 3, 0.8);
    // Where the robot is in neither frame, only its shadow can have changed the picture.
    const SyntheticFrame &first = clean->frames.front(), &last = clean->frames.back();
    int shadowed = 0, same = 0;
    for (int y = 2; y < options.height - 2; ++y)
        for (int x = 2; x < options.width - 2; ++x) {
            bool near = false;
            for (int dy = -2; dy <= 2; ++dy)
                for (int dx = -2; dx <= 2; ++dx)
                    near = near || first.mask.at(x + dx, y + dy) || last.mask.at(x + dx, y + dy);
            if (near) continue;
            const int change = std::abs(first.rgb.at(x, y, 1) - last.rgb.at(x, y, 1));
            shadowed += change > 12;
            same += change == 0;
        }
    EXPECT_GT(shadowed, 50);
    EXPECT_GT(same, 4000);
}

TEST(SyntheticRecording, AdaptiveSamplingKeepsTheTruthAndNearlyThePictures) {
    const auto robot = makeDemoRobot();
    ASSERT_TRUE(robot);
    SyntheticOptions options = smallOptions();
    options.width = 320;
    options.height = 240;
    options.noise = 0;
    const auto full = generate(*robot, options, {});
    options.adaptiveSampling = true;
    const auto quick = generate(*robot, options, {});
    ASSERT_TRUE(full && quick);
    double sum = 0, square = 0, count = 0;
    int far = 0;
    for (size_t i = 0; i < full->frames.size(); ++i) {
        EXPECT_TRUE(full->frames[i].linkId == quick->frames[i].linkId);
        EXPECT_TRUE(full->frames[i].maskAmodal == quick->frames[i].maskAmodal);
        EXPECT_TRUE(full->frames[i].depthMm == quick->frames[i].depthMm);
        for (size_t p = 0; p < full->frames[i].rgb.data.size(); ++p) {
            const double difference = quick->frames[i].rgb.data[p] - full->frames[i].rgb.data[p];
            sum += difference;
            square += difference * difference;
            far += std::abs(difference) > 24;
            ++count;
        }
    }
    EXPECT_NEAR(sum / count, 0, 0.3);
    EXPECT_LT(std::sqrt(square / count), 3);
    EXPECT_LT(far / count, 0.004);
}

TEST(SyntheticRecording, BlurSpreadsAnEdgeByItsDeviation) {
    const auto robot = makeDemoRobot();
    ASSERT_TRUE(robot);
    SyntheticOptions options = smallOptions();
    options.noise = 0;
    options.frames = 1;
    const auto sharp = generate(*robot, options, {});
    options.blurPx = 2;
    const auto soft = generate(*robot, options, {});
    ASSERT_TRUE(sharp && soft);
    EXPECT_TRUE(sharp->frames[0].mask == soft->frames[0].mask);
    const auto roughness = [](const ImageU8& rgb) {
        double sum = 0;
        for (int y = 0; y < rgb.height; ++y)
            for (int x = 1; x < rgb.width; ++x) sum += std::abs(rgb.at(x, y, 1) - rgb.at(x - 1, y, 1));
        return sum;
    };
    EXPECT_LT(roughness(soft->frames[0].rgb), 0.6 * roughness(sharp->frames[0].rgb));
    options.blurPx = -1;
    EXPECT_FALSE(generate(*robot, options, {}));
}

TEST(FreeViewpoint, SeesTheRobotFromWithinTheAskedDistances) {
    const auto robot = makeDemoRobot();
    ASSERT_TRUE(robot);
    TrajectoryOptions motion;
    motion.frames = 8;
    const auto values = randomTrajectory(*robot, motion);
    ASSERT_TRUE(values);
    std::vector<std::vector<RigidTransform>> poses;
    for (const Eigen::VectorXd& now : *values) poses.push_back(robot->forwardKinematics(now));
    const CameraModel camera{640, 480, 600, 600, 320, 240, {}};
    const auto some = freeViewpoint(*robot, camera, poses, {}, 1),
               again = freeViewpoint(*robot, camera, poses, {}, 1),
               other = freeViewpoint(*robot, camera, poses, {}, 2);
    ASSERT_TRUE(some && again && other);
    EXPECT_EQ(some->matrix(), again->matrix());
    EXPECT_NE(some->matrix(), other->matrix());
    for (uint64_t seed = 0; seed < 30; ++seed) {
        const auto place = freeViewpoint(*robot, camera, poses, {}, seed);
        ASSERT_TRUE(place);
        EXPECT_GT(cameraCentre(*place).z(), 0);
        double inside = 0, all = 0;
        for (const auto& links : poses)
            for (const RigidTransform& link : links) {
                const auto pixel = camera.project(*place * link.translation());
                inside += pixel && pixel->x() > 0 && pixel->y() > 0 && pixel->x() < 640 && pixel->y() < 480;
                ++all;
            }
        EXPECT_GT(inside / all, 0.3) << seed;
    }
    FreeViewpointOptions impossible;
    impossible.leastSize = 50;
    EXPECT_FALSE(freeViewpoint(*robot, camera, poses, impossible, 1));
}

TEST(SyntheticRecording, IsReadBackAsWritten) {
    const auto robot = makeDemoRobot();
    ASSERT_TRUE(robot);
    SyntheticOptions options = smallOptions();
    options.cameraName = "side";
    options.distortion = {-0.1, 0.02, 0, 0, 0};
    const auto made = generate(*robot, options, {});
    ASSERT_TRUE(made) << made.error().message;
    const test::TempDir folder;
    const auto written = writeRecording(*made, folder.path(), "", {});
    ASSERT_TRUE(written) << written.error().message;

    const auto dataset = openDataset(folder.path());
    ASSERT_TRUE(dataset) << dataset.error().message;
    const auto episode = (*dataset)->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    EXPECT_EQ(episode->frameCount, 3);
    EXPECT_EQ(episode->jointNames, made->jointNames);
    EXPECT_EQ(episode->jointPositions, made->jointPositions);
    EXPECT_EQ(episode->endEffectorLinks, std::vector<std::string>{"demo_tcp"});
    const CameraStream* camera = episode->findCamera("side");
    ASSERT_TRUE(camera && camera->k);
    EXPECT_EQ(*camera->k, made->camera.matrix());
    EXPECT_EQ(camera->distortion, made->camera.distortion);
    const auto frames = (*dataset)->openFrames(*episode, *camera);
    ASSERT_TRUE(frames) << frames.error().message;
    const auto picture = (*frames)->read(1);
    ASSERT_TRUE(picture) << picture.error().message;
    double difference = 0;
    for (size_t p = 0; p < picture->data.size(); ++p)
        difference += std::abs(picture->data[p] - made->frames[1].rgb.data[p]);
    EXPECT_LT(difference / static_cast<double>(picture->data.size()), 4);  // JPEG
    const auto mask = readMask(folder / "truth/mask/side/000001.png");
    ASSERT_TRUE(mask) << mask.error().message;
    EXPECT_TRUE(*mask == made->frames[1].mask);
    const auto depth = readDepthMm(folder / "truth/depth/side/000001.png");
    ASSERT_TRUE(depth) << depth.error().message;
    EXPECT_TRUE(*depth == made->frames[1].depthMm);
    const auto truth = readCameraTruth(folder / "truth.json");
    ASSERT_TRUE(truth) << truth.error().message;
    ASSERT_EQ(truth->size(), 1U);
    EXPECT_TRUE(test::posesNear(truth->front().camFromBase, made->camFromBase, 1e-12, 1e-12));
}

TEST(SyntheticRecording, AKnockedCameraFilmsTheSameRobotFromTwoPlaces) {
    const auto robot = makeDemoRobot();
    ASSERT_TRUE(robot);
    SyntheticOptions options = smallOptions();
    const auto still = generate(*robot, options, {});
    options.cameraMotion = bumpedCamera(options.frames, 2, 5, 20, 9);
    const auto bumped = generate(*robot, options, {});
    ASSERT_TRUE(still && bumped);
    ASSERT_EQ(bumped->camFromBasePerFrame.size(), 3U);
    EXPECT_TRUE(test::posesNear(bumped->camFromBasePerFrame[1], still->camFromBase, 1e-12, 1e-12));
    const RigidTransform moved = bumped->camFromBasePerFrame[2] * still->camFromBase.inverse();
    EXPECT_NEAR(rotationAngleBetween(moved, RigidTransform::Identity()), 5 * 0.01745329, 1e-6);
    EXPECT_NEAR(moved.translation().norm(), 0.02, 1e-9);
    EXPECT_TRUE(bumped->frames[1].rgb == still->frames[1].rgb);
    EXPECT_FALSE(bumped->frames[2].mask == still->frames[2].mask);

    options.cameraMotion.clear();
    options.camFromTool = lookAt(Vector3d(0.1, 0, -0.15), Vector3d(0.02, 0, 0.2));
    options.colour = false;
    const auto wrist = generate(*robot, options, {});
    ASSERT_TRUE(wrist);
    EXPECT_FALSE(test::posesNear(wrist->camFromBasePerFrame[0], wrist->camFromBasePerFrame[2], 1e-3, 1e-3));
}

TEST(SyntheticRecording, SeparateStillsHaveNoRate) {
    const auto robot = makeDemoRobot();
    ASSERT_TRUE(robot);
    SyntheticOptions options = smallOptions();
    options.fps = 0;
    options.framesPerMove = 1;
    options.exposureJitter = 0.1;
    const auto made = generate(*robot, options, {});
    ASSERT_TRUE(made) << made.error().message;
    const test::TempDir folder;
    ASSERT_TRUE(writeRecording(*made, folder.path(), "", {}));
    const auto dataset = openDataset(folder.path());
    ASSERT_TRUE(dataset) << dataset.error().message;
    const auto episode = (*dataset)->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    EXPECT_FALSE(episode->fps);
}

TEST(SyntheticRecording, RefusesImpossibleOptionsAndStops) {
    const auto robot = makeDemoRobot();
    ASSERT_TRUE(robot);
    SyntheticOptions options = smallOptions();
    options.noise = -1;
    const auto refused = generate(*robot, options, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Usage);
    EXPECT_NE(refused.error().message.find("noise"), std::string::npos);

    std::stop_source source;
    source.request_stop();
    RunContext context;
    context.stop = source.get_token();
    const auto stopped = generate(*robot, smallOptions(), context);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::Stopped);
}

/// Compares ray-cast masks and depth at the true pose with pictures that Blender rendered.
void compareWithBlender(const std::filesystem::path& folder) {
    const auto dataset = openDataset(folder);
    ASSERT_TRUE(dataset) << dataset.error().message;
    const auto episode = (*dataset)->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    ASSERT_TRUE(episode->urdf);
    const auto robot = readUrdf(*episode->urdf, {});
    ASSERT_TRUE(robot) << robot.error().message;
    const auto motion = computeMotion(*robot, *episode);
    ASSERT_TRUE(motion) << motion.error().message;
    const auto truth = readCameraTruth(folder / "truth.json");
    ASSERT_TRUE(truth) << truth.error().message;
    const CameraStream& stream = episode->cameras.front();
    const auto camera =
        CameraModel::fromMatrix(*stream.k, stream.width, stream.height, stream.distortion, "K");
    ASSERT_TRUE(camera) << camera.error().message;
    const RobotSurface surface(*robot);
    int wrong = 0, covered = 0, far = 0;
    for (int k = 0; k < 6; ++k) {
        const int frame = k * (episode->frameCount - 1) / 5;
        const CastFrame cast = castRobot(surface.pose(motion->baseFromLink[static_cast<size_t>(frame)]),
                                         *camera, truth->front().camFromBase);
        const auto path = [&](const char* kind) {
            return folder / "truth" / kind / stream.name / fmt::format("{:06}.png", frame);
        };
        const auto amodal = readMask(path("mask_amodal")), mask = readMask(path("mask"));
        const auto depth = readDepthMm(path("depth"));
        ASSERT_TRUE(amodal && mask && depth);
        for (size_t p = 0; p < cast.amodal.data.size(); ++p) {
            covered += amodal->data[p] == 255;
            wrong += amodal->data[p] != cast.amodal.data[p];
            if (mask->data[p] && cast.amodal.data[p]) {
                const double difference = std::abs(1000 * cast.depth.data[p] - depth->data[p]);
                far += difference > 1;
            }
        }
    }
    std::printf("[ numbers  ] %s: %d of %d mask pixels differ (%.4f %%), %d depths by more than 1 mm\n",
                folder.filename().c_str(), wrong, covered, 100.0 * wrong / covered, far);
    EXPECT_GT(covered, 10000);
    EXPECT_LT(wrong, 0.0005 * covered);
    EXPECT_LT(far, 0.001 * covered);
}

TEST(RayCaster, AgreesWithBlenderOnThePanda) {
    CAMFRAME_SHARED_OR_SKIP(folder, "data/synthetic/franka_hand_clean");
    compareWithBlender(folder);
}

TEST(RayCaster, AgreesWithBlenderOnTheUr5e) {
    CAMFRAME_SHARED_OR_SKIP(folder, "data/synthetic/ur5e_robotiq");
    compareWithBlender(folder);
}

TEST(RayCaster, AgreesWithBlenderOnTheSo100) {
    CAMFRAME_SHARED_OR_SKIP(folder, "data/synthetic/so100");
    compareWithBlender(folder);
}

}  // namespace
}  // namespace camframe
