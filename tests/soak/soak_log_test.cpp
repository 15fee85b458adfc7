// SPDX-License-Identifier: Apache-2.0
#include "soak/soak_log.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "support/temp_dir.h"

namespace camframe::soak {
namespace {

/// An hour of samples that grow by so much per hour, with noise that lasts over neighbours.
std::vector<SoakSample> hour(double growth, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> noise(0, 1);
    std::vector<SoakSample> samples;
    double wander = 0;
    for (int i = 0; i <= 720; ++i) {
        wander = 0.8 * wander + noise(random);
        samples.push_back({5.0 * i, 10 * i, 300 + growth * i / 720 + wander, 40, 12});
    }
    return samples;
}

TEST(SoakTrend, CoversTheTruthAsOftenAsItSays) {
    int covered = 0, still = 0;
    for (unsigned seed = 0; seed < 100; ++seed) {
        const auto grown = trendOf(hour(50, seed), &SoakSample::memoryMiB);
        const auto flat = trendOf(hour(0, seed), &SoakSample::memoryMiB);
        ASSERT_TRUE(grown && flat);
        covered += grown->low <= 50 && 50 <= grown->high;
        still += flat->low <= 0 && 0 <= flat->high;
        EXPECT_GT(grown->low, 0) << "a leak of 50 MiB/h is seen";
    }
    EXPECT_GE(covered, 88);
    EXPECT_GE(still, 88);
}

TEST(SoakTrend, NeedsEnoughToSayAnything) {
    EXPECT_FALSE(trendOf({}, &SoakSample::memoryMiB));
    EXPECT_FALSE(trendOf({{5, 1, 300, 1, 1}, {10, 2, 300, 1, 1}}, &SoakSample::memoryMiB));
}

TEST(SoakLogTest, GoesOnWhereItWasBrokenOff) {
    const test::TempDir dir;
    {
        SoakLog log(dir / "a.csv");
        EXPECT_EQ(log.sitting(), 1);
        log.add({5, 100, 300.25, 40, 12, 210.5});
    }
    std::ofstream(dir / "a.csv", std::ios::app) << "1,10.0,2";  // cut off by a crash
    SoakLog log(dir / "a.csv");
    EXPECT_EQ(log.sitting(), 2);
    EXPECT_EQ(log.seconds(), 5);
    EXPECT_EQ(log.actions(), 100);
    ASSERT_EQ(log.samples().size(), 1U);
    EXPECT_EQ(log.samples().front().heapMiB, 210.5);
    const SoakSample now = lookAtThisProcess();
    EXPECT_GT(now.memoryMiB, 1);
    EXPECT_GT(now.heapMiB, 0);
    EXPECT_LT(now.heapMiB, now.memoryMiB);
    EXPECT_GE(now.files, 3);
    EXPECT_GE(now.threads, 1);
}

TEST(SoakLogTest, ThePlotSaysTheTrend) {
    const test::TempDir dir;
    writePlot(dir / "a.svg", hour(50, 1));
    std::ifstream file(dir / "a.svg");
    const std::string svg((std::istreambuf_iterator<char>(file)), {});
    EXPECT_NE(svg.find("MiB/h (95 %:"), std::string::npos);
    EXPECT_NE(svg.find("</svg>"), std::string::npos);
}

}  // namespace
}  // namespace camframe::soak
