// SPDX-License-Identifier: Apache-2.0
// The walk-through of docs/studio.md: twenty items reviewed with keys alone.
#include <gtest/gtest.h>

#include <QApplication>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest/QTest>

#include "app/studio/main_window.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"
#include "model/core/io/calibration_file.h"
#include "tests/support/temp_dir.h"
#include "tests/views/gui_watch.h"
#include "views/docks/review_panel.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;

constexpr int itemCount = 20;

template <class Done>
bool waitUntil(Done done) {
    return QTest::qWaitFor(done, 60000);
}

void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
    QWidget* popup = QApplication::activePopupWidget();
    QWidget* focus = popup ? popup : QApplication::focusWidget();
    ASSERT_TRUE(focus);
    QTest::keyClick(focus, key, modifiers);
}

TEST(WalkThrough, TwentyItemsWithoutTheMouse) {
    const test::TempDir folder;
    const auto robot = makeDemoRobot();
    ASSERT_TRUE(robot);
    SyntheticOptions options;
    options.width = 120;
    options.height = 90;
    options.frames = 3;
    const auto film = generate(*robot, options, RunContext{});
    ASSERT_TRUE(film) << film.error().message;
    for (int episode = 0; episode < itemCount; ++episode) {
        ASSERT_TRUE(
            writeRecording(*film, folder / "data" / fmt::format("pour_{:02}", episode), "", RunContext{}));
        Calibration result;
        result.status = CalibrationStatus::Review;
        result.reasons = {"look"};
        result.dataset = "data";
        result.episode = episode;
        result.robot = "demo";
        result.cameraName = film->cameraName;
        result.camera = film->camera;
        result.camFromBase = film->camFromBase;
        result.quality.risk = 0.9 - 0.01 * episode;
        ASSERT_TRUE(writeCalibration(result, calibrationPath(folder / "out", episode, film->cameraName)));
    }
    const QString base = QString::fromStdString(folder.path().string());
    Languages languages;
    test::GuiWatch watch;
    MainWindow window(languages);
    window.show();
    QSignalSpy arrived(&window.review(), &ReviewSession::arrived);
    window.openReview(base + u"/list.camreview"_s, {base + u"/data"_s, base + u"/out"_s, u"demo"_s, {}, {}},
                      {});
    ASSERT_TRUE(waitUntil([&] { return !arrived.isEmpty(); }));
    window.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&window));

    key(Qt::Key_F, Qt::ControlModifier);
    auto* panel = window.findChild<ReviewPanel*>();
    ASSERT_TRUE(panel->filter().hasFocus());
    QTest::keyClicks(QApplication::focusWidget(), u"verdict:none"_s);
    key(Qt::Key_Return);  // into the list
    key(Qt::Key_Return);  // opens what is chosen
    ASSERT_TRUE(waitUntil([&] {
        return window.review().current() >= 0 && window.editor().hasDocument() && window.canvas().hasFocus();
    }));

    QElapsedTimer timer;
    timer.start();
    std::map<Verdict, int> given;
    for (int item = 0; item < itemCount; ++item) {
        const qint64 id = window.review().desk().items()[static_cast<size_t>(window.review().current())].id;
        key(Qt::Key_Period);  // another frame
        key(Qt::Key_B);       // a look at the plain picture
        const auto before = arrived.count();
        switch (item % 4) {
            case 0:
            case 1:
                key(Qt::Key_A);
                ++given[Verdict::Accepted];
                break;
            case 2:
                key(Qt::Key_R);
                ASSERT_TRUE(waitUntil([] { return QApplication::activePopupWidget() != nullptr; }));
                key(Qt::Key_1);
                ASSERT_TRUE(waitUntil([] { return QApplication::activePopupWidget() == nullptr; }));
                // Without a window manager nobody gives the focus back after a popup.
                window.activateWindow();
                ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
                ++given[Verdict::Rejected];
                break;
            default:
                key(Qt::Key_E);
                ++given[Verdict::ToFix];
        }
        if (item + 1 < itemCount) {
            ASSERT_TRUE(waitUntil([&] { return arrived.count() > before; }))
                << "after item " << item << ", focus at "
                << QApplication::focusWidget()->metaObject()->className();
            const qint64 next =
                window.review().desk().items()[static_cast<size_t>(window.review().current())].id;
            ASSERT_NE(next, id) << "the next one came by itself";
        }
    }
    std::printf("%d items in %.1f s of the program's time\n", itemCount,
                static_cast<double>(timer.elapsed()) / 1000);
    ASSERT_TRUE(waitUntil([&] { return window.review().model().judgedCount() == itemCount; }));
    std::map<Verdict, int> found;
    for (const ReviewItem& item : window.review().desk().items()) ++found[item.verdict];
    EXPECT_EQ(found, given);
}

}  // namespace
}  // namespace camframe
