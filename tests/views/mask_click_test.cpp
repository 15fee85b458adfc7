// SPDX-License-Identifier: Apache-2.0
// Masks by clicks, and masks carried over frames.
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QtTest/QTest>
#include <algorithm>

#include "app/studio/carry_mask_job.h"
#include "tests/views/canvas_fixture.h"
#include "views/overlay/tools/mask_tool.h"

namespace camframe {
namespace {

class MaskClicks : public test::CanvasFixture {
protected:
    void SetUp() override {
        CanvasFixture::SetUp();
        m_canvas.setTool(&m_tool);
        m_tool.setMode(MaskMode::Clicks);
        connect(&m_tool, &MaskTool::asked,
                [this](const MaskQuestion& question) { m_asked.push_back(question); });
    }
    void TearDown() override { m_canvas.setTool(nullptr); }
    template <class... Args>
    void connect(Args&&... args) {
        QObject::connect(std::forward<Args>(args)...);
    }
    void click(double u, double v, Qt::MouseButton button = Qt::LeftButton) {
        press(u, v, button);
        release(u, v, button);
    }
    void answer(uint8_t value) {
        FrameMask mask{ImageU8(64, 48), {}};
        mask.robot.at(1, value) = 255;
        pushMask(m_document, 0, EditAction::SegmentMask, m_asked.back().frame,
                 std::make_shared<const FrameMask>(std::move(mask)));
    }

    MaskTool m_tool{m_editor};
    std::vector<MaskQuestion> m_asked;
};

TEST_F(MaskClicks, EachButtonSaysOneThingAndAllClicksAreAskedAbout) {
    QSignalSpy messages(&m_editor, &Editor::message);
    click(10, 10, Qt::RightButton);
    EXPECT_TRUE(m_asked.empty());
    EXPECT_EQ(messages.count(), 1) << "first what belongs";
    click(40, 20);
    ASSERT_EQ(m_asked.size(), 1U);
    EXPECT_EQ(steps(), 1) << "nothing is drawn by the click itself";
    EXPECT_TRUE(m_asked[0].clicks[0].belongs);
    EXPECT_TRUE(m_asked[0].clicks[0].pixel.isApprox(Eigen::Vector2d(40, 20)));
    click(12, 10, Qt::RightButton);
    ASSERT_EQ(m_asked.size(), 2U);
    ASSERT_EQ(m_asked[1].clicks.size(), 2U);
    EXPECT_FALSE(m_asked[1].clicks[1].belongs);
    EXPECT_FALSE(m_asked[1].ignores);
    const QImage shown = m_canvas.grab().toImage();
    const auto colour = [&](double u, double v) { return shown.pixelColor(at(u, v) + QPoint(4, 4)); };
    EXPECT_GT(colour(40, 20).green(), colour(40, 20).red()) << "what belongs is green";
    EXPECT_GT(colour(12, 10).red(), colour(12, 10).green());
    // Esc starts anew, and the question is withdrawn.
    QTest::keyClick(&m_canvas, Qt::Key_Escape);
    EXPECT_EQ(m_tool.clickCount(), 0U);
    EXPECT_TRUE(m_asked.back().clicks.empty());
    m_tool.setIgnores(true);
    click(40, 20);
    EXPECT_TRUE(m_asked.back().ignores);
    click(200, 20);
    EXPECT_EQ(m_asked.back().clicks.size(), 1U) << "outside the picture";
    m_editor.setFrame(1);
    EXPECT_EQ(m_tool.clickCount(), 0U) << "clicks belong to their frame";
}

TEST_F(MaskClicks, UndoingAnAnswerTakesItsClickBack) {
    click(40, 20);
    answer(1);
    click(41, 21);
    // A mask of another frame meanwhile is no answer.
    pushMask(m_document, 0, EditAction::PaintMask, 4,
             std::make_shared<const FrameMask>(FrameMask{ImageU8(64, 48, 1, 255), {}}));
    EXPECT_EQ(m_tool.clickCount(), 2U);
    answer(2);
    EXPECT_EQ(m_tool.clickCount(), 2U);
    m_document.undoStack().undo();
    EXPECT_EQ(m_tool.clickCount(), 1U);
    m_document.undoStack().undo();
    EXPECT_EQ(m_tool.clickCount(), 1U) << "that was the other frame's";
    m_document.undoStack().undo();
    EXPECT_EQ(m_tool.clickCount(), 0U);
    EXPECT_FALSE(m_editor.frameMask());
}

TEST_F(MaskClicks, AStrokeMakesACarriedMaskAPersons) {
    pushMask(m_document, 0, EditAction::CarryMask, 0,
             std::make_shared<const FrameMask>(FrameMask{ImageU8(64, 48, 1, 255), {}, true}));
    m_tool.setMode(MaskMode::Brush);
    press(10, 10, Qt::RightButton);
    release(10, 10, Qt::RightButton);
    ASSERT_TRUE(m_editor.frameMask());
    EXPECT_FALSE(m_editor.frameMask()->carried);
    EXPECT_EQ(m_editor.frameMask()->robot.at(10, 10), 0);
}

/// A square of one link, 20 x 20 pixels at 1 m.
RenderedFrame square(int left) {
    RenderedFrame frame;
    frame.linkId = ImageU8(64, 48);
    frame.depth = ImageF(64, 48);
    for (int y = 10; y < 30; ++y)
        for (int x = left; x < left + 20; ++x) {
            frame.linkId.at(x, y) = 1;
            frame.depth.at(x, y) = 1.0F;
        }
    return frame;
}

TEST(MaskCarrier, WhatAPersonCorrectedGoesAlongWithTheLink) {
    CameraModel camera;
    camera.width = 64;
    camera.height = 48;
    camera.fx = camera.fy = 100;
    camera.cx = 31.5;
    camera.cy = 23.5;
    // The person took two columns off on the left, and drew a cable on the right.
    ImageU8 mask = square(10).mask();
    for (int y = 10; y < 30; ++y) mask.at(10, y) = mask.at(11, y) = 0;
    for (int x = 30; x < 34; ++x) mask.at(x, 20) = mask.at(x, 21) = 255;
    mask.at(60, 40) = 255;  // far from the robot: a speck, not a part of it
    const std::vector<RigidTransform> before(2, RigidTransform::Identity());
    const MaskCarrier carrier(camera, RigidTransform::Identity(), mask, square(10), before);
    // The link has moved by 15 pixels.
    std::vector<RigidTransform> after = before;
    after[1].translation().x() = 0.15;
    const ImageU8 carried = carrier.carry(square(25), after);
    ImageU8 expected = square(25).mask();
    for (int y = 10; y < 30; ++y) expected.at(25, y) = expected.at(26, y) = 0;
    for (int x = 45; x < 49; ++x) expected.at(x, 20) = expected.at(x, 21) = 255;
    int wrong = 0;
    for (size_t i = 0; i < expected.data.size(); ++i) wrong += expected.data[i] != carried.data[i];
    EXPECT_LE(wrong, 2);
    EXPECT_EQ(carried.at(60, 40), 0);
    // Another link in front of where something was taken off is not cut.
    RenderedFrame hidden = square(25);
    for (int y = 10; y < 30; ++y) hidden.linkId.at(25, y) = hidden.linkId.at(26, y) = 2;
    EXPECT_EQ(carrier.carry(hidden, {after[0], after[1], after[0]}).at(25, 15), 255);
}

}  // namespace
}  // namespace camframe
