// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/pictures/overlay_painter.h"
#include "app/commands/shell.h"

namespace camframe {

/// What the commands that draw results have in common.
struct PictureCommandOptions {
    ResultChoice choice;
    SessionRequest given;
    std::filesystem::path out;
    int width = 0;  ///< Of a picture; 0: the command's own choice.
    RendererOptions renderer;
};

/// SOURCE, --out, --episodes, --camera, --width, --dataset, --robot, --tcp, device options.
void addPictureOptions(CLI::App& command, PictureCommandOptions& options, const std::string& outHelp,
                       Shell& shell);

/// Is this frame one that the fit used? Others were held out or not looked at.
bool usedInFit(const Calibration& calibration, int frame);

/// "front, episode 3": what a picture shows, for captions.
std::string cameraTitle(const Calibration& calibration);

}  // namespace camframe
