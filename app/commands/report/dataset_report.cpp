// SPDX-License-Identifier: Apache-2.0
#include "app/commands/report/dataset_report.h"

#include <algorithm>
#include <cmath>

#include "app/commands/console.h"
#include "app/commands/report/dataset_report_style.h"
#include "app/commands/report/histogram.h"
#include "app/commands/report/html_parts.h"
#include "app/commands/report/intrinsics_check.h"
#include "app/commands/report/report_style.h"
#include "app/commands/report/svg_plot.h"
#include "model/core/evaluation.h"

namespace camframe {

namespace {

std::string cameraEpisodes(size_t count) {
    return fmt::format("{} camera-episode{}", count, count == 1 ? "" : "s");
}

/// Lines of a table; the CSV has everything.
constexpr size_t kMostCameras = 60, kMostReasons = 15, kMostChanges = 8;
constexpr size_t kDoubtful = 3, kTypical = 2;
constexpr std::array kStatusNames{"ok", "review", "failed"};

std::string percent(double part, double whole) {
    return fmt::format("{:.1f} %", whole > 0 ? 100 * part / whole : 0.0);
}

class DatasetReport {
public:
    DatasetReport(const DatasetReportInput& input, CaseDrawer& drawer, const RunContext& context)
        : m_input(input), m_rows(*input.rows), m_drawer(drawer), m_context(context) {}

    Result<std::string> write() {
        m_html = htmlHead(m_input.title, std::string(kReportStyle) + kDatasetReportStyle);
        addHead();
        addCards();
        addDistributions();
        if (m_input.before) addComparison();
        addReasons();
        addIntrinsics();
        if (auto done = addCases(); !done) return tl::unexpected(done.error());
        addEnd();
        m_html += kHtmlEnd;
        return std::move(m_html);
    }

private:
    double total() const { return static_cast<double>(m_rows.rows.size()); }

    std::vector<double> valuesOf(const ReportRows& rows, const auto& figure) const {
        std::vector<double> values;
        for (const ReportRow& row : rows.rows) {
            const std::optional<double> value = figure(row);
            values.push_back(value.value_or(std::nan("")));
        }
        return values;
    }

    void addHead() {
        const auto counts = m_rows.counts();
        m_html += fmt::format(
            "<header>\n<p class=\"kicker\">Camframe quality report</p>\n<h1>{}</h1>\n"
            "<p class=\"verdict\">{}: {} ok, {} to review, {} failed.</p>\n",
            escapeHtml(m_input.title), cameraEpisodes(m_rows.rows.size()), counts[0], counts[1], counts[2]);
        m_html += renderStatusBar(counts);
        m_html += fmt::format(
            "<p class=\"legend\"><span><i class=\"ok\"></i>ok {}</span><span><i class=\"review\"></i>review "
            "{}</span>"
            "<span><i class=\"failed\"></i>failed {}</span></p>\n",
            percent(static_cast<double>(counts[0]), total()),
            percent(static_cast<double>(counts[1]), total()),
            percent(static_cast<double>(counts[2]), total()));
        m_html +=
            "<p class=\"note\"><b>ok</b>: the camera was found and every check agrees. <b>review</b>: a pose "
            "was found, "
            "but a person should look at it. <b>failed</b>: no trustworthy pose. Every figure is the "
            "program&rsquo;s own "
            "judgement, made without knowing the true pose.</p>\n";
        if (m_rows.unreadable > 0) {
            m_html += fmt::format(
                "<div class=\"alert\"><b>{} result files could not be read</b> and are in none of the "
                "figures.<ul>\n",
                m_rows.unreadable);
            for (const std::string& message : m_rows.unreadableMessages)
                m_html += fmt::format("<li>{}</li>\n", escapeHtml(message));
            m_html += "</ul></div>\n";
        }
        m_html += "</header>\n";
    }

    void card(const std::string& value, const char* unit, const std::string& label) {
        m_html += fmt::format("<div class=\"card\"><b>{}<small>{}</small></b><span>{}</span></div>\n", value,
                              unit, label);
    }

