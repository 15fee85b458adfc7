// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>

#include "app/demo_recording.h"
#include "model/core/episode.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/truth_file.h"

namespace camframe::test {

/// A finished result for demoRecording() with the true pose and no figures.
inline Calibration bareTrueResult() {
    const auto truth = readCameraTruth(demoRecording() / "truth.json");
    EXPECT_TRUE(truth);
    const auto reader = openDataset(demoRecording());
    EXPECT_TRUE(reader);
    const auto episode = (*reader)->readEpisode(0);
    EXPECT_TRUE(episode);
    const CameraStream& stream = episode->cameras.at(0);
    Calibration c;
    c.status = CalibrationStatus::Ok;
    c.reasons.clear();
    c.dataset = "demo";
    c.robot = "demo";
    c.cameraName = stream.name;
    c.camera = *CameraModel::fromMatrix(*stream.k, stream.width, stream.height, stream.distortion, "K");
    c.camFromBase = truth->at(0).camFromBase;
    c.backend = "cpu";
    c.inputs = {{"dataset", demoRecording().string()}};
    return c;
}

/// The same as calibrate would have written it.
inline Calibration trueResult() {
    Calibration c = bareTrueResult();
    c.quality = {0.97, 0.4, {}, 0.96, 1.2, 0.01};
    c.framesUsed = {0, 2, 4, 6};
    c.inputs["robot"] = "demo";
    return c;
}

inline std::filesystem::path writeResult(const std::filesystem::path& out, const Calibration& calibration) {
    const auto file = calibrationPath(out, calibration.episode, calibration.cameraName);
    EXPECT_TRUE(writeCalibration(calibration, file));
    return file;
}

}  // namespace camframe::test
