// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest/QTest>

#include "app/studio/command_palette.h"
#include "app/studio/main_window.h"
#include "app/studio/settings.h"
#include "app/studio/shortcut_dialog.h"
#include "app/studio/theme.h"
#include "app/studio/welcome_page.h"
#include "model/qt/undo/edit_camera_command.h"
#include "tests/views/tiny_recording.h"
#include "views/docks/issues_panel.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;

class FoundationsTest : public ::testing::Test {
protected:
    void SetUp() override { QSettings().remove(u"recent"_s); }
    void TearDown() override {
        QSettings().remove(u"recent"_s);
        QSettings().remove(u"theme"_s);
    }

    QTemporaryDir m_folder;
    Languages m_languages;
};

TEST_F(FoundationsTest, TheKeysAreShownInOneWindowHoweverOftenTheyAreAskedFor) {
    MainWindow window(m_languages);
    window.show();
    const auto shown = [&window] { return window.findChildren<ShortcutDialog*>().size(); };
    for (int i = 0; i < 3; ++i) window.actions()[ActionId::Shortcuts]->trigger();
    EXPECT_EQ(shown(), 1);
    window.findChild<ShortcutDialog*>()->close();
    window.actions()[ActionId::Shortcuts]->trigger();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    ASSERT_EQ(shown(), 1) << "and again after it was closed";
    EXPECT_TRUE(window.findChild<ShortcutDialog*>()->isVisible());
}

TEST_F(FoundationsTest, AnIssueIsShownWhole) {
    ProjectDocument document(test::tinyRecording());
    Calibration run;
    run.status = CalibrationStatus::Review;
    run.camera = document.camera(0).intrinsics.camera;
    run.camFromBase = test::tinyPose();
    run.reasons = {"Short.", "A sentence that goes on " + std::string(40, 'x')};
    for (int i = 0; i < 40; ++i) run.reasons.back() += " and on (35 % of it)";
    pushRun(document, 0, EditAction::Calibrate, run);
    Editor editor;
    IssueModel issues;
    IssuesPanel panel(editor, issues);
    issues.setSource(&document, 0);
    panel.show();
    auto* list = panel.findChild<QListView*>();
    for (const int width : {260, 420, 330}) {
        panel.resize(width, 500);
        QCoreApplication::processEvents();
        for (int row = 0; row < issues.rowCount(); ++row) {
            const QRect rect = list->visualRect(issues.index(row));
            const QRect beside(0, 0, rect.width() - 28, 10000);  // of its mark
            const QString text = issues.index(row).data().toString();
            EXPECT_GE(rect.height(),
                      list->fontMetrics().boundingRect(beside, Qt::TextWordWrap, text).height())
                << width << ", " << row;
            EXPECT_LE(rect.width(), list->viewport()->width()) << width;
        }
        EXPECT_LT(list->visualRect(issues.index(0)).height(), 60) << "no more than it needs";
    }
}

TEST_F(FoundationsTest, WhatIsSolvedForBesidesThePoseIsOfferedWhereItCanBeFound) {
    MainWindow window(m_languages);
    ProjectDocument document(test::tinyRecording());
    window.editor().setDocument(&document, nullptr);
    Actions& actions = window.actions();
    EXPECT_TRUE(actions[ActionId::SolveFocal]->isEnabled());
    EXPECT_TRUE(actions[ActionId::SolveJoints]->isEnabled());
    EXPECT_FALSE(actions[ActionId::SolveArmBases]->isEnabled()) << "it has one arm";
    Intrinsics locked = document.camera(0).intrinsics;
    locked.locked = true;
    pushIntrinsics(document, 0, EditAction::LockIntrinsics, locked);
    EXPECT_FALSE(actions[ActionId::SolveFocal]->isEnabled());
    window.editor().setDocument(nullptr, nullptr);
}

TEST_F(FoundationsTest, TheWelcomePageOffersWhatWasOpenBefore) {
    QDir(m_folder.path()).mkdir(u"first"_s);
    QDir(m_folder.path()).mkdir(u"second"_s);
    rememberItem({m_folder.filePath(u"first"_s), u"so100"_s, false});
    rememberItem({m_folder.filePath(u"second"_s), {}, false});
    rememberItem({m_folder.filePath(u"gone"_s), {}, false});
    rememberItem({m_folder.filePath(u"first"_s), u"demo"_s, false});
    const QList<RecentItem> items = recentItems();
    ASSERT_EQ(items.size(), 2) << "once each, without what is gone";
    EXPECT_EQ(items[0].robot, u"demo"_s) << "the latest first, as it was opened last";

    Actions actions;
    WelcomePage page(actions);
    page.resize(900, 700);
    page.show();
    auto* list = page.findChild<QListWidget*>(u"recent"_s);
    ASSERT_EQ(list->count(), 2);
    QSignalSpy chosen(&page, &WelcomePage::chosen);
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Return);
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen[0][0].value<RecentItem>().path, m_folder.filePath(u"second"_s));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(0)).center());
    ASSERT_GE(chosen.count(), 2);
    EXPECT_EQ(chosen.back()[0].value<RecentItem>().robot, u"demo"_s);
}

