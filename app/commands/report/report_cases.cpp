// SPDX-License-Identifier: Apache-2.0
#include "app/commands/report/report_cases.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "app/commands/pictures/picture_commands.h"
#include "app/commands/report/html_parts.h"
#include "app/commands/report/svg_plot.h"
#include "model/core/evaluation.h"
#include "model/core/io/calibration_file.h"
#include "model/core/telling_frames.h"

namespace camframe {

namespace {

constexpr int kPictureWidth = 400, kPictureQuality = 80;
constexpr size_t kMostPictures = 3;
constexpr Rgb kBeforeTint{255, 126, 40};

/// The start, and of the other telling frames those in which the tool is farthest from what is already shown.
std::vector<int> framesToShow(const OpenedResult& opened) {
    std::vector<int> telling, shown;
    for (const TellingFrame& frame : tellingFrames(opened.motion)) telling.push_back(frame.frame);
    // Where another pose fits as well, the frame that tells the two apart comes first.
    for (const AlternativePose& other : opened.calibration().alternatives)
        if (shown.empty() && other.frame < static_cast<int>(opened.motion.baseFromLink.size()) &&
            opened.motion.valid(other.frame))
            shown.push_back(other.frame);
    if (shown.empty() && !telling.empty()) shown.push_back(telling.front());
    const auto tool = [&](int frame) -> Eigen::Vector3d {
        return opened.motion
            .baseFromLink[static_cast<size_t>(frame)][static_cast<size_t>(opened.motion.toolLink)]
            .translation();
    };
    const auto apart = [&](int frame) {
        double nearest = std::numeric_limits<double>::max();
        for (const int other : shown) nearest = std::min(nearest, (tool(frame) - tool(other)).norm());
        return nearest;
    };
    while (shown.size() < kMostPictures && !telling.empty()) {
        const auto farthest = std::ranges::max_element(telling, {}, apart);
        if (apart(*farthest) <= 0 && shown.size() > 1) break;
        if (std::ranges::find(shown, *farthest) == shown.end()) shown.push_back(*farthest);
        telling.erase(farthest);
    }
    std::ranges::sort(shown);
    return shown;
}

std::string figures(const ReportRow& row, const ReportRow* before) {
    std::vector<std::string> parts;
    if (row.quality.risk) parts.push_back(fmt::format("risk <b>{:.1f} %</b>", 100 * *row.quality.risk));
    if (row.quality.expectedTcpErrorMm)
        parts.push_back(fmt::format("expected error <b>{:.1f} mm</b>", *row.quality.expectedTcpErrorMm));
    if (row.quality.contourRmsPx)
        parts.push_back(fmt::format("contour <b>{:.2f} px</b>", *row.quality.contourRmsPx));
    const auto& iou = row.quality.holdoutIou ? row.quality.holdoutIou : row.quality.maskIou;
    if (iou)
        parts.push_back(fmt::format("IoU <b>{:.3f}</b>{}", *iou, row.quality.holdoutIou ? " held out" : ""));
    if (before) {
        std::string text = fmt::format("before: <b>{}</b>", toString(before->status));
        if (before->quality.risk) text += fmt::format(", risk {:.1f} %", 100 * *before->quality.risk);
        if (before->camFromBase && row.camFromBase) {
            const PoseError apart = comparePoses(*row.camFromBase, *before->camFromBase);
            text += fmt::format("; camera moved {:.0f} mm, turned {:.1f}&deg;", apart.translationMm,
                                apart.rotationDeg);
        }
        parts.push_back(text);
    }
    std::string html;
    for (const std::string& part : parts) html += "<span>" + part + "</span>";
    return html;
}

}  // namespace

Result<std::string> CaseDrawer::pictures(const StoredCalibration& stored, const ReportRow* before,
                                         const RunContext& context) {
    const Result<OpenedResult> opened = m_sessions.open(stored);
    if (!opened) return tl::unexpected(opened.error());
    if (!opened->pose)
        return std::string("<p class=\"small\">There is no pose to draw, not even a guess.</p>\n");
    const CameraModel& camera = opened->calibration().camera;
    const int height =
        std::max(1, static_cast<int>(std::lround(1.0 * kPictureWidth * camera.height / camera.width)));
    PaintParts parts;
    parts.fill = parts.outline = parts.points = true;
    auto painter = OverlayPainter::make(*opened, parts, kPictureWidth, height, m_renderer);
    if (!painter) return tl::unexpected(painter.error());
    const auto source = opened->session->reader().openFrames(opened->loaded->episode, *opened->stream);
    if (!source) return tl::unexpected(source.error());
    std::string html = "<div class=\"strip\">\n";
    for (const int frame : framesToShow(*opened)) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        const auto picture = (*source)->read(frame);
        if (!picture) return tl::unexpected(picture.error());
        const auto painted = (*painter)->paint(*picture, frame);
        if (!painted) return tl::unexpected(painted.error());
        html += "<figure>";
        if (before && before->camFromBase) {
            const auto earlier = (*painter)->paintAs(*picture, frame, *before->camFromBase, kBeforeTint);
            if (!earlier) return tl::unexpected(earlier.error());
            html +=
                pictureTag(*earlier, fmt::format("Frame {} with the earlier pose", frame), kPictureQuality);
        }
        html += pictureTag(*painted, fmt::format("Frame {}", frame), kPictureQuality);
        html += fmt::format(
            "<figcaption>Frame {}{}</figcaption></figure>\n", frame,
            usedInFit(opened->calibration(), frame) ? "" : " <span class=\"tag\">not in the fit</span>");
    }
    return html + "</div>\n";
}

Result<std::string> CaseDrawer::draw(const ReportRow& row, const ReportRow* before,
                                     const RunContext& context) {
    Result<Calibration> calibration = readCalibration(row.file);
    if (!calibration) return tl::unexpected(calibration.error());
    const StoredCalibration stored{row.file, std::move(*calibration)};
    std::string html = fmt::format(
        "<article class=\"case\">\n<h3><span class=\"badge {0}\">{0}</span>{1}</h3>\n<p "
        "class=\"figures\">{2}</p>\n",
        toString(row.status), escapeHtml(cameraTitle(stored.calibration)), figures(row, before));
    if (row.status != CalibrationStatus::Ok && !stored.calibration.reasons.empty()) {
        html += "<ul>\n";
        for (size_t i = 0; i < std::min<size_t>(4, stored.calibration.reasons.size()); ++i)
            html += fmt::format("<li>{}</li>\n", escapeHtml(stored.calibration.reasons[i]));
        html += "</ul>\n";
    }
    const Result<std::string> drawn = pictures(stored, before, context);
    if (!drawn && (drawn.error().kind == ErrorKind::Stopped || drawn.error().kind == ErrorKind::System))
        return tl::unexpected(drawn.error());
    html += drawn
                ? *drawn
                : fmt::format("<p class=\"small\">No pictures: {}</p>\n", escapeHtml(drawn.error().message));
    if (row.status == CalibrationStatus::Failed && row.hasGuess)
        html += "<p class=\"small\">Drawn is the best guess of a failed calibration.</p>\n";
    return html + "</article>\n";
}

}  // namespace camframe
