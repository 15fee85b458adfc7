// SPDX-License-Identifier: Apache-2.0
#include "app/commands/layers/layer_builder.h"

#include <algorithm>

#include "app/commands/layers/layer_arrays.h"
#include "calib/distance_field.h"
#include "model/core/coco_rle.h"
#include "model/core/gripper_points.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/input_files.h"
#include "model/core/nan.h"
#include "model/core/surface_tracks.h"

namespace camframe {

namespace {

/// The mask and all pixels whose centre lies within `margin` of the centre of one of its pixels.
ImageU8 dilated(const ImageU8& mask, int margin) {
    if (margin == 0 || std::ranges::find(mask.data, uint8_t{255}) == mask.data.end()) return mask;
    const ImageF distance = signedDistance(mask);
    ImageU8 out(mask.width, mask.height);
    const float limit = 0.5F - static_cast<float>(margin) - 1e-3F;
    for (size_t i = 0; i < out.data.size(); ++i) out.data[i] = distance.data[i] >= limit ? 255 : 0;
    return out;
}

void addMotionTracks(LayerEpisode& out, const OpenedResult& opened, const LayerOptions& options) {
    const Calibration& calibration = opened.calibration();
    for (size_t a = 0; a < opened.arms.size(); ++a) {
        const Arm& arm = opened.robot().arms[a];
        const std::vector<GripperPoint> points = gripperPoints(opened.robot(), arm, opened.motion);
        const MotionTracks tracks =
            motionTracks(points, opened.motion, calibration.camera, *opened.pose, options.horizon);
        LayerGroup group(out, "/tracks/" + encodePathComponent(calibration.cameraName) + "/" +
                                  encodePathComponent(arm.name));
        std::vector<std::string> names;
        for (const GripperPoint& point : points) names.push_back(point.name);
        group.note(
            {"",
             {{"points", names},
              {"horizon", static_cast<int32_t>(tracks.horizon)},
              {"source", std::string("short-horizon 2D motion tracks as actions: Ren et al., Motion Tracks, "
                                     "2025 (arXiv 2501.06994); points as in docs/layers.md")}}});
        const uint64_t t = tracks.frames, k = tracks.points, h = tracks.horizon;
        group.add("uv_now", {t, k, 2}, flattened<float>(tracks.uvNow), "px", "picture",
                  "[frame, point]: where the point is");
        group.add("uv", {t, k, h, 2}, flattened<float>(tracks.uv), "px", "picture",
                  "[frame, point, step]: where the point will be in frame + 1 + step; NaN where valid is 0");
        group.add(
            "valid", {t, k, h}, tracks.valid, "1", "none",
            "0 beyond the end and where the pose or the pixel is not known; says nothing about occlusion");
    }
}

/// What needs a drawing of every frame.
class DrawnLayers {
public:
    DrawnLayers(OpenedResult& opened, const LayerOptions& options)
        : m_opened(opened),
          m_options(options),
          m_calibration(opened.calibration()),
          m_frames(opened.motion.baseFromLink.size()) {}

    Result<void> run(const RunContext& context) {
        const Result<std::shared_ptr<const RobotGeometry>> geometry =
            m_opened.session->geometry(*m_opened.loaded);
        if (!geometry) return tl::unexpected(geometry.error());
        RendererOptions rendererOptions;
        rendererOptions.threads = context.threads;
        const Result<std::unique_ptr<Renderer>> renderer = makeRenderer(*geometry, rendererOptions);
        if (!renderer) return tl::unexpected(renderer.error());
        start();
        RenderOptions what;
        what.contour = false;
        for (size_t t = 0; t < m_frames; ++t) {
            if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            context.report(static_cast<double>(t) / static_cast<double>(m_frames), "drawing the robot");
            if (!m_opened.motion.valid(static_cast<int>(t))) continue;
            const RenderView view{m_calibration.camera, *m_opened.pose, m_opened.motion.baseFromLink[t],
                                  &m_opened.motion.linkKnown};
            const Result<std::vector<RenderedFrame>> drawn = (*renderer)->render({&view, 1}, what);
            if (!drawn) return tl::unexpected(drawn.error());
            if (auto done = use(t, drawn->front()); !done) return done;
        }
        return {};
    }

