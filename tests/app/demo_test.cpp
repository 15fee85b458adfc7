// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "app/commands/report/html_report.h"
#include "app/commands/report/svg_plot.h"
#include "app/commands/session.h"
#include "app/commands/shell.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"
#include "model/core/io/truth_file.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;

size_t countOf(const std::string& text, const std::string& part) {
    size_t count = 0;
    for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
        ++count;
    return count;
}

/// Nothing that a browser would fetch or run.
void expectSelfContained(const std::string& html) {
    EXPECT_EQ(countOf(html, "http://") + countOf(html, "https://"), 0U);
    EXPECT_EQ(countOf(html, "<script"), 0U);
    EXPECT_EQ(countOf(html, "<link"), 0U);
    EXPECT_EQ(countOf(html, "url("), 0U);
    EXPECT_EQ(countOf(html, "src=\""), countOf(html, "src=\"data:image/jpeg;base64,/9j/"));
    for (const char* tag : {"section", "figure", "table", "svg", "div", "p", "main"})
        EXPECT_EQ(countOf(html, std::string("<") + tag + ">") + countOf(html, std::string("<") + tag + " "),
                  countOf(html, std::string("</") + tag + ">"))
            << tag;
    EXPECT_TRUE(html.ends_with("</html>\n"));
}

TEST(SvgPlot, EscapesTextAndLeavesGaps) {
    LinePlot plot{
        "a<b", "y & z", {{"s<1>", 1}, {"s<1>", std::nan("")}, {"s<1>", 0.5}, {"two", 0.1}}, true, false};
    const std::string svg = renderSvg(plot);
    EXPECT_NE(svg.find("a&lt;b"), std::string::npos);
    EXPECT_NE(svg.find("y &amp; z"), std::string::npos);
    EXPECT_NE(svg.find("s&lt;1&gt;"), std::string::npos);
    EXPECT_EQ(svg.find("nan"), std::string::npos);
    EXPECT_EQ(countOf(svg, "<circle"), 3U);
    // Three pen-downs: at the start, after the gap, and at the new stage.
    const size_t path = svg.find("class=\"curve\" d=\"");
    ASSERT_NE(path, std::string::npos);
    const std::string d = svg.substr(path, svg.find("/>", path) - path);
    EXPECT_EQ(countOf(d, " M"), 3U);
    EXPECT_EQ(countOf(d, " L"), 0U);
}

TEST(SvgPlot, OfNothingIsEmpty) {
    EXPECT_EQ(renderSvg({"t", "y", {}, true, false}), "");
    EXPECT_EQ(renderSvg({"t", "y", {{"s", -1}, {"s", 0}}, true, false}), "");
}

/// A small recording on disk, opened, with a made-up run around its true pose.
class ReportTest : public ::testing::Test {
protected:
    void SetUp() override {
        const auto robot = makeDemoRobot();
        ASSERT_TRUE(robot);
        SyntheticOptions options;
        options.width = 128;
        options.height = 96;
        options.frames = 6;
        options.framesPerMove = 3;
        const auto recording = generate(*robot, options, {});
        ASSERT_TRUE(recording) << recording.error().message;
        m_truth = recording->camFromBase;
        const auto written = writeRecording(*recording, m_folder.path(), "", {});
        ASSERT_TRUE(written) << written.error().message;
        SessionRequest request;
        request.dataset = m_folder.path();
        request.robot = "demo";
        auto session = Session::open(request);
        ASSERT_TRUE(session) << session.error().message;
        m_session.emplace(std::move(*session));
        auto loaded = m_session->load(0);
        ASSERT_TRUE(loaded) << loaded.error().message;
        m_loaded = std::move(*loaded);
        auto frames = m_session->reader().openFrames(m_loaded.episode, m_loaded.episode.cameras[0]);
        ASSERT_TRUE(frames) << frames.error().message;
        m_frames = std::move(*frames);
        const auto geometry = m_session->geometry(m_loaded);
        ASSERT_TRUE(geometry) << geometry.error().message;

        Calibration& c = m_run.calibration;
        c.status = CalibrationStatus::Review;
        c.reasons = {"Look <here> & there."};
        c.camera = recording->camera;
        c.cameraName = recording->cameraName;
        c.camFromBase = m_truth;
        c.framesUsed = {0, 1, 2, 3};
        c.quality.maskIou = 0.98;
        for (int f : {0, 1, 2, 3, 4})
            m_run.masks.emplace_back(f, recording->frames[static_cast<size_t>(f)].mask);
        Vector6d off;
        off << 0.05, 0, 0, 0, 0.02, 0;
        m_run.coarseCamFromBase = perturbLeft(off, m_truth);
        m_run.iterations = {{"first", 9, 4, 0.8}, {"first", 4, 2, 0.9}, {"second", 1, 0.5, 0.95}};
        m_input.title = "A & B <i>";
        m_input.run = &m_run;
        m_input.loaded = &m_loaded;
        m_input.geometry = *geometry;
        m_input.frames = m_frames.get();
        m_input.renderer.backend = RenderBackend::Cpu;
    }

    test::TempDir m_folder;
    RigidTransform m_truth = RigidTransform::Identity();
    std::optional<Session> m_session;
    LoadedEpisode m_loaded;
    std::unique_ptr<FrameSource> m_frames;
    CalibrationRun m_run;
    ReportInput m_input;
};

