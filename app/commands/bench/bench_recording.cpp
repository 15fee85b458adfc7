// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/bench_recording.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "app/commands/bench/depth_degradation.h"
#include "app/commands/bench/mask_degradation.h"
#include "calib/synthetic/random.h"
#include "calib/synthetic/trajectory.h"
#include "model/core/evaluation.h"
#include "model/core/io/image_io.h"

namespace camframe::bench {

namespace {

using synthetic::HashRandom;

constexpr double kRadians = std::numbers::pi / 180;

/// FNV-1a, so that films differ.
uint64_t hashOf(std::string_view text) {
    uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char c : text) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001B3ULL;
    return hash;
}

Eigen::Vector3d randomDirection(HashRandom& random) {
    Eigen::Vector3d d;
    for (int c = 0; c < 3; ++c) d[c] = random.normal();
    return d.normalized();
}

/// What a recording stores: the picture after JPEG.
Result<ImageU8> throughJpeg(const ImageU8& rgb, int quality) {
    const std::string bytes = encodeJpeg(rgb, quality);
    const cv::Mat raw(1, static_cast<int>(bytes.size()), CV_8UC1, const_cast<char*>(bytes.data()));
    const cv::Mat bgr = cv::imdecode(raw, cv::IMREAD_COLOR);
    if (bgr.cols != rgb.width || bgr.rows != rgb.height)
        return makeError(ErrorKind::System, "A generated picture could not be encoded as JPEG.");
    ImageU8 out(rgb.width, rgb.height, 3);
    cv::Mat target(out.height, out.width, CV_8UC3, out.data.data());
    cv::cvtColor(bgr, target, cv::COLOR_BGR2RGB);
    return out;
}

/// The robot with its second arm's base moved by a few centimetres and degrees.
Result<RobotModel> withDisplacedArm(const Robot& robot, uint64_t seed) {
    if (robot.arms.size() < 2)
        return makeError(ErrorKind::Usage, "Robot '{}' has no second arm to displace.", robot.name);
    const RobotModel& model = robot.model;
    const auto jointsUp = [&](int link) {
        std::vector<int> out;
        for (int joint = model.links()[static_cast<size_t>(link)].parentJoint; joint != -1;) {
            out.push_back(joint);
            joint = model.links()[static_cast<size_t>(model.joints()[static_cast<size_t>(joint)].parentLink)]
                        .parentJoint;
        }
        return out;
    };
    const std::vector<int> first = jointsUp(robot.arms[0].tcpLink), second = jointsUp(robot.arms[1].tcpLink);
    int base = -1;  // the joint next to the root that only the second arm hangs on
    for (const int joint : second)
        if (std::ranges::find(first, joint) == first.end()) base = joint;
    if (base == -1) return makeError(ErrorKind::Usage, "The arms of '{}' are one chain.", robot.name);
    std::vector<Joint> joints = model.joints();
    HashRandom random(seed, 311);
    RigidTransform shift = RigidTransform::Identity();
    shift.linear() = Eigen::AngleAxisd(random.uniform(-4, 4) * kRadians, Eigen::Vector3d::UnitZ()).matrix();
    for (int c = 0; c < 3; ++c) shift.translation()[c] = random.uniform(-0.04, 0.04) * (c == 2 ? 0.3 : 1);
    RigidTransform& place = joints[static_cast<size_t>(base)].parentFromJoint;
    place = shift * place;
    return RobotModel::create(model.name(), model.links(), std::move(joints));
}

/// A camera bolted to the wrist: beside the tool, looking at what it grasps.
RigidTransform wristCamera(const RigidTransform& baseFromTcp, HashRandom random) {
    RigidTransform tcpFromCam = RigidTransform::Identity();
    const Eigen::Vector3d eye(random.uniform(0.05, 0.09), random.uniform(-0.02, 0.02),
                              random.uniform(-0.14, -0.08));
    const Eigen::Vector3d forward = (Eigen::Vector3d(0, 0, random.uniform(0.03, 0.1)) - eye).normalized();
    const Eigen::Vector3d right = forward.cross(Eigen::Vector3d::UnitY()).normalized();
    tcpFromCam.linear().col(0) = right;
    tcpFromCam.linear().col(1) = forward.cross(right);
    tcpFromCam.linear().col(2) = forward;
    tcpFromCam.translation() = eye;
    return (baseFromTcp * tcpFromCam).inverse();
}

/// A point near the tool that some frame shows, clicked with a few pixels of error. Nothing when the tool is
/// never seen.
std::optional<Mark> clickedMark(const BenchRecording& recording, const RobotModel& robot, HashRandom random) {
    const RobotMotion& motion = recording.trueMotion;
    const std::vector<int> group = robot.rigidGroup(motion.toolLink);
    std::vector<SurfacePoint> points;
    for (const SurfacePoint& point : sampleMovingSurface(robot, motion, 4000, recording.draw.seed))
        if (std::ranges::find(group, point.link) != group.end()) points.push_back(point);
    if (points.empty()) return std::nullopt;
    const int frames = static_cast<int>(recording.film.frames.size());
    for (int tries = 0; tries < 2000; ++tries) {
        const int frame = random.below(frames);
        const SurfacePoint& point =
            points[static_cast<size_t>(random.below(static_cast<int>(points.size())))];
        const auto f = static_cast<size_t>(frame);
        const Eigen::Vector3d inCam =
            recording.trueCamFromBase(frame) *
            (motion.baseFromLink[f][static_cast<size_t>(point.link)] * point.pointInLink);
        const auto pixel = recording.film.camera.project(inCam);
        if (!pixel) continue;
        const int x = static_cast<int>(std::lround(pixel->x())),
                  y = static_cast<int>(std::lround(pixel->y()));
        if (x < 8 || y < 8 || x >= recording.film.camera.width - 8 || y >= recording.film.camera.height - 8)
            continue;
        const double seen = 1e-3 * recording.film.frames[f].depthMm.at(x, y);
        if (recording.film.frames[f].mask.at(x, y) == 0 || std::abs(seen - inCam.z()) > 0.004) continue;
        Mark mark;
        mark.frame = frame;
        mark.link = motion.toolLink;
        mark.pixel = *pixel + 1.5 * Eigen::Vector2d(random.normal(), random.normal());
        return mark;
    }
    return std::nullopt;
}

Episode episodeOf(const SyntheticRecording& film, const Eigen::MatrixXd& joints) {
    Episode episode;
    episode.name = "generated";
    episode.frameCount = static_cast<int>(film.frames.size());
    episode.jointNames = film.jointNames;
    episode.jointPositions = joints;
    episode.baseLink = film.baseLink;
    episode.endEffectorLinks = {film.toolLink};
    episode.timestamps.assign(film.frames.size(), std::nan(""));
    return episode;
}

}  // namespace

