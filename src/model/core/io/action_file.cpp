// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/action_file.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "model/core/coco_rle.h"
#include "model/core/io/atomic_file.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/detail/hdf5_writer.h"
#include "model/core/nan.h"

namespace camframe {

namespace {

using namespace hdf5;
using Handle = Hdf5Handle;

constexpr const char* kActionsFormat = "camframe-actions";
constexpr int kActionsVersion = 1;

constexpr const char* kConventions =
    "Camera space: OpenCV axes (x right, y down, z forward), metres. T_cam_base maps points from the robot's "
    "base space to camera space. Pixels: the centre of the top-left pixel is (0, 0). Quaternions are "
    "w,x,y,z. "
    "Angles are radians. rot6d: first two columns of the rotation matrix, column after column. "
    "delta_pose[t] = pose[t+1] * inverse(pose[t]) in camera space; the last is the identity with delta_valid "
    "0. "
    "Numbers that were not computed are NaN, boxes -1, masks empty texts. Masks: COCO run-length encoding as "
    "JSON; modal masks leave out what other parts of the robot hide, amodal masks do not; objects in front "
    "of "
    "the robot are not known to either.";

// ---- the parts of the file -----------------------------------------------------------------------------

void writeCamera(hid_t cameras, const CameraActions& camera) {
    const Calibration& c = camera.calibration;
    const Handle group = makeGroup(cameras, encodePathComponent(c.cameraName));
    Numbers k({3, 3}), pose({4, 4}), covariance({6, 6});
    k.append(c.camera.matrix());
    pose.append(c.camFromBase ? c.camFromBase->matrix() : Eigen::Matrix4d::Constant(kNan));
    covariance.append(c.covariance ? *c.covariance : Matrix6d::Constant(kNan));
    k.writeF64(group, "K",
               {"px", "picture", "u = fx x/z + cx, v = fy y/z + cy; top-left pixel centre is (0, 0)"});
    pose.writeF64(group, "T_cam_base", {"m", "camera", "4x4, maps points from base space to camera space"});
    covariance.writeF64(
        group, "covariance",
        {"rad, m", "camera", "rotation first, then translation; left perturbation of T_cam_base"});
    writeAttribute(group, "name", c.cameraName);
    writeAttribute(group, "width", c.camera.width);
    writeAttribute(group, "height", c.camera.height);
    writeAttribute(group, "distortion", c.camera.distortion.data(), c.camera.distortion.size());
    writeAttribute(group, "status", std::string(toString(c.status)));
    // The same object as in calibration.json.
    const auto json = nlohmann::ordered_json::parse(calibrationToJson(c));
    writeAttribute(group, "quality", json["quality"].dump());
    writeAttribute(group, "K_source", std::string(toString(c.intrinsicsSource)));
    writeAttribute(group, "calibration_id", camera.calibrationId);
}

void writeActions(hid_t parent, const ArmState& state, const ArmActions& actions) {
    const Handle group = makeGroup(parent, encodePathComponent(state.arm));
    const hsize_t frames = actions.valid.size();
    Numbers pose({frames, 4, 4}), xyz({frames, 3}), quaternion({frames, 4}), rot6d({frames, 6}),
        rotvec({frames, 3}), euler({frames, 3}), delta({frames, 4, 4});
    for (size_t t = 0; t < frames; ++t) {
        const bool valid = actions.valid[t] != 0;
        const RigidTransform& p = actions.camFromTcp[t];
        const Eigen::Matrix3d r = p.linear();
        const auto append = [&](Numbers& numbers, const auto& values) {
            using Values = std::decay_t<decltype(values)>;
            if (valid)
                numbers.append(values);
            else
                numbers.append(Values::Constant(kNan));
        };
        append(pose, Eigen::Matrix4d(p.matrix()));
        append(xyz, Eigen::Vector3d(p.translation()));
        append(quaternion, quaternionWxyz(r));
        append(rot6d, rotation6d(r));
        append(rotvec, rotationVector(r));
        append(euler, eulerStaticXyz(r));
        const bool last = t + 1 == frames;
        delta.append(actions.deltaValid[t] || last ? Eigen::Matrix4d(actions.delta[t].matrix())
                                                   : Eigen::Matrix4d::Constant(kNan));
    }
    pose.writeF64(group, "tcp_pose", {"m", "camera", "4x4, maps points from tool space to camera space"});
    xyz.writeF64(group, "tcp_xyz", {"m", "camera", "position of the tool centre point"});
    quaternion.writeF64(group, "tcp_quat_wxyz", {"1", "camera", "w, x, y, z; w >= 0"});
    rot6d.writeF64(group, "tcp_rot6d", {"1", "camera", "first two columns of R, column after column"});
    rotvec.writeF64(group, "tcp_rotvec", {"rad", "camera", "axis times angle, angle in 0..pi"});
    euler.writeF64(group, "tcp_euler_xyz",
                   {"rad", "camera", "static x-y-z: R = Rz(c) Ry(b) Rx(a), stored a, b, c"});
    delta.writeF64(
        group, "delta_pose",
        {"m", "camera", "pose[t+1] * inverse(pose[t]); the last is the identity with delta_valid 0"});
    writeVector(
        group, "gripper_raw", state.gripperRaw,
        {"as recorded", "joint",
         "the dataset's own number where it has one, else the value of the gripper's driving joint (rad or "
         "m)"});
    writeVector(group, "gripper_open", state.gripperOpen, {"1", "joint", "0 = closed, 1 = open, clamped"});
    writeFlags(group, "valid", actions.valid,
               "1 where tcp_pose is known; 0 where joints are missing or there is no calibration");
    writeFlags(group, "delta_valid", actions.deltaValid, "1 where delta_pose joins two valid frames");
}

void writeState(hid_t parent, const ArmState& state) {
    const Handle group = makeGroup(parent, encodePathComponent(state.arm));
    Numbers joints({static_cast<hsize_t>(state.jointPositions.rows()),
                    static_cast<hsize_t>(state.jointPositions.cols())});
    joints.append(state.jointPositions);
    joints.writeF64(group, "joint_positions",
                    {"rad (revolute) or m (prismatic)", "joint", "as recorded; columns as in joint_names"});
    if (state.jointNames.empty()) return;
    const Handle dataset(H5Dopen2(group, "joint_positions", H5P_DEFAULT), H5Dclose);
    writeAttribute(dataset, "joint_names", state.jointNames);
    writeAttribute(group, "joint_names", state.jointNames);
}

void writePoints(hid_t arm, const ArmActions& actions) {
    const hsize_t frames = actions.valid.size();
    Numbers uv({frames, 2}), uvd({frames, 3});
    for (size_t t = 0; t < frames; ++t) {
        uv.append(actions.uv[t]);
        uvd.append(actions.uv[t]);
        uvd.append(actions.depth[t]);
    }
    uv.writeF32(arm, "uv",
                {"px", "picture", "pixel of the tool centre point in the recorded picture, lens included"});
    uvd.writeF32(arm, "uvd", {"px, px, m", "picture and camera", "u, v and depth (z in camera space)"});
    writeFlags(arm, "visible", actions.visible,
               "1 where the point is in front of the camera and inside the picture; occlusion is not judged");
}

/// Boxes and masks of one part of an arm. Boxes are kept until the end, masks are not.
class PartRows {
public:
    PartRows(hid_t arm, LabelPart part, hsize_t rows)
        : m_name(toString(part)),
          m_modal(arm, ("mask_" + m_name).c_str(), rows,
                  {"px", "picture", "COCO RLE as JSON, modal; empty text where the frame was not drawn"}),
          m_amodal(arm, ("mask_" + m_name + "_amodal").c_str(), rows,
                   {"px", "picture", "COCO RLE as JSON, amodal; empty text where the frame was not drawn"}) {}

