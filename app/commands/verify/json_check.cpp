// SPDX-License-Identifier: Apache-2.0
#include "app/commands/labels/label_writer.h"
#include "app/commands/verify/format_checks.h"
#include "app/commands/verify/json_input.h"
#include "app/commands/verify/rle_decoder.h"

namespace camframe::verify {

using nlohmann::json;

namespace {

constexpr double kPixels = 1e-6;

/// The reference's labels of one arm in one frame.
class ArmCheck {
public:
    ArmCheck(const EpisodeCheck& check, const ExpectedCamera& camera, size_t arm, int frame,
             const json& fields)
        : m_check(check), m_camera(camera), m_arm(arm), m_frame(frame), m_fields(fields) {}

    /// @param masks  Gets the masks that could be read.
    void run(std::array<std::optional<ImageU8>, 3>& masks) {
        checkNumbers();
        const bool drawn = m_check.options.find("labels=masks") != std::string::npos && valid();
        for (size_t p = 0; p < kMaskKeys.size(); ++p) checkPart(p, drawn, masks[p]);
    }

private:
    bool valid() const { return m_camera.valid(m_arm, m_frame); }
    std::string place(const std::string& field) const {
        return fmt::format("frame {} {} {}", m_frame, m_check.expected.arms[m_arm].name, field);
    }
    void near(const std::string& field, const std::vector<double>& expected, double tolerance) {
        nearList(m_check.comparison, field, member(m_fields, field.c_str()), expected, tolerance,
                 place(field));
    }

    void checkNumbers() {
        Comparison& out = m_check.comparison;
        const auto row = static_cast<size_t>(m_frame);
        out.require("valid", member(m_fields, "valid") == valid(), place("valid"));
        out.require("valid", member(m_fields, "is_placeholder") == !valid(), place("is_placeholder"));
        std::vector<double> uvd(3, kNan);
        if (valid()) {
            const Eigen::Vector3d point = m_camera.tcp[m_arm][row]->topRightCorner<3, 1>();
            const ExpectedPixel pixel = expectedPixel(m_camera.calibration.camera, point);
            uvd = {pixel.uv.x(), pixel.uv.y(), point.z()};
        }
        near("uvd", uvd, kPixels);
        uvd.pop_back();
        near("uv", uvd, kPixels);
        const double gripper = m_check.expected.arms[m_arm].gripperRaw[row];
        checkPose("xyz_euler_g", 3, gripper,
                  [](const double* v) { return matrixOfEuler(Eigen::Vector3d(v[0], v[1], v[2])); });
        checkPose("xyz_quat_g", 4, gripper, [](const double* v) {
            return matrixOfQuaternion(Eigen::Vector4d(v[0], v[1], v[2], v[3]));
        });
        checkPose("xyz_mat_g", 9, gripper, [](const double* v) {
            return Eigen::Matrix3d(Eigen::Map<const Eigen::Matrix<double, 3, 3, Eigen::RowMajor>>(v));
        });
    }

    void checkPose(const std::string& field, size_t count, double gripper,
                   const std::function<Eigen::Matrix3d(const double*)>& matrixOf) {
        Comparison& out = m_check.comparison;
        const auto list = numberList(member(m_fields, field.c_str()), count + 4);
        if (!out.require(field, list.has_value(), place(field) + " is not a list of its length")) return;
        out.near(field, list->back(), gripper, 0, place(field) + " gripper");
        if (!valid()) {
            for (size_t i = 0; i < count + 3; ++i) out.near(field, (*list)[i], kNan, 0, place(field));
            return;
        }
        const Eigen::Matrix4d& pose = *m_camera.tcp[m_arm][static_cast<size_t>(m_frame)];
        out.nearAll(field, Eigen::Map<const Eigen::Vector3d>(list->data()), pose.topRightCorner<3, 1>(),
                    kRounding, place(field));
        out.nearAll(field, matrixOf(list->data() + 3), pose.topLeftCorner<3, 3>(), kRounding, place(field));
    }

