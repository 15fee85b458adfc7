// SPDX-License-Identifier: Apache-2.0
// The walk-through of docs/studio.md: twenty items reviewed with the very keys that stand there.
#include <gtest/gtest.h>

#include <QApplication>
#include <QFile>
#include <QKeySequence>
#include <QMenu>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QtTest/QTest>
#include <array>

#include "app/studio/main_window.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"
#include "model/core/io/calibration_file.h"
#include "tests/support/temp_dir.h"
#include "tests/views/gui_watch.h"
#include "tests/views/wait_until.h"

namespace camframe {
namespace {

using test::waitUntil;

using namespace Qt::StringLiterals;

constexpr int itemCount = 20;

/// The keys of the documentation: how the review begins, and what is pressed for each item.
struct WalkThroughKeys {
    QStringList begin;
    std::array<QStringList, itemCount> items;
};

/// The block is the one that begins with Ctrl+F; items stand in columns, "12) O O B A".
WalkThroughKeys documentedKeys() {
    WalkThroughKeys keys;
    QFile file(QStringLiteral(CAMFRAME_SOURCE_DIR) + u"/docs/studio.md"_s);
    EXPECT_TRUE(file.open(QIODevice::ReadOnly | QIODevice::Text));
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
    qsizetype line = lines.indexOf(QRegularExpression(u"^    Ctrl\\+F .*"_s));
    EXPECT_GE(line, 0) << "the guide holds no walk-through";
    if (line < 0) return keys;
    keys.begin = lines[line].simplified().split(u' ');
    static const QRegularExpression cell(u"(\\d+)\\) (\\S+(?: \\S+)*)"_s);
    for (++line; line < lines.size() && lines[line].startsWith(u"    "_s); ++line)
        for (const QRegularExpressionMatch& match : cell.globalMatch(lines[line])) {
            const int number = match.captured(1).toInt();
            EXPECT_TRUE(number >= 1 && number <= itemCount) << number;
            if (number >= 1 && number <= itemCount)
                keys.items[static_cast<size_t>(number) - 1] = match.captured(2).split(u' ');
        }
    return keys;
}

QWidget* whereKeysGo() {
    QWidget* popup = QApplication::activePopupWidget();
    return popup ? popup : QApplication::focusWidget();
}

/// A key of the documentation, or text in quotation marks.
void press(const QString& word, MainWindow& window) {
    ASSERT_TRUE(whereKeysGo()) << word.toStdString();
    if (word.startsWith(u'"')) {
        QTest::keyClicks(whereKeysGo(), word.mid(1, word.size() - 2));
        return;
    }
    const QKeySequence sequence = QKeySequence::fromString(word, QKeySequence::PortableText);
    ASSERT_EQ(sequence.count(), 1) << word.toStdString();
    ASSERT_NE(sequence[0].key(), Qt::Key_unknown) << word.toStdString();
    const bool menu = QApplication::activePopupWidget() != nullptr;
    // "Enter" is the key that keyboards have beside the letters.
    const Qt::Key key = sequence[0].key() == Qt::Key_Enter ? Qt::Key_Return : sequence[0].key();
    QTest::keyClick(whereKeysGo(), key, sequence[0].keyboardModifiers());
    if (menu) {
        ASSERT_TRUE(waitUntil([] { return QApplication::activePopupWidget() == nullptr; }));
        // Without a window manager nobody gives the focus back after a popup.
        window.activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
    } else if (word == u"R"_s) {
        ASSERT_TRUE(waitUntil([] { return QApplication::activePopupWidget() != nullptr; }));
    }
}

/// What the last keys of an item say.
Verdict verdictOf(const QStringList& keys) {
    if (keys.contains(u"R"_s)) return Verdict::Rejected;
    const QString last = keys.isEmpty() ? QString() : keys.back();
    return last == u"A"_s   ? Verdict::Accepted
           : last == u"E"_s ? Verdict::ToFix
           : last == u"T"_s ? Verdict::Skipped
           : last == u"D"_s ? Verdict::Deferred
                            : Verdict::None;
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

    const WalkThroughKeys keys = documentedKeys();
    for (const QString& word : keys.begin) press(word, window);
    EXPECT_EQ(window.review().model().query(), u"verdict:none"_s);
    ASSERT_TRUE(waitUntil([&] {
        return window.review().current() >= 0 && window.editor().hasDocument() && window.canvas().hasFocus();
    }));

    QElapsedTimer timer;
    timer.start();
    std::map<qint64, Verdict> given;
    for (size_t item = 0; item < itemCount; ++item) {
        const qint64 id = window.review().desk().items()[static_cast<size_t>(window.review().current())].id;
        ASSERT_FALSE(given.contains(id)) << "the next one came by itself";
        given[id] = verdictOf(keys.items[item]);
        ASSERT_NE(given[id], Verdict::None) << "item " << item + 1 << " of the guide ends without a verdict";
        const auto shown = [&] {
            return window.review().desk().items()[static_cast<size_t>(window.review().current())].id;
        };
        for (const QString& word : keys.items[item]) {
            press(word, window);
            if (HasFatalFailure()) return;
            // A person looks before pressing on: going to another item takes its time.
            if (word == u"G"_s || word == u"Ctrl+Up"_s) {
                ASSERT_TRUE(waitUntil([&] { return window.review().shows(window.review().current()); }));
            }
        }
        if (item + 1 == itemCount) break;
        ASSERT_TRUE(waitUntil([&] {
            return shown() != id && window.review().shows(window.review().current());
        })) << "after item "
            << item + 1 << ", focus at " << QApplication::focusWidget()->metaObject()->className();
    }
    std::printf("%d items in %.1f s of the program's time\n", itemCount,
                static_cast<double>(timer.elapsed()) / 1000);
    ASSERT_TRUE(waitUntil([&] { return window.review().model().judgedCount() == itemCount; }));
    for (const ReviewItem& item : window.review().desk().items())
        EXPECT_EQ(item.verdict, given[item.id]) << item.episodeName.toStdString();
}

}  // namespace
}  // namespace camframe