TEST_F(ReportTest, ShowsBeforeAndAfterWithHeldOutFramesMarked) {
    m_input.trueCamFromBase = m_truth;
    m_input.fineError = TruthComparison{comparePoses(m_truth, m_truth), 0.0};
    m_input.coarseError = TruthComparison{comparePoses(*m_run.coarseCamFromBase, m_truth), 33.0};
    const auto html = makeHtmlReport(m_input, {});
    ASSERT_TRUE(html) << html.error().message;
    expectSelfContained(*html);
    EXPECT_NE(html->find("<title>A &amp; B &lt;i&gt;</title>"), std::string::npos);
    EXPECT_NE(html->find("Look &lt;here&gt; &amp; there."), std::string::npos);
    EXPECT_NE(html->find("badge review"), std::string::npos);
    EXPECT_EQ(countOf(*html, "<img "), 2 * countOf(*html, "<figure>"));
    EXPECT_GE(countOf(*html, "<figure>"), 3U);
    EXPECT_NE(html->find("<b>Frame 4</b> worst held-out frame"), std::string::npos);
    EXPECT_NE(html->find("held out</span>"), std::string::npos);
    EXPECT_NE(html->find("33.000 mm"), std::string::npos);
    // The true pose must overlap the true masks, and better than the coarse one.
    std::smatch match;
    ASSERT_TRUE(std::regex_search(*html, match, std::regex("IoU ([0-9.]+) &rarr; ([0-9.]+)")));
    EXPECT_GT(std::stod(match[2]), 0.99);
    EXPECT_LT(std::stod(match[1]), 0.97);
}

TEST_F(ReportTest, ShowsNearTiesBesideTheChosenPose) {
    ASSERT_EQ(makeHtmlReport(m_input, {})->find("Other poses"), std::string::npos);
    const auto without = makeHtmlReport(m_input, {});
    Vector6d off;
    off << 0, 0, 0, 0.1, 0, 0;
    m_run.calibration.alternatives = {{perturbLeft(off, m_truth), 0.93, 2, ""},
                                      {*m_run.coarseCamFromBase, 0.9, 3, ""}};
    const auto html = makeHtmlReport(m_input, {});
    ASSERT_TRUE(html) << html.error().message;
    expectSelfContained(*html);
    EXPECT_NE(html->find("Other poses that fit about as well"), std::string::npos);
    EXPECT_EQ(countOf(*html, "<img "), countOf(*without, "<img ") + 4) << "two pictures per near-tie";
    EXPECT_NE(html->find("explains 93 % as much; its camera stands 100 mm away, turned 0.0&deg;"),
              std::string::npos);
    m_run.calibration.alternatives[0].frame = 4000;
    EXPECT_FALSE(makeHtmlReport(m_input, {})) << "a frame that is not there is said";
}

TEST_F(ReportTest, OfAFailedRunStillExplains) {
    m_run = {};
    m_run.calibration.camera = {128, 96, 120, 120, 64, 48, {}};
    m_run.calibration.reasons = {"No automatic start was convincing."};
    const auto html = makeHtmlReport(m_input, {});
    ASSERT_TRUE(html) << html.error().message;
    expectSelfContained(*html);
    EXPECT_NE(html->find("badge failed"), std::string::npos);
    EXPECT_NE(html->find("No automatic start was convincing."), std::string::npos);
    EXPECT_EQ(countOf(*html, "<img "), 0U);
}

TEST(DemoCommand, FilmsCalibratesExportsAndReports) {
    const test::TempDir folder;
    const fs::path out = folder / "demo";
    const std::string outText = out.string();
    const char* arguments[] = {"camframe", "demo", "--out", outText.c_str(), "--frames", "12", "--json"};
    std::ostringstream output, errors;
    const int code = runCommandLine(static_cast<int>(std::size(arguments)), arguments, output, errors);
    const auto summary = nlohmann::json::parse(output.str(), nullptr, false);
    ASSERT_TRUE(summary.is_object()) << output.str() << errors.str();
    const std::string status = summary["status"];
    EXPECT_EQ(code, status == "failed" ? 1 : 0);
    // A wrong answer must not be called right.
    if (status == "ok") {
        EXPECT_TRUE(summary["error"]["right"].get<bool>()) << output.str();
    }
    if (status != "failed") {
        EXPECT_TRUE(fs::exists(out / "actions/episode_000000.h5"));
        EXPECT_LT(summary["error"]["translation_mm"].get<double>(), 100);
    }
    const auto truth = readCameraTruth(out / "recording/truth.json");
    EXPECT_TRUE(truth) << truth.error().message;
    EXPECT_TRUE(fs::exists(out / "robot/demo_arm.urdf"));
    EXPECT_TRUE(fs::exists(out / "calibration/000000/front/calibration.json"));
    std::ifstream file(out / "report.html", std::ios::binary);
    const std::string html((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    expectSelfContained(html);
    EXPECT_NE(html.find("badge " + status), std::string::npos);
    EXPECT_NE(html.find("Error against the known truth"), std::string::npos);
}

TEST(DemoCommand, RefusesAFolderThatCannotBeWritten) {
    const char* arguments[] = {"camframe", "demo", "--out", "/proc/camframe-demo"};
    std::ostringstream output, errors;
    EXPECT_EQ(runCommandLine(4, arguments, output, errors), 1);
    EXPECT_NE(errors.str().find("/proc/camframe-demo"), std::string::npos) << errors.str();
}

}  // namespace
}  // namespace camframe
