// SPDX-License-Identifier: Apache-2.0
#include "app/commands/calibrate/calibrate_arguments.h"

#include <sstream>

#include "app/commands/options.h"

namespace camframe {

void addEvidenceOptions(CLI::App& command, CalibrateOptions& options) {
    command.add_option("--intrinsics", options.intrinsics,
                       "FILE (JSON: camera name to K), fx,fy,cx,cy in pixels, or estimate (nobody knows: the "
                       "focal length is found from the pictures); overrides the recording's");
    command.add_option("--masks", options.masks,
                       "Folder of robot masks: [EPISODE/]CAMERA/FRAME.png, 255 = robot");
    command.add_option("--models", options.models,
                       "Folder of optional ONNX networks, see docs/networks.md (default: CAMFRAME_MODELS)");
    command.add_option("--ignore-regions", options.ignoreRegions,
                       "Folder of regions that count for nothing, laid out as masks, 255 = ignore");
    command.add_flag(
        "--depth", options.depth,
        "Use depth pictures: depth/CAMERA/FRAME.png beside the recording, 16 bit, millimetres, laid "
        "over the colour pictures, 0 = none");
    command.add_option("--ignore-links", options.request.ignoreLinks,
                       "Links that are not drawn: regular expression for the whole name");
    command.add_option("--tcp", options.request.tcp, "Tool centre point: LINK[:x,y,z,qw,qx,qy,qz]");
    command
        .add_option("--refine", options.refine,
                    "What to solve for, joined by '+': pose, focal, principal, intrinsics, distortion, "
                    "joints, arm_bases, lag")
        ->capture_default_str();
    addChoice<RenderBackend>(
        command, "--backend", options.renderer.backend,
        {{"auto", RenderBackend::Auto}, {"vulkan", RenderBackend::Vulkan}, {"cpu", RenderBackend::Cpu}},
        "Renderer: auto, vulkan or cpu (default: auto)");
    addDeviceOptions(command, options.renderer);
    command.add_option("--seed", options.seed, "Seed of everything random")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
}

void addCalibrateOptions(CLI::App& command, const std::shared_ptr<CalibrateOptions>& options) {
    command.add_option("DATASET", options->request.dataset, "Folder or file of the recording")->required();
    addRecordingOptions(command, options->request, "the recording's");
    command.add_option("--camera", options->cameras, "Camera to calibrate (repeatable; default: all)")
        ->take_all()
        ->expected(1);
    command.add_option("--episodes", options->episodes, "Such as 0-9,12 or all")->capture_default_str();
    command
        .add_option("--mark", options->marks,
                    "A pixel that shows a point of the robot: [EP/][CAMERA/]FRAME:u,v[@LINK[:x,y,z]] "
                    "(repeatable); a mark "
                    "of one episode or camera is looked for in the others")
        ->take_all()
        ->expected(1);
    command.add_option("--init", options->init,
                       "Starting pose: a 4x4 base-to-camera matrix or a calibration.json");
    addEvidenceOptions(command, *options);
    command.add_flag("--render-times", options->renderer.profile,
                     "Print the renderer's times by stage after every camera");
    command.add_flag("--resume", options->resume,
                     "Keep results in --out that were made from the same inputs, wherever these lie now, and "
                     "those that a person has worked on");
    command.add_option("--jobs", options->jobs, "Episodes at a time; they share the threads and the memory")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str();
    command
        .add_option_function<std::string>(
            "--shard",
            [options](const std::string& text) {
                const Result<Shard> shard = parseShard(text);
                if (!shard) throw CLI::ValidationError(shard.error().message);
                options->shard = *shard;
            },
            "Only every n-th of the chosen episodes, from the i-th on: i/n with i from 0 to n - 1")
        ->type_name("i/n");
    command.add_option("--out", options->out, "Folder for EPISODE/CAMERA/calibration.json")
        ->required()
        ->check(notEmpty);
}

Result<CalibrateOptions> parseCalibrateArguments(const std::vector<std::string>& arguments,
                                                 RobotSearch search) {
    std::ostringstream nowhere;
    Shell shell{nowhere, nowhere};
    shell.search = std::move(search);
    CLI::App app("", "camframe calibrate");
    const auto options = std::make_shared<CalibrateOptions>();
    addCalibrateOptions(app, options);
    addCommonOptions(app, shell);
    try {
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::ParseError& error) {
        return makeError(ErrorKind::Usage, "After '--', as for 'camframe calibrate': {}",
                         error.get_exit_code() == 0 ? "no help here" : error.what());
    }
    options->request.search = shell.search;
    return std::move(*options);
}

}  // namespace camframe
