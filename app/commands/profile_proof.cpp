// SPDX-License-Identifier: Apache-2.0
#include "app/commands/profile_proof.h"

#include <algorithm>
#include <cmath>

#include "calib/calibration_pipeline.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/image_io.h"
#include "model/core/telling_frames.h"
#include "render/overlay.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr int cellGap = 4;
constexpr int sheetColumns = 3;
constexpr int leastWidth = 480;  ///< Smaller pictures are enlarged, so that outlines are finer than pixels.

Result<const CameraStream*> cameraToProve(const Episode& episode, const std::string& name) {
    if (!name.empty()) return findCamera(episode, name);
    const auto still = std::ranges::find_if(episode.cameras, [](const CameraStream& c) { return !c.wrist; });
    if (still == episode.cameras.end())
        return inputError("{}: no camera stands still, so there is nothing to prove the profile with.",
                          episode.name);
    return &*still;
}

Result<Calibration> calibrateAlone(Session& session, const LoadedEpisode& loaded, const CameraStream& stream,
                                   const RunContext& context) {
    const auto geometry = session.geometry(loaded);
    if (!geometry) return tl::unexpected(geometry.error());
    const auto frames = session.reader().openFrames(loaded.episode, stream);
    if (!frames) return tl::unexpected(frames.error());
    CalibrationInput input;
    CalibrationOptions options;
    if (stream.k) {
        const auto camera = recordedCamera(loaded.episode, stream);
        if (!camera) return tl::unexpected(camera.error());
        input.camera = *camera;
        if (!stream.kSource.empty()) input.intrinsicsSource = IntrinsicsSource::Table;
        options.refine.focal = stream.kEstimated;
    } else {
        input.camera = CameraModel::guessed(stream.width, stream.height);
        input.intrinsicsSource = IntrinsicsSource::Estimated;
    }
    input.robot = &loaded.robot->model;
    input.geometry = *geometry;
    input.motion = &loaded.motion;
    input.isVideo = loaded.episode.fps.has_value();
    input.frames = frames->get();
    input.arms = armChains(*loaded.robot);
    Result<CalibrationRun> run = calibrateCamera(input, options, context);
    if (!run) return tl::unexpected(run.error());
    return std::move(run->calibration);
}

/// Each pixel `factor` times in both directions.
ImageU8 enlarged(const ImageU8& picture, int factor) {
    ImageU8 out(factor * picture.width, factor * picture.height, 3);
    for (int y = 0; y < out.height; ++y)
        for (int x = 0; x < out.width; ++x)
            for (int c = 0; c < 3; ++c) out.at(x, y, c) = picture.at(x / factor, y / factor, c);
    return out;
}

/// Pictures of one size in a grid, on black.
ImageU8 contactSheet(const std::vector<ImageU8>& pictures) {
    const auto count = static_cast<int>(pictures.size());
    const int columns = std::min(count, sheetColumns);
    const int rows = (count + columns - 1) / columns;
    const int width = pictures.front().width, height = pictures.front().height;
    ImageU8 sheet(columns * (width + cellGap) - cellGap, rows * (height + cellGap) - cellGap, 3);
    for (int i = 0; i < count; ++i)
        for (int y = 0; y < height; ++y) {
            const ImageU8& picture = pictures[static_cast<size_t>(i)];
            std::copy_n(picture.row(y), static_cast<size_t>(width) * 3,
                        &sheet.at((i % columns) * (width + cellGap), (i / columns) * (height + cellGap) + y));
        }
    return sheet;
}

struct Sheet {
    ImageU8 picture;
    std::vector<int> frames;  ///< Row by row.
};

Result<Sheet> drawSheet(Session& session, const LoadedEpisode& loaded, const CameraStream& stream,
                        const Calibration& calibration) {
    const std::optional<RigidTransform> pose =
        calibration.camFromBase ? calibration.camFromBase : calibration.camFromBaseGuess;
    if (!pose)
        return inputError(
            "No pose of camera '{}' was found, so the robot cannot be drawn; the profile may be "
            "wrong.",
            stream.name);
    const auto motion = motionOf(loaded, calibration);
    if (!motion) return tl::unexpected(motion.error());
    const auto geometry = session.geometry(loaded);
    if (!geometry) return tl::unexpected(geometry.error());
    const auto renderer = makeRenderer(*geometry, RendererOptions{});
    if (!renderer) return tl::unexpected(renderer.error());
    const auto source = session.reader().openFrames(loaded.episode, stream);
    if (!source) return tl::unexpected(source.error());
    // Each link in its own colour, through which the recorded one is seen: a joint that is read wrongly
    // shows.
    OverlayStyle style;
    style.paint = OverlayPaint::Links;
    style.fillOpacity = 0.3;
    const int factor = (leastWidth + stream.width - 1) / stream.width;
    const CameraModel camera = calibration.camera.resized(factor * stream.width, factor * stream.height);
    Sheet out;
    std::vector<ImageU8> pictures;
    for (const TellingFrame& telling : tellingFrames(*motion)) {
        const RenderView view{camera, *pose, motion->baseFromLink[static_cast<size_t>(telling.frame)],
                              &motion->linkKnown};
        const auto drawn = (*renderer)->render({&view, 1}, RenderOptions{});
        if (!drawn) return tl::unexpected(drawn.error());
        const auto picture = (*source)->read(telling.frame);
        if (!picture) return tl::unexpected(picture.error());
        pictures.push_back(drawOverlay(enlarged(*picture, factor), drawn->front(), style));
        out.frames.push_back(telling.frame);
    }
    if (pictures.empty()) return inputError("{}: no frame has usable joints.", loaded.episode.name);
    out.picture = contactSheet(pictures);
    return out;
}

}  // namespace

Result<ProfileProof> proveProfile(Session& session, int episode, const fs::path& calibrationFile,
                                  const std::string& cameraName, const fs::path& picture,
                                  const RunContext& context) {
    const Result<LoadedEpisode> loaded = session.load(episode);
    if (!loaded) return tl::unexpected(loaded.error());
    std::optional<Calibration> given;
    if (!calibrationFile.empty()) {
        auto read = readCalibration(calibrationFile);
        if (!read) return tl::unexpected(read.error());
        given = std::move(*read);
    }
    const auto stream =
        cameraToProve(loaded->episode, given && cameraName.empty() ? given->cameraName : cameraName);
    if (!stream) return tl::unexpected(stream.error());
    const CameraStream& camera = **stream;
    if (given && (given->camera.width != camera.width || given->camera.height != camera.height))
        return inputError("{} is for pictures of {}x{}, but camera '{}' has {}x{}; give its own calibration.",
                          calibrationFile.string(), given->camera.width, given->camera.height, camera.name,
                          camera.width, camera.height);
    Result<Calibration> calibration =
        given ? Result<Calibration>(*given) : calibrateAlone(session, *loaded, camera, context);
    if (!calibration) return tl::unexpected(calibration.error());
    const auto sheet = drawSheet(session, *loaded, camera, *calibration);
    if (!sheet) return tl::unexpected(sheet.error());
    if (const auto written = writePng(picture, sheet->picture); !written)
        return tl::unexpected(written.error());
    ProfileProof proof{picture, camera.name, sheet->frames, calibration->status, {}};
    proof.words =
        given ? fmt::format("pose of {}", calibrationFile.string())
              : fmt::format("calibrated from episode {} alone: {}", episode, toString(calibration->status));
    for (const std::string& reason : calibration->reasons) proof.words += "; " + reason;
    return proof;
}

}  // namespace camframe