Draw drawRecording(const Row& row, uint64_t seed, int index) {
    HashRandom random(seed ^ hashOf(filmOf(row)), static_cast<uint64_t>(index));
    Draw draw;
    draw.seed = random.next() >> 1;
    draw.frames = row.stills ? 5 + random.below(row.frames - 4) : row.frames;
    draw.framesPerMove = row.stills ? 1 : 8 + random.below(7);
    draw.focalWidths = random.uniform(0.72, 1.25);
    draw.noise = random.uniform(0.5, 4);
    draw.blurPx = random.uniform(0, 0.8);
    draw.jpegQuality = 70 + random.below(27);
    draw.exposureJitter = random.below(2) ? random.uniform(0, 0.03) : 0;
    draw.clutter = random.below(6) > 0;
    draw.movedObject = random.below(2) > 0;
    const double side = random.below(2) ? 1 : -1;
    if (row.poorPictures) {
        draw.noise = random.uniform(4, 10);
        draw.blurPx = random.uniform(0.8, 2.5);
        draw.jpegQuality = 25 + random.below(36);
        draw.exposureJitter = random.uniform(0.02, 0.08);
    }
    if (row.shortMotion) draw.motionShare = random.uniform(0.04, 0.35);
    if (row.lagFrames > 0) draw.lagFrames = static_cast<int>(side) * (1 + random.below(row.lagFrames));
    if (row.focalErrorPercent != 0) draw.focalFactor = 1 + side * row.focalErrorPercent / 100;
    if (row.given == Given::DegradedMasks) draw.maskOffsetPx = side;
    if (row.camera == CameraMotion::Bumped) {
        draw.bumpFrame = static_cast<int>(random.uniform(0.25, 0.75) * draw.frames);
        draw.bumpDegrees = random.uniform(0.7, 5);
        draw.bumpMm = random.uniform(5, 60);
    }
    return draw;
}

