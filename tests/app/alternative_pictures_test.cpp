// SPDX-License-Identifier: Apache-2.0
#include "app/commands/alternative_pictures.h"

#include <gtest/gtest.h>

#include <fstream>

#include "calib/calibration_pipeline.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/image_io.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;

CalibrationRun runWith(size_t alternatives) {
    CalibrationRun run;
    Calibration& c = run.calibration;
    c.status = CalibrationStatus::Review;
    c.robot = c.dataset = "any";
    c.cameraName = "front";
    c.camera = {320, 240, 300, 300, 160, 120, {}};
    c.camFromBase = RigidTransform::Identity();
    for (size_t i = 0; i < alternatives; ++i) {
        c.alternatives.push_back({RigidTransform::Identity(), 0.9, static_cast<int>(i), {}});
        run.alternativePictures.emplace_back(32, 24, 3, static_cast<uint8_t>(40 * i));
    }
    return run;
}

TEST(AlternativePictures, LieBesideTheCalibrationAndARerunLeavesNoneOver) {
    const test::TempDir dir;
    const fs::path path = dir.path() / "000000" / "front" / "calibration.json";
    const fs::path folder = path.parent_path() / "alternatives";
    CalibrationRun run = runWith(3);
    ASSERT_TRUE(writeCalibrationRun(run.calibration, run.alternativePictures, path));
    const auto read = readCalibration(path);
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(read->alternatives.size(), 3U);
    for (size_t i = 0; i < 3; ++i) {
        const auto picture = readRgb(path.parent_path() / read->alternatives[i].picture);
        ASSERT_TRUE(picture) << picture.error().message;
        EXPECT_EQ(*picture, run.alternativePictures[i]);
    }
    EXPECT_EQ(read->alternatives[1].picture, "alternatives/02.png");

    run = runWith(1);
    ASSERT_TRUE(writeCalibrationRun(run.calibration, run.alternativePictures, path));
    EXPECT_TRUE(fs::exists(folder / "01.png"));
    EXPECT_FALSE(fs::exists(folder / "02.png"));
    std::ofstream(folder / "note.txt") << "a person's";
    run = runWith(0);
    ASSERT_TRUE(writeCalibrationRun(run.calibration, run.alternativePictures, path));
    EXPECT_FALSE(fs::exists(folder / "01.png"));
    EXPECT_TRUE(fs::exists(folder / "note.txt"));
    EXPECT_TRUE(readCalibration(path)->alternatives.empty());
}

}  // namespace
}  // namespace camframe
