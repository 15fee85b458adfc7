// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QPixmap>
#include <QSignalSpy>

#include "tests/views/canvas_fixture.h"
#include "tests/views/slow_stills.h"
#include "views/docks/cameras_panel.h"
#include "views/overlay/link_layer.h"
#include "views/overlay/tools/view_tool.h"
#include "views/scene3d/camera_frustum.h"
#include "views/widgets/still_list.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;

class LinkSelection : public test::CanvasFixture {
protected:
    void SetUp() override {
        CanvasFixture::SetUp();
        m_canvas.addLayer(&m_layer);
        m_canvas.setTool(&m_tool);
    }
    void TearDown() override { m_canvas.setTool(nullptr); }
    QColor drawnAt(double u, double v) { return m_canvas.grab().toImage().pixelColor(at(u, v)); }

    LinkLayer m_layer{m_editor};
    ViewTool m_tool{m_editor};
};

TEST_F(LinkSelection, AClickOnTheDrawnRobotSelectsADragPans) {
    QSignalSpy selected(&m_editor, &Editor::linkSelected);
    press(50, 40);
    release(50, 40);
    EXPECT_EQ(m_editor.selectedLink(), 2) << "the tool, which fills the right half";
    press(50, 40);
    move(45, 40);
    release(45, 40);
    EXPECT_EQ(selected.count(), 1) << "a drag selects nothing";
    m_canvas.setZoom(10, {0, 0});
    m_canvas.panBy(-m_canvas.screenFromPixel({-0.5, -0.5}));
    press(10, 40);
    release(10, 40);
    EXPECT_EQ(m_editor.selectedLink(), -1) << "beside the robot";
    press(50, 40);
    release(50, 40);
    m_editor.setDocument(nullptr, nullptr);
    EXPECT_EQ(m_editor.selectedLink(), -1) << "another recording may be of another robot";
}

TEST_F(LinkSelection, TheSelectedLinkIsTintedAndNamed) {
    const QColor before = drawnAt(60, 45);
    m_editor.selectLink(2);
    m_canvas.update();
    const QColor after = drawnAt(60, 45);
    EXPECT_GT(after.red() - after.blue(), before.red() - before.blue() + 30);
    EXPECT_EQ(drawnAt(5, 45), before) << "what is not the link stays";
    m_editor.selectLink(-1);
    m_canvas.update();
    EXPECT_EQ(drawnAt(60, 45), before);
    // The name stands where the link is.
    m_layer.setNamesOn(true);
    EXPECT_NE(drawnAt(47.5, 23.5), before);
}

TEST_F(LinkSelection, SeenLinksHaveTheirMiddleAndSize) {
    const auto links = seenLinks(*m_editor.shownOverlay());
    ASSERT_EQ(links.size(), 1U);
    EXPECT_EQ(links[0].link, 2);
    EXPECT_EQ(links[0].pixels, 32 * 48);
    EXPECT_NEAR(links[0].middle.x(), 47.5, 1e-9);
    EXPECT_NEAR(links[0].middle.y(), 23.5, 1e-9);
}

TEST(CamerasPanelTest, AllCamerasFollowTheFrameAndAClickChoosesOne) {
    ProjectDocument document(test::tinyRecording());
    Editor editor;
    editor.setDocument(&document, nullptr);
    pushPose(document, 1, EditAction::EnterPose, test::tinyPose());
    test::SlowStills stills;
    CamerasPanel panel(editor);
    panel.setAttribute(Qt::WA_DontShowOnScreen);
    panel.setStills(&stills);
    EXPECT_TRUE(stills.asked.empty()) << "nobody looks yet";
    panel.show();
    ASSERT_EQ(stills.asked.size(), 2U);
    EXPECT_EQ(stills.asked[1].second.camera, 1);
    EXPECT_TRUE(stills.asked[1].second.camFromBase);
    // While pictures are on their way, further frames wait, and only the last of them is asked for.
    editor.setFrame(1);
    editor.setFrame(4);
    ASSERT_EQ(stills.asked.size(), 2U);
    stills.answerAll();
    ASSERT_EQ(stills.asked.size(), 2U);
    EXPECT_EQ(stills.asked[0].second.frame, 4);
    EXPECT_EQ(stills.asked[1].second.frame, 4);
    stills.answerAll();
    EXPECT_TRUE(stills.asked.empty()) << "nothing is due";
    // A pose of a camera that is not on show.
    pushPose(document, 1, EditAction::EnterPose, test::tinyPose().inverse());
    ASSERT_EQ(stills.asked.size(), 2U);
    stills.answerAll();

    auto* list = panel.findChild<StillList*>();
    EXPECT_EQ(list->item(1)->text(), u"right"_s);
    EXPECT_NE(list->item(0)->text(), u"left"_s) << "it says that there is no pose yet";
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(1)).center());
    EXPECT_EQ(editor.camera(), 1);
}

TEST(PlaceUncertaintyTest, IsTheTranslationPartInThreeStandardDeviations) {
    Matrix6d covariance = Matrix6d::Identity() * 1e-2;  // of the rotation: of no interest for the place
    const Eigen::Matrix3d turn =
        Eigen::AngleAxisd(0.4, Eigen::Vector3d(1, 2, 3).normalized()).toRotationMatrix();
    const Eigen::Vector3d sigma(0.0001, 0.0004, 0.002);
    covariance.bottomRightCorner<3, 3>() = turn * sigma.cwiseAbs2().asDiagonal() * turn.transpose();
    const PlaceUncertainty place = placeUncertainty(covariance);
    EXPECT_TRUE(place.semiAxes.isApprox(3 * sigma, 1e-6)) << place.semiAxes.transpose();
    for (int i = 0; i < 3; ++i)
        EXPECT_NEAR(std::abs(place.axes.col(i).dot(turn.col(i))), 1, 1e-6) << "axis " << i;
    EXPECT_EQ(place.magnification, 5) << "6 mm are drawn as 30";

    // The camera's place moves by minus the translation of a left perturbation, seen in its own axes.
    const RigidTransform camFromBase = test::tinyPose();
    RigidTransform perturbed = camFromBase;
    perturbed.pretranslate(Eigen::Vector3d(0.001, 0.002, 0.003));
    const Eigen::Vector3d moved =
        camFromBase.linear() * (cameraCentre(perturbed) - cameraCentre(camFromBase));
    EXPECT_TRUE(moved.isApprox(-Eigen::Vector3d(0.001, 0.002, 0.003), 1e-9));
    EXPECT_EQ(placeUncertainty(Matrix6d::Zero()).magnification, 1000);
}

}  // namespace
}  // namespace camframe