    void append(const MaskPair* masks) {
        const PixelBox box = masks ? boundingBox(masks->modal) : PixelBox{};
        m_boxes.insert(m_boxes.end(), {box.x1, box.y1, box.x2, box.y2});
        m_modal.append(masks ? cocoRleJson(masks->modal) : "");
        m_amodal.append(masks ? cocoRleJson(masks->amodal) : "");
    }
    void finish(hid_t arm) const {
        writeDataset(
            arm, ("bbox_" + m_name).c_str(), H5T_STD_I32LE, H5T_NATIVE_INT32, {m_boxes.size() / 4, 4},
            m_boxes.data(),
            {"px", "picture", "x1, y1, x2, y2 inclusive, of the modal mask; -1 where there is none"});
    }

private:
    std::string m_name;
    TextRows m_modal, m_amodal;
    std::vector<int32_t> m_boxes;
};

/// {link name: RLE}; the masks' JSON goes in as objects, not as texts.
std::string linksJson(const std::vector<FrameLabels::LinkMasks>& links, ImageU8 MaskPair::*which) {
    std::string json = "{";
    for (const FrameLabels::LinkMasks& link : links)
        json += fmt::format("{}{}:{}", json.size() > 1 ? "," : "", nlohmann::json(link.name).dump(),
                            cocoRleJson(link.masks.*which));
    return json + "}";
}

/// What is drawn, row by row; only one row is in memory at a time.
Result<void> writeDrawnLabels(hid_t camera, const std::vector<Handle>& arms, const ActionEpisode& episode,
                              size_t index, const FrameLabelSource& source) {
    const hsize_t rows = episode.timestamps.size();
    const bool masks = episode.contents == LabelContents::Masks;
    const CameraModel& model = episode.cameras[index].calibration.camera;
    std::vector<PartRows> parts;
    std::optional<TextRows> links, linksAmodal;
    std::optional<PictureRows> depth;
    if (masks) {
        for (const Handle& arm : arms)
            for (const LabelPart part : kLabelParts) parts.emplace_back(arm, part, rows);
        links.emplace(
            camera, "links", rows,
            Meaning{"px", "picture", "JSON {link name: COCO RLE}, modal; empty text where not drawn"});
        linksAmodal.emplace(
            camera, "links_amodal", rows,
            Meaning{"px", "picture", "JSON {link name: COCO RLE}, amodal; empty text where not drawn"});
    }
    if (episode.depth)
        depth.emplace(camera, "depth_mm", rows, static_cast<hsize_t>(model.height),
                      static_cast<hsize_t>(model.width),
                      Meaning{"mm", "camera", "z of the drawn robot's surface; 0 = no robot"});
    for (hsize_t t = 0; t < rows; ++t) {
        const Result<FrameLabels> labels = source(index, t);
        if (!labels) return tl::unexpected(labels.error());
        for (size_t p = 0; p < parts.size(); ++p) {
            const size_t arm = p / kLabelParts.size();
            const bool known = labels->drawn && labels->armDrawn[arm];
            parts[p].append(known ? &labels->arms[arm][p % kLabelParts.size()] : nullptr);
        }
        if (links) links->append(labels->drawn ? linksJson(labels->links, &MaskPair::modal) : "");
        if (linksAmodal)
            linksAmodal->append(labels->drawn ? linksJson(labels->links, &MaskPair::amodal) : "");
        if (depth && labels->drawn) depth->write(t, labels->depthMm.data.data());
    }
    for (size_t p = 0; p < parts.size(); ++p) parts[p].finish(arms[p / kLabelParts.size()]);
    return {};
}

Result<void> writeLabels(hid_t labels, const ActionEpisode& episode, size_t index,
                         const FrameLabelSource& source) {
    const CameraActions& camera = episode.cameras[index];
    const Handle group = makeGroup(labels, encodePathComponent(camera.calibration.cameraName));
    std::vector<Handle> arms;
    if (episode.contents != LabelContents::None)
        for (size_t a = 0; a < episode.arms.size(); ++a) {
            arms.push_back(makeGroup(group, encodePathComponent(episode.arms[a].arm)));
            writePoints(arms.back(), camera.arms[a]);
        }
    if (episode.contents != LabelContents::Masks && !episode.depth) return {};
    return writeDrawnLabels(group, arms, episode, index, source);
}

void writeFileAttributes(hid_t root) {
    writeAttribute(root, "format", std::string(kActionsFormat));
    writeAttribute(root, "version", kActionsVersion);
    writeAttribute(root, "conventions", std::string(kConventions));
    writeAttribute(root, "tool", std::string("camframe " CAMFRAME_VERSION));
}

Result<void> writeEpisode(hid_t root, const ActionEpisode& episode, const FrameLabelSource& source) {
    writeAttribute(root, "dataset", episode.dataset);
    writeAttribute(root, "episode", episode.episode);
    writeAttribute(root, "robot", episode.robot);
    writeAttribute(root, "fps", episode.fps.value_or(kNan));
    std::string tcp;
    for (const ArmState& arm : episode.arms)
        tcp +=
            (tcp.empty() ? "" : "; ") + (episode.arms.size() > 1 ? arm.arm + ": " : "") + arm.tcpDefinition;
    writeAttribute(root, "tcp_definition", tcp);

    writeVector(root, "timestamps", episode.timestamps,
                {"s", "none", "time of each frame as recorded, else index / fps"});
    std::vector<int32_t> frames(episode.frames.begin(), episode.frames.end());
    if (frames.empty())
        for (size_t t = 0; t < episode.timestamps.size(); ++t) frames.push_back(static_cast<int32_t>(t));
    writeDataset(root, "frames", H5T_STD_I32LE, H5T_NATIVE_INT32, {frames.size()}, frames.data(),
                 {"1", "none", "index of each row's frame in the recording"});
    const Handle cameras = makeGroup(root, "cameras"), actions = makeGroup(root, "actions"),
                 states = makeGroup(root, "state"), labels = makeGroup(root, "labels");
    for (const ArmState& arm : episode.arms) writeState(states, arm);
    for (size_t c = 0; c < episode.cameras.size(); ++c) {
        const CameraActions& camera = episode.cameras[c];
        writeCamera(cameras, camera);
        const Handle group = makeGroup(actions, encodePathComponent(camera.calibration.cameraName));
        for (size_t a = 0; a < episode.arms.size(); ++a) writeActions(group, episode.arms[a], camera.arms[a]);
        if (episode.contents == LabelContents::None && !episode.depth) continue;
        if (auto written = writeLabels(labels, episode, c, source); !written) return written;
    }
    return {};
}

tl::unexpected<Error> cannotWrite(const std::filesystem::path& path) {
    return makeError(ErrorKind::Output, "Cannot write {}; check the folder's permissions and free space.",
                     path.string());
}

}  // namespace

std::filesystem::path actionFilePath(const std::filesystem::path& out, int episode) {
    return out / fmt::format("episode_{:06d}.h5", episode);
}

Result<void> writeActionFile(const ActionEpisode& episode, const FrameLabelSource& labels,
                             const std::filesystem::path& path) {
    return writeFileAtomically(path, [&](const std::filesystem::path& temporary) -> Result<void> {
        const QuietHdf5 quiet;
        try {
            Handle file = createFile(temporary);
            writeFileAttributes(file);
            if (auto written = writeEpisode(file, episode, labels); !written) return written;
            file.close();
        } catch (const Hdf5Failure&) {
            return cannotWrite(path);
        }
        return {};
    });
}

Result<void> joinActionFiles(const std::vector<ActionFilePart>& parts, const std::filesystem::path& path) {
    return writeFileAtomically(path, [&](const std::filesystem::path& temporary) -> Result<void> {
        const QuietHdf5 quiet;
        try {
            Handle joined = createFile(temporary);
            writeFileAttributes(joined);
            {
                const Handle episodes = makeGroup(joined, "episodes");
                for (const ActionFilePart& part : parts) {
                    const hid_t opened = H5Fopen(part.file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
                    if (opened < 0)
                        return inputError("{} cannot be read as HDF5; remove it and export again.",
                                          part.file.string());
                    const Handle file(opened, H5Fclose);
                    requireHdf5(H5Ocopy(file, part.group.c_str(), episodes,
                                        fmt::format("{:06d}", part.episode).c_str(), H5P_DEFAULT,
                                        H5P_DEFAULT));
                }
            }
            joined.close();
        } catch (const Hdf5Failure&) {
            return cannotWrite(path);
        }
        return {};
    });
}

}  // namespace camframe
