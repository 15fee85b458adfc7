// SPDX-License-Identifier: Apache-2.0
#include "app/commands/report/html_report.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "app/commands/report/html_parts.h"
#include "app/commands/report/report_style.h"
#include "app/commands/report/svg_plot.h"
#include "model/core/telling_frames.h"
#include "render/overlay.h"

namespace camframe {

namespace {

/// A frame that the report shows and why.
struct ShownFrame {
    int index = 0;
    std::vector<std::string> roles;
};

class ReportWriter {
public:
    ReportWriter(const ReportInput& input, const RunContext& context)
        : m_input(input),
          m_run(*input.run),
          m_result(input.run->calibration),
          m_motion(input.loaded->motion),
          m_context(context) {
        // Every frame that was read has a mask; those that the fit did not use were held out.
        for (const auto& [frame, mask] : m_run.masks)
            if (std::ranges::find(m_result.framesUsed, frame) == m_result.framesUsed.end())
                m_holdout.push_back(frame);
        std::ranges::sort(m_holdout);
    }

    Result<std::string> write() {
        m_html = htmlHead(m_input.title, kReportStyle);
        addHead();
        addKeyFigures();
        if (auto done = addPictures(); !done) return tl::unexpected(done.error());
        addTruth();
        addConvergence();
        addQuality();
        addTimes();
        addDetails();
        m_html += kHtmlEnd;
        return std::move(m_html);
    }

private:
    std::optional<RigidTransform> finePose() const {
        return m_result.camFromBase ? m_result.camFromBase : m_result.camFromBaseGuess;
    }

    void addHead() {
        const std::string status(toString(m_result.status));
        const char* meaning = m_result.status == CalibrationStatus::Ok
                                  ? "The camera was found and every check agrees."
                              : m_result.status == CalibrationStatus::Review
                                  ? "A camera pose was found, but a person should look at it."
                                  : "No trustworthy camera pose was found.";
        m_html += fmt::format(
            "<header>\n<p class=\"kicker\">Camframe calibration report</p>\n<h1>{}</h1>\n"
            "<p class=\"verdict\"><span class=\"badge {}\">{}</span> {}</p>\n",
            escapeHtml(m_input.title), status, status, meaning);
        for (const std::string& note : m_input.notes)
            m_html += fmt::format("<p class=\"note\">{}</p>\n", escapeHtml(note));
        if (!m_result.reasons.empty()) {
            m_html += "<ul class=\"reasons\">\n";
            for (const std::string& reason : m_result.reasons)
                m_html += fmt::format("<li>{}</li>\n", escapeHtml(reason));
            m_html += "</ul>\n";
        }
        m_html += "</header>\n";
    }

    void card(const std::string& value, const char* unit, const std::string& label) {
        m_html += fmt::format("<div class=\"card\"><b>{}<small>{}</small></b><span>{}</span></div>\n", value,
                              unit, escapeHtml(label));
    }

    void addKeyFigures() {
        m_html += "<section class=\"cards\">\n";
        const CalibrationQuality& q = m_result.quality;
        if (m_input.fineError) {
            card(number(m_input.fineError->pose.rotationDeg, 3), "&deg;", "rotation error against the truth");
            card(number(m_input.fineError->pose.translationMm, 2), "mm", "camera position error");
            card(number(m_input.fineError->addMm, 2), "mm", "ADD: mean error on the robot");
        }
        if (q.expectedTcpErrorMm) card(number(q.expectedTcpErrorMm, 2), "mm", "error expected at the tool");
        card(number(q.holdoutIou ? q.holdoutIou : q.maskIou, 4), "",
             q.holdoutIou ? "mask overlap (IoU) on held-out frames" : "mask overlap (IoU)");
        card(number(m_result.timing.total, 1), "s", "to calibrate");
        m_html += "</section>\n";
    }

    std::vector<ShownFrame> chooseFrames() const {
        static constexpr std::array names{"start",        "middle",      "end",
                                          "tool highest", "tool lowest", "arm stretched"};
        std::vector<ShownFrame> shown;
        for (const TellingFrame& telling : tellingFrames(m_motion)) {
            shown.push_back({telling.frame, {}});
            for (const FrameRole role : telling.roles)
                shown.back().roles.emplace_back(names[static_cast<size_t>(role)]);
        }
        if (const auto worst = worstHoldout()) {
            const auto known = std::ranges::find(shown, *worst, &ShownFrame::index);
            if (known != shown.end())
                known->roles.emplace_back("worst held-out frame");
            else
                shown.push_back({*worst, {"worst held-out frame"}});
        }
        std::ranges::sort(shown, {}, &ShownFrame::index);
        return shown;
    }

