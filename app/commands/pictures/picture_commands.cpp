// SPDX-License-Identifier: Apache-2.0
#include "app/commands/pictures/picture_commands.h"
#include "app/commands/options.h"

#include <algorithm>

namespace camframe {

void addPictureOptions(CLI::App& command, PictureCommandOptions& options, const std::string& outHelp,
                       Shell& shell) {
    command.add_option("SOURCE", options.choice.source, "calibration.json, or the --out folder of calibrate")
        ->required();
    command.add_option("--out", options.out, outHelp)->required()->check(notEmpty);
    command.add_option("--episodes", options.choice.episodes, "Episodes, e.g. 0-9,12 (default: all)");
    command.add_option("--camera", options.choice.cameras, "Camera (repeatable; default: all)")
        ->take_all()
        ->expected(1);
    command.add_option("--width", options.width, "Width of a picture in pixels")->check(CLI::Range(32, 4096));
    command.add_option("--dataset", options.given.dataset,
                       "The recording (default: the one named in SOURCE)");
    addRecordingOptions(command, options.given, "the one named in the result");
    command.add_option("--tcp", options.given.tcp, "Tool centre point: LINK[:x,y,z,qw,qx,qy,qz]");
    addDeviceOptions(command, options.renderer);
    addCommonOptions(command, shell);
}

bool usedInFit(const Calibration& calibration, int frame) {
    return std::ranges::find(calibration.framesUsed, frame) != calibration.framesUsed.end();
}

std::string cameraTitle(const Calibration& calibration) {
    return fmt::format("{}, episode {}", calibration.cameraName, calibration.episode);
}

}  // namespace camframe
