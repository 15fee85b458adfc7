// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/commands/verify/hdf5_tree.h"
#include "app/commands/verify/rle_decoder.h"
#include "model/core/io/calibration_file.h"

namespace camframe::verify {

namespace {

/// uv and uvd are stored in 32 bits: half a unit in the last place of some thousand pixels.
constexpr double kSingle = 5e-4;

class Hdf5LabelCheck {
public:
    Hdf5LabelCheck(const EpisodeCheck& check, Hdf5Tree& tree)
        : m_check(check),
          m_expected(check.expected),
          m_out(check.comparison),
          m_tree(tree),
          m_rows(tree.rows()) {}

    void run(const ExpectedCamera& camera) {
        const std::string group = "labels/" + encodePathComponent(camera.calibration.cameraName) + "/";
        const auto asked = [&](const char* option) {
            return m_check.options.find(option) != std::string::npos;
        };
        const bool masks = asked("labels=masks"), depth = asked("depth=true");
        for (size_t a = 0; a < m_expected.arms.size() && (masks || asked("labels=points")); ++a)
            checkPoints(camera, a, group + encodePathComponent(m_expected.arms[a].name) + "/");
        const CameraModel& model = camera.calibration.camera;
        const auto height = static_cast<uint64_t>(model.height), width = static_cast<uint64_t>(model.width);
        std::optional<Hdf5Dataset> pictures;
        if (depth) pictures = m_tree.dataset(group + "depth_mm", "u2", {m_rows, height, width});
        if (masks || pictures) checkDrawn(camera, group, masks, pictures);
    }

private:
    void checkPoints(const ExpectedCamera& camera, size_t a, const std::string& group) {
        std::vector<ExpectedPixel> pixels;
        std::vector<double> depth;
        for (const int frame : m_expected.rows) {
            ExpectedPixel pixel;
            pixel.uv.setConstant(kNan);
            depth.push_back(kNan);
            if (camera.valid(a, frame)) {
                const Eigen::Vector3d point =
                    camera.tcp[a][static_cast<size_t>(frame)]->topRightCorner<3, 1>();
                pixel = expectedPixel(camera.calibration.camera, point);
                depth.back() = point.z();
            }
            pixels.push_back(pixel);
        }
        const auto single = [](double value) { return kSingle + 1e-6 * std::abs(value); };
        const auto checkPoint = [&](const char* name, size_t columns) {
            const auto read = m_tree.numbers(group + name, "f4", {m_rows, columns});
            if (!read) return;
            for (size_t t = 0; t < m_rows; ++t)
                for (size_t c = 0; c < columns; ++c) {
                    const double expected = c < 2 ? pixels[t].uv[static_cast<Eigen::Index>(c)] : depth[t];
                    const double tolerance = c < 2 ? single(expected) : 1e-5;
                    m_out.near(name, (*read)[t * columns + c], expected,
                               std::isfinite(expected) ? tolerance : 0, m_tree.rowText(group + name, t));
                }
        };
        checkPoint("uv", 2);
        checkPoint("uvd", 3);
        if (const auto visible = m_tree.numbers(group + "visible", "u1", {m_rows}))
            m_tree.checkRows(group + "visible", *visible, 1,
                             [&](size_t t, size_t) { return pixels[t].visible ? 1.0 : 0.0; });
    }

    using Texts = std::optional<std::vector<std::string>>;
    struct ArmTexts {
        std::array<Texts, 3> modal, amodal;
        std::array<std::optional<std::vector<double>>, 3> boxes;
    };

    void checkDrawn(const ExpectedCamera& camera, const std::string& group, bool masks,
                    const std::optional<Hdf5Dataset>& depth) {
        std::vector<ArmTexts> arms;
        Texts links, linksAmodal;
        for (size_t a = 0; a < m_expected.arms.size() && masks; ++a) {
            const std::string arm = group + encodePathComponent(m_expected.arms[a].name) + "/";
            ArmTexts& read = arms.emplace_back();
            for (size_t p = 0; p < kPartNames.size(); ++p) {
                read.modal[p] = m_tree.texts(arm + "mask_" + kPartNames[p]);
                read.amodal[p] = m_tree.texts(arm + "mask_" + kPartNames[p] + "_amodal");
                read.boxes[p] = m_tree.numbers(arm + "bbox_" + kPartNames[p], "i4", {m_rows, 4});
            }
        }
        if (masks) {
            links = m_tree.texts(group + "links");
            linksAmodal = m_tree.texts(group + "links_amodal");
        }
        const std::set<int> redrawn = m_check.masks.framesToRedraw(camera);
        for (size_t t = 0; t < m_rows; ++t) {
            const int frame = m_expected.rows[t];
            StoredMasks stored;
            stored.everyLink = true;
            stored.modal.resize(arms.size());
            stored.amodal.resize(arms.size());
            for (size_t a = 0; a < arms.size(); ++a)
                for (size_t p = 0; p < kPartNames.size(); ++p) {
                    const bool drawn = camera.drawn(frame) && camera.valid(a, frame);
                    stored.modal[a][p] = decoded(camera, arms[a].modal[p], t, drawn, kPartNames[p]);
                    stored.amodal[a][p] = decoded(camera, arms[a].amodal[p], t, drawn, kPartNames[p]);
                    if (!arms[a].boxes[p]) continue;
                    std::array<int, 4> box = {-1, -1, -1, -1};
                    if (stored.modal[a][p]) box = MaskChecks::boundsOf(*stored.modal[a][p]);
                    for (size_t i = 0; i < 4; ++i)
                        m_out.near(std::string("bbox_") + kPartNames[p], (*arms[a].boxes[p])[4 * t + i],
                                   box[i], 0, fmt::format("row {}", t));
                }
            stored.hasLinks = links && decodedLinks(camera, *links, t, stored.links);
            stored.hasAmodalLinks = linksAmodal && decodedLinks(camera, *linksAmodal, t, stored.linksAmodal);
            if (depth) readDepth(camera, *depth, t, frame, stored);
            m_check.masks.check(stored, camera, frame, redrawn.contains(frame));
        }
    }

