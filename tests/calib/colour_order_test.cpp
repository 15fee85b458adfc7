// SPDX-License-Identifier: Apache-2.0
#include "calib/conventions/colour_order.h"

#include <gtest/gtest.h>

#include "calib/robot_scene.h"

namespace camframe {
namespace {

test::RobotScene film(uint64_t seed) {
    SyntheticOptions options = test::RobotScene::small(seed, 6);
    options.adaptiveSampling = true;
    return test::RobotScene(options);
}

/// Pictures with red and blue exchanged.
class ExchangedFrames : public FrameSource {
public:
    explicit ExchangedFrames(FrameSource& frames) : m_frames(frames) {}
    int frameCount() const override { return m_frames.frameCount(); }
    Result<ImageU8> read(int frame) override {
        auto picture = m_frames.read(frame);
        if (picture)
            for (size_t i = 0; i + 2 < picture->data.size(); i += 3)
                std::swap(picture->data[i], picture->data[i + 2]);
        return picture;
    }

private:
    FrameSource& m_frames;
};

Result<ConventionChoice> judge(const test::RobotScene& scene, const RobotModel& robot, FrameSource& frames) {
    ConventionProblem problem;
    problem.robot = &robot;
    problem.camera = scene.recording.camera;
    for (int t = 0; t < 6; ++t) problem.observed.push_back({t, {}});
    const std::vector<std::vector<RigidTransform>> motion(scene.motion.baseFromLink.begin(),
                                                          scene.motion.baseFromLink.begin() + 6);
    return colourOrder(problem, scene.recording.camFromBase, motion, {}, scene.geometry, frames, {});
}

TEST(ColourOrder, TheRobotsOwnColoursTell) {
    for (const uint64_t seed : {3, 8}) {
        const test::RobotScene scene = film(seed);
        FilmFrames frames(scene.recording);
        ExchangedFrames exchanged(frames);
        const auto straight = judge(scene, scene.robot, frames);
        ASSERT_TRUE(straight) << straight.error().message;
        EXPECT_TRUE(straight->determined) << straight->margin;
        EXPECT_EQ(straight->chosen, coloursAsStored);
        const auto turned = judge(scene, scene.robot, exchanged);
        ASSERT_TRUE(turned);
        EXPECT_TRUE(turned->determined) << turned->margin;
        EXPECT_EQ(turned->chosen, coloursExchanged);
    }
}

TEST(ColourOrder, AGreyRobotTellsNothing) {
    const test::RobotScene scene = film(3);
    std::vector<Link> links = scene.robot.links();
    for (Link& link : links)
        for (Visual& visual : link.visuals) visual.colour = {0.8F, 0.8F, 0.8F, 1};
    const RobotModel grey = *RobotModel::create("grey", std::move(links), scene.robot.joints());
    FilmFrames frames(scene.recording);
    const auto choice = judge(scene, grey, frames);
    ASSERT_TRUE(choice);
    EXPECT_FALSE(choice->determined);
    EXPECT_EQ(choice->chosen, coloursAsStored) << "the usual";
}

}  // namespace
}  // namespace camframe
