// SPDX-License-Identifier: Apache-2.0
#include "app/commands/calibrate/input_fingerprint.h"

#include <span>

#include "model/core/content_hash.h"
#include "model/core/io/atomic_file.h"

namespace camframe {

namespace {

constexpr size_t kMaxPictureBytes = size_t{256} << 20;

void addRobot(ContentHash& hash, const CalibrationInput& input) {
    for (const RobotGeometry::Part& part : input.geometry->parts()) {
        hash.add(static_cast<uint64_t>(part.link));
        hash.add(uint64_t{part.ignored});
        const TriangleMesh& mesh = part.lods.front().mesh;
        hash.add(std::as_bytes(std::span(mesh.vertices)));
        hash.add(std::as_bytes(std::span(mesh.triangles)));
    }
    const RobotMotion& motion = *input.motion;
    hash.add(static_cast<uint64_t>(motion.baseLink));
    hash.add(static_cast<uint64_t>(motion.toolLink));
    for (const bool known : motion.linkKnown) hash.add(uint64_t{known});
    for (const auto& poses : motion.baseFromLink) {
        hash.add(static_cast<uint64_t>(poses.size()));
        for (const RigidTransform& pose : poses) hash.add(pose);
    }
    for (const ArmChain& arm : input.arms) hash.add(arm.name);
}

void addOptions(ContentHash& hash, const CalibrationInput& input, const CalibrationOptions& options,
                const CalibrateInputs& given) {
    const CameraModel& camera = input.camera;
    for (const int side : {camera.width, camera.height}) hash.add(static_cast<uint64_t>(side));
    for (const double value : {camera.fx, camera.fy, camera.cx, camera.cy}) hash.add(value);
    for (const double value : camera.distortion) hash.add(value);
    hash.add(toString(input.intrinsicsSource));
    hash.add(uint64_t{input.isVideo});
    hash.add(uint64_t{static_cast<bool>(input.depthOfFrame)});
    const RefineSet& refine = options.refine;
    for (const bool asked :
         {refine.focal, refine.principal, refine.distortion, refine.joints, refine.armBases, refine.lag})
        hash.add(uint64_t{asked});
    hash.add(options.seed);
    for (const int count : {options.fitFrames, options.holdoutFrames}) hash.add(static_cast<uint64_t>(count));
    // Marks as given, also those of other episodes: what they lead to here follows from them.
    for (const MarkInput& mark : given.marks) {
        hash.add(static_cast<uint64_t>(mark.episode.value_or(-1)));
        hash.add(mark.camera);
        hash.add(static_cast<uint64_t>(mark.frame));
        for (const double value : {mark.pixel.x(), mark.pixel.y()}) hash.add(value);
        hash.add(mark.link);
        if (mark.pointInLink)
            for (const double value : *mark.pointInLink) hash.add(value);
    }
    hash.add(uint64_t{static_cast<bool>(input.tracker)});
    if (input.initialCamFromBase) hash.add(*input.initialCamFromBase);
}

/// Every file there is, with the frame that it belongs to.
Result<void> addDrawn(ContentHash& hash, const NumberedPictures* pictures, int frameCount) {
    hash.add(uint64_t{pictures != nullptr});
    if (!pictures) return {};
    for (int frame = 0; frame < frameCount; ++frame) {
        if (!pictures->has(frame)) continue;
        const Result<std::string> bytes = readFile(pictures->file(frame), kMaxPictureBytes);
        if (!bytes) return tl::unexpected(bytes.error());
        hash.add(static_cast<uint64_t>(frame));
        hash.add(*bytes);
    }
    return {};
}

Result<void> addRecorded(ContentHash& hash, const CalibrationInput& input) {
    const int count = input.frames->frameCount();
    hash.add(static_cast<uint64_t>(count));
    for (const int frame : {0, count / 2, count - 1}) {
        const Result<ImageU8> picture = input.frames->read(frame);
        if (!picture) return tl::unexpected(picture.error());
        hash.add(std::as_bytes(std::span(picture->data)));
        if (!input.depthOfFrame) continue;
        const Result<std::optional<ImageU16>> depth = input.depthOfFrame(frame);
        if (!depth) return tl::unexpected(depth.error());
        if (*depth) hash.add(std::as_bytes(std::span((*depth)->data)));
    }
    return {};
}

}  // namespace

Result<std::string> inputFingerprint(const CalibrationInput& input, const CalibrationOptions& options,
                                     const CalibrateInputs& given, const DrawnPictures& drawn) {
    ContentHash hash;
    hash.add(CAMFRAME_VERSION);
    addRobot(hash, input);
    addOptions(hash, input, options, given);
    const int frames = input.frames->frameCount();
    for (const NumberedPictures* pictures : {drawn.masks, drawn.ignored})
        if (const Result<void> added = addDrawn(hash, pictures, frames); !added)
            return tl::unexpected(added.error());
    if (const Result<void> added = addRecorded(hash, input); !added) return tl::unexpected(added.error());
    return fmt::format("{:016x}", hash.value());
}

}  // namespace camframe
