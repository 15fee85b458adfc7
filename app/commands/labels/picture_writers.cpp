// SPDX-License-Identifier: Apache-2.0
#include "app/commands/labels/label_writer.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/image_io.h"

namespace camframe {

namespace fs = std::filesystem;

namespace {

fs::path cameraFolder(const EpisodeLabels& labels, size_t camera, const fs::path& unit) {
    return unit / encodePathComponent(labels.actions().cameras[camera].calibration.cameraName);
}

std::string pngName(const EpisodeLabels& labels, size_t row) {
    return fmt::format("{:06d}.png", labels.actions().frames[row]);
}

/// UNIT/<camera>/links/%06d.png (k = k-th link with visual geometry),
/// UNIT/<camera>/links_amodal/<link>/%06d.png and UNIT/<camera>/<arm>/<part>[_amodal]/%06d.png (255 =
/// inside). Frames that are not drawn have no file.
class MasksWriter : public LabelWriter {
public:
    fs::path unit(int episode) const override { return episodeName(episode); }
    LabelContents contents() const override { return LabelContents::Masks; }
    Result<void> write(EpisodeLabels& labels, const fs::path& path, const RunContext& context) override {
        std::error_code error;
        fs::create_directories(path, error);
        return forEachRow(labels, context, [&](size_t camera, size_t row) -> Result<void> {
            const Result<FrameLabels> drawn = labels.draw(camera, row);
            if (!drawn) return tl::unexpected(drawn.error());
            if (!drawn->drawn) return {};
            const fs::path folder = cameraFolder(labels, camera, path);
            const std::string name = pngName(labels, row);
            std::map<std::string, std::string> names;
            for (const FrameLabels::LinkMasks& link : drawn->links) {
                names[fmt::format("link {:03d}", link.id)] = link.name;
                if (auto done = writeInUnit(folder / "links_amodal" / encodePathComponent(link.name) / name,
                                            encodePng(link.masks.amodal));
                    !done)
                    return done;
            }
            if (auto done = writeInUnit(folder / "links" / name, encodePng(drawn->linkIds, names)); !done)
                return done;
            for (size_t a = 0; a < drawn->arms.size(); ++a) {
                if (!drawn->armDrawn[a]) continue;
                const fs::path arm = folder / encodePathComponent(labels.actions().arms[a].arm);
                for (const LabelPart part : kLabelParts) {
                    const MaskPair& masks = drawn->arms[a][static_cast<size_t>(part)];
                    const std::string partName(toString(part));
                    if (auto done = writeInUnit(arm / partName / name, encodePng(masks.modal)); !done)
                        return done;
                    if (auto done = writeInUnit(arm / (partName + "_amodal") / name, encodePng(masks.amodal));
                        !done)
                        return done;
                }
            }
            return {};
        });
    }
};

/// UNIT/<camera>/%06d.png: 16 bit, millimetres, 0 = no robot.
class DepthWriter : public LabelWriter {
public:
    fs::path unit(int episode) const override { return episodeName(episode); }
    bool depth() const override { return true; }
    Result<void> write(EpisodeLabels& labels, const fs::path& path, const RunContext& context) override {
        std::error_code error;
        fs::create_directories(path, error);
        return forEachRow(labels, context, [&](size_t camera, size_t row) -> Result<void> {
            const Result<FrameLabels> drawn = labels.draw(camera, row, false);
            if (!drawn) return tl::unexpected(drawn.error());
            if (!drawn->drawn) return {};
            return writeInUnit(cameraFolder(labels, camera, path) / pngName(labels, row),
                               encodePng(drawn->depthMm));
        });
    }
};

}  // namespace

std::unique_ptr<LabelWriter> makeMasksWriter() {
    return std::make_unique<MasksWriter>();
}

std::unique_ptr<LabelWriter> makeDepthWriter() {
    return std::make_unique<DepthWriter>();
}

}  // namespace camframe
