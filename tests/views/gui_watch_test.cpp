// SPDX-License-Identifier: Apache-2.0
#include "tests/views/gui_watch.h"

#include <gtest/gtest-spi.h>

#include <QtTest/QTest>
#include <thread>

#include "model/core/io/calibration_file.h"
#include "model/core/io/image_io.h"
#include "model/qt/project_store.h"
#include "model/qt/review/review_store.h"
#include "tests/support/temp_dir.h"
#include "tests/views/tiny_recording.h"

namespace camframe {
namespace {

TEST(GuiWatch, CountsStallsBySize) {
    test::GuiWatch watch;
    QTest::qWait(100);
    QTest::qSleep(150);
    QTest::qWait(50);
    watch.close();
    EXPECT_GE(watch.stalls()[0], 5);
    EXPECT_GE(watch.stalls()[2], 1);
    EXPECT_GE(watch.longestMs(), 100);
}

TEST(GuiWatch, FailsWhereTheWindowStandsStill) {
    EXPECT_NONFATAL_FAILURE(
        {
            test::GuiWatch watch;
            QTest::qSleep(2100);
        },
        "stood still");
}

TEST(GuiWatch, KnowsThreadsByIdentity) {
    test::GuiWatch watch;
    std::thread([] { (void)readRgb("nowhere.png", {}); }).join();
    EXPECT_EQ(watch.entered(), 0) << "a worker may";
    EXPECT_NONFATAL_FAILURE((void)readRgb("nowhere.png", {}), "decoding a picture");
    EXPECT_EQ(watch.entered(), 1);
    {
        const test::GuiWatch::Aside aside;
        (void)readRgb("nowhere.png", {});
    }
    EXPECT_EQ(watch.entered(), 1) << "the test itself";
}

TEST(GuiWatch, KnowsFilesByThreadToo) {
    const test::TempDir folder;
    const QString project = QString::fromStdString((folder / "p.camframe").string());
    const QString list = QString::fromStdString((folder / "l.camreview").string());
    const auto recording = test::tinyRecording();
    test::GuiWatch watch;
    EXPECT_NONFATAL_FAILURE((void)ProjectStore::open(project, *recording), "reading a project");
    EXPECT_NONFATAL_FAILURE((void)readCalibration("nowhere.json"), "reading a calibration");
    EXPECT_NONFATAL_FAILURE((void)writeCalibration({}, folder / "c.json"), "writing a file");
    EXPECT_NONFATAL_FAILURE((void)ReviewStore::create(list, {}), "opening a review list");
    EXPECT_EQ(watch.entered(), 4);
    std::thread([&] {
        (void)ProjectStore::open(project, *recording);
        (void)readCalibration("nowhere.json");
        (void)ReviewStore::open(list);
    }).join();
    EXPECT_EQ(watch.entered(), 4);
}

}  // namespace
}  // namespace camframe
