// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "calib/calibration_pipeline.h"
#include "calib/synthetic/film_frames.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"
#include "model/core/robot_assembly.h"

namespace camframe::test {

/// Two demo arms, the second one's base at a place in the first one's base space. Its names begin in
/// "right_".
inline RobotModel twoDemoArms(const RigidTransform& baseFromSecond) {
    const RobotModel one = *makeDemoRobot();
    std::vector<Link> links = one.links();
    std::vector<Joint> joints = one.joints();
    for (Link& link : links) link.name = "right_" + link.name;
    for (Joint& joint : joints) joint.name = "right_" + joint.name;
    const RobotModel second = *RobotModel::create("right", std::move(links), std::move(joints));
    return *mountRobot(one, one.rootLink(), second, baseFromSecond);
}

/// A generated recording of the demo robot, ready for calibration. Frames are small, so that tests are quick.
struct RobotScene {
    RobotModel robot;
    std::shared_ptr<const RobotGeometry> geometry =
        std::make_shared<const RobotGeometry>(*RobotGeometry::build(robot, {}));
    SyntheticRecording recording;
    RobotMotion motion;

    static SyntheticOptions small(uint64_t seed, int frames = 16, bool colour = true) {
        SyntheticOptions options;
        options.width = 320;
        options.height = 240;
        options.frames = frames;
        options.seed = seed;
        options.colour = colour;
        return options;
    }

    explicit RobotScene(uint64_t seed, int frames = 16, bool colour = true)
        : RobotScene(small(seed, frames, colour)) {}

    explicit RobotScene(const SyntheticOptions& options)
        : RobotScene(*makeDemoRobot(), *makeDemoRobot(), options) {}

    /// @param given  The robot as the calibration believes it to be; names and joints as those of `filmed`.
    RobotScene(const RobotModel& filmed, RobotModel given, const SyntheticOptions& options)
        : robot(std::move(given)) {
        recording = *generate(filmed, options, {});
        Episode episode;
        episode.name = "generated";
        episode.frameCount = options.frames;
        episode.jointNames = recording.jointNames;
        episode.jointPositions = recording.jointPositions;
        episode.baseLink = recording.baseLink;
        episode.endEffectorLinks = {recording.toolLink};
        motion = *computeMotion(robot, episode);
    }

    struct Frames : FilmFrames {
        explicit Frames(const RobotScene& scene) : FilmFrames(scene.recording) {}
    };

    CalibrationInput input(FrameSource& frames) const {
        CalibrationInput in;
        in.robot = &robot;
        in.geometry = geometry;
        in.motion = &motion;
        in.camera = recording.camera;
        in.frames = &frames;
        return in;
    }

    std::function<Result<std::optional<ImageU8>>(int)> masks() const {
        return [this](int frame) -> Result<std::optional<ImageU8>> {
            return std::optional<ImageU8>(recording.frames[static_cast<size_t>(frame)].mask);
        };
    }

    static CalibrationOptions options() {
        CalibrationOptions out;
        out.renderer.backend = RenderBackend::Cpu;
        return out;
    }
};

}  // namespace camframe::test
