// SPDX-License-Identifier: Apache-2.0
#include "tests/views/gui_watch.h"

#include <gtest/gtest-spi.h>

#include <QtTest/QTest>
#include <thread>

#include "model/core/io/image_io.h"

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
}

}  // namespace
}  // namespace camframe
