// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/commands/console.h"
#include "app/commands/options.h"
#include "app/commands/pictures/picture_commands.h"
#include "model/core/frame_ranges.h"
#include "model/core/io/atomic_file.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/video_writer.h"
#include "model/core/log.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// Separate poses are shown this many per second.
constexpr double kSlides = 2;

enum class Variant { Full, Mask, Box, Points, Path, Aim };

struct VideoCommandOptions : PictureCommandOptions {
    Variant variant = Variant::Full;
    std::string frames;
    double fps = 0;
    int quality = 18;
    bool caption = true;
};

struct WrittenVideo {
    int episode;
    std::string camera;
    fs::path file;
    int frames, width, height;
    double fps;
};

PaintParts partsOf(Variant variant, double fps) {
    PaintParts parts;
    parts.trail = std::max(2, static_cast<int>(std::lround(1.5 * fps)));
    switch (variant) {
        case Variant::Full:
            parts.fill = parts.outline = parts.points = parts.path = true;
            break;
        case Variant::Mask:
            parts.fill = parts.outline = true;
            break;
        case Variant::Box:
            parts.boxes = true;
            break;
        case Variant::Points:
            parts.points = true;
            break;
        case Variant::Path:
            parts.path = true;
            break;
        case Variant::Aim:
            parts.aim = parts.points = true;
            break;
    }
    return parts;
}

std::string captionOf(const OpenedResult& opened, int frame) {
    const std::vector<double>& times = opened.loaded->episode.timestamps;
    const double time = times[static_cast<size_t>(frame)] - times[0];
    std::string text = fmt::format("{} {}", opened.calibration().cameraName, frame);
    if (std::isfinite(time)) text += fmt::format("  {:.2f} s", time);
    if (!opened.motion.valid(frame)) text += "  no joints";
    if (opened.guessed) text += "  guess of a failed calibration";
    return text;
}

Result<WrittenVideo> writeVideo(const StoredCalibration& stored, const fs::path& file,
                                ResultSessions& sessions, const VideoCommandOptions& options,
                                const RunContext& context) {
    const Result<OpenedResult> opened = sessions.open(stored);
    if (!opened) return tl::unexpected(opened.error());
    const Episode& episode = opened->loaded->episode;
    const Result<FrameRanges> ranges = FrameRanges::parse(options.frames);
    if (!ranges) return tl::unexpected(ranges.error());
    const std::vector<int> frames = ranges->of(episode.frameCount);
    if (frames.empty())
        return makeError(ErrorKind::Usage, "--frames {} names no frame of {}, which has {}.", options.frames,
                         episode.folder.string(), episode.frameCount);
    WrittenVideo done{
        episode.index, opened->calibration().cameraName, file, static_cast<int>(frames.size()), 0, 0, 0};
    done.fps = options.fps > 0 ? options.fps : episode.fps.value_or(kSlides);
    const CameraModel& camera = opened->calibration().camera;
    done.width = options.width > 0 ? options.width : camera.width;
    done.height = std::max(1, static_cast<int>(std::lround(1.0 * done.width * camera.height / camera.width)));
    auto painter = OverlayPainter::make(*opened, partsOf(options.variant, done.fps), done.width, done.height,
                                        options.renderer);
    if (!painter) return tl::unexpected(painter.error());
    const auto source = opened->session->reader().openFrames(episode, *opened->stream);
    if (!source) return tl::unexpected(source.error());

    const auto write = [&](const fs::path& temporary) -> Result<void> {
        auto video = VideoWriter::open(temporary, {done.width, done.height}, {done.fps, options.quality});
        if (!video) return tl::unexpected(video.error());
        for (size_t i = 0; i < frames.size(); ++i) {
            if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            context.report(static_cast<double>(i) / static_cast<double>(frames.size()), "drawing the video");
            const auto picture = (*source)->read(frames[i]);
            if (!picture) return tl::unexpected(picture.error());
            Result<ImageU8> painted = (*painter)->paint(*picture, frames[i]);
            if (!painted) return tl::unexpected(painted.error());
            if (options.caption) {
                const double scale = std::clamp(0.42 * done.width / 640.0, 0.34, 1.2);
                const int pad = static_cast<int>(std::ceil(22 * scale));
                paintCaption(*painted, pad, done.height - pad, captionOf(*opened, frames[i]), scale);
            }
            if (auto added = (*video)->add(*painted); !added) return added;
        }
        return (*video)->finish();
    };
    if (auto written = writeFileAtomically(file, write); !written) return tl::unexpected(written.error());
    return done;
}