const RigidTransform& BenchRecording::trueCamFromBase(int frame) const {
    return film.camFromBasePerFrame.empty() ? film.camFromBase
                                            : film.camFromBasePerFrame[static_cast<size_t>(frame)];
}

RigidTransform displacedPose(const RigidTransform& camFromBase, double degrees, double metres,
                             const std::optional<Eigen::Vector3d>& pivotInBase, uint64_t seed) {
    HashRandom random(seed, 307);
    const Eigen::Matrix3d turn =
        Eigen::AngleAxisd(degrees * kRadians, randomDirection(random)).toRotationMatrix();
    const Eigen::Vector3d shift = metres * randomDirection(random);
    RigidTransform out = camFromBase;
    out.linear() = turn * camFromBase.linear();
    Eigen::Vector3d centre = cameraCentre(camFromBase) + shift;
    if (pivotInBase) {  // the pivot stays where it is in the picture, then the shift
        const Eigen::Vector3d pivotInCam = camFromBase * *pivotInBase;
        centre = *pivotInBase - out.linear().transpose() * pivotInCam + shift;
    }
    out.translation() = -(out.linear() * centre);
    return out;
}

Result<BenchRecording> filmRecording(const Row& row, const Draw& draw, const Robot& robot,
                                     const RunContext& context) {
    BenchRecording out;
    Result<RobotModel> displaced = robot.model;
    if (row.displacedArm) displaced = withDisplacedArm(robot, draw.seed);
    if (!displaced) return tl::unexpected(displaced.error());
    out.filmed = std::make_shared<const RobotModel>(std::move(*displaced));
    const RobotModel& filmed = *out.filmed;

    SyntheticOptions scene;
    scene.width = draw.width;
    scene.height = draw.width * 3 / 4;
    scene.frames = draw.frames;
    scene.fps = row.stills ? 0 : 10;
    scene.seed = draw.seed;
    scene.focalPx = draw.focalWidths * scene.width;
    scene.exposureJitter = draw.exposureJitter;
    scene.clutter = draw.clutter;
    scene.movedObject = draw.movedObject;
    scene.occluder = row.occluder;
    scene.noise = draw.noise;
    scene.blurPx = draw.blurPx;
    scene.jpegQuality = draw.jpegQuality;
    scene.adaptiveSampling = true;

    // Pictures and joints of a recording with a lag are cut from one longer motion.
    const int filmedFrom = std::max(0, -draw.lagFrames), givenFrom = std::max(0, draw.lagFrames);
    synthetic::TrajectoryOptions trajectory;
    trajectory.frames = draw.frames + std::abs(draw.lagFrames);
    trajectory.framesPerMove = draw.framesPerMove;
    trajectory.seed = draw.seed;
    auto values = synthetic::randomTrajectory(filmed, trajectory);
    if (!values) return tl::unexpected(values.error());
    for (Eigen::VectorXd& now : *values) now = (*values)[0] + draw.motionShare * (now - (*values)[0]);
    scene.jointValues.assign(values->begin() + filmedFrom, values->begin() + filmedFrom + draw.frames);

    std::vector<std::vector<RigidTransform>> poses;
    for (const Eigen::VectorXd& now : scene.jointValues) poses.push_back(filmed.forwardKinematics(now));
    if (row.camera == CameraMotion::OnWrist) {
        const Arm& arm = robot.arms.at(0);
        const auto poseAt = [&](size_t frame) {
            return wristCamera(poses[frame][static_cast<size_t>(arm.tcpLink)] * arm.linkFromTcp,
                               HashRandom(draw.seed, 313));
        };
        scene.camFromBase = poseAt(0);
        for (size_t f = 0; f < poses.size(); ++f)
            scene.cameraMotion.push_back(poseAt(f) * scene.camFromBase->inverse());
    } else {
        const CameraModel lens{
            scene.width, scene.height, scene.focalPx, scene.focalPx, 0.5 * scene.width, 0.5 * scene.height,
            {}};
        const auto place = synthetic::freeViewpoint(filmed, lens, poses, {}, draw.seed);
        if (!place) return tl::unexpected(place.error());
        scene.camFromBase = *place;
        if (row.camera == CameraMotion::Bumped)
            scene.cameraMotion =
                bumpedCamera(draw.frames, draw.bumpFrame, draw.bumpDegrees, draw.bumpMm, draw.seed);
    }
    auto film = generate(filmed, scene, context);
    if (!film) return tl::unexpected(film.error());
    out.film = std::move(*film);
    for (SyntheticFrame& frame : out.film.frames) {
        auto stored = throughJpeg(frame.rgb, draw.jpegQuality);
        if (!stored) return tl::unexpected(stored.error());
        frame.rgb = std::move(*stored);
    }

    auto trueMotion = computeMotion(filmed, episodeOf(out.film, out.film.jointPositions));
    if (!trueMotion) return tl::unexpected(trueMotion.error());
    out.trueMotion = std::move(*trueMotion);
    Eigen::MatrixXd given = out.film.jointPositions;
    for (Eigen::Index t = 0; t < given.rows(); ++t)
        for (Eigen::Index k = 0; k < given.cols(); ++k)
            given(t, k) = (*values)[static_cast<size_t>(t + givenFrom)]
                                   [robot.model.findJoint(out.film.jointNames[static_cast<size_t>(k)])];
    auto givenMotion = computeMotion(robot.model, episodeOf(out.film, given));
    if (!givenMotion) return tl::unexpected(givenMotion.error());
    out.givenMotion = std::move(*givenMotion);

    return out;
}

