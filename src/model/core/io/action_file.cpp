// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/action_file.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "model/core/io/atomic_file.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/detail/hdf5_handle.h"

namespace camframe {

namespace {

constexpr const char* kFormat = "camframe-actions";
constexpr int kVersion = 1;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

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

using Handle = Hdf5Handle;

Handle textType() {
    Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    requireHdf5(H5Tset_size(type, H5T_VARIABLE));
    requireHdf5(H5Tset_cset(type, H5T_CSET_UTF8));
    return type;
}

using Shape = std::vector<hsize_t>;

Handle makeSpace(const Shape& shape) {
    return {shape.empty() ? H5Screate(H5S_SCALAR)
                          : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
            H5Sclose};
}

void writeAttribute(hid_t object, const char* name, hid_t fileType, hid_t memoryType, const Shape& shape,
                    const void* data) {
    const Handle space = makeSpace(shape);
    const Handle attribute(H5Acreate2(object, name, fileType, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    requireHdf5(H5Awrite(attribute, memoryType, data));
}

void writeAttribute(hid_t object, const char* name, const std::string& text) {
    const Handle type = textType();
    const char* pointer = text.c_str();
    writeAttribute(object, name, type, type, {}, static_cast<const void*>(&pointer));
}

void writeAttribute(hid_t object, const char* name, const std::vector<std::string>& texts) {
    const Handle type = textType();
    std::vector<const char*> pointers;
    for (const std::string& text : texts) pointers.push_back(text.c_str());
    writeAttribute(object, name, type, type, {pointers.size()}, static_cast<const void*>(pointers.data()));
}

void writeAttribute(hid_t object, const char* name, int value) {
    writeAttribute(object, name, H5T_STD_I32LE, H5T_NATIVE_INT, {}, &value);
}

void writeAttribute(hid_t object, const char* name, double value) {
    writeAttribute(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {}, &value);
}

/// What the numbers of a dataset mean; written as its attributes.
struct Meaning {
    const char* unit;
    const char* space;
    const char* convention;
};

Handle makeGroup(hid_t parent, const std::string& name) {
    const Handle properties(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
    requireHdf5(H5Pset_obj_track_times(properties, false));
    return {H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, properties, H5P_DEFAULT), H5Gclose};
}

void writeDataset(hid_t parent, const char* name, hid_t fileType, hid_t memoryType, const Shape& shape,
                  const void* data, const Meaning& meaning) {
    const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    requireHdf5(H5Pset_obj_track_times(properties, false));
    const bool empty = std::find(shape.begin(), shape.end(), hsize_t{0}) != shape.end();
    if (!shape.empty() && !empty) {
        Shape chunk = shape;
        chunk[0] = std::min<hsize_t>(chunk[0], 1024);
        requireHdf5(H5Pset_chunk(properties, static_cast<int>(chunk.size()), chunk.data()));
        requireHdf5(H5Pset_shuffle(properties));
        requireHdf5(H5Pset_deflate(properties, 4));
    }
    const Handle space = makeSpace(shape);
    const Handle dataset(H5Dcreate2(parent, name, fileType, space, H5P_DEFAULT, properties, H5P_DEFAULT),
                         H5Dclose);
    if (!empty) requireHdf5(H5Dwrite(dataset, memoryType, H5S_ALL, H5S_ALL, H5P_DEFAULT, data));
    writeAttribute(dataset, "unit", std::string(meaning.unit));
    writeAttribute(dataset, "space", std::string(meaning.space));
    writeAttribute(dataset, "convention", std::string(meaning.convention));
}

/// Row-major numbers, filled frame by frame.
class Numbers {
public:
    explicit Numbers(Shape shape) : m_shape(std::move(shape)) {}
    template <class Derived>
    void append(const Eigen::MatrixBase<Derived>& values) {
        for (Eigen::Index r = 0; r < values.rows(); ++r)
            for (Eigen::Index c = 0; c < values.cols(); ++c) m_data.push_back(values(r, c));
    }
    void append(double value) { m_data.push_back(value); }
    void writeF64(hid_t parent, const char* name, const Meaning& meaning) const {
        writeDataset(parent, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, m_shape, m_data.data(), meaning);
    }
    void writeF32(hid_t parent, const char* name, const Meaning& meaning) const {
        writeDataset(parent, name, H5T_IEEE_F32LE, H5T_NATIVE_DOUBLE, m_shape, m_data.data(), meaning);
    }

private:
    Shape m_shape;
    std::vector<double> m_data;
};

void writeFlags(hid_t parent, const char* name, const std::vector<uint8_t>& flags, const char* convention) {
    writeDataset(parent, name, H5T_STD_U8LE, H5T_NATIVE_UINT8, {flags.size()}, flags.data(),
                 {"1", "none", convention});
}

void writeVector(hid_t parent, const char* name, const std::vector<double>& values, const Meaning& meaning) {
    writeDataset(parent, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {values.size()}, values.data(), meaning);
}

void writeTexts(hid_t parent, const char* name, const std::vector<std::string>& texts,
                const char* convention) {
    const Handle type = textType();
    std::vector<const char*> pointers;
    for (const std::string& text : texts) pointers.push_back(text.c_str());
    writeDataset(parent, name, type, type, {pointers.size()}, static_cast<const void*>(pointers.data()),
                 {"px", "picture", convention});
}

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
    writeAttribute(group, "distortion", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {c.camera.distortion.size()},
                   c.camera.distortion.data());
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
    const Handle dataset(H5Dopen2(group, "joint_positions", H5P_DEFAULT), H5Dclose);
    if (!state.jointNames.empty()) writeAttribute(dataset, "joint_names", state.jointNames);
}

const char* partName(LabelPart part) {
    switch (part) {
        case LabelPart::All:
            return "all";
        case LabelPart::Arm:
            return "arm";
        case LabelPart::Gripper:
            return "gripper";
    }
    return "all";
}

void writePartLabels(hid_t group, LabelPart part, const PartLabels& labels) {
    const std::string name = partName(part);
    std::vector<int32_t> boxes;
    for (const PixelBox& box : labels.boxes) boxes.insert(boxes.end(), {box.x1, box.y1, box.x2, box.y2});
    writeDataset(group, ("bbox_" + name).c_str(), H5T_STD_I32LE, H5T_NATIVE_INT32, {labels.boxes.size(), 4},
                 boxes.data(),
                 {"px", "picture", "x1, y1, x2, y2 inclusive, of the modal mask; -1 where there is none"});
    writeTexts(group, ("mask_" + name).c_str(), labels.masks,
               "COCO RLE as JSON, modal; empty text where the frame was not drawn");
    writeTexts(group, ("mask_" + name + "_amodal").c_str(), labels.masksAmodal,
               "COCO RLE as JSON, amodal; empty text where the frame was not drawn");
}

void writeLabels(hid_t parent, const std::vector<ArmState>& arms, const CameraActions& camera,
                 LabelContents contents) {
    const Handle group = makeGroup(parent, encodePathComponent(camera.calibration.cameraName));
    for (size_t a = 0; a < arms.size(); ++a) {
        const ArmActions& actions = camera.arms[a];
        const Handle arm = makeGroup(group, encodePathComponent(arms[a].arm));
        const hsize_t frames = actions.valid.size();
        Numbers uv({frames, 2}), uvd({frames, 3});
        for (size_t t = 0; t < frames; ++t) {
            uv.append(actions.uv[t]);
            uvd.append(actions.uv[t]);
            uvd.append(actions.depth[t]);
        }
        uv.writeF32(
            arm, "uv",
            {"px", "picture", "pixel of the tool centre point in the recorded picture, lens included"});
        uvd.writeF32(arm, "uvd", {"px, px, m", "picture and camera", "u, v and depth (z in camera space)"});
        writeFlags(
            arm, "visible", actions.visible,
            "1 where the point is in front of the camera and inside the picture; occlusion is not judged");
        if (contents != LabelContents::Masks) continue;
        for (const LabelPart part : kLabelParts)
            writePartLabels(arm, part, camera.labels[a][static_cast<size_t>(part)]);
    }
    if (contents != LabelContents::Masks) return;
    writeTexts(group, "links", camera.links, "JSON {link name: COCO RLE}, modal; empty text where not drawn");
    writeTexts(group, "links_amodal", camera.linksAmodal,
               "JSON {link name: COCO RLE}, amodal; empty text where not drawn");
}

void writeFileAttributes(hid_t root) {
    writeAttribute(root, "format", std::string(kFormat));
    writeAttribute(root, "version", kVersion);
    writeAttribute(root, "conventions", std::string(kConventions));
    writeAttribute(root, "tool", std::string("camframe " CAMFRAME_VERSION));
}

void writeEpisode(hid_t root, const ActionEpisode& episode) {
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
    for (const CameraActions& camera : episode.cameras) {
        writeCamera(cameras, camera);
        const Handle group = makeGroup(actions, encodePathComponent(camera.calibration.cameraName));
        for (size_t a = 0; a < episode.arms.size(); ++a) writeActions(group, episode.arms[a], camera.arms[a]);
        if (episode.contents != LabelContents::None)
            writeLabels(labels, episode.arms, camera, episode.contents);
    }
}

Handle createFile(const std::filesystem::path& path) {
    const Handle properties(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
    requireHdf5(H5Pset_obj_track_times(properties, false));
    return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, properties, H5P_DEFAULT), H5Fclose};
}

tl::unexpected<Error> cannotWrite(const std::filesystem::path& path) {
    return makeError(ErrorKind::Output, "Cannot write {}; check the folder's permissions and free space.",
                     path.string());
}

}  // namespace

std::filesystem::path actionFilePath(const std::filesystem::path& out, int episode) {
    return out / fmt::format("episode_{:06d}.h5", episode);
}

Result<void> writeActionFile(const ActionEpisode& episode, const std::filesystem::path& path) {
    return writeFileAtomically(path, [&](const std::filesystem::path& temporary) -> Result<void> {
        const QuietHdf5 quiet;
        try {
            Handle file = createFile(temporary);
            writeFileAttributes(file);
            writeEpisode(file, episode);
            file.close();
        } catch (const Hdf5Failure&) {
            return cannotWrite(path);
        }
        return {};
    });
}

Result<void> writeActionFile(const std::function<Result<std::optional<ActionEpisode>>()>& next,
                             const std::filesystem::path& path) {
    return writeFileAtomically(path, [&](const std::filesystem::path& temporary) -> Result<void> {
        const QuietHdf5 quiet;
        try {
            Handle file = createFile(temporary);
            writeFileAttributes(file);
            const Handle episodes = makeGroup(file, "episodes");
            while (true) {
                const Result<std::optional<ActionEpisode>> episode = next();
                if (!episode) return tl::unexpected(episode.error());
                if (!*episode) break;
                const Handle group = makeGroup(episodes, fmt::format("{:06d}", (*episode)->episode));
                writeEpisode(group, **episode);
            }
            requireHdf5(H5Fflush(file, H5F_SCOPE_GLOBAL));
        } catch (const Hdf5Failure&) {
            return cannotWrite(path);
        }
        return {};
    });
}

}  // namespace camframe
