// SPDX-License-Identifier: Apache-2.0
#include "app/commands/calibrate/calibrate_options.h"

namespace camframe {

void addEvidenceOptions(CLI::App& app, CalibrateOptions& options) {
    app.add_option("--intrinsics", options.intrinsics,
                   "FILE (JSON: camera name to K), fx,fy,cx,cy in pixels, or estimate (nobody knows: the "
                   "focal length is found from the pictures); overrides the recording's");
    app.add_option("--masks", options.masks,
                   "Folder of robot masks: [EPISODE/]CAMERA/FRAME.png, 255 = robot");
    app.add_option("--models", options.models,
                   "Folder of optional ONNX networks, see docs/networks.md (default: CAMFRAME_MODELS)");
    app.add_option("--ignore-regions", options.ignoreRegions,
                   "Folder of regions that count for nothing, laid out as masks, 255 = ignore");
    app.add_flag("--depth", options.depth,
                 "Use depth pictures: depth/CAMERA/FRAME.png beside the recording, 16 bit, millimetres, laid "
                 "over the colour pictures, 0 = none");
    app.add_option("--ignore-links", options.request.ignoreLinks,
                   "Links that are not drawn: regular expression for the whole name");
    app.add_option("--tcp", options.request.tcp, "Tool centre point: LINK[:x,y,z,qw,qx,qy,qz]");
    app.add_option("--refine", options.refine,
                   "What to solve for, joined by '+': pose, focal, principal, intrinsics, distortion, "
                   "joints, arm_bases, lag")
        ->capture_default_str();
    addChoice<RenderBackend>(
        app, "--backend", options.renderer.backend,
        {{"auto", RenderBackend::Auto}, {"vulkan", RenderBackend::Vulkan}, {"cpu", RenderBackend::Cpu}},
        "Renderer: auto, vulkan or cpu (default: auto)");
    addDeviceOptions(app, options.renderer);
    app.add_option("--seed", options.seed, "Seed of everything random")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
}

}  // namespace camframe
