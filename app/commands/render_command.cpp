// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/commands/options.h"
#include "app/commands/session.h"
#include "app/commands/wireframe.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/image_io.h"
#include "model/core/log.h"
#include "render/overlay.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

enum class Picture { Overlay, Mask, Links, Depth, Wireframe };

struct RenderCommandOptions {
    SessionRequest request;
    fs::path calibration;
    int episode = 0;
    std::string camera;
    int frame = 0;
    fs::path out;
    Picture what = Picture::Overlay;
};

/// The pose to draw: the result's, or with a warning the guess of a failed one.
Result<RigidTransform> poseToDraw(const Calibration& calibration, const fs::path& file) {
    if (calibration.camFromBase) return *calibration.camFromBase;
    if (!calibration.camFromBaseGuess)
        return inputError("{}: the calibration failed without a guess, so there is nothing to draw.",
                          file.string());
    log(LogLevel::Warning,
        fmt::format("{}: the calibration failed; its best guess is drawn.", file.string()));
    return *calibration.camFromBaseGuess;
}

/// Millimetres as stored in pictures: 0 = none, nothing is farther than 65.535 m.
ImageU16 toMillimetres(const ImageF& metres) {
    ImageU16 out(metres.width, metres.height);
    for (size_t i = 0; i < out.data.size(); ++i)
        out.data[i] = static_cast<uint16_t>(std::lround(std::min(1000.0F * metres.data[i], 65535.0F)));
    return out;
}

/// "link 001" and so on: the name of the link behind each value of a links picture.
std::map<std::string, std::string> linkNames(const RobotGeometry& geometry, const RobotModel& robot) {
    std::map<std::string, std::string> names;
    for (size_t id = 1; id <= geometry.parts().size(); ++id)
        names[fmt::format("link {:03d}", id)] =
            robot.links()[static_cast<size_t>(geometry.linkOfId(static_cast<int>(id)))].name;
    return names;
}

