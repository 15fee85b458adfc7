// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <memory>

#include "model/qt/project_document.h"
#include "model/qt/recording.h"
#include "views/editing/pose_solver_source.h"
#include "views/overlay/overlay_source.h"

namespace camframe::test {

/// A robot of three links (base, arm turning about z, tool) filmed by two cameras in six frames; frame 3 has
/// no joint value.
inline std::shared_ptr<Recording> tinyRecording(const std::string& name = "tiny") {
    std::vector<Link> links(3);
    links[0].name = "base";
    links[1].name = "arm";
    links[2].name = "tool";
    links[0].childJoints = {0};
    links[1].parentJoint = 0;
    links[1].childJoints = {1};
    links[2].parentJoint = 1;
    std::vector<Joint> joints(2);
    joints[0].name = "turn";
    joints[0].type = JointType::Revolute;
    joints[0].parentLink = 0;
    joints[0].childLink = 1;
    joints[0].axis = Eigen::Vector3d::UnitZ();
    joints[0].parentFromJoint.translation() = Eigen::Vector3d(0, 0, 0.4);
    joints[1].name = "mount";
    joints[1].parentLink = 1;
    joints[1].childLink = 2;
    joints[1].parentFromJoint.translation() = Eigen::Vector3d(0.3, 0, 0);
    auto model = RobotModel::create("tiny", links, joints);
    if (!model) return nullptr;

    auto recording = std::make_shared<Recording>();
    recording->dataset = "tiny";
    Episode& episode = recording->episode;
    episode.name = name;
    episode.folder = "/tiny";
    episode.fps = 10;
    episode.frameCount = 6;
    episode.jointNames = {"turn"};
    episode.jointPositions = Eigen::MatrixXd::Zero(6, 1);
    for (int frame = 0; frame < 6; ++frame) {
        episode.timestamps.push_back(frame / 10.0);
        episode.jointPositions(frame, 0) = frame == 3 ? std::nan("") : 0.2 * frame;
    }
    episode.endEffectorLinks = {"tool"};
    for (const char* camera : {"left", "right"}) {
        CameraStream stream;
        stream.name = camera;
        stream.width = 64;
        stream.height = 48;
        stream.k = (Eigen::Matrix3d() << 60, 0, 31.5, 0, 60, 23.5, 0, 0, 1).finished();
        episode.cameras.push_back(stream);
    }
    auto robot = std::make_shared<Robot>(Robot{"tiny", *model, {}, {}, {}, {}, {}});
    auto motion = computeMotion(robot->model, episode);
    if (!motion) return nullptr;
    recording->robot = robot;
    recording->motion = *motion;
    return recording;
}

/// A camera 1.5 m in front of the robot (on the x axis), looking back at it.
inline RigidTransform tinyPose() {
    RigidTransform camFromBase = RigidTransform::Identity();
    camFromBase.linear() << 0, 1, 0, 0, 0, -1, -1, 0, 0;
    camFromBase.translation() = Eigen::Vector3d(0, 0.4, 1.5);
    return camFromBase;
}

/// tinyPose() with the camera `metres` to one side.
inline RigidTransform movedPose(double metres) {
    RigidTransform pose = tinyPose();
    pose.pretranslate(Eigen::Vector3d(metres, 0, 0));
    return pose;
}

/// Shifts the camera in the picture plane so that the mean residual vanishes; needs no start to "solve".
class ShiftingSolver : public PoseSolverSource {
public:
    std::optional<RigidTransform> refine(const CameraModel& camera, std::span<const SolverPoint> points,
                                         const RigidTransform& initial) override {
        Eigen::Vector3d shift = Eigen::Vector3d::Zero();
        for (const SolverPoint& point : points) {
            const Eigen::Vector3d inCam = initial * point.pointInBase;
            shift += camera.unproject(point.pixel, inCam.z()) - inCam;
        }
        RigidTransform pose = initial;
        pose.pretranslate(shift / static_cast<double>(points.size()));
        return pose;
    }
    std::optional<RigidTransform> solve(const CameraModel& camera,
                                        std::span<const SolverPoint> points) override {
        if (points.size() < 4) return {};
        return refine(camera, points, tinyPose());
    }
};

/// Answers at once: the tool fills the right half of the picture at 1.2 m.
class FakeOverlay : public OverlaySource {
public:
    void request(const OverlayRequest& request) override {
        ++requests;
        last = request;
        if (!answers) return;
        Q_EMIT ready(answer(request));
    }
    static std::shared_ptr<const OverlayPicture> answer(const OverlayRequest& request) {
        auto picture = std::make_shared<OverlayPicture>();
        const int width = request.camera.width;
        const int height = request.camera.height;
        picture->serial = request.serial;
        picture->frame = request.frame;
        picture->image = QImage(width, height, QImage::Format_RGB888);
        picture->image.fill(QColor(0, 0, 200 + request.frame));
        if (request.other) {
            picture->other = QImage(width, height, QImage::Format_RGB888);
            picture->other.fill(QColor(200, 100, 0));
        }
        picture->camera = request.camera;
        picture->camFromBase = request.camFromBase;
        picture->motion = request.motion;
        picture->part = ImageU8(width, height);
        picture->depth = ImageF(width, height);
        for (int y = 0; y < height; ++y) {
            for (int x = width / 2; x < width; ++x) {
                picture->part.at(x, y) = 1;
                picture->depth.at(x, y) = 1.2F;
            }
        }
        picture->linkOfPart = {-1, 2};
        return picture;
    }

    int requests = 0;
    bool answers = true;
    OverlayRequest last;
};

/// Frames of one colour each: red = 10 times the number.
class FakeFrames : public FrameSource {
public:
    int frameCount() const override { return 6; }
    Result<ImageU8> read(int frame) override {
        if (frame == 5) return inputError("frame 5 of tiny is truncated: copy it again.");
        ImageU8 image(64, 48, 3);
        for (size_t i = 0; i < image.data.size(); i += 3) image.data[i] = static_cast<uint8_t>(10 * frame);
        return image;
    }
};

}  // namespace camframe::test
