// SPDX-License-Identifier: Apache-2.0
/// The report of a whole set of results.
#include <gmock/gmock.h>

#include <fstream>

#include "app/commands/report/histogram.h"
#include "app/commands/report/intrinsics_check.h"
#include "app/commands/report/report_rows.h"
#include "app/program.h"
#include "app/true_result.h"
#include "support/text_file.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::contents;
using test::runCamframe;
using test::TempDir;
using ::testing::HasSubstr;
using ::testing::Not;

size_t countOf(const std::string& text, const std::string& part) {
    size_t count = 0;
    for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
        ++count;
    return count;
}

Calibration resultOf(int episode, CalibrationStatus status, double risk) {
    Calibration c = test::trueResult();
    c.episode = episode;
    c.status = status;
    c.quality.risk = risk;
    if (status != CalibrationStatus::Ok) c.reasons = {"The <mark> was lost (frames 3, 4)."};
    if (status == CalibrationStatus::Failed) {
        c.camFromBaseGuess = c.camFromBase;
        c.camFromBase.reset();
    }
    return c;
}

TEST(Report, IsOnePageWithCasesAndACsvBesideIt) {
    const TempDir dir;
    test::writeResult(dir / "out", resultOf(0, CalibrationStatus::Review, 0.4));
    for (int e = 1; e < 6; ++e) test::writeResult(dir / "out", resultOf(e, CalibrationStatus::Ok, 0.01 * e));
    test::writeResult(dir / "out", resultOf(6, CalibrationStatus::Failed, 0.9));
    const auto run =
        runCamframe({"report", (dir / "out").string(), "--out", (dir / "r.html").string(), "--json"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    const json summary = json::parse(run.out);
    EXPECT_EQ(summary["ok"], 5);
    EXPECT_EQ(summary["review"], 1);
    EXPECT_EQ(summary["failed"], 1);
    const std::string html = contents(dir / "r.html");
    EXPECT_EQ(countOf(html, "http://") + countOf(html, "https://") + countOf(html, "<script") +
                  countOf(html, "<link"),
              0U);
    EXPECT_EQ(countOf(html, "src=\""), countOf(html, "src=\"data:image/jpeg;base64,/9j/"));
    for (const char* tag :
         {"section", "figure", "table", "svg", "div", "p", "article", "ul", "li", "tr", "td"})
        EXPECT_EQ(countOf(html, std::string("<") + tag + ">") + countOf(html, std::string("<") + tag + " "),
                  countOf(html, std::string("</") + tag + ">"))
            << tag;
    EXPECT_TRUE(html.ends_with("</html>\n"));
    EXPECT_THAT(html, HasSubstr("7 camera-episodes: 5 ok, 1 to review, 1 failed."));
    EXPECT_THAT(html, HasSubstr("The &lt;mark&gt; was lost"));
    // Only episode 0 is in the recording: its pictures are there, the others say why not.
    EXPECT_EQ(countOf(html, "<img "), 3U);
    EXPECT_THAT(html, HasSubstr("No pictures: "));
    EXPECT_LT(html.find("episode 6</h3>"), html.find("episode 0</h3>")) << "failed ones first";
    EXPECT_LT(html.find("episode 0</h3>"), html.find("episode 5</h3>")) << "then by risk";

    std::istringstream csv(contents(dir / "r.csv"));
    std::vector<std::string> lines;
    for (std::string line; std::getline(csv, line);) lines.push_back(line);
    ASSERT_EQ(lines.size(), 8U);
    EXPECT_THAT(lines[0], HasSubstr("episode,camera,dataset,status,risk"));
    EXPECT_THAT(lines[1], HasSubstr("0,front,demo,review,0.4,"));
    EXPECT_THAT(lines[7], HasSubstr("6,front,demo,failed,0.9,"));
    for (const std::string& line : lines) EXPECT_EQ(countOf(line, ","), countOf(lines[0], ",")) << line;
}

TEST(Report, ComparesTwoSets) {
    const TempDir dir;
    test::writeResult(dir / "new", resultOf(0, CalibrationStatus::Ok, 0.02));
    test::writeResult(dir / "new", resultOf(1, CalibrationStatus::Failed, 0.9));
    Calibration old = resultOf(0, CalibrationStatus::Review, 0.5);
    Vector6d off;
    off << 0, 0, 0, 0.03, 0, 0.04;
    old.camFromBase = perturbLeft(off, *old.camFromBase);
    test::writeResult(dir / "old", old);
    test::writeResult(dir / "old", resultOf(1, CalibrationStatus::Ok, 0.01));
    test::writeResult(dir / "old", resultOf(2, CalibrationStatus::Ok, 0.01));
    const auto run = runCamframe({"report", (dir / "new").string(), "--against", (dir / "old").string(),
                                  "--out", (dir / "r.html").string(), "--quiet"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    const std::string html = contents(dir / "r.html");
    EXPECT_THAT(html, HasSubstr("2 camera-episodes are in both sets; 0 are new, 1 are gone."));
    EXPECT_THAT(html, HasSubstr("the camera moved by 50.0 mm in the median"));
    EXPECT_EQ(countOf(html, "<td class=\"better\">1</td>"), 1U);
    EXPECT_EQ(countOf(html, "<td class=\"worse\">1</td>"), 1U);
    EXPECT_THAT(html, HasSubstr("review &rarr; ok"));
    EXPECT_EQ(countOf(html, "<img "), 6U) << "before and after in three frames";
    EXPECT_THAT(contents(dir / "r.csv"), HasSubstr(",review,0.5,50,"));
}

TEST(Report, StaysSmallForManyResults) {
    const TempDir dir;
    const std::string text = calibrationToJson(resultOf(0, CalibrationStatus::Ok, 0.03));
    const auto make = [&](const fs::path& out, int count) {
        for (int e = 0; e < count; ++e) {
            const fs::path file = calibrationPath(out, e, "front");
            fs::create_directories(file.parent_path());
            std::string own = text;
            own.replace(own.find("\"episode\": 0"), 12, "\"episode\": " + std::to_string(e));
            std::ofstream(file) << own;
        }
        const auto run = runCamframe({"report", out.string(), "--out", (dir / "r.html").string(), "--quiet"});
        EXPECT_EQ(run.exitCode, 0) << run.err;
        return contents(dir / "r.html").size();
    };
    const size_t small = make(dir / "few", 40), large = make(dir / "many", 1500);
    EXPECT_LT(large, small + 5000);
    EXPECT_EQ(countOf(contents(dir / "r.csv"), "\n"), 1501U);
}

TEST(Report, DamagedResultsAreCountedAndNamed) {
    const TempDir dir;
    test::writeResult(dir / "out", resultOf(0, CalibrationStatus::Ok, 0.02));
    fs::create_directories(dir / "out/000001/front");
    std::ofstream(dir / "out/000001/front/calibration.json") << "{";
    const auto run = runCamframe({"report", (dir / "out").string(), "--out", (dir / "r.html").string()});
    EXPECT_EQ(run.exitCode, 0);
    EXPECT_THAT(run.err, HasSubstr("1 result files could not be read"));
    EXPECT_THAT(contents(dir / "r.html"), HasSubstr("000001/front/calibration.json"));
    fs::remove_all(dir / "out/000000");
    const auto none = runCamframe({"report", (dir / "out").string(), "--out", (dir / "n.html").string()});
    EXPECT_EQ(none.exitCode, 1);
    EXPECT_FALSE(fs::exists(dir / "n.html") || fs::exists(dir / "n.csv"));
}

ReportRow rowWithFocal(int episode, double f) {
    ReportRow row;
    row.episode = episode;
    row.camera = "top";
    row.lens = {640, 480, f, f, 320, 240, {}};
    row.camFromBase = RigidTransform::Identity();
    return row;
}

TEST(IntrinsicsCheck, WarnsBeyondTwoPercent) {
    ReportRows rows;
    for (int e = 0; e < 9; ++e) rows.rows.push_back(rowWithFocal(e, 600 + e));
    const auto quiet = checkIntrinsics(rows, {});
    ASSERT_EQ(quiet.size(), 1U);
    EXPECT_DOUBLE_EQ(quiet[0].f, 604);
    EXPECT_TRUE(quiet[0].warnings.empty());

    rows.rows.push_back(rowWithFocal(9, 640));
    const auto apart = checkIntrinsics(rows, {});
    ASSERT_EQ(apart[0].warnings.size(), 1U);
    EXPECT_THAT(apart[0].warnings[0], HasSubstr("640.0 px in episode 9; 1 of 10 lie more than 2 %"));

    rows.rows.pop_back();
    IntrinsicsInput published;
    published.byCamera["top"].k << 622, 0, 322, 0, 622, 262, 0, 0, 1;
    const auto off = checkIntrinsics(rows, published);
    ASSERT_EQ(off[0].warnings.size(), 2U);
    EXPECT_THAT(off[0].warnings[0], HasSubstr("2.9 % below the published one"));
    EXPECT_THAT(off[0].warnings[1], HasSubstr("-2.0, -22.0 px"));
    published.byCamera["top"].k << 610, 0, 322, 0, 610, 242, 0, 0, 1;
    EXPECT_TRUE(checkIntrinsics(rows, published)[0].warnings.empty());
}

TEST(IntrinsicsCheck, OtherSizesAreOtherCameras) {
    ReportRows rows;
    rows.rows = {rowWithFocal(0, 600), rowWithFocal(1, 1200)};
    rows.rows[1].lens.width = 1280;
    rows.rows[1].lens.height = 960;
    const auto cameras = checkIntrinsics(rows, {});
    ASSERT_EQ(cameras.size(), 2U);
    EXPECT_TRUE(cameras[0].warnings.empty() && cameras[1].warnings.empty());
}

TEST(Quantile, InterpolatesAndIgnoresWhatIsNotThere) {
    EXPECT_EQ(quantile({}, 0.5), std::nullopt);
    EXPECT_EQ(quantile({std::nan("")}, 0.5), std::nullopt);
    EXPECT_DOUBLE_EQ(*quantile({3, 1, 2, std::nan("")}, 0.5), 2);
    EXPECT_DOUBLE_EQ(*quantile({1, 2}, 0.25), 1.25);
}

TEST(Histogram, CountsEveryValueOnce) {
    Histogram h{"a<b", "m", {}, {}, false, true};
    for (int i = 0; i < 100; ++i) h.values[static_cast<size_t>(i % 3)].push_back(i % 7);
    h.values[0].push_back(std::nan(""));
    h.values[0].push_back(1e9);
    const std::string svg = renderHistogram(h);
    EXPECT_THAT(svg, HasSubstr("a&lt;b"));
    EXPECT_THAT(svg, HasSubstr("Not known for 1 of 102."));
    EXPECT_THAT(svg, Not(HasSubstr("nan")));
    // Heights of all bars add up to the number of values.
    double sum = 0, top = 0;
    for (size_t at = svg.find("<rect"); at != std::string::npos; at = svg.find("<rect", at + 1)) {
        const size_t from = svg.find("height=\"", at) + 8;
        sum += std::stod(svg.substr(from));
    }
    const size_t tick = svg.rfind("text-anchor=\"end\">", svg.find("<rect"));
    top = std::stod(svg.substr(tick + 18));
    EXPECT_NEAR(sum / (210 - 12 - 34) * top, 101, 1.5);
    EXPECT_EQ(renderHistogram({"t", "m", {}, {}, false, true}), "");
}

}  // namespace
}  // namespace camframe