    void addTo(LayerEpisode& out) {
        const std::string camera = encodePathComponent(m_calibration.cameraName);
        if (m_options.aim) addAim(out, camera);
        if (m_options.surface) addSurface(out, camera);
        if (m_options.removal) addRemoval(out, camera);
    }

private:
    struct Aim {
        std::vector<Eigen::Vector3d> from, to;
        std::vector<Eigen::Vector2d> fromUv, toUv;
        std::vector<double> length;
        std::vector<uint8_t> end;
    };

    void start() {
        if (m_options.surface) {
            m_points = sampleMovingSurface(m_opened.robot().model, m_opened.motion, m_options.surfacePoints,
                                           m_options.seed);
            m_tracks = trackSurface(m_points, m_opened.motion, m_calibration.camera, *m_opened.pose);
        }
        m_masks.assign(m_frames, "");
        m_marginMasks.assign(m_frames, "");
        Aim nothing;
        nothing.from.assign(m_frames, Eigen::Vector3d::Constant(kNan));
        nothing.to = nothing.from;
        nothing.fromUv.assign(m_frames, Eigen::Vector2d::Constant(kNan));
        nothing.toUv = nothing.fromUv;
        nothing.length.assign(m_frames, kNan);
        nothing.end.assign(m_frames, 0);
        m_aims.assign(m_opened.arms.size(), nothing);
        if (m_options.aim)
            if (auto depth = NumberedPictures::openDepth(m_opened.loaded->episode, *m_opened.stream))
                m_depth.emplace(std::move(*depth));
    }

    Result<void> use(size_t t, const RenderedFrame& drawn) {
        if (m_options.removal) {
            const ImageU8 mask = drawn.mask();
            m_masks[t] = cocoRleJson(mask);
            m_marginMasks[t] = cocoRleJson(dilated(mask, m_options.marginPx));
        }
        if (m_options.surface) markVisible(m_tracks, t, drawn.depth);
        if (!m_options.aim) return {};
        std::optional<ImageU16> depth;
        if (m_depth) {
            auto read = m_depth->depthMm(static_cast<int>(t));
            if (!read) return tl::unexpected(read.error());
            depth = std::move(*read);
        }
        for (size_t a = 0; a < m_aims.size(); ++a) {
            if (!m_opened.arms[a].valid[t]) continue;
            const AimLine line =
                aimLine(*m_opened.pose * m_opened.arms[a].baseFromTcp[t], m_calibration.camera,
                        depth ? &*depth : nullptr, &drawn.depth, m_options.aimLine);
            if (line.end == AimEnd::None) continue;
            Aim& aim = m_aims[a];
            aim.from[t] = line.fromInCam;
            aim.to[t] = line.toInCam;
            aim.length[t] = line.length();
            aim.end[t] = static_cast<uint8_t>(line.end);
            if (const auto uv = m_calibration.camera.project(line.fromInCam)) aim.fromUv[t] = *uv;
            if (const auto uv = m_calibration.camera.project(line.toInCam)) aim.toUv[t] = *uv;
        }
        return {};
    }