void giveEvidence(const Row& row, const Draw& draw, BenchRecording& recording) {
    recording.draw = draw;
    recording.givenCamera = recording.film.camera;
    recording.givenCamera.fx *= draw.focalFactor;
    recording.givenCamera.fy *= draw.focalFactor;
    if (row.unknownIntrinsics)
        recording.givenCamera =
            CameraModel::guessed(recording.film.camera.width, recording.film.camera.height);
    recording.masks.clear();
    for (size_t f = 0; f < recording.film.frames.size(); ++f) {
        const ImageU8& exact = recording.film.frames[f].mask;
        if (row.given == Given::ExactMasks) recording.masks.push_back(exact);
        if (row.given == Given::DegradedMasks)
            recording.masks.push_back(degradeMask(exact, {.offsetPx = draw.maskOffsetPx}, draw.seed + f));
    }
    recording.depths.clear();
    if (row.depth)
        for (size_t f = 0; f < recording.film.frames.size(); ++f)
            recording.depths.push_back(degradeDepth(recording.film.frames[f].depthMm,
                                                    recording.film.camera.fx, {}, draw.seed,
                                                    static_cast<int>(f)));
    recording.mark.reset();
    if (row.given == Given::Mark)
        recording.mark = clickedMark(recording, *recording.filmed, HashRandom(draw.seed, 317));
    recording.start.reset();
    if (row.startError > 0) {
        Eigen::Vector3d middle = Eigen::Vector3d::Zero();
        double count = 0;
        for (const auto& links : recording.trueMotion.baseFromLink)
            for (const RigidTransform& link : links) {
                middle += link.translation();
                ++count;
            }
        middle /= count;
        recording.start = displacedPose(recording.film.camFromBase, row.startError, 0.01 * row.startError,
                                        row.startOrbits ? std::optional(middle) : std::nullopt, draw.seed);
    }
}

}  // namespace camframe::bench
