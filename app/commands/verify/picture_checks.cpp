// SPDX-License-Identifier: Apache-2.0
/// Formats of one picture per frame: masks and depth.
#include <fmt/format.h>

#include <algorithm>

#include "app/commands/verify/format_checks.h"
#include "model/core/io/atomic_file.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/image_io.h"

namespace camframe::verify {

namespace fs = std::filesystem;

namespace {

size_t filesBelow(const fs::path& folder) {
    size_t count = 0;
    std::error_code error;
    for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        count += it->is_regular_file();
    return count;
}

uint32_t bigEndian(const std::string& bytes, size_t at) {
    uint32_t value = 0;
    for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
    return value;
}

/// Text entries of a PNG, from the description of its chunks: tEXt is keyword, 0, text; iTXt has two bytes on
/// compression and two more texts, each ended by 0, between.
std::map<std::string, std::string> textsOf(const std::string& png) {
    std::map<std::string, std::string> out;
    for (size_t at = 8; at + 12 <= png.size();) {
        const size_t length = bigEndian(png, at);
        const std::string type = png.substr(at + 4, 4);
        if (length > png.size() - at - 12) break;
        const std::string data = png.substr(at + 8, length);
        at += length + 12;
        const size_t keyword = data.find('\0');
        if ((type != "tEXt" && type != "iTXt") || keyword == std::string::npos) continue;
        size_t text = keyword + 1;
        if (type == "iTXt") {
            text += 2;
            for (int skipped = 0; skipped < 2 && text != 0; ++skipped) text = data.find('\0', text) + 1;
        }
        if (text > 0 && text <= data.size()) out[data.substr(0, keyword)] = data.substr(text);
    }
    return out;
}

class MaskFolderCheck {
public:
    MaskFolderCheck(const EpisodeCheck& check, const ExpectedCamera& camera)
        : m_check(check),
          m_camera(camera),
          m_out(check.comparison),
          m_size{camera.calibration.camera.width, camera.calibration.camera.height},
          m_folder(check.folder / fmt::format("episode_{:06d}", check.expected.index) /
                   encodePathComponent(camera.calibration.cameraName)) {}

    void run() {
        const std::set<int> redrawn = m_check.masks.framesToRedraw(m_camera);
        for (const int frame : m_camera.frames)
            if (m_camera.drawn(frame)) checkFrame(frame, redrawn.contains(frame));
        const size_t files = filesBelow(m_folder);
        m_out.require("files", files == m_files, fmt::format("{} instead of {}", files, m_files));
    }

private:
    std::optional<ImageU8> mask(const fs::path& folder, int frame) {
        ++m_files;
        Result<ImageU8> read = readMask(m_folder / folder / fmt::format("{:06d}.png", frame), m_size);
        if (!m_out.require("mask files", read.has_value(), read ? "" : read.error().message))
            return std::nullopt;
        return std::move(*read);
    }

    void checkFrame(int frame, bool redraw) {
        const RayDrawer& drawer = m_check.masks.drawer();
        StoredMasks masks;
        masks.hasLinks = masks.hasAmodalLinks = masks.everyLink = true;
        std::map<std::string, std::string> names;
        for (int id = 1; id <= static_cast<int>(drawer.linkNames().size()); ++id) {
            if (drawer.ignored(id) || !drawer.known(m_camera, frame, id)) continue;
            const std::string& link = drawer.linkNames()[static_cast<size_t>(id) - 1];
            names[fmt::format("link {:03d}", id)] = link;
            masks.links[id] = ImageU8(m_size.width, m_size.height);
            if (auto whole = mask(fs::path("links_amodal") / encodePathComponent(link), frame))
                masks.linksAmodal[id] = std::move(*whole);
        }
        readIds(frame, names, masks);
        for (size_t a = 0; a < m_check.expected.arms.size(); ++a) {
            masks.modal.emplace_back();
            masks.amodal.emplace_back();
            if (!m_camera.valid(a, frame)) continue;
            const fs::path arm = encodePathComponent(m_check.expected.arms[a].name);
            for (size_t p = 0; p < kPartNames.size(); ++p) {
                masks.modal[a][p] = mask(arm / kPartNames[p], frame);
                masks.amodal[a][p] = mask(arm / (std::string(kPartNames[p]) + "_amodal"), frame);
            }
        }
        m_check.masks.check(masks, m_camera, frame, redraw);
    }

    /// Modal masks of the links from the picture of their numbers.
    void readIds(int frame, const std::map<std::string, std::string>& names, StoredMasks& masks) {
        const fs::path file = m_folder / "links" / fmt::format("{:06d}.png", frame);
        ++m_files;
        const Result<ImageU8> ids = readRgb(file, m_size);  // grey: three times the same
        const Result<std::string> bytes = readFile(file, size_t{256} << 20);
        if (!m_out.require("mask files", ids && bytes, ids ? "" : ids.error().message)) return;
        m_out.require("names of links", textsOf(*bytes) == names, fmt::format("frame {}", frame));
        bool known = true;
        for (size_t i = 0; i < pixelCount(); ++i) {
            const uint8_t id = ids->data[3 * i];
            if (id == 0) continue;
            const auto link = masks.links.find(id);
            known = known && link != masks.links.end();
            if (link != masks.links.end()) link->second.data[i] = 255;
        }
        m_out.require("links", known, fmt::format("frame {} shows a number that is no drawn link's", frame));
    }

    size_t pixelCount() const {
        return static_cast<size_t>(m_size.width) * static_cast<size_t>(m_size.height);
    }

    const EpisodeCheck& m_check;
    const ExpectedCamera& m_camera;
    Comparison& m_out;
    PictureSize m_size;
    fs::path m_folder;
    size_t m_files = 0;  ///< That must be there.
};

void at(const EpisodeCheck& check, const ExpectedCamera& camera) {
    check.comparison.at(
        fmt::format("episode {} camera {}", check.expected.index, camera.calibration.cameraName));
}

}  // namespace

Result<void> checkMasks(const EpisodeCheck& check) {
    for (const ExpectedCamera& camera : check.expected.cameras) {
        at(check, camera);
        MaskFolderCheck(check, camera).run();
    }
    return {};
}

Result<void> checkDepth(const EpisodeCheck& check) {
    for (const ExpectedCamera& camera : check.expected.cameras) {
        at(check, camera);
        const CameraModel& model = camera.calibration.camera;
        const fs::path folder = check.folder / fmt::format("episode_{:06d}", check.expected.index) /
                                encodePathComponent(camera.calibration.cameraName);
        const std::set<int> redrawn = check.masks.framesToRedraw(camera);
        size_t drawn = 0;
        for (const int frame : camera.frames) {
            if (!camera.drawn(frame)) continue;
            ++drawn;
            StoredMasks masks;
            Result<ImageU16> depth = readDepthMm(folder / fmt::format("{:06d}.png", frame),
                                                 PictureSize{model.width, model.height});
            if (!check.comparison.require("depth files", depth.has_value(),
                                          depth ? "" : depth.error().message))
                continue;
            masks.depthMm = std::move(*depth);
            check.masks.check(masks, camera, frame, redrawn.contains(frame));
        }
        const size_t files = filesBelow(folder);
        check.comparison.require("files", files == drawn, fmt::format("{} instead of {}", files, drawn));
    }
    return {};
}

}  // namespace camframe::verify
