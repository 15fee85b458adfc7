// SPDX-License-Identifier: Apache-2.0
// Carried masks, before and after the pictures had their say.
#include "app/studio/mask_refinement.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "app/studio/carry_mask_job.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"
#include "model/core/evaluation.h"
#include "tests/support/temp_dir.h"

namespace camframe {
namespace {

class MaskRefinement : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        const auto robot = makeDemoRobot();
        ASSERT_TRUE(robot);
        SyntheticOptions options;
        options.width = 320;
        options.height = 240;
        options.frames = 12;
        options.framesPerMove = 6;
        options.adaptiveSampling = true;
        auto film = generate(*robot, options, RunContext{});
        ASSERT_TRUE(film) << film.error().message;
        s_film = std::make_unique<SyntheticRecording>(std::move(*film));
        s_folder = std::make_unique<test::TempDir>();
        ASSERT_TRUE(writeRecording(*s_film, *s_folder / "recording", "", RunContext{}));
    }
    static void TearDownTestSuite() {
        s_film.reset();
        s_folder.reset();
    }
    /// Overlaps with the truth of masks that were carried from the true one of frame 0, by frame.
    static std::vector<double> overlapsOf(const RigidTransform& pose, bool refines) {
        SessionRequest session;
        session.dataset = *s_folder / "recording";
        session.robot = "demo";
        auto opened = OpenedRecording::open(session, 0);
        EXPECT_TRUE(opened) << opened.error().message;
        const auto& recording = (*opened)->recording();
        CarryMaskTask task{*opened,
                           0,
                           recording->initialStates()[0],
                           std::make_shared<const RobotMotion>(recording->motion),
                           {{0, s_film->frames[0].mask}},
                           {},
                           refines};
        task.state.camFromBase = pose;
        for (int frame = 1; frame < static_cast<int>(s_film->frames.size()); ++frame)
            task.frames.push_back(frame);
        const auto masks = runCarryMaskTask(task, RunContext{});
        EXPECT_TRUE(masks) << masks.error().message;
        std::vector<double> overlaps;
        for (const auto& [frame, mask] : *masks)
            overlaps.push_back(maskIou(mask, s_film->frames[static_cast<size_t>(frame)].mask));
        return overlaps;
    }

    static inline std::unique_ptr<SyntheticRecording> s_film;
    static inline std::unique_ptr<test::TempDir> s_folder;
};

TEST_F(MaskRefinement, PicturesMendWhatAPoseGotWrongAndWorsenNothing) {
    double gained = 0;
    for (const double off : {0.0, 0.01, 0.02, 0.04}) {
        RigidTransform pose = s_film->camFromBase;
        pose.pretranslate(Eigen::Vector3d(off, -0.6 * off, 0));
        const auto carried = overlapsOf(pose, false), refined = overlapsOf(pose, true);
        ASSERT_EQ(carried.size(), refined.size());
        double before = 0, after = 0;
        for (size_t i = 0; i < carried.size(); ++i) {
            EXPECT_GE(refined[i], carried[i]) << "frame " << i + 1 << ", pose off by " << off << " m";
            before += carried[i] / static_cast<double>(carried.size());
            after += refined[i] / static_cast<double>(carried.size());
        }
        std::printf("pose %.0f cm off: IoU carried %.3f, refined %.3f\n", 100 * off, before, after);
        gained = std::max(gained, after - before);
    }
    EXPECT_GT(gained, 0.05);
}

TEST_F(MaskRefinement, APictureThatSaysSomethingElseIsNotBelieved) {
    class Frames : public FrameSource {
    public:
        int frameCount() const override { return 2; }
        Result<ImageU8> read(int frame) override {
            return frame == 0 ? s_film->frames[0].rgb : ImageU8(320, 240, 3, 90);
        }
    } frames;
    const ImageU8& mask = s_film->frames[0].mask;
    const auto refiner = MaskRefiner::learn(frames, {{0, mask}}, {}, RunContext{});
    ASSERT_TRUE(refiner);
    EXPECT_GE(refiner->errorPx(), MaskRefiner::leastErrorPx);
    const auto kept = refiner->refine(frames, 1, mask);
    ASSERT_TRUE(kept);
    EXPECT_GT(maskIou(*kept, mask), 0.5);
}

}  // namespace
}  // namespace camframe