Result<int> runRender(const RenderCommandOptions& options, Shell& shell) {
    const Result<Calibration> calibration = readCalibration(options.calibration);
    if (!calibration) return tl::unexpected(calibration.error());
    if (calibration->cameraName != options.camera)
        return makeError(ErrorKind::Usage,
                         "{} is about camera '{}', not '{}'; give that camera's calibration.",
                         options.calibration.string(), calibration->cameraName, options.camera);
    const Result<RigidTransform> camFromBase = poseToDraw(*calibration, options.calibration);
    if (!camFromBase) return tl::unexpected(camFromBase.error());
    SessionRequest given = options.request;
    given.search = shell.search;
    Result<SessionRequest> request =
        requestFromProvenance(*calibration, options.calibration.string(), std::move(given));
    if (!request) return tl::unexpected(request.error());
    Result<Session> session = Session::open(std::move(*request));
    if (!session) return tl::unexpected(session.error());
    const Result<LoadedEpisode> loaded = session->load(options.episode);
    if (!loaded) return tl::unexpected(loaded.error());
    const Result<const CameraStream*> stream = findCamera(loaded->episode, options.camera);
    if (!stream) return tl::unexpected(stream.error());
    const CameraModel& camera = calibration->camera;
    if (camera.width != (*stream)->width || camera.height != (*stream)->height)
        return inputError(
            "{} is for pictures of {}x{}, but camera '{}' of {} has {}x{}; give its own calibration.",
            options.calibration.string(), camera.width, camera.height, options.camera,
            loaded->episode.folder.string(), (*stream)->width, (*stream)->height);
    if (options.frame >= loaded->episode.frameCount)
        return makeError(ErrorKind::Usage, "--frame {} does not exist: {} has frames 0 to {}.", options.frame,
                         loaded->episode.folder.string(), loaded->episode.frameCount - 1);
    const Result<RobotMotion> motion = motionOf(*loaded, *calibration);
    if (!motion) return tl::unexpected(motion.error());
    if (!motion->valid(options.frame))
        return inputError("Frame {} of {} has no usable joint positions, so the robot cannot be drawn.",
                          options.frame, loaded->episode.folder.string());

    const Result<std::shared_ptr<const RobotGeometry>> geometry = session->geometry(*loaded);
    if (!geometry) return tl::unexpected(geometry.error());
    const Result<std::unique_ptr<Renderer>> renderer = makeRenderer(*geometry, RendererOptions{});
    if (!renderer) return tl::unexpected(renderer.error());
    const std::vector<RigidTransform>& baseFromLink =
        motion->baseFromLink[static_cast<size_t>(options.frame)];
    const RenderView view{camera, *camFromBase, baseFromLink, &motion->linkKnown};
    const Result<std::vector<RenderedFrame>> frames = (*renderer)->render({&view, 1}, RenderOptions{});
    if (!frames) return tl::unexpected(frames.error());
    const RenderedFrame& robot = frames->front();

    Result<void> written;
    switch (options.what) {
        case Picture::Mask:
            written = writePng(options.out, robot.mask());
            break;
        case Picture::Links:
            written = writePng(options.out, robot.linkId, linkNames(**geometry, loaded->robot->model));
            break;
        case Picture::Depth:
            written = writePng(options.out, toMillimetres(robot.depth));
            break;
        case Picture::Overlay:
        case Picture::Wireframe: {
            const Result<std::unique_ptr<FrameSource>> source =
                session->reader().openFrames(loaded->episode, **stream);
            if (!source) return tl::unexpected(source.error());
            Result<ImageU8> picture = (*source)->read(options.frame);
            if (!picture) return tl::unexpected(picture.error());
            if (options.what == Picture::Overlay)
                picture = drawOverlay(*picture, robot, OverlayStyle{});
            else
                drawWireframe(*picture, **geometry, camera, *camFromBase, baseFromLink,
                              loaded->motion.linkKnown, robot.depth, OverlayStyle{}.outlineColour);
            written = writePng(options.out, *picture);
            break;
        }
    }
    if (!written) return tl::unexpected(written.error());
    const ImageU8 mask = robot.mask();
    const auto pixels = std::count(mask.data.begin(), mask.data.end(), 255);
    if (shell.json)
        shell.out << nlohmann::ordered_json{{"out", options.out.string()}, {"robot_pixels", pixels}}.dump(2)
                  << '\n';
    else if (!shell.quiet)
        shell.out << fmt::format("{} ({}x{}, robot in {} pixels)\n", options.out.string(), camera.width,
                                 camera.height, pixels);
    return 0;
}

}  // namespace

void addRenderCommand(CLI::App& app, Shell& shell) {
    auto options = std::make_shared<RenderCommandOptions>();
    CLI::App* command = app.add_subcommand("render", "Draw the robot as a calibration places it");
    command->add_option("DATASET", options->request.dataset, "Folder or file of the recording")->required();
    addRecordingOptions(*command, options->request, "the one of the calibration");
    command->add_option("--calibration", options->calibration, "calibration.json")->required();
    command->add_option("--episode", options->episode, "Episode")->check(CLI::NonNegativeNumber);
    command->add_option("--camera", options->camera, "Camera")->required();
    command->add_option("--frame", options->frame, "Frame")->check(CLI::NonNegativeNumber);
    command->add_option("--out", options->out, "PNG to write")->required()->check(notEmpty);
    addChoice<Picture>(
        *command, "--what", options->what,
        {{"overlay", Picture::Overlay},
         {"mask", Picture::Mask},
         {"links", Picture::Links},
         {"depth", Picture::Depth},
         {"wireframe", Picture::Wireframe}},
        "overlay; mask (255 = robot); links (8 bit, k = k-th link with geometry, 0 = none); depth (16 "
        "bit, mm, 0 = none); wireframe (default: overlay)");
    command->add_option("--ignore-links", options->request.ignoreLinks,
                        "Links that are not drawn: regular expression for the whole name");
    addCommonOptions(*command, shell);
    command->callback(
        [options, &shell] { shell.action = [options, &shell] { return runRender(*options, shell); }; });
}

}  // namespace camframe