    void addAim(LayerEpisode& out, const std::string& camera) const {
        for (size_t a = 0; a < m_aims.size(); ++a) {
            const Aim& aim = m_aims[a];
            LayerGroup group(out, "/aim/" + camera + "/" + encodePathComponent(m_opened.arms[a].arm));
            group.note({"",
                        {{"depth", std::string(m_depth ? "depth pictures of the recording"
                                                       : "none: the recording has no depth pictures")},
                         {"max_length_m", m_options.aimLine.maxLength},
                         {"length_without_surface_m", m_options.aimLine.length},
                         {"source", std::string("aiming lines and reticles: Dai et al., AimBot, 2025 (arXiv "
                                                "2508.08113); rules as in docs/layers.md")}}});
            const uint64_t t = m_frames;
            group.add("from", {t, 3}, flattened<double>(aim.from), "m", "camera", "tool centre point");
            group.add("to", {t, 3}, flattened<double>(aim.to), "m", "camera", "end of the line, see `end`");
            group.add("from_uv", {t, 2}, flattened<float>(aim.fromUv), "px", "picture", "pixel of `from`");
            group.add("to_uv", {t, 2}, flattened<float>(aim.toUv), "px", "picture",
                      "pixel of `to`: the centre of a reticle");
            group.add("length", {t}, aim.length, "m", "none", "from the tool to the end of the line");
            group.add("end", {t}, aim.end, "1", "none",
                      "1: the first surface in depth; 2: no surface met, the line has the stated length; 0: "
                      "no line");
        }
    }

    void addSurface(LayerEpisode& out, const std::string& camera) const {
        LayerGroup group(out, "/surface/" + camera);
        const uint64_t n = m_tracks.points, t = m_tracks.frames, steps = t > 0 ? t - 1 : 0;
        std::vector<Eigen::Vector2d> flowUv;
        std::vector<Eigen::Vector3d> flowXyz, inLink;
        std::vector<std::string> links;
        for (size_t i = 0; i < n; ++i) {
            for (size_t f = 0; f < steps; ++f) {
                const size_t now = m_tracks.at(i, f), then = m_tracks.at(i, f + 1);
                flowUv.emplace_back(m_tracks.uv[then] - m_tracks.uv[now]);
                flowXyz.emplace_back(m_tracks.xyz[then] - m_tracks.xyz[now]);
            }
            inLink.push_back(m_points[i].pointInLink);
            links.push_back(m_opened.robot().model.links()[static_cast<size_t>(m_points[i].link)].name);
        }
        group.note(
            {"",
             {{"seed", static_cast<double>(m_options.seed)},
              {"source", std::string("2D and 3D point tracks and flow with occlusion flags, the form of "
                                     "TAP-Vid (Doersch et al., 2022) and of 3D-flow policies")}}});
        group.add("uv", {n, t, 2}, flattened<float>(m_tracks.uv), "px", "picture",
                  "[point, frame]; also where hidden or outside the picture; NaN where not known");
        group.add("xyz", {n, t, 3}, flattened<float>(m_tracks.xyz), "m", "camera", "[point, frame]");
        group.add("visible", {n, t}, m_tracks.visible, "1", "none",
                  "1 where inside the picture and not hidden by the robot; other objects are not known");
        group.add("in_picture", {n, t}, m_tracks.inPicture, "1", "none",
                  "1 where uv lies inside the picture");
        group.add("flow_uv", {n, steps, 2}, flattened<float>(flowUv), "px", "picture", "uv[t+1] - uv[t]");
        group.add("flow_xyz", {n, steps, 3}, flattened<float>(flowXyz), "m", "camera", "xyz[t+1] - xyz[t]");
        group.add("link", {n}, links, "1", "none", "link of the robot that the point is on");
        group.add("point_in_link", {n, 3}, flattened<double>(inLink), "m", "link",
                  "place in the link's space");
    }

    void addRemoval(LayerEpisode& out, const std::string& camera) const {
        LayerGroup group(out, "/removal/" + camera);
        group.note({"",
                    {{"margin_px", static_cast<int32_t>(m_options.marginPx)},
                     {"shadows", std::string("not part of the mask")}}});
        group.add(
            "mask", {m_frames}, m_masks, "px", "picture",
            "COCO RLE as JSON: where the robot is, also behind other objects; empty text where not drawn");
        group.add("mask_with_margin", {m_frames}, m_marginMasks, "px", "picture",
                  "the same, grown by margin_px on all sides");
    }