    void addCards() {
        const auto expected =
            valuesOf(m_rows, [](const ReportRow& r) { return r.quality.expectedTcpErrorMm; });
        const auto iou = valuesOf(m_rows, [](const ReportRow& r) {
            return r.quality.holdoutIou ? r.quality.holdoutIou : r.quality.maskIou;
        });
        const auto risks = valuesOf(m_rows, [](const ReportRow& r) { return r.quality.risk; });
        double seconds = 0, wrong = 0;
        for (const ReportRow& row : m_rows.rows) {
            seconds += row.seconds;
            if (row.status == CalibrationStatus::Ok) wrong += row.quality.risk.value_or(0);
        }
        m_html += "<section class=\"cards\">\n";
        card(percent(static_cast<double>(m_rows.counts()[0]), total()), "", "ok without a person");
        card(number(quantile(expected, 0.5), 1), "mm", "expected error at the tool, median");
        card(number(quantile(expected, 0.95), 1), "mm", "expected error, 95 of 100 are below");
        card(number(quantile(iou, 0.5), 3), "", "overlap of robot and picture (IoU), median");
        card(fmt::format("{:.1f}", wrong), "", "wrong ones among the ok, as the risks add up");
        card(seconds < 5400 ? fmt::format("{:.0f}", seconds) : fmt::format("{:.1f}", seconds / 3600),
             seconds < 5400 ? "s" : "h", "of calibrating");
        m_html += "</section>\n";
    }

    void histogram(const char* title, const char* meaning, bool share, bool highIsBad, const auto& figure) {
        Histogram h{title, meaning, {}, {}, share, highIsBad};
        for (const ReportRow& row : m_rows.rows)
            h.values[static_cast<size_t>(row.status)].push_back(figure(row).value_or(std::nan("")));
        if (m_input.before)
            for (const double value : valuesOf(*m_input.before, figure))
                if (std::isfinite(value)) h.before.push_back(value);
        m_html += renderHistogram(h);
    }

    void addDistributions() {
        m_html += fmt::format(
            "<section>\n<h2>How good the results are</h2>\n<p>Number of camera-episodes by figure, coloured "
            "by status."
            "{}</p>\n<div class=\"histograms\">\n",
            m_input.before ? fmt::format(" The line is {}.", escapeHtml(m_input.beforeName)) : std::string());
        histogram("Risk", "Estimated probability of being off by more than 1&deg; or 10 mm; left is good.",
                  true, true, [](const ReportRow& r) { return r.quality.risk; });
        histogram("Expected error at the tool (mm)",
                  "The pose&rsquo;s uncertainty carried to the tool; left is good.", false, true,
                  [](const ReportRow& r) { return r.quality.expectedTcpErrorMm; });
        histogram("Contour distance (px)", "From the drawn outline to the observed one, RMS; left is good.",
                  false, true, [](const ReportRow& r) { return r.quality.contourRmsPx; });
        histogram("Overlap on held-out frames (IoU)",
                  "Drawn robot against observed mask in frames that the fit never saw; right is good.", true,
                  false, [](const ReportRow& r) { return r.quality.holdoutIou; });
        m_html += "</div>\n</section>\n";
    }

    void addComparison() {
        const ReportRows& before = *m_input.before;
        std::array<std::array<size_t, 3>, 3> moves{};
        size_t shared = 0;
        struct Change {
            const ReportRow *now, *then;
            PoseError apart;
        };
        std::vector<Change> changes;
        std::vector<double> distances;
        for (const ReportRow& row : m_rows.rows) {
            const ReportRow* old = before.find(row.episode, row.camera);
            if (!old) continue;
            ++shared;
            ++moves[static_cast<size_t>(old->status)][static_cast<size_t>(row.status)];
            if (!old->camFromBase || !row.camFromBase) continue;
            changes.push_back({&row, old, comparePoses(*row.camFromBase, *old->camFromBase)});
            distances.push_back(changes.back().apart.translationMm);
        }
        m_html += fmt::format(
            "<section>\n<h2>Before and after</h2>\n<p>{} camera-episodes are in both sets; {} are new, {} "
            "are gone. Where "
            "both found a pose, the camera moved by {} in the median.</p>\n"
            "<table class=\"transitions\"><thead><tr><th>before &darr; / after &rarr;</th>",
            shared, m_rows.rows.size() - shared, before.rows.size() - shared,
            number(quantile(distances, 0.5), 1, " mm"));
        for (const char* name : kStatusNames) m_html += fmt::format("<th>{}</th>", name);
        m_html += "</tr></thead><tbody>\n";
        for (size_t from = 0; from < 3; ++from) {
            m_html += fmt::format("<tr><td class=\"name\">{}</td>", kStatusNames[from]);
            for (size_t to = 0; to < 3; ++to)
                m_html += fmt::format("<td class=\"{}\">{}</td>",
                                      moves[from][to] == 0 || from == to ? ""
                                      : to < from                        ? "better"
                                                                         : "worse",
                                      moves[from][to]);
            m_html += "</tr>\n";
        }
        m_html += "</tbody></table>\n";
        std::ranges::stable_sort(changes, std::greater(),
                                 [](const Change& c) { return c.apart.translationMm; });
        changes.resize(std::min(changes.size(), kMostChanges));
        std::erase_if(changes, [](const Change& c) { return c.apart.translationMm < 0.01; });
        if (changes.empty()) {
            m_html += "</section>\n";
            return;
        }
        m_html +=
            "<h3>Largest changes of the pose</h3>\n<div class=\"scroll\"><table><thead><tr><th>camera</th>"
            "<th class=\"right\">episode</th><th class=\"right\">moved</th><th class=\"right\">turned</th>"
            "<th>status</th><th class=\"right\">risk</th></tr></thead><tbody>\n";
        const auto risk = [](const ReportRow& row) {
            return row.quality.risk ? fmt::format("{:.1f} %", 100 * *row.quality.risk)
                                    : std::string("&ndash;");
        };
        for (const Change& c : changes)
            m_html += fmt::format(
                "<tr><td class=\"name\">{}</td><td class=\"right\">{}</td><td class=\"right\">{:.1f} mm</td>"
                "<td class=\"right\">{:.2f}&deg;</td><td>{} &rarr; {}</td><td class=\"right\">{} &rarr; "
                "{}</td></tr>\n",
                escapeHtml(c.now->camera), c.now->episode, c.apart.translationMm, c.apart.rotationDeg,
                toString(c.then->status), toString(c.now->status), risk(*c.then), risk(*c.now));
        m_html += "</tbody></table></div>\n</section>\n";
    }

