// SPDX-License-Identifier: Apache-2.0
#include "views/overlay/tools/mask_tool.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QtTest/QTest>
#include <algorithm>

#include "app/studio/mask_painting.h"
#include "tests/views/canvas_fixture.h"
#include "views/overlay/canvas.h"
#include "views/overlay/frame_presenter.h"
#include "views/overlay/mask_layer.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;

long long pixelsOf(const ImageU8& mask) {
    return std::ranges::count(mask.data, uint8_t{255});
}

/// The drawn robot fills the right half of the picture.
class MaskToolTest : public test::CanvasFixture {
protected:
    void SetUp() override {
        CanvasFixture::SetUp();
        m_canvas.setTool(&m_tool);
    }
    void TearDown() override { m_canvas.setTool(nullptr); }

    MaskTool m_tool{m_editor};
};

TEST_F(MaskToolTest, AStrokeGoesOnFromTheDrawnRobotAndIsOneStep) {
    m_tool.setRadius(2);
    press(10, 20);
    move(20, 20);
    EXPECT_FALSE(m_editor.frameMask()) << "the stroke is not done yet";
    release(20, 20);
    ASSERT_TRUE(m_editor.frameMask());
    EXPECT_EQ(steps(), 2);
    const ImageU8& robot = m_editor.frameMask()->robot;
    EXPECT_EQ(robot.at(40, 5), 255) << "the drawn robot was the start";
    for (const int x : {8, 15, 22}) EXPECT_EQ(robot.at(x, 20), 255) << x;
    EXPECT_EQ(robot.at(15, 22), 255);
    EXPECT_EQ(robot.at(15, 23), 0) << "the brush is two pixels";
    EXPECT_EQ(robot.at(5, 20), 0);
    EXPECT_TRUE(m_editor.frameMask()->ignore.empty());
    m_document.undoStack().undo();
    EXPECT_FALSE(m_editor.frameMask());
    m_document.undoStack().redo();
    EXPECT_EQ(m_editor.frameMask()->robot.at(15, 20), 255);
    const auto edits = m_document.edits(0);
    EXPECT_EQ(edits.back().action, "paint_mask");
    EXPECT_NE(edits.back().detail.find("frame 0: "), std::string::npos);
    // A pose is not touched, nor what somebody said about it.
    pushVerdict(m_document, 0, Verdict::Accepted);
    press(10, 30);
    release(10, 30);
    EXPECT_EQ(m_editor.state().verdict, Verdict::Accepted);
}

TEST_F(MaskToolTest, TheRightButtonAndTheEraserErase) {
    m_tool.setRadius(1);
    press(40, 10, Qt::RightButton);
    move(50, 10, Qt::RightButton);
    release(50, 10, Qt::RightButton);
    EXPECT_EQ(m_editor.frameMask()->robot.at(45, 10), 0);
    EXPECT_EQ(m_editor.frameMask()->robot.at(45, 12), 255);
    m_tool.setErases(true);
    press(45, 30);
    release(45, 30);
    EXPECT_EQ(m_editor.frameMask()->robot.at(45, 30), 0);
    EXPECT_EQ(m_document.edits(0).back().action, "erase_mask");
    // Esc gives a stroke up.
    const int before = steps();
    press(45, 40);
    QTest::keyClick(&m_canvas, Qt::Key_Escape);
    release(45, 40);
    EXPECT_EQ(steps(), before);
    EXPECT_EQ(m_editor.frameMask()->robot.at(45, 40), 255);
}

TEST_F(MaskToolTest, APolygonFillsThePixelsWhoseCentresItHolds) {
    m_tool.setMode(MaskMode::Polygon);
    for (const auto& [u, v] : {std::pair{9.5, 9.5}, {19.5, 9.5}, {19.5, 14.5}, {9.5, 14.5}}) {
        press(u, v);
        release(u, v);
    }
    EXPECT_FALSE(m_editor.frameMask()) << "open";
    press(9.5, 9.5);
    ASSERT_TRUE(m_editor.frameMask());
    EXPECT_EQ(pixelsOf(m_editor.frameMask()->robot), 32 * 48 + 10 * 5);
    EXPECT_EQ(m_editor.frameMask()->robot.at(10, 10), 255);
    EXPECT_EQ(m_editor.frameMask()->robot.at(9, 10), 0);
}

TEST_F(MaskToolTest, IgnoredRegionsStandBesideTheMask) {
    m_tool.setIgnores(true);
    m_tool.setRadius(3);
    press(20, 20);
    release(20, 20);
    ASSERT_TRUE(m_editor.frameMask());
    EXPECT_TRUE(m_editor.frameMask()->robot.empty()) << "nobody said what is robot";
    EXPECT_EQ(pixelsOf(m_editor.frameMask()->ignore), 29);
    EXPECT_EQ(m_document.edits(0).back().action, "ignore_region");
    press(20, 20, Qt::RightButton);
    release(20, 20, Qt::RightButton);
    EXPECT_FALSE(m_editor.frameMask()) << "nothing is left";
}