    std::optional<ImageU8> decoded(const ExpectedCamera& camera, const Texts& texts, size_t row, bool drawn,
                                   const char* part) {
        if (!texts) return std::nullopt;
        const std::string& text = (*texts)[row];
        if (!drawn || text.empty()) {
            m_out.require("masks", drawn == !text.empty(),
                          fmt::format("row {} mask_{} is {}", row, part, drawn ? "missing" : "not empty"));
            return std::nullopt;
        }
        const CameraModel& model = camera.calibration.camera;
        Result<ImageU8> mask = decodeRleJson(text, model.width, model.height);
        if (!m_out.require("run lengths", mask.has_value(),
                           fmt::format("row {} mask_{}: {}", row, part, mask ? "" : mask.error().message)))
            return std::nullopt;
        return std::move(*mask);
    }

    /// @return  They could all be read.
    bool decodedLinks(const ExpectedCamera& camera, const std::vector<std::string>& texts, size_t row,
                      std::map<int, ImageU8>& out) {
        const bool drawn = camera.drawn(m_expected.rows[row]);
        if (!m_out.require("links", drawn == !texts[row].empty(), fmt::format("row {} of links", row)))
            return false;
        if (!drawn) return false;
        const auto json = nlohmann::json::parse(texts[row], nullptr, false);
        if (!m_out.require("links", json.is_object(), fmt::format("row {} of links is no JSON object", row)))
            return false;
        const RayDrawer& drawer = m_check.masks.drawer();
        const CameraModel& model = camera.calibration.camera;
        bool all = true;
        for (const auto& [name, rle] : json.items()) {
            const auto found = std::ranges::find(drawer.linkNames(), name);
            if (!m_out.require("links", found != drawer.linkNames().end(), "the robot has no link " + name)) {
                all = false;
                continue;
            }
            Result<ImageU8> mask = decodeRleJson(rle.dump(), model.width, model.height);
            if (!m_out.require(
                    "run lengths", mask.has_value(),
                    fmt::format("row {} link {}: {}", row, name, mask ? "" : mask.error().message))) {
                all = false;
                continue;
            }
            out[static_cast<int>(found - drawer.linkNames().begin()) + 1] = std::move(*mask);
        }
        return all;
    }

    void readDepth(const ExpectedCamera& camera, const Hdf5Dataset& pictures, size_t row, int frame,
                   StoredMasks& stored) {
        const auto picture = pictures.readRow(row);
        if (!m_out.require("depth", picture.has_value(), picture ? "" : picture.error().message)) return;
        const bool empty = std::ranges::all_of(*picture, [](double d) { return d == 0; });
        if (!camera.drawn(frame)) {
            m_out.require("depth", empty, fmt::format("row {} is not empty", row));
            return;
        }
        ImageU16 depth(camera.calibration.camera.width, camera.calibration.camera.height);
        // Sixteen bits are what the dataset states; its reader is not believed any more than the file.
        std::ranges::transform(*picture, depth.data.begin(),
                               [](double d) { return static_cast<uint16_t>(d >= 0 && d <= 65535 ? d : 0); });
        // Depth is exactly where the masks are.
        if (stored.hasLinks) {
            bool same = true;
            std::vector<bool> robot(depth.data.size());
            for (const auto& [id, mask] : stored.links)
                for (size_t i = 0; i < robot.size(); ++i) robot[i] = robot[i] || mask.data[i];
            for (size_t i = 0; i < robot.size() && same; ++i) same = robot[i] == (depth.data[i] > 0);
            m_out.require("depth", same, fmt::format("row {} is not where the links are", row));
        }
        stored.depthMm = std::move(depth);
    }

    const EpisodeCheck& m_check;
    const ExpectedEpisode& m_expected;
    Comparison& m_out;
    Hdf5Tree& m_tree;
    uint64_t m_rows;
};

}  // namespace

void checkHdf5Labels(Hdf5Tree& tree, const EpisodeCheck& check, const ExpectedCamera& camera) {
    Hdf5LabelCheck(check, tree).run(camera);
}

}  // namespace camframe::verify