Result<int> runVideo(const VideoCommandOptions& options, Shell& shell) {
    const Result<std::vector<StoredCalibration>> results = chooseResults(options.choice);
    if (!results) return tl::unexpected(results.error());
    std::vector<const StoredCalibration*> drawable;
    for (const StoredCalibration& r : *results)
        if (r.calibration.camFromBase || r.calibration.camFromBaseGuess)
            drawable.push_back(&r);
        else
            log(LogLevel::Warning, fmt::format("{} has neither a pose nor a guess; it was left out",
                                               cameraTitle(r.calibration)));
    if (drawable.empty())
        return inputError("{} holds no calibration with a pose, so there is nothing to draw.",
                          options.choice.source.string());
    const bool oneFile = options.out.extension() == ".mp4";
    if (oneFile && drawable.size() > 1)
        return makeError(
            ErrorKind::Usage,
            "--out {} is one video, but {} cameras were chosen; choose one with --episodes and --camera, "
            "or give a folder.",
            options.out.string(), drawable.size());
    SessionRequest given = options.given;
    given.search = shell.search;
    ResultSessions sessions(std::move(given));
    std::vector<WrittenVideo> videos;
    for (size_t i = 0; i < drawable.size(); ++i) {
        const Calibration& calibration = drawable[i]->calibration;
        const double count = static_cast<double>(drawable.size());
        PartialProgress progress(shell.context.progress, static_cast<double>(i) / count,
                                 static_cast<double>(i + 1) / count,
                                 drawable.size() > 1 ? cameraTitle(calibration) + ": " : "");
        RunContext context = shell.context;
        context.progress = &progress;
        const fs::path file = oneFile ? options.out
                                      : options.out / fmt::format("{:06d}", calibration.episode) /
                                            (encodePathComponent(calibration.cameraName) + ".mp4");
        Result<WrittenVideo> video = writeVideo(*drawable[i], file, sessions, options, context);
        if (!video) return tl::unexpected(video.error());
        videos.push_back(std::move(*video));
    }
    if (shell.json) {
        Json json = Json::array();
        for (const WrittenVideo& v : videos)
            json.push_back({{"episode", v.episode},
                            {"camera", v.camera},
                            {"file", v.file.string()},
                            {"frames", v.frames},
                            {"width", v.width + v.width % 2},
                            {"height", v.height + v.height % 2},
                            {"fps", v.fps}});
        shell.out << Json{{"videos", json}}.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    } else if (!shell.quiet) {
        for (const WrittenVideo& v : videos)
            shell.out << fmt::format("{} ({} frames, {}x{}, {:g} per second)\n", v.file.string(), v.frames,
                                     v.width + v.width % 2, v.height + v.height % 2, v.fps);
    }
    return 0;
}

}  // namespace

void addVideoCommand(CLI::App& app, Shell& shell) {
    auto options = std::make_shared<VideoCommandOptions>();
    CLI::App* command = app.add_subcommand("video", "Write an MP4 with the robot drawn over the recording");
    addPictureOptions(*command, *options, "MP4 to write, or a folder for EPISODE/CAMERA.mp4", shell);
    addChoice<Variant>(
        *command, "--variant", options->variant,
        {{"full", Variant::Full},
         {"mask", Variant::Mask},
         {"bbox", Variant::Box},
         {"points", Variant::Points},
         {"path", Variant::Path},
         {"aim", Variant::Aim}},
        "full: mask, tool axes and path (default); mask; bbox; points (tool axes); path (past and "
        "coming way of the tool); aim (line along the approach axis with a reticle)");
    command->add_option("--frames", options->frames, "Frames, such as 10-200 or 0-9,12 (default: all)");
    command
        ->add_option("--fps", options->fps, "Frames per second (default: the recording's; separate poses: 2)")
        ->check(CLI::Range(0.1, 240.0));
    command->add_option("--quality", options->quality, "x264's constant rate factor, less is better")
        ->check(CLI::Range(0, 51))
        ->capture_default_str();
    command->add_flag("!--no-caption", options->caption,
                      "Do not write camera, frame and time into the picture");
    command->callback(
        [options, &shell] { shell.action = [options, &shell] { return runVideo(*options, shell); }; });
}

}  // namespace camframe