    void checkPart(size_t part, bool drawn, std::optional<ImageU8>& mask) {
        Comparison& out = m_check.comparison;
        const std::string field = std::string("mask_") + kMaskKeys[part];
        const json text = member(m_fields, field.c_str());
        if (!out.require("masks", text.is_string() && text.get<std::string>().empty() == !drawn,
                         place(field) + (drawn ? " is missing" : " is not empty")))
            return;
        std::array<int, 4> box = {-1, -1, -1, -1};
        if (drawn) {
            const CameraModel& model = m_camera.calibration.camera;
            Result<ImageU8> decoded = decodeRleJson(text.get<std::string>(), model.width, model.height);
            if (!out.require("run lengths", decoded.has_value(),
                             place(field) + ": " + (decoded ? "" : decoded.error().message)))
                return;
            box = MaskChecks::boundsOf(*decoded);
            mask = std::move(*decoded);
        }
        const std::string boxField = std::string("bbox_") + kMaskKeys[part];
        near(boxField, {box.begin(), box.end()}, 0);
    }

    const EpisodeCheck& m_check;
    const ExpectedCamera& m_camera;
    size_t m_arm;
    int m_frame;
    const json& m_fields;
};

void checkCamera(const EpisodeCheck& check, const ExpectedCamera& camera, const json& stored) {
    Comparison& out = check.comparison;
    const Calibration& c = camera.calibration;
    nearList(out, "intrinsic", flattened(member(stored, "intrinsic")),
             {c.camera.fx, 0, c.camera.cx, 0, c.camera.fy, c.camera.cy, 0, 0, 1}, kRounding, "intrinsic");
    if (c.camFromBase)
        nearList(out, "extrinsic", flattened(member(stored, "extrinsic")), rowMajor(c.camFromBase->matrix()),
                 kRounding, "extrinsic");
    else
        out.require("extrinsic", member(stored, "extrinsic").is_null(), "extrinsic is not null");
    const json frames = member(stored, "frames");
    if (!out.require("frames", frames.is_array() && frames.size() == camera.frames.size(),
                     fmt::format("{} frames instead of {}", frames.size(), camera.frames.size())))
        return;
    const std::set<int> redrawn = check.masks.framesToRedraw(camera);
    size_t row = 0;
    for (const int frame : camera.frames) {
        const json& entry = frames[row++];
        out.require("frames", member(entry, "frame") == frame, fmt::format("frame {}", frame));
        nearList(out, "timestamp", json::array({member(entry, "timestamp")}),
                 {check.expected.episode->timestamps[static_cast<size_t>(frame)]}, kRounding,
                 fmt::format("frame {}", frame));
        StoredMasks masks;
        masks.modal.resize(check.expected.arms.size());
        bool any = false;
        for (size_t a = 0; a < check.expected.arms.size(); ++a) {
            const json fields = member(entry, check.expected.arms[a].name.c_str());
            if (!out.require(
                    "arms", fields.is_object() && fields.size() == 13,
                    fmt::format("frame {} has not the 13 fields of {}", frame, check.expected.arms[a].name)))
                continue;
            ArmCheck(check, camera, a, frame, fields).run(masks.modal[a]);
            any = any || masks.modal[a][0];
        }
        check.masks.check(masks, camera, frame, any && redrawn.contains(frame));
    }
}

}  // namespace

Result<void> checkJson(const EpisodeCheck& check) {
    const auto path = check.folder / (episodeName(check.expected.index) + ".json");
    const Result<json> read = readJson(path);
    if (!read) return tl::unexpected(read.error());
    check.comparison.at(fmt::format("episode {}", check.expected.index));
    check.comparison.require("cameras", read->is_object() && read->size() == check.expected.cameras.size(),
                             "not the cameras of the manifest");
    for (const ExpectedCamera& camera : check.expected.cameras) {
        const std::string& name = camera.calibration.cameraName;
        check.comparison.at(fmt::format("episode {} camera {}", check.expected.index, name));
        const json stored = member(*read, name.c_str());
        if (check.comparison.require("cameras", stored.is_object(), "is missing"))
            checkCamera(check, camera, stored);
    }
    return {};
}

}  // namespace camframe::verify