    const ImageU8* maskOf(int frame) const {
        const auto found = std::ranges::find(m_run.masks, frame, &std::pair<int, ImageU8>::first);
        return found == m_run.masks.end() ? nullptr : &found->second;
    }

    /// The held-out frame whose mask agrees least with the drawn robot; the first one when none has a mask.
    std::optional<int> worstHoldout() const {
        if (m_holdout.empty()) return std::nullopt;
        int worst = m_holdout.front();
        double lowest = 2;
        for (const auto& [frame, iou] : m_holdoutIou)
            if (iou < lowest) {
                lowest = iou;
                worst = frame;
            }
        return worst;
    }

    RenderView view(int frame, const RigidTransform& camFromBase) const {
        return {m_result.camera, camFromBase, m_motion.baseFromLink[static_cast<size_t>(frame)],
                &m_motion.linkKnown};
    }

    Result<void> addPictures() {
        const std::optional<RigidTransform> after = finePose();
        if (!after) return {};
        const std::optional<RigidTransform>& before = m_run.coarseCamFromBase;
        auto renderer = makeRenderer(m_input.geometry, m_input.renderer);
        if (!renderer) return tl::unexpected(renderer.error());
        RenderOptions options;
        options.depth = false;

        std::vector<RenderView> heldViews;
        for (const int frame : m_holdout) heldViews.push_back(view(frame, *after));
        const auto held = (*renderer)->render(heldViews, options);
        if (!held) return tl::unexpected(held.error());
        for (size_t i = 0; i < held->size(); ++i)
            if (const ImageU8* mask = maskOf(m_holdout[i]))
                m_holdoutIou.emplace_back(m_holdout[i], maskIou((*held)[i].mask(), *mask));

        m_html += fmt::format(
            "<section>\n<h2>The robot drawn over the recording</h2>\n<p>{}</p>\n<div class=\"frames\">\n",
            before ? "Left in orange: with the coarse camera pose, before the fine stage. Right in blue: "
                     "with the "
                     "final pose. The outline should lie on the real robot&rsquo;s edge."
                   : "With the final pose. The outline should lie on the real robot&rsquo;s edge.");
        OverlayStyle fine, coarse;
        fine.fillOpacity = coarse.fillOpacity = 0.34;
        coarse.fillColour = {255, 110, 40};
        const std::vector<ShownFrame> shown = chooseFrames();
        for (size_t i = 0; i < shown.size(); ++i) {
            if (m_context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            m_context.report(static_cast<double>(i) / static_cast<double>(shown.size()),
                             "drawing the report");
            const int frame = shown[i].index;
            const auto picture = m_input.frames->read(frame);
            if (!picture) return tl::unexpected(picture.error());
            std::vector<RenderView> views{view(frame, *after)};
            if (before) views.push_back(view(frame, *before));
            const auto drawn = (*renderer)->render(views, options);
            if (!drawn) return tl::unexpected(drawn.error());
            const bool isHeld = std::ranges::find(m_holdout, frame) != m_holdout.end();
            const bool isFit = std::ranges::find(m_result.framesUsed, frame) != m_result.framesUsed.end();
            std::string caption =
                fmt::format("<b>Frame {}</b> {}", frame, fmt::format("{}", joined(shown[i].roles)));
            caption += isHeld  ? " <span class=\"tag held\">held out</span>"
                       : isFit ? " <span class=\"tag\">in the fit</span>"
                               : " <span class=\"tag\">not used</span>";
            if (const ImageU8* mask = maskOf(frame)) {
                caption += " <span class=\"iou\">IoU ";
                if (before) caption += fmt::format("{:.3f} &rarr; ", maskIou((*drawn)[1].mask(), *mask));
                caption += fmt::format("{:.3f}</span>", maskIou((*drawn)[0].mask(), *mask));
            }
            m_html += "<figure><div class=\"pair\">";
            if (before)
                m_html += pictureTag(drawOverlay(*picture, (*drawn)[1], coarse),
                                     fmt::format("Frame {} with the coarse pose", frame));
            m_html += pictureTag(drawOverlay(*picture, (*drawn)[0], fine),
                                 fmt::format("Frame {} with the final pose", frame));
            m_html += fmt::format("</div><figcaption>{}</figcaption></figure>\n", caption);
        }
        m_html += "</div>\n</section>\n";
        return addAlternatives(**renderer, *after);
    }

    /// Near-ties, each beside the chosen pose in the frame that tells the two apart.
    Result<void> addAlternatives(Renderer& renderer, const RigidTransform& chosen) {
        if (m_result.alternatives.empty()) return {};
        m_html +=
            "<section>\n<h2>Other poses that fit about as well</h2>\n<p>Left in blue: with the chosen pose. "
            "Right in violet: with the other one, in the frame where the two differ most. Only a person can "
            "tell which is right: open the recording in the window and choose under Near-Ties, or give a "
            "pose "
            "near the right one (<code>--init</code>).</p>\n<div class=\"frames\">\n";
        OverlayStyle winner, other;
        winner.fillOpacity = other.fillOpacity = 0.34;
        other.fillColour = {186, 104, 255};
        RenderOptions options;
        options.depth = false;
        for (size_t i = 0; i < m_result.alternatives.size(); ++i) {
            const AlternativePose& alternative = m_result.alternatives[i];
            const auto picture = m_input.frames->read(alternative.frame);
            if (!picture) return tl::unexpected(picture.error());
            if (!m_motion.valid(alternative.frame)) continue;  // nothing would be drawn
            const std::vector<RenderView> views{view(alternative.frame, chosen),
                                                view(alternative.frame, alternative.camFromBase)};
            const auto drawn = renderer.render(views, options);
            if (!drawn) return tl::unexpected(drawn.error());
            const PoseError apart = comparePoses(alternative.camFromBase, chosen);
            m_html += fmt::format(
                "<figure><div class=\"pair\">{}{}</div><figcaption><b>Frame {}</b> the other pose explains "
                "{:.0f} % as much; its camera stands {:.0f} mm away, turned "
                "{:.1f}&deg;</figcaption></figure>\n",
                pictureTag(drawOverlay(*picture, (*drawn)[0], winner),
                           fmt::format("Frame {} with the chosen pose", alternative.frame)),
                pictureTag(drawOverlay(*picture, (*drawn)[1], other),
                           fmt::format("Frame {} with near-tie {}", alternative.frame, i + 1)),
                alternative.frame, 100 * alternative.score, apart.translationMm, apart.rotationDeg);
        }
        m_html += "</div>\n</section>\n";
        return {};
    }

    static std::string joined(const std::vector<std::string>& words) {
        std::string out;
        for (const std::string& word : words) out += (out.empty() ? "" : ", ") + escapeHtml(word);
        return out;
    }

    void addTruth() {
        if (!m_input.fineError && !m_input.coarseError) return;
        m_html +=
            "<section>\n<h2>Error against the known "
            "truth</h2>\n<table><thead><tr><th>pose</th><th>rotation</th>"
            "<th>camera position</th><th>base origin</th><th>ADD</th><th></th></tr></thead><tbody>\n";
        const auto row = [&](const char* name, const std::optional<TruthComparison>& error) {
            if (!error) return;
            m_html += fmt::format(
                "<tr><td>{}</td><td>{:.4f}&deg;</td><td>{:.3f} mm</td><td>{:.3f} "
                "mm</td><td>{}</td><td>{}</td></tr>\n",
                name, error->pose.rotationDeg, error->pose.translationMm, error->pose.originMm,
                number(error->addMm, 3, " mm"),
                error->pose.right() ? "<span class=\"tag good\">right</span>"
                                    : "<span class=\"tag bad\">wrong</span>");
        };
        row("coarse", m_input.coarseError);
        row("final", m_input.fineError);
        m_html +=
            "</tbody></table>\n<p class=\"small\">Right means less than 1&deg; and less than 10 mm. Base "
            "origin: how "
            "far the robot&rsquo;s base moves in camera space. ADD: mean distance of 2,000 points on the "
            "moving "
            "links between both poses, over all frames.</p>\n</section>\n";
    }

    void addConvergence() {
        LinePlot distance{"Contour distance per step", "contour distance (px)", {}, true, true};
        LinePlot overlap{"Mask overlap per step", "mean IoU", {}, false, false};
        bool anyOverlap = false;
        for (const IterationRecord& record : m_run.iterations) {
            distance.points.push_back({record.stage, record.rmsPx});
            overlap.points.push_back({record.stage, record.meanIou > 0
                                                        ? record.meanIou
                                                        : std::numeric_limits<double>::quiet_NaN()});
            anyOverlap = anyOverlap || record.meanIou > 0;
        }
        const std::string first = renderSvg(distance);
        if (first.empty() && !anyOverlap) return;
        m_html += fmt::format(
            "<section>\n<h2>Convergence</h2>\n<p>{} steps. Each stage measures with its own resolution and "
            "weights; a line that breaks off and starts higher is another starting pose or a tighter "
            "measure.</p>\n{}",
            m_run.iterations.size(), first);
        if (anyOverlap) m_html += renderSvg(overlap);
        m_html += "</section>\n";
    }

    void addQuality() {
        const CalibrationQuality& q = m_result.quality;
        m_html += "<section>\n<h2>What the run thinks of itself</h2>\n<table><tbody>\n";
        const auto row = [&](const char* name, const std::string& value, const char* meaning) {
            m_html +=
                fmt::format("<tr><td>{}</td><td class=\"figure\">{}</td><td class=\"small\">{}</td></tr>\n",
                            name, value, meaning);
        };
        row("Mask overlap, fitted frames", number(q.maskIou, 4),
            "1 is perfect; drawn robot against observed mask");
        row("Mask overlap, held-out frames", number(q.holdoutIou, 4), "frames that the fit never saw");
        row("Contour distance", number(q.contourRmsPx, 3, " px"), "drawn outline to observed outline, RMS");
        row("Mark reprojection", number(q.trackRmsPx, 3, " px"), "only when a mark was followed");
        row("Expected error at the tool", number(q.expectedTcpErrorMm, 2, " mm"),
            "the pose&rsquo;s uncertainty carried to the tool");
        row("Risk", number(q.risk, 3), "estimated probability of being off by more than 1&deg; or 10 mm");
        m_html += fmt::format(
            "</tbody></table>\n<p class=\"small\">{} frames fitted, {} held out.</p>\n</section>\n",
            m_result.framesUsed.size(), m_holdout.size());
    }

    void addTimes() {
        const StageTimes& t = m_result.timing;
        std::vector<std::pair<std::string, double>> bars;
        const auto add = [&](const char* name, double seconds) {
            if (seconds > 0.005) bars.emplace_back(name, seconds);
        };
        add("reading frames", t.decode);
        add("following the mark", t.track);
        add("finding a start", t.init);
        add("refining and judging", t.refine);
        add("outlining the robot", t.segment);
        bars.insert(bars.end(), m_input.stageSeconds.begin(), m_input.stageSeconds.end());
        m_html += fmt::format(
            "<section>\n<h2>Time</h2>\n{}<p class=\"small\">Calibration: {:.2f} s wall clock, {:.2f} "
            "s of processor time, renderer {}.</p>\n</section>\n",
            renderTimeBars(bars), t.total, t.cpu, escapeHtml(m_result.backend));
    }

    static std::string matrix(const Eigen::MatrixXd& m, int digits) {
        std::string out = "<pre>";
        for (Eigen::Index r = 0; r < m.rows(); ++r) {
            for (Eigen::Index c = 0; c < m.cols(); ++c) out += fmt::format("{:>12.{}f}", m(r, c), digits);
            out += "\n";
        }
        return out + "</pre>\n";
    }

    void addDetails() {
        m_html += "<section>\n<h2>Numbers to take away</h2>\n<div class=\"columns\">\n";
        if (const auto pose = finePose())
            m_html += fmt::format(
                "<div><h3>T_cam_base{}</h3>{}<p class=\"small\">Maps points from the robot&rsquo;s base "
                "to camera space; metres; x right, y down, z forward.</p></div>\n",
                m_result.camFromBase ? "" : " (guess of a failed run)", matrix(pose->matrix(), 6));
        if (m_input.trueCamFromBase)
            m_html += fmt::format("<div><h3>The truth</h3>{}</div>\n",
                                  matrix(m_input.trueCamFromBase->matrix(), 6));
        m_html += fmt::format("<div><h3>K ({})</h3>{}</div>\n</div>\n", toString(m_result.intrinsicsSource),
                              matrix(m_result.camera.matrix(), 3));
        if (!m_input.files.empty()) {
            m_html += "<table><tbody>\n";
            for (const auto& [what, path] : m_input.files)
                m_html += fmt::format("<tr><td>{}</td><td><code>{}</code></td></tr>\n", escapeHtml(what),
                                      escapeHtml(path));
            m_html += "</tbody></table>\n";
        }
        m_html += fmt::format(
            "<p class=\"small\">Recording {}, camera {}, robot {}, seed {}; camframe {}.</p>\n</section>\n",
            escapeHtml(m_result.dataset), escapeHtml(m_result.cameraName), escapeHtml(m_result.robot),
            m_result.seed, CAMFRAME_VERSION);
    }

    const ReportInput& m_input;
    const CalibrationRun& m_run;
    const Calibration& m_result;
    const RobotMotion& m_motion;
    const RunContext& m_context;
    std::vector<int> m_holdout;
    std::vector<std::pair<int, double>> m_holdoutIou;
    std::string m_html;
};

}  // namespace

Result<std::string> makeHtmlReport(const ReportInput& input, const RunContext& context) {
    return ReportWriter(input, context).write();
}

}  // namespace camframe
