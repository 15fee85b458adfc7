// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "app/commands/verify/mask_checks.h"

namespace camframe::verify {

/// Where the checks of one format find an episode, and what they compare with.
struct EpisodeCheck {
    std::filesystem::path folder;  ///< The export's.
    std::string options;           ///< Of its manifest.
    const ExpectedEpisode& expected;
    Comparison& comparison;
    MaskChecks& masks;
    bool ofLeRobot = false;  ///< The dataset is LeRobot's.
    /// Of lerobot: cameras that had a pose in an episode before this one in the manifest.
    std::set<std::string> earlierCameras;
};

/// Each reads an episode of its format and compares every field. An Error means that the file cannot be read
/// at all; what can be read and is wrong goes into the comparison.
Result<void> checkHdf5(const EpisodeCheck& check);
Result<void> checkJson(const EpisodeCheck& check);
Result<void> checkCoco(const EpisodeCheck& check);
Result<void> checkBop(const EpisodeCheck& check);
Result<void> checkMasks(const EpisodeCheck& check);
Result<void> checkDepth(const EpisodeCheck& check);
Result<void> checkDroid(const EpisodeCheck& check);
Result<void> checkRobotwin(const EpisodeCheck& check);
Result<void> checkRos(const EpisodeCheck& check);
Result<void> checkCalibrations(const EpisodeCheck& check);

/// Of all episodes together: COCO's and DROID's joined files, BOP's models.
Result<void> checkCocoJoined(const std::filesystem::path& folder, const std::vector<int>& episodes,
                             Comparison& comparison);
Result<void> checkDroidJoined(const std::filesystem::path& folder, const std::vector<int>& episodes,
                              Comparison& comparison);
Result<void> checkBopModels(const std::filesystem::path& folder, const Robot& robot, const MaskChecks& masks,
                            Comparison& comparison);

}  // namespace camframe::verify