TEST_F(FoundationsTest, TheWindowBeginsWithTheWelcomePageAndReturnsToItAfterAFailure) {
    MainWindow window(m_languages);
    window.show();
    auto* page = window.findChild<WelcomePage*>(u"welcome"_s);
    ASSERT_TRUE(page);
    EXPECT_TRUE(page->isVisible());
    StudioRequest request;
    request.session.dataset = m_folder.filePath(u"nothing here"_s).toStdString();
    window.open(request);
    EXPECT_FALSE(page->isVisible()) << "while it is being opened";
    QSignalSpy problems(&window.workspace(), &Workspace::problem);
    ASSERT_TRUE(problems.wait(20000));
    EXPECT_TRUE(page->isVisible());
    EXPECT_TRUE(recentItems().isEmpty()) << "what could not be opened is not offered again";
}

TEST_F(FoundationsTest, CommandsAreFoundByLettersOfTheirWords) {
    const auto distance = &CommandPalette::distance;
    EXPECT_TRUE(distance(u"fr key"_s, u"Next Frame with Keypoints"_s));
    EXPECT_TRUE(distance(u"KEY next"_s, u"Next Frame with Keypoints"_s));
    EXPECT_FALSE(distance(u"fr mask"_s, u"Next Frame with Keypoints"_s));
    EXPECT_LT(*distance(u"mas"_s, u"Mask Tool"_s), *distance(u"mas"_s, u"Error against the Mask"_s));
    EXPECT_LT(*distance(u"frame"_s, u"Score All Frames"_s), *distance(u"ame"_s, u"Frame"_s));
    EXPECT_TRUE(distance(u"中文"_s, u"Chinese (中文)"_s));
}

TEST_F(FoundationsTest, ThePaletteRunsTheChosenCommandAndLeavesPaleOnesAlone) {
    Actions actions;
    actions[ActionId::Loupe]->setEnabled(false);
    QSignalSpy loupe(actions[ActionId::Loupe], &QAction::triggered);
    QSignalSpy path(actions[ActionId::ToolPath], &QAction::triggered);
    QSignalSpy about(actions[ActionId::About], &QAction::triggered);
    CommandPalette palette(actions);
    palette.show();
    auto* field = palette.findChild<QLineEdit*>();
    auto* list = palette.findChild<QListView*>();
    EXPECT_GT(list->model()->rowCount(), 90);

    QTest::keyClicks(field, u"loupe"_s);
    ASSERT_EQ(list->model()->rowCount(), 1);
    QTest::keyClick(field, Qt::Key_Return);
    QCoreApplication::processEvents();
    EXPECT_EQ(loupe.count(), 0);
    EXPECT_TRUE(palette.isVisible()) << "nothing was done, so it stays";

    field->clear();
    QTest::keyClicks(field, u"path"_s);
    QTest::keyClick(field, Qt::Key_Return);
    EXPECT_FALSE(palette.isVisible());
    QCoreApplication::processEvents();
    EXPECT_EQ(path.count(), 1);

    palette.show();
    field->clear();
    QTest::keyClicks(field, u"shift+f1"_s);  // by its key
    ASSERT_EQ(list->model()->rowCount(), 1);
    QTest::keyClick(field, Qt::Key_Enter);
    QCoreApplication::processEvents();
    EXPECT_EQ(about.count(), 1);
}

TEST_F(FoundationsTest, ThePaletteOpensByItsKey) {
    MainWindow window(m_languages);
    window.show();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
    QTest::keyClick(&window, Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    auto* palette = window.findChild<CommandPalette*>(u"commandPalette"_s);
    ASSERT_TRUE(palette);
    EXPECT_TRUE(palette->isVisible());
    QTest::keyClick(palette->findChild<QLineEdit*>(), Qt::Key_Escape);
    EXPECT_FALSE(palette->isVisible());
}

/// Grey level of what `action`'s icon draws.
double inkOf(const QAction* action) {
    const QImage image = action->icon().pixmap(64, 64).toImage();
    double sum = 0;
    double weight = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor colour = image.pixelColor(x, y);
            sum += colour.alphaF() * colour.lightness();
            weight += colour.alphaF();
        }
    }
    return weight > 0 ? sum / weight : -1;
}

TEST_F(FoundationsTest, ThemesChangeAtOnceWithReadableTextAndIcons) {
    const QPalette before = qApp->palette();
    MainWindow window(m_languages);
    window.show();
    for (const auto& [id, light] : {std::pair{ActionId::LightTheme, true}, {ActionId::DarkTheme, false}}) {
        window.actions()[id]->trigger();
        const QPalette palette = qApp->palette();
        for (const auto& [text, back] : {std::pair{QPalette::WindowText, QPalette::Window},
                                         {QPalette::Text, QPalette::Base},
                                         {QPalette::ButtonText, QPalette::Button},
                                         {QPalette::HighlightedText, QPalette::Highlight}}) {
            const int contrast = std::abs(palette.color(text).lightness() - palette.color(back).lightness());
            EXPECT_GT(contrast, 90) << static_cast<int>(text) << " light " << light;
        }
        EXPECT_EQ(palette.color(QPalette::Window).lightness() > 128, light);
        const double ink = inkOf(window.actions()[ActionId::PlayPause]);
        ASSERT_GE(ink, 0) << "the icon draws something";
        EXPECT_EQ(ink < 128, light);
        EXPECT_EQ(chosenTheme(), light ? Theme::Light : Theme::Dark);
        EXPECT_FALSE(qApp->styleSheet().contains(u"@"_s + u"panel"_s)) << "every colour has a value";
    }
    qApp->setStyleSheet({});
    qApp->setPalette(before);
}

}  // namespace
}  // namespace camframe