    void addReasons() {
        if (m_rows.reasons.empty()) return;
        std::vector<std::pair<std::string, size_t>> reasons(m_rows.reasons.begin(), m_rows.reasons.end());
        std::ranges::stable_sort(reasons, std::greater(), &std::pair<std::string, size_t>::second);
        const double most = static_cast<double>(reasons.front().second);
        m_html +=
            "<section>\n<h2>Why results are not simply ok</h2>\n<table><thead><tr><th "
            "class=\"right\">results</th><th></th>"
            "<th>reason</th></tr></thead><tbody>\n";
        for (size_t i = 0; i < std::min(reasons.size(), kMostReasons); ++i)
            m_html += fmt::format(
                "<tr><td class=\"right\">{}</td><td style=\"width:130px\"><i class=\"share\" "
                "style=\"width:{:.0f}px\"></i></td><td>{}</td></tr>\n",
                reasons[i].second, std::max(2.0, 120 * static_cast<double>(reasons[i].second) / most),
                escapeHtml(reasons[i].first));
        m_html += "</tbody></table>\n";
        if (reasons.size() > kMostReasons)
            m_html +=
                fmt::format("<p class=\"small\">And {} rarer ones.</p>\n", reasons.size() - kMostReasons);
        m_html += "</section>\n";
    }

    void addIntrinsics() {
        std::vector<CameraIntrinsics> cameras = checkIntrinsics(m_rows, m_input.published);
        size_t warnings = 0;
        for (const CameraIntrinsics& camera : cameras) warnings += camera.warnings.empty() ? 0 : 1;
        std::ranges::stable_sort(cameras, std::greater(),
                                 [](const CameraIntrinsics& c) { return c.warnings.size(); });
        m_html += fmt::format(
            "<section>\n<h2>Cameras and their intrinsics</h2>\n<p>{} An error of 5 % in the focal length is "
            "an error of 5 "
            "% in every depth.</p>\n<div class=\"scroll\"><table><thead><tr><th>camera</th><th "
            "class=\"right\">size</th>"
            "<th class=\"right\">ok / review / failed</th><th class=\"right\">f, median</th><th "
            "class=\"right\">from "
            "&ndash; to</th><th class=\"right\">centre</th><th class=\"right\">published f, centre</th><th>K "
            "from</th>"
            "</tr></thead><tbody>\n",
            warnings == 0 ? "No camera&rsquo;s intrinsics disagree by more than 2 %."
                          : fmt::format("<b>{} of {} cameras need a look.</b>", warnings, cameras.size()));
        for (size_t i = 0; i < std::min(cameras.size(), kMostCameras); ++i) {
            const CameraIntrinsics& c = cameras[i];
            const bool known = c.results > 0;
            m_html += fmt::format(
                "<tr{}><td class=\"name\">{}</td><td class=\"right\">{}&times;{}</td><td class=\"right\">{} "
                "/ {} / "
                "{}</td><td class=\"right\">{}</td><td class=\"right\">{}</td><td class=\"right\">{}</td><td "
                "class=\"right\">{}</td><td>{}</td></tr>\n",
                c.warnings.empty() ? "" : " class=\"warned\"", escapeHtml(c.camera), c.width, c.height,
                c.statuses[0], c.statuses[1], c.statuses[2], known ? fmt::format("{:.1f}", c.f) : "&ndash;",
                known ? fmt::format("{:.1f} &ndash; {:.1f}", c.smallestF, c.largestF) : "&ndash;",
                known ? fmt::format("{:.1f}, {:.1f}", c.cx, c.cy) : "&ndash;",
                c.publishedF
                    ? fmt::format("{:.1f}; {:.1f}, {:.1f}", *c.publishedF, *c.publishedCx, *c.publishedCy)
                    : "&ndash;",
                escapeHtml(c.sources));
            for (size_t w = 0; w < c.warnings.size(); ++w)
                m_html += fmt::format("<tr{}><td class=\"warning\" colspan=\"8\">{}</td></tr>\n",
                                      w + 1 < c.warnings.size() ? " class=\"warned\"" : "",
                                      escapeHtml(c.warnings[w]));
        }
        m_html += "</tbody></table></div>\n";
        if (cameras.size() > kMostCameras)
            m_html += fmt::format(
                "<p class=\"small\">And {} further cameras without as many warnings; the CSV has them "
                "all.</p>\n",
                cameras.size() - kMostCameras);
        m_html += "</section>\n";
    }

