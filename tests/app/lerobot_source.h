// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>

#include "app/export_fixture.h"
#include "support/lerobot_set.h"

namespace camframe::test {

inline constexpr const char* kTop = "observation.images.image_top";

/// A dataset of five episodes, of which 1 and 3 are calibrated, and a profile that reads its state as the
/// joints of the demo arm in degrees.
struct LeRobotSource {
    TempDir dir;
    LeRobotRecipe recipe;
    std::filesystem::path set = dir / "set", results = dir / "results", profiles = dir / "profiles";
    bool written = false;

    explicit LeRobotSource(const std::string& version) {
        recipe.version = version;
        recipe.cameras = {kTop, "observation.images.side"};
        written = writeLeRobotSet(set, recipe);
        if (!written) return;
        std::filesystem::create_directories(profiles);
        std::ofstream(profiles / "p.json") << nlohmann::json{
            {"format", "camframe-dataset-profile"},
            {"version", 1},
            {"name", "p"},
            {"match", {{"signals", {"observation.state[7]"}}}},
            {"robot", "demo"},
            {"arms",
             {{{"name", "left"},
               {"joints", {{"signals", {"observation.state"}}, {"columns", "0:7"}, {"unit", "deg"}}}}}},
            {"cameras",
             {{{"key", kTop}, {"name", "top"}}, {{"key", "observation.images.side"}, {"name", "side"}}}}};
        for (const int e : {1, 3}) calibrate(e);
    }

    void calibrate(int episode) const {
        Calibration c;
        c.status = CalibrationStatus::Ok;
        c.reasons.clear();
        c.dataset = "set";
        c.episode = episode;
        c.robot = "demo";
        c.cameraName = "top";
        c.camera = CameraModel::guessed(recipe.width, recipe.height);
        c.camFromBase = synthetic::lookAt({1.2, 0.4, 0.9}, {0.1, 0, 0.4});
        c.backend = "cpu";
        c.inputs = {{"dataset", set.string()}, {"robot", "demo"}, {"profile_path", profiles.string()}};
        ASSERT_TRUE(writeCalibration(c, calibrationPath(results, episode, "top")));
    }
};

}  // namespace camframe::test