    OpenedResult& m_opened;
    const LayerOptions& m_options;
    const Calibration& m_calibration;
    size_t m_frames;
    std::optional<NumberedPictures> m_depth;
    std::vector<SurfacePoint> m_points;
    SurfaceTracks m_tracks;
    std::vector<Aim> m_aims;
    std::vector<std::string> m_masks, m_marginMasks;
};

}  // namespace

void addLanguage(LayerEpisode& out, const std::string& camera, const ArmState& state,
                 const ArmActions& actions, const PhaseOptions& options) {
    const std::vector<MotionPhase> phases = motionPhases(actions, state.gripperOpen, options);
    std::vector<int32_t> start, end;
    std::vector<std::string> kind, gripper, text;
    std::vector<Eigen::Vector3d> displacement, rotation;
    std::vector<uint8_t> right, down, forward;
    for (const MotionPhase& phase : phases) {
        start.push_back(phase.start);
        end.push_back(phase.end);
        kind.emplace_back(identifier(phase.kind));
        gripper.emplace_back(identifier(phase.gripper));
        text.push_back(phase.text);
        displacement.push_back(phase.displacement);
        rotation.push_back(phase.rotation);
        right.push_back(phase.direction.right);
        down.push_back(phase.direction.down);
        forward.push_back(phase.direction.forward);
    }
    LayerGroup group(out, "/language/" + encodePathComponent(camera) + "/" + encodePathComponent(state.arm));
    group.note({"",
                {{"turn_degrees", options.turnDegrees},
                 {"axis_flips", static_cast<int32_t>(options.axisFlips)},
                 {"gripper_threshold", options.gripperThreshold},
                 {"min_speed_m_per_frame", options.minSpeed},
                 {"min_gap_frames", static_cast<int32_t>(options.minGap)},
                 {"axis_flip_share", options.flipShare},
                 {"window_frames", static_cast<int32_t>(options.window)},
                 {"source",
                  std::string("rules and constants of CalibAll's language helpers; see docs/layers.md")}}});
    const uint64_t n = phases.size();
    group.add("start", {n}, start, "frames", "none", "first row of the phase");
    group.add("end", {n}, end, "frames", "none", "last row of the phase, included");
    group.add("kind", {n}, kind, "1", "none", "move, turn or hold, by the net motion");
    group.add("gripper", {n}, gripper, "1", "none", "opens or closes at the start; else empty");
    group.add("text", {n}, text, "1", "camera", "the phase in words, in terms of the camera");
    group.add("displacement", {n, 3}, flattened<double>(displacement), "m", "camera",
              "net motion of the tool");
    group.add("rotation", {n, 3}, flattened<double>(rotation), "rad", "camera",
              "R_end R_start^T as axis times angle: pitch, yaw and roll about the camera's x, y and z");
    group.add("right", {n}, right, "1", "camera", "1 where x grows");
    group.add("down", {n}, down, "1", "camera", "1 where y grows");
    group.add("forward", {n}, forward, "1", "camera", "1 where z grows: away from the camera");
}

Result<void> addLayers(LayerEpisode& out, OpenedResult& opened, const LayerOptions& options,
                       const RunContext& context) {
    if (!opened.pose || opened.guessed) return {};
    const Calibration& calibration = opened.calibration();
    if (options.language)
        for (const ArmState& arm : opened.arms)
            addLanguage(out, calibration.cameraName, arm,
                        computeArmActions(arm, calibration.camera, opened.pose), options.phases);
    if (options.tracks) addMotionTracks(out, opened, options);
    if (options.aim || options.surface || options.removal) {
        DrawnLayers drawn(opened, options);
        if (auto done = drawn.run(context); !done) return done;
        drawn.addTo(out);
    }
    return {};
}

}  // namespace camframe
