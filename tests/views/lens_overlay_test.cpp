// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <cstdlib>

#include "app/studio/recording_loader.h"
#include "app/studio/render_overlay_source.h"
#include "app/studio/render_still_source.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"
#include "model/core/evaluation.h"
#include "model/core/robot_correction.h"
#include "tests/support/temp_dir.h"

namespace camframe {
namespace {

/// The embedded robot filmed through a strong wide-angle lens.
class LensOverlay : public ::testing::Test {
protected:
    void SetUp() override {
        const auto robot = makeDemoRobot();
        ASSERT_TRUE(robot);
        SyntheticOptions options;
        options.width = 320;
        options.height = 240;
        options.frames = 4;
        options.framesPerMove = 1;
        options.focalPx = 210;
        options.distortion = {-0.28, 0.09, 0.001, -0.0015, -0.012};
        auto recording = generate(*robot, options, RunContext{});
        ASSERT_TRUE(recording) << recording.error().message;
        ASSERT_TRUE(writeRecording(*recording, m_folder / "recording", "", RunContext{}));
        m_truth = std::move(*recording);
        SessionRequest request;
        request.dataset = m_folder / "recording";
        request.robot = "demo";
        auto opened = OpenedRecording::open(request, 0);
        ASSERT_TRUE(opened) << opened.error().message;
        m_opened = *opened;
        m_motion = {m_opened->recording(), &m_opened->recording()->motion};
    }

    test::TempDir m_folder;
    SyntheticRecording m_truth;
    std::shared_ptr<OpenedRecording> m_opened;
    std::shared_ptr<const RobotMotion> m_motion;
};

TEST_F(LensOverlay, LiesOnTheRobotAsTheLensSeesIt) {
    const auto states = m_opened->recording()->initialStates();
    ASSERT_TRUE(states[0].intrinsics.camera.hasDistortion());
    const auto frames = m_opened->openFrames(0);
    ASSERT_TRUE(frames);
    RenderOverlaySource source(m_opened->geometry());
    std::shared_ptr<const OverlayPicture> answer;
    QObject::connect(&source, &OverlaySource::ready, &source,
                     [&answer](const std::shared_ptr<const OverlayPicture>& picture) { answer = picture; });
    QSignalSpy ready(&source, &OverlaySource::ready);
    for (int frame = 0; frame < 4; ++frame) {
        OverlayRequest request;
        request.serial = static_cast<quint64>(frame) + 1;
        request.frame = frame;
        request.camera = states[0].intrinsics.camera;
        request.camFromBase = m_truth.camFromBase;
        request.picture = std::make_shared<const ImageU8>(*(*frames)->read(frame));
        request.motion = m_motion;
        source.request(request);
        ASSERT_TRUE(ready.wait(20000));
        ImageU8 drawn(answer->part.width, answer->part.height);
        for (size_t i = 0; i < drawn.data.size(); ++i) drawn.data[i] = answer->part.data[i] != 0 ? 255 : 0;
        // The truth is ray-cast by code that shares nothing with the renderer.
        EXPECT_GT(maskIou(drawn, m_truth.frames[static_cast<size_t>(frame)].maskAmodal), 0.985)
            << "frame " << frame;
    }
}

TEST_F(LensOverlay, StillsKeepTheLensWhenTheyShrink) {
    RenderStillSource source(m_opened);
    StillRequest request;
    request.frame = 1;
    request.width = 160;
    request.lens = m_opened->recording()->initialStates()[0].intrinsics.camera;
    request.camFromBase = m_truth.camFromBase;
    request.motion = m_motion;
    request.look.outline = false;
    request.look.opacity = 1;
    QSignalSpy ready(&source, &StillSource::ready);
    const quint64 serial = source.request(request);
    ASSERT_TRUE(ready.wait(20000));
    EXPECT_EQ(ready[0][0].toULongLong(), serial);
    const QImage still = ready[0][1].value<QImage>();
    ASSERT_EQ(still.size(), QSize(160, 120));
    const ImageU8& mask = m_truth.frames[1].maskAmodal;
    int wrong = 0, robot = 0;
    for (int y = 0; y < 120; ++y)
        for (int x = 0; x < 160; ++x) {
            // Pixels whose four parents agree.
            const int inside = (mask.at(2 * x, 2 * y) != 0) + (mask.at(2 * x + 1, 2 * y) != 0) +
                               (mask.at(2 * x, 2 * y + 1) != 0) + (mask.at(2 * x + 1, 2 * y + 1) != 0);
            if (inside != 0 && inside != 4) continue;
            robot += inside == 4;
            wrong += (still.pixelColor(x, y) == QColor(64, 160, 255)) != (inside == 4);
        }
    EXPECT_GT(robot, 200);
    EXPECT_LT(wrong, robot / 50);
    request.frame = 900;
    source.request(request);
    QSignalSpy failed(&source, &StillSource::failed);
    ASSERT_TRUE(failed.wait(20000));
}

}  // namespace
}  // namespace camframe
