// SPDX-License-Identifier: Apache-2.0
#include "app/commands/report/report_rows.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "app/commands/results.h"
#include "model/core/evaluation.h"
#include "model/core/io/atomic_file.h"
#include "model/core/io/calibration_file.h"

namespace camframe {

namespace fs = std::filesystem;

namespace {

constexpr size_t kMostMessages = 8;
/// More distinct reasons than the program knows only come from files that others wrote.
constexpr size_t kMostReasons = 200;

/// "The mark was lost (frames 3, 4)." without what stands in brackets at its end.
std::string withoutDetail(const std::string& reason) {
    const size_t bracket = reason.rfind(" (");
    if (bracket == std::string::npos || reason.find(')', bracket) == std::string::npos) return reason;
    return reason.substr(0, bracket);
}

ReportRow rowOf(const fs::path& file, Calibration&& c) {
    ReportRow row;
    row.file = file;
    row.episode = c.episode;
    row.camera = std::move(c.cameraName);
    row.dataset = std::move(c.dataset);
    row.status = c.status;
    row.quality = c.quality;
    row.lens = c.camera;
    row.intrinsicsSource = c.intrinsicsSource;
    row.camFromBase = c.camFromBase;
    row.seconds = c.timing.total;
    row.hasGuess = c.camFromBaseGuess.has_value();
    return row;
}

std::string csvText(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

std::string csvNumber(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? fmt::format("{:.9g}", *value) : std::string();
}

}  // namespace

double ReportRow::severity() const {
    const double byStatus = status == CalibrationStatus::Failed   ? 1
                            : status == CalibrationStatus::Review ? 0.5
                                                                  : 0;
    const double risk = quality.risk && std::isfinite(*quality.risk) ? *quality.risk : byStatus;
    return status == CalibrationStatus::Failed ? 1 + risk : risk;
}

std::array<size_t, 3> ReportRows::counts() const {
    std::array<size_t, 3> counts{};
    for (const ReportRow& row : rows) ++counts[static_cast<size_t>(row.status)];
    return counts;
}

const ReportRow* ReportRows::find(int episode, const std::string& camera) const {
    const auto key = [](const ReportRow& row) { return std::tie(row.episode, row.camera); };
    const auto found = std::ranges::lower_bound(rows, std::tie(episode, camera), {}, key);
    return found != rows.end() && key(*found) == std::tie(episode, camera) ? &*found : nullptr;
}

Result<ReportRows> readReportRows(const fs::path& source, const RunContext& context) {
    const Result<std::vector<fs::path>> files = listResults(source);
    if (!files) return tl::unexpected(files.error());
    ReportRows out;
    for (size_t i = 0; i < files->size(); ++i) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        if (i % 64 == 0)
            context.report(static_cast<double>(i) / static_cast<double>(files->size()), "reading results");
        Result<Calibration> calibration = readCalibration((*files)[i]);
        if (!calibration) {
            if (++out.unreadable <= kMostMessages)
                out.unreadableMessages.push_back(calibration.error().message);
            continue;
        }
        if (calibration->status != CalibrationStatus::Ok)
            for (const std::string& reason : calibration->reasons)
                if (const std::string kind = withoutDetail(reason);
                    out.reasons.contains(kind) || out.reasons.size() < kMostReasons)
                    ++out.reasons[kind];
        out.rows.push_back(rowOf((*files)[i], std::move(*calibration)));
    }
    if (out.rows.empty())
        return inputError("None of the {} results in {} can be read; the first: {}", files->size(),
                          source.string(), out.unreadableMessages.front());
    std::ranges::stable_sort(out.rows, {},
                             [](const ReportRow& row) { return std::tie(row.episode, row.camera); });
    return out;
}

std::optional<double> quantile(std::vector<double> values, double q) {
    std::erase_if(values, [](double v) { return !std::isfinite(v); });
    if (values.empty()) return std::nullopt;
    std::ranges::sort(values);
    const double at = q * static_cast<double>(values.size() - 1);
    const auto below = static_cast<size_t>(at);
    const size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
}

Result<void> writeReportCsv(const fs::path& path, const ReportRows& rows, const ReportRows* before) {
    return writeFileAtomically(path, [&](const fs::path& temporary) -> Result<void> {
        std::ofstream out(temporary, std::ios::binary);
        out << "episode,camera,dataset,status,risk,expected_tcp_error_mm,contour_rms_px,track_rms_px,mask_"
               "iou,"
               "holdout_iou,fx,fy,cx,cy,width,height,K_source,camera_x_m,camera_y_m,camera_z_m,seconds,file";
        if (before) out << ",before_status,before_risk,moved_mm,turned_deg";
        out << "\r\n";
        for (const ReportRow& row : rows.rows) {
            const CalibrationQuality& q = row.quality;
            out << row.episode << ',' << csvText(row.camera) << ',' << csvText(row.dataset) << ','
                << toString(row.status) << ',' << csvNumber(q.risk) << ',' << csvNumber(q.expectedTcpErrorMm)
                << ',' << csvNumber(q.contourRmsPx) << ',' << csvNumber(q.trackRmsPx) << ','
                << csvNumber(q.maskIou) << ',' << csvNumber(q.holdoutIou) << ',' << csvNumber(row.lens.fx)
                << ',' << csvNumber(row.lens.fy) << ',' << csvNumber(row.lens.cx) << ','
                << csvNumber(row.lens.cy) << ',' << row.lens.width << ',' << row.lens.height << ','
                << toString(row.intrinsicsSource) << ',';
            if (row.camFromBase) {
                const Eigen::Vector3d centre = cameraCentre(*row.camFromBase);
                out << csvNumber(centre.x()) << ',' << csvNumber(centre.y()) << ',' << csvNumber(centre.z())
                    << ',';
            } else {
                out << ",,,";
            }
            out << csvNumber(row.seconds) << ',' << csvText(row.file.string());
            if (before) {
                const ReportRow* old = before->find(row.episode, row.camera);
                out << ',' << (old ? toString(old->status) : std::string_view()) << ','
                    << (old ? csvNumber(old->quality.risk) : "") << ',';
                if (old && old->camFromBase && row.camFromBase) {
                    const PoseError apart = comparePoses(*row.camFromBase, *old->camFromBase);
                    out << csvNumber(apart.translationMm) << ',' << csvNumber(apart.rotationDeg);
                } else {
                    out << ',';
                }
            }
            out << "\r\n";
        }
        out.close();
        if (!out)
            return makeError(ErrorKind::Output,
                             "Cannot write {}; check the folder's permissions and free space.",
                             path.string());
        return {};
    });
}

}  // namespace camframe