TEST_F(MaskToolTest, AStrokeBelongsToTheFrameInWhichItBegan) {
    press(10, 20);
    m_editor.setFrame(1);
    move(30, 20);
    release(30, 20);
    ASSERT_EQ(m_editor.state().masks.size(), 1U);
    EXPECT_EQ(m_editor.state().masks.begin()->first, 0);
    EXPECT_EQ(m_editor.state().masks.begin()->second->robot.at(30, 20), 0);
    m_tool.startFromRobot();
    EXPECT_EQ(m_editor.state().masks.size(), 1U) << "what is drawn is another frame's";
    m_editor.setShownOverlay(shown());
    m_tool.startFromRobot();
    ASSERT_EQ(m_editor.state().masks.size(), 2U);
    EXPECT_EQ(pixelsOf(m_editor.frameMask()->robot), 32 * 48);
    m_tool.clearFrame();
    EXPECT_EQ(m_editor.state().masks.size(), 1U);
}

TEST(MaskProject, MasksAreThereAgainAndDamageIsSaid) {
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"p.camframe"_s);
    FrameMask mask{ImageU8(64, 48), ImageU8(64, 48)};
    for (size_t i = 0; i < mask.robot.data.size(); ++i) mask.robot.data[i] = i % 7 < 3 ? 255 : 0;
    mask.ignore.at(63, 47) = 255;
    const auto recording = test::tinyRecording();
    {
        const auto document = ProjectDocument::open(recording, path);
        ASSERT_TRUE(document) << document.error().message;
        pushMask(**document, 0, EditAction::PaintMask, 2, std::make_shared<const FrameMask>(mask));
        pushMask(**document, 0, EditAction::PaintMask, 4,
                 std::make_shared<const FrameMask>(FrameMask{mask.robot, {}}));
        pushMask(**document, 0, EditAction::ClearMask, 4, nullptr);
        pushMask(**document, 1, EditAction::PaintMask, 0,
                 std::make_shared<const FrameMask>(FrameMask{{}, mask.ignore}));
    }
    {
        const auto document = ProjectDocument::open(recording, path);
        ASSERT_TRUE(document) << document.error().message;
        const FrameMasks& masks = (*document)->camera(0).masks;
        ASSERT_EQ(masks.size(), 1U);
        EXPECT_EQ(*masks.at(2), mask);
        EXPECT_TRUE((*document)->camera(1).masks.at(0)->robot.empty());
        EXPECT_EQ((*document)->camera(1).masks.at(0)->ignore, mask.ignore);
    }
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"damage"_s);
        database.setDatabaseName(path);
        ASSERT_TRUE(database.open());
        QSqlQuery query(database);
        ASSERT_TRUE(query.exec(u"UPDATE masks SET robot = x'7fffffff00' WHERE frame = 2"_s));
    }
    QSqlDatabase::removeDatabase(u"damage"_s);
    const auto damaged = ProjectDocument::open(recording, path);
    ASSERT_FALSE(damaged);
    EXPECT_NE(damaged.error().message.find("mask of frame 2"), std::string::npos) << damaged.error().message;
}

TEST(MaskProject, AProjectOfTheVersionBeforeIsTakenAlong) {
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"old.camframe"_s);
    const auto recording = test::tinyRecording();
    {
        const auto document = ProjectDocument::open(recording, path);
        ASSERT_TRUE(document);
        pushPose(**document, 0, EditAction::EnterPose, test::tinyPose());
    }
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"old"_s);
        database.setDatabaseName(path);
        ASSERT_TRUE(database.open());
        QSqlQuery query(database);
        for (const char* statement :
             {"DROP TABLE masks", "ALTER TABLE keypoints DROP COLUMN origin",
              "ALTER TABLE keypoints DROP COLUMN hidden", "ALTER TABLE keypoints DROP COLUMN mark",
              "ALTER TABLE keypoints DROP COLUMN mark_sigma",
              "ALTER TABLE cameras DROP COLUMN intrinsics_locked", "PRAGMA user_version = 2"})
            ASSERT_TRUE(query.exec(QLatin1StringView(statement))) << statement;
    }
    QSqlDatabase::removeDatabase(u"old"_s);
    const auto document = ProjectDocument::open(recording, path);
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_TRUE((*document)->camera(0).camFromBase);
    pushMask(**document, 0, EditAction::PaintMask, 0,
             std::make_shared<const FrameMask>(FrameMask{ImageU8(64, 48, 1, 255), {}}));
    EXPECT_TRUE((*document)->save());
}

