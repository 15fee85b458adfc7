// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/commands/labels/label_json.h"
#include "app/commands/labels/label_writer.h"
#include "model/core/coco_rle.h"

namespace camframe {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

Json boxJson(const MaskPair* masks) {
    const PixelBox box = masks ? boundingBox(masks->modal) : PixelBox{};
    return {box.x1, box.y1, box.x2, box.y2};
}

/// The eleven fields of the reference for one arm in one frame, with is_placeholder and valid. Numbers that
/// are not known are null.
Json armJson(const EpisodeLabels& labels, size_t camera, size_t arm, size_t row, const FrameLabels& drawn) {
    const ArmActions& actions = labels.actions().cameras[camera].arms[arm];
    const bool valid = actions.valid[row] != 0;
    const double gripper = labels.actions().arms[arm].gripperRaw[row];
    const Eigen::Matrix3d r = actions.camFromTcp[row].linear();
    const Eigen::Vector3d xyz = actions.camFromTcp[row].translation();
    const auto withPosition = [&](const auto& rotation) {
        Json out = valid ? listJson(xyz) : nullsJson(3);
        const Json turned = valid ? listJson(rotation) : nullsJson(static_cast<size_t>(rotation.size()));
        out.insert(out.end(), turned.begin(), turned.end());
        out.push_back(numberJson(gripper));
        return out;
    };
    Json out;
    out["uv"] = listJson(actions.uv[row]);
    out["uvd"] = listJson(Eigen::Vector3d(actions.uv[row].x(), actions.uv[row].y(), actions.depth[row]));
    out["xyz_euler_g"] = withPosition(eulerStaticXyz(r));
    out["xyz_quat_g"] = withPosition(quaternionWxyz(r));
    const Eigen::Matrix<double, 3, 3, Eigen::RowMajor> rows = r;
    out["xyz_mat_g"] = withPosition(Eigen::Map<const Eigen::Matrix<double, 9, 1>>(rows.data()));
    constexpr std::array kNames = {"with_gripper", "without_gripper", "gripper"};
    const auto masksOf = [&](size_t part) {
        return drawn.drawn && drawn.armDrawn[arm] ? &drawn.arms[arm][part] : nullptr;
    };
    for (size_t p = 0; p < kLabelParts.size(); ++p)
        out[std::string("bbox_") + kNames[p]] = boxJson(masksOf(p));
    for (size_t p = 0; p < kLabelParts.size(); ++p) {
        const MaskPair* masks = masksOf(p);
        out[std::string("mask_") + kNames[p]] = masks ? cocoRleJson(masks->modal) : "";
    }
    out["is_placeholder"] = !valid;
    out["valid"] = valid;
    return out;
}

/// The reference's labels: {camera: {intrinsic, extrinsic, frames: [{frame, timestamp, ARM: {fields}}]}}.
class JsonWriter : public LabelWriter {
public:
    explicit JsonWriter(LabelContents labels) : m_labels(labels) {}
    fs::path unit(int episode) const override { return episodeName(episode) + ".json"; }
    LabelContents contents() const override { return m_labels; }

    Result<void> write(EpisodeLabels& labels, const fs::path& path, const RunContext& context) override {
        std::ofstream file(path, std::ios::binary);
        file << "{";
        const ActionEpisode& actions = labels.actions();
        std::optional<size_t> open;
        const auto begin = [&](size_t camera) {
            if (open) file << "\n]},";
            open = camera;
            const Calibration& c = actions.cameras[camera].calibration;
            const Json intrinsic = matrixJson(c.camera.matrix()),
                       extrinsic = c.camFromBase ? matrixJson(c.camFromBase->matrix()) : Json(nullptr);
            file << '\n'
                 << dumpJson(c.cameraName) << ": {\"intrinsic\": " << intrinsic.dump()
                 << ", \"extrinsic\": " << extrinsic.dump() << ", \"frames\": [";
        };
        std::vector<bool> first(actions.cameras.size(), true);
        auto done = forEachRow(labels, context, [&](size_t camera, size_t row) -> Result<void> {
            if (open != camera) begin(camera);
            FrameLabels drawn;
            if (m_labels == LabelContents::Masks) {
                Result<FrameLabels> made = labels.draw(camera, row, false);
                if (!made) return tl::unexpected(made.error());
                drawn = std::move(*made);
            }
            Json frame{{"frame", actions.frames[row]}, {"timestamp", numberJson(actions.timestamps[row])}};
            for (size_t a = 0; a < actions.arms.size(); ++a)
                frame[actions.arms[a].arm] = armJson(labels, camera, a, row, drawn);
            file << (first[camera] ? "\n" : ",\n") << dumpJson(frame);
            first[camera] = false;
            return {};
        });
        if (!done) return done;
        file << (open ? "\n]}\n}\n" : "}\n");
        file.close();
        if (!file)
            return makeError(ErrorKind::Output,
                             "Cannot write {}; check the folder's permissions and free space.",
                             path.string());
        return {};
    }

private:
    LabelContents m_labels;
};

}  // namespace

std::unique_ptr<LabelWriter> makeJsonWriter(LabelContents labels) {
    return std::make_unique<JsonWriter>(labels);
}

}  // namespace camframe