    Result<void> addCaseList(const char* title, const std::string& meaning,
                             const std::vector<const ReportRow*>& rows, size_t& done, size_t whole) {
        if (rows.empty()) return {};
        m_html += fmt::format("<section>\n<h2>{}</h2>\n<p>{}</p>\n", title, meaning);
        for (const ReportRow* row : rows) {
            if (m_context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            m_context.report(static_cast<double>(done++) / static_cast<double>(whole), "drawing cases");
            const ReportRow* old = m_input.before ? m_input.before->find(row->episode, row->camera) : nullptr;
            const Result<std::string> html = m_drawer.draw(*row, old, m_context);
            if (!html) return tl::unexpected(html.error());
            m_html += *html;
        }
        m_html += "</section>\n";
        return {};
    }

    Result<void> addCases() {
        const std::vector<const ReportRow*> worst = worstRows(m_rows, m_input.worst);
        std::vector<const ReportRow*> ok, doubtful, typical;
        for (const ReportRow* row : worstRows(m_rows, m_rows.rows.size()))
            if (row->status == CalibrationStatus::Ok) ok.push_back(row);
        for (const ReportRow* row : ok)
            if (doubtful.size() < kDoubtful && std::ranges::find(worst, row) == worst.end())
                doubtful.push_back(row);
        for (size_t i = 0; i < kTypical && ok.size() / 2 + i < ok.size(); ++i)
            if (const ReportRow* row = ok[ok.size() / 2 + i];
                std::ranges::find(worst, row) == worst.end() &&
                std::ranges::find(doubtful, row) == doubtful.end())
                typical.push_back(row);
        size_t done = 0;
        const size_t whole = std::max<size_t>(1, worst.size() + doubtful.size() + typical.size());
        const char* pair =
            m_input.before ? " Upper picture, in orange: the earlier pose. Lower: the present one." : "";
        if (auto drawn = addCaseList(
                "The worst cases",
                fmt::format("The {} with the highest risk, failed ones first. The outline should lie on the "
                            "real robot&rsquo;s edge in every picture; the arm is blue, the gripper amber.{}",
                            cameraEpisodes(worst.size()), pair),
                worst, done, whole);
            !drawn)
            return drawn;
        if (auto drawn = addCaseList("The least certain of those called ok",
                                     "If something wrong slipped through, it is most likely here.", doubtful,
                                     done, whole);
            !drawn)
            return drawn;
        return addCaseList("Typical results", "From the middle of those called ok, to compare with.", typical,
                           done, whole);
    }

    void addEnd() {
        m_html += fmt::format(
            "<section>\n<p class=\"small\">{} with all figures: <code>{}</code>. Made by camframe "
            "{}.</p>\n</section>\n",
            cameraEpisodes(m_rows.rows.size()), escapeHtml(m_input.csv.filename().string()),
            CAMFRAME_VERSION);
    }

    const DatasetReportInput& m_input;
    const ReportRows& m_rows;
    CaseDrawer& m_drawer;
    const RunContext& m_context;
    std::string m_html;
};

}  // namespace

std::vector<const ReportRow*> worstRows(const ReportRows& rows, size_t count) {
    std::vector<const ReportRow*> worst;
    for (const ReportRow& row : rows.rows) worst.push_back(&row);
    std::ranges::stable_sort(worst, std::greater(), &ReportRow::severity);
    worst.resize(std::min(count, worst.size()));
    return worst;
}

Result<std::string> makeDatasetReport(const DatasetReportInput& input, CaseDrawer& drawer,
                                      const RunContext& context) {
    return DatasetReport(input, drawer, context).write();
}

}  // namespace camframe