/// A drawn square, three pixels right of the mask's.
TEST(MaskPainting, ErrorsHaveTheColourOfTheirSignAndSize) {
    RenderedFrame drawn;
    drawn.linkId = ImageU8(64, 48);
    FrameMask mask{ImageU8(64, 48), {}};
    for (int y = 10; y < 30; ++y)
        for (int x = 20; x < 40; ++x) {
            drawn.linkId.at(x + 3, y) = 1;
            mask.robot.at(x, y) = 255;
        }
    for (int y = 10; y < 30; ++y)
        for (const int x : {23, 42})
            drawn.contour.push_back({static_cast<uint16_t>(x), static_cast<uint16_t>(y), 1, 1.0F});
    const MaskAgreement agreement = compareWithMask(drawn, mask);
    EXPECT_NEAR(agreement.overlap, 17.0 / 23, 1e-12);
    EXPECT_NEAR(agreement.outlinePx, 3, 1e-6) << "both sides are three pixels off";
    const ImageU8 grey(64, 48, 3, 100);
    const ImageU8 error = paintComparison(grey, drawn, mask, MaskView::Error);
    const auto isRed = [](const uint8_t* p) { return p[0] > p[2] + 60; };
    const auto isBlue = [](const uint8_t* p) { return p[2] > p[0] + 60; };
    EXPECT_TRUE(isRed(&error.at(42, 20))) << "drawn beyond the mask";
    EXPECT_TRUE(isBlue(&error.at(20, 20))) << "short of the mask";
    EXPECT_EQ(error.at(5, 5, 0), error.at(5, 5, 2)) << "scene stays grey";
    const ImageU8 difference = paintComparison(grey, drawn, mask, MaskView::Difference);
    EXPECT_GT(difference.at(30, 20, 1), difference.at(30, 20, 0) + 30) << "green where both agree";
    // What is ignored counts for nothing.
    mask.ignore = ImageU8(64, 48);
    for (int y = 0; y < 48; ++y)
        for (int x = 0; x < 64; ++x) mask.ignore.at(x, y) = x < 23 || x >= 40 ? 255 : 0;
    EXPECT_NEAR(compareWithMask(drawn, mask).overlap, 1, 1e-12);
    // At the exact pose all is well.
    mask.ignore = {};
    mask.robot = drawn.mask();
    EXPECT_EQ(compareWithMask(drawn, mask).outlinePx, 0);
    EXPECT_EQ(compareWithMask(drawn, mask).overlap, 1);
}

TEST_F(MaskToolTest, TheKeySaysWhereTheMaskComesFromAndTheOtherPoseBlinks) {
    FramePresenter presenter(m_editor, m_canvas);
    test::FakeOverlay overlay;
    QSignalSpy shown(&presenter, &FramePresenter::shown);
    std::vector<std::unique_ptr<FrameLoader>> loaders;
    for (int i = 0; i < 2; ++i)
        loaders.push_back(std::make_unique<FrameLoader>(
            []() -> Result<std::unique_ptr<FrameSource>> { return std::make_unique<test::FakeFrames>(); }, 6,
            1 << 20));
    presenter.setSources(std::move(loaders), &overlay);
    ASSERT_TRUE(shown.wait());
    OverlayLook look = presenter.look();
    look.mask = MaskView::Error;
    presenter.setLook(look);
    EXPECT_EQ(overlay.last.look.mask, MaskView::Error);
    EXPECT_FALSE(overlay.last.drawnMask);
    presenter.setOutlineOnly(true);
    EXPECT_FALSE(overlay.last.look.fill) << "what is drawn lies over the plain picture";
    EXPECT_TRUE(presenter.look().fill) << "and the look comes back";
    presenter.setOutlineOnly(false);
    press(10, 20);
    release(10, 20);
    ASSERT_TRUE(overlay.last.drawnMask) << "drawn anew with the new mask";
    EXPECT_EQ(overlay.last.drawnMask, m_editor.frameMask());
    MaskLayer layer(m_editor);
    EXPECT_TRUE(layer.caption().isEmpty());
    layer.setView(MaskView::Error);
    auto picture = std::make_shared<OverlayPicture>(*m_editor.shownOverlay());
    EXPECT_TRUE(layer.caption().contains(u"No mask"_s)) << layer.caption().toStdString();
    picture->mask = {MaskOrigin::Given, ImageU8(64, 48), 0.9312, 1.26};
    m_editor.setShownOverlay(picture);
    EXPECT_TRUE(layer.caption().contains(u"0.931"_s)) << layer.caption().toStdString();
    EXPECT_TRUE(layer.caption().contains(u"1.3 px"_s));

    m_editor.pinPose();
    m_editor.nudge({1, 0, 0});
    EXPECT_EQ(m_canvas.image().pixelColor(0, 0), QColor(0, 0, 200));
    presenter.setAlternating(true);
    ASSERT_TRUE(overlay.last.other);
    EXPECT_EQ(m_canvas.image().pixelColor(0, 0), QColor(200, 100, 0)) << "the remembered pose";
    presenter.setAlternating(false);
    EXPECT_EQ(m_canvas.image().pixelColor(0, 0), QColor(0, 0, 200));
    EXPECT_FALSE(overlay.last.other);
}

}  // namespace
}  // namespace camframe
